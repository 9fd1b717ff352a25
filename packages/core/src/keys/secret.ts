import { resolve } from 'node:path';
import { CountersignError, systemReason, type Code } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { namesVariable, readVariable } from '../public-keys/index.js';
import { readRegularFile } from '../wire/index.js';
import { isPipe, readPipe } from './read-pipe.js';

/** Largest key or password file, in bytes. */
const MAX_SECRET_BYTES = 64 * 1024;

/**
 * Reads a secret from `env://VAR`, from a file, or from a pipe as a shell makes it of `<(command)`; it never stands on a command line. Errors say what the secret is for and never
 * repeat `location`: people give the secret itself where its place belongs.
 * @throws CountersignError `code`
 */
export async function readSecret(run: Run, location: string, what: string, code: Code = 'KEY_INVALID'): Promise<string> {
  if (namesVariable(location)) return readVariable(run, location, what, code);
  const path = resolve(run.cwd, location);
  try {
    const bytes = isPipe(path)
      ? await readPipe(path, MAX_SECRET_BYTES, run.signal)
      : readRegularFile(path, MAX_SECRET_BYTES, { followLink: true });
    return bytes.toString('utf8');
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new CountersignError(code, `${what}: the file that it names is too large.`, {
        expected: `at most ${MAX_SECRET_BYTES} bytes`,
        hint: 'Name the key file itself.',
      });
    }
    // Without the cause: Node's message holds the path.
    throw new CountersignError(code, `${what}: the file that it names can’t be read.`, {
      expected: 'the path of a readable file, or env://VAR',
      found: systemReason(cause),
      hint: `Check the path, or use env://VAR; ${what} is never the secret itself.`,
    });
  }
}
