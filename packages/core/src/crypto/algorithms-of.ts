import { KEY_DETAILS } from './key-details.js';
import type { KeyDetails, PublicKey } from './types.js';

/** The second algorithm that Sigstore's registry has for a kind of key. */
const SECOND: Readonly<Partial<Record<KeyDetails, KeyDetails>>> = {
  PKIX_ED25519: 'PKIX_ED25519_PH',
  PKIX_RSA_PKCS1V15_2048_SHA256: 'PKIX_RSA_PSS_2048_SHA256',
  PKIX_RSA_PKCS1V15_3072_SHA256: 'PKIX_RSA_PSS_3072_SHA256',
  PKIX_RSA_PKCS1V15_4096_SHA256: 'PKIX_RSA_PSS_4096_SHA256',
};

/**
 * A key whose source names no algorithm, with every algorithm that it may have signed with: an RSA key signs with PKCS #1 v1.5 or PSS, an
 * Ed25519 key pure or pre-hashed (cosign writes only the latter to a log). A signature under one is never valid under the other, and each
 * alone is safe, so a verifier may accept either. Its own algorithm is the first.
 */
export function algorithmsOf(key: PublicKey): readonly PublicKey[] {
  const second = SECOND[key.details];
  return second === undefined ? [key] : [key, { ...key, details: second, hash: KEY_DETAILS[second].hash }];
}
