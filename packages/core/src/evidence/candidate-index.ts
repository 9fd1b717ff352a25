import type { Subject } from '../artifacts/index.js';
import type { Evidence } from '../bundles/index.js';
import type { CountersignError } from '../errors/index.js';
import type { FileCandidate } from './bundle-files.js';
import { MAX_SILENT, MAX_UNREADABLE, overLimit } from './limits.js';

/** Candidates that stand in one place, by the digests they speak of: ten thousand subjects do not go through all of them. */
export interface CandidateIndex {
  /** Those that may be about one of the digests (lower-case hex). */
  about(digests: readonly string[]): Evidence;
  readonly all: readonly FileCandidate[];
}

/** @param gaps what could not be looked at in this place; said with every subject */
export function indexCandidates(all: readonly FileCandidate[], gaps: readonly CountersignError[] = []): CandidateIndex {
  const byDigest = new Map<string, FileCandidate[]>();
  const silent: FileCandidate[] = [];
  const unreadable: FileCandidate[] = [];
  const incomplete = [...gaps];
  for (const candidate of all) {
    const { item, digests } = candidate;
    if (item.kind === 'unreadable') {
      if (item.error.code === 'EVIDENCE_TOO_LARGE') incomplete.push(item.error);
      else unreadable.push(candidate);
    } else if (digests === undefined) silent.push(candidate);
    else {
      for (const digest of digests) {
        const known = byDigest.get(digest);
        if (known === undefined) byDigest.set(digest, [candidate]);
        else known.push(candidate);
      }
    }
  }
  if (silent.length > MAX_SILENT) {
    incomplete.push(
      overLimit(
        'there are more bundles that do not say what they are about than are tried',
        `${MAX_SILENT} in one place`,
        'name the bundle of each artifact, or remove bundles without a digest',
      ),
    );
  }
  // Those that leave the question open come first.
  const said = unreadable.toSorted((a, b) => openness(b) - openness(a)).slice(0, MAX_UNREADABLE);
  const always = [...silent.slice(0, MAX_SILENT), ...said];
  const gap = incomplete.slice(0, 1);
  return {
    all,
    about: (digests) => ({
      items: [...new Set([...digests.flatMap((digest) => byDigest.get(digest) ?? []), ...always])].map(({ item }) => item),
      incomplete: gap,
    }),
  };
}

function openness({ item }: FileCandidate): number {
  return item.kind === 'unreadable' && item.error.exitStatus === 2 ? 1 : 0;
}

/** Lower-case hex, of every algorithm. */
export function hexDigests({ digests }: Pick<Subject, 'digests'>): readonly string[] {
  return [digests.sha256, digests.sha384, digests.sha512].flatMap((digest) => (digest === undefined ? [] : [digest]));
}
