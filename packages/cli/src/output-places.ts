import { resolve } from 'node:path';
import { expandPaths, refuseOverwrites } from '@countersign/core/artifacts';
import { readRegularFile } from '@countersign/core/wire';
import type { RawInputs } from '@countersign/action-kit/options';

/** Inputs that are, or name, files that the gate reads. */
const READ = ['checksums', 'policies', 'bundle', 'evidence', 'key', 'trusted-root'];

export interface OutputPlace {
  /** The flag that names it. */
  readonly what: string;
  readonly path: string;
}

/**
 * Refuses an output in the place of what the run reads, before anything is removed there.
 * @throws CountersignError INPUT_INVALID
 */
export async function refuseInputs(cwd: string, outputs: readonly OutputPlace[], inputs: RawInputs): Promise<void> {
  const open = outputs.filter(({ path }) => !holdsVariables(path)).map(({ what, path }) => ({ what, path: resolve(cwd, path) }));
  if (open.length === 0) return;
  const named = READ.flatMap((name) => inputs[name] ?? []).map((one) => resolve(cwd, one));
  refuseOverwrites(open, [...named, ...(await artifacts(cwd, inputs))]);
}

/** What is wrong with a pattern is said when the gate takes it. */
async function artifacts(cwd: string, { paths = [] }: RawInputs): Promise<readonly string[]> {
  try {
    return [...(await expandPaths(paths, cwd, undefined, () => undefined)).keys()];
  } catch {
    return [];
  }
}

/** A file that a job hands on is small; what is larger was not written by us. */
const MAX_VARIABLES_BYTES = 16 * 1024 * 1024;

/** A file of variables that names ours must not go on saying "allowed", whatever else it is. */
function holdsVariables(path: string): boolean {
  try {
    return /^COUNTERSIGN_DECISION=/m.test(readRegularFile(path, MAX_VARIABLES_BYTES, { followLink: true }).toString('utf8'));
  } catch {
    return false;
  }
}
