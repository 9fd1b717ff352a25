export const id = 572;
export const ids = [572];
export const modules = {

/***/ 80572:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openPublicKey: () => (/* binding */ openPublicKey)
/* harmony export */ });
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(73303);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30969);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(18626);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(31951);




const MAX_BYTES = 64 * 1024;
const WHAT = 'the public key';
/**
 * A public key in PEM form at an https address. What an address answers can change, so whoever uses the key compares its fingerprint.
 * @throws CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID, NETWORK_FORBIDDEN, KEY_INVALID, INPUT_INVALID
 */
const openPublicKey = async (run, reference, { details }) => {
    const url = URL.parse(reference);
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '') {
        // Not quoted: it may contain a password.
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', 'the address of a public key cannot be used', {
            expected: 'https://HOST/PATH without user name, password and fragment',
            found: 'another address',
            hint: 'Keys that need a login are read from a key service or a secret store.',
        });
    }
    const asked = {
        role: 'the server of the public key',
        url: url.href,
        expected: 'a public key in PEM form',
        configured: 'the reference of the key',
        instead: 'Run the job again when the server is back, or use a file with the public key.',
        refused: 'Check the address; a public key must be readable without a login.',
        // A query may contain a token.
        secrets: url.search === '' ? [] : [url.search],
    };
    const request = {
        purpose: 'keys',
        method: 'GET',
        headers: { accept: 'application/x-pem-file, application/octet-stream, text/plain;q=0.9, */*;q=0.1' },
        maxBytes: MAX_BYTES,
        redirect: 'follow',
    };
    const { body } = await (0,_net_index_js__WEBPACK_IMPORTED_MODULE_1__/* .ask */ .kA)(run, asked, request);
    const where = (0,_net_index_js__WEBPACK_IMPORTED_MODULE_2__/* .describeUrl */ .Ng)(url.href);
    return { key: (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_3__/* .publicKeyFromPem */ .X)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_4__/* .decodeUtf8 */ ._6)(body, where, 'KEY_INVALID'), WHAT, details), where, bytes: body };
};

/***/ })

};
