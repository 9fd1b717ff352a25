import { lstatSync, statSync, type Stats } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { deadLink, fileUnreadable } from './file-errors.js';
import { watchedFileSystem } from './watched-file-system.js';

/** Characters with a meaning in a glob; a path without them is taken as it stands. */
const MAGIC = /[*?[\]{}()!+@|\\]/;

/**
 * Absolute paths of the files that `patterns` name, each once, unsorted. A pattern without glob characters is a path. One with them is a
 * glob, and also a path if a file of exactly that name exists: whoever can create a file called `*` must not make `dist/*` mean less.
 * `!pattern` takes files (or whole folders) out again, wherever in the list it stands. Hidden files count like any others; symbolic
 * links are followed. A glob meets all that is no folder, also pipes, devices and links that lead nowhere: what is done about
 * them is the caller's decision, and never that nobody has seen them.
 * @throws CountersignError NO_MATCH for the first pattern that names no file, FILE_UNREADABLE for a folder, a named link that
 *   leads nowhere, and what could not be searched, INPUT_INVALID
 */
export async function expandPaths(patterns: readonly string[], cwd: string): Promise<ReadonlyMap<string, 'named' | 'matched'>> {
  const written = patterns
    .map((pattern) => (sep === '\\' ? pattern.replaceAll('\\', '/') : pattern))
    .filter((pattern) => pattern !== '');
  const includes = written.filter((pattern) => !pattern.startsWith('!'));
  const excludes = written.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  if (includes.length === 0) {
    throw new CountersignError('INPUT_INVALID', 'no path is named', {
      expected: 'at least one path or glob',
      found: excludes.length === 0 ? 'none' : 'only excludes',
    });
  }
  const found = new Map<string, 'named' | 'matched'>();
  const empty: string[] = [];
  for (const pattern of includes) {
    const before = await matchesOf(pattern, excludes, cwd);
    if (before.length === 0) empty.push(pattern);
    for (const { path, how } of before) if (found.get(path) !== 'named') found.set(path, how);
  }
  const first = empty[0];
  if (first !== undefined) throw noMatch(first, excludes, cwd);
  return found;
}

interface Match {
  readonly path: string;
  readonly how: 'named' | 'matched';
}

async function matchesOf(pattern: string, excludes: readonly string[], cwd: string): Promise<readonly Match[]> {
  const path = resolve(cwd, pattern);
  const stat = statOf(path);
  if (!MAGIC.test(pattern)) {
    if (stat === undefined) {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
      throw deadLink(path);
    }
    if (stat.isDirectory()) throw folder(pattern);
    return (await isExcluded(path, excludes, cwd)) ? [] : [{ path, how: 'named' }];
  }
  const matches: Match[] = (await glob([pattern], excludes, cwd)).map((each) => ({ path: each, how: 'matched' }));
  if (stat?.isFile() === true && !(await isExcluded(path, excludes, cwd))) matches.push({ path, how: 'named' });
  if (matches.length === 0 && stat?.isDirectory() === true) throw folder(pattern);
  return matches;
}

/** Undefined when there is no such file. @throws CountersignError FILE_UNREADABLE when that cannot be said */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOTDIR') return undefined;
    throw fileUnreadable(path, cause);
  }
}

/** The library is loaded only when there is something for it to do. */
async function glob(patterns: readonly string[], excludes: readonly string[], cwd: string): Promise<readonly string[]> {
  const { glob: run, escapePath } = await import('tinyglobby');
  const ignore = excludes.flatMap((exclude) => {
    const literal = escapePath(exclude.replace(/(?<!\/)\/+$/, ''));
    return MAGIC.test(exclude) ? [exclude, literal] : [literal, `${literal}/**`];
  });
  // The library passes over what it cannot read; a gate must not.
  const { fs, throwFirst } = watchedFileSystem();
  const options = {
    fs,
    cwd,
    ignore,
    absolute: true,
    dot: true,
    onlyFiles: true,
    expandDirectories: false,
    followSymbolicLinks: true,
  };
  const paths = (await run([...patterns], options)).map((each) => resolve(cwd, each));
  throwFirst();
  return paths;
}

async function isExcluded(path: string, excludes: readonly string[], cwd: string): Promise<boolean> {
  if (excludes.length === 0) return false;
  const plain = excludes.filter((exclude) => !MAGIC.test(exclude)).map((exclude) => resolve(cwd, exclude));
  if (plain.some((exclude) => path === exclude || path.startsWith(`${exclude}${sep}`))) return true;
  if (plain.length === excludes.length) return false;
  const { escapePath } = await import('tinyglobby');
  const pattern = escapePath(sep === '\\' ? path.replaceAll('\\', '/') : path);
  return (await glob([pattern], excludes, cwd)).length === 0;
}

function folder(pattern: string): CountersignError {
  return new CountersignError('FILE_UNREADABLE', `${excerpt(pattern)} is a folder`, {
    expected: 'a file',
    found: 'a folder',
    hint: `To take every file in it, write ${pattern.replace(/(?<!\/)\/+$/, '')}/**`,
  });
}

function noMatch(pattern: string, excludes: readonly string[], cwd: string): CountersignError {
  const where = isAbsolute(pattern) ? '' : ` in ${cwd}`;
  return new CountersignError('NO_MATCH', `${excerpt(pattern)} names no file`, {
    expected: 'at least one file',
    found: `none${where}${excludes.length === 0 ? '' : ' after the excludes'}`,
    hint: pattern.includes(',')
      ? 'Write one path a line: a comma is part of the name.'
      : 'Check the spelling, and that the step that makes the file ran before this one.',
  });
}
