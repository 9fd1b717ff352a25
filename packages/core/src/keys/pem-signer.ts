import { basename } from 'node:path';
import type { Run } from '../run/index.js';
import { namesVariable } from '../public-keys/index.js';
import { localSigner } from './local-signer.js';
import { readPrivateKey } from './private-key.js';
import { readSecret } from './secret.js';
import type { OpenSigner, Signer, SignerOptions } from './types.js';

/**
 * Opens a private key in PEM form (PKCS#8, SEC1, PKCS#1, encrypted PKCS#8) in a file or in `env://VAR`. The key type determines the hash
 * of its signatures. The password is masked in logs.
 */
export const openSigner: OpenSigner = async (run, key, options) => {
  const what = `the key ${describeKey(key)}`;
  const pem = await readSecret(run, key, what, 'keys');
  return signerFromPem(run, pem, { what, name: namesVariable(key) ? key : `file:${basename(key)}` }, options);
};

/**
 * The same for the text of a key from any place: a secret store.
 * @param names `what` is the key in errors, `name` in reports
 */
export async function signerFromPem(
  run: Run,
  pem: string,
  { what, name }: { readonly what: string; readonly name: string },
  options: SignerOptions,
): Promise<Signer> {
  const password = options.password === undefined ? undefined : await readPassword(run, options.password);
  return localSigner(run, await readPrivateKey(pem, what, password), name);
}

/** The reference of a key for messages. Any other value may be the key itself and is not printed. */
function describeKey(key: string): string {
  return /^env:\/\/[A-Z_][A-Z0-9_]{0,63}$/.test(key) || /^[\w./@ \\:-]{1,200}\.(?:pem|key|p8|crt|der|txt)$/i.test(key)
    ? key
    : 'in keys';
}

async function readPassword(run: Run, location: string): Promise<string> {
  // A file usually ends with a line break, which is not part of the password.
  const password = (await readSecret(run, location, 'key-password', 'key-password')).replace(/\r?\n$/, '');
  run.log.secret(password);
  return password;
}
