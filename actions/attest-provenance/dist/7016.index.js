export const id = 7016;
export const ids = [7016];
export const modules = {

/***/ 35099:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $5: () => (/* binding */ fitted),
/* harmony export */   _n: () => (/* binding */ xml),
/* harmony export */   zf: () => (/* binding */ preLines)
/* harmony export */ });
/* unused harmony exports visible, markdownCode, markdownText */
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31951);

/*
 * Every pattern here looks at each character once: the texts come from outside, can be long, and an attacker may choose the
 * characters.
 */
const codePoint = (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
/** One line of text with every invisible character written as an escape. */
function visible(text) {
    return text
        .toWellFormed()
        .replace(/\s+/g, (space) => (/[\r\n]/.test(space) ? ' ' : space))
        .replace(_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .INVISIBLE */ .kH, codePoint);
}
/**
 * Text as inline code in the Markdown of GitHub and GitLab. HTML and Markdown characters become numeric entities, so a name cannot
 * form a tag, table cell, link, image, mention, code fence or automatic link (`www.`, GFM section 6.9). Newlines become spaces; the
 * text is cut after `max` characters.
 */
function markdownCode(text, max = 200) {
    return `<code>${codeEntities(visibleCut(text, max))}</code>`;
}
function codeEntities(text) {
    return text.replace(/(?<=www)\.|[^A-Za-z0-9 ./,=+\-\u00a1-\uffff]/gi, (character) => `&#${String(character.codePointAt(0) ?? 0)};`);
}
/** Our own text that contains names from outside: the same entities, without code. */
function markdownText(text, max = 400) {
    return textEntities(visibleCut(text, max));
}
function textEntities(text) {
    return text.replace(/(?<=www)\.|[&<>"'|`\\[\]()*_~#!{}:@$^]/gi, (character) => `&#${String(character.charCodeAt(0))};`);
}
/**
 * Like `markdownCode` and `markdownText`, but at most `max` characters long after escaping, without the tags. The middle is cut: the end of
 * an identity or path says as much as its start.
 */
function fitted(text, max, as) {
    const escape = as === 'code' ? codeEntities : textEntities;
    const [head, tail] = text.length <= 8 * max ? [text, ''] : [text.slice(0, 4 * max), text.slice(-4 * max)];
    const characters = [...visible(tail === '' ? head : `${head}…${tail}`)];
    let keep = Math.min(characters.length, max);
    let escaped = escape(withoutMiddle(characters, keep));
    // An escaped character has at most 10 characters, so this never removes more than is needed.
    while (escaped.length > max && keep > 1) {
        keep = Math.max(1, keep - Math.ceil((escaped.length - max) / 10));
        escaped = escape(withoutMiddle(characters, keep));
    }
    return { markdown: as === 'code' ? `<code>${escaped}</code>` : escaped, isCut: tail !== '' || keep < characters.length };
}
function withoutMiddle(characters, keep) {
    if (characters.length <= keep)
        return characters.join('');
    const end = Math.floor((keep - 1) / 2);
    return [...characters.slice(0, keep - 1 - end), '…', ...characters.slice(characters.length - end)].join('');
}
/** The first `most` characters as lines for `<pre>`, each at most `max` characters long after escaping. */
function preLines(text, max, most) {
    const lines = [];
    let line = '';
    for (const character of visibleCut(text, most)) {
        // A full stop after `www` is escaped, too.
        const entity = character === '.' ? '&#46;' : codeEntities(character);
        if (line.length + entity.length > max) {
            lines.push(line);
            line = '';
        }
        line += entity;
    }
    return line === '' ? lines : [...lines, line];
}
/** Text in XML 1.0 attributes and elements; characters that XML does not allow are written as escapes. */
function xml(text) {
    return text
        .toWellFormed()
        .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, codePoint)
        .replace(_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .INVISIBLE */ .kH, (character) => (/[\t\n\r]/.test(character) ? character : codePoint(character)))
        .replace(/[&<>"'\t\n\r]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
/** Cuts before anything is replaced, too, so that a megabyte is not escaped for two hundred characters. */
function visibleCut(text, max) {
    // Up to four units for each shown character, because white space around a line break becomes one space.
    const head = text.length <= 4 * max ? text : `${text.slice(0, 4 * max)}…`;
    return cut(visible(head), max);
}
function cut(text, max) {
    const characters = [...text];
    return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}

/***/ }),

/***/ 17016:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderMarkdown: () => (/* binding */ renderMarkdown)
});

// EXTERNAL MODULE: ./packages/core/lib/artifacts/subject-kinds.js + 2 modules
var subject_kinds = __webpack_require__(38127);
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/same-reasons.js

/** Every subject under every policy, in the order of the decision. */
function judgedSubjects(policies) {
    return policies.flatMap(({ policy, subjects }) => subjects.map((subject) => ({ policy, subject })));
}
/** `1 denied, 3 allowed`: each subject counts once for each policy. */
function outcomeCounts(judged) {
    const outcomes = ['allowed', 'denied', 'undecided'];
    const counted = outcomes.map((outcome) => [judged.filter(({ subject }) => subject.outcome === outcome).length, outcome]);
    return counted.flatMap(([count, outcome]) => (count > 0 ? [`${String(count)} ${outcome}`] : [])).join(', ');
}
/**
 * Groups the subjects of one policy whose reasons differ only in their own name and digest, in the order of the first of each group.
 * @param reasonsOf all texts of the reasons that a report shows
 */
function groupedByReason(judged, reasonsOf) {
    const groups = new Map();
    for (const one of judged) {
        const { subject } = one;
        const label = (0,subject_kinds/* subjectLabel */.pb)(subject.subject);
        const texts = reasonsOf(subject).map((text) => text.replaceAll(label, '\0').replaceAll(/[0-9a-f]{64,}/g, '\0'));
        const key = JSON.stringify([one.policy, subject.outcome, texts]);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [one]);
        else
            group.push(one);
    }
    return [...groups.values()];
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/signing-identities.js
/**
 * The signers of the bundles that the requirements of an allowed subject rest on, each once; empty if no bundle was needed. Untrusted
 * text: the identity of a certificate, or `the key FINGERPRINT`.
 */
function signingIdentities(subject) {
    return [...new Set(bundlesBehind(subject).flatMap(signerOf))];
}
/** The bundles that the requirements of a subject rest on. */
function bundlesBehind({ rules, candidates }) {
    const used = new Set(rules.flatMap((rule) => rule.requirements.flatMap(evidenceOf)));
    return candidates.filter(({ digest }) => used.has(digest));
}
const evidenceOf = (result) => result.outcome === 'allowed' ? [...result.evidence, ...result.parts.flatMap(evidenceOf)] : [];
/** The same certificate or key under every root. */
function signerOf({ verifications }) {
    const verified = verifications.find((one) => one.kind === 'verified');
    if (verified === undefined)
        return [];
    const { signer } = verified.facts;
    return [signer.kind === 'key' ? `the key ${signer.key.fingerprint}` : signer.identity];
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/refusals.js
/** All results of a subject's decision that are not `allowed`. */
function refusals({ rules, unmatched }) {
    const all = [...(unmatched === undefined ? [] : [unmatched]), ...rules.flatMap(({ requirements }) => requirements)];
    return all.filter(({ outcome }) => outcome !== 'allowed');
}
// EXTERNAL MODULE: ./packages/core/lib/reports/escape.js
var reports_escape = __webpack_require__(35099);
;// CONCATENATED MODULE: ./packages/core/lib/reports/markdown.js



const OUTCOMES = { allowed: 'Allowed', denied: 'Denied', undecided: 'Could not decide' };
const MARKS = { allowed: '✅', denied: '❌', undecided: '⚠️' };
const RANK = { denied: 0, undecided: 1, allowed: 2 };
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
function renderMarkdown(decision) {
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
    #cut = new Set();
    code(text, max = LINE) {
        return this.#fit(text, max, 'code');
    }
    text(text, max = LINE) {
        return this.#fit(text, max, 'text');
    }
    #fit(text, max, as) {
        const { markdown, isCut } = (0,reports_escape/* fitted */.$5)(text, max, as);
        if (isCut)
            this.#cut.add(text);
        return markdown;
    }
    details() {
        const shown = [...this.#cut].slice(0, MAX_FULL_TEXTS);
        if (shown.length === 0)
            return [];
        const blocks = shown.flatMap((text) => ['<pre>', ...(0,reports_escape/* preLines */.zf)(text, LINE, MAX_FULL_TEXT), '</pre>']);
        return ['', '<details><summary>Texts that are cut above</summary>', '', ...blocks, '', '</details>'];
    }
}
function signers(judged, texts) {
    const allowed = judged.filter(({ subject }) => subject.outcome === 'allowed');
    const all = [...new Set(allowed.flatMap(({ subject }) => signingIdentities(subject)))];
    if (all.length === 0)
        return [];
    const lines = all.slice(0, MAX_SIGNERS).map((signer) => `- ${texts.code(signer)}`);
    const more = all.length > MAX_SIGNERS ? [`- … and ${String(all.length - MAX_SIGNERS)} more`] : [];
    return [allowed.length === judged.length ? 'Signed by:' : 'What is allowed is signed by:', '', ...lines, ...more, ''];
}
/** What was refused and why, under a heading for each different reason. */
function refused(judged, texts) {
    const all = judged.filter(({ subject }) => subject.outcome !== 'allowed');
    const groups = groupedByReason(all, (subject) => refusals(subject).flatMap(shownTexts));
    const lines = groups
        .slice(0, MAX_GROUPS)
        .flatMap((group) => [...heading(group, texts), ...reasons(group[0].subject, texts), '']);
    const more = groups.length - MAX_GROUPS;
    return more > 0 ? [...lines, `… and ${String(more)} more reasons; the JSON report contains all of them.`, ''] : lines;
}
const shownTexts = ({ requirement, code, message, expected, found, hint, parts }) => [
    ...[requirement, code, message, expected, found, hint].map((text) => text ?? ''),
    String(parts.length),
    ...parts.flatMap(shownTexts),
];
function heading(group, texts) {
    const [{ policy, subject }] = group;
    const under = `(policy ${texts.code(policy, CELL / 2)})`;
    if (group.length === 1)
        return [`### ${OUTCOMES[subject.outcome]}: ${label(subject, texts, LINE / 2)} ${under}`, ''];
    const names = group.slice(0, MAX_NAMES).map((one) => `- ${label(one.subject, texts, LINE)}`);
    const more = group.length > MAX_NAMES ? [`- … and ${String(group.length - MAX_NAMES)} more`] : [];
    return [
        ...[`### ${OUTCOMES[subject.outcome]}: ${String(group.length)} artifacts ${under}`, '', ...names, ...more, ''],
        ...['The same reason for all of them; names and digests are those of the first:', ''],
    ];
}
function reasons(subject, texts) {
    const all = refusals(subject);
    const lines = all.slice(0, MAX_REASONS).flatMap((one) => reason(one, texts));
    return all.length > MAX_REASONS ? [...lines, `- … and ${String(all.length - MAX_REASONS)} more`] : lines;
}
/** A list item for a reason, and below it what was expected and found, what to do, and the alternatives that were not met either. */
function reason(result, texts, depth = 0) {
    const indent = '  '.repeat(depth);
    const code = result.code === undefined ? '' : `<b>${texts.text(result.code)}</b> `;
    const values = [result.expected, result.found];
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
function table(judged, texts) {
    const rows = judged.slice(0, MAX_ROWS).map(({ policy, subject }) => {
        const cells = [OUTCOMES[subject.outcome], label(subject, texts, CELL), texts.code(policy, CELL / 2), why(subject)];
        return `| ${cells.join(' | ')} |`;
    });
    const more = judged.length - MAX_ROWS;
    const rest = more > 0 ? ['', `… and ${String(more)} more; the JSON report contains all of them.`] : [];
    return ['| | artifact | policy | why |', '|---|---|---|---|', ...rows, ...rest];
}
/** One line without what was cut: refusals are explained above, and the JSON report contains the rest. */
function why(subject) {
    const words = subject.outcome === 'allowed'
        ? subject.rules.map(({ rule, requirements }) => [rule, requirements.map(met).join('; ')].join(': '))
        : [...new Set(refusals(subject).map(({ code, requirement }) => code ?? requirement))];
    return (0,reports_escape/* fitted */.$5)(withShortDigests(words.join(', ')), CELL, 'text').markdown;
}
const met = ({ requirement, message }) => `${requirement} ${message}`;
const label = ({ subject }, texts, max) => texts.code(withShortDigests((0,subject_kinds/* judgedLabel */.qx)(subject)), max);
/** `sha256:0123456789ab…`: enough to recognise a digest. */
const withShortDigests = (text) => text.replaceAll(/(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{52,}/g, '$1…');
function isCutAlike(expected, found) {
    return expected !== undefined && found !== undefined && withShortDigests(expected) === withShortDigests(found);
}

/***/ })

};
