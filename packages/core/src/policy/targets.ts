import { CountersignError } from '../errors/index.js';
import type { Policy } from './model.js';
import { nearest } from './nearest.js';

/**
 * The target of a run must be one that a rule knows, and must be given where rules have targets: otherwise the stricter rule
 * would silently not apply.
 *
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
export function checkTarget(policies: readonly Policy[], target: string | undefined): void {
  const known = [...new Set(policies.flatMap(({ rules }) => rules.flatMap((rule) => rule.match.targets ?? [])))];
  if (target === undefined) {
    if (known.length === 0) return;
    throw new CountersignError('INPUT_MISSING', 'the policy has rules for targets, and the run names no target', {
      expected: `target: ${known.join(' or ')}`,
      found: 'no target',
      hint: 'Say what the decision is for with "target"; without it, rules for a target would not apply.',
    });
  }
  if (known.includes(target)) return;
  const meant = nearest(target, known);
  throw new CountersignError('INPUT_INVALID', `no rule knows the target "${target}"`, {
    expected: known.length === 0 ? 'no target: no rule of the policy has one' : known.join(' or '),
    found: target,
    ...(known.length === 0
      ? { hint: `Leave "target" out, or write "match: {target: ${target}}" into the rule that is for it.` }
      : meant === undefined
        ? {}
        : { hint: `Did you mean "${meant}"?` }),
  });
}
