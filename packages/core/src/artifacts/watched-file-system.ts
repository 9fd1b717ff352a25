import { readdir, realpath, realpathSync, stat, statSync, type Dirent } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { FileSystemAdapter } from 'tinyglobby';
import { CountersignError } from '../errors/index.js';
import { fileUnreadable } from './file-errors.js';

type Callback = (error: NodeJS.ErrnoException | null, ...results: unknown[]) => void;
type Call = (path: string, ...rest: unknown[]) => void;

export interface WatchedFileSystem {
  readonly fs: FileSystemAdapter;
  /** @throws CountersignError FILE_UNREADABLE for the first failure that was seen, other than of something that is not there */
  throwFirst(): void;
}

/** Folders that one search looks into; links between folders can make ever more paths of the same few. */
const MAX_FOLDERS = 100_000;
/** How often one real folder may occur in a path: once by itself, and once more through a link. */
const MAX_VISITS = 2;

/**
 * Node's file system as a search shall see it. What could not be read is remembered. Whatever is no folder is a file to be
 * met, also pipes, devices and dead links, which the library would pass over in silence; and links to folders are
 * folders, with loops cut here: the library takes some links for loops that are none, and passes over those too.
 */
export function watchedFileSystem(): WatchedFileSystem {
  let first: CountersignError | undefined;
  let root: string | undefined;
  let folders = 0;
  const known = new Map<string, string>();
  const realOf: RealOf = (path) => {
    const real = known.get(path) ?? realpathSync(path);
    known.set(path, real);
    return real;
  };
  const note = (path: string, error: NodeJS.ErrnoException): void => {
    // A search names folders that may not be there.
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') first ??= fileUnreadable(path, error);
  };
  const watch = <T>(call: T, change: (path: string, results: readonly unknown[]) => readonly unknown[] = (_, all) => all): T => {
    const watched: Call = (path, ...rest) => {
      const done = rest.pop() as Callback;
      const noting: Callback = (error, ...results) => {
        if (error !== null) note(path, error);
        done(error, ...(error === null ? change(path, results) : results));
      };
      (call as Call)(path, ...rest, noting);
    };
    return watched as T;
  };
  const seen = (folder: string, [entries]: readonly unknown[]): readonly unknown[] => {
    root ??= resolve(folder);
    folders += 1;
    if (folders > MAX_FOLDERS) {
      first ??= new CountersignError('FILE_UNREADABLE', `${root} holds more folders than are searched`, {
        expected: `at most ${MAX_FOLDERS}, with those behind links`,
        found: 'more',
        hint: 'Name a smaller folder, and look for links between folders.',
      });
      return [[]];
    }
    return [(entries as readonly Dirent[]).flatMap((entry) => asSeen(entry, resolve(folder), root ?? folder, realOf, note))];
  };
  return {
    fs: { readdir: watch(readdir, seen), realpath: watch(realpath), stat: watch(stat) },
    throwFirst() {
      if (first !== undefined) throw first;
    },
  };
}

type RealOf = (path: string) => string;
type Note = (path: string, error: NodeJS.ErrnoException) => void;

function asSeen(entry: Dirent, folder: string, root: string, realOf: RealOf, note: Note): readonly Seen[] {
  if (entry.isDirectory()) return [entry];
  if (!entry.isSymbolicLink()) return [shown(entry.name, false)];
  const path = join(folder, entry.name);
  try {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    return isFolder && isLoop(path, folder, root, realOf) ? [] : [shown(entry.name, isFolder)];
  } catch (error) {
    note(path, error as NodeJS.ErrnoException);
    return [];
  }
}

/** Whether the folders from `root` down to `folder` hold the target of a link often enough. */
function isLoop(link: string, folder: string, root: string, realOf: RealOf): boolean {
  const target = realOf(link);
  let visits = 0;
  for (let at = folder; ; at = dirname(at)) {
    if (realOf(at) === target) visits += 1;
    if (at === root || at === dirname(at)) return visits >= MAX_VISITS;
  }
}

type Seen = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

function shown(name: string, isFolder: boolean): Seen {
  return { name, isFile: () => !isFolder, isDirectory: () => isFolder, isSymbolicLink: () => false };
}
