import type { Pkcs11Uri } from '../public-keys/index.js';
import type { Run } from '../run/index.js';
import { readSecret } from './secret.js';

export const NO_PIN =
  'Private keys are visible with the PIN only: pass it with key-password: env://HSM_PIN, or pin-source in the reference.';

/**
 * The PIN: from `pin-source` of the reference, which belongs to this key alone, otherwise from `key-password`. Without either, there is
 * no login. The PIN is masked in logs.
 * @throws CountersignError KEY_INVALID if it cannot be read
 */
export async function readPin(
  run: Run,
  { pinSource }: Pick<Pkcs11Uri, 'pinSource'>,
  password: string | undefined,
): Promise<string | undefined> {
  const location = pinSource ?? password;
  if (location === undefined) return undefined;
  // A file usually ends with a line break, which is not part of the PIN.
  const pin = (await readSecret(run, location, 'the PIN of the token', 'key-password')).replace(/\r?\n$/, '');
  run.log.secret(pin);
  return pin;
}
