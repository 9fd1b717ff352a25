import type { Subject } from '../artifacts/index.js';
import type { Evidence } from '../bundles/index.js';
import type { BundleFolder, FileCandidate } from './bundle-files.js';

export const NOTHING: Evidence = { items: [], incomplete: [] };

/** Whether a candidate may be about the subject: it says so, or does not say. */
export function speaksOf({ item, digests }: FileCandidate, subject: Subject): boolean {
  return item.kind === 'unreadable' || digests === undefined || hexDigests(subject).some((digest) => digests.has(digest));
}

function hexDigests({ digests }: Subject): readonly string[] {
  return [digests.sha256, digests.sha384, digests.sha512].flatMap((digest) => (digest === undefined ? [] : [digest]));
}

/** What a folder holds about a subject. */
export function about(folder: BundleFolder | undefined, subject: Subject): Evidence {
  if (folder === undefined) return NOTHING;
  const { items } = evidenceOf([...folder.about(hexDigests(subject)), ...folder.unreadable]);
  return { items, incomplete: folder.incomplete === undefined ? [] : [folder.incomplete] };
}

export function evidenceOf(candidates: readonly FileCandidate[]): Evidence {
  return { items: candidates.map(({ item }) => item), incomplete: [] };
}

export function merged(found: readonly Evidence[]): Evidence {
  return { items: found.flatMap(({ items }) => items), incomplete: found.flatMap(({ incomplete }) => incomplete) };
}
