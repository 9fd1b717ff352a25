export const id = 2090;
export const ids = [2090];
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

/***/ 22090:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openSigner: () => (/* binding */ openSigner)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/verify-digest.js
var verify_digest = __webpack_require__(15354);
// EXTERNAL MODULE: ./packages/core/lib/crypto/key-details.js
var key_details = __webpack_require__(22278);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/load-program-keys.js
var load_program_keys = __webpack_require__(85573);
// EXTERNAL MODULE: ./packages/core/lib/keys/proven-signature.js
var proven_signature = __webpack_require__(92600);
// EXTERNAL MODULE: ./packages/core/lib/keys/secret.js + 2 modules
var secret = __webpack_require__(76444);
;// CONCATENATED MODULE: ./packages/core/lib/keys/pkcs11-pin.js

const NO_PIN = 'Private keys are visible with the PIN only: pass it with key-password: env://HSM_PIN, or pin-source in the reference.';
/**
 * The PIN: from `pin-source` of the reference, which belongs to this key alone, otherwise from `key-password`. Without either, there is
 * no login. The PIN is masked in logs.
 * @throws CountersignError KEY_INVALID if it cannot be read
 */
async function readPin(run, { pinSource }, password) {
    const location = pinSource ?? password;
    if (location === undefined)
        return undefined;
    // A file usually ends with a line break, which is not part of the PIN.
    const pin = (await (0,secret/* readSecret */.n)(run, location, 'the PIN of the token', 'key-password')).replace(/\r?\n$/, '');
    run.log.secret(pin);
    return pin;
}
// EXTERNAL MODULE: ./packages/core/lib/keys/at-most.js
var at_most = __webpack_require__(71860);
;// CONCATENATED MODULE: ./packages/core/lib/keys/pkcs11-signer.js






/** pkcs11-tool gives a key that signs messages one block of its input. */
const MAX_MESSAGE_BYTES = 1024;
/** By the scheme of the key. ECDSA signatures are converted to DER by pkcs11-tool. */
const MECHANISMS = {
    ecdsa: { args: ['--mechanism', 'ECDSA', '--signature-format', 'openssl'], input: proven_signature/* digestOf */.o },
    'rsa-pkcs1': {
        args: ['--mechanism', 'RSA-PKCS'],
        input: (key, input) => (0,verify_digest/* digestInfo */.R6)((0,proven_signature/* digestOf */.o)(key, input), key_details/* KEY_DETAILS */.hI[key.details].hash ?? 'sha256'),
    },
    // The salt is as long as the hash.
    'rsa-pss': {
        args: ['--mechanism', 'RSA-PKCS-PSS', '--hash-algorithm', 'SHA256', '--mgf', 'MGF1-SHA256', '--salt-len', '32'],
        input: proven_signature/* digestOf */.o,
    },
    ed25519: { args: ['--mechanism', 'EDDSA'], input: wholeMessage },
};
/**
 * Opens a private key in a PKCS #11 token, by URI. Every signature is one process of pkcs11-tool, one after the other, because a token is
 * one device. After a refused PIN nothing more is asked: tokens lock after a few wrong PINs.
 */
const openSigner = async (run, reference, options) => {
    const { openPkcs11Token, parsePkcs11Uri, pkcs11Object, pkcs11PublicKey } = await (0,load_program_keys/* loadProgramKeys */.v)();
    const uri = parsePkcs11Uri(run, reference);
    const pin = await readPin(run, uri, options.password);
    const token = await openPkcs11Token(run, uri);
    refuseLockedToken(run, token.slot.fields.get('token flags') ?? '', pin);
    const objects = await token.objects(pin);
    const found = pkcs11Object(uri, objects, ['private'], pin === undefined ? NO_PIN : 'Check id and object of the reference.');
    const twins = objects.filter(({ kind, id }) => kind === 'private' && id === found.id);
    const name = found.id === undefined ? ['--label', found.label ?? ''] : ['--id', found.id];
    if (twins.length > 1) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', 'two private keys of the token have the same id', {
            expected: 'an id of its own for each private key',
            found: `${String(twins.length)} private keys with the id ${found.id ?? '(none)'}`,
            hint: 'Give each key pair an id of its own: pkcs11-tool --set-id.',
        });
    }
    const publicKey = await pkcs11PublicKey(token, objects, found, { type: uri.type, pin, details: options.details });
    const mechanism = MECHANISMS[key_details/* KEY_DETAILS */.hI[publicKey.details].scheme];
    if (mechanism === undefined) {
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'pkcs11-tool cannot sign with this kind of key', {
            expected: 'an EC key (P-256, P-384, P-521), an RSA key or an Ed25519 key',
            found: publicKey.details,
            hint: 'Use a P-256 key.',
        });
    }
    const inTurn = (0,at_most/* atMost */.T)(1);
    return {
        publicKey,
        details: publicKey.details,
        hash: publicKey.hash,
        name: uri.name,
        sign: (input) => inTurn(async () => {
            const asked = mechanism.input(publicKey, input);
            const { stdout } = await token.call(['--sign', ...mechanism.args, ...name], { pin, input: asked });
            return (0,proven_signature/* provenSignature */.z)(publicKey, input, stdout, 'the token');
        }),
    };
};
function wholeMessage(_key, input) {
    const message = input.kind === 'message' ? input.message : undefined;
    if (message !== undefined && message.length <= MAX_MESSAGE_BYTES)
        return message;
    throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'pkcs11-tool cannot sign this much with an Ed25519 key', {
        expected: `a message of at most ${String(MAX_MESSAGE_BYTES)} bytes`,
        found: message === undefined ? 'a digest' : `${String(message.length)} bytes`,
        hint: 'Ed25519 signs the message itself. Use a P-256 key in the HSM: it signs the digest of a file of any size.',
    });
}
/** Before the PIN is sent: with one try left, a wrong PIN would lock the token. */
function refuseLockedToken(run, flags, pin) {
    if (pin === undefined)
        return;
    const found = ['user PIN locked', 'final user PIN try'].find((flag) => flags.includes(flag));
    if (found !== undefined) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', found === 'user PIN locked'
            ? 'the PIN of the token is locked'
            : 'the token has one try for its PIN left, which is not used here', {
            expected: 'a token that accepts its PIN',
            found,
            hint: found === 'user PIN locked'
                ? 'The administrator of the token unlocks it: pkcs11-tool --init-pin with the SO PIN, or the tool of the vendor.'
                : 'Log in once by hand with the right PIN, which resets the count: pkcs11-tool --login --list-objects. A wrong PIN locks the token.',
        });
    }
    if (flags.includes('user PIN count low'))
        run.log.warn('the token has seen a wrong PIN: a few more lock it');
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

/***/ 76444:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ readSecret),
  A: () => (/* binding */ readSecretBytes)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/errors/system-code.js
var system_code = __webpack_require__(62953);
// EXTERNAL MODULE: ./packages/core/lib/errors/reference-hint.js
var reference_hint = __webpack_require__(67107);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/variable.js
var variable = __webpack_require__(95229);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __webpack_require__(61917);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./packages/core/lib/keys/file-mode.js



/** Bits of the mode for users besides the owner, and for those outside the group. */
const OTHERS_READ_OR_WRITE = 0o066;
const ALL_WRITE = 0o002;
/**
 * Warns of a secret in a file that other users of the machine can read, and refuses one that all of them can write: it may have been
 * replaced. Group and mode are often decided by others (a umask, a mounted secret of Kubernetes), so reading alone is no error. Windows has
 * no such modes; on a file system that is mounted read-only, nothing can be replaced.
 * @throws CountersignError KEY_INVALID
 */
function checkMode(run, path, what, isWindows = external_node_path_.sep === '\\') {
    if (isWindows)
        return;
    const mode = (0,external_node_fs_.statSync)(path).mode & 0o777;
    if ((mode & OTHERS_READ_OR_WRITE) === 0)
        return;
    const found = `mode ${mode.toString(8).padStart(4, '0')}`;
    if ((mode & ALL_WRITE) !== 0 && !isReadOnly(path)) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${what}: every user of this machine can write the file`, {
            expected: 'mode 0600',
            found,
            hint: 'Replace the secret if others use this machine, then: chmod 600 FILE.',
        });
    }
    run.log.warn(`${what}: other users of this machine can use the file (${found}); it should have mode 0600: chmod 600 FILE`);
}
function isReadOnly(path) {
    try {
        (0,external_node_fs_.accessSync)(path, external_node_fs_.constants.W_OK);
        return false;
    }
    catch (cause) {
        return (0,system_code/* systemCode */.xU)(cause) === 'EROFS';
    }
}
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./packages/core/lib/keys/read-pipe.js



/** Time between two reads of a pipe without data. */
const PAUSE_MS = 20;
/** Number of reads before a pipe without writer counts as empty: two seconds. A shell opens the pipe of `<(command)` at once. */
const EMPTY_READS = 100;
function isPipe(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isFIFO() === true;
}
/**
 * Reads a pipe until its writers close it. Opening and reading do not block, because a thread that waits for a writer cannot be ended, and
 * the process would not end either.
 * @throws RangeError for more than `maxBytes`; Error with the system's code, for an empty pipe, or if the run ends before
 */
async function readPipe(path, maxBytes, signal) {
    const pipe = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NONBLOCK);
    try {
        if (!(0,external_node_fs_.fstatSync)(pipe).isFIFO())
            throw new Error('no longer a pipe');
        const bytes = Buffer.alloc(maxBytes + 1);
        let length = 0;
        for (let emptyReads = 0; emptyReads < EMPTY_READS || length > 0;) {
            const read = readSome(pipe, bytes, length);
            if (read === 0 && length > 0)
                return bytes.subarray(0, length);
            length += read ?? 0;
            if (length > maxBytes)
                throw new RangeError(`more than ${maxBytes} bytes`);
            if (signal.aborted)
                throw new Error('a pipe that was not closed in time');
            if (read !== undefined && read > 0)
                continue;
            // Undefined: there is a writer; we wait for it until the run ends.
            if (read === 0)
                emptyReads += 1;
            await (0,promises_.setTimeout)(PAUSE_MS);
        }
        throw new Error('an empty pipe');
    }
    finally {
        (0,external_node_fs_.closeSync)(pipe);
    }
}
/** Undefined if there is no data now; 0 if the pipe has no writer. */
function readSome(pipe, bytes, offset) {
    try {
        return (0,external_node_fs_.readSync)(pipe, bytes, offset, bytes.length - offset, null);
    }
    catch (cause) {
        if ((0,system_code/* systemCode */.xU)(cause) === 'EAGAIN')
            return undefined;
        throw cause;
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/keys/secret.js






/** Largest key or password file, in bytes. */
const MAX_SECRET_BYTES = 64 * 1024;
/**
 * Reads a secret from `env://VAR`, from a file, or from a pipe of a shell (`<(command)`); a secret is never a command-line argument. Errors
 * contain the purpose of the secret (`what`) and never `location`, because users may pass the secret itself there.
 * @param input the input that names it
 * @throws CountersignError KEY_INVALID; also for a file that every user of the machine can write
 */
async function readSecretBytes(run, location, what, input) {
    if ((0,variable/* namesVariable */.d)(location))
        return (0,wire_text/* encodeUtf8 */.Af)((0,variable/* readVariable */.n)(run, location, what, 'KEY_INVALID'));
    const path = (0,external_node_path_.resolve)(run.cwd, location);
    try {
        if (isPipe(path))
            return await run.budget.spend(() => readPipe(path, MAX_SECRET_BYTES, run.signal));
        const bytes = (0,regular_file/* readRegularFile */.X)(path, MAX_SECRET_BYTES, { followLink: true });
        checkMode(run, path, what);
        return bytes;
    }
    catch (cause) {
        if (cause instanceof countersign_error/* CountersignError */.WS)
            throw cause;
        if (cause instanceof RangeError) {
            throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${what}: the file is too large`, {
                expected: `at most ${MAX_SECRET_BYTES} bytes`,
                hint: 'Check that the path is that of the key or password.',
            });
        }
        // Without the cause, because Node's message contains the path.
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${what}: the file cannot be read`, {
            expected: 'the path of a readable file, or env://VAR',
            found: (0,system_code/* systemReason */.uc)(cause),
            hint: `Check the path. Never pass the secret itself. ${(0,reference_hint/* referenceHint */.V)(input)}`,
        });
    }
}
/** The same as text. */
async function readSecret(run, location, what, input) {
    return Buffer.from(await readSecretBytes(run, location, what, input)).toString('utf8');
}

/***/ }),

/***/ 85573:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ loadProgramKeys)
/* harmony export */ });
/** What signing shares with verification about keys behind programs (HSMs, plugins). Loaded when such a key is used: the gate starts faster. */
const loadProgramKeys = () => Promise.all(/* import() */[__webpack_require__.e(96), __webpack_require__.e(1490)]).then(__webpack_require__.bind(__webpack_require__, 21490));

/***/ }),

/***/ 95229:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ namesVariable),
/* harmony export */   n: () => (/* binding */ readVariable)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);

const PREFIX = 'env://';
/** Whether a reference has the form `env://VAR`. */
const namesVariable = (location) => location.startsWith(PREFIX);
/**
 * The value of the variable in `env://VAR`. A name that is not a usual variable name is not printed: it may be a secret in the wrong place.
 * @throws CountersignError `code` if it is not set
 */
function readVariable({ env }, location, what, code) {
    const name = location.slice(PREFIX.length);
    // Not what every object has: `constructor` is no variable.
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value)
        return value;
    const shown = /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) ? name : 'that it names';
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what}: the environment variable ${shown} is not set`, {
        expected: `${what} in the variable ${shown}`,
        found: 'nothing',
        hint: 'Pass the variable to this step, or correct its name.',
    });
}

/***/ })

};
