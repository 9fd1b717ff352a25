import type { KeyDetails, PublicKey } from '../../../crypto/index.js';
import { CountersignError } from '../../../errors/index.js';
import type { KeyServices } from '../../../public-keys/index.js';
import type { Journal } from '../journal.js';
import type { KeyFacts } from '../key-facts.js';
import type { KeyFormat } from '../make-key.js';
import type { PolicyFile } from '../policy-key.js';
import type { StoreOptions } from '../stores/types.js';

export interface RotateOptions extends StoreOptions {
  /** Policy files that name the signer; at least one. */
  readonly policies: readonly string[];
  /** The signer whose key is replaced. */
  readonly signer: string;
  /** The name of the new signer; default: that of the old one with the date of today. */
  readonly name?: string | undefined;
  readonly details: KeyDetails;
  /** The private half: a file that is kept, or a key at a service. Default: a file beside the public key, removed when it is stored elsewhere. */
  readonly key?: string | undefined;
  /** The key exists at its service, and gets a new version. */
  readonly newVersion?: boolean | undefined;
  readonly format: KeyFormat;
  /** For a key file that is encrypted: asked for only if a key file is made. */
  readonly password: () => Promise<string>;
  /** Where the PIN is, for a key in an HSM: `env://VAR` or a file. */
  readonly pin?: string | undefined;
  readonly stores: readonly string[];
  /** Milliseconds for which the old key still signs. */
  readonly overlap: number;
  /** The file of the new public key; default: beside the old one. */
  readonly publicKey?: string | undefined;
  /** The folder for old public keys; default: `archive` beside the old one. */
  readonly archive?: string | undefined;
  readonly announcement?: string | undefined;
  /** The list of keys in which the old key gets its end, and the new one an entry. */
  readonly list?: string | undefined;
  readonly dryRun: boolean;
  readonly services?: KeyServices | undefined;
}

export interface Rotation {
  readonly signer: string;
  readonly name: string;
  readonly old: KeyFacts;
  /** Undefined in a dry run: no key was made. */
  readonly key: KeyFacts | undefined;
  readonly notAfter: string;
  readonly resumed: boolean;
  readonly changes: readonly { readonly policy: string; readonly diff: readonly string[] }[];
  readonly steps: readonly { readonly title: string; readonly state: 'done' | 'done before' | 'planned' }[];
  /** How the stored key is used, a sentence for each place. */
  readonly uses: readonly string[];
  readonly announcement: string;
}

/** What a rotation works on; decided before anything is made. */
export interface RotationPlan {
  readonly policies: readonly PolicyFile[];
  readonly old: PublicKey;
  readonly journalFile: string;
  /** As it was found, or as it begins. */
  readonly journal: Journal;
  readonly resumed: boolean;
  readonly paths: { readonly public: string; readonly archive: string };
  /** The file of the announcement. */
  readonly announced: string | undefined;
  /** The file of the private half; undefined for a key at a service. */
  readonly keyFile: string | undefined;
  /** Whether the file of the private half stays. */
  readonly keep: boolean;
}

/** What a rotation has come to. */
export interface Progress {
  journal: Journal;
  /** The new key, from the moment when it is made. */
  key: PublicKey | undefined;
  readonly uses: string[];
}

export interface Step {
  readonly id: string;
  readonly title: string;
  /** How a person takes it back. */
  readonly undo: string;
  readonly run: () => Promise<void>;
}

export function made(key: PublicKey | undefined): PublicKey {
  if (key === undefined) throw new CountersignError('INTERNAL', 'the new key is not known');
  return key;
}
