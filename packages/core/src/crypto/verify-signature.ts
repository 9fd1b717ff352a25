import { constants, verify } from 'node:crypto';
import { KEY_DETAILS, type KeyScheme } from './key-details.js';
import type { HashAlgorithm, PublicKey } from './types.js';

/** A signature algorithm as X.509 and CMS name it; there the document names the hash, not the key. */
export interface SignatureAlgorithm {
  readonly scheme: KeyScheme;
  /** Undefined only for Ed25519 and ML-DSA. */
  readonly hash: HashAlgorithm | undefined;
  /** In bytes; for `rsa-pss`. */
  readonly saltLength?: number;
}

/**
 * Whether `signature` is the key's signature over `message` under the key's own algorithm and hash (key-details.ts).
 * ECDSA signatures are DER. Returns false for malformed signatures, and for Ed25519ph, which Node does not have: signatures of
 * artifacts are checked by `verifyMessageSignature`, this function is for the keys of logs.
 */
export function verifySignature(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  const { scheme, hash } = KEY_DETAILS[key.details];
  return check(key, { scheme, hash }, message, signature);
}

/**
 * The same with an algorithm of X.509 or CMS. An RSA key that is not restricted to PSS accepts both paddings, as RFC 4055
 * section 1.2 allows; every other key only its own scheme.
 */
export function verifyWithHash(
  key: PublicKey,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const own = KEY_DETAILS[key.details].scheme;
  const plainRsa = key.object.asymmetricKeyType === 'rsa' && (algorithm.scheme === 'rsa-pkcs1' || algorithm.scheme === 'rsa-pss');
  if (algorithm.scheme !== own && !plainRsa) return false;
  return check(key, algorithm, message, signature);
}

function check(key: PublicKey, algorithm: SignatureAlgorithm, message: Uint8Array, signature: Uint8Array): boolean {
  // Without a hash OpenSSL uses a default for EC and RSA keys; only Ed25519 and ML-DSA need none.
  if ((algorithm.hash === undefined) !== (algorithm.scheme === 'ed25519' || algorithm.scheme === 'ml-dsa')) return false;
  const name = algorithm.hash ?? null;
  try {
    switch (algorithm.scheme) {
      case 'ecdsa':
        return verify(name, message, { key: key.object, dsaEncoding: 'der' }, signature);
      case 'rsa-pkcs1':
        return verify(name, message, { key: key.object, padding: constants.RSA_PKCS1_PADDING }, signature);
      case 'rsa-pss':
        return verify(
          name,
          message,
          {
            key: key.object,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: algorithm.saltLength ?? constants.RSA_PSS_SALTLEN_DIGEST,
          },
          signature,
        );
      case 'ed25519':
        return verify(null, message, key.object, signature);
      case 'ed25519ph':
        return false;
      case 'ml-dsa':
        // The context is empty by default (FIPS 204 section 5.3); the registry names no other.
        return verify(null, message, key.object, signature);
    }
  } catch {
    // OpenSSL throws for some malformed signatures and returns false for others; both mean that it is not valid.
    return false;
  }
}
