import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CountersignError, isMissing } from '../errors/index.js';
import { fileUnreadable } from './file-errors.js';
import { decodePath } from './file-names.js';

/**
 * By what a file goes. `real`: where it really lies, whatever links lead there; outside the base by its absolute path, so that
 * no name fits a rule that is not about its place. `written`: as the user wrote it; outside the base by its last part.
 */
export type Naming = 'real' | 'written';

/** A file's path with all links resolved; undefined where a link leads nowhere. @throws CountersignError FILE_UNREADABLE, also for names that are no plain ones */
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
 * Where a file that need not exist would really be written: its folder with all links resolved, as far as it exists. The last
 * part is not followed: files are replaced, and so are links.
 * @param path absolute
 */
export function realPlace(path: string): string {
  const folder = dirname(path);
  if (folder === path) return path;
  return join(realPathOf(folder) ?? realPlace(folder), basename(path));
}

/** A name for subjects: parts joined by `/`, letters composed (NFC), since one name can be written in several ways. */
export function nameWithin(base: string, path: string): string | undefined {
  const name = relative(base, path);
  const outside = name === '' || name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name);
  return outside ? undefined : plain(name);
}

/** @param real see `realPathOf` */
export function nameOf(naming: Naming, path: string, real: string, base: string): string {
  if (naming === 'written') return nameWithin(base, path) ?? plain(basename(path));
  return nameWithin(realPathOf(base) ?? resolve(base), real) ?? plain(real);
}

function plain(name: string): string {
  return name.split(sep).join('/').normalize('NFC');
}
