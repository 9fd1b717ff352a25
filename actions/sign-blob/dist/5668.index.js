export const id = 5668;
export const ids = [5668];
export const modules = {

/***/ 55668:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openSigner: () => (/* binding */ openSigner)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _public_keys_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(95229);
/* harmony import */ var _secret_signer_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(96796);
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76444);




/** Opens a private key in a file or in `env://VAR`, in any form of `readPrivateKey`. */
const openSigner = async (run, key, options) => {
    const what = `the key ${describeKey(key)}`;
    const name = (0,_public_keys_index_js__WEBPACK_IMPORTED_MODULE_1__/* .namesVariable */ .d)(key) ? key : `file:${(0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(key)}`;
    return (0,_secret_signer_js__WEBPACK_IMPORTED_MODULE_2__/* .signerOfSecret */ .u)(run, await (0,_secret_js__WEBPACK_IMPORTED_MODULE_3__/* .readSecretBytes */ .A)(run, key, what, 'keys'), { what, name }, options);
};
/** The reference of a key for messages. Any other value may be the key itself and is not printed. */
function describeKey(key) {
    return /^env:\/\/[A-Z_][A-Z0-9_]{0,63}$/.test(key) || /^[\w./@ \\:-]{1,200}\.(?:pem|key|p8|crt|der|txt)$/i.test(key)
        ? key
        : 'in keys';
}

/***/ }),

/***/ 96796:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ signerOfSecret)
});

// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
// EXTERNAL MODULE: ./packages/core/lib/keys/local-signer.js + 1 modules
var local_signer = __webpack_require__(79828);
// EXTERNAL MODULE: ./packages/core/lib/keys/secret.js + 2 modules
var secret = __webpack_require__(76444);
;// CONCATENATED MODULE: ./packages/core/lib/keys/password.js

/** The password at `env://VAR` or in a file, masked from now on. @throws CountersignError KEY_INVALID */
async function readPassword(run, location) {
    // A file usually ends with a line break, which is not part of the password.
    const password = (await (0,secret/* readSecret */.n)(run, location, 'key-password', 'key-password')).replace(/\r?\n$/, '');
    run.log.secret(password);
    return password;
}
// EXTERNAL MODULE: ./packages/core/lib/keys/private-key.js + 1 modules
var private_key = __webpack_require__(43857);
;// CONCATENATED MODULE: ./packages/core/lib/keys/secret-signer.js




/**
 * A signer with a private key that was read from a file, a variable or a secret store: PEM, DER, or either of them in one line of base64,
 * which variables and secret stores can mask. Password and algorithm are those of `options`.
 * @param content bytes or text of the secret; never printed
 * @param label `what` for errors, `name` for reports
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
async function signerOfSecret(run, content, { what, name }, options) {
    const password = options.password === undefined ? undefined : await readPassword(run, options.password);
    return (0,local_signer/* localSigner */.M)(run, await (0,private_key/* readPrivateKey */.$)(withoutBase64(content), what, password, options.details), name);
}
function withoutBase64(content) {
    const bytes = typeof content === 'string' ? (0,wire_text/* encodeUtf8 */.Af)(content) : content;
    // `LS0t` is "---", `M` begins every DER sequence.
    if (bytes[0] !== 0x4c && bytes[0] !== 0x4d)
        return bytes;
    try {
        return (0,wire_text/* decodeBase64 */.y4)(Buffer.from(bytes).toString('latin1').trim(), 'the key');
    }
    catch {
        return bytes;
    }
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
