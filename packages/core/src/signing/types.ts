import type { Bundle } from '../bundles/index.js';
import type { CountersignError } from '../errors/index.js';
import type { StoredReferrer } from '../registry/index.js';
import type { SigningPlan } from './plan/types.js';
import type { Proven } from './proven.js';

/** A bundle in a registry; how it is listed is known only if this run stored it. */
export type StoredBundle = Omit<StoredReferrer, 'listedBy'> & { readonly listedBy?: StoredReferrer['listedBy'] };

/** A signature that was made, logged, verified and written, and stored if requested. */
export interface SignedArtifact extends Proven {
  /** `already-signed`: made by an earlier run, and verified by this one. */
  readonly state: 'signed' | 'already-signed';
  /** Parsed from `serialized` at each access. */
  readonly bundle: Bundle;
  /** Absolute path; undefined if the bundle is only in a registry. */
  readonly path: string | undefined;
  readonly stored: readonly StoredBundle[];
  /** Failed pushes; the bundle file exists. */
  readonly failures: readonly CountersignError[];
}

/** Result of a signing run. `failures` contains the subjects that were not signed, with the error of each. */
export interface SigningReport {
  readonly signed: readonly SignedArtifact[];
  readonly failures: readonly { readonly subject: string; readonly error: CountersignError }[];
  /** With `dryRun`: what would be done; nothing was. */
  readonly plan?: SigningPlan | undefined;
}
