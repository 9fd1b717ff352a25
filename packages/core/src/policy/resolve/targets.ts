import { CountersignError } from '../../errors/index.js';
import type { Policy } from './model.js';
import { nearest } from '../values/index.js';

/**
 * A run must name a target where rules have targets, and each policy with such rules must have it; otherwise a stricter rule would
 * silently not apply.
 *
 * @param files the files of the policies, in the same order, for the message
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
export function checkTarget(policies: readonly Policy[], target: string | undefined, files: readonly string[] = []): void {
  const known = [...new Set(policies.flatMap(targetsOf))];
  if (target === undefined) {
    if (known.length === 0) return;
    throw new CountersignError('INPUT_MISSING', 'the policy has rules for targets, but no target is given', {
      expected: `target: ${known.join(' or ')}`,
      found: 'no target',
      hint: 'Set "target" to what the decision is for; without it, rules for a target would not apply.',
    });
  }
  if (known.length === 0) {
    throw new CountersignError('INPUT_INVALID', `no rule is for the target "${target}"`, {
      expected: 'no target, because no rule of the policy has one',
      found: target,
      hint: `Leave "target" out, or write "match: {target: ${target}}" into the rule that is for it.`,
    });
  }
  for (const [index, policy] of policies.entries()) refuseUnknown(policy, target, files[index] ?? policy.name);
}

function refuseUnknown(policy: Policy, target: string, name: string): void {
  const known = targetsOf(policy);
  if (known.length === 0 || known.includes(target)) return;
  const meant = nearest(target, known);
  throw new CountersignError('INPUT_INVALID', `no rule of the policy "${name}" is for the target "${target}"`, {
    expected: known.join(' or '),
    found: target,
    ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }),
  });
}

function targetsOf({ rules }: Policy): readonly string[] {
  return [...new Set(rules.flatMap((rule) => rule.match.targets ?? []))];
}
