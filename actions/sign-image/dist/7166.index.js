export const id = 7166;
export const ids = [7166];
export const modules = {

/***/ 67166:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createKey: () => (/* binding */ createKey),
/* harmony export */   openSigner: () => (/* binding */ openSigner)
/* harmony export */ });
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22278);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(14634);
/* harmony import */ var _public_keys_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(237);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(31951);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(74612);
/* harmony import */ var _service_signer_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(24923);





const loadAzure = _public_keys_index_js__WEBPACK_IMPORTED_MODULE_0__/* .KEY_SCHEMES */ .pb.azurekms.load;
const CURVES = {
    prime256v1: { algorithm: 'ES256', name: 'P-256', bytes: 32 },
    secp384r1: { algorithm: 'ES384', name: 'P-384', bytes: 48 },
    secp521r1: { algorithm: 'ES512', name: 'P-521', bytes: 66 },
};
/** The algorithm at Azure. The hash belongs to the key: SHA-256 for RSA of every length, although the service has others. */
function algorithmOf(details) {
    const { scheme, curve } = _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .KEY_DETAILS */ .hI[details];
    if (scheme === 'ecdsa' && curve !== undefined)
        return CURVES[curve].algorithm;
    if (scheme === 'rsa-pkcs1')
        return 'RS256';
    if (scheme === 'rsa-pss')
        return 'PS256';
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'Azure Key Vault has no keys of this algorithm', {
        expected: 'EC P-256, P-384, P-521 or RSA',
        found: details,
        hint: 'Create an EC key with the curve P-256.',
    });
}
/** Signs with a key in Azure Key Vault or a managed HSM: the version of the reference, or the newest one, which stays the same for the run. */
const openSigner = async (run, text, { details, services }) => {
    const azure = await loadAzure();
    const vault = await azure.openVault(run, text, services);
    const { id, version, jwk, key } = await azure.readVaultKey(vault, details);
    const { reference, credential, door } = vault;
    const algorithm = algorithmOf(key.details);
    const kty = String(jwk['kty']);
    async function sign(input) {
        if (input.kind === 'message')
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('INTERNAL', 'Azure Key Vault signs digests only');
        const { signDigest } = await import("../../libraries/azure-signing.js");
        const named = { id, vault: reference.vault, name: reference.name, version, jwk: { ...jwk, kty } };
        const { kid, signature } = await door.call(() => signDigest(named, algorithm, input.digest, credential, door.send), azure.failedAt(reference));
        if (kid !== id)
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', 'Azure Key Vault signed with another key', {
                expected: id,
                found: 'another identifier',
                hint: 'The signature was not used.',
            });
        const { curve } = _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .KEY_DETAILS */ .hI[key.details];
        return curve === undefined ? signature : derOf(signature, CURVES[curve].bytes);
    }
    return (0,_service_signer_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceSigner */ .I)({
        publicKey: key,
        name: id.replace(/^https:\/\/([^/]+)\/keys\//, 'azurekms://$1/'),
        version,
        service: `Azure Key Vault ${new URL(reference.vault).host}`,
        sign,
    });
};
/** The two numbers of an ECDSA signature, side by side (RFC 7518 section 3.4), as DER (RFC 3279 section 2.2.3). */
function derOf(signature, bytes) {
    if (signature.length !== 2 * bytes)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', 'the signature of Azure Key Vault has a wrong length', {
            expected: `${2 * bytes} bytes`,
            found: `${signature.length} bytes`,
            hint: 'It was not used.',
        });
    const number = (from) => BigInt(`0x${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_4__/* .encodeHex */ .mU)(signature.subarray(from, from + bytes))}`);
    return (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerSequence */ .T2)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerInteger */ .Uz)(number(0)), (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerInteger */ .Uz)(number(bytes)));
}
/** Creates a key, or a new version of one that exists. In a managed HSM the key is in hardware. */
const createKey = async (run, text, details, { services, newVersion }) => {
    const azure = await loadAzure();
    const vault = await azure.openVault(run, text, services);
    const { reference, credential, door } = vault;
    if (reference.version !== undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_INVALID', 'a key is created without naming a version', {
            expected: 'azurekms://VAULT.vault.azure.net/KEY',
            found: 'a reference with a version',
            hint: 'Remove the version from the reference.',
        });
    algorithmOf(details);
    const { curve, bits = 0 } = _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .KEY_DETAILS */ .hI[details];
    const hardware = /\.managedhsm\./.test(reference.vault);
    const kind = curve === undefined
        ? { kty: hardware ? 'RSA-HSM' : 'RSA', bits }
        : { kty: hardware ? 'EC-HSM' : 'EC', curve: CURVES[curve].name };
    // The service makes a new version of a key that exists without asking.
    if ((await azure.vaultKeyExists(vault)) !== (newVersion === true))
        throw existence(newVersion === true, reference.name);
    const { createVaultKey } = await import("../../libraries/azure-signing.js");
    const id = await door.call(() => createVaultKey(reference.vault, reference.name, kind, credential, door.send), azure.failedAt(reference));
    const version = azure.versionOf(id ?? '', reference);
    return (await azure.readVaultKey({ ...vault, reference: { ...reference, version } }, details)).key;
};
function existence(wanted, name) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_INVALID', `the key in Azure Key Vault ${wanted ? 'does not exist' : 'exists'}`, {
        expected: wanted ? 'the name of a key' : 'a name that is free',
        found: name,
        hint: wanted ? 'Check the name, or create the key first.' : 'Choose another name, or make a new version of the key.',
    });
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
