import type { Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { CountersignError } from '../errors/index.js';
import type { StoredReferrer } from '../registry/index.js';
import type { Opinion } from './second-opinion.js';

/** One signature that exists: made, witnessed, verified, written; stored where asked. */
export interface SignedArtifact {
  /** One subject for signatures and one or many for provenance. */
  readonly subjects: readonly Subject[];
  /** Read from `serialized` each time it is asked for. */
  readonly bundle: Bundle;
  /** The bytes of the bundle file: all that is held of a bundle, so that a thousand of them weigh little. */
  readonly serialized: Uint8Array;
  /** Absolute path; undefined when only a registry was asked for. */
  readonly path: string | undefined;
  readonly signer: {
    readonly name: string;
    readonly identity: string | undefined;
    readonly issuer: string | undefined;
    readonly fingerprint: string;
  };
  readonly logIndexes: readonly bigint[];
  /** Of Sigstore's own verifier; undefined when it was not asked. */
  readonly secondOpinion: Opinion | undefined;
  readonly stored: readonly StoredReferrer[];
  /** Pushes that failed; the bundle file exists all the same. */
  readonly failures: readonly CountersignError[];
}

/** Result of a signing run. `failures` name subjects that have no signature, each with its reason. */
export interface SigningReport {
  readonly signed: readonly SignedArtifact[];
  readonly failures: readonly { readonly subject: string; readonly error: CountersignError }[];
}
