export const id = 444;
export const ids = [444];
export const modules = {

/***/ 444:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openPublicKey: () => (/* binding */ openPublicKey)
});

// EXTERNAL MODULE: ./packages/core/lib/public-keys/aws/reference.js
var aws_reference = __webpack_require__(662);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/aws/session.js + 7 modules
var session = __webpack_require__(6335);
// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(3303);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/key.js


/**
 * Checks what GetPublicKey has answered.
 * @throws CountersignError SERVICE_ANSWER_INVALID, KEY_INVALID, KEY_UNSUPPORTED
 */
function fetchedAwsKey(kms, answer, details, where) {
    const { arn, spki, usage, spec, signingAlgorithms } = answer;
    if (arn === undefined || arn.length > 2048 || !/^[\x21-\x7e]+$/.test(arn) || spki === undefined || spki.length > 8192)
        throw kms.unusable('a key with its ARN', 'an answer without them');
    if (usage !== 'SIGN_VERIFY') {
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', `${where} is no key for signatures`, {
            expected: 'a key with the usage SIGN_VERIFY',
            found: usage ?? 'no usage',
            hint: 'Create one: aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY.',
        });
    }
    try {
        return { key: (0,public_key/* publicKeyFromSpki */.W8)(spki, details), arn, signingAlgorithms };
    }
    catch (cause) {
        if (!(cause instanceof countersign_error/* CountersignError */.WS))
            throw cause;
        throw new countersign_error/* CountersignError */.WS(cause.code, `${where}: ${cause.message}`, {
            expected: cause.expected,
            found: `${spec ?? 'unknown'}${cause.found === undefined ? '' : `: ${cause.found}`}`,
            hint: 'Use a P-256 key (ECC_NIST_P256).',
            cause,
        });
    }
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __webpack_require__(6310);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/awskms.js


/** The public key of a key in AWS KMS. Its permission kms:GetPublicKey is enough. */
const openPublicKey = async (run, reference, { details, services = key_login/* NO_KEY_SERVICES */.R }) => {
    const key = (0,aws_reference/* parseAwsKeyReference */.n)(reference);
    const kms = await (0,session/* openAwsSession */.a)(run, 'kms', key, services);
    const { awsPublicKeys } = await import("../../libraries/aws-public-keys.js");
    const answer = await kms.call(() => awsPublicKeys(kms.options, kms.credentials).getPublicKey(key.keyId));
    const fetched = fetchedAwsKey(kms, answer, details, reference);
    return { key: fetched.key, where: reference, version: fetched.arn, bytes: undefined };
};

/***/ })

};
