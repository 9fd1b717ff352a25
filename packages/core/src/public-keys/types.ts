import type { KeyDetails, PublicKey } from '../crypto/index.js';
import type { NetCapability, Run } from '../run/index.js';
import type { KeyServices } from './key-login.js';

/** One form of a key reference. The code that signs with such keys is in `keys`, under the same name. */
export interface KeyScheme {
  /** For messages, inputs and docs: `env://VAR`. */
  readonly form: string;
  /** Matches references of this form. The first matching scheme of the table is used. */
  readonly matches: RegExp;
  /** The network capability that it needs: checked before the scheme is loaded, because its programs and SDKs do not use `net`. */
  readonly needs: NetCapability;
  /** False for schemes that have only a public key: they cannot sign. */
  readonly signs: boolean;
  /** One sentence for the docs. */
  readonly summary: string;
  /** Absent for schemes that only sign: they give no key that verifies. */
  readonly load?: () => Promise<{ readonly openPublicKey: OpenPublicKey }>;
}

/** Opens the public key that a reference names. @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, FILE_UNREADABLE */
export type OpenPublicKey = (run: Run, reference: string, options: PublicKeyOptions) => Promise<OpenedKey>;

export interface PublicKeyOptions {
  /** Reads a file that the reference names. The caller decides the base folder and the maximum size. */
  readonly readFile: (path: string) => Uint8Array;
  /** Signature algorithm (hash, padding), for keys that support several. Default: the usual one of the key type. */
  readonly details?: KeyDetails | undefined;
  /** For keys at a service; default: no logins. */
  readonly services?: KeyServices | undefined;
}

export interface OpenedKey {
  readonly key: PublicKey;
  /** Where the key comes from, for reports; never a secret. */
  readonly where: string;
  /** The version of the key at its service, if it has versions. */
  readonly version?: string | undefined;
  /** Of the certificate that the key is in, both ends included; undefined for a bare key. */
  readonly validity?: { readonly notBefore: Date; readonly notAfter: Date } | undefined;
  /** The bytes that were read, if any: for the error if a policy pins the digest of the file instead of the key. */
  readonly bytes: Uint8Array | undefined;
}

/** The purpose of a key reference. */
export type KeyUse = 'sign' | 'verify';
