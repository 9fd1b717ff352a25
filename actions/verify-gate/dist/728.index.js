export const id = 728;
export const ids = [728];
export const modules = {

/***/ 658:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ netGithubApi),
/* harmony export */   p: () => (/* binding */ GITHUB_HEADERS)
/* harmony export */ });
/** GitHub's recommended headers (REST API, "API versions"). */
const GITHUB_HEADERS = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
};
/** Our own small client. */
const netGithubApi = ({ net }, { token }) => ({
    get: (url, maxBytes) => net.fetch({
        purpose: 'attestations',
        method: 'GET',
        url,
        headers: { ...GITHUB_HEADERS, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        maxBytes,
    }),
});

/***/ }),

/***/ 5728:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   octokitApi: () => (/* binding */ octokitApi)
/* harmony export */ });
/* harmony import */ var _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4072);
/* harmony import */ var _countersign_core_evidence__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(658);


/**
 * GitHub's API through `@actions/github` (its Octokit), with `run.net` as its fetch: time limits, size limits, redirects and retries are
 * those of the run. Octokit gets only the status: core limits and parses bodies, and headers of an untrusted server would reach the log of
 * Octokit. All that Octokit logs goes to the run's log.
 */
const octokitApi = ({ net, log }, { url: baseUrl, token }) => {
    const quiet = (message) => {
        log.debug(`octokit: ${message}`);
    };
    const octokit = new _actions_github_lib_utils__WEBPACK_IMPORTED_MODULE_0__/* .GitHub */ .gq({
        baseUrl,
        userAgent: 'countersign',
        ...(token === undefined ? {} : { auth: token }),
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
    return {
        async get(url, maxBytes) {
            let answer;
            let failure;
            // Not the address from Octokit: it replaces `:abc` and `{abc}` in a path, which it takes for parameters.
            const fetch = async (_address, { headers }) => {
                try {
                    answer = await net.fetch({ purpose: 'attestations', method: 'GET', url, headers, maxBytes });
                }
                catch (thrown) {
                    failure = thrown;
                    throw thrown;
                }
                return new Response(null, { status: answer.status });
            };
            try {
                await octokit.request({ method: 'GET', url, headers: _countersign_core_evidence__WEBPACK_IMPORTED_MODULE_1__/* .GITHUB_HEADERS */ .p, request: { fetch } });
            }
            catch (thrown) {
                // Octokit throws for a status of 400 or more, which is an answer here, and if `net` throws.
                if (answer === undefined)
                    throw failure ?? thrown;
            }
            if (answer === undefined)
                throw new Error('Octokit sent no request');
            return answer;
        },
    };
};

/***/ })

};
