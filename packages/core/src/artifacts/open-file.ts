import { closeSync, constants, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import { CountersignError } from '../errors/index.js';
import { fileChanged, fileUnreadable, notAFile } from './file-errors.js';

/** A regular file that is open for reading, and its state when it was opened. */
interface OpenFile {
  readonly descriptor: number;
  readonly before: BigIntStats;
}

/** @throws CountersignError FILE_UNREADABLE, also for folders, pipes and devices */
export function openFile(path: string): OpenFile {
  let descriptor: number;
  try {
    // Without O_NONBLOCK (absent on Windows) opening a named pipe would wait for a writer forever.
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

/** @throws CountersignError FILE_CHANGED if size or modification time differ from those at opening */
export function recheck({ descriptor, before }: OpenFile, path: string): void {
  const after = fstatSync(descriptor, { bigint: true });
  if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw fileChanged(path);
}

/**
 * All bytes of a file of `size` bytes.
 * @throws CountersignError FILE_CHANGED if it has another size, FILE_UNREADABLE
 */
export function readWhole(descriptor: number, size: number, path: string): Uint8Array {
  // One byte more than the size, to notice that the file grew.
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
