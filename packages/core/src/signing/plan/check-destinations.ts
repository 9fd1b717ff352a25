import { accessSync, closeSync, constants, lstatSync, openSync, rmSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { MAX_BUNDLES } from '../../bundles/index.js';
import { CountersignError, isMissing, systemReason } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { refuseSpecial } from '../bundle-files.js';
import type { BundlePaths } from '../bundle-paths.js';

/**
 * Checks that every bundle can be written: its name is possible, nothing but a file is there, its folder can be made and written to. In
 * each folder a file is made and removed, because permissions alone do not say it (read-only file systems, quotas).
 * @param probe tries a folder; replaced in a test, because a folder that ignores case is not on every machine
 * @throws CountersignError STORE_FAILED, INPUT_INVALID, SUBJECT_DUPLICATE
 */
export function checkDestinations(run: Pick<Run, 'random'>, paths: BundlePaths, count: number, probe = tryFolder): void {
  if (paths.shared !== undefined && count > MAX_BUNDLES) {
    throw new CountersignError('INPUT_INVALID', 'one file cannot contain so many bundles; nothing was signed', {
      expected: `at most ${MAX_BUNDLES}`,
      found: `${count}`,
      hint: 'Use output-dir, or sign in several runs.',
    });
  }
  const folders = new Map<string, { readonly ignoresCase: boolean }>();
  const folded = new Map<string, string>();
  for (const path of paths.all) {
    const folder = folderFor(path);
    const facts = folders.get(folder) ?? probe(run, folder, path);
    folders.set(folder, facts);
    if (!facts.ignoresCase) continue;
    const key = foldedPath(path);
    const other = folded.get(key);
    if (other !== undefined) throw sameFile(other, path);
    folded.set(key, path);
  }
}

/** The nearest existing folder above a bundle. */
function folderFor(path: string): string {
  const there = statOf(path, lstatSync, path);
  const target = there?.isSymbolicLink() === true ? statOf(path, statSync, path) : there;
  if (target?.isDirectory() === true) throw unwritable(path, 'a folder');
  refuseSpecial(path, target);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const stat = statOf(folder, statSync, path);
    if (stat?.isDirectory() === true) return folder;
    if (stat !== undefined) throw unwritable(path, `a file at ${folder}, where a folder must be`);
    if (dirname(folder) === folder) throw unwritable(path, 'no folder');
  }
}

/** Undefined if there is nothing. Names that are too long, and folders that cannot be read, are errors here. */
function statOf(path: string, stat: (path: string) => Stats, bundle: string): Stats | undefined {
  try {
    return stat(path);
  } catch (cause) {
    // Also if it is below a file: the loop finds the file and names it.
    if (isMissing(cause)) return undefined;
    throw unwritable(bundle, systemReason(cause), cause);
  }
}

function tryFolder({ random }: Pick<Run, 'random'>, folder: string, path: string): { readonly ignoresCase: boolean } {
  const name = `.countersign-${Buffer.from(random(8)).toString('hex')}.tmp`;
  const file = join(folder, name);
  try {
    accessSync(folder, constants.W_OK);
    closeSync(openSync(file, 'wx', 0o600));
    try {
      return { ignoresCase: lstatSync(join(folder, name.toUpperCase()), { throwIfNoEntry: false }) !== undefined };
    } finally {
      rmSync(file, { force: true });
    }
  } catch (cause) {
    throw unwritable(path, systemReason(cause), cause);
  }
}

/** Two names with the same result are one file where case is ignored. */
const foldedPath = (path: string): string => path.normalize('NFC').toUpperCase().toLowerCase();

function sameFile(one: string, other: string): CountersignError {
  return new CountersignError('SUBJECT_DUPLICATE', 'two bundles would be written to one file, because this folder ignores case', {
    expected: 'names that differ in more than upper and lower case',
    found: `${one} and ${other}`,
    hint: 'Sign them in separate steps with different output-dir.',
  });
}

function unwritable(path: string, found: string, cause?: unknown): CountersignError {
  return new CountersignError('STORE_FAILED', `the bundle cannot be written to ${path}; nothing was signed`, {
    expected: 'a path for a new file in a writable folder',
    found,
    hint: 'Choose another output-dir or bundle-path.',
    cause,
  });
}
