export const id = 562;
export const ids = [562];
export const modules = {

/***/ 7562:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NetFetcher: () => (/* binding */ NetFetcher)
/* harmony export */ });
/* harmony import */ var tuf_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6669);
/* harmony import */ var tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8647);


/** Lets tuf-js reach its mirror through our only door to the network, with its proxy, limits and deadline. */
class NetFetcher extends tuf_js__WEBPACK_IMPORTED_MODULE_0__.BaseFetcher {
    #net;
    #maxBytes;
    /** What the network failed with last; tuf-js wraps some errors until nothing is left of them. */
    failure;
    constructor(net, maxBytes) {
        super();
        this.#net = net;
        this.#maxBytes = maxBytes;
    }
    async fetch(url) {
        try {
            const response = await this.#net.fetch({ purpose: 'sigstore', method: 'GET', url, maxBytes: this.#maxBytes });
            // tuf-js looks for this very class: 404 for the next root means that the current one is the newest.
            if (response.status !== 200)
                throw new tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_1__.DownloadHTTPError(`HTTP status ${response.status} from ${url}`, response.status);
            return new Blob([new Uint8Array(response.body)]).stream();
        }
        catch (error) {
            if (!(error instanceof tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_1__.DownloadHTTPError && [403, 404].includes(error.statusCode)))
                this.failure = error;
            throw error;
        }
    }
}


/***/ })

};
