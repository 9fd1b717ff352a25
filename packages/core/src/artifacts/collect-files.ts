import { resolve } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { excerpt } from '../wire/index.js';
import { expandPaths } from './expand-paths.js';
import { deadLink } from './file-errors.js';
import { algorithmsOf, hashBytes, hashFile, type DigestAlgorithm } from './hash-file.js';
import { hashFiles } from './hash-files.js';
import { nameOf, realPathOf, type Naming } from './places.js';
import type { FileSubject } from './types.js';

interface CollectOptions {
  /** Paths and globs, absolute or relative to the run's `cwd`; `!` excludes. */
  readonly paths: readonly string[];
  /** Folder that names are relative to; default the run's `cwd`. */
  readonly base?: string;
  /** Default `written`. The gate uses `real`, because its rules are about names. */
  readonly naming?: Naming;
  /** Default SHA-256 alone. */
  readonly algorithms?: readonly DigestAlgorithm[];
  /** Maximum number of worker threads. */
  readonly concurrency?: number;
  /** Whether a file with the name of a bundle is a bundle; globs leave bundles out. If absent, nothing is left out. */
  readonly isBundle?: (path: string) => boolean;
  /**
   * `signing`: named bundles are left out too, unless only bundles are named, because a shell expands `dist/*` to names; broken links
   * and folders that a glob matches are left out as well. Default `judging`: these are errors, because they may be deployed.
   */
  readonly purpose?: 'judging' | 'signing';
}

/** Suffixes of bundle files. A suffix alone is not enough to leave a file out, because any deployed file may have it. */
const BUNDLE_SUFFIXES = ['.sigstore.json', '.sigstore', '.jsonl'];

interface FoundFile {
  readonly path: string;
  readonly real: string;
}

/**
 * The files that paths and globs name, hashed, sorted by name (UTF-16 code units), each real file once. Names use `/` and Unicode form
 * NFC; see `Naming`. Bundles that a glob matches are left out and logged, so that `dist/*` means the same before and after signing.
 * @throws CountersignError NO_MATCH, SUBJECT_DUPLICATE, FILE_UNREADABLE (also if a glob matches something that is not a file), FILE_CHANGED,
 *   INPUT_INVALID, DEADLINE_EXCEEDED
 */
export async function collectFiles(
  run: Pick<Run, 'cwd' | 'signal'> & Partial<Pick<Run, 'emit'>>,
  options: CollectOptions,
): Promise<readonly FileSubject[]> {
  const base = resolve(run.cwd, options.base ?? '.');
  const leaveOut = (path: string): void => {
    run.emit?.({ event: 'left-out', artifact: nameOf('written', path, path, run.cwd), reason: 'folder' });
  };
  const found = await expandPaths(options.paths, run.cwd, run.signal, options.purpose === 'signing' ? leaveOut : undefined);
  const wanted = withoutBundles(run, found, options);
  const named = distinct(run, wanted, found, options)
    .map(({ path, real }) => ({ path, real, name: nameOf(options.naming ?? 'written', path, real, base) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  rejectDuplicates(named);
  const hashed = await hashFiles(
    named.map(({ path }) => path),
    {
      signal: run.signal,
      ...(options.algorithms === undefined ? {} : { algorithms: options.algorithms }),
      ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    },
  );
  return named.flatMap(({ path, real, name }, index) => {
    const file = hashed[index];
    return file === undefined
      ? []
      : [{ kind: 'file' as const, name, path, ...(real === path ? {} : { realPath: real }), ...file }];
  });
}

type Found = ReadonlyMap<string, 'named' | 'matched'>;

/** @throws CountersignError NO_MATCH if globs match only bundles */
function withoutBundles(
  run: Pick<Run, 'cwd'> & Partial<Pick<Run, 'emit'>>,
  found: Found,
  { isBundle, purpose, paths }: CollectOptions,
): readonly string[] {
  const all = [...found.keys()];
  const bundles = new Set(
    all.filter(
      (path) =>
        (purpose === 'signing' || found.get(path) === 'matched') &&
        BUNDLE_SUFFIXES.some((suffix) => path.endsWith(suffix)) &&
        isBundle?.(path) === true,
    ),
  );
  const rest = all.filter((path) => !bundles.has(path));
  const named = all.filter((path) => found.get(path) === 'named');
  if (rest.length === 0 && named.length > 0) return named;
  if (rest.length === 0 && bundles.size > 0) {
    throw new CountersignError('NO_MATCH', `${paths.map(excerpt).join(', ')} matches only bundles`, {
      expected: 'at least one artifact',
      found: `${bundles.size} bundles`,
      hint: 'Pass the files that were signed to this job as well, together with their bundles. To use a bundle as an artifact, name it by its path.',
    });
  }
  for (const path of bundles)
    run.emit?.({ event: 'left-out', artifact: nameOf('written', path, path, run.cwd), reason: 'bundle' });
  return rest;
}

/** A file is one subject, even if several links lead to it; its path without links is preferred. */
function distinct(
  run: Pick<Run, 'cwd'> & Partial<Pick<Run, 'emit'>>,
  paths: readonly string[],
  found: Found,
  { purpose }: CollectOptions,
): readonly FoundFile[] {
  const files = new Map<string, string>();
  for (const path of paths) {
    const real = realPathOf(path);
    if (real === undefined) {
      if (purpose !== 'signing' || found.get(path) === 'named') throw deadLink(path);
      run.emit?.({ event: 'left-out', artifact: nameOf('written', path, path, run.cwd), reason: 'dead-link' });
      continue;
    }
    const other = files.get(real);
    if (other === undefined || path === real) files.set(real, path);
    if (other !== undefined && other !== path) run.emit?.({ event: 'one-file', artifact: path, other });
  }
  if (files.size === 0) {
    throw new CountersignError('NO_MATCH', 'only broken links were found', {
      expected: 'at least one file',
      found: 'none',
    });
  }
  return [...files].map(([real, path]) => ({ path, real }));
}

/**
 * The subject with digests under additional algorithms (for keys and statements that use them). A file whose bytes were not kept is read
 * again, and must still have the known digests.
 * @throws CountersignError FILE_CHANGED, FILE_UNREADABLE, DEADLINE_EXCEEDED
 */
export async function withDigests(
  run: Pick<Run, 'signal'>,
  subject: FileSubject,
  algorithms: readonly DigestAlgorithm[],
): Promise<FileSubject> {
  const missing = algorithms.filter((algorithm) => subject.digests[algorithm] === undefined);
  if (missing.length === 0) return subject;
  if (subject.bytes !== undefined) return { ...subject, digests: { ...subject.digests, ...hashBytes(subject.bytes, missing) } };
  const known = algorithmsOf(subject.digests);
  const { digests } = await hashFile(subject.path, [...known, ...missing], { signal: run.signal });
  if (known.some((algorithm) => digests[algorithm] !== subject.digests[algorithm])) {
    throw new CountersignError('FILE_CHANGED', `${subject.path} changed after it was hashed`, {
      hint: 'Run again when no other program writes to the file.',
    });
  }
  return { ...subject, digests };
}

function rejectDuplicates(named: readonly { readonly path: string; readonly name: string }[]): void {
  for (const [index, { name, path }] of named.entries()) {
    const next = named[index + 1];
    if (next?.name === name) {
      throw new CountersignError('SUBJECT_DUPLICATE', `two files have the name ${excerpt(name)}`, {
        expected: 'different names',
        found: `${path} and ${next.path}`,
        hint: 'Run in a folder that contains both, so that their names differ. Names that differ only in their Unicode form are equal.',
      });
    }
  }
}
