import type { Outcome, RequirementResult, SubjectDecision } from '../policy/index.js';

/** All results of a subject's decision that are not `allowed`. */
export function refusals(decision: SubjectDecision): readonly RequirementResult[] {
  const all = [
    ...(decision.unmatched === undefined ? [] : [decision.unmatched]),
    ...decision.rules.flatMap((rule) => rule.requirements),
  ];
  return all.filter((one) => one.outcome !== 'allowed');
}

export const WORDS: Readonly<Record<Outcome, string>> = { allowed: 'Allowed', denied: 'Denied', undecided: 'Could not decide' };
