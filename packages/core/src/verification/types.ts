import type { Digests } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { Certificate, PublicKey } from '../crypto/index.js';
import type { VerificationMemory } from './memory.js';
import type { Statement, StatementSubject } from '../statements/index.js';
import type { TrustedRoot } from '../trust/index.js';

/** How much proof is asked for: counts of *distinct* logs, timestamp authorities and certificate logs. */
export interface Thresholds {
  /** Distinct transparency logs with a verified entry. */
  readonly logEntries: number;
  /** Distinct RFC 3161 authorities with a verified timestamp. */
  readonly timestamps: number;
  /** Distinct CT logs with a verified SCT; counts for certificates only. */
  readonly scts: number;
  /** Distinct sources of verified time (a log's signed time, or an authority); at least 1 for certificates. */
  readonly times: number;
}

/** Log entry required, SCT required, one verified time. */
export const DEFAULT_THRESHOLDS: Thresholds = { logEntries: 1, timestamps: 0, scts: 1, times: 1 };

export interface VerifiedTime {
  readonly kind: 'transparency-log' | 'timestamp-authority';
  readonly time: Date;
  /** Log origin or authority URI from the trusted root. */
  readonly authority: string;
}

export interface VerifiedLogEntry {
  /** Base URL of the log in the trusted root. */
  readonly log: string;
  readonly logId: string;
  readonly logIndex: bigint;
  readonly kind: string;
  readonly version: string;
  readonly integratedTime: Date | undefined;
}

export type VerifiedSigner =
  | {
      readonly kind: 'certificate';
      readonly certificate: Certificate;
      /** The one subject alternative name. */
      readonly identity: string;
      readonly issuer: string;
    }
  | { readonly kind: 'key'; readonly key: PublicKey };

/**
 * What was signed. A signature means one thing: whoever judges compares this with what the artifact is.
 * - `file-message`: bytes, as a file
 * - `image-text`: cosign's old text, which names the image by digest
 * - `image-signature`: a statement of cosign's type for image signatures, with the image's digest
 * - `statement`: any other statement of a type about its subjects
 */
export type Claim =
  | { readonly kind: 'file-message' }
  | { readonly kind: 'image-text'; /** As it stands in the text: `docker-reference`. */ readonly reference: string }
  | { readonly kind: 'image-signature' }
  | { readonly kind: 'statement'; readonly type: string };

/**
 * Who must have signed, mandatory as in sigstore-go: this identity of this issuer, both compared whole, or one of these keys.
 * At least one key.
 */
export type ExpectedSigner =
  | { readonly kind: 'certificate'; readonly identity: string; readonly issuer: string }
  | { readonly kind: 'key'; readonly keys: readonly PublicKey[] };

/**
 * What is certain about a bundle whose signer was compared with nobody: facts under one root. Somebody signed; whether that is
 * anybody who may is for the policy to say, and without it this proves nothing.
 */
export interface UnjudgedBundle {
  readonly bundle: Bundle;
  readonly signer: VerifiedSigner;
  /** Verified times, earliest first; empty only for key signatures without log or timestamp. */
  readonly times: readonly VerifiedTime[];
  readonly logEntries: readonly VerifiedLogEntry[];
  readonly claim: Claim;
  /** Present exactly when the claim is an `image-signature` or a `statement`. */
  readonly statement: Statement | undefined;
  /** The statement's subjects that match the artifact; empty for other claims. */
  readonly matchedSubjects: readonly StatementSubject[];
  /** Which digests of the artifact were matched (those we computed). */
  readonly artifact: Digests;
  readonly root: { readonly source: string; readonly digest: string } | undefined;
}

/** A bundle that is signed by whom the caller expected. */
export interface VerifiedBundle extends UnjudgedBundle {
  readonly expected: ExpectedSigner;
}

/** The facts without the bundle: what a decision about many artifacts holds on to. */
export type VerifiedFacts = Omit<UnjudgedBundle, 'bundle'>;

/** The artifact under judgement: digests we computed, and its bytes where they are at hand (needed for pure Ed25519). */
export interface ArtifactInput {
  readonly digests: Digests;
  readonly bytes?: Uint8Array | undefined;
  /** What the message signature is over in place of an image: cosign's text, which must name the artifact's digest. */
  readonly imageText?: Uint8Array | undefined;
}

/** All that verification of a bundle rests on, but for who is expected. */
export interface VerificationInput {
  readonly bundle: Bundle;
  readonly artifact: ArtifactInput;
  /** Absent only for key signatures that need neither log nor timestamp. */
  readonly root: TrustedRoot | undefined;
  /** Keys that may have signed; the bundle's hint only picks among them. */
  readonly keys: readonly PublicKey[];
  readonly thresholds: Thresholds;
  /** Only used to say how old things are, and as the moment of key checks that have no verified time. */
  readonly now: Date;
  /** What the run has proven already; nothing when absent. */
  readonly memory?: VerificationMemory | undefined;
}

/** The same with the one who is expected: of keys, those are the only ones that may have signed. */
export type ExpectingInput = Omit<VerificationInput, 'keys'> & { readonly expected: ExpectedSigner };
