import { createPublicKey, type KeyObject } from 'node:crypto';
import { CountersignError } from '../errors/index.js';
import { encodeUtf8, parsePem } from '../wire/index.js';
import { hashHex } from './hash.js';
import { findKeyDetails, KEY_DETAILS } from './key-details.js';
import { materialOf, readSpki, type KeyShape } from './spki.js';
import type { KeyDetails, PublicKey } from './types.js';

/**
 * A public key from its SubjectPublicKeyInfo (DER). `details` is its algorithm (hash, RSA padding) where the source
 * names one, and must match the key; the default is the hash of the curve, and PKCS #1 v1.5 for RSA.
 * @throws CountersignError KEY_INVALID (malformed, or not of the kind `details`), KEY_UNSUPPORTED (weak or unknown)
 */
export function publicKeyFromSpki(der: Uint8Array, details?: KeyDetails): PublicKey {
  const shape = readSpki(der);
  const usual = usualDetails(shape);
  const chosen = details ?? usual;
  if (!fits(shape, chosen)) {
    throw new CountersignError('KEY_INVALID', 'the public key is not of the expected kind', {
      expected: chosen,
      found: usual,
    });
  }
  let object: KeyObject;
  try {
    // Also checks that an EC point lies on its curve.
    object = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch (cause) {
    if (shape.type === 'ml-dsa') throw noMlDsa(cause);
    throw new CountersignError('KEY_INVALID', 'the public key is malformed', { expected: chosen, cause });
  }
  // Node 22 reads the key if its OpenSSL is new enough, but has no operation with it.
  if (shape.type === 'ml-dsa' && object.asymmetricKeyType !== 'ml-dsa-65') throw noMlDsa();
  refuseOtherPss(object);
  // A copy: the caller's buffer may be part of a larger, short-lived one.
  return {
    details: chosen,
    hash: KEY_DETAILS[chosen].hash,
    object,
    spki: Uint8Array.from(der),
    fingerprint: hashHex('sha256', der),
    material: hashHex('sha256', encodeUtf8(materialOf(shape))),
  };
}

/** @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED */
export function publicKeyFromObject(object: KeyObject, details?: KeyDetails): PublicKey {
  if (object.type === 'secret') throw new CountersignError('KEY_INVALID', 'a secret key is not a public key');
  const key = object.type === 'private' ? createPublicKey(object) : object;
  return publicKeyFromSpki(key.export({ format: 'der', type: 'spki' }), details);
}

/**
 * A public key from one PEM block `PUBLIC KEY` (SubjectPublicKeyInfo).
 * @param what how errors name it, e.g. its path
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
export function publicKeyFromPem(text: string, what = 'the public key', details?: KeyDetails): PublicKey {
  const [block, ...more] = parsePem(text, { labels: ['PUBLIC KEY'], what, code: 'KEY_INVALID', maxBytes: 64 * 1024 });
  if (block === undefined || more.length > 0) {
    throw new CountersignError('KEY_INVALID', `${what} contains several PEM blocks`, {
      expected: 'one public key',
      found: `${more.length + 1}`,
    });
  }
  return publicKeyFromSpki(block.der, details);
}

function usualDetails(shape: KeyShape): KeyDetails {
  switch (shape.type) {
    case 'ec':
      return findKeyDetails('ecdsa', { curve: shape.curve }) ?? refuse(shape.curve);
    case 'ed25519':
      return 'PKIX_ED25519';
    case 'ml-dsa':
      return 'ML_DSA_65';
    case 'rsa':
      return findKeyDetails('rsa-pkcs1', { bits: shape.bits }) ?? refuse(`${shape.bits} bits`);
    case 'rsa-pss':
      return findKeyDetails('rsa-pss', { bits: shape.bits }) ?? refuse(`${shape.bits} bits`);
  }
}

function refuse(found: string): never {
  throw new CountersignError('KEY_UNSUPPORTED', 'this public key is not supported', {
    expected: 'RSA of 2048, 3072 or 4096 bits',
    found,
  });
}

function fits(shape: KeyShape, details: KeyDetails): boolean {
  const kind = KEY_DETAILS[details];
  switch (shape.type) {
    case 'ec':
      return kind.scheme === 'ecdsa' && kind.curve === shape.curve;
    case 'ed25519':
      return kind.scheme === 'ed25519' || kind.scheme === 'ed25519ph';
    case 'ml-dsa':
      return kind.scheme === 'ml-dsa';
    case 'rsa':
      return (kind.scheme === 'rsa-pkcs1' || kind.scheme === 'rsa-pss') && kind.bits === shape.bits;
    case 'rsa-pss':
      return kind.scheme === 'rsa-pss' && kind.bits === shape.bits;
  }
}

/** Every string of the right length is an ML-DSA key, so an error of Node means that it does not know the algorithm. */
function noMlDsa(cause?: unknown): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', 'this version of Node does not support ML-DSA', {
    expected: 'Node 24.6 or newer with OpenSSL 3.5 or newer',
    found: 'a Node without ML-DSA',
    hint: 'Run it with Node 24, as the actions and the components do.',
    cause,
  });
}

/** A key restricted to PSS may have parameters (RFC 4055 section 3.1); only SHA-256 with the registry's salt length is supported. */
function refuseOtherPss(object: KeyObject): void {
  if (object.asymmetricKeyType !== 'rsa-pss') return;
  const { hashAlgorithm, mgf1HashAlgorithm, saltLength } = object.asymmetricKeyDetails ?? {};
  if (![hashAlgorithm, mgf1HashAlgorithm].every((name) => name === undefined || name === 'sha256') || (saltLength ?? 32) > 32) {
    throw new CountersignError('KEY_UNSUPPORTED', 'this RSA-PSS key is not supported', {
      expected: 'SHA-256 with a salt of 32 bytes',
      found: `${hashAlgorithm ?? 'any hash'}, salt ${saltLength ?? 'any'}`,
    });
  }
}
