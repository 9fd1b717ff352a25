import type { Digests } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { Certificate, PublicKey } from '../crypto/index.js';
import type { Statement, StatementSubject } from '../statements/index.js';

/** How much evidence is required: numbers of *distinct* transparency logs, timestamp authorities and CT logs. */
export interface Thresholds {
  /** Distinct transparency logs with a verified entry. */
  readonly logEntries: number;
  /** Distinct RFC 3161 authorities with a verified timestamp. */
  readonly timestamps: number;
  /** Distinct CT logs with a verified SCT; for certificates only. */
  readonly scts: number;
  /** Distinct sources of verified time (a log's signed time, or an authority); at least 1 for certificates. */
  readonly times: number;
}

/**
 * One log entry; for certificates also one SCT and one verified time, because a certificate is valid for minutes and proves nothing
 * without a time. A key needs a time only for time windows, which policies check.
 */
export const DEFAULT_THRESHOLDS = {
  certificate: { logEntries: 1, timestamps: 0, scts: 1, times: 1 },
  'public-key': { logEntries: 1, timestamps: 0, scts: 0, times: 0 },
} as const satisfies Readonly<Record<Bundle['material']['kind'], Thresholds>>;

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
 * What was signed. A signature has one meaning: the policy compares it with the kind of the artifact.
 * - `file-message`: the bytes of a file
 * - `image-text`: cosign's simple signing text, which names the image by digest
 * - `image-signature`: a statement of cosign's predicate type for image signatures, with the image's digest
 * - `statement`: any other statement about its subjects
 */
export type Claim =
  | { readonly kind: 'file-message' }
  | { readonly kind: 'image-text'; /** `docker-reference` as the text has it. */ readonly reference: string }
  | { readonly kind: 'image-signature' }
  | { readonly kind: 'statement'; readonly type: string };

/**
 * Who must have signed; mandatory, as in sigstore-go. Either this identity of this issuer, both compared exactly, or one of these
 * keys (at least one).
 */
export type ExpectedSigner =
  | { readonly kind: 'certificate'; readonly identity: string; readonly issuer: string }
  | { readonly kind: 'key'; readonly keys: readonly PublicKey[] };

/**
 * The verified facts about a bundle under one trusted root. They do not contain the bundle: a decision about many artifacts keeps
 * them in memory. The signer was not compared with an expected signer: whether this signer is allowed is a decision of the policy.
 * Without that decision the facts prove nothing.
 */
export interface VerifiedFacts {
  readonly signer: VerifiedSigner;
  /** Verified times, earliest first; empty only for key signatures without log or timestamp. */
  readonly times: readonly VerifiedTime[];
  readonly logEntries: readonly VerifiedLogEntry[];
  readonly claim: Claim;
  /** Present exactly when the claim is an `image-signature` or a `statement`. */
  readonly statement: Statement | undefined;
  /** The statement's subjects that match the artifact; empty for claims without a statement. */
  readonly matchedSubjects: readonly StatementSubject[];
  /** The computed digests of the artifact. */
  readonly artifact: Digests;
  readonly root: { readonly source: string; readonly digest: string } | undefined;
}

/** The facts about a bundle whose signer is the expected one. */
export interface VerifiedBundle extends VerifiedFacts {
  readonly bundle: Bundle;
  readonly expected: ExpectedSigner;
}

/** The artifact to verify: its computed digests, and its bytes if they are in memory (needed for pure Ed25519). */
export interface ArtifactInput {
  readonly digests: Digests;
  readonly bytes?: Uint8Array | undefined;
  /** The signed text of an image signature in cosign's simple signing format; it must name the artifact's digest. */
  readonly imageText?: Uint8Array | undefined;
}
