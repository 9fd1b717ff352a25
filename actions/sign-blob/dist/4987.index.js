export const id = 4987;
export const ids = [4987];
export const modules = {

/***/ 24987:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ed25519phOfDigest: () => (/* binding */ ed25519phOfDigest)
/* harmony export */ });
/* harmony import */ var _noble_curves_ed25519_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9624);
/* harmony import */ var _noble_curves_abstract_edwards_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25407);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31951);
/* harmony import */ var _hash_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(29008);




const DOM2 = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .encodeUtf8 */ .Af)('SigEd25519 no Ed25519 collisions');
/**
 * Ed25519ph (RFC 8032 section 5.1) over the SHA-512 digest of the message: `ed25519ph` of the library hashes the message itself and takes no
 * digest. Encodings that are not canonical and keys of small order are refused (`zip215: false`, as in FIPS 186-5). A file of its
 * own, because it is loaded on first use.
 */
const ed25519phOfDigest = (0,_noble_curves_abstract_edwards_js__WEBPACK_IMPORTED_MODULE_1__/* .eddsa */ .q4)(_noble_curves_ed25519_js__WEBPACK_IMPORTED_MODULE_2__/* .ed25519 */ .ev.Point, (bytes) => (0,_hash_js__WEBPACK_IMPORTED_MODULE_3__/* .hash */ .tW)('sha512', bytes), {
    adjustScalarBytes(bytes) {
        // RFC 8032 section 5.1.5, step 2.
        bytes[0] = (bytes[0] ?? 0) & 248;
        bytes[31] = ((bytes[31] ?? 0) & 127) | 64;
        return bytes;
    },
    // dom2(F, C) of section 2, with F = 1.
    domain: (data, context) => (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .concatBytes */ .Id)(DOM2, Uint8Array.of(1, context.length), context, data),
    prehash: (digest) => digest,
    zip215: false,
});

/***/ })

};
