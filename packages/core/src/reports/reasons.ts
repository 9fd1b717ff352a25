import type { Subject } from '../artifacts/index.js';
import type { Outcome, RequirementResult, SubjectDecision } from '../policy/index.js';

/** Everything of a subject's decision that did not allow it. */
export function refusals(decision: SubjectDecision): readonly RequirementResult[] {
  const all = [
    ...(decision.unmatched === undefined ? [] : [decision.unmatched]),
    ...decision.rules.flatMap((rule) => rule.requirements),
  ];
  return all.filter((one) => one.outcome !== 'allowed');
}

/** A subject as people know it; of a digest they must know that the bytes may be anything that has it. */
export function subjectName(subject: Subject): string {
  if (subject.kind === 'digest') return `${subject.name} (bytes not seen)`;
  if (subject.kind !== 'image') return subject.name;
  return `${subject.name}@${subject.digest}${subject.parent === undefined ? '' : ` (${subject.parent.platform})`}`;
}

export const WORDS: Readonly<Record<Outcome, string>> = { allowed: 'Allowed', denied: 'Denied', undecided: 'Could not decide' };
