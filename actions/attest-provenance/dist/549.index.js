export const id = 549;
export const ids = [549,256];
export const modules = {

/***/ 32654:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $x: () => (/* binding */ jitteredDelay),
/* harmony export */   Vs: () => (/* binding */ retryAfterMs),
/* harmony export */   dg: () => (/* binding */ isTransient)
/* harmony export */ });
/** First and largest pause between two attempts without `Retry-After`, in milliseconds. */
const FIRST_MS = 250;
const LARGEST_MS = 20_000;
/** Transient statuses; 501 and 505 are permanent. */
function isTransient(status) {
    return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}
/**
 * What `Retry-After` asks for, in milliseconds from `now`; undefined when the header is missing or unreadable.
 * Seconds and HTTP dates (RFC 9110 §10.2.3).
 */
function retryAfterMs(header, now) {
    const value = header?.trim();
    if (value === undefined || value === '')
        return undefined;
    if (/^\d{1,9}$/.test(value))
        return Number(value) * 1000;
    if (!/^[A-Z][a-z]{2,8}, /.test(value))
        return undefined;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
/** Full jitter: a random delay from 0 to the exponential bound, so that many clients do not retry at the same time. In milliseconds. */
function jitteredDelay(attempt, random) {
    const bound = Math.min(LARGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
    return Math.round(bound * fraction(random));
}
/** A number in [0, 1) from four random bytes. */
function fraction(random) {
    const bytes = random(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
}

/***/ }),

/***/ 39971:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ fetchFailure),
/* harmony export */   p: () => (/* binding */ NetworkFailure)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);
/* harmony import */ var _addresses_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18626);


/** Permanent failures, by the codes of Node and OpenSSL. */
const PERMANENT = new Set([
    'ENOTFOUND',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_REVOKED',
    'CERT_SIGNATURE_FAILURE',
    'CERT_UNTRUSTED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'HPE_HEADER_OVERFLOW',
    'ERR_INVALID_CHAR',
    'ERR_UNESCAPED_CHARACTERS',
]);
/** The hint for a network failure, by its code. */
function cure(code) {
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
        return 'Check the host name, DNS and the proxy settings (HTTPS_PROXY, NO_PROXY).';
    if (code === 'ECONNREFUSED')
        return 'Check that the service runs and that host and port are correct.';
    if (code === 'PROXY_REFUSED')
        return 'Check HTTPS_PROXY, its user name and password, or name the host in NO_PROXY.';
    if (/CERT|ISSUER|SIGNATURE/.test(code))
        return 'If the service has its own CA, name its file in NODE_EXTRA_CA_CERTS.';
    if (/SSL|EPROTO/.test(code))
        return 'Check that the service uses https at this address.';
    return 'Try again; check the network, proxy and firewall between this machine and the service.';
}
function codeOf(error) {
    if (typeof error !== 'object' || error === null)
        return 'UNKNOWN';
    if ('code' in error && typeof error.code === 'string')
        return error.code;
    // Node tries several addresses of a name and reports all failures together.
    if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
        return codeOf(error.errors[0]);
    return 'UNKNOWN';
}
/** The error for a missing answer. Only the code of the cause is kept: messages of lower layers may contain headers or credentials of a proxy. */
function fetchFailure(url, error) {
    const code = codeOf(error);
    const found = code === 'UNKNOWN' ? 'the connection failed' : code;
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('FETCH_FAILED', `${(0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(url)}: no answer (${found})`, {
        expected: 'an answer',
        found,
        hint: cure(code),
        cause: new NetworkFailure(code),
    });
}
/** Whether another attempt can succeed. */
class NetworkFailure extends Error {
    code;
    name = 'NetworkFailure';
    permanent;
    constructor(code) {
        super(code);
        this.code = code;
        this.permanent = PERMANENT.has(code);
    }
}

/***/ }),

/***/ 68549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Unreachable: () => (/* binding */ Unreachable),
/* harmony export */   downloader: () => (/* binding */ downloader)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(32654);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(39971);
/* harmony import */ var _tuf_walk_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(35256);



/** The mirror did not answer, or has a temporary failure: only then may an earlier valid copy be used. */
class Unreachable extends Error {
    reason;
    name = 'Unreachable';
    constructor(reason) {
        super(reason.message, { cause: reason });
        this.reason = reason;
    }
}
/** Short, because a valid copy is available. */
const IMPATIENT = { retry: false, timeoutMs: 10_000 };
/**
 * Downloads files of a mirror through the run's network. No answer or a transient status means unreachable. 404 and 403 (the answer
 * of object stores without the right to list) mean that the file does not exist, which is normal only for the next root. All other
 * answers mean that this is not a TUF repository.
 */
function downloader(run, mirror, isPatient) {
    return async (path, maxBytes) => {
        const url = `${mirror.replace(/(?<!\/)\/+$/, '')}/${path}`;
        const response = await run.net
            .fetch({ purpose: 'sigstore', method: 'GET', url, maxBytes, ...(isPatient ? {} : IMPATIENT) })
            .catch((error) => {
            if (!(error instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS))
                throw error;
            if (isOutage(error))
                throw new Unreachable(error);
            if (error.code === 'FETCH_FAILED')
                throw new _tuf_walk_js__WEBPACK_IMPORTED_MODULE_1__.BrokenChain(path, 'invalid', error.message, error);
            throw error;
        });
        const { status, body } = response;
        if (status === 200)
            return body;
        if (status === 404 || status === 403)
            return undefined;
        if (!(0,_net_index_js__WEBPACK_IMPORTED_MODULE_2__/* .isTransient */ .dg)(status))
            throw new _tuf_walk_js__WEBPACK_IMPORTED_MODULE_1__.BrokenChain(path, 'invalid', `the mirror answered with status ${status}`);
        throw new Unreachable(new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('FETCH_FAILED', `the trusted root could not be downloaded from ${mirror}`, {
            expected: path,
            found: `status ${status}`,
            hint: 'Try again later, or give the trusted root as a file (trusted-root).',
        }));
    };
}
function isOutage({ code, cause }) {
    if (code === 'FETCH_FAILED')
        return cause instanceof _net_index_js__WEBPACK_IMPORTED_MODULE_3__/* .NetworkFailure */ .p;
    return code === 'DEADLINE_EXCEEDED' || code === 'NETWORK_FORBIDDEN';
}

/***/ }),

/***/ 35256:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BrokenChain: () => (/* binding */ BrokenChain),
/* harmony export */   walk: () => (/* binding */ walk)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var tuf_js_dist_store_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(35028);
/* harmony import */ var tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8647);



/** A document breaks the chain from the anchor to the target. Never a network failure. */
class BrokenChain extends Error {
    document;
    kind;
    name = 'BrokenChain';
    constructor(document, kind, reason, cause) {
        super(`${document}: ${reason}`, { cause });
        this.document = document;
        this.kind = kind;
    }
}
// The limits of tuf-js's own client.
const MAX_ROOT_BYTES = 512_000;
const MAX_TIMESTAMP_BYTES = 16_384;
const MAX_SNAPSHOT_BYTES = 2_000_000;
const MAX_TARGETS_BYTES = 5_000_000;
const MAX_TARGET_BYTES = 5_000_000;
const MAX_ROOT_ROTATIONS = 256;
const MAX_DELEGATIONS = 32;
/**
 * The client workflow of TUF 1.0 (section 5) in memory: from the anchor through each root to timestamp, snapshot, targets and the
 * bytes of the targets. `kept` comes from the cache and is untrusted: a document in it that verifies again protects against older
 * versions and replaces a download; others are ignored.
 * Without `download`, all documents must be in `kept`.
 * @throws BrokenChain; any error of `download`
 */
async function walk(anchor, kept, download, names, now) {
    const store = checked('the anchor root', () => new tuf_js_dist_store_js__WEBPACK_IMPORTED_MODULE_1__.TrustedMetadataStore(Buffer.from(anchor)));
    // Section 5.1: one time for the whole walk; tuf-js would use the machine's clock.
    Object.assign(store, { referenceTime: now });
    const documents = new Map();
    /** Uses the cached document if it verifies, otherwise that of the mirror. @returns whether there was one */
    async function tryStep(name, path, maxBytes, use) {
        const old = kept.get(name);
        const isGood = old !== undefined && download !== undefined && passes(() => use(Buffer.from(old)));
        const bytes = isGood || download === undefined ? old : await download(path, maxBytes);
        if (bytes === undefined)
            return false;
        if (!isGood)
            checked(name, () => use(Buffer.from(bytes)));
        documents.set(name, bytes);
        return true;
    }
    async function step(name, path, maxBytes, use) {
        if (await tryStep(name, path, maxBytes, use))
            return;
        throw new BrokenChain(name, 'absent', download === undefined ? 'it is not in the cache' : 'the mirror does not have it');
    }
    // Section 5.3: one root after another, each signed by the one before it and by itself.
    for (let rotations = 0; rotations < MAX_ROOT_ROTATIONS; rotations += 1) {
        const name = `${store.root.signed.version + 1}.root.json`;
        if (!(await tryStep(name, name, MAX_ROOT_BYTES, (bytes) => store.updateRoot(bytes))))
            break;
    }
    const { consistentSnapshot } = store.root.signed;
    // Section 5.4: always downloaded; if an older one verifies, the new one must not have a lower version.
    const old = kept.get('timestamp.json');
    if (old !== undefined && download !== undefined)
        passes(() => store.updateTimestamp(Buffer.from(old)));
    const newest = download === undefined ? old : await download('timestamp.json', MAX_TIMESTAMP_BYTES);
    if (newest === undefined)
        throw new BrokenChain('timestamp.json', 'absent', download ? 'the mirror does not have it' : 'it is not in the cache');
    const isNews = checked('timestamp.json', () => {
        try {
            store.updateTimestamp(Buffer.from(newest));
            return true;
        }
        catch (error) {
            if (error instanceof tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_2__.EqualVersionError)
                return false;
            throw error;
        }
    });
    // A document with an equal version is not replaced, even if its bytes differ (section 5.4.3).
    documents.set('timestamp.json', isNews ? newest : (old ?? newest));
    // Section 5.5. The old snapshot is read first, without its hash, because the new one must not have lower versions.
    const snapshotMeta = store.timestamp?.signed.snapshotMeta;
    if (snapshotMeta === undefined)
        throw new BrokenChain('timestamp.json', 'absent', 'it does not list snapshot.json');
    const oldSnapshot = kept.get('snapshot.json');
    if (download !== undefined && oldSnapshot !== undefined)
        passes(() => store.updateSnapshot(Buffer.from(oldSnapshot), true));
    await step('snapshot.json', consistentSnapshot ? `${snapshotMeta.version}.snapshot.json` : 'snapshot.json', Math.min(snapshotMeta.length ?? MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_BYTES), (bytes) => store.updateSnapshot(bytes));
    /** Section 5.6: a delegated targets role. */
    async function role(name, parent) {
        const file = `${encodeURIComponent(name)}.json`;
        if (['root', 'timestamp', 'snapshot'].includes(name))
            throw new BrokenChain(file, 'invalid', 'a targets role is delegated to it');
        const known = store.getRole(name);
        if (known !== undefined) {
            // It was verified for another parent, which may name other keys for it.
            checked(file, () => (parent === 'root' ? store.root : store.getRole(parent))?.verifyDelegate(name, known));
            return;
        }
        const meta = store.snapshot?.signed.meta[`${name}.json`];
        if (meta === undefined)
            throw new BrokenChain('snapshot.json', 'invalid', `it does not list ${name}.json`);
        await step(parent === 'root' ? file : `role/${file}`, consistentSnapshot ? `${meta.version}.${file}` : file, Math.min(meta.length ?? MAX_TARGETS_BYTES, MAX_TARGETS_BYTES), (bytes) => store.updateDelegatedTargets(bytes, name, parent));
    }
    /** Section 5.6.7: the roles in order of appearance; the first that lists the target decides. */
    async function find(path) {
        const visit = [['targets', 'root']];
        const seen = new Set();
        for (let next = visit.pop(); next !== undefined && seen.size <= MAX_DELEGATIONS; next = visit.pop()) {
            const [name, parent] = next;
            if (seen.has(name))
                continue;
            seen.add(name);
            await role(name, parent);
            const signed = store.getRole(name)?.signed;
            if (signed !== undefined && Object.hasOwn(signed.targets, path))
                return signed.targets[path];
            const children = [];
            for (const { role: child, terminating } of signed?.delegations?.rolesForTarget(path) ?? []) {
                children.push([child, name]);
                if (!terminating)
                    continue;
                visit.length = 0;
                break;
            }
            visit.push(...children.toReversed());
        }
        return undefined;
    }
    await role('targets', 'root');
    const targets = new Map();
    for (const name of names) {
        const target = await find(name);
        if (target === undefined)
            continue;
        const [hash = ''] = Object.values(target.hashes);
        // Section 5.7
        await step(`targets/${name}`, `targets/${consistentSnapshot ? `${hash}.${name}` : name}`, Math.min(target.length, MAX_TARGET_BYTES), (bytes) => requireTarget(target, bytes));
        targets.set(name, documents.get(`targets/${name}`) ?? new Uint8Array());
    }
    const roles = [store.root, store.timestamp, store.snapshot, store.targets];
    const expires = Math.min(...roles.map((metadata) => new Date(metadata?.signed.expires ?? 0).getTime()));
    return { targets, documents, expires: new Date(expires) };
}
/** Checks length and all hashes; a target without a known hash is refused. */
function requireTarget({ length, hashes }, bytes) {
    if (bytes.length !== length)
        throw new Error(`expected ${length} bytes, found ${bytes.length}`);
    const known = Object.entries(hashes).filter(([algorithm]) => /^sha(256|384|512)$/.test(algorithm));
    if (known.length === 0)
        throw new Error('its metadata has no SHA-2 hash');
    for (const [algorithm, expected] of known) {
        const found = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(algorithm).update(bytes).digest('hex');
        if (found !== expected)
            throw new Error(`expected ${algorithm} ${expected}, found ${found}`);
    }
}
function passes(use) {
    try {
        use();
        return true;
    }
    catch {
        return false;
    }
}
function checked(document, use) {
    try {
        return use();
    }
    catch (error) {
        const kind = error instanceof tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_2__.ExpiredMetadataError ? 'expired' : 'invalid';
        throw new BrokenChain(document, kind, error instanceof Error ? error.message : String(error), error);
    }
}

/***/ })

};
