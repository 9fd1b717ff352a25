export const id = 6749;
export const ids = [6749];
export const modules = {

/***/ 46749:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createKey: () => (/* binding */ createKey),
/* harmony export */   openSigner: () => (/* binding */ openSigner)
/* harmony export */ });
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22278);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);
/* harmony import */ var _public_keys_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(16310);
/* harmony import */ var _public_keys_index_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(64573);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8547);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(31951);
/* harmony import */ var _proven_signature_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92600);






/** What AWS KMS takes without a digest: the Sign operation of its API reference. */
const MAX_MESSAGE_BYTES = 4096;
/** The algorithm and kind of key in AWS KMS, by the registry's name. Never its first algorithm: for RSA that one depends on the order of an answer. */
const ALGORITHMS = {
    PKIX_ECDSA_P256_SHA_256: { name: 'ECDSA_SHA_256', spec: 'ECC_NIST_P256' },
    PKIX_ECDSA_P384_SHA_384: { name: 'ECDSA_SHA_384', spec: 'ECC_NIST_P384' },
    PKIX_ECDSA_P521_SHA_512: { name: 'ECDSA_SHA_512', spec: 'ECC_NIST_P521' },
    PKIX_RSA_PKCS1V15_2048_SHA256: { name: 'RSASSA_PKCS1_V1_5_SHA_256', spec: 'RSA_2048' },
    PKIX_RSA_PKCS1V15_3072_SHA256: { name: 'RSASSA_PKCS1_V1_5_SHA_256', spec: 'RSA_3072' },
    PKIX_RSA_PKCS1V15_4096_SHA256: { name: 'RSASSA_PKCS1_V1_5_SHA_256', spec: 'RSA_4096' },
    PKIX_RSA_PSS_2048_SHA256: { name: 'RSASSA_PSS_SHA_256', spec: 'RSA_2048' },
    PKIX_RSA_PSS_3072_SHA256: { name: 'RSASSA_PSS_SHA_256', spec: 'RSA_3072' },
    PKIX_RSA_PSS_4096_SHA256: { name: 'RSASSA_PSS_SHA_256', spec: 'RSA_4096' },
    PKIX_ED25519: { name: 'ED25519_SHA_512', spec: 'ECC_NIST_EDWARDS25519' },
    PKIX_ED25519_PH: { name: 'ED25519_PH_SHA_512', spec: 'ECC_NIST_EDWARDS25519' },
    ML_DSA_65: { name: 'ML_DSA_SHAKE_256', spec: 'ML_DSA_65' },
};
/**
 * Opens a key in AWS KMS. The key that an alias names is looked up once: all signatures of the run are by that key. Each signature is verified
 * with the fetched public key before it is used.
 */
const openSigner = async (run, reference, options) => {
    const { aws, kms, client, key } = await connect(run, reference, options);
    const answer = await kms.call(() => client.getPublicKey(key.keyId));
    const { key: publicKey, arn, signingAlgorithms } = aws.fetchedAwsKey(kms, answer, options.details, reference);
    const algorithm = algorithmOf(publicKey.details, reference);
    if (!signingAlgorithms.includes(algorithm.name)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_UNSUPPORTED', `${reference} does not sign with ${algorithm.name}`, {
            expected: algorithm.name,
            found: signingAlgorithms.join(', '),
            hint: 'Choose another signing-algorithm, or use another key.',
        });
    }
    const { details } = publicKey;
    const signer = {
        publicKey,
        details,
        hash: _crypto_index_js__WEBPACK_IMPORTED_MODULE_1__/* .KEY_DETAILS */ .hI[details].hash,
        name: reference,
        version: arn,
        async sign(input) {
            const request = { keyId: arn, algorithm: algorithm.name, ...toSign(input, publicKey) };
            const signed = await kms.call(() => client.sign(request));
            const { signature } = signed;
            // An answer about another key or algorithm is no answer to this request, whatever its signature is.
            if (signature === undefined || signed.arn !== arn || signed.algorithm !== algorithm.name)
                throw kms.unusable(`a signature by ${arn} with ${algorithm.name}`, 'an answer without it');
            return (0,_proven_signature_js__WEBPACK_IMPORTED_MODULE_2__/* .provenSignature */ .z)(publicKey, input, signature, () => kms.unusable('a signature that verifies with the public key of the key', 'another one'));
        },
    };
    return signer;
};
/**
 * Makes a key in AWS KMS, and the alias of the reference for it.
 * @throws CountersignError KEY_INVALID if the alias exists, or the reference has none: AWS chooses the id of a new key
 */
const createKey = async (run, reference, details, options) => {
    if (options.newVersion === true) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'a key for signatures in AWS KMS has no versions', {
            expected: 'a new key with an alias of its own',
            found: reference,
            hint: 'Generate awskms:///alias/NAME-2, and use it beside the old one until that is no longer trusted.',
        });
    }
    const algorithm = algorithmOf(details, reference);
    const { aws, kms, client, key } = await connect(run, reference, options);
    if (key.alias === undefined) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_INVALID', 'a new key in AWS KMS needs an alias: AWS chooses its id', {
            expected: 'awskms:///alias/NAME',
            found: reference,
            hint: 'Name an alias that does not exist yet.',
        });
    }
    const alias = `alias/${key.alias}`;
    // Before the key is made: AWS would refuse the alias after it.
    if (await exists(kms, client, alias)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_INVALID', `${reference} exists`, {
            expected: 'an alias that does not exist yet',
            found: alias,
            hint: 'Name another alias. The key was not changed.',
        });
    }
    const made = await kms.call(() => client.createKey(algorithm.spec));
    if (made === undefined)
        throw kms.unusable('the id of the new key', 'an answer without it');
    try {
        await kms.call(() => client.createAlias(alias, made));
    }
    catch (thrown) {
        run.log.warn(`the new key ${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .excerpt */ .Kb)(made, 200)} in AWS KMS has no alias: give it one, or schedule its deletion`);
        throw thrown;
    }
    const answer = await kms.call(() => client.getPublicKey(made));
    return aws.fetchedAwsKey(kms, answer, details, reference).key;
};
async function exists(kms, client, alias) {
    try {
        await kms.call(() => client.getPublicKey(alias));
        return true;
    }
    catch (error) {
        if (error instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS && error.cause instanceof _net_index_js__WEBPACK_IMPORTED_MODULE_4__/* .Refused */ .Lw && error.cause.type === 'NotFoundException')
            return false;
        throw error;
    }
}
async function connect(run, reference, { services = _public_keys_index_js__WEBPACK_IMPORTED_MODULE_5__/* .NO_KEY_SERVICES */ .R }) {
    const aws = await (0,_public_keys_index_js__WEBPACK_IMPORTED_MODULE_6__/* .loadAws */ ._)();
    const key = aws.parseAwsKeyReference(reference);
    const kms = await aws.openAwsSession(run, 'kms', key, services);
    const { awsSigning } = await import("../../libraries/aws-signing.js");
    return { aws, kms, key, client: awsSigning(kms.options, kms.credentials) };
}
function algorithmOf(details, reference) {
    const algorithm = ALGORITHMS[details];
    if (algorithm !== undefined)
        return algorithm;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_UNSUPPORTED', `${reference}: AWS KMS does not sign with this kind of key`, {
        expected: Object.keys(ALGORITHMS).join(', '),
        found: details,
        hint: 'Use a P-256 key (ECC_NIST_P256).',
    });
}
/** The digest, so that the file does not leave this machine; the message for plain Ed25519 and ML-DSA, which have none. */
function toSign(input, key) {
    const { details } = key;
    if (key.hash !== undefined)
        return { type: 'DIGEST', message: (0,_proven_signature_js__WEBPACK_IMPORTED_MODULE_2__/* .digestOf */ .o)(key, input) };
    if (input.kind === 'message' && input.message.length <= MAX_MESSAGE_BYTES)
        return { type: 'RAW', message: input.message };
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'AWS KMS cannot sign this with this kind of key', {
        expected: `a message of at most ${MAX_MESSAGE_BYTES} bytes, or a key that signs a digest`,
        found: input.kind === 'message' ? `${input.message.length} bytes (${details})` : `a digest (${details})`,
        hint: 'Use a P-256 key (ECC_NIST_P256).',
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

/***/ 64573:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ loadAws)
/* harmony export */ });
/** What keys at AWS have in common, for signing too; loaded when such a key is used. */
const loadAws = () => Promise.all(/* import() */[__webpack_require__.e(6335), __webpack_require__.e(4771)]).then(__webpack_require__.bind(__webpack_require__, 34771));

/***/ })

};
