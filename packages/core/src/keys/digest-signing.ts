import { constants, createPrivateKey, privateEncrypt, type KeyObject } from 'node:crypto';
import { digestInfo, encodePss, HASH_BYTES, KEY_DETAILS, loadEd25519ph, type EcCurve, type KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { derOctets, derSequence, parseDer } from '../wire/index.js';

/**
 * Signs a digest that was computed before (files of any size are read once), with the algorithm `details`. Node can sign a digest with
 * RSA PKCS#1 v1.5 only: for EC keys and Ed25519ph @noble/curves is used, loaded on first use, and PSS is encoded here.
 * @param entropy 32 random bytes, which make each EC and PSS signature different (RFC 6979 section 3.6; the salt of RFC 8017 section 9.1.1),
 *   so that a log does not reject a second signature of the same file as a duplicate
 * @returns DER ECDSA, RSA, or raw Ed25519ph signature bytes
 * @throws CountersignError KEY_UNSUPPORTED for pure Ed25519 and ML-DSA, which sign messages only
 */
export async function signDigest(
  key: KeyObject,
  details: KeyDetails,
  digest: Uint8Array,
  entropy: () => Uint8Array,
): Promise<Uint8Array> {
  const { scheme, hash, curve } = KEY_DETAILS[details];
  if (hash === undefined) {
    throw new CountersignError('KEY_UNSUPPORTED', `a key with the algorithm ${details} cannot sign a digest`, {
      expected: 'the file itself, or an EC or RSA key',
      found: 'a digest',
      hint: 'Sign files by path instead of by checksum, or use a P-256 key; an Ed25519 key can sign digests with signing-algorithm: ed25519-ph.',
    });
  }
  if (digest.length !== HASH_BYTES[hash]) {
    throw new CountersignError('INTERNAL', 'the digest to sign has a wrong length', {
      expected: `${HASH_BYTES[hash]} bytes (${hash})`,
      found: `${digest.length} bytes`,
    });
  }
  switch (scheme) {
    case 'ecdsa':
      return signEcDigest(key, curve, digest, entropy());
    case 'rsa-pkcs1':
      return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, hash));
    case 'rsa-pss': {
      const encoded = encodePss(digest, hash, entropy().subarray(0, HASH_BYTES[hash]), modulusBytes(key));
      return privateEncrypt({ key: withoutRestriction(key), padding: constants.RSA_NO_PADDING }, encoded);
    }
    case 'ed25519ph':
      return (await loadEd25519ph()).sign(digest, scalarOf(key));
    case 'ed25519':
    case 'ml-dsa':
      throw new CountersignError('INTERNAL', `${details} has no hash`);
  }
}

async function signEcDigest(
  key: KeyObject,
  curve: EcCurve | undefined,
  digest: Uint8Array,
  entropy: Uint8Array,
): Promise<Uint8Array> {
  const { p256, p384, p521 } = await import('@noble/curves/nist.js');
  const curves = { prime256v1: p256, secp384r1: p384, secp521r1: p521 };
  if (curve === undefined) throw new CountersignError('INTERNAL', 'an EC key without a curve');
  return curves[curve].sign(digest, scalarOf(key), { prehash: false, lowS: false, format: 'der', extraEntropy: entropy });
}

/** The private number of an EC key, or the seed of an Ed25519 key. */
function scalarOf(key: KeyObject): Uint8Array {
  const { d } = key.export({ format: 'jwk' });
  if (d === undefined) throw new CountersignError('INTERNAL', 'the private key has no private number');
  return Uint8Array.from(Buffer.from(d, 'base64url'));
}

const modulusBytes = (key: KeyObject): number => (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;

/** OpenSSL refuses the raw operation for keys restricted to PSS: the same key as RSAPrivateKey (RFC 5958 section 2, RFC 8017 appendix A.1.2). */
function withoutRestriction(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa-pss') return key;
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const [, , octets] = derSequence(parseDer(pkcs8, 'the private key', 'KEY_INVALID'), 3);
  if (octets === undefined) throw new CountersignError('INTERNAL', 'a PKCS#8 key without a key');
  return createPrivateKey({ key: Buffer.from(derOctets(octets)), format: 'der', type: 'pkcs1' });
}
