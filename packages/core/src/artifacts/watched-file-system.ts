import { readdir, realpath, stat } from 'node:fs';
import type { FileSystemAdapter } from 'tinyglobby';
import { fileUnreadable } from './file-errors.js';

type Callback = (error: NodeJS.ErrnoException | null, ...results: unknown[]) => void;
type Call = (path: string, ...rest: unknown[]) => void;

export interface WatchedFileSystem {
  readonly fs: FileSystemAdapter;
  /** @throws CountersignError FILE_UNREADABLE for the first failure that was seen, other than of something that is not there */
  throwFirst(): void;
}

/** Node's file system, which remembers what could not be read while folders were searched. */
export function watchedFileSystem(): WatchedFileSystem {
  let first: { readonly path: string; readonly error: NodeJS.ErrnoException } | undefined;
  const watch = <T>(call: T): T => {
    const watched: Call = (path, ...rest) => {
      const done = rest.pop() as Callback;
      const noting: Callback = (error, ...results) => {
        // A search names folders that may not be there, and meets links that lead nowhere.
        if (error !== null && error.code !== 'ENOENT' && error.code !== 'ENOTDIR') first ??= { path, error };
        done(error, ...results);
      };
      (call as Call)(path, ...rest, noting);
    };
    return watched as T;
  };
  return {
    fs: { readdir: watch(readdir), realpath: watch(realpath), stat: watch(stat) },
    throwFirst() {
      if (first !== undefined) throw fileUnreadable(first.path, first.error);
    },
  };
}
