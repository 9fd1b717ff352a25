import { basename } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { localSigner } from './local-signer.js';
import { readPrivateKey } from './private-key.js';
import { readSecret } from './secret.js';
import type { Signer } from './types.js';

export interface SignerOptions {
  /** Where the key's password is: `env://VAR` or a file. */
  readonly password?: string | undefined;
}

/** What `keys` understands today; `keyless` is answered by the signing use cases. */
export const KNOWN_KEYS = ['keyless', 'a PEM file', 'env://VAR'] as const;

/** Two letters at least: a drive letter is no scheme. */
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/;

/**
 * Opens a key named by the user: a PEM file or `env://VAR` with a private key (PKCS#8, SEC1, PKCS#1, encrypted PKCS#8).
 * The hash of its signatures belongs to the key type. Its password is masked from then on.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, INPUT_INVALID
 */
export async function openSigner(run: Run, key: string, options: SignerOptions = {}): Promise<Signer> {
  if (key.trimStart().startsWith('-----')) {
    // Not quoted: the next line of this input is the key.
    throw new CountersignError('INPUT_INVALID', 'keys holds a key itself.', {
      expected: KNOWN_KEYS.join(', '),
      found: 'PEM text',
      hint: 'Put the key into a secret environment variable and name that: env://VAR.',
    });
  }
  const scheme = SCHEME.exec(key)?.[1];
  if (scheme !== undefined && !key.startsWith('env://')) {
    throw new CountersignError('KEY_UNSUPPORTED', `Keys of the form ${scheme}: are not known.`, {
      expected: KNOWN_KEYS.join(', '),
      found: `${scheme}:`,
      hint: 'Use one of the known forms; a file whose name holds a colon is written with ./ in front.',
    });
  }
  const what = `The key ${describeKey(key)}`;
  const pem = await readSecret(run, key, what);
  const password = options.password === undefined ? undefined : await readPassword(run, options.password);
  const name = key.startsWith('env://') ? key : `file:${basename(key)}`;
  return localSigner(run, readPrivateKey(pem, what, password), name);
}

/** A key by its place; what looks like no place may be the key itself and is not repeated. */
function describeKey(key: string): string {
  return /^env:\/\/[A-Z_][A-Z0-9_]{0,63}$/.test(key) || /^[\w./@ \\:-]{1,200}\.(?:pem|key|p8|crt|der|txt)$/i.test(key)
    ? key
    : 'of keys';
}

async function readPassword(run: Run, location: string): Promise<string> {
  // A file usually ends with a line break that is not part of the password.
  const password = (await readSecret(run, location, 'key-password')).replace(/\r?\n$/, '');
  run.log.secret(password);
  return password;
}
