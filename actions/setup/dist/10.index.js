export const id = 10;
export const ids = [10];
export const modules = {

/***/ 10:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   renderJson: () => (/* binding */ renderJson)
/* harmony export */ });
/* harmony import */ var _artifacts_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);

/** Changes only when a reader of the old form would misread the new one; fields may be added. */
const REPORT_VERSION = 'countersign.dev/report/v1beta1';
/**
 * The whole decision as one JSON document (docs/reference/report.schema.json): UTF-8, two spaces, a newline at the end. Times are
 * RFC 3339 in UTC, digests `sha256:<hex>`, indexes of log entries decimal strings.
 */
function renderJson(decision) {
    // On the standard output of a GitHub job, `##[name]` anywhere in a line is a command; as an escape it is only text.
    return `${JSON.stringify(reportOf(decision), undefined, 2).replaceAll('##[', '#\\u0023[')}\n`;
}
function reportOf(decision) {
    return {
        version: REPORT_VERSION,
        decision: decision.outcome,
        time: decision.time.toISOString(),
        target: decision.target ?? null,
        notices: decision.notices ?? [],
        ...(decision.fallbackSigners === undefined ? {} : { fallbackSigners: decision.fallbackSigners }),
        problems: decision.problems.map(requirement),
        subjects: decision.subjects.map(_artifacts_index_js__WEBPACK_IMPORTED_MODULE_0__/* .subjectReport */ .Bu),
        policies: decision.policies.map(policy),
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
        digest: (0,_artifacts_index_js__WEBPACK_IMPORTED_MODULE_0__/* .digestText */ .M6)(one.subject),
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
        ...(one.fallback === undefined ? {} : { fallback: one.fallback }),
        parts: one.parts.map(requirement),
    };
}
function candidate(one) {
    return { origin: { ...one.origin }, digest: one.digest, judged: one.verifications.map(verification) };
}
function verification(one) {
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

/***/ })

};
