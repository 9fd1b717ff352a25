export const id = 841;
export const ids = [841];
export const modules = {

/***/ 2841:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  githubAttestations: () => (/* binding */ githubAttestations)
});

// EXTERNAL MODULE: ./packages/core/lib/bundles/read-bundle.js + 1 modules
var read_bundle = __webpack_require__(1546);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/net/addresses.js
var addresses = __webpack_require__(8626);
// EXTERNAL MODULE: ./packages/core/lib/net/next-link.js
var next_link = __webpack_require__(5526);
// EXTERNAL MODULE: ./packages/core/lib/net/service-errors.js
var service_errors = __webpack_require__(969);
// EXTERNAL MODULE: ./packages/core/lib/net/backoff.js
var backoff = __webpack_require__(2654);
// EXTERNAL MODULE: ./packages/core/lib/net/server-words.js
var server_words = __webpack_require__(4731);
// EXTERNAL MODULE: ./packages/core/lib/net/failures.js + 1 modules
var failures = __webpack_require__(8547);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(6255);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(30);
;// CONCATENATED MODULE: ./packages/core/lib/evidence/github-answers.js



const OTHERWISE = 'name the bundle files in evidence.';
const NAME_FILES = 'Name the bundle files in evidence.';
/** The words for errors about one request. */
function askedGithub(url) {
    return {
        role: "GitHub's attestation API",
        url,
        expected: 'attestations',
        configured: 'GITHUB_API_URL',
        instead: `Try again later, raise timeout, or ${OTHERWISE}`,
        refused: NAME_FILES,
    };
}
/** The answer to a request. Without one, the error names the service. */
async function answerOf(run, asked, request) {
    const started = run.clock();
    try {
        return await request();
    }
    catch (thrown) {
        throw (0,service_errors/* noAnswer */.qE)(run, asked, started, thrown);
    }
}
/** GitHub redirects on its own host, for example after a repository was renamed. The token is not sent anywhere else, and no list is read there. */
function refuseOtherHost(url, response) {
    if (new URL(url).origin === new URL(response.url).origin)
        return;
    throw new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `GitHub's attestation API ${new URL(url).host} redirects to another host`, {
        expected: `an answer from ${(0,addresses/* describeUrl */.Ng)(url)}`,
        found: `one from ${(0,addresses/* describeUrl */.Ng)(response.url)}`,
        hint: 'Set GITHUB_API_URL to the address of the API. The token was not sent to the other host.',
    });
}
/** The list of attestations in a page. @throws CountersignError SERVICE_ANSWER_INVALID */
function entriesIn(response, what, maxBytes) {
    try {
        const answer = (0,json_readers/* readObject */.Ag)((0,json/* parseJson */.qF)(response.body, { maxBytes, what }), what);
        return (0,json_readers/* readArray */.oU)(answer['attestations'], `${what}: attestations`);
    }
    catch (cause) {
        throw new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `GitHub's attestation API ${new URL(response.url).host} gave an answer that cannot be used`, {
            expected: 'a list of attestations',
            found: cause instanceof Error ? cause.message : 'something else',
            hint: `Check that GITHUB_API_URL is the address of GitHub's API, or ${OTHERWISE}`,
            cause,
        });
    }
}
/** The error for a response of the API that is not 200. */
function apiError(run, response, repository, api) {
    return answerError(run, response, `the attestations of ${repository}`, hintFor(response.status, repository, api), api.secrets);
}
/** What to do about a status that waiting does not change. */
function hintFor(status, repository, { token, withheld }) {
    if (withheld)
        return 'The token was not sent to this host: GITHUB_API_URL must be the host of a signer in the policy.';
    const setToken = 'set GITHUB_TOKEN to a token with the permission "attestations: read"';
    switch (status) {
        case 401:
            return token === undefined
                ? `GitHub requires a token: ${setToken}.`
                : 'The token is invalid or has expired: set GITHUB_TOKEN to a valid one.';
        case 403:
            return token === undefined
                ? `GitHub refuses this without a token: ${setToken}.`
                : `The token may not read this: ${setToken}.`;
        case 404:
            return token === undefined
                ? `The repository ${repository} does not exist, or it is private: check the name, or ${setToken}.`
                : `The repository ${repository} does not exist, or the token may not read it: check the name, or ${setToken}. The token of a GitHub job can read only its own private repository.`;
        default:
            return NAME_FILES;
    }
}
/** @param hint for a status that waiting does not change */
function answerError(run, response, expected, hint, secrets = []) {
    const { status } = response;
    const later = (0,backoff/* canPass */.QL)(response);
    const said = (0,server_words/* serverWords */.l)(response.body, secrets);
    const cure = (0,backoff/* isRateLimit */.a5)(response)
        ? `${limitEnd(response)}Requests with a token have a higher limit; or ${OTHERWISE}`
        : later
            ? `Try again later, or ${OTHERWISE}`
            : hint;
    const clock = (0,service_errors/* clockNote */.rL)(run, response);
    return new countersign_error/* CountersignError */.WS(later ? 'SERVICE_UNAVAILABLE' : 'SERVICE_REFUSED', `GitHub's API ${(0,addresses/* describeUrl */.Ng)(response.url)} answered ${status}`, {
        expected,
        found: `status ${status}${response.attempts > 1 ? ` ${(0,failures/* afterAttempts */.ln)(response.attempts)}` : ''}, "${said}"`,
        hint: clock === '' ? cure : `${cure} ${clock}`,
    });
}
/** When the rate limit ends, as a sentence; empty if the response does not say it. */
function limitEnd(response) {
    // Counted from 1970: a moment of today is a large number, a duration is not.
    const ms = (0,backoff/* limitEndsInMs */.bf)(response, new Date(0)) ?? Infinity;
    if (ms === Infinity)
        return '';
    return ms < 1e12 ? `The rate limit ends in ${ms / 1000} s. ` : `The rate limit ends at ${new Date(ms).toISOString()}. `;
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/github-api.js
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
// EXTERNAL MODULE: ./packages/core/lib/evidence/limits.js
var limits = __webpack_require__(5664);
;// CONCATENATED MODULE: ./packages/core/lib/evidence/snappy.js

/**
 * Decompresses Snappy's block format (google/snappy format_description.txt), in which GitHub stores attestation bundles.
 * The length in the header is checked before memory is allocated, and must be exact.
 *
 * @throws CountersignError EVIDENCE_TOO_LARGE, EVIDENCE_MALFORMED
 */
function decompressSnappy(input, maxBytes, what) {
    const source = new Source(input, what);
    const length = source.varint();
    if (length > maxBytes) {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `${what} is too large`, {
            expected: `at most ${maxBytes} bytes`,
            found: `${length} bytes`,
        });
    }
    const output = new Uint8Array(length);
    let at = 0;
    while (source.left > 0) {
        const tag = source.integer(1);
        const kind = tag & 3;
        if (kind === 0) {
            const small = tag >> 2;
            const count = (small < 60 ? small : source.integer(small - 59)) + 1;
            if (at + count > length)
                throw source.broken();
            output.set(source.take(count), at);
            at += count;
            continue;
        }
        const count = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
        const offset = kind === 1 ? ((tag >> 5) << 8) | source.integer(1) : source.integer(kind === 2 ? 2 : 4);
        if (offset === 0 || offset > at || at + count > length)
            throw source.broken();
        // Byte by byte, because source and target of a copy may overlap.
        for (const end = at + count; at < end; at += 1)
            output[at] = output[at - offset] ?? 0;
    }
    if (at !== length)
        throw source.broken();
    return output;
}
class Source {
    bytes;
    what;
    at = 0;
    constructor(bytes, what) {
        this.bytes = bytes;
        this.what = what;
    }
    get left() {
        return this.bytes.length - this.at;
    }
    /** Little-endian, up to four bytes. */
    integer(size) {
        return this.take(size).reduce((value, byte, index) => value + byte * 256 ** index, 0);
    }
    /** Up to 32 bits. */
    varint() {
        let value = 0;
        for (let index = 0; index < 5; index += 1) {
            const byte = this.integer(1);
            value += (byte & 0x7f) * 128 ** index;
            if (byte < 0x80 && value < 2 ** 32)
                return value;
        }
        throw this.broken();
    }
    take(count) {
        if (count > this.left)
            throw this.broken();
        this.at += count;
        return this.bytes.subarray(this.at - count, this.at);
    }
    broken() {
        return new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', `${this.what} is not valid Snappy data`, {
            expected: 'the compressed bundle',
            found: 'malformed data',
        });
    }
}
// EXTERNAL MODULE: ./packages/core/lib/wire/sha256-digest.js
var sha256_digest = __webpack_require__(9716);
;// CONCATENATED MODULE: ./packages/core/lib/evidence/github-attestations.js








const PAGE_BYTES = 32 * 1024 * 1024;
const PAGE_ENTRIES = 100;
const MAX_PAGES = 10;
const FETCHES_AT_ONCE = 4;
const PUBLIC_API = 'https://api.github.com';
/**
 * The attestations that GitHub stores for a digest: `GET /repos/{owner}/{repo}/attestations/sha256:…` of GITHUB_API_URL. The token
 * (GITHUB_TOKEN or GH_TOKEN) is sent only to api.github.com and to the APIs of the policy's signers, never to a host that only an
 * environment variable names.
 *
 * @param repository `owner/name`
 * @param digest lower-case hex SHA-256
 * @param apis origins of further APIs that get the token
 * @param open opens the client; default: our own small client
 */
async function githubAttestations(run, repository, digest, apis = [], open = netGithubApi) {
    const search = { items: [], incomplete: [], bytesLeft: limits/* MAX_ANSWER_BYTES */.gB };
    try {
        const api = readApi(run, apis);
        const client = await open(run, api);
        const first = `${api.url}/repos/${repository}/attestations/sha256:${digest}?per_page=100`;
        let url = first;
        for (let page = 1; url !== undefined; page += 1) {
            if (page > MAX_PAGES)
                throw tooMany((0,addresses/* describeUrl */.Ng)(first), `${MAX_PAGES} pages`);
            const response = await ask(run, client, url);
            if (response.status === 404 && page === 1) {
                // GitHub answers 404 if there are no attestations, and also if the repository does not exist or the token may not read it.
                const about = await ask(run, client, `${api.url}/repos/${repository}`);
                if (about.status === 200)
                    break;
                throw apiError(run, about, repository, api);
            }
            if (response.status !== 200)
                throw apiError(run, response, repository, api);
            await readPage(run, response, api.url, search);
            url = nextPage(response, api.url);
        }
    }
    catch (error) {
        search.incomplete.push((0,countersign_error/* asCountersignError */.ek)(error));
    }
    return { items: search.items, incomplete: search.incomplete };
}
function readApi(run, apis) {
    const url = (run.env['GITHUB_API_URL'] || PUBLIC_API).replace(/(?<!\/)\/+$/, '');
    const token = run.env['GITHUB_TOKEN'] || run.env['GH_TOKEN'] || undefined;
    if (token === undefined)
        return { url, token, withheld: false, secrets: [] };
    run.log.secret(token);
    const origin = URL.parse(url)?.origin ?? '';
    const meant = [PUBLIC_API, ...apis].includes(origin);
    if (!meant)
        run.log.warn(`the GitHub token is not sent to ${(0,addresses/* describeUrl */.Ng)(url)}: no signer of the policy is on that host`);
    return { url, token: meant ? token : undefined, withheld: !meant, secrets: [token] };
}
/** One request to the API; `net` waits for rate limits. */
async function ask(run, client, url) {
    const response = await answerOf(run, askedGithub(url), () => client.get(url, PAGE_BYTES));
    refuseOtherHost(url, response);
    return response;
}
async function readPage(run, response, api, search) {
    const what = (0,addresses/* describeUrl */.Ng)(response.url);
    const entries = entriesIn(response, what, PAGE_BYTES);
    const { default: pLimit } = await __webpack_require__.e(/* import() */ 799).then(__webpack_require__.bind(__webpack_require__, 6799));
    if (entries.length > PAGE_ENTRIES)
        throw tooMany(what, `${PAGE_ENTRIES} attestations in a page`);
    await pLimit(FETCHES_AT_ONCE).map(entries, (entry, index) => readEntry(run, entry, `${what} (${index + 1})`, api, search));
}
/** A bundle that cannot be parsed is an unreadable item; one that is too large makes the search incomplete; one that cannot be fetched ends it. */
async function readEntry(run, entry, location, api, search) {
    const origin = { kind: 'github', location };
    try {
        const inline = (0,json_readers/* isJsonObject */.OW)(entry) ? entry['bundle'] : undefined;
        const address = (0,json_readers/* isJsonObject */.OW)(entry) ? entry['bundle_url'] : undefined;
        if (search.bytesLeft <= 0)
            throw tooMany(location, `${limits/* MAX_ANSWER_BYTES */.gB} bytes of bundles`);
        const bytes = inline === undefined || inline === null
            ? await fetchBundle(run, typeof address === 'string' ? address : '', location, api)
            : Buffer.from(JSON.stringify(inline), 'utf8');
        search.bytesLeft -= bytes.length;
        if (search.bytesLeft < 0)
            throw tooMany(location, `${limits/* MAX_ANSWER_BYTES */.gB} bytes of bundles`);
        search.items.push({
            kind: 'bundle',
            origin,
            bundle: (0,read_bundle/* readBundle */.Bo)(bytes, location),
            digest: (0,sha256_digest/* sha256Digest */.s)(bytes),
        });
    }
    catch (thrown) {
        const error = (0,countersign_error/* asCountersignError */.ek)(thrown);
        if (error.code === 'EVIDENCE_TOO_LARGE')
            search.incomplete.push(error);
        else if (error.code.startsWith('EVIDENCE_'))
            search.items.push({ kind: 'unreadable', origin, error });
        else
            throw error;
    }
}
/** Fetches a bundle from GitHub's storage: another host, with a signed URL, so no token is sent. */
async function fetchBundle(run, address, what, api) {
    const url = URL.parse(address);
    if (url === null || (url.protocol !== 'https:' && url.origin !== new URL(api).origin)) {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', `${what} contains neither a bundle nor the https URL of one`);
    }
    const asked = { ...askedGithub(url.href), role: "GitHub's storage of bundles" };
    const request = { purpose: 'attestations', method: 'GET', url: url.href, from: api, maxBytes: read_bundle/* MAX_BUNDLE_BYTES */.Me };
    const response = await answerOf(run, asked, () => run.net.fetch(request));
    if (response.status !== 200) {
        throw answerError(run, response, `the bundle of ${what}`, 'Run again: the URL of a stored bundle is valid for a short time only.');
    }
    const compressed = response.headers['content-type']?.startsWith('application/x-snappy') === true;
    return compressed ? decompressSnappy(response.body, read_bundle/* MAX_BUNDLE_BYTES */.Me, what) : response.body;
}
/** The URL of the next page; it must be of the same API, because the token is sent there. */
function nextPage(response, api) {
    const target = (0,next_link/* nextLink */.I)(response, (0,addresses/* describeUrl */.Ng)(response.url), 'SERVICE_ANSWER_INVALID');
    if (target === undefined)
        return undefined;
    const url = URL.parse(target, response.url);
    if (url !== null && url.origin === new URL(api).origin)
        return url.href;
    throw new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `${(0,addresses/* describeUrl */.Ng)(response.url)}: the next page is on another host`, {
        expected: api,
        found: url === null ? 'an invalid URL' : url.origin,
    });
}
function tooMany(what, limit) {
    return (0,limits/* overLimit */.W1)(`${what}: there are too many attestations`, limit, NAME_FILES);
}

/***/ }),

/***/ 5526:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ nextLink)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4634);

/** Longest accepted `Link` header; those of GitHub and of registries have some hundred characters. */
const MAX_LINK = 4096;
/**
 * The address of the next page of an answer, unchanged: `Link: <url>; rel="next"` (RFC 8288 section 3).
 * @param from the server, for messages
 * @throws CountersignError `code` for a header that is too long: ignoring it would miss pages
 */
function nextLink({ headers }, from, code) {
    const link = headers['link'] ?? '';
    if (link.length > MAX_LINK) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${from}: the Link header is too long`, {
            expected: `at most ${MAX_LINK} characters`,
            found: `${link.length}`,
        });
    }
    return /<([^<>]*)>\s*;[^<]*\brel="?next"?/i.exec(link)?.[1];
}

/***/ })

};
