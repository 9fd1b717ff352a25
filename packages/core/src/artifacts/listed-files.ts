import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { excerpt } from '../wire/index.js';
import { readChecksumFile, type ChecksumLine } from './checksums.js';
import { deadLink } from './file-errors.js';
import { refuseOddPath } from './file-names.js';
import { algorithmsOf, type DigestAlgorithm, type HashedFile } from './hash-file.js';
import { hashFiles } from './hash-files.js';
import { nameOf, realPathOf, realPlace, type Naming } from './places.js';
import type { DigestSubject, FileSubject } from './types.js';

interface ListedOptions {
  /** Folder that names are relative to; default the run's `cwd`. */
  readonly base?: string;
  /** Default `written`. The gate uses `real`, because its rules are about names. */
  readonly naming?: Naming;
  /** Digests of files in addition to those in their lines; default SHA-256. */
  readonly algorithms?: readonly DigestAlgorithm[];
}

interface ListedFiles {
  /** In the order of the lines: files that exist and have the digests of their lines, and digests of files that do not exist here. */
  readonly subjects: readonly (FileSubject | DigestSubject)[];
  /** SUBJECT_MISMATCH for each file that exists and has another digest than its line. */
  readonly mismatched: readonly CountersignError[];
}

/**
 * The subjects in a checksum file. Lines are relative to its folder, as for `sha256sum -c` in this folder. A file that exists is read and
 * compared with its line; of other files only the digest is known, and the run logs which. Every subject has the name that it would have
 * as a path, whether the file exists or not, so that it has the same name for the rules of a policy however it was named.
 * @param path of the checksum file, relative to the run's `cwd`
 * @throws CountersignError CHECKSUM_MALFORMED, SUBJECT_DUPLICATE, INPUT_INVALID, FILE_UNREADABLE (a line names a folder or a broken link),
 *   FILE_CHANGED, DEADLINE_EXCEEDED
 */
export async function listedFiles(
  run: Pick<Run, 'cwd' | 'signal' | 'emit'>,
  path: string,
  options: ListedOptions = {},
): Promise<ListedFiles> {
  refuseOddPath(resolve(run.cwd, path));
  const lines = readChecksumFile(run, path);
  const folder = dirname(resolve(run.cwd, path));
  const base = resolve(run.cwd, options.base ?? '.');
  const here = lines.filter((line) => isHere(folder, line));
  const hashed = await hashAll(run, folder, here, options.algorithms ?? ['sha256']);
  const mismatched: CountersignError[] = [];
  const subjects = lines.flatMap((line): (FileSubject | DigestSubject)[] => {
    const file = hashed.get(line);
    const path = join(folder, line.place);
    const real = file === undefined ? realPlace(path) : realPathOf(path);
    if (real === undefined) throw deadLink(path);
    const name = nameOf(options.naming ?? 'written', path, real, base);
    if (file === undefined) return [{ kind: 'digest', name, digests: line.digests, origin: line.origin, path }];
    const wrong = difference(line, name, file);
    if (wrong === undefined)
      return [{ kind: 'file', name, path, ...(real === path ? {} : { realPath: real }), origin: line.origin, ...file }];
    mismatched.push(wrong);
    return [];
  });
  logUnread(run, path, lines.length - here.length, subjects);
  return { subjects: eachOnce(subjects), mismatched };
}

/**
 * Whether the file of a line exists.
 * @throws CountersignError SUBJECT_DUPLICATE if there is a second file whose name differs only in its Unicode form
 */
function isHere(folder: string, { place, name, origin }: ChecksumLine): boolean {
  const path = join(folder, place);
  const others = [name, place.normalize('NFD')].filter((other) => other !== place).map((other) => join(folder, other));
  const own = exists(path) ? realPathOf(path) : undefined;
  const second = others.find((other) => exists(other) && realPathOf(other) !== own);
  if (second !== undefined) {
    throw new CountersignError(
      'SUBJECT_DUPLICATE',
      `${origin}: two files have the name ${excerpt(name)}, in different Unicode forms`,
      {
        expected: 'names that differ in more than the Unicode form',
        found: `${path} and ${second}`,
      },
    );
  }
  return exists(path);
}

/** Also true for a broken link, so that reading it reports the error. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A part of the path is not a folder; or the reason is unknown, and reading the file reports it.
    return realPathOf(path) !== undefined;
  }
}

async function hashAll(
  run: Pick<Run, 'signal'>,
  folder: string,
  lines: readonly ChecksumLine[],
  algorithms: readonly DigestAlgorithm[],
): Promise<ReadonlyMap<ChecksumLine, HashedFile>> {
  const groups = new Map<string, { readonly wanted: readonly DigestAlgorithm[]; readonly lines: ChecksumLine[] }>();
  for (const line of lines) {
    const wanted = [...new Set([...algorithms, ...algorithmsOf(line.digests)])];
    const group = groups.get(wanted.join()) ?? { wanted, lines: [] };
    group.lines.push(line);
    groups.set(wanted.join(), group);
  }
  const hashed = new Map<ChecksumLine, HashedFile>();
  for (const group of groups.values()) {
    const files = await hashFiles(
      group.lines.map((line) => join(folder, line.place)),
      { algorithms: group.wanted, signal: run.signal },
    );
    for (const [index, line] of group.lines.entries()) {
      const file = files[index];
      if (file !== undefined) hashed.set(line, file);
    }
  }
  return hashed;
}

function difference(line: ChecksumLine, name: string, file: HashedFile): CountersignError | undefined {
  const wrong = algorithmsOf(line.digests).find((one) => line.digests[one] !== file.digests[one]);
  if (wrong === undefined) return undefined;
  return new CountersignError('SUBJECT_MISMATCH', `${excerpt(name)} does not have the digest in ${line.origin}`, {
    expected: `${wrong}:${line.digests[wrong] ?? ''}`,
    found: `${wrong}:${file.digests[wrong] ?? ''}`,
    hint: 'Create the checksum file after the files, or find out what changed the file.',
  });
}

/** Two lines with links to the same file are one subject, which was compared with both lines. */
function eachOnce(subjects: readonly (FileSubject | DigestSubject)[]): readonly (FileSubject | DigestSubject)[] {
  const real = new Set<string>();
  return subjects.filter((subject) => {
    if (subject.kind === 'digest') return true;
    const path = subject.realPath ?? subject.path;
    if (real.has(path)) return false;
    real.add(path);
    return true;
  });
}

const SHOWN = 10;

function logUnread(
  { emit }: Pick<Run, 'emit'>,
  path: string,
  count: number,
  subjects: readonly (FileSubject | DigestSubject)[],
): void {
  if (count === 0) return;
  const names = subjects.flatMap((subject) => (subject.kind === 'digest' ? [excerpt(subject.name)] : []));
  emit({ event: 'bytes-not-read', path, count, names: names.slice(0, SHOWN) });
}
