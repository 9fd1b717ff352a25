import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { throwIfAborted } from './abort.js';
import { decodeName, isPlainName, nameRefused } from './file-names.js';
import { fileUnreadable } from './file-errors.js';
import type { PathMatcher, Progress } from './path-matcher.js';
import { realPathOf } from './places.js';

/** The limit for all searches of one call together. */
export interface Budget {
  /** Number of folder entries that were read. */
  entries: number;
  readonly most: number;
}

export function budget(most = 1_000_000): Budget {
  return { entries: 0, most };
}

interface WalkOptions {
  /** Matches paths relative to the folder. */
  readonly include: PathMatcher;
  /** Matches absolute paths; excluded folders are not searched. */
  readonly exclude: PathMatcher;
  readonly budget: Budget;
  readonly signal?: AbortSignal | undefined;
  /** Called for each folder that matches, unless everything in it matches too. */
  readonly onFolder?: ((path: string) => void) | undefined;
}

interface Folder {
  readonly path: string;
  readonly real: string;
  readonly included: Progress;
  readonly excluded: Progress;
  /** Whether it was reached through a link below the start. */
  readonly isLinked: boolean;
}

/** Number of folders between two checks of the signal; the event loop must run so that the signal can be set. */
const FOLDERS_A_TURN = 64;

/**
 * Absolute paths of everything below the folder `base` that matches and is not a folder: files, pipes, devices, broken links. Links are
 * followed. A real folder is searched once for each state of the patterns with which it is reached: another search would only find the
 * same files under other names. So the search ends even if links form a circle, and no file is missed. Paths without links are searched
 * first, so a file gets its path without links if there is one.
 * @param base absolute; an existing folder
 * @throws CountersignError FILE_UNREADABLE for what cannot be read, a name that is not UTF-8 or is rejected by `isPlainName`, and too many entries;
 *   DEADLINE_EXCEEDED
 */
export async function walk(base: string, options: WalkOptions): Promise<readonly string[]> {
  const { include, exclude } = options;
  const found: string[] = [];
  const own: Folder[] = [];
  const linked: Folder[] = [];
  const searched = new Set<string>();
  const real = realPathOf(base) ?? base;
  own.push({ path: base, real, included: include.start, excluded: progressAt(exclude, base), isLinked: false });
  for (let turn = 1; ; turn += 1) {
    if (turn % FOLDERS_A_TURN === 0) await setImmediate();
    throwIfAborted(options.signal, 'searched');
    const folder = own.pop() ?? linked.shift();
    if (folder === undefined) return found;
    const search = [folder.real, folder.included.join(), folder.excluded.join()].join('\n');
    if (searched.has(search)) continue;
    searched.add(search);
    for (const entry of entriesOf(folder, options.budget)) {
      const next = look(folder, entry, options);
      if (next === undefined) continue;
      if (next.kind === 'found') found.push(next.path);
      else (next.folder.isLinked ? linked : own).push(next.folder);
    }
  }
}

/** The progress of a matcher of absolute paths after `path`. */
export function progressAt(matcher: PathMatcher, path: string): Progress {
  return namesOf(path).reduce((progress, name) => matcher.step(progress, name), matcher.start);
}

/** The names in an absolute path; on Windows the first is the drive. */
export function namesOf(path: string): readonly string[] {
  return resolve(path)
    .split(sep)
    .filter((name) => name !== '');
}

type Entry = Dirent<Buffer>;

function entriesOf({ path }: Folder, seen: Budget): readonly Entry[] {
  let entries: Entry[];
  try {
    entries = readdirSync(path, { encoding: 'buffer', withFileTypes: true });
  } catch (cause) {
    throw fileUnreadable(path, cause);
  }
  seen.entries += entries.length;
  if (seen.entries > seen.most) {
    throw new CountersignError('FILE_UNREADABLE', `${path} contains too many files`, {
      expected: `at most ${seen.most} folder entries, including those reached through links`,
      found: 'more',
      hint: 'Name a smaller folder, and check for links between folders.',
    });
  }
  return entries.sort((a, b) => Buffer.compare(a.name, b.name));
}

type Next = { readonly kind: 'found'; readonly path: string } | { readonly kind: 'folder'; readonly folder: Folder };

function look(folder: Folder, entry: Entry, { include, exclude, onFolder }: WalkOptions): Next | undefined {
  const { text: name, isUtf8 } = decodeName(entry.name);
  const excluded = exclude.step(folder.excluded, name);
  if (exclude.accepts(excluded)) return undefined;
  // Checked before the patterns, because it is unknown what the name would match.
  if (!isUtf8) throw nameRefused(`${excerpt(folder.path)} contains`, entry.name);
  const included = include.step(folder.included, name);
  if (included.length === 0) return undefined;
  if (!isPlainName(name)) throw nameRefused(`${excerpt(folder.path)} contains`, entry.name);
  const path = join(folder.path, name);
  const isLink = entry.isSymbolicLink();
  if (isLink ? leadsToFolder(path) : entry.isDirectory()) {
    if (include.accepts(included) && !include.takesAll(included)) onFolder?.(path);
    if (!include.goesOn(included)) return undefined;
    const real = isLink ? realPathOf(path) : join(folder.real, name);
    if (real === undefined) return { kind: 'found', path };
    return { kind: 'folder', folder: { path, real, included, excluded, isLinked: folder.isLinked || isLink } };
  }
  return include.accepts(included) ? { kind: 'found', path } : undefined;
}

function leadsToFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (cause) {
    throw fileUnreadable(path, cause);
  }
}
