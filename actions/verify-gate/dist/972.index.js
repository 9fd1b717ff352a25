export const id = 972;
export const ids = [972];
export const modules = {

/***/ 5972:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openPublicKey: () => (/* binding */ openPublicKey)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(3303);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(1951);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(30);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(6255);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/aws/reference.js
var aws_reference = __webpack_require__(662);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/aws/session.js + 7 modules
var session = __webpack_require__(6335);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/secret.js




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
    if ((region === undefined && !NAME.test(id)) || (region !== undefined && !(0,aws_reference/* isRegion */.D)(region))) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'a reference to a secret in AWS Secrets Manager is not understood', {
            expected: 'aws-secret://NAME or aws-secret://ARN, with #FIELD for one member of a JSON secret',
            found: reference,
            hint: 'For example aws-secret://release/signing-key#private.',
        });
    }
    const store = await (0,session/* openAwsSession */.a)(run, 'secretsmanager', { region, endpoint: undefined }, services);
    const { getSecret } = await import("../../libraries/aws-secrets.js");
    const { text, bytes, version } = await store.call(() => getSecret(store.options, store.credentials, id));
    const whole = text ?? (bytes === undefined ? undefined : (0,wire_text/* decodeUtf8 */._6)(bytes, 'the secret', 'KEY_INVALID'));
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
        const document = (0,json/* parseJson */.qF)(text, { what: 'the secret', code: 'KEY_INVALID', maxBytes: MAX_SECRET_BYTES * 2 });
        if ((0,json_readers/* isJsonObject */.OW)(document) && Object.hasOwn(document, field))
            value = document[field];
    }
    catch {
        // The error of the parser is not kept: it may quote the secret.
    }
    if (typeof value === 'string')
        return value;
    throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `the secret has no text called ${field}`, {
        expected: `a JSON object with the member ${field}`,
        found: 'another secret',
        hint,
    });
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __webpack_require__(6310);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws-secret.js



/** A public key in PEM form in AWS Secrets Manager. */
const openPublicKey = async (run, reference, { details, services = key_login/* NO_KEY_SERVICES */.R }) => {
    const { text, version } = await readAwsSecret(run, reference, services);
    return { key: (0,public_key/* publicKeyFromPem */.X)(text, 'the public key in the secret', details), where: reference, version, bytes: undefined };
};

/***/ })

};
