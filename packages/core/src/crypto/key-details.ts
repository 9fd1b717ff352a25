import type { HashAlgorithm, KeyDetails } from './types.js';

export type KeyScheme = 'ecdsa' | 'rsa-pkcs1' | 'rsa-pss' | 'ed25519' | 'ed25519ph' | 'ml-dsa';

export interface KeyKind {
  readonly scheme: KeyScheme;
  /** The hash that belongs to the key; undefined for pure Ed25519 and ML-DSA, which sign the message itself. */
  readonly hash: HashAlgorithm | undefined;
  /** OpenSSL's name of the curve, for `ecdsa`. */
  readonly curve?: EcCurve;
  /** Length of the modulus, for RSA. */
  readonly bits?: number;
  /** Accepted, but never written: the hash is not the usual one of the curve. */
  readonly deprecated?: true;
  /** No transparency log records its signatures (Rekor 1.5 and rekor-tiles 2.2 and 2.3 refuse them): they are only timestamped. */
  readonly unlogged?: true;
}

export type EcCurve = 'prime256v1' | 'secp384r1' | 'secp521r1';

/** The supported keys by their names in Sigstore's algorithm registry. All others are refused. */
export const KEY_DETAILS: Readonly<Record<KeyDetails, KeyKind>> = {
  PKIX_ECDSA_P256_SHA_256: { scheme: 'ecdsa', hash: 'sha256', curve: 'prime256v1' },
  PKIX_ECDSA_P384_SHA_384: { scheme: 'ecdsa', hash: 'sha384', curve: 'secp384r1' },
  PKIX_ECDSA_P521_SHA_512: { scheme: 'ecdsa', hash: 'sha512', curve: 'secp521r1' },
  PKIX_ECDSA_P384_SHA_256: { scheme: 'ecdsa', hash: 'sha256', curve: 'secp384r1', deprecated: true },
  PKIX_ECDSA_P521_SHA_256: { scheme: 'ecdsa', hash: 'sha256', curve: 'secp521r1', deprecated: true },
  PKIX_RSA_PKCS1V15_2048_SHA256: { scheme: 'rsa-pkcs1', hash: 'sha256', bits: 2048 },
  PKIX_RSA_PKCS1V15_3072_SHA256: { scheme: 'rsa-pkcs1', hash: 'sha256', bits: 3072 },
  PKIX_RSA_PKCS1V15_4096_SHA256: { scheme: 'rsa-pkcs1', hash: 'sha256', bits: 4096 },
  PKIX_RSA_PSS_2048_SHA256: { scheme: 'rsa-pss', hash: 'sha256', bits: 2048 },
  PKIX_RSA_PSS_3072_SHA256: { scheme: 'rsa-pss', hash: 'sha256', bits: 3072 },
  PKIX_RSA_PSS_4096_SHA256: { scheme: 'rsa-pss', hash: 'sha256', bits: 4096 },
  PKIX_ED25519: { scheme: 'ed25519', hash: undefined },
  PKIX_ED25519_PH: { scheme: 'ed25519ph', hash: 'sha512' },
  // The registry has only the pure variant, with an empty context, not HashML-DSA.
  ML_DSA_65: { scheme: 'ml-dsa', hash: undefined, unlogged: true },
};

/** Whether `name` is a supported key type. */
function isKeyDetails(name: string): name is KeyDetails {
  return Object.hasOwn(KEY_DETAILS, name);
}

/** Whether no transparency log records signatures by this kind of key. */
export function isUnlogged(details: KeyDetails): boolean {
  return KEY_DETAILS[details].unlogged === true;
}

/** The registry's name for a kind of key with its usual hash; undefined if it has none. */
export function findKeyDetails(
  scheme: KeyScheme,
  size: { readonly curve?: string; readonly bits?: number },
): KeyDetails | undefined {
  return Object.keys(KEY_DETAILS)
    .filter(isKeyDetails)
    .find((name) => {
      const kind = KEY_DETAILS[name];
      return kind.scheme === scheme && kind.curve === size.curve && kind.bits === size.bits && kind.deprecated !== true;
    });
}
