import type { Subject } from '@countersign/core/artifacts';
import type { Decision, RequirementResult, SubjectDecision } from '@countersign/core/policy';
import { plain } from './log/plain.js';

/** How people call a subject: its name, and the digest it was judged by. */
export function subjectText(subject: Subject): string {
  if (subject.kind === 'image')
    return `${subject.name}@${subject.digest}${subject.parent ? ` (${subject.parent.platform})` : ''}`;
  return subject.name;
}

/** The decision for a terminal or a job log, most important last: every refusal with its reason, then the one word. */
export function decisionLines(decision: Decision): readonly string[] {
  const lines: string[] = (decision.notices ?? []).map((notice) => `note: ${notice}`);
  for (const policy of decision.policies) {
    for (const subject of policy.subjects) {
      lines.push(`${subject.outcome}: ${subjectText(subject.subject)}${unseen(subject.subject)} (policy ${policy.policy})`);
      if (subject.outcome === 'allowed') continue;
      for (const result of refusals(subject)) lines.push(...reason(result, 1));
    }
  }
  for (const problem of decision.problems) lines.push(`${problem.outcome}: ${problem.requirement}`, ...reason(problem, 1));
  lines.push(`decision: ${decision.outcome}${decision.target === undefined ? '' : ` for ${decision.target}`}`);
  // A name or a value with a line break in it must not write a line of its own, least of all this last one.
  return lines.map(plain);
}

/** A digest from a checksum file: its bytes may be anything that has it. */
const unseen = (subject: Subject): string => (subject.kind === 'digest' ? ' (bytes not seen)' : '');

function refusals(subject: SubjectDecision): readonly RequirementResult[] {
  const requirements = subject.rules.flatMap((rule) => rule.requirements);
  const all = subject.unmatched ? [subject.unmatched, ...requirements] : requirements;
  return all.filter(({ outcome }) => outcome !== 'allowed');
}

/** One requirement's answer: code and message, expected, found, hint; alternatives indented below. */
function reason(result: RequirementResult, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const lines = [`${indent}${result.code ?? result.outcome}: ${result.message}`];
  if (result.expected !== undefined) lines.push(`${indent}  expected: ${result.expected}`);
  if (result.found !== undefined) lines.push(`${indent}  found:    ${result.found}`);
  if (result.hint !== undefined) lines.push(`${indent}  hint:     ${result.hint}`);
  for (const part of result.parts) if (part.outcome !== 'allowed') lines.push(...reason(part, depth + 1));
  return lines;
}

/** The first reason of a refusal, for the one annotation that people see without opening a log. */
export function firstReason(decision: Decision): RequirementResult | undefined {
  const [problem] = decision.problems;
  const subjects = decision.policies.flatMap((policy) => policy.subjects).filter(({ outcome }) => outcome !== 'allowed');
  return subjects.flatMap(refusals)[0] ?? problem;
}
