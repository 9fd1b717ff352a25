export const id = 9626;
export const ids = [9626];
export const modules = {

/***/ 79626:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openPublicKey: () => (/* binding */ openPublicKey),
  readGoogleSecret: () => (/* reexport */ readGoogleSecret)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(73303);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(76255);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/google-api.js + 2 modules
var google_api = __webpack_require__(72198);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/google-reference.js
var google_reference = __webpack_require__(53478);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __webpack_require__(16310);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/google-secret.js




/**
 * Reads a secret of Google Secret Manager.
 * @throws CountersignError INPUT_INVALID, KEY_INVALID, SERVICE_*, TOKEN_*
 */
async function readGoogleSecret(run, reference, services = key_login/* NO_KEY_SERVICES */.R) {
    const { name, location } = (0,google_reference/* parseGoogleSecret */.n)(reference);
    const host = location === undefined ? 'secretmanager.googleapis.com' : `secretmanager.${location}.rep.googleapis.com`;
    const api = (0,google_api/* googleApi */.Wb)(run, services, host, {
        role: 'Google Secret Manager',
        expected: 'the secret',
        refused: 'Check the name of the secret, and that the identity may read it (roles/secretmanager.secretAccessor).',
    });
    const answer = await api.get(`${name}:access`);
    const [, secret = '', version = ''] = /^(.+\/)versions\/([1-9][0-9]{0,9})$/.exec((0,google_api/* answered */.oQ)(answer, 'name')) ?? [];
    // The answer has the number of the project where the request may have its name.
    const asked = /\/secrets\/(.+)\/versions\/(.+)$/.exec(name) ?? [];
    if (!secret.endsWith(`/secrets/${asked[1] ?? ''}/`) || (asked[2] !== 'latest' && asked[2] !== version))
        throw (0,google_api/* damaged */.qM)(name, 'another secret or version');
    const { payload } = answer;
    if (!(0,json_readers/* isJsonObject */.OW)(payload))
        throw (0,google_api/* damaged */.qM)('a payload', 'none');
    const bytes = (0,google_api/* checkedBytes */.Dp)(payload, 'data', 'dataCrc32c');
    return { text: (0,wire_text/* decodeUtf8 */._6)(bytes, 'the secret', 'KEY_INVALID'), version };
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/gcp-secret.js



/** A public key in PEM form in Google Secret Manager. */
const openPublicKey = async (run, reference, { details, services }) => {
    const { text, version } = await readGoogleSecret(run, reference, services);
    return { key: (0,public_key/* publicKeyFromPem */.X)(text, 'the public key in the secret', details), version, where: reference, bytes: undefined };
};

/***/ })

};
