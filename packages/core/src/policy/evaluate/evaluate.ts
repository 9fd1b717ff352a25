import type { Subject } from '../../artifacts/index.js';
import { CountersignError } from '../../errors/index.js';
import type { VerifiedFacts } from '../../verification/index.js';
import {
  KINDS,
  resultOf,
  worst,
  type Circumstances,
  type Kinds,
  type RequirementResult,
  type TrustedDocument,
} from '../requirements/index.js';
import type { Policy, Rule } from '../resolve/index.js';
import { iso } from '../values/index.js';
import { FurtherSubjects, type FurtherFacts, type WantedSubject } from './further.js';
import { describeMatch, matchesTarget, matchRule, noRule } from './match-rule.js';
import { judgePlatformOfManifest } from './platform-of-manifest.js';
import { requirementJudge } from './judge-requirement.js';
import { judgeRevokedDigests } from './revoked-digests.js';
import type { PolicyDecision, RuleResult, SubjectDecision, SubjectFacts } from './types.js';

/** A signed exception from requirements. */
export interface Waiver {
  readonly lifts: readonly (keyof (typeof KINDS)['require'])[];
  /** `sha256:<hex>` of the subject. */
  readonly subject: string;
  readonly until: Date;
  /** Names of the people who signed it. */
  readonly by: readonly string[];
  readonly reason: string;
}

export interface EvaluationContext {
  /** The time of the decision, from which ages are measured. */
  readonly now: Date;
  /** What the decision is for; a rule with targets matches only them. */
  readonly target: string | undefined;
  /** Not in this version: must be empty. */
  readonly waivers?: readonly Waiver[];
  /** Documents that requirements read. */
  readonly documents?: readonly TrustedDocument[];
  /** Facts of the subjects that earlier evaluations asked for. */
  readonly further?: FurtherFacts;
  /** The kinds that the policy was read with. */
  readonly kinds?: Kinds;
}

export interface Evaluation {
  readonly decision: PolicyDecision;
  /**
   * Subjects that must be judged first. The decision is final when there are none; otherwise the results that need them are
   * undecided, and the policy is evaluated again with their facts.
   */
  readonly wanted: readonly WantedSubject[];
}

/**
 * Evaluates a policy: facts in, a decision and the subjects that must be judged first out. Pure: the time is a value, nothing is
 * fetched, the same input gives the same decision.
 *
 * @throws CountersignError POLICY_EXPIRED, INPUT_UNSUPPORTED for waivers
 */
export function evaluate(policy: Policy, facts: readonly SubjectFacts[], context: EvaluationContext): Evaluation {
  assertInForce(policy, context.now);
  refuseWaivers(context.waivers ?? []);
  const kinds = context.kinds ?? KINDS;
  const matched: Matched = new Map();
  const decide = (one: SubjectFacts): SubjectDecision => decideSubject(policy, one, context.target, kinds, circumstances);
  const further = new FurtherSubjects(context.further ?? new Map(), decide);
  const circumstances: Circumstances = {
    now: context.now,
    documents: context.documents ?? [],
    mustBeAllowed: (subject, why) => further.mustBeAllowed(subject, why),
  };
  const subjects = facts.map((one) => {
    const decision = further.within(one);
    remember(matched, decision, one);
    return decision;
  });
  const problems = policy.rules.flatMap((rule) => judgeRun(rule, matched.get(rule.name) ?? [], context.target, kinds));
  const { decisions } = further;
  return {
    decision: {
      policy: policy.name,
      digest: policy.digest,
      outcome: worst([...subjects.map((one) => one.outcome), ...problems.map((one) => one.outcome)]),
      subjects,
      problems,
      ...(decisions.length === 0 ? {} : { further: decisions }),
    },
    wanted: further.wanted,
  };
}

/** Waivers are not applied yet, so they must not be accepted silently. */
function refuseWaivers(waivers: readonly Waiver[]): void {
  if (waivers.length === 0) return;
  throw new CountersignError('INPUT_UNSUPPORTED', 'waivers are not in this version', {
    expected: 'no waiver',
    found: `${String(waivers.length)} waivers`,
  });
}

/** What each rule matched in the run. */
type Matched = Map<string, { readonly facts: SubjectFacts; readonly result: RuleResult }[]>;

function remember(matched: Matched, { rules }: SubjectDecision, facts: SubjectFacts): void {
  for (const result of rules) {
    // The result of a revocation is not a rule, even where a rule has the same name.
    if (result.requirements.some((one) => one.requirement === 'revocation')) continue;
    const others = matched.get(result.rule);
    if (others === undefined) matched.set(result.rule, [{ facts, result }]);
    else others.push({ facts, result });
  }
}

function decideSubject(
  policy: Policy,
  facts: SubjectFacts,
  target: string | undefined,
  kinds: Kinds,
  circumstances: Circumstances,
): SubjectDecision {
  const rules = policy.rules.flatMap((rule) => judgeRule(rule, policy, facts, target, kinds, circumstances));
  const unmatched = rules.length === 0 ? noRule(policy, facts.subject, target) : undefined;
  const revoked = judgeRevokedDigests(policy, facts.subject);
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

/** Empty where the rule does not match the subject. */
function judgeRule(
  rule: Rule,
  policy: Policy,
  facts: SubjectFacts,
  target: string | undefined,
  kinds: Kinds,
  circumstances: Circumstances,
): RuleResult[] {
  const bindings = matchRule(rule.match, facts.subject, target);
  if (bindings === undefined) return [];
  const judge = requirementJudge(kinds, policy, bindings, circumstances);
  const requirements = [
    ...judgeSubject(rule, facts.subject, kinds, circumstances),
    ...judgePlatformOfManifest(rule, facts, judge),
    ...rule.require.map((requirement) => judge(requirement, facts)),
  ];
  return [
    {
      rule: rule.name,
      outcome: rule.require.length === 0 ? 'denied' : worst(requirements.map((one) => one.outcome)),
      requirements,
    },
  ];
}

/** Judges the requirements about the subject itself that the rule and its match have beside `require`. */
function judgeSubject(rule: Rule, subject: Subject, kinds: Kinds, circumstances: Circumstances): readonly RequirementResult[] {
  const requirements = [
    ...rule.match.asks.map((one) => [kinds.match, one] as const),
    ...rule.asks.map((one) => [kinds.rule, one] as const),
  ];
  return requirements.flatMap(([table, one]) => {
    const kind = table[one.kind];
    if (kind?.level !== 'subject') return [];
    const finding = kind.check(one, subject, circumstances);
    return finding === undefined ? [] : [resultOf(kind.key, finding)];
  });
}

/** Judges the requirements of a rule about all subjects together that it matched in the run. */
function judgeRun(
  rule: Rule,
  matched: readonly { readonly facts: SubjectFacts; readonly result: RuleResult }[],
  target: string | undefined,
  kinds: Kinds,
): readonly RequirementResult[] {
  if (!matchesTarget(rule.match, target)) return [];
  const evidence = () => matched.map(({ facts, result }) => ({ subject: facts.subject, facts: satisfyingFacts(facts, result) }));
  return rule.asks.flatMap((one) => {
    const kind = kinds.rule[one.kind];
    if (kind?.level !== 'run') return [];
    const subjects = matched.map(({ facts }) => facts.subject);
    const finding = kind.check(one, { rule: rule.name, matches: describeMatch(rule.match), subjects, evidence });
    return finding === undefined ? [] : [resultOf(`rule ${rule.name}: ${kind.key}`, finding)];
  });
}

/** The facts of the bundles that satisfied the requirements of the rule. */
function satisfyingFacts({ candidates }: SubjectFacts, { requirements }: RuleResult): readonly VerifiedFacts[] {
  const digests = new Set(requirements.filter(({ outcome }) => outcome === 'allowed').flatMap(({ evidence }) => evidence));
  return candidates
    .filter(({ digest }) => digests.has(digest))
    .flatMap(({ verifications }) => verifications.flatMap((one) => (one.kind === 'verified' ? [one.facts] : [])));
}

/** @throws CountersignError POLICY_EXPIRED at and after `metadata.not-after` */
export function assertInForce(policy: Policy, now: Date): void {
  if (policy.notAfter === undefined || now < policy.notAfter) return;
  throw new CountersignError('POLICY_EXPIRED', `the policy "${policy.name}" has expired`, {
    expected: `a policy in force at ${iso(now)}`,
    found: `not-after ${iso(policy.notAfter)}`,
    hint: 'Review the policy and give it a later "not-after".',
  });
}
