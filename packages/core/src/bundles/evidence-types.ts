import type { Bundle } from './types.js';
import type { CountersignError } from '../errors/index.js';

/** Where a candidate was found; `location` is a path, an `oci://…@sha256:…` reference or an API URL. */
export interface EvidenceOrigin {
  readonly kind: 'file' | 'registry' | 'github' | 'gitlab';
  readonly location: string;
}

/** One candidate bundle of a subject, or the reason why it can't be read. An unreadable one never hides the others. */
export type EvidenceItem =
  | {
      readonly kind: 'bundle';
      readonly origin: EvidenceOrigin;
      readonly bundle: Bundle;
      /** `sha256:<hex>` of its bytes */ readonly digest: string;
    }
  | { readonly kind: 'unreadable'; readonly origin: EvidenceOrigin; readonly error: CountersignError };

/**
 * What was found for one subject. `incomplete` says that a place could not be asked (registry down, 401):
 * "nothing found" is then *undecided*, never "unsigned".
 */
export interface Evidence {
  readonly items: readonly EvidenceItem[];
  readonly incomplete: readonly CountersignError[];
}
