import { basename, dirname, join } from 'node:path';
import { makeFolder } from './make-folder.js';

/**
 * Writes a file whole or not at all: a new file beside it, then renamed over it. Folders are made. Promises of files are loaded with
 * the first use: the gate reads without them, and writes only where reports are asked for.
 * @param path absolute
 * @param options.random names the new file; `flush`: whether the bytes are on the disk before anything else is done; `mode`: who may
 *   read it, less what the umask takes
 * @throws the system's error
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array | string,
  options: { readonly random: (length: number) => Uint8Array; readonly flush: boolean; readonly mode: number },
): Promise<void> {
  const { open, rename, rm } = await import('node:fs/promises');
  const suffix = Buffer.from(options.random(8)).toString('hex');
  // A name has at most 255 bytes, and a character up to four.
  const start = [...basename(path)].slice(0, 50).join('');
  const temporary = join(dirname(path), `.${start}.${suffix}.tmp`);
  try {
    makeFolder(dirname(path));
    const file = await open(temporary, 'wx', options.mode);
    try {
      await file.writeFile(bytes);
      if (options.flush) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // Best effort: why the file could not be written is what people need to hear.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause;
  }
}
