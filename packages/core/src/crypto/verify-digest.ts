import { constants, createPublicKey, publicDecrypt } from 'node:crypto';
import type { EdDSA } from '@noble/curves/abstract/edwards.js';
import { CountersignError } from '../errors/index.js';
import { concatBytes, decodeHex, equalBytes } from '../wire/index.js';
import { isPss } from './emsa-pss.js';
import { HASH_BYTES, hash } from './hash.js';
import { KEY_DETAILS } from './key-details.js';
import { readSpki } from './spki.js';
import { verifySignature } from './verify-signature.js';
import type { HashAlgorithm, PublicKey } from './types.js';

/**
 * Whether `signature` is the key's signature over `message`, for every key. Loads a library for Ed25519ph only.
 * Returns false for malformed signatures.
 */
export async function verifyMessageSignature(key: PublicKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (key.details !== 'PKIX_ED25519_PH') return verifySignature(key, message, signature);
  return verifyDigestSignature(key, hash('sha512', message), signature);
}

/**
 * Whether `signature` is the key's signature over a message of which only the digest (by the hash of the key) is known.
 * Node cannot do this for EC keys (it hashes the digest again), so the curves come from a library, loaded on first use.
 * @throws CountersignError INPUT_UNSUPPORTED for Ed25519 and ML-DSA, which need the message; INTERNAL for a digest of the wrong length
 */
export async function verifyDigestSignature(key: PublicKey, digest: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const { hash: algorithm, scheme } = KEY_DETAILS[key.details];
  if (algorithm === undefined) {
    throw new CountersignError('INPUT_UNSUPPORTED', `a signature of the kind ${key.details} cannot be checked from a digest`, {
      expected: 'the file itself',
      found: 'its digest',
      hint: 'Give the path of the file instead of its digest.',
    });
  }
  if (digest.length !== HASH_BYTES[algorithm]) {
    throw new CountersignError('INTERNAL', 'the digest has the wrong length for this key', {
      expected: `${HASH_BYTES[algorithm]} bytes of ${algorithm}`,
      found: `${digest.length} bytes`,
    });
  }
  if (scheme === 'ecdsa') return verifyEcDigest(key, digest, signature);
  if (scheme === 'ed25519ph') return verifyEd25519phDigest(key, digest, signature);
  const encoded = rsaEncodedMessage(key, signature);
  if (encoded === undefined) return false;
  return scheme === 'rsa-pss'
    ? isPss(encoded, digest, algorithm)
    : equalBytes(encoded, pkcs1Encoding(digest, algorithm, encoded.length));
}

async function verifyEcDigest(key: PublicKey, digest: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const shape = readSpki(key.spki);
  if (shape.type !== 'ec') return false;
  const { p256, p384, p521 } = await import('@noble/curves/nist.js');
  const curve = { prime256v1: p256, secp384r1: p384, secp521r1: p521 }[shape.curve];
  try {
    return curve.verify(signature, digest, shape.point, { prehash: false, format: 'der', lowS: false });
  } catch {
    // The signature is not DER.
    return false;
  }
}

/** Ed25519ph over a SHA-512 digest, for `keys` too: `sign(digest, seed)`, `verify(signature, digest, point)`. Loaded on first use. */
export async function loadEd25519ph(): Promise<EdDSA> {
  const { ed25519phOfDigest } = await import('./ed25519ph.js');
  return ed25519phOfDigest;
}

async function verifyEd25519phDigest(key: PublicKey, digest: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const shape = readSpki(key.spki);
  if (shape.type !== 'ed25519') return false;
  const ed25519ph = await loadEd25519ph();
  try {
    return ed25519ph.verify(signature, digest, shape.point);
  } catch {
    // The signature does not have 64 bytes.
    return false;
  }
}

/** The raw RSA operation without padding: the encoded message, as long as the modulus. */
function rsaEncodedMessage(key: PublicKey, signature: Uint8Array): Uint8Array | undefined {
  const shape = readSpki(key.spki);
  if ((shape.type !== 'rsa' && shape.type !== 'rsa-pss') || signature.length * 8 !== shape.bits) return undefined;
  try {
    // From modulus and exponent alone: OpenSSL refuses the raw operation for keys restricted to PSS.
    const raw = createPublicKey({ key: Buffer.from(shape.pkcs1), format: 'der', type: 'pkcs1' });
    return publicDecrypt({ key: raw, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    // The number is larger than the modulus.
    return undefined;
  }
}

/** The bytes of DigestInfo before the digest (RFC 8017 section 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<HashAlgorithm, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** DigestInfo, DER: what PKCS #1 v1.5 signs (RFC 8017 section 9.2, note 1). */
export function digestInfo(digest: Uint8Array, algorithm: HashAlgorithm): Uint8Array {
  return concatBytes(decodeHex(DIGEST_INFO[algorithm], 'DigestInfo'), digest);
}

/** EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): built and compared as a whole, never parsed. */
function pkcs1Encoding(digest: Uint8Array, algorithm: HashAlgorithm, length: number): Uint8Array {
  const info = digestInfo(digest, algorithm);
  const padding = new Uint8Array(length - info.length - 3).fill(0xff);
  return concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info);
}
