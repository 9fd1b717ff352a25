import type { Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { CountersignError } from '../errors/index.js';
import type { StoredReferrer } from '../registry/index.js';
import type { Opinion } from './second-opinion.js';

/** A signature that was made, logged, verified and written, and stored if requested. */
export interface SignedArtifact {
  /** One subject of a signature, one or more of a provenance. */
  readonly subjects: readonly Subject[];
  /** Parsed from `serialized` at each access. */
  readonly bundle: Bundle;
  /** The bytes of the bundle file. Only these are kept in memory, so that many bundles need little. */
  readonly serialized: Uint8Array;
  /** Absolute path; undefined if the bundle is only in a registry. */
  readonly path: string | undefined;
  readonly signer: {
    readonly name: string;
    readonly identity: string | undefined;
    readonly issuer: string | undefined;
    readonly fingerprint: string;
  };
  readonly logIndexes: readonly bigint[];
  /** Whether a log or a timestamp authority confirms when it was signed. */
  readonly hasTime: boolean;
  /** Of Sigstore's own verifier; undefined if it was not used. */
  readonly secondOpinion: Opinion | undefined;
  readonly stored: readonly StoredReferrer[];
  /** Failed pushes; the bundle file exists. */
  readonly failures: readonly CountersignError[];
}

/** Result of a signing run. `failures` contains the subjects that were not signed, with the error of each. */
export interface SigningReport {
  readonly signed: readonly SignedArtifact[];
  readonly failures: readonly { readonly subject: string; readonly error: CountersignError }[];
}
