export const id = 666;
export const ids = [666];
export const modules = {

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

/***/ 90666:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createKey: () => (/* binding */ createKey),
/* harmony export */   openSigner: () => (/* binding */ openSigner)
/* harmony export */ });
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22278);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(14634);
/* harmony import */ var _public_keys_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(237);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31951);
/* harmony import */ var _proven_signature_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(92600);





const vault = _public_keys_index_js__WEBPACK_IMPORTED_MODULE_0__/* .KEY_SCHEMES */ .pb.hashivault.load;
/** What a request to sign says besides the input, by the scheme of the key. Others cannot be made by Transit. */
const REQUESTS = {
    ecdsa: { prehashed: true, marshaling_algorithm: 'asn1' },
    'rsa-pkcs1': { prehashed: true, signature_algorithm: 'pkcs1v15' },
    // The default of the server is the longest salt that fits.
    'rsa-pss': { prehashed: true, signature_algorithm: 'pss', salt_length: 'hash' },
    ed25519: { prehashed: false },
};
/** The name of each hash in the path of a request. */
const HASHES = { sha256: 'sha2-256', sha384: 'sha2-384', sha512: 'sha2-512' };
/** Largest message for Ed25519, which signs no digests: the servers refuse requests of more than 32 MiB, and a message is sent in base64. */
const MAX_MESSAGE_BYTES = 23 * 1024 * 1024;
/**
 * Opens a key of the engine Transit of HashiCorp Vault or OpenBao. All signatures of the signer are by one version of the key, also if the key is
 * rotated meanwhile, and each is verified with the public key of this version before it is used.
 */
const openSigner = async (run, text, { services, details }) => {
    const { invalidAnswer, readTransitKey } = await vault();
    const { session, reference, mount, version, publicKey } = await readTransitKey(run, text, { services, details, toSign: true });
    const { hash } = publicKey;
    const kind = _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .KEY_DETAILS */ .hI[publicKey.details];
    const request = REQUESTS[kind.scheme];
    if (request === undefined || kind.deprecated === true)
        throw cannotSign(reference.label, publicKey.details);
    const path = [mount, 'sign', reference.name, ...(hash === undefined ? [] : [HASHES[hash]])].join('/');
    return {
        publicKey,
        details: publicKey.details,
        hash,
        name: reference.label,
        version: String(version),
        async sign(given) {
            const input = inputOf(given, publicKey);
            const { data } = await session.ask({
                method: 'POST',
                path,
                body: { ...request, input: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .encodeBase64 */ .WG)(input), key_version: version },
                expected: `a signature of version ${version} of ${reference.label}`,
                refused: `The token needs the capability "update" for ${path}, and the version must be allowed to sign.`,
            });
            const [, by, base64] = /^vault:v(\d{1,9}):([A-Za-z0-9+/]+={0,2})$/.exec(textOf(data?.['signature'])) ?? [];
            if (base64 === undefined || Number(by) !== version) {
                throw invalidAnswer(session.server, `a signature of version ${version}`, by === undefined ? 'none' : `one of version ${by}`);
            }
            const signature = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeBase64 */ .y4)(base64, 'the signature', 'SERVICE_ANSWER_INVALID');
            return (0,_proven_signature_js__WEBPACK_IMPORTED_MODULE_3__/* .provenSignature */ .z)(publicKey, given, signature, () => invalidAnswer(session.server, `a signature by version ${version} of ${reference.label}`, 'one that does not verify'));
        },
    };
};
const textOf = (value) => (typeof value === 'string' ? value : '');
/** The digest; for Ed25519, the message. */
function inputOf(input, key) {
    if (key.hash !== undefined)
        return (0,_proven_signature_js__WEBPACK_IMPORTED_MODULE_3__/* .digestOf */ .o)(key, input);
    if (input.kind === 'message' && input.message.length <= MAX_MESSAGE_BYTES)
        return input.message;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_4__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'an Ed25519 key of Vault cannot sign this', {
        expected: `a message of at most ${MAX_MESSAGE_BYTES} bytes, or an EC or RSA key`,
        found: input.kind === 'digest' ? 'a digest' : `${input.message.length} bytes`,
        hint: 'Ed25519 signs whole messages: use an ecdsa-p256 key.',
    });
}
function cannotSign(label, details) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_4__/* .CountersignError */ .WS('KEY_UNSUPPORTED', `${label} cannot sign with the chosen algorithm`, {
        expected: 'ECDSA with the hash of its curve, RSA PKCS#1 v1.5 or PSS with SHA-256, or plain Ed25519',
        found: details,
        hint: 'Choose another signing-algorithm, or another key.',
    });
}
/** Types of keys at Transit, by algorithm. */
const TYPES = {
    PKIX_ECDSA_P256_SHA_256: 'ecdsa-p256',
    PKIX_ECDSA_P384_SHA_384: 'ecdsa-p384',
    PKIX_ECDSA_P521_SHA_512: 'ecdsa-p521',
    PKIX_RSA_PKCS1V15_2048_SHA256: 'rsa-2048',
    PKIX_RSA_PKCS1V15_3072_SHA256: 'rsa-3072',
    PKIX_RSA_PKCS1V15_4096_SHA256: 'rsa-4096',
    PKIX_RSA_PSS_2048_SHA256: 'rsa-2048',
    PKIX_RSA_PSS_3072_SHA256: 'rsa-3072',
    PKIX_RSA_PSS_4096_SHA256: 'rsa-4096',
    PKIX_ED25519: 'ed25519',
};
/**
 * Makes a key, or a new version of one, at Transit; it can never be exported.
 * @throws CountersignError KEY_UNSUPPORTED, KEY_INVALID (it exists, or is of another type), and those of the service
 */
const createKey = async (run, text, algorithm, { services, newVersion = false }) => {
    const { findTransitKey, invalidAnswer, readTransitKey } = await vault();
    const type = TYPES[algorithm];
    if (type === undefined) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_4__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'Vault makes no keys of this kind', {
            expected: Object.keys(TYPES).join(', '),
            found: algorithm,
        });
    }
    const { session, reference, mount, exists } = await findTransitKey(run, text, services);
    const { label, name } = reference;
    if (reference.version !== undefined) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_4__/* .CountersignError */ .WS('INPUT_INVALID', 'a new key is named without a version', {
            expected: label,
            found: `?version=${reference.version}`,
        });
    }
    if (exists && !newVersion)
        throw refuseExisting(label);
    const read = () => readTransitKey(run, text, { services, details: algorithm, toSign: false });
    const before = newVersion ? (await read()).version : 0;
    const path = `${mount}/keys/${name}${newVersion ? '/rotate' : ''}`;
    await session.ask({
        method: 'POST',
        path,
        body: newVersion ? {} : { type, exportable: false, allow_plaintext_backup: false, derived: false },
        expected: newVersion ? `a new version of ${label}` : `the new key ${label}`,
        refused: `The token needs the capabilities "create" and "update" for ${path}.`,
    });
    const made = await read();
    // If the key was made or rotated by another run at the same moment, it is not known which version is ours.
    if (made.version !== before + 1) {
        throw invalidAnswer(session.server, `version ${before + 1} of the key`, `version ${made.version}`);
    }
    return made.publicKey;
};
function refuseExisting(label) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_4__/* .CountersignError */ .WS('KEY_INVALID', `${label} exists already, and stays as it is`, {
        expected: 'the name of a key that does not exist',
        found: 'a key of this name',
        hint: 'Name another key, or make a new version of this one: keys rotate.',
    });
}

/***/ })

};
