import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CountersignError, type Code, type Run } from '../errors/index.js';
import { fileUnreadable, notAFile } from './file-errors.js';

/**
 * Whole content of a file that must not be larger than `maxBytes`, relative to the run's `cwd`.
 * @throws CountersignError FILE_UNREADABLE; `tooLarge` for the size
 */
export async function readFileCapped(run: Run, path: string, maxBytes: number, tooLarge: Code): Promise<Uint8Array> {
  const absolute = resolve(run.cwd, path);
  try {
    const handle = await open(absolute, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw notAFile(path, stat.isDirectory());
      if (stat.size > maxBytes) {
        throw new CountersignError(tooLarge, `${path} is too large`, {
          expected: `at most ${maxBytes} bytes`,
          found: `${stat.size} bytes`,
        });
      }
      const buffer = new Uint8Array(stat.size);
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, null);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw thrown instanceof CountersignError ? thrown : fileUnreadable(path, thrown);
  }
}
