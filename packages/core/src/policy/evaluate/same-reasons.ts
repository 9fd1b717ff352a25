import { subjectLabel } from '../../artifacts/index.js';
import type { SubjectDecision } from './types.js';

/** A subject as one policy judged it. */
export interface JudgedSubject {
  readonly policy: string;
  readonly subject: SubjectDecision;
}

/** Every subject under every policy, in the order of the decision. */
export function judgedSubjects(policies: readonly { policy: string; subjects: readonly SubjectDecision[] }[]): JudgedSubject[] {
  return policies.flatMap(({ policy, subjects }) => subjects.map((subject) => ({ policy, subject })));
}

/** `1 denied, 3 allowed`: each subject counts once for each policy. */
export function outcomeCounts(judged: readonly JudgedSubject[]): string {
  const outcomes = ['allowed', 'denied', 'undecided'] as const;
  const counted = outcomes.map(
    (outcome) => [judged.filter(({ subject }) => subject.outcome === outcome).length, outcome] as const,
  );
  return counted.flatMap(([count, outcome]) => (count > 0 ? [`${String(count)} ${outcome}`] : [])).join(', ');
}

/**
 * Groups the subjects of one policy whose reasons differ only in their own name and digest, in the order of the first of each group.
 * @param reasonsOf all texts of the reasons that a report shows
 */
export function groupedByReason(
  judged: readonly JudgedSubject[],
  reasonsOf: (subject: SubjectDecision) => readonly string[],
): readonly (readonly [JudgedSubject, ...JudgedSubject[]])[] {
  const groups = new Map<string, [JudgedSubject, ...JudgedSubject[]]>();
  for (const one of judged) {
    const { subject } = one;
    const label = subjectLabel(subject.subject);
    const texts = reasonsOf(subject).map((text) => text.replaceAll(label, '\0').replaceAll(/[0-9a-f]{64,}/g, '\0'));
    const key = JSON.stringify([one.policy, subject.outcome, texts]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
