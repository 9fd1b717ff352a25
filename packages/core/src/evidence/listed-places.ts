import { dirname, relative, resolve } from 'node:path';
import type { OnDisk } from '../artifacts/index.js';
import type { Run } from '../run/index.js';

/**
 * The paths at which the file of a checksum line may be: beside the checksum file, and in the working folder.
 * @returns absolute paths; none for a subject that was not named by a checksum file
 */
export function listedPlaces(run: Pick<Run, 'cwd'>, { path, origin }: Pick<OnDisk, 'path' | 'origin'>): readonly string[] {
  if (path === undefined || origin === undefined) return [];
  const folder = dirname(resolve(run.cwd, origin.replace(/:\d+$/, '')));
  return [...new Set([path, resolve(run.cwd, relative(folder, path))])];
}
