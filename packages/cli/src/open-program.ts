import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';

/** A program that will be hashed and then run. */
export interface OpenProgram {
  /** Set if the file that was hashed can be run even if its path then leads to another file. The command gets it as descriptor 3. */
  readonly descriptor: number | undefined;
  /** The path for hashing. */
  readonly readAs: string;
  /** The path for running. */
  readonly runAs: string;
}

/** The first bytes of an ELF program. */
const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const IN_COMMAND = '/proc/self/fd/3';

/**
 * Opens a program so that the file that is hashed is the file that runs: on Linux, by its descriptor. A script is run by its path,
 * because scripts find their own folder by it; reports are written between its hash and its start.
 * @param path absolute
 * @param name as the user wrote it
 */
export function openProgram(path: string, name: string): OpenProgram {
  // The system resolves `..` after a link differently than Node's `resolve`: it gets the path that was hashed.
  const isPlain = name.includes('/') && !name.split('/').includes('..');
  const byPath = { descriptor: undefined, readAs: path, runAs: isPlain ? name : path };
  if (process.platform !== 'linux') return byPath;
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // Hashing by the path then fails with the reason.
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
