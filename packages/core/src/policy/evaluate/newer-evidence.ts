import type { Assessment } from './judge-candidate.js';
import type { Made } from './times-of-signature.js';

/**
 * Evidence that fails, and that is not outweighed by what passes: with `all` whatever fails; with `newest` whatever fails and may
 * have been made as late as anything else. Only what was provably made before another (its latest moment before the other's
 * earliest) is older: a key's signature proves no earliest moment, so nothing is older than it, and it is older only than a
 * certificate's that began later. In doubt both must hold: old passing evidence never outweighs newer failing evidence.
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
