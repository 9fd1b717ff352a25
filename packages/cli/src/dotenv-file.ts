import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expandPaths, refuseOverwrites } from '@countersign/core/artifacts';
import type { RawInputs } from '@countersign/action-kit/options';

const UNDECIDED = 'COUNTERSIGN_DECISION=undecided\nCOUNTERSIGN_PINNED_IMAGES=\n';
/** Inputs that are, or name, files that the gate reads. */
const READ = ['checksums', 'policies', 'bundle', 'evidence', 'key', 'trusted-root'];

/** Writes variables for later jobs. A new file: never through a link that stands there. */
export function writeVariables(path: string, variables: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, variables, { flag: 'wx' });
}

/**
 * Says `undecided` in the place of whatever an earlier run, or somebody else, has left there, before anything can go wrong.
 * @throws CountersignError INPUT_INVALID where the file is one that the run reads
 */
export async function beginVariables(cwd: string, path: string, inputs: RawInputs): Promise<void> {
  if (!holdsVariables(path)) {
    const named = READ.flatMap((name) => inputs[name] ?? []).map((one) => resolve(cwd, one));
    refuseOverwrites([{ what: '--dotenv', path: resolve(cwd, path) }], [...named, ...(await artifacts(cwd, inputs))]);
  }
  writeVariables(path, UNDECIDED);
}

/** What is wrong with a pattern is said when the gate takes it. */
async function artifacts(cwd: string, { paths = [] }: RawInputs): Promise<readonly string[]> {
  try {
    return [...(await expandPaths(paths, cwd)).keys()];
  } catch {
    return [];
  }
}

/** A file of variables that names ours must not go on saying "allowed", whatever else it is. */
function holdsVariables(path: string): boolean {
  try {
    return /^COUNTERSIGN_DECISION=/m.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}
