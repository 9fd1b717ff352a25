export const id = 173;
export const ids = [173];
export const modules = {

/***/ 2173:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  githubAttestations: () => (/* binding */ githubAttestations)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./packages/core/lib/bundles/read-bundle.js + 1 modules
var read_bundle = __webpack_require__(1546);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/net/addresses.js
var addresses = __webpack_require__(8626);
;// CONCATENATED MODULE: ./packages/core/lib/evidence/snappy.js

/**
 * Decompresses Snappy's block format (google/snappy format_description.txt), in which GitHub stores attestation bundles.
 * The length that the data announces is checked before anything is allocated, and is met exactly.
 *
 * @throws CountersignError EVIDENCE_TOO_LARGE, EVIDENCE_MALFORMED
 */
function decompressSnappy(input, maxBytes, what) {
    const source = new Source(input, what);
    const length = source.varint();
    if (length > maxBytes) {
        throw new countersign_error/* CountersignError */.W('EVIDENCE_TOO_LARGE', `${what} is too large`, {
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
        // Byte by byte: a copy may overlap what it writes.
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
        return new countersign_error/* CountersignError */.W('EVIDENCE_MALFORMED', `${this.what} is not Snappy data`, {
            expected: 'the compressed bundle',
            found: 'broken data',
        });
    }
}

// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(6255);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(30);
;// CONCATENATED MODULE: ./packages/core/lib/evidence/github-attestations.js






const PAGE_BYTES = 64 * 1024 * 1024;
const MAX_PAGES = 10;
const FETCHES_AT_ONCE = 8;
/**
 * The attestations that GitHub keeps for a digest: `GET /repos/{owner}/{repo}/attestations/sha256:…` of GITHUB_API_URL, with
 * GITHUB_TOKEN or GH_TOKEN if there is one.
 *
 * @param repository `owner/name`
 * @param digest lower-case hex SHA-256
 */
async function githubAttestations(run, repository, digest) {
    const items = [];
    try {
        const api = (run.env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, '');
        const first = `${api}/repos/${repository}/attestations/sha256:${digest}?per_page=100`;
        let url = first;
        for (let page = 1; url !== undefined; page += 1) {
            if (page > MAX_PAGES)
                throw endless(first);
            const response = await ask(run, url);
            // GitHub answers 404 both for "no attestations" and for "no such repository, or not for you".
            if (response.status === 404 && page === 1 && (await ask(run, `${api}/repos/${repository}`)).status === 200)
                break;
            if (response.status !== 200)
                throw refusal(response, repository);
            items.push(...(await readPage(run, response, api)));
            url = nextPage(response, api);
        }
        return { items, incomplete: [] };
    }
    catch (error) {
        return { items, incomplete: [(0,countersign_error/* asCountersignError */.e)(error)] };
    }
}
function ask(run, url) {
    const token = run.env['GITHUB_TOKEN'] || run.env['GH_TOKEN'];
    const headers = {
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        ...(token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }),
    };
    return run.net.fetch({ purpose: 'attestations', method: 'GET', url, headers, maxBytes: PAGE_BYTES });
}
async function readPage(run, response, api) {
    const what = (0,addresses/* describeUrl */.Ng)(response.url);
    const code = 'SERVICE_ANSWER_INVALID';
    const answer = (0,json_readers/* readObject */.Ag)((0,json/* parseJson */.q)(response.body, { maxBytes: PAGE_BYTES, what, code }), what, code);
    const entries = (0,json_readers/* readArray */.oU)(answer['attestations'], `${what}: attestations`, code);
    const { default: pLimit } = await __webpack_require__.e(/* import() */ 799).then(__webpack_require__.bind(__webpack_require__, 6799));
    return await pLimit(FETCHES_AT_ONCE).map(entries, (entry, index) => readEntry(run, entry, `${what} (${index + 1})`, api));
}
/** A bundle that can't be read is an item like any other; one that can't be fetched ends the search. */
async function readEntry(run, entry, location, api) {
    const origin = { kind: 'github', location };
    try {
        const inline = (0,json_readers/* isJsonObject */.OW)(entry) ? entry['bundle'] : undefined;
        const address = (0,json_readers/* isJsonObject */.OW)(entry) ? entry['bundle_url'] : undefined;
        const bytes = inline === undefined || inline === null
            ? await fetchBundle(run, typeof address === 'string' ? address : '', location, api)
            : Buffer.from(JSON.stringify(inline), 'utf8');
        return {
            kind: 'bundle',
            origin,
            bundle: (0,read_bundle/* readBundle */.Bo)(bytes, location),
            digest: `sha256:${(0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex')}`,
        };
    }
    catch (thrown) {
        const error = (0,countersign_error/* asCountersignError */.e)(thrown);
        if (error.code.startsWith('EVIDENCE_'))
            return { kind: 'unreadable', origin, error };
        throw error;
    }
}
/** The bundle in GitHub's store: another host with a signed address, so it gets no token. */
async function fetchBundle(run, address, what, api) {
    const url = URL.parse(address);
    if (url === null || (url.protocol !== 'https:' && url.origin !== new URL(api).origin)) {
        throw new countersign_error/* CountersignError */.W('EVIDENCE_MALFORMED', `${what} has neither a bundle nor an https address of one`);
    }
    const response = await run.net.fetch({ purpose: 'attestations', method: 'GET', url: url.href, maxBytes: read_bundle/* MAX_BUNDLE_BYTES */.Me });
    if (response.status !== 200)
        throw refusal(response, what);
    const compressed = response.headers['content-type']?.startsWith('application/x-snappy') === true;
    return compressed ? decompressSnappy(response.body, read_bundle/* MAX_BUNDLE_BYTES */.Me, what) : response.body;
}
/** The next page stays with the API: the token goes nowhere else. */
function nextPage(response, api) {
    const target = /<([^>]*)>\s*;[^<]*\brel="?next"?/i.exec(response.headers['link'] ?? '')?.[1];
    if (target === undefined)
        return undefined;
    const url = URL.parse(target, response.url);
    if (url !== null && url.origin === new URL(api).origin)
        return url.href;
    throw new countersign_error/* CountersignError */.W('SERVICE_ANSWER_INVALID', `${(0,addresses/* describeUrl */.Ng)(response.url)}: the next page is elsewhere`, {
        expected: api,
        found: url === null ? 'no URL' : url.origin,
    });
}
function refusal(response, repository) {
    const { status } = response;
    const later = status === 408 || status === 429 || status >= 500;
    return new countersign_error/* CountersignError */.W(later ? 'SERVICE_UNAVAILABLE' : 'SERVICE_REFUSED', `${(0,addresses/* describeUrl */.Ng)(response.url)} answered ${status}`, {
        expected: `the attestations of ${repository}`,
        found: `status ${status}`,
        hint: later
            ? 'try again later, or name bundle files in evidence'
            : 'give a token that may read attestations (permissions: attestations: read) in GITHUB_TOKEN',
    });
}
function endless(url) {
    return new countersign_error/* CountersignError */.W('EVIDENCE_TOO_LARGE', `${(0,addresses/* describeUrl */.Ng)(url)}: more attestations than are read`, {
        expected: `at most ${MAX_PAGES} pages`,
        found: 'more',
        hint: 'name the bundles with evidence',
    });
}


/***/ })

};
