import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { KEY_DETAILS, publicKeyFromObject, type KeyDetails, type PublicKey } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import { encryptCosignKey } from '../../keys/index.js';
import type { Run } from '../../run/index.js';

const generate = promisify(generateKeyPair) as (
  type: string,
  options: object,
) => Promise<{ readonly privateKey: KeyObject; readonly publicKey: KeyObject }>;

/** A new key pair in memory, with its private half as encrypted or plain PEM text. */
export interface MadeKey {
  readonly publicKey: PublicKey;
  /** PEM. A secret, even where it is encrypted: the password may be weak. */
  readonly privatePem: string;
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicPem: string;
}

/** How the private half is written. */
export const KEY_FORMATS = {
  cosign: {
    encrypted: true,
    summary: "cosign's encrypted format (scrypt): cosign reads it too",
    write: (run: Pick<Run, 'random'>, key: KeyObject, password: string) => encryptCosignKey(run, key, password),
  },
  pkcs8: {
    encrypted: true,
    summary:
      'encrypted PKCS#8 (PBKDF2, AES-256), which openssl reads; use a long random password, because this format protects weak ones badly',
    write: (_run: Pick<Run, 'random'>, key: KeyObject, password: string) =>
      Promise.resolve(key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: password }).toString()),
  },
  'pkcs8-plain': {
    encrypted: false,
    summary: 'PKCS#8 without encryption, for a place that encrypts by itself',
    write: (_run: Pick<Run, 'random'>, key: KeyObject) =>
      Promise.resolve(key.export({ type: 'pkcs8', format: 'pem' }).toString()),
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly encrypted: boolean;
      readonly summary: string;
      readonly write: (_run: Pick<Run, 'random'>, key: KeyObject, password: string) => Promise<string>;
    }
  >
>;

export type KeyFormat = keyof typeof KEY_FORMATS;

/** @throws CountersignError INPUT_INVALID */
export function readKeyFormat(text: string): KeyFormat {
  if (Object.hasOwn(KEY_FORMATS, text)) return text as KeyFormat;
  throw new CountersignError('INPUT_INVALID', `there is no format ${text}`, {
    expected: Object.keys(KEY_FORMATS).join(', '),
    found: text,
  });
}

/**
 * Makes a key pair. The key is made by OpenSSL, with its own random bytes.
 * @param password undefined exactly for a format without encryption
 * @throws CountersignError INPUT_MISSING, KEY_UNSUPPORTED
 */
export async function makeKey(
  run: Pick<Run, 'random'>,
  details: KeyDetails,
  format: KeyFormat,
  password: string | undefined,
): Promise<MadeKey> {
  const { encrypted, write } = KEY_FORMATS[format];
  if (encrypted && (password === undefined || password === ''))
    throw new CountersignError('INPUT_MISSING', 'an encrypted key needs a password', {
      expected: 'key-password: env://VAR or a file',
      found: password === undefined ? 'none' : 'an empty one',
    });
  const { privateKey, publicKey } = await keyPair(details);
  return {
    publicKey: publicKeyFromObject(publicKey, details),
    privatePem: await write(run, privateKey, password ?? ''),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function keyPair(details: KeyDetails): ReturnType<typeof generate> {
  const { scheme, curve, bits } = KEY_DETAILS[details];
  if (curve !== undefined) return generate('ec', { namedCurve: curve });
  if (bits !== undefined) return generate('rsa', { modulusLength: bits });
  if (scheme === 'ed25519' || scheme === 'ed25519ph') return generate('ed25519', {});
  if (scheme === 'ml-dsa') return generate('ml-dsa-65', {});
  throw new CountersignError('KEY_UNSUPPORTED', `no key of the type ${details} can be made here`, { found: details });
}
