import { markdownCode, markdownText } from './escape.js';
import { judgedLabel } from '../artifacts/index.js';
import { refusals, type Decision, type Outcome, type RequirementResult, type SubjectDecision } from '../policy/index.js';

const OUTCOMES: Readonly<Record<Outcome, string>> = { allowed: 'Allowed', denied: 'Denied', undecided: 'Could not decide' };

/** Step summaries are limited (1 MiB on GitHub), and people do not read more rows. */
const MAX_ROWS = 50;
const MAX_REASONS = 5;

/** A short summary for people: the decision, what was refused and why, what was judged. Everything from outside is escaped. */
export function renderMarkdown(decision: Decision): string {
  const mark = { allowed: '✅', denied: '❌', undecided: '⚠️' }[decision.outcome];
  const lines = [
    `## ${mark} ${OUTCOMES[decision.outcome]}${decision.target === undefined ? '' : ` for ${markdownCode(decision.target)}`}`,
    '',
    ...(decision.notices ?? []).flatMap((notice) => [`> ${markdownText(notice)}`, '']),
    ...decision.problems.flatMap((problem) => [`- ${reason(problem)}`]),
    ...(decision.problems.length > 0 ? [''] : []),
  ];
  const rows = decision.policies.flatMap((policy) => policy.subjects.map((subject) => ({ policy: policy.policy, subject })));
  const sorted = rows.toSorted((a, b) => RANK[a.subject.outcome] - RANK[b.subject.outcome]);
  lines.push('| | artifact | policy | why |', '|---|---|---|---|');
  for (const { policy, subject } of sorted.slice(0, MAX_ROWS)) lines.push(row(policy, subject));
  if (sorted.length > MAX_ROWS)
    lines.push('', `… and ${String(sorted.length - MAX_ROWS)} more; the JSON report contains all of them.`);
  return `${lines.join('\n')}\n`;
}

const RANK = { denied: 0, undecided: 1, allowed: 2 } as const;

function row(policy: string, decision: SubjectDecision): string {
  const why =
    decision.outcome === 'allowed' ? allowedBy(decision) : refusals(decision).slice(0, MAX_REASONS).map(reason).join('<br>');
  return `| ${OUTCOMES[decision.outcome]} | ${markdownCode(judgedLabel(decision.subject))} | ${markdownCode(policy, 80)} | ${why} |`;
}

function allowedBy(decision: SubjectDecision): string {
  return decision.rules
    .map(
      (rule) =>
        `${markdownCode(rule.rule, 80)}: ${rule.requirements.map((one) => markdownText(`${one.requirement} ${one.message}`, 200)).join('; ')}`,
    )
    .join('<br>');
}

function reason(result: RequirementResult): string {
  const parts = [
    `${result.code === undefined ? '' : `<b>${markdownText(result.code)}</b> `}${markdownText(`${result.requirement}: ${result.message}`)}`,
  ];
  if (result.expected !== undefined) parts.push(`expected ${markdownCode(result.expected)}`);
  if (result.found !== undefined) parts.push(`found ${markdownCode(result.found)}`);
  if (result.hint !== undefined) parts.push(`<i>${markdownText(result.hint)}</i>`);
  return parts.join('<br>');
}
