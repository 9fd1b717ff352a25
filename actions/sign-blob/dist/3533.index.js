export const id = 3533;
export const ids = [3533];
export const modules = {

/***/ 71860:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ atMost)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);

/**
 * Runs at most `most` pieces of work at a time. After a failure with KEY_INVALID (a refused PIN), all that were not started fail in the same
 * way: tokens lock after a few wrong PINs.
 */
function atMost(most) {
    const waiting = [];
    let running = 0;
    let refusal;
    return async (work) => {
        if (running >= most)
            await new Promise((start) => waiting.push(start));
        else
            running += 1;
        try {
            if (refusal !== undefined)
                throw refusal;
            return await work();
        }
        catch (error) {
            if (error instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS && error.code === 'KEY_INVALID')
                refusal = error;
            throw error;
        }
        finally {
            const next = waiting.shift();
            if (next === undefined)
                running -= 1;
            else
                next();
        }
    };
}

/***/ }),

/***/ 43533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createKey: () => (/* binding */ createKey),
  openSigner: () => (/* binding */ openSigner)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(73303);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/keys/at-most.js
var at_most = __webpack_require__(71860);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/load-program-keys.js
var load_program_keys = __webpack_require__(85573);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/parse-reference.js
var parse_reference = __webpack_require__(5954);
// EXTERNAL MODULE: ./packages/core/lib/run/child-environment.js
var child_environment = __webpack_require__(42338);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(76255);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(50030);
;// CONCATENATED MODULE: ./packages/core/lib/keys/plugin-protocol.js




/** Version of the protocol of sigstore's CLI plugins (sigstore/sigstore, pkg/signature/kms/cliplugin/common/interface.go). */
const PROTOCOL = 'v1';
const MAX_ANSWER_BYTES = 256 * 1024;
/** `ctxDeadline`: a plugin should give up before we do. */
const TIMEOUT_MS = 60_000;
/** Numbers of Go's crypto.Hash. */
const HASHES = { sha256: 5, sha384: 6, sha512: 7 };
/** @throws CountersignError INPUT_INVALID */
function pluginOf(reference) {
    const [, name, keyResourceID] = /^([a-z][a-z0-9+._-]{1,62}):\/\/(.*)$/s.exec(reference) ?? [];
    if (name !== undefined && keyResourceID !== undefined)
        return { program: `sigstore-kms-${name}`, keyResourceID, name };
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the reference of a key plugin is malformed', { expected: 'NAME://REF' });
}
/** @returns the text of the PEM block, which is not read yet */
async function askPublicKey(run, plugin) {
    return pem(await ask(run, plugin, { name: 'publicKey' }), plugin);
}
/** @returns the text of the PEM block of the new key */
async function askCreateKey(run, plugin, algorithm) {
    return pem(await ask(run, plugin, { name: 'createKey', algorithm }), plugin);
}
async function askSupportedAlgorithms(run, plugin) {
    const result = await ask(run, plugin, { name: 'supportedAlgorithms' });
    return answered(plugin, () => (0,json_readers/* readArray */.oU)(result['supportedAlgorithms'], 'supportedAlgorithms').map((one) => (0,json_readers/* readString */.E3)(one, 'an algorithm')));
}
/** @returns the signature, which nobody has verified yet */
async function askSignature(run, plugin, hash, input) {
    const result = await ask(run, plugin, { name: 'signMessage', hash, input });
    return answered(plugin, () => (0,wire_text/* decodeBase64 */.y4)((0,json_readers/* readString */.E3)(result['signature'], 'signature'), 'signature'));
}
function pem(result, plugin) {
    return answered(plugin, () => Buffer.from((0,wire_text/* decodeBase64 */.y4)((0,json_readers/* readString */.E3)(result['publicKeyPEM'], 'publicKeyPEM'), 'publicKeyPEM')).toString('utf8'));
}
async function ask(run, plugin, method) {
    const { callProgram, plainText } = await (0,load_program_keys/* loadProgramKeys */.v)();
    const { program, keyResourceID, name } = plugin;
    const timeoutMs = Math.max(1, Math.min(TIMEOUT_MS, run.budget.leftMs()));
    const ctxDeadline = new Date(run.clock().getTime() + timeoutMs).toISOString();
    const similar = (0,parse_reference/* similarForm */._s)(name, 'sign');
    const hashFunc = method.name === 'signMessage' ? hashNumber(method.hash) : HASHES.sha256;
    const request = {
        initOptions: { ctxDeadline, protocolVersion: PROTOCOL, keyResourceID, hashFunc, rpcOptions: rpcOptions(ctxDeadline) },
        methodName: method.name,
        [method.name]: argumentsOf(method, ctxDeadline),
    };
    const message = method.name === 'signMessage' && method.input.kind === 'message' ? method.input.message : undefined;
    const answer = await callProgram(run, {
        program,
        args: [PROTOCOL, JSON.stringify(request)],
        input: message,
        timeoutMs,
        absent: `${similar === undefined ? '' : `Did you mean ${similar}? `}Install the plugin, or use one of the other forms of keys.`,
    });
    const response = readAnswer(plugin, answer);
    const problem = response['errorMessage'];
    if (problem !== undefined && problem !== '') {
        throw new countersign_error/* CountersignError */.WS('SERVICE_REFUSED', `the key plugin ${program} refused the request`, {
            expected: method.name,
            found: typeof problem === 'string' ? plainText(run, problem) : 'an errorMessage that is no text',
            hint: ['The message is that of the plugin.', ...(0,child_environment/* withheldNote */.a7)(run.childEnvironment)].join('\n'),
        });
    }
    return answered(plugin, () => (0,json_readers/* readObject */.Ag)(response[method.name], method.name));
}
const hashNumber = (hash) => (hash === undefined ? 0 : HASHES[hash]);
const rpcOptions = (ctxDeadline) => ({ ctxDeadline, keyVersion: '', remoteVerification: false });
function argumentsOf(method, ctxDeadline) {
    switch (method.name) {
        case 'supportedAlgorithms':
            return {};
        case 'publicKey':
            return { publicKeyOptions: { rpcOptions: rpcOptions(ctxDeadline) } };
        case 'createKey':
            return { ctxDeadline, algorithm: method.algorithm };
        case 'signMessage': {
            const digest = method.input.kind === 'digest' ? { digest: (0,wire_text/* encodeBase64 */.WG)(method.input.digest) } : {};
            const messageOptions = { ...digest, hashFunc: hashNumber(method.hash) };
            return { signOptions: { rpcOptions: rpcOptions(ctxDeadline), messageOptions } };
        }
    }
}
/** The exit status does not count (cliplugin/client.go), but helps if there is no answer. */
function readAnswer(plugin, { stdout, status, said }) {
    const found = `exit status ${String(status)}${said === '' ? '' : `: ${said}`}`;
    return answered(plugin, () => {
        const value = (0,json/* parseJson */.qF)(stdout, { maxBytes: MAX_ANSWER_BYTES, what: plugin.program });
        return (0,json_readers/* isJsonObject */.OW)(value) ? value : (0,json_readers/* readObject */.Ag)(value, 'the answer');
    }, found);
}
function answered({ program }, read, also) {
    try {
        return read();
    }
    catch (cause) {
        const what = cause instanceof Error ? cause.message : 'something else';
        throw new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `the key plugin ${program} gave an answer that is not of the protocol`, {
            expected: `JSON of version ${PROTOCOL} of sigstore's CLI plugins`,
            found: also === undefined ? what : `${what} (${also})`,
            hint: 'Check that the program in PATH is that plugin, and that it prints nothing else on its standard output. Nothing was signed with its answer.',
            cause,
        });
    }
}
// EXTERNAL MODULE: ./packages/core/lib/keys/proven-signature.js
var proven_signature = __webpack_require__(92600);
;// CONCATENATED MODULE: ./packages/core/lib/keys/plugin-signer.js





/** Each signature is a process. */
const PROCESSES = 4;
/**
 * Opens a key of a `sigstore-kms-NAME` plugin. Its answers are those of a program that anyone may have written: a signature counts only after
 * it verifies with the public key that the plugin gave first.
 */
const openSigner = async (run, reference, { details }) => {
    const plugin = pluginOf(reference);
    const publicKey = keyOf(await askPublicKey(run, plugin), plugin.program, details);
    const inTurn = (0,at_most/* atMost */.T)(PROCESSES);
    return {
        publicKey,
        details: publicKey.details,
        hash: publicKey.hash,
        name: reference,
        sign: (input) => inTurn(async () => (0,proven_signature/* provenSignature */.z)(publicKey, input, await askSignature(run, plugin, publicKey.hash, input), `the key plugin ${plugin.program}`)),
    };
};
function keyOf(pem, program, details) {
    return (0,public_key/* publicKeyFromPem */.X)(pem, `the public key of the plugin ${program}`, details);
}
const CHALLENGE_BYTES = 32;
/**
 * A policy will trust the key that a plugin says it has made, so the plugin shows that it has it: it names the same key for the reference,
 * and signs with it.
 */
async function refuseUnproven(run, plugin, made, algorithm) {
    const { program } = plugin;
    const named = keyOf(await askPublicKey(run, plugin), program, algorithm);
    if (named.material !== made.material)
        throw new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `the key plugin ${program} has another key than the one that it says it has made`, {
            expected: made.fingerprint,
            found: named.fingerprint,
            hint: 'Nothing was written. Look at the key with the tool of the service behind the plugin.',
        });
    const input = { kind: 'message', message: run.random(CHALLENGE_BYTES) };
    await (0,proven_signature/* provenSignature */.z)(made, input, await askSignature(run, plugin, made.hash, input), `the key plugin ${program}`);
}
/** How plugins call algorithms: by the names of Sigstore's registry, of its command lines, or of the key services in sigstore/sigstore. */
const NAMES = {
    PKIX_ECDSA_P256_SHA_256: ['ecdsa-sha2-256-nistp256', 'ecdsa-p256-sha256', 'ecdsa-p256', 'EC_SIGN_P256_SHA256'],
    PKIX_ECDSA_P384_SHA_384: ['ecdsa-sha2-384-nistp384', 'ecdsa-p384-sha384', 'ecdsa-p384', 'EC_SIGN_P384_SHA384'],
    PKIX_ECDSA_P521_SHA_512: ['ecdsa-sha2-512-nistp521', 'ecdsa-p521-sha512', 'ecdsa-p521', 'EC_SIGN_P521_SHA512'],
    PKIX_RSA_PKCS1V15_2048_SHA256: ['rsa-sign-pkcs1-2048-sha256', 'rsa-pkcs1v15-2048', 'rsa-2048', 'RSA_SIGN_PKCS1_2048_SHA256'],
    PKIX_RSA_PKCS1V15_3072_SHA256: ['rsa-sign-pkcs1-3072-sha256', 'rsa-pkcs1v15-3072', 'rsa-3072', 'RSA_SIGN_PKCS1_3072_SHA256'],
    PKIX_RSA_PKCS1V15_4096_SHA256: ['rsa-sign-pkcs1-4096-sha256', 'rsa-pkcs1v15-4096', 'rsa-4096', 'RSA_SIGN_PKCS1_4096_SHA256'],
    PKIX_RSA_PSS_2048_SHA256: ['rsa-sign-pss-2048-sha256', 'RSA_SIGN_PSS_2048_SHA256'],
    PKIX_RSA_PSS_3072_SHA256: ['rsa-sign-pss-3072-sha256', 'RSA_SIGN_PSS_3072_SHA256'],
    PKIX_RSA_PSS_4096_SHA256: ['rsa-sign-pss-4096-sha256', 'RSA_SIGN_PSS_4096_SHA256'],
    PKIX_ED25519: ['ed25519'],
};
/**
 * Makes a key with the plugin's method `createKey`. A plugin that already gives a public key for this reference is not asked for another.
 * @throws CountersignError KEY_INVALID if the key exists, KEY_UNSUPPORTED, and those of plugins
 */
const createKey = async (run, reference, algorithm, { newVersion }) => {
    const plugin = pluginOf(reference);
    if (newVersion === true) {
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'the protocol of key plugins has no versions of keys', {
            found: 'a new version',
            hint: 'Use another reference, or the tool of the service behind the plugin.',
        });
    }
    const exists = await askPublicKey(run, plugin).then(() => true, (error) => {
        // "There is no such key" is an error of the plugin; it has no code of its own.
        if (error instanceof countersign_error/* CountersignError */.WS && error.code === 'SERVICE_REFUSED')
            return false;
        throw error;
    });
    if (exists) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `the plugin ${plugin.program} already has this key`, {
            expected: 'a reference without key',
            found: reference,
            hint: 'Choose another reference; the existing key stays as it is.',
        });
    }
    const offered = await askSupportedAlgorithms(run, plugin);
    const name = NAMES[algorithm]?.find((one) => offered.includes(one));
    if (name === undefined) {
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', `the plugin ${plugin.program} does not make this kind of key`, {
            expected: offered
                .slice(0, 20)
                .map((one) => JSON.stringify(one.slice(0, 60)))
                .join(', '),
            found: algorithm,
        });
    }
    const made = keyOf(await askCreateKey(run, plugin, name), plugin.program, algorithm);
    await refuseUnproven(run, plugin, made, algorithm);
    return made;
};

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

/***/ 85573:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ loadProgramKeys)
/* harmony export */ });
/** What signing shares with verification about keys behind programs (HSMs, plugins). Loaded when such a key is used: the gate starts faster. */
const loadProgramKeys = () => Promise.all(/* import() */[__webpack_require__.e(96), __webpack_require__.e(1490)]).then(__webpack_require__.bind(__webpack_require__, 21490));

/***/ })

};
