import { closeSync, constants, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import { CountersignError } from '../errors/index.js';
import { fileChanged, fileUnreadable, notAFile } from './file-errors.js';

/** A regular file, open for reading, and what it was like then. */
export interface OpenFile {
  readonly descriptor: number;
  readonly before: BigIntStats;
}

/** @throws CountersignError FILE_UNREADABLE, also for folders, pipes and devices */
export function openFile(path: string): OpenFile {
  let descriptor: number;
  try {
    // Without O_NONBLOCK (absent on Windows) opening a named pipe waits for a writer, forever.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    throw fileUnreadable(path, cause);
  }
  try {
    const before = fstatSync(descriptor, { bigint: true });
    if (!before.isFile()) throw notAFile(path, before.isDirectory());
    return { descriptor, before };
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown instanceof CountersignError ? thrown : fileUnreadable(path, thrown);
  }
}

/** @throws CountersignError FILE_CHANGED when size or modification time are not what they were */
export function recheck({ descriptor, before }: OpenFile, path: string): void {
  const after = fstatSync(descriptor, { bigint: true });
  if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw fileChanged(path);
}

/**
 * All bytes of a file of `size` bytes.
 * @throws CountersignError FILE_CHANGED when there are fewer or more, FILE_UNREADABLE
 */
export function readWhole(descriptor: number, size: number, path: string): Uint8Array {
  // One byte more than expected shows a file that grew.
  const buffer = Buffer.allocUnsafeSlow(size + 1);
  let filled = 0;
  try {
    for (;;) {
      const count = readSync(descriptor, buffer, filled, buffer.length - filled, null);
      filled += count;
      if (count === 0 || filled > size) break;
    }
  } catch (cause) {
    throw fileUnreadable(path, cause);
  }
  if (filled !== size) throw fileChanged(path);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, size);
}
