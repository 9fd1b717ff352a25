import type { Bundle } from './types.js';
import type { CountersignError } from '../errors/index.js';

/** Where a candidate was found; `location` is a path, an `oci://…@sha256:…` reference or an API URL. */
export interface EvidenceOrigin {
  readonly kind: 'file' | 'registry' | 'github' | 'gitlab';
  readonly location: string;
}

/** cosign's old image signatures ("simple signing"): its text names this image. */
export interface SignedClaim {
  /** The signed bytes. */
  readonly payload: Uint8Array;
  /** The image that it names: `registry/repository`, and `sha256:<hex>`. */
  readonly image: { readonly name: string; readonly digest: string };
}

/** One candidate bundle of a subject, or the reason why it cannot be read. An unreadable one does not affect the others. */
export type EvidenceItem =
  | {
      readonly kind: 'bundle';
      readonly origin: EvidenceOrigin;
      readonly bundle: Bundle;
      /** `sha256:<hex>` of its bytes */ readonly digest: string;
      /** Present if the bundle does not sign the artifact itself, but a text that names it. */
      readonly claim?: SignedClaim;
    }
  | { readonly kind: 'unreadable'; readonly origin: EvidenceOrigin; readonly error: CountersignError };

/**
 * What was found for one subject. `incomplete` means that a source could not be read (registry down, 401):
 * "nothing found" is then *undecided*, not "unsigned".
 */
export interface Evidence {
  readonly items: readonly EvidenceItem[];
  readonly incomplete: readonly CountersignError[];
}
