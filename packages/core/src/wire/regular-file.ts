import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The bytes of a small file from an untrusted place: a link, a pipe, a device or a huge file is an error, without waiting and
 * without reading endlessly. Parent folders may be links.
 * @throws Error with the system's code, or with a message about the kind of file
 */
export function readRegularFile(path: string, maxBytes: number, { followLink = false } = {}): Buffer {
  // Neither flag exists on Windows. Without O_NONBLOCK, opening a pipe waits for a writer.
  const noFollow = followLink ? 0 : (constants.O_NOFOLLOW ?? 0);
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | noFollow);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error('not a regular file');
    if (stat.size > maxBytes) throw new RangeError(`${stat.size} bytes, more than ${maxBytes}`);
    // One byte more than allowed: files of /proc report no size, and a growing file is detected.
    const bytes = Buffer.alloc(Math.min(maxBytes, Math.max(stat.size, 64 * 1024)) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    if (length > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
    if (length === bytes.length) throw new RangeError('the file grew while it was read');
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
