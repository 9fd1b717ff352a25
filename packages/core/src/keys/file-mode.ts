import { accessSync, constants, statSync } from 'node:fs';
import { sep } from 'node:path';
import { CountersignError, systemCode } from '../errors/index.js';
import type { Run } from '../run/index.js';

/** Bits of the mode for users besides the owner, and for those outside the group. */
const OTHERS_READ_OR_WRITE = 0o066;
const ALL_WRITE = 0o002;

/**
 * Warns of a secret in a file that other users of the machine can read, and refuses one that all of them can write: it may have been
 * replaced. Group and mode are often decided by others (a umask, a mounted secret of Kubernetes), so reading alone is no error. Windows has
 * no such modes; on a file system that is mounted read-only, nothing can be replaced.
 * @throws CountersignError KEY_INVALID
 */
export function checkMode(run: Pick<Run, 'log'>, path: string, what: string, isWindows = sep === '\\'): void {
  if (isWindows) return;
  const mode = statSync(path).mode & 0o777;
  if ((mode & OTHERS_READ_OR_WRITE) === 0) return;
  const found = `mode ${mode.toString(8).padStart(4, '0')}`;
  if ((mode & ALL_WRITE) !== 0 && !isReadOnly(path)) {
    throw new CountersignError('KEY_INVALID', `${what}: every user of this machine can write the file`, {
      expected: 'mode 0600',
      found,
      hint: 'Replace the secret if others use this machine, then: chmod 600 FILE.',
    });
  }
  run.log.warn(`${what}: other users of this machine can use the file (${found}); it should have mode 0600: chmod 600 FILE`);
}

function isReadOnly(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (cause) {
    return systemCode(cause) === 'EROFS';
  }
}
