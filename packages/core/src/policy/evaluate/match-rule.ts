import { byKind, type Subject } from '../../artifacts/index.js';
import type { RequirementResult } from '../requirements/index.js';
import type { Match, Policy } from '../resolve/index.js';
import { matchPattern, type Bindings } from '../values/index.js';

/** The values of the placeholders; undefined when the rule does not match the subject. */
export function matchRule(match: Match, subject: Subject, target: string | undefined): Bindings | undefined {
  if (!matchesTarget(match, target)) return undefined;
  if (match.paths === undefined && match.images === undefined) return new Map();
  const patterns = byKind(subject, { image: () => match.images, file: () => match.paths, digest: () => match.paths });
  for (const pattern of patterns ?? []) {
    const bindings = matchPattern(pattern, subject.name);
    if (bindings !== undefined) return bindings;
  }
  return undefined;
}

/** The result where no rule matches. */
export function noRule(policy: Policy, subject: Subject, target: string | undefined): RequirementResult {
  const base = { requirement: 'rule', evidence: [], signers: [], parts: [] };
  if (policy.unmatched === 'abstain') {
    return {
      ...base,
      outcome: 'undecided',
      code: 'NO_RULE',
      message: 'no rule matches; this policy abstains, so another policy must decide',
      expected: 'a policy whose rules match',
      found: `${subject.kind} ${subject.name}`,
      hint: 'Add the policy that decides about this artifact, or set "unmatched: deny".',
    };
  }
  const other = policy.rules.filter(
    (rule) =>
      rule.match.targets !== undefined && matchRule({ ...rule.match, targets: undefined }, subject, undefined) !== undefined,
  );
  const targets = [...new Set(other.flatMap((rule) => rule.match.targets ?? []))];
  return {
    ...base,
    outcome: 'denied',
    code: 'NO_RULE',
    message: `no rule matches ${subject.name}`,
    expected:
      targets.length > 0 ? `target ${targets.join(' or ')}` : policy.rules.map((rule) => describeMatch(rule.match)).join('; '),
    found: targets.length > 0 ? `target ${target ?? '(none)'}` : `${subject.kind} ${subject.name}`,
    hint:
      targets.length > 0
        ? 'Rules for this artifact exist only for other targets: set "target".'
        : 'Add a rule that matches it, or correct the name; patterns are matched whole.',
  };
}

/** What a rule matches, for messages. */
export function describeMatch(match: Match): string {
  const parts = [];
  if (match.paths !== undefined) parts.push(`paths ${match.paths.map((one) => one.source).join(', ')}`);
  if (match.images !== undefined) parts.push(`images ${match.images.map((one) => one.source).join(', ')}`);
  return parts.join(' or ');
}

/** Whether a rule is for the target of the decision. */
export function matchesTarget({ targets }: Match, target: string | undefined): boolean {
  return targets === undefined || (target !== undefined && targets.includes(target));
}
