import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';

/** A program that is to be hashed and then run. */
export interface OpenProgram {
  /** Set where the very file that was hashed can be run, whatever stands at its path by then. The command gets it as descriptor 3. */
  readonly descriptor: number | undefined;
  /** The path to hash it by. */
  readonly readAs: string;
  /** The path to run it by. */
  readonly runAs: string;
}

/** What an ELF program begins with. */
const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const IN_COMMAND = '/proc/self/fd/3';

/**
 * Opens a program so that what is hashed is what runs: on Linux, by its descriptor. A script is run by its path, since
 * scripts find their own folder by it; between its hash and its start lies the writing of reports.
 * @param path absolute
 * @param name as the user wrote it
 */
export function openProgram(path: string, name: string): OpenProgram {
  // A path with `..` behind a link leads elsewhere for the system than for us: it gets the one that was hashed.
  const isPlain = name.includes('/') && !name.split('/').includes('..');
  const byPath = { descriptor: undefined, readAs: path, runAs: isPlain ? name : path };
  if (process.platform !== 'linux') return byPath;
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // Hashing it by its path says why.
    return byPath;
  }
  const readAs = `/proc/self/fd/${String(descriptor)}`;
  if (isElf(descriptor) && existsSync(readAs)) return { descriptor, readAs, runAs: IN_COMMAND };
  closeSync(descriptor);
  return byPath;
}

function isElf(descriptor: number): boolean {
  const start = Buffer.alloc(ELF.length);
  try {
    return readSync(descriptor, start, 0, start.length, 0) === ELF.length && start.equals(ELF);
  } catch {
    return false;
  }
}
