import { constants, privateEncrypt, type KeyObject } from 'node:crypto';
import { digestInfo, HASH_BYTES, type HashAlgorithm, type KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';

/**
 * Signs a digest that was computed before (files of any size are read once). Node cannot sign a digest with an EC key, so
 * @noble/curves is used, loaded on first use. `entropy` (32 random bytes) makes each EC signature different (RFC 6979 section 3.6), so
 * that a log does not reject a second signature of the same file as a duplicate.
 * @returns DER ECDSA or RSA PKCS#1 v1.5 signature bytes
 * @throws CountersignError KEY_UNSUPPORTED for pure Ed25519, which signs messages only
 */
export async function signDigest(
  key: KeyObject,
  details: KeyDetails,
  hash: HashAlgorithm | undefined,
  digest: Uint8Array,
  entropy: Uint8Array,
): Promise<Uint8Array> {
  if (hash === undefined) {
    throw new CountersignError('KEY_UNSUPPORTED', 'an Ed25519 key cannot sign a digest', {
      expected: 'the file itself, or an EC or RSA key',
      found: 'a digest',
      hint: 'Sign files by path instead of by checksum, or use a P-256 key.',
    });
  }
  if (digest.length !== HASH_BYTES[hash]) {
    throw new CountersignError('INTERNAL', 'the digest to sign has a wrong length', {
      expected: `${HASH_BYTES[hash]} bytes (${hash})`,
      found: `${digest.length} bytes`,
    });
  }
  if (details.startsWith('PKIX_RSA_PKCS1V15_')) {
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, hash));
  }
  const { d } = key.export({ format: 'jwk' });
  const { p256, p384, p521 } = await import('@noble/curves/nist.js');
  const curve = { PKIX_ECDSA_P256_SHA_256: p256, PKIX_ECDSA_P384_SHA_384: p384, PKIX_ECDSA_P521_SHA_512: p521 }[String(details)];
  if (curve === undefined || d === undefined) {
    throw new CountersignError('KEY_UNSUPPORTED', `a key of the type ${details} cannot sign a digest`, {
      expected: 'an EC key with the hash of its curve, or RSA PKCS#1 v1.5',
      found: details,
      hint: 'Use a P-256 key.',
    });
  }
  return curve.sign(digest, Buffer.from(d, 'base64url'), { prehash: false, lowS: false, format: 'der', extraEntropy: entropy });
}
