import { closeSync } from 'node:fs';
import { resolve } from 'node:path';
import { CountersignError, type Code } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { openFile, readWhole, recheck } from './open-file.js';

/**
 * The content of a file of at most `maxBytes`, relative to the run's `cwd`.
 * @throws CountersignError FILE_UNREADABLE, FILE_CHANGED; `tooLarge` if it is larger
 */
export function readFileCapped(run: Pick<Run, 'cwd'>, path: string, maxBytes: number, tooLarge: Code): Uint8Array {
  const absolute = resolve(run.cwd, path);
  const file = openFile(absolute);
  try {
    const size = Number(file.before.size);
    if (size > maxBytes) {
      throw new CountersignError(tooLarge, `${path} is too large`, {
        expected: `at most ${maxBytes} bytes`,
        found: `${size} bytes`,
      });
    }
    const bytes = readWhole(file.descriptor, size, absolute);
    recheck(file, absolute);
    return bytes;
  } finally {
    closeSync(file.descriptor);
  }
}
