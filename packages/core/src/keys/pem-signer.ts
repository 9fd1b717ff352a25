import { basename } from 'node:path';
import { namesVariable } from '../public-keys/index.js';
import { signerOfSecret } from './secret-signer.js';
import { readSecretBytes } from './secret.js';
import type { OpenSigner } from './types.js';

/** Opens a private key in a file or in `env://VAR`, in any form of `readPrivateKey`. */
export const openSigner: OpenSigner = async (run, key, options) => {
  const what = `the key ${describeKey(key)}`;
  const name = namesVariable(key) ? key : `file:${basename(key)}`;
  return signerOfSecret(run, await readSecretBytes(run, key, what, 'keys'), { what, name }, options);
};

/** The reference of a key for messages. Any other value may be the key itself and is not printed. */
function describeKey(key: string): string {
  return /^env:\/\/[A-Z_][A-Z0-9_]{0,63}$/.test(key) || /^[\w./@ \\:-]{1,200}\.(?:pem|key|p8|crt|der|txt)$/i.test(key)
    ? key
    : 'in keys';
}
