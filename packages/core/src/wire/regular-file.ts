import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The bytes of a small file that anybody may have put there: a link, a pipe, a device or something huge is an error, and none of
 * them is waited for or read without end. Folders on the way may be links.
 * @throws Error with the system's code, or one that says what stands there
 */
export function readRegularFile(path: string, maxBytes: number, { followLink = false } = {}): Buffer {
  // Neither flag exists on Windows. Without O_NONBLOCK, opening a pipe waits for a writer.
  const noFollow = followLink ? 0 : (constants.O_NOFOLLOW ?? 0);
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | noFollow);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error('not a regular file');
    if (stat.size > maxBytes) throw new RangeError(`${stat.size} bytes, more than ${maxBytes}`);
    // One byte more than is allowed: a file of /proc has no size, and one that grows is noticed.
    const bytes = Buffer.alloc(Math.min(maxBytes, Math.max(stat.size, 64 * 1024)) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    if (length > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
    if (length === bytes.length) throw new RangeError('it grew while it was read');
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
