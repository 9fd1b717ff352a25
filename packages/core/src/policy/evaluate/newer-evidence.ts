import type { Assessment } from './judge-candidate.js';
import type { Made } from './times-of-signature.js';

/**
 * The failing evidence that decides: with `all` all failing evidence; with `newest` failing evidence, unless other evidence is
 * provably newer. Evidence is older only if its latest possible time is before the earliest possible time of the other. A key
 * signature has no earliest time, so nothing is older than it. In doubt, both must pass: old passing evidence never outweighs newer
 * failing evidence.
 */
export function whatOutweighs(assessments: readonly Assessment[], select: 'newest' | 'all'): readonly Assessment[] {
  const competing = assessments.flatMap((one) => (one.competes === undefined ? [] : [{ one, made: one.competes }]));
  const failing = competing.filter(({ one }) => one.shortfall !== undefined);
  const counts =
    select === 'all' ? failing : failing.filter(({ made }) => !competing.some((other) => isBefore(made, other.made)));
  return counts.map(({ one }) => one);
}

function isBefore(one: Made, other: Made): boolean {
  return one.until !== undefined && other.from !== undefined && one.until < other.from;
}
