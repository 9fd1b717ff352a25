import { CountersignError } from '../../errors/index.js';
import type { Policy } from './model.js';
import { nearest } from '../values/index.js';

/**
 * The target of a run must be given where rules have targets, and each policy with such rules must know it: otherwise its
 * stricter rule would silently not apply.
 *
 * @param files what the policies were read from, in their order: for the message
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
export function checkTarget(policies: readonly Policy[], target: string | undefined, files: readonly string[] = []): void {
  const known = [...new Set(policies.flatMap(targetsOf))];
  if (target === undefined) {
    if (known.length === 0) return;
    throw new CountersignError('INPUT_MISSING', 'the policy has rules for targets, and the run names no target', {
      expected: `target: ${known.join(' or ')}`,
      found: 'no target',
      hint: 'Say what the decision is for with "target"; without it, rules for a target would not apply.',
    });
  }
  if (known.length === 0) {
    throw new CountersignError('INPUT_INVALID', `no rule knows the target "${target}"`, {
      expected: 'no target: no rule of the policy has one',
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
  throw new CountersignError('INPUT_INVALID', `no rule of the policy "${name}" knows the target "${target}"`, {
    expected: known.join(' or '),
    found: target,
    ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }),
  });
}

function targetsOf({ rules }: Policy): readonly string[] {
  return [...new Set(rules.flatMap((rule) => rule.match.targets ?? []))];
}
