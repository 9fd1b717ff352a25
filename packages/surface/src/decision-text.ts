import { judgedLabel, subjectLabel } from '@countersign/core/artifacts';
import {
  groupedByReason,
  judgedSubjects,
  outcomeCounts,
  refusals,
  type Decision,
  type RequirementResult,
  type SubjectDecision,
} from '@countersign/core/policy';
import { plain } from './log/plain.js';
import { signedBy } from './who-signed.js';

/**
 * The decision for a terminal or a job log. If it is not "allowed", the first line has the number of refused artifacts, because it is
 * shown as the error; then come the refused artifacts with their reasons, then the others. The last line is the decision.
 */
export function decisionLines(decision: Decision): readonly string[] {
  const lines: string[] = decision.outcome === 'allowed' ? [] : [headline(decision)];
  lines.push(...(decision.notices ?? []).map((notice) => `note: ${notice}`));
  const judged = judgedSubjects(decision.policies);
  const [refused, allowed] = [
    judged.filter(({ subject }) => isRefused(subject)),
    judged.filter(({ subject }) => !isRefused(subject)),
  ];
  const ranked = refused.toSorted((a, b) => RANK[a.subject.outcome] - RANK[b.subject.outcome]);
  for (const group of groupedByReason(ranked, reasonsOf)) {
    lines.push(...group.map(({ policy, subject }) => subjectLine(subject, policy)), ...reasonsOf(group[0].subject));
    if (group.length > 1)
      lines.push(`  the same reason for all ${String(group.length)}; names and digests are those of the first`);
  }
  for (const problem of decision.problems) lines.push(`${problem.outcome}: ${problem.requirement}`, ...reason(problem, 1));
  lines.push(...allowed.map(({ policy, subject }) => `${subjectLine(subject, policy)}${signedBy(subject)}`));
  if (judged.length > 1) lines.push(outcomeCounts(judged));
  lines.push(`decision: ${decision.outcome}${decision.target === undefined ? '' : ` for ${decision.target}`}`);
  // A line break in a name or value must not start a new line, which could look like the last one.
  return lines.map(plain);
}

const RANK = { denied: 0, undecided: 1, allowed: 2 } as const satisfies Readonly<Record<SubjectDecision['outcome'], number>>;
const isRefused = ({ outcome }: SubjectDecision): boolean => outcome !== 'allowed';
const subjectLine = ({ outcome, subject }: SubjectDecision, policy: string): string =>
  `${outcome}: ${judgedLabel(subject)} (policy ${policy})`;

const reasonsOf = (subject: SubjectDecision): readonly string[] => refusals(subject).flatMap((result) => reason(result, 1));

const SHOWN_NAMES = 3;

/** One line: `denied: 2 of 3 artifacts: a, b`; if no artifact is refused, the first problem. */
export function headline(decision: Decision): string {
  const judged = decision.policies.flatMap(({ subjects }) => subjects);
  const names = (subjects: readonly SubjectDecision[]): readonly string[] => [
    ...new Set(subjects.map(({ subject }) => subjectLabel(subject))),
  ];
  const refused = names(judged.filter(({ outcome }) => outcome === decision.outcome));
  const all = names(judged).length;
  if (refused.length === 0) return plain(`${decision.outcome}: ${decision.problems[0]?.requirement ?? 'the policy'}`);
  const more = refused.length > SHOWN_NAMES ? ` and ${String(refused.length - SHOWN_NAMES)} more` : '';
  const shown = refused.slice(0, SHOWN_NAMES).join(', ');
  return plain(
    `${decision.outcome}: ${String(refused.length)} of ${String(all)} artifact${all === 1 ? '' : 's'}: ${shown}${more}`,
  );
}

/** The result of one requirement: code and message, expected, found, hint; its parts are indented below. */
function reason(result: RequirementResult, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const lines = [`${indent}${result.code ?? result.outcome}: ${result.message}`];
  if (result.expected !== undefined) lines.push(`${indent}  expected: ${result.expected}`);
  if (result.found !== undefined) lines.push(`${indent}  found:    ${result.found}`);
  if (result.hint !== undefined) lines.push(`${indent}  hint:     ${result.hint}`);
  for (const part of result.parts) if (part.outcome !== 'allowed') lines.push(...reason(part, depth + 1));
  return lines;
}

/** The first reason of a refusal, for the annotation that people see without opening the log. */
export function firstReason(decision: Decision): RequirementResult | undefined {
  const subjects = decision.policies.flatMap((policy) => policy.subjects).filter(isRefused);
  const reasons = [...subjects.flatMap(refusals), ...decision.problems];
  return reasons.find(({ outcome }) => outcome === decision.outcome) ?? reasons[0];
}
