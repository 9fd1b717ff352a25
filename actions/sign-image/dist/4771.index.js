export const id = 4771;
export const ids = [4771];
export const modules = {

/***/ 34771:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fetchedAwsKey: () => (/* reexport safe */ _key_js__WEBPACK_IMPORTED_MODULE_0__.W),
/* harmony export */   openAwsSession: () => (/* reexport safe */ _session_js__WEBPACK_IMPORTED_MODULE_3__.a),
/* harmony export */   parseAwsKeyReference: () => (/* reexport safe */ _reference_js__WEBPACK_IMPORTED_MODULE_1__.n),
/* harmony export */   readAwsSecret: () => (/* reexport safe */ _secret_js__WEBPACK_IMPORTED_MODULE_2__.O)
/* harmony export */ });
/* harmony import */ var _key_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60652);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(80662);
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30523);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(56335);





/***/ }),

/***/ 60652:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ fetchedAwsKey)
/* harmony export */ });
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73303);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);


/**
 * Checks what GetPublicKey has answered.
 * @throws CountersignError SERVICE_ANSWER_INVALID, KEY_INVALID, KEY_UNSUPPORTED
 */
function fetchedAwsKey(kms, answer, details, where) {
    const { arn, spki, usage, spec, signingAlgorithms } = answer;
    if (arn === undefined || arn.length > 2048 || !/^[\x21-\x7e]+$/.test(arn) || spki === undefined || spki.length > 8192)
        throw kms.unusable('a key with its ARN', 'an answer without them');
    if (usage !== 'SIGN_VERIFY') {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_UNSUPPORTED', `${where} is no key for signatures`, {
            expected: 'a key with the usage SIGN_VERIFY',
            found: usage ?? 'no usage',
            hint: 'Create one: aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY.',
        });
    }
    try {
        return { key: (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .publicKeyFromSpki */ .W8)(spki, details), arn, signingAlgorithms };
    }
    catch (cause) {
        if (!(cause instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS))
            throw cause;
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(cause.code, `${where}: ${cause.message}`, {
            expected: cause.expected,
            found: `${spec ?? 'unknown'}${cause.found === undefined ? '' : `: ${cause.found}`}`,
            hint: 'Use a P-256 key (ECC_NIST_P256).',
            cause,
        });
    }
}

/***/ }),

/***/ 30523:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ readAwsSecret)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(31951);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(50030);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(76255);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(80662);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(56335);




const MAX_SECRET_BYTES = 64 * 1024;
const ARN = /^arn:aws(?:-[a-z]+)*:secretsmanager:([a-z0-9-]+):\d{12}:secret:[\w/+=.@-]{1,512}$/;
const NAME = /^[\w/+=.@-]{1,512}$/;
/**
 * Reads `aws-secret://NAME-or-ARN[#FIELD]` from AWS Secrets Manager. A secret with several values is a JSON object, and FIELD is one of its members.
 * @throws CountersignError INPUT_INVALID, KEY_INVALID, SERVICE_*
 */
async function readAwsSecret(run, reference, services) {
    const [, id = '', field] = /^aws-secret:\/\/([^#]*)(?:#(.+))?$/s.exec(reference) ?? [];
    const region = ARN.exec(id)?.[1];
    if ((region === undefined && !NAME.test(id)) || (region !== undefined && !(0,_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .isRegion */ .D)(region))) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('INPUT_INVALID', 'a reference to a secret in AWS Secrets Manager is not understood', {
            expected: 'aws-secret://NAME or aws-secret://ARN, with #FIELD for one member of a JSON secret',
            found: reference,
            hint: 'For example aws-secret://release/signing-key#private.',
        });
    }
    const store = await (0,_session_js__WEBPACK_IMPORTED_MODULE_2__/* .openAwsSession */ .a)(run, 'secretsmanager', { region, endpoint: undefined }, services);
    const { getSecret } = await import("../../libraries/aws-secrets.js");
    const { text, bytes, version } = await store.call(() => getSecret(store.options, store.credentials, id));
    const whole = text ?? (bytes === undefined ? undefined : (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .decodeUtf8 */ ._6)(bytes, 'the secret', 'KEY_INVALID'));
    if (whole === undefined || whole.length > MAX_SECRET_BYTES)
        throw store.unusable(`a secret of at most ${MAX_SECRET_BYTES} characters`, 'another answer');
    run.log.secret(whole);
    const value = field === undefined ? whole : memberOf(whole, field);
    run.log.secret(value);
    return { text: value, version };
}
function memberOf(text, field) {
    const hint = 'Correct the part after # in the reference, or store a JSON object with this member.';
    let value;
    try {
        const document = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(text, { what: 'the secret', code: 'KEY_INVALID', maxBytes: MAX_SECRET_BYTES * 2 });
        if ((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .isJsonObject */ .OW)(document) && Object.hasOwn(document, field))
            value = document[field];
    }
    catch {
        // The error of the parser is not kept: it may quote the secret.
    }
    if (typeof value === 'string')
        return value;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_INVALID', `the secret has no text called ${field}`, {
        expected: `a JSON object with the member ${field}`,
        found: 'another secret',
        hint,
    });
}

/***/ })

};
