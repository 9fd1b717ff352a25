import { judgedLabel } from '../artifacts/index.js';
import {
  groupedByReason,
  judgedSubjects,
  outcomeCounts,
  refusals,
  signingIdentities,
  type Decision,
  type JudgedSubject,
  type Outcome,
  type RequirementResult,
  type SubjectDecision,
} from '../policy/index.js';
import { fitted, preLines } from './escape.js';

const OUTCOMES: Readonly<Record<Outcome, string>> = { allowed: 'Allowed', denied: 'Denied', undecided: 'Could not decide' };
const MARKS = { allowed: '✅', denied: '❌', undecided: '⚠️' } as const satisfies Record<Outcome, string>;
const RANK = { denied: 0, undecided: 1, allowed: 2 } as const satisfies Record<Outcome, number>;

/** Step summaries are limited (1 MiB on GitHub), and people do not read more rows. */
const MAX_ROWS = 50;
const MAX_GROUPS = 20;
const MAX_NAMES = 10;
const MAX_REASONS = 5;
const MAX_SIGNERS = 5;
const MAX_FULL_TEXTS = 20;
const MAX_FULL_TEXT = 2000;

/** No line of the report is longer than 300 characters: the longest text in a line of its own, and in a cell of the table. */
const LINE = 250;
const CELL = 90;

/**
 * A short summary for people: the decision, how many, who signed; then what was refused and why, each reason once; then every artifact.
 * Digests are cut; the JSON report contains all of them. Everything from outside is escaped.
 */
export function renderMarkdown(decision: Decision): string {
  const texts = new Texts();
  const target = decision.target === undefined ? '' : ` for ${texts.code(decision.target)}`;
  const judged = judgedSubjects(decision.policies).toSorted((a, b) => RANK[a.subject.outcome] - RANK[b.subject.outcome]);
  return [
    `## ${MARKS[decision.outcome]} ${OUTCOMES[decision.outcome]}${target}`,
    '',
    ...(judged.length > 0 ? [`**${outcomeCounts(judged)}**`, ''] : []),
    ...signers(judged, texts),
    ...(decision.notices ?? []).flatMap((notice) => [`> ${texts.text(notice)}`, '']),
    ...decision.problems.flatMap((problem) => reason(problem, texts)),
    ...(decision.problems.length > 0 ? [''] : []),
    ...refused(judged, texts),
    ...table(judged, texts),
    ...texts.details(),
    '',
  ].join('\n');
}

/** Escapes text for a line, and keeps what had to be cut for the details at the end. */
class Texts {
  readonly #cut = new Set<string>();
  code(text: string, max = LINE): string {
    return this.#fit(text, max, 'code');
  }
  text(text: string, max = LINE): string {
    return this.#fit(text, max, 'text');
  }
  #fit(text: string, max: number, as: 'code' | 'text'): string {
    const { markdown, isCut } = fitted(text, max, as);
    if (isCut) this.#cut.add(text);
    return markdown;
  }
  details(): readonly string[] {
    const shown = [...this.#cut].slice(0, MAX_FULL_TEXTS);
    if (shown.length === 0) return [];
    const blocks = shown.flatMap((text) => ['<pre>', ...preLines(text, LINE, MAX_FULL_TEXT), '</pre>']);
    return ['', '<details><summary>Texts that are cut above</summary>', '', ...blocks, '', '</details>'];
  }
}

function signers(judged: readonly JudgedSubject[], texts: Texts): readonly string[] {
  const allowed = judged.filter(({ subject }) => subject.outcome === 'allowed');
  const all = [...new Set(allowed.flatMap(({ subject }) => signingIdentities(subject)))];
  if (all.length === 0) return [];
  const lines = all.slice(0, MAX_SIGNERS).map((signer) => `- ${texts.code(signer)}`);
  const more = all.length > MAX_SIGNERS ? [`- … and ${String(all.length - MAX_SIGNERS)} more`] : [];
  return [allowed.length === judged.length ? 'Signed by:' : 'What is allowed is signed by:', '', ...lines, ...more, ''];
}

/** What was refused and why, under a heading for each different reason. */
function refused(judged: readonly JudgedSubject[], texts: Texts): readonly string[] {
  const all = judged.filter(({ subject }) => subject.outcome !== 'allowed');
  const groups = groupedByReason(all, (subject) => refusals(subject).flatMap(shownTexts));
  const lines = groups
    .slice(0, MAX_GROUPS)
    .flatMap((group) => [...heading(group, texts), ...reasons(group[0].subject, texts), '']);
  const more = groups.length - MAX_GROUPS;
  return more > 0 ? [...lines, `… and ${String(more)} more reasons; the JSON report contains all of them.`, ''] : lines;
}

const shownTexts = ({ requirement, code, message, expected, found, hint, parts }: RequirementResult): readonly string[] => [
  ...[requirement, code, message, expected, found, hint].map((text) => text ?? ''),
  String(parts.length),
  ...parts.flatMap(shownTexts),
];

function heading(group: readonly [JudgedSubject, ...JudgedSubject[]], texts: Texts): readonly string[] {
  const [{ policy, subject }] = group;
  const under = `(policy ${texts.code(policy, CELL / 2)})`;
  if (group.length === 1) return [`### ${OUTCOMES[subject.outcome]}: ${label(subject, texts, LINE / 2)} ${under}`, ''];
  const names = group.slice(0, MAX_NAMES).map((one) => `- ${label(one.subject, texts, LINE)}`);
  const more = group.length > MAX_NAMES ? [`- … and ${String(group.length - MAX_NAMES)} more`] : [];
  return [
    ...[`### ${OUTCOMES[subject.outcome]}: ${String(group.length)} artifacts ${under}`, '', ...names, ...more, ''],
    ...['The same reason for all of them; names and digests are those of the first:', ''],
  ];
}

function reasons(subject: SubjectDecision, texts: Texts): readonly string[] {
  const all = refusals(subject);
  const lines = all.slice(0, MAX_REASONS).flatMap((one) => reason(one, texts));
  return all.length > MAX_REASONS ? [...lines, `- … and ${String(all.length - MAX_REASONS)} more`] : lines;
}

/** A list item for a reason, and below it what was expected and found, what to do, and the alternatives that were not met either. */
function reason(result: RequirementResult, texts: Texts, depth = 0): readonly string[] {
  const indent = '  '.repeat(depth);
  const code = result.code === undefined ? '' : `<b>${texts.text(result.code)}</b> `;
  const values = [result.expected, result.found] as const;
  // Two digests that differ only after the cut stay whole.
  const [expected, found] = isCutAlike(...values) ? values : values.map((text) => text && withShortDigests(text));
  const parts = depth < 2 ? result.parts.filter(({ outcome }) => outcome !== 'allowed').slice(0, MAX_REASONS) : [];
  const message = withShortDigests(`${result.requirement}: ${result.message}`);
  return [
    `${indent}- ${code}${texts.text(message, LINE - code.length)}`,
    ...(expected === undefined ? [] : [`${indent}  - expected ${texts.code(expected)}`]),
    ...(found === undefined ? [] : [`${indent}  - found ${texts.code(found)}`]),
    ...(result.hint === undefined ? [] : [`${indent}  - <i>${texts.text(result.hint)}</i>`]),
    ...parts.flatMap((part) => reason(part, texts, depth + 1)),
  ];
}

function table(judged: readonly JudgedSubject[], texts: Texts): readonly string[] {
  const rows = judged.slice(0, MAX_ROWS).map(({ policy, subject }) => {
    const cells = [OUTCOMES[subject.outcome], label(subject, texts, CELL), texts.code(policy, CELL / 2), why(subject)];
    return `| ${cells.join(' | ')} |`;
  });
  const more = judged.length - MAX_ROWS;
  const rest = more > 0 ? ['', `… and ${String(more)} more; the JSON report contains all of them.`] : [];
  return ['| | artifact | policy | why |', '|---|---|---|---|', ...rows, ...rest];
}

/** One line without what was cut: refusals are explained above, and the JSON report contains the rest. */
function why(subject: SubjectDecision): string {
  const words =
    subject.outcome === 'allowed'
      ? subject.rules.map(({ rule, requirements }) => [rule, requirements.map(met).join('; ')].join(': '))
      : [...new Set(refusals(subject).map(({ code, requirement }) => code ?? requirement))];
  return fitted(withShortDigests(words.join(', ')), CELL, 'text').markdown;
}

const met = ({ requirement, message }: RequirementResult): string => `${requirement} ${message}`;

const label = ({ subject }: SubjectDecision, texts: Texts, max: number): string =>
  texts.code(withShortDigests(judgedLabel(subject)), max);

/** `sha256:0123456789ab…`: enough to recognise a digest. */
const withShortDigests = (text: string): string => text.replaceAll(/(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{52,}/g, '$1…');

function isCutAlike(expected: string | undefined, found: string | undefined): boolean {
  return expected !== undefined && found !== undefined && withShortDigests(expected) === withShortDigests(found);
}
