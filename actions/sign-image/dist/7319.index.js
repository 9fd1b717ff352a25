export const id = 7319;
export const ids = [7319];
export const modules = {

/***/ 27319:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openPublicKey: () => (/* binding */ openPublicKey)
/* harmony export */ });
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73303);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(31951);


/** A public key in a PEM file. */
const openPublicKey = async (_run, path, { readFile, details }) => {
    const bytes = readFile(path);
    return { key: (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_0__/* .publicKeyFromPem */ .X)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeUtf8 */ ._6)(bytes, path, 'KEY_INVALID'), undefined, details), where: path, bytes };
};

/***/ })

};
