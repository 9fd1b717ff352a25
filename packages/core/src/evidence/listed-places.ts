import { dirname, relative, resolve } from 'node:path';
import type { OnDisk } from '../artifacts/index.js';
import type { Run } from '../run/index.js';

/**
 * Where the file of a line may lie: beside its checksum file, and in the working folder by what the line calls it.
 * @returns absolute paths; none for what no checksum file named
 */
export function listedPlaces(run: Pick<Run, 'cwd'>, { path, origin }: Pick<OnDisk, 'path' | 'origin'>): readonly string[] {
  if (path === undefined || origin === undefined) return [];
  const folder = dirname(resolve(run.cwd, origin.replace(/:\d+$/, '')));
  return [...new Set([path, resolve(run.cwd, relative(folder, path))])];
}
