export const id = 964;
export const ids = [964];
export const modules = {

/***/ 3964:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createRegistry: () => (/* reexport */ createRegistry)
});

;// CONCATENATED MODULE: ./packages/core/lib/registry/create-registry.js
/**
 * The registry client of a run: credentials and tokens are found once and kept inside. Making one costs nothing, not even
 * loading it: a run about files alone never does.
 */
function createRegistry(run, options = {}) {
    let loaded;
    const client = () => (loaded ??= __webpack_require__.e(/* import() */ 185).then(__webpack_require__.bind(__webpack_require__, 3185)).then(({ createClient }) => createClient(run, options)));
    return {
        resolve: async (reference, asked) => await (await client()).resolve(reference, asked),
        attach: async (image, bundle, serialized, where) => await (await client()).attach(image, bundle, serialized, where),
        find: async (image, where) => await (await client()).find(image, where),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/index.js


/***/ })

};
