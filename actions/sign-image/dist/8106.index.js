export const id = 8106;
export const ids = [8106];
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

/***/ 58106:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   renderJunit: () => (/* binding */ renderJunit)
/* harmony export */ });
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(35099);
/* harmony import */ var _artifacts_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38127);


/** JUnit XML as GitLab and others show it: a suite per policy, a case per requirement; denied = failure, undecided = error. */
function renderJunit(decision) {
    const suites = decision.policies.map((policy) => suite(policy.policy, policy.subjects.flatMap(casesOf), decision));
    if (decision.problems.length > 0) {
        suites.push(suite('run', decision.problems.map((result) => ({ classname: 'run', name: result.requirement, result })), decision));
    }
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="countersign: ${decision.outcome}">\n${suites.join('')}</testsuites>\n`;
}
function casesOf(decision) {
    const classname = (0,_artifacts_index_js__WEBPACK_IMPORTED_MODULE_0__/* .judgedLabel */ .qx)(decision.subject);
    const unmatched = decision.unmatched === undefined ? [] : [{ classname, name: 'rule', result: decision.unmatched }];
    return [
        ...unmatched,
        ...decision.rules.flatMap((rule) => rule.requirements.map((result) => ({ classname, name: `${rule.rule}: ${result.requirement}`, result }))),
    ];
}
function suite(name, cases, { time, notices = [] }) {
    const failures = cases.filter(({ result }) => result.outcome === 'denied').length;
    const errors = cases.filter(({ result }) => result.outcome === 'undecided').length;
    const head = `<testsuite name="${(0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .xml */ ._n)(name)}" tests="${String(cases.length)}" failures="${String(failures)}" errors="${String(errors)}" timestamp="${time.toISOString()}">`;
    const properties = notices.map((notice) => `      <property name="notice" value="${(0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .xml */ ._n)(notice)}"/>\n`).join('');
    const about = properties === '' ? '' : `    <properties>\n${properties}    </properties>\n`;
    return `  ${head}\n${about}${cases.map(testcase).join('')}  </testsuite>\n`;
}
function testcase({ classname, name, result }) {
    const open = `    <testcase classname="${(0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .xml */ ._n)(classname)}" name="${(0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .xml */ ._n)(name)}"`;
    if (result.outcome === 'allowed')
        return `${open}/>\n`;
    const element = result.outcome === 'denied' ? 'failure' : 'error';
    const detail = [
        result.message,
        ...(result.expected === undefined ? [] : [`expected: ${result.expected}`]),
        ...(result.found === undefined ? [] : [`found: ${result.found}`]),
        ...(result.hint === undefined ? [] : [`hint: ${result.hint}`]),
    ].join('\n');
    return `${open}>\n      <${element} type="${(0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .xml */ ._n)(result.code ?? 'RULE_FAILED')}" message="${(0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .xml */ ._n)(result.message)}">${(0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .xml */ ._n)(detail)}</${element}>\n    </testcase>\n`;
}

/***/ })

};
