import { DIGEST_ALGORITHMS, type Subject } from '../artifacts/index.js';
import type { CountersignError } from '../errors/index.js';
import type { FileCandidate } from './bundle-files.js';
import { MAX_WITHOUT_DIGEST, MAX_UNREADABLE, overLimit } from './limits.js';
import type { Evidence } from './types.js';

/** The candidates of one file or folder, indexed by the digests that they mention, so that not every subject goes through all of them. */
export interface CandidateIndex {
  /** The candidates that may be about one of the digests (lower-case hex). */
  about(digests: readonly string[]): Evidence;
  readonly all: readonly FileCandidate[];
}

/** @param gaps errors for what could not be searched in this place; returned with every subject */
export function indexCandidates(all: readonly FileCandidate[], gaps: readonly CountersignError[] = []): CandidateIndex {
  const byDigest = new Map<string, FileCandidate[]>();
  const withoutDigest: FileCandidate[] = [];
  const unreadable: FileCandidate[] = [];
  const incomplete = [...gaps];
  for (const candidate of all) {
    const { item, digests } = candidate;
    if (item.kind === 'unreadable') {
      if (item.error.code === 'EVIDENCE_TOO_LARGE') incomplete.push(item.error);
      else unreadable.push(candidate);
    } else if (digests === undefined) withoutDigest.push(candidate);
    else {
      for (const digest of digests) {
        const known = byDigest.get(digest);
        if (known === undefined) byDigest.set(digest, [candidate]);
        else known.push(candidate);
      }
    }
  }
  if (withoutDigest.length > MAX_WITHOUT_DIGEST) {
    incomplete.push(
      overLimit(
        'there are too many bundles that mention no digest',
        `${MAX_WITHOUT_DIGEST} in one place`,
        'Name the bundle of each artifact, or remove bundles without a digest.',
      ),
    );
  }
  // First those whose error makes the decision undecided.
  const shown = unreadable.toSorted((a, b) => Number(isUndecided(b)) - Number(isUndecided(a))).slice(0, MAX_UNREADABLE);
  const always = [...withoutDigest.slice(0, MAX_WITHOUT_DIGEST), ...shown];
  const gap = incomplete.slice(0, 1);
  return {
    all,
    about: (digests) => ({
      items: [...new Set([...digests.flatMap((digest) => byDigest.get(digest) ?? []), ...always])].map(({ item }) => item),
      incomplete: gap,
    }),
  };
}

function isUndecided({ item }: FileCandidate): boolean {
  return item.kind === 'unreadable' && item.error.exitStatus === 2;
}

/** Lower-case hex, of every algorithm. */
export function hexDigests({ digests }: Pick<Subject, 'digests'>): readonly string[] {
  return DIGEST_ALGORITHMS.flatMap((algorithm) => digests[algorithm] ?? []);
}
