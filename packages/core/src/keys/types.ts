import type { HashAlgorithm, KeyDetails, PublicKey } from '../crypto/index.js';
import type { KeyServices } from '../public-keys/index.js';
import type { Run } from '../run/index.js';

/**
 * Signs with a key: a file, a cosign key, a KMS, an HSM, or an ephemeral key with a Fulcio certificate. It gets the message if that is
 * small and in memory, otherwise the digest under `hash`. A signer that supports only digests hashes a message itself.
 */
export interface Signer {
  readonly publicKey: PublicKey;
  /** The signature algorithm; the chosen one if the key supports several. */
  readonly details: KeyDetails;
  readonly hash: HashAlgorithm | undefined;
  /** The key in reports: `keyless`, `file:release.pem`, `env://KEY`, later `awskms:///alias/release`. Never a secret. */
  readonly name: string;
  /** The version of the key at its service that signs in this run, for reports; undefined if it has no versions. */
  readonly version?: string | undefined;
  /** @returns DER ECDSA, RSA, or raw Ed25519 signature bytes */
  sign(input: SignInput): Promise<Uint8Array>;
}

export type SignInput =
  { readonly kind: 'message'; readonly message: Uint8Array } | { readonly kind: 'digest'; readonly digest: Uint8Array };

export interface SignerOptions {
  /** Where the password of this key is: `env://VAR` or a file. */
  readonly password?: string | undefined;
  /** The signature algorithm, for keys that support several; default: the usual one of the key type. */
  readonly details?: KeyDetails | undefined;
  /** For keys at a service; default: no logins. */
  readonly services?: KeyServices | undefined;
}

/** Opens the key that a reference names. @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, and those of its service */
export type OpenSigner = (run: Run, reference: string, options: SignerOptions) => Promise<Signer>;

export interface CreateKeyOptions {
  /** Where the PIN or password of the token is in which the key is made: `env://VAR` or a file. */
  readonly password?: string | undefined;
  /** For keys at a service; default: no logins. */
  readonly services?: KeyServices | undefined;
  /**
   * The key exists, and gets a new version that signs from now on; its earlier versions stay. Schemes whose keys have no versions refuse
   * with KEY_UNSUPPORTED and name what to do instead. Without it, a key that exists is refused with KEY_INVALID and stays as it is.
   */
  readonly newVersion?: boolean | undefined;
}

/**
 * Makes a new private key where a reference says, such that it can never be exported, and returns its public key as the service shows it.
 * @param algorithm the kind of key; a service without it refuses with KEY_UNSUPPORTED and lists what it has
 * @throws CountersignError KEY_INVALID (exists, malformed), KEY_UNSUPPORTED, and those of its service
 */
export type CreateKey = (run: Run, reference: string, algorithm: KeyDetails, options: CreateKeyOptions) => Promise<PublicKey>;
