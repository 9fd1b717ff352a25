export const id = 378;
export const ids = [378];
export const modules = {

/***/ 35099:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D9: () => (/* binding */ markdownCode),
/* harmony export */   _n: () => (/* binding */ xml),
/* harmony export */   p7: () => (/* binding */ markdownText)
/* harmony export */ });
/* unused harmony export visible */
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
    const shown = visibleCut(text, max);
    return `<code>${shown.replace(/(?<=www)\.|[^A-Za-z0-9 ./,=+\-\u00a1-\uffff]/gi, (character) => `&#${String(character.codePointAt(0) ?? 0)};`)}</code>`;
}
/** Our own text that contains names from outside: the same entities, without code. */
function markdownText(text, max = 400) {
    return visibleCut(text, max).replace(/(?<=www)\.|[&<>"'|`\\[\]()*_~#!{}:@$^]/gi, (character) => `&#${String(character.charCodeAt(0))};`);
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

/***/ 64378:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderMarkdown: () => (/* binding */ renderMarkdown)
});

// EXTERNAL MODULE: ./packages/core/lib/reports/escape.js
var reports_escape = __webpack_require__(35099);
// EXTERNAL MODULE: ./packages/core/lib/artifacts/subject-kinds.js + 2 modules
var subject_kinds = __webpack_require__(38127);
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/refusals.js
/** All results of a subject's decision that are not `allowed`. */
function refusals({ rules, unmatched }) {
    const all = [...(unmatched === undefined ? [] : [unmatched]), ...rules.flatMap(({ requirements }) => requirements)];
    return all.filter(({ outcome }) => outcome !== 'allowed');
}
;// CONCATENATED MODULE: ./packages/core/lib/reports/markdown.js



const OUTCOMES = { allowed: 'Allowed', denied: 'Denied', undecided: 'Could not decide' };
/** Step summaries are limited (1 MiB on GitHub), and people do not read more rows. */
const MAX_ROWS = 50;
const MAX_REASONS = 5;
/** A short summary for people: the decision, what was refused and why, what was judged. Everything from outside is escaped. */
function renderMarkdown(decision) {
    const mark = { allowed: '✅', denied: '❌', undecided: '⚠️' }[decision.outcome];
    const lines = [
        `## ${mark} ${OUTCOMES[decision.outcome]}${decision.target === undefined ? '' : ` for ${(0,reports_escape/* markdownCode */.D9)(decision.target)}`}`,
        '',
        ...(decision.notices ?? []).flatMap((notice) => [`> ${(0,reports_escape/* markdownText */.p7)(notice)}`, '']),
        ...decision.problems.flatMap((problem) => [`- ${reason(problem)}`]),
        ...(decision.problems.length > 0 ? [''] : []),
    ];
    const rows = decision.policies.flatMap((policy) => policy.subjects.map((subject) => ({ policy: policy.policy, subject })));
    const sorted = rows.toSorted((a, b) => RANK[a.subject.outcome] - RANK[b.subject.outcome]);
    lines.push('| | artifact | policy | why |', '|---|---|---|---|');
    for (const { policy, subject } of sorted.slice(0, MAX_ROWS))
        lines.push(row(policy, subject));
    if (sorted.length > MAX_ROWS)
        lines.push('', `… and ${String(sorted.length - MAX_ROWS)} more; the JSON report contains all of them.`);
    return `${lines.join('\n')}\n`;
}
const RANK = { denied: 0, undecided: 1, allowed: 2 };
function row(policy, decision) {
    const why = decision.outcome === 'allowed' ? allowedBy(decision) : refusals(decision).slice(0, MAX_REASONS).map(reason).join('<br>');
    return `| ${OUTCOMES[decision.outcome]} | ${(0,reports_escape/* markdownCode */.D9)((0,subject_kinds/* judgedLabel */.qx)(decision.subject))} | ${(0,reports_escape/* markdownCode */.D9)(policy, 80)} | ${why} |`;
}
function allowedBy(decision) {
    return decision.rules
        .map((rule) => `${(0,reports_escape/* markdownCode */.D9)(rule.rule, 80)}: ${rule.requirements.map((one) => (0,reports_escape/* markdownText */.p7)(`${one.requirement} ${one.message}`, 200)).join('; ')}`)
        .join('<br>');
}
function reason(result) {
    const parts = [
        `${result.code === undefined ? '' : `<b>${(0,reports_escape/* markdownText */.p7)(result.code)}</b> `}${(0,reports_escape/* markdownText */.p7)(`${result.requirement}: ${result.message}`)}`,
    ];
    if (result.expected !== undefined)
        parts.push(`expected ${(0,reports_escape/* markdownCode */.D9)(result.expected)}`);
    if (result.found !== undefined)
        parts.push(`found ${(0,reports_escape/* markdownCode */.D9)(result.found)}`);
    if (result.hint !== undefined)
        parts.push(`<i>${(0,reports_escape/* markdownText */.p7)(result.hint)}</i>`);
    return parts.join('<br>');
}

/***/ })

};
