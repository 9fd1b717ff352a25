import type { Subject } from '../artifacts/index.js';
import type { EvidenceItem } from '../evidence/index.js';
import type { CountersignError } from '../errors/index.js';

/** All evidence for a subject. */
export interface SubjectEvidence {
  readonly subject: Subject;
  /** Each item with the artifact that it must be for: the subject itself, or an index that lists it. */
  readonly items: readonly { readonly artifact: Subject; readonly item: EvidenceItem }[];
  /** Places that could not be searched. */
  readonly incomplete: readonly CountersignError[];
  /** All places that were searched for evidence for the subject itself. */
  readonly searched: readonly string[];
}

/** An item that was read as a bundle. */
export type BundleItem = Extract<EvidenceItem, { readonly kind: 'bundle' }>;
