import { lstatSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { expandPaths, realPathOf, refuseOverwrites } from '@countersign/core/artifacts';
import { CountersignError, systemReason } from '@countersign/core/errors';
import { holdsBundles } from '@countersign/core/evidence';
import { formatNamed } from '@countersign/core/reports';
import { makeFolder, readRegularFile } from '@countersign/core/wire';
import { filesRead, type RawInputs } from './options.js';
import { GATE_OUTPUTS } from './pieces/gate-outputs.js';

/** A file that a run of the gate writes. */
export interface OutputFile {
  /** Its name in messages: a flag, or `the report json=out.json`. */
  readonly what: string;
  /** Relative to the run's folder, or absolute. */
  readonly path: string;
  /** Its content while there is no decision; default: no file. */
  readonly undecided?: string;
}

/** A line that only our file of variables has. */
const DECISION_LINE = new RegExp(`^${GATE_OUTPUTS.decision.variable}=`, 'm');
const MAX_LIST_BYTES = 8 << 20;

/** The files of `FORMAT=PATH` lines; invalid lines are ignored. */
export function reportFiles(lines: readonly string[]): readonly OutputFile[] {
  return lines.flatMap((line) => {
    const [, format = '', path = ''] = /^([a-z]+)=(.+)$/.exec(line) ?? [];
    return formatNamed(format) !== undefined ? [{ what: `the report ${line}`, path }] : [];
  });
}

/**
 * Removes files of earlier runs at the paths of outputs: until there is a decision, no file may contain one. Does not remove files that
 * the run reads, or anything that is not a file.
 * @param inputs those that name files to read
 * @throws CountersignError INPUT_INVALID after everything that can be removed is removed
 */
export async function clearOutputs(cwd: string, outputs: readonly OutputFile[], inputs: RawInputs): Promise<void> {
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

/** After a failure: no file that was written may still contain "allowed". */
export function withdrawOutputs(cwd: string, outputs: readonly OutputFile[]): void {
  for (const output of outputs) {
    try {
      write(cwd, output);
    } catch {
      // The others are withdrawn all the same; the failure itself is reported.
    }
  }
}

/** Writes a new file, and its folder. Does not follow a link at its path. */
export function writeNew(path: string, text: string): void {
  makeFolder(dirname(path));
  rmSync(path, { force: true });
  writeFileSync(path, text, { flag: 'wx' });
}

/** @throws CountersignError INPUT_INVALID if nothing can be written there */
function write(cwd: string, { what, path, undecided }: OutputFile): void {
  const place = resolve(cwd, path);
  try {
    makeFolder(dirname(place));
    if (undecided === undefined) rmSync(place, { force: true });
    else writeNew(place, undecided);
  } catch (cause) {
    throw new CountersignError('INPUT_INVALID', `${what}: ${path} cannot be written`, {
      expected: 'a path where a file can be created',
      found: systemReason(cause),
      cause,
    });
  }
}

/** A rename would replace a device. */
function refuseSpecial(cwd: string, { what, path }: OutputFile): void {
  const place = resolve(cwd, path);
  try {
    if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return;
    const stat = statSync(place, { throwIfNoEntry: false });
    if (stat === undefined || stat.isFile()) return;
  } catch {
    return;
  }
  throw new CountersignError('INPUT_INVALID', `${what}: ${path} exists and is not a regular file`, {
    expected: 'a path where a file can be created',
    found: 'a folder, pipe, socket or device',
  });
}

function refuseRead(cwd: string, output: OutputFile, read: readonly string[], inputs: RawInputs): void {
  const path = resolve(cwd, output.path);
  // A file of our variables must not still contain "allowed", even if it is also an input.
  if (output.undecided !== undefined && containsVariables(path)) return;
  refuseOverwrites([{ what: output.what, path }], read);
  const folder = filesRead(inputs, 'folders')
    .map((one) => resolve(cwd, one))
    .find((one) => isBelow(path, one));
  if (folder === undefined && !holdsBundles(path)) return;
  throw new CountersignError('INPUT_INVALID', `${output.what} would overwrite a bundle`, {
    expected: 'a path that is not an input',
    found: output.path,
  });
}

/** Whether an existing file is in a folder. */
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

/** The files that inputs name, and everything in lists that could be a path: an artifact in a checksum file, a key in a policy. */
function namedIn(cwd: string, inputs: RawInputs): readonly string[] {
  const named = filesRead(inputs, 'files', 'lists', 'folders').map((one) => resolve(cwd, one));
  const further = filesRead(inputs, 'lists').flatMap((one) => {
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

/** An invalid pattern is reported later, by the gate. */
async function artifacts(cwd: string, inputs: RawInputs): Promise<readonly string[]> {
  const paths = filesRead(inputs, 'artifacts');
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
    // A pattern without a match must not hide the matches of the others.
    return (await Promise.all(paths.filter((pattern) => !pattern.startsWith('!')).map(one))).flat();
  }
}

function textOf(path: string): string | undefined {
  try {
    return readRegularFile(path, MAX_LIST_BYTES, { followLink: true }).toString('utf8');
  } catch {
    return undefined;
  }
}

const containsVariables = (path: string): boolean => DECISION_LINE.test(textOf(path) ?? '');
