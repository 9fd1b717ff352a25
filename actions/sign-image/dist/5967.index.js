export const id = 5967;
export const ids = [5967];
export const modules = {

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

/***/ 25967:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openPublicKey: () => (/* binding */ openPublicKey)
/* harmony export */ });
/* harmony import */ var _aws_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(80662);
/* harmony import */ var _aws_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(56335);
/* harmony import */ var _aws_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(60652);
/* harmony import */ var _key_login_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(16310);


/** The public key of a key in AWS KMS. Its permission kms:GetPublicKey is enough. */
const openPublicKey = async (run, reference, { details, services = _key_login_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_KEY_SERVICES */ .R }) => {
    const key = (0,_aws_index_js__WEBPACK_IMPORTED_MODULE_1__/* .parseAwsKeyReference */ .n)(reference);
    const kms = await (0,_aws_index_js__WEBPACK_IMPORTED_MODULE_2__/* .openAwsSession */ .a)(run, 'kms', key, services);
    const { awsPublicKeys } = await import("../../libraries/aws-public-keys.js");
    const answer = await kms.call(() => awsPublicKeys(kms.options, kms.credentials).getPublicKey(key.keyId));
    const fetched = (0,_aws_index_js__WEBPACK_IMPORTED_MODULE_3__/* .fetchedAwsKey */ .W)(kms, answer, details, reference);
    return { key: fetched.key, where: reference, version: fetched.arn, bytes: undefined };
};

/***/ })

};
