export const id = 8549;
export const ids = [8549,267];
export const modules = {

/***/ 68549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Unreachable: () => (/* binding */ Unreachable),
/* harmony export */   downloader: () => (/* binding */ downloader)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30969);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(32654);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8547);
/* harmony import */ var _asked_mirror_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95495);
/* harmony import */ var _tuf_walk_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20267);




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
        const asked = (0,_asked_mirror_js__WEBPACK_IMPORTED_MODULE_0__/* .askedMirror */ .u)(url);
        const started = run.clock();
        const response = await run.net
            .fetch({ purpose: 'sigstore', service: asked.role, method: 'GET', url, maxBytes, ...(isPatient ? {} : IMPATIENT) })
            .catch((error) => {
            if (!(error instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS))
                throw error;
            const told = (0,_net_index_js__WEBPACK_IMPORTED_MODULE_2__/* .noAnswer */ .qE)(run, asked, started, error);
            if (isOutage(error))
                throw new Unreachable(told instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS ? told : error);
            if (error.code === 'FETCH_FAILED')
                throw new _tuf_walk_js__WEBPACK_IMPORTED_MODULE_3__.BrokenChain(path, 'invalid', foundBy(error), error);
            throw error;
        });
        const { status, body } = response;
        if (status === 200)
            return body;
        // Also a 403 that names a rate limit: it says nothing about the file.
        const isOverloaded = (0,_net_index_js__WEBPACK_IMPORTED_MODULE_4__/* .canPass */ .QL)(response);
        if (!isOverloaded && (status === 404 || status === 403))
            return undefined;
        const refusal = (0,_net_index_js__WEBPACK_IMPORTED_MODULE_2__/* .notAnswered */ .zT)(run, asked, started, response);
        if (isOverloaded)
            throw new Unreachable(refusal);
        throw new _tuf_walk_js__WEBPACK_IMPORTED_MODULE_3__.BrokenChain(path, 'invalid', `the mirror answered with status ${status}: ${refusal.found ?? ''}`);
    };
}
function foundBy({ message, found, cause }) {
    return cause instanceof _net_index_js__WEBPACK_IMPORTED_MODULE_5__/* .AnswerRefused */ .Nu && found !== undefined ? `${message} (${found})` : message;
}
function isOutage({ code, cause }) {
    if (code === 'FETCH_FAILED')
        return cause instanceof _net_index_js__WEBPACK_IMPORTED_MODULE_5__/* .NetworkFailure */ .pM;
    return code === 'DEADLINE_EXCEEDED' || code === 'NETWORK_FORBIDDEN';
}

/***/ }),

/***/ 20267:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  BrokenChain: () => (/* binding */ BrokenChain),
  walk: () => (/* binding */ walk)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./node_modules/.pnpm/tuf-js@6.0.2_supports-color@8.1.1/node_modules/tuf-js/dist/store.js
var dist_store = __webpack_require__(35028);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(50030);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(76255);
;// CONCATENATED MODULE: ./packages/core/lib/trust/tuf-documents.js



/**
 * What tuf-js accepts and must not be accepted: a document that two readers could understand in two ways (a member twice), and a role
 * that lists one key under several key IDs, so that its owner alone reaches a threshold.
 * @throws Error
 */
function checkTufDocument(bytes, maxBytes) {
    const document = object(parsed(bytes, maxBytes));
    const signed = object(document['signed']);
    if (signed['keys'] !== undefined)
        checkRoles(object(signed['keys']), Object.entries(object(signed['roles'])));
    if (signed['delegations'] === undefined)
        return;
    const { keys, roles, succinct_roles: succinct } = object(signed['delegations']);
    const named = Array.isArray(roles) ? roles : [];
    checkRoles(object(keys), [
        ...named.map((role) => ['delegated role', role]),
        ...(succinct ? [['bins', succinct]] : []),
    ]);
}
function parsed(bytes, maxBytes) {
    try {
        return (0,json/* parseJson */.qF)(bytes, { maxBytes, what: 'line', code: 'TRUST_ROOT_INVALID' });
    }
    catch (error) {
        const { message, found } = (0,countersign_error/* asCountersignError */.ek)(error);
        throw new Error(found === undefined ? message : `${message}: ${found}`);
    }
}
function checkRoles(keys, roles) {
    for (const [name, role] of roles) {
        const { keyids, threshold } = object(role);
        if (!Array.isArray(keyids) || !Number.isSafeInteger(threshold))
            throw new Error(`the role ${name} has no key IDs or no threshold`);
        // A key ID without a key cannot sign.
        const listed = keyids.filter((id) => typeof id === 'string' && Object.hasOwn(keys, id));
        const materials = listed.map((id) => materialOf(keys[String(id)]));
        if (new Set(materials).size !== materials.length)
            throw new Error(`the role ${name} lists one key under two key IDs`);
    }
}
/**
 * The same key has the same material, however it is written: as PEM or hex, with a compressed point or not, under the name of any scheme.
 * A key that cannot be read cannot sign, so its text is enough.
 */
function materialOf(key) {
    const { keytype, keyval } = object(key);
    const text = object(keyval)['public'];
    if (typeof text !== 'string')
        throw new Error('a key has no public part');
    try {
        return JSON.stringify(publicKeyOf(text, keytype).export({ format: 'jwk' }));
    }
    catch {
        return text;
    }
}
/** A public key as tuf-js reads it: PEM, or hex of an Ed25519 key or of a point on P-256. */
function publicKeyOf(text, type) {
    if (text.startsWith('-----BEGIN PUBLIC KEY-----'))
        return (0,external_node_crypto_.createPublicKey)(text);
    const base64url = (bytes) => Buffer.from(bytes).toString('base64url');
    const bytes = Buffer.from(text, 'hex');
    if (type === 'ed25519')
        return (0,external_node_crypto_.createPublicKey)({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(bytes) }, format: 'jwk' });
    // Without a format, the point is a Buffer.
    const point = external_node_crypto_.ECDH.convertKey(bytes, 'prime256v1', undefined, undefined, 'uncompressed');
    const [x, y] = [base64url(point.subarray(1, 33)), base64url(point.subarray(33))];
    return (0,external_node_crypto_.createPublicKey)({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}
function object(value) {
    if (value === undefined || !(0,json_readers/* isJsonObject */.OW)(value))
        throw new Error('it is not TUF metadata');
    return value;
}
// EXTERNAL MODULE: ./node_modules/.pnpm/tuf-js@6.0.2_supports-color@8.1.1/node_modules/tuf-js/dist/error.js
var dist_error = __webpack_require__(8647);
;// CONCATENATED MODULE: ./packages/core/lib/trust/tuf-walk.js




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
    const store = checked('the anchor root', () => {
        checkTufDocument(anchor, MAX_ROOT_BYTES);
        return new dist_store.TrustedMetadataStore(Buffer.from(anchor));
    });
    // Section 5.1: one time for the whole walk; tuf-js would use the machine's clock.
    Object.assign(store, { referenceTime: now });
    const documents = new Map();
    /** Uses the cached document if it verifies, otherwise that of the mirror. @returns whether there was one */
    async function tryStep(name, path, maxBytes, use) {
        const old = kept.get(name);
        const isMetadata = !name.startsWith('targets/');
        const useChecked = (bytes) => {
            if (bytes.length > maxBytes)
                throw new Error(`expected at most ${String(maxBytes)} bytes, found ${String(bytes.length)}`);
            if (isMetadata)
                checkTufDocument(bytes, maxBytes);
            use(Buffer.from(bytes));
        };
        const isGood = old !== undefined && download !== undefined && passes(() => useChecked(old));
        const bytes = isGood || download === undefined ? old : await download(path, maxBytes);
        if (bytes === undefined)
            return false;
        if (!isGood)
            checked(name, () => useChecked(bytes));
        documents.set(name, bytes);
        return true;
    }
    async function step(name, path, maxBytes, use) {
        if (await tryStep(name, path, maxBytes, use))
            return;
        throw new BrokenChain(name, 'absent', download === undefined ? 'it is not in the cache' : 'the mirror does not have it');
    }
    // Section 5.3: one root after another, each signed by the one before it and by itself.
    for (let rotations = 0;; rotations += 1) {
        const name = `${store.root.signed.version + 1}.root.json`;
        if (!(await tryStep(name, name, MAX_ROOT_BYTES, (bytes) => store.updateRoot(bytes))))
            break;
        // To stop here and go on with an old root would trust keys that a later root may have replaced.
        if (rotations >= MAX_ROOT_ROTATIONS)
            throw new BrokenChain(name, 'invalid', `more than ${String(MAX_ROOT_ROTATIONS)} roots follow the pinned one; pin a newer root`);
    }
    const { consistentSnapshot } = store.root.signed;
    // Section 5.4: always downloaded; if an older one verifies, the new one must not have a lower version.
    const old = kept.get('timestamp.json');
    if (old !== undefined && download !== undefined)
        passes(() => {
            checkTufDocument(old, MAX_TIMESTAMP_BYTES);
            store.updateTimestamp(Buffer.from(old));
        });
    const newest = download === undefined ? old : await download('timestamp.json', MAX_TIMESTAMP_BYTES);
    if (newest === undefined)
        throw new BrokenChain('timestamp.json', 'absent', download ? 'the mirror does not have it' : 'it is not in the cache');
    const isNews = checked('timestamp.json', () => {
        checkTufDocument(newest, MAX_TIMESTAMP_BYTES);
        try {
            store.updateTimestamp(Buffer.from(newest));
            return true;
        }
        catch (error) {
            if (error instanceof dist_error.EqualVersionError)
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
    const { root, timestamp, snapshot } = store;
    const roles = Object.entries({ root, timestamp, snapshot, targets: store.targets }).map(([name, metadata]) => ({
        name,
        version: metadata?.signed.version ?? 0,
        expires: new Date(metadata?.signed.expires ?? 0),
    }));
    const expires = Math.min(...roles.map((one) => one.expires.getTime()));
    return { targets, documents, expires: new Date(expires), roles };
}
/** Checks length and all hashes; a target without a known hash is refused. */
function requireTarget({ length, hashes }, bytes) {
    if (bytes.length !== length)
        throw new Error(`expected ${length} bytes, found ${bytes.length}`);
    const known = Object.entries(hashes).filter(([algorithm]) => /^sha(256|384|512)$/.test(algorithm));
    if (known.length === 0)
        throw new Error('its metadata has no SHA-2 hash');
    for (const [algorithm, expected] of known) {
        const found = (0,external_node_crypto_.createHash)(algorithm).update(bytes).digest('hex');
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
        const kind = error instanceof dist_error.ExpiredMetadataError ? 'expired' : 'invalid';
        throw new BrokenChain(document, kind, error instanceof Error ? error.message : String(error), error);
    }
}

/***/ })

};
