import type { Run } from '../run/index.js';
import { readSecret } from './secret.js';

/** The password at `env://VAR` or in a file, masked from now on. @throws CountersignError KEY_INVALID */
export async function readPassword(run: Run, location: string): Promise<string> {
  // A file usually ends with a line break, which is not part of the password.
  const password = (await readSecret(run, location, 'key-password', 'key-password')).replace(/\r?\n$/, '');
  run.log.secret(password);
  return password;
}
