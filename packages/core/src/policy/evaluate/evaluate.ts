import { CountersignError } from '../../errors/index.js';
import type { Subject } from '../../artifacts/index.js';
import { countDistinct } from '../requirements/count-distinct.js';
import { judge, worst } from './judge-requirement.js';
import { judgePlatforms } from './platforms.js';
import { judgeRevocation } from './revoked-digests.js';
import type { Match, Policy, Rule } from '../resolve/model.js';
import { matchPattern, type Bindings } from '../values/pattern.js';
import { iso } from '../values/times.js';
import type { PolicyDecision, RequirementResult, RuleResult, SubjectDecision, SubjectFacts } from './types.js';

export interface EvaluationContext {
  /** The moment of the decision: ages are measured from it. */
  readonly now: Date;
  /** What the decision is for; rules with a target match only it. */
  readonly target: string | undefined;
}

/** Facts and a policy give a decision. Pure: the clock is a value, nothing is fetched, the same input gives the same word. */
export function evaluate(policy: Policy, facts: readonly SubjectFacts[], context: EvaluationContext): PolicyDecision {
  assertInForce(policy, context.now);
  const matched = new Map<string, Subject[]>();
  const subjects = facts.map((one) => decide(policy, one, context, matched));
  const problems = policy.rules.flatMap((rule) => expectation(rule, countDistinct(matched.get(rule.name) ?? []), context.target));
  return {
    policy: policy.name,
    digest: policy.digest,
    outcome: worst([...subjects.map((one) => one.outcome), ...problems.map((one) => one.outcome)]),
    subjects,
    problems,
  };
}

function decide(
  policy: Policy,
  facts: SubjectFacts,
  context: EvaluationContext,
  matched: Map<string, Subject[]>,
): SubjectDecision {
  const rules: RuleResult[] = [];
  for (const rule of policy.rules) {
    const bindings = matchRule(rule.match, facts.subject, context.target);
    if (bindings === undefined) continue;
    const others = matched.get(rule.name);
    if (others === undefined) matched.set(rule.name, [facts.subject]);
    else others.push(facts.subject);
    const circumstances = { policy, subject: facts.subject, bindings, now: context.now };
    const requirements = [
      ...judgePlatforms(rule, facts, circumstances),
      ...rule.require.map((requirement) => judge(requirement, facts, circumstances)),
    ];
    rules.push({
      rule: rule.name,
      outcome: rule.require.length === 0 ? 'denied' : worst(requirements.map((one) => one.outcome)),
      requirements,
    });
  }
  const unmatched = rules.length === 0 ? noRule(policy, facts.subject, context.target) : undefined;
  const revoked = judgeRevocation(policy, facts.subject);
  if (revoked !== undefined) rules.push({ rule: 'revoked', outcome: revoked.outcome, requirements: [revoked] });
  return {
    subject: facts.subject,
    outcome: worst([...rules.map((rule) => rule.outcome), ...(unmatched === undefined ? [] : [unmatched.outcome])]),
    rules,
    unmatched,
    candidates: facts.candidates,
    unreadable: facts.unreadable,
  };
}

/** @throws CountersignError POLICY_EXPIRED from `metadata.not-after` on */
export function assertInForce(policy: Policy, now: Date): void {
  if (policy.notAfter === undefined || now < policy.notAfter) return;
  throw new CountersignError('POLICY_EXPIRED', `the policy "${policy.name}" has expired`, {
    expected: `a policy in force at ${iso(now)}`,
    found: `not-after ${iso(policy.notAfter)}`,
    hint: 'Review the policy and give it a later "not-after".',
  });
}

/** What the match binds, or undefined when the rule is not about this subject. */
export function matchRule(match: Match, subject: Subject, target: string | undefined): Bindings | undefined {
  if (match.targets !== undefined && (target === undefined || !match.targets.includes(target))) return undefined;
  if (match.paths === undefined && match.images === undefined) return new Map();
  const patterns = subject.kind === 'image' ? match.images : match.paths;
  for (const pattern of patterns ?? []) {
    const bindings = matchPattern(pattern, subject.name);
    if (bindings !== undefined) return bindings;
  }
  return undefined;
}

function noRule(policy: Policy, subject: Subject, target: string | undefined): RequirementResult {
  const base = { requirement: 'rule', evidence: [], signers: [], parts: [] };
  if (policy.unmatched === 'abstain') {
    return {
      ...base,
      outcome: 'undecided',
      code: 'NO_RULE',
      message: 'no rule matches; this policy abstains, and another must decide',
      expected: 'a policy whose rules match',
      found: `${subject.kind} ${subject.name}`,
      hint: 'Give the policy that decides about this artifact, or set "unmatched: deny".',
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
        ? 'Rules for this artifact exist for other targets: give "target".'
        : 'Add a rule that matches it, or correct the name; patterns are matched whole.',
  };
}

function describeMatch(match: Match): string {
  const parts = [];
  if (match.paths !== undefined) parts.push(`paths ${match.paths.map((one) => one.source).join(', ')}`);
  if (match.images !== undefined) parts.push(`images ${match.images.map((one) => one.source).join(', ')}`);
  return parts.join(' or ');
}

function expectation(rule: Rule, found: number, target: string | undefined): readonly RequirementResult[] {
  if (rule.atLeast === undefined || found >= rule.atLeast) return [];
  if (rule.match.targets !== undefined && (target === undefined || !rule.match.targets.includes(target))) return [];
  return [
    {
      requirement: `rule ${rule.name}: expect`,
      outcome: 'denied',
      code: 'EXPECTATION_NOT_MET',
      message: `${String(found)} artifacts match the rule "${rule.name}"`,
      expected: `at least ${String(rule.atLeast)} (${describeMatch(rule.match)})`,
      found: String(found),
      hint: 'Name the artifacts in paths or images, or lower "expect".',
      evidence: [],
      signers: [],
      parts: [],
    },
  ];
}
