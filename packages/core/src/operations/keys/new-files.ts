import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CountersignError, systemCode, systemReason } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { encodeHex, makeFolder } from '../../wire/index.js';

/** Who may read a private key: its owner alone. */
export const PRIVATE_MODE = 0o600;
export const PUBLIC_MODE = 0o644;

/** @throws CountersignError INPUT_INVALID if something is there: no key is ever overwritten */
export function refuseExisting(paths: readonly string[]): void {
  const there = paths.find((path) => existsSync(path));
  if (there !== undefined) throw exists(there);
}

const exists = (path: string): CountersignError =>
  new CountersignError('INPUT_INVALID', `${path} exists, and no key file is overwritten`, {
    expected: 'a path for a new file',
    found: 'a file',
    hint: 'Choose another path. If the old key is not needed any more, move it away yourself.',
  });

/**
 * A private key is written only into a folder that exists: a mistyped path would leave it where its owner does not look for it.
 * @param path absolute
 * @param name as the user named it
 * @throws CountersignError INPUT_INVALID
 */
export function refuseMissingFolder(path: string, name: string): void {
  if (existsSync(dirname(path))) return;
  throw new CountersignError('INPUT_INVALID', `the private key cannot be written to ${name}, because its folder does not exist`, {
    expected: 'a folder that exists',
    found: dirname(name),
    hint: 'Check the path. If it is right, make the folder first.',
  });
}

/**
 * Writes a new file whole or not at all, flushed to the disk. The mode is set when the file is made, so that there is no moment in which
 * others can read it; a link to its finished bytes gives it its name, which fails if the name is taken.
 * @throws CountersignError INPUT_INVALID if it exists or cannot be written
 */
export async function writeNewFile(run: Pick<Run, 'random'>, path: string, bytes: string, mode: number): Promise<void> {
  const { constants } = await import('node:fs');
  const { copyFile, link, open, rm } = await import('node:fs/promises');
  const temporary = join(dirname(path), `.${basename(path)}.${encodeHex(run.random(8))}.tmp`);
  try {
    makeFolder(dirname(path));
    const file = await open(temporary, 'wx', mode);
    try {
      // Not what the umask or rules of the folder make of it.
      await file.chmod(mode);
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch(async (cause: unknown) => {
      if (systemCode(cause) === 'EEXIST') throw cause;
      // File systems of USB sticks have no links.
      await copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') throw exists(path);
    throw new CountersignError('INPUT_INVALID', `${path} cannot be written`, {
      expected: 'a folder in which files can be made',
      found: systemReason(cause),
    });
  } finally {
    // Best effort: why the file could not be written is what people need to hear.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
