import { imagesOf, pinnedImage, type Subject } from '../artifacts/index.js';
import type { ExitStatus } from '../errors/index.js';
import {
  worst,
  type Decision,
  type Outcome,
  type PolicyDecision,
  type RequirementResult,
  type SubjectDecision,
} from '../policy/index.js';

interface Parts {
  readonly time: Date;
  readonly target: string | undefined;
  readonly policies: readonly PolicyDecision[];
  readonly subjects: readonly Subject[];
  readonly problems: readonly RequirementResult[];
  readonly fallbackSigners?: readonly string[];
  readonly notices: readonly string[];
}

/** Combines the decisions of the policies: every policy that decides about a subject must allow it, and at least one must decide. */
export function combine(parts: Parts): Decision {
  const bySubject = parts.subjects.map((subject, index) => ofSubject(subject, parts.policies, index));
  const unresolved = parts.problems.some((one) => one.outcome === 'undecided');
  const problems = [
    ...parts.problems,
    // A subject that could not be resolved may be the one that a rule expects, so it is not known whether one is missing.
    ...parts.policies
      .flatMap((policy) => policy.problems)
      .map((one) => (unresolved ? { ...one, outcome: 'undecided' as const } : one)),
    ...bySubject.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  ];
  const outcome = worst([...bySubject.map((one) => one.outcome), ...problems.map((one) => one.outcome)]);
  const { notices, ...rest } = parts;
  // Where no subject could be resolved, the policy was not applied to anything and has not decided.
  const policies = parts.policies.map((policy) =>
    policy.subjects.length === 0 && parts.problems.length > 0 ? { ...policy, outcome: 'undecided' as const } : policy,
  );
  return { ...rest, policies, outcome, problems, ...(notices.length === 0 ? {} : { notices }) };
}

function ofSubject(
  subject: Subject,
  policies: readonly PolicyDecision[],
  index: number,
): { readonly outcome: Outcome; readonly problem?: RequirementResult } {
  const all = policies.map((policy) => policy.subjects[index]);
  const decisions = all.filter((one) => one !== undefined && !abstains(one));
  if (all.length > 0 && !all.includes(undefined) && decisions.length > 0) {
    return { outcome: worst(decisions.map((one) => one?.outcome ?? 'denied')) };
  }
  return {
    outcome: 'denied',
    problem: {
      requirement: `rule for ${subject.name}`,
      outcome: 'denied',
      code: 'NO_RULE',
      message: `every policy abstains for ${subject.name}`,
      expected: 'a policy whose rules match it',
      found: `${String(policies.length)} policies without such a rule`,
      hint: 'Add the policy that decides about this artifact.',
      evidence: [],
      signers: [],
      parts: [],
    },
  };
}

/** Whether a policy left a subject to other policies (`unmatched: abstain`). A revoked digest is a decision even then. */
export function abstains(decision: SubjectDecision): boolean {
  return decision.unmatched?.outcome === 'undecided' && decision.rules.length === 0;
}

export function exitStatusOf(outcome: Outcome): ExitStatus {
  return { allowed: 0, denied: 1, undecided: 2 }[outcome] as ExitStatus;
}

/** `registry/repository@sha256:…` of every image, each once. */
export function pinned(subjects: readonly Subject[]): readonly string[] {
  return [...new Set(imagesOf(subjects).map(pinnedImage))];
}
