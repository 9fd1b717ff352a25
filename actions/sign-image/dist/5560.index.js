export const id = 5560;
export const ids = [5560];
export const modules = {

/***/ 55560:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openPublicKey: () => (/* binding */ openPublicKey)
/* harmony export */ });
/* harmony import */ var _pkcs11_key_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(43418);
/* harmony import */ var _pkcs11_token_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(86991);
/* harmony import */ var _pkcs11_uri_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(42211);



const HINT = 'Only objects that are visible without PIN are read here. If the public key is private, export it, and name the file.';
/**
 * The public key of a PKCS #11 URI, read from the token without PIN. Whoever names such a key also pins its fingerprint: the module and the
 * token then decide nothing.
 */
const openPublicKey = async (run, reference, { details }) => {
    const uri = (0,_pkcs11_uri_js__WEBPACK_IMPORTED_MODULE_0__/* .parsePkcs11Uri */ .T)(run, reference);
    const token = await (0,_pkcs11_token_js__WEBPACK_IMPORTED_MODULE_1__/* .openPkcs11Token */ .d)(run, uri);
    const objects = await token.objects(undefined);
    const found = (0,_pkcs11_key_js__WEBPACK_IMPORTED_MODULE_2__/* .pkcs11Object */ .r)(uri, objects, uri.type === 'cert' ? ['cert'] : ['public', 'cert'], HINT);
    const key = await (0,_pkcs11_key_js__WEBPACK_IMPORTED_MODULE_2__/* .pkcs11PublicKey */ .I)(token, objects, found, { type: uri.type, details });
    return { key, where: uri.name, bytes: undefined };
};

/***/ })

};
