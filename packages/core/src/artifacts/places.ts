import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CountersignError, isMissing } from '../errors/index.js';
import { fileUnreadable } from './file-errors.js';
import { decodePath } from './file-names.js';

/**
 * How a file is named. `real`: by its path with all links resolved; a file outside the base by its absolute path, so that it does not
 * match a rule about names inside the base. `written`: by the path that the user wrote; a file outside the base by its last part.
 */
export type Naming = 'real' | 'written';

/** A file's path with all links resolved; undefined if it does not exist. @throws CountersignError FILE_UNREADABLE, also for names that `isPlainName` rejects */
export function realPathOf(path: string): string | undefined {
  try {
    return decodePath(realpathSync.native(path, { encoding: 'buffer' }), path);
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    if (isMissing(cause)) return undefined;
    throw fileUnreadable(path, cause);
  }
}

/**
 * The path at which a file would be written, whether it exists or not: its folder with all links resolved, as far as it exists. The last
 * part is not resolved, because writing replaces a link.
 * @param path absolute
 */
export function realPlace(path: string): string {
  const folder = dirname(path);
  if (folder === path) return path;
  return join(realPathOf(folder) ?? realPlace(folder), basename(path));
}

/** The path at which a file would be written, and the target if it is a link. */
export function placesOf(path: string): ReadonlySet<string> {
  return new Set([realPlace(path), ifReadable(path) ?? realPlace(path)]);
}

/** Undefined if the path cannot be resolved: writing then fails with the reason. */
function ifReadable(path: string): string | undefined {
  try {
    return realPathOf(path);
  } catch {
    return undefined;
  }
}

/** The path relative to the base, with `/` and in Unicode form NFC; undefined for a path outside the base. */
function nameWithin(base: string, path: string): string | undefined {
  const name = relative(base, path);
  const outside = name === '' || name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name);
  return outside ? undefined : plain(name);
}

/** The name of a subject. @param real see `realPathOf` */
export function nameOf(naming: Naming, path: string, real: string, base: string): string {
  if (naming === 'written') return nameWithin(base, path) ?? plain(basename(path));
  return nameWithin(realPathOf(base) ?? resolve(base), real) ?? plain(real);
}

function plain(name: string): string {
  return name.split(sep).join('/').normalize('NFC');
}
