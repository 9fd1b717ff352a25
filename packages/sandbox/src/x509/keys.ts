import { createPrivateKey, createPublicKey, generateKeyPair, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { nullValue, oid, sequence } from './der.js';
import { OID } from './oids.js';

const generate = promisify(generateKeyPair);

export type HashName = 'sha256' | 'sha384' | 'sha512';

export const HASH_OIDS: Readonly<Record<HashName, string>> = { sha256: OID.sha256, sha384: OID.sha384, sha512: OID.sha512 };
export const HASH_BYTES: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** PKCS#8 PEM of a new EC key. */
export async function newEcKey(curve: 'P-256' | 'P-384' | 'P-521' = 'P-256'): Promise<string> {
  const { privateKey } = await generate('ec', { namedCurve: curve });
  return toPem(privateKey);
}

/** PKCS#8 PEM of a new RSA key; about a tenth of a second on the thread pool. */
export async function newRsaKey(bits = 2048): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: bits });
  return toPem(privateKey);
}

const toPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A private key with the data that its signatures need. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  readonly publicKeyPem: string;
}

export function openKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  return {
    privateKey,
    spki: publicKey.export({ type: 'spki', format: 'der' }),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** The hash of a signature algorithm; `none` if the algorithm signs the message itself (Ed25519). */
export type SignatureHash = HashName | 'none';

/** The default hash for a key: the curve's size for ECDSA, SHA-256 for RSA. */
function defaultHash(key: KeyObject): SignatureHash {
  if (key.asymmetricKeyType === 'ed25519') return 'none';
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === 'secp384r1') return 'sha384';
  if (curve === 'secp521r1') return 'sha512';
  return 'sha256';
}

/** DER AlgorithmIdentifier of a signature (RFC 5758 3.2, RFC 4055 5, RFC 8410 3). */
export function signatureAlgorithm(key: KeyObject, hash: SignatureHash = defaultHash(key)): Buffer {
  if (hash === 'none') return sequence(oid(OID.ed25519));
  if (key.asymmetricKeyType === 'ec') {
    return sequence(oid({ sha256: OID.ecdsaSha256, sha384: OID.ecdsaSha384, sha512: OID.ecdsaSha512 }[hash]));
  }
  return sequence(oid({ sha256: OID.rsaSha256, sha384: OID.rsaSha384, sha512: OID.rsaSha512 }[hash]), nullValue());
}

/** Signs: DER (r, s) for ECDSA, PKCS#1 v1.5 for RSA. */
export function signBytes(key: KeyObject, bytes: Uint8Array, hash: SignatureHash = defaultHash(key)): Buffer {
  return sign(digestName(hash), bytes, key);
}

/** Checks a signature made by `signBytes`. */
export function signatureMatches(
  key: KeyObject,
  bytes: Uint8Array,
  signature: Uint8Array,
  hash: SignatureHash = defaultHash(key),
): boolean {
  try {
    return verify(digestName(hash), bytes, key, signature);
  } catch {
    return false;
  }
}

const digestName = (hash: SignatureHash): HashName | undefined => (hash === 'none' ? undefined : hash);

const ALGORITHMS: Readonly<Record<string, { readonly keyType: 'ec' | 'rsa' | 'ed25519'; readonly hash: SignatureHash }>> = {
  [OID.ecdsaSha256]: { keyType: 'ec', hash: 'sha256' },
  [OID.ecdsaSha384]: { keyType: 'ec', hash: 'sha384' },
  [OID.ecdsaSha512]: { keyType: 'ec', hash: 'sha512' },
  [OID.rsaSha256]: { keyType: 'rsa', hash: 'sha256' },
  [OID.rsaSha384]: { keyType: 'rsa', hash: 'sha384' },
  [OID.rsaSha512]: { keyType: 'rsa', hash: 'sha512' },
  [OID.ed25519]: { keyType: 'ed25519', hash: 'none' },
};

/** Checks a signature with the given algorithm (dotted decimal); false for an unknown algorithm or one for other keys. */
export function namedSignatureMatches(key: KeyObject, bytes: Uint8Array, signature: Uint8Array, algorithm: string): boolean {
  const known = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  return known !== undefined && known.keyType === key.asymmetricKeyType && signatureMatches(key, bytes, signature, known.hash);
}
