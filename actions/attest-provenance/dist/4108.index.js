export const id = 4108;
export const ids = [4108];
export const modules = {

/***/ 14108:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openJudge: () => (/* binding */ openJudge)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _sigstore_bundle__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76028);
/* harmony import */ var _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(21443);
/* harmony import */ var _sigstore_verify__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(51254);
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(22278);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(31951);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(15860);
/* harmony import */ var _opinion_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(20420);








/**
 * With a trusted root from a file, `@sigstore/verify` is used. With a TUF repository, `sigstore` loads its trusted root from there if it can.
 * @throws NotJudged if it cannot read the trusted root
 */
async function openJudge(run, options) {
    const onRoot = verifyOnRoot(options);
    const verify = options.tuf === undefined ? onRoot : await verifyOnTuf(run, options, options.tuf, onRoot);
    return (facts, artifact) => {
        const bundle = facts.bundle.json;
        const entity = readable(() => (0,_sigstore_verify__WEBPACK_IMPORTED_MODULE_4__.toSignedEntity)((0,_sigstore_bundle__WEBPACK_IMPORTED_MODULE_2__.bundleFromJSON)(bundle), bytesOf(artifact)), 'this form of bundle');
        if (entity.key.$case === 'certificate')
            encodeOnce(entity.key.certificate);
        for (const timestamp of entity.timestamps)
            if (timestamp.$case === 'timestamp-authority')
                checkReadable(timestamp.timestamp);
        try {
            verify(bundle, entity, facts, artifact);
        }
        catch (thrown) {
            if (thrown instanceof _opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .NotJudged */ .H)
                throw thrown;
            // Other errors are not a rejection of the bundle.
            if (!isRejection(thrown))
                throw new _opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .NotJudged */ .H(`it failed: ${textOf(thrown)}`);
            throw (0,_opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .disagreement */ .f)(textOf(thrown));
        }
    };
}
function verifyOnRoot({ root, document, transparencyLog }) {
    let key;
    const material = readable(() => {
        const root = _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_3__.TrustedRoot.fromJSON(JSON.parse((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_6__/* .decodeUtf8 */ ._6)(document, 'trusted root', 'TRUST_ROOT_INVALID')));
        return (0,_sigstore_verify__WEBPACK_IMPORTED_MODULE_4__.toTrustMaterial)(root, () => {
            if (key === undefined)
                throw new _opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .NotJudged */ .H('it needs a key, and there is none');
            return { publicKey: key.object, validFor: () => true };
        });
    }, 'this trusted root');
    for (const { certChain } of [...material.certificateAuthorities, ...material.timestampAuthorities])
        for (const certificate of certChain) {
            verifyOnce(certificate);
            encodeOnce(certificate);
        }
    const verifierOf = (timestampThreshold, tlogThreshold = transparencyLog === 'off' ? 0 : 1) => new _sigstore_verify__WEBPACK_IMPORTED_MODULE_4__.Verifier(material, {
        tlogThreshold,
        ctlogThreshold: scts(root),
        timestampThreshold,
    });
    const [ofCertificates, ofKeys] = [verifierOf(1), verifierOf(0)];
    // Without a log entry, a timestamp is the only proof of time.
    const ofUnlogged = transparencyLog === 'off' ? ofKeys : verifierOf(1, 0);
    return (_bundle, entity, facts, artifact) => {
        key = facts.signer.kind === 'key' ? facts.signer.key : undefined;
        const whole = facts.bundle.content.kind === 'dsse' || artifact.bytes !== undefined;
        const verifier = key === undefined ? ofCertificates : (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_7__/* .isUnlogged */ .gL)(key.details) ? ofUnlogged : ofKeys;
        verifier.verify(whole ? entity : byDigest(entity, facts));
    };
}
/** An instance without certificate log issues certificates without SCT; our verification has decided whether that is enough. */
const scts = ({ certificateLogs }) => (certificateLogs.length === 0 ? 0 : 1);
/** The certificates of the root are the same for a thousand bundles, and it would verify each of them several times a bundle. */
function verifyOnce(certificate) {
    const verify = certificate.verify.bind(certificate);
    const self = {};
    const known = new WeakMap();
    certificate.verify = (issuer) => {
        const answer = known.get(issuer ?? self) ?? verify(issuer);
        known.set(issuer ?? self, answer);
        return answer;
    };
}
/** Caches the encoding of a certificate: the library encodes it again for each comparison, which is most of its work. */
function encodeOnce({ root }) {
    for (const part of [root, ...root.subs.slice(0, 1)]) {
        const encode = part.toDER.bind(part);
        let der;
        part.toDER = () => (der ??= encode());
    }
}
/** For a large file only the digest is in memory, and our verification has checked the signature over it; everything else is verified. */
function byDigest(entity, { signer }) {
    const own = signer.kind === 'key' ? signer.key : signer.certificate.publicKey;
    const { signature } = entity;
    return {
        ...entity,
        signature: {
            signature: signature.signature,
            compareSignature: (other) => signature.compareSignature(other),
            compareDigest: (digest) => signature.compareDigest(digest),
            compareSignedDigest: (digest) => signature.compareSignedDigest(digest),
            verifySignature: (key) => key.equals(own.object),
        },
    };
}
/** Maximum time to load the trusted root of the verifier, in milliseconds; one request may take a third of it. */
const TUF_MS = 9_000;
async function verifyOnTuf(run, options, tuf, onRoot) {
    // It goes round `net`: it may not load anything if the network is closed, and it knows nothing of SSL_CERT_FILE. The root that this run has
    // loaded is then given to it.
    if (run.net.capability !== 'all')
        return onRoot;
    let pem;
    const verifier = await withinTime(startFacade(options, tuf, () => pem)).catch(() => undefined);
    if (verifier === undefined) {
        // Without the cause: messages of its HTTP client may have the password of a proxy.
        run.log.debug(`Sigstore's own verifier could not load its trusted root from ${tuf.url}; it uses the one of this run`);
        return onRoot;
    }
    const trusted = new Set();
    return (bundle, entity, facts, artifact) => {
        const { signer } = facts;
        if (signer.kind === 'key' && entity.timestamps.length === 0)
            throw new _opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .NotJudged */ .H('it requires a timestamp for a signature with a key');
        // `sigstore` verifies only files in memory. Compared with `@sigstore/verify` it only adds its own way to load the trusted root: one bundle
        // of each kind of signer tests that, and the others are verified with the root, in half the time.
        const isLarge = facts.bundle.content.kind === 'message' && artifact.bytes === undefined;
        const unlogged = signer.kind === 'key' && (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_7__/* .isUnlogged */ .gL)(signer.key.details);
        if (isLarge || unlogged || trusted.has(signer.kind)) {
            onRoot(bundle, entity, facts, artifact);
            return;
        }
        pem = signer.kind === 'key' ? (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_8__/* .encodePem */ .TS)('PUBLIC KEY', signer.key.spki) : undefined;
        verifier.verify(bundle, bytesOf(artifact));
        trusted.add(signer.kind);
    };
}
/** Its cache is a new folder that is removed as soon as the trusted root is loaded, so no existing file is trusted. */
async function startFacade({ root, makeFolder, transparencyLog }, { url, anchor }, keySelector) {
    const { createVerifier } = await Promise.all(/* import() */[__webpack_require__.e(5028), __webpack_require__.e(8259), __webpack_require__.e(2631)]).then(__webpack_require__.t.bind(__webpack_require__, 32631, 19));
    const folder = makeFolder();
    try {
        const first = await anchor?.();
        const tufRootPath = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'first.root.json');
        if (first !== undefined)
            (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(tufRootPath, first);
        return await createVerifier({
            tufMirrorURL: url,
            ...(first === undefined ? {} : { tufRootPath }),
            tufCachePath: folder,
            keySelector,
            tlogThreshold: transparencyLog === 'off' ? 0 : 1,
            ctLogThreshold: scts(root),
            retry: { retries: 0 },
            timeout: TUF_MS / 3,
        });
    }
    finally {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(folder, { recursive: true, force: true });
    }
}
async function withinTime(promise) {
    const end = AbortSignal.timeout(TUF_MS);
    return await Promise.race([
        promise,
        new Promise((_, reject) => {
            end.addEventListener('abort', () => reject(new Error(`no answer within ${String(TUF_MS / 1000)} s`)), { once: true });
        }),
    ]);
}
/** It reads only times with zero or three fractional digits, and only ECDSA algorithms with a hash. */
function checkReadable(timestamp) {
    const readTime = readable(() => timestamp.signingTime.getTime(), 'the time of this timestamp');
    if (Number.isNaN(readTime))
        throw new _opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .NotJudged */ .H('it cannot read the time of this timestamp');
    if (readable(() => timestamp.signatureAlgorithm, 'this timestamp') === undefined)
        throw new _opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .NotJudged */ .H('it does not know the signature algorithm of this timestamp');
}
function readable(read, what) {
    try {
        return read();
    }
    catch (cause) {
        throw new _opinion_js__WEBPACK_IMPORTED_MODULE_5__/* .NotJudged */ .H(`it cannot read ${what} (${textOf(cause)})`);
    }
}
const isRejection = (thrown) => thrown instanceof _sigstore_verify__WEBPACK_IMPORTED_MODULE_4__.PolicyError || (thrown instanceof _sigstore_verify__WEBPACK_IMPORTED_MODULE_4__.VerificationError && thrown.code !== 'NOT_IMPLEMENTED_ERROR');
const bytesOf = ({ bytes }) => Buffer.from(bytes ?? new Uint8Array());
function textOf(thrown) {
    if (!(thrown instanceof Error))
        return String(thrown);
    const { cause } = thrown;
    return cause instanceof Error && cause.message !== thrown.message ? `${thrown.message}: ${cause.message}` : thrown.message;
}

/***/ })

};
