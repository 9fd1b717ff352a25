import type { KeyDetails } from '../../crypto/index.js';
import { CountersignError, nearest } from '../../errors/index.js';

/** The kinds of keys that can be made, by the names of Sigstore's algorithm registry for command lines. The first one is the default. */
export const NEW_KEYS = {
  'ecdsa-sha2-256-nistp256': 'PKIX_ECDSA_P256_SHA_256',
  'ecdsa-sha2-384-nistp384': 'PKIX_ECDSA_P384_SHA_384',
  'ecdsa-sha2-512-nistp521': 'PKIX_ECDSA_P521_SHA_512',
  'rsa-sign-pkcs1-2048-sha256': 'PKIX_RSA_PKCS1V15_2048_SHA256',
  'rsa-sign-pkcs1-3072-sha256': 'PKIX_RSA_PKCS1V15_3072_SHA256',
  'rsa-sign-pkcs1-4096-sha256': 'PKIX_RSA_PKCS1V15_4096_SHA256',
  ed25519: 'PKIX_ED25519',
  'ml-dsa-65': 'ML_DSA_65',
} as const satisfies Readonly<Record<string, KeyDetails>>;

export const DEFAULT_ALGORITHM = 'ecdsa-sha2-256-nistp256';

/** @throws CountersignError INPUT_INVALID */
export function newKeyDetails(name: string): KeyDetails {
  const known: Readonly<Record<string, KeyDetails>> = NEW_KEYS;
  const details = Object.hasOwn(known, name) ? known[name] : undefined;
  if (details !== undefined) return details;
  const meant = nearest(name, Object.keys(known));
  throw new CountersignError('INPUT_INVALID', `no key of the algorithm "${name}" can be made`, {
    expected: Object.keys(known).join(', '),
    found: name,
    ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
  });
}

/** The registry's name for command lines; otherwise its name in bundles. */
export function algorithmName(details: KeyDetails): string {
  return Object.entries(NEW_KEYS).find(([, known]) => known === details)?.[0] ?? details;
}
