import type { ImageSubject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { CountersignError } from '../errors/index.js';

/** Where a candidate was found; `location` is a path, an `oci://…@sha256:…` reference or an API URL. */
export interface EvidenceOrigin {
  readonly kind: 'file' | 'registry' | 'github' | 'gitlab';
  readonly location: string;
}

/** The signed text of an image signature in cosign's simple signing format. */
export interface SignedClaim {
  /** The signed bytes. */
  readonly payload: Uint8Array;
  /** The image that the text names: `registry/repository`, and `sha256:<hex>`. */
  readonly image: { readonly name: string; readonly digest: string };
}

/** One candidate bundle of a subject, or the reason why it cannot be read. An unreadable one does not affect the others. */
export type EvidenceItem =
  | {
      readonly kind: 'bundle';
      readonly origin: EvidenceOrigin;
      readonly bundle: Bundle;
      /** `sha256:<hex>` of its bytes. */
      readonly digest: string;
      /** Present if the bundle does not sign the artifact itself, but a text that names it. */
      readonly claim?: SignedClaim;
    }
  | { readonly kind: 'unreadable'; readonly origin: EvidenceOrigin; readonly error: CountersignError };

/**
 * What was found for one subject. `incomplete` means that a place could not be searched (registry down, 401): if nothing was found,
 * the decision is then *undecided*, not "unsigned".
 */
export interface Evidence {
  readonly items: readonly EvidenceItem[];
  readonly incomplete: readonly CountersignError[];
}

/** Finds the bundles that are stored with an image: what a registry client must be able to do here. */
export interface ImageEvidence {
  /** @param options.repository another repository for the bundles */
  find(image: ImageSubject, options?: { readonly repository?: string }): Promise<Evidence>;
}
