import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { excerpt } from '../wire/index.js';
import { readChecksumFile, withoutPlace, type ChecksumLine } from './checksums.js';
import { deadLink } from './file-errors.js';
import { refuseOddPath } from './file-names.js';
import type { DigestAlgorithm, HashedFile } from './hash-file.js';
import { hashFiles } from './hash-files.js';
import { nameOf, realPathOf, realPlace, type Naming } from './places.js';
import type { DigestSubject, FileSubject } from './types.js';

export interface ListedOptions {
  /** Folder that names are relative to; default the run's `cwd`. */
  readonly base?: string;
  /** Default `written`. What is judged by its name asks for `real`. */
  readonly naming?: Naming;
  /** Digests of files beyond those of their lines; default SHA-256. */
  readonly algorithms?: readonly DigestAlgorithm[];
}

export interface ListedFiles {
  /** In the order of the lines: files that are here and are what their lines say, and digests of files that are not here. */
  readonly subjects: readonly (FileSubject | DigestSubject)[];
  /** SUBJECT_MISMATCH for each file that is here and is another one than its line says. */
  readonly mismatched: readonly CountersignError[];
}

/**
 * What a checksum file names. Lines are relative to its folder, as for `sha256sum -c` that runs there. A file that is there is
 * read and compared with its line; of the others only the digest is known, and the run says which. All have the names that they have
 * as paths, whether they are there or not: rules are about places, and a file that is named in two ways is judged by one name.
 * @param path of the checksum file, relative to the run's `cwd`
 * @throws CountersignError CHECKSUM_MALFORMED, SUBJECT_DUPLICATE, INPUT_INVALID, FILE_UNREADABLE (a line whose file is none, or a link that leads
 *   nowhere), FILE_CHANGED, DEADLINE_EXCEEDED
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
    if (file === undefined) return [{ ...withoutPlace(line), name, path }];
    const wrong = difference(line, name, file);
    if (wrong === undefined)
      return [{ kind: 'file', name, path, ...(real === path ? {} : { realPath: real }), origin: line.origin, ...file }];
    mismatched.push(wrong);
    return [];
  });
  sayUnread(run, path, lines.length - here.length, subjects);
  return { subjects: eachOnce(subjects), mismatched };
}

/**
 * Whether a line's file is beside the checksum file. Where another one of the same name is, with its letters composed in another way,
 * nobody can say which one the line means.
 * @throws CountersignError SUBJECT_DUPLICATE
 */
function isHere(folder: string, { place, name, origin }: ChecksumLine): boolean {
  const path = join(folder, place);
  const others = [name, place.normalize('NFD')].filter((other) => other !== place).map((other) => join(folder, other));
  const own = exists(path) ? realPathOf(path) : undefined;
  const twin = others.find((other) => exists(other) && realPathOf(other) !== own);
  if (twin !== undefined) {
    throw new CountersignError('SUBJECT_DUPLICATE', `${origin}: two files could be ${excerpt(name)}`, {
      expected: 'names that differ in more than how letters are composed',
      found: `${path} and ${twin}`,
    });
  }
  return exists(path);
}

/** Also true for a link that leads nowhere: whoever reads the file meets it. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // The name goes through something that is no folder; or it cannot be said, and reading the file says why.
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
    const own = (['sha256', 'sha384', 'sha512'] as const).filter((one) => line.digests[one] !== undefined);
    const wanted = [...new Set([...algorithms, ...own])];
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
  const wrong = (['sha256', 'sha384', 'sha512'] as const).find(
    (one) => line.digests[one] !== undefined && line.digests[one] !== file.digests[one],
  );
  if (wrong === undefined) return undefined;
  return new CountersignError('SUBJECT_MISMATCH', `${excerpt(name)} is not the file that ${line.origin} names`, {
    expected: `${wrong}:${line.digests[wrong] ?? ''}`,
    found: `${wrong}:${file.digests[wrong] ?? ''}`,
    hint: 'Write the checksum file again after the files are made, or find out who changed one of them.',
  });
}

/** Two lines whose names lead to one file are one subject: it was compared with both. */
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

function sayUnread(
  { emit }: Pick<Run, 'emit'>,
  path: string,
  count: number,
  subjects: readonly (FileSubject | DigestSubject)[],
): void {
  if (count === 0) return;
  const names = subjects.flatMap((subject) => (subject.kind === 'digest' ? [excerpt(subject.name)] : []));
  emit({ event: 'bytes-not-read', path, count, names: names.slice(0, SHOWN) });
}
