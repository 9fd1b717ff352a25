import { lstatSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { expandPaths, realPathOf, refuseOverwrites } from '@countersign/core/artifacts';
import { CountersignError, systemReason } from '@countersign/core/errors';
import { holdsBundles } from '@countersign/core/evidence';
import { formatNamed } from '@countersign/core/reports';
import { readRegularFile } from '@countersign/core/wire';
import type { RawInputs } from './options.js';
import { GATE_OUTPUTS } from './pieces/gate-outputs.js';

/** A file that a run of the gate writes. */
export interface OutputPlace {
  /** How messages call it: a flag, or `the report json=out.json`. */
  readonly what: string;
  /** Relative to the run's folder, or absolute. */
  readonly path: string;
  /** What stands there while there is no decision; default: no file. */
  readonly undecided?: string;
}

/** Inputs that are, or name, files that the gate reads. */
const READ = ['checksums', 'policies', 'bundle', 'evidence', 'key', 'trusted-root'];
/** Those that name further files, a line or a word each. */
const NAMING = ['checksums', 'policies'];
/** By which a file of variables is known. */
const DECISION_LINE = new RegExp(`^${GATE_OUTPUTS.decision.variable}=`, 'm');
const MAX_NAMING_BYTES = 8 << 20;

/** The reports of `FORMAT=PATH` lines, those that can be understood. */
export function reportPlaces(lines: readonly string[]): readonly OutputPlace[] {
  return lines.flatMap((line) => {
    const [, format = '', path = ''] = /^([a-z]+)=(.+)$/.exec(line) ?? [];
    return formatNamed(format) !== undefined ? [{ what: `the report ${line}`, path }] : [];
  });
}

/**
 * Until there is a decision there is none: nobody may read what an earlier run, or somebody else, has left. Removes what stands in the
 * place of outputs, except of those that would take the place of something that the run reads, or of what is no file.
 * @param inputs what the run reads
 * @throws CountersignError INPUT_INVALID once all that can be removed is
 */
export async function clearOutputs(cwd: string, outputs: readonly OutputPlace[], inputs: RawInputs): Promise<void> {
  if (outputs.length === 0) return;
  const read = [...namedIn(cwd, inputs), ...(await artifacts(cwd, inputs))];
  let first: unknown;
  for (const [index, output] of outputs.entries()) {
    try {
      refuseSpecial(cwd, output);
      refuseRead(cwd, output, read, inputs);
      write(cwd, output);
      refuseOverwrites(
        outputs.slice(0, index + 1).map(({ what, path }) => ({ what, path: resolve(cwd, path) })),
        [],
      );
    } catch (thrown) {
      first ??= thrown;
    }
  }
  if (first !== undefined) throw first;
}

/** After a failure: nothing that was written may go on saying "allowed". */
export function takeBack(cwd: string, outputs: readonly OutputPlace[]): void {
  for (const output of outputs) {
    try {
      write(cwd, output);
    } catch {
      // The others are taken back all the same, and the failure is what people hear of.
    }
  }
}

/** A new file, in a folder that is made: never through a link that stands there. */
export function writeNew(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  writeFileSync(path, text, { flag: 'wx' });
}

/** @throws CountersignError INPUT_INVALID where nothing can be written */
function write(cwd: string, { what, path, undecided }: OutputPlace): void {
  const place = resolve(cwd, path);
  try {
    mkdirSync(dirname(place), { recursive: true });
    if (undecided === undefined) rmSync(place, { force: true });
    else writeNew(place, undecided);
  } catch (cause) {
    throw new CountersignError('INPUT_INVALID', `${what}: ${path} cannot be written`, {
      expected: 'a path where a file can be made',
      found: systemReason(cause),
      cause,
    });
  }
}

/** A rename would replace a device, and nobody reads a folder as a report. */
function refuseSpecial(cwd: string, { what, path }: OutputPlace): void {
  const place = resolve(cwd, path);
  try {
    if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return;
    const stat = statSync(place, { throwIfNoEntry: false });
    if (stat === undefined || stat.isFile()) return;
  } catch {
    return;
  }
  throw new CountersignError('INPUT_INVALID', `${what}: ${path} is there and is no regular file`, {
    expected: 'a path where a file can be made',
    found: 'a folder, pipe, socket or device',
  });
}

function refuseRead(cwd: string, output: OutputPlace, read: readonly string[], inputs: RawInputs): void {
  const path = resolve(cwd, output.path);
  // A file of variables that names ours must not go on saying "allowed", whatever else it is.
  if (output.undecided !== undefined && holdsVariables(path)) return;
  refuseOverwrites([{ what: output.what, path }], read);
  const folder = (inputs['evidence'] ?? []).map((one) => resolve(cwd, one)).find((one) => isBelow(path, one));
  if (folder === undefined && !holdsBundles(path)) return;
  throw new CountersignError('INPUT_INVALID', `${output.what} would overwrite a bundle`, {
    expected: 'a path of its own',
    found: output.path,
  });
}

/** Whether a file that exists lies in a folder of evidence. */
function isBelow(path: string, folder: string): boolean {
  try {
    const [file, top] = [realPathOf(path), realPathOf(folder)];
    if (file === undefined || top === undefined || !statSync(top).isDirectory()) return false;
    const below = relative(top, file);
    return below !== '' && below !== '..' && !below.startsWith(`..${sep}`);
  } catch {
    return false;
  }
}

/** The files that inputs name, and all that could be a name in them: an artifact of a checksum file, a key of a policy. */
function namedIn(cwd: string, inputs: RawInputs): readonly string[] {
  const named = READ.flatMap((name) => inputs[name] ?? []).map((one) => resolve(cwd, one));
  const further = NAMING.flatMap((name) => inputs[name] ?? []).flatMap((one) => {
    const list = resolve(cwd, one);
    const names = (textOf(list) ?? '')
      .split(/[\r\n]+/)
      .flatMap((line) => [...line.split(/[\s"',[\]{}]+/), line.replace(/^\\?[0-9a-fA-F]+ [ *]/, '')]);
    return [...new Set(names)]
      .filter((name) => name !== '')
      .flatMap((name) => [resolve(dirname(list), name), resolve(cwd, name)]);
  });
  return [...named, ...further.filter(exists)];
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** What is wrong with a pattern is said when the gate takes it. */
async function artifacts(cwd: string, { paths = [] }: RawInputs): Promise<readonly string[]> {
  const one = async (pattern: string): Promise<readonly string[]> => {
    try {
      return [...(await expandPaths([pattern], cwd, undefined, () => undefined)).keys()];
    } catch {
      return [];
    }
  };
  try {
    return [...(await expandPaths(paths, cwd, undefined, () => undefined)).keys()];
  } catch {
    // One that names nothing does not give the others away.
    return (await Promise.all(paths.filter((pattern) => !pattern.startsWith('!')).map(one))).flat();
  }
}

function textOf(path: string): string | undefined {
  try {
    return readRegularFile(path, MAX_NAMING_BYTES, { followLink: true }).toString('utf8');
  } catch {
    return undefined;
  }
}

const holdsVariables = (path: string): boolean => DECISION_LINE.test(textOf(path) ?? '');
