import { existsSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { Run } from '../../../run/index.js';
import { readRegularFile } from '../../../wire/index.js';
import { PUBLIC_MODE, refuseExisting, writeNewFile } from '../new-files.js';

const MAX_BYTES = 64 * 1024;

export const textOf = (path: string): string => readRegularFile(path, MAX_BYTES).toString('utf8');

/** @throws CountersignError INPUT_INVALID if another key is archived under this name */
export function refuseOtherArchive(path: string, pem: string): void {
  if (existsSync(path) && textOf(path) !== pem) refuseExisting([path]);
}

/** A file with the same text is left from a run that was stopped. */
export async function writeOnce(run: Run, path: string, text: string): Promise<void> {
  if (existsSync(path) && textOf(path) === text) return;
  await writeNewFile(run, path, text, PUBLIC_MODE);
}

/** A path as a person at the terminal would write it. */
export const shown = (run: Pick<Run, 'cwd'>, path: string): string => {
  const short = relative(run.cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
};
