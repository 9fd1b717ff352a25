import type { Bundle } from './types.js';
import type { CountersignError } from '../errors/index.js';

/** Where a candidate was found; `location` is a path, an `oci://…@sha256:…` reference or an API URL. */
export interface EvidenceOrigin {
  readonly kind: 'file' | 'registry' | 'github' | 'gitlab';
  readonly location: string;
}

/** cosign's old image signatures ("simple signing"): the finder has read the text and it names this image. */
export interface SignedClaim {
  /** What was signed, byte for byte. */
  readonly payload: Uint8Array;
  /** The image that it names: `registry/repository`, and `sha256:<hex>`. */
  readonly image: { readonly name: string; readonly digest: string };
}

/** One candidate bundle of a subject, or the reason why it can't be read. An unreadable one never hides the others. */
export type EvidenceItem =
  | {
      readonly kind: 'bundle';
      readonly origin: EvidenceOrigin;
      readonly bundle: Bundle;
      /** `sha256:<hex>` of its bytes */ readonly digest: string;
      /** Present when the bundle signs a text that names the artifact, and not the artifact itself. */
      readonly claim?: SignedClaim;
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
