import { resolve } from 'node:path';
import { CountersignError, referenceHint, systemReason, type ReferenceInput } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { namesVariable, readVariable } from '../public-keys/index.js';
import { encodeUtf8, readRegularFile } from '../wire/index.js';
import { checkMode } from './file-mode.js';
import { isPipe, readPipe } from './read-pipe.js';

/** Largest key or password file, in bytes. */
const MAX_SECRET_BYTES = 64 * 1024;

/**
 * Reads a secret from `env://VAR`, from a file, or from a pipe of a shell (`<(command)`); a secret is never a command-line argument. Errors
 * contain the purpose of the secret (`what`) and never `location`, because users may pass the secret itself there.
 * @param input the input that names it
 * @throws CountersignError KEY_INVALID; also for a file that every user of the machine can write
 */
export async function readSecretBytes(run: Run, location: string, what: string, input: ReferenceInput): Promise<Uint8Array> {
  if (namesVariable(location)) return encodeUtf8(readVariable(run, location, what, 'KEY_INVALID'));
  const path = resolve(run.cwd, location);
  try {
    if (isPipe(path)) return await run.budget.spend(() => readPipe(path, MAX_SECRET_BYTES, run.signal));
    const bytes = readRegularFile(path, MAX_SECRET_BYTES, { followLink: true });
    checkMode(run, path, what);
    return bytes;
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    if (cause instanceof RangeError) {
      throw new CountersignError('KEY_INVALID', `${what}: the file is too large`, {
        expected: `at most ${MAX_SECRET_BYTES} bytes`,
        hint: 'Check that the path is that of the key or password.',
      });
    }
    // Without the cause, because Node's message contains the path.
    throw new CountersignError('KEY_INVALID', `${what}: the file cannot be read`, {
      expected: 'the path of a readable file, or env://VAR',
      found: systemReason(cause),
      hint: `Check the path. Never pass the secret itself. ${referenceHint(input)}`,
    });
  }
}

/** The same as text. */
export async function readSecret(run: Run, location: string, what: string, input: ReferenceInput): Promise<string> {
  return Buffer.from(await readSecretBytes(run, location, what, input)).toString('utf8');
}
