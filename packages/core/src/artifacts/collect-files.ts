import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { CountersignError, type Run } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { expandPaths } from './expand-paths.js';
import { hashBytes, hashFile, type DigestAlgorithm } from './hash-file.js';
import { hashFiles } from './hash-files.js';
import type { FileSubject } from './types.js';

export interface CollectOptions {
  /** Paths and globs, relative to the run's `cwd` or absolute; `!` excludes. */
  readonly paths: readonly string[];
  /** Folder that names are relative to; default the run's `cwd`. */
  readonly base?: string;
  /** Default SHA-256 alone. */
  readonly algorithms?: readonly DigestAlgorithm[];
  /** Most worker threads. */
  readonly concurrency?: number;
}

/** What we put beside an artifact, and look for there. */
const BUNDLE_SUFFIXES = ['.sigstore.json', '.sigstore.jsonl', '.sigstore'];

/**
 * The files that paths and globs name, hashed, sorted by name (UTF-16 code units), each once. A name is the path relative to `base` with `/`;
 * a file outside of it goes by its last part. A bundle that a glob met beside the artifact it belongs to is left out, so
 * `dist/*` means the same before and after signing; naming it takes it.
 * @throws CountersignError NO_MATCH, SUBJECT_DUPLICATE, FILE_UNREADABLE, FILE_CHANGED, INPUT_INVALID, DEADLINE_EXCEEDED
 */
export async function collectFiles(run: Pick<Run, 'cwd' | 'signal'>, options: CollectOptions): Promise<readonly FileSubject[]> {
  const base = resolve(run.cwd, options.base ?? '.');
  const found = await expandPaths(options.paths, run.cwd);
  const paths = [...found.keys()].filter((path) => found.get(path) === 'named' || !isBundleBeside(path, found));
  const named = paths
    .map((path) => ({ path, name: nameOf(path, base) }))
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
  return named.flatMap(({ path, name }, index) => {
    const file = hashed[index];
    return file === undefined ? [] : [{ kind: 'file' as const, name, path, ...file }];
  });
}

/**
 * The subject with digests under more algorithms (for keys and statements that use them). A file whose bytes were not kept is read again,
 * and must still be the one that was hashed.
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
  const known = (['sha256', 'sha384', 'sha512'] as const).filter((algorithm) => subject.digests[algorithm] !== undefined);
  const { digests } = await hashFile(subject.path, [...known, ...missing], { signal: run.signal });
  if (known.some((algorithm) => digests[algorithm] !== subject.digests[algorithm])) {
    throw new CountersignError('FILE_CHANGED', `${subject.path} changed after it was hashed`, {
      hint: 'Let whatever writes the file finish first.',
    });
  }
  return { ...subject, digests };
}

function isBundleBeside(path: string, found: ReadonlyMap<string, unknown>): boolean {
  return BUNDLE_SUFFIXES.some((suffix) => path.endsWith(suffix) && found.has(path.slice(0, -suffix.length)));
}

function nameOf(path: string, base: string): string {
  const name = relative(base, path);
  const outside = name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name);
  return outside ? basename(path) : name.split(sep).join('/');
}

function rejectDuplicates(named: readonly { readonly path: string; readonly name: string }[]): void {
  for (const [index, { name, path }] of named.entries()) {
    const next = named[index + 1];
    if (next?.name === name) {
      throw new CountersignError('SUBJECT_DUPLICATE', `two files are called ${excerpt(name)}`, {
        expected: 'names that occur once',
        found: `${path} and ${next.path}`,
        hint: 'Give a base folder that holds both, so that their names differ.',
      });
    }
  }
}
