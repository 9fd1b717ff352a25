export const id = 5103;
export const ids = [5103];
export const modules = {

/***/ 55103:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createKey: () => (/* binding */ createKey),
/* harmony export */   openSigner: () => (/* binding */ openSigner)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(14634);
/* harmony import */ var _public_keys_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(237);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(31951);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(76255);
/* harmony import */ var _service_signer_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(24923);




const loadGoogle = _public_keys_index_js__WEBPACK_IMPORTED_MODULE_0__/* .KEY_SCHEMES */ .pb.gcpkms.load;
/** Signs with a key in Google Cloud KMS: the version of the reference, or the newest enabled one. */
const openSigner = async (run, reference, { details, services }) => {
    const google = await loadGoogle();
    const api = google.kmsApi(run, services);
    const { key, name, version } = await google.openGoogleKey(api, reference, details);
    async function sign(input) {
        const bytes = input.kind === 'digest' ? input.digest : input.message;
        if (bytes.length > MAX_DATA_BYTES)
            throw tooLong(bytes.length);
        const content = input.kind === 'digest' ? { digest: digestOf(key.hash, bytes) } : { data: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_1__/* .encodeBase64 */ .WG)(bytes) };
        const field = input.kind === 'digest' ? 'Digest' : 'Data';
        const checksum = { [`${field.toLowerCase()}Crc32c`]: google.crc32c(bytes) };
        const answer = await api.post(`${name}:asymmetricSign`, { ...content, ...checksum });
        if (answer['name'] !== name)
            throw google.damaged(`a signature of ${name}`, 'one of another version');
        // Without it, the service may have signed something else than what was sent.
        if (answer[`verified${field}Crc32c`] !== true)
            throw google.damaged(`verified${field}Crc32c: true`, 'another value');
        return google.checkedBytes(answer, 'signature', 'signatureCrc32c');
    }
    return (0,_service_signer_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceSigner */ .I)({
        publicKey: key,
        name: `gcpkms://${name}`,
        version,
        service: 'Google Cloud KMS cloudkms.googleapis.com',
        sign,
    });
};
/** `data` in the reference of asymmetricSign. */
const MAX_DATA_BYTES = 64 * 1024;
function tooLong(found) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'Google Cloud KMS cannot sign this with this kind of key', {
        expected: `a message of at most ${MAX_DATA_BYTES} bytes, or a key that signs a digest`,
        found: `${found} bytes`,
        hint: 'Use a key of the algorithm EC_SIGN_P256_SHA256.',
    });
}
function digestOf(hash, digest) {
    if (hash === undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('INTERNAL', 'a digest for a key that has no hash');
    return { [hash]: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_1__/* .encodeBase64 */ .WG)(digest) };
}
/** Creates a key in a key ring that exists, or a new version of a key. It is made in software; hardware is for those who create the key by themselves. */
const createKey = async (run, reference, details, { services, newVersion }) => {
    const google = await loadGoogle();
    const { key, version } = google.parseGoogleKey(reference);
    if (version !== undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('KEY_INVALID', 'a key is created without naming a version', {
            expected: 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K',
            found: `version ${version}`,
            hint: 'Remove the version from the reference.',
        });
    const algorithm = google.googleAlgorithm(details);
    if (algorithm === undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'Google Cloud KMS has no keys of this algorithm', {
            expected: google.GOOGLE_KEY_DETAILS.join(', '),
            found: details,
            hint: 'Choose one of these.',
        });
    const api = google.kmsApi(run, services);
    const name = newVersion === true ? await newVersionOf(google, api, key, algorithm) : await newKey(google, api, key, algorithm);
    await generated(run, google, api, name);
    return (await google.openGoogleKey(api, `gcpkms://${name}`, details)).key;
};
async function newKey(google, api, key, algorithm) {
    const [ring = '', id = ''] = key.split('/cryptoKeys/');
    const query = new URLSearchParams({ cryptoKeyId: id });
    const made = await api.post(`${ring}/cryptoKeys?${query.toString()}`, { purpose: 'ASYMMETRIC_SIGN', versionTemplate: { algorithm, protectionLevel: 'SOFTWARE' } }, () => new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('KEY_INVALID', 'the key in Google Cloud KMS exists', {
        expected: 'a name that is free',
        found: key,
        hint: 'Choose another name, or make a new version of the key.',
    }));
    if (made['name'] !== key)
        throw google.damaged(`the new key ${key}`, 'another key');
    return `${key}/cryptoKeyVersions/1`;
}
async function newVersionOf(google, api, key, algorithm) {
    const { versionTemplate } = await api.get(key);
    const own = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_4__/* .isJsonObject */ .OW)(versionTemplate) ? versionTemplate['algorithm'] : undefined;
    if (own !== algorithm)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'new versions of the key in Google Cloud KMS have another algorithm', {
            expected: algorithm,
            found: typeof own === 'string' && /^[A-Z0-9_]{1,60}$/.test(own) ? own : 'another value',
            hint: 'Choose that algorithm, or create another key.',
        });
    const { name } = await api.post(`${key}/cryptoKeyVersions`, {});
    const number = /\/cryptoKeyVersions\/([1-9][0-9]{0,9})$/.exec(typeof name === 'string' ? name : '')?.[1] ?? '';
    if (name !== `${key}/cryptoKeyVersions/${number}`)
        throw google.damaged(`a new version of ${key}`, 'another key');
    return name;
}
/** Waits between requests, in milliseconds: the private key is generated after the answer. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000];
async function generated(run, google, api, name) {
    for (const wait of WAITS_MS) {
        const { state } = await api.get(name);
        if (state === 'ENABLED')
            return;
        if (state !== 'PENDING_GENERATION')
            throw google.damaged('a version that is being generated', 'another state');
        await run.sleep(wait);
    }
    // What reads the public key next says that the service is not ready.
}

/***/ }),

/***/ 92600:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ digestOf),
/* harmony export */   z: () => (/* binding */ provenSignature)
/* harmony export */ });
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(29008);
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(15354);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);


/**
 * The digest under the hash of the key, for what signs digests.
 * @throws CountersignError KEY_UNSUPPORTED for keys without a hash, INTERNAL for a digest of another length
 */
function digestOf({ hash: algorithm, details }, input) {
    if (algorithm === undefined) {
        if (input.kind === 'digest')
            return input.digest;
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_UNSUPPORTED', `a key of the type ${details} signs messages, not digests`);
    }
    const digest = input.kind === 'digest' ? input.digest : (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .hash */ .tW)(algorithm, input.message);
    if (digest.length === _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .HASH_BYTES */ .FA[algorithm])
        return digest;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INTERNAL', 'the digest to sign has a wrong length', {
        expected: `${_crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .HASH_BYTES */ .FA[algorithm]} bytes (${algorithm})`,
        found: `${digest.length} bytes`,
    });
}
/**
 * Returns the signature if the public key verifies it. What a program or a service answers is never used before: every signer whose
 * private key is elsewhere ends here.
 * @param input what was to be signed, as the signer was given it
 * @param refused the error for another signature; default: SERVICE_ANSWER_INVALID that names `from`
 */
async function provenSignature(key, input, signature, refused) {
    const isValid = input.kind === 'message'
        ? await (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_2__/* .verifyMessageSignature */ .$)(key, input.message, signature)
        : await (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_2__/* .verifyDigestSignature */ .Ew)(key, input.digest, signature);
    if (isValid)
        return signature;
    throw typeof refused === 'string' ? notProven(key, signature, refused) : refused();
}
function notProven(key, signature, from) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', `${from} gave a signature that its public key does not verify`, {
        expected: `a signature of the key ${key.fingerprint}`,
        found: `${String(signature.length)} bytes that do not verify as ${key.details}`,
        hint: 'The signature was not used. Check that the public key and the private key belong together, and that the signature algorithm is right.',
    });
}

/***/ }),

/***/ 24923:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ serviceSigner)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _proven_signature_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(92600);


/**
 * A signer whose private key is at a service. Nothing that the service gives is used before it has been verified with the public key that was
 * read when the key was opened.
 */
function serviceSigner({ publicKey, name, version, service, sign }) {
    const { details, hash: algorithm } = publicKey;
    return {
        publicKey,
        details,
        hash: algorithm,
        name,
        version,
        async sign(input) {
            if (algorithm === undefined && input.kind === 'digest')
                throw needsMessage(service);
            const asked = algorithm === undefined ? input : { kind: 'digest', digest: (0,_proven_signature_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .o)(publicKey, input) };
            return (0,_proven_signature_js__WEBPACK_IMPORTED_MODULE_0__/* .provenSignature */ .z)(publicKey, asked, await sign(asked), () => notProven(service));
        },
    };
}
function needsMessage(service) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_UNSUPPORTED', `the key at ${service} cannot sign a digest`, {
        expected: 'the file itself, or an EC or RSA key',
        found: 'a digest for a key that signs messages',
        hint: 'Sign files by path instead of by checksum, or use a P-256 key.',
    });
}
function notProven(service) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', `the signature of ${service} does not verify with its public key`, {
        expected: 'a signature of the key and version that was opened',
        found: 'another signature',
        hint: 'It was not used. Name one version of the key if it is being rotated, and try again.',
    });
}

/***/ })

};
