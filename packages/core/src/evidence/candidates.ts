import type { Subject } from '../artifacts/index.js';
import type { FileCandidate } from './bundle-files.js';
import { hexDigests, type CandidateIndex } from './candidate-index.js';
import type { Evidence } from './types.js';

export const NOTHING: Evidence = { items: [], incomplete: [] };

/** Whether a candidate may be about the subject: it mentions its digest, or no digest. */
export function mayBeAbout({ item, digests }: FileCandidate, subject: Pick<Subject, 'digests'>): boolean {
  return item.kind === 'unreadable' || digests === undefined || hexDigests(subject).some((digest) => digests.has(digest));
}

/** The candidates of a folder that may be about a subject. */
export function about(folder: CandidateIndex | undefined, subject: Pick<Subject, 'digests'>): Evidence {
  return folder === undefined ? NOTHING : folder.about(hexDigests(subject));
}

/** A file that is too large makes the search incomplete; it is not an unreadable candidate. */
export function evidenceOf(candidates: readonly FileCandidate[]): Evidence {
  const items = candidates.map(({ item }) => item);
  return {
    items: items.filter((item) => item.kind === 'bundle' || item.error.code !== 'EVIDENCE_TOO_LARGE'),
    incomplete: items.flatMap((item) =>
      item.kind === 'unreadable' && item.error.code === 'EVIDENCE_TOO_LARGE' ? [item.error] : [],
    ),
  };
}

export function merged(found: readonly Evidence[]): Evidence {
  return { items: found.flatMap(({ items }) => items), incomplete: found.flatMap(({ incomplete }) => incomplete) };
}
