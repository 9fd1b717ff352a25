export const id = 887;
export const ids = [887];
export const modules = {

/***/ 5887:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  REPORT_VERSION: () => (/* reexport */ REPORT_VERSION),
  checkReports: () => (/* reexport */ checkReports),
  renderJson: () => (/* reexport */ renderJson),
  renderJunit: () => (/* reexport */ renderJunit),
  renderMarkdown: () => (/* reexport */ markdown/* renderMarkdown */.G),
  writeReports: () => (/* reexport */ writeReports)
});

;// CONCATENATED MODULE: ./packages/core/lib/reports/json.js
/** Changes only when a reader of the old form would misread the new one; fields may be added. */
const REPORT_VERSION = 'countersign.dev/report/v1beta1';
/**
 * The whole decision as one JSON document (docs/report.schema.json): UTF-8, two spaces, a newline at the end. Times are
 * RFC 3339 in UTC, digests `sha256:<hex>`, indexes of log entries decimal strings.
 */
function renderJson(decision) {
    // On standard output of a GitHub job `##[name]` anywhere in a line is a command; as an escape it is only text.
    return `${JSON.stringify(reportOf(decision), undefined, 2).replaceAll('##[', '#\\u0023[')}\n`;
}
function reportOf(decision) {
    return {
        version: REPORT_VERSION,
        decision: decision.outcome,
        time: decision.time.toISOString(),
        target: decision.target ?? null,
        notices: decision.notices ?? [],
        problems: decision.problems.map(requirement),
        subjects: decision.subjects.map(subject),
        policies: decision.policies.map(policy),
    };
}
function subject(one) {
    const base = { kind: one.kind, name: one.name, digests: { ...one.digests } };
    if (one.kind === 'file')
        return { ...base, size: one.size };
    if (one.kind === 'digest')
        return { ...base, origin: one.origin, bytesSeen: false };
    return {
        ...base,
        digest: one.digest,
        reference: one.reference,
        pinned: `${one.name}@${one.digest}`,
        platforms: one.platforms.map(({ platform, digest }) => ({ platform, digest })),
        ...(one.parent === undefined
            ? {}
            : {
                platform: one.parent.platform,
                ...(one.parent.digest === one.digest ? {} : { index: one.parent.digest }),
            }),
    };
}
function policy(one) {
    return {
        name: one.policy,
        digest: one.digest,
        outcome: one.outcome,
        problems: one.problems.map(requirement),
        subjects: one.subjects.map(subjectDecision),
    };
}
function subjectDecision(one) {
    return {
        name: one.subject.name,
        digest: one.subject.kind === 'image' ? one.subject.digest : firstDigest(one.subject),
        outcome: one.outcome,
        unmatched: one.unmatched === undefined ? null : requirement(one.unmatched),
        rules: one.rules.map((rule) => ({
            rule: rule.rule,
            outcome: rule.outcome,
            requirements: rule.requirements.map(requirement),
        })),
        evidence: one.candidates.map(candidate),
        unreadable: one.unreadable.map(({ origin, error }) => ({ origin: { ...origin }, ...failure(error) })),
    };
}
function firstDigest(one) {
    for (const algorithm of ['sha256', 'sha512', 'sha384']) {
        const hex = one.digests[algorithm];
        if (hex !== undefined)
            return `${algorithm}:${hex}`;
    }
    return null;
}
function requirement(one) {
    return {
        requirement: one.requirement,
        outcome: one.outcome,
        code: one.code ?? null,
        message: one.message,
        expected: one.expected ?? null,
        found: one.found ?? null,
        hint: one.hint ?? null,
        evidence: one.evidence,
        signers: one.signers,
        parts: one.parts.map(requirement),
    };
}
function candidate(one) {
    return { origin: { ...one.origin }, digest: one.digest, judged: one.judged.map(judged) };
}
function judged(one) {
    if (one.kind === 'rejected')
        return { trust: one.trust, verified: false, ...failure(one.error) };
    const { facts } = one;
    const signer = facts.signer.kind === 'key'
        ? { kind: 'key', fingerprint: facts.signer.key.fingerprint }
        : {
            kind: 'certificate',
            identity: facts.signer.identity,
            issuer: facts.signer.issuer,
            extensions: { ...facts.signer.certificate.fulcio },
        };
    return {
        trust: one.trust,
        verified: true,
        root: facts.root === undefined ? null : { ...facts.root },
        content: facts.statement === undefined ? 'message' : 'statement',
        claim: facts.claim.kind,
        predicateType: facts.statement?.predicateType ?? null,
        signer,
        times: facts.times.map(({ kind, time, authority }) => ({ kind, time: time.toISOString(), authority })),
        logEntries: facts.logEntries.map(({ log, logIndex, kind, version }) => ({ log, logIndex: String(logIndex), kind, version })),
    };
}
function failure(error) {
    return {
        code: error.code,
        message: error.message,
        expected: error.expected ?? null,
        found: error.found ?? null,
        hint: error.hint ?? null,
    };
}
// EXTERNAL MODULE: ./packages/core/lib/reports/escape.js
var reports_escape = __webpack_require__(5099);
// EXTERNAL MODULE: ./packages/core/lib/reports/reasons.js
var reasons = __webpack_require__(323);
;// CONCATENATED MODULE: ./packages/core/lib/reports/junit.js


/** JUnit XML as GitLab and others show it: a suite per policy, a case per requirement; denied = failure, undecided = error. */
function renderJunit(decision) {
    const suites = decision.policies.map((policy) => suite(policy.policy, policy.subjects.flatMap(casesOf), decision.time));
    if (decision.problems.length > 0) {
        suites.push(suite('run', decision.problems.map((result) => ({ classname: 'run', name: result.requirement, result })), decision.time));
    }
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="countersign: ${decision.outcome}">\n${suites.join('')}</testsuites>\n`;
}
function casesOf(decision) {
    const classname = (0,reasons/* subjectName */.wn)(decision.subject);
    const unmatched = decision.unmatched === undefined ? [] : [{ classname, name: 'rule', result: decision.unmatched }];
    return [
        ...unmatched,
        ...decision.rules.flatMap((rule) => rule.requirements.map((result) => ({ classname, name: `${rule.rule}: ${result.requirement}`, result }))),
    ];
}
function suite(name, cases, time) {
    const failures = cases.filter(({ result }) => result.outcome === 'denied').length;
    const errors = cases.filter(({ result }) => result.outcome === 'undecided').length;
    const head = `<testsuite name="${(0,reports_escape/* xml */._n)(name)}" tests="${String(cases.length)}" failures="${String(failures)}" errors="${String(errors)}" timestamp="${time.toISOString()}">`;
    return `  ${head}\n${cases.map(testcase).join('')}  </testsuite>\n`;
}
function testcase({ classname, name, result }) {
    const open = `    <testcase classname="${(0,reports_escape/* xml */._n)(classname)}" name="${(0,reports_escape/* xml */._n)(name)}"`;
    if (result.outcome === 'allowed')
        return `${open}/>\n`;
    const element = result.outcome === 'denied' ? 'failure' : 'error';
    const detail = [
        result.message,
        ...(result.expected === undefined ? [] : [`expected: ${result.expected}`]),
        ...(result.found === undefined ? [] : [`found: ${result.found}`]),
        ...(result.hint === undefined ? [] : [`hint: ${result.hint}`]),
    ].join('\n');
    return `${open}>\n      <${element} type="${(0,reports_escape/* xml */._n)(result.code ?? 'RULE_FAILED')}" message="${(0,reports_escape/* xml */._n)(result.message)}">${(0,reports_escape/* xml */._n)(detail)}</${element}>\n    </testcase>\n`;
}
// EXTERNAL MODULE: ./packages/core/lib/reports/markdown.js
var markdown = __webpack_require__(2193);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
;// CONCATENATED MODULE: ./packages/core/lib/reports/write-reports.js






const RENDERERS = {
    json: renderJson,
    markdown: markdown/* renderMarkdown */.G,
    junit: renderJunit,
};
/** Named by the contract, not there yet. */
const LATER = ['html', 'sarif', 'codequality', 'vsa'];
/**
 * Refuses formats that cannot be written, before anything is judged or written.
 *
 * @throws CountersignError INPUT_UNSUPPORTED, INPUT_INVALID
 */
function checkReports(requests) {
    for (const { format, path } of requests) {
        if (Object.hasOwn(RENDERERS, format))
            continue;
        const known = Object.keys(RENDERERS).join(', ');
        throw LATER.includes(format)
            ? new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `reports in the format "${format}" are not written by this version`, {
                expected: known,
                found: `${format}=${path}`,
            })
            : new countersign_error/* CountersignError */.WS('INPUT_INVALID', `"${format}" is not a report format`, {
                expected: known,
                found: `${format}=${path}`,
            });
    }
    const paths = requests.map(({ path }) => path);
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice !== undefined)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'two reports have the same path', { expected: 'a path each', found: twice });
}
/**
 * Writes reports, each whole or not at all: into a new file beside the target, then renamed. Folders are made.
 *
 * @throws CountersignError INPUT_UNSUPPORTED, INPUT_INVALID, STORE_FAILED
 */
function writeReports(run, decision, requests) {
    return Promise.resolve().then(() => {
        checkReports(requests);
        const rendered = requests.map(({ format, path }) => ({
            path: (0,external_node_path_.resolve)(run.cwd, path),
            text: RENDERERS[format]?.(decision) ?? '',
        }));
        for (const { path, text } of rendered) {
            const temporary = `${path}.${Buffer.from(run.random(6)).toString('hex')}.tmp`;
            try {
                (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(path), { recursive: true });
                (0,external_node_fs_.writeFileSync)(temporary, text, { flag: 'wx' });
                (0,external_node_fs_.renameSync)(temporary, path);
            }
            catch (cause) {
                discard(temporary);
                throw new countersign_error/* CountersignError */.WS('STORE_FAILED', `the report ${path} could not be written`, {
                    hint: 'Check that the folder exists and may be written to.',
                    cause,
                });
            }
        }
    });
}
/** Best effort: the reason why the report could not be written is what people need to hear. */
function discard(path) {
    try {
        (0,external_node_fs_.rmSync)(path, { force: true });
    }
    catch {
        // Not even its folder is there.
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/reports/index.js





/***/ })

};
