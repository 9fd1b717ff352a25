export const id = 256;
export const ids = [256];
export const modules = {

/***/ 5256:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BrokenChain: () => (/* binding */ BrokenChain),
/* harmony export */   walk: () => (/* binding */ walk)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var tuf_js_dist_store_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5028);
/* harmony import */ var tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8647);



/** One document does not lead from the anchor to the target. Never a matter of the network. */
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
// Caps of tuf-js's own client.
const MAX_ROOT_BYTES = 512_000;
const MAX_TIMESTAMP_BYTES = 16_384;
const MAX_SNAPSHOT_BYTES = 2_000_000;
const MAX_TARGETS_BYTES = 5_000_000;
const MAX_TARGET_BYTES = 5_000_000;
const MAX_ROOT_ROTATIONS = 256;
const MAX_DELEGATIONS = 32;
/**
 * The client workflow of TUF 1.0 (section 5) in memory: from the anchor through each root to timestamp, snapshot, targets and the
 * bytes of the targets. `kept` is what an earlier walk verified, or what somebody put in its place: a document of it counts where
 * it verifies anew, as protection against older versions and in place of a download, and is nothing where it does not.
 * Without `download`, all must be in `kept`.
 * @throws BrokenChain; whatever `download` throws
 */
async function walk(anchor, kept, download, names, now) {
    const store = checked('the root to start from', () => new tuf_js_dist_store_js__WEBPACK_IMPORTED_MODULE_1__/* .TrustedMetadataStore */ .E(Buffer.from(anchor)));
    // Section 5.1: one moment for the whole walk; tuf-js takes the machine's.
    Object.assign(store, { referenceTime: now });
    const documents = new Map();
    /** The kept document where it verifies, otherwise the mirror's. @returns whether there was one */
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
        throw new BrokenChain(name, 'absent', download === undefined ? 'it is not there' : 'the mirror has none');
    }
    // Section 5.3: one root after another, each signed by the one before it and by itself.
    for (let rotations = 0; rotations < MAX_ROOT_ROTATIONS; rotations += 1) {
        const name = `${store.root.signed.version + 1}.root.json`;
        if (!(await tryStep(name, name, MAX_ROOT_BYTES, (bytes) => store.updateRoot(bytes))))
            break;
    }
    const { consistentSnapshot } = store.root.signed;
    // Section 5.4: always asked for; an older one that verifies is what the new one may not fall behind.
    const old = kept.get('timestamp.json');
    if (old !== undefined && download !== undefined)
        passes(() => store.updateTimestamp(Buffer.from(old)));
    const newest = download === undefined ? old : await download('timestamp.json', MAX_TIMESTAMP_BYTES);
    if (newest === undefined)
        throw new BrokenChain('timestamp.json', 'absent', download ? 'the mirror has none' : 'it is not there');
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
    // An equal version is the one we have, even where its bytes differ (section 5.4.3).
    documents.set('timestamp.json', isNews ? newest : (old ?? newest));
    // Section 5.5. An old snapshot is read without its hash first, because its versions bind the new one too.
    const snapshotMeta = store.timestamp?.signed.snapshotMeta;
    if (snapshotMeta === undefined)
        throw new BrokenChain('timestamp.json', 'absent', 'it is not there');
    const oldSnapshot = kept.get('snapshot.json');
    if (download !== undefined && oldSnapshot !== undefined)
        passes(() => store.updateSnapshot(Buffer.from(oldSnapshot), true));
    await step('snapshot.json', consistentSnapshot ? `${snapshotMeta.version}.snapshot.json` : 'snapshot.json', Math.min(snapshotMeta.length ?? MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_BYTES), (bytes) => store.updateSnapshot(bytes));
    /** Section 5.6: a targets role below the one that delegates to it. */
    async function role(name, parent) {
        const file = `${encodeURIComponent(name)}.json`;
        if (['root', 'timestamp', 'snapshot'].includes(name))
            throw new BrokenChain(file, 'invalid', 'a target is delegated to it');
        const known = store.getRole(name);
        if (known !== undefined) {
            // Verified for another parent, which may name other keys for it.
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
/** Length and every hash; a target that is listed without a hash we know could be anything. */
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
