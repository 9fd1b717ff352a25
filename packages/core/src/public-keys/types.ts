import type { KeyDetails, PublicKey } from '../crypto/index.js';
import type { NetCapability, Run } from '../run/index.js';

/** One way to write where a key is. What signs with it stands in the room `keys`, under the same name. */
export interface KeyScheme {
  /** As messages, inputs and docs list it: `env://VAR`. */
  readonly form: string;
  /** Matches the references that are meant. The first scheme of the table that matches is the one. */
  readonly matches: RegExp;
  /** What the run must be allowed to reach: checked before anything of the scheme is loaded, because its programs and SDKs go round `net`. */
  readonly needs: NetCapability;
  /** False for schemes that only give a public key: they can't be named for signing. */
  readonly signs: boolean;
  /** One sentence for the docs. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly openPublicKey: OpenPublicKey }>;
}

/** Gets the public key that a reference names. @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, FILE_UNREADABLE */
export type OpenPublicKey = (run: Run, reference: string, options: PublicKeyOptions) => Promise<OpenedKey>;

export interface PublicKeyOptions {
  /** Reads a file that the reference names; the caller says relative to what, how large it may be, and what else it is kept for. */
  readonly readFile: (path: string) => Uint8Array;
  /** How signatures are made (hash, padding), for keys that can be used in several ways. Default: the usual way of its type. */
  readonly details?: KeyDetails | undefined;
}

export interface OpenedKey {
  readonly key: PublicKey;
  /** Where it came from, for reports; never a secret. */
  readonly where: string;
  /** What was read, where the key came as bytes: whoever pins the digest of a file by mistake is told so. */
  readonly bytes: Uint8Array | undefined;
}

/** What keys are named for. */
export type KeyUse = 'sign' | 'verify';
