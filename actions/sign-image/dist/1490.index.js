export const id = 1490;
export const ids = [1490];
export const modules = {

/***/ 21490:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callProgram: () => (/* reexport safe */ _program_js__WEBPACK_IMPORTED_MODULE_3__.b),
/* harmony export */   openPkcs11Token: () => (/* reexport safe */ _pkcs11_token_js__WEBPACK_IMPORTED_MODULE_1__.d),
/* harmony export */   parsePkcs11Uri: () => (/* reexport safe */ _pkcs11_uri_js__WEBPACK_IMPORTED_MODULE_2__.T),
/* harmony export */   pkcs11Object: () => (/* reexport safe */ _pkcs11_key_js__WEBPACK_IMPORTED_MODULE_0__.r),
/* harmony export */   pkcs11PublicKey: () => (/* reexport safe */ _pkcs11_key_js__WEBPACK_IMPORTED_MODULE_0__.I),
/* harmony export */   plainText: () => (/* reexport safe */ _program_js__WEBPACK_IMPORTED_MODULE_3__.w)
/* harmony export */ });
/* harmony import */ var _pkcs11_key_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(43418);
/* harmony import */ var _pkcs11_token_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(86991);
/* harmony import */ var _pkcs11_uri_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(42211);
/* harmony import */ var _program_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7441);





/***/ })

};
