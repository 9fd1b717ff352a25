import type { HashAlgorithm, KeyDetails, PublicKey } from '../crypto/index.js';

/**
 * Whoever can sign: a file, a cosign key, a KMS, an HSM, or an ephemeral key with a Fulcio certificate.
 * It is handed the message when that is small and at hand, otherwise the digest under `publicKey.hash`.
 */
export interface Signer {
  readonly publicKey: PublicKey;
  readonly details: KeyDetails;
  readonly hash: HashAlgorithm | undefined;
  /** How reports name it, e.g. `keyless`, `file:cosign.key`. Never a secret. */
  readonly name: string;
  /** @returns DER ECDSA, RSA, or raw Ed25519 signature bytes */
  sign(input: SignInput): Promise<Uint8Array>;
}

export type SignInput =
  { readonly kind: 'message'; readonly message: Uint8Array } | { readonly kind: 'digest'; readonly digest: Uint8Array };
