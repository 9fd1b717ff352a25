import { lstatSync, statSync, type Stats } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { CountersignError, systemCode } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { deadLink, fileUnreadable } from './file-errors.js';
import { refuseOddPath } from './file-names.js';
import { exactly, isGlob, readGlob, type Part } from './glob-parts.js';
import { pathMatcher, type PathMatcher } from './path-matcher.js';
import { budget, namesOf, progressAt, walk, type Budget } from './walk.js';

/**
 * Absolute paths of the files that `patterns` name, each once, unsorted. A pattern without glob characters is a path. A pattern with them
 * is a glob, and also a path if a file with exactly this name exists: a file called `*` must not change the meaning of `dist/*`.
 * `!pattern` excludes files (or whole folders), at any position in the list. Hidden files are included; symbolic links are followed. The
 * result of a glob also contains pipes, devices and broken links, so that the caller cannot overlook them. If several paths lead to a
 * file, a glob returns at least one of them. A folder that a glob matches is an error, because other programs would take its content
 * with the same glob, unless the patterns include everything in the folder.
 * @param leaveOut called for such a folder instead of the error
 * @throws CountersignError NO_MATCH for the first pattern that names no file, FILE_UNREADABLE for a folder, a named broken link, a name
 *   that is not UTF-8 or that `isPlainName` rejects, and what cannot be searched, INPUT_INVALID, DEADLINE_EXCEEDED
 */
export async function expandPaths(
  patterns: readonly string[],
  cwd: string,
  signal?: AbortSignal,
  leaveOut?: (folder: string) => void,
): Promise<ReadonlyMap<string, 'named' | 'matched'>> {
  const written = patterns
    .map((pattern) => (sep === '\\' ? pattern.replaceAll('\\', '/') : pattern))
    .filter((pattern) => pattern !== '');
  const includes = written.filter((pattern) => !pattern.startsWith('!'));
  const excludes = written.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  if (includes.length === 0) {
    throw new CountersignError('INPUT_INVALID', 'no path is given', {
      expected: 'at least one path or glob',
      found: excludes.length === 0 ? 'none' : 'only excludes',
    });
  }
  for (const pattern of written) refuseOddPath(resolve(cwd, pattern));
  const found = new Map<string, 'named' | 'matched'>();
  const empty: string[] = [];
  const folders = new Set<string>();
  const all = await includesOf(includes, cwd);
  const search = { cwd, exclude: await excludesOf(excludes, cwd), budget: budget(), signal };
  for (const pattern of includes) {
    let matchesIncludedFolder = false;
    const onFolder = (path: string): void => {
      if (all.takesAll(progressAt(all, path))) matchesIncludedFolder = true;
      else folders.add(path);
    };
    const matches = await matchesOf(pattern, { ...search, onFolder });
    if (matches.length === 0 && !matchesIncludedFolder) empty.push(pattern);
    for (const { path, how } of matches) if (found.get(path) !== 'named') found.set(path, how);
  }
  for (const path of [...folders].sort()) {
    if (leaveOut === undefined) throw metFolder(path, cwd);
    leaveOut(path);
  }
  const first = empty[0];
  if (first !== undefined) throw noMatch(first, excludes, cwd);
  return found;
}

interface Match {
  readonly path: string;
  readonly how: 'named' | 'matched';
}

interface Search {
  readonly cwd: string;
  readonly exclude: PathMatcher;
  readonly budget: Budget;
  readonly signal: AbortSignal | undefined;
  readonly onFolder: (path: string) => void;
}

async function matchesOf(pattern: string, search: Search): Promise<readonly Match[]> {
  const path = resolve(search.cwd, pattern);
  const stat = statOf(path);
  const named: Match[] = isExcluded(path, search.exclude) ? [] : [{ path, how: 'named' }];
  if (!isGlob(pattern)) {
    if (stat === undefined) {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
      throw deadLink(path);
    }
    if (stat.isDirectory()) throw folder(pattern);
    return named;
  }
  const matches: Match[] = (await glob(pattern, search)).map((each) => ({ path: each, how: 'matched' }));
  if (stat?.isFile() === true) matches.push(...named);
  if (matches.length === 0 && stat?.isDirectory() === true) throw folder(pattern);
  return matches;
}

/** Undefined if the file does not exist. @throws CountersignError FILE_UNREADABLE if that is unknown */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    if (systemCode(cause) === 'ENOTDIR') return undefined;
    throw fileUnreadable(path, cause);
  }
}

async function glob(pattern: string, search: Search): Promise<readonly string[]> {
  const bases = new Map<string, (readonly Part[])[]>();
  for (const { base, parts } of await readGlob(pattern, search.cwd)) {
    refuseOddPath(base);
    const known = bases.get(base);
    if (known === undefined) bases.set(base, [parts]);
    else known.push(parts);
  }
  const found: string[] = [];
  for (const [base, patterns] of bases) {
    const include = pathMatcher(patterns);
    const stat = statOf(base);
    if (stat?.isDirectory() === true) found.push(...(await walk(base, { ...search, include })));
    else if (stat !== undefined && include.accepts(include.start) && !isExcluded(base, search.exclude)) found.push(base);
  }
  return found;
}

async function includesOf(patterns: readonly string[], cwd: string): Promise<PathMatcher> {
  const globs = await Promise.all(patterns.filter(isGlob).map((pattern) => readGlob(pattern, cwd)));
  return pathMatcher(globs.flat().map(({ base, parts }) => [...namesOf(base).map(exactly), ...parts]));
}

/** A path without glob characters excludes everything below it; a pattern excludes what it matches, and a file with exactly this name. */
async function excludesOf(patterns: readonly string[], cwd: string): Promise<PathMatcher> {
  const excludes: (readonly Part[])[] = [];
  for (const pattern of patterns) {
    const literal = namesOf(resolve(cwd, pattern)).map(exactly);
    if (!isGlob(pattern)) excludes.push([...literal, { kind: 'any' }]);
    else {
      excludes.push(literal);
      for (const { base, parts } of await readGlob(pattern, cwd)) excludes.push([...namesOf(base).map(exactly), ...parts]);
    }
  }
  return pathMatcher(excludes);
}

function isExcluded(path: string, exclude: PathMatcher): boolean {
  return exclude.accepts(progressAt(exclude, path));
}

function folder(pattern: string): CountersignError {
  return new CountersignError('FILE_UNREADABLE', `${excerpt(pattern)} is a folder`, {
    expected: 'a file',
    found: 'a folder',
    hint: `To include every file in it, write ${pattern.replace(/(?<!\/)\/+$/, '')}/**.`,
  });
}

/** `ghcr.io/acme/app:1.0`, `ubuntu:24.04`: ends with a tag or digest, and begins with a registry or has no folder. */
const IMAGE =
  /^(?:(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?|localhost(?::[0-9]+)?|[A-Za-z0-9-]+:[0-9]+)\/[^\s:@]+|[a-z0-9._-]+)(?::[\w.-]+|(?::[\w.-]+)?@sha256:[0-9a-f]{64})$/;
/** `ghcr.io/acme/app`: begins with a registry; a folder could be called so, too. */
const PERHAPS_IMAGE = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}|localhost|[a-z0-9.-]+:[0-9]+)\/[\w./-]+$/;

/** The error for a folder that a glob matches. It is not searched, but other programs may take its content with the same glob. */
function metFolder(path: string, cwd: string): CountersignError {
  const below = relative(cwd, path);
  const shown = below === '' || below.startsWith('..') ? path : below.split(sep).join('/');
  return new CountersignError('FILE_UNREADABLE', `${excerpt(shown)} is a folder, and a glob matches it`, {
    expected: 'only files, or everything in the folder',
    found: 'a folder',
    hint: `To include every file in it, also write ${shown}/**. To leave it out, write !${shown}.`,
  });
}

function noMatch(pattern: string, excludes: readonly string[], cwd: string): CountersignError {
  const where = isAbsolute(pattern) ? '' : ` in ${cwd}`;
  return new CountersignError('NO_MATCH', `${excerpt(pattern)} matches no file`, {
    expected: 'at least one file',
    found: `none${where}${excludes.length === 0 ? '' : ' after the excludes'}`,
    hint: hintOf(pattern),
  });
}

function hintOf(pattern: string): string {
  if (pattern.includes(','))
    return 'Write one path per line (on the command line: each as an argument of its own): a comma is part of the name.';
  if (/^(["']).*\1$/.test(pattern)) return 'Leave the quotes out: they are part of the name.';
  if (/\$(?:\{+\s*)?[A-Za-z_]/.test(pattern))
    return 'Variables are not replaced here: write the name, or a glob such as dist/app-*.tgz.';
  const asImage = `For an image write oci://${pattern} or --image ${pattern} (in a workflow "images"); without it this is the path of a file.`;
  if (IMAGE.test(pattern)) return asImage;
  return (
    (/\S\s+\S/.test(pattern) ? 'Several paths are written one per line: a space is part of the name. ' : '') +
    'Check the spelling, and that the step that creates the file ran before this one. ' +
    'Files of another job must be downloaded first: actions/download-artifact on GitHub; on GitLab, `artifacts` of that job and `needs` of this one.' +
    (PERHAPS_IMAGE.test(pattern) ? ` ${asImage}` : '')
  );
}
