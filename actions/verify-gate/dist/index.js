/******/ var __webpack_modules__ = ({

/***/ 2613:
/***/ ((module) => {

module.exports = process.getBuiltinModule("assert");

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = process.getBuiltinModule("buffer");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = process.getBuiltinModule("crypto");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = process.getBuiltinModule("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = process.getBuiltinModule("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = process.getBuiltinModule("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = process.getBuiltinModule("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = process.getBuiltinModule("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:buffer");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:child_process");

/***/ }),

/***/ 7540:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:console");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:diagnostics_channel");

/***/ }),

/***/ 610:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:dns");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:http2");

/***/ }),

/***/ 4708:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:https");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:net");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:perf_hooks");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:querystring");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:stream");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:util/types");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = process.getBuiltinModule("os");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = process.getBuiltinModule("process");

/***/ }),

/***/ 3193:
/***/ ((module) => {

module.exports = process.getBuiltinModule("string_decoder");

/***/ }),

/***/ 2375:
/***/ ((module) => {

module.exports = process.getBuiltinModule("tls");

/***/ }),

/***/ 2018:
/***/ ((module) => {

module.exports = process.getBuiltinModule("tty");

/***/ }),

/***/ 7016:
/***/ ((module) => {

module.exports = process.getBuiltinModule("url");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = process.getBuiltinModule("util");

/***/ }),

/***/ 4756:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ throwIfAborted),
/* harmony export */   p: () => (/* binding */ isEnded)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);

/**
 * Whether the run was cancelled. The run's deadline does not count: it limits waiting, while hashing and searching are limited by the
 * size and number of the files.
 */
function isEnded(signal) {
    const reason = signal?.reason;
    return signal?.aborted === true && !(reason instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS && reason.code === 'DEADLINE_EXCEEDED');
}
/** @throws CountersignError DEADLINE_EXCEEDED if the run was cancelled */
function throwIfAborted(signal, work = 'hashed') {
    if (!isEnded(signal))
        return;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('DEADLINE_EXCEEDED', `the run ended while files were being ${work}`, { cause: signal?.reason });
}

/***/ }),

/***/ 4804:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ byKind)
/* harmony export */ });
/**
 * Calls the function for the kind of a subject. A missing kind does not compile, so a new kind must be handled in every place that
 * depends on kinds.
 */
function byKind(subject, answers) {
    const answer = answers[subject.kind];
    return answer(subject);
}

/***/ }),

/***/ 9460:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $y: () => (/* binding */ notAFile),
/* harmony export */   J8: () => (/* binding */ fileChanged),
/* harmony export */   WO: () => (/* binding */ fileUnreadable),
/* harmony export */   b4: () => (/* binding */ deadLink)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2953);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4634);

function fileUnreadable(path, cause) {
    const reasons = {
        ENOENT: 'no such file',
        EACCES: 'permission denied',
        EPERM: 'permission denied',
        ELOOP: 'too many symbolic links',
        ENOTDIR: 'a part of the path is not a folder',
    };
    const found = reasons[(0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .systemCode */ .xU)(cause) ?? ''] ?? (0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .systemReason */ .uc)(cause);
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('FILE_UNREADABLE', `${path} cannot be read`, {
        expected: 'a readable file',
        found,
        ...((0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .systemCode */ .xU)(cause) === 'ENOENT'
            ? {
                hint: path.includes(',')
                    ? 'Write one path per line (on the command line: each as an argument of its own): a comma is part of the name.'
                    : 'Check the path; a relative path begins in the working folder.',
            }
            : {}),
        cause,
    });
}
function notAFile(path, isDirectory) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('FILE_UNREADABLE', `${path} is not a file`, {
        expected: 'a regular file',
        found: isDirectory ? 'a folder' : 'a pipe, socket or device',
        ...(isDirectory ? { hint: `To include every file in the folder, write ${path.replace(/(?<!\/)\/+$/, '')}/**.` } : {}),
    });
}
function fileChanged(path) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('FILE_CHANGED', `${path} changed while it was being hashed`, {
        expected: 'the same size and modification time before and after',
        hint: 'Run again when no other program writes to the file.',
    });
}
function deadLink(path) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('FILE_UNREADABLE', `${path} is a broken link`, {
        expected: 'a link to a file that exists',
        found: 'no such file',
        hint: 'Remove the link, create its target, or exclude it (!path).',
    });
}

/***/ }),

/***/ 8430:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  MF: () => (/* binding */ DIGEST_ALGORITHMS),
  uK: () => (/* binding */ KEEP_BYTES),
  w2: () => (/* binding */ algorithmsOf),
  yi: () => (/* binding */ hashBytes),
  DC: () => (/* binding */ hashFile)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __nccwpck_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/artifacts/abort.js
var abort = __nccwpck_require__(4756);
;// CONCATENATED MODULE: ./packages/core/lib/wire/json-outline.js
const MAX_TEXT = 256;
/** Members nested deeper are not reported. */
const MAX_DEPTH = 3;
const OBJECT = { kind: 'object' };
const ARRAY = { kind: 'array' };
const EMPTY = Buffer.alloc(0);
const OTHER = { kind: 'other' };
const ZEROS = Buffer.alloc(16 * 1024);
/**
 * Reports the members of a JSON object of any size while its bytes are streamed, in constant memory. It does not validate: where
 * a strict reader would refuse the text, it reports what a lenient reader might accept, up to the end of the first object. Names
 * are compared as in Go, ignoring letter case; NUL bytes are skipped, so that UTF-16 reads as UTF-8.
 */
class JsonOutline {
    #visit;
    #within;
    /** For each open object or array, the member that is being read. */
    #path = [];
    #isObject = [];
    #expectsName = false;
    /** Number of open objects and arrays below those in `#path`. */
    #deeper = 0;
    /** The string that is being read; undefined between strings. */
    #text;
    #escaped = false;
    #begun = false;
    #over = false;
    /** @param within names of members of the outermost object whose inner members are reported too */
    constructor(within, visit) {
        this.#within = within;
        this.#visit = visit;
    }
    /** @returns false when nothing more will be reported: the text is not an object, or the object has ended */
    feed(chunk) {
        let at = this.#begun ? 0 : this.#begin(chunk);
        while (at < chunk.length && !this.#over) {
            if (this.#text !== undefined)
                at = this.#readText(chunk, at, this.#text);
            else
                at = this.#readBetween(chunk, at);
        }
        return !this.#over;
    }
    /** Skips spaces, line ends and the bytes of byte order marks. */
    #begin(chunk) {
        let at = 0;
        // A disk image may begin with gigabytes of zeros: blocks of them are compared at once.
        while (ZEROS.equals(chunk.subarray(at, at + ZEROS.length)))
            at += ZEROS.length;
        for (; at < chunk.length; at += 1) {
            const byte = chunk[at] ?? 0;
            if (byte <= 0x20 || byte >= 0x80)
                continue;
            this.#begun = true;
            this.#over = byte !== 0x7b;
            return at;
        }
        return chunk.length;
    }
    /** Reads up to the next string. */
    #readBetween(chunk, start) {
        for (let at = start; at < chunk.length; at += 1) {
            switch (chunk[at]) {
                case 0x22:
                    this.#text = EMPTY;
                    return at + 1;
                case 0x7b:
                    this.#open(true);
                    break;
                case 0x5b:
                    this.#open(false);
                    break;
                case 0x7d:
                case 0x5d:
                    this.#close();
                    if (this.#over)
                        return at;
                    break;
                case 0x2c:
                    this.#expectsName = this.#isObject.at(-1) === true;
                    break;
                default:
            }
        }
        return chunk.length;
    }
    #open(isObject) {
        if (this.#path.length > MAX_DEPTH) {
            this.#deeper += 1;
            return;
        }
        this.#tell(isObject ? OBJECT : ARRAY);
        this.#path.push(isObject ? '' : '[]');
        this.#isObject.push(isObject);
        this.#expectsName = isObject;
    }
    #close() {
        if (this.#deeper > 0) {
            this.#deeper -= 1;
            return;
        }
        this.#path.pop();
        this.#isObject.pop();
        this.#over = this.#path.length === 0;
    }
    /** Reads up to the end of the string. */
    #readText(chunk, start, before) {
        const end = this.#endOfText(chunk, start);
        const wanted = this.#isTold();
        const text = wanted ? Buffer.concat([before, chunk.subarray(start, Math.min(end, start + 2 * MAX_TEXT))]) : before;
        if (end === chunk.length) {
            this.#text = text.subarray(0, 2 * MAX_TEXT);
            return end;
        }
        this.#text = undefined;
        if (wanted)
            this.#endText(text);
        return end + 1;
    }
    #endOfText(chunk, start) {
        for (let at = start; at < chunk.length; at += 1) {
            const byte = chunk[at];
            if (this.#escaped) {
                // NUL bytes between the backslash and the escaped character belong to UTF-16.
                if (byte !== 0)
                    this.#escaped = false;
            }
            else if (byte === 0x5c)
                this.#escaped = true;
            else if (byte === 0x22)
                return at;
        }
        return chunk.length;
    }
    /** Whether the current member is reported. */
    #isTold() {
        const depth = this.#path.length;
        return this.#deeper === 0 && (depth === 1 || (depth <= MAX_DEPTH && this.#within.has(this.#path[0] ?? '')));
    }
    #endText(bytes) {
        const text = json_outline_unescape(Buffer.from(bytes.filter((byte) => byte !== 0).subarray(0, MAX_TEXT)).toString('utf8'));
        if (!this.#expectsName)
            return this.#tell({ kind: 'text', text });
        this.#path[this.#path.length - 1] = folded(text);
        this.#expectsName = false;
        this.#tell(OTHER);
    }
    /** The path of the current member; an item of an array is a member too. */
    #tell(value) {
        if (this.#isTold())
            this.#visit(this.#path, value);
    }
}
function json_outline_unescape(text) {
    if (!text.includes('\\'))
        return text;
    try {
        return String(JSON.parse(`"${text}"`));
    }
    catch {
        return text;
    }
}
/** Folds names as Go's encoding/json does: `ſ` becomes `s`, the Kelvin sign becomes `k`. */
function folded(name) {
    return name.toUpperCase().toLowerCase();
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/file-content.js

/** The beginning of every pre-authentication encoding (DSSE protocol, section "Signature Definition"). */
const ENVELOPE = Buffer.from('DSSEv1 ');
/**
 * Determines whether a file is also something else that a signature can be about; see `FileContent`. It reads the same bytes as the
 * hash, in the same pass, because a second read could see other bytes than those whose digest is signed. Files that are not JSON
 * objects take no time after their first bytes.
 */
class ContentReader {
    /** Number of bytes of `ENVELOPE` that the file begins with; undefined if it begins differently. */
    #matched = 0;
    #members = new Members();
    #isComplete = false;
    /** @param chunk the next bytes; not kept */
    read(chunk) {
        if (this.#matched !== undefined && this.#matched < ENVELOPE.length) {
            const wanted = ENVELOPE.subarray(this.#matched, this.#matched + chunk.length);
            this.#matched = wanted.equals(chunk.subarray(0, wanted.length)) ? this.#matched + wanted.length : undefined;
        }
        if (!this.#isComplete)
            this.#isComplete = !this.#members.read(chunk);
    }
    content() {
        return this.#matched === ENVELOPE.length ? 'encoded-envelope' : this.#members.content();
    }
}
/** See `ContentReader`. */
function contentOf(bytes) {
    const reader = new ContentReader();
    reader.read(bytes);
    return reader.content();
}
const IMAGE_MEDIA_TYPE = /^application\/vnd\.(?:oci\.image|docker\.distribution)\./i;
/** The members of a JSON object that identify its kind; names in any letter case, because JSON readers in Go ignore it. */
class Members {
    #names = new Set();
    #outline = new JsonOutline(DESCRIPTORS, (path, value) => {
        const name = path.join('.');
        // cosign requires an object here; other files may have a number, such as a count of critical findings.
        if (name === 'critical' && value.kind === 'object')
            this.#names.add('critical');
        if (MANIFEST_MEMBERS.has(name))
            this.#names.add(name);
        if (name === 'mediatype' && value.kind === 'text' && IMAGE_MEDIA_TYPE.test(value.text))
            this.#names.add('image');
    });
    /** @returns false if the rest of the file cannot change the result */
    read(chunk) {
        return this.#outline.feed(chunk);
    }
    content() {
        const has = (...names) => names.every((name) => this.#names.has(name));
        if (has('critical'))
            return 'image-text';
        const versioned = ['manifests', 'layers', 'fslayers', 'config.digest'].some((name) => has('schemaversion', name));
        const described = has('manifests.[].digest') || has('config.digest', 'layers') || has('config.digest', 'config.mediatype');
        return has('image') || versioned || described ? 'image-manifest' : 'data';
    }
}
const MANIFEST_MEMBERS = new Set([
    'schemaversion',
    'config.digest',
    'config.mediatype',
    'layers',
    'fslayers',
    'manifests',
    'manifests.[].digest',
]);
const DESCRIPTORS = new Set(['config', 'manifests']);
// EXTERNAL MODULE: ./packages/core/lib/artifacts/file-errors.js
var file_errors = __nccwpck_require__(9460);
// EXTERNAL MODULE: ./packages/core/lib/artifacts/open-file.js
var open_file = __nccwpck_require__(9151);
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/hash-file.js







/** Every algorithm that a subject can have a digest of. */
const DIGEST_ALGORITHMS = ['sha256', 'sha384', 'sha512'];
/** The algorithms that there is a digest of. */
function algorithmsOf(digests) {
    return DIGEST_ALGORITHMS.filter((algorithm) => digests[algorithm] !== undefined);
}
/** Files up to this size (1 MiB) are read in one piece, and their bytes are kept. */
const KEEP_BYTES = 1024 * 1024;
const CHUNK = 1024 * 1024;
/** Two buffers for the next file, so that not every file allocates its own. */
const spare = [];
const DEFAULT_ALGORITHMS = ['sha256'];
/**
 * Digests and content of one file, read once from one open descriptor. Small files: one synchronous read. Large files: two buffers, one is
 * hashed while the other is filled, so memory does not depend on the size; size and modification time are compared before and after.
 * @param path absolute
 * @throws CountersignError FILE_UNREADABLE, FILE_CHANGED, DEADLINE_EXCEEDED
 */
async function hashFile(path, algorithms = DEFAULT_ALGORITHMS, options = {}) {
    (0,abort/* throwIfAborted */.T)(options.signal);
    const file = (0,open_file/* openFile */.Tq)(path);
    try {
        const size = Number(file.before.size);
        if (size > KEEP_BYTES) {
            const read = await hashStream(file.descriptor, size, algorithms, path, options.signal);
            (0,open_file/* recheck */.gZ)(file, path);
            return { ...read, size };
        }
        // Bytes in memory cannot change, so no second check of the file is needed.
        const bytes = (0,open_file/* readWhole */.oD)(file.descriptor, size, path);
        return { digests: hashBytes(bytes, algorithms), size, content: contentOf(bytes), bytes };
    }
    finally {
        (0,external_node_fs_.closeSync)(file.descriptor);
    }
}
/** Digests of bytes in memory. */
function hashBytes(bytes, algorithms = DEFAULT_ALGORITHMS) {
    return Object.fromEntries(algorithms.map((algorithm) => [algorithm, (0,external_node_crypto_.hash)(algorithm, bytes, 'hex')]));
}
async function hashStream(descriptor, size, algorithms, path, signal) {
    const content = new ContentReader();
    const hashes = algorithms.map((algorithm) => [algorithm, (0,external_node_crypto_.createHash)(algorithm)]);
    let [current, next] = [spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK), spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK)];
    let total = 0;
    let pending = readChunk(descriptor, current);
    try {
        for (;;) {
            const count = await pending;
            if (count === 0)
                break;
            const chunk = current.subarray(0, count);
            total += count;
            // Otherwise a file that keeps growing would be read forever.
            if (total > size)
                throw (0,file_errors/* fileChanged */.J8)(path);
            (0,abort/* throwIfAborted */.T)(signal);
            [current, next] = [next, current];
            pending = readChunk(descriptor, current);
            for (const [, hash] of hashes)
                hash.update(chunk);
            content.read(chunk);
        }
    }
    catch (thrown) {
        // The caller closes the descriptor, so the pending read must end first.
        await pending.catch(() => 0);
        throw thrown instanceof countersign_error/* CountersignError */.WS ? thrown : (0,file_errors/* fileUnreadable */.WO)(path, thrown);
    }
    finally {
        if (spare.length === 0)
            spare.push(current, next);
    }
    if (total !== size)
        throw (0,file_errors/* fileChanged */.J8)(path);
    const digests = Object.fromEntries(hashes.map(([algorithm, hash]) => [algorithm, hash.digest('hex')]));
    return { digests, content: content.content() };
}
function readChunk(descriptor, buffer) {
    return new Promise((resolve, reject) => {
        (0,external_node_fs_.read)(descriptor, buffer, 0, buffer.length, null, (error, count) => {
            if (error === null)
                resolve(count);
            else
                reject(error);
        });
    });
}

/***/ }),

/***/ 8397:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ firstDigest),
/* harmony export */   k: () => (/* binding */ NOT)
/* harmony export */ });
const none = () => undefined;
/** Defaults for kinds that are not a file, not an image, or have no path. */
const NOT = { file: none, image: none, onDisk: none, readFrom: () => [] };
/** The digest for messages: SHA-256 if there is one, then SHA-512, then SHA-384. */
function firstDigest({ sha256, sha384, sha512 }) {
    if (sha256 !== undefined)
        return `sha256:${sha256}`;
    return sha512 === undefined ? `sha384:${sha384 ?? ''}` : `sha512:${sha512}`;
}

/***/ }),

/***/ 191:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ pinnedImage),
/* harmony export */   S: () => (/* binding */ image)
/* harmony export */ });
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8397);

/** `registry/repository@sha256:…`: the reference by digest, which cannot change its meaning. */
function pinnedImage({ name, digest }) {
    return `${name}@${digest}`;
}
/** An image, an index, or a manifest in an index. */
const image = {
    ..._facts_js__WEBPACK_IMPORTED_MODULE_0__/* .NOT */ .k,
    noun: { a: 'an image', one: 'image', many: 'images' },
    bytesSeen: true,
    label: (subject) => `${pinnedImage(subject)}${subject.parent === undefined ? '' : ` (${subject.parent.platform})`}`,
    digest: (subject) => subject.digest,
    namedBy: (subject) => ({ input: 'images', value: pinnedImage(subject) }),
    image: (subject) => subject,
    report: (subject) => ({
        digest: subject.digest,
        reference: subject.reference,
        pinned: pinnedImage(subject),
        platforms: subject.platforms.map(({ platform, digest }) => ({ platform, digest })),
        ...(subject.parent === undefined
            ? {}
            : {
                platform: subject.parent.platform,
                ...(subject.parent.digest === subject.digest ? {} : { index: subject.parent.digest }),
            }),
    }),
};

/***/ }),

/***/ 9151:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Tq: () => (/* binding */ openFile),
/* harmony export */   gZ: () => (/* binding */ recheck),
/* harmony export */   oD: () => (/* binding */ readWhole)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4634);
/* harmony import */ var _file_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9460);



/** @throws CountersignError FILE_UNREADABLE, also for folders, pipes and devices */
function openFile(path) {
    let descriptor;
    try {
        // Without O_NONBLOCK (absent on Windows) opening a named pipe would wait for a writer forever.
        descriptor = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.openSync)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | (node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK ?? 0));
    }
    catch (cause) {
        throw (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .fileUnreadable */ .WO)(path, cause);
    }
    try {
        const before = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.fstatSync)(descriptor, { bigint: true });
        if (!before.isFile())
            throw (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .notAFile */ .$y)(path, before.isDirectory());
        return { descriptor, before };
    }
    catch (thrown) {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.closeSync)(descriptor);
        throw thrown instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS ? thrown : (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .fileUnreadable */ .WO)(path, thrown);
    }
}
/** @throws CountersignError FILE_CHANGED if size or modification time differ from those at opening */
function recheck({ descriptor, before }, path) {
    const after = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.fstatSync)(descriptor, { bigint: true });
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs)
        throw (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .fileChanged */ .J8)(path);
}
/**
 * All bytes of a file of `size` bytes.
 * @throws CountersignError FILE_CHANGED if it has another size, FILE_UNREADABLE
 */
function readWhole(descriptor, size, path) {
    // One byte more than the size, to notice that the file grew.
    const buffer = Buffer.allocUnsafeSlow(size + 1);
    let filled = 0;
    try {
        for (;;) {
            const count = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readSync)(descriptor, buffer, filled, buffer.length - filled, null);
            filled += count;
            if (count === 0 || filled > size)
                break;
        }
    }
    catch (cause) {
        throw (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .fileUnreadable */ .WO)(path, cause);
    }
    if (filled !== size)
        throw (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .fileChanged */ .J8)(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, size);
}

/***/ }),

/***/ 8127:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  M6: () => (/* binding */ digestText),
  W7: () => (/* binding */ fileOf),
  dT: () => (/* binding */ imageOf),
  IC: () => (/* binding */ imagesOf),
  qx: () => (/* binding */ judgedLabel),
  q9: () => (/* binding */ kindFacts),
  FC: () => (/* binding */ onDisk),
  zP: () => (/* binding */ readFrom),
  pb: () => (/* binding */ subjectLabel),
  Bu: () => (/* binding */ subjectReport)
});

// UNUSED EXPORTS: SUBJECT_KINDS

// EXTERNAL MODULE: ./packages/core/lib/artifacts/kinds/facts.js
var facts = __nccwpck_require__(8397);
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/kinds/digest.js

/** A line of a checksum file whose file is not on this machine. */
const digest = {
    ...facts/* NOT */.k,
    noun: { a: 'a digest', one: 'digest', many: 'digests' },
    bytesSeen: false,
    label: ({ name }) => name,
    digest: ({ digests }) => (0,facts/* firstDigest */.N)(digests),
    namedBy: ({ origin }) => ({ input: 'checksums', value: origin.replace(/:\d+$/, '') }),
    onDisk: (subject) => subject,
    report: ({ origin }) => ({ origin, bytesSeen: false }),
};
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/kinds/file.js

/** A file that was read. */
const file = {
    ...facts/* NOT */.k,
    noun: { a: 'a file', one: 'file', many: 'files' },
    bytesSeen: true,
    label: ({ name }) => name,
    digest: ({ digests }) => (0,facts/* firstDigest */.N)(digests),
    namedBy: ({ path }) => ({ input: 'paths', value: path }),
    file: (subject) => subject,
    onDisk: (subject) => subject,
    readFrom: ({ path, realPath }) => (realPath === undefined ? [path] : [path, realPath]),
    report: ({ size }) => ({ size }),
};
// EXTERNAL MODULE: ./packages/core/lib/artifacts/kinds/image.js
var kinds_image = __nccwpck_require__(191);
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/subject-kinds.js



/** Every kind of subject. A new kind is a member of the union `Subject`, a file in `kinds`, and a line here. */
const SUBJECT_KINDS = {
    file: file,
    digest: digest,
    image: kinds_image/* image */.S,
};
/** The facts about a subject's kind. */
function kindFacts(subject) {
    return SUBJECT_KINDS[subject.kind];
}
/** The name of a subject in messages, logs and reports. */
function subjectLabel(subject) {
    return kindFacts(subject).label(subject);
}
/** The name of a subject in decisions, which must say if its bytes were not read. */
function judgedLabel(subject) {
    return `${subjectLabel(subject)}${kindFacts(subject).bytesSeen ? '' : ' (bytes not seen)'}`;
}
/** The subject's digest for messages: `sha256:<hex>`. */
function digestText(subject) {
    return kindFacts(subject).digest(subject);
}
/** The subject, if it is one file whose bytes were read. */
function fileOf(subject) {
    return kindFacts(subject).file(subject);
}
/** The subject, if it is in a registry. */
function imageOf(subject) {
    return kindFacts(subject).image(subject);
}
/** The subject, if it has a path on this machine, whether it was read or not. */
function onDisk(subject) {
    return kindFacts(subject).onDisk(subject);
}
/** The subjects that are in a registry. */
function imagesOf(subjects) {
    return subjects.flatMap((subject) => imageOf(subject) ?? []);
}
/** Absolute paths that the subject was read from, as named and with links resolved. */
function readFrom(subject) {
    return kindFacts(subject).readFrom(subject);
}
/** The subject in the JSON report. */
function subjectReport(subject) {
    const { kind, name, digests } = subject;
    return { kind, name, digests: { ...digests }, ...kindFacts(subject).report(subject) };
}

/***/ }),

/***/ 6591:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B4: () => (/* binding */ bundleOfCosignFile),
/* harmony export */   GI: () => (/* binding */ isCosignFile),
/* harmony export */   Pe: () => (/* binding */ bundleOfCosignParts)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6255);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1951);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(30);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(5860);


const CODE = 'EVIDENCE_MALFORMED';
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_PEM_BYTES = 1024 * 1024;
const V01 = 'application/vnd.dev.sigstore.bundle+json;version=0.1';
/**
 * Converts the parts to a bundle of version 0.1, whose log evidence is the SET too. Only the format changes: the verifier
 * checks whether they belong together.
 *
 * @throws CountersignError EVIDENCE_MALFORMED
 */
function bundleOfCosignParts({ signer, chain, logEntry, timestamps, content }, what) {
    return {
        mediaType: V01,
        verificationMaterial: {
            ...material(signer, chain ?? '', what),
            tlogEntries: logEntry === undefined || logEntry === null ? [] : [transparencyLogEntry(logEntry, what)],
            timestampVerificationData: { rfc3161Timestamps: timestamps.map((signedTimestamp) => ({ signedTimestamp })) },
        },
        ...content,
    };
}
/** Whether a document is a file written by `cosign sign-blob --bundle` (and `attest-blob`) before version 3. */
function isCosignFile(value) {
    return (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value) && Object.hasOwn(value, 'base64Signature') && !Object.hasOwn(value, 'mediaType');
}
/** Reads a file written by `cosign sign-blob --bundle`: `{base64Signature, cert, rekorBundle}`. @throws CountersignError EVIDENCE_MALFORMED */
function bundleOfCosignFile(file, what) {
    const unknown = Object.keys(file).find((name) => !['base64Signature', 'cert', 'rekorBundle'].includes(name));
    if (unknown !== undefined) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS(CODE, `${what} has an unknown field`, {
            expected: 'base64Signature, cert, rekorBundle',
            found: unknown.slice(0, 80),
        });
    }
    const signature = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeBase64 */ .y4)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(file['base64Signature'], `${what}: base64Signature`, CODE), what, CODE);
    const cert = file['cert'];
    const parts = {
        signer: cert === undefined || cert === '' ? undefined : (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeUtf8 */ ._6)(base64(cert, `${what}: cert`), what, CODE),
        logEntry: file['rekorBundle'],
        timestamps: [],
    };
    // For an attestation, the "signature" is the whole envelope.
    const text = Buffer.from(signature);
    const content = text[0] === 0x7b && text.includes('"payloadType"')
        ? { dsseEnvelope: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(signature, { maxBytes: MAX_BYTES, what, code: CODE }), what, CODE) }
        : { messageSignature: { signature: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .encodeBase64 */ .WG)(signature) } };
    return bundleOfCosignParts({ ...parts, content }, what);
}
function base64(value, what) {
    return (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeBase64 */ .y4)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(value, what, CODE), what, CODE);
}
function material(signer, chain, what) {
    if (signer === undefined)
        return { publicKey: { hint: '' } };
    const blocks = [signer, chain].flatMap((pem) => pem.trim() === '' ? [] : (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_4__/* .parsePem */ .oW)(pem, { labels: ['CERTIFICATE', 'PUBLIC KEY'], maxBytes: MAX_PEM_BYTES, what, code: CODE }));
    // Only the key named by the policy is used; this one is ignored.
    if (blocks.every(({ label }) => label === 'PUBLIC KEY'))
        return { publicKey: { hint: '' } };
    return {
        x509CertificateChain: {
            certificates: blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ der }) => ({ rawBytes: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .encodeBase64 */ .WG)(der) })),
        },
    };
}
function transparencyLogEntry(value, what) {
    const entry = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)(value, `${what}: log entry`, CODE);
    const payload = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)(entry['Payload'], `${what}: Payload`, CODE);
    const canonicalizedBody = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(payload['body'], `${what}: body`, CODE);
    const body = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeBase64 */ .y4)(canonicalizedBody, `${what}: body`, CODE), { maxBytes: MAX_BYTES, what, code: CODE }), `${what}: body`, CODE);
    return {
        logIndex: String((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readInteger */ .JI)(payload['logIndex'], `${what}: logIndex`, CODE)),
        logId: { keyId: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .encodeBase64 */ .WG)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeHex */ .EF)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(payload['logID'], `${what}: logID`, CODE), `${what}: logID`, CODE)) },
        kindVersion: {
            kind: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(body['kind'], `${what}: kind`, CODE),
            version: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(body['apiVersion'], `${what}: apiVersion`, CODE),
        },
        integratedTime: String((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readInteger */ .JI)(payload['integratedTime'], `${what}: integratedTime`, CODE)),
        inclusionPromise: {
            signedEntryTimestamp: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(entry['SignedEntryTimestamp'], `${what}: SignedEntryTimestamp`, CODE),
        },
        canonicalizedBody,
    };
}

/***/ }),

/***/ 1181:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ readImageText),
/* harmony export */   n: () => (/* binding */ MAX_IMAGE_TEXT_BYTES)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6255);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(30);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2719);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(1951);


const CODE = 'EVIDENCE_MALFORMED';
/** Largest signed text, in bytes; only its annotations can be large. */
const MAX_IMAGE_TEXT_BYTES = 64 * 1024;
const MEMBERS = ['critical', 'optional', 'identity', 'docker-reference', 'image', 'docker-manifest-digest', 'type'];
const SIGNATURE_TYPE = 'cosign container image signature';
/**
 * Reads the text that cosign signed for an image before version 3 ("simple signing", containers/image
 * docs/containers-signature.5.md).
 * @throws CountersignError EVIDENCE_MALFORMED
 */
function readImageText(payload, what) {
    const text = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_1__/* .parseJson */ .qF)(payload, { maxBytes: MAX_IMAGE_TEXT_BYTES, what, code: CODE }), what, CODE);
    // cosign is written in Go: a text that Go would read differently proves nothing. `optional` has arbitrary names.
    (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .refuseOtherSpellings */ .o)(text, { known: MEMBERS, maps: ['optional'], what, code: CODE });
    const critical = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)(text['critical'], `${what}: critical`, CODE);
    const type = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(critical['type'], `${what}: type`, CODE);
    if (type !== SIGNATURE_TYPE) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS(CODE, `${what} does not sign an image`, {
            expected: SIGNATURE_TYPE,
            found: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_4__/* .excerpt */ .Kb)(type),
        });
    }
    const named = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)(critical['image'], `${what}: image`, CODE);
    const identity = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readObject */ .Ag)(critical['identity'], `${what}: identity`, CODE);
    return {
        digest: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(named['docker-manifest-digest'], `${what}: docker-manifest-digest`, CODE),
        reference: (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .readString */ .E3)(identity['docker-reference'], `${what}: docker-reference`, CODE),
    };
}

/***/ }),

/***/ 1546:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Me: () => (/* binding */ MAX_BUNDLE_BYTES),
  lL: () => (/* binding */ bundleFromJson),
  Bo: () => (/* binding */ readBundle)
});

// UNUSED EXPORTS: MAX_CHAIN, MAX_LOG_ENTRIES, MAX_TIMESTAMPS

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __nccwpck_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __nccwpck_require__(30);
// EXTERNAL MODULE: ./packages/core/lib/wire/protobuf-json.js
var protobuf_json = __nccwpck_require__(3482);
// EXTERNAL MODULE: ./packages/core/lib/bundles/cosign-forms.js
var cosign_forms = __nccwpck_require__(6591);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __nccwpck_require__(1951);
;// CONCATENATED MODULE: ./packages/core/lib/bundles/read-log-entry.js

/** More than the levels of a tree of 2^63 leaves. */
const MAX_HASHES = 64;
/** One `TransparencyLogEntry` of a bundle, with the evidence that the bundle's version requires. */
function readLogEntry(entry, version) {
    const kind = entry.requiredMessage('kindVersion', ['kind', 'version']);
    const promise = entry.message('inclusionPromise', ['signedEntryTimestamp']);
    const inclusionProof = readInclusionProof(entry);
    if (version === '0.1' && promise === undefined)
        throw entry.failure('inclusionPromise', 'present in a bundle of version 0.1', 'nothing');
    if (version !== '0.1' && inclusionProof === undefined) {
        throw entry.failure('inclusionProof', `present in a bundle of version ${version}`, 'nothing');
    }
    if (version !== '0.1' && inclusionProof?.checkpoint === undefined) {
        throw entry.failure('inclusionProof.checkpoint', `present in a bundle of version ${version}`, 'nothing');
    }
    return {
        logIndex: entry.int64('logIndex'),
        logId: (0,wire_text/* encodeHex */.mU)(entry.requiredMessage('logId', ['keyId']).requiredBytes('keyId')),
        kind: kind.requiredText('kind'),
        version: kind.requiredText('version'),
        integratedTime: entry.int64('integratedTime'),
        signedEntryTimestamp: promise?.requiredBytes('signedEntryTimestamp'),
        inclusionProof,
        canonicalizedBody: entry.requiredBytes('canonicalizedBody'),
    };
}
function readInclusionProof(entry) {
    const proof = entry.message('inclusionProof', ['logIndex', 'rootHash', 'treeSize', 'hashes', 'checkpoint']);
    if (proof === undefined)
        return undefined;
    const hashes = proof.bytesList('hashes', MAX_HASHES);
    if (hashes.some((hash) => hash.length !== 32))
        throw proof.failure('hashes', 'a list of SHA-256 hashes');
    return {
        logIndex: proof.int64('logIndex'),
        rootHash: proof.requiredBytes('rootHash'),
        treeSize: proof.int64('treeSize'),
        hashes,
        checkpoint: proof.message('checkpoint', ['envelope'])?.requiredText('envelope'),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/bundles/read-bundle.js




/** Largest accepted bundle, in bytes. */
const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;
/** Limits as in other verifiers: one file must not cause unlimited signature checks. */
const MAX_LOG_ENTRIES = 32;
const MAX_TIMESTAMPS = 32;
const MAX_CHAIN = 10;
const CODE = 'EVIDENCE_MALFORMED';
const VERSIONS = {
    'application/vnd.dev.sigstore.bundle+json;version=0.1': '0.1',
    'application/vnd.dev.sigstore.bundle+json;version=0.2': '0.2',
    'application/vnd.dev.sigstore.bundle+json;version=0.3': '0.3',
    'application/vnd.dev.sigstore.bundle.v0.3+json': '0.3',
};
const HASHES = { SHA2_256: 'sha256', SHA2_384: 'sha384', SHA2_512: 'sha512' };
/**
 * Reads a Sigstore bundle (JSON, v0.1 to v0.3; sigstore protobuf-specs `Bundle`) strictly, or a file that cosign wrote
 * before version 3, converted to a bundle of version 0.1. Nothing in it is verified.
 * `what` names it in errors, e.g. its path.
 * @throws CountersignError EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE
 */
function readBundle(bytes, what) {
    if (bytes.length > MAX_BUNDLE_BYTES) {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `${what} is too large for a bundle`, {
            expected: `at most ${MAX_BUNDLE_BYTES} bytes`,
            found: `${bytes.length} bytes`,
        });
    }
    const document = (0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_BUNDLE_BYTES, what, code: CODE });
    return bundleFromJson((0,cosign_forms/* isCosignFile */.GI)(document) ? (0,cosign_forms/* bundleOfCosignFile */.B4)(document, what) : document, what);
}
/**
 * The same for a parsed document (a bundle inside another answer); its parser must have refused duplicate keys.
 * @throws CountersignError EVIDENCE_MALFORMED
 */
function bundleFromJson(value, what) {
    const top = new protobuf_json/* ProtoReader */.i(value, what, CODE, ['mediaType', 'verificationMaterial', 'messageSignature', 'dsseEnvelope']);
    const mediaType = top.requiredText('mediaType');
    const version = Object.hasOwn(VERSIONS, mediaType) ? VERSIONS[mediaType] : undefined;
    if (version === undefined) {
        throw new countersign_error/* CountersignError */.WS(CODE, `${what} is not a bundle of a known version`, {
            expected: Object.keys(VERSIONS).join(', '),
            found: mediaType.slice(0, 120),
        });
    }
    const material = top.requiredMessage('verificationMaterial', [
        'certificate',
        'x509CertificateChain',
        'publicKey',
        'tlogEntries',
        'timestampVerificationData',
    ]);
    return {
        version,
        mediaType,
        material: readMaterial(material, version),
        content: readContent(top),
        logEntries: material.messages('tlogEntries', MAX_LOG_ENTRIES, LOG_ENTRY_FIELDS).map((entry) => readLogEntry(entry, version)),
        timestamps: readTimestamps(material),
        json: top.json,
    };
}
const LOG_ENTRY_FIELDS = [
    'logIndex',
    'logId',
    'kindVersion',
    'integratedTime',
    'inclusionPromise',
    'inclusionProof',
    'canonicalizedBody',
];
function readMaterial(material, version) {
    const kinds = ['certificate', 'x509CertificateChain', 'publicKey'].filter((name) => material.has(name));
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
        throw material.failure('certificate', 'the only one of certificate, x509CertificateChain and publicKey', kinds.join(' and ') || 'none of them');
    }
    // `certificate` is new in 0.3, which forbids a chain: intermediates come from the trusted root.
    const misplaced = version === '0.3' ? 'x509CertificateChain' : 'certificate';
    if (kind === misplaced)
        throw material.failure(kind, `absent in a bundle of version ${version}`, 'present');
    if (kind === 'publicKey')
        return { kind: 'public-key', hint: material.requiredMessage(kind, ['hint']).text('hint') };
    if (kind === 'certificate')
        return { kind: 'certificate', chain: [material.requiredMessage(kind, ['rawBytes']).requiredBytes('rawBytes')] };
    const chain = material
        .requiredMessage(kind, ['certificates'])
        .messages('certificates', MAX_CHAIN, ['rawBytes'])
        .map((certificate) => certificate.requiredBytes('rawBytes'));
    if (chain.length === 0)
        throw material.failure(kind, 'at least one certificate', 'an empty chain');
    return { kind: 'certificate', chain };
}
function readContent(top) {
    if (top.has('messageSignature') === top.has('dsseEnvelope')) {
        throw top.failure('messageSignature', 'the only one of messageSignature and dsseEnvelope', top.has('dsseEnvelope') ? 'both' : 'neither');
    }
    const message = top.message('messageSignature', ['messageDigest', 'signature']);
    if (message !== undefined) {
        return { kind: 'message', digest: readMessageDigest(message), signature: message.requiredBytes('signature') };
    }
    const envelope = top.requiredMessage('dsseEnvelope', ['payload', 'payloadType', 'signatures']);
    const signatures = envelope.messages('signatures', MAX_LOG_ENTRIES, ['sig', 'keyid']);
    const [signature] = signatures;
    if (signature === undefined || signatures.length !== 1)
        throw envelope.failure('signatures', 'exactly one signature', `${signatures.length}`);
    return {
        kind: 'dsse',
        payloadType: envelope.requiredText('payloadType'),
        payload: envelope.requiredBytes('payload'),
        signature: signature.requiredBytes('sig'),
        keyid: signature.text('keyid'),
    };
}
const DIGEST_LENGTH = { sha256: 32, sha384: 48, sha512: 64 };
function readMessageDigest(message) {
    const digest = message.message('messageDigest', ['algorithm', 'digest']);
    if (digest === undefined)
        return undefined;
    const name = digest.requiredText('algorithm');
    const algorithm = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
    if (algorithm === undefined)
        throw digest.failure('algorithm', Object.keys(HASHES).join(', '));
    const value = digest.requiredBytes('digest');
    if (value.length !== DIGEST_LENGTH[algorithm])
        throw digest.failure('digest', `${DIGEST_LENGTH[algorithm]} bytes`, `${value.length} bytes`);
    return { algorithm, value };
}
function readTimestamps(material) {
    const data = material.message('timestampVerificationData', ['rfc3161Timestamps']);
    if (data === undefined)
        return [];
    return data
        .messages('rfc3161Timestamps', MAX_TIMESTAMPS, ['signedTimestamp'])
        .map((timestamp) => timestamp.requiredBytes('signedTimestamp'));
}

/***/ }),

/***/ 9008:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FA: () => (/* binding */ HASH_BYTES),
/* harmony export */   Yy: () => (/* binding */ hashHex),
/* harmony export */   tW: () => (/* binding */ hash)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);

/** Length of each hash in bytes. */
const HASH_BYTES = { sha256: 32, sha384: 48, sha512: 64 };
/** One-shot hash of bytes in memory (up to 2^31-1 of them, Node's limit). */
function hash(algorithm, bytes) {
    const result = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)(algorithm, bytes, 'buffer');
    return new Uint8Array(result.buffer, result.byteOffset, result.byteLength);
}
/** The same as lower-case hex. */
function hashHex(algorithm, bytes) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)(algorithm, bytes, 'hex');
}

/***/ }),

/***/ 2278:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   du: () => (/* binding */ findKeyDetails),
/* harmony export */   hI: () => (/* binding */ KEY_DETAILS)
/* harmony export */ });
/* unused harmony export isUnlogged */
/** The supported keys by their names in Sigstore's algorithm registry. All others are refused. */
const KEY_DETAILS = {
    PKIX_ECDSA_P256_SHA_256: { scheme: 'ecdsa', hash: 'sha256', curve: 'prime256v1' },
    PKIX_ECDSA_P384_SHA_384: { scheme: 'ecdsa', hash: 'sha384', curve: 'secp384r1' },
    PKIX_ECDSA_P521_SHA_512: { scheme: 'ecdsa', hash: 'sha512', curve: 'secp521r1' },
    PKIX_ECDSA_P384_SHA_256: { scheme: 'ecdsa', hash: 'sha256', curve: 'secp384r1', deprecated: true },
    PKIX_ECDSA_P521_SHA_256: { scheme: 'ecdsa', hash: 'sha256', curve: 'secp521r1', deprecated: true },
    PKIX_RSA_PKCS1V15_2048_SHA256: { scheme: 'rsa-pkcs1', hash: 'sha256', bits: 2048 },
    PKIX_RSA_PKCS1V15_3072_SHA256: { scheme: 'rsa-pkcs1', hash: 'sha256', bits: 3072 },
    PKIX_RSA_PKCS1V15_4096_SHA256: { scheme: 'rsa-pkcs1', hash: 'sha256', bits: 4096 },
    PKIX_RSA_PSS_2048_SHA256: { scheme: 'rsa-pss', hash: 'sha256', bits: 2048 },
    PKIX_RSA_PSS_3072_SHA256: { scheme: 'rsa-pss', hash: 'sha256', bits: 3072 },
    PKIX_RSA_PSS_4096_SHA256: { scheme: 'rsa-pss', hash: 'sha256', bits: 4096 },
    PKIX_ED25519: { scheme: 'ed25519', hash: undefined },
    PKIX_ED25519_PH: { scheme: 'ed25519ph', hash: 'sha512' },
    // The registry has only the pure variant, with an empty context, not HashML-DSA.
    ML_DSA_65: { scheme: 'ml-dsa', hash: undefined, unlogged: true },
};
/** Whether `name` is a supported key type. */
function isKeyDetails(name) {
    return Object.hasOwn(KEY_DETAILS, name);
}
/** Whether no transparency log records signatures by this kind of key. */
function isUnlogged(details) {
    return KEY_DETAILS[details].unlogged === true;
}
/** The registry's name for a kind of key with its usual hash; undefined if it has none. */
function findKeyDetails(scheme, size) {
    return Object.keys(KEY_DETAILS)
        .filter(isKeyDetails)
        .find((name) => {
        const kind = KEY_DETAILS[name];
        return kind.scheme === scheme && kind.curve === size.curve && kind.bits === size.bits && kind.deprecated !== true;
    });
}

/***/ }),

/***/ 3303:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   W8: () => (/* binding */ publicKeyFromSpki),
/* harmony export */   X: () => (/* binding */ publicKeyFromPem),
/* harmony export */   ox: () => (/* binding */ publicKeyFromObject)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(1951);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(5860);
/* harmony import */ var _hash_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(9008);
/* harmony import */ var _key_details_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(2278);
/* harmony import */ var _spki_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6943);






/**
 * A public key from its SubjectPublicKeyInfo (DER). `details` is its algorithm (hash, RSA padding) where the source
 * names one, and must match the key; the default is the hash of the curve, and PKCS #1 v1.5 for RSA.
 * @throws CountersignError KEY_INVALID (malformed, or not of the kind `details`), KEY_UNSUPPORTED (weak or unknown)
 */
function publicKeyFromSpki(der, details) {
    const shape = (0,_spki_js__WEBPACK_IMPORTED_MODULE_1__/* .readSpki */ .O)(der);
    const usual = usualDetails(shape);
    const chosen = details ?? usual;
    if (!fits(shape, chosen)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_INVALID', 'the public key is not of the expected kind', {
            expected: chosen,
            found: usual,
        });
    }
    let object;
    try {
        // Also checks that an EC point lies on its curve.
        object = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createPublicKey)({ key: Buffer.from(der), format: 'der', type: 'spki' });
    }
    catch (cause) {
        if (shape.type === 'ml-dsa')
            throw noMlDsa(cause);
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_INVALID', 'the public key is malformed', { expected: chosen, cause });
    }
    // Node 22 reads the key if its OpenSSL is new enough, but has no operation with it.
    if (shape.type === 'ml-dsa' && object.asymmetricKeyType !== 'ml-dsa-65')
        throw noMlDsa();
    refuseOtherPss(object);
    // A copy: the caller's buffer may be part of a larger, short-lived one.
    return {
        details: chosen,
        hash: _key_details_js__WEBPACK_IMPORTED_MODULE_3__/* .KEY_DETAILS */ .hI[chosen].hash,
        object,
        spki: Uint8Array.from(der),
        fingerprint: (0,_hash_js__WEBPACK_IMPORTED_MODULE_4__/* .hashHex */ .Yy)('sha256', der),
        material: (0,_hash_js__WEBPACK_IMPORTED_MODULE_4__/* .hashHex */ .Yy)('sha256', (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeUtf8 */ .Af)((0,_spki_js__WEBPACK_IMPORTED_MODULE_1__/* .materialOf */ .V)(shape))),
    };
}
/** @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED */
function publicKeyFromObject(object, details) {
    if (object.type === 'secret')
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_INVALID', 'a secret key is not a public key');
    const key = object.type === 'private' ? (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createPublicKey)(object) : object;
    return publicKeyFromSpki(key.export({ format: 'der', type: 'spki' }), details);
}
/**
 * A public key from one PEM block `PUBLIC KEY` (SubjectPublicKeyInfo).
 * @param what how errors name it, e.g. its path
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
function publicKeyFromPem(text, what = 'the public key', details) {
    const [block, ...more] = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_6__/* .parsePem */ .oW)(text, { labels: ['PUBLIC KEY'], what, code: 'KEY_INVALID', maxBytes: 64 * 1024 });
    if (block === undefined || more.length > 0) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_INVALID', `${what} contains several PEM blocks`, {
            expected: 'one public key',
            found: `${more.length + 1}`,
        });
    }
    return publicKeyFromSpki(block.der, details);
}
function usualDetails(shape) {
    switch (shape.type) {
        case 'ec':
            return (0,_key_details_js__WEBPACK_IMPORTED_MODULE_3__/* .findKeyDetails */ .du)('ecdsa', { curve: shape.curve }) ?? refuse(shape.curve);
        case 'ed25519':
            return 'PKIX_ED25519';
        case 'ml-dsa':
            return 'ML_DSA_65';
        case 'rsa':
            return (0,_key_details_js__WEBPACK_IMPORTED_MODULE_3__/* .findKeyDetails */ .du)('rsa-pkcs1', { bits: shape.bits }) ?? refuse(`${shape.bits} bits`);
        case 'rsa-pss':
            return (0,_key_details_js__WEBPACK_IMPORTED_MODULE_3__/* .findKeyDetails */ .du)('rsa-pss', { bits: shape.bits }) ?? refuse(`${shape.bits} bits`);
    }
}
function refuse(found) {
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'this public key is not supported', {
        expected: 'RSA of 2048, 3072 or 4096 bits',
        found,
    });
}
function fits(shape, details) {
    const kind = _key_details_js__WEBPACK_IMPORTED_MODULE_3__/* .KEY_DETAILS */ .hI[details];
    switch (shape.type) {
        case 'ec':
            return kind.scheme === 'ecdsa' && kind.curve === shape.curve;
        case 'ed25519':
            return kind.scheme === 'ed25519' || kind.scheme === 'ed25519ph';
        case 'ml-dsa':
            return kind.scheme === 'ml-dsa';
        case 'rsa':
            return (kind.scheme === 'rsa-pkcs1' || kind.scheme === 'rsa-pss') && kind.bits === shape.bits;
        case 'rsa-pss':
            return kind.scheme === 'rsa-pss' && kind.bits === shape.bits;
    }
}
/** Every string of the right length is an ML-DSA key, so an error of Node means that it does not know the algorithm. */
function noMlDsa(cause) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'this version of Node does not support ML-DSA', {
        expected: 'Node 24.6 or newer with OpenSSL 3.5 or newer',
        found: 'a Node without ML-DSA',
        hint: 'Run it with Node 24, as the actions and the components do.',
        cause,
    });
}
/** A key restricted to PSS may have parameters (RFC 4055 section 3.1); only SHA-256 with the registry's salt length is supported. */
function refuseOtherPss(object) {
    if (object.asymmetricKeyType !== 'rsa-pss')
        return;
    const { hashAlgorithm, mgf1HashAlgorithm, saltLength } = object.asymmetricKeyDetails ?? {};
    if (![hashAlgorithm, mgf1HashAlgorithm].every((name) => name === undefined || name === 'sha256') || (saltLength ?? 32) > 32) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'this RSA-PSS key is not supported', {
            expected: 'SHA-256 with a salt of 32 bytes',
            found: `${hashAlgorithm ?? 'any hash'}, salt ${saltLength ?? 'any'}`,
        });
    }
}

/***/ }),

/***/ 6943:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ readSpki),
/* harmony export */   V: () => (/* binding */ materialOf)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9240);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9957);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1951);


const CURVES = {
    '1.2.840.10045.3.1.7': { curve: 'prime256v1', size: 32 },
    '1.3.132.0.34': { curve: 'secp384r1', size: 48 },
    '1.3.132.0.35': { curve: 'secp521r1', size: 66 },
};
/**
 * Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) strictly: named curves, uncompressed points, canonical Edwards
 * points, ordinary RSA exponents. So an EC, Ed25519 or ML-DSA key has one encoding. An RSA key has several: for both paddings, or for
 * PSS only, with or without parameters (RFC 4055 section 1.2); `materialOf` is the same for all of them.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
function readSpki(der) {
    const [algorithm, bits] = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derSequence */ .xy)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_1__/* .parseDer */ .zE)(der, 'the public key', 'KEY_INVALID'), 2, 2);
    const [oid, parameters, ...more] = algorithm === undefined ? [] : (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derSequence */ .xy)(algorithm, 1, 2);
    if (oid === undefined || bits === undefined || more.length > 0)
        throw invalid('a SubjectPublicKeyInfo', 'something else');
    const bytes = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derBitBytes */ .UI)(bits);
    const name = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derOid */ ._2)(oid);
    switch (name) {
        case '1.2.840.10045.2.1':
            return readEc(parameters, bytes);
        case '1.2.840.113549.1.1.1':
            if (!(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derIs */ .wd)(parameters, 'null') || parameters.content.length > 0)
                throw invalid('NULL parameters of an RSA key', 'others');
            return { type: 'rsa', ...readRsa(bytes), pkcs1: bytes };
        case '1.2.840.113549.1.1.10':
            return { type: 'rsa-pss', ...readRsa(bytes), pkcs1: bytes };
        case '1.3.101.112':
            if (parameters !== undefined)
                throw invalid('no parameters of an Ed25519 key', 'some');
            return readEd25519(bytes);
        case '2.16.840.1.101.3.4.3.18':
            if (parameters !== undefined)
                throw invalid('no parameters of an ML-DSA key', 'some');
            return readMlDsa65(bytes);
        default:
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'this kind of public key is not supported', {
                expected: 'ECDSA on P-256, P-384 or P-521, RSA of 2048, 3072 or 4096 bits, Ed25519, or ML-DSA-65',
                found: `algorithm ${name}`,
            });
    }
}
/**
 * Identifies the key independently of its encoding: all encodings of one key give the same text, different keys never do. For RSA
 * it is the modulus: from one private exponent of it all others can be computed.
 */
function materialOf(shape) {
    switch (shape.type) {
        case 'ec':
            return `${shape.curve} ${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeHex */ .mU)(shape.point)}`;
        case 'ed25519':
            return `ed25519 ${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeHex */ .mU)(shape.point)}`;
        case 'ml-dsa':
            return `ml-dsa ${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeHex */ .mU)(shape.encoded)}`;
        case 'rsa':
        case 'rsa-pss':
            return `rsa ${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeHex */ .mU)(shape.modulus)}`;
    }
}
function readEc(parameters, point) {
    if (parameters === undefined || !(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derIs */ .wd)(parameters, 'oid'))
        throw unsupported('a named curve', 'explicit curve parameters');
    const name = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derOid */ ._2)(parameters);
    const known = CURVES[name];
    if (known === undefined)
        throw unsupported('P-256, P-384 or P-521', `the curve ${name}`);
    if (point[0] !== 4 || point.length !== 1 + 2 * known.size)
        throw invalid('an uncompressed point', 'another encoding');
    return { type: 'ec', curve: known.curve, point };
}
function readRsa(pkcs1) {
    const [modulusNode, exponentNode] = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derSequence */ .xy)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_1__/* .parseDer */ .zE)(pkcs1, 'the RSA public key', 'KEY_INVALID'), 2, 2);
    if (modulusNode === undefined || exponentNode === undefined)
        throw invalid('a modulus and an exponent', 'something else');
    if (modulusNode.content.length > 513)
        throw unsupported('an RSA key of at most 4096 bits', 'a longer one');
    const modulus = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derInteger */ .i5)(modulusNode);
    const exponent = exponentNode.content.length > 9 ? 0n : (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .derInteger */ .i5)(exponentNode);
    // FIPS 186-5 appendix A.1.1: e is odd and above 2^16. Small exponents have made signature forgeries possible.
    if (exponent < 65537n || exponent % 2n === 0n)
        throw unsupported('an odd RSA exponent of at least 65537', 'another one');
    if (modulus <= 0n || modulus % 2n === 0n)
        throw invalid('a positive odd RSA modulus', 'another one');
    return { bits: modulus.toString(2).length, modulus: modulusNode.content };
}
/** The y coordinates of points of small order, little endian, sign bit clear: a signature under such a key proves nothing. */
const SMALL_ORDER = new Set([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);
function readEd25519(point) {
    if (point.length !== 32)
        throw invalid('32 bytes of an Ed25519 key', `${point.length} bytes`);
    const y = Uint8Array.from(point);
    y[31] = (y[31] ?? 0) & 0x7f;
    const bigEndian = BigInt(`0x${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeHex */ .mU)(Uint8Array.from(y).reverse())}`);
    if (bigEndian >= (1n << 255n) - 19n || SMALL_ORDER.has((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeHex */ .mU)(y)))
        throw unsupported('an Ed25519 key of full order', 'a weak one');
    return { type: 'ed25519', point };
}
/** The only valid length for ML-DSA-65 (FIPS 204 table 2); every string of this length is a public key. RFC 9881 section 4 wraps it no further. */
const ML_DSA_65_BYTES = 1952;
/** Length of ρ in an ML-DSA key, which is followed by t1. */
const RHO_BYTES = 32;
function readMlDsa65(encoded) {
    if (encoded.length !== ML_DSA_65_BYTES)
        throw invalid(`${String(ML_DSA_65_BYTES)} bytes of an ML-DSA-65 key`, `${String(encoded.length)} bytes`);
    // Without t1 the signature depends on no secret: everybody can make one.
    if (encoded.subarray(RHO_BYTES).every((byte) => byte === 0))
        throw unsupported('an ML-DSA key that is not zero', 'a weak one');
    return { type: 'ml-dsa', encoded };
}
function invalid(expected, found) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_INVALID', 'the public key is malformed', { expected, found });
}
function unsupported(expected, found) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('KEY_UNSUPPORTED', 'this public key is not supported', { expected, found });
}

/***/ }),

/***/ 3650:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ CODES)
/* harmony export */ });
/**
 * Every code a CountersignError can carry, with the exit status it leads to:
 * 1 the evidence says no, 2 could not decide or finish, 3 wrong use.
 * Each has an entry of the same name in docs/reference/errors.md.
 */
const CODES = {
    // wrong use
    INPUT_INVALID: 3,
    INPUT_UNSUPPORTED: 3,
    INPUT_MISSING: 3,
    PUBLIC_NOT_CONFIRMED: 3,
    NO_MATCH: 3,
    CHECKSUM_MALFORMED: 3,
    SUBJECT_DUPLICATE: 3,
    FILE_UNREADABLE: 3,
    IMAGE_REFERENCE_INVALID: 3,
    POLICY_INVALID: 3,
    POLICY_EMPTY: 3,
    POLICY_UNTRUSTED: 3,
    POLICY_EXPIRED: 3,
    KEY_INVALID: 3,
    KEY_UNSUPPORTED: 3,
    SIGNING_CONFIG_INVALID: 3,
    // could not decide or finish
    INTERNAL: 2,
    FILE_CHANGED: 2,
    FETCH_FAILED: 2,
    NETWORK_FORBIDDEN: 2,
    DEADLINE_EXCEEDED: 2,
    TOKEN_UNAVAILABLE: 2,
    TOKEN_INVALID: 2,
    TOKEN_EXPIRED: 2,
    TOKEN_CLAIMS_MISSING: 2,
    LOGIN_FAILED: 2,
    SERVICE_UNAVAILABLE: 2,
    SERVICE_REFUSED: 2,
    SERVICE_ANSWER_INVALID: 2,
    REGISTRY_UNAUTHORIZED: 2,
    REGISTRY_NOT_FOUND: 2,
    REGISTRY_THROTTLED: 2,
    REGISTRY_UNAVAILABLE: 2,
    REGISTRY_ANSWER_INVALID: 2,
    STORE_FAILED: 2,
    SIGNATURE_NOT_PROVEN: 2,
    VERIFIERS_DISAGREE: 2,
    TRUST_ROOT_INVALID: 2,
    TRUST_ROOT_STALE: 2,
    EVIDENCE_TOO_LARGE: 2,
    FURTHER_CYCLE: 2,
    FURTHER_LIMIT: 2,
    // the evidence says no
    EVIDENCE_NONE: 1,
    EVIDENCE_MALFORMED: 1,
    IMAGE_INVALID: 1,
    SIGNATURE_INVALID: 1,
    CERTIFICATE_INVALID: 1,
    CERTIFICATE_EXPIRED: 1,
    CERTIFICATE_UNTRUSTED: 1,
    SCT_INVALID: 1,
    TIMESTAMP_INVALID: 1,
    TIMESTAMP_MISSING: 1,
    LOG_ENTRY_MISSING: 1,
    LOG_ENTRY_INVALID: 1,
    LOG_CONTENT_MISMATCH: 1,
    LOG_KEY_MISMATCH: 1,
    KEY_MISMATCH: 1,
    ISSUER_MISMATCH: 1,
    IDENTITY_MISMATCH: 1,
    SIGNER_UNTRUSTED: 1,
    EXTENSION_MISMATCH: 1,
    BUILDER_MISMATCH: 1,
    BUILD_TYPE_INVALID: 1,
    BUILD_LEVEL_TOO_LOW: 1,
    SUBJECT_MISMATCH: 1,
    SUBJECT_INVALID: 1,
    BYTES_UNSEEN: 1,
    PREDICATE_TYPE_MISMATCH: 1,
    PREDICATE_CERT_MISMATCH: 1,
    PREDICATE_INVALID: 1,
    CLAIM_UNPROVEN: 1,
    SOURCE_MISMATCH: 1,
    TAG_MISMATCH: 1,
    VERSION_MISMATCH: 1,
    BUILD_INPUT_MISMATCH: 1,
    THRESHOLD_NOT_MET: 1,
    EVIDENCE_STALE: 1,
    REVOKED: 1,
    RULE_FAILED: 1,
    NO_RULE: 1,
    EXPECTATION_NOT_MET: 1,
};

/***/ }),

/***/ 4634:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   WS: () => (/* binding */ CountersignError),
/* harmony export */   ek: () => (/* binding */ asCountersignError),
/* harmony export */   vI: () => (/* binding */ shortened)
/* harmony export */ });
/* harmony import */ var _codes_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3650);

/** The only error that leaves a room of core: a code (docs/reference/errors.md), what was expected and found, and the cure. */
class CountersignError extends Error {
    name = 'CountersignError';
    code;
    expected;
    found;
    hint;
    constructor(code, message, details = {}) {
        super(shortened(message), details.cause === undefined ? undefined : { cause: details.cause });
        this.code = code;
        this.expected = maybeShortened(details.expected);
        this.found = maybeShortened(details.found);
        this.hint = maybeShortened(details.hint);
    }
    get exitStatus() {
        return _codes_js__WEBPACK_IMPORTED_MODULE_0__/* .CODES */ .L[this.code];
    }
}
/** Longest text of an error, in UTF-16 units: names, identities and answers of others are part of them. */
const MAX_ERROR_TEXT = 4096;
/** Text that others had a hand in, at most as long as a reason may be; what was cut is seen to be cut. */
function shortened(text) {
    return text.length <= MAX_ERROR_TEXT ? text : `${text.slice(0, MAX_ERROR_TEXT - 1).toWellFormed()}…`;
}
function maybeShortened(text) {
    return text === undefined ? undefined : shortened(text);
}
/** Wraps whatever was thrown; a CountersignError is returned as it is, anything else becomes INTERNAL with its cause. */
function asCountersignError(thrown, code = 'INTERNAL') {
    if (thrown instanceof CountersignError)
        return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new CountersignError(code, message, { cause: thrown });
}

/***/ }),

/***/ 606:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ nearest)
/* harmony export */ });
/** Longer words are not guessed: they are no misspelt names, and comparing takes the square of their length. */
const LONGEST = 64;
/**
 * The known word that someone most likely meant, in either letter case; undefined when none is close.
 *
 * @param within how many letters may be wrong; default: a third of the word, at least two
 */
function nearest(word, known, within = Math.max(2, Math.floor(word.length / 3))) {
    if (word.length > LONGEST)
        return undefined;
    let best;
    let least = within + 1;
    for (const candidate of known) {
        const steps = distance(word.toLowerCase(), candidate.toLowerCase());
        if (steps < least) {
            least = steps;
            best = candidate;
        }
    }
    return best;
}
/** Levenshtein distance with swaps of neighbours counted once (optimal string alignment). */
function distance(from, to) {
    let beforeLast = [];
    let last = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (let i = 1; i <= from.length; i++) {
        const row = [i];
        for (let j = 1; j <= to.length; j++) {
            const same = from[i - 1] === to[j - 1];
            let steps = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
            if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
                steps = Math.min(steps, (beforeLast[j - 2] ?? 0) + 1);
            row.push(steps);
        }
        beforeLast = last;
        last = row;
    }
    return last[to.length] ?? 0;
}

/***/ }),

/***/ 2953:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b2: () => (/* binding */ isMissing),
/* harmony export */   uc: () => (/* binding */ systemReason),
/* harmony export */   xU: () => (/* binding */ systemCode)
/* harmony export */ });
/** `ENOENT`, `EACCES` … as Node names what the system refused; undefined for what is no such error. */
function systemCode(thrown) {
    return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : undefined;
}
/** Whether Node says that there is no such file or folder. */
function isMissing(thrown) {
    return ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '');
}
/** The system's code, or what was thrown in place of one: what was found where a file should be. */
function systemReason(thrown) {
    return systemCode(thrown) ?? (thrown instanceof Error ? thrown.message : 'an error');
}

/***/ }),

/***/ 5664:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AE: () => (/* binding */ MAX_FOLDER_BYTES),
/* harmony export */   Cz: () => (/* binding */ MAX_FOLDER_FILES),
/* harmony export */   V2: () => (/* binding */ MAX_UNREADABLE),
/* harmony export */   VH: () => (/* binding */ MAX_WITHOUT_DIGEST),
/* harmony export */   W1: () => (/* binding */ overLimit),
/* harmony export */   g3: () => (/* binding */ MAX_BELOW_ENTRIES),
/* harmony export */   gB: () => (/* binding */ MAX_ANSWER_BYTES),
/* harmony export */   jH: () => (/* binding */ MAX_BELOW_DEPTH),
/* harmony export */   qy: () => (/* binding */ MAX_CANDIDATES),
/* harmony export */   tl: () => (/* binding */ MAX_CANDIDATE_BYTES),
/* harmony export */   xn: () => (/* binding */ MAX_RUN_BYTES)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);

/*
 * These limits bound the work of a run, instead of a time limit: an attacker who can add evidence can make a run end undecided, but
 * cannot make it run for minutes. Ordinary runs with ten thousand artifacts stay below them.
 */
/** Candidates of one subject. */
const MAX_CANDIDATES = 1000;
/** Payloads of all candidates of one subject together, in bytes. */
const MAX_CANDIDATE_BYTES = 64 * 1024 * 1024;
/** Bundles in the responses of an attestation API about one subject, in bytes. */
const MAX_ANSWER_BYTES = 40 * 1024 * 1024;
/** Candidates in one place that mention no digest: they are tried for every subject. */
const MAX_WITHOUT_DIGEST = 16;
/** Unreadable files that are reported with one subject. */
const MAX_UNREADABLE = 100;
/** Bundle files of one folder with its subfolders. */
const MAX_FOLDER_FILES = 32_768;
/** Entries in the subfolders of a folder that is named as evidence, and the depth of the subfolders. */
const MAX_BELOW_ENTRIES = 100_000;
const MAX_BELOW_DEPTH = 16;
/** All bundle files of one folder together, in bytes. */
const MAX_FOLDER_BYTES = 256 * 1024 * 1024;
/** All bundle files that a run reads, in bytes. */
const MAX_RUN_BYTES = 512 * 1024 * 1024;
/** The error for an exceeded limit. What was left out may be the missing proof, so the decision is undecided and not denied. */
function overLimit(message, limit, hint) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('EVIDENCE_TOO_LARGE', message, { expected: `at most ${limit}`, found: 'more', hint });
}

/***/ }),

/***/ 8626:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $r: () => (/* binding */ namesHost),
/* harmony export */   Ng: () => (/* binding */ describeUrl),
/* harmony export */   PV: () => (/* binding */ checkCapability),
/* harmony export */   U9: () => (/* binding */ isLoopback),
/* harmony export */   a7: () => (/* binding */ PURPOSES),
/* harmony export */   lx: () => (/* binding */ checkedUrl),
/* harmony export */   x0: () => (/* binding */ exemptHosts),
/* harmony export */   y: () => (/* binding */ isMachineCredentials)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);

/** The purposes that a capability allows. All others are refused, for any address. */
const ALLOWED = {
    all: ['registry', 'sigstore', 'token', 'attestations', 'release', 'keys'],
    registries: ['registry'],
    none: [],
};
/** The URL without parts that may be secret (user name, password, query, fragment), for messages and logs. */
function describeUrl(url) {
    const parsed = typeof url === 'string' ? URL.parse(url) : url;
    if (parsed === null)
        return 'an address that is not a URL';
    return `${parsed.protocol}//${parsed.host}${parsed.pathname}${parsed.search === '' ? '' : '?…'}`;
}
/**
 * Whether a host name (`URL.hostname` form) is this machine by definition. Names other than `localhost` are not resolved:
 * an answer of DNS about `something.localhost` cannot be trusted with a secret.
 */
function isLoopback(hostname) {
    return (hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname));
}
/** Whether a list of `host` or `host:port` names the URL's host; an entry without port means every port. Exact, never a suffix. */
function namesHost(list, url) {
    return list.some((entry) => entry === url.hostname || entry === url.host);
}
/**
 * The services that give programs the credentials of the machine that they run on: instance metadata of AWS, Google and Azure (IPv4 and IPv6), and
 * those of containers on ECS and EKS. Exactly these addresses.
 */
const MACHINE_CREDENTIALS = [
    '169.254.169.254',
    '[fd00:ec2::254]',
    '169.254.170.2',
    '169.254.170.23',
    '[fd00:ec2::23]',
    'metadata.google.internal',
];
/** Whether a URL is that of a service of machine credentials. */
const isMachineCredentials = ({ protocol, host }) => protocol === 'http:' && MACHINE_CREDENTIALS.includes(host);
/** The hosts that may be asked although rules for all others forbid it: those that the user named, and the one of the request if it asks for machine credentials. */
function exemptHosts(request, insecureHosts = []) {
    if (request.machineCredentials !== true || request.purpose !== 'keys' || request.from !== undefined)
        return insecureHosts;
    const url = URL.parse(request.url);
    return url !== null && isMachineCredentials(url) ? [...insecureHosts, url.host] : insecureHosts;
}
/**
 * Parses and checks the address of a request: https, or http where allowed; without credentials.
 *
 * @throws CountersignError FETCH_FAILED for an address that is not allowed
 */
function checkedUrl(text, purpose, insecureHosts, base) {
    const url = URL.parse(text, base?.href);
    if (url === null)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('FETCH_FAILED', 'an address is not a URL', {
            hint: 'Check the service URLs of the configuration.',
        });
    const where = describeUrl(url);
    if (url.username !== '' || url.password !== '') {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('FETCH_FAILED', `${where}: the address contains a user name or password`, {
            hint: 'Remove credentials from the URL; pass them with the option of the service.',
        });
    }
    if (url.protocol === 'https:')
        return url;
    if (url.protocol === 'http:' && (isLoopback(url.hostname) || namesHost(insecureHosts, url)))
        return url;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('FETCH_FAILED', `${where}: plain http is refused`, {
        expected: 'https, or http on loopback',
        found: url.protocol.replace(':', ''),
        hint: purpose === 'registry'
            ? `Use https; for a registry with plain http, name ${url.host} in insecure-registries (--insecure-registry ${url.host}).`
            : 'Use https.',
    });
}
/** @throws CountersignError NETWORK_FORBIDDEN when the run's capability does not allow the request's purpose */
function checkCapability(capability, request) {
    if (ALLOWED[capability].includes(request.purpose))
        return;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('NETWORK_FORBIDDEN', `a request to ${describeUrl(request.url)} is not allowed`, {
        expected: capability === 'none' ? 'no network at all (network: none)' : 'requests to registries only (network: registries)',
        found: `a request for ${PURPOSES[request.purpose]}`,
        hint: 'Pass the data as a file (trusted-root, signing-config, evidence), or allow more with network.',
    });
}
/** What a request is for, in words. */
const PURPOSES = {
    registry: 'a registry',
    sigstore: 'a Sigstore service or trust root',
    token: 'an identity token or its issuer',
    attestations: "a platform's attestation API",
    keys: 'a service of keys',
    release: 'a release of Countersign',
};

/***/ }),

/***/ 2654:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $x: () => (/* binding */ jitteredDelay),
/* harmony export */   MW: () => (/* binding */ askedWaitMs),
/* harmony export */   QL: () => (/* binding */ canPass),
/* harmony export */   a5: () => (/* binding */ isRateLimit),
/* harmony export */   bf: () => (/* binding */ limitEndsInMs),
/* harmony export */   dg: () => (/* binding */ isTransient)
/* harmony export */ });
/** First and largest pause between two attempts without `Retry-After`, in milliseconds. */
const FIRST_MS = 250;
const LARGEST_MS = 20_000;
/** The 5xx that do not change by waiting: not implemented, HTTP version not supported, login to the network required (RFC 6585). */
const PERMANENT_5XX = new Set([501, 505, 511]);
/** Transient statuses. */
function isTransient(status) {
    return status === 408 || status === 425 || status === 429 || (status >= 500 && !PERMANENT_5XX.has(status));
}
/**
 * What `Retry-After` asks for, in milliseconds from `now`; undefined when the header is missing or unreadable.
 * Seconds and HTTP dates (RFC 9110 §10.2.3).
 */
function retryAfterMs(header, now) {
    const value = header?.trim();
    if (value === undefined || value === '')
        return undefined;
    if (/^\d{1,9}$/.test(value))
        return Number(value) * 1000;
    if (!/^[A-Z][a-z]{2,8}, /.test(value))
        return undefined;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
/**
 * Milliseconds until the rate limit of a 403 or 429 ends; undefined if it names none, Infinity if it does not say when it ends.
 * GitHub also uses 403 for rate limits (REST API, "Rate limits"): with `Retry-After`, or with `x-ratelimit-remaining: 0` and
 * `x-ratelimit-reset`. GitLab writes `RateLimit-Remaining` and `RateLimit-Reset`.
 */
function limitEndsInMs({ status, headers }, now) {
    if (status !== 403 && status !== 429)
        return undefined;
    const after = retryAfterMs(headers['retry-after'], now);
    if (after !== undefined)
        return after;
    for (const prefix of ['x-ratelimit', 'ratelimit']) {
        if (headers[`${prefix}-remaining`]?.trim() !== '0')
            continue;
        const reset = headers[`${prefix}-reset`]?.trim() ?? '';
        // Seconds since 1970. A small number is a duration (RateLimit draft of the IETF).
        if (!/^\d{1,11}$/.test(reset))
            return Infinity;
        const seconds = Number(reset);
        return seconds < 1e9 ? seconds * 1000 : Math.max(0, seconds * 1000 - now.getTime());
    }
    return undefined;
}
/** Whether an answer is a rate limit: 429, or a 403 that says so. */
function isRateLimit(answer) {
    return answer.status === 429 || limitEndsInMs(answer, new Date(0)) !== undefined;
}
/** Whether the same request can get another answer later. */
function canPass(answer) {
    return isTransient(answer.status) || isRateLimit(answer);
}
/** How long the service asks to wait before the next attempt, in milliseconds: 0 if it does not ask, Infinity if it does not say until when. */
function askedWaitMs(answer, now) {
    return limitEndsInMs(answer, now) ?? retryAfterMs(answer.headers['retry-after'], now) ?? 0;
}
/** Full jitter: a random delay from 0 to the exponential bound, so that many clients do not retry at the same time. In milliseconds. */
function jitteredDelay(attempt, random) {
    const bound = Math.min(LARGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
    return Math.round(bound * fraction(random));
}
/** A number in [0, 1) from four random bytes. */
function fraction(random) {
    const bytes = random(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
}

/***/ }),

/***/ 8547:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Nu: () => (/* binding */ AnswerRefused),
  pM: () => (/* binding */ NetworkFailure),
  vX: () => (/* binding */ NotAvailable),
  Lw: () => (/* binding */ Refused),
  uu: () => (/* binding */ TooLittleTime),
  ln: () => (/* binding */ afterAttempts),
  Z5: () => (/* binding */ fetchFailure),
  dP: () => (/* binding */ withAttempts)
});

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __nccwpck_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/net/addresses.js
var addresses = __nccwpck_require__(8626);
;// CONCATENATED MODULE: ./packages/core/lib/net/cures.js
const CA_VARIABLES = 'SSL_CERT_FILE or NODE_EXTRA_CA_CERTS';
/** The hint for a network failure. */
function cure(url, failure, route) {
    if (route.atProxy === true && route.proxy !== undefined)
        return proxyCure(failure, route.proxy);
    const { code, reason } = failure;
    if (code === 'ENOTFOUND' || code.startsWith('EAI_'))
        return 'Check the host name, DNS and the proxy settings (HTTPS_PROXY, NO_PROXY).';
    if (code === 'ECONNREFUSED')
        return 'Check that the service runs and that host and port are correct.';
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
        return 'The certificate is for other host names: check the address.';
    if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(code))
        return "Check this machine's clock; if it is right, the operator of the service must renew its certificate.";
    if (isUnknownAuthority(code)) {
        const who = route.proxy === undefined ? 'A proxy or firewall' : `The proxy ${route.proxy.host} or a firewall`;
        return `${who} seems to inspect TLS, or the service has its own CA: name the file of that CA in ${CA_VARIABLES}.`;
    }
    if (isTls(code))
        return tlsCure(url, reason, route.purpose);
    if (code === 'HPE_HEADER_OVERFLOW')
        return 'The headers of the answer are too large: check the service and the proxies before it.';
    if (isNotHttp(code))
        return httpCure(url);
    if (code === 'EACCES' || code === 'EPERM')
        return 'This machine does not allow the connection: check its firewall.';
    return 'Try again; check the network, proxy and firewall between this machine and the service.';
}
/** An authority that is not known here. `DEPTH_ZERO_SELF_SIGNED_CERT` is a certificate that signed itself. */
const isUnknownAuthority = (code) => /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_UNTRUSTED$|CERT_SIGNATURE_FAILURE$|INVALID_CA$)/.test(code);
/** Also OpenSSL's other certificate errors, which have no prefix. */
const isTls = (code) => /^(EPROTO$|ERR_SSL_|ERR_TLS_)|CERT|CRL/.test(code);
/** Not the two codes of an answer that ended early. */
const isNotHttp = (code) => /^HPE_(?!INVALID_EOF_STATE$|CLOSED_CONNECTION$)/.test(code);
/** What a server that does not use TLS causes. */
const NOT_TLS = /wrong version number|packet length too long|http request|record layer failure/;
function tlsCure(url, reason, purpose) {
    if (reason !== undefined && NOT_TLS.test(reason)) {
        return purpose === 'registry'
            ? `This address does not use https. If the registry uses plain http on purpose, name ${url.host} in insecure-registries (--insecure-registry ${url.host}).`
            : 'This address does not use https: check scheme and port of the service; plain http is not accepted.';
    }
    if (/protocol version|unsupported protocol/.test(reason ?? ''))
        return 'The service must offer TLS 1.2 or newer.';
    if (/certificate required|handshake failure/.test(reason ?? ''))
        return 'The service refuses the TLS handshake: it may require a client certificate, which is not supported, or other ciphers.';
    return 'The TLS connection failed: check host, port and certificate of the service.';
}
function httpCure(url) {
    return url.protocol === 'http:'
        ? 'The answer is not HTTP: the service may require https at this address.'
        : 'The answer is not HTTP: check that host and port are those of the service.';
}
function proxyCure({ code, reason }, { host, variable }) {
    if (isUnknownAuthority(code))
        return `Name the file of the CA of the proxy ${host} in ${CA_VARIABLES}.`;
    if (isTls(code))
        return NOT_TLS.test(reason ?? '')
            ? `The proxy does not use https: write http://HOST:PORT in ${variable}.`
            : `The TLS connection to the proxy failed: check ${variable}.`;
    return `Check that ${variable} names the right host and port, or name the host of the service in NO_PROXY.`;
}
;// CONCATENATED MODULE: ./packages/core/lib/net/failures.js



/**
 * Failures that can pass, by the codes of Node. All others are permanent: a name that does not exist, everything about TLS and
 * certificates (EPROTO, ERR_SSL_…, ERR_TLS_…, the names of OpenSSL's certificate errors), an answer that is not HTTP (HPE_…), a socket that
 * this machine does not allow (EACCES, EPERM).
 */
const PASSING = new Set([
    // The connection: refused while a service restarts, lost, or no route for now.
    ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT'],
    ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENETRESET'],
    // The name server did not answer. ENOTFOUND is its answer that there is no such name.
    'EAI_AGAIN',
    // This machine has too many sockets open.
    ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EADDRINUSE', 'EAGAIN'],
    // The answer ended early. Node mostly says ECONNRESET.
    ...[
        'HPE_INVALID_EOF_STATE',
        'HPE_CLOSED_CONNECTION',
        'ERR_STREAM_PREMATURE_CLOSE',
        'ERR_SOCKET_CLOSED',
        'ERR_STREAM_DESTROYED',
    ],
    // The proxy answered 5xx, 408 or 429, or closed the connection.
    'PROXY_FAILED',
]);
/**
 * Failures of a wrong address as well as of a service that restarts: nothing listens there, no name server knows the name, there is no way to it, or
 * the proxy says so.
 */
const PERHAPS_WRONG_ADDRESS = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'PROXY_FAILED']);
/** Why no answer came, and whether another attempt can succeed. */
class NetworkFailure extends Error {
    code;
    attempts;
    name = 'NetworkFailure';
    permanent;
    /** @param attempts how many requests were sent */
    constructor(code, attempts = 1) {
        super(code);
        this.code = code;
        this.attempts = attempts;
        this.permanent = !PASSING.has(code);
    }
    /** Whether the address may be wrong, if it has never answered. */
    get perhapsWrongAddress() {
        return PERHAPS_WRONG_ADDRESS.has(this.code);
    }
}
/** `after 3 attempts`, for messages. */
function afterAttempts(attempts) {
    return `after ${attempts} attempt${attempts === 1 ? '' : 's'}`;
}
/** The error of a request's last attempt, with the number of all of them. Other errors stay as they are. */
function withAttempts(error, attempts) {
    if (!(error instanceof countersign_error/* CountersignError */.WS && error.cause instanceof NetworkFailure))
        return error;
    const { code, message, expected, hint } = error;
    const found = error.found?.replace(/ after \d+ attempts?$/, '');
    return new countersign_error/* CountersignError */.WS(code, message, {
        expected,
        found: `${found === undefined ? '' : `${found} `}${afterAttempts(attempts)}`,
        hint,
        cause: new NetworkFailure(error.cause.code, attempts),
    });
}
/**
 * The error for a missing answer. Only the code of the cause and OpenSSL's reason are kept: messages of lower layers may contain headers
 * or credentials of a proxy.
 */
function fetchFailure(url, error, route) {
    const code = codeOf(error) ?? 'UNKNOWN';
    const reason = reasonOf(error);
    const said = `${code === 'UNKNOWN' ? 'the connection failed' : code}${reason === undefined ? '' : `: ${reason}`}`;
    const where = route.atProxy === true && route.proxy !== undefined ? ` of the proxy ${route.proxy.host}` : '';
    return new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: no answer${where} (${said})`, {
        expected: 'an answer',
        found: `${said} ${afterAttempts(1)}`,
        hint: cure(url, { code, reason }, route),
        cause: new NetworkFailure(code),
    });
}
function codeOf(error) {
    if (typeof error !== 'object' || error === null)
        return undefined;
    if ('code' in error && typeof error.code === 'string')
        return error.code;
    // Node tries several addresses of a name and reports all failures together. If one of them can pass, so can the request.
    if ('errors' in error && Array.isArray(error.errors)) {
        const codes = error.errors.map(codeOf).filter((code) => code !== undefined);
        return codes.find((code) => PASSING.has(code)) ?? codes[0];
    }
    // `https-proxy-agent` gives no code when the proxy closes the connection.
    return messageOf(error).startsWith('Proxy connection ended') ? 'PROXY_FAILED' : undefined;
}
const messageOf = (error) => typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : '';
/** OpenSSL's reason: a field, or a part of the message (`error:0A00010B:SSL routines:function:wrong version number:file`). */
function reasonOf(error) {
    return /:SSL routines:[^:]{0,80}:([\w /.-]{1,60}):/.exec(messageOf(error))?.[1];
}
/** The cause of an error about a service that answered, with a status that can pass. */
class NotAvailable extends Error {
    status;
    name = 'NotAvailable';
    constructor(status) {
        super(`status ${status}`);
        this.status = status;
    }
}
/** The cause of an error about a service that refused the request. */
class Refused extends Error {
    status;
    type;
    name = 'Refused';
    /** @param type the service's own name for the reason, where its answers have one */
    constructor(status, type) {
        super(`HTTP ${status}`);
        this.status = status;
        this.type = type;
    }
}
/** The cause of an error about an answer that came and is not used: it is too large, compressed, or a redirect that is refused. */
class AnswerRefused extends Error {
    name = 'AnswerRefused';
}
/** The cause of an error about a request for which the run had hardly any time left, or none: it says nothing about the service. */
class TooLittleTime extends Error {
    name = 'TooLittleTime';
}

/***/ }),

/***/ 4731:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ serverWords)
/* harmony export */ });
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1951);

const MAX_MESSAGE_CHARACTERS = 300;
/** Words that may contain a compact JWT, complete or truncated. Matching whole words keeps the search linear. */
const WORD = /(?<![\w.-])[\w.-]+/g;
/** The credential after an authorization scheme. */
const BEARER = /\b(bearer|basic)\s+[^\s"',]+/gi;
/**
 * What a server says about a failure, safe for an error: the text in its JSON, otherwise the body as it is; tokens removed, control
 * characters escaped, truncated. `secrets` are texts of the request.
 */
function serverWords(body, secrets = []) {
    const text = wordsIn(Buffer.from(body.subarray(0, 16 * 1024)).toString('utf8'));
    let scrubbed = text;
    for (const secret of secrets)
        if (secret !== '')
            scrubbed = scrubbed.replaceAll(secret, '[secret]');
    scrubbed = scrubbed.replace(WORD, withoutToken).replace(BEARER, '$1 [secret]').replace(/\s+/g, ' ').trim();
    const cut = scrubbed.length > MAX_MESSAGE_CHARACTERS ? `${scrubbed.slice(0, MAX_MESSAGE_CHARACTERS)}…` : scrubbed;
    return printable(cut) || 'no message';
}
function withoutToken(word) {
    const start = word.indexOf('eyJ');
    return start === -1 || !word.includes('.', start) ? word : `${word.slice(0, start)}[token]`;
}
/** Members with words for people: of grpc-gateway and GitHub, RFC 9457, OAuth 2.0 (RFC 6749 section 5.2), the OCI distribution API. */
const MEMBERS = ['message', 'detail', 'details', 'error_description', 'title', 'error'];
function wordsIn(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        return text; // plain text or HTML
    }
    return textIn(value) ?? text;
}
/** Message and detail, if they differ: the one is often general ("not found"), the other says why. */
function textIn(value) {
    if (typeof value !== 'object' || value === null)
        return undefined;
    const members = value;
    const texts = MEMBERS.map((name) => members[name]).filter((text) => typeof text === 'string' && text !== '');
    if (texts.length > 0)
        return [...new Set(texts)].slice(0, 2).join('; ');
    const { errors, error } = members;
    // Vault and OpenBao.
    const words = Array.isArray(errors) ? errors.filter((text) => typeof text === 'string' && text !== '') : [];
    if (words.length > 0)
        return words.slice(0, 2).join('; ');
    return textIn(Array.isArray(errors) ? errors[0] : error);
}
/** `excerpt` quotes and truncates at 60 characters; only its escaping is needed. */
function printable(text) {
    return (text.match(/.{1,40}/gsu) ?? []).map((part) => (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .excerpt */ .Kb)(part).slice(1, -1).replaceAll('\\"', '"')).join('');
}

/***/ }),

/***/ 969:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   kA: () => (/* binding */ ask),
/* harmony export */   qE: () => (/* binding */ noAnswer),
/* harmony export */   rL: () => (/* binding */ clockNote),
/* harmony export */   zT: () => (/* binding */ notAnswered)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);
/* harmony import */ var _addresses_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8626);
/* harmony import */ var _backoff_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2654);
/* harmony import */ var _failures_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8547);
/* harmony import */ var _server_words_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4731);





/**
 * Sends one request to a service.
 * @param isUsable whether the caller reads this answer; every other answer becomes an error
 * @throws CountersignError as `noAnswer` and `notAnswered` make it
 */
async function ask(run, asked, request, isUsable = ({ status }) => status === 200) {
    const started = run.clock();
    let answer;
    try {
        answer = await run.net.fetch({ ...request, url: asked.url, service: asked.role });
    }
    catch (thrown) {
        throw noAnswer(run, asked, started, thrown);
    }
    if (isUsable(answer))
        return answer;
    throw notAnswered(run, asked, started, answer);
}
/**
 * The error for a request that got no answer, or an answer that `net` does not accept: what `run.net.fetch` threw, with the name of
 * the service. Errors about the request itself (forbidden, an address that is not allowed) stay as they are.
 *
 * @param started when the request was sent first
 */
function noAnswer(run, asked, started, thrown) {
    if (!(thrown instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS) || (thrown.code !== 'FETCH_FAILED' && thrown.code !== 'DEADLINE_EXCEEDED'))
        return thrown;
    const { cause, hint = '' } = thrown;
    const expected = `${asked.expected} from ${(0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(asked.url)}`;
    const found = cause instanceof _failures_js__WEBPACK_IMPORTED_MODULE_2__/* .NetworkFailure */ .pM
        ? `${thrown.message} ${(0,_failures_js__WEBPACK_IMPORTED_MODULE_2__/* .afterAttempts */ .ln)(cause.attempts)}`
        : [thrown.message, thrown.found].filter((text) => text !== undefined).join(': ');
    if (cause instanceof _failures_js__WEBPACK_IMPORTED_MODULE_2__/* .AnswerRefused */ .Nu) {
        return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', `${named(asked)} gave an answer that cannot be used`, {
            expected,
            found,
            hint,
            cause: thrown,
        });
    }
    if (thrown.code === 'FETCH_FAILED' && !(cause instanceof _failures_js__WEBPACK_IMPORTED_MODULE_2__/* .NetworkFailure */ .pM))
        return thrown;
    if (cause instanceof _failures_js__WEBPACK_IMPORTED_MODULE_2__/* .NetworkFailure */ .pM && cause.permanent) {
        // Waiting does not help: the hint of the network is the cure.
        return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(asked.outage ?? 'SERVICE_UNAVAILABLE', `${named(asked)} cannot be reached`, {
            expected,
            found,
            hint,
            cause: thrown,
        });
    }
    // The deadline passed during an attempt: that is all there is to say, and what to do follows from the service.
    if (thrown.code === 'DEADLINE_EXCEEDED')
        return unavailable(run, asked, started, 'no answer before the timeout of the run', '', thrown);
    return unavailable(run, asked, started, found, hint, thrown);
}
/**
 * The error for an answer with an unexpected status.
 * @param type the service's own name for the reason of a refusal
 */
function notAnswered(run, asked, started, answer, type) {
    const { status, body } = answer;
    const words = (0,_server_words_js__WEBPACK_IMPORTED_MODULE_3__/* .serverWords */ .l)(body, asked.secrets);
    const clock = clockNote(run, answer);
    if ((0,_backoff_js__WEBPACK_IMPORTED_MODULE_4__/* .canPass */ .QL)(answer))
        return unavailable(run, asked, started, `HTTP ${status} ${(0,_failures_js__WEBPACK_IMPORTED_MODULE_2__/* .afterAttempts */ .ln)(answer.attempts)}: ${words}`, clock, new _failures_js__WEBPACK_IMPORTED_MODULE_2__/* .NotAvailable */ .vX(status));
    const location = answer.headers['location'];
    if (status >= 300 && status < 400 && location !== undefined) {
        const target = URL.parse(location, answer.url);
        return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('SERVICE_REFUSED', `${named(asked)} redirects to another address (HTTP ${status})`, {
            expected: `${asked.expected} from ${(0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(asked.url)}`,
            found: `HTTP ${status} to ${target === null ? 'an address that is not a URL' : (0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(target)}`,
            hint: `Nothing is sent to an address that the service names. If the service has moved, correct its address in ${asked.configured}.`,
        });
    }
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('SERVICE_REFUSED', `${named(asked)} refused the request (HTTP ${status})`, {
        expected: `${asked.expected} from ${(0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(asked.url)}`,
        found: words,
        hint: joined(asked.refused, clock),
        cause: new _failures_js__WEBPACK_IMPORTED_MODULE_2__/* .Refused */ .Lw(status, type),
    });
}
function unavailable(run, asked, started, found, cure, cause) {
    const waited = Math.max(0, Math.round((run.clock().getTime() - started.getTime()) / 1000));
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(asked.outage ?? 'SERVICE_UNAVAILABLE', `${named(asked)} is not available; waited ${waited} s for it`, {
        expected: `${asked.expected} from ${(0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(asked.url)}`,
        found,
        hint: joined(cure, asked.instead),
        cause,
    });
}
/** Clocks that differ by less are normal, and no check fails because of them. */
const CLOCK_TOLERANCE_MS = 120_000;
/**
 * A sentence about the clock of this machine if it differs from the `Date` header of an answer, otherwise an empty text. The answer of a
 * cache is as old as its `Age` says (RFC 9111 section 5.1).
 */
function clockNote(run, { headers, url }) {
    const age = /^\d{1,9}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
    const off = run.clock().getTime() - (Date.parse(headers['date'] ?? '') + age * 1000);
    if (!(Math.abs(off) > CLOCK_TOLERANCE_MS))
        return '';
    const minutes = Math.round(Math.abs(off) / 60_000);
    return `This machine's clock is ${minutes} minutes ${off > 0 ? 'ahead of' : 'behind'} the Date header of ${URL.parse(url)?.host ?? url}: correct the clock first.`;
}
function named({ role, url }) {
    return `${role} ${URL.parse(url)?.host ?? (0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(url)}`;
}
function joined(...sentences) {
    return sentences.filter((sentence) => sentence !== '').join(' ');
}

/***/ }),

/***/ 7044:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ refusals)
/* harmony export */ });
/** All results of a subject's decision that are not `allowed`. */
function refusals({ rules, unmatched }) {
    const all = [...(unmatched === undefined ? [] : [unmatched]), ...rules.flatMap(({ requirements }) => requirements)];
    return all.filter(({ outcome }) => outcome !== 'allowed');
}

/***/ }),

/***/ 6363:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   R0: () => (/* binding */ judgedSubjects),
/* harmony export */   TY: () => (/* binding */ outcomeCounts),
/* harmony export */   kX: () => (/* binding */ groupedByReason)
/* harmony export */ });
/* harmony import */ var _artifacts_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8127);

/** Every subject under every policy, in the order of the decision. */
function judgedSubjects(policies) {
    return policies.flatMap(({ policy, subjects }) => subjects.map((subject) => ({ policy, subject })));
}
/** `1 denied, 3 allowed`: each subject counts once for each policy. */
function outcomeCounts(judged) {
    const outcomes = ['allowed', 'denied', 'undecided'];
    const counted = outcomes.map((outcome) => [judged.filter(({ subject }) => subject.outcome === outcome).length, outcome]);
    return counted.flatMap(([count, outcome]) => (count > 0 ? [`${String(count)} ${outcome}`] : [])).join(', ');
}
/**
 * Groups the subjects of one policy whose reasons differ only in their own name and digest, in the order of the first of each group.
 * @param reasonsOf all texts of the reasons that a report shows
 */
function groupedByReason(judged, reasonsOf) {
    const groups = new Map();
    for (const one of judged) {
        const { subject } = one;
        const label = (0,_artifacts_index_js__WEBPACK_IMPORTED_MODULE_0__/* .subjectLabel */ .pb)(subject.subject);
        const texts = reasonsOf(subject).map((text) => text.replaceAll(label, '\0').replaceAll(/[0-9a-f]{64,}/g, '\0'));
        const key = JSON.stringify([one.policy, subject.outcome, texts]);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [one]);
        else
            group.push(one);
    }
    return [...groups.values()];
}

/***/ }),

/***/ 4697:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ signingIdentities),
/* harmony export */   W: () => (/* binding */ bundlesBehind)
/* harmony export */ });
/**
 * The signers of the bundles that the requirements of an allowed subject rest on, each once; empty if no bundle was needed. Untrusted
 * text: the identity of a certificate, or `the key FINGERPRINT`.
 */
function signingIdentities(subject) {
    return [...new Set(bundlesBehind(subject).flatMap(signerOf))];
}
/** The bundles that the requirements of a subject rest on. */
function bundlesBehind({ rules, candidates }) {
    const used = new Set(rules.flatMap((rule) => rule.requirements.flatMap(evidenceOf)));
    return candidates.filter(({ digest }) => used.has(digest));
}
const evidenceOf = (result) => result.outcome === 'allowed' ? [...result.evidence, ...result.parts.flatMap(evidenceOf)] : [];
/** The same certificate or key under every root. */
function signerOf({ verifications }) {
    const verified = verifications.find((one) => one.kind === 'verified');
    if (verified === undefined)
        return [];
    const { signer } = verified.facts;
    return [signer.kind === 'key' ? `the key ${signer.key.fingerprint}` : signer.identity];
}

/***/ }),

/***/ 1390:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ countsFor),
  u: () => (/* binding */ isImageSignature)
});

// EXTERNAL MODULE: ./packages/core/lib/artifacts/by-kind.js
var by_kind = __nccwpck_require__(4804);
// EXTERNAL MODULE: ./packages/core/lib/artifacts/subject-kinds.js + 2 modules
var subject_kinds = __nccwpck_require__(8127);
;// CONCATENATED MODULE: ./packages/core/lib/statements/named-kind.js
/** Media types of manifests and indexes, OCI and Docker. */
const IMAGE_MEDIA_TYPE = /^application\/vnd\.(?:oci\.image\.(?:manifest|index)\.v\d+\+json|docker\.distribution\.manifest\.(?:list\.)?v\d+\+(?:json|prettyjws))$/i;
/** Package URLs of images; buildx writes `pkg:docker/…`. */
const IMAGE_PURL = /^pkg:\/*(?:docker|oci)\//i;
const IMAGE_SCHEME = /^(?:oci|docker):\/\//i;
/** A registry: with a port, `localhost`, an address, or a dotted name whose last part is not a number (`v1.2/app` is a file). */
const REGISTRY = /^(?:(?:[a-z0-9][a-z0-9.-]*|\[[0-9a-f:.]+\]):\d{1,5}|localhost|\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)$/i;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/i;
const TAG_AND_DIGEST = /(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]+)?$/;
/** Known registries: all names under these are images. */
const KNOWN_REGISTRY = /^(?:(?:[a-z0-9-]+\.)*(?:ghcr\.io|docker\.io|gcr\.io|quay\.io|k8s\.io|cgr\.dev|pkg\.dev|gitlab\.com|azurecr\.(?:io|cn|us)|mcr\.microsoft\.com|ecr\.aws|amazonaws\.com(?:\.cn)?|jfrog\.io))$/i;
/** A host name without port that is not an IP address: it may also be the name of a folder (`com.acme.tool`, `Foo.app`). */
const MAY_BE_FOLDER = /^(?!localhost$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9.-]+$/i;
/** Extensions of packages and archives, not used in names of images; without `.js` and `.net`, which are parts of product names. */
const FILE_EXTENSION = /\.(?:jar|war|ear|aar|pom|nupkg|snupkg|whl|gem|crate|tgz|txz|tbz2?|tar|gz|xz|bz2|zst|zip|7z|rpm|deb|apk|ipa|dmg|pkg|msi|msix|exe|dll|so|dylib|iso|img|bin|wasm|vsix|xpi|json|xml|ya?ml|txt|asc|sig|sbom)$/i;
/**
 * Whether a possible image name is more likely a path: the part in place of the registry has capital letters, which registries do
 * not have, or the last part has the extension of a file. A tag, digest, port, scheme or known registry means image.
 */
function isRatherPath(registry, repository) {
    if (KNOWN_REGISTRY.test(registry) || !MAY_BE_FOLDER.test(registry))
        return false;
    if (!REPOSITORY.test(repository))
        return false;
    return registry !== registry.toLowerCase() || FILE_EXTENSION.test(repository);
}
/**
 * Whether a text is the name of an image with its registry (`ghcr.io/acme/app`, as cosign and actions/attest write it, with or
 * without tag and digest), or a package URL of one. `acme/app` is not one: it may be a file in a folder. The
 * same holds for `Acme.Tool/app` and `com.acme.tool/tool.jar`.
 */
function isImageName(text) {
    if (IMAGE_PURL.test(text))
        return true;
    const path = text.replace(IMAGE_SCHEME, '');
    const slash = path.indexOf('/');
    if (slash === -1)
        return false;
    const [registry, repository] = [path.slice(0, slash), path.slice(slash + 1)];
    if (!REGISTRY.test(registry) || !REPOSITORY.test(repository.replace(TAG_AND_DIGEST, '')))
        return false;
    return IMAGE_SCHEME.test(text) || !isRatherPath(registry, repository);
}
/**
 * The kind that a subject names: an image by its name, `uri` or `mediaType`; nothing if the name is empty (cosign) or a
 * placeholder (`.` of `cosign attest-blob --hash`, `_` of BuildKit); otherwise a file.
 */
function namedKind({ name, uri = '', mediaType = '' }) {
    if (IMAGE_MEDIA_TYPE.test(mediaType) || isImageName(name) || isImageName(uri))
        return 'image';
    return [name, uri].every((text) => ['', '.', '_'].includes(text)) ? 'nothing' : 'file';
}
/**
 * The file name of a subject: the last part of its path; for a package on npm the name of its tarball.
 * Empty if it names none.
 */
function fileNameOf(subject) {
    if (namedKind(subject) !== 'file')
        return '';
    const text = subject.name === '' ? (subject.uri ?? '') : subject.name;
    const npm = /^pkg:npm\/(?:(?:%40|@)([^/@]+)\/)?([^/@?#]+)@([^/@?#]+)$/i.exec(text);
    if (npm !== null)
        return [npm[1], npm[2], npm[3]]
            .filter((part) => part !== undefined)
            .join('-')
            .concat('.tgz');
    return lastPart(text);
}
/** The last part of a path, with `/` or `\` as separator. */
function lastPart(path) {
    return path.split(/[\\/]/).at(-1) ?? '';
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/counts-for.js


const yes = () => undefined;
const ofImage = () => refusal('PREDICATE_TYPE_MISMATCH', 'an image signature does not count for a file', {
    expected: 'a signature of the file',
    found: 'an image signature',
    hint: 'Sign the file itself, as sign-blob and "cosign sign-blob" do.',
});
const ofFile = () => refusal('PREDICATE_TYPE_MISMATCH', 'the signature of a file does not count for an image', {
    expected: 'an image signature',
    found: 'a plain signature',
    hint: 'Sign the image itself, as sign-image and "cosign sign" do.',
});
const noFile = () => refusal('PREDICATE_TYPE_MISMATCH', 'the file contains the signed text of an attestation or image signature, so its signature may be meant as that', {
    expected: 'a file with other content',
    found: 'the signed text of an attestation or image signature',
});
const noSignature = ({ facts: { claim }, subject }) => refusal('PREDICATE_TYPE_MISMATCH', 'an attestation is not a signature', {
    expected: (0,by_kind/* byKind */.S)(subject, {
        image: () => 'an image signature',
        file: () => 'a signature of the file',
        digest: () => 'a signature of the file',
    }),
    found: describeClaim(claim),
    hint: 'No signature was found. Sign the artifact, or pass the bundle of its signature from the job that signed to this job. If the attestation is enough, require it with "provenance" or "attestation" (without a policy file: predicate-type).',
});
const anotherClaim = ({ asked, facts }) => {
    const wanted = asked.kind === 'signature' ? 'signature' : asked.by;
    return refusal('PREDICATE_TYPE_MISMATCH', `the bundle does not contain the required ${wanted}`, {
        expected: asked.kind === 'signature' ? 'a signature' : asked.type,
        found: describeClaim(facts.claim),
        hint: `No ${wanted === 'attestation' ? 'attestation of this type' : wanted} was found. Make it, or pass its bundle from the job that made it to this job.`,
    });
};
const ifUnseenAllowed = ({ asked, subject }) => asked.kind === 'signature' && asked.unseen === 'allow'
    ? undefined
    : refusal('BYTES_UNSEEN', 'only the digest is known: without the file, the signature may be for something else than a file', {
        expected: `the file ${subject.name}, or an attestation`,
        found: `only its digest, ${(0,subject_kinds/* digestText */.M6)(subject)}`,
        hint: 'Give the file, require an attestation such as provenance, or set "unseen: allow" in "signature" of the policy.',
        nearness: 5,
    });
const ifNamesFile = (question) => names(question, 'file')
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the file contains the manifest of an image, and the attestation is for an image', {
        expected: 'an attestation that names a file',
        found: describeNames(question),
        hint: 'Attest the file itself, or verify the image.',
        nearness: 5,
    });
const ifNamesImage = (question) => names(question, 'image') || question.signedAsImage()
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the attestation names no image', {
        expected: 'the name of an image with its registry, like ghcr.io/acme/app, or in addition an image signature by the same signer',
        found: describeNames(question),
        hint: 'Attest the image by its full name, or sign the image as well.',
        nearness: 5,
    });
/** Without the file, only the statement connects the name in the checksum file with the digest. */
const ifSameName = (question) => {
    const { facts, subject } = question;
    const wanted = lastPart(subject.name);
    const isDigest = Object.entries(subject.digests).some(([algorithm, hex]) => subject.name === `${algorithm}:${String(hex)}`);
    const same = facts.matchedSubjects.some((one) => 
    // `dist/` and an empty name have no last part.
    isDigest ? namedKind(one) !== 'image' : wanted !== '' && fileNameOf(one) === wanted);
    if (same)
        return undefined;
    return refusal('SUBJECT_MISMATCH', 'only the digest is known, and the attestation names something else', {
        expected: isDigest ? 'a file' : `a file called ${wanted}`,
        found: describeNames(question),
        hint: facts.matchedSubjects.some((one) => namedKind(one) === 'image')
            ? 'The name in the attestation looks like the name of an image. Give the file itself, or attest it under a name whose first folder has no dot.'
            : 'Give the file itself, or correct its name in the checksum file.',
        nearness: 5,
    });
};
/** cosign leaves the name empty. A general tool that attests a file under this predicate type would write the name of the file. */
const ifNamesNoFile = (question) => isImageSignature(question.facts)
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the image signature names a file', {
        expected: 'no name, or that of an image',
        found: describeNames(question),
        hint: 'Sign the image itself, as sign-image and "cosign sign" do.',
        nearness: 5,
    });
const never = (answer) => ({
    file: answer,
    manifest: answer,
    'other-claim': answer,
    unseen: answer,
    image: answer,
});
const SIGNATURE_OF_IMAGE = { ...never(ofImage), image: ifNamesNoFile };
/** Which signed claim counts for which subject, by what the policy requires. A missing claim or kind does not compile. */
const COUNTS = {
    'file-message': {
        signature: { file: yes, manifest: yes, 'other-claim': noFile, unseen: ifUnseenAllowed, image: ofFile },
        statement: never(anotherClaim),
    },
    'image-text': { signature: SIGNATURE_OF_IMAGE, statement: never(anotherClaim) },
    'image-signature': { signature: SIGNATURE_OF_IMAGE, statement: never(anotherClaim) },
    statement: {
        signature: never(noSignature),
        statement: { file: yes, manifest: ifNamesFile, 'other-claim': noFile, unseen: ifSameName, image: ifNamesImage },
    },
};
/** Whether these are the facts of an image signature, in either form. */
function isImageSignature({ claim, matchedSubjects }) {
    if (claim.kind === 'image-text')
        return true;
    return claim.kind === 'image-signature' && matchedSubjects.some((one) => namedKind(one) !== 'file');
}
/**
 * Whether what was signed counts for the subject under the requirement. Files, images and digests, signatures and attestations are
 * separate: none ever counts as another.
 * @returns the reason where it does not count
 */
function countsFor(question) {
    const { asked, facts: { claim }, } = question;
    if (asked.kind === 'statement' && claim.kind === 'statement' && claim.type !== asked.type)
        return anotherClaim(question);
    return COUNTS[claim.kind][asked.kind][kindOf(question.subject)](question);
}
const KIND_OF_CONTENT = {
    data: 'file',
    'image-manifest': 'manifest',
    'encoded-envelope': 'other-claim',
    'image-text': 'other-claim',
};
function kindOf(subject) {
    return (0,by_kind/* byKind */.S)(subject, {
        image: () => 'image',
        digest: () => 'unseen',
        file: ({ content }) => KIND_OF_CONTENT[content],
    });
}
function names({ facts }, kind) {
    return facts.matchedSubjects.some((one) => namedKind(one) === kind);
}
function describeNames({ facts }) {
    const written = facts.matchedSubjects.map(({ name, uri }) => (name === '' ? (uri ?? 'no name') : name));
    return written.slice(0, 5).join(', ').slice(0, 300) || 'no name';
}
function describeClaim(claim) {
    switch (claim.kind) {
        case 'file-message':
            return 'a plain signature';
        case 'image-text':
        case 'image-signature':
            return 'an image signature';
        case 'statement':
            return claim.type;
    }
}
function refusal(code, message, { nearness = 2, ...more }) {
    return { code, message, hint: undefined, nearness, ...more };
}

/***/ }),

/***/ 1260:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ describeOwnPlatform)
/* harmony export */ });
/** Describes the platform in an image's config, for messages; undefined where the config was not read. */
function describeOwnPlatform(own) {
    if (own === undefined)
        return undefined;
    if (own.kind === 'said')
        return `a config for ${own.platform}`;
    return own.kind === 'none' ? own.found : own.error.message;
}

/***/ }),

/***/ 5537:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ resultOf),
/* harmony export */   Q: () => (/* binding */ worst)
/* harmony export */ });
/** The result of a requirement that needs no bundle. */
const resultOf = (requirement, { outcome, code, message, expected, found, hint }) => ({
    requirement,
    outcome,
    code,
    message,
    expected,
    found,
    hint,
    evidence: [],
    signers: [],
    parts: [],
});
/** Denied before undecided before allowed; an empty list is denied. */
function worst(outcomes) {
    if (outcomes.length === 0 || outcomes.includes('denied'))
        return 'denied';
    return outcomes.includes('undecided') ? 'undecided' : 'allowed';
}

/***/ }),

/***/ 3894:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ undefinedSigner)
/* harmony export */ });
/* harmony import */ var _values_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(606);

function undefinedSigner(name, known, path, report) {
    const meant = (0,_values_index_js__WEBPACK_IMPORTED_MODULE_0__/* .nearest */ .p)(name, known);
    return report(path, `signer "${name}" is not defined${meant === undefined ? `; defined: ${known.join(', ')}` : `; did you mean "${meant}"?`}`);
}

/***/ }),

/***/ 494:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  G: () => (/* binding */ KINDS)
});

// EXTERNAL MODULE: ./packages/core/lib/policy/values/shape.js
var shape = __nccwpck_require__(8033);
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/result.js
var result = __nccwpck_require__(5537);
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/any-of.js


const anyOf = {
    key: 'any-of',
    level: 'set',
    page: {
        summary: 'all requirements of at least one of the sets',
        example: 'any-of: [[signature: {by: key}], [signature: {by: builder}, provenance: {by: builder}]]',
        fields: {},
        refuses: { example: 'any-of: [[signature: {by: release}], []]', message: 'the list is empty' },
    },
    shape: (one) => (0,shape/* list */.p_)((0,shape/* list */.p_)(one)),
    resolve: (document, scope, path) => ({
        kind: 'any-of',
        alternatives: document.map((set, at) => set.map((one, index) => scope.requirement(one, [...path, at, index]))),
    }),
    members: ({ alternatives }) => alternatives.flat(),
    explain: ({ alternatives }, explain = () => []) => [
        'one of:',
        ...alternatives.flatMap((set, index) => [
            `${String(index + 1)}. all of:`,
            ...set.flatMap((one) => explain(one).map((line, at) => `   ${at === 0 ? '- ' : '  '}${line}`)),
        ]),
    ],
    judge(requirement, judgeMember) {
        const parts = requirement.alternatives.map((set, index) => alternative(set, index, judgeMember));
        const met = parts.filter((part) => part.outcome === 'allowed');
        // What also holds without a fallback key does not rest on it.
        const held = met.find(({ fallback }) => fallback === undefined) ?? met[0];
        if (held !== undefined)
            return { ...held, requirement: 'any-of', message: `${held.requirement} is met`, parts };
        const open = parts.find((part) => part.outcome === 'undecided');
        const shown = open ??
            parts.reduce((best, part) => (best === undefined || passed(part) > passed(best) ? part : best), undefined);
        return {
            requirement: 'any-of',
            outcome: open === undefined ? 'denied' : 'undecided',
            code: shown?.code ?? 'RULE_FAILED',
            message: `none of ${String(parts.length)} alternatives is met; nearest: ${shown?.requirement ?? ''}: ${shown?.message ?? ''}`,
            expected: shown?.expected,
            found: shown?.found,
            hint: shown?.hint,
            evidence: shown?.evidence ?? [],
            signers: [],
            parts,
        };
    },
};
/** An alternative is met only as a whole: parts of two alternatives never add up. */
function alternative(set, index, judgeMember) {
    const results = set.map(judgeMember);
    const outcome = (0,result/* worst */.Q)(results.map((one) => one.outcome));
    const first = results.find((one) => one.outcome === outcome) ?? results[0];
    const failed = outcome === 'allowed' ? undefined : first;
    const fallback = [...new Set(results.flatMap((one) => one.fallback ?? []))];
    return {
        requirement: `alternative ${String(index + 1)}`,
        outcome,
        code: outcome === 'allowed' ? undefined : (first?.code ?? 'RULE_FAILED'),
        message: outcome === 'allowed' ? 'all of its requirements are met' : `${first?.requirement ?? ''}: ${first?.message ?? ''}`,
        expected: failed?.expected,
        found: failed?.found,
        hint: failed?.hint,
        evidence: [...new Set(results.flatMap((one) => one.evidence))],
        signers: [...new Set(results.flatMap((one) => one.signers))],
        ...(outcome === 'allowed' && fallback.length > 0 ? { fallback } : {}),
        parts: results,
    };
}
const passed = (part) => part.parts.filter((one) => one.outcome === 'allowed').length;
// EXTERNAL MODULE: ./packages/core/lib/statements/types.js
var types = __nccwpck_require__(8892);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/texts.js
var texts = __nccwpck_require__(740);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/later.js
var later = __nccwpck_require__(1474);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/times.js
var times = __nccwpck_require__(5686);
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/key-time.js
var key_time = __nccwpck_require__(8466);
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/placeholders.js
var placeholders = __nccwpck_require__(7719);
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/scope.js
var requirements_scope = __nccwpck_require__(3894);
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/evidence-requirement.js



const by = (0,shape/* plainOr */.oA)((0,shape/* text */.Qq)({}, 'a signer, or {at-least: N, of: […]}'), (0,shape/* object */.Ik)({ 'at-least': (0,shape/* need */.$B)((0,shape/* count */.U9)(1, 64)), of: (0,shape/* need */.$B)((0,shape/* list */.p_)(texts/* NAME_TEXT */.G_, texts/* same */.FB)) }));
/** The fields of all requirements about evidence. */
const EVIDENCE_FIELDS = {
    by: (0,shape/* need */.$B)(by),
    'max-age': (0,shape/* may */._L)(texts/* duration */.p0),
};
/** Their descriptions in the reference. */
const EVIDENCE_KEYS = {
    by: 'a signer, a person, or `{at-least: N, of: […]}`',
    'max-age': 'such as `14d`, counted from the start of the certificate; refused for keys',
};
function resolveEvidence(document, scope, path) {
    const resolved = resolveBy(document.by, scope, [...path, 'by']);
    const key = resolved.people.flatMap((person) => person.signers).find((name) => scope.signers.get(name)?.who.kind === 'key');
    if (document['max-age'] !== undefined && key !== undefined)
        scope.report([...path, 'max-age'], `signer "${key}" is a key, and ${key_time/* KEY_TIME */._}`);
    return { by: resolved, maxAge: (0,times/* durationOf */.cf)(document['max-age']) };
}
function resolveBy(document, scope, path) {
    if (typeof document === 'string') {
        const person = resolvePerson(document, scope, path);
        return { atLeast: 1, people: person === undefined ? [] : [person] };
    }
    const people = [];
    document.of.forEach((name, index) => {
        const person = resolvePerson(name, scope, [...path, 'of', index]);
        if (person === undefined)
            return;
        const same = people.find((one) => one.name === person.name);
        if (same !== undefined)
            scope.report([...path, 'of', index], `"${name}" belongs to the person "${person.name}", who is already listed; each person counts once`);
        else
            people.push(person);
    });
    if (people.length === document.of.length && document['at-least'] > people.length) {
        scope.report([...path, 'at-least'], `at least ${String(document['at-least'])} of ${String(people.length)} can never be met`);
    }
    return { atLeast: document['at-least'], people };
}
/** Resolves the name of a person or of a signer. A signer that belongs to a person counts for that person. */
function resolvePerson(written, scope, path) {
    const ofPerson = scope.people.get(written);
    if (ofPerson === undefined && !scope.known.includes(written)) {
        return (0,requirements_scope/* undefinedSigner */.$)(written, [...scope.known, ...scope.people.keys()], path, scope.report);
    }
    const owner = [...scope.people].find(([, signers]) => signers.includes(written))?.[0];
    const person = { name: ofPerson === undefined ? (owner ?? written) : written, signers: ofPerson ?? [written] };
    for (const name of person.signers) {
        const signer = scope.signers.get(name);
        if (signer !== undefined)
            checkBound((0,placeholders/* placeholdersOf */.i)(signer.who), `signer "${name}"`, scope, path);
    }
    return person;
}
/** Reports placeholders that the match of the rule does not bind. */
function checkBound(names, what, scope, path) {
    for (const name of new Set(names)) {
        if (!scope.bound.has(name))
            scope.report(path, `${what} needs {${name}}, and not every pattern of this rule's match binds it`);
    }
}
/** Whether enough people have a signer that can meet a requirement. */
function canBeMet(by, signers, can) {
    const able = by.people.filter((person) => person.signers.some((name) => {
        const signer = signers.get(name);
        // The problem of a signer that could not be resolved is already reported.
        return signer === undefined || can(signer.who);
    }));
    return able.length >= by.atLeast;
}
/** `signature by alice, its certificate issued at most 14d ago`. */
function explainEvidence(what, { by: { atLeast, people }, maxAge }) {
    const names = people.map((person) => person.signers.length === 1 && person.signers[0] === person.name
        ? person.name
        : `${person.name} (${person.signers.join(' or ')})`);
    const who = atLeast === 1 && names.length === 1 ? (names[0] ?? '') : `at least ${String(atLeast)} of ${names.join(', ')}`;
    return `${what} by ${who}${maxAge === undefined ? '' : `, its certificate issued at most ${(0,times/* describeDuration */.MB)(maxAge)} ago`}`;
}
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/counts-for.js + 1 modules
var counts_for = __nccwpck_require__(1390);
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/attestation.js




const predicateType = (0,shape/* refine */.YP)(texts/* uri */.Hr, (value, place) => {
    if (value === types/* COSIGN_SIGN_V1 */.YG)
        return (0,shape/* report */.z8)(place, 'this predicate type is an image signature; require it with "signature"');
    if (value === types/* SLSA_PROVENANCE_V1 */.us)
        return (0,shape/* report */.z8)(place, 'this predicate type is provenance; require it with "provenance", which also checks the predicate');
    return value;
});
const attestation = {
    key: 'attestation',
    level: 'evidence',
    page: {
        summary: 'an attestation with exactly this predicate type; its predicate is not checked',
        example: 'attestation: {type: https://acme.dev/test/v1, by: builder, max-age: 14d}',
        fields: { type: 'the predicate type, exact', ...EVIDENCE_KEYS },
        refuses: {
            example: 'attestation: {type: https://slsa.dev/provenance/v1, by: builder}',
            message: 'require it with "provenance"',
        },
    },
    shape: (0,shape/* object */.Ik)({ type: (0,shape/* need */.$B)(predicateType), ...EVIDENCE_FIELDS }, { later: later/* LATER */.R.attestation }),
    resolve: (document, scope, path) => ({
        kind: 'attestation',
        type: document.type,
        ...resolveEvidence(document, scope, path),
    }),
    title: ({ type }) => `attestation ${type}`,
    counts: ({ type }, context) => (0,counts_for/* countsFor */.i)({ ...context, asked: { kind: 'statement', type, by: 'attestation' } }),
    select: () => 'any',
    // Conditions on the predicate are not in this version; the reader refuses them.
    check: () => undefined,
    explain: (requirement) => [explainEvidence(`attestation ${requirement.type}`, requirement)],
    review: ({ type }) => /^https:\/\/slsa\.dev\/provenance\//.test(type)
        ? [
            `"attestation" does not check the predicate of ${type}, so any predicate satisfies it; "provenance" compares it with the certificate`,
        ]
        : [],
};
// EXTERNAL MODULE: ./packages/core/lib/artifacts/by-kind.js
var by_kind = __nccwpck_require__(4804);
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/count-distinct.js

/**
 * Counts different artifacts, independent of their names. An image counts once, even where several of its platforms are judged, or
 * it has several names or indexes. Files count by content, since one file can be given under many names. Digests of different
 * algorithms cannot be compared, so they may be of one file.
 */
function countDistinct(subjects) {
    const images = [];
    const files = [];
    const file = (one) => files.push(one);
    for (const one of subjects)
        (0,by_kind/* byKind */.S)(one, { file, digest: file, image: (image) => images.push(image) });
    const contents = ['sha256', 'sha384', 'sha512'].map((algorithm) => new Set(files.flatMap(({ digests }) => digests[algorithm] ?? [])).size);
    return countImages(images) + Math.max(...contents);
}
/**
 * An image counts by the manifests that can run: those that were judged, or all below an index. An image whose manifests are all
 * part of another image does not count again; and there are never more images than manifests.
 */
function countImages(images) {
    const manifestsOf = new Map();
    for (const { digest, parent, platforms } of images) {
        const named = parent?.digest ?? digest;
        const manifests = manifestsOf.get(named) ?? new Set();
        for (const one of platforms.length === 0 ? [digest] : platforms.map((platform) => platform.digest))
            manifests.add(one);
        manifestsOf.set(named, manifests);
    }
    const distinct = [...new Map([...manifestsOf.values()].map((set) => [[...set].toSorted().join(), set])).values()];
    const setsWith = new Map();
    for (const set of distinct) {
        for (const one of set) {
            const known = setsWith.get(one);
            if (known === undefined)
                setsWith.set(one, [set]);
            else
                known.push(set);
        }
    }
    const isPart = (set) => [...set]
        .slice(0, 1)
        .some((first) => setsWith.get(first)?.some((other) => other !== set && [...set].every((one) => other.has(one))) === true);
    return Math.min(distinct.filter((set) => !isPart(set)).length, setsWith.size);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/expect.js


/** Without it, a build that produced no artifacts would be allowed. */
const expect = {
    key: 'expect',
    level: 'run',
    page: {
        summary: 'how many artifacts of the run the rule must match',
        example: 'expect: {at-least: 1}',
        fields: {
            'at-least': 'the least number of artifacts that must match; files count by content, images by the manifests that can run, independent of names',
        },
        refuses: { example: 'expect: {at-least: 0}', message: 'expected a whole number from 1 to 1000000' },
    },
    shape: (0,shape/* object */.Ik)({ 'at-least': (0,shape/* need */.$B)((0,shape/* count */.U9)(1, 1_000_000)) }),
    resolve: (document) => ({ kind: 'expect', atLeast: document['at-least'] }),
    explain: ({ atLeast }) => [`at least ${String(atLeast)} artifacts match`],
    check({ atLeast }, { rule, matches, subjects }) {
        const found = countDistinct(subjects);
        if (found >= atLeast)
            return undefined;
        return {
            outcome: 'denied',
            code: 'EXPECTATION_NOT_MET',
            message: `${String(found)} artifacts match the rule "${rule}"`,
            expected: `at least ${String(atLeast)} (${matches})`,
            found: String(found),
            hint: 'Name the artifacts in paths or images, or lower "expect".',
        };
    },
};
// EXTERNAL MODULE: ./packages/core/lib/wire/platform.js
var platform = __nccwpck_require__(7735);
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/own-platform.js
var own_platform = __nccwpck_require__(1260);
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/platforms.js




/**
 * `platforms` never excludes an image from a rule: the rule applies to every image of that name, and the image must have the
 * platforms. A single platform that is judged must be one of them.
 */
const platforms = {
    key: 'platforms',
    level: 'subject',
    goesWith: 'images',
    page: {
        summary: 'the image must list all of these ([how](#images)); a rule that names platforms still applies to every image of that name',
        example: 'platforms: [linux/amd64, linux/arm64]',
        fields: {},
        refuses: { example: 'platforms: [amd64]', message: 'did you mean "linux/amd64"?' },
    },
    shape: (0,shape/* list */.p_)(texts/* platform */.iD, texts/* same */.FB),
    resolve: (document) => ({ kind: 'platforms', platforms: document }),
    explain: (requirement) => [`with all of the platforms ${requirement.platforms.join(', ')}`],
    check: (requirement, subject) => (0,by_kind/* byKind */.S)(subject, {
        file: () => undefined,
        digest: () => undefined,
        image: (image) => checkImage(requirement.platforms, image),
    }),
};
function checkImage(wanted, subject) {
    const own = subject.parent?.platform;
    const single = subject.own?.kind === 'said' ? [subject.own.platform] : [];
    const found = own === undefined ? [...subject.platforms.map((one) => one.platform), ...single] : [own];
    const has = (names, name) => names.some((one) => (0,platform/* samePlatform */.my)(one, name));
    const missing = own === undefined ? wanted.filter((one) => !has(found, one)) : has(wanted, own) ? [] : [own];
    const none = { expected: undefined, found: undefined, hint: undefined };
    if (missing.length === 0)
        return { ...none, outcome: 'allowed', code: undefined, message: found.join(', ') };
    const unread = own === undefined && subject.own?.kind === 'unread' ? subject.own.error : undefined;
    if (unread !== undefined && unread.exitStatus !== 1) {
        const { code, message, found: what } = unread;
        return { ...none, outcome: 'undecided', code, message, expected: wanted.join(', '), found: what };
    }
    return {
        ...none,
        outcome: 'denied',
        code: 'EXPECTATION_NOT_MET',
        message: own === undefined ? `the image does not list ${missing.join(', ')}` : `${own} is not one of the platforms of the rule`,
        expected: wanted.join(', '),
        found: found.length === 0 ? ((0,own_platform/* describeOwnPlatform */.z)(subject.own) ?? 'a manifest without an index') : found.join(', '),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/model.js
/** Groups of provenance claims that a policy may accept unproven. */
const CLAIM_GROUPS = ['source', 'workflow', 'builder', 'trigger', 'runner', 'ids', 'invocation', 'parameters'];
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/versions.js
const NUMBER = '(?:0|[1-9][0-9]{0,15})';
const VERSION = new RegExp(`^v(${NUMBER})(?:\\.(${NUMBER})(?:\\.(${NUMBER})(?:-([0-9A-Za-z.-]{1,64}))?(?:\\+[0-9A-Za-z.-]{1,64})?)?)?$`);
function parse(text) {
    const match = VERSION.exec(text);
    if (match === null)
        return undefined;
    const preRelease = match[4] ?? '';
    // Semantic Versioning 2.0.0, section 9: no empty identifiers, no leading zeros in numeric ones.
    if (preRelease !== '' && preRelease.split('.').some((part) => part === '' || /^0[0-9]+$/.test(part)))
        return undefined;
    return { numbers: [match[1], match[2], match[3]].filter((part) => part !== undefined), preRelease };
}
/** The text itself when a policy can require it as a version (`v2`, `v2.4`, `v2.4.1`, `v2.4.1-rc1`). */
function readVersionExpectation(text) {
    return parse(text) === undefined ? undefined : text;
}
/**
 * Whether a tag is of the expected version. The tag is completed (`v2` is v2.0.0); major is always compared, minor and patch
 * where the expectation has them; the patch includes the whole pre-release.
 *
 * @param preRelease `deny` refuses a tag with a pre-release, unless the expectation names it
 */
function isVersion(tag, expected, preRelease) {
    const given = parse(tag);
    const wanted = parse(expected);
    if (given === undefined || wanted === undefined)
        return false;
    if (!wanted.numbers.every((number, index) => number === (given.numbers[index] ?? '0')))
        return false;
    if (wanted.numbers.length === 3)
        return wanted.preRelease === given.preRelease;
    return preRelease === 'allow' || given.preRelease === '';
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/document.js




const parameters = {
    schema: { type: 'object', minProperties: 1 },
    read(place) {
        const value = place.value;
        if (typeof value !== 'object' || value === null || Array.isArray(value))
            return (0,shape/* report */.z8)(place, 'expected a mapping of external parameters');
        const members = value;
        return Object.keys(members).length === 0 ? (0,shape/* report */.z8)(place, 'the mapping is empty; add a member or remove the key') : members;
    },
};
const source = (0,shape/* refine */.YP)((0,shape/* object */.Ik)({
    repository: (0,shape/* may */._L)((0,texts/* repository */.Jk)('a repository')),
    ref: (0,shape/* may */._L)(texts/* exactRef */.L5),
    branch: (0,shape/* may */._L)((0,texts/* plain */.pj)('a branch', 'main')),
    tag: (0,shape/* may */._L)((0,texts/* plain */.pj)('a tag', 'v2.4.1')),
    'versioned-tag': (0,shape/* may */._L)((0,shape/* text */.Qq)({ examples: ['v2'] }, 'a version like v2, v2.4 or v2.4.1', (value) => readVersionExpectation(value) ??
        new Error(`expected a version like v2, v2.4 or v2.4.1 with its leading "v", found "${value}"`))),
    'pre-release': (0,shape/* may */._L)((0,shape/* word */.Vm)(['allow', 'deny'])),
    digest: (0,shape/* may */._L)(texts/* commit */.cd),
}), (value, place) => {
    const refs = [value.ref, value.branch, value.tag, value['versioned-tag']].filter((one) => one !== undefined).length;
    if (refs > 1)
        return (0,shape/* report */.z8)(place, 'give only one of "ref", "branch", "tag" and "versioned-tag"; several can contradict each other');
    if (value['pre-release'] !== undefined && value['versioned-tag'] === undefined)
        return (0,shape/* report */.z8)(place, '"pre-release" needs "versioned-tag"', 'pre-release');
    return Object.keys(value).length === 0 ? (0,shape/* report */.z8)(place, 'the mapping is empty; add a member or remove the key') : value;
});
const document_shape = (0,shape/* object */.Ik)({
    ...EVIDENCE_FIELDS,
    'min-level': (0,shape/* may */._L)((0,shape/* count */.U9)(1, 3)),
    builder: (0,shape/* may */._L)(texts/* uri */.Hr),
    'build-types': (0,shape/* may */._L)((0,shape/* list */.p_)(texts/* uri */.Hr, texts/* same */.FB)),
    source: (0,shape/* may */._L)(source),
    parameters: (0,shape/* may */._L)(parameters),
    unproven: (0,shape/* may */._L)((0,shape/* list */.p_)((0,shape/* word */.Vm)(CLAIM_GROUPS), texts/* same */.FB)),
});
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/ci-run.js
var ci_run = __nccwpck_require__(549);
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/build-types.js

const GITHUB_BUILD_TYPES = [
    'https://actions.github.io/buildtypes/workflow/v1',
    'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
    // Ours, for the events that GitHub's build type is not defined for; docs/reference/buildtypes/github-workflow-v1.md.
    'https://countersign.dev/buildtypes/github-workflow/v1',
];
/** Our GitLab components' build type; docs/reference/buildtypes/gitlab-pipeline-v1.md describes every field. */
const GITLAB_BUILD_TYPE = 'https://countersign.dev/buildtypes/gitlab-pipeline/v1';
/** Build types whose claims can be compared with a certificate, and the platform of that certificate. */
const TABLES = new Map([
    ...GITHUB_BUILD_TYPES.map((type) => [type, 'github']),
    [GITLAB_BUILD_TYPE, 'gitlab'],
]);
const KNOWN_BUILD_TYPES = [...TABLES.keys()];
/** Undefined: there is no table for it, and none of its claims can be confirmed. */
const tableOf = (buildType) => TABLES.get(buildType);
/** The build types that signers of a platform can have. */
const typesOfPlatform = (platform) => KNOWN_BUILD_TYPES.filter((type) => TABLES.get(type) === platform);
/**
 * The platform of a signer, from the policy and the certificate, never from the predicate, which is written inside the build.
 * Undefined for keys, people and services: they confirm no claims.
 */
function platformOfSigner(who, signer) {
    if (who.kind === 'github' || who.kind === 'gitlab')
        return who.kind;
    return signer.kind === 'key' ? undefined : (0,ci_run/* readRun */.cI)(signer)?.platform;
}
/** Whether a provenance by this signer can have the build type; unknown cases are left to the evaluation. */
function canHaveBuildType(who, buildType) {
    const table = tableOf(buildType);
    if (table === undefined)
        return true;
    if (who.kind === 'github' || who.kind === 'gitlab')
        return who.kind === table;
    if (who.kind !== 'keyless')
        return true;
    const platform = (0,ci_run/* platformOfIssuer */.iq)(who.issuer) ?? (0,ci_run/* platformOfIdentity */.Dh)(who.identity);
    return platform === 'other' || platform === table;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/claim-reader.js
const NO_CERTIFICATE = {};
/** Compares claims with the values of the certificate; collects contradictions, and claims that the certificate does not contain. */
class ClaimReader {
    problems = [];
    unproven = [];
    extensions;
    signer;
    statement;
    constructor(statement, signer) {
        this.statement = statement;
        this.signer = signer;
        this.extensions = signer.kind === 'certificate' ? signer.certificate.fulcio : NO_CERTIFICATE;
    }
    /** A text of the predicate by path; undefined where it is missing, a problem where it is not a text. */
    text(...path) {
        const value = this.value(...path);
        if (value === undefined || typeof value === 'string')
            return value;
        this.malformed(path.join('.'), 'a string', typeof value);
        return undefined;
    }
    value(...path) {
        let value = this.statement.predicate;
        for (const step of path) {
            if (typeof value !== 'object' || value === null || Array.isArray(value))
                return undefined;
            const members = value;
            value = Object.hasOwn(members, step) ? members[step] : undefined;
        }
        return value;
    }
    object(...path) {
        const value = this.value(...path);
        if (value === undefined)
            return {};
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
            return value;
        this.malformed(path.join('.'), 'an object', typeof value);
        return {};
    }
    malformed(claim, expected, found) {
        this.problems.push({ code: 'PREDICATE_INVALID', claim, expected, found });
    }
    /** The build type is for certificates of another platform; `own` are the build types of the signer's platform. */
    otherPlatform(buildType, own) {
        this.problems.unshift({
            code: 'BUILD_TYPE_INVALID',
            claim: 'buildDefinition.buildType',
            expected: own.length === 0 ? 'no build type of another platform' : own.join(' or '),
            found: buildType,
        });
    }
    /** The certificate contains a text that no claim can equal. */
    noUri(claim, extension, found) {
        this.problems.push({ code: 'PREDICATE_CERT_MISMATCH', claim, expected: `${extension} as a URI`, found });
    }
    /**
     * One row of a table: the claim must equal the certificate. A missing claim is a problem only where the build type requires it;
     * where the certificate has no value, the claim is unproven.
     * @returns whether the certificate confirms the claim
     */
    row(group, claim, claimed, certified, options = {}) {
        if (claimed === undefined) {
            if (options.optional !== true)
                this.malformed(claim, certified ?? 'a value', 'nothing');
        }
        else if (certified === undefined)
            this.notCertified(group, claim, claimed);
        else if (claimed !== certified)
            this.problems.push({ code: 'PREDICATE_CERT_MISMATCH', claim, expected: certified, found: claimed });
        return claimed !== undefined && claimed === certified;
    }
    /** The certificate has no value for a claim. */
    notCertified(group, claim, claimed) {
        const found = this.signer.kind === 'key' ? 'the signer is a key, and a key confirms nothing about a build' : 'not in the certificate';
        this.unproven.push({ code: 'CLAIM_UNPROVEN', claim, group, expected: `a certificate that confirms "${claimed}"`, found });
    }
    /** Parameters beyond `known` are in no certificate, and no table defines them. */
    unknownParameters(known, prefix, parameters) {
        for (const name of Object.keys(parameters)) {
            if (!known.includes(name))
                this.notCertified('parameters', `${prefix}.${name}`, describeValue(parameters[name]));
        }
    }
    /** `resolvedDependencies` must name the source exactly once, with the certified commit; other entries are not compared. */
    source(repository, ref) {
        const claim = 'buildDefinition.resolvedDependencies';
        const all = this.value('buildDefinition', 'resolvedDependencies');
        if (!Array.isArray(all)) {
            this.malformed(claim, 'a list with the source', all === undefined ? 'nothing' : typeof all);
            return undefined;
        }
        const sources = all.filter((one) => isSource(one, repository));
        const [source] = sources;
        if (source === undefined || sources.length !== 1) {
            this.problems.push({
                code: 'PREDICATE_CERT_MISMATCH',
                claim,
                expected: `git+${repository ?? 'SOURCE'}@${ref ?? 'REF'} exactly once`,
                found: `${String(sources.length)} entries of that source among ${String(all.length)}`,
            });
            return undefined;
        }
        const uri = source['uri'];
        const digest = source['digest'];
        const commit = typeof digest === 'object' && digest !== null && !Array.isArray(digest) ? digest['gitCommit'] : undefined;
        this.row('source', `${claim}.uri`, typeof uri === 'string' ? uri : undefined, this.certifiedSource());
        this.row('source', `${claim}.digest.gitCommit`, typeof commit === 'string' ? commit : undefined, this.extensions.sourceRepositoryDigest);
        return typeof commit === 'string' ? commit : undefined;
    }
    certifiedSource() {
        const { sourceRepositoryUri, sourceRepositoryRef } = this.extensions;
        return sourceRepositoryUri === undefined || sourceRepositoryRef === undefined
            ? undefined
            : `git+${sourceRepositoryUri}@${sourceRepositoryRef}`;
    }
}
/** Whether an entry names the repository, at any ref; without a repository in the predicate, any `git+` entry does. */
function isSource(entry, repository) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
        return false;
    const uri = entry['uri'];
    if (typeof uri !== 'string')
        return false;
    const base = `git+${repository ?? ''}`;
    return repository === undefined ? uri.startsWith(base) : uri === base || uri.startsWith(`${base}@`);
}
/** A value on one short line for messages. */
function describeValue(value) {
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    return written.length > 120 ? `${written.slice(0, 120)}…` : written;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/compare-with-certificate.js



const BUILD_DEFINITION = 'buildDefinition';
const EXTERNAL = 'externalParameters';
const INTERNAL = 'internalParameters';
const RUN_DETAILS = 'runDetails';
/**
 * Compares a SLSA provenance v1 with the certificate that signed it, row by row of the build type's table. A build job can write
 * any predicate, but not the certificate. The build type must belong to the signer's platform; otherwise the predicate could choose
 * a table with fewer checks.
 */
function compareWithCertificate(statement, signer, who) {
    const claims = new ClaimReader(statement, signer);
    const buildType = claims.text(BUILD_DEFINITION, 'buildType') ?? '';
    if (buildType === '')
        claims.malformed('buildDefinition.buildType', 'a URI', 'nothing');
    const builder = claims.text(RUN_DETAILS, 'builder', 'id');
    if (builder === undefined)
        claims.malformed('runDetails.builder.id', 'a URI', 'nothing');
    const table = tableOf(buildType);
    const platform = platformOfSigner(who, signer);
    if (table !== undefined && platform !== undefined && table !== platform)
        claims.otherPlatform(buildType, typesOfPlatform(platform));
    const source = table === undefined ? unknown(claims, builder) : compare_with_certificate_TABLES[table](claims, builder, who);
    return {
        problems: claims.problems,
        unproven: claims.unproven,
        buildType,
        builder,
        ...source,
        parameters: claims.object(BUILD_DEFINITION, EXTERNAL),
    };
}
const compare_with_certificate_TABLES = { github, gitlab };
/** https://actions.github.io/buildtypes/workflow/v1, and the other build types of GitHub, which have the same fields. */
function github(claims, builder) {
    const { extensions } = claims;
    const external = [BUILD_DEFINITION, EXTERNAL];
    const workflow = claims.object(...external, 'workflow');
    const ref = claims.text(...external, 'workflow', 'ref');
    const repository = claims.text(...external, 'workflow', 'repository');
    const path = claims.text(...external, 'workflow', 'path');
    const isRef = claims.row('source', 'externalParameters.workflow.ref', ref, extensions.sourceRepositoryRef);
    const isRepository = claims.row('source', 'externalParameters.workflow.repository', repository, extensions.sourceRepositoryUri);
    let isWhole = false;
    if (path === undefined)
        claims.malformed('externalParameters.workflow.path', 'a path', 'nothing');
    else {
        const uri = `${repository ?? ''}/${path}@${ref ?? ''}`;
        isWhole = claims.row('workflow', 'externalParameters.workflow', uri, extensions.buildConfigUri);
    }
    claims.unknownParameters(['workflow', 'inputs', 'vars'], EXTERNAL, claims.object(...external));
    claims.unknownParameters(['ref', 'repository', 'path'], 'externalParameters.workflow', workflow);
    const internal = (name) => claims.text(BUILD_DEFINITION, INTERNAL, 'github', name);
    const optional = { optional: true };
    claims.row('trigger', 'internalParameters.github.event_name', internal('event_name'), extensions.buildTrigger, optional);
    claims.row('ids', 'internalParameters.github.repository_id', internal('repository_id'), extensions.sourceRepositoryIdentifier, optional);
    claims.row('ids', 'internalParameters.github.repository_owner_id', internal('repository_owner_id'), extensions.sourceRepositoryOwnerIdentifier, optional);
    claims.row('runner', 'internalParameters.github.runner_environment', internal('runner_environment'), extensions.runnerEnvironment, optional);
    if (builder !== undefined)
        claims.row('builder', 'runDetails.builder.id', builder, identityOf(claims));
    claims.row('invocation', 'runDetails.metadata.invocationId', claims.text(RUN_DETAILS, 'metadata', 'invocationId'), extensions.runInvocationUri, optional);
    const confirmed = namesOf({
        'workflow.ref': isRef,
        'workflow.repository': isRepository,
        // The URI can be divided in several ways; with the other two rows, only one is left.
        'workflow.path': isWhole && isRef && isRepository,
    });
    return { repository, ref, commit: claims.source(repository, ref), confirmed };
}
const namesOf = (rows) => new Set(Object.keys(rows).filter((name) => rows[name] === true));
/** The SAN where it is a CI workflow; a person's address confirms no builder. */
function identityOf(claims) {
    return claims.extensions.buildSignerUri === undefined || claims.signer.kind !== 'certificate'
        ? undefined
        : claims.signer.identity;
}
/** Our GitLab build type. */
function gitlab(claims, builder, who) {
    const { extensions } = claims;
    const external = [BUILD_DEFINITION, EXTERNAL];
    const repository = claims.text(...external, 'source');
    const ref = claims.text(...external, 'ref');
    const configPath = claims.text(...external, 'configPath');
    const confirmed = namesOf({
        source: claims.row('source', 'externalParameters.source', repository, extensions.sourceRepositoryUri),
        ref: claims.row('source', 'externalParameters.ref', ref, extensions.sourceRepositoryRef),
        configPath: claims.row('workflow', 'externalParameters.configPath', configPath, configPathOf(extensions)),
    });
    claims.unknownParameters(['source', 'ref', 'configPath', 'entryPoint', 'inputs'], EXTERNAL, claims.object(...external));
    const internal = (name) => claims.text(BUILD_DEFINITION, INTERNAL, name);
    const optional = { optional: true };
    claims.row('ids', 'internalParameters.project_id', internal('project_id'), extensions.sourceRepositoryIdentifier, optional);
    claims.row('ids', 'internalParameters.namespace_id', internal('namespace_id'), extensions.sourceRepositoryOwnerIdentifier, optional);
    claims.row('trigger', 'internalParameters.pipeline_source', internal('pipeline_source'), extensions.buildTrigger, optional);
    claims.row('runner', 'internalParameters.runner_environment', internal('runner_environment'), extensions.runnerEnvironment, optional);
    claims.row('invocation', 'internalParameters.job_id', internal('job_id'), jobIdOf(extensions.runInvocationUri), optional);
    if (builder !== undefined)
        claims.row('builder', 'runDetails.builder.id', builder, gitlabBuilder(claims, who));
    claims.row('invocation', 'runDetails.metadata.invocationId', claims.text(RUN_DETAILS, 'metadata', 'invocationId'), extensions.runInvocationUri, optional);
    return { repository, ref, commit: claims.source(repository, ref), confirmed };
}
/** The builder is the GitLab instance with the kind of runner. */
function gitlabBuilder(claims, who) {
    const { runnerEnvironment, sourceRepositoryUri } = claims.extensions;
    if (runnerEnvironment === undefined || sourceRepositoryUri === undefined)
        return undefined;
    const server = who.kind === 'gitlab' ? gitlabServer(who) : (0,ci_run/* originOf */.yv)(sourceRepositoryUri);
    if (server === undefined)
        claims.noUri('runDetails.builder.id', 'source repository (.12)', sourceRepositoryUri);
    return server === undefined ? undefined : `${server}/-/runners/${runnerEnvironment}`;
}
const gitlabServer = (who) => `https://${who.host}`;
/** The path of the configuration file in the source project at its ref; the whole URI for a file of another project or ref. */
function configPathOf(extensions) {
    const { buildConfigUri: uri, sourceRepositoryUri: source, sourceRepositoryRef: ref } = extensions;
    if (uri === undefined || source === undefined || ref === undefined)
        return undefined;
    const prefix = `${source}//`;
    const suffix = `@${ref}`;
    const isOwn = uri.startsWith(prefix) && uri.endsWith(suffix) && uri.length > prefix.length + suffix.length;
    return isOwn ? uri.slice(prefix.length, uri.length - suffix.length) : uri;
}
const jobIdOf = (uri) => /\/-\/jobs\/([0-9]+)$/.exec(uri ?? '')?.[1];
/** A build type without a table: none of its claims can be confirmed. */
function unknown(claims, builder) {
    claims.notCertified('source', 'buildDefinition.resolvedDependencies', 'its source');
    if (builder !== undefined)
        claims.notCertified('builder', 'runDetails.builder.id', builder);
    claims.notCertified('parameters', 'buildDefinition.externalParameters', 'its parameters');
    return { repository: undefined, ref: undefined, commit: undefined, confirmed: new Set() };
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/signers/levels.js
/**
 * The SLSA Build level that a verified signer proves (SLSA 1.2, Build track). It comes from the certificate and from what the
 * policy pins, never from the predicate itself.
 */
function buildLevel(who, signer) {
    if (signer.kind === 'key' || (who.kind !== 'github' && who.kind !== 'gitlab')) {
        return {
            level: 1,
            why: `the policy names the signer as a ${signer.kind === 'key' ? 'key' : 'plain identity'}, not as a build platform`,
        };
    }
    const extensions = signer.certificate.fulcio;
    const runner = extensions.runnerEnvironment;
    if (runner !== `${who.kind}-hosted`) {
        return who.runner === 'self-hosted' && runner === 'self-hosted'
            ? { level: 2, why: 'built on self-hosted runners that the policy accepts as a hosted platform' }
            : { level: 1, why: `built on ${runner ?? 'an unknown runner'}, which the policy does not accept as build platform` };
    }
    const { buildSignerUri, buildConfigUri, sourceRepositoryUri } = extensions;
    const reusable = buildSignerUri !== undefined && buildConfigUri !== undefined && buildSignerUri !== buildConfigUri;
    // People who can write to the repository can change its own workflow, unless the policy pins the commit of the workflow.
    const outside = who.file.kind === 'other' &&
        (who.file.digest !== undefined || buildSignerUri?.startsWith(`${sourceRepositoryUri ?? ''}/`) === false);
    if (who.kind === 'github' && reusable && outside) {
        return { level: 3, why: 'a reusable workflow, pinned by the policy, on GitHub-hosted runners' };
    }
    return { level: 2, why: 'signed inside the build job, where any step can sign' };
}
/** The highest SLSA Build level that `buildLevel` can give for evidence by a signer. */
function highestLevel(who) {
    if (who.kind !== 'github' && who.kind !== 'gitlab')
        return 1;
    if (who.kind === 'gitlab' || who.file.kind !== 'other' || who.runner === 'self-hosted')
        return 2;
    return who.file.digest !== undefined || !isSame(who.file.repository, who.source.repository) ? 3 : 2;
}
const isSame = (one, other) => other !== undefined && one.source === other.source;
// EXTERNAL MODULE: ./packages/core/lib/policy/values/pattern.js
var pattern = __nccwpck_require__(4330);
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/meets-requirement.js






const NEARNESS = 8;
/** Judges a provenance whose signer, time and subject were checked: first against the certificate, then against the policy. */
function meetsProvenance(requirement, { signer, facts, bindings }) {
    if (facts.statement === undefined)
        return shortfall('PREDICATE_INVALID', 'not a statement', 'a provenance', 'a plain signature');
    const checked = compareWithCertificate(facts.statement, facts.signer, signer.who);
    const [contradiction] = checked.problems;
    if (contradiction !== undefined)
        return contradicts(contradiction, checked.problems);
    return (checkBuildType(requirement, checked) ??
        checkUnproven(requirement, facts, checked) ??
        checkLevel(requirement, signer, facts) ??
        checkBuilder(requirement, checked) ??
        (requirement.source === undefined ? undefined : checkSource(requirement.source, checked, signer, bindings)) ??
        checkParameters(requirement, checked));
}
function contradicts(first, all) {
    return shortfall(first.code, describeProblem(first, all.slice(1)), first.expected, first.found, first.code === 'PREDICATE_INVALID'
        ? 'Attest with a tool that follows the specification of this build type.'
        : 'The certificate comes from the CI platform; the predicate was written inside the job. Do not use this artifact until you know why they differ.');
}
function describeProblem({ code, claim }, more) {
    // Under the table of another platform every row differs.
    if (code === 'BUILD_TYPE_INVALID')
        return 'the build type of the provenance is for another platform than that of the signer';
    const others = more.length === 0 ? '' : ` (also: ${more.map((one) => one.claim).join(', ')})`;
    return code === 'PREDICATE_CERT_MISMATCH'
        ? `${claim} of the provenance differs from the certificate that signed it${others}`
        : `the provenance is malformed at ${claim}${others}`;
}
function checkBuildType(requirement, checked) {
    const allowed = requirement.buildTypes ?? KNOWN_BUILD_TYPES;
    if (allowed.includes(checked.buildType))
        return undefined;
    return shortfall('BUILD_TYPE_INVALID', 'the policy does not accept the build type', allowed.join(', '), checked.buildType, 'If you trust provenance with this build type, list it under "build-types".');
}
/**
 * With a certificate, every row of the table must be proven. A key confirms no claim at all, so with a key only the claims that the
 * requirement uses must be proven. In both cases, `unproven` lists groups that the policy accepts without proof.
 */
function checkUnproven(requirement, facts, checked) {
    const used = usedGroups(requirement);
    const missing = checked.unproven.find(({ group }) => group !== undefined && !requirement.unproven.has(group) && (facts.signer.kind === 'certificate' || used.has(group)));
    const unconfirmed = missing ?? parametersUnproven(requirement, checked);
    if (unconfirmed === undefined)
        return undefined;
    return shortfall('CLAIM_UNPROVEN', `no certificate confirms ${unconfirmed.claim}`, unconfirmed.expected, unconfirmed.found, `If you trust the signer to claim it correctly, accept it with "unproven: [${unconfirmed.group ?? ''}]". Otherwise do not require it.`);
}
function usedGroups(requirement) {
    const groups = new Set();
    if (requirement.source !== undefined)
        groups.add('source');
    if (requirement.builder !== undefined)
        groups.add('builder');
    if (requirement.parameters !== undefined)
        groups.add('parameters');
    return groups;
}
/** A required parameter is unproven unless a row of the build type's table found it in the certificate. */
function parametersUnproven(requirement, { confirmed }) {
    if (requirement.parameters === undefined || requirement.unproven.has('parameters'))
        return undefined;
    const claim = Object.keys(requirement.parameters).find((name) => !confirmed.has(name));
    if (claim === undefined)
        return undefined;
    return {
        code: 'CLAIM_UNPROVEN',
        claim: `externalParameters.${claim}`,
        group: 'parameters',
        expected: 'a certificate that confirms it',
        found: 'not in the certificate',
    };
}
function checkLevel(requirement, signer, facts) {
    if (requirement.minLevel === undefined)
        return undefined;
    const { level, why } = buildLevel(signer.who, facts.signer);
    if (level >= requirement.minLevel)
        return undefined;
    const hint = 'SLSA Build L3 needs a reusable workflow of another repository, pinned in the policy, on hosted runners.';
    return shortfall('BUILD_LEVEL_TOO_LOW', `SLSA Build L${String(level)} only: ${why}`, `Build L${String(requirement.minLevel)}`, `Build L${String(level)}`, requirement.minLevel === 3 ? hint : undefined);
}
function checkBuilder(requirement, checked) {
    if (requirement.builder === undefined || requirement.builder === checked.builder)
        return undefined;
    return shortfall('BUILDER_MISMATCH', 'built by another builder', requirement.builder, checked.builder ?? 'nothing');
}
function checkSource(source, checked, signer, bindings) {
    if (source.repository !== undefined) {
        const wanted = (0,pattern/* fill */.GS)(source.repository, bindings);
        const host = signer.who.kind === 'github' || signer.who.kind === 'gitlab' ? signer.who.host : undefined;
        const path = repositoryPath(checked.repository, host);
        if (wanted === undefined || path === undefined || (0,pattern/* matchPattern */.gH)(wanted, path) === undefined) {
            return shortfall('SOURCE_MISMATCH', 'built from another repository', wanted?.source ?? source.repository.source, checked.repository ?? 'nothing');
        }
    }
    if (source.commit !== undefined && source.commit !== checked.commit) {
        return shortfall('SOURCE_MISMATCH', 'built from another commit', source.commit, checked.commit ?? 'nothing');
    }
    const ref = checked.ref ?? 'nothing';
    if (source.ref !== undefined && source.ref !== checked.ref)
        return shortfall('SOURCE_MISMATCH', 'built from another ref', source.ref, ref);
    if (source.branch !== undefined && checked.ref !== `refs/heads/${source.branch}`) {
        return shortfall('SOURCE_MISMATCH', 'built from another branch', `refs/heads/${source.branch}`, ref);
    }
    if (source.tag !== undefined && checked.ref !== `refs/tags/${source.tag}`) {
        return shortfall('TAG_MISMATCH', 'built from another tag', `refs/tags/${source.tag}`, ref);
    }
    if (source.versionedTag === undefined)
        return undefined;
    const tag = checked.ref?.startsWith('refs/tags/') === true ? checked.ref.slice('refs/tags/'.length) : undefined;
    if (tag !== undefined && isVersion(tag, source.versionedTag, source.preRelease))
        return undefined;
    return shortfall('VERSION_MISMATCH', tag === undefined ? 'not built from a tag' : 'built from a tag of another version', `a tag of ${source.versionedTag}`, ref);
}
/** `owner/name` of an https repository; undefined where it is on another host than the signer's. */
function repositoryPath(uri, host) {
    if (host === undefined)
        return /^https:\/\/[^/]+\/(.+)$/.exec(uri ?? '')?.[1];
    const base = `https://${host}/`;
    return uri?.startsWith(base) === true && uri.length > base.length ? uri.slice(base.length) : undefined;
}
function checkParameters(requirement, checked) {
    for (const [name, expected] of Object.entries(requirement.parameters ?? {})) {
        const found = at(checked.parameters, name.split('.'));
        if (found === undefined || !sameValue(expected, found)) {
            return shortfall('BUILD_INPUT_MISMATCH', `externalParameters.${name} has another value`, describeValue(expected), found === undefined ? 'nothing' : describeValue(found));
        }
    }
    return undefined;
}
/**
 * A member by its path, then by its whole name, because names may contain dots. The path comes first: that is what a certificate
 * confirms, and a member whose name contains the dots must not hide it.
 */
function at(value, path) {
    if (path.length === 0)
        return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return undefined;
    const members = value;
    const [first = '', ...rest] = path;
    const inner = Object.hasOwn(members, first) ? at(members[first], rest) : undefined;
    const whole = path.join('.');
    return inner ?? (Object.hasOwn(members, whole) ? members[whole] : undefined);
}
/** Scalars of a policy are read as text, so `true` and `3` are compared as text; the structure must be the same. */
function sameValue(expected, found) {
    if (expected === undefined || found === undefined)
        return false;
    if (Array.isArray(expected) || Array.isArray(found)) {
        if (!Array.isArray(expected) || !Array.isArray(found))
            return false;
        return (expected.length === found.length &&
            expected.every((one, index) => sameValue(one, found[index])));
    }
    if (typeof expected === 'object' && expected !== null) {
        if (typeof found !== 'object' || found === null)
            return false;
        const left = expected;
        const right = found;
        const names = Object.keys(left);
        return (names.length === Object.keys(right).length &&
            names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name])));
    }
    return typeof found !== 'object' && String(expected) === String(found);
}
function shortfall(code, message, expected, found, hint) {
    return { code, message, expected, found, hint, nearness: NEARNESS };
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/resolve-provenance.js




/** Requirements that no evidence by these signers can meet are reported when the policy is read, not at the first deployment. */
function resolveProvenance(document, scope, path) {
    const source = document.source === undefined ? undefined : sourceRequirement(document.source);
    const repository = source?.repository;
    checkBound(repository?.names ?? [], `the source "${repository?.source ?? ''}"`, scope, [...path, 'source', 'repository']);
    const common = resolveEvidence(document, scope, path);
    const level = document['min-level'];
    if (level !== undefined && !canBeMet(common.by, scope.signers, (who) => highestLevel(who) >= level)) {
        scope.report([...path, 'min-level'], level === 3
            ? 'can never be met by these signers: Build L3 needs a reusable workflow of another repository, pinned in the policy, on GitHub-hosted runners'
            : `can never be met by these signers: Build L${String(level)} needs "github" or "gitlab" signers; a key or a plain identity has level 1`);
    }
    if (source !== undefined && !canBeMet(common.by, scope.signers, (who) => canHaveSource(who, source)))
        scope.report([...path, 'source'], 'can never be met: these signers build from other repositories, refs or commits');
    const types = document['build-types'];
    if (types !== undefined && !canBeMet(common.by, scope.signers, (who) => types.some((type) => canHaveBuildType(who, type))))
        scope.report([...path, 'build-types'], 'can never be met: these signers are of another platform than these build types');
    return {
        kind: 'provenance',
        ...common,
        minLevel: level,
        builder: document.builder,
        buildTypes: types,
        source,
        parameters: document.parameters === undefined ? undefined : withoutGaps(document.parameters),
        unproven: new Set(document.unproven ?? []),
    };
}
function sourceRequirement(document) {
    return {
        repository: document.repository === undefined ? undefined : (0,pattern/* patternOf */.Id)(document.repository),
        ref: document.ref,
        branch: document.branch,
        tag: document.tag,
        versionedTag: document['versioned-tag'],
        preRelease: document['pre-release'] ?? 'allow',
        commit: document.digest,
    };
}
function withoutGaps(parameters) {
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? null]));
}
/** Whether builds by a signer can have the required source. Patterns with placeholders are left to the evaluation. */
function canHaveSource(who, source) {
    if (who.kind !== 'github' && who.kind !== 'gitlab')
        return true;
    const { refs, repository } = who.source;
    if (source.repository !== undefined && repository !== undefined && !canMeet(source.repository, repository))
        return false;
    if (source.commit !== undefined && who.source.digest !== undefined && source.commit !== who.source.digest)
        return false;
    if (refs === undefined)
        return true;
    const ref = source.ref ??
        (source.branch !== undefined
            ? `refs/heads/${source.branch}`
            : source.tag !== undefined
                ? `refs/tags/${source.tag}`
                : undefined);
    if (ref !== undefined)
        return refs.some((one) => one.names.length > 0 || (0,pattern/* matchPattern */.gH)(one, ref) !== undefined);
    return source.versionedTag === undefined || refs.some((one) => one.source.startsWith('refs/tags/'));
}
function canMeet(one, other) {
    if (one.names.length > 0 || other.names.length > 0)
        return true;
    if (one.exact)
        return (0,pattern/* matchPattern */.gH)(other, one.source) !== undefined;
    return other.exact ? (0,pattern/* matchPattern */.gH)(one, other.source) !== undefined : true;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/provenance/index.js






const provenance = {
    key: 'provenance',
    level: 'evidence',
    page: {
        summary: 'SLSA provenance v1 in which every claim equals the certificate',
        example: 'provenance: {by: release, min-level: 2, source: {versioned-tag: v2}}',
        fields: {
            ...EVIDENCE_KEYS,
            'min-level': 'the least SLSA Build level. A step of the build job is level 2; a reusable workflow of another repository, pinned here, on GitHub-hosted runners is level 3',
            builder: 'exact `builder.id`',
            'build-types': "default: GitHub's two, and ours for GitHub and GitLab, each for signers of its own platform (`BUILD_TYPE_INVALID`)",
            source: '`repository`, and one of `ref`, `branch`, `tag` (exact), `versioned-tag` (`v2` accepts v2.4.1; `pre-release: deny` refuses v2.5.0-rc1); `digest`: the commit',
            parameters: 'external parameters by name or dotted path',
            unproven: 'groups of claims that are accepted although no certificate confirms them: `source` `workflow` `builder` `trigger` `runner` `ids` `invocation` `parameters`',
        },
        refuses: { example: 'provenance: {by: release, min-level: 3}', message: 'can never be met by these signers: Build L3' },
    },
    shape: document_shape,
    resolve: resolveProvenance,
    title: () => 'provenance',
    counts: (_, context) => (0,counts_for/* countsFor */.i)({ ...context, asked: { kind: 'statement', type: types/* SLSA_PROVENANCE_V1 */.us, by: 'provenance' } }),
    select: () => 'any',
    check: meetsProvenance,
    explain: (requirement) => [
        explainEvidence('provenance', requirement),
        `every claim equals the certificate${requirement.unproven.size === 0 ? '' : `, except ${[...requirement.unproven].join(', ')} (accepted unproven)`}`,
        ...(requirement.minLevel === undefined ? [] : [`SLSA Build level at least ${String(requirement.minLevel)}`]),
        ...(requirement.builder === undefined ? [] : [`builder ${requirement.builder}`]),
        ...(requirement.buildTypes === undefined ? [] : [`build type ${requirement.buildTypes.join(' or ')}`]),
        ...(requirement.source === undefined ? [] : [`source ${explainSource(requirement.source)}`]),
        ...(requirement.parameters === undefined ? [] : [`external parameters ${JSON.stringify(requirement.parameters)}`]),
    ],
    review: ({ unproven }) => unproven.size === 0 ? [] : [`"unproven" accepts ${[...unproven].join(', ')} although no certificate confirms them`],
};
function explainSource(source) {
    return [
        ...(source.repository === undefined ? [] : [source.repository.source]),
        ...(source.ref === undefined ? [] : [`ref ${source.ref}`]),
        ...(source.branch === undefined ? [] : [`branch ${source.branch}`]),
        ...(source.tag === undefined ? [] : [`tag ${source.tag}`]),
        ...(source.versionedTag === undefined
            ? []
            : [`a tag of version ${source.versionedTag}${source.preRelease === 'deny' ? ', no pre-release' : ''}`]),
        ...(source.commit === undefined ? [] : [`commit ${source.commit}`]),
    ].join(', ');
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/signature.js



const signature = {
    key: 'signature',
    level: 'evidence',
    page: {
        summary: "a signature over the file's bytes; for images a cosign image signature. An attestation never counts as a signature.",
        example: 'signature: {by: release, max-age: 30d}',
        fields: { ...EVIDENCE_KEYS, unseen: '`allow`: also for a digest of a checksum file, without the file itself' },
        refuses: { example: 'signature: {by: release, unseen: maybe}', message: 'expected one of "allow", "deny"' },
    },
    shape: (0,shape/* object */.Ik)({ ...EVIDENCE_FIELDS, unseen: (0,shape/* may */._L)((0,shape/* word */.Vm)(['allow', 'deny'])) }),
    resolve: (document, scope, path) => ({
        kind: 'signature',
        ...resolveEvidence(document, scope, path),
        unseen: document.unseen ?? 'deny',
    }),
    title: () => 'signature',
    counts: ({ unseen }, context) => (0,counts_for/* countsFor */.i)({ ...context, asked: { kind: 'signature', unseen } }),
    select: () => 'any',
    // Verification has already compared the signature with the bytes or their digest.
    check: () => undefined,
    explain: (requirement) => [
        `${explainEvidence('signature', requirement)}${requirement.unseen === 'allow' ? ', also for a digest without its file' : ''}`,
    ],
};
;// CONCATENATED MODULE: ./packages/core/lib/policy/requirements/table.js






/** Every kind of requirement. To add one, write a file in this room and add a line here; remove its key from `LATER` (policy/values/later.ts). */
const KINDS = {
    require: { signature: signature, provenance: provenance, attestation: attestation, 'any-of': anyOf },
    rule: { expect: expect },
    match: { platforms: platforms },
};

/***/ }),

/***/ 5832:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FK: () => (/* binding */ requirementShape),
/* harmony export */   Fc: () => (/* binding */ kindOfRequirement),
/* harmony export */   Re: () => (/* binding */ signersOf),
/* harmony export */   gU: () => (/* binding */ resolveRequirement)
/* harmony export */ });
/* unused harmony exports explainRequirement, reviewRequirement */
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4634);
/* harmony import */ var _values_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8033);
/* harmony import */ var _values_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1474);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(494);



/* Functions over the table, for requirements of any kind. */
/** The shape of an item of `require`: exactly one of the kinds. Alternatives nest, so the schema refers to it by name. */
function requirementShape({ require }) {
    const nested = {
        schema: { $ref: '#/$defs/requirement' },
        read: (place) => one.read(place),
    };
    const fields = Object.entries(require).map(([key, kind]) => [
        key,
        (0,_values_index_js__WEBPACK_IMPORTED_MODULE_0__/* .may */ ._L)(kind.level === 'set' ? kind.shape(nested) : kind.shape),
    ]);
    const one = (0,_values_index_js__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ik)(Object.fromEntries(fields), {
        later: _values_index_js__WEBPACK_IMPORTED_MODULE_1__/* .LATER */ .R.require.filter((key) => !Object.hasOwn(require, key)),
        exactlyOne: Object.keys(require),
    });
    return one;
}
/** Resolves an item of `require`. */
function resolveRequirement(kinds, document, scope, path) {
    const inner = {
        ...scope,
        requirement: (nested, at) => resolveRequirement(kinds, nested, scope, at),
    };
    const [[key, value] = ['', null]] = Object.entries(document);
    return kindOfRequirement(kinds, { kind: key }).resolve(value, inner, [...path, key]);
}
/** The kind of a requirement. */
function kindOfRequirement({ require }, { kind }) {
    const known = Object.hasOwn(require, kind) ? require[kind] : undefined;
    if (known === undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('INTERNAL', `the requirement "${kind}" is in no table`);
    return known;
}
/** Lines of `policy explain` for one requirement. */
function explainRequirement(kinds, requirement) {
    const kind = kindOfRequirement(kinds, requirement);
    return kind.level === 'set'
        ? kind.explain(requirement, (one) => explainRequirement(kinds, one))
        : kind.explain(requirement);
}
/** Warnings of `policy check` for a requirement and those that it contains. */
function reviewRequirement(kinds, requirement) {
    const kind = kindOfRequirement(kinds, requirement);
    const own = kind.review?.(requirement) ?? [];
    return kind.level === 'set' ? [...own, ...kind.members(requirement).flatMap((one) => reviewRequirement(kinds, one))] : own;
}
/** Names of all signers whose evidence can count for a requirement. */
function signersOf(requirement, kinds = _table_js__WEBPACK_IMPORTED_MODULE_3__/* .KINDS */ .G) {
    const kind = kindOfRequirement(kinds, requirement);
    switch (kind.level) {
        case 'evidence':
            return requirement.by.people.flatMap((person) => person.signers);
        case 'set':
            return kind.members(requirement).flatMap((one) => signersOf(one, kinds));
        case 'subject':
            return [];
    }
}

/***/ }),

/***/ 3715:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Se: () => (/* binding */ githubHost),
/* harmony export */   _G: () => (/* binding */ keyWho),
/* harmony export */   jU: () => (/* binding */ keylessWho),
/* harmony export */   nC: () => (/* binding */ githubOwnerWho),
/* harmony export */   rV: () => (/* binding */ githubIssuer),
/* harmony export */   zJ: () => (/* binding */ resolveWho)
/* harmony export */ });
/* harmony import */ var _values_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4330);
/* harmony import */ var _signers_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3149);
/* harmony import */ var _signers_index_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(7916);


/** `iss` of a GitHub host's tokens: github.com, a GHE.com tenant, or an Enterprise Server. */
function githubIssuer(host) {
    if (host === 'github.com')
        return 'https://token.actions.githubusercontent.com';
    return host.endsWith('.ghe.com') ? `https://token.actions.${host}` : `https://${host}/_services/token`;
}
function resolveWho(document) {
    if (document.github !== undefined)
        return githubWho(document.github);
    if (document.gitlab !== undefined)
        return gitlabWho(document.gitlab);
    if (document.keyless !== undefined) {
        const { triggers } = document.keyless;
        return keylessWho(document.keyless, { repository: undefined, owner: undefined, triggers });
    }
    if (document.key === undefined)
        return undefined;
    const { sha256, algorithm } = document.key;
    const source = keySource(document.key);
    return source === undefined ? undefined : keyWho(source, sha256, algorithm);
}
function keySource(written) {
    const kind = KEY_PLACES.find((place) => written[place] !== undefined);
    return kind === undefined ? undefined : { kind, at: written[kind] ?? '' };
}
/** A key that was not read yet. */
const keyWho = (source, sha256, algorithm) => ({
    kind: 'key',
    source,
    sha256,
    algorithm,
    ...{ fingerprint: undefined, material: undefined, details: undefined, validity: undefined },
});
const KEY_PLACES = ['file', 'env', 'kms', 'secret', 'url', 'certificate'];
/** Exactly this identity by this issuer; for a workflow, only runs of `runs`. */
function keylessWho({ identity, issuer }, runs) {
    return { kind: 'keyless', identity, nameKind: (0,_signers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .kindOfName */ .f$)(identity), issuer, runs };
}
function githubWho(document) {
    const host = (document.host ?? 'github.com').toLowerCase();
    return {
        kind: 'github',
        host,
        issuer: document.issuer ?? githubIssuer(host),
        source: {
            repository: (0,_values_index_js__WEBPACK_IMPORTED_MODULE_1__/* .patternOf */ .Id)(document.source.repository),
            owner: undefined,
            refs: document.source.refs?.map(_values_index_js__WEBPACK_IMPORTED_MODULE_1__/* .patternOf */ .Id),
            id: document.source.id,
            ownerId: document.source['owner-id'],
            digest: document.source.digest,
        },
        file: fileWho(document.workflow, (other) => other.repository, workflowFile),
        caller: document.caller === undefined ? undefined : workflowFile(document.caller),
        runner: document.runner,
        triggers: document.triggers ?? _signers_index_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_TRIGGERS */ .k,
        environment: document.environment,
    };
}
function gitlabWho(document) {
    const host = inLowerCase(document.host ?? 'gitlab.com');
    return {
        kind: 'gitlab',
        host,
        issuer: document.issuer ?? `https://${host}`,
        source: {
            repository: (0,_values_index_js__WEBPACK_IMPORTED_MODULE_1__/* .patternOf */ .Id)(document.source.project),
            owner: undefined,
            refs: document.source.refs?.map(_values_index_js__WEBPACK_IMPORTED_MODULE_1__/* .patternOf */ .Id),
            id: document.source.id,
            ownerId: document.source['namespace-id'],
            digest: document.source.digest,
        },
        file: fileWho(document.config ?? '.gitlab-ci.yml', (other) => other.project, (path) => path),
        runner: document.runner,
        triggers: document.triggers ?? _signers_index_js__WEBPACK_IMPORTED_MODULE_2__/* .GITLAB_TRIGGERS */ .o,
        environment: document.environment,
    };
}
/** Host names are compared in lower case; a path after it stays as it is. */
const inLowerCase = (host) => host.replace(/^[^/]+/, (name) => name.toLowerCase());
function fileWho(written, repository, file) {
    if (typeof written === 'string')
        return { kind: 'own', path: file(written) };
    const { digest, ref } = written;
    return { kind: 'other', repository: (0,_values_index_js__WEBPACK_IMPORTED_MODULE_1__/* .patternOf */ .Id)(repository(written)), path: file(written.path), digest, ref };
}
/** A file name alone is in `.github/workflows`, the only folder from which GitHub runs workflows. */
const workflowFile = (path) => (path.includes('/') ? path : `.github/workflows/${path}`);
/** The GitHub host of an issuer: the inverse of `githubIssuer`. */
function githubHost(issuer) {
    if (/^https:\/\/token\.actions\.githubusercontent\.com(?:\/[^/]+)?$/.test(issuer))
        return 'github.com';
    const [, tenant, server] = /^https:\/\/(?:token\.actions\.([A-Za-z0-9-]+\.ghe\.com)|([A-Za-z0-9.-]+(?::[0-9]+)?)\/_services\/token)$/.exec(issuer) ?? [];
    return (tenant ?? server)?.toLowerCase();
}
/** `owner` or `repository` as in `gh`: any workflow of the repository itself, or of any repository of the owner. */
function githubOwnerWho(options) {
    return {
        kind: 'github',
        host: options.host,
        issuer: options.issuer,
        source: {
            repository: options.repository === undefined ? undefined : (0,_values_index_js__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .eu)(options.repository),
            owner: options.owner,
            refs: undefined,
            id: undefined,
            ownerId: undefined,
            digest: undefined,
        },
        file: { kind: 'any' },
        caller: undefined,
        runner: undefined,
        triggers: _signers_index_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_TRIGGERS */ .k,
        environment: undefined,
    };
}

/***/ }),

/***/ 7176:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ DEFAULT_TRUST),
/* harmony export */   U: () => (/* binding */ runTrust)
/* harmony export */ });
const DEFAULT_TRUST = 'default';
/** The trust of policies without `trust`: the root of the run. */
function runTrust() {
    return { name: DEFAULT_TRUST, root: { kind: 'run' }, logEntries: undefined, timestamps: undefined, certificateLogs: undefined };
}

/***/ }),

/***/ 549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dh: () => (/* binding */ platformOfIdentity),
/* harmony export */   Jn: () => (/* binding */ readWorkflowName),
/* harmony export */   cI: () => (/* binding */ readRun),
/* harmony export */   iq: () => (/* binding */ platformOfIssuer),
/* harmony export */   yv: () => (/* binding */ originOf)
/* harmony export */ });
/** Extensions of CI certificates; certificates of people and services have none of them. */
const CI_EXTENSIONS = [
    'githubWorkflowTrigger',
    'githubWorkflowSha',
    'githubWorkflowName',
    'githubWorkflowRepository',
    'githubWorkflowRef',
    'buildSignerUri',
    'buildSignerDigest',
    'runnerEnvironment',
    'sourceRepositoryUri',
    'sourceRepositoryDigest',
    'sourceRepositoryRef',
    'sourceRepositoryIdentifier',
    'sourceRepositoryOwnerUri',
    'sourceRepositoryOwnerIdentifier',
    'buildConfigUri',
    'buildConfigDigest',
    'buildTrigger',
    'runInvocationUri',
    'sourceRepositoryVisibility',
    'deploymentEnvironment',
];
/**
 * The CI run of a certificate; undefined for people and services. A certificate whose issuer or name belongs to a CI platform is a
 * CI certificate even without further extensions; missing extensions are then a mismatch.
 */
function readRun(signer) {
    const { fulcio } = signer.certificate;
    const isCi = CI_EXTENSIONS.some((name) => fulcio[name] !== undefined);
    const platform = platformOf(signer);
    if (!isCi && platform === 'other')
        return undefined;
    const origin = originOf(signer.identity);
    const older = fulcio.githubWorkflowRepository;
    return {
        platform,
        source: fulcio.sourceRepositoryUri ?? (older === undefined || origin === undefined ? undefined : `${origin}/${older}`),
        trigger: fulcio.buildTrigger ?? fulcio.githubWorkflowTrigger,
    };
}
function platformOf({ identity, issuer, certificate: { fulcio } }) {
    if (fulcio.githubWorkflowRepository !== undefined || fulcio.githubWorkflowTrigger !== undefined)
        return 'github';
    return platformOfIssuer(issuer) ?? platformOfIdentity(identity);
}
/** The platform of an issuer; undefined where its URL alone does not identify it. */
function platformOfIssuer(issuer) {
    if (/^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)/.test(issuer))
        return 'github';
    if (/^https:\/\/token\.actions\.[^/]+\.ghe\.com\/?$/.test(issuer) || /\/_services\/token\/?$/.test(issuer))
        return 'github';
    return /^https:\/\/gitlab\.com\/?$/.test(issuer) ? 'gitlab' : undefined;
}
/** GitHub's workflows are in `.github/workflows`; GitLab writes two slashes between project and configuration file. */
function platformOfIdentity(identity) {
    if (/^https?:\/\/[^/]+\/[^/]+\/[^/]+\/\.github\/workflows\//.test(identity))
        return 'github';
    return /^https?:\/\/[^/]+\/(?:[^/]+\/)+\/[^/]/.test(identity) ? 'gitlab' : 'other';
}
/** The origin of a workflow's URI, such as `https://github.com`. */
const originOf = (identity) => /^https?:\/\/[^/\s]+(?=\/)/.exec(identity)?.[0];
/**
 * Undefined where the identity is not the URI of a workflow. The path ends at the first `@` that a ref follows. Paths and refs may
 * both contain an `@`, so decisions compare the whole identity.
 */
function readWorkflowName(identity) {
    const platform = platformOfIdentity(identity);
    const form = platform === 'github'
        ? /^(https?:\/\/[^/]+)\/([^/]+\/[^/]+)\/(.+)$/
        : platform === 'gitlab'
            ? /^(https?:\/\/[^/]+)\/((?:[^/]+\/)*[^/]+)\/\/(.+)$/
            : undefined;
    const [, origin, repository, rest] = form?.exec(identity) ?? [];
    if (origin === undefined || repository === undefined || rest === undefined)
        return undefined;
    const cut = /^(.+?)@(refs\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/.exec(rest);
    return { origin, repository, path: cut?.[1] ?? rest, ref: cut?.[2] };
}

/***/ }),

/***/ 1769:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $7: () => (/* binding */ expectedIdentityForm),
/* harmony export */   K9: () => (/* binding */ workflowPathProblem),
/* harmony export */   Ps: () => (/* binding */ triggersProblem),
/* harmony export */   oX: () => (/* binding */ expectedIssuerForm),
/* harmony export */   tX: () => (/* binding */ filePathProblem)
/* harmony export */ });
/* harmony import */ var _ci_run_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(549);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3149);


/* Finds issuers and identities that no certificate can have (typing errors), before anything is verified. */
/** The expected form of an issuer; undefined: this one is possible. */
function expectedIssuerForm(issuer) {
    if (!/^https?:\/\/[^\s/]+(?:\/\S*)?$/.test(issuer))
        return 'an issuer URL, https://…';
    // Other issuers may end in a slash (Auth0); these never do, and issuers are compared whole.
    return issuer.endsWith('/') && (0,_ci_run_js__WEBPACK_IMPORTED_MODULE_0__/* .platformOfIssuer */ .iq)(issuer) !== undefined
        ? `${issuer.replace(/(?<!\/)\/+$/, '')}, without "/" at the end`
        : undefined;
}
const FULL_REF = /@(?:refs\/(?:heads|tags|pull|merge-requests)\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/;
/** `name!domain`: Fulcio's form of a subject that is neither URL nor e-mail address; CircleCI's subjects contain slashes. */
const USER_NAME = /^[^!]+![A-Za-z0-9.-]+$/;
/** The expected form of an identity by this issuer; undefined: this one is possible. */
function expectedIdentityForm(identity, issuer) {
    if (/^[A-Za-z0-9.-]+\.[A-Za-z]+\/\S+@refs\//.test(identity))
        return `https://${identity}`;
    const platform = (0,_ci_run_js__WEBPACK_IMPORTED_MODULE_0__/* .platformOfIssuer */ .iq)(issuer);
    if (platform === undefined)
        return identity.includes('/') && !/^[a-z][a-z0-9+.-]*:/i.test(identity) && !USER_NAME.test(identity)
            ? 'the whole identity, as in the certificate: https://HOST/OWNER/NAME/…@refs/…'
            : undefined;
    const isWorkflow = (0,_ci_run_js__WEBPACK_IMPORTED_MODULE_0__/* .platformOfIdentity */ .Dh)(identity) === platform;
    if (isWorkflow && FULL_REF.test(identity))
        return undefined;
    return platform === 'github'
        ? 'https://HOST/OWNER/NAME/.github/workflows/FILE.yml@REF with a full ref (refs/heads/main, refs/tags/v1) or a commit'
        : 'https://HOST/PROJECT//.gitlab-ci.yml@REF with two slashes before the file and a full ref (refs/heads/main, refs/tags/v1)';
}
/**
 * Refuses a list of triggers for a signer that only other CI platforms can have: GitHub and GitLab have signers of their own, which
 * also compare repository, file and ref; people are started by nothing.
 */
function triggersProblem(identity, issuer) {
    const platform = (0,_ci_run_js__WEBPACK_IMPORTED_MODULE_0__/* .platformOfIssuer */ .iq)(issuer) ?? (0,_ci_run_js__WEBPACK_IMPORTED_MODULE_0__/* .platformOfIdentity */ .Dh)(identity);
    if (platform !== 'other')
        return `a keyless signer lists triggers only for other CI platforms; write a "${platform}" signer`;
    return (0,_names_js__WEBPACK_IMPORTED_MODULE_1__/* .kindOfName */ .f$)(identity) === 'uri' ? undefined : `triggers are of CI runs, and "${identity}" is not the URI of a pipeline`;
}
/** Refuses a pattern as the path of a file: identities are compared whole, so it would never match. */
function filePathProblem(path) {
    return /[*?{}[\]]/.test(path)
        ? `expected the exact path of one file, found the pattern "${path}"; write one signer per file, and "by: {at-least: 1, of: […]}"`
        : undefined;
}
/** Refuses a workflow outside `.github/workflows`: GitHub runs workflows only from this folder, and none from folders below it (docs.github.com, workflow syntax). */
function workflowPathProblem(path) {
    const [file, ref] = path.split(/(?<=\.ya?ml)@/);
    if (file === undefined || ref !== undefined || !file.includes('/') || /^\.github\/workflows\/[^/]+$/.test(file))
        return undefined;
    return `workflows are in .github/workflows, found "${path}"; did you mean ".github/workflows/${file.split('/').at(-1) ?? ''}"?`;
}

/***/ }),

/***/ 8466:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ KEY_TIME)
/* harmony export */ });
/** Why a limit on the *earliest* time of a key's signature is refused. */
const KEY_TIME = 'nothing proves when a key made a signature: anyone with the bundle can get a new timestamp for it; for keys, use "not-after" of the signer or revocation from a date on';

/***/ }),

/***/ 3149:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   ID: () => (/* binding */ kindOfSigner),
/* harmony export */   SB: () => (/* binding */ describeKind),
/* harmony export */   f$: () => (/* binding */ kindOfName)
/* harmony export */ });
const WORDS = {
    uri: 'a URI',
    email: 'a mail address',
    'other-name': 'a user name (otherName)',
    unsupported: 'a kind of name that Sigstore does not use',
};
/** The kind of name of an identity as people write it: `https://…`, `alice@acme.dev`, or a user name. */
function kindOfName(written) {
    if (written.includes('://'))
        return 'uri';
    return written.includes('@') ? 'email' : 'other-name';
}
/** The kind of the one name of a signing certificate. */
function kindOfSigner(signer) {
    return signer.certificate.alternativeNames[0]?.kind ?? 'unsupported';
}
/** `a URI`, for messages. */
const describeKind = (kind) => WORDS[kind];

/***/ }),

/***/ 7719:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ widenWho),
/* harmony export */   i: () => (/* binding */ placeholdersOf)
/* harmony export */ });
/* harmony import */ var _values_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4330);

/** The same signer for every value of its placeholders. Revocations need it, because they belong to no rule that binds them. */
function widenWho(who) {
    if (who.kind === 'github')
        return { ...who, ...widenCi(who) };
    return who.kind === 'gitlab' ? { ...who, ...widenCi(who) } : who;
}
function widenCi({ source, file }) {
    const { repository, refs } = source;
    return {
        source: {
            ...source,
            repository: repository === undefined ? undefined : (0,_values_index_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutNames */ .Fw)(repository),
            refs: refs?.map(_values_index_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutNames */ .Fw),
        },
        file: file.kind === 'other' ? { ...file, repository: (0,_values_index_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutNames */ .Fw)(file.repository) } : file,
    };
}
/** Placeholders of a signer: the match of a rule that uses it must bind them. */
function placeholdersOf(who) {
    if (who.kind !== 'github' && who.kind !== 'gitlab')
        return [];
    const patterns = [...(who.source.repository === undefined ? [] : [who.source.repository]), ...(who.source.refs ?? [])];
    if (who.file.kind === 'other')
        patterns.push(who.file.repository);
    return patterns.flatMap((pattern) => pattern.names);
}

/***/ }),

/***/ 7916:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ GITHUB_TRIGGERS),
/* harmony export */   o: () => (/* binding */ GITLAB_TRIGGERS)
/* harmony export */ });
/** Default triggers. They run code that the repository has accepted; never pull requests, chained workflows or schedules. */
const GITHUB_TRIGGERS = ['push', 'release', 'create', 'workflow_dispatch'];
const GITLAB_TRIGGERS = ['push', 'web'];

/***/ }),

/***/ 6479:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ accepted)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);

/** The meaning of a text that a shape has already accepted; any other text here is a bug. */
function accepted(meaning) {
    if (meaning instanceof Error)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INTERNAL', `a policy contains a text that its reader does not accept: ${meaning.message}`);
    return meaning;
}

/***/ }),

/***/ 1474:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ LATER)
/* harmony export */ });
/**
 * Keys of the policy language that are not in this version, by their place in a policy. They are refused with a message of their own,
 * never skipped, and never taken for a typing error. Remove a key here when it is added.
 */
const LATER = {
    policy: ['include', 'waivers'],
    trust: ['second-opinion'],
    signer: ['ca'],
    rule: ['same', 'continuity'],
    match: ['models', 'manifests'],
    require: ['run', 'dependencies', 'approval', 'vsa', 'sbom', 'vulnerabilities', 'artifact', 'vex', 'test-result', 'model'],
    attestation: ['where', 'over', 'use'],
};

/***/ }),

/***/ 4330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Eb: () => (/* binding */ compilePattern),
/* harmony export */   Fw: () => (/* binding */ withoutNames),
/* harmony export */   GS: () => (/* binding */ fill),
/* harmony export */   Id: () => (/* binding */ patternOf),
/* harmony export */   eu: () => (/* binding */ literal),
/* harmony export */   gH: () => (/* binding */ matchPattern)
/* harmony export */ });
/* harmony import */ var _accepted_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6479);

/**
 * Compiles a pattern. The value of `{name}` must never depend on how the matcher searches. So a segment with a placeholder has
 * no other wildcard, and a pattern with placeholders has `**` at most once: then there is at most one way to match.
 */
function compilePattern(source) {
    if (source === '' || source.length > 512)
        return new Error('a pattern has 1 to 512 characters');
    const segments = [];
    const names = [];
    for (const written of source.split('/')) {
        const segment = compileSegment(written);
        if (segment instanceof Error)
            return segment;
        segments.push(segment);
        if (segment.kind === 'any')
            continue;
        const found = segment.parts.flatMap((part) => (part.kind === 'name' ? [part.name] : []));
        const stars = segment.parts.filter((part) => part.kind === 'star').length;
        if (found.length > 1 || (found.length === 1 && stars > 0)) {
            return new Error(`"${written}" has another wildcard beside a placeholder, so the value of {${found[0] ?? ''}} would be ambiguous`);
        }
        names.push(...found);
    }
    const anys = segments.filter((segment) => segment.kind === 'any').length;
    if (names.length > 0 && anys > 1)
        return new Error('a pattern with placeholders has "**" at most once');
    if (segments.at(-1)?.kind === 'any')
        segments.push({ kind: 'parts', parts: [{ kind: 'star' }] });
    const exact = segments.every((segment) => segment.kind === 'parts' && segment.parts.every((part) => part.kind === 'text'));
    return { source, segments, names: [...new Set(names)], exact };
}
/** The pattern of a text that a shape has already accepted. */
function patternOf(source) {
    return (0,_accepted_js__WEBPACK_IMPORTED_MODULE_0__/* .accepted */ .q)(compilePattern(source));
}
function compileSegment(written) {
    if (written === '**')
        return { kind: 'any' };
    if (written.includes('**'))
        return new Error(`"**" must be a whole segment between slashes, found "${written}"`);
    const parts = [];
    for (const piece of written.split(/(\*|\{[^{}]*\})/)) {
        if (piece === '')
            continue;
        if (piece === '*')
            parts.push({ kind: 'star' });
        else if (piece.startsWith('{') && piece.endsWith('}')) {
            const name = piece.slice(1, -1);
            if (!/^[a-z][a-z0-9-]{0,31}$/.test(name))
                return new Error(`"${piece}" is not a placeholder; write it like {name}`);
            parts.push({ kind: 'name', name });
        }
        else if (/[{}]/.test(piece))
            return new Error(`unpaired brace in "${written}"`);
        else
            parts.push({ kind: 'text', text: piece });
    }
    return { kind: 'parts', parts };
}
/**
 * Matches a whole value. The time is at most proportional to pattern length times value length, for any input.
 *
 * @returns the values of the placeholders; undefined when the value does not match, or one placeholder would have two values
 */
function matchPattern(pattern, value) {
    const values = value.split('/');
    const { segments } = pattern;
    const bindings = new Map();
    // Greedy, with one point to go back to: a later `**` can match everything that an earlier one could, so only the last one matters.
    let at = 0;
    let back;
    let segment = 0;
    while (at < values.length || segment < segments.length) {
        const wanted = segments[segment];
        const given = values[at];
        if (wanted?.kind === 'any') {
            back = { segment, value: at };
            segment++;
        }
        else if (wanted !== undefined && given !== undefined && matchSegment(wanted.parts, given) !== undefined) {
            segment++;
            at++;
        }
        else if (back !== undefined && back.value < values.length) {
            back.value++;
            segment = back.segment + 1;
            at = back.value;
        }
        else
            return undefined;
    }
    return pattern.names.length === 0 || collect(segments, values, bindings) ? bindings : undefined;
}
/** Collects the placeholders' values. There is at most one `**`: segments before it are counted from the left, segments after it from the right. */
function collect(segments, values, bindings) {
    const any = segments.findIndex((segment) => segment.kind === 'any');
    for (const [index, segment] of segments.entries()) {
        if (segment.kind === 'any')
            continue;
        const value = values[any === -1 || index < any ? index : values.length - (segments.length - index)] ?? '';
        const bound = matchSegment(segment.parts, value);
        if (bound === undefined)
            return false;
        if (bound.name === undefined)
            continue;
        if ((bindings.get(bound.name) ?? bound.value) !== bound.value)
            return false;
        bindings.set(bound.name, bound.value);
    }
    return true;
}
/** Matches one whole segment; gives `name` and `value` when it contains a placeholder. */
function matchSegment(parts, value) {
    const [first] = parts;
    if (first === undefined)
        return value === '' ? { name: undefined, value } : undefined;
    const wild = parts.findIndex((part) => part.kind !== 'text');
    if (wild === -1)
        return first.kind === 'text' && first.text === value ? { name: undefined, value } : undefined;
    const prefix = wild === 0 ? '' : text(parts[0]);
    const tail = parts.at(-1);
    const suffix = tail?.kind === 'text' ? tail.text : '';
    if (value.length < prefix.length + suffix.length || !value.startsWith(prefix) || !value.endsWith(suffix))
        return undefined;
    const middle = value.slice(prefix.length, value.length - suffix.length);
    const placeholder = parts[wild];
    if (placeholder?.kind === 'name')
        return middle === '' ? undefined : { name: placeholder.name, value: middle };
    // Several stars: the first occurrence of each literal between them is used, because a later one can never match more.
    let from = 0;
    for (const part of parts.slice(wild, suffix === '' ? undefined : -1)) {
        if (part.kind !== 'text')
            continue;
        const found = middle.indexOf(part.text, from);
        if (found === -1)
            return undefined;
        from = found + part.text.length;
    }
    return { name: undefined, value };
}
const text = (part) => (part?.kind === 'text' ? part.text : '');
/** The pattern with its placeholders replaced by their values, as literal text; undefined when one has no value. */
function fill(pattern, bindings) {
    if (pattern.names.length === 0)
        return pattern;
    const segments = [];
    for (const segment of pattern.segments) {
        if (segment.kind === 'any') {
            segments.push(segment);
            continue;
        }
        let literal = '';
        const parts = [];
        for (const part of segment.parts) {
            const bound = part.kind === 'name' ? bindings.get(part.name) : text(part);
            if (part.kind === 'star') {
                if (literal !== '')
                    parts.push({ kind: 'text', text: literal });
                parts.push(part);
                literal = '';
                continue;
            }
            if (bound === undefined)
                return undefined;
            literal += bound;
        }
        if (literal !== '')
            parts.push({ kind: 'text', text: literal });
        segments.push({ kind: 'parts', parts });
    }
    const exact = segments.every((segment) => segment.kind === 'parts' && segment.parts.every((part) => part.kind === 'text'));
    const source = pattern.source.replace(/\{([^{}]*)\}/g, (_, name) => bindings.get(name) ?? '');
    return { source, segments, names: [], exact };
}
/** The pattern with `*` for its placeholders: it matches everything that the pattern matches with any values. */
function withoutNames(pattern) {
    if (pattern.names.length === 0)
        return pattern;
    const segments = pattern.segments.map((segment) => segment.kind === 'any'
        ? segment
        : { kind: 'parts', parts: segment.parts.map((part) => (part.kind === 'name' ? { kind: 'star' } : part)) });
    return { source: pattern.source.replace(/\{[^{}]*\}/g, '*'), segments, names: [], exact: false };
}
/** A pattern that matches exactly this text. */
function literal(value) {
    const segments = value
        .split('/')
        .map((part) => ({ kind: 'parts', parts: part === '' ? [] : [{ kind: 'text', text: part }] }));
    return { source: value, segments, names: [], exact: true };
}

/***/ }),

/***/ 8033:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $B: () => (/* binding */ need),
/* harmony export */   GX: () => (/* binding */ yesOrNo),
/* harmony export */   Ik: () => (/* binding */ object),
/* harmony export */   KT: () => (/* binding */ named),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   Vm: () => (/* binding */ word),
/* harmony export */   YP: () => (/* binding */ refine),
/* harmony export */   _L: () => (/* binding */ may),
/* harmony export */   oA: () => (/* binding */ plainOr),
/* harmony export */   p_: () => (/* binding */ list),
/* harmony export */   vC: () => (/* binding */ reportLater),
/* harmony export */   z8: () => (/* binding */ report)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(606);

const need = (shape) => ({ shape, required: true });
const may = (shape) => ({ shape, required: false });
/** Reports a problem of a place, or of one of its members. */
function report(place, message, member) {
    place.problems.push({ path: member === undefined ? place.path : [...place.path, member], message });
    return undefined;
}
const inside = (place, member, value) => ({
    value,
    path: [...place.path, member],
    problems: place.problems,
});
/** Reports a part of the policy language that is not in this version. */
function reportLater(place, what, member) {
    const path = member === undefined ? place.path : [...place.path, member];
    place.problems.push({ path, message: `${what} is not in this version`, unsupported: true });
    return undefined;
}
/** Describes a value, for messages. */
function kindOf(value) {
    if (value === null)
        return 'nothing';
    if (Array.isArray(value))
        return 'a list';
    if (typeof value === 'object')
        return 'a mapping';
    if (typeof value === 'string')
        return value === '' ? 'an empty string' : `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
    return String(value);
}
function isMapping(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** A non-empty string; `check` returns it, or the reason for a refusal as an Error. */
function text(schema, what, check) {
    return {
        schema: { type: 'string', minLength: 1, ...schema },
        read(place) {
            if (typeof place.value !== 'string' || place.value === '') {
                const quote = typeof place.value === 'number' || typeof place.value === 'boolean' ? '; write it in quotes' : '';
                return report(place, `expected ${what}, found ${kindOf(place.value)}${quote}`);
            }
            const result = check === undefined ? place.value : check(place.value);
            return result instanceof Error ? report(place, result.message) : result;
        },
    };
}
/** One of a closed list of words; `later` are words that are not in this version. */
function word(words, later = []) {
    const known = words.map((one) => `"${one}"`).join(', ');
    return {
        schema: { enum: words },
        read(place) {
            const found = words.find((one) => one === place.value);
            if (found !== undefined)
                return found;
            if (later.some((one) => one === place.value))
                return reportLater(place, kindOf(place.value));
            const meant = typeof place.value === 'string' ? (0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .nearest */ .p)(place.value, words) : undefined;
            return report(place, `expected one of ${known}, found ${kindOf(place.value)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
        },
    };
}
/** `true` or `false`, as a truth value or as text: scalars of policies are read as texts. */
const yesOrNo = {
    schema: { anyOf: [{ type: 'boolean' }, { enum: ['true', 'false'] }] },
    read(place) {
        const said = typeof place.value === 'boolean' ? String(place.value) : place.value;
        return said === 'true' || said === 'false' ? said : report(place, `expected true or false, found ${kindOf(place.value)}`);
    },
};
/** A whole number in `[min, max]`; policies are read with scalars as strings, so digits in a string count. */
function count(min, max) {
    return {
        schema: {
            anyOf: [
                { type: 'integer', minimum: min, maximum: max },
                { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})$' },
            ],
        },
        read(place) {
            const digits = typeof place.value === 'number' ? String(place.value) : place.value;
            const value = typeof digits === 'string' && /^(0|[1-9][0-9]{0,8})$/.test(digits) ? Number(digits) : undefined;
            if (value === undefined || value < min || value > max) {
                return report(place, `expected a whole number from ${String(min)} to ${String(max)}, found ${kindOf(place.value)}`);
            }
            return value;
        },
    };
}
/** A list with at least one item; `distinct` gives the name under which an item may occur only once. */
function list(item, distinct) {
    return {
        schema: { type: 'array', minItems: 1, ...(distinct === undefined ? {} : { uniqueItems: true }), items: item.schema },
        read(place) {
            if (!Array.isArray(place.value))
                return report(place, `expected a list, found ${kindOf(place.value)}`);
            const values = place.value;
            if (values.length === 0)
                return report(place, 'the list is empty; add an item or remove the key');
            const read = [];
            const seen = new Set();
            values.forEach((value, index) => {
                const one = item.read(inside(place, index, value));
                if (one === undefined)
                    return;
                const name = distinct?.(one);
                if (name !== undefined && seen.has(name))
                    report(place, `"${name}" is listed twice`, index);
                if (name !== undefined)
                    seen.add(name);
                read.push(one);
            });
            return read.length === values.length ? read : undefined;
        },
    };
}
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
/** A mapping from free names to values of one shape, at least one. */
function named(item) {
    return {
        schema: { type: 'object', minProperties: 1, propertyNames: { pattern: NAME.source }, additionalProperties: item.schema },
        read(place) {
            if (!isMapping(place.value))
                return report(place, `expected a mapping of names, found ${kindOf(place.value)}`);
            const read = [];
            const entries = Object.entries(place.value);
            if (entries.length === 0)
                return report(place, 'the mapping is empty; add a member or remove the key');
            for (const [name, value] of entries) {
                if (!NAME.test(name))
                    report(place, `"${name}" is not a name: letters, digits, ".", "_" and "-"`, name);
                const one = item.read(inside(place, name, value ?? null));
                if (one !== undefined)
                    read.push([name, one]);
            }
            return Object.fromEntries(read);
        },
    };
}
/**
 * A mapping with known keys only. `later` lists keys of the policy language that are not in this version: they are refused, so that
 * a requirement is never skipped because it is not implemented.
 */
function object(fields, options = {}) {
    const table = fields;
    const known = Object.keys(table);
    const properties = Object.fromEntries(known.map((key) => [key, table[key]?.shape.schema]));
    const required = known.filter((key) => table[key]?.required === true);
    const oneOf = options.exactlyOne?.map((key) => ({ required: [key] }));
    return {
        schema: {
            type: 'object',
            additionalProperties: false,
            ...(required.length > 0 ? { required } : {}),
            properties,
            ...(oneOf === undefined ? {} : { oneOf }),
            ...options.schema,
        },
        read(place) {
            if (!isMapping(place.value))
                return report(place, `expected a mapping with ${listed(known)}, found ${kindOf(place.value)}`);
            const read = {};
            const before = place.problems.length;
            for (const [key, value] of Object.entries(place.value)) {
                const field = Object.hasOwn(table, key) ? table[key] : undefined;
                if (field === undefined)
                    refuse(place, key, known, options.later ?? []);
                else
                    read[key] = field.shape.read(inside(place, key, value ?? null));
            }
            for (const key of required) {
                if (!Object.hasOwn(place.value, key))
                    report(place, `"${key}" is missing`);
            }
            const given = options.exactlyOne?.filter((key) => Object.hasOwn(place.value, key));
            if (given !== undefined && given.length !== 1 && place.problems.length === before) {
                report(place, `exactly one of ${listed(options.exactlyOne ?? [])} is expected, found ${given.length === 0 ? 'none' : listed(given)}`);
            }
            return place.problems.length === before ? read : undefined;
        },
    };
}
function refuse(place, key, known, later) {
    if (later.includes(key))
        return reportLater(place, `"${key}"`, key);
    const meant = (0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .nearest */ .p)(key, known);
    report(place, `unknown key "${key}"${meant === undefined ? `; known here: ${listed(known)}` : `; did you mean "${meant}"?`}`, key);
}
const listed = (names) => names.map((name) => `"${name}"`).join(', ');
/** Either of two shapes, told apart by whether the value is a mapping. */
function plainOr(plain, mapping) {
    return {
        schema: { anyOf: [plain.schema, mapping.schema] },
        read: (place) => (isMapping(place.value) ? mapping.read(place) : plain.read(place)),
    };
}
/** The same shape with a further check. */
function refine(shape, check) {
    return {
        schema: shape.schema,
        read(place) {
            const value = shape.read(place);
            return value === undefined ? undefined : check(value, place);
        },
    };
}

/***/ }),

/***/ 740:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $_: () => (/* binding */ hex256),
/* harmony export */   CH: () => (/* binding */ refOrCommit),
/* harmony export */   FB: () => (/* binding */ same),
/* harmony export */   GP: () => (/* binding */ githubRepository),
/* harmony export */   G_: () => (/* binding */ NAME_TEXT),
/* harmony export */   Hc: () => (/* binding */ host),
/* harmony export */   Hr: () => (/* binding */ uri),
/* harmony export */   Jk: () => (/* binding */ repository),
/* harmony export */   L5: () => (/* binding */ exactRef),
/* harmony export */   Lm: () => (/* binding */ hostAndPath),
/* harmony export */   OZ: () => (/* binding */ url),
/* harmony export */   T1: () => (/* binding */ pattern),
/* harmony export */   c$: () => (/* binding */ isLiteral),
/* harmony export */   cd: () => (/* binding */ commit),
/* harmony export */   iD: () => (/* binding */ platform),
/* harmony export */   id: () => (/* binding */ id),
/* harmony export */   n$: () => (/* binding */ moment),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   pj: () => (/* binding */ plain),
/* harmony export */   s$: () => (/* binding */ filePath),
/* harmony export */   uo: () => (/* binding */ refPattern),
/* harmony export */   wC: () => (/* binding */ matching)
/* harmony export */ });
/* harmony import */ var _shape_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8033);
/* harmony import */ var _pattern_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4330);
/* harmony import */ var _times_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5686);



/*
 * Texts with a meaning, such as dates and refs: each with its form, an example for messages, and a check. A document keeps the text
 * as written; `policy/resolve` computes the meaning.
 */
/** The text itself where `read` accepts it; otherwise the reason. */
const readable = (read) => (value) => {
    const result = read(value);
    return result instanceof Error ? result : value;
};
const NAME_TEXT = (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ maxLength: 256 }, 'a name');
const plain = (what, example) => (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ examples: [example] }, `${what} like "${example}"`);
const moment = (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ examples: ['2027-06-30'] }, 'a date like 2027-06-30', readable(_times_js__WEBPACK_IMPORTED_MODULE_1__/* .readMoment */ .T$));
const duration = (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ pattern: '^[1-9][0-9]{0,5}[smhd]$', examples: ['14d'] }, 'a duration like 14d', readable(_times_js__WEBPACK_IMPORTED_MODULE_1__/* .readDuration */ .$7));
function matching(pattern, what, example) {
    return (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ pattern: pattern.source, examples: [example] }, `${what} like "${example}"`, (value) => pattern.test(value) ? value : new Error(`expected ${what} like "${example}", found "${value}"`));
}
const hex256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex', '9c56cc51…');
const commit = matching(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a full commit in lower-case hex', '3f786850e387550fdab836ed7e6dc881de23001b');
const url = matching(/^https?:\/\/[^\s/]+(?:\/\S*)?$/, 'an issuer URL', 'https://token.actions.githubusercontent.com');
const uri = matching(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'a URI', 'https://acme.dev/test/v1');
const host = matching(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/, 'a host', 'github.example.com');
/** The host of a server that may be installed under a path. */
const hostAndPath = matching(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:\/[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)*$/, 'a host, or a host and the path under which GitLab is installed', 'gitlab.example.com');
const id = matching(/^[0-9]{1,20}$/, 'a numeric identifier in quotes', '44');
const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/;
const platform = (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ pattern: PLATFORM.source, examples: ['linux/amd64'] }, 'a platform like "linux/amd64"', (value) => {
    if (PLATFORM.test(value))
        return value;
    const meant = value.includes(',')
        ? '; write one platform per item'
        : value.includes('/')
            ? ''
            : `; did you mean "linux/${value}"?`;
    return new Error(`expected a platform like "linux/amd64", found "${value}"${meant}`);
});
const filePath = (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ examples: ['.github/workflows/release.yml'] }, 'a file path', (value) => /^[^/\s]/.test(value) && !value.split('/').some((part) => part === '' || part === '..' || part === '.')
    ? value
    : new Error(`expected a path inside the repository without leading slash, "." or "..", found "${value}"`));
/** @param refuse gives the reason why a pattern is refused */
function pattern(what, example, refuse) {
    return (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)({ examples: [example] }, `${what} like "${example}"`, (value) => {
        const compiled = (0,_pattern_js__WEBPACK_IMPORTED_MODULE_2__/* .compilePattern */ .Eb)(value);
        if (compiled instanceof Error)
            return compiled;
        const refusal = refuse(compiled);
        return refusal === undefined ? value : new Error(refusal);
    });
}
const isLiteral = (segment) => segment !== undefined && segment !== '' && !/[*{}]/.test(segment);
/** `owner/name`: the owner must be literal, otherwise any account would match. */
const repository = (what) => pattern(what, 'acme/app', ({ source }) => {
    const segments = source.split('/');
    if (/^[a-z]+:\/\//.test(source))
        return `expected ${what} like "acme/app" without host, found "${source}"; the host is given by "host"`;
    if (segments.length < 2 || segments.includes('') || /\s/.test(source))
        return `expected ${what} like "acme/app", found "${source}"`;
    return isLiteral(segments[0]) ? undefined : `the owner in "${source}" is a wildcard, so any account would match`;
});
const githubRepository = (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .refine */ .YP)(repository('a repository'), (value, place) => value.split('/').length === 2 && !value.includes('**')
    ? value
    : (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .report */ .z8)(place, `expected a GitHub repository as owner/name, found "${value}"`));
const refPattern = pattern('a full ref', 'refs/heads/main', ({ source }) => {
    const [refs, kind, name] = source.split('/');
    if (refs === 'refs' && isLiteral(kind) && name !== undefined && name !== '')
        return undefined;
    const meant = /^(?:[vV]?[0-9]|[vV][*{])/.test(source) ? `refs/tags/${source}` : `refs/heads/${source}`;
    return `expected a full ref like "refs/heads/main" or "refs/tags/v*", found "${source}"${source.startsWith('refs/') ? '' : `; did you mean "${meant}"?`}`;
});
const exactRef = (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .refine */ .YP)(refPattern, (value, place) => (0,_pattern_js__WEBPACK_IMPORTED_MODULE_2__/* .patternOf */ .Id)(value).exact ? value : (0,_shape_js__WEBPACK_IMPORTED_MODULE_0__/* .report */ .z8)(place, `expected an exact ref, found the pattern "${value}"`));
const refOrCommit = {
    schema: exactRef.schema,
    read: (place) => (typeof place.value === 'string' && /^[0-9a-f]{40}$/.test(place.value) ? place.value : exactRef.read(place)),
};
/** For lists of texts that must not repeat: the name of an item is its text. */
const same = (value) => value;

/***/ }),

/***/ 5686:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $7: () => (/* binding */ readDuration),
/* harmony export */   Et: () => (/* binding */ momentOf),
/* harmony export */   KH: () => (/* binding */ iso),
/* harmony export */   MB: () => (/* binding */ describeDuration),
/* harmony export */   O2: () => (/* binding */ describeWindow),
/* harmony export */   T$: () => (/* binding */ readMoment),
/* harmony export */   cf: () => (/* binding */ durationOf)
/* harmony export */ });
/* harmony import */ var _accepted_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6479);

/** A moment of a policy: a date (00:00:00 UTC) or a full RFC 3339 time in UTC. */
function readMoment(value) {
    const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})Z)?$/.exec(value);
    const refusal = new Error(`expected a date like 2027-06-30 or a UTC time like 2027-06-30T12:00:00Z, found "${value}"`);
    if (match === null)
        return refusal;
    const moment = new Date(value.length === 10 ? `${value}T00:00:00Z` : value);
    // `Date` changes 2027-02-30 to a day in March, so the result is compared with the text.
    const same = !Number.isNaN(moment.getTime()) &&
        moment.toISOString().slice(0, value.length - (value.length === 10 ? 0 : 1)) === value.replace(/Z$/, '');
    return same ? moment : refusal;
}
/** The moment of a text that a shape has already accepted. */
const momentOf = (value) => value === undefined ? undefined : (0,_accepted_js__WEBPACK_IMPORTED_MODULE_0__/* .accepted */ .q)(readMoment(value));
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A duration like `14d`, `36h`, `90m`, `30s`, in milliseconds. Weeks, months and sums are refused, because they can be understood in more than one way. */
function readDuration(value) {
    const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(value);
    const unit = UNITS[match?.[2] ?? ''];
    if (match === null || unit === undefined)
        return new Error(`expected a duration like 14d, 36h, 90m or 30s, found "${value}"`);
    return Number(match[1]) * unit;
}
/** The milliseconds of a text that a shape has already accepted. */
const durationOf = (value) => value === undefined ? undefined : (0,_accepted_js__WEBPACK_IMPORTED_MODULE_0__/* .accepted */ .q)(readDuration(value));
/** `at or after 2026-01-31T00:00:00Z`, for messages. */
function describeWindow(window) {
    const parts = [];
    if (window.from !== undefined)
        parts.push(`at or after ${iso(window.from)}`);
    if (window.until !== undefined)
        parts.push(`before ${iso(window.until)}`);
    return parts.length === 0 ? 'any time' : parts.join(' and ');
}
const iso = (date) => date.toISOString().replace('.000Z', 'Z');
/** `14d` for 1209600000: the largest unit that divides it. */
function describeDuration(milliseconds) {
    for (const [unit, size] of Object.entries(UNITS).reverse()) {
        if (milliseconds % size === 0)
            return `${String(milliseconds / size)}${unit}`;
    }
    return `${String(milliseconds)}ms`;
}

/***/ }),

/***/ 6310:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ readKeyLogins),
/* harmony export */   R: () => (/* binding */ NO_KEY_SERVICES)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(606);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4634);

/** The services of keys at which a run can log in with an identity token of its CI job, and the parameters of each. `token` is open to all. */
const PARAMETERS = {
    aws: ['role', 'audience', 'region', 'session'],
    gcp: ['provider', 'service-account', 'audience'],
    azure: ['tenant', 'client', 'audience'],
    vault: ['role', 'mount', 'audience', 'namespace'],
};
/** For a run without logins: each service then uses its standard chain of credentials. */
const NO_KEY_SERVICES = { logins: [], identityToken: undefined };
const isService = (name) => Object.hasOwn(PARAMETERS, name);
/**
 * Reads lines such as `aws role=arn:aws:iam::123456789012:role/sign` or `vault role=release mount=jwt token=env://VAULT_ID_TOKEN`.
 * @throws CountersignError INPUT_INVALID
 */
function readKeyLogins(lines, label) {
    const logins = lines.map((line) => readLine(line, label));
    const twice = logins.find(({ service }, index) => logins.findIndex((other) => other.service === service) !== index);
    if (twice !== undefined)
        throw invalid(label, 'one line for each service', `two lines for ${twice.service}`);
    return logins;
}
function readLine(line, label) {
    const [service = '', ...words] = line.trim().split(/\s+/);
    if (!isService(service))
        throw invalid(label, `a service: ${Object.keys(PARAMETERS).join(', ')}`, 'another first word');
    const known = [...PARAMETERS[service], 'token'];
    const parameters = new Map();
    for (const word of words) {
        const [, name = '', value = ''] = /^([a-z-]+)=(.+)$/.exec(word) ?? [];
        if (!known.includes(name)) {
            const meant = (0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .nearest */ .p)(name, known);
            // The word is not quoted: it may be a token in the wrong place.
            throw invalid(label, `NAME=VALUE with ${known.join(', ')}`, meant === undefined ? 'another word' : `${name}; perhaps ${meant}?`);
        }
        if (parameters.has(name))
            throw invalid(label, `${name} once`, `${name} twice`);
        parameters.set(name, value);
    }
    return { service, parameters };
}
function invalid(label, expected, found) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('INPUT_INVALID', `${label} has a line that is not understood`, {
        expected,
        found,
        hint: 'For example: aws role=arn:aws:iam::123456789012:role/sign',
    });
}

/***/ }),

/***/ 3851:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ endRun),
/* harmony export */   t: () => (/* binding */ atEnd)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);

/** What is left to undo, by run: its budget, which copies of a `Run` share. */
const LEFT = new WeakMap();
/** Remembers what must be undone when the run ends, whether it succeeds or not: a login is revoked. */
function atEnd({ budget }, undo) {
    const left = LEFT.get(budget);
    if (left === undefined)
        LEFT.set(budget, [undo]);
    else
        left.push(undo);
}
/** Undoes what `atEnd` was told, the last first. A failure is a warning: the result of the run is known. May be called several times. */
async function endRun({ budget, log }) {
    const left = LEFT.get(budget)?.splice(0) ?? [];
    for (const undo of left.reverse()) {
        try {
            await undo();
        }
        catch (thrown) {
            const { code, message, found } = (0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .asCountersignError */ .ek)(thrown);
            log.warn(found === undefined ? message : `${message}: ${found}`, { code });
        }
    }
}

/***/ }),

/***/ 2338:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   JJ: () => (/* binding */ hasSigningToken),
/* harmony export */   a7: () => (/* binding */ withheldNote),
/* harmony export */   cT: () => (/* binding */ withoutSecrets)
/* harmony export */ });
/* unused harmony export isSecretOfJob */
/** The requests for identity tokens, identity tokens, and the tokens and passwords of a job. */
const OF_JOBS = [
    /^ACTIONS_/,
    /^(?:GITHUB_TOKEN|GH_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_ENTERPRISE_TOKEN)$/,
    /^(?:CI_JOB_TOKEN|CI_JOB_JWT.*|CI_REGISTRY_PASSWORD|CI_DEPLOY_PASSWORD|CI_DEPENDENCY_PROXY_PASSWORD|CI_REPOSITORY_URL)$/,
    /(?:^|_)ID_TOKEN(?:_|$)/,
];
/**
 * Variables that no other program gets from us: also our own variables, the keys of cosign, and tokens of Vault. All others pass, as with
 * docker: a helper may need any of them.
 */
const WITHHELD = [
    ...OF_JOBS,
    /^(?:SIGSTORE|COUNTERSIGN|COSIGN|INPUT)_/,
    /^(?:VAULT|BAO)_TOKEN$/,
    /(?:^|_)KEY_PASS(?:WORD|PHRASE)$/,
];
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** The audience of identity tokens with which Fulcio issues certificates. */
const SIGNING_AUDIENCE = 'sigstore';
/** Whether a variable has a token or password of a CI job, or is needed to request one. */
const isSecretOfJob = (name) => OF_JOBS.some((pattern) => pattern.test(name));
/**
 * The environment for a program that the user configured (a credential helper, a browser).
 * @param named variables that an input names as the place of a secret (`env://VAR`)
 */
function withoutSecrets(env, named = []) {
    const passed = {};
    const withheld = [];
    for (const [name, value] of Object.entries(env)) {
        if (value === undefined)
            continue;
        const isWithheld = named.includes(name) || WITHHELD.some((pattern) => pattern.test(name)) || isSecret(value);
        if (isWithheld)
            withheld.push(name);
        else
            passed[name] = value;
    }
    return { passed, withheld: withheld.sort() };
}
/** A private key, or a token that can sign, whatever the name of the variable is. Other tokens may be those of a registry. */
function isSecret(value) {
    return PRIVATE_KEY.test(value) || hasSigningToken(value);
}
/** Whether a text contains an identity token with which Fulcio would issue a certificate: who has it can sign as the job. */
const hasSigningToken = (text) => text.split(/[^\w.-]+/).some((part) => audiencesOf(part).includes(SIGNING_AUDIENCE));
/** The audiences of a JSON Web Token; none for any other text. */
function audiencesOf(text) {
    const [, payload] = /^eyJ[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? [];
    if (payload === undefined)
        return [];
    try {
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
        return [claims?.aud].flat();
    }
    catch {
        return [];
    }
}
/** Names that a note lists. */
const MAX_NAMES = 20;
/** Which variables another program did not get, by name, and what to do if it needs one; without the inputs of a step, which none reads. */
function withheldNote({ withheld }) {
    const names = withheld.filter((name) => !name.startsWith('INPUT_'));
    if (names.length === 0)
        return [];
    const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
    return [
        `It did not get these variables of the environment: ${names.slice(0, MAX_NAMES).join(', ')}${more}. If it needs one, set the value under another name, which the helper (or a script around it) reads.`,
    ];
}

/***/ }),

/***/ 8892:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T4: () => (/* binding */ IN_TOTO_PAYLOAD_TYPE),
/* harmony export */   YG: () => (/* binding */ COSIGN_SIGN_V1),
/* harmony export */   us: () => (/* binding */ SLSA_PROVENANCE_V1)
/* harmony export */ });
const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const SLSA_PROVENANCE_V1 = 'https://slsa.dev/provenance/v1';
const COSIGN_SIGN_V1 = 'https://sigstore.dev/cosign/sign/v1';

/***/ }),

/***/ 5495:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ askedMirror)
/* harmony export */ });
/** The words for errors about one file of a mirror. */
function askedMirror(url) {
    return {
        role: 'the TUF repository',
        url,
        expected: 'metadata',
        configured: 'trusted-root',
        instead: 'Try again later, raise timeout, or give the trusted root as a file (trusted-root).',
        refused: 'Check the address of the TUF repository in trusted-root.',
        outage: 'FETCH_FAILED',
    };
}

/***/ }),

/***/ 4612:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T2: () => (/* binding */ encodeDerSequence),
/* harmony export */   ij: () => (/* binding */ encodeDerOid),
/* harmony export */   qH: () => (/* binding */ encodeDer)
/* harmony export */ });
/* unused harmony exports encodeDerInteger, encodeDerOctets, encodeDerBoolean */
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4634);
/* harmony import */ var _der_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9957);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1951);



/** One element from its identifier octet (e.g. 0x30 for SEQUENCE, 0xa0 for constructed [0]) and its content. */
function encodeDer(identifier, ...content) {
    const size = content.reduce((sum, part) => sum + part.length, 0);
    const digits = [];
    for (let rest = size; rest > 0; rest = Math.floor(rest / 256))
        digits.unshift(rest % 256);
    const length = size < 0x80 ? [size] : [0x80 | digits.length, ...digits];
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .concatBytes */ .Id)(Uint8Array.from([identifier, ...length]), ...content);
}
/** A SEQUENCE of encoded members. */
function encodeDerSequence(...members) {
    return encodeDer(0x30, ...members);
}
/**
 * An OBJECT IDENTIFIER (X.690 section 8.19).
 * @param dotted e.g. `2.16.840.1.101.3.4.2.1`
 * @throws CountersignError INTERNAL when `dotted` is not an object identifier
 */
function encodeDerOid(dotted) {
    const [root, second, ...rest] = dotted.split('.').map((arc) => (/^(?:0|[1-9]\d*)$/.test(arc) ? BigInt(arc) : -1n));
    if (root === undefined ||
        second === undefined ||
        root < 0n ||
        root > 2n ||
        rest.includes(-1n) ||
        second < 0n ||
        (root < 2n && second > 39n)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('INTERNAL', 'not an object identifier', { found: dotted });
    }
    const octets = [root * 40n + second, ...rest].flatMap((arc) => {
        const groups = [Number(arc & 0x7fn)];
        for (let left = arc >> 7n; left > 0n; left >>= 7n)
            groups.unshift(Number(left & 0x7fn) | 0x80);
        return groups;
    });
    return encodeDer(_der_js__WEBPACK_IMPORTED_MODULE_2__/* .TAG */ .Dk.oid, Uint8Array.from(octets));
}
/** Two's complement in its shortest form. */
function encodeDerInteger(value) {
    let length = 1;
    while (value !== BigInt.asIntN(length * 8, value))
        length += 1;
    const hex = BigInt.asUintN(length * 8, value)
        .toString(16)
        .padStart(length * 2, '0');
    return encodeDer(TAG.integer, Uint8Array.from(Buffer.from(hex, 'hex')));
}
/** An OCTET STRING. */
function encodeDerOctets(bytes) {
    return encodeDer(TAG.octetString, bytes);
}
/** A BOOLEAN, 00 or FF (X.690 section 11.1). */
function encodeDerBoolean(value) {
    return encodeDer(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

/***/ }),

/***/ 9240:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CU: () => (/* binding */ derSet),
/* harmony export */   KU: () => (/* binding */ derOctets),
/* harmony export */   UI: () => (/* binding */ derBitBytes),
/* harmony export */   Wg: () => (/* binding */ derExplicit),
/* harmony export */   XU: () => (/* binding */ derUtf8),
/* harmony export */   _2: () => (/* binding */ derOid),
/* harmony export */   cl: () => (/* binding */ derBoolean),
/* harmony export */   h3: () => (/* binding */ derIsContext),
/* harmony export */   i5: () => (/* binding */ derInteger),
/* harmony export */   tm: () => (/* binding */ derTime),
/* harmony export */   u2: () => (/* binding */ derBits),
/* harmony export */   wd: () => (/* binding */ derIs),
/* harmony export */   xF: () => (/* binding */ derAscii),
/* harmony export */   xy: () => (/* binding */ derSequence),
/* harmony export */   z6: () => (/* binding */ derSmallInteger)
/* harmony export */ });
/* harmony import */ var _der_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9957);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1951);


function derIs(node, name) {
    return node?.class === 'universal' && node.tag === _der_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk[name];
}
function derIsContext(node, number) {
    return node?.class === 'context' && node.tag === number;
}
/** Content of a universal element of one type; all functions here throw the error code the document was parsed with. */
function expect(node, name) {
    if (node.class !== 'universal' || node.tag !== _der_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk[name])
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, `tag ${node.tag} of class ${node.class}`, name);
    return node.content;
}
/** Members of a SEQUENCE, from `least` to `most` of them. */
function derSequence(node, least = 0, most = Number.POSITIVE_INFINITY) {
    expect(node, 'sequence');
    if (node.children.length < least || node.children.length > most)
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, `a sequence of ${node.children.length}`, `${least} to ${most} members`);
    return node.children;
}
/** Members of a SET, in encoded order. */
function derSet(node) {
    expect(node, 'set');
    return node.children;
}
/** The one element inside an explicit `[number]`. */
function derExplicit(node, number) {
    const [inner, ...more] = node.children;
    if (!derIsContext(node, number) || !node.constructed || inner === undefined || more.length > 0)
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'something else', `one element in [${number}]`);
    return inner;
}
/** @returns dotted decimal, e.g. `1.2.840.10045.2.1` (X.690 section 8.19) */
function derOid(node) {
    const content = expect(node, 'oid');
    const arcs = [];
    let arc = 0n;
    let fresh = true;
    if (content.length > 64)
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'a very long object identifier');
    for (const byte of content) {
        if (fresh && byte === 0x80)
            (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'an arc that is not in its shortest form');
        arc = (arc << 7n) | BigInt(byte & 0x7f);
        fresh = (byte & 0x80) === 0;
        if (fresh) {
            arcs.push(arc);
            arc = 0n;
        }
    }
    const first = arcs[0];
    if (!fresh || first === undefined)
        return (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'an object identifier that ends early');
    const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
    return [root, first - root * 40n, ...arcs.slice(1)].join('.');
}
/** Two's complement, shortest form. */
function derInteger(node) {
    const content = expect(node, 'integer');
    const [first, second] = content;
    if (first === undefined)
        return (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'an empty integer');
    if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'an integer that is not in its shortest form');
    }
    const magnitude = BigInt(`0x${Buffer.from(content).toString('hex')}`);
    return first < 0x80 ? magnitude : magnitude - (1n << BigInt(content.length * 8));
}
/** An INTEGER from 0 to 2^31-1. */
function derSmallInteger(node) {
    const value = node.content.length > 5 ? -1n : derInteger(node);
    if (value < 0n || value > 0x7fffffffn)
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'another number', 'an integer from 0 to 2^31-1');
    return Number(value);
}
/** 00 or FF, nothing else (X.690 section 11.1). */
function derBoolean(node) {
    const content = expect(node, 'boolean');
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff))
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'another value', 'a boolean 00 or FF');
    return content[0] === 0xff;
}
/** Content of an OCTET STRING; a view on the document's bytes. */
function derOctets(node) {
    return expect(node, 'octetString');
}
/** A BIT STRING; the unused bits of its last byte are zero (X.690 section 11.2.1). */
function derBits(node) {
    const content = expect(node, 'bitString');
    const unusedBits = content[0];
    const bytes = content.subarray(1);
    if (unusedBits === undefined || unusedBits > 7 || (bytes.length === 0 && unusedBits > 0))
        return (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'a malformed bit string');
    if (((bytes.at(-1) ?? 0) & ((1 << unusedBits) - 1)) !== 0)
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'bits set after the end of a bit string');
    return { unusedBits, bytes };
}
/** A BIT STRING of whole bytes: keys and signatures. */
function derBitBytes(node) {
    const { unusedBits, bytes } = derBits(node);
    if (unusedBits !== 0)
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'a bit string that does not end at a byte');
    return bytes;
}
/** Text of a UTF8String; invalid UTF-8 is an error. */
function derUtf8(node) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeUtf8 */ ._6)(expect(node, 'utf8String'), node.what, node.code);
}
/** ASCII text of an IA5String's content, also under an implicit tag. */
function derAscii(node) {
    if (node.constructed || node.content.some((byte) => byte > 0x7f))
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'bytes that are not ASCII', 'ASCII text');
    return Buffer.from(node.content).toString('latin1');
}
const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,20}))?Z$/;
/**
 * UTCTime or GeneralizedTime in UTC with seconds (RFC 5280 section 4.1.2.5; RFC 3161 section 2.4.2 allows fractions).
 * Any number of fraction digits is accepted and truncated to milliseconds; trailing zeros, which DER forbids, occur in practice.
 */
function derTime(node) {
    const utc = derIs(node, 'utcTime') ? UTC_TIME.exec(derAscii(node)) : null;
    const general = derIs(node, 'generalizedTime') ? GENERALIZED_TIME.exec(derAscii(node)) : null;
    const [, yearText, month, day, hour, minute, second, fraction = ''] = utc ?? general ?? (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'another form', 'a UTC time with seconds');
    const shortYear = Number(yearText);
    const year = utc === null ? shortYear : shortYear < 50 ? 2000 + shortYear : 1900 + shortYear;
    const text = `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
    const time = new Date(text);
    if (Number.isNaN(time.getTime()) || time.toISOString() !== text)
        (0,_der_js__WEBPACK_IMPORTED_MODULE_0__/* .fail */ .fJ)(node, 'a time that does not exist');
    return time;
}

/***/ }),

/***/ 9957:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dk: () => (/* binding */ TAG),
/* harmony export */   fJ: () => (/* binding */ fail),
/* harmony export */   zE: () => (/* binding */ parseDer)
/* harmony export */ });
/* unused harmony export MAX_DEPTH */
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);

/** Universal tag numbers (X.680 section 8.6). */
const TAG = {
    boolean: 1,
    integer: 2,
    bitString: 3,
    octetString: 4,
    null: 5,
    oid: 6,
    utf8String: 12,
    sequence: 16,
    set: 17,
    printableString: 19,
    ia5String: 22,
    utcTime: 23,
    generalizedTime: 24,
};
const CLASSES = ['universal', 'application', 'context', 'private'];
/** Nested levels. */
const MAX_DEPTH = 48;
/**
 * Strict DER (X.690 section 10): definite lengths in their shortest form, one-byte tags, no bytes after the element.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
function parseDer(bytes, what, code = 'EVIDENCE_MALFORMED') {
    const node = readNode(bytes, 0, 0, what, code);
    if (node.raw.length !== bytes.length)
        fail({ what, code }, 'bytes after the end of the structure');
    return node;
}
function readNode(bytes, start, depth, what, code) {
    const at = { what, code };
    if (depth > MAX_DEPTH)
        fail(at, 'too many nested levels');
    const first = bytes[start];
    if (first === undefined)
        return fail(at, 'a structure that ends early');
    const tag = first & 0x1f;
    if (tag === 0x1f)
        fail(at, 'a tag number above 30');
    const { length, contentStart } = readLength(bytes, start + 1, at);
    const end = contentStart + length;
    if (end > bytes.length)
        fail(at, 'a length beyond the end of the data');
    const constructed = (first & 0x20) !== 0;
    const nodeClass = CLASSES[first >> 6] ?? 'universal';
    if (nodeClass === 'universal') {
        if (tag === 0)
            fail(at, 'the reserved tag 0');
        // DER allows constructed encodings only for sequences and sets (X.690 section 10.2).
        if (constructed !== (tag === TAG.sequence || tag === TAG.set))
            fail(at, `a wrong encoding of tag ${tag}`);
    }
    const content = bytes.subarray(contentStart, end);
    const children = [];
    if (constructed) {
        for (let child = 0; child < content.length;) {
            const node = readNode(content, child, depth + 1, what, code);
            children.push(node);
            child += node.raw.length;
        }
    }
    return { tag, class: nodeClass, constructed, raw: bytes.subarray(start, end), content, children, what, code };
}
function readLength(bytes, start, at) {
    const first = bytes[start];
    if (first === undefined)
        return fail(at, 'a structure that ends early');
    if (first < 0x80)
        return { length: first, contentStart: start + 1 };
    const size = first & 0x7f;
    if (size === 0 || size > 4)
        fail(at, size === 0 ? 'an indefinite length' : 'a length above 4 GiB');
    let length = 0;
    for (let index = 1; index <= size; index += 1) {
        const byte = bytes[start + index];
        if (byte === undefined)
            return fail(at, 'a structure that ends early');
        if (index === 1 && byte === 0)
            fail(at, 'a length that is not in its shortest form');
        length = length * 256 + byte;
    }
    if (length < 0x80)
        fail(at, 'a length that is not in its shortest form');
    return { length, contentStart: start + 1 + size };
}
/** Throws with the name and error code of the document that the structure was read from. */
function fail(node, found, expected = 'DER') {
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(node.code, `${node.what} is malformed`, { expected, found });
}

/***/ }),

/***/ 6255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ag: () => (/* binding */ readObject),
/* harmony export */   E3: () => (/* binding */ readString),
/* harmony export */   JI: () => (/* binding */ readInteger),
/* harmony export */   OW: () => (/* binding */ isJsonObject),
/* harmony export */   aQ: () => (/* binding */ readTime),
/* harmony export */   oU: () => (/* binding */ readArray)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1951);


function wrong(value, what, expected, code) {
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what} is not ${expected}`, { expected, found: describe(value) });
}
/** Describes a JSON value for messages: its kind, or the value itself where it is short. */
function describe(value) {
    if (value === undefined)
        return 'nothing';
    if (value === null)
        return 'null';
    if (typeof value === 'string')
        return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(value);
    if (typeof value !== 'object')
        return String(value);
    return Array.isArray(value) ? 'an array' : 'an object';
}
/** An object; not an array, not null. */
function isJsonObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** @throws CountersignError `code`, EVIDENCE_MALFORMED unless given; so do all readers here */
function readObject(value, what, code = 'EVIDENCE_MALFORMED') {
    return isJsonObject(value) ? value : wrong(value, what, 'an object', code);
}
/** An array; its items are not checked. @throws as `readObject` */
function readArray(value, what, code = 'EVIDENCE_MALFORMED') {
    return Array.isArray(value) ? value : wrong(value, what, 'an array', code);
}
/** A string, empty or not. @throws as `readObject` */
function readString(value, what, code = 'EVIDENCE_MALFORMED') {
    return typeof value === 'string' ? value : wrong(value, what, 'a string', code);
}
/** An integer that a double represents exactly. */
function readInteger(value, what, code = 'EVIDENCE_MALFORMED') {
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : wrong(value, what, 'an integer', code);
}
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;
/**
 * A timestamp of RFC 3339 (section 5.6), at most nanoseconds, truncated to milliseconds. Dates that do not exist are refused.
 */
function readTime(value, what, code = 'EVIDENCE_MALFORMED') {
    const match = typeof value === 'string' ? RFC3339.exec(value) : null;
    if (match === null)
        return wrong(value, what, 'an RFC 3339 time', code);
    const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '00', offsetMinute = '00'] = match;
    const local = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`;
    const time = new Date(local);
    // Date changes 31 February to a day in March.
    if (Number.isNaN(time.getTime()) || time.getUTCDate() !== Number(day))
        return wrong(value, what, 'an RFC 3339 time', code);
    if (Number(offsetHour) > 23 || Number(offsetMinute) > 59)
        return wrong(value, what, 'an RFC 3339 time', code);
    const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
    return new Date(time.getTime() - (sign === '-' ? -offset : offset));
}

/***/ }),

/***/ 30:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   qF: () => (/* binding */ parseJson)
/* harmony export */ });
/* unused harmony exports MAX_DEPTH, MAX_VALUES */
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1951);


/**
 * Strict JSON (RFC 8259, with the limits of I-JSON, RFC 7493): UTF-8 only, no byte order mark, no duplicate member names
 * (two readers must not see different documents), no lone surrogates, no numbers beyond a double, capped size, depth and number of values.
 * Objects have no prototype, so a member called `__proto__` or `constructor` is a member like any other.
 * @throws CountersignError naming line and column
 */
function parseJson(input, options) {
    const size = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
    if (size > options.maxBytes) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(options.code ?? 'EVIDENCE_TOO_LARGE', `${options.what} is too large`, {
            expected: `at most ${options.maxBytes} bytes`,
            found: `${size} bytes`,
        });
    }
    const text = typeof input === 'string' ? input : (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeUtf8 */ ._6)(input, options.what, options.code);
    return new Scanner(text, options).document();
}
/** Default limits: nested levels, and number of values. */
const MAX_DEPTH = 128;
const MAX_VALUES = 1_000_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A control character, a double quote or a backslash. */
const ESCAPED_OR_CONTROL = /[^ -[\]-\uffff]/;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/;
/** Longer than any number in real documents. */
const MAX_NUMBER_LENGTH = 1024;
const ESCAPES = {
    '"': '"',
    '\\': '\\',
    '/': '/',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
};
/** Creates objects without inherited members. They need far less memory in V8 than `Object.create(null)`, which matters for many small ones. */
const Bare = function () { };
Bare.prototype = Object.freeze(Object.create(null));
class Scanner {
    #text;
    #options;
    #maxDepth;
    #valuesLeft;
    #at = 0;
    constructor(text, options) {
        this.#text = text;
        this.#options = options;
        this.#maxDepth = options.maxDepth ?? MAX_DEPTH;
        this.#valuesLeft = options.maxValues ?? MAX_VALUES;
    }
    document() {
        this.#space();
        const value = this.#value(0);
        this.#space();
        if (this.#at < this.#text.length)
            this.#fail('the end of the document');
        return value;
    }
    #value(depth) {
        if (this.#valuesLeft === 0) {
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(this.#options.code ?? 'EVIDENCE_TOO_LARGE', `${this.#options.what} contains too many values`, {
                expected: `at most ${this.#options.maxValues ?? MAX_VALUES} values`,
                found: 'more',
            });
        }
        this.#valuesLeft -= 1;
        switch (this.#text[this.#at]) {
            case '{':
                return this.#object(depth + 1);
            case '[':
                return this.#array(depth + 1);
            case '"':
                return this.#string();
            case 't':
                return this.#word('true', true);
            case 'f':
                return this.#word('false', false);
            case 'n':
                return this.#word('null', null);
            default:
                return this.#number();
        }
    }
    #object(depth) {
        this.#enter(depth);
        const object = new Bare();
        if (this.#skip('}'))
            return object;
        for (;;) {
            const start = this.#at;
            if (this.#text[this.#at] !== '"')
                this.#fail('a member name in double quotes');
            const name = this.#string();
            if (name in object)
                this.#fail('member names that occur once', `${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(name)} again`, start);
            this.#space();
            if (this.#text[this.#at] !== ':')
                this.#fail('":"');
            this.#at += 1;
            this.#space();
            object[name] = this.#value(depth);
            this.#space();
            if (this.#skip('}'))
                return object;
            if (!this.#skip(','))
                this.#fail('"," or "}"');
        }
    }
    #array(depth) {
        this.#enter(depth);
        const array = [];
        if (this.#skip(']'))
            return array;
        for (;;) {
            array.push(this.#value(depth));
            this.#space();
            if (this.#skip(']'))
                return array;
            if (!this.#skip(','))
                this.#fail('"," or "]"');
        }
    }
    #enter(depth) {
        if (depth > this.#maxDepth)
            this.#fail(`at most ${this.#maxDepth} nested levels`, 'a deeper one');
        this.#at += 1;
        this.#space();
    }
    #string() {
        const text = this.#text;
        const open = this.#at;
        let start = open + 1;
        // Most strings are long and have no escapes (base64): two searches are much faster than reading each character.
        const end = text.indexOf('"', start);
        const plain = text.slice(start, Math.max(end, start));
        const isPlain = end !== -1 && !ESCAPED_OR_CONTROL.test(plain);
        let result = '';
        for (this.#at = isPlain ? end : start;; this.#at += 1) {
            const unit = text.charCodeAt(this.#at);
            if (unit === QUOTE)
                break;
            if (unit === BACKSLASH) {
                result += text.slice(start, this.#at) + this.#escape();
                start = this.#at + 1;
            }
            else if (!(unit >= 0x20)) {
                this.#fail('a closing double quote', Number.isNaN(unit) ? 'the end of the document' : 'a control character');
            }
        }
        result += text.slice(start, this.#at);
        this.#at += 1;
        if (!result.isWellFormed())
            this.#fail('Unicode text', 'half of a surrogate pair', open);
        return result;
    }
    /** Reads the escape at the cursor and leaves the cursor on its last character. */
    #escape() {
        const letter = this.#text[this.#at + 1] ?? '';
        if (letter === 'u') {
            const digits = this.#text.slice(this.#at + 2, this.#at + 6);
            if (!/^[0-9a-fA-F]{4}$/.test(digits))
                this.#fail('four hex digits after \\u', (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(digits));
            this.#at += 5;
            return String.fromCharCode(Number.parseInt(digits, 16));
        }
        const character = ESCAPES[letter];
        if (character === undefined)
            this.#fail('an escape of JSON', (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(`\\${letter}`));
        this.#at += 1;
        return character;
    }
    #number() {
        // On a longer text the pattern would keep every digit on a stack.
        const text = this.#text.slice(this.#at, this.#at + MAX_NUMBER_LENGTH + 1);
        const match = NUMBER.exec(text);
        if (match === null)
            this.#fail('a value');
        if (match[0].length > MAX_NUMBER_LENGTH)
            this.#fail(`a number of at most ${MAX_NUMBER_LENGTH} characters`, (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(match[0]));
        const value = Number(match[0]);
        if (!Number.isFinite(value))
            this.#fail('a number in the range of a double', (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(match[0]));
        this.#at += match[0].length;
        return value;
    }
    #word(word, value) {
        if (!this.#text.startsWith(word, this.#at))
            this.#fail('a value');
        this.#at += word.length;
        return value;
    }
    /** Consumes `character` and the white space after it, if it is next. */
    #skip(character) {
        if (this.#text[this.#at] !== character)
            return false;
        this.#at += 1;
        // White space before the next name or value; after a closing bracket the caller skips its own.
        if (character === ',')
            this.#space();
        return true;
    }
    #space() {
        for (;;) {
            const unit = this.#text.charCodeAt(this.#at);
            if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09)
                return;
            this.#at += 1;
        }
    }
    #fail(expected, found, at = this.#at) {
        const before = this.#text.slice(0, at);
        const line = before.split('\n').length;
        const column = at - before.lastIndexOf('\n');
        const next = this.#text.codePointAt(at);
        const here = next === undefined ? 'the end of the document' : (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(String.fromCodePoint(next));
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(this.#options.code ?? 'EVIDENCE_MALFORMED', `${this.#options.what}:${line}:${column}: not valid JSON`, {
            expected,
            found: found ?? here,
        });
    }
}

/***/ }),

/***/ 2719:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ refuseOtherSpellings)
/* harmony export */ });
/* unused harmony export foldName */
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1951);


/**
 * Folds a member name as Go's encoding/json does: ignoring letter case, by Unicode's simple folding, which maps `ſ`
 * (U+017F) to `s` and the Kelvin sign (U+212A) to `k`.
 */
function foldName(name) {
    if (/^[a-z0-9._-]*$/.test(name))
        return name;
    return Array.from(name, (character) => single(single(character, 'toUpperCase'), 'toLowerCase')).join('');
}
/** Simple folding has no mappings to several characters. */
function single(character, way) {
    const mapped = character[way]();
    return Array.from(mapped).length === 1 ? mapped : character;
}
/**
 * Readers written in Go accept `Manifests` for `manifests`, others do not: they would read different documents. No object, at any
 * depth, may have two names that differ only in letter case, or a known name in another spelling.
 *
 * @throws CountersignError of the given code
 */
function refuseOtherSpellings(value, { known, maps, what, code }) {
    const spelling = new Map(known.map((name) => [foldName(name), name]));
    const visit = (one) => {
        if (typeof one !== 'object' || one === null)
            return;
        if (Array.isArray(one)) {
            for (const element of one)
                visit(element);
            return;
        }
        const names = Object.keys(one);
        // A document may have a million small objects; for most of them nothing has to be stored.
        const seen = names.length > 1 ? new Map() : undefined;
        for (const name of names) {
            const folded = foldName(name);
            const other = seen?.get(folded) ?? spelling.get(folded);
            if (other !== undefined && other !== name) {
                throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what} has a member that some readers treat as ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(other)}`, {
                    expected: 'names that differ in more than letter case',
                    found: (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(name),
                    hint: 'Create it again with a tool that writes the names as in the specification.',
                });
            }
            seen?.set(folded, name);
            if (!maps.includes(name))
                visit(one[name] ?? null);
        }
    };
    visit(value);
}

/***/ }),

/***/ 5860:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   oW: () => (/* binding */ parsePem)
/* harmony export */ });
/* unused harmony exports MAX_BYTES, encodePem */
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1951);


/** Default limit. */
const MAX_BYTES = 1024 * 1024;
const BEGIN = /^-----BEGIN ([A-Z0-9](?:[A-Z0-9 #-]*[A-Z0-9])?)-----$/;
/**
 * PEM blocks of RFC 7468: one or more, base64 lines without headers. Text between blocks is skipped (section 5.2 allows it),
 * an unfinished or mismatched block is an error. Errors never show a block's content: it may be a private key.
 * @throws CountersignError `code`
 */
function parsePem(text, options = {}) {
    const what = options.what ?? 'PEM text';
    const code = options.code ?? 'EVIDENCE_MALFORMED';
    if (text.length > (options.maxBytes ?? MAX_BYTES)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what} is too large`, {
            expected: `at most ${options.maxBytes ?? MAX_BYTES} characters`,
        });
    }
    const blocks = [];
    let open;
    for (const [index, raw] of text.split(/\r?\n/).entries()) {
        const line = raw.trim();
        const label = BEGIN.exec(line)?.[1];
        if (open === undefined) {
            if (label !== undefined)
                open = { label, line: index + 1, body: [] };
            else if (line.startsWith('-----'))
                throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what}:${index + 1}: a PEM boundary line that does not begin a block`);
        }
        else if (line === `-----END ${open.label}-----`) {
            blocks.push(finish(open.label, open.body, open.line, what, code, options.labels));
            open = undefined;
        }
        else if (line.startsWith('-----') || line.includes(':')) {
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what}:${index + 1}: a PEM block with a header or without an end`, {
                expected: `base64 lines and -----END ${open.label}-----`,
            });
        }
        else {
            open.body.push(line);
        }
    }
    if (open !== undefined) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what}:${open.line}: a PEM block without an end`, {
            expected: `-----END ${open.label}-----`,
        });
    }
    if (blocks.length === 0)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what} contains no PEM block`, { expected: '-----BEGIN …-----' });
    return blocks;
}
function finish(label, body, line, what, code, labels) {
    if (labels !== undefined && !labels.includes(label)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what}:${line}: an unexpected PEM block`, {
            expected: labels.join(' or '),
            found: (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .excerpt */ .Kb)(label),
            ...(label.endsWith('PRIVATE KEY') && labels.includes('PUBLIC KEY')
                ? { hint: 'Verification needs the public key: openssl pkey -in PRIVATE.pem -pubout -out PUBLIC.pem.' }
                : {}),
        });
    }
    try {
        const der = (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeBase64 */ .y4)(body.join(''), what, code);
        if (der.length > 0)
            return { label, der };
    }
    catch {
        // Replaced below by an error without the excerpt that decodeBase64 adds.
    }
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what}:${line}: the PEM block is not base64`, { expected: 'base64 lines' });
}
/** @returns a PEM block, base64 in lines of 64 columns, with a trailing newline (RFC 7468 section 2) */
function encodePem(label, der) {
    const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
    return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/***/ }),

/***/ 7735:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $r: () => (/* binding */ platformName),
/* harmony export */   _l: () => (/* binding */ canonicalPlatform),
/* harmony export */   my: () => (/* binding */ samePlatform)
/* harmony export */ });
/** `os/architecture[/variant]`, unchanged. */
function platformName({ os, architecture, variant }) {
    return [os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/');
}
/**
 * Normalised name of a platform, as container runtimes compare them (containerd/platforms, `Normalize`): `linux/arm64/v8`
 * is `linux/arm64`, `linux/arm` is `linux/arm/v7`. For comparison only; messages show the original name.
 */
function canonicalPlatform(name) {
    const [os = '', architecture = '', variant = '', ...rest] = name.toLowerCase().split('/');
    const system = os === 'macos' ? 'darwin' : os;
    return [system, ...canonicalMachine(architecture, variant), ...rest].filter((part) => part !== '').join('/');
}
/** Whether a container runtime treats two names as the same platform. */
function samePlatform(one, other) {
    return canonicalPlatform(one) === canonicalPlatform(other);
}
function canonicalMachine(architecture, variant) {
    switch (architecture) {
        case 'i386':
            return ['386', ''];
        case 'x86_64':
        case 'x86-64':
        case 'amd64':
            return ['amd64', variant === 'v1' ? '' : variant];
        case 'aarch64':
        case 'arm64':
            return ['arm64', ['8', 'v8'].includes(variant) ? '' : variant];
        case 'armhf':
            return ['arm', 'v7'];
        case 'armel':
            return ['arm', 'v6'];
        case 'arm':
            return ['arm', variant === '' ? 'v7' : /^[5-8]$/.test(variant) ? `v${variant}` : variant];
        default:
            return [architecture, variant];
    }
}

/***/ }),

/***/ 3482:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ ProtoReader)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4634);
/* harmony import */ var _json_readers_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6255);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1951);



const INT64 = /^-?(0|[1-9][0-9]{0,18})$/;
/**
 * Reads one message in protobuf's JSON mapping (proto3, "JSON Mapping"), strictly: lowerCamelCase names only, unknown
 * fields refused, standard base64 only. There an absent field, `null` and the default value are the same, so `int64`
 * returns 0n, `messages` an empty list and `text` an empty string for an absent field; the `required…` forms refuse it.
 * Every failure carries `code` and the field's path.
 */
class ProtoReader {
    path;
    json;
    #code;
    constructor(value, path, code, fields) {
        this.path = path;
        this.#code = code;
        if (!(0,_json_readers_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value)) {
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS(code, `${path} must be an object`, { expected: 'an object', found: describe(value) });
        }
        this.json = value;
        const unknown = Object.keys(this.json).find((name) => !fields.includes(name));
        if (unknown !== undefined) {
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS(code, `${path} has an unknown field ${JSON.stringify(unknown.slice(0, 64))}`, {
                expected: fields.join(', '),
                found: unknown.slice(0, 64),
            });
        }
    }
    has(name) {
        return this.#value(name) !== undefined;
    }
    /** The error for a field of this message. */
    failure(name, expected, found) {
        return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS(this.#code, `${this.path}.${name} must be ${expected}`, {
            expected,
            found: found ?? describe(this.#value(name)),
        });
    }
    text(name) {
        const value = this.#value(name) ?? '';
        if (typeof value !== 'string')
            throw this.failure(name, 'text');
        return value;
    }
    requiredText(name) {
        const value = this.text(name);
        if (value === '')
            throw this.failure(name, 'non-empty text');
        return value;
    }
    /** Undefined when absent or empty. */
    bytes(name) {
        const value = this.#value(name);
        if (value === undefined || value === '')
            return undefined;
        if (typeof value !== 'string')
            throw this.failure(name, 'base64 text');
        return (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeBase64 */ .y4)(value, `${this.path}.${name}`, this.#code);
    }
    requiredBytes(name) {
        const value = this.bytes(name);
        if (value === undefined)
            throw this.failure(name, 'non-empty base64');
        return value;
    }
    /** Non-negative; written as a decimal string, or as a number that a double represents exactly. */
    int64(name) {
        const value = this.#value(name) ?? '0';
        const exact = typeof value === 'string' ? INT64.test(value) : Number.isSafeInteger(value);
        if (!exact)
            throw this.failure(name, 'an integer');
        const number = BigInt(value);
        if (number < 0n || number > 0x7fffffffffffffffn)
            throw this.failure(name, 'a non-negative 64-bit integer', String(number));
        return number;
    }
    /** An RFC 3339 timestamp; undefined when absent. */
    time(name) {
        const value = this.#value(name);
        return value === undefined ? undefined : (0,_json_readers_js__WEBPACK_IMPORTED_MODULE_0__/* .readTime */ .aQ)(value, `${this.path}.${name}`, this.#code);
    }
    /** Undefined when absent. */
    message(name, fields) {
        const value = this.#value(name);
        return value === undefined ? undefined : new ProtoReader(value, `${this.path}.${name}`, this.#code, fields);
    }
    requiredMessage(name, fields) {
        const message = this.message(name, fields);
        if (message === undefined)
            throw this.failure(name, 'present', 'nothing');
        return message;
    }
    messages(name, max, fields) {
        return this.#list(name, max).map((value, index) => new ProtoReader(value, `${this.path}.${name}[${index}]`, this.#code, fields));
    }
    bytesList(name, max) {
        return this.#list(name, max).map((value, index) => {
            if (typeof value !== 'string')
                throw this.failure(name, 'a list of base64 text');
            return (0,_text_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeBase64 */ .y4)(value, `${this.path}.${name}[${index}]`, this.#code);
        });
    }
    #list(name, max) {
        const value = this.#value(name) ?? [];
        if (!Array.isArray(value))
            throw this.failure(name, 'a list');
        if (value.length > max)
            throw this.failure(name, `at most ${max} items`, `${value.length}`);
        return value;
    }
    #value(name) {
        return Object.hasOwn(this.json, name) ? (this.json[name] ?? undefined) : undefined;
    }
}
function describe(value) {
    if (value === undefined || value === null)
        return 'nothing';
    if (Array.isArray(value))
        return `a list of ${value.length}`;
    if (typeof value === 'object')
        return 'an object';
    return JSON.stringify(value).slice(0, 80);
}

/***/ }),

/***/ 1917:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ readRegularFile)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);

/**
 * The bytes of a small file from an untrusted place: a link, a pipe, a device or a huge file is an error, without waiting and
 * without reading endlessly. Parent folders may be links.
 * @throws Error with the system's code, or with a message about the kind of file
 */
function readRegularFile(path, maxBytes, { followLink = false } = {}) {
    // Neither flag exists on Windows. Without O_NONBLOCK, opening a pipe waits for a writer.
    const noFollow = followLink ? 0 : (node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW ?? 0);
    const file = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.openSync)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | (node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK ?? 0) | noFollow);
    try {
        const stat = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.fstatSync)(file);
        if (!stat.isFile())
            throw new Error('not a regular file');
        if (stat.size > maxBytes)
            throw new RangeError(`${stat.size} bytes, more than ${maxBytes}`);
        // One byte more than allowed: files of /proc report no size, and a growing file is detected.
        const bytes = Buffer.alloc(Math.min(maxBytes, Math.max(stat.size, 64 * 1024)) + 1);
        let length = 0;
        for (let read = -1; read !== 0 && length < bytes.length; length += read)
            read = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readSync)(file, bytes, length, bytes.length - length, null);
        if (length > maxBytes)
            throw new RangeError(`more than ${maxBytes} bytes`);
        if (length === bytes.length)
            throw new RangeError('the file grew while it was read');
        return bytes.subarray(0, length);
    }
    finally {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.closeSync)(file);
    }
}

/***/ }),

/***/ 9716:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ sha256Digest)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);

/** `sha256:<hex>` of bytes, or of a text in UTF-8. */
function sha256Digest(data) {
    return `sha256:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(data).digest('hex')}`;
}

/***/ }),

/***/ 1951:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Af: () => (/* binding */ encodeUtf8),
/* harmony export */   EF: () => (/* binding */ decodeHex),
/* harmony export */   Id: () => (/* binding */ concatBytes),
/* harmony export */   Kb: () => (/* binding */ excerpt),
/* harmony export */   WG: () => (/* binding */ encodeBase64),
/* harmony export */   _6: () => (/* binding */ decodeUtf8),
/* harmony export */   ex: () => (/* binding */ equalBytes),
/* harmony export */   kH: () => (/* binding */ INVISIBLE),
/* harmony export */   mU: () => (/* binding */ encodeHex),
/* harmony export */   y4: () => (/* binding */ decodeBase64)
/* harmony export */ });
/* unused harmony export decodeBase64Url */
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4634);

/** A view on the same memory as a plain Uint8Array, so that no Buffer method leaks into our types. */
function plain(buffer) {
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
/** @returns standard base64 with padding (RFC 4648 section 4) */
function encodeBase64(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
/** @returns lower-case hex */
function encodeHex(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
/** @returns UTF-8 bytes */
function encodeUtf8(text) {
    return new TextEncoder().encode(text);
}
/**
 * Strict standard base64: padding required, no white space, no bits set after the last byte (RFC 4648 sections 3.5 and 4).
 * So each byte string has exactly one encoding.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
function decodeBase64(text, what, code = 'EVIDENCE_MALFORMED') {
    // Decoding leniently and encoding again gives the one valid encoding; a pattern over the whole text would overflow the stack for some MiB.
    const bytes = Buffer.from(text, 'base64');
    if (bytes.toString('base64') === text)
        return plain(bytes);
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what} is not base64`, { expected: 'standard base64 with padding', found: excerpt(text) });
}
/**
 * Strict base64url without padding (RFC 7515 section 2).
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
function decodeBase64Url(text, what, code = 'EVIDENCE_MALFORMED') {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.toString('base64url') === text)
        return plain(bytes);
    // No excerpt: tokens are encoded as base64url.
    throw new CountersignError(code, `${what} is not base64url`, { expected: 'base64url without padding' });
}
/**
 * Hex, upper or lower case.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
function decodeHex(text, what, code = 'EVIDENCE_MALFORMED') {
    const bytes = Buffer.from(text, 'hex');
    if (bytes.toString('hex') === text.toLowerCase())
        return plain(bytes);
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what} is not hex`, { expected: 'an even number of hex digits', found: excerpt(text) });
}
/**
 * UTF-8 without replacement characters; a byte order mark is kept; the caller must refuse it.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
function decodeUtf8(bytes, what, code = 'EVIDENCE_MALFORMED') {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what} is not UTF-8 text`, { expected: 'UTF-8', cause });
    }
}
/** Short, printable form of untrusted text for an error: control characters escaped, cut at 60 characters unless `most` says more. */
function excerpt(text, most = 60) {
    const shown = JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
    // JSON does not escape C1 controls and bidirectional marks; a terminal or a log viewer would act on them.
    return shown.replace(INVISIBLE, (character) => character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''));
}
/**
 * Matches one character that changes how text is displayed, or that is invisible: controls, soft hyphen, joiners and
 * fillers, direction marks, separators, tags.
 */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** Whether two byte strings are equal. Not for secrets. */
function equalBytes(a, b) {
    return a.length === b.length && Buffer.compare(a, b) === 0;
}
/** Joins byte strings. */
function concatBytes(...parts) {
    return plain(Buffer.concat(parts));
}

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: ./packages/surface/lib/github/commands.js
/** Escapes a workflow command's data: `%`, CR and LF. */
function escapeData(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
/** Escapes a workflow command's property: also `:` and `,`. */
function escapeProperty(text) {
    return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
/** `::name key=value,…::data`, escaped. Only this function writes workflow commands. */
function command(name, properties, data) {
    const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
    return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(data)}`;
}
/** Groups can be folded, warnings and errors become annotations with their code as title, and the runner masks secrets, too. */
const githubStyle = {
    message(level, lines, code) {
        const text = lines.join('\n');
        if (level === 'info')
            return text;
        if (level === 'debug')
            return command('debug', {}, text);
        return command(level === 'warn' ? 'warning' : 'error', code === undefined ? {} : { title: code }, text);
    },
    groupStart: (title) => command('group', {}, title),
    groupEnd: () => command('endgroup', {}, ''),
    secret: (value) => command('add-mask', {}, value),
};
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
;// CONCATENATED MODULE: ./packages/surface/lib/github/files.js


/**
 * Sets an output of a step in the GITHUB_OUTPUT file. The delimiter is random and must not occur in the value: a value that ends its own
 * block could set any other output. Does nothing outside GitHub, where there is no such file.
 */
function setOutput({ env, random }, name, value) {
    const file = env['GITHUB_OUTPUT'];
    if (!file)
        return;
    const delimiter = `countersign_${Buffer.from(random(16)).toString('hex')}`;
    if (value.includes(delimiter) || name.includes(delimiter))
        throw new Error('an output contains its own delimiter');
    (0,external_node_fs_.appendFileSync)(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}
/**
 * Checks that outputs and summary of the step can be written: a signature that no later step hears of cannot be taken back.
 * @throws CountersignError STORE_FAILED
 */
function checkStepFiles(env) {
    const files = { GITHUB_OUTPUT: env['GITHUB_OUTPUT'], GITHUB_STEP_SUMMARY: env['GITHUB_STEP_SUMMARY'] };
    for (const [name, file] of Object.entries(files)) {
        if (!file)
            continue;
        try {
            closeSync(openSync(file, 'a'));
        }
        catch (cause) {
            throw new CountersignError('STORE_FAILED', `the file that ${name} names cannot be written; nothing was signed`, {
                expected: 'a file that this step may append to',
                found: systemReason(cause),
                hint: 'In a container or under another user, give this user write access to the folder of the file commands of the runner.',
                cause,
            });
        }
    }
}
/** Appends Markdown to the step summary. Does nothing without GITHUB_STEP_SUMMARY. */
function appendSummary(env, markdown) {
    const file = env['GITHUB_STEP_SUMMARY'];
    if (file)
        (0,external_node_fs_.appendFileSync)(file, `${fitSummary(markdown)}\n`);
}
/** Appends a folder to the GITHUB_PATH file. Does nothing without GITHUB_PATH. */
function addPath(env, folder) {
    if (/[\r\n]/.test(folder))
        throw new Error('a folder of PATH contains a line break');
    const file = env['GITHUB_PATH'];
    if (file)
        (0,external_node_fs_.appendFileSync)(file, `${folder}\n`);
}
/** GitHub discards a step summary above 1 MiB. */
const SUMMARY_LIMIT = 1_000_000;
/** Cuts a summary that is too long at the end of a line, and adds a note. */
function fitSummary(markdown) {
    const bytes = Buffer.from(markdown);
    if (bytes.length <= SUMMARY_LIMIT)
        return markdown;
    const end = bytes.lastIndexOf(0x0a, SUMMARY_LIMIT);
    const kept = bytes.subarray(0, Math.max(end, 0)).toString();
    return `${kept}\n\n_The summary is cut here: it is longer than GitHub accepts. The reports contain everything._`;
}
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __nccwpck_require__(1951);
;// CONCATENATED MODULE: ./packages/surface/lib/log/plain.js

/**
 * Escapes untrusted text (file names, identities, answers of servers), which may contain terminal escapes, line breaks or workflow
 * commands. The result is one harmless line, in which `\n`, `\u001b` and so on show the original characters.
 */
function plain(text) {
    const visible = text.replace(wire_text/* INVISIBLE */.kH, (character) => JSON.stringify(character)
        .slice(1, -1)
        .replace(/[\u007f-\uffff]/g, escapeUnit));
    // The runner reads `::name::` at the start of a line and `##[name]` anywhere as a command.
    return visible.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}
function escapeUnit(character) {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
;// CONCATENATED MODULE: ./packages/surface/lib/log/create-log.js

const LEVELS = ['debug', 'info', 'warn', 'error'];
/** @param print gets whole lines, without a line break at the end */
function screenOf(style, print) {
    const show = (line) => {
        if (line !== undefined)
            print(line);
    };
    return {
        message: (level, lines, code) => {
            print(style.message(level, lines, code));
        },
        event: print,
        groupStart: (title) => {
            show(style.groupStart(title));
        },
        groupEnd: (title) => {
            show(style.groupEnd(title));
        },
        secret: (value) => {
            show(style.secret?.(value));
        },
    };
}
function isLogged(level, least) {
    return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}
/** Lines that cannot start a new line or control a terminal. */
function textLines(masked) {
    return masked.split('\n').map(plain);
}
/**
 * One line of the JSON log, from masked values. GitHub's runner reads `##[name]` anywhere in a line as a command; so it is written with a
 * JSON escape.
 */
function jsonLine(values) {
    return JSON.stringify(values).replaceAll('##[', '#\\u0023[');
}
/** The run's log for people: levels, groups, masking; with JSON, one message per line (`time level message code`). */
function createLog({ level, format, screen, secrets, clock }) {
    const emit = (severity, message, fields = {}) => {
        if (!isLogged(severity, level))
            return;
        if (format === 'json') {
            const values = { time: clock(), level: severity, message, ...fields };
            // Masked before it is written as JSON, which escapes quotes and line breaks of a secret.
            const masked = Object.entries(values).map(([name, value]) => [
                name,
                typeof value === 'string' ? secrets.mask(value) : value,
            ]);
            screen.event(secrets.mask(jsonLine(Object.fromEntries(masked))));
            return;
        }
        const code = typeof fields['code'] === 'string' ? fields['code'] : undefined;
        screen.message(severity, textLines(secrets.mask(message)), code);
    };
    return {
        debug: (message, fields) => {
            emit('debug', message, fields);
        },
        info: (message, fields) => {
            emit('info', message, fields);
        },
        warn: (message, fields) => {
            emit('warn', message, fields);
        },
        error: (message, fields) => {
            emit('error', message, fields);
        },
        async group(title, body) {
            const safe = plain(secrets.mask(title));
            const shown = format === 'text' && isLogged('info', level);
            if (shown)
                screen.groupStart(safe);
            try {
                return await body();
            }
            finally {
                if (shown)
                    screen.groupEnd(safe);
            }
        },
        mask: (text) => secrets.mask(text),
        secret(value) {
            // The runner masks for the whole job, so it gets no value that would hide our own words.
            if (secrets.add(value) && format === 'text')
                screen.secret(value);
        },
    };
}
;// CONCATENATED MODULE: ./packages/surface/lib/light-runner.js



/**
 * The interface to GitHub's runner without `@actions/core`, for the gate: the only entry point of `@actions/core` loads an HTTP client,
 * which takes longer than a verification. `toolkitRunner` is built on this one, and one test checks both.
 */
const lightRunner = ({ env, random, print }) => ({
    ...screenOf(githubStyle, print),
    setOutput(name, value) {
        setOutput({ env, random }, name, value);
    },
    appendSummary(markdown) {
        appendSummary(env, markdown);
    },
    addPath(folder) {
        addPath(env, folder);
    },
});
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/run/at-end.js
var at_end = __nccwpck_require__(3851);
;// CONCATENATED MODULE: ./packages/surface/lib/environment.js
/**
 * Every environment variable that the gate may read; a `Run` contains only these. Programs that sign also read those of
 * signing-environment.ts. None of them decides anything: inputs, policy, identity, trust and mode are arguments of the command line, or
 * inputs that GitHub's runner sets for the step. A test finds each variable that the sources read and fails until it is listed here.
 */
const VARIABLES = [
    {
        names: [/INPUT_.*/],
        surface: 'action',
        why: 'The inputs of the step. The runner sets every declared input last, with an empty text if it is not given.',
        atMost: 'Nothing: a misspelt input is an error, and the command line does not read these variables.',
    },
    {
        names: ['GITHUB_WORKSPACE'],
        surface: 'action',
        why: 'The folder for relative paths. A step cannot change it.',
        atMost: 'Another folder is used, with another policy file: pin the policy with policy-digest.',
    },
    {
        names: ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'],
        surface: 'action',
        why: 'The files for outputs and step summary.',
        atMost: 'Outputs do not reach later steps; the exit status does not change.',
    },
    { names: ['RUNNER_DEBUG'], surface: 'action', why: 'Debug logging of the runner.', atMost: 'A longer log.' },
    {
        names: ['COUNTERSIGN_CACHE', 'XDG_CACHE_HOME', 'LOCALAPPDATA'],
        why: 'The folder for cached trust material.',
        atMost: 'Cached files are verified from the trust anchor at each use. An older copy that still verifies is accepted until its timestamp expires.',
    },
    {
        names: ['HOME', 'USERPROFILE'],
        why: 'The cache folder, if no other variable names one; credential files of Docker and Podman.',
        atMost: 'The same as for the cache and for credential files.',
    },
    {
        names: ['REGISTRY_AUTH_FILE', 'DOCKER_CONFIG', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
        why: 'Credential files of Docker and Podman.',
        atMost: 'Other credentials are used, each only for the registry that it is listed for; a docker-credential-NAME program in PATH is started.',
    },
    {
        names: ['COUNTERSIGN_REGISTRY', 'COUNTERSIGN_REGISTRY_USERNAME', 'COUNTERSIGN_REGISTRY_PASSWORD'],
        why: 'The credentials of one registry.',
        atMost: 'Someone who sets the registry, and also names an image there, receives the password that was set for another registry.',
    },
    {
        names: ['CI_REGISTRY', 'CI_REGISTRY_USER', 'CI_REGISTRY_PASSWORD'],
        why: "A GitLab job's credentials for its own registry.",
        atMost: "Someone who sets CI_REGISTRY, and also names an image there, receives the job's registry token: restrict pipeline variables.",
    },
    {
        names: ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_ACTOR'],
        why: "Token for GitHub's attestation API and ghcr.io.",
        atMost: 'The token is sent only to api.github.com, api.NAME.ghe.com and ghcr.io; an action also sends it to the API that its runner names.',
    },
    {
        names: ['GITHUB_API_URL', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'],
        why: 'The API for `evidence: github`; server and repository of the run, until they are read from the identity token.',
        atMost: 'Bundles come from another server, and are verified like all others. The command line sends no token to an API outside GitHub.',
    },
    {
        names: ['GOOGLE_APPLICATION_CREDENTIALS', 'CLOUDSDK_CONFIG'],
        why: 'The file with credentials for keys and secrets at Google Cloud.',
        atMost: 'Another identity reads the key: it is pinned for verification, and the signature shows it otherwise. Tokens are sent to Google alone.',
    },
    {
        names: [
            'AZURE_TENANT_ID',
            'AZURE_CLIENT_ID',
            'AZURE_CLIENT_SECRET',
            'AZURE_CLIENT_CERTIFICATE_PATH',
            'AZURE_CLIENT_CERTIFICATE_PASSWORD',
            'AZURE_FEDERATED_TOKEN_FILE',
            'IDENTITY_ENDPOINT',
            'IDENTITY_HEADER',
        ],
        why: 'The credentials for keys in Azure Key Vault: of an application, or of the machine.',
        atMost: 'Another identity reads the key: it is pinned for verification, and the signature shows it otherwise.',
    },
    {
        names: ['AZURE_AUTHORITY_HOST', 'AZURE_ENVIRONMENT'],
        why: 'The login service of Azure, and the cloud that is expected.',
        atMost: "Someone who sets AZURE_AUTHORITY_HOST receives the secret or the identity token for Azure, which is valid for Azure alone: restrict who can set variables. A vault's access token is sent to the vault alone.",
    },
    {
        names: [
            ...['VAULT_ADDR', 'VAULT_TOKEN', 'VAULT_NAMESPACE', 'BAO_ADDR', 'BAO_TOKEN', 'BAO_NAMESPACE'],
            'TRANSIT_SECRET_ENGINE_PATH',
        ],
        why: 'Keys at HashiCorp Vault or OpenBao: the server, a token for it, the namespace, and the path of the engine Transit. HOME also for the file .vault-token.',
        atMost: 'Someone who sets an address receives the token of the same prefix, and the identity token of a login; another key is used, which signatures show and a policy with sha256 refuses.',
    },
    {
        names: ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
        why: 'The proxy for network connections.',
        atMost: 'A proxy sees host names and can refuse connections; TLS ends at the service. Loopback connections never use a proxy.',
    },
    {
        names: ['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'],
        why: 'Certificate authorities of your own services, in addition to those of Node.',
        atMost: 'Someone who also controls the network (or sets a proxy) can pretend to be any service and read tokens sent to it. Answers are verified as always, so no decision changes.',
    },
    {
        names: [
            'AWS_ACCESS_KEY_ID',
            'AWS_SECRET_ACCESS_KEY',
            'AWS_SESSION_TOKEN',
            'AWS_ROLE_ARN',
            'AWS_ROLE_SESSION_NAME',
            'AWS_WEB_IDENTITY_TOKEN_FILE',
            'AWS_PROFILE',
            'AWS_CONFIG_FILE',
            'AWS_SHARED_CREDENTIALS_FILE',
            'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
            'AWS_CONTAINER_CREDENTIALS_FULL_URI',
            'AWS_CONTAINER_AUTHORIZATION_TOKEN',
            'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
            'AWS_EC2_METADATA_DISABLED',
        ],
        why: "AWS's standard chain of credentials, for keys in AWS that have no `key-login`.",
        atMost: 'Keys are requested with other credentials. For verification a key is pinned by its digest; a signature is checked with the public key before it is used.',
    },
    {
        names: [
            'AWS_REGION',
            'AWS_DEFAULT_REGION',
            'AWS_ENDPOINT_URL',
            'AWS_ENDPOINT_URL_KMS',
            'AWS_ENDPOINT_URL_STS',
            'AWS_ENDPOINT_URL_SECRETS_MANAGER',
            'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
            'AWS_USE_FIPS_ENDPOINT',
            'AWS_USE_DUALSTACK_ENDPOINT',
        ],
        why: 'Region and addresses of the services of AWS.',
        atMost: 'Another service is asked, over https: it sees signed requests, and with `key-login` the identity token for AWS. For verification a key is pinned by its digest.',
    },
    {
        names: ['NO_COLOR', 'FORCE_COLOR', 'TERM'],
        surface: 'command',
        why: 'Whether lines for people have colours; TERM also whether progress is shown.',
        atMost: 'Colours and a progress line, or none.',
    },
    {
        names: ['GITHUB_ACTIONS', 'GITLAB_CI', 'CI'],
        why: 'The style of log lines, without colours and progress; for signing, also the source of the identity token.',
        atMost: 'A log that is hard to read, or no token.',
    },
    {
        names: [
            /PATH|TMPDIR|TEMP|TMP|SystemRoot|SYSTEMROOT|APPDATA|ProgramData|PATHEXT|COMSPEC/,
            'SSL_CERT_DIR',
            'NODE_EXTRA_CA_CERTS',
        ],
        why: 'PATH is searched for docker-credential-NAME programs, for the program after `--`, and for pkcs11-tool and sigstore-kms-NAME if a key needs them; the others are for temporary files, Windows and TLS.',
        atMost: 'PATH decides which program is started for a name in a credential file, after `--` or for a key; a signature by such a program counts only if the public key verifies it.',
    },
];
/**
 * The part of an environment that a program may read: the listed variables, and those that an input names as `env://VAR`.
 * @param options the inputs that may contain such names
 */
function environmentFor(variables, surface, env, options = {}) {
    const rows = variables.filter((row) => (row.surface ?? surface) === surface);
    const names = new Set([
        ...rows.flatMap((row) => row.names.filter((name) => typeof name === 'string')),
        ...variablesNamedIn(options),
    ]);
    const patterns = rows.flatMap((row) => row.names.filter((name) => name instanceof RegExp));
    const whole = new RegExp(`^(?:${patterns.map(({ source }) => source).join('|')})$`);
    return Object.fromEntries(Object.entries(env).filter(([name]) => names.has(name) || whole.test(name)));
}
/** Variables that Node reads by itself, and their effect. */
const READ_BY_NODE = {
    NODE_TLS_REJECT_UNAUTHORIZED: 'Removed from the process: every TLS connection requires a valid certificate.',
    NODE_EXTRA_CA_CERTS: 'Further certificate authorities, as with SSL_CERT_FILE.',
    NODE_OPTIONS: "Can run any code in our process. GitHub's runner does not let a step set it; our components unset it.",
    NODE_PATH: 'Not used: the programs are bundles that contain all their modules, which the build checks. Our components unset it.',
    NODE_DEBUG: 'Node prints what it does, including headers with tokens, and our code cannot prevent it. Our components unset it; do not set it in a run whose log others can read.',
    NODE_DEBUG_NATIVE: 'The same as NODE_DEBUG.',
    NODE_COMPILE_CACHE: 'Can run any code in our process if others can write to that folder. Our components unset it.',
    OPENSSL_CONF: 'Can load any code into our process. Our components unset it.',
};
/** Removes all other variables from the process, so that no library can read them. */
function removeOtherVariables(kept) {
    for (const name of Object.keys(process.env))
        if (!Object.hasOwn(kept, name))
            delete process.env[name];
}
/** Node reads this variable at each connection, also for libraries. */
function requireValidCertificates() {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
}
/** Variables that options name as `env://VAR`: alone, after `KEY=`, or as a value in the query of a PKCS #11 URI. */
function variablesNamedIn(value) {
    if (typeof value === 'string')
        return [...value.matchAll(/(?:^|=)env:\/\/([A-Za-z_][A-Za-z0-9_]*)(?=\s|$|&)/g)].map(([, name = '']) => name);
    if (typeof value !== 'object' || value === null)
        return [];
    return Object.values(value).flatMap(variablesNamedIn);
}
/**
 * Removes GitHub's tokens if GITHUB_API_URL names an API outside GitHub, as `gh` does: the command line cannot know who set this
 * variable.
 */
function withoutTokensOutsideGithub(env, warn) {
    const api = env['GITHUB_API_URL'];
    if (!api || /^https:\/\/api\.(?:github\.com|[a-z0-9-]+\.ghe\.com)\/*$/i.test(api))
        return env;
    const { GITHUB_TOKEN: first, GH_TOKEN: second, ...rest } = env;
    if (first || second)
        warn('GITHUB_API_URL names an API outside GitHub: GITHUB_TOKEN and GH_TOKEN are not sent to it');
    return rest;
}
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __nccwpck_require__(4634);
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/input-sets.js
/** Inputs of every piece: trust, network, time and log. */
const EVERY = ['trusted-root', 'trust-digest', 'network', 'timeout', 'log-level', 'log-format'];
/** Inputs of every piece that signs or judges artifacts of the user. */
const SERVED = [...EVERY, 'transparency-log', 'github-token'];
/** Inputs of every piece that signs. */
const SIGNING = [
    ...SERVED,
    'keys',
    'fallback-key',
    'key-password',
    'signing-algorithm',
    'key-login',
    'identity-token',
    'signing-config',
    'output-dir',
    'bundle-path',
    'fail-fast',
    'dry-run',
    'confirm-public',
    'resume',
];
/** The inputs of a one-line policy. */
const ONE_LINE = [
    'certificate-identity',
    'certificate-identity-regexp',
    'certificate-oidc-issuer',
    'key',
    'key-digest',
    'owner',
    'repository',
    'predicate-type',
];
const FILES = ['paths', 'checksums'];
const IMAGES = ['images', 'signature-repository', 'insecure-registries'];
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/signing-outputs.js
/** The outputs of every piece that signs. */
const SIGNING_OUTPUTS = {
    bundles: {
        description: 'JSON array with an entry for each signed subject: `state` (`signed`, `already signed`, with `dry-run` `would be signed`), `subject`, `digest`, `path` of the bundle, `logIndex`, `missing` (`log-entry` if no transparency log has it, `time` if nothing proves when it was signed), `alreadyLogged` (the log contained the same signature before; its entry is used), `signer` (with `name`; of a key also `fingerprint` and, at a service, `version`), `fallback` (present if the fallback key signed: `code` and `problem` of keyless signing), `stored` (registry references), ' +
            "and `secondOpinion`, the result of Sigstore's own verifier: `agrees`, or `not judged: ` and the reason.",
        lines: ({ entries }) => [JSON.stringify(entries)],
    },
    'fallback-signed': {
        description: 'Names of the subjects that the fallback key signed, one per line; empty if it was not needed.',
        lines: ({ entries }) => unique(entries.filter(({ fallback }) => fallback !== undefined).map(({ subject }) => asPath(subject))),
    },
    'bundle-path': {
        description: 'Paths of the bundle files, one per line.',
        lines: ({ entries, dryRun }) => (dryRun ? [] : unique(entries.map(({ path }) => path))),
    },
    subjects: {
        description: 'Names of the signed subjects, one per line; images by digest.',
        lines: ({ entries, dryRun }) => (dryRun ? [] : unique(entries.map(({ subject }) => asPath(subject)))),
    },
    digests: {
        description: 'Digests of the signed subjects (`sha256:…`), one per line.',
        lines: ({ entries, dryRun }) => (dryRun ? [] : unique(entries.map(({ digest }) => digest))),
    },
    'verify-command': {
        description: 'A command line that verifies the first subject.',
        lines: ({ verifyCommand }) => [verifyCommand],
    },
};
function unique(values) {
    return [...new Set(values.filter((value) => value !== undefined))];
}
/** A name as a line of `paths`, where a leading `!` excludes, `-` begins a flag, and leading white space is removed. */
function asPath(name) {
    return /^[!\s-]/.test(name) ? `./${name}` : name;
}
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/attest-provenance.js


const attestProvenance = {
    role: 'signing',
    title: 'Countersign: attest provenance',
    description: 'Attests how files and images were built: SLSA provenance v1 from verified token claims, in one signed bundle.',
    icon: 'file-text',
    task: 'SLSA provenance for files and images, from verified token claims',
    heading: 'Provenance',
    inputs: [...FILES, ...IMAGES, ...SIGNING],
    needs: [['paths', 'checksums', 'images']],
    outputs: SIGNING_OUTPUTS,
    command: {
        name: 'attest-provenance',
        summary: 'Attest how files or images were built, with SLSA provenance.',
        text: 'Attest how files or images were built: SLSA provenance v1 from verified token claims.',
        usage: 'PATH… | oci://REF… [--key KEY]…',
        examples: ['countersign attest-provenance dist/*.tgz', 'countersign attest-provenance oci://ghcr.io/acme/app@sha256:…'],
    },
    github: `
permissions:
  contents: read
  id-token: write # the signing identity

steps:
  - uses: countersign/countersign/actions/attest-provenance@v1
    with:
      paths: dist/*
`,
    gitlab: {
        task: 'SLSA provenance for files and images',
        about: `SLSA provenance v1 with the claims of the job's identity token: Build Level 2.`,
        example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/attest-provenance@1.0.0
    inputs:
      stage: sign
      needs: [build]
      paths: dist/*.tgz
      bundle-path: dist/provenance.sigstore.json
`,
        words: ["--component='$[[ component.name ]]@$[[ component.sha ]]'"],
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/setup-outputs.js
/** The outputs of setup. */
const SETUP_OUTPUTS = {
    version: { description: 'The version that was installed, such as `1.2.3`.', lines: ({ version }) => [version] },
    path: { description: 'The folder that was added to PATH; it contains `countersign`.', lines: ({ folder }) => [folder] },
    digest: { description: 'Digest of the verified release file, `sha256:…`.', lines: ({ digest }) => [digest] },
};
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/setup.js


const setup = {
    role: 'setup',
    title: 'Countersign: set up the command line',
    description: 'Puts the countersign command line on PATH after its signature by the release workflow of Countersign is verified.',
    icon: 'download',
    task: 'put the verified command line on PATH',
    inputs: ['version', 'mirror', ...EVERY],
    needs: [],
    outputs: SETUP_OUTPUTS,
    github: `
permissions:
  contents: read

steps:
  - uses: countersign/countersign/actions/setup@v1
  - run: countersign verify dist/app.tgz --policy release.policy.yaml
`,
};
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/sign-blob.js


const signBlob = {
    role: 'signing',
    title: 'Countersign: sign files',
    description: 'Signs files keyless (Sigstore) or with your own keys: one .sigstore.json bundle per file, verified before the step succeeds.',
    icon: 'edit-3',
    task: 'sign files: one `<file>.sigstore.json` each',
    heading: 'Signed files',
    inputs: [...FILES, ...SIGNING],
    needs: [['paths', 'checksums']],
    outputs: SIGNING_OUTPUTS,
    command: {
        name: 'sign-blob',
        summary: 'Sign files; each gets a bundle beside it.',
        text: 'Sign files; each gets a bundle beside it, <file>.sigstore.json.',
        usage: 'PATH… [--key KEY]…',
        examples: [
            'countersign sign-blob dist/*.tgz',
            'countersign sign-blob dist/app.tgz --key release.pem --output-dir signatures',
        ],
    },
    github: `
permissions:
  contents: read
  id-token: write # the signing identity

steps:
  - uses: countersign/countersign/actions/sign-blob@v1
    with:
      paths: dist/*
`,
    gitlab: {
        task: 'sign files',
        about: `One bundle beside each file, \`<file>.sigstore.json\`, kept as an artifact of the job.`,
        example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/sign-blob@1.0.0
    inputs:
      stage: sign
      needs: [build]
      paths: |
        dist/*.tgz
        !dist/*-debug.tgz
`,
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/sign-image.js


const signImage = {
    role: 'signing',
    title: 'Countersign: sign images',
    description: 'Signs container images by digest (the index and every platform), and stores the signatures in the registry.',
    icon: 'box',
    task: 'sign container images by digest, every platform',
    heading: 'Signed images',
    inputs: [...IMAGES, 'platforms', 'annotations', ...SIGNING],
    needs: [['images']],
    outputs: SIGNING_OUTPUTS,
    command: {
        name: 'sign-image',
        summary: 'Sign images by digest; signatures are stored in the registry.',
        text: 'Sign container images by digest, all platforms; signatures are stored in the registry.',
        usage: 'REF… [--key KEY]…',
        examples: ['countersign sign-image ghcr.io/acme/app@sha256:…'],
    },
    github: `
permissions:
  contents: read
  packages: write # the signatures
  id-token: write # the signing identity

steps:
  - uses: countersign/countersign/actions/sign-image@v1
    with:
      images: ghcr.io/acme/app@\${{ steps.build.outputs.digest }}
`,
    gitlab: {
        task: 'sign container images',
        about: `Signatures are stored in the registry beside the image, for the index and every platform. \`images-from\` reads the references from a file
that the build job wrote and kept as an artifact.`,
        example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/sign-image@1.0.0
    inputs:
      stage: sign
      needs: [build]
      images-from: image.txt
`,
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/gate-outputs.js
/** The outputs of a gate. */
const gate_outputs_GATE_OUTPUTS = {
    decision: {
        description: '`allowed`, `denied` or `undecided`.',
        lines: ({ decision }) => [decision.outcome],
        // A later step may read it even if this one failed.
        before: 'undecided',
        variable: 'COUNTERSIGN_DECISION',
    },
    'pinned-images': {
        description: 'The images, pinned by digest, one per line; empty unless the decision is `allowed`. With `mode: warn`, also if they are denied: check `decision` first.',
        lines: ({ pinnedImages }) => pinnedImages,
        variable: 'COUNTERSIGN_PINNED_IMAGES',
    },
    'fallback-signers': {
        description: 'Names of the fallback signers of the policy that the decision rests on, one per line; empty if none was needed. Every report has the note `fallback-signer-used`.',
        lines: ({ decision }) => decision.fallbackSigners ?? [],
    },
    'report-paths': {
        description: 'Paths of the written reports, one per line.',
        lines: ({ reportPaths }) => reportPaths,
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/verify-gate.js


const verifyGate = {
    role: 'gate',
    title: 'Countersign: verify gate',
    description: 'Verifies files and images against a policy, and stops the job unless every one of them is allowed.',
    icon: 'shield',
    task: 'verify against a policy and gate the deployment',
    inputs: [
        ...FILES,
        ...IMAGES,
        'platforms',
        'policies',
        'policy-digest',
        ...ONE_LINE,
        'key-login',
        'evidence',
        'bundle',
        'target',
        'reports',
        'mode',
        ...SERVED,
    ],
    needs: [
        ['paths', 'checksums', 'images'],
        ['policies', 'certificate-identity', 'certificate-identity-regexp', 'key', 'owner', 'repository'],
    ],
    outputs: gate_outputs_GATE_OUTPUTS,
    command: {
        name: 'verify',
        summary: 'Verify files or images against a policy; run a command only if allowed.',
        text: 'Verify files or images against a policy; run a command only if allowed.',
        usage: 'PATH… | oci://REF…  --policy FILE | --certificate-identity ID --certificate-oidc-issuer URL | --key FILE  [-- COMMAND …]',
        examples: [
            'countersign verify dist/app.tgz --policy release.policy.yaml',
            'countersign verify oci://ghcr.io/acme/app:1.2 --policy release.policy.yaml -- ./deploy.sh',
            'countersign verify app.tgz --evidence github:acme/app --repository acme/app',
        ],
    },
    github: `
permissions:
  contents: read

steps:
  - uses: countersign/countersign/actions/verify-gate@v1
    id: gate
    with:
      images: ghcr.io/acme/app:1.2.3
      policies: release.policy.yaml
      target: production
  - if: steps.gate.outputs.decision == 'allowed'
    run: ./deploy.sh "$IMAGES"
    env:
      IMAGES: \${{ steps.gate.outputs.pinned-images }}
`,
    gitlab: {
        task: 'verify against a policy, and deploy what it allows',
        about: `The gate and the deployment are one job: \`deploy\` runs only if every file and image is allowed, on the files that were just verified. \`deploy\` is a
script for a POSIX shell. Use an \`image\` that contains Node 24 and the programs of your deployment.`,
        example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/verify-gate@1.0.0
    inputs:
      job-name: deploy
      stage: deploy
      needs: [build, sign-blob]
      paths: dist/*.tgz
      policies: release.policy.yaml
      target: production
      deploy: ./deploy.sh dist/*.tgz

deploy:
  environment: production
`,
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/pieces.js





/** The pieces that a workflow, a pipeline or a shell can call. Each is a file with all facts about it, and an entry here. */
const PIECES = {
    'sign-blob': signBlob,
    'sign-image': signImage,
    'attest-provenance': attestProvenance,
    'verify-gate': verifyGate,
    setup: setup,
};
function signs(piece) {
    return PIECES[piece].role === 'signing';
}
function judges(piece) {
    return PIECES[piece].role === 'gate';
}
function hasCommand(piece) {
    return 'command' in PIECES[piece];
}
/** In the order of the table. */
const PIECE_NAMES = Object.keys(PIECES);
const PIECES_WITH_COMMAND = PIECE_NAMES.filter(hasCommand);
;// CONCATENATED MODULE: ./packages/core/lib/reports/formats.js
/** Every format of a report: a file that renders it, and its entry here. Inputs, checks, messages and pages use this table. */
const FORMATS = {
    json: {
        mediaType: 'application/json',
        summary: 'machines: every decision with its reason, in the format of [report.schema.json](report.schema.json)',
        load: async () => (await __nccwpck_require__.e(/* import() */ 10).then(__nccwpck_require__.bind(__nccwpck_require__, 10))).renderJson,
    },
    markdown: {
        mediaType: 'text/markdown',
        summary: 'people: the decision, what was denied and why, at most 50 artifacts; also used as the step summary',
        load: async () => (await __nccwpck_require__.e(/* import() */ 193).then(__nccwpck_require__.bind(__nccwpck_require__, 2193))).renderMarkdown,
    },
    junit: {
        mediaType: 'application/xml',
        summary: 'CI systems: one suite per policy, one case per requirement; denied is a failure, undecided an error',
        load: async () => (await __nccwpck_require__.e(/* import() */ 106).then(__nccwpck_require__.bind(__nccwpck_require__, 8106))).renderJunit,
    },
};
/** In the order of the table. */
const FORMAT_NAMES = Object.keys(FORMATS);
/** Formats that are not in this version: refused with a message of their own. Remove a format here when it is added. */
const LATER_FORMATS = ['html', 'sarif', 'codequality', 'vsa'];
/** The format with this name; undefined where there is none. */
function formatNamed(name) {
    return FORMAT_NAMES.find((known) => known === name);
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/foreign-names.js
const NO_PROMPT = {
    note: 'Omit it: there is no prompt to confirm. Consent for a private repository is confirm-public.',
};
const INSTANCE = {
    ours: ['signing-config', 'trusted-root'],
    note: 'The services of a Sigstore instance are described in its signing_config.json, its keys and certificates in its trusted_root.json.',
};
const BOTH_ROOTS = {
    ours: ['trusted-root'],
    note: 'All keys and certificates of a Sigstore instance are in one trusted_root.json.',
};
const BY_POLICY = { ours: ['policy', 'policies'], note: 'Only a policy file can express this.' };
const ALWAYS_CHECKED = { note: 'This check cannot be turned off. Omit the option.' };
const CREDENTIALS = {
    note: 'Registry credentials come from the credential file of docker or podman: log in before this command.',
};
const PLAIN_HTTP = { ours: ['insecure-registry', 'insecure-registries'], note: 'The value is HOST:PORT.' };
const CLIENT_TLS = { note: 'TLS client certificates and other server names are not supported by this version.' };
const NO_TOKEN_KEY = { note: 'This version does not sign with a key on a hardware token.' };
const TOKEN = {
    ours: ['identity-token'],
    note: 'No browser is opened: the token comes from the CI system, or from the place that identity-token names.',
};
const JSON_OUTPUT = { ours: ['json'] };
const SIGNATURE_FILE = {
    ours: ['bundle', 'bundle-path'],
    note: 'Signature, certificate and log entry are in one bundle file.',
};
/** Options, without dashes where they are long; `-R` is the short one. */
const FOREIGN_OPTIONS = {
    // Identity of the signer
    repo: { ours: ['repository'] },
    '-R': { ours: ['repository'] },
    'source-uri': { ours: ['repository'], note: 'The value is OWNER/NAME, without github.com/.' },
    'certificate-github-workflow-repository': { ours: ['repository'] },
    'signer-workflow': {
        ours: ['certificate-identity'],
        note: 'The value is the whole identity: https://github.com/OWNER/NAME/.github/workflows/FILE@REF.',
    },
    'signer-repo': BY_POLICY,
    'signer-digest': BY_POLICY,
    'source-ref': BY_POLICY,
    'source-digest': BY_POLICY,
    'source-tag': BY_POLICY,
    'source-versioned-tag': BY_POLICY,
    'source-branch': BY_POLICY,
    'builder-id': BY_POLICY,
    'build-workflow-input': BY_POLICY,
    'deny-self-hosted-runners': BY_POLICY,
    'certificate-github-workflow-ref': BY_POLICY,
    'certificate-github-workflow-sha': BY_POLICY,
    'certificate-github-workflow-name': BY_POLICY,
    'certificate-github-workflow-trigger': BY_POLICY,
    'certificate-oidc-issuer-regexp': { ours: ['certificate-oidc-issuer'], note: 'The issuer is compared as a whole.' },
    'cert-identity': { ours: ['certificate-identity'] },
    'verify-cert-identity': { ours: ['certificate-identity'] },
    'cert-identity-regex': { ours: ['certificate-identity-regexp'], note: 'The pattern must match the whole identity.' },
    '-i': { ours: ['certificate-identity-regexp'], note: 'The pattern must match the whole identity.' },
    'cert-oidc-issuer': { ours: ['certificate-oidc-issuer'] },
    'verify-oidc-issuer': { ours: ['certificate-oidc-issuer'] },
    certificate: SIGNATURE_FILE,
    cert: SIGNATURE_FILE,
    'certificate-chain': BOTH_ROOTS,
    // Artifacts
    subject: { ours: ['path', 'paths'] },
    'subject-path': { ours: ['path', 'paths'] },
    'subject-checksums': { ours: ['checksums'] },
    'subject-digest': { ours: ['checksums', 'image', 'images'], note: 'Digests of files are read from a checksum file.' },
    'subject-name': { ours: ['image', 'images'], note: 'The value is NAME@sha256:….' },
    recursive: { note: 'Omit it: an image is signed with all its platforms, unless platforms names some.' },
    '-r': { note: 'Omit it: an image is signed with all its platforms, unless platforms names some.' },
    'local-image': { note: 'Images are read from a registry only.' },
    payload: { note: 'The image is named by its digest; a payload file is not read.' },
    // Evidence
    signature: SIGNATURE_FILE,
    'provenance-path': { ours: ['bundle'] },
    'attestation-path': { ours: ['bundle'] },
    'attestations-path': { ours: ['bundle'] },
    'provenance-repository': { ours: ['signature-repository'] },
    'bundle-from-oci': { ours: ['evidence'], note: 'The value is registry.' },
    '-b': { ours: ['bundle', 'bundle-path'] },
    bundle: { ours: ['bundle-path'] },
    'output-signature': SIGNATURE_FILE,
    'output-certificate': SIGNATURE_FILE,
    'output-attestation': SIGNATURE_FILE,
    type: {
        ours: ['predicate-type'],
        note: 'The value is a URI: slsaprovenance1 is https://slsa.dev/provenance/v1, cyclonedx is https://cyclonedx.org/bom, spdxjson is https://spdx.dev/Document.',
    },
    'check-claims': ALWAYS_CHECKED,
    limit: { note: 'Omit it: every attestation that is found is judged.' },
    '-L': { note: 'Omit it: every attestation that is found is judged.' },
    predicate: { note: 'Only SLSA provenance is attested, with attest-provenance, which takes it from the CI system.' },
    statement: { note: 'Only SLSA provenance is attested, with attest-provenance, which takes it from the CI system.' },
    'digest-alg': { note: 'Omit it: the algorithm is the one that the signer has used.' },
    'signing-algorithm': { note: 'Omit it: the algorithm follows from the key; a policy can require one with "algorithm".' },
    'package-name': { note: 'Verify the file of the package.' },
    'package-version': { note: 'Verify the file of the package.' },
    hostname: BY_POLICY,
    // Trust
    'custom-trusted-root': { ours: ['trusted-root'] },
    'ca-roots': BOTH_ROOTS,
    'ca-intermediates': BOTH_ROOTS,
    'timestamp-certificate-chain': BOTH_ROOTS,
    'no-public-good': { ours: ['trusted-root'], note: 'The value is github.' },
    staging: BOTH_ROOTS,
    'rekor-url': INSTANCE,
    'fulcio-url': INSTANCE,
    'oidc-issuer': INSTANCE,
    'timestamp-server-url': INSTANCE,
    'use-signing-config': INSTANCE,
    'insecure-ignore-tlog': { ours: ['transparency-log'], note: 'The value is off, and every report mentions it.' },
    'tlog-upload': { ours: ['transparency-log'], note: 'The value is off, and every report mentions it.' },
    'use-signed-timestamps': { note: 'Omit it: timestamps are verified wherever a bundle has them.' },
    'insecure-ignore-sct': ALWAYS_CHECKED,
    'private-infrastructure': { ours: ['transparency-log'], note: 'The value is off, and every report mentions it.' },
    offline: { ours: ['network'], note: 'The value is none.' },
    sk: NO_TOKEN_KEY,
    slot: NO_TOKEN_KEY,
    'fulcio-auth-flow': TOKEN,
    'oidc-client-id': TOKEN,
    'oidc-client-secret-file': TOKEN,
    'oidc-disable-ambient-providers': TOKEN,
    'oidc-provider': TOKEN,
    'oidc-redirect-url': TOKEN,
    // Registries and the run
    'allow-insecure-registry': PLAIN_HTTP,
    'allow-http-registry': PLAIN_HTTP,
    'registry-username': CREDENTIALS,
    'registry-password': CREDENTIALS,
    'registry-token': CREDENTIALS,
    'k8s-keychain': CREDENTIALS,
    'registry-cacert': { note: 'Name further certificate authorities in the environment variable NODE_EXTRA_CA_CERTS.' },
    'registry-server-name': CLIENT_TLS,
    'registry-client-cert': CLIENT_TLS,
    'registry-client-key': CLIENT_TLS,
    'timestamp-client-cacert': { note: 'Name further certificate authorities in the environment variable NODE_EXTRA_CA_CERTS.' },
    'timestamp-client-cert': CLIENT_TLS,
    'timestamp-client-key': CLIENT_TLS,
    'timestamp-server-name': CLIENT_TLS,
    'registry-referrers-mode': { note: 'Omit it: signatures are stored as referrers.' },
    'new-bundle-format': { note: 'Omit it: bundles are always in this format.' },
    upload: { note: 'Signatures of images are always stored in the registry.' },
    'no-upload': { note: 'Signatures of images are always stored in the registry.' },
    'push-to-registry': { note: 'Omit it: attestations of images are always stored in the registry.' },
    yes: NO_PROMPT,
    '-y': NO_PROMPT,
    output: JSON_OUTPUT,
    '-o': { ours: ['json'], note: 'For an account on GitHub, write --owner.' },
    format: JSON_OUTPUT,
    jq: JSON_OUTPUT,
    '-q': JSON_OUTPUT,
    template: JSON_OUTPUT,
    'print-provenance': { ours: ['json'], note: '`countersign inspect` shows the content of a bundle.' },
    'output-file': { note: 'Redirect standard error: `2> FILE`.' },
    verbose: { ours: ['log-level'], note: 'The value is debug.' },
    '-d': { ours: ['log-level'], note: 'The value is debug.' },
    '-t': { ours: ['timeout'] },
    '-a': { ours: ['annotation', 'annotations'] },
    'max-workers': { note: 'Omit it: the number of parallel requests is limited already.' },
};
/** Commands of other tools, and what to write after `countersign` instead. */
const FOREIGN_COMMANDS = {
    sign: ['sign-blob FILE', 'sign-image REF'],
    attest: ['attest-provenance FILE', 'attest-provenance oci://REF'],
    'attest-blob': ['attest-provenance FILE'],
    'verify-blob': ['verify FILE'],
    'verify-image': ['verify oci://REF'],
    'verify-artifact': ['verify FILE'],
    'verify-attestation': ['verify oci://REF --predicate-type URI'],
    'verify-blob-attestation': ['verify FILE --predicate-type URI'],
    'verify-github-attestation': ['verify FILE --evidence github:OWNER/NAME'],
    'verify-gate': ['verify FILE'],
    'verify-npm-package': ['verify FILE'],
    attestation: ['verify FILE --evidence github:OWNER/NAME --repository OWNER/NAME'],
    tree: ['inspect oci://REF'],
    download: ['inspect oci://REF'],
    version: ['--version'],
};
/** The short names of cosign for predicate types, and their URIs. */
const PREDICATE_TYPES = {
    slsaprovenance: 'https://slsa.dev/provenance/v0.2',
    slsaprovenance02: 'https://slsa.dev/provenance/v0.2',
    slsaprovenance1: 'https://slsa.dev/provenance/v1',
    link: 'https://in-toto.io/Link/v1',
    spdx: 'https://spdx.dev/Document',
    spdxjson: 'https://spdx.dev/Document',
    cyclonedx: 'https://cyclonedx.org/bom',
    vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
    openvex: 'https://openvex.dev/ns',
    custom: 'https://cosign.sigstore.dev/attestation/v1',
};
/** The hint for an option of another tool, with our names as `label` writes them; undefined for any other name. */
function foreignHint(name, known, label) {
    const foreign = Object.hasOwn(FOREIGN_OPTIONS, name) ? FOREIGN_OPTIONS[name] : undefined;
    if (foreign === undefined)
        return undefined;
    const ours = foreign.ours?.find((one) => known.includes(one));
    if (foreign.ours !== undefined && ours === undefined)
        return undefined;
    return [
        ...(ours === undefined ? [] : [`Did you mean ${label(ours)}?`]),
        ...(foreign.note === undefined ? [] : [foreign.note]),
    ].join(' ');
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/values.js



const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST = 24 * UNITS.h;
/** `90s`, `10m`, `1h`, `500ms` → milliseconds; at most a day. @throws CountersignError INPUT_INVALID */
function readDuration(text, label) {
    const match = /^([1-9][0-9]{0,8})(ms|s|m|h)$/.exec(text);
    const value = match ? Number(match[1]) * UNITS[match[2]] : undefined;
    if (value === undefined || value > LONGEST) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} is not a duration`, {
            expected: 'a number with a unit, at most 24h: 90s, 10m, 1h',
            found: text,
        });
    }
    return value;
}
/** `true` or `false`, nothing else. @throws CountersignError INPUT_INVALID */
function readFlag(text, label) {
    if (text === 'true' || text === 'false')
        return text === 'true';
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} is neither true nor false`, { expected: 'true or false', found: text });
}
/** Another report in the same line, which would become a part of the file name: `json=a.json,junit=b.xml`. */
const LIST_OF_REPORTS = new RegExp(`[,;\\s](?:${FORMAT_NAMES.join('|')})=`);
/** Another annotation in the same line, which would become a part of the value: `version=1.2,framework=x`. */
const LIST_OF_ANNOTATIONS = /[,;]\s*[A-Za-z][\w.-]*=/;
function severalInOne(label, line) {
    return new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has several values in one line`, {
        expected: 'one value per line',
        found: line,
        hint: 'Write each on a line of its own; on the command line, repeat the flag.',
    });
}
/** `FORMAT=PATH` lines. @throws CountersignError INPUT_INVALID, INPUT_UNSUPPORTED with the line */
function readReports(lines, label) {
    const reports = lines.map((line) => {
        const [, name = '', path = ''] = /^([a-z]+)=(.+)$/.exec(line) ?? [];
        const format = formatNamed(name);
        if (LATER_FORMATS.includes(name))
            throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `${label} has a report format that this version cannot write`, {
                expected: `FORMAT=PATH with FORMAT one of ${FORMAT_NAMES.join(', ')}`,
                found: line,
            });
        if (!format) {
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has a line that is not FORMAT=PATH with a known format`, {
                expected: `FORMAT=PATH with FORMAT one of ${FORMAT_NAMES.join(', ')}`,
                found: line,
            });
        }
        if (LIST_OF_REPORTS.test(path))
            throw severalInOne(label, line);
        return { format, path };
    });
    const twice = reports.find(({ path }, index) => reports.findIndex((other) => other.path === path) !== index);
    if (twice)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} names the same file twice`, { found: twice.path });
    return reports;
}
/** Refuses the short names of cosign, which would match no statement: a predicate type is a URI. @throws CountersignError INPUT_INVALID */
function readPredicateType([type = ''], label) {
    const uri = Object.hasOwn(PREDICATE_TYPES, type) ? PREDICATE_TYPES[type] : undefined;
    if (uri === undefined)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} is not a URI`, { expected: uri, found: type, hint: `Write ${uri}.` });
}
/** `OS/ARCH` or `OS/ARCH/VARIANT` lines. @throws CountersignError INPUT_INVALID with the line */
function readPlatforms(lines, label) {
    for (const line of lines) {
        const isList = line.includes(',');
        if (!isList && line.includes('/'))
            continue;
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has a line that is not a platform`, {
            expected: 'OS/ARCH, such as linux/amd64',
            found: line,
            hint: isList ? 'Write one platform per line; on the command line, one --platform for each.' : `Did you mean linux/${line}?`,
        });
    }
    return lines;
}
/** `key=value` lines; the value may be empty or contain `=`. @throws CountersignError INPUT_INVALID with the line */
function readAnnotations(lines, label) {
    const annotations = new Map();
    for (const line of lines) {
        const [, key = '', value = ''] = /^([^=\s][^=]*)=(.*)$/.exec(line) ?? [];
        if (LIST_OF_ANNOTATIONS.test(value))
            throw severalInOne(label, line);
        if (!key)
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has a line that is not key=value`, {
                expected: 'key=value',
                found: line,
            });
        if (annotations.has(key))
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} names a key twice`, { found: key });
        annotations.set(key, value);
    }
    return Object.fromEntries(annotations);
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/decision.js


/** The target of the decision, and its effects. */
const DECISION = {
    target: {
        kind: 'text',
        placeholder: 'NAME',
        decides: true,
        reads: 'nothing',
        description: 'Where the artifacts will be deployed (`production`, a branch). Required if the policy has rules with targets, and must be one of them.',
    },
    reports: {
        kind: 'list',
        check: readReports,
        flag: 'report',
        placeholder: 'FORMAT=PATH',
        reads: 'nothing',
        description: `Reports to write, one \`FORMAT=PATH\` per line: ${FORMAT_NAMES.map((name) => `\`${name}\``).join(', ')}.`,
    },
    mode: {
        kind: 'choice',
        choices: ['enforce', 'warn'],
        default: 'enforce',
        reads: 'nothing',
        description: '`warn`: the decision and the reports are the same, but the job continues, and images are pinned even if they are denied. Do not deploy after it.',
        component: { note: 'In both modes, `deploy` runs only if the decision is `allowed`.' },
    },
};
;// CONCATENATED MODULE: ./packages/core/lib/errors/reference-hint.js
/** Inputs that refer to a secret, the flag of each, and a usual name for the variable that contains the secret. */
const REFERENCES = {
    keys: { flag: 'key', variable: 'RELEASE_KEY' },
    'fallback-key': { flag: 'fallback-key', variable: 'FALLBACK_KEY' },
    'key-password': { flag: 'key-password', variable: 'RELEASE_KEY_PASSWORD' },
    'identity-token': { flag: 'identity-token', variable: 'SIGNING_TOKEN' },
};
/** What to write instead of a secret in an input that refers to one: the lines for GitHub Actions, GitLab and the command line. */
function referenceHint(input) {
    const { flag, variable } = REFERENCES[input];
    return [
        'Put the secret into a variable, and pass its name. In GitHub Actions:',
        '  env:',
        `    ${variable}: \${{ secrets.${variable} }}`,
        '  with:',
        `    ${input}: env://${variable}`,
        `In GitLab, with ${variable} as a masked CI/CD variable of the project:`,
        '  inputs:',
        `    ${input}: env://${variable}`,
        `On the command line: --${flag} env://${variable}`,
    ].join('\n');
}
// EXTERNAL MODULE: ./packages/core/lib/errors/nearest.js
var nearest = __nccwpck_require__(606);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/schemes.js
/**
 * Every form of a key reference, in the order in which they are tried. A new form is a file here, a line in this table, and for signing
 * a file and a line in `keys`. The parser, messages, descriptions of inputs and docs use this table.
 */
const KEY_SCHEMES = {
    env: {
        form: 'env://VAR',
        matches: /^env:\/\//,
        needs: 'none',
        signs: true,
        summary: 'The same in an environment variable; for signing, also in one line of base64, which CI systems can mask. Only this variable is read.',
        load: () => __nccwpck_require__.e(/* import() */ 114).then(__nccwpck_require__.bind(__nccwpck_require__, 4114)),
    },
    gcpkms: {
        form: 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K',
        matches: /^gcpkms:\/\//,
        needs: 'all',
        signs: true,
        summary: 'A key in Google Cloud KMS, at its newest enabled version or at the one in `/cryptoKeyVersions/V`. See [keys at Google](../how-to/keys-google.md).',
        load: () => Promise.all(/* import() */[__nccwpck_require__.e(457), __nccwpck_require__.e(213)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5213)),
    },
    'gcp-secret': {
        form: 'gcp-secret://projects/P/secrets/S',
        matches: /^gcp-secret:\/\//,
        needs: 'all',
        signs: true,
        summary: 'A key in PEM form in Google Secret Manager, at its newest version or at the one in `/versions/V`. See [keys at Google](../how-to/keys-google.md).',
        load: () => Promise.all(/* import() */[__nccwpck_require__.e(457), __nccwpck_require__.e(626)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9626)),
    },
    azurekms: {
        form: 'azurekms://VAULT.vault.azure.net/KEY',
        matches: /^azurekms:\/\//,
        needs: 'all',
        signs: true,
        summary: 'A key in Azure Key Vault or a managed HSM, at its newest version or at the one in `/VERSION`. See [keys at Azure](../how-to/keys-azure.md).',
        load: () => __nccwpck_require__.e(/* import() */ 505).then(__nccwpck_require__.bind(__nccwpck_require__, 4505)),
    },
    awskms: {
        form: 'awskms://[HOST]/KEY',
        matches: /^awskms:\/\//,
        needs: 'all',
        signs: true,
        summary: "A key in AWS KMS: its id, `alias/NAME`, or the ARN of a key or an alias, as in cosign. Credentials: `key-login`, otherwise AWS's standard chain.",
        load: () => Promise.all(/* import() */[__nccwpck_require__.e(335), __nccwpck_require__.e(444)]).then(__nccwpck_require__.bind(__nccwpck_require__, 444)),
    },
    'aws-secret': {
        form: 'aws-secret://NAME',
        matches: /^aws-secret:\/\//,
        needs: 'all',
        signs: true,
        summary: 'A key in PEM form in AWS Secrets Manager: the name or ARN of the secret, with `#FIELD` for one member of a JSON secret. Credentials as with `awskms`.',
        load: () => Promise.all(/* import() */[__nccwpck_require__.e(335), __nccwpck_require__.e(972)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5972)),
    },
    pkcs11: {
        form: 'pkcs11:…',
        matches: /^pkcs11:/,
        // Most modules reach a device of this machine. One that uses the network does so by itself, and nobody else can know.
        needs: 'none',
        signs: true,
        summary: 'A key in an HSM or smart card, by PKCS #11 URI (RFC 7512) with `module-path`. The program `pkcs11-tool` of OpenSC is used; the PIN is in `key-password`. Not in policies.',
        load: () => __nccwpck_require__.e(/* import() */ 174).then(__nccwpck_require__.bind(__nccwpck_require__, 8174)),
    },
    https: {
        form: 'https://…',
        matches: /^https:\/\//,
        needs: 'all',
        signs: false,
        summary: 'A public key in PEM form at an https address. Only for verification, and only with the fingerprint of the key.',
        load: () => __nccwpck_require__.e(/* import() */ 572).then(__nccwpck_require__.bind(__nccwpck_require__, 572)),
    },
    hashivault: {
        form: 'hashivault://KEY',
        matches: /^hashivault:\/\//,
        needs: 'all',
        signs: true,
        summary: 'A key of the engine Transit of HashiCorp Vault, at the address in `VAULT_ADDR`; `?version=N` names a version. See [keys in Vault](../how-to/keys-vault.md).',
        load: () => Promise.all(/* import() */[__nccwpck_require__.e(612), __nccwpck_require__.e(291)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3291)),
    },
    openbao: {
        form: 'openbao://KEY',
        matches: /^openbao:\/\//,
        needs: 'all',
        signs: true,
        summary: 'The same at OpenBao, at the address in `BAO_ADDR`. See [keys in Vault](../how-to/keys-vault.md).',
        load: () => Promise.all(/* import() */[__nccwpck_require__.e(612), __nccwpck_require__.e(291)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3291)),
    },
    'vault-kv': {
        form: 'vault-kv://MOUNT/PATH#FIELD',
        matches: /^vault-kv:\/\//,
        needs: 'all',
        signs: true,
        summary: 'A key in PEM form in a field of a secret (engine KV) of Vault or OpenBao; `?version=N` before `#` names a version of the secret. See [keys in Vault](../how-to/keys-vault.md).',
        load: () => Promise.all(/* import() */[__nccwpck_require__.e(612), __nccwpck_require__.e(976)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5976)),
    },
    file: {
        form: 'a PEM file',
        // A scheme has at least two letters, because one letter is a Windows drive. A file name with a colon needs ./ before it.
        matches: /^(?![A-Za-z][A-Za-z0-9+.-]+:)/,
        needs: 'none',
        signs: true,
        summary: 'The path of a file with one key. For signing: PEM or DER (PKCS#8, encrypted PKCS#8, SEC1, PKCS#1), or an encrypted key of cosign. For verification: the public key in PEM form.',
        load: () => __nccwpck_require__.e(/* import() */ 319).then(__nccwpck_require__.bind(__nccwpck_require__, 7319)),
    },
    plugin: {
        form: 'NAME://REF',
        // After all others. Common schemes of URLs are no names of plugins.
        matches: /^(?!(?:https?|ftps?|file|data|ssh|git|oci|docker|docker-daemon|k8s|gitlab|github|mailto|urn|sha256)[:+])[a-z][a-z0-9+._-]{1,62}:\/\//,
        needs: 'all',
        signs: true,
        summary: 'A key of the plugin `sigstore-kms-NAME` in `PATH`, the plugins that cosign uses. Only for signing: verification needs the public key as a file.',
    },
};
const ENTRIES = Object.entries(KEY_SCHEMES);
/** The schemes for signing or for verification, in the order in which they are tried. */
function schemesFor(use) {
    return ENTRIES.filter(([, { signs, load }]) => (use === 'sign' ? signs : load !== undefined));
}
/** The forms of a key reference, for messages; a file first, because it is the most common. */
function keyForms(use) {
    const forms = schemesFor(use).map(([, { form }]) => form);
    return [KEY_SCHEMES.file.form, ...forms.filter((form) => form !== KEY_SCHEMES.file.form)];
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/parse-reference.js


const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/;
/** The input of a reference, and the values besides key schemes that it allows. */
const parse_reference_INPUTS = {
    sign: {
        name: 'keys',
        others: ['keyless'],
        instead: referenceHint('keys'),
    },
    verify: { name: 'key', others: [], instead: 'Write the key into a file and pass its path.' },
};
/** All forms of a value that names a key. */
function knownKeys(use) {
    return [...parse_reference_INPUTS[use].others, ...keyForms(use)];
}
function parseKeyReference(reference, use) {
    const { name, instead } = parse_reference_INPUTS[use];
    if (reference.trimStart().startsWith('-----')) {
        // The value is not quoted, because it contains the key.
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${name} contains key material; pass a reference such as env://VAR`, {
            expected: knownKeys(use).join(', '),
            found: 'PEM text',
            hint: instead,
        });
    }
    const found = schemesFor(use).find(([, { matches }]) => matches.test(reference));
    if (found !== undefined)
        return found[0];
    const scheme = SCHEME.exec(reference)?.[1] ?? '';
    const similar = similarForm(scheme, use);
    if (use === 'verify' && KEY_SCHEMES.plugin.matches.test(reference)) {
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', `keys of the form ${scheme}: do not verify`, {
            expected: knownKeys(use).join(', '),
            found: `${scheme}:`,
            hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}Key plugins only sign: a program that is found in PATH must not choose which key is trusted. Export the public key once, for example with cosign public-key --key ${scheme}://…, and name the file.`,
        });
    }
    throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', `keys of the form ${scheme}: are not supported`, {
        expected: knownKeys(use).join(', '),
        found: `${scheme}:`,
        hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}Use one of the supported forms; write ./ before a file name with a colon.`,
    });
}
/** The supported form with a similar name: other tools use `file:` before a path. */
function similarForm(scheme, use) {
    const schemes = schemesFor(use);
    const name = (0,nearest/* nearest */.p)(scheme, schemes.map(([known]) => known));
    return schemes.find(([known]) => known === name)?.[1].form;
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/key-forms.js

/** The forms of key references, from the table of key schemes: `keyless`, a PEM file, or `env://VAR`. */
function key_forms_keyForms(use) {
    const forms = knownKeys(use).map((form) => (form.includes(' ') ? form : `\`${form}\``));
    return `${forms.slice(0, -1).join(', ')}${forms.length > 2 ? ',' : ''} or ${forms.at(-1) ?? ''}`;
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/judging.js


/** The policy of the gate, and where to search for bundles. */
const JUDGING = {
    policies: {
        kind: 'list',
        flag: 'policy',
        placeholder: 'FILE',
        decides: true,
        reads: 'lists',
        description: 'Policy files, one per line. Every policy must allow every subject.',
    },
    'policy-digest': {
        kind: 'text',
        placeholder: 'sha256:HEX',
        decides: true,
        reads: 'nothing',
        description: 'Pins the policy file, and every file that it names, to this SHA-256 digest. For several policy files: their digests in the same order, separated by spaces.',
    },
    'certificate-identity': {
        kind: 'text',
        placeholder: 'IDENTITY',
        decides: true,
        reads: 'nothing',
        description: 'One-line policy: the exact identity (subject alternative name) in the signing certificate.',
    },
    'certificate-identity-regexp': {
        kind: 'text',
        placeholder: 'RE2',
        decides: true,
        reads: 'nothing',
        description: 'One-line policy: an RE2 pattern that must match the whole identity.',
    },
    'certificate-oidc-issuer': {
        kind: 'text',
        placeholder: 'URL',
        decides: true,
        reads: 'nothing',
        description: 'One-line policy: the exact OIDC issuer of the identity.',
    },
    key: {
        kind: 'text',
        placeholder: 'KEY',
        decides: true,
        reads: 'files',
        description: `One-line policy: the public key of the expected signer: ${key_forms_keyForms('verify')}. All but files need \`key-digest\`.`,
    },
    'key-digest': {
        kind: 'text',
        placeholder: 'sha256:HEX',
        decides: true,
        reads: 'nothing',
        description: 'One-line policy: the fingerprint of `key`, the SHA-256 of its SubjectPublicKeyInfo (DER), which signing prints. Only this key counts. Required unless `key` is a file.',
    },
    owner: {
        kind: 'text',
        placeholder: 'OWNER',
        decides: true,
        reads: 'nothing',
        description: 'One-line policy: the owner (GitHub) whose workflows must have signed. Together with the identity of a reusable workflow: the owner that may call it.',
    },
    repository: {
        kind: 'text',
        placeholder: 'OWNER/NAME',
        decides: true,
        reads: 'nothing',
        description: 'One-line policy: the repository (GitHub) whose workflows must have signed. Together with the identity of a reusable workflow: the repository that may call it.',
    },
    'predicate-type': {
        kind: 'text',
        check: readPredicateType,
        placeholder: 'URI',
        decides: true,
        reads: 'nothing',
        description: 'One-line policy: requires an attestation with this predicate type instead of a signature.',
    },
    evidence: {
        kind: 'list',
        placeholder: 'PLACE',
        decides: true,
        reads: 'folders',
        description: 'Where to search for bundles, one per line: files, folders (with subfolders), `registry`, `github:OWNER/NAME` (attestations of that repository on GitHub), `github` (those of the repository of the run). Default: beside each file; for images, the registry.',
    },
    bundle: {
        kind: 'text',
        placeholder: 'FILE',
        decides: true,
        reads: 'files',
        description: 'The only bundle file (`.sigstore.json` or `.jsonl`) to use; nothing else is searched.',
    },
};
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __nccwpck_require__(6310);
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/keys.js


/** The signers. */
const KEYS = {
    keys: {
        kind: 'list',
        default: 'keyless',
        flag: 'key',
        refersToSecret: true,
        reads: 'files',
        placeholder: 'KEY',
        description: `How to sign, one per line; each of them signs: ${key_forms_keyForms('sign')}.`,
    },
    'fallback-key': {
        kind: 'text',
        refersToSecret: true,
        reads: 'files',
        placeholder: 'KEY',
        description: 'A key that signs only if keyless signing is not possible for want of a service: token service, Fulcio, log or timestamp authority cannot be reached, or answer 5xx, until the time for waiting is used up. Never after a refusal or a wrong answer. The run warns, and every report names it; its signatures may lack log entry and timestamp. The forms of `keys`, without `keyless`.',
    },
    'key-password': {
        kind: 'list',
        placeholder: '[KEY=]env://VAR|FILE',
        refersToSecret: true,
        perKey: true,
        reads: 'files',
        description: 'Where the password of the keys is: `env://VAR` or a file; never the password itself. With several keys, `KEY=env://VAR` per line, with KEY as in `keys`.',
    },
    'signing-algorithm': {
        kind: 'list',
        placeholder: '[KEY=]NAME',
        reads: 'nothing',
        description: 'The algorithm of keys that allow several: `rsa-sign-pss-3072-sha256` (also 2048 and 4096), `ed25519-ph`. Default: the usual one of the key, for RSA PKCS #1 v1.5. With several keys, `KEY=NAME` per line.',
    },
    'key-login': {
        kind: 'list',
        reads: 'nothing',
        placeholder: 'SERVICE NAME=VALUE…',
        check: key_login/* readKeyLogins */.O,
        description: 'How to log in at the service of a key with the identity of the job, without a stored secret, one service per line: `aws role=ARN`, `gcp provider=PROVIDER`, `azure tenant=ID client=ID`, `vault role=NAME`. Default: the usual credentials of the service.',
    },
    'identity-token': {
        kind: 'text',
        placeholder: 'env://VAR|FILE',
        refersToSecret: true,
        reads: 'files',
        description: 'Where the OIDC token is: `env://VAR` or a file. Default: found automatically on GitHub and GitLab.',
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/run.js
/** Time limit, log and token of a run. */
const RUN = {
    'fail-fast': {
        kind: 'flag',
        default: 'false',
        reads: 'nothing',
        description: 'Stop at the first artifact that cannot be signed.',
    },
    'dry-run': {
        kind: 'flag',
        default: 'false',
        reads: 'nothing',
        description: 'Only check and plan: prints what would be signed, by whom, where it would be stored, and every text that would become public. Nothing is signed, written or stored.',
    },
    'confirm-public': {
        kind: 'flag',
        default: 'false',
        reads: 'nothing',
        description: 'Consent for a private repository: names of repository and workflow, commit, digests and time may be published in a public log, for ever. Not needed for a Sigstore instance of your own.',
    },
    resume: {
        kind: 'flag',
        default: 'false',
        reads: 'nothing',
        description: 'Do not sign again what an earlier run of the same job, or the same key, has signed: bundles at their paths and in the registry are verified, and only what is missing is signed and stored.',
    },
    timeout: {
        kind: 'duration',
        default: '10m',
        placeholder: 'TIME',
        reads: 'nothing',
        description: 'How long the run may wait in all, for services, retries and helper programs (`90s`, `10m`, `1h`).',
    },
    'log-level': {
        kind: 'choice',
        choices: ['debug', 'info', 'warn', 'error'],
        default: 'info',
        reads: 'nothing',
        description: 'The lowest severity that is printed.',
    },
    'log-format': {
        kind: 'choice',
        choices: ['text', 'json'],
        default: 'text',
        reads: 'nothing',
        description: '`json` prints one event per line.',
    },
    'github-token': {
        kind: 'text',
        default: '${{ github.token }}',
        only: 'github',
        secret: true,
        reads: 'nothing',
        description: "The workflow's token, for ghcr.io if there are no other credentials, and for GitHub's attestation API.",
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/services.js
/** The Sigstore instance, and the use of the network. */
const SERVICES = {
    'trusted-root': {
        kind: 'text',
        placeholder: 'NAME|FILE|URL',
        decides: true,
        reads: 'files',
        description: "The Sigstore instance: `public-good`, `github` (GitHub's own, for private repositories), or another one by its trusted_root.json or the URL of its TUF mirror. Default: `public-good`.",
    },
    'signing-config': {
        kind: 'text',
        placeholder: 'FILE',
        reads: 'files',
        description: 'Another Sigstore instance: its signing_config.json, which lists its services. Default: the signing config that belongs to the trusted root.',
    },
    'trust-digest': {
        kind: 'list',
        placeholder: 'sha256:HEX',
        decides: true,
        reads: 'nothing',
        description: 'Pins the files of trusted-root and signing-config to their SHA-256 digests, one per line, that of the trusted root first.',
    },
    'transparency-log': {
        kind: 'choice',
        choices: ['required', 'off'],
        default: 'required',
        reads: 'nothing',
        description: '`off`: no transparency log is used; keyless signatures then need a timestamp authority. Every report mentions it.',
    },
    network: {
        kind: 'choice',
        choices: ['all', 'registries', 'none'],
        default: 'all',
        reads: 'nothing',
        description: 'What the run may connect to: `all`, `registries` (only for images and their signatures) or `none`. All other connections are refused.',
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/setup.js
/** The version that is installed, and the source of its files. */
const SETUP = {
    version: {
        kind: 'text',
        placeholder: 'VERSION',
        decides: true,
        reads: 'nothing',
        description: 'The exact version of the command line, as `1.2.3` or `v1.2.3`. Default: the version of this action.',
    },
    mirror: {
        kind: 'text',
        placeholder: 'URL|FOLDER',
        decides: true,
        reads: 'folders',
        description: 'The source of the release files: an https URL or a folder that contains `vVERSION/countersign-VERSION.tar.gz` and its bundle. They are verified in the same way. Default: the releases on github.com.',
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/storing.js

/** Where bundles are stored, and settings of registries. */
const STORING = {
    'output-dir': {
        kind: 'text',
        placeholder: 'DIR',
        reads: 'nothing',
        description: 'Folder for the bundles. Default: beside each file; the bundles of images are stored only in the registry.',
    },
    'bundle-path': {
        kind: 'text',
        placeholder: 'FILE.jsonl',
        reads: 'nothing',
        description: 'One `.jsonl` file for all bundles, instead of one file each.',
        component: {
            note: 'The name must end in .sigstore.json or .sigstore.jsonl, so that the job keeps the file as an artifact.',
            regex: '^([ -&(-~]*\\.sigstore\\.jsonl?)?$',
        },
    },
    annotations: {
        kind: 'list',
        check: readAnnotations,
        flag: 'annotation',
        placeholder: 'KEY=VALUE',
        free: true,
        reads: 'nothing',
        description: 'Annotations that are signed with the image (`version=1.2.3`), one `key=value` per line.',
    },
    'signature-repository': {
        kind: 'text',
        placeholder: 'REPOSITORY',
        decides: true,
        reads: 'nothing',
        description: 'Another repository for the signatures and attestations of images. Default: the repository of the image.',
    },
    'insecure-registries': {
        kind: 'list',
        flag: 'insecure-registry',
        placeholder: 'HOST',
        reads: 'nothing',
        description: 'Registries (`host:port`) that may be used over plain HTTP, one per line. Loopback addresses are always allowed.',
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs/subjects.js

/** The subjects to sign, attest or verify. */
const SUBJECTS = {
    paths: {
        kind: 'list',
        flag: 'path',
        placeholder: 'GLOB',
        free: true,
        decides: true,
        reads: 'artifacts',
        description: 'Files, as paths or globs, one per line; a leading `!` excludes. A pattern that matches no file is an error.',
    },
    checksums: {
        kind: 'list',
        placeholder: 'FILE',
        free: true,
        decides: true,
        reads: 'lists',
        description: 'Checksum files (format of GNU, BSD or goreleaser; sha256, sha384 or sha512), one per line. Their paths are relative to the checksum file. If a listed file exists, it must match its digest.',
    },
    images: {
        kind: 'list',
        flag: 'image',
        placeholder: 'REF',
        free: true,
        decides: true,
        reads: 'nothing',
        description: 'Image references, one per line, with a digest or a tag. A tag is resolved once, and its digest is printed.',
    },
    platforms: {
        kind: 'list',
        check: readPlatforms,
        flag: 'platform',
        placeholder: 'OS/ARCH',
        decides: true,
        reads: 'nothing',
        description: 'Only these platforms of an image index (`linux/amd64`), one per line, without the index itself. Default: the index and every platform.',
    },
};
;// CONCATENATED MODULE: ./packages/surface/lib/options/inputs.js








/** Every input, in the order of all pages. A test compares this table with action.yml, the component templates and the flags. */
const inputs_INPUTS = {
    ...SETUP,
    ...SUBJECTS,
    ...JUDGING,
    ...KEYS,
    ...SERVICES,
    ...STORING,
    ...DECISION,
    ...RUN,
};
/** The same inputs by purpose; `--help` has a heading for each. */
const INPUT_GROUPS = [
    ['Release', SETUP],
    ['Artifacts', SUBJECTS],
    ['Requirements and evidence', JUDGING],
    ['Keys', KEYS],
    ['Trust and network', SERVICES],
    ['Bundles and registries', STORING],
    ['Decision and reports', DECISION],
    ['Run and log', RUN],
];
;// CONCATENATED MODULE: ./packages/surface/lib/options/table.js


/** The default of an input that must not be empty at a piece that does not sign: no one can mean this text, so an empty text remains an error. */
const NOT_GIVEN = '(not given)';
/** The default in a workflow or pipeline. */
function defaultOf(piece, spec) {
    return spec.default ?? (!signs(piece) && spec.decides ? NOT_GIVEN : undefined);
}
/** The inputs of one piece, in the table's order. */
function inputsOf(piece) {
    const names = PIECES[piece].inputs;
    return Object.entries(inputs_INPUTS).filter(([name]) => names.includes(name));
}
/** The command line's flag of an input, without dashes. */
function flagOf(name, spec) {
    return spec.flag ?? name;
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/meant-name.js


/** The known name that a user probably meant: the name in another tool, singular or plural, or up to two typing errors. */
function meantName(name, known) {
    const ours = FOREIGN_OPTIONS[name]?.ours?.find((one) => known.includes(one));
    const stem = (text) => text.replace(/(ies|y|s)$/, '');
    return ours ?? (0,nearest/* nearest */.p)(name, known, 2) ?? known.find((candidate) => stem(candidate) === stem(name));
}
/** The hint for an unknown name: that of another tool, or a misspelt one; undefined if no known name is similar. */
function hintFor(name, known, label) {
    const near = meantName(name, known);
    return foreignHint(name, known, label) ?? (near === undefined ? undefined : `Did you mean ${label(near)}?`);
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/together.js


/** Inputs that exclude each other: at most one of each group. */
const EXCLUSIVE = [
    ['output-dir', 'bundle-path'],
    ['policies', 'certificate-identity', 'certificate-identity-regexp', 'key'],
    // Together with an identity, one of these says whose runs are accepted.
    ['policies', 'key', 'owner', 'repository'],
    ['bundle', 'evidence'],
];
/** Inputs that need one of the others. */
const ONLY_WITH = {
    'certificate-oidc-issuer': ['certificate-identity', 'certificate-identity-regexp', 'owner', 'repository'],
    'certificate-identity': ['certificate-oidc-issuer'],
    'certificate-identity-regexp': ['certificate-oidc-issuer'],
    'predicate-type': ['certificate-identity', 'certificate-identity-regexp', 'key', 'owner', 'repository'],
    'policy-digest': ['policies'],
    'key-digest': ['key'],
    'trust-digest': ['trusted-root', 'signing-config'],
    // The one-line policy is the same for every target.
    target: ['policies'],
    platforms: ['images'],
    'insecure-registries': ['images'],
    'signature-repository': ['images'],
};
const ISSUERS = 'The issuer of GitHub Actions is https://token.actions.githubusercontent.com, that of gitlab.com https://gitlab.com; signing prints the whole command.';
/** Refuses contradicting and incomplete combinations. @throws CountersignError INPUT_MISSING, INPUT_INVALID */
function checkTogether(piece, called, given, label) {
    const names = (list) => list.map(label).join(' or ');
    const needed = PIECES[piece].needs;
    for (const group of needed) {
        if (!group.some(given)) {
            throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', `${called} needs ${names(group)}`, {
                expected: names(group),
                found: 'none of them',
                hint: `Set ${group.length === 1 ? 'it' : 'one of them'}; the README of the action and --help have examples.`,
            });
        }
    }
    for (const group of EXCLUSIVE) {
        const both = group.filter(given);
        if (both.length > 1) {
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${both.map(label).join(' and ')} contradict each other`, {
                expected: 'one of them',
                found: both.map(label).join(', '),
            });
        }
    }
    for (const [name, others] of Object.entries(ONLY_WITH)) {
        if (given(name) && !others.some(given)) {
            throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', `${label(name)} has no effect without ${names(others)}`, {
                expected: names(others),
                found: 'none of them',
                ...(others.includes('certificate-oidc-issuer') ? { hint: ISSUERS } : {}),
            });
        }
    }
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/option-name.js
/** The name of an input's option: `output-dir` is `outputDir`. */
function optionName(name) {
    return name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/files-read.js


const READING = Object.entries(inputs_INPUTS).filter(([, { reads }]) => reads !== 'nothing');
/**
 * The values of inputs that make a run read files in one of these ways. A value that is not a path (`env://VAR`, `registry`) is returned
 * too: as a path, it is that of no file.
 */
function filesRead(inputs, ...ways) {
    const wanted = ways;
    return READING.filter(([, { reads }]) => wanted.includes(reads)).flatMap(([name, spec]) => (inputs[name] ?? []).flatMap((value) => (spec.perKey ? withoutKeys(value) : [value])).map(pathIn));
}
/** The inputs that make a run read files, as the user wrote them, from the options of any piece. */
function readingInputs(options) {
    const byName = new Map(Object.entries(options));
    return Object.fromEntries(READING.map(([name]) => [name, texts(byName.get(optionName(name)))]));
}
/** The value, and what follows each `=` of it: one of them is the file of `KEY=FILE`, whatever the key is. */
function withoutKeys(value) {
    const parts = value.split('=');
    return parts.map((_, index) => parts.slice(index).join('='));
}
/** The URL of a TUF mirror is followed by the path of its root: `https://mirror#root=root.json`. */
function pathIn(value) {
    return value.replace(/^https?:.*?#root=/is, '');
}
function texts(value) {
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/misplaced-secret.js


const isPem = (text) => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text);
/** A DER sequence (PKCS#8, SEC1, PKCS#1) long enough for a private key. */
const isDer = (bytes) => bytes.length >= 40 && bytes[0] === 0x30;
/** The forms in which secrets are written into inputs by mistake. Each is recognised by its form alone; nothing is looked up. */
const SECRET_FORMS = {
    pem: { what: 'a private key (PEM)', matches: isPem },
    'pem in base64': {
        what: 'a private key (PEM in base64)',
        matches: (text) => /(?:^|[\s=:])LS0tLS1CRUdJTi/.test(text) &&
            isPem(Buffer.from(text.replace(/^.*?(?=LS0tLS1CRUdJTi)/s, ''), 'base64').toString('latin1')),
    },
    'der in base64': {
        what: 'key material (DER in base64)',
        onlyIn: 'references',
        matches: (text) => /^M[A-Za-z0-9+/_-]{50,}={0,2}$/.test(text) && isDer(Buffer.from(text, 'base64')),
    },
    'der in hex': {
        what: 'key material (hex)',
        onlyIn: 'references',
        matches: (text) => /^(?:[0-9a-fA-F]{2}){32,}$/.test(text),
    },
    jwt: { what: 'a JSON Web Token', matches: (text) => /(?:^|[\s=:/@])eyJ[\w-]{6,}\.eyJ[\w-]{6,}\.[\w-]*/.test(text) },
    'token of a platform': {
        what: 'an access token',
        matches: (text) => /(?<![\w-])(?:gh[opusr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|gl(?:pat|cbt|dt|rt|ptt|oas|soat)-[\w-]{20,}|dckr_pat_[\w-]{20,}|npm_[A-Za-z0-9]{30,}|xox[abprs]-[\w-]{20,})/.test(text),
    },
    'password in an address': {
        what: 'an address with a user name and a password',
        matches: (text) => /(?:^|[\s=:])[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*:[^\s/?#@]+@/i.test(text),
    },
    'pin of an hsm': {
        what: 'the PIN of an HSM (pin-value)',
        matches: (text) => /(?:^|[\s=])pkcs11:\S*[?&]pin-value=./i.test(text),
        instead: 'Pass the PIN with key-password: env://HSM_PIN, or name its place in the reference: pin-source=env://HSM_PIN.',
    },
    'password before a registry': {
        what: 'a user name and a password before the registry',
        onlyIn: 'registries',
        matches: (text) => /^[^\s/@:]+:[^\s/@]+@[a-z0-9.-]+(?::\d+)?(?:\/|$)/i.test(text) && !/@sha(?:256|384|512)(?::|$)/.test(text),
    },
};
/** Inputs of references to images: `user:password@registry/name` is written there by mistake. */
const OF_REGISTRIES = ['images', 'signature-repository', 'insecure-registries'];
/**
 * Refuses an input that contains a secret itself. The value is not repeated: it would be in the log, and in the signed or stored data.
 * @throws CountersignError INPUT_INVALID with the line to write instead
 */
function refuseSecret(name, spec, values, label) {
    if (spec.secret)
        return;
    const lines = values
        .flatMap((value) => [value, ...value.split(/\r?\n/)])
        .flatMap((line) => (spec.perKey ? withoutKeys(line) : [line]))
        .map((line) => line.trim());
    const forms = Object.values(SECRET_FORMS);
    const isKind = { references: spec.refersToSecret === true, registries: OF_REGISTRIES.includes(name) };
    const found = forms.find(({ onlyIn, matches }) => (onlyIn === undefined || isKind[onlyIn]) && lines.some(matches));
    if (found === undefined)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} contains ${found.what}; its value is not shown`, {
        expected: spec.refersToSecret ? 'env://VAR or the path of a file' : 'a value without a secret',
        found: found.what,
        hint: `${found.instead ?? misplaced_secret_hintFor(name, spec)}\nReplace the secret: workflow files, command lines and logs may already contain it.`,
    });
}
function misplaced_secret_hintFor(name, spec) {
    if (spec.refersToSecret)
        return referenceHint(name);
    if (name === 'key')
        return 'Pass the public key: the path of its file, or env://VAR. `openssl pkey -in release.pem -pubout` prints the public key of a private key.';
    if (OF_REGISTRIES.includes(name))
        return [
            'Write the registry and the repository only, and log in before. In GitHub Actions:',
            '  - uses: docker/login-action@v3',
            '    with:',
            '      registry: registry.example.com',
            '      username: ${{ secrets.REGISTRY_USER }}',
            '      password: ${{ secrets.REGISTRY_PASSWORD }}',
            'In GitLab and elsewhere: docker login, or the variables COUNTERSIGN_REGISTRY, COUNTERSIGN_REGISTRY_USERNAME and COUNTERSIGN_REGISTRY_PASSWORD.',
        ].join('\n');
    if (name === 'annotations')
        return 'Remove it: annotations are signed and can be read by everyone who can read the image.';
    return 'Remove it: this input takes no secret. Pass files that need a login as files; registries: docker login; proxies: HTTPS_PROXY.';
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/read.js









/** The name of an input in messages. */
function labelOf(name, spec, spelling) {
    return spelling === 'input' ? `input "${name}"` : `--${spec ? flagOf(name, spec) : name}`;
}
/** The name of a piece in messages: as the user called it. */
function pieceLabel(piece, spelling) {
    if (!hasCommand(piece))
        return piece;
    const { name } = PIECES[piece].command;
    return spelling === 'flag' && name !== piece ? `countersign ${name}` : piece;
}
/**
 * The checked options of a piece, from the text that the user wrote. Without side effects.
 * @throws CountersignError INPUT_INVALID (unknown name, flag-like or empty value, contradiction), INPUT_MISSING
 */
function readOptions(piece, raw, spelling) {
    const specs = inputsOf(piece);
    const known = new Map(specs);
    for (const name of Object.keys(raw)) {
        if (known.has(name) || !given(raw[name]))
            continue;
        const spec = Object.hasOwn(inputs_INPUTS, name) ? inputs_INPUTS[name] : undefined;
        const hint = hintFor(name, [...known.keys()], (one) => labelOf(one, known.get(one), spelling)) ?? takersOf(name, spelling);
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${pieceLabel(piece, spelling)} has no ${labelOf(name, spec, spelling)}`, {
            found: name,
            ...(hint === undefined ? {} : { hint }),
        });
    }
    for (const [name, spec] of specs)
        refuseSecret(name, spec, raw[name] ?? [], labelOf(name, spec, spelling));
    const options = Object.fromEntries(specs.map(([name, spec]) => [optionName(name), readOne(raw[name], spec, labelOf(name, spec, spelling))]));
    const isGiven = (name) => given(raw[name]);
    checkTogether(piece, pieceLabel(piece, spelling), isGiven, (name) => labelOf(name, known.get(name), spelling));
    return options;
}
/** Which other pieces have an input of this name. */
function takersOf(name, spelling) {
    const takers = PIECE_NAMES.filter((piece) => inputsOf(piece).some(([own]) => own === name));
    return takers.length === 0 ? undefined : `It belongs to ${takers.map((piece) => pieceLabel(piece, spelling)).join(', ')}.`;
}
function readOne(values, spec, label) {
    const fallback = spec.default === undefined || spec.default.startsWith('${{') ? [] : [spec.default];
    const lines = given(values) ? values.flatMap((value) => split(value, spec, label)) : fallback;
    if (spec.kind === 'list') {
        spec.check?.(lines, label);
        return lines;
    }
    const [text, second] = lines;
    if (second !== undefined)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} is given more than once`, {
            expected: 'one value',
            found: `${String(lines.length)} values`,
        });
    if (spec.kind === 'duration')
        return readDuration(text ?? '', label);
    if (spec.kind === 'flag')
        return readFlag(text ?? '', label);
    if (spec.kind === 'choice' && !spec.choices?.includes(text ?? '')) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has an unknown value`, {
            expected: spec.choices?.join(' or ') ?? '',
            found: text ?? '',
        });
    }
    if (text !== undefined)
        spec.check?.([text], label);
    return text;
}
/** The lines of a list, or the one value of any other kind. Refuses values that are probably a mistake. */
function split(value, spec, label) {
    const lines = spec.kind === 'list' ? value.split(/\r?\n/) : [value];
    const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
    if (texts.length === 0)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} is empty`, {
            hint: spec.decides
                ? 'A variable that is not set gives an empty text. Omit the input if you mean none, or give it a value.'
                : 'Omit the input, or give it a value.',
        });
    for (const text of texts) {
        if (spec.kind === 'list')
            refuseListInLine(text, label);
        // A value like `-x` is nearly always the next flag, after an empty shell variable.
        if (text.startsWith('-')) {
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has a value that looks like a flag`, {
                found: text.startsWith('-----') ? 'PEM text' : spec.refersToSecret || spec.secret ? 'a dash at its start' : text,
                hint: 'Write ./ before a path that starts with a dash.',
            });
        }
        if (hasControlCharacter(text))
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has a line break or another control character`, {
                expected: 'one line of text',
            });
    }
    return texts;
}
/** A list in YAML or JSON inside a text: `- a.tgz`, `[a.tgz, b.tgz]`. The second would be a glob for one character. */
function refuseListInLine(text, label) {
    const found = /^-\s/.test(text) ? 'a dash and a space' : isListInBrackets(text) ? 'a list in brackets' : undefined;
    if (found === undefined)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} has a list inside a line`, {
        expected: 'one value per line',
        found,
        hint: 'Write each value on a line of its own, without a dash, brackets or quotes.',
    });
}
/** Not one pattern for all of it: on a long line without the last bracket, it would try every pair of positions. */
const isListInBrackets = (text) => text.startsWith('[') && text.endsWith(']') && /[,"']/.test(text);
function hasControlCharacter(text) {
    return [...text].some((character) => character < ' ' || character === '\u007f');
}
function given(values) {
    return values !== undefined && values.length > 0;
}
;// CONCATENATED MODULE: ./packages/surface/lib/github/options.js


/** The variable of an input: the runner uses upper case, `_` for spaces, and keeps hyphens. */
function variableOf(name) {
    return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
/** Undeclared ones are refused at every piece. Those of `setup` alone are not: jobs have an INPUT_VERSION of their own. */
const OURS = new Set(PIECES_WITH_COMMAND.flatMap((piece) => PIECES[piece].inputs));
/**
 * Reads the inputs of a step from its environment. The runner sets every declared input, with its default if it is omitted. For inputs
 * that decide at the gate, the default is `NOT_GIVEN`, and an empty text is refused; for all others, an empty text means *not given*.
 * The runner also passes undeclared inputs, and a job may have INPUT_ variables of its own: those with a name similar to one of ours are
 * refused as misspelt, the others are ignored. The runner always uses upper case: a name in another letter case was set by an earlier
 * step, and must not replace ours.
 * @throws CountersignError INPUT_INVALID, INPUT_MISSING
 */
function readActionOptions(piece, env) {
    const declared = new Map(inputsOf(piece).map(([name]) => [variableOf(name), name]));
    const raw = {};
    for (const [variable, value] of Object.entries(env)) {
        if (!variable.startsWith('INPUT_') || value === undefined || isOmitted(piece, declared.get(variable), value))
            continue;
        if (!declared.has(variable) && declared.has(variable.toUpperCase())) {
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `the environment contains ${variable} beside the step's own inputs`, {
                expected: variable.toUpperCase(),
                found: variable,
                hint: 'Find out which step sets it; inputs are written under "with".',
            });
        }
        const name = declared.get(variable) ?? variable.slice('INPUT_'.length).toLowerCase();
        if (declared.has(variable) || OURS.has(name) || isNear(name, [...declared.values()]))
            raw[name] = [value];
    }
    return readOptions(piece, raw, 'input');
}
/**
 * Misspelt, or the name of another tool for one of our inputs. These names count only if they contain a hyphen: variables of jobs do
 * not.
 */
function isNear(name, ours) {
    return meantName(name, ours) !== undefined || (name.includes('-') && Object.hasOwn(FOREIGN_OPTIONS, name));
}
/** `NOT_GIVEN`; for inputs that do not decide, an empty text. */
function isOmitted(piece, name, value) {
    const decides = name !== undefined && defaultOf(piece, inputs_INPUTS[name]) === NOT_GIVEN;
    return decides ? value === NOT_GIVEN : value.trim() === '';
}
/** The values of inputs that refer to a secret. */
function secretReferences(piece, env) {
    return inputsOf(piece).flatMap(([name, spec]) => (spec.refersToSecret ? [env[variableOf(name)] ?? ''] : []));
}
/** Masks the inputs that are secret, before anything else is printed. */
function maskSecretInputs(piece, env, log) {
    for (const [name, spec] of inputsOf(piece)) {
        const value = env[variableOf(name)];
        if (spec.secret && value)
            log.secret(value);
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/run/events/kind.js
/** The fields that `must` and `may` list are the type of the event: `level` and `text` can read no others. */
function kind(described) {
    return described;
}
;// CONCATENATED MODULE: ./packages/core/lib/run/events/collecting.js

const LEFT_OUT = {
    folder: { level: 'warn', text: (path) => `is a folder; ${path}/** would take the files in it` },
    bundle: { level: 'info', text: () => 'is a bundle' },
    'dead-link': { level: 'warn', text: () => 'is a link to a file that does not exist' },
};
/** What the run is about: files and images that were named. */
const COLLECTING = {
    resolved: kind({
        when: 'the tag of an image was looked up; from here on only the digest counts',
        must: ['artifact', 'digest', 'reference'],
        may: [],
        level: 'info',
        text: ({ reference, artifact }) => `${reference} is ${artifact}`,
    }),
    narrowed: kind({
        when: 'only some platforms of an index are signed, and not the index itself',
        must: ['artifact', 'digest', 'names'],
        may: [],
        level: 'info',
        text: ({ artifact, names }) => `${artifact} is not signed itself, only its manifests for ${names.join(', ')}: a signature of the index would cover every platform in it`,
    }),
    'left-out': kind({
        when: 'a path that was found is no subject',
        must: ['artifact', 'reason'],
        may: [],
        level: ({ reason }) => LEFT_OUT[reason].level,
        text: ({ artifact, reason }) => `left out: ${artifact} ${LEFT_OUT[reason].text(artifact)}`,
    }),
    'one-file': kind({
        when: 'two names are of the same file, which counts once',
        must: ['artifact', 'other'],
        may: [],
        level: 'info',
        text: ({ artifact, other }) => `${artifact} and ${other} are one file`,
    }),
    'outside-folder': kind({
        when: 'a file lies outside of the working folder; rules match it by its whole path',
        must: ['artifact'],
        may: [],
        level: 'info',
        text: ({ artifact }) => `${artifact} lies outside of the working folder: rules match it by this path`,
    }),
    'bytes-not-read': kind({
        when: 'a checksum file names files that are not here: only their digests are known',
        must: ['path', 'count', 'names'],
        may: [],
        level: 'info',
        text: ({ path, count, names }) => `${path} names files that are not beside it; their bytes were not read: ${names.join(', ')}` +
            (count > names.length ? ` and ${String(count - names.length)} more` : ''),
    }),
};
;// CONCATENATED MODULE: ./packages/core/lib/run/events/gate.js

/** From evidence to the decision. */
const GATE = {
    'to-judge': kind({
        when: 'the artifacts are known: evidence will be searched and verified for so many',
        must: ['subjects'],
        may: [],
        level: 'debug',
        text: ({ subjects }) => `${String(subjects)} ${subjects === 1 ? 'artifact' : 'artifacts'} to judge`,
    }),
    found: kind({
        when: 'the places of evidence were searched for one artifact',
        must: ['artifact', 'digest', 'count', 'names'],
        may: [],
        level: 'debug',
        text: ({ artifact, count }) => `${String(count)} bundles for ${artifact}`,
    }),
    'not-judged': kind({
        when: 'a bundle could not be read, or a place of evidence could not be asked',
        must: ['artifact', 'code', 'problem'],
        may: ['origin'],
        level: 'debug',
        text: ({ artifact, problem }) => `not judged for ${artifact}: ${problem}`,
    }),
    verified: kind({
        when: 'a bundle was verified under one trust: either it is proven who signed, or it does not count there; the policy then decides whether that signer is allowed',
        must: ['artifact', 'bundle', 'origin', 'policy', 'trust', 'verification'],
        may: ['code', 'problem', 'signer', 'issuer', 'key', 'logIndex', 'at'],
        level: 'debug',
        text: ({ origin, artifact, verification, signer, problem }) => `${origin} for ${artifact}: ${verification}, ${signer ?? problem ?? ''}`,
    }),
    examined: kind({
        when: 'all evidence for one artifact was verified, for every policy; its outcome is known only with the decision',
        must: ['artifact', 'digest'],
        may: [],
        level: 'debug',
        text: ({ artifact }) => `the evidence for ${artifact} was verified`,
    }),
    proofs: kind({
        when: 'all evidence was judged; how often signature, certificate, logs and timestamps were checked',
        must: ['count', 'subjects'],
        may: [],
        level: 'debug',
        text: ({ count, subjects }) => `${String(count)} proofs for ${String(subjects)} subjects`,
    }),
    refused: kind({
        when: 'a requirement was not met, of one artifact or of the run',
        must: ['requirement', 'outcome', 'problem', 'mode'],
        may: ['code', 'artifact', 'digest', 'policy', 'expected', 'found', 'hint'],
        level: ({ mode }) => (mode === 'warn' ? 'warn' : 'error'),
        text: ({ outcome, requirement, artifact, problem }) => `${outcome}: ${requirement}${artifact === undefined ? '' : ` of ${artifact}`}: ${problem}`,
        isShownBySurface: true,
    }),
    decided: kind({
        when: 'the decision of the gate, once, after everything that it depends on',
        must: ['outcome', 'subjects', 'mode', 'verdicts', 'durationMs'],
        may: ['code', 'target', 'fallbackSigners'],
        level: ({ outcome, mode }) => (outcome === 'allowed' ? 'info' : mode === 'warn' ? 'warn' : 'error'),
        text: ({ outcome, subjects }) => `${outcome}: ${String(subjects)} artifact${subjects === 1 ? '' : 's'}`,
        isShownBySurface: true,
    }),
};
;// CONCATENATED MODULE: ./packages/core/lib/run/events/services.js

const FALLBACKS = {
    service: {
        level: 'warn',
        text: ({ from, to, problem }) => `${from} failed, using ${to}: ${problem ?? 'no answer'}`,
    },
    'cached-root': {
        level: 'warn',
        text: ({ to, problem }) => `the trusted root could not be refreshed (${problem ?? 'no answer'}); using ${to}`,
    },
    'cached-root-offline': { level: 'info', text: ({ to }) => `offline: using ${to}` },
    'embedded-root': { level: 'info', text: ({ to }) => `offline: using ${to}` },
    'fallback-tag': {
        level: 'debug',
        text: ({ from, to }) => `${from} has no referrers API: the bundle is listed under the tag ${to}`,
    },
};
/** Waits, retries and fallbacks. */
const services_SERVICES = {
    waiting: kind({
        when: 'a service has not given a usable answer for five seconds; then again at growing intervals, once for all requests to one host',
        must: ['service', 'host', 'problem', 'durationMs'],
        may: [],
        level: 'info',
        text: ({ service, host, problem, durationMs }) => `waiting for ${service}, ${host}${durationMs < 500 ? '' : `, for ${(durationMs / 1000).toFixed(0)} s`}: ${problem}`,
    }),
    retried: kind({
        when: 'a request failed with a temporary error; it is sent again after a wait',
        must: ['host', 'problem', 'durationMs'],
        may: ['attempt'],
        level: 'debug',
        text: ({ host, problem, durationMs, attempt }) => `${host}: ${problem}; asked again in ${(durationMs / 1000).toFixed(1)} s` +
            (attempt === undefined ? '' : `, attempt ${String(attempt + 1)}`),
    }),
    'fell-back': kind({
        when: 'something could not be used, and something else is used instead',
        must: ['fallback', 'from', 'to'],
        may: ['code', 'problem'],
        level: ({ fallback }) => FALLBACKS[fallback].level,
        text: (event) => FALLBACKS[event.fallback].text(event),
    }),
    'trust-aging': kind({
        when: 'a trusted root is old, or its metadata expires soon',
        must: ['from', 'problem', 'hint'],
        may: [],
        level: 'warn',
        text: ({ from, problem, hint }) => `the trusted root ${from} should be renewed: ${problem}. ${hint ?? ''}`,
    }),
    'trust-cache-refused': kind({
        when: 'the cached trusted root does not verify from its anchor, and is not used',
        must: ['problem'],
        may: [],
        level: 'warn',
        text: ({ problem }) => `the cached trusted root does not verify and is not used (${problem})`,
    }),
};
;// CONCATENATED MODULE: ./packages/core/lib/run/events/signing.js

/** From the identity token to the stored bundle. */
const signing_SIGNING = {
    'to-sign': kind({
        when: 'the artifacts and keys are known: so many signatures will be made',
        must: ['count'],
        may: [],
        level: 'debug',
        text: ({ count }) => `${String(count)} ${count === 1 ? 'signature' : 'signatures'} to make`,
    }),
    'token-taken': kind({
        when: 'an identity token was taken and its claims were checked; the token itself is never printed',
        must: ['issuer', 'audience', 'expires'],
        may: [],
        level: 'debug',
        text: ({ issuer, audience }) => `identity token of ${issuer ?? 'an unknown issuer'} for ${audience}`,
    }),
    'source-of-workflow': kind({
        when: 'provenance is written in a run of an event whose runs often build other code than the commit that their token names',
        must: ['trigger'],
        may: [],
        level: 'warn',
        text: ({ trigger }) => `the event ${trigger} started this run: the commit in the provenance is the one of the workflow; code that the run took from a pull request, a fork or another run is not recorded`,
    }),
    'token-ends': kind({
        when: 'the identity token cannot be renewed and ends before a second certificate would be requested; `count` is there if so many signatures may need one',
        must: ['expires'],
        may: ['count'],
        level: ({ count }) => (count === undefined ? 'info' : 'warn'),
        text: ({ expires, count }) => `the identity token ends at ${expires} and cannot be renewed: this run gets one certificate` +
            (count === undefined ? '' : `, and ${String(count)} signatures may take longer than it is valid; sign in several jobs`),
    }),
    'certificate-issued': kind({
        when: 'the certificate authority issued the certificate of this run',
        must: ['signer', 'issuer', 'expires', 'durationMs'],
        may: [],
        level: 'info',
        text: ({ signer }) => `certificate for ${signer ?? 'an unknown signer'}`,
    }),
    unlogged: kind({
        when: 'the run signs without a transparency log',
        must: ['count'],
        may: [],
        level: 'warn',
        text: ({ count }) => count > 0
            ? 'transparency-log is off: these signatures are recorded in no public log'
            : 'transparency-log is off and there is no timestamp authority: these signatures are recorded in no public log and prove no time',
    }),
    'timestamp-only': kind({
        when: 'a key is of a kind whose signatures no transparency log records (ML-DSA): they are only timestamped, also where the run uses a log',
        must: ['signer', 'problem'],
        may: [],
        level: 'warn',
        text: ({ signer, problem }) => `${problem}: those of ${signer ?? 'this key'} are only timestamped`,
    }),
    'signed-again': kind({
        when: 'a signature cannot be used, and another one is made: a log has it but its entry cannot be read, or its certificate expired before it was logged',
        must: ['signer', 'problem'],
        may: [],
        level: 'debug',
        text: ({ problem }) => `${problem}; signing again`,
    }),
    'fallback-key-used': kind({
        when: 'keyless signing lacks a service: from now on the fallback key signs, once per run; `code` and `problem` are of that service',
        must: ['signer', 'key', 'code', 'problem'],
        may: [],
        level: 'warn',
        text: ({ signer, problem }) => `keyless signing is not possible, the fallback key ${signer ?? ''} signs instead: ${problem}. Verifiers accept it only where their policy lists this key`,
    }),
    'fallback-without': kind({
        when: 'signatures of the fallback key lack a log entry or a timestamp, because that service is away too or may not be used; once per service and run',
        must: ['service', 'problem'],
        may: ['code'],
        level: 'warn',
        text: ({ service, problem }) => `signatures of the fallback key are made without ${service}: ${problem}`,
    }),
    'fallback-key-away': kind({
        when: 'the service of the fallback key does not answer when the run begins: this run has no fallback',
        must: ['code', 'problem'],
        may: [],
        level: 'warn',
        text: ({ problem }) => `this run has no fallback key: ${problem}`,
    }),
    'entry-found': kind({
        when: 'the same signature was already logged: the existing entry was read, compared with what was sent, and is used; the bundle of it is verified like any other',
        must: ['log', 'logIndex'],
        may: [],
        level: 'info',
        text: ({ log, logIndex }) => `already logged by ${log} at index ${logIndex ?? 'unknown'}; using this entry`,
    }),
    logged: kind({
        when: 'a transparency log recorded the signature; this is public from now on, whatever follows',
        must: ['log', 'logIndex'],
        may: [],
        level: 'debug',
        text: ({ log, logIndex }) => `logged by ${log} at index ${logIndex ?? 'unknown'}`,
    }),
    timestamped: kind({
        when: 'a timestamp over the new signature was verified',
        must: ['artifact', 'authority', 'at'],
        may: [],
        level: 'debug',
        text: ({ artifact, authority, at }) => `timestamp of ${authority} for ${artifact}: ${at}`,
    }),
    signed: kind({
        when: 'a signature was made, and proven under the trusted root',
        must: ['artifact', 'subjects', 'signer', 'key', 'durationMs'],
        may: ['digest', 'issuer', 'logIndex', 'alreadyLogged'],
        level: 'info',
        // A key is named: where several sign, the lines would be the same. A certificate, which has an issuer, was named when it was issued.
        text: ({ artifact, signer, issuer, alreadyLogged }) => `signed ${artifact}${issuer === undefined ? ` with ${signer ?? ''}` : ''}${alreadyLogged === true ? '; its signature was already logged' : ''}`,
    }),
    'already-signed': kind({
        when: 'with `resume`: a signature of an earlier run was verified; no other one is made',
        must: ['artifact', 'signer'],
        may: [],
        level: 'info',
        text: ({ artifact, signer }) => `already signed: ${artifact} (${signer ?? ''})`,
    }),
    'no-second-opinion': kind({
        when: "Sigstore's own verifier cannot judge a new signature; ours has verified it. Each reason is reported once per run",
        must: ['problem'],
        may: [],
        level: 'info',
        text: ({ problem }) => `not judged by Sigstore's own verifier: ${problem}`,
    }),
    written: kind({
        when: 'a bundle file was written',
        must: ['artifact', 'path'],
        may: [],
        level: 'debug',
        text: ({ artifact, path }) => `wrote the bundle of ${artifact} to ${path}`,
    }),
    pushed: kind({
        when: 'a registry took the manifest of a bundle; whether the registry lists it is checked next',
        must: ['artifact', 'digest', 'reference'],
        may: [],
        level: 'debug',
        text: ({ reference }) => `pushed ${reference}`,
    }),
    stored: kind({
        when: 'a bundle is in the registry, and listed with its image',
        must: ['artifact', 'digest', 'reference'],
        may: [],
        level: 'info',
        text: ({ reference }) => `stored ${reference}`,
    }),
    'not-stored': kind({
        when: 'a bundle could not be stored with its image; its file is kept',
        must: ['artifact', 'code', 'problem', 'path'],
        may: [],
        level: 'warn',
        text: ({ problem, path }) => `${problem}; the bundle is kept in ${path}, from where a run with resume stores it`,
    }),
};
;// CONCATENATED MODULE: ./packages/core/lib/run/events/index.js





/**
 * Every event of a run, by name. One entry defines a kind: its type, fields, level, words and documentation come from
 * it, and all readers of events (EVENT_READERS of surface) get it.
 */
const EVENTS = { ...COLLECTING, ...signing_SIGNING, ...services_SERVICES, ...GATE };
const kindOf = (name) => EVENTS[name];
/** How important it is to people. */
function eventLevel(event) {
    const { level } = kindOf(event.event);
    return typeof level === 'string' ? level : level(event);
}
/** The line that people read. */
function eventText(event) {
    return kindOf(event.event).text(event);
}
/** Whether the surface shows it in a way of its own, so that the text log leaves it out. */
function isShownBySurface({ event }) {
    return kindOf(event).isShownBySurface === true;
}
/** The fields of a kind, in the order in which they are documented. */
function eventFields(name) {
    return kindOf(name);
}
;// CONCATENATED MODULE: ./packages/surface/lib/events/json-log.js

/** Events as JSON with all their fields, one per line. */
const jsonLog = ({ format, level: least, screen, secrets }) => format === 'json'
    ? {
        wants: (level) => isLogged(level, least),
        read({ event: { event, ...fields }, time, level, text }) {
            screen.event(secrets.mask(jsonLine({ time, level, event, message: text, ...fields })));
        },
    }
    : undefined;
;// CONCATENATED MODULE: ./packages/surface/lib/events/progress-line.js

/** How many signatures are made and how many artifacts are examined, if there are several. No outcome: the decision may still change it. */
const progressLine = ({ format, level: least, progress }) => {
    if (format !== 'text' || progress === undefined || !isLogged('info', least))
        return undefined;
    let total = 0;
    let done = 0;
    let stored = 0;
    const show = (verb, noun) => {
        if (total < 2)
            return;
        const pushed = stored === 0 ? '' : `, stored ${String(stored)}`;
        progress.show(`${verb} ${String(Math.min(done, total))} of ${String(total)} ${noun}${pushed}`);
    };
    const begin = (count) => {
        [total, done, stored] = [count, 0, 0];
    };
    return {
        wants: () => true,
        read({ event }) {
            switch (event.event) {
                case 'to-sign':
                    begin(event.count);
                    show('made', 'signatures');
                    return;
                case 'signed':
                    done += 1;
                    show('made', 'signatures');
                    return;
                case 'stored':
                    stored += 1;
                    show('made', 'signatures');
                    return;
                case 'to-judge':
                    begin(event.subjects);
                    show('examined', 'artifacts');
                    return;
                case 'examined':
                    done += 1;
                    show('examined', 'artifacts');
                    return;
                case 'decided':
                    progress.end();
                    return;
                default:
            }
        },
    };
};
;// CONCATENATED MODULE: ./packages/surface/lib/events/text-log.js


/** Events as lines for people, with their code. Omits events that the surface shows by itself. */
const textLog = ({ format, level: least, screen }) => format === 'text'
    ? {
        wants: (level) => isLogged(level, least),
        read({ event, level, text }) {
            if (!isShownBySurface(event))
                screen.message(level, textLines(text), 'code' in event ? event.code : undefined);
        },
    }
    : undefined;
;// CONCATENATED MODULE: ./packages/surface/lib/events/readers.js



/** The readers of a run's events. To add one: a file and a line here. */
const EVENT_READERS = {
    'text-log': textLog,
    'json-log': jsonLog,
    'progress-line': progressLine,
};
;// CONCATENATED MODULE: ./packages/surface/lib/events/emit.js


/** Longest text in an event, in characters: names and messages may come from an attacker. */
const MAX_TEXT = 2000;
/** The `emit` of a run: masks and limits each event once, and gives it to every reader that the options ask for. */
function createEmit(settings, readers = Object.values(EVENT_READERS)) {
    const made = readers.flatMap((make) => make(settings) ?? []);
    const safe = (text) => bounded(settings.secrets.mask(text));
    return (event) => {
        const level = eventLevel(event);
        const wanting = made.filter((reader) => reader.wants(level));
        if (wanting.length === 0)
            return;
        const harmless = withTexts(event, safe);
        // Masked again: joining two fields may complete a secret.
        const heard = { event: harmless, time: settings.clock(), level, text: safe(eventText(harmless)) };
        for (const reader of wanting)
            reader.read(heard);
    };
}
const bounded = (text) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
/** A copy of a plain value, with `change` applied to every text. */
function withTexts(value, change) {
    if (typeof value === 'string')
        return change(value);
    if (Array.isArray(value))
        return value.map((one) => withTexts(one, change));
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, change)]));
}
;// CONCATENATED MODULE: ./packages/surface/lib/log/known-secrets.js

/** Names of variables that contain a secret. */
const NAMES = /(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|PRIVATE_?KEY|ACCESS_KEY|API_?KEY|CREDENTIALS?)$/i;
/** Shorter values of such variables are words ("true", "none", "release"). */
const SHORTEST = 8;
/** `env://VAR`, a key service, or the name of a file that may be missing. */
const REFERENCE = /^(?:keyless$|[a-z][a-z0-9+.-]+:|[\w./@ \\:-]{1,200}\.(?:pem|key|p8|crt|der|txt|jwt)$)/i;
/**
 * Registers secrets before anything is done: variables with the name of a secret, and the user names, passwords and query strings of
 * URLs in variables and arguments.
 */
function learnSecrets(secrets, env, texts) {
    for (const [name, value] of Object.entries(env)) {
        if (value === undefined || value === '')
            continue;
        if (NAMES.test(name) && value.length >= SHORTEST)
            secrets.add(value);
        learnAddress(secrets, value);
    }
    for (const text of texts)
        for (const word of text.split(/\s+/))
            learnAddress(secrets, word.replace(/^-[^=]*=/, ''));
}
/**
 * Registers values that should be a reference to a secret, but are probably the secret itself: `--key-password hunter2`. A reference is
 * `env://VAR` or the path of a file.
 *
 * @param isFile whether a path names something that exists
 */
function learnMisplaced(secrets, values, isFile) {
    for (const value of values)
        for (const line of value.split(/\r?\n/))
            if (!REFERENCE.test(line.trim()) && !isFile(line.trim()))
                secrets.add(line);
}
/** The values of inputs that refer to a secret. */
function secretReferencesIn(raw) {
    const inputs = Object.entries(INPUTS);
    return inputs.flatMap(([name, { refersToSecret, perKey }]) => {
        const values = refersToSecret ? (raw[name] ?? []) : [];
        return perKey ? values.flatMap((value) => value.split(/\r?\n/)).map((line) => withoutKey(line, raw['keys'] ?? [])) : values;
    });
}
/** What follows `KEY=` in a line, where KEY is a line of `keys`. */
function withoutKey(line, keys) {
    const named = keys.flatMap((value) => value.split(/\r?\n/)).map((key) => `${key.trim()}=`);
    const prefix = named.find((one) => one !== '=' && line.trim().startsWith(one));
    return prefix === undefined ? line : line.trim().slice(prefix.length);
}
function learnAddress(secrets, text) {
    if (!text.includes('://') || !/[@?]/.test(text))
        return;
    const url = URL.parse(text);
    if (url === null)
        return;
    for (const part of [url.username, url.password]) {
        secrets.add(part);
        secrets.add(decoded(part));
    }
    // The version of a key is no secret.
    if (url.search === '' || /^\?version=\d{1,9}$/.test(url.search))
        return;
    secrets.add(url.search.slice(1));
    for (const value of url.searchParams.values())
        secrets.add(value);
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
;// CONCATENATED MODULE: ./packages/surface/lib/log/fold.js
/** `&#45;`, `&#x2d;` and the five names: how Markdown, HTML and XML escape a character. */
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/iy;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** `\n` and similar escapes of JSON and our own log, and Unicode escapes. */
const ESCAPE = /\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|[nrt])/iy;
/**
 * Removes white space, line breaks (also escaped ones), zero-width characters and backslashes, and decodes character references: a secret
 * that was wrapped, escaped or quoted is still the same secret. Both the secret and the text are folded.
 */
function fold(original) {
    let text = '';
    const at = [];
    for (let index = 0; index < original.length;) {
        const unit = original[index] ?? '';
        const special = unit === '&' ? matchAt(ENTITY, original, index) : unit === '\\' ? matchAt(ESCAPE, original, index) : undefined;
        const character = special === undefined ? unit : meaning(special);
        if (!IGNORED.test(character)) {
            for (const each of character.split('')) {
                text += each;
                at.push(index);
            }
        }
        index += special?.[0].length ?? 1;
    }
    at.push(original.length);
    return { text, at };
}
const IGNORED = /^[\s\\\u200b-\u200f\u2060\ufeff]?$/;
function meaning(match) {
    const [whole, ...groups] = match;
    if (whole.startsWith('&')) {
        const [decimal, hex, name] = groups;
        if (name !== undefined)
            return NAMED[name.toLowerCase()] ?? '';
        return character(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
    }
    const code = groups.find((group) => group !== undefined);
    return code === undefined ? '' : character(Number.parseInt(code, 16));
}
function character(code) {
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
function matchAt(pattern, text, index) {
    pattern.lastIndex = index;
    return pattern.exec(text) ?? undefined;
}
;// CONCATENATED MODULE: ./packages/surface/lib/log/secret-forms.js
/** Header, payload, signature (RFC 7515). */
const secret_forms_TOKEN = /^(eyJ[\w-]*)\.([\w-]*)\.([\w-]*)$/;
/** Larger secrets (key files) are masked only as they are, and in base64 and hex as a whole. */
const LARGE = 16 * 1024;
/** A secret and its parts, as they are and in the encodings of servers, URLs, logs and shells. */
function formsOf(value) {
    const token = secret_forms_TOKEN.exec(value);
    if (token === null)
        return encodings(value, 'opaque');
    const [, header = '', payload = '', signature = ''] = token;
    return [
        ...encodings(value, 'readable'),
        ...[header, payload].flatMap((part) => encodings(part, 'readable')),
        ...encodings(signature, 'opaque'),
        // The decoded bytes of the parts.
        ...[payload, signature].flatMap((part) => ofBytes(Buffer.from(part, 'base64url'), part === signature ? 'opaque' : 'readable')),
    ];
}
function encodings(value, kind) {
    if (value.length > LARGE)
        return [{ text: value, kind: 'readable' }];
    const bytes = Buffer.from(value, 'utf8');
    const everyByte = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const texts = [value, encodeURIComponent(value.toWellFormed()), everyByte, everyByte.toUpperCase(), value.replaceAll('"', "'")];
    const escaped = [encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1)];
    return [...new Set([...texts, ...escaped])].map((text) => ({ text, kind })).concat(ofBytes(bytes, kind));
}
/** Base64 with the bytes at each of three offsets (as in `user:secret`), base64url, hex. */
function ofBytes(bytes, kind) {
    const hex = bytes.toString('hex');
    const shifted = [0, 1, 2].map((shift) => {
        const whole = Buffer.concat([Buffer.alloc(shift), bytes])
            .toString('base64')
            .replace(/(?<!=)=+$/, '');
        // The first and last characters also contain bits of the bytes before and after.
        return whole.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1);
    });
    const texts = [hex, hex.toUpperCase(), ...shifted, ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
    return [...new Set(texts)].filter((text) => text.length >= 8).map((text) => ({ text, kind }));
}
;// CONCATENATED MODULE: ./packages/surface/lib/log/secrets.js


/** Shorter values are not secrets, and would mask half of every line. */
const secrets_SHORTEST = 6;
/** Words that are needed to read our decision are never masked. */
const OWN_WORDS = new Set([
    'allowed',
    'denied',
    'undecided',
    'decision',
    'countersign',
    'warning',
    'keyless',
]);
/** This many successive characters of a secret count as a leak. */
const secrets_RUN = 16;
/** This many characters at the beginning or end of a readable form count as a leak. */
const END = 24;
function createSecrets() {
    const known = new Set();
    const whole = new Set();
    const runs = new Set();
    const ends = new Map();
    const learn = ({ text, kind }) => {
        const folded = fold(text).text;
        if (folded.length < secrets_SHORTEST)
            return;
        whole.add(folded);
        if (kind === 'opaque')
            for (let at = 0; at + secrets_RUN <= folded.length; at += 1)
                runs.add(folded.slice(at, at + secrets_RUN));
        else if (folded.length > END) {
            for (const end of [folded.slice(0, END), folded.slice(-END)])
                ends.set(end, (ends.get(end) ?? new Set()).add(folded));
        }
    };
    return {
        add(value) {
            let taken = false;
            // The marker lines of PEM are not secret; public keys have them, too.
            const bare = value.replace(/-----(?:BEGIN|END) [A-Z0-9 ]+-----/g, '');
            for (const line of [bare, ...bare.split(/\r?\n/)]) {
                const text = line.trim();
                if (text.length < secrets_SHORTEST || OWN_WORDS.has(text.toLowerCase()))
                    continue;
                taken = true;
                if (known.has(text))
                    continue;
                known.add(text);
                for (const form of formsOf(text))
                    learn(form);
            }
            return taken;
        },
        mask(text) {
            if (known.size === 0)
                return text;
            const { text: folded, at } = fold(text);
            const hidden = new Uint8Array(folded.length);
            const hide = (from, to) => void hidden.fill(1, from, to);
            for (const value of whole)
                for (let found = folded.indexOf(value); found !== -1; found = folded.indexOf(value, found + 1))
                    hide(found, found + value.length);
            if (runs.size > 0)
                for (let start = 0; start + secrets_RUN <= folded.length; start += 1)
                    if (runs.has(folded.slice(start, start + secrets_RUN)))
                        hide(start, start + secrets_RUN);
            for (const [end, values] of ends)
                for (let found = folded.indexOf(end); found !== -1; found = folded.indexOf(end, found + 1))
                    for (const value of values)
                        hide(...extended(folded, found, end, value));
            return replaced(text, hidden, at);
        },
    };
}
/** Extends a match as far as the text equals the value, forwards from its beginning or backwards from its end. */
function extended(text, found, end, value) {
    let [from, to] = [found, found + end.length];
    if (value.startsWith(end))
        while (to < text.length && to - from < value.length && text[to] === value[to - from])
            to += 1;
    if (value.endsWith(end))
        while (from > 0 && to - from < value.length && text[from - 1] === value[value.length - (to - from) - 1])
            from -= 1;
    return [from, to];
}
/** @param at the position of each folded character in the text, and the length of the text */
function replaced(text, hidden, at) {
    if (!hidden.includes(1))
        return text;
    let result = '';
    let shownTo = 0;
    for (let start = hidden.indexOf(1); start !== -1;) {
        let stop = start;
        while (hidden[stop] === 1)
            stop += 1;
        result += `${text.slice(shownTo, at[start])}***`;
        shownTo = at[stop] ?? text.length;
        // White space after a secret belongs to the text.
        const tail = /(?<!\s)\s+$/.exec(text.slice(at[stop - 1], shownTo))?.[0] ?? '';
        if (tail.length < shownTo - (at[stop - 1] ?? 0))
            shownTo -= tail.length;
        start = hidden.indexOf(1, stop);
    }
    return result + text.slice(shownTo);
}
// EXTERNAL MODULE: ./packages/core/lib/errors/system-code.js
var system_code = __nccwpck_require__(2953);
;// CONCATENATED MODULE: ./packages/surface/lib/log/write-text.js


/**
 * Writes a whole text to standard output (1) or standard error (2). Writes to the descriptor, because Node's streams load its network
 * code, which takes an eighth of the time of a gate. If the reader has ended (EPIPE), the decision does not change.
 */
function writeText(descriptor, text) {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) {
        try {
            at += (0,external_node_fs_.writeSync)(descriptor, bytes, at);
        }
        catch (error) {
            const code = (0,system_code/* systemCode */.xU)(error);
            if (code !== 'EAGAIN') {
                if (code === 'EPIPE' || code === 'EBADF')
                    return;
                throw error;
            }
            // A non-blocking pipe with a slow reader: wait a little, without a busy loop.
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        }
    }
}
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: ./packages/core/lib/run/child-environment.js
var child_environment = __nccwpck_require__(2338);
;// CONCATENATED MODULE: ./packages/core/lib/run/budget.js
/** The reserve is this part of the budget, and at most a minute. */
const RESERVE_PART = 5;
const RESERVE_MOST_MS = 60_000;
/**
 * @param totalMs the whole budget
 * @param now a clock that never goes back, in milliseconds
 * @param onSpent called once, when a wait uses up the budget
 */
function createBudget(totalMs, now, onSpent) {
    let spentMs = 0;
    let waits = 0;
    let since = 0;
    let timer;
    const leftMs = () => totalMs - spentMs - (waits === 0 ? 0 : now() - since);
    function begin() {
        waits += 1;
        if (waits > 1)
            return;
        since = now();
        if (onSpent === undefined)
            return;
        // The timer must not keep a finished process alive.
        timer = setTimeout(onSpent, Math.max(0, leftMs())).unref();
    }
    function end() {
        waits -= 1;
        if (waits > 0)
            return;
        spentMs += now() - since;
        clearTimeout(timer);
    }
    return {
        leftMs,
        reserveMs: Math.min(RESERVE_MOST_MS, totalMs / RESERVE_PART),
        async spend(wait) {
            begin();
            try {
                return await wait();
            }
            finally {
                end();
            }
        },
    };
}
// EXTERNAL MODULE: ./packages/core/lib/net/addresses.js
var addresses = __nccwpck_require__(8626);
;// CONCATENATED MODULE: ./packages/core/lib/net/signing-token.js


/** Tokens are ASCII; other bytes become other characters, and no error. */
const ASCII = new TextDecoder('latin1');
/**
 * Services of keys log a job in with an identity token. One for signing is never sent to them, wherever it comes from: they could sign as the job.
 * @throws CountersignError TOKEN_INVALID
 */
function refuseSigningToken({ purpose, url, headers = {}, body = '' }) {
    if (purpose !== 'keys')
        return;
    const text = typeof body === 'string' ? body : ASCII.decode(body);
    if (![url, text, ...Object.values(headers)].some(child_environment/* hasSigningToken */.JJ))
        return;
    throw new countersign_error/* CountersignError */.WS('TOKEN_INVALID', `an identity token for signing was not sent to ${new URL(url).host}`, {
        expected: 'a token for the audience of this service',
        found: 'a token for the audience of Sigstore',
        hint: 'The service could sign as this job with it. Use a token of its own: another name in id_tokens, or another audience.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/net/create-net.js


/**
 * The network client of the run. Creating it is cheap: HTTP is loaded with the first request.
 *
 * Answers are complete and limited in size; 408, 429, 5xx and rate limits are retried while the budget lasts, then the last answer is
 * returned, so that the caller can report how which service failed. A connection that is refused by a host that has not answered in this run is
 * tried a few times only: its address may be wrong.
 */
function createNet(options) {
    let attempts;
    return {
        capability: options.capability,
        async fetch(request) {
            (0,addresses/* checkCapability */.PV)(options.capability, request);
            (0,addresses/* checkedUrl */.lx)(request.url, request.purpose, (0,addresses/* exemptHosts */.x0)(request, options.insecureHosts));
            refuseSigningToken(request);
            attempts ??= __nccwpck_require__.e(/* import() */ 760).then(__nccwpck_require__.bind(__nccwpck_require__, 4379)).then(({ createAttempts }) => createAttempts(options));
            return await options.budget.spend(async () => await (await attempts)(request));
        },
    };
}
;// CONCATENATED MODULE: ./packages/surface/lib/find-program.js


const WINDOWS = process.platform === 'win32';
/** Without PATH, the system searches here. */
const DEFAULT_PATH = '/bin:/usr/bin';
/**
 * The absolute path of a helper program: only absolute folders of PATH are searched, because the working folder contains files of others.
 */
function findHelper(name, env) {
    if ((0,external_node_path_.isAbsolute)(name))
        return name;
    return name.includes('/') ? undefined : candidates(name, env, external_node_path_.isAbsolute).find(isExecutable);
}
/**
 * The absolute path of a program. A name with a slash is a path. Other names are searched in the PATH of `env`, where an empty entry
 * means the working folder; on Windows, with the endings in PATHEXT.
 */
function findProgram(name, env, cwd) {
    if (name.includes('/') || (WINDOWS && name.includes('\\')))
        return resolve(cwd, name);
    return candidates(name, env, () => true)
        .map((path) => resolve(cwd, path))
        .find(isExecutable);
}
function candidates(name, env, wanted) {
    const endings = WINDOWS ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE').split(';')] : [''];
    // Not within `join`: ncc takes a path with a text in it for an asset, and would pack the whole repository.
    const files = endings.map((ending) => name + ending);
    return pathOf(env)
        .split(external_node_path_.delimiter)
        .filter(wanted)
        .flatMap((folder) => files.map((file) => (0,external_node_path_.join)(folder, file)));
}
function pathOf(env) {
    if (!WINDOWS)
        return env['PATH'] ?? DEFAULT_PATH;
    // The name of the variable is `Path`, too.
    return Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
}
function isExecutable(path) {
    try {
        (0,external_node_fs_.accessSync)(path, external_node_fs_.constants.X_OK);
        return (0,external_node_fs_.statSync)(path).isFile();
    }
    catch {
        return false;
    }
}
;// CONCATENATED MODULE: ./packages/surface/lib/node-exec.js

/** A program that writes more fails. */
const MAX_OUTPUT = 1024 * 1024;
/**
 * How long to read on after a program has ended. Usually its pipes close at once; but a process that it started and left behind may keep
 * them open without end.
 */
const GRACE_MS = 1000;
/** One turn of the event loop: what has arrived in a pipe is read, even if this process was busy. */
const oneTurn = () => new Promise((done) => setImmediate(done));
/** The error for a program that is in no absolute folder of PATH. */
function notFound(command) {
    return Object.assign(new Error(`${command} was not found in PATH`), { code: 'ENOENT' });
}
/** Keeps the first bytes of a stream, and reads the others, so that the program does not stop at a full pipe. */
class FirstBytes {
    most;
    #chunks = [];
    #left;
    constructor(most) {
        this.most = most;
        this.#left = most;
    }
    add(chunk) {
        if (this.#left > 0)
            this.#chunks.push(chunk.subarray(0, this.#left));
        this.#left -= chunk.length;
    }
    /** Nothing, if nothing was to be kept. */
    result() {
        return this.most > 0 ? { stderr: Buffer.concat(this.#chunks) } : {};
    }
}
/** Runs a helper program without a shell, with only `env`. Rejects if it cannot start, takes too long or writes too much. */
const nodeExec = async (command, args, { input, env, timeoutMs, keepStderr = 0 }) => {
    // The system would also search the working folder, if PATH has an empty or a relative entry.
    const program = findHelper(command, env);
    if (program === undefined)
        throw notFound(command);
    const { spawn } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1421, 19));
    const child = spawn(program, [...args], {
        env: { ...env },
        stdio: ['pipe', 'pipe', keepStderr > 0 ? 'pipe' : 'ignore'],
        shell: false,
    });
    const failed = new Promise((_, reject) => child.on('error', reject));
    // Without free descriptors there is no process and no pipe, and Node reports the reason a moment later.
    if (!hasPipes(child))
        return await failed;
    failed.catch(() => undefined);
    // Not the option `timeout` of spawn: its timer would keep our process alive if the program does not exist.
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const stdout = [];
    const stderr = new FirstBytes(keepStderr);
    let size = 0;
    try {
        child.stderr?.on('data', (chunk) => {
            stderr.add(chunk);
        });
        const status = await new Promise((resolve, reject) => {
            child.stdout.on('data', (chunk) => {
                size += chunk.length;
                if (size > MAX_OUTPUT) {
                    child.kill('SIGKILL');
                    reject(new Error(`${command} wrote more than ${String(MAX_OUTPUT)} bytes`));
                }
                else
                    stdout.push(chunk);
            });
            failed.catch(reject);
            // A program that never reads its input closes the pipe; its exit status is the answer.
            child.stdin.on('error', () => undefined);
            child.on('exit', (ended, signal) => {
                if (ended === null) {
                    reject(new Error(`${command} was ended by ${signal ?? 'a signal'}`));
                    return;
                }
                const finish = () => {
                    clearTimeout(grace);
                    resolve(ended);
                };
                const grace = setTimeout(() => void oneTurn().then(finish), GRACE_MS);
                child.on('close', finish);
            });
            child.stdin.end(input ?? '');
        });
        return { status, stdout: Buffer.concat(stdout), ...stderr.result() };
    }
    finally {
        clearTimeout(timer);
        // An open pipe would keep our own process alive.
        child.stdin.destroy();
        child.stdout.destroy();
        child.stderr?.destroy();
    }
};
/** Pipes are missing if there are too many open files (EMFILE, ENFILE). */
function hasPipes(child) {
    return Boolean(child.stdin) && Boolean(child.stdout);
}
;// CONCATENATED MODULE: ./packages/surface/lib/node-run.js





/** Unpredictable bytes. */
const random = (length) => (0,external_node_crypto_.randomBytes)(length);
/** The Run of a Node process. Only here, the real clock, network, randomness and processes are used. */
function makeRun(settings) {
    const { env, network, timeout, log, emit, cwd, insecureHosts, exec = nodeExec } = settings;
    const wholeEnvironment = settings.whole ?? env;
    const childEnvironment = (0,child_environment/* withoutSecrets */.cT)(wholeEnvironment, settings.secretVariables);
    const clock = () => new Date();
    const controller = new AbortController();
    // Not the wall clock, which can be set while the run waits.
    const budget = createBudget(timeout, () => performance.now(), () => {
        controller.abort(deadlineExceeded(timeout));
    });
    const signal = controller.signal;
    const pass = (ms) => new Promise((resolve, reject) => {
        const stop = () => {
            clearTimeout(timer);
            reject(deadlineExceeded(timeout));
        };
        if (signal.aborted) {
            reject(deadlineExceeded(timeout));
            return;
        }
        const timer = setTimeout(() => {
            signal.removeEventListener('abort', stop);
            resolve();
        }, ms);
        signal.addEventListener('abort', stop, { once: true });
    });
    const sleep = (ms) => budget.spend(() => pass(ms));
    const start = (...call) => budget.spend(() => exec(...call));
    const net = createNet({ capability: network, budget, clock, sleep, signal, log, emit, random, env, insecureHosts });
    return { clock, random, env, wholeEnvironment, net, exec: start, childEnvironment, budget, signal, log, emit, sleep, cwd };
}
function deadlineExceeded(timeout) {
    return new countersign_error/* CountersignError */.WS('DEADLINE_EXCEEDED', `the run has waited for ${String(timeout / 1000)} s, its whole timeout`, {
        hint: 'Raise timeout, or see above what the run waited for.',
    });
}
// EXTERNAL MODULE: ./packages/core/lib/errors/codes.js
var codes = __nccwpck_require__(3650);
;// CONCATENATED MODULE: ./packages/surface/lib/version.js
/** The version in package.json; a test compares them. `changeset version` is followed by scripts/release/set-version.mjs. */
const VERSION = '0.1.0';
;// CONCATENATED MODULE: ./packages/surface/lib/pages.js

/** The one place that builds links to our pages: those of the version that runs, since codes and inputs differ between versions. */
const PAGES = `https://github.com/countersign/countersign/blob/v${VERSION}/docs/reference`;
/** Where an error code is explained. GitHub makes the anchor of a heading in lower case. */
function pageOfCode(code) {
    return `${PAGES}/errors.md#${code.toLowerCase()}`;
}
;// CONCATENATED MODULE: ./packages/surface/lib/log/describe-error.js

/**
 * The lines of an error for people: message, expected, found, hint, causes, and where to read more. A cause whose text is in a line above
 * says nothing new and is left out. Nothing is escaped.
 */
function describeError(error) {
    const lines = [error.message];
    if (error.expected !== undefined)
        lines.push(`  expected: ${error.expected}`);
    if (error.found !== undefined)
        lines.push(`  found:    ${error.found}`);
    if (error.hint !== undefined)
        lines.push(`  hint:     ${error.hint}`);
    for (let cause = error.cause, depth = 0; cause instanceof Error && depth < 3; cause = cause.cause, depth += 1) {
        const { message } = cause;
        if (!lines.some((line) => line.includes(message)))
            lines.push(`  because:  ${message}`);
    }
    lines.push(`  more:     ${pageOfCode(error.code)}`);
    return lines;
}
;// CONCATENATED MODULE: ./packages/surface/lib/process-guard.js


/** Logs an error with its code. @returns its exit status */
function reportError(log, thrown, code = 'INTERNAL') {
    const error = (0,countersign_error/* asCountersignError */.ek)(thrown, code);
    log.error(describeError(error).join('\n'), { code: error.code });
    if (error.code === 'INTERNAL' && error.cause instanceof Error)
        log.debug(error.cause.stack ?? '');
    return codes/* CODES */.L[error.code];
}
/** The exit status of several results: 3 before 1 before 2 before 0. */
function worstStatus(statuses) {
    return [3, 1, 2].find((status) => statuses.includes(status)) ?? 0;
}
/** How long connections, timers or workers that were left open may keep the finished process alive. */
const LEFT_OPEN_MS = 1000;
/**
 * The process ends by itself when nothing is left to do, with all its output. If something that was left open keeps it alive, it is ended, with
 * its status: a finished step must not hang until the limit of its job. Output that is still being written is waited for.
 */
function endSoon() {
    setTimeout(() => {
        const streams = [process.stdout, process.stderr].filter(({ writableLength }) => writableLength > 0);
        let left = streams.length;
        const end = () => {
            left -= 1;
            if (left <= 0)
                process.exit();
        };
        if (left === 0)
            end();
        for (const stream of streams)
            stream.write('', end);
    }, LEFT_OPEN_MS).unref();
}
/**
 * Runs `main` so that the process fails closed. The exit status is 2 from the start, and only the result of `main` changes it. So a
 * promise that never settles is not a pass, and an uncaught exception does not end with Node's status 1, which means *denied*.
 */
async function guardProcess(log, main) {
    process.exitCode = 2;
    // A diagnostic report, which Node writes if it is told so in NODE_OPTIONS, would have all variables. Node before 22.13 ignores this setting,
    // and a Node without reports has no `report`.
    const { report } = process;
    if (report !== undefined)
        report.excludeEnv = true;
    const die = (thrown) => {
        try {
            reportError(log(), thrown);
        }
        finally {
            process.exit(2);
        }
    };
    process.on('uncaughtException', die);
    process.on('unhandledRejection', die);
    try {
        process.exitCode = await main();
    }
    catch (thrown) {
        process.exitCode = reportError(log(), thrown);
    }
    endSoon();
}
;// CONCATENATED MODULE: ./packages/surface/lib/run.js













/**
 * Runs an action: reads its inputs, makes its Run, calls `main`, and sets an exit status that fails closed.
 * @param variables those that it may read; default: those of the gate
 * @param exec how it starts helper programs; default: our own code
 */
function runAction(piece, main, makeRunner, variables = VARIABLES, exec) {
    const whole = { ...process.env };
    const env = environmentFor(variables, 'action', whole);
    requireValidCertificates();
    if (!signs(piece))
        removeOtherVariables(env);
    const secrets = createSecrets();
    learnSecrets(secrets, env, Object.entries(env).flatMap(([name, value]) => (name.startsWith('INPUT_') ? [value ?? ''] : [])));
    const runner = makeRunner({
        env,
        random: random,
        print: (line) => {
            writeText(1, `${line}\n`);
        },
    });
    const settingsWith = (level, format) => ({
        // The runner sets it for "re-run with debug logging".
        level: env['RUNNER_DEBUG'] === '1' ? 'debug' : level,
        format,
        screen: runner,
        secrets,
        clock: () => new Date(),
    });
    let log = createLog(settingsWith('info', 'text'));
    return guardProcess(() => log, async () => {
        maskSecretInputs(piece, env, log);
        learnMisplaced(secrets, secretReferences(piece, env), (path) => (0,external_node_fs_.existsSync)((0,external_node_path_.resolve)(env['GITHUB_WORKSPACE'] ?? '.', path)));
        const options = readActionOptions(piece, env);
        const settings = settingsWith(options.logLevel, options.logFormat);
        log = createLog(settings);
        const readable = environmentFor(variables, 'action', whole, options);
        const run = makeRun({
            env: options.githubToken === undefined ? readable : { ...readable, GITHUB_TOKEN: options.githubToken },
            whole,
            secretVariables: variablesNamedIn(options),
            network: options.network,
            timeout: options.timeout,
            log,
            emit: createEmit(settings),
            cwd: env['GITHUB_WORKSPACE'] ?? process.cwd(),
            insecureHosts: options.insecureRegistries ?? [],
            exec,
        });
        const result = main({
            run,
            options,
            output: (name, value) => {
                runner.setOutput(name, secrets.mask(value));
            },
            summary: (markdown) => runner.appendSummary(secrets.mask(markdown)),
            addPath: (folder) => {
                runner.addPath(folder);
            },
        });
        return result.finally(() => (0,at_end/* endRun */.l)(run));
    });
}
;// CONCATENATED MODULE: ./packages/surface/lib/run-gate.js


/** Runs an action that judges: with the light runner, and only the variables of the gate. */
function runGate(piece, main) {
    return runAction(piece, main, lightRunner);
}
;// CONCATENATED MODULE: ./packages/core/lib/wire/make-folder.js



/**
 * Makes a folder and the folders above it. Not `mkdir` with `recursive`: in Node, that never returns if a folder cannot be created in
 * an existing parent, as under /proc.
 * @param mode who may use the new folders, less what the umask takes
 * @throws the system's error
 */
function makeFolder(path, mode = 0o777) {
    try {
        makeOne(path, mode);
    }
    catch (error) {
        if ((0,system_code/* systemCode */.xU)(error) !== 'ENOENT' || (0,external_node_path_.dirname)(path) === path)
            throw error;
        makeFolder((0,external_node_path_.dirname)(path), mode);
        makeOne(path, mode);
    }
}
function makeOne(path, mode) {
    try {
        (0,external_node_fs_.mkdirSync)(path, { mode });
    }
    catch (error) {
        if ((0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isDirectory() !== true)
            throw error;
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/wire/replace-file.js


/**
 * Writes a file whole or not at all: a new file beside it, then renamed over it. Folders are made. Promises of files are loaded with
 * the first use: the gate reads without them, and writes only where reports are asked for.
 * @param path absolute
 * @param options.random names the new file; `flush`: whether the bytes are on the disk before anything else is done; `mode`: who may
 *   read it, less what the umask takes
 * @throws the system's error
 */
async function replaceFile(path, bytes, options) {
    const { open, rename, rm } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
    const suffix = Buffer.from(options.random(8)).toString('hex');
    // A name has at most 255 bytes, and a character up to four.
    const start = [...(0,external_node_path_.basename)(path)].slice(0, 50).join('');
    const temporary = (0,external_node_path_.join)((0,external_node_path_.dirname)(path), `.${start}.${suffix}.tmp`);
    try {
        makeFolder((0,external_node_path_.dirname)(path));
        const file = await open(temporary, 'wx', options.mode);
        try {
            await file.writeFile(bytes);
            if (options.flush)
                await file.sync();
        }
        finally {
            await file.close();
        }
        await rename(temporary, path);
    }
    catch (cause) {
        // Best effort: why the file could not be written is what people need to hear.
        await rm(temporary, { force: true }).catch(() => undefined);
        throw cause;
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/reports/write-reports.js




/**
 * Refuses formats that cannot be written, before anything is judged or written.
 *
 * @throws CountersignError INPUT_UNSUPPORTED, INPUT_INVALID
 */
function checkReports(requests) {
    for (const { format, path } of requests) {
        if (formatNamed(format) !== undefined)
            continue;
        const known = FORMAT_NAMES.join(', ');
        throw LATER_FORMATS.includes(format)
            ? new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `the report format "${format}" is not in this version`, {
                expected: known,
                found: `${format}=${path}`,
            })
            : new countersign_error/* CountersignError */.WS('INPUT_INVALID', `"${format}" is not a report format`, {
                expected: known,
                found: `${format}=${path}`,
            });
    }
    const paths = requests.map(({ path }) => path);
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice !== undefined)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'two reports have the same path', { expected: 'a path each', found: twice });
}
/**
 * Writes reports, each whole or not at all: into a new file beside the target, then renamed. Folders are made.
 *
 * @throws CountersignError INPUT_UNSUPPORTED, INPUT_INVALID, STORE_FAILED
 */
async function writeReports(run, decision, requests) {
    checkReports(requests);
    const rendered = [];
    // All reports are rendered before the first one is written.
    for (const { format, path } of requests) {
        const name = formatNamed(format);
        if (name === undefined)
            continue;
        const render = await FORMATS[name].load();
        rendered.push({ path: (0,external_node_path_.resolve)(run.cwd, path), text: render(decision) });
    }
    for (const { path, text } of rendered) {
        try {
            await replaceFile(path, text, { random: run.random, flush: false, mode: 0o666 });
        }
        catch (cause) {
            throw new countersign_error/* CountersignError */.WS('STORE_FAILED', `the report ${path} cannot be written`, {
                hint: 'Check that the folder exists and may be written to.',
                cause,
            });
        }
    }
}
;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = process.getBuiltinModule("node:timers/promises");
// EXTERNAL MODULE: ./packages/core/lib/artifacts/subject-kinds.js + 2 modules
var subject_kinds = __nccwpck_require__(8127);
;// CONCATENATED MODULE: ./packages/core/lib/bundles/read-bundles.js


/** Largest accepted `.jsonl` file in bytes, and largest number of bundles in it. */
const MAX_BUNDLES_BYTES = 128 * 1024 * 1024;
const MAX_BUNDLES = 20_000;
/**
 * Splits a file into its bundles: one JSON document, or one per line (`.jsonl`, as `gh attestation download` writes it).
 * Each is read separately, so that the others stay usable if one line is unreadable.
 * @throws CountersignError EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE
 */
function splitBundles(bytes, what) {
    if (bytes.length > MAX_BUNDLES_BYTES) {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `${what} is too large`, {
            expected: `at most ${MAX_BUNDLES_BYTES} bytes`,
            found: `${bytes.length} bytes`,
        });
    }
    const lines = linesOf(bytes);
    const [first] = lines;
    if (first === undefined)
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', `${what} is empty`, { expected: 'a bundle', found: 'nothing' });
    // In a pretty-printed document the first line does not contain the complete object.
    const oneDocument = lines.length === 1 || !(first.bytes.at(0) === 0x7b && first.bytes.at(-1) === 0x7d);
    if (oneDocument)
        return [{ what, bytes }];
    if (lines.length > MAX_BUNDLES) {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `${what} has too many bundles`, {
            expected: `at most ${MAX_BUNDLES}`,
            found: `${lines.length}`,
        });
    }
    return lines.map(({ bytes: line, number }) => ({ what: `${what}:${number}`, bytes: line }));
}
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const isSpace = (byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d;
/** Non-empty lines without surrounding white space, as views, so that a large file is not copied. */
function linesOf(bytes) {
    const lines = [];
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let start = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0;
    for (let number = 1; start < bytes.length; number += 1) {
        const found = buffer.indexOf(0x0a, start);
        const next = found === -1 ? bytes.length : found;
        let [from, to] = [start, next];
        while (from < to && isSpace(bytes[from]))
            from += 1;
        while (to > from && isSpace(bytes[to - 1]))
            to -= 1;
        if (from < to)
            lines.push({ bytes: bytes.subarray(from, to), number });
        start = next + 1;
    }
    return lines;
}
/**
 * Reads every bundle of a file, `.json` or `.jsonl`.
 * @throws CountersignError EVIDENCE_MALFORMED (with the line), EVIDENCE_TOO_LARGE
 */
function readBundles(bytes, what) {
    return splitBundles(bytes, what).map((text) => readBundle(text.bytes, text.what));
}
// EXTERNAL MODULE: ./packages/core/lib/bundles/read-bundle.js + 1 modules
var read_bundle = __nccwpck_require__(1546);
// EXTERNAL MODULE: ./packages/core/lib/wire/sha256-digest.js
var sha256_digest = __nccwpck_require__(9716);
// EXTERNAL MODULE: ./packages/core/lib/evidence/limits.js
var limits = __nccwpck_require__(5664);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __nccwpck_require__(30);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __nccwpck_require__(6255);
;// CONCATENATED MODULE: ./packages/core/lib/evidence/mentioned-digests.js

/**
 * The digests (lower-case hex) that a bundle mentions: the message digest, or those of the statement's subjects. They are not verified
 * and only select candidates: every candidate is verified against the artifact. Undefined if the bundle mentions none, so that it must
 * be tried.
 */
function mentionedDigests(bundle) {
    const { content } = bundle;
    if (content.kind === 'message')
        return content.digest === undefined ? undefined : new Set([(0,wire_text/* encodeHex */.mU)(content.digest.value)]);
    try {
        const statement = (0,json/* parseJson */.qF)(content.payload, { maxBytes: content.payload.length, what: 'statement' });
        const subjects = (0,json_readers/* isJsonObject */.OW)(statement) ? statement['subject'] : undefined;
        if (!Array.isArray(subjects))
            return undefined;
        return new Set(subjects.flatMap(digestsOf));
    }
    catch {
        return undefined;
    }
}
function digestsOf(subject) {
    const digest = (0,json_readers/* isJsonObject */.OW)(subject) ? subject['digest'] : undefined;
    if (digest === undefined || !(0,json_readers/* isJsonObject */.OW)(digest))
        return [];
    return Object.values(digest).flatMap((value) => (typeof value === 'string' ? [value.toLowerCase()] : []));
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/bundle-files.js







/** Whether a file in a folder is read as a bundle file, by its name. */
function isBundleFile(name) {
    return name.endsWith('.sigstore.json') || name.endsWith('.sigstore') || name.endsWith('.jsonl');
}
/**
 * All bundles in a file, `.json` or `.jsonl`; undefined if the file does not exist. A bundle that cannot be read is an unreadable
 * item. The size is checked first; never more bytes are read than the cap and the budgets allow.
 */
function readBundleFile(path, ...budgets) {
    const origin = { kind: 'file', location: path };
    try {
        const bytes = readCapped(path, path.endsWith('.jsonl') ? MAX_BUNDLES_BYTES : read_bundle/* MAX_BUNDLE_BYTES */.Me, budgets);
        if (bytes === undefined)
            return undefined;
        return splitBundles(bytes, path).map((text) => bundle_files_readOne(text.bytes, { kind: 'file', location: text.what }));
    }
    catch (error) {
        return [unreadable(origin, error)];
    }
}
/** Whether a file contains a bundle, or one bundle per line, and nothing else. False if it cannot be read. */
function holdsBundles(path) {
    try {
        const bytes = readCapped(path, path.endsWith('.jsonl') ? MAX_BUNDLES_BYTES : read_bundle/* MAX_BUNDLE_BYTES */.Me);
        if (bytes === undefined)
            return false;
        return splitBundles(bytes, path).every((text) => bundle_files_readOne(text.bytes, { kind: 'file', location: path }).item.kind === 'bundle');
    }
    catch {
        return false;
    }
}
function bundle_files_readOne(bytes, origin) {
    try {
        const bundle = (0,read_bundle/* readBundle */.Bo)(bytes, origin.location);
        const digest = (0,sha256_digest/* sha256Digest */.s)(bytes);
        return { item: { kind: 'bundle', origin, bundle, digest }, digests: mentionedDigests(bundle) };
    }
    catch (error) {
        return unreadable(origin, error);
    }
}
function unreadable(origin, error) {
    return { item: { kind: 'unreadable', origin, error: (0,countersign_error/* asCountersignError */.ek)(error) }, digests: undefined };
}
/** @returns undefined if the file does not exist. @throws CountersignError FILE_UNREADABLE, EVIDENCE_TOO_LARGE */
function readCapped(path, maxBytes, budgets = []) {
    let file;
    try {
        // Bundles are small: node:fs/promises with its threads would take longer. O_NONBLOCK: opening a named pipe would wait for a writer.
        file = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NONBLOCK ?? 0));
        const stat = (0,external_node_fs_.fstatSync)(file);
        const { size } = stat;
        if (!stat.isFile())
            throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${path} is not a file`, {
                expected: 'a bundle file',
                found: 'a folder or device',
            });
        if (size > maxBytes)
            throw tooLarge(path, maxBytes, size);
        if (budgets.some(({ left }) => left < size))
            throw budgetSpent(path);
        for (const budget of budgets)
            budget.left -= size;
        // One byte more than the size, to notice that the file grows.
        const buffer = Buffer.alloc(size + 1);
        let filled = 0;
        for (;;) {
            const bytesRead = (0,external_node_fs_.readSync)(file, buffer, filled, buffer.length - filled, filled);
            filled += bytesRead;
            if (filled > size)
                throw new countersign_error/* CountersignError */.WS('FILE_CHANGED', `${path} grew while it was read`, {
                    hint: 'Run again when no other program writes to the file.',
                });
            if (bytesRead === 0)
                return new Uint8Array(buffer.buffer, buffer.byteOffset, filled);
        }
    }
    catch (cause) {
        if (cause instanceof countersign_error/* CountersignError */.WS)
            throw cause;
        if ((0,system_code/* isMissing */.b2)(cause))
            return undefined;
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${path} cannot be read`, {
            expected: 'a bundle file',
            found: (0,system_code/* systemReason */.uc)(cause),
            hint: 'Check the permissions of the file.',
            cause,
        });
    }
    finally {
        if (file !== undefined)
            (0,external_node_fs_.closeSync)(file);
    }
}
function tooLarge(path, maxBytes, size) {
    return new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `${path} is too large for a bundle`, {
        expected: `at most ${maxBytes} bytes`,
        found: `${size} bytes`,
        hint: 'Split it into files with one bundle each.',
    });
}
function budgetSpent(path) {
    return (0,limits/* overLimit */.W1)(`${(0,external_node_path_.basename)(path)} is not read, because the bundle files of this run are too large together`, `${limits/* MAX_FOLDER_BYTES */.AE} bytes in one folder, ${limits/* MAX_RUN_BYTES */.xn} bytes in all`, 'Name fewer or smaller places in evidence.');
}
/** The bundle files among the names in a folder that `wanted` selects. */
function bundleNames(all, wanted) {
    return all.filter((name) => isBundleFile(name) && wanted(name));
}
/** Sorted names. @throws CountersignError FILE_UNREADABLE */
function listFolder(folder) {
    try {
        return (0,external_node_fs_.readdirSync)(folder).toSorted();
    }
    catch (cause) {
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `the folder ${folder} cannot be read`, {
            expected: 'a folder with bundles',
            found: (0,system_code/* systemReason */.uc)(cause),
            hint: 'Check the path in evidence.',
            cause,
        });
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/targets.js


/**
 * A run must name a target where rules have targets, and each policy with such rules must have it; otherwise a stricter rule would
 * silently not apply.
 *
 * @param files the files of the policies, in the same order, for the message
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
function checkTarget(policies, target, files = []) {
    const known = [...new Set(policies.flatMap(targetsOf))];
    if (target === undefined) {
        if (known.length === 0)
            return;
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'the policy has rules for targets, but no target is given', {
            expected: `target: ${known.join(' or ')}`,
            found: 'no target',
            hint: 'Set "target" to what the decision is for; without it, rules for a target would not apply.',
        });
    }
    if (known.length === 0) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `no rule is for the target "${target}"`, {
            expected: 'no target, because no rule of the policy has one',
            found: target,
            hint: `Leave "target" out, or write "match: {target: ${target}}" into the rule that is for it.`,
        });
    }
    for (const [index, policy] of policies.entries())
        refuseUnknown(policy, target, files[index] ?? policy.name);
}
function refuseUnknown(policy, target, name) {
    const known = targetsOf(policy);
    if (known.length === 0 || known.includes(target))
        return;
    const meant = (0,nearest/* nearest */.p)(target, known);
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `no rule of the policy "${name}" is for the target "${target}"`, {
        expected: known.join(' or '),
        found: target,
        ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }),
    });
}
function targetsOf({ rules }) {
    return [...new Set(rules.flatMap((rule) => rule.match.targets ?? []))];
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/asks-for-platforms.js
/** Whether a rule requires platforms: then the config of an image without an index must be read, too. */
function asksForPlatforms({ rules }) {
    return rules.some(({ match }) => match.asks.some(({ kind }) => kind === 'platforms'));
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/create-registry.js
/**
 * The registry client of a run: credentials and tokens are found once and kept inside. The client's code is loaded on first use, so
 * a run that only uses files never loads it.
 */
function createRegistry(run, options = {}) {
    let loaded;
    const client = () => (loaded ??= __nccwpck_require__.e(/* import() */ 807).then(__nccwpck_require__.bind(__nccwpck_require__, 7807)).then(({ createClient }) => createClient(run, options)));
    return {
        resolve: async (reference, asked) => await (await client()).resolve(reference, asked),
        attach: async (image, bundle, serialized, where) => await (await client()).attach(image, bundle, serialized, where),
        checkPush: async (image, where) => {
            await (await client()).checkPush(image, where);
        },
        find: async (image, where) => await (await client()).find(image, where),
        tagged: async (reference) => await (await client()).tagged(reference),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/run/in-order.js
/**
 * Does the same with every item, `atOnce` of them at a time: the next begins as soon as one has ended. The first failure ends all;
 * none begins after it.
 * @returns the results in the order of the items
 */
async function inOrder(items, atOnce, work) {
    const results = [];
    const queue = items.entries();
    let failed = false;
    const worker = async () => {
        for (const [index, item] of queue) {
            if (failed)
                return;
            try {
                results[index] = await work(item);
            }
            catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
    return results;
}
;// CONCATENATED MODULE: ./packages/core/lib/subjects/each-once.js


/** Removes subjects with a path that were already collected, from paths or from checksum files: each name is signed or verified once. */
class EachOnce {
    run;
    byName = new Map();
    byPlace = new Map();
    constructor(run) {
        this.run = run;
    }
    /**
     * The subjects that were not collected before. Images have no path: their source compares them by digest.
     * @throws CountersignError SUBJECT_DUPLICATE for two subjects with one name, or one file with two digests
     */
    onlyNew(subjects) {
        return subjects.filter((subject) => (0,subject_kinds/* onDisk */.FC)(subject) === undefined || this.isNew(subject));
    }
    isNew(subject) {
        const file = (0,subject_kinds/* fileOf */.W7)(subject);
        const place = file === undefined ? undefined : (file.realPath ?? file.path);
        const same = place === undefined ? undefined : this.byPlace.get(place);
        const other = same ?? this.byName.get(subject.name);
        if (other === undefined) {
            this.byName.set(subject.name, subject);
            if (file !== undefined && place !== undefined)
                this.byPlace.set(place, file);
            return true;
        }
        if (same === undefined || (0,subject_kinds/* digestText */.M6)(same) !== (0,subject_kinds/* digestText */.M6)(subject))
            throw twice(subject.name);
        if (same.name !== subject.name)
            this.run.emit({ event: 'one-file', artifact: subject.name, other: same.name });
        return false;
    }
}
function twice(name) {
    return new countersign_error/* CountersignError */.WS('SUBJECT_DUPLICATE', `"${name}" is named twice`, {
        expected: 'names that differ',
        found: name,
        hint: 'Name each artifact once, in paths or in one checksum file.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/file-names.js



/**
 * Characters that are rejected in file names: control characters and line separators (C0, DEL, C1 with NEL, U+2028, U+2029), because
 * names are written into lists with one name per line; U+FFFD and lone surrogates, because they replace bytes that could not be decoded,
 * so that the name may be that of another file.
 */
const REFUSED = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufffd]|\\p{Surrogate}', 'u');
const EXPECTED = 'UTF-8 without control characters, line separators and U+FFFD';
/** Whether a name or path contains no rejected character. */
function isPlainName(name) {
    return !REFUSED.test(name);
}
function decodeName(bytes) {
    const text = bytes.toString();
    // Lost bytes become U+FFFD, but U+FFFD may also be in the name itself.
    return { text, isUtf8: !text.includes('\ufffd') || Buffer.from(text).equals(bytes) };
}
/** @param where beginning of the message, such as `"dist" contains` */
function nameRefused(where, bytes) {
    const buffer = Buffer.from(bytes);
    return new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${where} a name that is not supported`, {
        expected: EXPECTED,
        found: `${(0,wire_text/* excerpt */.Kb)(buffer.toString())} (hex ${buffer.toString('hex')})`,
        hint: 'Rename it, or exclude it (!pattern).',
    });
}
/**
 * Decodes a path that the file system returned.
 * @param from the path that was resolved, for the message
 * @throws CountersignError FILE_UNREADABLE for a part that is not UTF-8 or that `isPlainName` rejects
 */
function decodePath(bytes, from) {
    const { text, isUtf8 } = decodeName(bytes);
    if (isUtf8 && isPlainName(text))
        return text;
    const parts = bytes
        .toString('latin1')
        .split(external_node_path_.sep)
        .map((part) => Buffer.from(part, 'latin1'));
    throw nameRefused(`${(0,wire_text/* excerpt */.Kb)(from)} leads to`, parts.find((part) => !isPlainName(part.toString())) ?? bytes);
}
/**
 * Rejects a path or pattern with a rejected character: it may have lost bytes in a shell, and then names another file.
 * @throws CountersignError INPUT_INVALID
 */
function refuseOddPath(path) {
    if (isPlainName(path))
        return;
    const part = path.split(external_node_path_.sep).find((one) => !isPlainName(one)) ?? path;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${(0,wire_text/* excerpt */.Kb)(path)} is a path that is not supported`, {
        expected: EXPECTED,
        found: `${(0,wire_text/* excerpt */.Kb)(part)} (hex ${Buffer.from((0,wire_text/* encodeUtf8 */.Af)(part)).toString('hex')})`,
        hint: 'Rename the file or folder. Bytes that are not UTF-8 appear as U+FFFD.',
    });
}
// EXTERNAL MODULE: ./packages/core/lib/artifacts/open-file.js
var open_file = __nccwpck_require__(9151);
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/read-file.js




/**
 * The content of a file of at most `maxBytes`, relative to the run's `cwd`.
 * @throws CountersignError FILE_UNREADABLE, FILE_CHANGED; `tooLarge` if it is larger
 */
function readFileCapped(run, path, maxBytes, tooLarge) {
    const absolute = (0,external_node_path_.resolve)(run.cwd, path);
    const file = (0,open_file/* openFile */.Tq)(absolute);
    try {
        const size = Number(file.before.size);
        if (size > maxBytes) {
            throw new countersign_error/* CountersignError */.WS(tooLarge, `${path} is too large`, {
                expected: `at most ${maxBytes} bytes`,
                found: `${size} bytes`,
            });
        }
        const bytes = (0,open_file/* readWhole */.oD)(file.descriptor, size, absolute);
        (0,open_file/* recheck */.gZ)(file, absolute);
        return bytes;
    }
    finally {
        (0,external_node_fs_.closeSync)(file.descriptor);
    }
}
// EXTERNAL MODULE: ./packages/core/lib/artifacts/hash-file.js + 2 modules
var hash_file = __nccwpck_require__(8430);
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/checksums.js





const MAX_BYTES = 8 * 1024 * 1024;
/** `<hex>  name`, `<hex> *name`; after a leading backslash the name is escaped (GNU coreutils). goreleaser uses the same form. */
const GNU = /^(\\?)([0-9A-Fa-f]+) [ *]?(.+)$/;
/** `SHA256 (name) = <hex>` (BSD, `sha256sum --tag`), `SHA256(name)= <hex>` (openssl). */
const BSD = /^(\\?)([A-Za-z0-9-]+) ?\((.+)\) ?= ?([0-9A-Fa-f]+)$/;
const LENGTHS = { 64: 'sha256', 96: 'sha384', 128: 'sha512' };
const TAGS = {
    SHA256: 'sha256',
    SHA384: 'sha384',
    SHA512: 'sha512',
    'SHA2-256': 'sha256',
    'SHA2-384': 'sha384',
    'SHA2-512': 'sha512',
};
/**
 * The lines of a checksum file: GNU, BSD and goreleaser lines with SHA-256, SHA-384 or SHA-512; blank lines and `#` comments are skipped,
 * every other line must be valid. A name is a path below the folder of the checksum file. It is normalized: `./`, `//` and `/./` are
 * removed, Unicode form NFC; backslashes that GNU would have escaped were written on Windows and become `/`. Paths out of the folder
 * (`..`, absolute paths), a folder (`app/`) and standard input (`-`) are rejected.
 * @param name the checksum file's name in errors and `origin`
 * @throws CountersignError CHECKSUM_MALFORMED with the line's number (also for a file without any line), SUBJECT_DUPLICATE
 */
function readChecksums(text, name) {
    const subjects = new Map();
    const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
        if (line.trim() === '' || line.startsWith('#'))
            continue;
        const origin = `${name}:${index + 1}`;
        const entry = readLine(line, origin);
        const earlier = subjects.get(entry.name);
        subjects.set(entry.name, earlier === undefined ? { ...entry, origin } : merge(earlier, entry, origin));
    }
    if (subjects.size === 0) {
        throw new countersign_error/* CountersignError */.WS('CHECKSUM_MALFORMED', `${name} contains no checksum`, {
            expected: 'lines of <hex>  <name>',
            found: 'none',
        });
    }
    return [...subjects.values()];
}
/**
 * The same from a file (at most 8 MiB, UTF-8), relative to the run's `cwd`.
 * @throws CountersignError also FILE_UNREADABLE
 */
function readChecksumFile(run, path) {
    const bytes = readFileCapped(run, path, MAX_BYTES, 'CHECKSUM_MALFORMED');
    if (isUtf16(bytes)) {
        throw new countersign_error/* CountersignError */.WS('CHECKSUM_MALFORMED', `${path} is UTF-16 text`, {
            expected: 'UTF-8',
            found: 'UTF-16',
            hint: 'PowerShell writes UTF-16 by default: use Out-File -Encoding utf8.',
        });
    }
    return readChecksums((0,wire_text/* decodeUtf8 */._6)(bytes, path, 'CHECKSUM_MALFORMED'), path);
}
/** By the byte order mark, or by the zero byte of the first character: a checksum file begins with an ASCII character. */
function isUtf16(bytes) {
    const [first, second] = bytes;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
        return true;
    return bytes.length >= 2 && (first === 0) !== (second === 0);
}
function readLine(line, origin) {
    const bsd = BSD.exec(line);
    const gnu = bsd === null ? GNU.exec(line) : null;
    const [escaped, tag, written, hex] = bsd === null ? [gnu?.[1], undefined, gnu?.[3], gnu?.[2]] : [bsd[1], bsd[2], bsd[3], bsd[4]];
    if (written === undefined || hex === undefined)
        throw malformed(origin, '<hex>  <name> or SHA256 (<name>) = <hex>', (0,wire_text/* excerpt */.Kb)(line));
    const algorithm = LENGTHS[hex.length];
    if (algorithm === undefined)
        throw malformed(origin, '64, 96 or 128 hex digits (SHA-256, SHA-384, SHA-512)', `${hex.length} hex digits`);
    if (tag !== undefined && TAGS[tag.toUpperCase()] !== algorithm)
        throw malformed(origin, `a digest of ${(0,wire_text/* excerpt */.Kb)(tag)}`, `${hex.length} hex digits`);
    const place = placeOfLine(escaped === '\\' ? checksums_unescape(written, origin) : written.replaceAll('\\', '/'), origin);
    return { name: place.normalize('NFC'), place, digests: { [algorithm]: hex.toLowerCase() } };
}
/** @throws CountersignError CHECKSUM_MALFORMED for a name that is invalid or leads out of the folder of the checksum file */
function placeOfLine(written, origin) {
    if (written.length > 4096)
        throw malformed(origin, 'a file name', (0,wire_text/* excerpt */.Kb)(written));
    if (!isPlainName(written))
        throw malformed(origin, 'a name without control characters, line separators and U+FFFD', (0,wire_text/* excerpt */.Kb)(written));
    const parts = written.split('/');
    if (written.startsWith('/') || /^[A-Za-z]:\//.test(written) || parts.includes('..')) {
        throw malformed(origin, 'a path that stays in the folder of the checksum file', (0,wire_text/* excerpt */.Kb)(written), 'Write the checksum file in a folder that contains all its files, with relative paths.');
    }
    if (written === '-') {
        const hint = 'Run sha256sum with the name of the file: "-" is standard input.';
        throw malformed(origin, 'the name of a file', (0,wire_text/* excerpt */.Kb)(written), hint);
    }
    const last = parts.at(-1) ?? '';
    if (last === '' || last === '.')
        throw malformed(origin, 'a file name', (0,wire_text/* excerpt */.Kb)(written));
    return parts.filter((part) => part !== '' && part !== '.').join('/');
}
/** GNU coreutils escapes backslash, line feed and carriage return as `\\`, `\n` and `\r`. */
function checksums_unescape(name, origin) {
    return name.replace(/\\(.?)/g, (_, letter) => {
        const character = { '\\': '\\', n: '\n', r: '\r' }[letter];
        if (character === undefined)
            throw malformed(origin, 'the escapes \\\\, \\n and \\r', (0,wire_text/* excerpt */.Kb)(`\\${letter}`));
        return character;
    });
}
function merge(earlier, { place, digests }, origin) {
    if (place !== earlier.place) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_DUPLICATE', `${origin}: ${(0,wire_text/* excerpt */.Kb)(earlier.name)} again, in another Unicode form`, {
            expected: 'names that differ in more than the Unicode form',
            found: `${earlier.origin} and ${origin}`,
        });
    }
    for (const algorithm of hash_file/* DIGEST_ALGORITHMS */.MF) {
        const [first, second] = [earlier.digests[algorithm], digests[algorithm]];
        if (first !== undefined && second !== undefined && first !== second) {
            throw new countersign_error/* CountersignError */.WS('SUBJECT_DUPLICATE', `${origin}: ${(0,wire_text/* excerpt */.Kb)(earlier.name)} again, with another digest`, {
                expected: `${algorithm}:${first} (${earlier.origin})`,
                found: `${algorithm}:${second}`,
            });
        }
    }
    return { ...earlier, digests: { ...earlier.digests, ...digests } };
}
function malformed(origin, expected, found, hint = 'Create the file with sha256sum, shasum -a 256 or goreleaser.') {
    return new countersign_error/* CountersignError */.WS('CHECKSUM_MALFORMED', `${origin}: not a checksum line`, {
        expected,
        found,
        hint,
    });
}
// EXTERNAL MODULE: ./packages/core/lib/artifacts/file-errors.js
var file_errors = __nccwpck_require__(9460);
// EXTERNAL MODULE: ./packages/core/lib/artifacts/abort.js
var abort = __nccwpck_require__(4756);
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/hash-files.js



/** Maximum size of all kept bytes of small files together (16 MiB); of other files only the digests are kept, so memory does not grow with their number. */
const KEEP_TOGETHER = 16 * 1024 * 1024;
/** Starting threads takes about 30 ms: fewer bytes than this (64 MiB) are hashed faster without them. */
const WORTH_WORKERS = 64 * 1024 * 1024;
/**
 * Digests of many files, in the order of `paths`. Small files are read one after the other on this thread, which is faster than in
 * parallel; several large files are hashed by worker threads.
 * @param paths absolute
 * @throws CountersignError of the first file that fails: FILE_UNREADABLE, FILE_CHANGED, DEADLINE_EXCEEDED
 */
async function hashFiles(paths, options = {}) {
    const algorithms = options.algorithms ?? ['sha256'];
    const results = new Map();
    const big = paths.map((path) => ({ path, size: sizeOf(path) })).filter(({ size }) => size > hash_file/* KEEP_BYTES */.uK);
    const worthIt = big.length > 1 && big.reduce((sum, { size }) => sum + size, 0) >= WORTH_WORKERS;
    const threads = worthIt ? Math.min(options.concurrency ?? (await cores()), big.length) : 1;
    if (threads > 1) {
        // The largest files first, so that the threads end at about the same time.
        const queue = big.toSorted((a, b) => b.size - a.size).map(({ path }) => path);
        await hashOnWorkers(queue, threads, algorithms, options.signal, results);
    }
    let kept = 0;
    for (const path of paths) {
        if (results.has(path))
            continue;
        const { bytes, ...file } = await (0,hash_file/* hashFile */.DC)(path, algorithms, options);
        kept += bytes?.length ?? 0;
        results.set(path, bytes === undefined || kept > KEEP_TOGETHER ? file : { ...file, bytes });
    }
    return paths.flatMap((path) => results.get(path) ?? []);
}
async function cores() {
    const { availableParallelism } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 8161, 19));
    return availableParallelism();
}
/** Only for the choice of threads; errors are reported when the file is hashed. */
function sizeOf(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.size ?? 0;
}
async function hashOnWorkers(queue, threads, algorithms, signal, results) {
    const { HashWorker } = await __nccwpck_require__.e(/* import() */ 803).then(__nccwpck_require__.bind(__nccwpck_require__, 8803));
    const workers = Array.from({ length: threads - 1 }, () => new HashWorker());
    const endAll = () => {
        if (!(0,abort/* isEnded */.p)(signal))
            return;
        for (const worker of workers)
            void worker.end();
    };
    signal?.addEventListener('abort', endAll);
    try {
        const rest = [...queue];
        const work = async (hash) => {
            for (let path = rest.shift(); path !== undefined; path = rest.shift()) {
                (0,abort/* throwIfAborted */.T)(signal);
                results.set(path, await hash(path));
            }
        };
        // This thread hashes too; it can begin while the workers start.
        const options = signal === undefined ? {} : { signal };
        await Promise.all([
            work((path) => (0,hash_file/* hashFile */.DC)(path, algorithms, options)),
            ...workers.map((worker) => work((path) => worker.hash(path, algorithms, options))),
        ]);
    }
    catch (thrown) {
        (0,abort/* throwIfAborted */.T)(signal);
        throw thrown;
    }
    finally {
        signal?.removeEventListener('abort', endAll);
        await Promise.all(workers.map((worker) => worker.end()));
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/places.js





/** A file's path with all links resolved; undefined if it does not exist. @throws CountersignError FILE_UNREADABLE, also for names that `isPlainName` rejects */
function realPathOf(path) {
    try {
        return decodePath(external_node_fs_.realpathSync.native(path, { encoding: 'buffer' }), path);
    }
    catch (cause) {
        if (cause instanceof countersign_error/* CountersignError */.WS)
            throw cause;
        if ((0,system_code/* isMissing */.b2)(cause))
            return undefined;
        throw (0,file_errors/* fileUnreadable */.WO)(path, cause);
    }
}
/**
 * The path at which a file would be written, whether it exists or not: its folder with all links resolved, as far as it exists. The last
 * part is not resolved, because writing replaces a link.
 * @param path absolute
 */
function realPlace(path) {
    const folder = (0,external_node_path_.dirname)(path);
    if (folder === path)
        return path;
    return (0,external_node_path_.join)(realPathOf(folder) ?? realPlace(folder), (0,external_node_path_.basename)(path));
}
/** The path at which a file would be written, and the target if it is a link. */
function placesOf(path) {
    return new Set([realPlace(path), ifReadable(path) ?? realPlace(path)]);
}
/** Undefined if the path cannot be resolved: writing then fails with the reason. */
function ifReadable(path) {
    try {
        return realPathOf(path);
    }
    catch {
        return undefined;
    }
}
/** The path relative to the base, with `/` and in Unicode form NFC; undefined for a path outside the base. */
function nameWithin(base, path) {
    const name = (0,external_node_path_.relative)(base, path);
    const outside = name === '' || name === '..' || name.startsWith(`..${external_node_path_.sep}`) || (0,external_node_path_.isAbsolute)(name);
    return outside ? undefined : places_plain(name);
}
/** The name of a subject. @param real see `realPathOf` */
function nameOf(naming, path, real, base) {
    if (naming === 'written')
        return nameWithin(base, path) ?? places_plain((0,external_node_path_.basename)(path));
    return nameWithin(realPathOf(base) ?? (0,external_node_path_.resolve)(base), real) ?? places_plain(real);
}
function places_plain(name) {
    return name.split(external_node_path_.sep).join('/').normalize('NFC');
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/listed-files.js










/**
 * The subjects in a checksum file. Lines are relative to its folder, as for `sha256sum -c` in this folder. A file that exists is read and
 * compared with its line; of other files only the digest is known, and the run logs which. Every subject has the name that it would have
 * as a path, whether the file exists or not, so that it has the same name for the rules of a policy however it was named.
 * @param path of the checksum file, relative to the run's `cwd`
 * @throws CountersignError CHECKSUM_MALFORMED, SUBJECT_DUPLICATE, INPUT_INVALID, FILE_UNREADABLE (a line names a folder or a broken link),
 *   FILE_CHANGED, DEADLINE_EXCEEDED
 */
async function listedFiles(run, path, options = {}) {
    refuseOddPath((0,external_node_path_.resolve)(run.cwd, path));
    const lines = readChecksumFile(run, path);
    const folder = (0,external_node_path_.dirname)((0,external_node_path_.resolve)(run.cwd, path));
    const base = (0,external_node_path_.resolve)(run.cwd, options.base ?? '.');
    const here = lines.filter((line) => isHere(folder, line));
    const hashed = await hashAll(run, folder, here, options.algorithms ?? ['sha256']);
    const mismatched = [];
    const subjects = lines.flatMap((line) => {
        const file = hashed.get(line);
        const path = (0,external_node_path_.join)(folder, line.place);
        const real = file === undefined ? realPlace(path) : realPathOf(path);
        if (real === undefined)
            throw (0,file_errors/* deadLink */.b4)(path);
        const name = nameOf(options.naming ?? 'written', path, real, base);
        if (file === undefined)
            return [{ kind: 'digest', name, digests: line.digests, origin: line.origin, path }];
        const wrong = difference(line, name, file);
        if (wrong === undefined)
            return [{ kind: 'file', name, path, ...(real === path ? {} : { realPath: real }), origin: line.origin, ...file }];
        mismatched.push(wrong);
        return [];
    });
    logUnread(run, path, lines.length - here.length, subjects);
    return { subjects: eachOnce(subjects), mismatched };
}
/**
 * Whether the file of a line exists.
 * @throws CountersignError SUBJECT_DUPLICATE if there is a second file whose name differs only in its Unicode form
 */
function isHere(folder, { place, name, origin }) {
    const path = (0,external_node_path_.join)(folder, place);
    const others = [name, place.normalize('NFD')].filter((other) => other !== place).map((other) => (0,external_node_path_.join)(folder, other));
    const own = exists(path) ? realPathOf(path) : undefined;
    const second = others.find((other) => exists(other) && realPathOf(other) !== own);
    if (second !== undefined) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_DUPLICATE', `${origin}: two files have the name ${(0,wire_text/* excerpt */.Kb)(name)}, in different Unicode forms`, {
            expected: 'names that differ in more than the Unicode form',
            found: `${path} and ${second}`,
        });
    }
    return exists(path);
}
/** Also true for a broken link, so that reading it reports the error. */
function exists(path) {
    try {
        return (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
    }
    catch {
        // A part of the path is not a folder; or the reason is unknown, and reading the file reports it.
        return realPathOf(path) !== undefined;
    }
}
async function hashAll(run, folder, lines, algorithms) {
    const groups = new Map();
    for (const line of lines) {
        const wanted = [...new Set([...algorithms, ...(0,hash_file/* algorithmsOf */.w2)(line.digests)])];
        const group = groups.get(wanted.join()) ?? { wanted, lines: [] };
        group.lines.push(line);
        groups.set(wanted.join(), group);
    }
    const hashed = new Map();
    for (const group of groups.values()) {
        const files = await hashFiles(group.lines.map((line) => (0,external_node_path_.join)(folder, line.place)), { algorithms: group.wanted, signal: run.signal });
        for (const [index, line] of group.lines.entries()) {
            const file = files[index];
            if (file !== undefined)
                hashed.set(line, file);
        }
    }
    return hashed;
}
function difference(line, name, file) {
    const wrong = (0,hash_file/* algorithmsOf */.w2)(line.digests).find((one) => line.digests[one] !== file.digests[one]);
    if (wrong === undefined)
        return undefined;
    return new countersign_error/* CountersignError */.WS('SUBJECT_MISMATCH', `${(0,wire_text/* excerpt */.Kb)(name)} does not have the digest in ${line.origin}`, {
        expected: `${wrong}:${line.digests[wrong] ?? ''}`,
        found: `${wrong}:${file.digests[wrong] ?? ''}`,
        hint: 'Create the checksum file after the files, or find out what changed the file.',
    });
}
/** Two lines with links to the same file are one subject, which was compared with both lines. */
function eachOnce(subjects) {
    const real = new Set();
    return subjects.filter((subject) => {
        if (subject.kind === 'digest')
            return true;
        const path = subject.realPath ?? subject.path;
        if (real.has(path))
            return false;
        real.add(path);
        return true;
    });
}
const SHOWN = 10;
function logUnread({ emit }, path, count, subjects) {
    if (count === 0)
        return;
    const names = subjects.flatMap((subject) => (subject.kind === 'digest' ? [(0,wire_text/* excerpt */.Kb)(subject.name)] : []));
    emit({ event: 'bytes-not-read', path, count, names: names.slice(0, SHOWN) });
}
;// CONCATENATED MODULE: ./packages/core/lib/subjects/checksum-lines.js

/** The lines of checksum files: files that exist and have the digest of their line, and digests of files that do not exist here. */
const checksumLines = {
    needsRegistry: false,
    async collect(paths, { run, rules: { naming }, options: { algorithms }, problem }) {
        const listed = [];
        for (const path of paths) {
            const { subjects, mismatched } = await listedFiles(run, path, {
                naming,
                ...(algorithms === undefined ? {} : { algorithms }),
            });
            for (const error of mismatched)
                problem(`checksums ${path}`, error);
            listed.push(...subjects);
        }
        return listed;
    },
};
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/expand-braces.js


/** Maximum number of patterns from one pattern with braces. */
const MAX_PATTERNS = 1000;
/**
 * Expands the braces of a pattern, as a shell does: `{a,b/c}` (also nested), `{1..10}`, `{08..12}`, `{a..f}`, each also with a
 * step (`{1..9..2}`). Braces without a comma or a range, and after a backslash, are ordinary characters.
 * @throws CountersignError INPUT_INVALID for more than 1000 patterns
 */
function expandBraces(pattern) {
    return expand(pattern, pattern);
}
function expand(text, whole) {
    for (let at = 0; at < text.length; at += 1) {
        if (text[at] === '\\')
            at += 1;
        else if (text[at] === '{') {
            const group = readGroup(text, at, whole);
            if (group === undefined)
                continue;
            const head = text.slice(0, at);
            const tails = expand(text.slice(group.end), whole);
            const middles = group.alternatives.flatMap((one) => expand(one, whole));
            if (middles.length * tails.length > MAX_PATTERNS)
                throw tooMany(whole);
            return middles.flatMap((middle) => tails.map((tail) => head + middle + tail));
        }
    }
    return [text];
}
/** Undefined if the brace at `start` is an ordinary character. */
function readGroup(text, start, whole) {
    const alternatives = [];
    let depth = 0;
    let from = start + 1;
    for (let at = start; at < text.length; at += 1) {
        const character = text[at];
        if (character === '\\')
            at += 1;
        else if (character === '{')
            depth += 1;
        else if (character === ',' && depth === 1) {
            alternatives.push(text.slice(from, at));
            from = at + 1;
        }
        else if (character === '}') {
            depth -= 1;
            if (depth > 0)
                continue;
            const last = text.slice(from, at);
            if (alternatives.length > 0)
                return { alternatives: [...alternatives, last], end: at + 1 };
            const range = readRange(last, whole);
            return range === undefined ? undefined : { alternatives: range, end: at + 1 };
        }
    }
    return undefined;
}
const NUMBERS = /^(-?\d{1,15})\.\.(-?\d{1,15})(?:\.\.-?(\d{1,15}))?$/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.-?(\d{1,15}))?$/;
function readRange(text, whole) {
    const [, first, last, step] = NUMBERS.exec(text) ?? [];
    if (first !== undefined && last !== undefined) {
        const isPadded = [first, last].some((one) => /^-?0\d/.test(one));
        const width = isPadded ? Math.max(first.length, last.length) : 0;
        return count(Number(first), Number(last), Number(step), whole).map((value) => value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0'));
    }
    const [, from, to, by] = LETTERS.exec(text) ?? [];
    if (from === undefined || to === undefined)
        return undefined;
    return count(from.charCodeAt(0), to.charCodeAt(0), Number(by), whole).map((value) => String.fromCharCode(value));
}
function count(first, last, step, whole) {
    const by = step >= 1 ? step : 1;
    const length = Math.floor(Math.abs(last - first) / by) + 1;
    if (length > MAX_PATTERNS)
        throw tooMany(whole);
    return Array.from({ length }, (_, index) => first + (last < first ? -1 : 1) * index * by);
}
function tooMany(pattern) {
    return new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${(0,wire_text/* excerpt */.Kb)(pattern)} expands to too many patterns`, {
        expected: `at most ${MAX_PATTERNS}`,
        found: 'more',
        hint: 'Write * or ? instead of braces.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/wildcards.js
/**
 * Matches whole names against `*` (any number of characters) and `?` (one character). The time is bounded by the product of both lengths:
 * names are untrusted, and a regular expression with several `*` could take hours.
 */
function wildcards(pattern) {
    const wanted = [...pattern];
    return (name) => {
        const letters = [...name];
        let at = 0;
        // The last star and the end of what it matches; earlier stars never need to match more.
        let star = -1;
        let reach = 0;
        for (let letter = 0; letter < letters.length;) {
            if (wanted[at] === '*') {
                star = at;
                reach = letter;
                at += 1;
            }
            else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === letters[letter])) {
                at += 1;
                letter += 1;
            }
            else {
                if (star === -1)
                    return false;
                at = star + 1;
                reach += 1;
                letter = reach;
            }
        }
        while (wanted[at] === '*')
            at += 1;
        return at === wanted.length;
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/glob-parts.js





/** Characters with a meaning in a glob; a pattern without them is a path. */
const MAGIC = /[*?[\]{}()|\\]/;
/** Characters that need the matcher library: all but `*` and `?`. */
const NEEDS_LIBRARY = /[[\]{}()|\\]/;
function isGlob(pattern) {
    return MAGIC.test(pattern);
}
/** The part that matches exactly `name`. */
function exactly(name) {
    return { kind: 'name', is: (other) => other === name };
}
/**
 * The globs of a pattern, as a shell reads it: a slash always separates names, and `**` is special only as a whole name.
 * The matcher library is loaded only if the pattern needs it.
 * @throws CountersignError INPUT_INVALID
 */
async function readGlob(pattern, cwd) {
    return Promise.all(expandBraces(pattern.replace(/\/+$/, '')).map(async (written) => {
        const names = written.split('/');
        const magic = names.findIndex(isGlob);
        const at = magic === -1 ? names.length - 1 : magic;
        const rest = names.slice(at).filter((name) => name !== '' && name !== '.');
        if (rest.includes('..')) {
            throw invalid(pattern, 'no ".." after a wildcard', '..', 'Write the path without it.');
        }
        // An empty first name is the root.
        const base = (0,external_node_path_.resolve)(cwd, at === 0 ? '.' : `${names.slice(0, at).join('/')}/`);
        return { base, parts: await Promise.all(rest.map((name) => readPart(name, pattern))) };
    }));
}
async function readPart(name, pattern) {
    if (name === '**')
        return { kind: 'any' };
    if (!isGlob(name))
        return exactly(name);
    if (name === '*')
        return { kind: 'name', is: wildcards(name), isAll: true };
    if (!NEEDS_LIBRARY.test(name))
        return { kind: 'name', is: wildcards(name) };
    const { default: compile } = await __nccwpck_require__.e(/* import() */ 496).then(__nccwpck_require__.t.bind(__nccwpck_require__, 5496, 19));
    const text = asPicomatch(name, pattern);
    // By characters; a few escapes are valid only in expressions over UTF-16 code units.
    return { kind: 'name', is: tryCompile(text, 'su', compile) ?? tryCompile(text, 's', compile) ?? fail(pattern) };
}
/** Matches one name, also a hidden one. `s`: `.` matches any character. `debug`: a pattern that does not compile is an error and does not silently match nothing. */
function tryCompile(text, flags, compile) {
    try {
        return compile(text, {
            dot: true,
            flags,
            posix: true,
            windows: false,
            nobrace: true,
            nonegate: true,
            fastpaths: false,
            debug: true,
        });
    }
    catch {
        return undefined;
    }
}
/**
 * Escapes what the library reads differently from a shell: `"` as a quote, `|` outside of parentheses as an alternative, `{` as a
 * quantifier, `\d` as a digit.
 */
function asPicomatch(name, pattern) {
    let text = '';
    let depth = 0;
    for (let at = 0; at < name.length; at += 1) {
        const character = name.charAt(at);
        const end = character === '[' ? endOfClass(name, at) : undefined;
        if (end !== undefined) {
            text += name.slice(at, end);
            at = end - 1;
        }
        else if (character === '\\') {
            at += 1;
            text += escaped(name.charAt(at));
        }
        else {
            if (character === '(')
                depth += 1;
            if (character === ')')
                depth -= 1;
            text += '{}"[]'.includes(character) || (character === '|' && depth <= 0) ? escaped(character) : character;
        }
    }
    if (depth !== 0 && /[?*+@!]\(/.test(name)) {
        throw invalid(pattern, 'closed parentheses without a slash inside', name, 'For paths with several parts write {a/b,c}.');
    }
    return text;
}
function escaped(character) {
    if (character === '' || character === '\\')
        return '[\\\\]';
    return /[A-Za-z0-9]/.test(character) ? character : `\\${character}`;
}
/** Index after the `]` that ends the class at `start`; undefined if the bracket is an ordinary character. */
function endOfClass(name, start) {
    const [found] = /^\[[!^]?\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*\]/s.exec(name.slice(start)) ?? [];
    return found === undefined ? undefined : start + found.length;
}
function fail(pattern) {
    throw invalid(pattern, 'a glob', pattern, 'Put a backslash before characters that are part of the name.');
}
function invalid(pattern, expected, found, hint) {
    return new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${(0,wire_text/* excerpt */.Kb)(pattern)} is not a valid glob`, {
        expected,
        found: (0,wire_text/* excerpt */.Kb)(found),
        hint,
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/path-matcher.js
/** Matches paths that match any of `patterns`. */
function pathMatcher(patterns) {
    // All patterns in one list; `undefined` marks the end of each.
    const parts = patterns.flatMap((pattern) => [...pattern, undefined]);
    const starts = patterns.map((_, index) => patterns.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0));
    const reach = (positions) => {
        const reached = new Set();
        for (let position of positions) {
            reached.add(position);
            // `**` also matches no folder at all.
            while (parts[position]?.kind === 'any')
                reached.add((position += 1));
        }
        return [...reached].sort((a, b) => a - b);
    };
    return {
        start: reach(starts),
        step: (progress, name) => reach(progress.flatMap((position) => {
            const part = parts[position];
            if (part === undefined)
                return [];
            if (part.kind === 'any')
                return [position];
            return part.is(name) ? [position + 1] : [];
        })),
        accepts: (progress) => progress.some((position) => parts[position] === undefined),
        takesAll: (progress) => progress.some((position) => {
            const next = parts[position + 1];
            if (parts[position]?.kind !== 'any')
                return false;
            return next === undefined || (next.kind === 'name' && next.isAll === true && parts[position + 2] === undefined);
        }),
        goesOn: (progress) => progress.some((position) => parts[position] !== undefined),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/walk.js









function budget(most = 1_000_000) {
    return { entries: 0, most };
}
/** Number of folders between two checks of the signal; the event loop must run so that the signal can be set. */
const FOLDERS_A_TURN = 64;
/**
 * Absolute paths of everything below the folder `base` that matches and is not a folder: files, pipes, devices, broken links. Links are
 * followed. A real folder is searched once for each state of the patterns with which it is reached: another search would only find the
 * same files under other names. So the search ends even if links form a circle, and no file is missed. Paths without links are searched
 * first, so a file gets its path without links if there is one.
 * @param base absolute; an existing folder
 * @throws CountersignError FILE_UNREADABLE for what cannot be read, a name that is not UTF-8 or is rejected by `isPlainName`, and too many entries;
 *   DEADLINE_EXCEEDED
 */
async function walk(base, options) {
    const { include, exclude } = options;
    const found = [];
    const own = [];
    const linked = [];
    const searched = new Set();
    const real = realPathOf(base) ?? base;
    own.push({ path: base, real, included: include.start, excluded: progressAt(exclude, base), isLinked: false });
    for (let turn = 1;; turn += 1) {
        if (turn % FOLDERS_A_TURN === 0)
            await (0,promises_namespaceObject.setImmediate)();
        (0,abort/* throwIfAborted */.T)(options.signal, 'searched');
        const folder = own.pop() ?? linked.shift();
        if (folder === undefined)
            return found;
        const search = [folder.real, folder.included.join(), folder.excluded.join()].join('\n');
        if (searched.has(search))
            continue;
        searched.add(search);
        for (const entry of entriesOf(folder, options.budget)) {
            const next = look(folder, entry, options);
            if (next === undefined)
                continue;
            if (next.kind === 'found')
                found.push(next.path);
            else
                (next.folder.isLinked ? linked : own).push(next.folder);
        }
    }
}
/** The progress of a matcher of absolute paths after `path`. */
function progressAt(matcher, path) {
    return namesOf(path).reduce((progress, name) => matcher.step(progress, name), matcher.start);
}
/** The names in an absolute path; on Windows the first is the drive. */
function namesOf(path) {
    return (0,external_node_path_.resolve)(path)
        .split(external_node_path_.sep)
        .filter((name) => name !== '');
}
function entriesOf({ path }, seen) {
    let entries;
    try {
        entries = (0,external_node_fs_.readdirSync)(path, { encoding: 'buffer', withFileTypes: true });
    }
    catch (cause) {
        throw (0,file_errors/* fileUnreadable */.WO)(path, cause);
    }
    seen.entries += entries.length;
    if (seen.entries > seen.most) {
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${path} contains too many files`, {
            expected: `at most ${seen.most} folder entries, including those reached through links`,
            found: 'more',
            hint: 'Name a smaller folder, and check for links between folders.',
        });
    }
    return entries.sort((a, b) => Buffer.compare(a.name, b.name));
}
function look(folder, entry, { include, exclude, onFolder }) {
    const { text: name, isUtf8 } = decodeName(entry.name);
    const excluded = exclude.step(folder.excluded, name);
    if (exclude.accepts(excluded))
        return undefined;
    // Checked before the patterns, because it is unknown what the name would match.
    if (!isUtf8)
        throw nameRefused(`${(0,wire_text/* excerpt */.Kb)(folder.path)} contains`, entry.name);
    const included = include.step(folder.included, name);
    if (included.length === 0)
        return undefined;
    if (!isPlainName(name))
        throw nameRefused(`${(0,wire_text/* excerpt */.Kb)(folder.path)} contains`, entry.name);
    const path = (0,external_node_path_.join)(folder.path, name);
    const isLink = entry.isSymbolicLink();
    if (isLink ? leadsToFolder(path) : entry.isDirectory()) {
        if (include.accepts(included) && !include.takesAll(included))
            onFolder?.(path);
        if (!include.goesOn(included))
            return undefined;
        const real = isLink ? realPathOf(path) : (0,external_node_path_.join)(folder.real, name);
        if (real === undefined)
            return { kind: 'found', path };
        return { kind: 'folder', folder: { path, real, included, excluded, isLinked: folder.isLinked || isLink } };
    }
    return include.accepts(included) ? { kind: 'found', path } : undefined;
}
function leadsToFolder(path) {
    try {
        return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
    }
    catch (cause) {
        throw (0,file_errors/* fileUnreadable */.WO)(path, cause);
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/expand-paths.js









/**
 * Absolute paths of the files that `patterns` name, each once, unsorted. A pattern without glob characters is a path. A pattern with them
 * is a glob, and also a path if a file with exactly this name exists: a file called `*` must not change the meaning of `dist/*`.
 * `!pattern` excludes files (or whole folders), at any position in the list. Hidden files are included; symbolic links are followed. The
 * result of a glob also contains pipes, devices and broken links, so that the caller cannot overlook them. If several paths lead to a
 * file, a glob returns at least one of them. A folder that a glob matches is an error, because other programs would take its content
 * with the same glob, unless the patterns include everything in the folder.
 * @param leaveOut called for such a folder instead of the error
 * @throws CountersignError NO_MATCH for the first pattern that names no file, FILE_UNREADABLE for a folder, a named broken link, a name
 *   that is not UTF-8 or that `isPlainName` rejects, and what cannot be searched, INPUT_INVALID, DEADLINE_EXCEEDED
 */
async function expandPaths(patterns, cwd, signal, leaveOut) {
    const written = patterns
        .map((pattern) => (external_node_path_.sep === '\\' ? pattern.replaceAll('\\', '/') : pattern))
        .filter((pattern) => pattern !== '');
    const includes = written.filter((pattern) => !pattern.startsWith('!'));
    const excludes = written.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
    if (includes.length === 0) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'no path is given', {
            expected: 'at least one path or glob',
            found: excludes.length === 0 ? 'none' : 'only excludes',
        });
    }
    for (const pattern of written)
        refuseOddPath((0,external_node_path_.resolve)(cwd, pattern));
    const found = new Map();
    const empty = [];
    const folders = new Set();
    const all = await includesOf(includes, cwd);
    const search = { cwd, exclude: await excludesOf(excludes, cwd), budget: budget(), signal };
    for (const pattern of includes) {
        let matchesIncludedFolder = false;
        const onFolder = (path) => {
            if (all.takesAll(progressAt(all, path)))
                matchesIncludedFolder = true;
            else
                folders.add(path);
        };
        const matches = await matchesOf(pattern, { ...search, onFolder });
        if (matches.length === 0 && !matchesIncludedFolder)
            empty.push(pattern);
        for (const { path, how } of matches)
            if (found.get(path) !== 'named')
                found.set(path, how);
    }
    for (const path of [...folders].sort()) {
        if (leaveOut === undefined)
            throw metFolder(path, cwd);
        leaveOut(path);
    }
    const first = empty[0];
    if (first !== undefined)
        throw noMatch(first, excludes, cwd);
    return found;
}
async function matchesOf(pattern, search) {
    const path = (0,external_node_path_.resolve)(search.cwd, pattern);
    const stat = statOf(path);
    const named = isExcluded(path, search.exclude) ? [] : [{ path, how: 'named' }];
    if (!isGlob(pattern)) {
        if (stat === undefined) {
            if ((0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) === undefined)
                return [];
            throw (0,file_errors/* deadLink */.b4)(path);
        }
        if (stat.isDirectory())
            throw folder(pattern);
        return named;
    }
    const matches = (await glob(pattern, search)).map((each) => ({ path: each, how: 'matched' }));
    if (stat?.isFile() === true)
        matches.push(...named);
    if (matches.length === 0 && stat?.isDirectory() === true)
        throw folder(pattern);
    return matches;
}
/** Undefined if the file does not exist. @throws CountersignError FILE_UNREADABLE if that is unknown */
function statOf(path) {
    try {
        return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false });
    }
    catch (cause) {
        if ((0,system_code/* systemCode */.xU)(cause) === 'ENOTDIR')
            return undefined;
        throw (0,file_errors/* fileUnreadable */.WO)(path, cause);
    }
}
async function glob(pattern, search) {
    const bases = new Map();
    for (const { base, parts } of await readGlob(pattern, search.cwd)) {
        refuseOddPath(base);
        const known = bases.get(base);
        if (known === undefined)
            bases.set(base, [parts]);
        else
            known.push(parts);
    }
    const found = [];
    for (const [base, patterns] of bases) {
        const include = pathMatcher(patterns);
        const stat = statOf(base);
        if (stat?.isDirectory() === true)
            found.push(...(await walk(base, { ...search, include })));
        else if (stat !== undefined && include.accepts(include.start) && !isExcluded(base, search.exclude))
            found.push(base);
    }
    return found;
}
async function includesOf(patterns, cwd) {
    const globs = await Promise.all(patterns.filter(isGlob).map((pattern) => readGlob(pattern, cwd)));
    return pathMatcher(globs.flat().map(({ base, parts }) => [...namesOf(base).map(exactly), ...parts]));
}
/** A path without glob characters excludes everything below it; a pattern excludes what it matches, and a file with exactly this name. */
async function excludesOf(patterns, cwd) {
    const excludes = [];
    for (const pattern of patterns) {
        const literal = namesOf((0,external_node_path_.resolve)(cwd, pattern)).map(exactly);
        if (!isGlob(pattern))
            excludes.push([...literal, { kind: 'any' }]);
        else {
            excludes.push(literal);
            for (const { base, parts } of await readGlob(pattern, cwd))
                excludes.push([...namesOf(base).map(exactly), ...parts]);
        }
    }
    return pathMatcher(excludes);
}
function isExcluded(path, exclude) {
    return exclude.accepts(progressAt(exclude, path));
}
function folder(pattern) {
    return new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${(0,wire_text/* excerpt */.Kb)(pattern)} is a folder`, {
        expected: 'a file',
        found: 'a folder',
        hint: `To include every file in it, write ${pattern.replace(/(?<!\/)\/+$/, '')}/**.`,
    });
}
/** `ghcr.io/acme/app:1.0`, `ubuntu:24.04`: ends with a tag or digest, and begins with a registry or has no folder. */
const IMAGE = /^(?:(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?|localhost(?::[0-9]+)?|[A-Za-z0-9-]+:[0-9]+)\/[^\s:@]+|[a-z0-9._-]+)(?::[\w.-]+|(?::[\w.-]+)?@sha256:[0-9a-f]{64})$/;
/** `ghcr.io/acme/app`: begins with a registry; a folder could be called so, too. */
const PERHAPS_IMAGE = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}|localhost|[a-z0-9.-]+:[0-9]+)\/[\w./-]+$/;
/** The error for a folder that a glob matches. It is not searched, but other programs may take its content with the same glob. */
function metFolder(path, cwd) {
    const below = (0,external_node_path_.relative)(cwd, path);
    const shown = below === '' || below.startsWith('..') ? path : below.split(external_node_path_.sep).join('/');
    return new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${(0,wire_text/* excerpt */.Kb)(shown)} is a folder, and a glob matches it`, {
        expected: 'only files, or everything in the folder',
        found: 'a folder',
        hint: `To include every file in it, also write ${shown}/**. To leave it out, write !${shown}.`,
    });
}
function noMatch(pattern, excludes, cwd) {
    const where = (0,external_node_path_.isAbsolute)(pattern) ? '' : ` in ${cwd}`;
    return new countersign_error/* CountersignError */.WS('NO_MATCH', `${(0,wire_text/* excerpt */.Kb)(pattern)} matches no file`, {
        expected: 'at least one file',
        found: `none${where}${excludes.length === 0 ? '' : ' after the excludes'}`,
        hint: hintOf(pattern),
    });
}
function hintOf(pattern) {
    if (pattern.includes(','))
        return 'Write one path per line (on the command line: each as an argument of its own): a comma is part of the name.';
    if (/^(["']).*\1$/.test(pattern))
        return 'Leave the quotes out: they are part of the name.';
    if (/\$(?:\{+\s*)?[A-Za-z_]/.test(pattern))
        return 'Variables are not replaced here: write the name, or a glob such as dist/app-*.tgz.';
    const asImage = `For an image write oci://${pattern} or --image ${pattern} (in a workflow "images"); without it this is the path of a file.`;
    if (IMAGE.test(pattern))
        return asImage;
    return ((/\S\s+\S/.test(pattern) ? 'Several paths are written one per line: a space is part of the name. ' : '') +
        'Check the spelling, and that the step that creates the file ran before this one. ' +
        'Files of another job must be downloaded first: actions/download-artifact on GitHub; on GitLab, `artifacts` of that job and `needs` of this one.' +
        (PERHAPS_IMAGE.test(pattern) ? ` ${asImage}` : ''));
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/collect-files.js








/** Suffixes of bundle files. A suffix alone is not enough to leave a file out, because any deployed file may have it. */
const BUNDLE_SUFFIXES = ['.sigstore.json', '.sigstore', '.jsonl'];
/**
 * The files that paths and globs name, hashed, sorted by name (UTF-16 code units), each real file once. Names use `/` and Unicode form
 * NFC; see `Naming`. Bundles that a glob matches are left out and logged, so that `dist/*` means the same before and after signing.
 * @throws CountersignError NO_MATCH, SUBJECT_DUPLICATE, FILE_UNREADABLE (also if a glob matches something that is not a file), FILE_CHANGED,
 *   INPUT_INVALID, DEADLINE_EXCEEDED
 */
async function collectFiles(run, options) {
    const base = (0,external_node_path_.resolve)(run.cwd, options.base ?? '.');
    const leaveOut = (path) => {
        run.emit?.({ event: 'left-out', artifact: nameOf('written', path, path, run.cwd), reason: 'folder' });
    };
    const found = await expandPaths(options.paths, run.cwd, run.signal, options.purpose === 'signing' ? leaveOut : undefined);
    const wanted = withoutBundles(run, found, options);
    const named = distinct(run, wanted, found, options)
        .map(({ path, real }) => ({ path, real, name: nameOf(options.naming ?? 'written', path, real, base) }))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    rejectDuplicates(named);
    const hashed = await hashFiles(named.map(({ path }) => path), {
        signal: run.signal,
        ...(options.algorithms === undefined ? {} : { algorithms: options.algorithms }),
        ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    });
    return named.flatMap(({ path, real, name }, index) => {
        const file = hashed[index];
        return file === undefined
            ? []
            : [{ kind: 'file', name, path, ...(real === path ? {} : { realPath: real }), ...file }];
    });
}
/** @throws CountersignError NO_MATCH if globs match only bundles */
function withoutBundles(run, found, { isBundle, purpose, paths }) {
    const all = [...found.keys()];
    const bundles = new Set(all.filter((path) => (purpose === 'signing' || found.get(path) === 'matched') &&
        BUNDLE_SUFFIXES.some((suffix) => path.endsWith(suffix)) &&
        isBundle?.(path) === true));
    const rest = all.filter((path) => !bundles.has(path));
    const named = all.filter((path) => found.get(path) === 'named');
    if (rest.length === 0 && named.length > 0)
        return named;
    if (rest.length === 0 && bundles.size > 0) {
        throw new countersign_error/* CountersignError */.WS('NO_MATCH', `${paths.map(wire_text/* excerpt */.Kb).join(', ')} matches only bundles`, {
            expected: 'at least one artifact',
            found: `${bundles.size} bundles`,
            hint: 'Pass the files that were signed to this job as well, together with their bundles. To use a bundle as an artifact, name it by its path.',
        });
    }
    for (const path of bundles)
        run.emit?.({ event: 'left-out', artifact: nameOf('written', path, path, run.cwd), reason: 'bundle' });
    return rest;
}
/** A file is one subject, even if several links lead to it; its path without links is preferred. */
function distinct(run, paths, found, { purpose }) {
    const files = new Map();
    for (const path of paths) {
        const real = realPathOf(path);
        if (real === undefined) {
            if (purpose !== 'signing' || found.get(path) === 'named')
                throw (0,file_errors/* deadLink */.b4)(path);
            run.emit?.({ event: 'left-out', artifact: nameOf('written', path, path, run.cwd), reason: 'dead-link' });
            continue;
        }
        const other = files.get(real);
        if (other === undefined || path === real)
            files.set(real, path);
        if (other !== undefined && other !== path)
            run.emit?.({ event: 'one-file', artifact: path, other });
    }
    if (files.size === 0) {
        throw new countersign_error/* CountersignError */.WS('NO_MATCH', 'only broken links were found', {
            expected: 'at least one file',
            found: 'none',
        });
    }
    return [...files].map(([real, path]) => ({ path, real }));
}
/**
 * The subject with digests under additional algorithms (for keys and statements that use them). A file whose bytes were not kept is read
 * again, and must still have the known digests.
 * @throws CountersignError FILE_CHANGED, FILE_UNREADABLE, DEADLINE_EXCEEDED
 */
async function withDigests(run, subject, algorithms) {
    const missing = algorithms.filter((algorithm) => subject.digests[algorithm] === undefined);
    if (missing.length === 0)
        return subject;
    if (subject.bytes !== undefined)
        return { ...subject, digests: { ...subject.digests, ...(0,hash_file/* hashBytes */.yi)(subject.bytes, missing) } };
    const known = (0,hash_file/* algorithmsOf */.w2)(subject.digests);
    const { digests } = await (0,hash_file/* hashFile */.DC)(subject.path, [...known, ...missing], { signal: run.signal });
    if (known.some((algorithm) => digests[algorithm] !== subject.digests[algorithm])) {
        throw new countersign_error/* CountersignError */.WS('FILE_CHANGED', `${subject.path} changed after it was hashed`, {
            hint: 'Run again when no other program writes to the file.',
        });
    }
    return { ...subject, digests };
}
function rejectDuplicates(named) {
    for (const [index, { name, path }] of named.entries()) {
        const next = named[index + 1];
        if (next?.name === name) {
            throw new countersign_error/* CountersignError */.WS('SUBJECT_DUPLICATE', `two files have the name ${(0,wire_text/* excerpt */.Kb)(name)}`, {
                expected: 'different names',
                found: `${path} and ${next.path}`,
                hint: 'Run in a folder that contains both, so that their names differ. Names that differ only in their Unicode form are equal.',
            });
        }
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/subjects/files.js

/** Files, from paths and globs. */
const files = {
    needsRegistry: false,
    collect: (paths, { run, rules: { naming, purpose }, options: { algorithms, isBundle } }) => collectFiles(run, {
        ...{ paths, naming, purpose, isBundle },
        ...(algorithms === undefined ? {} : { algorithms }),
    }),
};
// EXTERNAL MODULE: ./packages/core/lib/artifacts/kinds/image.js
var kinds_image = __nccwpck_require__(191);
;// CONCATENATED MODULE: ./packages/core/lib/subjects/images.js



/** Number of references that are resolved at the same time. */
const AT_ONCE = 8;
/** Images, from references: each is resolved to a digest once. */
const images_images = {
    needsRegistry: true,
    async collect(references, collecting) {
        const { run, rules, options, problem } = collecting;
        const { platforms = [] } = options;
        const resolved = [];
        for (const { reference, answer } of await resolveAll(references, collecting)) {
            if ('error' in answer)
                problem(`image ${reference}`, answer.error);
            else {
                resolved.push(answer.image);
                logDigest(collecting, reference, answer.image);
            }
        }
        const distinct = [...new Map(resolved.map((image) => [(0,kinds_image/* pinnedImage */.Q)(image), image])).values()];
        if (platforms.length === 0)
            return distinct;
        return distinct.flatMap((image) => {
            try {
                return rules.ofPlatforms(run, image, platforms);
            }
            catch (thrown) {
                problem(`image ${image.reference}`, thrown);
                return [];
            }
        });
    },
};
/**
 * Resolves several at a time, and returns the results in their order. Nothing is started after a failure that ends the run. All
 * references before it were started by then, so the reported failure is the first in their order, not the first in time.
 */
async function resolveAll(references, { registry, rules, options: { platforms = [], ownPlatform = false } }) {
    const asked = { platforms, own: ownPlatform || platforms.length > 0 };
    let ended = false;
    const resolved = await inOrder(references, AT_ONCE, async (reference) => {
        if (ended)
            return undefined;
        try {
            return { reference, answer: { image: await registry.resolve(reference, asked) } };
        }
        catch (thrown) {
            const error = (0,countersign_error/* asCountersignError */.ek)(thrown);
            ended ||= rules.failsAtOnce || error.exitStatus === 3;
            return { reference, answer: { error } };
        }
    });
    return resolved.flatMap((one) => one ?? []);
}
/** Logs the digest of a tag: a tag can change, so only the digest is used from now on. */
function logDigest({ run }, reference, image) {
    if (image.tag === undefined)
        return;
    run.emit({ event: 'resolved', artifact: (0,kinds_image/* pinnedImage */.Q)(image), digest: image.digest, reference });
}
;// CONCATENATED MODULE: ./packages/core/lib/subjects/sources.js



/** Every way to name subjects, by its input, in the order of collection. */
const SOURCES = {
    paths: files,
    checksums: checksumLines,
    images: images_images,
};
const SUBJECT_INPUTS = Object.keys(SOURCES);
// EXTERNAL MODULE: ./packages/core/lib/wire/platform.js
var wire_platform = __nccwpck_require__(7735);
;// CONCATENATED MODULE: ./packages/core/lib/subjects/manifest-as-image.js
/**
 * A manifest of an index, or an index above a manifest, as an image: in the same repository, with the data of this manifest and none of
 * the image through which it was reached.
 * @param as members that differ from those of the image; `parent` if it is verified as a platform
 */
function manifestAsImage({ name, registry, repository, reference, tag }, { digest, mediaType, size, contentDigests, blobs }, as = {}) {
    const digests = { sha256: digest.replace(/^sha256:/, '') };
    return {
        ...{ kind: 'image', name, registry, repository, reference, tag },
        ...{ digest, digests, mediaType, size, contentDigests, blobs, platforms: [], others: [] },
        ...as,
    };
}
/** The indexes above a manifest, the one that the user named first; empty for an image that is not verified as a platform. */
function indexesAbove(image) {
    return (image.parent?.indexes ?? []).map((index) => manifestAsImage(image, index));
}
;// CONCATENATED MODULE: ./packages/core/lib/subjects/narrow-image.js




/**
 * The manifests of an index that a runtime may choose for a platform. An index can contain several for one platform. For a manifest
 * without a platform in the index, and for a manifest without an index, the platform in its config counts (`Registry.resolve` reads it
 * if the platform is requested).
 *
 * @throws CountersignError NO_MATCH if there is none
 */
function manifestsFor(image, platform) {
    const fitting = manifestsOf(image).filter((one) => fits(one, platform));
    if (fitting.length > 0)
        return fitting;
    const { own, platforms } = image;
    throw new countersign_error/* CountersignError */.WS('NO_MATCH', `${image.reference} ${own === undefined ? 'does not contain' : 'is not for'} ${platform}`, {
        expected: platform,
        found: platforms.length > 0 ? platforms.map((one) => one.platform).join(', ') : describeOwn(own),
    });
}
/** The platform of a manifest without an index, for messages. */
function describeOwn(own) {
    switch (own?.kind) {
        case undefined:
            return 'a manifest without an index';
        case 'said':
            return `a config for ${own.platform}`;
        case 'none':
            return own.found;
        case 'unread':
            return own.error.message;
    }
}
/** The manifests of an image that can be run: those of an index, or the manifest itself. */
function manifestsOf(image) {
    const { platforms, own, digest, mediaType, size, contentDigests, blobs } = image;
    if (own === undefined)
        return platforms;
    const read = { digest, mediaType, size, contentDigests, blobs };
    return [{ ...read, platform: own.kind === 'said' ? own.platform : 'unspecified', indexes: [], labelledBy: [], own }];
}
function fits({ platform: label, labelledBy, own }, platform) {
    if (labelledBy.length > 0)
        return (0,wire_platform/* samePlatform */.my)(label, platform);
    // A manifest whose config could not be read is included, so that verification reports it.
    return own?.kind === 'unread' || (own?.kind === 'said' && (0,wire_platform/* samePlatform */.my)(own.platform, platform));
}
/**
 * The manifests of the given platforms and the attestation manifests about them, each as an image. Indexes are not included, because the
 * signature of an index covers all platforms in it. A manifest without an index is returned unchanged if its config has one of the
 * platforms.
 *
 * @throws CountersignError NO_MATCH for a platform that the image does not have; the error of reading the config of a manifest without
 * an index
 */
function narrowImage(image, platforms) {
    const kept = new Set(platforms.flatMap((platform) => manifestsFor(image, platform)));
    if (image.own?.kind === 'unread')
        throw image.own.error;
    if (image.own !== undefined)
        return [image];
    const digests = new Set([...kept].map(({ digest }) => digest));
    // A manifest that is an attestation in one index and an image in another is treated as an image.
    const left = new Set(image.platforms.filter(({ digest }) => !digests.has(digest)).map(({ digest }) => digest));
    const attestations = image.others.filter(({ digest, about }) => about !== undefined && digests.has(about) && !left.has(digest));
    return imagesBelow(image, [...image.platforms.filter((one) => kept.has(one)), ...attestations]);
}
/** Manifests of an index, each as an image whose reference is its digest. */
function imagesBelow(image, manifests) {
    return manifests.map((manifest) => {
        const { platform, digest, indexes, labelledBy } = manifest;
        const parent = { digest: image.digest, platform, indexes, labelledBy };
        return manifestAsImage(image, manifest, { reference: (0,kinds_image/* pinnedImage */.Q)({ name: image.name, digest }), tag: undefined, parent });
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/subjects/platform-subjects.js




/**
 * Maximum number of manifests for one platform of one image: each is verified separately, with the signatures of the indexes above it.
 * Windows images have one for each build of the system, at most four.
 */
const MAX_MANIFESTS = 16;
/**
 * The manifests of an index that a runtime may choose for one of the platforms, each as a subject.
 *
 * @throws CountersignError NO_MATCH for a platform that the index does not have, IMAGE_INVALID for one with too many manifests
 */
function platformSubjects(image, platforms) {
    const wanted = [...new Map(platforms.map((platform) => [(0,wire_platform/* canonicalPlatform */._l)(platform), platform])).values()];
    return wanted.flatMap((platform) => {
        const listings = [...new Map(manifestsFor(image, platform).map((one) => [listing(one), one])).values()];
        if (listings.length > MAX_MANIFESTS)
            throw platform_subjects_tooMany(image, platform, listings.length);
        return listings.map((one) => asSubject(image, one, platform));
    });
}
function platform_subjects_tooMany({ reference }, platform, found) {
    return new countersign_error/* CountersignError */.WS('IMAGE_INVALID', `${reference} contains too many manifests for ${platform}`, {
        expected: `at most ${MAX_MANIFESTS}`,
        found: String(found),
        hint: 'Build the index so that each manifest has its platform and occurs once.',
    });
}
/** A manifest in two indexes is verified twice, because signatures and revocations of the indexes can differ. */
function listing({ digest, platform, indexes, labelledBy }) {
    return [digest, platform, ...indexes.map((index) => index.digest), labelledBy.length].join(' ');
}
function asSubject(image, manifest, asked) {
    const { indexes, labelledBy, own } = manifest;
    const platform = labelledBy.length > 0 ? manifest.platform : asked;
    const parent = { digest: image.digest, platform, indexes, labelledBy, ...(own === undefined ? {} : { own }) };
    return manifestAsImage(image, manifest, { parent });
}
;// CONCATENATED MODULE: ./packages/core/lib/subjects/uses.js



const USES = {
    sign: {
        use: 'sign',
        naming: 'written',
        purpose: 'signing',
        failsAtOnce: true,
        saysCount: true,
        ofPlatforms(run, image, platforms) {
            const narrowed = narrowImage(image, platforms);
            if (!narrowed.includes(image)) {
                run.emit({ event: 'narrowed', artifact: (0,kinds_image/* pinnedImage */.Q)(image), digest: image.digest, names: platforms });
            }
            return narrowed;
        },
    },
    verify: {
        use: 'verify',
        naming: 'real',
        purpose: 'judging',
        failsAtOnce: false,
        saysCount: false,
        ofPlatforms: (_, image, platforms) => platformSubjects(image, platforms),
    },
};
;// CONCATENATED MODULE: ./packages/core/lib/subjects/collect.js






/**
 * The subjects to sign or verify, from the values of all inputs in the table of sources. No value or no subject is wrong use: a gate
 * without subjects would let everything pass.
 *
 * @param named the inputs that the caller supports, with their values
 * @throws CountersignError INPUT_MISSING, NO_MATCH, SUBJECT_DUPLICATE, CHECKSUM_MALFORMED, FILE_*, IMAGE_REFERENCE_INVALID; for
 *   `sign` also the first problem: SUBJECT_MISMATCH, REGISTRY_*, IMAGE_INVALID
 */
async function collectSubjects(run, use, named, options) {
    const rules = USES[use];
    if (SUBJECT_INPUTS.every((input) => (named[input] ?? []).length === 0))
        throw nothingNamed(use, named);
    const problems = [];
    const problem = (about, thrown) => {
        const error = (0,countersign_error/* asCountersignError */.ek)(thrown);
        if (rules.failsAtOnce || error.exitStatus === 3)
            throw error;
        problems.push({ about, error });
    };
    const once = new EachOnce(run);
    const subjects = [];
    for (const input of SUBJECT_INPUTS) {
        const values = named[input] ?? [];
        if (values.length === 0)
            continue;
        const found = once.onlyNew(await collectFrom(input, values, { run, rules, options, problem }));
        if (rules.naming === 'real')
            logOutside(run, found);
        subjects.push(...found);
    }
    if (subjects.length === 0 && problems.length === 0) {
        throw new countersign_error/* CountersignError */.WS('NO_MATCH', `nothing to ${use} was found`, {
            expected: 'at least one file or image',
            found: 'none',
        });
    }
    if (rules.saysCount)
        run.log.info(counted(subjects));
    return { subjects, problems };
}
function collectFrom(input, values, collecting) {
    const source = SOURCES[input];
    if (!source.needsRegistry)
        return source.collect(values, collecting);
    const { registry } = collecting.options;
    if (registry === undefined)
        throw new countersign_error/* CountersignError */.WS('INTERNAL', `${input} were given without a registry client`);
    return source.collect(values, { ...collecting, registry });
}
function nothingNamed(use, named) {
    const offered = SUBJECT_INPUTS.filter((input) => named[input] !== undefined);
    const inputs = offered.length === 0 ? SUBJECT_INPUTS : offered;
    return new countersign_error/* CountersignError */.WS('INPUT_MISSING', `no input names anything to ${use}`, {
        expected: inputs.join(', ').replace(/, ([^,]*)$/, ' or $1'),
        found: inputs.length === 1 ? 'nothing' : 'none of them',
    });
}
function logOutside(run, subjects) {
    for (const { name } of subjects.filter((subject) => (0,subject_kinds/* onDisk */.FC)(subject) !== undefined && (0,external_node_path_.isAbsolute)(subject.name)))
        run.emit({ event: 'outside-folder', artifact: name });
}
/** `2 files, 1 digest`. */
function counted(subjects) {
    const nouns = subjects.map((subject) => (0,subject_kinds/* kindFacts */.q9)(subject).noun);
    return [...new Set(nouns)]
        .map((noun) => ({ ...noun, count: nouns.filter((other) => other === noun).length }))
        .map(({ one, many, count }) => `${String(count)} ${count === 1 ? one : many}`)
        .join(', ');
}
;// CONCATENATED MODULE: ./packages/core/lib/statements/match-subjects.js
const STRONG = ['sha256', 'sha384', 'sha512'];
/**
 * The subjects that match an artifact: at least one computed digest of 256 bits or more is equal, and no computed digest differs.
 * Names are not compared; digests of other algorithms are ignored.
 */
function matchSubjects(statement, digests) {
    return statement.subjects.filter(({ digest }) => {
        const comparable = STRONG.filter((algorithm) => digests[algorithm] !== undefined && digest[algorithm] !== undefined);
        return comparable.length > 0 && comparable.every((algorithm) => digests[algorithm] === digest[algorithm]);
    });
}
/** `matchSubjects` for many artifacts: a statement with ten thousand subjects is not searched for each of them. */
function subjectIndex(statement) {
    const positions = positionsOf(statement);
    return (digests) => {
        const found = STRONG.flatMap((algorithm) => positions.get(`${algorithm}:${String(digests[algorithm])}`) ?? []);
        const subjects = [...new Set(found)].sort((a, b) => a - b).flatMap((position) => statement.subjects[position] ?? []);
        return matchSubjects({ ...statement, subjects }, digests);
    };
}
/** Whether a statement names one of an artifact's digests; keeps only the digests in memory, not the statement. */
function subjectTest(statement) {
    const named = new Set(positionsOf(statement).keys());
    return (digests) => STRONG.some((algorithm) => named.has(`${algorithm}:${String(digests[algorithm])}`));
}
/** `algorithm:hex` → indexes of the subjects with this digest. */
function positionsOf({ subjects }) {
    const positions = new Map();
    for (const [position, { digest }] of subjects.entries()) {
        for (const algorithm of STRONG) {
            if (digest[algorithm] === undefined)
                continue;
            const key = `${algorithm}:${digest[algorithm]}`;
            const known = positions.get(key);
            if (known === undefined)
                positions.set(key, [position]);
            else
                known.push(position);
        }
    }
    return positions;
}
;// CONCATENATED MODULE: ./packages/core/lib/statements/read-statement.js


/** Largest statement that is read or written, in bytes (an SBOM can be large). */
const MAX_STATEMENT_BYTES = 32 * 1024 * 1024;
/** Largest number of subjects in one statement. */
const MAX_SUBJECTS = 20_000;
const MAX_DIGESTS = 32;
/** Longest predicateType, a URI, in characters: reports and errors repeat it. */
const MAX_PREDICATE_TYPE = 2048;
/** Number of hex digits of known digests (in-toto digest_set). */
const HEX_DIGITS = {
    sha1: [40],
    sha224: [56],
    sha256: [64],
    sha384: [96],
    sha512: [128],
    sha512_224: [56],
    sha512_256: [64],
    sha3_224: [56],
    sha3_256: [64],
    sha3_384: [96],
    sha3_512: [128],
    gitCommit: [40, 64],
    gitTree: [40, 64],
    gitBlob: [40, 64],
    gitTag: [40, 64],
};
const TYPES = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'];
/**
 * Reads an in-toto statement (Statement v1; v0.1 too) strictly: at least one subject, every subject with digests in lower-case hex of the right
 * length. Unknown members are ignored, as the specification requires of consumers ("Parsing rules"); duplicate
 * names are refused by the JSON reader.
 * @throws CountersignError EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE, SUBJECT_INVALID
 */
function readStatement(payload) {
    const top = (0,json_readers/* readObject */.Ag)((0,json/* parseJson */.qF)(payload, { maxBytes: MAX_STATEMENT_BYTES, what: 'the statement' }), 'the statement');
    const type = TYPES.find((known) => known === top['_type']);
    if (type === undefined) {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', 'the statement is not a known version of an in-toto statement', {
            expected: TYPES.join(' or '),
            found: typeof top['_type'] === 'string' ? (0,wire_text/* excerpt */.Kb)(top['_type']) : 'no _type',
        });
    }
    const predicateType = (0,json_readers/* readString */.E3)(top['predicateType'], 'predicateType of the statement');
    if (predicateType === '')
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', 'the statement has an empty predicateType', { expected: 'a URI' });
    if (predicateType.length > MAX_PREDICATE_TYPE)
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', 'the statement has a predicateType that is too long', {
            expected: `at most ${MAX_PREDICATE_TYPE} characters`,
            found: `${predicateType.length}`,
        });
    const subjects = (0,json_readers/* readArray */.oU)(top['subject'], 'subject of the statement');
    if (subjects.length === 0 || subjects.length > MAX_SUBJECTS) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_INVALID', 'the statement must have subjects', {
            expected: `1 to ${MAX_SUBJECTS}`,
            found: String(subjects.length),
        });
    }
    // The predicate is optional in v1; absent and empty mean the same.
    const predicate = top['predicate'] === undefined ? {} : (0,json_readers/* readObject */.Ag)(top['predicate'], 'predicate of the statement');
    return { type, subjects: subjects.map(readSubject), predicateType, predicate };
}
function readSubject(value, index) {
    const what = `subject ${index + 1} of the statement`;
    const object = (0,json_readers/* readObject */.Ag)(value, what, 'SUBJECT_INVALID');
    const name = object['name'] === undefined ? '' : (0,json_readers/* readString */.E3)(object['name'], `name of ${what}`, 'SUBJECT_INVALID');
    const digest = readDigestSet(object['digest'], what);
    const annotations = object['annotations'];
    return {
        name,
        digest,
        ...(annotations === undefined || annotations === null ? {} : { annotations: read_statement_readAnnotations(annotations, what) }),
        ...(typeof object['uri'] === 'string' ? { uri: object['uri'] } : {}),
        ...(typeof object['mediaType'] === 'string' ? { mediaType: object['mediaType'] } : {}),
    };
}
function read_statement_readAnnotations(value, what) {
    return (0,json_readers/* readObject */.Ag)(value, `annotations of ${what}`, 'SUBJECT_INVALID');
}
/** A DigestSet with at least one digest; known algorithms are checked, others are kept as text. */
function readDigestSet(value, what) {
    const set = (0,json_readers/* readObject */.Ag)(value, `digest of ${what}`, 'SUBJECT_INVALID');
    const entries = Object.entries(set).map(([algorithm, digest]) => [algorithm, readDigest(algorithm, digest, what)]);
    if (entries.length === 0 || entries.length > MAX_DIGESTS) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_INVALID', `${what} must have digests`, {
            expected: `1 to ${MAX_DIGESTS}`,
            found: String(entries.length),
        });
    }
    // No prototype, so that `digest.constructor` is undefined.
    return Object.assign(Object.create(null), Object.fromEntries(entries));
}
function readDigest(algorithm, value, what) {
    const digest = (0,json_readers/* readString */.E3)(value, `digest ${(0,wire_text/* excerpt */.Kb)(algorithm)} of ${what}`, 'SUBJECT_INVALID');
    const lengths = Object.hasOwn(HEX_DIGITS, algorithm) ? HEX_DIGITS[algorithm] : undefined;
    const good = lengths === undefined
        ? digest !== '' && digest.length <= 1024
        : lengths.includes(digest.length) && /^[0-9a-f]+$/.test(digest);
    if (good)
        return digest;
    throw new countersign_error/* CountersignError */.WS('SUBJECT_INVALID', `digest ${(0,wire_text/* excerpt */.Kb)(algorithm)} of ${what} is malformed`, {
        expected: lengths === undefined ? 'text' : `${lengths.join(' or ')} lower-case hex digits`,
        found: (0,wire_text/* excerpt */.Kb)(digest),
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/memory.js

/**
 * A cache of verified attestations for one run. An attestation about ten thousand artifacts is read and verified once, so the
 * cost of a run grows with its size and not with its square. Failures are cached too. Signatures of single files are not cached,
 * because each is about one artifact.
 */
class VerificationMemory {
    /** How many times signature, certificate, log entries and timestamps of a bundle were verified. */
    proofs = 0;
    #statements = new WeakMap();
    #mentions = new WeakMap();
    #proofs = new WeakMap();
    #rejected = new WeakMap();
    /** The statement in the envelope, and its subjects by digest. @throws as `readStatement`, at each call */
    statement(content) {
        let known = this.#statements.get(content);
        if (known === undefined) {
            known = readOnce(content.payload);
            this.#statements.set(content, known);
        }
        return known();
    }
    /** Whether the payload contains a text. */
    mentions(content, text) {
        const known = this.#mentions.get(content) ?? new Map();
        this.#mentions.set(content, known);
        const { buffer, byteOffset, length } = content.payload;
        const found = known.get(text) ?? Buffer.from(buffer, byteOffset, length).includes(text);
        known.set(text, found);
        return found;
    }
    /** The cached failure of an attestation for the same question. */
    rejected(bundle, question) {
        return this.#rejected.get(bundle)?.find((one) => isSame(one.question, question));
    }
    /** The proof of an attestation for this question; computed again if any part of the question differs. */
    async proof(bundle, content, question, make) {
        const known = this.#proofs.get(bundle) ?? [];
        this.#proofs.set(bundle, known);
        const same = known.find((one) => isSame(one.question, question));
        if (same !== undefined)
            return await same.proof;
        this.proofs += 1;
        const proof = make();
        known.push({ question, proof });
        try {
            return await proof;
        }
        catch (error) {
            const { statement } = this.statement(content);
            const rejected = this.#rejected.get(bundle) ?? [];
            this.#rejected.set(bundle, rejected);
            rejected.push({ question, error, isAbout: subjectTest(statement), described: describeSubjects(statement) });
            // A hostile statement may be many times larger in memory than on disk.
            this.#statements.delete(content);
            throw error;
        }
    }
}
function readOnce(payload) {
    try {
        const statement = readStatement(payload);
        const read = { statement, subjectsOf: subjectIndex(statement) };
        return () => read;
    }
    catch (error) {
        return () => {
            throw error;
        };
    }
}
/** Name and digests of the first subjects, for a message. */
function describeSubjects({ subjects }) {
    return subjects
        .slice(0, 5)
        .map(({ name, digest }) => {
        const digests = Object.entries(digest).map((pair) => pair.join(':'));
        return `${name || 'unnamed'} (${digests.join(', ')})`;
    })
        .join('; ')
        .slice(0, 500);
}
function isSame(a, b) {
    return (a.root === b.root &&
        a.now.getTime() === b.now.getTime() &&
        a.keys.length === b.keys.length &&
        a.keys.every((key, index) => key.details === b.keys[index]?.details && key.fingerprint === b.keys[index]?.fingerprint) &&
        a.thresholds.logEntries === b.thresholds.logEntries &&
        a.thresholds.timestamps === b.thresholds.timestamps &&
        a.thresholds.scts === b.thresholds.scts &&
        a.thresholds.times === b.thresholds.times);
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/check-options.js

/** An empty text is a variable that was not set; it must never mean "not given". */
const TEXTS = [
    'policyDigest',
    'bundle',
    'trustedRoot',
    'target',
    'signatureRepository',
];
const LISTS = [
    'paths',
    'checksums',
    'images',
    'policies',
    'evidence',
    'platforms',
    'trustDigest',
];
/** Options that are only for images. */
const OF_IMAGES = ['platforms', 'signatureRepository'];
/**
 * Refuses empty options, and options without the images that they are for, before anything is read.
 * @throws CountersignError INPUT_INVALID, INPUT_MISSING
 */
function checkOptions(options) {
    const empty = TEXTS.find((name) => options[name]?.trim() === '') ?? LISTS.find((name) => options[name]?.some((one) => one.trim() === ''));
    if (empty !== undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${inputName(empty)} is empty`, {
            expected: 'a value, or none at all',
            found: 'an empty text',
            hint: 'A variable that is not set gives an empty text. Leave the input out if you want no value.',
        });
    }
    const alone = OF_IMAGES.find((name) => (options[name]?.length ?? 0) > 0);
    if (alone === undefined || (options.images?.length ?? 0) > 0)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', `${inputName(alone)} needs images`, {
        expected: 'images',
        found: 'no image',
    });
}
const inputName = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/result.js
var result = __nccwpck_require__(5537);
;// CONCATENATED MODULE: ./packages/core/lib/gate/combine.js


/** Combines the decisions of the policies: every policy that decides about a subject must allow it, and at least one must decide. */
function combine(parts) {
    const bySubject = parts.subjects.map((subject, index) => ofSubject(subject, parts.policies, index));
    const unresolved = parts.problems.some((one) => one.outcome === 'undecided');
    const problems = [
        ...parts.problems,
        // A subject that could not be resolved may be the one that a rule expects, so it is not known whether one is missing.
        ...parts.policies
            .flatMap((policy) => policy.problems)
            .map((one) => (unresolved ? { ...one, outcome: 'undecided' } : one)),
        ...bySubject.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    ];
    const outcome = (0,result/* worst */.Q)([...bySubject.map((one) => one.outcome), ...problems.map((one) => one.outcome)]);
    const { notices, ...rest } = parts;
    // Where no subject could be resolved, the policy was not applied to anything and has not decided.
    const policies = parts.policies.map((policy) => policy.subjects.length === 0 && parts.problems.length > 0 ? { ...policy, outcome: 'undecided' } : policy);
    return { ...rest, policies, outcome, problems, ...(notices.length === 0 ? {} : { notices }) };
}
function ofSubject(subject, policies, index) {
    const all = policies.map((policy) => policy.subjects[index]);
    const decisions = all.filter((one) => one !== undefined && !abstains(one));
    if (all.length > 0 && !all.includes(undefined) && decisions.length > 0) {
        return { outcome: (0,result/* worst */.Q)(decisions.map((one) => one?.outcome ?? 'denied')) };
    }
    return {
        outcome: 'denied',
        problem: {
            requirement: `rule for ${subject.name}`,
            outcome: 'denied',
            code: 'NO_RULE',
            message: `every policy abstains for ${subject.name}`,
            expected: 'a policy whose rules match it',
            found: `${String(policies.length)} policies without such a rule`,
            hint: 'Add the policy that decides about this artifact.',
            evidence: [],
            signers: [],
            parts: [],
        },
    };
}
/** Whether a policy left a subject to other policies (`unmatched: abstain`). A revoked digest is a decision even then. */
function abstains(decision) {
    return decision.unmatched?.outcome === 'undecided' && decision.rules.length === 0;
}
function exitStatusOf(outcome) {
    return { allowed: 0, denied: 1, undecided: 2 }[outcome];
}
/** `registry/repository@sha256:…` of every image, each once. */
function pinned(subjects) {
    return [...new Set((0,subject_kinds/* imagesOf */.IC)(subjects).map(kinds_image/* pinnedImage */.Q))];
}
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/table.js + 17 modules
var table = __nccwpck_require__(494);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/times.js
var times = __nccwpck_require__(5686);
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/further.js
/**
 * How many steps a further subject may be away from the subjects of the run: an image, its base, the base of that, and what those
 * were built from. Each step costs the gate a round of network requests.
 */
const MAX_DEPTH = 4;
/** How many further subjects one policy may have in one run: the author of evidence must not decide how long a run takes. */
const MAX_FURTHER = 256;
/** Identifies a subject by its name and digests. */
function subjectKey(subject) {
    if ('digest' in subject)
        return `${subject.name}@${subject.digest}`;
    const { name, digests } = subject;
    return JSON.stringify([name, digests.sha256, digests.sha384, digests.sha512]);
}
/**
 * The further subjects of one evaluation. Each is decided once, when it is first needed. One without facts is added to `wanted` and
 * is undecided until then. A circle, or more than the allowed depth or number, is undecided too.
 */
class FurtherSubjects {
    #facts;
    #decide;
    #decided = new Map();
    #wanted = new Map();
    /** The subjects that are being decided; the first is a subject of the run. */
    #within = [];
    constructor(facts, decide) {
        this.#facts = facts;
        this.#decide = decide;
    }
    get wanted() {
        return [...this.#wanted.values()];
    }
    get decisions() {
        return [...this.#decided.values()];
    }
    /** Decides a subject of the run, or a further one. */
    within(facts) {
        this.#within.push(subjectKey(facts.subject));
        try {
            return this.#decide(facts);
        }
        finally {
            this.#within.pop();
        }
    }
    /** Why a further subject is not allowed; undefined: it is allowed. */
    mustBeAllowed(subject, why) {
        const key = subjectKey(subject);
        const name = `${subject.name} (${why})`;
        if (this.#within.includes(key))
            return undecided('FURTHER_CYCLE', `${name} depends on itself`, { found: this.#within.join(' → ') });
        const decided = this.#decided.get(key);
        if (decided !== undefined)
            return shortfallOf(decided, name);
        // The first entry is the subject of the run.
        if (this.#within.length > MAX_DEPTH) {
            return undecided('FURTHER_LIMIT', `${name} is too many dependencies away`, {
                expected: `at most ${String(MAX_DEPTH)} steps from a subject of the run`,
                found: this.#within.join(' → '),
            });
        }
        const facts = this.#facts.get(key);
        if (facts === undefined)
            return this.#want({ key, subject, why, asker: this.#within.at(-1) ?? '' }, name);
        if (facts instanceof Error)
            return unread(facts, name);
        const decision = this.within(facts);
        this.#decided.set(key, decision);
        return shortfallOf(decision, name);
    }
    #want(wanted, name) {
        if (!this.#wanted.has(wanted.key) && this.#facts.size + this.#wanted.size >= MAX_FURTHER) {
            return undecided('FURTHER_LIMIT', `${name} is one further subject too many`, {
                expected: `at most ${String(MAX_FURTHER)} further subjects`,
            });
        }
        if (!this.#wanted.has(wanted.key))
            this.#wanted.set(wanted.key, wanted);
        return undecided('INTERNAL', `${name} was not judged yet`, {});
    }
}
const NEARNESS = 9;
function undecided(code, message, { expected, found }) {
    return { code, message, expected, found, hint: undefined, nearness: NEARNESS, undecided: true };
}
/** A subject that could not be read makes the result undecided, unless the error is a denial, as for an image that contradicts itself. */
function unread({ code, message, expected, found, hint, exitStatus }, name) {
    return {
        code,
        message: `${name}: ${message}`,
        expected,
        found,
        hint,
        nearness: NEARNESS,
        ...(exitStatus === 1 ? {} : { undecided: true }),
    };
}
function shortfallOf({ outcome, rules, unmatched }, name) {
    if (outcome === 'allowed')
        return undefined;
    const results = [...rules.flatMap((rule) => rule.requirements), ...(unmatched === undefined ? [] : [unmatched])];
    const first = results.find((one) => one.outcome === outcome);
    return {
        code: first?.code ?? 'RULE_FAILED',
        message: `${name} is ${outcome === 'denied' ? 'denied' : 'undecided'}: ${first?.message ?? 'no rule allows it'}`,
        expected: first?.expected,
        found: first?.found,
        hint: first?.hint,
        nearness: NEARNESS,
        ...(outcome === 'denied' ? {} : { undecided: true }),
    };
}
// EXTERNAL MODULE: ./packages/core/lib/artifacts/by-kind.js
var by_kind = __nccwpck_require__(4804);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/pattern.js
var values_pattern = __nccwpck_require__(4330);
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/match-rule.js


/** The values of the placeholders; undefined when the rule does not match the subject. */
function matchRule(match, subject, target) {
    if (!matchesTarget(match, target))
        return undefined;
    if (match.paths === undefined && match.images === undefined)
        return new Map();
    const patterns = (0,by_kind/* byKind */.S)(subject, { image: () => match.images, file: () => match.paths, digest: () => match.paths });
    for (const pattern of patterns ?? []) {
        const bindings = (0,values_pattern/* matchPattern */.gH)(pattern, subject.name);
        if (bindings !== undefined)
            return bindings;
    }
    return undefined;
}
/** The result where no rule matches. */
function noRule(policy, subject, target) {
    const base = { requirement: 'rule', evidence: [], signers: [], parts: [] };
    if (policy.unmatched === 'abstain') {
        return {
            ...base,
            outcome: 'undecided',
            code: 'NO_RULE',
            message: 'no rule matches; this policy abstains, so another policy must decide',
            expected: 'a policy whose rules match',
            found: `${subject.kind} ${subject.name}`,
            hint: 'Add the policy that decides about this artifact, or set "unmatched: deny".',
        };
    }
    const other = policy.rules.filter((rule) => rule.match.targets !== undefined && matchRule({ ...rule.match, targets: undefined }, subject, undefined) !== undefined);
    const targets = [...new Set(other.flatMap((rule) => rule.match.targets ?? []))];
    return {
        ...base,
        outcome: 'denied',
        code: 'NO_RULE',
        message: `no rule matches ${subject.name}`,
        expected: targets.length > 0 ? `target ${targets.join(' or ')}` : policy.rules.map((rule) => describeMatch(rule.match)).join('; '),
        found: targets.length > 0 ? `target ${target ?? '(none)'}` : `${subject.kind} ${subject.name}`,
        hint: targets.length > 0
            ? 'Rules for this artifact exist only for other targets: set "target".'
            : 'Add a rule that matches it, or correct the name; patterns are matched whole.',
    };
}
/** What a rule matches, for messages. */
function describeMatch(match) {
    const parts = [];
    if (match.paths !== undefined)
        parts.push(`paths ${match.paths.map((one) => one.source).join(', ')}`);
    if (match.images !== undefined)
        parts.push(`images ${match.images.map((one) => one.source).join(', ')}`);
    return parts.join(' or ');
}
/** Whether a rule is for the target of the decision. */
function matchesTarget({ targets }, target) {
    return targets === undefined || (target !== undefined && targets.includes(target));
}
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/own-platform.js
var own_platform = __nccwpck_require__(1260);
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/about-subject.js


/** Checks that the verified artifact is the subject, or an index that lists this platform. */
function aboutSubject(facts, subject) {
    const algorithms = ['sha256', 'sha384', 'sha512'];
    const own = algorithms.filter((algorithm) => subject.digests[algorithm] !== undefined && facts.artifact[algorithm] !== undefined);
    const isOwn = own.length > 0 && own.every((algorithm) => subject.digests[algorithm] === facts.artifact[algorithm]);
    const no = () => undefined;
    const isParents = (0,by_kind/* byKind */.S)(subject, {
        image: ({ parent }) => isOverOne(facts, parent?.indexes ?? []),
        file: () => false,
        digest: () => false,
    });
    const bound = facts.statement === undefined || facts.matchedSubjects.length > 0;
    const open = (0,by_kind/* byKind */.S)(subject, { digest: (one) => unconfirmed(facts, one), file: no, image: no });
    if (open !== undefined && isOwn && bound) {
        return {
            code: 'SUBJECT_MISMATCH',
            message: `the checksum file also lists a ${open} digest, and the bundle does not confirm that it is of the same file`,
            expected: Object.keys(subject.digests).join(', '),
            found: `no confirmation of ${open}:${subject.digests[open] ?? ''}`,
            hint: 'List only digests that were signed, or give the file itself.',
            nearness: 5,
        };
    }
    if ((isOwn || isParents) && bound)
        return undefined;
    return {
        code: 'SUBJECT_MISMATCH',
        message: 'the bundle is for another artifact',
        expected: (0,subject_kinds/* digestText */.M6)(subject),
        found: JSON.stringify(facts.artifact),
        hint: undefined,
        nearness: 2,
    };
}
/** Whether the verified artifact is one of these manifests. */
function isOverOne({ artifact }, manifests) {
    return manifests.some(({ digest }) => artifact.sha256 !== undefined && digest === `sha256:${artifact.sha256}`);
}
/** A digest of a checksum file that the bundle does not confirm. Digests of a file that is present were computed and need none. */
function unconfirmed(facts, { digests }) {
    const { hash } = facts.signer.kind === 'key' ? facts.signer.key : facts.signer.certificate.publicKey;
    const named = ['sha256', 'sha384', 'sha512'].filter((algorithm) => digests[algorithm] !== undefined);
    const open = facts.statement === undefined
        ? [named.filter((algorithm) => algorithm !== hash)]
        : facts.matchedSubjects.map(({ digest }) => named.filter((algorithm) => digest[algorithm] === undefined));
    return open.some((missing) => missing.length === 0) ? undefined : open[0]?.[0];
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/platform-of-manifest.js




/**
 * Judges whether a manifest is for the platform under which an index lists it: anyone can push an index that lists a signed image
 * under another platform. The index counts if evidence for the index alone satisfies the rule; otherwise the image's own config,
 * which is covered by its digest, must name the same platform.
 */
function judgePlatformOfManifest(rule, facts, judge) {
    const parent = (0,by_kind/* byKind */.S)(facts.subject, {
        image: (image) => image.parent,
        file: () => undefined,
        digest: () => undefined,
    });
    if (parent === undefined)
        return [];
    const base = { hint: undefined, evidence: [], signers: [], parts: [], requirement: 'platform' };
    const allowed = (message, fallback = []) => ({
        ...base,
        outcome: 'allowed',
        code: undefined,
        message,
        expected: undefined,
        found: undefined,
        ...(fallback.length === 0 ? {} : { fallback }),
    });
    const { own } = parent;
    if (own?.kind === 'said' && (0,wire_platform/* samePlatform */.my)(own.platform, parent.platform))
        return [allowed(`${parent.platform}, as in the image's config`)];
    const { outcome, fallback } = resultForIndex(rule, facts, parent, judge);
    if (outcome === 'allowed')
        return [allowed(`${parent.platform}, as in the signed index`, fallback)];
    const unread = own?.kind === 'unread' ? own.error : undefined;
    const open = own === undefined || (unread !== undefined && unread.exitStatus !== 1) || outcome === 'undecided';
    return [
        {
            ...base,
            outcome: open ? 'undecided' : 'denied',
            code: unread?.code ?? 'SUBJECT_MISMATCH',
            message: `neither evidence for the index nor the image's own config confirms the platform ${parent.platform}`,
            expected: parent.platform,
            found: (0,own_platform/* describeOwnPlatform */.z)(own) ?? 'a config that was not read',
            hint: 'Sign the index itself, as sign-image does, or name the image without a platform.',
        },
    ];
}
/** The outcome of the rule with only the evidence for indexes that name the platform, and the fallback signers on which it rests. */
function resultForIndex(rule, facts, { labelledBy }, judge) {
    if (rule.require.length === 0 || labelledBy.length === 0)
        return { outcome: 'denied', fallback: [] };
    const candidates = facts.candidates
        .map((candidate) => ({
        ...candidate,
        verifications: candidate.verifications.filter((one) => one.kind === 'verified' && isOverOne(one.facts, labelledBy)),
    }))
        .filter(({ verifications }) => verifications.length > 0);
    const overIndex = { ...facts, candidates, unreadable: [] };
    const results = rule.require.map((requirement) => judge(requirement, overIndex));
    return {
        outcome: (0,result/* worst */.Q)(results.map((one) => one.outcome)),
        fallback: [...new Set(results.flatMap((one) => one.fallback ?? []))],
    };
}
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/use-table.js
var use_table = __nccwpck_require__(5832);
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/counts-for.js + 1 modules
var counts_for = __nccwpck_require__(1390);
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/ci-run.js
var ci_run = __nccwpck_require__(549);
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/names.js
var names = __nccwpck_require__(3149);
;// CONCATENATED MODULE: ./packages/core/lib/policy/signers/person-of.js


/**
 * Identifies the signer, for counting people: the key, independent of its encoding; or the issuer with the name and its kind. A
 * URI counts without its ref, because one pipeline that signs on a branch and on a tag is still one pipeline.
 */
function personOf({ signer }) {
    if (signer.kind === 'key')
        return `key ${signer.key.material}`;
    const isUri = (0,names/* kindOfSigner */.ID)(signer) === 'uri';
    const workflow = isUri ? (0,ci_run/* readWorkflowName */.Jn)(signer.identity) : undefined;
    const other = isUri ? signer.identity.replace(/@(?:refs\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/s, '') : signer.identity;
    const name = workflow === undefined ? other : `${workflow.origin}/${workflow.repository} ${workflow.path}`;
    return `${signer.issuer} ${(0,names/* kindOfSigner */.ID)(signer)} ${name}`;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/signers/key-source.js
/** Where a key comes from, in words that follow "the key": `in keys/release.pub`. */
function describeKeySource({ kind, at }) {
    switch (kind) {
        case 'file':
        case 'secret':
        case 'reference':
            return `in ${at}`;
        case 'certificate':
            return `in the certificate ${at}`;
        case 'env':
            return `in the environment variable ${at}`;
        case 'kms':
            return at;
        case 'url':
            return `at ${at}`;
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/signers/mismatch-hints.js
/** What to do about one difference between the signer that was found and the one that is expected; by what differs. */
function hintOfMismatch(part, expected, found) {
    if (part === 'ref (.14)')
        return `If builds of ${found} may sign, write it into "refs" of the signer: branches are refs/heads/NAME, tags are refs/tags/NAME, and refs/tags/v* matches every tag that begins with v.`;
    if (part === 'path of the workflow')
        return 'Write the file that signs into the signer ("workflow" on GitHub, "config" on GitLab) if it may sign. Otherwise sign in the expected file.';
    if (part === 'ref of the workflow' || (part === 'identity' && isOtherRef(expected, found)))
        return 'Only the ref after @ differs: branches are refs/heads/NAME, tags are refs/tags/NAME. If this ref may sign, write the identity with this ref; a policy file can list several refs.';
    if (/^(?:(?:owner|host) of the )?source repository|^owner \(/.test(part))
        return 'Another repository has signed. Check that policy and artifact belong together; after a rename or a transfer, name both repositories in a policy.';
    if (part === 'identity')
        return 'Another workflow, person or service has signed. Check that artifact, bundle and expected identity belong together.';
    if (part === 'issuer' && LOOPBACK.test(found))
        return `A sandbox on one machine has such an issuer (countersign sandbox). A policy for it names it: "issuer: ${found}" in the signer, or certificate-oidc-issuer; never in a policy for releases.`;
    if (part === 'issuer')
        return 'The issuer of GitHub Actions is https://token.actions.githubusercontent.com, that of GitLab is https://gitlab.com; your own server has another one.';
    return undefined;
}
/** The issuer of a sandbox. No other one has no TLS. */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:\/[\w-]*)?$/;
/** Whether two identities of CI runs are the same but for the ref, which follows the last `@`. */
function isOtherRef(expected, found) {
    const workflow = (identity) => identity.slice(0, identity.lastIndexOf('@'));
    return expected.startsWith('https://') && workflow(expected) === workflow(found);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/signers/mismatch.js

const missing = (code, part, expected) => ({
    code,
    part,
    expected,
    found: 'not in the certificate',
});
/** A difference. A hint points out a difference in letter case only, because it is easily overlooked. */
function differs(code, part, expected, found) {
    const caseOnly = expected.toLowerCase() === found.toLowerCase();
    const hint = caseOnly
        ? 'Only the letter case differs, and names are compared byte for byte. Write the name as the platform does.'
        : hintOfMismatch(part, expected, found);
    return { code, part, expected, found, ...(hint === undefined ? {} : { hint }) };
}
function equal(code, part, expected, found) {
    if (found === undefined)
        return [missing(code, part, expected)];
    return found === expected ? [] : [differs(code, part, expected, found)];
}
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/triggers.js
var triggers = __nccwpck_require__(7916);
;// CONCATENATED MODULE: ./packages/core/lib/policy/signers/compare-run.js



/** Triggers that are accepted for a signer that is named by its identity alone. */
const TRIGGERS = {
    github: triggers/* GITHUB_TRIGGERS */.k,
    gitlab: triggers/* GITLAB_TRIGGERS */.o,
    other: [...new Set([...triggers/* GITHUB_TRIGGERS */.k, ...triggers/* GITLAB_TRIGGERS */.o])],
};
const PART = 'source repository (.12)';
const TRIGGER_PART = 'trigger (.20)';
/** For this issuer, Fulcio writes the URI of the run into .9, as into .21; the pipeline is in the identity (fulcio/config/identity/config.yaml). */
const CODEFRESH = 'https://oidc.codefresh.io';
/** The triggers that are accepted. For GitHub and GitLab, a list of a `keyless` signer can remove defaults and add none. */
function acceptedTriggers(platform, listed) {
    if (listed === undefined)
        return TRIGGERS[platform];
    return platform === 'other' ? listed : TRIGGERS[platform].filter((trigger) => listed.includes(trigger));
}
/**
 * Compares the source repository and the trigger of a run, for signers that are named by their identity. Any repository may call a
 * reusable workflow, and then gets a certificate with the identity of the workflow: so without `owner` or `repository`, only runs
 * of the workflow's own repository count.
 */
function compareRun(runs, signer) {
    const run = (0,ci_run/* readRun */.cI)(signer);
    if (run !== undefined)
        return [...contradictions(signer), ...compareSource(runs, run, signer), ...compareTrigger(runs.triggers, run, signer)];
    const asked = runs.repository ?? runs.owner;
    return [
        ...(asked === undefined ? [] : [missing('SOURCE_MISMATCH', PART, asked)]),
        ...(runs.triggers === undefined ? [] : [missing('EXTENSION_MISMATCH', TRIGGER_PART, runs.triggers.join(', '))]),
    ];
}
/** Older and newer extensions for the same fact must agree; otherwise two verifiers could see two different runs. */
function contradictions({ identity, issuer, certificate: { fulcio } }) {
    const { buildSignerUri, sourceRepositoryUri: source, githubWorkflowRepository, buildTrigger, githubWorkflowTrigger } = fulcio;
    const found = [];
    const signerUri = issuer === CODEFRESH ? fulcio.runInvocationUri : identity;
    if (buildSignerUri !== undefined)
        found.push(...equal('EXTENSION_MISMATCH', 'signer URI (.9)', signerUri ?? identity, buildSignerUri));
    if (source !== undefined && githubWorkflowRepository !== undefined && !source.endsWith(`/${githubWorkflowRepository}`))
        found.push(differs('EXTENSION_MISMATCH', 'repository (.5 beside .12)', source, githubWorkflowRepository));
    if (buildTrigger !== undefined && githubWorkflowTrigger !== undefined)
        found.push(...equal('EXTENSION_MISMATCH', 'trigger (.2 beside .20)', buildTrigger, githubWorkflowTrigger));
    return found;
}
function compareSource(runs, run, signer) {
    const origin = (0,ci_run/* originOf */.yv)(signer.identity);
    const { source } = run;
    if (runs.repository !== undefined || runs.owner !== undefined) {
        const asked = `${origin ?? ''}/${runs.repository ?? `${runs.owner ?? ''}/…`}`;
        if (source === undefined || origin === undefined)
            return [missing('SOURCE_MISMATCH', PART, asked)];
        if (runs.repository !== undefined)
            return equal('SOURCE_MISMATCH', PART, `${origin}/${runs.repository}`, source);
        const owner = `${origin}/${runs.owner ?? ''}`;
        const certified = signer.certificate.fulcio.sourceRepositoryOwnerUri ?? owner;
        // GitLab groups contain groups: .16 is the innermost.
        const isOwner = certified === owner ||
            (run.platform === 'gitlab' && certified.startsWith(`${owner}/`) && source.startsWith(`${certified}/`));
        const wrong = !source.startsWith(`${owner}/`) ? source : !isOwner ? certified : undefined;
        return wrong === undefined ? [] : [differs('SOURCE_MISMATCH', 'owner of the source repository (.12)', asked, wrong)];
    }
    if (source === undefined) {
        // On other CI platforms that have the owner in the identity (Buildkite), no other repository can call a pipeline.
        return run.platform === 'other' ? [] : [missing('SOURCE_MISMATCH', PART, 'the repository of the workflow')];
    }
    // Sources on another host than the pipeline (Codefresh): they cannot call it, and the owner is in the identity.
    if (run.platform === 'other' && origin !== undefined && (0,ci_run/* originOf */.yv)(source) !== origin)
        return [];
    return isOwn(run, source, signer.identity) ? [] : [otherRepository(source, signer.identity)];
}
/** Whether the workflow is in the repository that was built. The form is checked too: `…/acme` is not the repository of `…/acme/app/x`. */
function isOwn(run, source, identity) {
    const slashes = run.platform === 'gitlab' ? '//' : '/';
    const depth = source.split('/').length - 3;
    const wellFormed = /^https?:\/\/[^/]+(?:\/[^/]+)+$/.test(source) && (run.platform === 'github' ? depth === 2 : depth > 0);
    return wellFormed && identity.startsWith(`${source}${slashes}`);
}
function otherRepository(source, identity) {
    const name = (0,ci_run/* readWorkflowName */.Jn)(identity);
    const own = name === undefined ? 'the repository of the workflow' : `${name.origin}/${name.repository}`;
    return {
        ...differs('SOURCE_MISMATCH', PART, own, source),
        hint: 'Any repository can call a reusable workflow. Name the repositories whose runs count: with "repository: OWNER/NAME" or ' +
            `"owner: OWNER", or in a policy file with ${signerLine(identity, 'OWNER/NAME')}.`,
    };
}
/** The signer of a policy file that names a workflow; `source`: the repository whose runs count. */
function signerLine(identity, source, triggers) {
    const name = (0,ci_run/* readWorkflowName */.Jn)(identity);
    const isGitlab = name !== undefined && identity.startsWith(`${name.origin}/${name.repository}//`);
    const [kind, key, file] = isGitlab ? ['gitlab', 'project', 'config'] : ['github', 'repository', 'workflow'];
    const workflow = name === undefined || source === undefined
        ? (name?.path ?? 'PATH')
        : `{${key}: ${name.repository}, path: ${name.path}, ref: ${name.ref ?? 'REF'}}`;
    const repository = source ?? name?.repository ?? 'OWNER/NAME';
    return `${kind}: {source: {${key}: ${repository}}, ${file}: ${workflow}${triggers === undefined ? '' : `, triggers: [${triggers}]`}}`;
}
function compareTrigger(listed, run, { identity, issuer }) {
    const accepted = acceptedTriggers(run.platform, listed);
    const expected = accepted.length === 0 ? 'no trigger' : accepted.join(', ');
    if (run.trigger === undefined) {
        const isOptional = run.platform === 'other' && listed === undefined;
        return isOptional ? [] : [missing('EXTENSION_MISMATCH', TRIGGER_PART, expected)];
    }
    if (accepted.includes(run.trigger))
        return [];
    const line = run.platform === 'other'
        ? `keyless: {identity: "${identity}", issuer: "${issuer}", triggers: [${[...(listed ?? []), run.trigger].join(', ')}]}`
        : signerLine(identity, undefined, [...accepted, run.trigger].join(', '));
    return [
        {
            ...differs('EXTENSION_MISMATCH', TRIGGER_PART, expected, run.trigger),
            hint: `To accept other triggers, list all accepted triggers in a policy file: ${line}.`,
        },
    ];
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/signers/compare-signer.js





/** All differences between a verified signer and a signer of the policy; empty when they are the same. Identities are compared byte for byte. */
function compareSigner(who, signer, bindings) {
    if (who.kind === 'key') {
        if (signer.kind !== 'key')
            return [
                {
                    code: 'KEY_MISMATCH',
                    part: 'kind of signer',
                    expected: `the key ${describeKeySource(who.source)}`,
                    found: `a certificate of ${signer.identity}`,
                },
            ];
        const { fingerprint, details } = who;
        const { key } = signer;
        if (fingerprint === undefined || fingerprint !== key.fingerprint) {
            const expected = `the key ${describeKeySource(who.source)} (${fingerprint ?? 'not read'})`;
            return [{ code: 'KEY_MISMATCH', part: 'key', expected, found: key.fingerprint }];
        }
        // Without an algorithm in the policy, any that the key allows counts (`algorithmsOf`).
        return who.algorithm === undefined || details === key.details
            ? []
            : [{ code: 'KEY_MISMATCH', part: 'algorithm of the key', expected: details ?? 'not read', found: key.details }];
    }
    if (signer.kind !== 'certificate') {
        return [
            { code: 'KEY_MISMATCH', part: 'kind of signer', expected: 'a certificate', found: `a key (${signer.key.fingerprint})` },
        ];
    }
    const kind = who.kind === 'keyless' || who.kind === 'pattern' ? who.nameKind : 'uri';
    const issuer = [...equal('ISSUER_MISMATCH', 'issuer', who.issuer, signer.issuer), ...compareKind(kind, signer)];
    if (who.kind === 'keyless') {
        const identity = equal('IDENTITY_MISMATCH', 'identity', who.identity, signer.identity);
        // With another identity, differences of the run are of no use.
        return [...issuer, ...identity, ...(identity.length > 0 ? [] : compareRun(who.runs, signer))];
    }
    if (who.kind === 'pattern') {
        const identity = who.matches(signer.identity)
            ? []
            : [
                {
                    code: 'IDENTITY_MISMATCH',
                    part: 'identity',
                    expected: `matching ^(?:${who.source})$`,
                    found: signer.identity,
                    ...(who.matchesStart(signer.identity)
                        ? { hint: `The whole identity must match: add ".*" to the end of certificate-identity-regexp.` }
                        : {}),
                },
            ];
        return [...issuer, ...identity, ...(identity.length > 0 ? [] : compareRun(who.runs, signer))];
    }
    return [...issuer, ...compareCi(who, signer, bindings)];
}
/** The kind of name must be the same: a mail address in a URI name was never checked as a mail address. */
function compareKind(expected, signer) {
    const found = (0,names/* kindOfSigner */.ID)(signer);
    if (found === expected)
        return [];
    return [
        {
            code: 'IDENTITY_MISMATCH',
            part: 'kind of name',
            expected: (0,names/* describeKind */.SB)(expected),
            found: `${(0,names/* describeKind */.SB)(found)}: ${signer.identity}`,
        },
    ];
}
/** Compares every part of a CI identity: SAN, source, file, refs, ids, runner, trigger, environment. */
function compareCi(who, signer, bindings) {
    const extensions = signer.certificate.fulcio;
    const { source } = who;
    const repository = source.repository === undefined ? undefined : (0,values_pattern/* fill */.GS)(source.repository, bindings);
    if (source.repository !== undefined && repository === undefined)
        return [unbound(source.repository)];
    const found = [
        compareRepository(who, repository, extensions),
        compareFile(who, signer, extensions, bindings),
        compareRefs(source.refs, extensions.sourceRepositoryRef, bindings),
        // Extension .9 repeats the SAN; Fulcio issues no certificate where they differ.
        equal('EXTENSION_MISMATCH', 'signer URI (.9)', signer.identity, extensions.buildSignerUri),
        compare_signer_compareTrigger(who, extensions.buildTrigger),
    ];
    if (source.id !== undefined)
        found.push(equal('EXTENSION_MISMATCH', 'repository id (.15)', source.id, extensions.sourceRepositoryIdentifier));
    if (source.ownerId !== undefined)
        found.push(equal('EXTENSION_MISMATCH', 'owner id (.17)', source.ownerId, extensions.sourceRepositoryOwnerIdentifier));
    if (source.digest !== undefined)
        found.push(equal('EXTENSION_MISMATCH', 'commit (.13)', source.digest, extensions.sourceRepositoryDigest));
    if (who.runner !== undefined)
        found.push(equal('EXTENSION_MISMATCH', 'runner (.11)', who.runner, extensions.runnerEnvironment));
    if (who.environment !== undefined)
        found.push(equal('EXTENSION_MISMATCH', 'environment (.23)', who.environment, extensions.deploymentEnvironment));
    return found.flat();
}
function compareRepository(who, repository, extensions) {
    const base = `https://${who.host}/`;
    const uri = extensions.sourceRepositoryUri;
    if (repository === undefined) {
        const owner = `${base}${who.source.owner ?? ''}`;
        const isElsewhere = uri !== undefined && !uri.startsWith(`${owner}/`);
        return [
            ...equal('SOURCE_MISMATCH', 'owner (.16)', owner, extensions.sourceRepositoryOwnerUri),
            ...(isElsewhere ? [differs('SOURCE_MISMATCH', 'owner of the source repository (.12)', `${owner}/…`, uri)] : []),
        ];
    }
    if (uri === undefined)
        return []; // reported by compareFile, for owners and repositories
    if (!uri.startsWith(base))
        return [differs('SOURCE_MISMATCH', 'host of the source repository (.12)', base + repository.source, uri)];
    const path = uri.slice(base.length);
    if ((0,values_pattern/* matchPattern */.gH)(repository, path) !== undefined)
        return [];
    const isOwner = path.split('/')[0] === repository.source.split('/')[0];
    const part = isOwner ? 'source repository (.12)' : 'owner of the source repository (.12)';
    return [differs('SOURCE_MISMATCH', part, base + repository.source, uri)];
}
function compareRefs(refs, ref, bindings) {
    if (refs === undefined)
        return [];
    const wanted = refs.flatMap((one) => (0,values_pattern/* fill */.GS)(one, bindings) ?? []);
    const expected = wanted.map((one) => one.source).join(' or ');
    if (ref === undefined)
        return [missing('SOURCE_MISMATCH', 'ref (.14)', expected)];
    return wanted.some((one) => (0,values_pattern/* matchPattern */.gH)(one, ref) !== undefined)
        ? []
        : [differs('SOURCE_MISMATCH', 'ref (.14)', expected, ref)];
}
/** Compares the file that signed (SAN), its commit, and the top-level workflow where the policy names it. */
function compareFile(who, signer, extensions, bindings) {
    const { file } = who;
    const slashes = who.kind === 'gitlab' ? '//' : '/';
    const sourceUri = extensions.sourceRepositoryUri;
    const ref = extensions.sourceRepositoryRef;
    if (sourceUri === undefined)
        return [missing('SOURCE_MISMATCH', 'source repository (.12)', 'the repository that was built')];
    const found = [];
    if (file.kind === 'any') {
        // As in gh: any workflow of the repository or, where only an owner is named, of any repository of the owner.
        const own = who.source.repository === undefined ? `https://${who.host}/${who.source.owner ?? ''}/` : `${sourceUri}${slashes}`;
        if (!signer.identity.startsWith(own)) {
            const part = who.source.repository === undefined ? 'owner of the workflow' : 'repository of the workflow';
            const asked = `https://${who.host}/${who.source.repository?.source ?? `${who.source.owner ?? ''}/`}`;
            const isCalled = who.source.repository === undefined ? sourceUri.startsWith(asked) : sourceUri === asked;
            found.push({
                ...differs('IDENTITY_MISMATCH', part, `${own}…`, signer.identity),
                // Only for a workflow that the named repository has called; other workflows must not be suggested.
                ...(isCalled
                    ? {
                        hint: `If you trust this reusable workflow, name it in addition: "certificate-identity: ${signer.identity}" and "certificate-oidc-issuer: ${signer.issuer}".`,
                    }
                    : {}),
            });
        }
    }
    else if (file.kind === 'own') {
        if (ref === undefined)
            return [missing('SOURCE_MISMATCH', 'ref (.14)', 'the ref of the workflow')];
        const base = `https://${who.host}/`;
        const own = sourceUri.startsWith(base) ? `${fileBase(who)}${sourceUri.slice(base.length)}` : sourceUri;
        const expected = `${own}${slashes}${file.path}@${ref}`;
        if (signer.identity !== expected)
            found.push(compareUri(expected, signer.identity, fileBase(who), slashes));
    }
    else {
        const repository = (0,values_pattern/* fill */.GS)(file.repository, bindings);
        if (repository === undefined)
            return [unbound(file.repository)];
        found.push(...compareOther({ ...file, repository }, who, signer, slashes));
        if (file.digest !== undefined) {
            found.push(...equal('EXTENSION_MISMATCH', 'commit of the workflow (.10)', file.digest, extensions.buildSignerDigest));
        }
    }
    if (who.kind === 'github' && who.caller !== undefined) {
        found.push(...equal('EXTENSION_MISMATCH', 'caller (.18)', `${sourceUri}/${who.caller}@${ref ?? ''}`, extensions.buildConfigUri));
    }
    return found;
}
/**
 * What URIs of workflows and configuration files start with. A GitLab that is installed under a path writes it into the URIs of
 * projects, and not into the URI of the configuration (claim `ci_config_ref_uri`), which has the value of `CI_SERVER_FQDN`.
 */
const fileBase = ({ host }) => `https://${host.split('/')[0] ?? ''}/`;
/** Compares a file of another repository. `path@` is expected at one place only, because paths and refs may both contain `@`. */
function compareOther(file, who, signer, slashes) {
    const base = fileBase(who);
    const shown = `${base}${file.repository.source}${slashes}${file.path}@${file.ref ?? '(any ref)'}`;
    const identity = signer.identity;
    const tail = `${slashes}${file.path}@`;
    if (!identity.startsWith(base))
        return [differs('IDENTITY_MISMATCH', 'host of the workflow', shown, identity)];
    const rest = identity.slice(base.length);
    // The segments of a repository contain no `@`. GitHub's repositories have two segments; a GitLab path ends at the double slash.
    const end = who.kind === 'gitlab' ? rest.indexOf('//') : rest.split('/').slice(0, 2).join('/').length;
    const repository = rest.slice(0, Math.max(end, 0));
    if ((0,values_pattern/* matchPattern */.gH)(file.repository, repository) === undefined) {
        const part = repository.split('/')[0] === file.repository.source.split('/')[0] ? 'repository' : 'owner';
        return [differs('IDENTITY_MISMATCH', `${part} of the workflow`, shown, identity)];
    }
    const after = rest.slice(end);
    if (!after.startsWith(tail))
        return [differs('IDENTITY_MISMATCH', 'path of the workflow', shown, identity)];
    const ref = after.slice(tail.length);
    return file.ref === undefined || file.ref === ref ? [] : [differs('IDENTITY_MISMATCH', 'ref of the workflow', shown, identity)];
}
/** Names the first part of a workflow URI that differs: host, owner, repository, path or ref. */
function compareUri(expected, found, base, slashes) {
    const split = (uri) => {
        if (!uri.startsWith(base))
            return [uri];
        const [owner = '', ...more] = uri.slice(base.length).split('/');
        return [base, owner, ...more];
    };
    const left = split(expected);
    const right = split(found);
    const at = left.findIndex((part, index) => part !== right[index]);
    const [path] = expected.slice(expected.indexOf(slashes, base.length + 1)).split('@');
    const part = right.length === 1
        ? 'host'
        : at === 1
            ? 'owner'
            : at === 2
                ? 'repository'
                : found.includes(`${path ?? ''}@`)
                    ? 'ref'
                    : 'path';
    return differs('IDENTITY_MISMATCH', `${part} of the workflow`, expected, found);
}
const unbound = (pattern) => ({
    code: 'IDENTITY_MISMATCH',
    part: 'placeholder',
    expected: `a value for ${pattern.source}`,
    found: 'none was bound by the rule',
});
function compare_signer_compareTrigger(who, found) {
    const shown = who.triggers.join(', ');
    if (found === undefined)
        return [missing('EXTENSION_MISMATCH', 'trigger (.20)', shown)];
    if (who.triggers.includes(found))
        return [];
    const where = who.file.kind === 'any' ? 'the signer of a policy file' : 'the signer';
    return [
        {
            ...differs('EXTENSION_MISMATCH', 'trigger (.20)', shown, found),
            hint: `If runs with the trigger "${found}" may sign, list all accepted triggers in ${where}: "triggers: [${shown}, ${found}]".`,
        },
    ];
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/fallback-refusal.js
/**
 * The reason for evidence of a fallback key where the requirement does not list the key: the policy refuses it on purpose, and this says so
 * instead of what a certificate would need. Only the words change: the evidence does not count either way.
 */
function otherwiseFallback(shortfall, signer, candidate, policy) {
    if (signer.fallback || shortfall.undecided === true || candidate.claimed.kind !== 'key')
        return shortfall;
    const isVerified = candidate.verifications.some((one) => one.trust === signer.trust && one.kind === 'verified');
    // Where it is about what was signed, to list the key would not help.
    if (isVerified && shortfall.code !== 'KEY_MISMATCH')
        return shortfall;
    const proven = fallbackOf(policy, ({ trust, who }) => hasVerified(candidate, trust, who));
    const { fingerprint } = candidate.claimed;
    const isOnlyAboutKey = fingerprint !== undefined && shortfall.code === 'KEY_MISMATCH';
    const used = proven ?? (isOnlyAboutKey ? fallbackOf(policy, ({ who }) => who.fingerprint === fingerprint) : undefined);
    if (used === undefined)
        return shortfall;
    return {
        ...shortfall,
        code: 'KEY_MISMATCH',
        message: `${proven === undefined ? 'the bundle names' : 'signed with'} the fallback key "${used}", which does not count here`,
        expected: `a signature by ${signer.unnamed ?? `"${signer.name}"`}`,
        found: `one by the fallback key "${used}"`,
        hint: `The policy refuses it on purpose: this requirement does not list the fallback key. Sign again now that keyless signing is possible. If the fallback key may count here, list it: "by: {at-least: 1, of: [${signer.name}, ${used}]}".`,
    };
}
/** The name of the first fallback signer that passes a test. */
function fallbackOf({ signers }, test) {
    for (const { name, trust, fallback, who } of signers.values())
        if (fallback && who.kind === 'key' && test({ name, trust, who }))
            return name;
    return undefined;
}
function hasVerified({ verifications }, trust, { fingerprint }) {
    return verifications.some((one) => one.kind === 'verified' &&
        one.trust === trust &&
        one.facts.signer.kind === 'key' &&
        one.facts.signer.key.fingerprint === fingerprint);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/nearness.js
/*
 * How near a candidate came to what is required of one signer, where its signer or its verification is the reason. Reports show the reason of
 * the nearest one. Other reasons have numbers of their own: 2 for another claim or artifact, 5 and more where the signer is the right one.
 */
/** Whether a candidate was signed in the way of the signer: with a key, or with a certificate. */
function isSameKind({ who }, { claimed }) {
    return (who.kind === 'key') === (claimed.kind === 'key');
}
/** A candidate of the other kind is the furthest, whatever else is right or wrong about it. */
const OTHER_KIND = 0.5;
const REJECTED_OF_OTHER_KIND = 0.4;
const REJECTED = 1;
/** When a key of the trust has verified the signature, and proofs are missing: they are counted last. */
const UNPROVEN = 2.4;
/** Above what another key has signed, and below what this one has signed. */
const REJECTED_OF_NAMED_KEY = 4.2;
const PROOFS = ['LOG_ENTRY_MISSING', 'TIMESTAMP_MISSING'];
/** Of a candidate that does not verify under the trust of the signer. */
function nearnessOfRejected(code, { who }, candidate) {
    if (!isSameKind({ who }, candidate))
        return REJECTED_OF_OTHER_KIND;
    // It may be by the same key, but for another artifact: this says least.
    if (namesKey(who, candidate))
        return code === 'SUBJECT_MISMATCH' ? REJECTED + 0.1 : REJECTED_OF_NAMED_KEY;
    return who.kind === 'key' && PROOFS.includes(code) ? UNPROVEN : REJECTED;
}
const namesKey = (who, { claimed }) => who.kind === 'key' && who.fingerprint !== undefined && claimed.kind === 'key' && claimed.fingerprint === who.fingerprint;
/** Of a verified candidate by another signer. One of another issuer is less similar; otherwise, fewer differences are nearer. */
function nearnessOfMismatches(mismatches) {
    if (mismatches[0]?.part === 'kind of signer')
        return OTHER_KIND;
    return (mismatches.some((one) => one.code === 'ISSUER_MISMATCH') ? 3 : 4) - Math.min(mismatches.length, 10) / 20;
}
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/placeholders.js
var placeholders = __nccwpck_require__(7719);
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/times-of-signature.js

function madeOf({ signer, times }) {
    const until = times[0]?.time;
    if (signer.kind === 'key')
        return { from: undefined, until };
    const { notBefore, notAfter } = signer.certificate;
    return { from: notBefore, until: until ?? notAfter };
}
/** Clocks of logs and authorities may run a little ahead of ours. */
const CLOCK_SKEW = 10 * 60_000;
/** The whole interval in which the signature may have been made must be in the signer's window. */
function checkWindow(signer, facts) {
    const { window, who } = signer;
    const made = madeOf(facts);
    const outside = who.kind === 'key' && who.validity !== undefined ? checkValidity(signer.name, who.validity, made) : undefined;
    if (outside !== undefined)
        return outside;
    if (window.from === undefined && window.until === undefined)
        return undefined;
    const expected = `signed ${(0,times/* describeWindow */.O2)(window)}`;
    if (window.until !== undefined && made.until === undefined)
        return noTime(expected, `signer "${signer.name}" counts only in a time window, and the bundle has no verified time`);
    const begins = window.from === undefined || (made.from !== undefined && made.from >= window.from);
    const ends = window.until === undefined || (made.until !== undefined && made.until < window.until);
    if (begins && ends)
        return undefined;
    return {
        code: 'SIGNER_UNTRUSTED',
        message: `signed outside the time window of "${signer.name}"`,
        expected,
        found: describeMade(made),
        hint: 'Sign again with a current signer, or correct "not-before" and "not-after".',
        nearness: 6,
    };
}
/**
 * The key of a certificate counts for signatures that existed while the certificate was valid. A signature that existed before is not by its
 * holder. That it was made after the beginning, nothing proves, as for every key.
 */
function checkValidity(name, { notBefore, notAfter }, made) {
    const expected = `signed between ${(0,times/* iso */.KH)(notBefore)} and ${(0,times/* iso */.KH)(notAfter)}`;
    if (made.until === undefined)
        return noTime(expected, `the key of "${name}" counts only while its certificate is valid, and the bundle has no verified time`);
    if (made.until >= notBefore && made.until <= notAfter)
        return undefined;
    return {
        code: 'CERTIFICATE_EXPIRED',
        message: `the certificate with the key of "${name}" was not valid when this was signed`,
        expected,
        found: describeMade(made),
        hint: 'Sign again with a key whose certificate is valid, or name the certificate of that time in a further signer.',
        nearness: 6,
    };
}
/** The age counts from the start of the certificate: a new timestamp does not make an old signature younger. */
function checkAge(requirement, facts, now) {
    const time = facts.times[0]?.time;
    if (time !== undefined && time.getTime() - now.getTime() > CLOCK_SKEW) {
        return {
            code: 'TIMESTAMP_INVALID',
            message: 'the verified time is in the future',
            expected: `at or before ${(0,times/* iso */.KH)(now)}`,
            found: (0,times/* iso */.KH)(time),
            hint: 'Check the clock of this machine.',
            nearness: 6,
        };
    }
    if (requirement.maxAge === undefined)
        return undefined;
    const limit = (0,times/* describeDuration */.MB)(requirement.maxAge);
    const { from } = madeOf(facts);
    // Policies with a max-age for a key are refused when they are read; this check does not rely on it.
    if (from === undefined)
        return noTime(`signed at most ${limit} ago`, 'the requirement has a max-age, and nothing proves the age of a key signature');
    if (now.getTime() - from.getTime() <= requirement.maxAge)
        return undefined;
    return {
        code: 'EVIDENCE_STALE',
        message: `the certificate is older than ${limit}`,
        expected: `a certificate issued at or after ${(0,times/* iso */.KH)(new Date(now.getTime() - requirement.maxAge))}`,
        found: (0,times/* iso */.KH)(from),
        hint: 'Sign or attest again.',
        nearness: 7,
    };
}
function describeMade({ from, until }) {
    if (until === undefined)
        return 'no verified time';
    return from === undefined ? `at or before ${(0,times/* iso */.KH)(until)}` : `between ${(0,times/* iso */.KH)(from)} and ${(0,times/* iso */.KH)(until)}`;
}
const noTime = (expected, message) => ({
    code: 'TIMESTAMP_MISSING',
    message,
    expected,
    found: 'no verified time',
    hint: 'Sign with a timestamp authority, or with a log that gives signed entry timestamps (SET).',
    nearness: 6,
});
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/revoked-signers.js



/**
 * Refuses signatures of revoked signers, unless they were provably made outside the revoked time. The revocation is for the signer,
 * not for its name: a signature that matches the revoked signer does not count under another name either.
 *
 * @param candidate the evidence that `facts` are of, with its verification under the policy's other trusts
 */
function checkRevokedSigner(signer, facts, candidate, policy) {
    const made = madeOf(facts);
    let open;
    for (const one of policy.revoked) {
        if (one.kind !== 'signer' || isOutside(made, one.window))
            continue;
        const revoked = policy.signers.get(one.signer);
        const same = one.signer === signer.name ? 'yes' : revoked === undefined ? 'no' : revoked_signers_isSame(revoked, signer, facts, candidate, policy);
        if (same === 'no')
            continue;
        const whole = one.window.from === undefined && one.window.until === undefined;
        const alias = one.signer === signer.name ? `signer "${signer.name}"` : `signer "${signer.name}" is also "${one.signer}", which`;
        const shortfall = {
            code: 'REVOKED',
            message: `${alias} is revoked${whole ? '' : ` for signatures made ${(0,times/* describeWindow */.O2)(one.window)}`}`,
            expected: 'a signature that was provably made outside the revoked time',
            found: describeMade(made),
            hint: 'Sign again with a signer that the policy still trusts.',
            nearness: 6,
        };
        if (same === 'yes')
            return shortfall;
        open ??= {
            ...shortfall,
            message: `it cannot be decided whether signer "${signer.name}" is also the revoked signer "${one.signer}": ${same.why}`,
            undecided: true,
        };
    }
    return open;
}
/** Completely before the window, or completely after it. */
function isOutside(made, { from, until }) {
    const before = from !== undefined && made.until !== undefined && made.until < from;
    const after = until !== undefined && made.from !== undefined && made.from >= until;
    return before || after;
}
/** Whether the signature is by the revoked signer. In doubt it is: a revocation must not be evaded. */
function revoked_signers_isSame(revoked, asked, facts, { verifications }, policy) {
    if (revoked.who.kind === 'key') {
        if (facts.signer.kind !== 'key')
            return 'no';
        // A key is the same signer under every root.
        const { material } = revoked.who;
        return material === undefined
            ? { why: `the key of "${revoked.name}" was not read` }
            : sameIf(material === facts.signer.key.material);
    }
    if (compareSigner((0,placeholders/* widenWho */.C)(revoked.who), facts.signer, new Map()).length > 0)
        return 'no';
    if (hasSameRoot(policy.trusts.get(revoked.trust), policy.trusts.get(asked.trust)))
        return 'yes';
    const there = verifications.find((one) => one.trust === revoked.trust);
    if (there === undefined)
        return { why: `it was not verified under the trust "${revoked.trust}"` };
    if (there.kind === 'verified')
        return 'yes';
    if (there.error.exitStatus === 2)
        return { why: there.error.message };
    // Without a trusted certificate, the identity proves nothing. With other errors (no log entry, no timestamp) the signer is the same.
    return sameIf(there.error.code !== 'CERTIFICATE_UNTRUSTED');
}
const sameIf = (same) => (same ? 'yes' : 'no');
/** Trusts may have the same root with other thresholds. */
function hasSameRoot(one, other) {
    if (one === undefined || other === undefined)
        return false;
    if (one.name === other.name)
        return true;
    const file = (trust) => (trust.root.kind === 'file' ? trust.root.file : '');
    return one.root.kind === other.root.kind && file(one) === file(other);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/judge-candidate.js







/** Judges one candidate for one signer of a requirement. Only facts verified under the signer's own trust count. */
function judgeCandidate(check, signer, candidate, signedAsImage) {
    let nearest;
    let competes;
    for (const one of candidate.verifications.filter(({ trust }) => trust === signer.trust)) {
        if (one.kind === 'rejected') {
            const wasRead = signer.who.kind === 'key' && signer.who.fingerprint !== undefined;
            nearest = nearer(nearest, rejected((wasRead ? one.ofReadKeys : undefined) ?? one.error, candidate, signer));
            continue;
        }
        const result = judgeFacts(check, signer, one.facts, candidate, signedAsImage);
        if (result.competes)
            competes = madeOf(one.facts);
        if (result.shortfall === undefined)
            return { candidate, signer, shortfall: undefined, identity: personOf(one.facts), competes };
        nearest = nearer(nearest, result.shortfall);
    }
    const shortfall = otherwiseFallback(nearest ?? notVerified(signer), signer, candidate, check.policy);
    return { candidate, signer, shortfall, identity: undefined, competes };
}
const nearer = (best, one) => best === undefined || one.nearness > best.nearness ? one : best;
function rejected(error, candidate, signer) {
    // Another trust of this signer would not help where it has signed in another way.
    const elsewhere = isSameKind(signer, candidate)
        ? candidate.verifications.find((one) => one.kind === 'verified' && one.trust !== signer.trust)
        : undefined;
    const hint = elsewhere === undefined
        ? (error.hint ?? judge_candidate_hintOf(error.code, signer))
        : `It verifies under the trust "${elsewhere.trust}", but ${signer.unnamed ?? `signer "${signer.name}"`} trusts only "${signer.trust}".`;
    return {
        code: error.code,
        message: error.message,
        expected: error.expected,
        found: error.found,
        hint,
        nearness: nearnessOfRejected(error.code, signer, candidate),
        ...(error.exitStatus === 2 ? { undecided: true } : {}),
    };
}
function judge_candidate_hintOf(code, { who, unnamed }) {
    if (who.kind !== 'key' || code !== 'LOG_ENTRY_MISSING')
        return undefined;
    if (unnamed === undefined)
        return 'If its key signs without a transparency log (no log records ML-DSA), give the signer a trust with "log-entries: 0" and "timestamps: 1".';
    if (who.details === 'ML_DSA_65')
        return 'No log records signatures by ML-DSA keys, so a timestamp must prove their time: write a policy file with "trust: {keys: {sigstore: public-good, log-entries: 0, timestamps: 1}}" (or "root: FILE"). With "transparency-log: off", signatures without a proven time count, too.';
    return 'If keys may sign without a transparency log, set "transparency-log: off", or write a policy file with "trust: {keys: {log-entries: 0, timestamps: 0}}".';
}
const notVerified = (signer) => ({
    code: 'INTERNAL',
    message: `the bundle was not verified under the trust "${signer.trust}"`,
    expected: undefined,
    found: undefined,
    hint: undefined,
    nearness: 0,
    undecided: true,
});
/** Runs the checks in order; the first that fails is the result. */
function judgeFacts(check, signer, facts, candidate, signedAsImage) {
    const { kind, requirement, policy, subject, bindings, now } = check;
    const context = { ...check, facts, signer, signedAsImage: () => signedAsImage(facts) };
    const unrelated = kind.counts(requirement, context) ?? aboutSubject(facts, subject) ?? checkSigner(signer, facts, bindings);
    if (unrelated !== undefined) {
        const nearness = isSameKind(signer, candidate) ? unrelated.nearness : OTHER_KIND;
        return { shortfall: { ...unrelated, nearness }, competes: false };
    }
    const shortfall = checkRevokedSigner(signer, facts, candidate, policy) ??
        checkWindow(signer, facts) ??
        checkAge(requirement, facts, now) ??
        kind.check(requirement, context);
    return { shortfall, competes: true };
}
/**
 * Tells whether the same signer has signed the same digest as an image: then it is an image, whatever name an attestation gives it.
 * The signature may be older than a requirement accepts. All candidates are searched once, at the first call: a search for each
 * candidate would take quadratic time.
 */
function imagesSignedBy(signer, candidates, { policy, subject, bindings }) {
    let signed;
    const collect = () => new Set(candidates.flatMap((candidate) => candidate.verifications.flatMap((one) => {
        if (one.kind !== 'verified' || one.trust !== signer.trust || !(0,counts_for/* isImageSignature */.u)(one.facts))
            return [];
        const { facts } = one;
        const counts = checkSigner(signer, facts, bindings) === undefined &&
            aboutSubject(facts, subject) === undefined &&
            checkRevokedSigner(signer, facts, candidate, policy) === undefined &&
            checkWindow(signer, facts) === undefined;
        return counts ? (personAndDigest(facts) ?? []) : [];
    })));
    return (facts) => {
        const own = personAndDigest(facts);
        return own !== undefined && (signed ??= collect()).has(own);
    };
}
function personAndDigest(facts) {
    const { sha256 } = facts.artifact;
    return sha256 === undefined ? undefined : `${sha256} ${personOf(facts)}`;
}
function checkSigner(signer, facts, bindings) {
    const mismatches = compareSigner(signer.who, facts.signer, bindings);
    const [first, ...more] = mismatches;
    if (first === undefined)
        return undefined;
    const others = more.length === 0 ? '' : ` (also: ${more.map((one) => one.part).join(', ')})`;
    return {
        code: first.code,
        message: `not signed by ${signer.unnamed ?? `"${signer.name}"`}: ${first.part} differs${others}`,
        expected: first.expected,
        found: first.found,
        hint: first.hint ?? more.find((one) => one.hint !== undefined)?.hint,
        nearness: nearnessOfMismatches(mismatches),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/newer-evidence.js
/**
 * The failing evidence that decides: with `all` all failing evidence; with `newest` failing evidence, unless other evidence is
 * provably newer. Evidence is older only if its latest possible time is before the earliest possible time of the other. A key
 * signature has no earliest time, so nothing is older than it. In doubt, both must pass: old passing evidence never outweighs newer
 * failing evidence.
 */
function whatOutweighs(assessments, select) {
    const competing = assessments.flatMap((one) => (one.competes === undefined ? [] : [{ one, made: one.competes }]));
    const failing = competing.filter(({ one }) => one.shortfall !== undefined);
    const counts = select === 'all' ? failing : failing.filter(({ made }) => !competing.some((other) => isBefore(made, other.made)));
    return counts.map(({ one }) => one);
}
function isBefore(one, other) {
    return one.until !== undefined && other.from !== undefined && one.until < other.from;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/judge-evidence.js



/** Whether enough people have signed what is required, by the facts of one subject. */
function judgeEvidence(check, facts) {
    const { kind, requirement, policy } = check;
    const name = kind.title(requirement);
    const all = requirement.by.people.map((person) => {
        const assessments = person.signers.flatMap((signerName) => {
            const signer = policy.signers.get(signerName);
            if (signer === undefined)
                return [];
            const signedAsImage = imagesSignedBy(signer, facts.candidates, check);
            return facts.candidates.map((candidate) => judgeCandidate(check, signer, candidate, signedAsImage));
        });
        return sorted(person, assessments);
    });
    const select = kind.select(requirement);
    const people = select === 'any' ? all : selected(all, select, requirement.by.atLeast);
    const count = judge_evidence_distinct(people);
    const failed = people.flatMap((one) => one.failed);
    // Where newer evidence outweighs older evidence, unread evidence may be the newest.
    const isOpen = select !== 'any' && openQuestion(failed, facts) !== undefined;
    // A threshold of zero is never met. Readers refuse it, but this check does not rely on them.
    if (!isOpen && requirement.by.atLeast >= 1 && count >= requirement.by.atLeast)
        return satisfied(name, people, count, facts.subject, requirement.by.atLeast);
    return unsatisfied(name, check, failed, people, count, facts);
}
const sorted = (person, assessments) => ({
    person,
    satisfied: assessments.filter((one) => one.shortfall === undefined),
    failed: assessments.filter((one) => one.shortfall !== undefined),
});
/**
 * The evidence that counts under `newest` and `all`: failing evidence outweighs passing evidence. Where one person is enough, it
 * outweighs that of all people; otherwise only that of its own person, because each person is counted separately.
 */
function selected(people, select, atLeast) {
    const groups = atLeast === 1 ? [people] : people.map((one) => [one]);
    return groups.flatMap((group) => {
        const all = group.flatMap(({ satisfied: passed, failed }) => [...passed, ...failed]);
        const against = whatOutweighs(all, select);
        return group.map((one) => against.length === 0 ? one : { ...one, satisfied: [], failed: one.failed.filter((each) => against.includes(each)) });
    });
}
/**
 * How many people have signed, each with an identity of their own: the largest matching of people and identities. So one
 * certificate or key that is listed under two names counts once.
 */
function judge_evidence_distinct(people) {
    const holder = new Map();
    const options = people.map((one) => [...new Set(one.satisfied.flatMap((assessment) => assessment.identity ?? []))]);
    const seat = (person, seen) => {
        for (const identity of options[person] ?? []) {
            if (seen.has(identity))
                continue;
            seen.add(identity);
            const other = holder.get(identity);
            if (other !== undefined && !seat(other, seen))
                continue;
            holder.set(identity, person);
            return true;
        }
        return false;
    };
    return people.filter((_, index) => seat(index, new Set())).length;
}
/** The fallback signers without whom too few people have signed. */
function fallbackSigners(people, atLeast) {
    const others = people.map((one) => ({ ...one, satisfied: one.satisfied.filter(({ signer }) => !signer.fallback) }));
    if (judge_evidence_distinct(others) >= atLeast)
        return [];
    const used = people.flatMap((one) => one.satisfied.filter(({ signer }) => signer.fallback));
    return [...new Set(used.map(({ signer }) => signer.name))];
}
function satisfied(name, people, count, subject, atLeast) {
    const all = people.flatMap((one) => one.satisfied);
    const signers = [...new Set(all.map((one) => one.signer.name))];
    const fallback = fallbackSigners(people, atLeast);
    return {
        requirement: name,
        outcome: 'allowed',
        code: undefined,
        message: `${people.length === 1
            ? `by ${signers.join(', ')}`
            : `${String(count)} of ${String(people.length)} people: ${signers.join(', ')}`}${fallback.length === 0 ? '' : ` (fallback key: ${fallback.join(', ')})`}${(0,by_kind/* byKind */.S)(subject, { digest: () => '; bytes not seen', file: () => '', image: () => '' })}`,
        expected: undefined,
        found: undefined,
        hint: undefined,
        evidence: [...new Set(all.map((one) => one.candidate.digest))],
        signers,
        ...(fallback.length === 0 ? {} : { fallback }),
        parts: [],
    };
}
function unsatisfied(name, check, failed, people, count, facts) {
    const { atLeast } = check.requirement.by;
    const nearest = nearestOf(failed);
    const open = openQuestion(failed, facts);
    const result = (code, outcome, text, evidence) => ({
        requirement: name,
        outcome,
        code,
        message: text.message,
        expected: text.expected,
        found: text.found,
        hint: text.hint,
        evidence,
        signers: [...new Set(people.flatMap((one) => one.satisfied.map((assessment) => assessment.signer.name)))],
        parts: atLeast > 1 || people.length > 1 ? people.map((one) => personPart(one)) : [],
    });
    if (open !== undefined) {
        return result(open.code, 'undecided', { message: `cannot be decided: ${open.message}`, expected: open.expected, found: open.found, hint: open.hint }, []);
    }
    if (nearest?.shortfall !== undefined && atLeast === 1)
        return result(nearest.shortfall.code, 'denied', nearest.shortfall, [nearest.candidate.digest]);
    if (atLeast > 1 && facts.candidates.length > 0) {
        const detail = nearest?.shortfall === undefined ? '' : `; nearest: ${nearest.shortfall.message}`;
        return result('THRESHOLD_NOT_MET', 'denied', {
            message: `${String(count)} of at least ${String(atLeast)} people${detail}`,
            expected: `at least ${String(atLeast)} of ${people.map((one) => one.person.name).join(', ')}`,
            found: String(count),
            hint: 'Each person counts once, and one identity or key counts for one person only.',
        }, nearest === undefined ? [] : [nearest.candidate.digest]);
    }
    const unreadable = facts.unreadable[0];
    if (unreadable !== undefined) {
        return result(unreadable.error.code, 'denied', {
            message: `${unreadable.origin.location}: ${unreadable.error.message}`,
            expected: unreadable.error.expected,
            found: unreadable.error.found,
            hint: unreadable.error.hint,
        }, []);
    }
    return result('EVIDENCE_NONE', 'denied', none(check, facts.searched ?? []), []);
}
function none({ kind, requirement, subject }, searched) {
    const who = requirement.by.people.map((one) => one.name).join(', ');
    return {
        message: `no bundle was found for ${subject.name}`,
        expected: `${kind.key} by ${who} over ${(0,subject_kinds/* digestText */.M6)(subject)}`,
        found: nothingIn(searched),
        hint: (0,by_kind/* byKind */.S)(subject, {
            image: () => 'Sign or attest the image. If it is signed, check which repository contains its signatures ("signature-repository"), and whether the tag has moved to another image since then: deploy by the digest that the signing job printed.',
            file: passBundlesOn,
            digest: passBundlesOn,
        }),
    };
}
const passBundlesOn = () => 'Pass the bundles from the job that signed to this job, together with the files, or name their place with "evidence". If nothing was signed yet, sign or attest the file.';
const SHOWN_PLACES = 3;
function nothingIn(places) {
    if (places.length === 0)
        return 'nothing';
    const more = places.length > SHOWN_PLACES ? ` and ${String(places.length - SHOWN_PLACES)} more` : '';
    return `nothing in ${places.slice(0, SHOWN_PLACES).join(', ')}${more}`;
}
function personPart({ person, satisfied: passed, failed }) {
    const shortfall = nearestOf(failed)?.shortfall;
    const ok = passed.length > 0;
    return {
        requirement: `by ${person.name}`,
        outcome: ok ? 'allowed' : shortfall?.undecided === true ? 'undecided' : 'denied',
        code: ok ? undefined : (shortfall?.code ?? 'EVIDENCE_NONE'),
        message: ok ? `by ${passed.map((one) => one.signer.name).join(', ')}` : (shortfall?.message ?? 'no bundle was found'),
        expected: ok ? undefined : shortfall?.expected,
        found: ok ? undefined : shortfall?.found,
        hint: ok ? undefined : shortfall?.hint,
        evidence: passed.map((one) => one.candidate.digest),
        signers: passed.map((one) => one.signer.name),
        parts: [],
    };
}
function nearestOf(assessments) {
    return assessments.reduce((best, one) => (best === undefined || (one.shortfall?.nearness ?? 0) > (best.shortfall?.nearness ?? 0) ? one : best), undefined);
}
/** A place that could not be searched, or a check that could not be made: then the result is undecided and not denied. */
function openQuestion(failed, facts) {
    return (facts.incomplete[0] ??
        failed.find((one) => one.shortfall?.undecided === true)?.shortfall ??
        facts.unreadable.find(({ error }) => error.exitStatus === 2)?.error);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/judge-requirement.js



/** Gives the function that judges the requirements of a rule. */
function requirementJudge(kinds, policy, bindings, circumstances) {
    const judge = (requirement, facts) => {
        const kind = (0,use_table/* kindOfRequirement */.Fc)(kinds, requirement);
        switch (kind.level) {
            case 'evidence':
                return judgeEvidence({ ...circumstances, kind, requirement: requirement, policy, bindings, subject: facts.subject }, facts);
            case 'subject':
                return (0,result/* resultOf */.B)(kind.key, kind.check(requirement, facts.subject, circumstances) ?? doesNotApply(facts, kind.key));
            case 'set':
                return kind.judge(requirement, (one) => withShortTexts(judge(one, facts)));
        }
    };
    return (requirement, facts) => withShortTexts(judge(requirement, facts));
}
/** A requirement that does not apply to the subject is not met. */
const doesNotApply = ({ subject }, key) => ({
    outcome: 'denied',
    code: 'RULE_FAILED',
    message: `"${key}" does not apply to ${subject.name}`,
    expected: `an artifact that "${key}" applies to`,
    found: subject.kind,
    hint: 'Use it in a rule that matches only such artifacts.',
});
/** Certificates and bundles may contain values of any length, so every text of a result is shortened. */
function withShortTexts(result) {
    const maybe = (text) => (text === undefined ? undefined : (0,countersign_error/* shortened */.vI)(text));
    return {
        ...result,
        message: (0,countersign_error/* shortened */.vI)(result.message),
        expected: maybe(result.expected),
        found: maybe(result.found),
        hint: maybe(result.hint),
        parts: result.parts.map(withShortTexts),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/revoked-digests.js


/**
 * Denies revoked digests, by any signer. For an image, this includes everything above and below it: the indexes that list it,
 * the manifests that they list, their configs and layers.
 */
function judgeRevokedDigests(policy, subject) {
    const base = { requirement: 'revocation', evidence: [], signers: [], parts: [] };
    let open;
    for (const one of policy.revoked) {
        if (one.kind !== 'digest')
            continue;
        const ofFile = ({ digests }) => inDigests(one, digests[one.algorithm]);
        const hit = (0,by_kind/* byKind */.S)(subject, { image: (image) => inImage(one, image), file: ofFile, digest: ofFile });
        if (hit === true) {
            return {
                ...base,
                outcome: 'denied',
                code: 'REVOKED',
                message: 'this artifact is revoked',
                expected: 'a digest that is not revoked',
                found: one.written,
                hint: 'Do not deploy this artifact. Build and sign a new one.',
            };
        }
        if (hit === undefined) {
            open = {
                ...base,
                outcome: 'undecided',
                code: 'REVOKED',
                message: `it cannot be decided whether this is the revoked artifact ${one.written}`,
                expected: `its ${one.algorithm} digest`,
                found: (0,subject_kinds/* digestText */.M6)(subject),
                hint: `Give a checksum file with ${one.algorithm}, or the file itself.`,
            };
        }
    }
    return open;
}
/** Undefined: the subject's digest by this algorithm is not known. */
function inDigests({ hex }, own) {
    return own === undefined ? undefined : own === hex;
}
function inImage(one, image) {
    const manifests = [image, ...(image.parent?.indexes ?? []), ...image.platforms, ...image.others];
    const answers = manifests.map(({ contentDigests, blobs }) => blobs.includes(`${one.algorithm}:${one.hex}`) ? true : inDigests(one, contentDigests[one.algorithm]));
    return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/evaluate/evaluate.js








/**
 * Evaluates a policy: facts in, a decision and the subjects that must be judged first out. Pure: the time is a value, nothing is
 * fetched, the same input gives the same decision.
 *
 * @throws CountersignError POLICY_EXPIRED, INPUT_UNSUPPORTED for waivers
 */
function evaluate(policy, facts, context) {
    assertInForce(policy, context.now);
    refuseWaivers(context.waivers ?? []);
    const kinds = context.kinds ?? table/* KINDS */.G;
    const matched = new Map();
    const decide = (one) => decideSubject(policy, one, context.target, kinds, circumstances);
    const further = new FurtherSubjects(context.further ?? new Map(), decide);
    const circumstances = {
        now: context.now,
        documents: context.documents ?? [],
        mustBeAllowed: (subject, why) => further.mustBeAllowed(subject, why),
    };
    const subjects = facts.map((one) => {
        const decision = further.within(one);
        remember(matched, decision, one);
        return decision;
    });
    const problems = policy.rules.flatMap((rule) => judgeRun(rule, matched.get(rule.name) ?? [], context.target, kinds));
    const { decisions } = further;
    return {
        decision: {
            policy: policy.name,
            digest: policy.digest,
            outcome: (0,result/* worst */.Q)([...subjects.map((one) => one.outcome), ...problems.map((one) => one.outcome)]),
            subjects,
            problems,
            ...(decisions.length === 0 ? {} : { further: decisions }),
        },
        wanted: further.wanted,
    };
}
/** Waivers are not applied yet, so they must not be accepted silently. */
function refuseWaivers(waivers) {
    if (waivers.length === 0)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', 'waivers are not in this version', {
        expected: 'no waiver',
        found: `${String(waivers.length)} waivers`,
    });
}
function remember(matched, { rules }, facts) {
    for (const result of rules) {
        // The result of a revocation is not a rule, even where a rule has the same name.
        if (result.requirements.some((one) => one.requirement === 'revocation'))
            continue;
        const others = matched.get(result.rule);
        if (others === undefined)
            matched.set(result.rule, [{ facts, result }]);
        else
            others.push({ facts, result });
    }
}
function decideSubject(policy, facts, target, kinds, circumstances) {
    const rules = policy.rules.flatMap((rule) => judgeRule(rule, policy, facts, target, kinds, circumstances));
    const unmatched = rules.length === 0 ? noRule(policy, facts.subject, target) : undefined;
    const revoked = judgeRevokedDigests(policy, facts.subject);
    if (revoked !== undefined)
        rules.push({ rule: 'revoked', outcome: revoked.outcome, requirements: [revoked] });
    return {
        subject: facts.subject,
        outcome: (0,result/* worst */.Q)([...rules.map((rule) => rule.outcome), ...(unmatched === undefined ? [] : [unmatched.outcome])]),
        rules,
        unmatched,
        candidates: facts.candidates,
        unreadable: facts.unreadable,
    };
}
/** Empty where the rule does not match the subject. */
function judgeRule(rule, policy, facts, target, kinds, circumstances) {
    const bindings = matchRule(rule.match, facts.subject, target);
    if (bindings === undefined)
        return [];
    const judge = requirementJudge(kinds, policy, bindings, circumstances);
    const requirements = [
        ...judgeSubject(rule, facts.subject, kinds, circumstances),
        ...judgePlatformOfManifest(rule, facts, judge),
        ...rule.require.map((requirement) => judge(requirement, facts)),
    ];
    return [
        {
            rule: rule.name,
            outcome: rule.require.length === 0 ? 'denied' : (0,result/* worst */.Q)(requirements.map((one) => one.outcome)),
            requirements,
        },
    ];
}
/** Judges the requirements about the subject itself that the rule and its match have beside `require`. */
function judgeSubject(rule, subject, kinds, circumstances) {
    const requirements = [
        ...rule.match.asks.map((one) => [kinds.match, one]),
        ...rule.asks.map((one) => [kinds.rule, one]),
    ];
    return requirements.flatMap(([table, one]) => {
        const kind = table[one.kind];
        if (kind?.level !== 'subject')
            return [];
        const finding = kind.check(one, subject, circumstances);
        return finding === undefined ? [] : [(0,result/* resultOf */.B)(kind.key, finding)];
    });
}
/** Judges the requirements of a rule about all subjects together that it matched in the run. */
function judgeRun(rule, matched, target, kinds) {
    if (!matchesTarget(rule.match, target))
        return [];
    const evidence = () => matched.map(({ facts, result }) => ({ subject: facts.subject, facts: satisfyingFacts(facts, result) }));
    return rule.asks.flatMap((one) => {
        const kind = kinds.rule[one.kind];
        if (kind?.level !== 'run')
            return [];
        const subjects = matched.map(({ facts }) => facts.subject);
        const finding = kind.check(one, { rule: rule.name, matches: describeMatch(rule.match), subjects, evidence });
        return finding === undefined ? [] : [(0,result/* resultOf */.B)(`rule ${rule.name}: ${kind.key}`, finding)];
    });
}
/** The facts of the bundles that satisfied the requirements of the rule. */
function satisfyingFacts({ candidates }, { requirements }) {
    const digests = new Set(requirements.filter(({ outcome }) => outcome === 'allowed').flatMap(({ evidence }) => evidence));
    return candidates
        .filter(({ digest }) => digests.has(digest))
        .flatMap(({ verifications }) => verifications.flatMap((one) => (one.kind === 'verified' ? [one.facts] : [])));
}
/** @throws CountersignError POLICY_EXPIRED at and after `metadata.not-after` */
function assertInForce(policy, now) {
    if (policy.notAfter === undefined || now < policy.notAfter)
        return;
    throw new countersign_error/* CountersignError */.WS('POLICY_EXPIRED', `the policy "${policy.name}" has expired`, {
        expected: `a policy in force at ${(0,times/* iso */.KH)(now)}`,
        found: `not-after ${(0,times/* iso */.KH)(policy.notAfter)}`,
        hint: 'Review the policy and give it a later "not-after".',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/further-subjects.js



/** How many further subjects are looked up at the same time. */
const further_subjects_AT_ONCE = 8;
/**
 * The decision of a policy. Where the evaluation needs further subjects, their facts are looked up and the policy is evaluated again,
 * until it needs none. The evaluation limits their number, and each round looks up only new ones.
 */
async function decide(policy, facts, context, factsOf) {
    let further = new Map();
    for (;;) {
        const { decision, wanted } = evaluate(policy, facts, { ...context, further });
        if (wanted.length === 0)
            return decision;
        const found = await inOrder(wanted, further_subjects_AT_ONCE, async (one) => [one.key, await factsOf(one)]);
        further = new Map([...further, ...found]);
    }
}
/**
 * The facts of a further subject. An error never ends the run, because a wrong name in evidence is not wrong use of the gate; the
 * results that need the subject are then undecided.
 *
 * @param verify finds the evidence for a subject and verifies it
 */
async function factsOfFurther({ subject }, registry, verify) {
    try {
        return await verify(await further_subjects_resolve(subject, registry));
    }
    catch (thrown) {
        return (0,countersign_error/* asCountersignError */.ek)(thrown);
    }
}
function further_subjects_resolve(subject, registry) {
    switch (subject.kind) {
        case 'image':
            return registry.resolve(`${subject.name}@${subject.digest}`);
        case 'digest':
            return Promise.resolve({ ...subject, origin: 'evidence' });
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/fallback-signers.js
/** The code of the notice, for programs that search reports for it. */
const NOTICE = 'fallback-signer-used';
const fallback_signers_SHOWN = 3;
/** The fallback signers without which an allowed artifact would not be allowed by its policy. */
function fallbackUses(policies) {
    return policies.flatMap(({ policy, subjects, further = [] }) => {
        const bySigner = new Map();
        for (const { subject, rules } of [...subjects, ...further].filter(({ outcome }) => outcome === 'allowed')) {
            for (const signer of rules.flatMap(({ requirements }) => requirements.flatMap(({ fallback }) => fallback ?? []))) {
                bySigner.set(signer, (bySigner.get(signer) ?? new Set()).add(subject.name));
            }
        }
        return [...bySigner].map(([signer, artifacts]) => ({ signer, policy, artifacts: [...artifacts] }));
    });
}
/** The notice for every report and output. */
function fallbackNotice({ signer, policy, artifacts }) {
    const more = artifacts.length > fallback_signers_SHOWN ? ` and ${String(artifacts.length - fallback_signers_SHOWN)} more` : '';
    return `${NOTICE}: the decision of policy ${policy} rests on the fallback key "${signer}" for ${artifacts.slice(0, fallback_signers_SHOWN).join(', ')}${more}: keyless signing was not possible, or was not used`;
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/bytes-of.js




/** Largest file for keys that sign whole messages (pure Ed25519, ML-DSA), in bytes: such a file is read into memory. */
const MAX_WHOLE_BYTES = 512 * 1024 * 1024;
/**
 * The bytes that were hashed, for a file of at most `maxBytes` (default 1 MiB); undefined for larger files. If they were not kept, because
 * there are many files or the file is large, they are read again and must still have every known digest.
 * @throws CountersignError FILE_CHANGED, FILE_UNREADABLE
 */
function bytesOf(subject, maxBytes = hash_file/* KEEP_BYTES */.uK) {
    if (subject.bytes !== undefined || subject.size > maxBytes)
        return subject.bytes;
    const file = (0,open_file/* openFile */.Tq)(subject.path);
    try {
        if (Number(file.before.size) !== subject.size)
            throw (0,file_errors/* fileChanged */.J8)(subject.path);
        const bytes = (0,open_file/* readWhole */.oD)(file.descriptor, subject.size, subject.path);
        const known = (0,hash_file/* algorithmsOf */.w2)(subject.digests);
        const found = (0,hash_file/* hashBytes */.yi)(bytes, known);
        if (known.length === 0 || known.some((algorithm) => found[algorithm] !== subject.digests[algorithm]))
            throw (0,file_errors/* fileChanged */.J8)(subject.path);
        return bytes;
    }
    finally {
        (0,external_node_fs_.closeSync)(file.descriptor);
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/bundles/bundle-file.js
/** Default path of a file's bundle: `<file>.sigstore.json` beside it (the convention of Sigstore clients). */
function bundleFileName(path) {
    return `${path}.sigstore.json`;
}
;// CONCATENATED MODULE: ./packages/core/lib/bundles/bundle-key.js

/** Cached: bundles do not change, and one can be a candidate for ten thousand subjects. */
const keys = new WeakMap();
/**
 * Equal for two bundles exactly if their decoded content is equal: white space, order of members and spelling of base64 do not
 * matter. Log entries and timestamps do, because a bundle without them must not replace one that has them.
 */
function bundleKey(bundle) {
    const known = keys.get(bundle) ?? keyOf(bundle);
    keys.set(bundle, known);
    return known;
}
function keyOf({ version, material, content, logEntries, timestamps }) {
    const parts = [
        version,
        material.kind === 'certificate' ? material.chain.map(sha256) : material.hint,
        content.kind === 'message'
            ? [content.digest?.algorithm, hex(content.digest?.value), sha256(content.signature)]
            : [content.payloadType, sha256(content.payload), sha256(content.signature), content.keyid],
        logEntries.map(entryParts),
        timestamps.map(sha256),
    ];
    return sha256(JSON.stringify(parts));
}
function entryParts(entry) {
    const { logIndex, logId, kind, version, integratedTime, signedEntryTimestamp, inclusionProof: proof, canonicalizedBody, } = entry;
    return [
        ...[String(logIndex), logId, kind, version, String(integratedTime)],
        ...[hex(signedEntryTimestamp), sha256(canonicalizedBody)],
        proof === undefined
            ? undefined
            : [...[String(proof.logIndex), hex(proof.rootHash), String(proof.treeSize)], ...[proof.hashes.map(hex), proof.checkpoint]],
    ];
}
function hex(bytes) {
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('hex');
}
function sha256(content) {
    return (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex');
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/candidate-index.js


/** @param gaps errors for what could not be searched in this place; returned with every subject */
function indexCandidates(all, gaps = []) {
    const byDigest = new Map();
    const withoutDigest = [];
    const unreadable = [];
    const incomplete = [...gaps];
    for (const candidate of all) {
        const { item, digests } = candidate;
        if (item.kind === 'unreadable') {
            if (item.error.code === 'EVIDENCE_TOO_LARGE')
                incomplete.push(item.error);
            else
                unreadable.push(candidate);
        }
        else if (digests === undefined)
            withoutDigest.push(candidate);
        else {
            for (const digest of digests) {
                const known = byDigest.get(digest);
                if (known === undefined)
                    byDigest.set(digest, [candidate]);
                else
                    known.push(candidate);
            }
        }
    }
    if (withoutDigest.length > limits/* MAX_WITHOUT_DIGEST */.VH) {
        incomplete.push((0,limits/* overLimit */.W1)('there are too many bundles that mention no digest', `${limits/* MAX_WITHOUT_DIGEST */.VH} in one place`, 'Name the bundle of each artifact, or remove bundles without a digest.'));
    }
    // First those whose error makes the decision undecided.
    const shown = unreadable.toSorted((a, b) => Number(isUndecided(b)) - Number(isUndecided(a))).slice(0, limits/* MAX_UNREADABLE */.V2);
    const always = [...withoutDigest.slice(0, limits/* MAX_WITHOUT_DIGEST */.VH), ...shown];
    const gap = incomplete.slice(0, 1);
    return {
        all,
        about: (digests) => ({
            items: [...new Set([...digests.flatMap((digest) => byDigest.get(digest) ?? []), ...always])].map(({ item }) => item),
            incomplete: gap,
        }),
    };
}
function isUndecided({ item }) {
    return item.kind === 'unreadable' && item.error.exitStatus === 2;
}
/** Lower-case hex, of every algorithm. */
function hexDigests({ digests }) {
    return hash_file/* DIGEST_ALGORITHMS */.MF.flatMap((algorithm) => digests[algorithm] ?? []);
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/candidates.js

const NOTHING = { items: [], incomplete: [] };
/** Whether a candidate may be about the subject: it mentions its digest, or no digest. */
function mayBeAbout({ item, digests }, subject) {
    return item.kind === 'unreadable' || digests === undefined || hexDigests(subject).some((digest) => digests.has(digest));
}
/** The candidates of a folder that may be about a subject. */
function about(folder, subject) {
    return folder === undefined ? NOTHING : folder.about(hexDigests(subject));
}
/** A file that is too large makes the search incomplete; it is not an unreadable candidate. */
function evidenceOf(candidates) {
    const items = candidates.map(({ item }) => item);
    return {
        items: items.filter((item) => item.kind === 'bundle' || item.error.code !== 'EVIDENCE_TOO_LARGE'),
        incomplete: items.flatMap((item) => item.kind === 'unreadable' && item.error.code === 'EVIDENCE_TOO_LARGE' ? [item.error] : []),
    };
}
function merged(found) {
    return { items: found.flatMap(({ items }) => items), incomplete: found.flatMap(({ incomplete }) => incomplete) };
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/listed-places.js

/**
 * The paths at which the file of a checksum line may be: beside the checksum file, and in the working folder.
 * @returns absolute paths; none for a subject that was not named by a checksum file
 */
function listedPlaces(run, { path, origin }) {
    if (path === undefined || origin === undefined)
        return [];
    const folder = (0,external_node_path_.dirname)((0,external_node_path_.resolve)(run.cwd, origin.replace(/:\d+$/, '')));
    return [...new Set([path, (0,external_node_path_.resolve)(run.cwd, (0,external_node_path_.relative)(folder, path))])];
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/bundles-below.js



/** Folders that are not searched: they contain files of other projects. */
const SKIPPED = new Set(['.git', 'node_modules']);
/**
 * Bundle files in the subfolders of a folder, sorted, with paths relative to it. Only `.sigstore.json` and `.sigstore`, because a
 * `.jsonl` file may contain any data. Links are not followed, so nothing outside the folder is read. Folders that cannot be listed are
 * skipped.
 * @returns `cut` if a limit was reached
 */
function bundlesBelow(folder) {
    const names = [];
    let seen = 0;
    let level = foldersIn('', bundles_below_entriesOf(folder));
    for (let depth = 1; level.length > 0; depth += 1) {
        if (depth > limits/* MAX_BELOW_DEPTH */.jH)
            return { names, cut: true };
        const next = [];
        for (const inner of level) {
            const entries = bundles_below_entriesOf((0,external_node_path_.join)(folder, inner));
            seen += entries.length;
            if (seen > limits/* MAX_BELOW_ENTRIES */.g3)
                return { names, cut: true };
            for (const entry of entries)
                if (entry.isFile() && /\.sigstore(?:\.json)?$/.test(entry.name))
                    names.push((0,external_node_path_.join)(inner, entry.name));
            next.push(...foldersIn(inner, entries));
        }
        level = next;
    }
    return { names, cut: false };
}
function foldersIn(inner, entries) {
    return entries.filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name)).map(({ name }) => (0,external_node_path_.join)(inner, name));
}
function bundles_below_entriesOf(folder) {
    try {
        return (0,external_node_fs_.readdirSync)(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    }
    catch {
        return [];
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/memory.js





const memories = new WeakMap();
function memoryOf(run) {
    const known = memories.get(run);
    if (known !== undefined)
        return known;
    const memory = {
        names: new Map(),
        furtherKeys: new Map(),
        folders: new Map(),
        files: new Map(),
        budget: { left: limits/* MAX_RUN_BYTES */.xn },
    };
    memories.set(run, memory);
    return memory;
}
function once(known, key, make) {
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
}
/** Sorted names in a folder. @throws CountersignError FILE_UNREADABLE */
function namesOnce(run, folder) {
    return once(memoryOf(run).names, folder, () => listFolder(folder));
}
/**
 * The bundles in a folder whose name may contain a key name (`<file>.<key>.sigstore.json`), by each file name that they may belong to.
 * A map, because the time would otherwise grow with the square of the number of files.
 */
function furtherKeysOnce(run, folder) {
    return once(memoryOf(run).furtherKeys, folder, () => {
        const byFile = new Map();
        for (const name of namesOnce(run, folder).filter((one) => one.endsWith('.sigstore.json'))) {
            for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
                const file = name.slice(0, dot);
                const names = byFile.get(file);
                if (names === undefined)
                    byFile.set(file, [name]);
                else
                    names.push(name);
            }
        }
        return byFile;
    });
}
/** The bundles of a folder: all of them, or only those with the name of a bundle about several files. @throws CountersignError FILE_UNREADABLE */
function folderOnce(run, folder, which) {
    const wanted = which === 'all' ? () => true : isShared;
    return once(memoryOf(run).folders, `${which} ${folder}`, () => {
        const here = bundleNames(namesOnce(run, folder), wanted);
        // Signing with output-dir keeps the folders of the artifacts: X/dist/app.tgz.sigstore.json. Bundles at the top come first.
        const below = which === 'all' ? bundlesBelow(folder) : { names: [], cut: false };
        const names = [...here, ...below.names];
        const budget = { left: limits/* MAX_FOLDER_BYTES */.AE };
        const candidates = names.slice(0, limits/* MAX_FOLDER_FILES */.Cz).flatMap((name) => readFile(run, (0,external_node_path_.join)(folder, name), budget) ?? []);
        const gaps = names.length <= limits/* MAX_FOLDER_FILES */.Cz && !below.cut
            ? []
            : [
                (0,limits/* overLimit */.W1)(`the folder ${(0,external_node_path_.basename)(folder)} contains too many files`, `${limits/* MAX_FOLDER_FILES */.Cz} bundle files, and ${limits/* MAX_BELOW_ENTRIES */.g3} entries in subfolders, ${limits/* MAX_BELOW_DEPTH */.jH} levels deep`, 'Name a smaller folder, or the bundle files, in evidence.'),
            ];
        return indexCandidates(candidates, gaps);
    });
}
/** The bundles of one file; undefined if the file does not exist. See readBundleFile. */
function fileOnce(run, path) {
    return once(memoryOf(run).files, path, () => {
        const candidates = readFile(run, path);
        return candidates === undefined ? undefined : indexCandidates(candidates);
    });
}
/** `readBundleFile` within the budget of the run. */
function readFile(run, path, ...budgets) {
    return readBundleFile(path, memoryOf(run).budget, ...budgets);
}
/**
 * Whether a name is one of bundles about several files: `provenance.sigstore.json`, `app.provenance.release.sigstore.json`,
 * `provenance-linux.sigstore.json`, `multiple.intoto.jsonl`, `attestations.jsonl`, `bundles.sigstore.jsonl`. Not `<file>.sigstore.json`: that is the file's own bundle.
 */
function isShared(name) {
    return (/(?:^|[._-])(?:provenance|intoto|attestations?)(?:\.[A-Za-z0-9_-]+)?\.(?:sigstore\.json|jsonl)$/.test(name) ||
        /^provenance-.*\.sigstore\.json$/.test(name) ||
        /(?:^|\.)(?:intoto|sigstore)\.jsonl$/.test(name));
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/beside.js






/**
 * The bundles at the default location of a file's bundles. The file's own bundle, `<file>.sigstore.json`, is always a candidate.
 * Other bundles are candidates if they mention its digest: those of further keys (`<file>.<key>.sigstore.json`), and those about several
 * files (`provenance.sigstore.json`, `bundles.sigstore.jsonl`) beside the file and in the working folder.
 */
function besideFile(run, subject) {
    const paths = locations(run, subject);
    const folders = new Set([...paths.map((path) => (0,external_node_path_.dirname)(path)), run.cwd]);
    return merged([
        ...paths.map((path) => evidenceOf(readFile(run, bundleFileName(path)) ?? [])),
        ...paths.map((path) => ifExists(() => ofFurtherKeys(run, subject, path))),
        ...[...folders].map((folder) => ifExists(() => about(folderOnce(run, folder, 'shared'), subject))),
    ]);
}
/** The locations that `besideFile` searches, for messages: the file's own bundle, and folders (with a `/` at the end); relative to the working folder. */
function placesBeside(run, subject) {
    const paths = locations(run, subject);
    const folders = new Set([...paths.map((path) => (0,external_node_path_.dirname)(path)), run.cwd]);
    const shown = [
        ...paths.map((path) => shownPath(run, bundleFileName(path))),
        ...[...folders].map((one) => `${shownPath(run, one)}/`),
    ];
    return [...new Set(shown)];
}
function shownPath({ cwd }, path) {
    const short = (0,external_node_path_.relative)(cwd, path);
    if (short === '')
        return '.';
    return short.startsWith('..') || (0,external_node_path_.isAbsolute)(short) ? path : short.split(external_node_path_.sep).join('/');
}
function ofFurtherKeys(run, subject, path) {
    const own = (0,external_node_path_.basename)(bundleFileName(path));
    const names = (furtherKeysOnce(run, (0,external_node_path_.dirname)(path)).get((0,external_node_path_.basename)(path)) ?? []).filter((name) => name !== own);
    const read = names.map((name) => fileOnce(run, (0,external_node_path_.join)((0,external_node_path_.dirname)(path), name)));
    return evidenceOf(read.flatMap((file) => file?.all ?? []).filter((candidate) => mayBeAbout(candidate, subject)));
}
/** A folder that does not exist contains no bundles; a folder that cannot be listed makes the search incomplete. */
function ifExists(search) {
    try {
        return search();
    }
    catch (error) {
        if (!(error instanceof countersign_error/* CountersignError */.WS))
            throw error;
        return (0,system_code/* isMissing */.b2)(error.cause) ? NOTHING : { items: [], incomplete: [error] };
    }
}
/**
 * The paths of the subject's file: as named, and with links resolved. For a line of a checksum file: beside the checksum file, and in
 * the working folder.
 */
function locations(run, subject) {
    const own = [subject.path, subject.realPath].flatMap((path) => path ?? []);
    return [...new Set([...own, ...listedPlaces(run, subject)])];
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/github-place.js


const PREFIX = 'github:';
/** `owner/name`, at most 100 characters each. GitHub allows 39 and 100; the dots are excluded below. */
const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\/[A-Za-z0-9_.-]{1,100}$/;
/** Whether a place of `evidence` is GitHub's attestation API: `github` or `github:owner/name`. */
function isGithubPlace(place) {
    return place === 'github' || place.startsWith(PREFIX);
}
/**
 * The repository whose attestations a place names: that of `github:owner/name`. `github` alone is the repository of the run
 * (GITHUB_REPOSITORY), which is not always the repository that built the artifact.
 * @throws CountersignError INPUT_INVALID for anything but a repository; it becomes a part of a URL
 */
function repositoryOf({ env }, place) {
    const repository = place === 'github' ? env['GITHUB_REPOSITORY'] : place.slice(PREFIX.length);
    if (repository !== undefined && REPOSITORY.test(repository) && !/\/\.+$/.test(repository))
        return repository;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'evidence: github needs a repository', {
        expected: 'github:owner/name, or github in a GitHub job',
        found: repository === undefined ? 'no GITHUB_REPOSITORY' : (0,wire_text/* excerpt */.Kb)(repository),
        hint: 'Write github:owner/name with the repository that attested the artifact.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/evidence/find-evidence.js










/**
 * All candidate bundles of a subject in the given places. Nothing is verified here: a candidate may be forged or about something else.
 * A place that could not be searched is in `incomplete`.
 *
 * @throws CountersignError FILE_UNREADABLE for a named file or folder that does not exist, INPUT_INVALID, INPUT_MISSING, INPUT_UNSUPPORTED
 */
async function findEvidence(run, subject, options) {
    if (options.bundle !== undefined)
        return find_evidence_distinct([explicitFile(run, (0,external_node_path_.resolve)(run.cwd, options.bundle), subject)]);
    const places = options.places.length === 0 ? [undefined] : options.places;
    return find_evidence_distinct(await Promise.all(places.map((place) => search(run, subject, place, options))));
}
/** The places that `findEvidence` searches, for messages. */
function searchedPlaces(run, subject, options) {
    if (options.bundle !== undefined)
        return [options.bundle];
    const here = (0,subject_kinds/* onDisk */.FC)(subject);
    const image = (0,subject_kinds/* imageOf */.dT)(subject);
    const inRegistry = image === undefined ? [] : [options.signatureRepository ?? image.name];
    const places = options.places.length === 0 ? [undefined] : options.places;
    return places.flatMap((place) => {
        if (place === undefined)
            return here === undefined ? inRegistry : placesBeside(run, here);
        if (place === 'registry')
            return inRegistry;
        return [isGithubPlace(place) ? `attestations of ${repositoryOf(run, place)} on GitHub` : place];
    });
}
function search(run, subject, place, options) {
    const here = place === undefined ? (0,subject_kinds/* onDisk */.FC)(subject) : undefined;
    if (here !== undefined)
        return besideFile(run, here);
    if (place === undefined || place === 'registry')
        return inRegistry(subject, options);
    if (isGithubPlace(place))
        return onGithub(run, subject, place, options);
    if (place === 'gitlab' || place.startsWith('gitlab:')) {
        throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', "evidence: GitLab's attestation API is not supported yet", {
            expected: 'a file, a folder, registry or github',
            found: place,
            hint: 'Download the attestation and name the file in evidence.',
        });
    }
    return inPath(run, subject, (0,external_node_path_.resolve)(run.cwd, place));
}
/** The bundles that are stored with an image in its registry; none for other subjects. */
function inRegistry(subject, options) {
    const image = (0,subject_kinds/* imageOf */.dT)(subject);
    return image === undefined ? NOTHING : withImage(image, options);
}
async function withImage(image, { registry, signatureRepository }) {
    if (registry === undefined)
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', `${image.reference}: no registry client was given`);
    return await registry.find(image, signatureRepository === undefined ? {} : { repository: signatureRepository });
}
async function onGithub(run, subject, place, { githubApis, openGithub }) {
    const repository = repositoryOf(run, place);
    const { sha256 } = subject.digests;
    if (sha256 === undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `${subject.name}: GitHub lists attestations by SHA-256 only`, {
            expected: 'a sha256 digest',
            found: Object.keys(subject.digests).join(', '),
            hint: 'Name the bundle files in evidence.',
        });
    }
    const { githubAttestations } = await __nccwpck_require__.e(/* import() */ 979).then(__nccwpck_require__.bind(__nccwpck_require__, 2979));
    return await githubAttestations(run, repository, sha256, githubApis, openGithub);
}
function inPath(run, subject, path) {
    if (!isFolder(path))
        return explicitFile(run, path, subject);
    return merged([ownInFolder(run, path, subject), about(folderOnce(run, path, 'all'), subject)]);
}
/** False if the path cannot be read: reading it as a file then fails with the reason. */
function isFolder(path) {
    try {
        return (0,external_node_fs_.statSync)(path).isDirectory();
    }
    catch {
        return false;
    }
}
/** A bundle with the file's name is a candidate even if it mentions another digest, so that the reason is "changed" and not "no bundle". */
function ownInFolder(run, folder, subject) {
    if ((0,subject_kinds/* onDisk */.FC)(subject) === undefined)
        return NOTHING;
    // Signing with `output-dir` keeps the folders in the names.
    const names = (0,external_node_path_.isAbsolute)(subject.name) || subject.name.split(/[\\/]/).includes('..') ? [] : [subject.name];
    const paths = new Set([(0,external_node_path_.basename)(subject.name), ...names].map((name) => (0,external_node_path_.join)(folder, bundleFileName(name))));
    return merged([...paths].map((path) => evidenceOf(fileOnce(run, path)?.all ?? [])));
}
/**
 * A file that the user named. If it contains one bundle, that is the candidate even if it mentions another digest, so that the reason
 * is "the bundle is for another artifact" and not "no bundle". If it contains several, those that may be about the subject.
 */
function explicitFile(run, path, subject) {
    const file = fileOnce(run, path);
    if (file === undefined) {
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `the bundle file ${path} does not exist`, {
            expected: 'a bundle, or a folder of bundles',
            found: 'no such file',
            hint: path.includes(',')
                ? 'Write one place per line: a comma is part of the name.'
                : 'Check the paths in bundle and evidence.',
        });
    }
    if (file.all.length === 1)
        return evidenceOf(file.all);
    const fitting = about(file, subject);
    if (fitting.items.some(({ kind }) => kind === 'bundle'))
        return fitting;
    return merged([fitting, { items: evidenceOf(file.all.slice(0, 1)).items, incomplete: [] }]);
}
/** The same bundle in two places is one candidate. The number of candidates is limited; if some are left out, the search is incomplete. */
function find_evidence_distinct(found) {
    const { items, incomplete } = merged(found);
    const unique = new Map();
    for (const item of items) {
        const key = candidateKey(item);
        if (!unique.has(key))
            unique.set(key, item);
    }
    return withinLimits([...unique.values()], incomplete);
}
/** Compares the content of bundles and not their bytes: copies of one bundle that differ in white space are one candidate. */
function candidateKey(item) {
    if (item.kind === 'unreadable')
        return `unreadable ${item.origin.location}`;
    const { claim } = item;
    // The text of cosign's simple signing is not in the bundle, but it is part of the candidate.
    const about = claim === undefined ? [] : [claim.image.name, claim.image.digest, Buffer.from(claim.payload).toString('base64')];
    return JSON.stringify([bundleKey(item.bundle), ...about]);
}
/** If a limit is exceeded, the small candidates are kept: they take the least time, and ordinary signatures are small. */
function withinLimits(all, incomplete) {
    const total = all.reduce((sum, item) => sum + find_evidence_sizeOf(item), 0);
    if (all.length <= limits/* MAX_CANDIDATES */.qy && total <= limits/* MAX_CANDIDATE_BYTES */.tl)
        return { items: all, incomplete };
    let bytes = 0;
    const items = all
        .toSorted((a, b) => find_evidence_sizeOf(a) - find_evidence_sizeOf(b))
        .slice(0, limits/* MAX_CANDIDATES */.qy)
        .filter((item) => (bytes += find_evidence_sizeOf(item)) <= limits/* MAX_CANDIDATE_BYTES */.tl);
    const cut = (0,limits/* overLimit */.W1)('there are too many candidate bundles', `${limits/* MAX_CANDIDATES */.qy} bundles and ${limits/* MAX_CANDIDATE_BYTES */.tl} bytes for one artifact`, 'Name fewer places in evidence, or remove bundles that are not needed.');
    return { items, incomplete: [cut, ...incomplete] };
}
/** Number of bytes that must be hashed and parsed to verify the candidate. */
function find_evidence_sizeOf(item) {
    return item.kind === 'bundle' && item.bundle.content.kind === 'dsse' ? item.bundle.content.payload.length : 0;
}
// EXTERNAL MODULE: ./packages/core/lib/crypto/key-details.js
var key_details = __nccwpck_require__(2278);
;// CONCATENATED MODULE: ./packages/core/lib/crypto/algorithms-of.js

/** The second algorithm that Sigstore's registry has for a kind of key. */
const SECOND = {
    PKIX_ED25519: 'PKIX_ED25519_PH',
    PKIX_RSA_PKCS1V15_2048_SHA256: 'PKIX_RSA_PSS_2048_SHA256',
    PKIX_RSA_PKCS1V15_3072_SHA256: 'PKIX_RSA_PSS_3072_SHA256',
    PKIX_RSA_PKCS1V15_4096_SHA256: 'PKIX_RSA_PSS_4096_SHA256',
};
/**
 * A key whose source names no algorithm, with every algorithm that it may have signed with: an RSA key signs with PKCS #1 v1.5 or PSS, an
 * Ed25519 key pure or pre-hashed (cosign writes only the latter to a log). A signature under one is never valid under the other, and each
 * alone is safe, so a verifier may accept either. Its own algorithm is the first.
 */
function algorithmsOf(key) {
    const second = SECOND[key.details];
    return second === undefined ? [key] : [key, { ...key, details: second, hash: key_details/* KEY_DETAILS */.hI[second].hash }];
}
// EXTERNAL MODULE: ./packages/core/lib/crypto/hash.js
var crypto_hash = __nccwpck_require__(9008);
;// CONCATENATED MODULE: ./packages/core/lib/verification/artifact-digest.js




/** The artifact's digest under the algorithm that a key, a log entry or a message digest needs. */
function artifactDigest(artifact, algorithm) {
    const known = artifact.digests[algorithm];
    if (known !== undefined)
        return (0,wire_text/* decodeHex */.EF)(known, `${algorithm} digest of the artifact`, 'SUBJECT_INVALID');
    if (artifact.bytes !== undefined)
        return (0,crypto_hash/* hash */.tW)(algorithm, artifact.bytes);
    throw new countersign_error/* CountersignError */.WS('SUBJECT_INVALID', `this bundle cannot be verified without the ${algorithm} digest of the artifact`, {
        expected: `a ${algorithm} digest`,
        found: hash_file/* DIGEST_ALGORITHMS */.MF.filter((name) => artifact.digests[name] !== undefined).join(', ') || 'no digest',
        hint: 'Give the artifact itself, or a checksum with this algorithm.',
    });
}
/**
 * The caller gives bytes and digests separately. If they belonged to different artifacts, one could be signed and the other released.
 * (Sigstore client specification, section 4.5: the raw artifact is preferred.)
 */
function requireSameArtifact(artifact, checks) {
    const { bytes, digests } = artifact;
    if (hash_file/* DIGEST_ALGORITHMS */.MF.every((name) => digests[name] === undefined)) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_INVALID', 'the artifact has no digest', {
            expected: 'sha256, sha384 or sha512',
            found: 'none',
        });
    }
    if (bytes === undefined)
        return;
    for (const algorithm of hash_file/* DIGEST_ALGORITHMS */.MF) {
        const claimed = digests[algorithm];
        if (claimed === undefined)
            continue;
        const found = (0,crypto_hash/* hash */.tW)(algorithm, bytes);
        checks.require('artifact-bytes', (0,wire_text/* equalBytes */.ex)(found, (0,wire_text/* decodeHex */.EF)(claimed, 'digest of the artifact', 'SUBJECT_INVALID')), () => new countersign_error/* CountersignError */.WS('SUBJECT_MISMATCH', 'the artifact changed while it was read', {
            expected: `${algorithm}:${claimed}`,
            found: `${algorithm}:${(0,wire_text/* encodeHex */.mU)(found)}`,
        }));
    }
}
// EXTERNAL MODULE: ./packages/core/lib/wire/der.js
var wire_der = __nccwpck_require__(9957);
// EXTERNAL MODULE: ./packages/core/lib/wire/der-values.js
var der_values = __nccwpck_require__(9240);
;// CONCATENATED MODULE: ./packages/core/lib/crypto/algorithm-oids.js

const HASHES = {
    '2.16.840.1.101.3.4.2.1': 'sha256',
    '2.16.840.1.101.3.4.2.2': 'sha384',
    '2.16.840.1.101.3.4.2.3': 'sha512',
};
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
const SIGNATURES = {
    '1.2.840.10045.4.3.2': { scheme: 'ecdsa', hash: 'sha256', nullParameters: 'absent' },
    '1.2.840.10045.4.3.3': { scheme: 'ecdsa', hash: 'sha384', nullParameters: 'absent' },
    '1.2.840.10045.4.3.4': { scheme: 'ecdsa', hash: 'sha512', nullParameters: 'absent' },
    '1.2.840.113549.1.1.11': { scheme: 'rsa-pkcs1', hash: 'sha256', nullParameters: 'required' },
    '1.2.840.113549.1.1.12': { scheme: 'rsa-pkcs1', hash: 'sha384', nullParameters: 'required' },
    '1.2.840.113549.1.1.13': { scheme: 'rsa-pkcs1', hash: 'sha512', nullParameters: 'required' },
    '1.3.101.112': { scheme: 'ed25519', hash: undefined, nullParameters: 'absent' },
};
/** An AlgorithmIdentifier of SHA-256, SHA-384 or SHA-512, with NULL or no parameters (RFC 5754 section 2); weaker hashes are refused. */
function readHashAlgorithm(node) {
    const [oid, parameters] = (0,der_values/* derSequence */.xy)(node, 1, 2);
    const name = oid === undefined ? '' : (0,der_values/* derOid */._2)(oid);
    const known = HASHES[name];
    if (known === undefined)
        return (0,wire_der/* fail */.fJ)(node, `the hash ${name}`, 'SHA-256, SHA-384 or SHA-512');
    if (parameters !== undefined && (!(0,der_values/* derIs */.wd)(parameters, 'null') || parameters.content.length > 0))
        (0,wire_der/* fail */.fJ)(node, 'parameters of a hash', 'none');
    return known;
}
/**
 * An AlgorithmIdentifier of a signature (RFC 5758, RFC 4055, RFC 8410).
 * @param digest the separate digest algorithm of CMS, for `rsaEncryption` without a hash (RFC 5652, RFC 3370 section 3.2); undefined in X.509
 */
function readSignatureAlgorithm(node, digest) {
    const [oid, parameters] = (0,der_values/* derSequence */.xy)(node, 1, 2);
    const name = oid === undefined ? '' : (0,der_values/* derOid */._2)(oid);
    if (name === RSA_PSS)
        return readPss(node, parameters);
    if (name === RSA_ENCRYPTION && digest !== undefined)
        return { scheme: 'rsa-pkcs1', hash: digest };
    const known = SIGNATURES[name];
    if (known === undefined)
        return (0,wire_der/* fail */.fJ)(node, `the signature algorithm ${name}`, 'ECDSA or RSA with SHA-256, SHA-384 or SHA-512, or Ed25519');
    const isNull = (0,der_values/* derIs */.wd)(parameters, 'null') && parameters.content.length === 0;
    // RFC 4055 section 5: implementations must accept absent parameters for RSA too.
    if (parameters !== undefined && !(known.nullParameters === 'required' && isNull))
        (0,wire_der/* fail */.fJ)(node, 'parameters of a signature algorithm', 'none');
    return { scheme: known.scheme, hash: known.hash };
}
/** RSASSA-PSS-params (RFC 4055 section 3.1): one hash for message and mask. Its defaults are SHA-1, so no parameter may be absent. */
function readPss(node, parameters) {
    const [hashNode, maskNode, saltNode, ...more] = parameters === undefined ? [] : (0,der_values/* derSequence */.xy)(parameters, 3, 4);
    if (hashNode === undefined || maskNode === undefined || saltNode === undefined)
        return (0,wire_der/* fail */.fJ)(node, 'RSA-PSS with SHA-1', 'SHA-2');
    const hash = readHashAlgorithm((0,der_values/* derExplicit */.Wg)(hashNode, 0));
    const [maskOid, maskHash] = (0,der_values/* derSequence */.xy)((0,der_values/* derExplicit */.Wg)(maskNode, 1), 2, 2);
    const mask = maskOid !== undefined && (0,der_values/* derOid */._2)(maskOid) === MGF1 && maskHash !== undefined ? readHashAlgorithm(maskHash) : undefined;
    if (mask !== hash)
        (0,wire_der/* fail */.fJ)(node, 'another mask function', `MGF1 with ${hash}`);
    const saltLength = (0,der_values/* derSmallInteger */.z6)((0,der_values/* derExplicit */.Wg)(saltNode, 2));
    const trailer = more[0];
    if (saltLength > 512)
        (0,wire_der/* fail */.fJ)(node, 'a very long salt');
    if (trailer !== undefined && (!(0,der_values/* derIsContext */.h3)(trailer, 3) || (0,der_values/* derSmallInteger */.z6)((0,der_values/* derExplicit */.Wg)(trailer, 3)) !== 1))
        (0,wire_der/* fail */.fJ)(node, 'another trailer', '1');
    return { scheme: 'rsa-pss', hash, saltLength };
}
// EXTERNAL MODULE: ./packages/core/lib/wire/der-encode.js
var der_encode = __nccwpck_require__(4612);
;// CONCATENATED MODULE: ./packages/core/lib/crypto/fulcio-extensions.js

/** OID arc of Fulcio's extensions (fulcio/docs/oid-info.md). */
const FULCIO_ARC = '1.3.6.1.4.1.57264.1';
/** The extension value is the text itself. */
const RAW = {
    '1': 'issuer',
    '2': 'githubWorkflowTrigger',
    '3': 'githubWorkflowSha',
    '4': 'githubWorkflowName',
    '5': 'githubWorkflowRepository',
    '6': 'githubWorkflowRef',
};
/** The extension value is a DER UTF8String. */
const DER = {
    '8': 'issuer',
    '9': 'buildSignerUri',
    '10': 'buildSignerDigest',
    '11': 'runnerEnvironment',
    '12': 'sourceRepositoryUri',
    '13': 'sourceRepositoryDigest',
    '14': 'sourceRepositoryRef',
    '15': 'sourceRepositoryIdentifier',
    '16': 'sourceRepositoryOwnerUri',
    '17': 'sourceRepositoryOwnerIdentifier',
    '18': 'buildConfigUri',
    '19': 'buildConfigDigest',
    '20': 'buildTrigger',
    '21': 'runInvocationUri',
    '22': 'sourceRepositoryVisibility',
    '23': 'deploymentEnvironment',
    '24': 'tokenSubject',
};
/** Whether this extension is read, and so may be critical. */
function isFulcioExtension(oid) {
    if (!oid.startsWith(`${FULCIO_ARC}.`))
        return false;
    const last = oid.slice(FULCIO_ARC.length + 1);
    return last in RAW || last in DER;
}
/**
 * Decodes Fulcio's extensions. Both extensions of the issuer (.1 and .8) must agree: otherwise two readers would see
 * different signers. Unknown extensions of the arc are ignored.
 * @param extensions values by OID, each OID once
 */
function readFulcioExtensions(extensions, certificate) {
    const found = {};
    for (const [oid, value] of extensions) {
        if (!isFulcioExtension(oid))
            continue;
        const last = oid.slice(FULCIO_ARC.length + 1);
        const at = `extension ${oid} of ${certificate.what}`;
        const rawField = RAW[last];
        const field = rawField ?? DER[last];
        if (field === undefined)
            continue;
        const text = rawField === undefined ? (0,der_values/* derUtf8 */.XU)((0,wire_der/* parseDer */.zE)(value, at, certificate.code)) : (0,wire_text/* decodeUtf8 */._6)(value, at, certificate.code);
        if (found[field] !== undefined && found[field] !== text)
            (0,wire_der/* fail */.fJ)(certificate, 'two issuer extensions that differ', 'equal values of .1 and .8');
        found[field] = text;
    }
    return found;
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/alternative-names.js


/**
 * Names of a SubjectAlternativeName extension (RFC 5280 section 4.2.1.6), in order. Kinds that are not Sigstore identities
 * (DNS names, directory names …) are kept as `unsupported`, so that the name after one is not mistaken for the first name.
 */
function readAlternativeNames(value, certificate) {
    const names = (0,der_values/* derSequence */.xy)((0,wire_der/* parseDer */.zE)(value, `the subject alternative name of ${certificate.what}`, certificate.code), 1);
    return names.map(readName);
}
function readName(node) {
    if ((0,der_values/* derIsContext */.h3)(node, 6))
        return { kind: 'uri', value: alternative_names_text(node) };
    if ((0,der_values/* derIsContext */.h3)(node, 1))
        return { kind: 'email', value: alternative_names_text(node) };
    if ((0,der_values/* derIsContext */.h3)(node, 0) && node.constructed) {
        const [oid, value, ...more] = node.children;
        // OtherName of Fulcio's username identities: OID .7, then [0] EXPLICIT UTF8String.
        if (oid !== undefined && value !== undefined && more.length === 0 && (0,der_values/* derOid */._2)(oid) === `${FULCIO_ARC}.7`) {
            return { kind: 'other-name', value: (0,der_values/* derUtf8 */.XU)((0,der_values/* derExplicit */.Wg)(value, 0)) };
        }
    }
    return { kind: 'unsupported', value: (0,wire_text/* encodeHex */.mU)(node.raw) };
}
function alternative_names_text(node) {
    const value = (0,der_values/* derAscii */.xF)(node);
    // No valid identity has a control character; printed, it can cut off or hide the rest.
    if (value === '' || /[\u0000-\u001f\u007f]/.test(value))
        (0,wire_der/* fail */.fJ)(node, 'an empty name or one with control characters', 'printable text');
    return value;
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/certificate-extensions.js



const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const ALTERNATIVE_NAME = '2.5.29.17';
const NAME_CONSTRAINTS = '2.5.29.30';
const SCT_LIST = '1.3.6.1.4.1.11129.2.4.2';
/** Extensions that are processed; a certificate may mark these critical. */
const KNOWN = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, ALTERNATIVE_NAME, SCT_LIST];
/** Reads the Extensions of a TBSCertificate (RFC 5280 section 4.2). A repeated OID is an error. */
function readExtensions(node, certificate) {
    const values = new Map();
    const unknownCriticalExtensions = [];
    for (const { oid, critical, value } of (0,der_values/* derSequence */.xy)(node, 1, 64).map(readExtension)) {
        if (values.has(oid))
            (0,wire_der/* fail */.fJ)(certificate, `extension ${oid} again`, 'each extension once');
        values.set(oid, value);
        // Name constraints apply even if the CA did not mark them critical (RFC 5280 section 4.2.1.10 requires it).
        const binding = critical || oid === NAME_CONSTRAINTS;
        if (binding && !KNOWN.includes(oid) && !isFulcioExtension(oid))
            unknownCriticalExtensions.push(oid);
    }
    const read = (oid, reader) => {
        const value = values.get(oid);
        return value === undefined ? undefined : reader((0,wire_der/* parseDer */.zE)(value, `extension ${oid} of ${certificate.what}`, certificate.code));
    };
    const names = values.get(ALTERNATIVE_NAME);
    const constraints = read(BASIC_CONSTRAINTS, readBasicConstraints);
    return {
        alternativeNames: names === undefined ? [] : readAlternativeNames(names, certificate),
        isCa: constraints?.isCa ?? false,
        pathLength: constraints?.pathLength,
        keyUsage: read(KEY_USAGE, readKeyUsage),
        extendedKeyUsage: read(EXTENDED_KEY_USAGE, (value) => (0,der_values/* derSequence */.xy)(value, 1).map(der_values/* derOid */._2)),
        fulcio: readFulcioExtensions(values, certificate),
        // The extension's value is an OCTET STRING around the TLS structure.
        sctList: read(SCT_LIST, der_values/* derOctets */.KU),
        unknownCriticalExtensions,
    };
}
function readExtension(node) {
    const [oid, ...rest] = (0,der_values/* derSequence */.xy)(node, 2, 3);
    const value = rest.at(-1);
    const flag = rest.length === 2 ? rest[0] : undefined;
    if (oid === undefined || value === undefined)
        return (0,wire_der/* fail */.fJ)(node, 'something else', 'an extension');
    return { oid: (0,der_values/* derOid */._2)(oid), critical: flag === undefined ? false : (0,der_values/* derBoolean */.cl)(flag), value: (0,der_values/* derOctets */.KU)(value) };
}
function readBasicConstraints(node) {
    const members = [...(0,der_values/* derSequence */.xy)(node, 0, 2)];
    const isCa = (0,der_values/* derIs */.wd)(members[0], 'boolean') ? (0,der_values/* derBoolean */.cl)(members.shift() ?? node) : false;
    const length = members.shift();
    if (members.length > 0 || (length !== undefined && !isCa))
        (0,wire_der/* fail */.fJ)(node, 'a path length without a CA, or more', 'basic constraints');
    return { isCa, pathLength: length === undefined ? undefined : (0,der_values/* derSmallInteger */.z6)(length) };
}
/** Bit numbers of RFC 5280 section 4.2.1.3. */
const USAGES = [
    'digitalSignature',
    'contentCommitment',
    'keyEncipherment',
    'dataEncipherment',
    'keyAgreement',
    'keyCertSign',
    'cRLSign',
    'encipherOnly',
    'decipherOnly',
];
function readKeyUsage(node) {
    const { bytes } = (0,der_values/* derBits */.u2)(node);
    return USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}
/** The TBSCertificate, DER, with one extension removed: what the SCT of a precertificate was signed over (RFC 6962 section 3.2). */
function tbsWithoutExtension(tbs, oid) {
    const members = tbs.children.map((member) => {
        if (!(0,der_values/* derIsContext */.h3)(member, 3))
            return member.raw;
        const kept = (0,der_values/* derSequence */.xy)((0,der_values/* derExplicit */.Wg)(member, 3)).filter((extension) => readExtension(extension).oid !== oid);
        return (0,der_encode/* encodeDer */.qH)(0xa3, (0,der_encode/* encodeDerSequence */.T2)(...kept.map((extension) => extension.raw)));
    });
    return (0,der_encode/* encodeDerSequence */.T2)(...members);
}
// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __nccwpck_require__(3303);
;// CONCATENATED MODULE: ./packages/core/lib/crypto/verify-signature.js


/**
 * Whether `signature` is the key's signature over `message` under the key's own algorithm and hash (key-details.ts).
 * ECDSA signatures are DER. Returns false for malformed signatures, and for Ed25519ph, which Node does not have: signatures of
 * artifacts are checked by `verifyMessageSignature`, this function is for the keys of logs.
 */
function verifySignature(key, message, signature) {
    const { scheme, hash } = key_details/* KEY_DETAILS */.hI[key.details];
    return check(key, { scheme, hash }, message, signature);
}
/**
 * The same with an algorithm of X.509 or CMS. An RSA key that is not restricted to PSS accepts both paddings, as RFC 4055
 * section 1.2 allows; every other key only its own scheme.
 */
function verifyWithHash(key, algorithm, message, signature) {
    const own = key_details/* KEY_DETAILS */.hI[key.details].scheme;
    const plainRsa = key.object.asymmetricKeyType === 'rsa' && (algorithm.scheme === 'rsa-pkcs1' || algorithm.scheme === 'rsa-pss');
    if (algorithm.scheme !== own && !plainRsa)
        return false;
    return check(key, algorithm, message, signature);
}
function check(key, algorithm, message, signature) {
    // Without a hash OpenSSL uses a default for EC and RSA keys; only Ed25519 and ML-DSA need none.
    if ((algorithm.hash === undefined) !== (algorithm.scheme === 'ed25519' || algorithm.scheme === 'ml-dsa'))
        return false;
    const name = algorithm.hash ?? null;
    try {
        switch (algorithm.scheme) {
            case 'ecdsa':
                return (0,external_node_crypto_.verify)(name, message, { key: key.object, dsaEncoding: 'der' }, signature);
            case 'rsa-pkcs1':
                return (0,external_node_crypto_.verify)(name, message, { key: key.object, padding: external_node_crypto_.constants.RSA_PKCS1_PADDING }, signature);
            case 'rsa-pss':
                return (0,external_node_crypto_.verify)(name, message, {
                    key: key.object,
                    padding: external_node_crypto_.constants.RSA_PKCS1_PSS_PADDING,
                    saltLength: algorithm.saltLength ?? external_node_crypto_.constants.RSA_PSS_SALTLEN_DIGEST,
                }, signature);
            case 'ed25519':
                return (0,external_node_crypto_.verify)(null, message, key.object, signature);
            case 'ed25519ph':
                return false;
            case 'ml-dsa':
                // The context is empty by default (FIPS 204 section 5.3); the registry names no other.
                return (0,external_node_crypto_.verify)(null, message, key.object, signature);
        }
    }
    catch {
        // OpenSSL throws for some malformed signatures and returns false for others; both mean that it is not valid.
        return false;
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/certificate.js






/** SCT list of RFC 6962 section 3.3. */
const certificate_SCT_LIST = '1.3.6.1.4.1.11129.2.4.2';
/**
 * Reads an X.509 v3 certificate (RFC 5280) strictly; nothing is verified. Repeated extensions, signature algorithms that
 * differ, unsupported keys and anything that is not DER are errors.
 * @throws CountersignError `code`, CERTIFICATE_INVALID unless given
 */
function parseCertificate(der, options = {}) {
    const code = options.code ?? 'CERTIFICATE_INVALID';
    const what = options.what ?? 'the certificate';
    if (der.length > 64 * 1024) {
        throw new countersign_error/* CountersignError */.WS(code, `${what} is too large`, { expected: 'at most 64 KiB', found: `${der.length} bytes` });
    }
    const key = Buffer.from(der.buffer, der.byteOffset, der.length).toString('latin1');
    const certificate = known.get(key) ?? readCertificate(der, what, code);
    // Moves it to the end of the map; the least recently used entry is at the front.
    known.delete(key);
    known.set(key, certificate);
    for (const oldest of known.keys()) {
        if (known.size <= certificate_KNOWN)
            break;
        known.delete(oldest);
    }
    return certificate;
}
/**
 * A thousand bundles of one build contain the same certificate, and the same one of the timestamp authority: the last few are
 * cached by their bytes, so that they are parsed and kept in memory once.
 */
const certificate_KNOWN = 32;
const known = new Map();
function readCertificate(der, what, code) {
    // A copy: what was checked must not change when a caller reuses its buffer.
    const raw = Uint8Array.from(der);
    const { root, tbs } = readParts(raw, what, code);
    const parts = readTbs(tbs);
    const extensions = readExtensions(parts.extensions, root);
    return {
        raw,
        serialNumber: parts.serialNumber,
        notBefore: parts.notBefore,
        notAfter: parts.notAfter,
        publicKey: readKey(parts.spki, what, code),
        issuerName: parts.issuer.raw,
        subjectName: parts.subject.raw,
        ...extensions,
        tbsWithoutScts: extensions.sctList === undefined ? tbs.raw : tbsWithoutExtension(tbs, certificate_SCT_LIST),
    };
}
/**
 * Whether `parent` issued `child`, by names and signature only: the child's issuer is the parent's subject byte for byte,
 * and the child's signature verifies under the parent's key. Validity, basic constraints and key usage must be checked by the caller.
 */
function certificateSignedBy(child, parent) {
    const before = signedBy.get(child)?.get(parent);
    if (before !== undefined)
        return before;
    const signed = isSignedBy(child, parent);
    const parents = signedBy.get(child) ?? new WeakMap();
    signedBy.set(child, parents.set(parent, signed));
    return signed;
}
/** Cached, because certificates do not change. */
const signedBy = new WeakMap();
function isSignedBy(child, parent) {
    if (!(0,wire_text/* equalBytes */.ex)(child.issuerName, parent.subjectName))
        return false;
    const { tbs, algorithm, signature } = readParts(child.raw, 'the certificate', 'CERTIFICATE_INVALID');
    return verifyWithHash(parent.publicKey, readSignatureAlgorithm(algorithm), tbs.raw, signature);
}
function readParts(der, what, code) {
    const root = (0,wire_der/* parseDer */.zE)(der, what, code);
    const [tbs, algorithm, signatureBits] = (0,der_values/* derSequence */.xy)(root, 3, 3);
    if (tbs === undefined || algorithm === undefined || signatureBits === undefined)
        return (0,wire_der/* fail */.fJ)(root, 'something else', 'a certificate');
    // RFC 5280 section 4.1.1.2: the outer algorithm is not signed, the one in the TBSCertificate is.
    const [, , inner] = (0,der_values/* derSequence */.xy)(tbs, 7, 10);
    if (inner === undefined || !(0,wire_text/* equalBytes */.ex)(inner.raw, algorithm.raw))
        (0,wire_der/* fail */.fJ)(root, 'two signature algorithms that differ', 'equal ones');
    return { root, tbs, algorithm, signature: (0,der_values/* derBitBytes */.UI)(signatureBits) };
}
function readTbs(tbs) {
    const [version, serial, , issuer, validity, subject, spki, extensions, ...more] = (0,der_values/* derSequence */.xy)(tbs, 7, 10);
    if (!(0,der_values/* derIsContext */.h3)(version, 0) || (0,der_values/* derSmallInteger */.z6)((0,der_values/* derExplicit */.Wg)(version, 0)) !== 2)
        return (0,wire_der/* fail */.fJ)(tbs, 'another version', 'an X.509 v3 certificate');
    const [notBefore, notAfter] = validity === undefined ? [] : (0,der_values/* derSequence */.xy)(validity, 2, 2);
    if (serial === undefined ||
        !(0,der_values/* derIs */.wd)(issuer, 'sequence') ||
        !(0,der_values/* derIs */.wd)(subject, 'sequence') ||
        spki === undefined ||
        notBefore === undefined ||
        notAfter === undefined ||
        !(0,der_values/* derIsContext */.h3)(extensions, 3) ||
        more.length > 0) {
        return (0,wire_der/* fail */.fJ)(tbs, 'missing or unknown fields', 'an X.509 v3 certificate with extensions');
    }
    return {
        serialNumber: readSerial(serial),
        issuer,
        subject,
        notBefore: (0,der_values/* derTime */.tm)(notBefore),
        notAfter: (0,der_values/* derTime */.tm)(notAfter),
        spki: spki.raw,
        extensions: (0,der_values/* derExplicit */.Wg)(extensions, 3),
    };
}
/** Lower-case hex of the magnitude; RFC 5280 section 4.1.2.2 requires at most 20 octets and a positive number. */
function readSerial(node) {
    if ((0,der_values/* derInteger */.i5)(node) < 0n || node.content.length > 21)
        return (0,wire_der/* fail */.fJ)(node, 'a negative or very long serial number');
    const hex = (0,wire_text/* encodeHex */.mU)(node.content);
    return hex.length > 2 && hex.startsWith('00') ? hex.slice(2) : hex;
}
/** Turns a key error into an error about the evidence: the key does not come from the user. */
function readKey(spki, what, code) {
    try {
        return (0,public_key/* publicKeyFromSpki */.W8)(spki);
    }
    catch (cause) {
        const { expected, found } = (0,countersign_error/* asCountersignError */.ek)(cause);
        throw new countersign_error/* CountersignError */.WS(code, `${what} contains a public key that is malformed or not supported`, {
            expected,
            found,
            cause,
        });
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/valid-for.js
/** Reads a `TimeRange`; a start is required, because no key is valid for all past times. */
function readValidFor(owner) {
    const range = owner.requiredMessage('validFor', ['start', 'end']);
    const start = range.time('start');
    const end = range.time('end');
    if (start === undefined)
        throw range.failure('start', 'an RFC 3339 time', 'nothing');
    if (end !== undefined && end < start)
        throw range.failure('end', 'later than start', end.toISOString());
    return { start, end };
}
/** Both ends count as inside (sigstore protobuf-specs `TimeRange`). */
function isWithin(time, range) {
    return time >= range.start && (range.end === undefined || time <= range.end);
}
/** For messages: `from 2025-07-04T00:00:00.000Z until 2026-…` or `… on`. */
function describeRange(range) {
    return `from ${range.start.toISOString()} ${range.end === undefined ? 'on' : `until ${range.end.toISOString()}`}`;
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/certificate-path.js

/** Certificates of a loaded trusted root do not change, so each path is verified once. */
const verified = new WeakMap();
/** Whether each certificate is issued and signed by the next one (RFC 5280 section 6.1.3 (a)(1) and (a)(4)). */
function isSignedPath(path) {
    const known = verified.get(path);
    if (known !== undefined)
        return known;
    const signed = path.every((certificate, depth) => {
        const issuer = path[depth + 1];
        return issuer === undefined || certificateSignedBy(certificate, issuer);
    });
    verified.set(path, signed);
    return signed;
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/key-purposes.js
/* OIDs of extended key usages (RFC 5280 section 4.2.1.12). */
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** `anyExtendedKeyUsage`: allows every purpose. */
const ANY_PURPOSE = '2.5.29.37.0';
;// CONCATENATED MODULE: ./packages/core/lib/verification/other-instance.js
/** The hint for evidence of logs and authorities that are not in the trusted root. */
const OTHER_INSTANCE = 'The bundle is probably from another Sigstore instance. If you trust that instance, give its trusted root.';
;// CONCATENATED MODULE: ./packages/core/lib/verification/certificate-chain.js







/**
 * The authorities of the trusted root whose name is the leaf's issuer name. No signature is verified here.
 * @throws CountersignError CERTIFICATE_UNTRUSTED if there is none
 */
function findIssuers(leaf, authorities) {
    const named = authorities.filter(({ chain: [issuer] }) => issuer !== undefined && (0,wire_text/* equalBytes */.ex)(leaf.issuerName, issuer.subjectName));
    if (named.length > 0)
        return named;
    throw new countersign_error/* CountersignError */.WS('CERTIFICATE_UNTRUSTED', 'the certificate was not issued by an authority in the trusted root', {
        expected: authorities.map(({ uri }) => uri).join(', ') || 'an authority in the trusted root',
        found: 'an issuer that is not in the trusted root',
        hint: OTHER_INSTANCE,
    });
}
/**
 * Validates the path from the leaf to the end of an authority's chain, the trust anchor (RFC 5280 section 6.1, without
 * revocation and policies, which Sigstore does not use).
 * @param issuers from `findIssuers`
 * @returns the authority that issued the leaf
 * @throws CountersignError CERTIFICATE_UNTRUSTED, CERTIFICATE_EXPIRED: the last failure if several authorities have the name
 */
function verifyChain(purpose, issuers, checks) {
    let failure = new countersign_error/* CountersignError */.WS('CERTIFICATE_UNTRUSTED', 'no authority was found for the certificate');
    for (const authority of issuers) {
        try {
            verifyAgainst(purpose, authority, checks);
            return authority;
        }
        catch (error) {
            failure = error;
        }
    }
    throw failure;
}
function verifyAgainst({ leaf, times, usage }, authority, checks) {
    const untrusted = (message, expected, found) => () => new countersign_error/* CountersignError */.WS('CERTIFICATE_UNTRUSTED', message, { expected, found, hint: OTHER_INSTANCE });
    const [issuer] = authority.chain;
    checks.require('ca-signature', issuer !== undefined && certificateSignedBy(leaf, issuer), untrusted('the certificate is not signed by its issuer', `a signature by ${authority.uri}`, 'a signature that does not verify'));
    checks.require('ca-chain', isSignedPath(authority.chain), untrusted('the certificate chain of the authority is invalid', 'certificates that are each signed by the next one', authority.uri));
    authority.chain.forEach((certificate, depth) => {
        checks.require('ca-is-ca', certificate.isCa && (certificate.keyUsage === undefined || certificate.keyUsage.includes('keyCertSign')), untrusted('a certificate in the chain may not issue certificates', 'a CA certificate with the key usage keyCertSign', certificate.isCa ? (certificate.keyUsage?.join(', ') ?? '') : 'not a CA certificate'));
        checks.require('ca-path-length', certificate.pathLength === undefined || certificate.pathLength >= depth, untrusted('the certificate chain is longer than its path length constraint allows', `at most ${certificate.pathLength} intermediate certificates`, `${depth}`));
        checks.require('ca-critical-extensions', certificate.unknownCriticalExtensions.length === 0, untrusted('a CA certificate has an unknown critical extension', 'none', certificate.unknownCriticalExtensions.join(', ')));
        checks.require('ca-extended-key-usage', certificate.extendedKeyUsage === undefined ||
            certificate.extendedKeyUsage.some((allowed) => allowed === usage || allowed === ANY_PURPOSE), untrusted('a CA certificate is restricted to other purposes', usage, certificate.extendedKeyUsage?.join(', ') ?? ''));
    });
    for (const time of times)
        verifyTime(time, authority, checks);
}
function verifyTime(time, authority, checks) {
    for (const { notBefore: start, notAfter: end } of authority.chain) {
        checks.require('ca-validity', isWithin(time, { start, end }), () => new countersign_error/* CountersignError */.WS('CERTIFICATE_EXPIRED', 'a CA certificate was not valid at the time of signing', {
            expected: `a time ${describeRange({ start, end })}`,
            found: time.toISOString(),
        }));
    }
    checks.require('ca-window', isWithin(time, authority.validFor), () => new countersign_error/* CountersignError */.WS('CERTIFICATE_UNTRUSTED', 'the trusted root did not trust the authority at the time of signing', {
        expected: `a time ${describeRange(authority.validFor)}`,
        found: time.toISOString(),
    }));
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/checks.js
/**
 * Everything that must hold before a bundle counts as verified, by name, with the specification that requires it.
 * `checks.test.ts` has for each check a bundle that only this check rejects; docs/reference/verification.md is generated from this table.
 */
const CHECKS = {
    // content
    'artifact-bytes': {
        holds: 'the bytes of the artifact have the digests that were computed',
        spec: { client: '4.5 (raw artifact preferred)' },
    },
    'message-digest': {
        holds: 'the digest in the message signature equals the computed digest',
        spec: { common: 'MessageSignature.message_digest', client: '4.5' },
    },
    'image-text': {
        holds: "the signed text of an image signature (cosign's simple signing) names the digest of the artifact",
        spec: { cosign: 'Payloads, Simple Signing' },
    },
    'payload-type': {
        holds: 'the payload type of a DSSE envelope is that of an in-toto statement',
        spec: { client: '4.5', envelope: 'Fields, payloadType' },
    },
    subject: {
        holds: 'a subject of the statement has a digest of the artifact',
        spec: { client: '4.5', statement: 'Fields, subject' },
    },
    signature: {
        holds: "the signature over the artifact, or over the envelope's pre-authentication encoding, verifies with the signer's key",
        spec: { client: '4.5', dsse: 'Protocol, to verify' },
    },
    'no-duplicates': { holds: 'no log entry and no timestamp occurs twice', spec: { client: '4.6, Threshold verification' } },
    // signer
    'expected-signer': {
        holds: 'the signer is the one that the caller expects',
        spec: { client: '4, first item of the policy; 4.3, last paragraph' },
    },
    // certificate
    'chain-without-root': { holds: 'the bundle contains no root certificate', spec: { bundle: 'VerificationMaterial.content' } },
    'leaf-not-ca': { holds: 'the signing certificate is not a CA certificate', spec: { fulcio: '7.3', rfc5280: '4.2.1.9' } },
    'leaf-key-usage': {
        holds: 'the key usage of the signing certificate includes digitalSignature',
        spec: { fulcio: '7.3', rfc5280: '4.2.1.3' },
    },
    'leaf-extended-key-usage': {
        holds: 'the extended key usage of the signing certificate includes codeSigning',
        spec: { fulcio: '7.3', rfc5280: '4.2.1.12' },
    },
    'leaf-critical-extensions': {
        holds: 'the signing certificate has no unknown critical extension',
        spec: { rfc5280: '6.1.5 (f); 4.2' },
    },
    'leaf-one-name': {
        holds: 'the signing certificate has exactly one subject alternative name',
        spec: { fulcio: '7.3', rfc5280: '4.2.1.6' },
    },
    'leaf-issuer': {
        holds: "the signing certificate has an extension with the issuer of the signer's identity",
        spec: { fulcio: '7.3', client: '4.3' },
    },
    'ca-signature': {
        holds: 'a certificate authority of the trusted root signed the certificate',
        spec: { client: '4.3', rfc5280: '6.1.3 (a)(1)' },
    },
    'ca-chain': {
        holds: "each certificate in the authority's chain is issued and signed by the next one",
        spec: { client: '4.3', rfc5280: '6.1.3 (a)(1), (a)(4)' },
    },
    'ca-is-ca': {
        holds: 'every certificate in the chain is a CA certificate and may sign certificates',
        spec: { rfc5280: '6.1.4 (k), (n)' },
    },
    'ca-path-length': {
        holds: 'the chain is not longer than the path length constraint of any CA certificate in it allows',
        spec: { rfc5280: '6.1.4 (l), (m); 4.2.1.9' },
    },
    'ca-critical-extensions': {
        holds: 'no CA certificate has an unknown critical extension',
        spec: { rfc5280: '6.1.4 (o)' },
    },
    'ca-extended-key-usage': {
        holds: 'no CA certificate is restricted to purposes other than code signing',
        spec: { fulcio: '7.2', rfc5280: '4.2.1.12' },
    },
    'ca-validity': {
        holds: 'every CA certificate in the chain was valid at every verified time',
        spec: { client: '4.3', rfc5280: '6.1.3 (a)(2)' },
    },
    'ca-window': {
        holds: 'every verified time is within the validity period that the trusted root gives the authority',
        spec: { trustroot: 'CertificateAuthority.valid_for' },
    },
    'leaf-validity': {
        holds: 'every verified time is within the validity period of the signing certificate',
        spec: { client: '4.3', rfc5280: '6.1.3 (a)(2)' },
    },
    'leaf-time': { holds: 'a signature with a certificate has at least one verified time', spec: { client: '4.2; 4.3' } },
    // certificate transparency
    'sct-signature': {
        holds: 'the SCT of a known CT log has a valid signature of that log',
        spec: { client: '4.3', rfc6962: '3.2; 2.1.4' },
    },
    'sct-window': {
        holds: 'the SCT was issued within the validity period that the trusted root gives the CT log',
        spec: { trustroot: 'TransparencyLogInstance.public_key', common: 'PublicKey.valid_for' },
    },
    'sct-threshold': {
        holds: 'enough different CT logs issued an SCT',
        spec: { client: '4.6, Threshold verification', fulcio: '7.3' },
    },
    // timestamps
    'timestamp-signature': {
        holds: 'a timestamp that names a known authority has a valid signature of that authority',
        spec: { client: '4.2.1', rfc3161: '2.4.2', rfc5652: '5.6' },
    },
    'timestamp-imprint': {
        holds: 'the timestamp is over the signature of the bundle',
        spec: { client: '4.2.1', bundle: 'TimestampVerificationData', rfc3161: '2.4.2' },
    },
    'timestamp-authority-usage': {
        holds: "the only extended key usage of the authority's signing certificate is timeStamping",
        spec: { rfc3161: '2.3' },
    },
    'timestamp-authority-chain': {
        holds: "the authority's signing certificate chains up to the trusted root",
        spec: { client: '4.2.1', rfc5280: '6.1.3 (a)(1), (a)(4); 6.1.4' },
    },
    'timestamp-authority-validity': {
        holds: "the authority's certificates were valid at the time of the timestamp",
        spec: { client: '4.2.1; 4.3', rfc5280: '6.1.3 (a)(2)' },
    },
    'timestamp-authority-window': {
        holds: 'the time is within the validity period that the trusted root gives the authority',
        spec: { trustroot: 'CertificateAuthority.valid_for' },
    },
    'timestamp-threshold': {
        holds: 'enough different authorities issued a timestamp',
        spec: { client: '4, third item of the policy' },
    },
    // transparency log
    'entry-evidence': {
        holds: 'an entry of a known log has a signed entry timestamp (SET) or an inclusion proof',
        spec: { bundle: 'VerificationMaterial.tlog_entries', entry: 'TransparencyLogEntry.inclusion_promise' },
    },
    'set-signature': {
        holds: 'the SET has a valid signature of the log',
        spec: { client: '4.2.2', rekor: '9.5', entry: 'InclusionPromise' },
    },
    'inclusion-claims': {
        holds: 'tree size and root hash of the inclusion proof equal those of the checkpoint',
        spec: { rekor: '9.3', entry: 'InclusionProof' },
    },
    'inclusion-path': {
        holds: 'the inclusion proof leads from the entry to the root hash of the checkpoint',
        spec: { rekor: '9.3', 'rekor-v2': '6.1.4', rfc9162: '2.1.3.2' },
    },
    'checkpoint-origin': {
        holds: 'the origin of the checkpoint is that of the log',
        spec: { checkpoint: 'Note text', trustroot: 'TransparencyLogInstance.base_url' },
    },
    'checkpoint-signature': {
        holds: 'the checkpoint has a valid signature of the log',
        spec: { note: 'Signatures', rekor: '9.3', 'rekor-v2': '6.3' },
    },
    'log-index': {
        holds: 'the log index equals that of the inclusion proof, unless an SET covers it',
        spec: { entry: 'TransparencyLogEntry.log_index, InclusionProof.log_index', rekor: '9.3' },
    },
    'log-window': {
        holds: 'the entry was made within the validity period that the trusted root gives the log',
        spec: { trustroot: 'TransparencyLogInstance.public_key', common: 'PublicKey.valid_for' },
    },
    'entry-kind': {
        holds: 'the kind of the entry is the one that the bundle states, and fits the content of the bundle',
        spec: { client: '4.4' },
    },
    'entry-digest': {
        holds: 'the digest in the entry is that of the artifact or envelope',
        spec: { client: '4.4, item 3', 'rekor-v2': '6.1.4, 2.1' },
    },
    'entry-signature': {
        holds: "the signature in the entry is the bundle's",
        spec: { client: '4.4, item 1', 'rekor-v2': '6.1.4, 2.2' },
    },
    'entry-key': {
        holds: "the key or certificate in the entry is the signer's",
        spec: { client: '4.4, item 2', 'rekor-v2': '6.1.4, 2.3' },
    },
    'log-threshold': {
        holds: 'enough different transparency logs contain an entry',
        spec: { client: '4, fourth item of the policy; 4.6, Threshold verification' },
    },
    // time
    'time-threshold': { holds: 'enough different sources give a verified time', spec: { client: '4.2; 4.6' } },
};
/**
 * Passed through one verification. `without` disables one check: tests use it to prove that each check is needed.
 * `verifyBundle` cannot set it.
 */
class checks_Checks {
    #without;
    constructor(without) {
        this.#without = without;
    }
    /** @throws the error that `error` returns, unless the condition holds */
    require(name, holds, error) {
        if (!holds && name !== this.#without)
            throw error();
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/emsa-pss.js


/**
 * EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) of a digest, with MGF1 and a salt as long as the hash: what the raw RSA operation signs.
 * @param length of the modulus in bytes; its number of bits must be a multiple of 8
 */
function encodePss(digest, algorithm, salt, length) {
    const size = HASH_BYTES[algorithm];
    if (salt.length !== size || length < 2 * size + 2)
        throw new RangeError('a salt or a modulus of the wrong length');
    const seal = hash(algorithm, concatBytes(new Uint8Array(8), digest, salt));
    const zeros = length - 2 * size - 2;
    const block = concatBytes(new Uint8Array(zeros), Uint8Array.of(1), salt);
    const mask = mgf1(seal, block.length, algorithm);
    const masked = block.map((byte, index) => byte ^ (mask[index] ?? 0));
    masked[0] = (masked[0] ?? 0) & 0x7f;
    return concatBytes(masked, seal, Uint8Array.of(0xbc));
}
/** EMSA-PSS-VERIFY (RFC 8017 section 9.1.2) with MGF1 and a salt as long as the hash; modulus a multiple of 8 bits. */
function isPss(encoded, digest, algorithm) {
    const size = crypto_hash/* HASH_BYTES */.FA[algorithm];
    const maskedLength = encoded.length - size - 1;
    const masked = encoded.subarray(0, maskedLength);
    const seal = encoded.subarray(maskedLength, maskedLength + size);
    if (encoded.at(-1) !== 0xbc || ((encoded[0] ?? 0xff) & 0x80) !== 0)
        return false;
    const mask = mgf1(seal, maskedLength, algorithm);
    const block = masked.map((byte, index) => byte ^ (mask[index] ?? 0));
    block[0] = (block[0] ?? 0) & 0x7f;
    const zeros = maskedLength - size - 1;
    if (block.subarray(0, zeros).some((byte) => byte !== 0) || block[zeros] !== 1)
        return false;
    const salt = block.subarray(zeros + 1);
    return (0,wire_text/* equalBytes */.ex)((0,crypto_hash/* hash */.tW)(algorithm, (0,wire_text/* concatBytes */.Id)(new Uint8Array(8), digest, salt)), seal);
}
function mgf1(seed, length, algorithm) {
    const blocks = [];
    for (let counter = 0; counter * crypto_hash/* HASH_BYTES */.FA[algorithm] < length; counter += 1) {
        blocks.push((0,crypto_hash/* hash */.tW)(algorithm, (0,wire_text/* concatBytes */.Id)(seed, Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter))));
    }
    return (0,wire_text/* concatBytes */.Id)(...blocks).subarray(0, length);
}
// EXTERNAL MODULE: ./packages/core/lib/crypto/spki.js
var spki = __nccwpck_require__(6943);
;// CONCATENATED MODULE: ./packages/core/lib/crypto/verify-digest.js








/**
 * Whether `signature` is the key's signature over `message`, for every key. Loads a library for Ed25519ph only.
 * Returns false for malformed signatures.
 */
async function verifyMessageSignature(key, message, signature) {
    if (key.details !== 'PKIX_ED25519_PH')
        return verifySignature(key, message, signature);
    return verifyDigestSignature(key, (0,crypto_hash/* hash */.tW)('sha512', message), signature);
}
/**
 * Whether `signature` is the key's signature over a message of which only the digest (by the hash of the key) is known.
 * Node cannot do this for EC keys (it hashes the digest again), so the curves come from a library, loaded on first use.
 * @throws CountersignError INPUT_UNSUPPORTED for Ed25519 and ML-DSA, which need the message; INTERNAL for a digest of the wrong length
 */
async function verifyDigestSignature(key, digest, signature) {
    const { hash: algorithm, scheme } = key_details/* KEY_DETAILS */.hI[key.details];
    if (algorithm === undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `a signature of the kind ${key.details} cannot be checked from a digest`, {
            expected: 'the file itself',
            found: 'its digest',
            hint: 'Give the path of the file instead of its digest.',
        });
    }
    if (digest.length !== crypto_hash/* HASH_BYTES */.FA[algorithm]) {
        throw new countersign_error/* CountersignError */.WS('INTERNAL', 'the digest has the wrong length for this key', {
            expected: `${crypto_hash/* HASH_BYTES */.FA[algorithm]} bytes of ${algorithm}`,
            found: `${digest.length} bytes`,
        });
    }
    if (scheme === 'ecdsa')
        return verifyEcDigest(key, digest, signature);
    if (scheme === 'ed25519ph')
        return verifyEd25519phDigest(key, digest, signature);
    const encoded = rsaEncodedMessage(key, signature);
    if (encoded === undefined)
        return false;
    return scheme === 'rsa-pss'
        ? isPss(encoded, digest, algorithm)
        : (0,wire_text/* equalBytes */.ex)(encoded, pkcs1Encoding(digest, algorithm, encoded.length));
}
async function verifyEcDigest(key, digest, signature) {
    const shape = (0,spki/* readSpki */.O)(key.spki);
    if (shape.type !== 'ec')
        return false;
    const { p256, p384, p521 } = await Promise.all(/* import() */[__nccwpck_require__.e(952), __nccwpck_require__.e(912)]).then(__nccwpck_require__.bind(__nccwpck_require__, 1912));
    const curve = { prime256v1: p256, secp384r1: p384, secp521r1: p521 }[shape.curve];
    try {
        return curve.verify(signature, digest, shape.point, { prehash: false, format: 'der', lowS: false });
    }
    catch {
        // The signature is not DER.
        return false;
    }
}
/** Ed25519ph over a SHA-512 digest, for `keys` too: `sign(digest, seed)`, `verify(signature, digest, point)`. Loaded on first use. */
async function loadEd25519ph() {
    const { ed25519phOfDigest } = await Promise.all(/* import() */[__nccwpck_require__.e(952), __nccwpck_require__.e(624), __nccwpck_require__.e(987)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4987));
    return ed25519phOfDigest;
}
async function verifyEd25519phDigest(key, digest, signature) {
    const shape = (0,spki/* readSpki */.O)(key.spki);
    if (shape.type !== 'ed25519')
        return false;
    const ed25519ph = await loadEd25519ph();
    try {
        return ed25519ph.verify(signature, digest, shape.point);
    }
    catch {
        // The signature does not have 64 bytes.
        return false;
    }
}
/** The raw RSA operation without padding: the encoded message, as long as the modulus. */
function rsaEncodedMessage(key, signature) {
    const shape = (0,spki/* readSpki */.O)(key.spki);
    if ((shape.type !== 'rsa' && shape.type !== 'rsa-pss') || signature.length * 8 !== shape.bits)
        return undefined;
    try {
        // From modulus and exponent alone: OpenSSL refuses the raw operation for keys restricted to PSS.
        const raw = (0,external_node_crypto_.createPublicKey)({ key: Buffer.from(shape.pkcs1), format: 'der', type: 'pkcs1' });
        return (0,external_node_crypto_.publicDecrypt)({ key: raw, padding: external_node_crypto_.constants.RSA_NO_PADDING }, signature);
    }
    catch {
        // The number is larger than the modulus.
        return undefined;
    }
}
/** The bytes of DigestInfo before the digest (RFC 8017 section 9.2, note 1). */
const DIGEST_INFO = {
    sha256: '3031300d060960864801650304020105000420',
    sha384: '3041300d060960864801650304020205000430',
    sha512: '3051300d060960864801650304020305000440',
};
/** DigestInfo, DER: what PKCS #1 v1.5 signs (RFC 8017 section 9.2, note 1). */
function digestInfo(digest, algorithm) {
    return (0,wire_text/* concatBytes */.Id)((0,wire_text/* decodeHex */.EF)(DIGEST_INFO[algorithm], 'DigestInfo'), digest);
}
/** EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): built and compared as a whole, never parsed. */
function pkcs1Encoding(digest, algorithm, length) {
    const info = digestInfo(digest, algorithm);
    const padding = new Uint8Array(length - info.length - 3).fill(0xff);
    return (0,wire_text/* concatBytes */.Id)(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info);
}
// EXTERNAL MODULE: ./packages/core/lib/bundles/image-text.js
var image_text = __nccwpck_require__(1181);
;// CONCATENATED MODULE: ./packages/core/lib/bundles/pre-auth-encoding.js
/**
 * The bytes that a DSSE signature signs: `DSSEv1 SP len(type) SP type SP len(body) SP body`, lengths in bytes, decimal.
 * (DSSE protocol v1.0, "Signature Definition".)
 */
function preAuthEncoding(payloadType, payload) {
    const type = Buffer.from(payloadType, 'utf8');
    return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}
// EXTERNAL MODULE: ./packages/core/lib/statements/types.js
var types = __nccwpck_require__(8892);
;// CONCATENATED MODULE: ./packages/core/lib/verification/content.js







/**
 * Compares the content of the bundle with the artifact: the digest of a message signature, the subjects of a statement
 * (Sigstore client specification, section 4.5; in-toto statement, section "Fields"; cosign's signatures, section "Simple Signing").
 * @param signed what a message signature is over: the artifact, or the text of an image signature
 */
function bindContent(bundle, artifact, signed, checks, memory) {
    const { content } = bundle;
    if (content.kind === 'message') {
        requireClaimedDigest(content.digest, signed, checks);
        const claim = artifact.imageText === undefined
            ? { kind: 'file-message' }
            : { kind: 'image-text', reference: requireNamedImage(artifact.imageText, artifact, checks) };
        return { claim, statement: undefined, matchedSubjects: [] };
    }
    checks.require('payload-type', content.payloadType === types/* IN_TOTO_PAYLOAD_TYPE */.T4, () => new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', 'the envelope does not contain an in-toto statement', {
        expected: types/* IN_TOTO_PAYLOAD_TYPE */.T4,
        found: content.payloadType.slice(0, 120),
    }));
    const { statement, subjectsOf } = memory.statement(content);
    const matchedSubjects = subjectsOf(artifact.digests);
    checks.require('subject', matchedSubjects.length > 0, () => forAnotherArtifact(artifact, describeSubjects(statement)));
    const { predicateType: type } = statement;
    const claim = type === types/* COSIGN_SIGN_V1 */.YG ? { kind: 'image-signature' } : { kind: 'statement', type };
    return { claim, statement, matchedSubjects };
}
/** The error for an attestation whose subjects (`found`) do not include the artifact. */
function forAnotherArtifact(artifact, found) {
    return new countersign_error/* CountersignError */.WS('SUBJECT_MISMATCH', 'the attestation is for another artifact', {
        expected: describeDigests(artifact),
        found,
        hint: 'The artifact changed after it was attested, or the attestation belongs to another artifact.',
    });
}
/**
 * What a signature is over: the text of an image signature if there is one, otherwise the artifact.
 * @throws CountersignError EVIDENCE_MALFORMED for a text and a statement together
 */
function signedInput({ content }, artifact) {
    const text = artifact.imageText;
    if (text === undefined)
        return artifact;
    if (content.kind !== 'message') {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', 'the bundle contains a statement, and a signed text was given with it', {
            expected: 'a plain signature over the text',
            found: content.kind,
        });
    }
    const hex = (algorithm) => (0,wire_text/* encodeHex */.mU)((0,crypto_hash/* hash */.tW)(algorithm, text));
    return { digests: { sha256: hex('sha256'), sha384: hex('sha384'), sha512: hex('sha512') }, bytes: text };
}
/** @returns the image reference in the text */
function requireNamedImage(payload, artifact, checks) {
    const { digest, reference } = (0,image_text/* readImageText */.T)(payload, 'the signed text');
    checks.require('image-text', digest === `sha256:${(0,wire_text/* encodeHex */.mU)(artifactDigest(artifact, 'sha256'))}`, () => new countersign_error/* CountersignError */.WS('SUBJECT_MISMATCH', 'the signature is for another image', {
        expected: describeDigests(artifact),
        found: (0,wire_text/* excerpt */.Kb)(digest),
    }));
    return reference;
}
function requireClaimedDigest(claim, artifact, checks) {
    if (claim === undefined)
        return;
    const computed = artifactDigest(artifact, claim.algorithm);
    checks.require('message-digest', (0,wire_text/* equalBytes */.ex)(computed, claim.value), () => new countersign_error/* CountersignError */.WS('SUBJECT_MISMATCH', 'the bundle is for another artifact', {
        expected: `${claim.algorithm}:${(0,wire_text/* encodeHex */.mU)(claim.value)} (in the bundle)`,
        found: `${claim.algorithm}:${(0,wire_text/* encodeHex */.mU)(computed)} (computed)`,
        hint: 'The artifact changed after it was signed, or the bundle belongs to another artifact.',
    }));
}
function describeDigests({ digests }) {
    return Object.entries(digests)
        .map(([algorithm, digest]) => `${algorithm}:${String(digest)}`)
        .join(', ');
}
/**
 * Whether the bundle's signature verifies with the key. For a message signature the bytes are used if they are in memory, otherwise
 * the digest under the key's hash. Pure Ed25519 and ML-DSA sign the message itself and cannot be verified with a digest.
 */
async function content_isSignedBy(key, bundle, artifact) {
    const { content } = bundle;
    if (content.kind === 'dsse')
        return verifyMessageSignature(key, preAuthEncoding(content.payloadType, content.payload), content.signature);
    if (artifact.bytes !== undefined)
        return verifyMessageSignature(key, artifact.bytes, content.signature);
    if (key.hash === undefined) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_INVALID', `a ${key.details} signature over a file cannot be verified with a digest`, {
            expected: 'the artifact itself',
            found: 'a digest',
        });
    }
    return verifyDigestSignature(key, artifactDigest(artifact, key.hash), content.signature);
}
/** The signature over the artifact, or over the pre-authentication encoding (DSSE protocol, section "Protocol"). @throws CountersignError SIGNATURE_INVALID */
async function requireSignature(key, bundle, artifact, checks) {
    const good = await content_isSignedBy(key, bundle, artifact);
    checks.require('signature', good, () => new countersign_error/* CountersignError */.WS('SIGNATURE_INVALID', 'the signature does not verify', {
        expected: `a signature by the key ${key.fingerprint} over ${bundle.content.kind === 'dsse' ? 'the envelope' : describeDigests(artifact)}`,
        found: 'a signature over other bytes, or by another key',
        hint: 'Another key signed, or the artifact or the bundle changed after it was signed.',
    }));
}
// EXTERNAL MODULE: ./packages/core/lib/wire/pem.js
var wire_pem = __nccwpck_require__(5860);
;// CONCATENATED MODULE: ./packages/core/lib/verification/log-bodies.js



const CODE = 'LOG_ENTRY_INVALID';
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** The supported kinds (Rekor v1 `pkg/types`, rekor-tiles `api/proto/rekor/v2`); others are rejected. */
const KINDS = {
    'hashedrekord 0.0.1': readHashedRekord1,
    'hashedrekord 0.0.2': readHashedRekord2,
    'dsse 0.0.1': readDsse1,
    'dsse 0.0.2': readDsse2,
    'intoto 0.0.1': readIntoto1,
    'intoto 0.0.2': readIntoto2,
};
/**
 * Reads the body of a log entry.
 * @throws CountersignError LOG_ENTRY_INVALID for an unknown kind or a malformed body
 */
function readLoggedContent(entry) {
    const body = (0,json_readers/* readObject */.Ag)((0,json/* parseJson */.qF)(entry.canonicalizedBody, { maxBytes: MAX_BODY_BYTES, what: 'the log entry', code: CODE }), 'the log entry', CODE);
    const kind = (0,json_readers/* readString */.E3)(body['kind'], 'kind of the log entry', CODE);
    const version = (0,json_readers/* readString */.E3)(body['apiVersion'], 'apiVersion of the log entry', CODE);
    const name = `${kind} ${version}`;
    const readSpec = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (readSpec === undefined) {
        throw new countersign_error/* CountersignError */.WS(CODE, 'the kind of the log entry is not supported', {
            expected: Object.keys(KINDS).join(', '),
            found: name.slice(0, 80),
        });
    }
    return { kind, version, ...readSpec((0,json_readers/* readObject */.Ag)(body['spec'], 'spec of the log entry', CODE)) };
}
function readHashedRekord1(spec) {
    const signature = member(spec, 'signature');
    return {
        over: 'message',
        digest: hexDigest(member(member(spec, 'data'), 'hash')),
        signature: base64(signature, 'content'),
        envelope: undefined,
        verifier: pemVerifier(base64(member(signature, 'publicKey'), 'content')),
    };
}
function readHashedRekord2(spec) {
    const record = member(spec, 'hashedRekordV002');
    const signature = member(record, 'signature');
    return {
        over: 'message',
        digest: base64Digest(member(record, 'data')),
        signature: base64(signature, 'content'),
        envelope: undefined,
        verifier: derVerifier(member(signature, 'verifier')),
    };
}
function readDsse1(spec) {
    const signature = only(spec, 'signatures');
    return {
        over: 'payload',
        digest: hexDigest(member(spec, 'payloadHash')),
        signature: base64(signature, 'signature'),
        envelope: undefined,
        verifier: pemVerifier(base64(signature, 'verifier')),
    };
}
function readDsse2(spec) {
    const envelope = member(spec, 'dsseV002');
    const signature = only(envelope, 'signatures');
    return {
        over: 'payload',
        digest: base64Digest(member(envelope, 'payloadHash')),
        signature: base64(signature, 'content'),
        envelope: undefined,
        verifier: derVerifier(member(signature, 'verifier')),
    };
}
function readIntoto1(spec) {
    const content = member(spec, 'content');
    return {
        over: 'payload',
        digest: hexDigest(member(content, 'payloadHash')),
        signature: undefined,
        envelope: hexDigest(member(content, 'hash')),
        verifier: pemVerifier(base64(spec, 'publicKey')),
    };
}
function readIntoto2(spec) {
    const content = member(spec, 'content');
    const signature = only(member(content, 'envelope'), 'signatures');
    // Rekor stores the base64 text of the envelope as bytes, so JSON encodes it a second time.
    const sig = (0,wire_text/* decodeUtf8 */._6)(base64(signature, 'sig'), 'sig of the log entry', CODE);
    return {
        over: 'payload',
        digest: hexDigest(member(content, 'payloadHash')),
        signature: (0,wire_text/* decodeBase64 */.y4)(sig, 'sig of the log entry', CODE),
        envelope: undefined,
        verifier: pemVerifier(base64(signature, 'publicKey')),
    };
}
/**
 * Hashes of the JSON forms of an envelope that clients sent for intoto 0.0.1 (Go's `dsse.Envelope`, with and without an empty
 * `keyid`): the log entry contains only a hash of this JSON.
 */
function envelopeHashes(envelope, algorithm) {
    const sig = (0,wire_text/* encodeBase64 */.WG)(envelope.signature);
    const signatures = [{ keyid: envelope.keyid, sig }, ...(envelope.keyid === '' ? [{ sig }] : [])];
    return signatures.map((signature) => (0,external_node_crypto_.createHash)(algorithm)
        .update(JSON.stringify({ payloadType: envelope.payloadType, payload: (0,wire_text/* encodeBase64 */.WG)(envelope.payload), signatures: [signature] }))
        .digest());
}
function member(object, name) {
    return (0,json_readers/* readObject */.Ag)(own(object, name), `${name} of the log entry`, CODE);
}
function only(object, name) {
    const items = (0,json_readers/* readArray */.oU)(own(object, name), `${name} of the log entry`, CODE);
    if (items.length !== 1) {
        throw new countersign_error/* CountersignError */.WS(CODE, `${name} of the log entry must have exactly one item`, {
            expected: '1',
            found: `${items.length}`,
        });
    }
    return (0,json_readers/* readObject */.Ag)(items[0], `${name} of the log entry`, CODE);
}
function base64(object, name) {
    return (0,wire_text/* decodeBase64 */.y4)((0,json_readers/* readString */.E3)(own(object, name), `${name} of the log entry`, CODE), `${name} of the log entry`, CODE);
}
function own(object, name) {
    return Object.hasOwn(object, name) ? object[name] : undefined;
}
const log_bodies_HASHES = {
    sha256: 'sha256',
    sha384: 'sha384',
    sha512: 'sha512',
    SHA2_256: 'sha256',
    SHA2_384: 'sha384',
    SHA2_512: 'sha512',
};
function algorithmOf(digest) {
    const name = (0,json_readers/* readString */.E3)(own(digest, 'algorithm'), 'hash algorithm of the log entry', CODE);
    const algorithm = Object.hasOwn(log_bodies_HASHES, name) ? log_bodies_HASHES[name] : undefined;
    if (algorithm === undefined) {
        throw new countersign_error/* CountersignError */.WS(CODE, 'the hash algorithm of the log entry is not supported', {
            expected: 'SHA-256, SHA-384 or SHA-512',
            found: name,
        });
    }
    return algorithm;
}
function hexDigest(digest) {
    const value = (0,json_readers/* readString */.E3)(own(digest, 'value'), 'digest of the log entry', CODE);
    return { algorithm: algorithmOf(digest), value: (0,wire_text/* decodeHex */.EF)(value, 'digest of the log entry', CODE) };
}
function base64Digest(digest) {
    return { algorithm: algorithmOf(digest), value: base64(digest, 'digest') };
}
function pemVerifier(pem) {
    const [block] = (0,wire_pem/* parsePem */.oW)((0,wire_text/* decodeUtf8 */._6)(pem, 'verifier of the log entry', CODE), { what: 'verifier of the log entry', code: CODE });
    if (block?.label === 'CERTIFICATE')
        return { kind: 'certificate', der: block.der, keyDetails: undefined };
    if (block?.label === 'PUBLIC KEY')
        return { kind: 'public-key', der: block.der, keyDetails: undefined };
    throw new countersign_error/* CountersignError */.WS(CODE, 'the log entry contains no certificate or public key', {
        expected: 'PEM of a certificate or public key',
        found: block?.label ?? 'nothing',
    });
}
function derVerifier(verifier) {
    const keyDetails = (0,json_readers/* readString */.E3)(own(verifier, 'keyDetails'), 'keyDetails of the log entry', CODE);
    const certificate = own(verifier, 'x509Certificate') !== undefined;
    if (certificate === (own(verifier, 'publicKey') !== undefined)) {
        throw new countersign_error/* CountersignError */.WS(CODE, 'the log entry must contain either a certificate or a public key', {
            expected: 'exactly one of them',
        });
    }
    return certificate
        ? { kind: 'certificate', der: base64(member(verifier, 'x509Certificate'), 'rawBytes'), keyDetails }
        : { kind: 'public-key', der: base64(member(verifier, 'publicKey'), 'rawBytes'), keyDetails };
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/log-entry-content.js






/**
 * Checks that the entry is about this signature: kind, digest, signature, and key or certificate (Sigstore client specification,
 * section 4.4; Rekor v2, section 6.1.4, item 2). Without the last check an attacker could log the same signature under another
 * certificate for the same key, and so hide the use of a stolen identity from log monitors.
 */
function verifyEntryContent(entry, bundle, artifact, signer, checks) {
    const { content } = bundle;
    const logged = readLoggedContent(entry);
    checks.require('entry-kind', logged.kind === entry.kind && logged.version === entry.version && fitsContent(logged, content.kind), () => new countersign_error/* CountersignError */.WS('LOG_ENTRY_INVALID', 'the log entry is not of the expected kind', {
        expected: `${entry.kind} ${entry.version}, for ${content.kind === 'dsse' ? 'an attestation' : 'a signature'}`,
        found: `${logged.kind} ${logged.version}`,
    }));
    const digest = digestOf(logged, bundle, artifact, logged.digest.algorithm);
    checks.require('entry-digest', (0,wire_text/* equalBytes */.ex)(digest, logged.digest.value), () => new countersign_error/* CountersignError */.WS('LOG_CONTENT_MISMATCH', 'the log entry is for another digest', {
        expected: `${logged.digest.algorithm}:${(0,wire_text/* encodeHex */.mU)(digest)}`,
        found: `${logged.digest.algorithm}:${(0,wire_text/* encodeHex */.mU)(logged.digest.value)}`,
    }));
    checks.require('entry-signature', isSameSignature(logged, content), () => new countersign_error/* CountersignError */.WS('LOG_CONTENT_MISMATCH', 'the log entry is for another signature', {
        expected: "the bundle's signature",
        found: 'another signature',
    }));
    checks.require('entry-key', isSameSigner(logged, signer), () => new countersign_error/* CountersignError */.WS('LOG_KEY_MISMATCH', 'the log entry contains another signer than the bundle', {
        expected: signer.certificate === undefined
            ? `the key ${signer.key.fingerprint} as ${signer.key.details}`
            : `the bundle's certificate, with a key of the kind ${signer.key.details}`,
        found: describeVerifier(logged, signer),
        hint: 'The real signer may be hidden from log monitors in this way.',
    }));
}
/** Rekor v1 has separate kinds for attestations; Rekor v2 logs the hash of the pre-authentication encoding as a hashedrekord. */
function fitsContent({ kind, version }, content) {
    if (content === 'message')
        return kind === 'hashedrekord';
    return kind !== 'hashedrekord' || version === '0.0.2';
}
function digestOf({ over }, { content }, artifact, algorithm) {
    if (content.kind === 'message')
        return artifactDigest(artifact, algorithm);
    return (0,crypto_hash/* hash */.tW)(algorithm, over === 'payload' ? content.payload : preAuthEncoding(content.payloadType, content.payload));
}
function isSameSignature(logged, content) {
    if (logged.signature !== undefined)
        return (0,wire_text/* equalBytes */.ex)(logged.signature, content.signature);
    const { envelope } = logged;
    if (envelope === undefined || content.kind !== 'dsse')
        return false;
    return envelopeHashes(content, envelope.algorithm).some((digest) => (0,wire_text/* equalBytes */.ex)(digest, envelope.value));
}
function describeVerifier({ verifier }, { key }) {
    if (verifier.keyDetails !== undefined && verifier.keyDetails !== key.details)
        return `the algorithm ${(0,wire_text/* excerpt */.Kb)(verifier.keyDetails)}`;
    return `another ${verifier.kind === 'certificate' ? 'certificate' : 'key'}`;
}
function isSameSigner({ verifier }, { certificate, key }) {
    if (verifier.keyDetails !== undefined && verifier.keyDetails !== key.details)
        return false;
    return certificate === undefined
        ? verifier.kind === 'public-key' && (0,wire_text/* equalBytes */.ex)(verifier.der, key.spki)
        : verifier.kind === 'certificate' && (0,wire_text/* equalBytes */.ex)(verifier.der, certificate);
}
;// CONCATENATED MODULE: ./packages/core/lib/wire/checkpoint.js


const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;
const SIZE = /^(0|[1-9][0-9]{0,18})$/;
/** Limit for the note's text with its signatures; real checkpoints are much smaller. */
const MAX_LENGTH = 64 * 1024;
/**
 * Parses a signed note (C2SP signed-note) that is a checkpoint (C2SP tlog-checkpoint).
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
function parseCheckpoint(envelope, code = 'EVIDENCE_MALFORMED') {
    const malformed = (expected) => new countersign_error/* CountersignError */.WS(code, 'the checkpoint of the log is malformed', { expected });
    if (envelope.length > MAX_LENGTH)
        throw malformed(`at most ${MAX_LENGTH} characters`);
    const split = envelope.lastIndexOf('\n\n');
    if (split < 0 || !envelope.endsWith('\n'))
        throw malformed('text, a blank line, and signature lines');
    const text = envelope.slice(0, split + 1);
    const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
    if (origin === '')
        throw malformed('an origin in the first line');
    if (!SIZE.test(size))
        throw malformed('a tree size in the second line');
    const rootHash = (0,wire_text/* decodeBase64 */.y4)(root, 'root hash of the checkpoint', code);
    if (rootHash.length !== 32)
        throw malformed('a SHA-256 root hash in the third line');
    if (extensions.includes(''))
        throw malformed('no blank line before the signatures');
    const signatures = envelope
        .slice(split + 2, -1)
        .split('\n')
        .map((line) => {
        const [, name, base64] = SIGNATURE_LINE.exec(line) ?? [];
        if (name === undefined || base64 === undefined)
            throw malformed('signature lines: em dash, name, base64');
        const bytes = (0,wire_text/* decodeBase64 */.y4)(base64, 'signature of the checkpoint', code);
        if (bytes.length < 5)
            throw malformed('signatures with a key hash');
        return { name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
    });
    return { origin, size: BigInt(size), rootHash, text, signatures };
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/checkpoint.js



const checkpoint_CODE = 'LOG_ENTRY_INVALID';
/** The origin of Rekor is its host name, with or without port; Rekor v1 adds the ID of its tree. */
function isAboutLog(note, name) {
    return note.origin === name || (note.origin.startsWith(`${name} - `) && /^\d+$/.test(note.origin.slice(name.length + 3)));
}
/**
 * Verifies that the log signed the checkpoint, and returns its tree head. Signatures of others (witnesses, other keys with the same
 * name) are ignored; a signature with the log's key name and key ID must be valid (C2SP signed-note, section "Signatures").
 */
function verifyCheckpoint(envelope, log, checks) {
    const note = parseCheckpoint(envelope, checkpoint_CODE);
    const names = [log.origin, log.origin.replace(/:\d+(?=\/|$)/, '')];
    const keyHash = (0,wire_text/* decodeHex */.EF)(log.checkpointKeyId, 'checkpoint key ID').subarray(0, 4);
    const own = note.signatures.filter(({ name, keyHash: hash }) => names.includes(name) && (0,wire_text/* equalBytes */.ex)(hash, keyHash));
    const text = (0,wire_text/* encodeUtf8 */.Af)(note.text);
    const isValid = own.length > 0 && own.every(({ signature }) => verifySignature(log.key, text, signature));
    checks.require('checkpoint-origin', names.some((name) => isAboutLog(note, name)), () => new countersign_error/* CountersignError */.WS(checkpoint_CODE, 'the checkpoint is that of another log', {
        expected: log.origin,
        found: note.origin.slice(0, 120),
    }));
    checks.require('checkpoint-signature', isValid, () => new countersign_error/* CountersignError */.WS(checkpoint_CODE, 'the checkpoint is not signed by the log', {
        expected: `a signature by ${log.origin} with its key ${log.checkpointKeyId.slice(0, 8)}`,
        found: own.length > 0
            ? 'a signature that does not verify'
            : `signatures by ${note.signatures.map(({ name }) => name).join(', ')}`.slice(0, 200),
    }));
    return note;
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/inclusion.js

function leafHash(leaf) {
    return (0,external_node_crypto_.createHash)('sha256').update(Uint8Array.of(0)).update(leaf).digest();
}
function nodeHash(left, right) {
    return (0,external_node_crypto_.createHash)('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}
/**
 * The root hash of a tree of `size` leaves, computed from the leaf at `index` and its inclusion proof (RFC 9162 section 2.1.3.2).
 * Undefined if the proof has a wrong number of hashes for this index, or the index is outside the tree.
 */
function rootFromInclusionProof(leaf, index, size, hashes) {
    if (index < 0n || index >= size)
        return undefined;
    let node = index;
    let last = size - 1n;
    let hash = leafHash(leaf);
    for (const sibling of hashes) {
        if (last === 0n)
            return undefined;
        if ((node & 1n) === 1n || node === last) {
            hash = nodeHash(sibling, hash);
            while ((node & 1n) === 0n && node !== 0n) {
                node >>= 1n;
                last >>= 1n;
            }
        }
        else {
            hash = nodeHash(hash, sibling);
        }
        node >>= 1n;
        last >>= 1n;
    }
    return last === 0n ? hash : undefined;
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/log-entry-proof.js





const log_entry_proof_CODE = 'LOG_ENTRY_INVALID';
/**
 * Verifies that the entry is in the log: by a signed entry timestamp (SET, Rekor v1 only), by an inclusion proof with a signed
 * checkpoint, or both. Each of them that is present must be valid. (Rekor v1, sections 9.3 and 9.5; Rekor v2, section 6.1.4;
 * sigstore_rekor.proto, `TransparencyLogEntry`.)
 * @returns the time that the log signed; undefined without an SET
 */
function verifyEntryProof(entry, log, checks) {
    const hasSet = entry.signedEntryTimestamp !== undefined;
    if (entry.signedEntryTimestamp !== undefined)
        verifySet(entry, entry.signedEntryTimestamp, log, checks);
    const { inclusionProof } = entry;
    // Bundles of version 0.1 may have an inclusion proof without a checkpoint; it proves nothing.
    const included = inclusionProof?.checkpoint !== undefined;
    if (inclusionProof?.checkpoint !== undefined)
        verifyInclusion(entry, inclusionProof, inclusionProof.checkpoint, log, checks);
    checks.require('entry-evidence', hasSet || included, () => new countersign_error/* CountersignError */.WS(log_entry_proof_CODE, 'the bundle does not prove that the entry is in the log', {
        expected: 'a signed entry timestamp or an inclusion proof with a checkpoint',
        found: 'neither',
    }));
    if (!hasSet || entry.integratedTime === 0n)
        return undefined;
    return new Date(Number(entry.integratedTime) * 1000);
}
/** Rekor v1 signs this JSON with sorted member names (RFC 8785 section 3.2.3) and all digits of integers. */
function verifySet(entry, signature, log, checks) {
    const body = (0,wire_text/* encodeBase64 */.WG)(entry.canonicalizedBody);
    const signed = `{"body":"${body}","integratedTime":${entry.integratedTime},"logID":"${log.logId}","logIndex":${entry.logIndex}}`;
    checks.require('set-signature', verifySignature(log.key, (0,wire_text/* encodeUtf8 */.Af)(signed), signature), () => new countersign_error/* CountersignError */.WS(log_entry_proof_CODE, 'the signed entry timestamp does not verify', {
        expected: `a signature by ${log.baseUrl}`,
    }));
}
function verifyInclusion(entry, proof, checkpoint, log, checks) {
    const head = verifyCheckpoint(checkpoint, log, checks);
    checks.require('inclusion-claims', proof.treeSize === head.size && (0,wire_text/* equalBytes */.ex)(proof.rootHash, head.rootHash), () => new countersign_error/* CountersignError */.WS(log_entry_proof_CODE, 'the inclusion proof is for another tree than its checkpoint', {
        expected: `size ${head.size}, root ${(0,wire_text/* encodeHex */.mU)(head.rootHash)}`,
        found: `size ${proof.treeSize}, root ${(0,wire_text/* encodeHex */.mU)(proof.rootHash)}`,
    }));
    const root = rootFromInclusionProof(entry.canonicalizedBody, proof.logIndex, head.size, proof.hashes);
    checks.require('inclusion-path', root !== undefined && (0,wire_text/* equalBytes */.ex)(root, head.rootHash), () => new countersign_error/* CountersignError */.WS(log_entry_proof_CODE, 'the inclusion proof does not lead to the root of the checkpoint', {
        expected: (0,wire_text/* encodeHex */.mU)(head.rootHash),
        found: root === undefined ? 'a proof with a wrong number of hashes' : (0,wire_text/* encodeHex */.mU)(root),
    }));
    // In Rekor v1 the log index counts the entries of all shards, and only the SET covers it.
    checks.require('log-index', entry.signedEntryTimestamp !== undefined || entry.logIndex === proof.logIndex, () => new countersign_error/* CountersignError */.WS(log_entry_proof_CODE, 'the log index is not that of the inclusion proof', {
        expected: `${proof.logIndex}`,
        found: `${entry.logIndex}`,
    }));
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/log-entries.js




/**
 * Verifies that the entries are in their logs. An entry belongs to the log with its log ID. If the trusted root lists a log several
 * times, the one whose validity period contains the signed time is used.
 */
function proveLogEntries(bundle, logs, checks) {
    const proven = [];
    const unknown = [];
    for (const entry of bundle.logEntries) {
        const listings = logs.filter(({ logId, checkpointKeyId }) => logId === entry.logId || checkpointKeyId === entry.logId);
        const [first] = listings;
        if (first === undefined) {
            unknown.push(entry);
            continue;
        }
        const time = verifyEntryProof(entry, first, checks);
        const inWindow = time === undefined ? undefined : listings.find(({ validFor }) => isWithin(time, validFor));
        proven.push({ entry, log: inWindow ?? first, time });
    }
    return { proven, unknown };
}
/**
 * Checks that every proven entry is about this signature and was made while its log was trusted. For a log without signed times
 * (Rekor v2) the other verified times are used, or the present time if there are none. The validity period is that of the log's key
 * (sigstore_common.proto, `PublicKey.valid_for`, inclusive); the rest is section 4.4 of the Sigstore client specification.
 */
function bindLogEntries({ proven }, about, times, checks) {
    return proven.map(({ entry, log, time }) => {
        const checked = time === undefined ? times : [time];
        checks.require('log-window', checked.some((one) => isWithin(one, log.validFor)), () => new countersign_error/* CountersignError */.WS('LOG_ENTRY_INVALID', 'the trusted root did not trust the log at the time of the entry', {
            expected: `a time ${describeRange(log.validFor)}`,
            found: checked.map((one) => one.toISOString()).join(', '),
        }));
        verifyEntryContent(entry, about.bundle, about.artifact, about.signer, checks);
        return {
            log: log.baseUrl,
            logId: log.logId,
            logIndex: entry.logIndex,
            kind: entry.kind,
            version: entry.version,
        };
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/sct.js




function sct_malformed() {
    return new countersign_error/* CountersignError */.WS('SCT_INVALID', 'the SCT list of the certificate is malformed', {
        expected: 'a SignedCertificateTimestampList (RFC 6962 section 3.3)',
    });
}
/** Reads length-prefixed fields of the TLS presentation language. @throws CountersignError SCT_INVALID if bytes are missing */
class TlsReader {
    #bytes;
    #at = 0;
    constructor(bytes) {
        this.#bytes = bytes;
    }
    get done() {
        return this.#at === this.#bytes.length;
    }
    take(length) {
        if (this.#at + length > this.#bytes.length)
            throw sct_malformed();
        this.#at += length;
        return this.#bytes.subarray(this.#at - length, this.#at);
    }
    integer(length) {
        return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
    }
    vector() {
        return this.take(this.integer(2));
    }
}
function parseSctList(list) {
    const outer = new TlsReader(list);
    const items = new TlsReader(outer.vector());
    if (!outer.done || items.done)
        throw sct_malformed();
    const scts = [];
    while (!items.done) {
        const reader = new TlsReader(items.vector());
        if (reader.integer(1) !== 0)
            continue; // a version other than v1: not supported, not counted
        const sct = {
            logId: (0,wire_text/* encodeHex */.mU)(reader.take(32)),
            timestamp: BigInt(`0x${(0,wire_text/* encodeHex */.mU)(reader.take(8))}`),
            extensions: reader.vector(),
            hashAlgorithm: reader.integer(1),
            signatureAlgorithm: reader.integer(1),
            signature: reader.vector(),
        };
        if (!reader.done)
            throw sct_malformed();
        scts.push(sct);
    }
    return scts;
}
function unsigned(value, length) {
    return (0,wire_text/* decodeHex */.EF)(value.toString(16).padStart(length * 2, '0'), 'number');
}
/** The bytes that the log signed: `digitally-signed` of RFC 6962 section 3.2 with a `precert_entry`. */
function signedData(sct, certificate, issuer) {
    const tbs = certificate.tbsWithoutScts;
    return Buffer.concat([
        Uint8Array.of(0, 0),
        unsigned(sct.timestamp, 8),
        Uint8Array.of(0, 1),
        (0,wire_text/* decodeHex */.EF)(issuer.publicKey.fingerprint, 'issuer key hash'),
        unsigned(tbs.length, 3),
        tbs,
        unsigned(sct.extensions.length, 2),
        sct.extensions,
    ]);
}
/** RFC 6962 section 2.1.4 allows ECDSA and RSA, with SHA-256 only; the numbers are those of RFC 5246 section 7.4.1.4.1. */
function fitsKey(sct, key) {
    const kind = key.object.asymmetricKeyType === 'ec' ? 3 : key.object.asymmetricKeyType === 'rsa' ? 1 : 0;
    return sct.hashAlgorithm === 4 && kind !== 0 && sct.signatureAlgorithm === kind;
}
/**
 * Verifies the SCTs in the certificate (RFC 6962 section 3.2). SCTs of CT logs that are not in the trusted root are skipped;
 * those of known logs must be valid.
 * @returns the distinct CT logs with a verified SCT
 */
function verifyScts(certificate, issuer, root, checks) {
    const { sctList } = certificate;
    const logs = new Map();
    for (const sct of sctList === undefined ? [] : parseSctList(sctList)) {
        const known = root.certificateLogs.filter(({ logId }) => logId === sct.logId);
        const [first] = known;
        if (first === undefined)
            continue;
        const time = new Date(Number(sct.timestamp));
        const log = known.find(({ validFor }) => isWithin(time, validFor));
        checks.require('sct-window', log !== undefined, () => new countersign_error/* CountersignError */.WS('SCT_INVALID', 'an SCT was issued at a time when the trusted root did not trust the CT log', {
            expected: `a time ${describeRange(first.validFor)}`,
            found: Number.isNaN(time.getTime()) ? `${sct.timestamp}` : time.toISOString(),
        }));
        const { key, baseUrl } = log ?? first;
        checks.require('sct-signature', fitsKey(sct, key) && verifySignature(key, signedData(sct, certificate, issuer), sct.signature), () => new countersign_error/* CountersignError */.WS('SCT_INVALID', 'the signature of an SCT does not verify', {
            expected: `a signature by ${baseUrl}`,
        }));
        logs.set(key.fingerprint, log ?? first);
    }
    return [...logs.values()];
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/signing-certificate.js




/**
 * Reads the signing certificate and checks what it may be used for (Fulcio specification, section 7.3; RFC 5280 section 4.2.1).
 * Intermediate certificates in older bundles are not used (the trusted root has them), but a root certificate is rejected.
 * @param chain DER, leaf first
 */
function readSigningCertificate(chain, checks) {
    const [leaf, ...rest] = chain.map((der) => parseCertificate(der));
    if (leaf === undefined)
        throw signing_certificate_invalid('the bundle has no certificate', 'a certificate', 'none');
    const { alternativeNames, keyUsage, extendedKeyUsage, unknownCriticalExtensions } = leaf;
    const require = (name, holds, message, expected, found) => {
        checks.require(name, holds, () => signing_certificate_invalid(message, expected, found));
    };
    const root = rest.find((certificate) => (0,wire_text/* equalBytes */.ex)(certificate.issuerName, certificate.subjectName));
    require('chain-without-root', root ===
        undefined, 'the bundle contains a root certificate', 'no self-signed certificate', 'one');
    require('leaf-not-ca', !leaf.isCa, 'the signing certificate is a CA certificate', 'an end-entity certificate', 'a CA certificate');
    require('leaf-key-usage', keyUsage?.includes('digitalSignature') ===
        true, 'the signing certificate is not for signatures', 'key usage digitalSignature', keyUsage?.join(', ') ?? 'no key usage');
    require('leaf-extended-key-usage', extendedKeyUsage?.includes(CODE_SIGNING) ===
        true, 'the signing certificate is not for code signing', `extended key usage codeSigning (${CODE_SIGNING})`, extendedKeyUsage?.join(', ') ?? 'none');
    require('leaf-critical-extensions', unknownCriticalExtensions.length ===
        0, 'the signing certificate has an unknown critical extension', 'none', unknownCriticalExtensions.join(', '));
    const [name] = alternativeNames;
    require('leaf-one-name', alternativeNames.length ===
        1, 'the signing certificate does not have exactly one identity', 'one subject alternative name', alternativeNames
        .map(({ value }) => value)
        .join(', ') || 'none');
    const issuer = leaf.fulcio.issuer;
    require('leaf-issuer', issuer !==
        undefined, 'the signing certificate has no issuer of the identity', 'the extension 1.3.6.1.4.1.57264.1.8 or .1', 'neither');
    return { certificate: leaf, identity: name?.value ?? '', issuer: issuer ?? '' };
}
function signing_certificate_invalid(message, expected, found) {
    return new countersign_error/* CountersignError */.WS('CERTIFICATE_INVALID', message, { expected, found });
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/thresholds.js


/** Number of distinct logs: two log listings with the same key, or two entries of one log, count once. */
function distinctLogs(logs) {
    return new Set(logs.map(({ log }) => log.key.material)).size;
}
/** A threshold such as NaN would require nothing. @throws CountersignError INPUT_INVALID */
function requireCounts({ logEntries, timestamps, scts, times }) {
    const counts = { logEntries, timestamps, scts, times };
    const [wrong] = Object.entries(counts).filter(([, count]) => !Number.isSafeInteger(count) || count < 0);
    if (wrong === undefined)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `the threshold ${wrong[0]} is not a count`, {
        expected: '0 or a positive whole number',
        found: String(wrong[1]),
    });
}
/**
 * Counts distinct authorities, not entries (Sigstore client specification, section 4.6, "Threshold verification").
 * @throws CountersignError LOG_ENTRY_MISSING, TIMESTAMP_MISSING, SCT_INVALID, THRESHOLD_NOT_MET
 */
function requireThresholds(thresholds, { logs, timestamps, scts }, checks) {
    const logCount = distinctLogs(logs.proven);
    checks.require('log-threshold', logCount >= thresholds.logEntries, () => new countersign_error/* CountersignError */.WS('LOG_ENTRY_MISSING', 'the bundle has entries of too few transparency logs', {
        expected: `entries of ${atLeast(thresholds.logEntries, 'log', 'logs')} in the trusted root`,
        found: describe(logCount, logs.unknown.length, 'of unknown logs'),
        ...(logs.unknown.length > 0 ? { hint: OTHER_INSTANCE } : {}),
    }));
    checks.require('timestamp-threshold', timestamps.distinct >= thresholds.timestamps, () => new countersign_error/* CountersignError */.WS('TIMESTAMP_MISSING', 'the bundle has timestamps of too few authorities', {
        expected: `timestamps of ${atLeast(thresholds.timestamps, 'authority', 'authorities')} in the trusted root`,
        found: describe(timestamps.distinct, timestamps.unknown, 'of unknown authorities'),
        ...(timestamps.unknown > 0 ? { hint: OTHER_INSTANCE } : {}),
    }));
    checks.require('sct-threshold', scts === undefined || scts >= thresholds.scts, () => new countersign_error/* CountersignError */.WS('SCT_INVALID', 'the certificate has SCTs of too few CT logs', {
        expected: `SCTs of ${atLeast(thresholds.scts, 'CT log', 'CT logs')} in the trusted root`,
        found: `${scts}`,
    }));
    const times = distinctLogs(logs.proven.filter(({ time }) => time !== undefined)) + timestamps.distinct;
    checks.require('time-threshold', times >= thresholds.times, () => new countersign_error/* CountersignError */.WS(times === 0 ? 'TIMESTAMP_MISSING' : 'THRESHOLD_NOT_MET', 'the bundle has too few sources of verified time', {
        expected: atLeast(thresholds.times, 'source of verified time', 'sources of verified time'),
        found: `${times}`,
    }));
}
function describe(known, unknown, what) {
    return unknown === 0 ? `${known}` : `${known}; ${what}: ${unknown}`;
}
const atLeast = (count, one, many) => count === 1 ? `at least 1 ${one}` : `at least ${count} different ${many}`;
;// CONCATENATED MODULE: ./packages/core/lib/crypto/key-identifier.js

const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
/** Value of a certificate's subject key identifier (RFC 5280 section 4.2.1.2); undefined when it has none. */
function keyIdentifierOf(certificate) {
    const [tbs] = (0,der_values/* derSequence */.xy)((0,wire_der/* parseDer */.zE)(certificate.raw, 'the certificate', 'CERTIFICATE_INVALID'));
    const holder = tbs?.children.find((member) => (0,der_values/* derIsContext */.h3)(member, 3));
    if (holder === undefined)
        return undefined;
    for (const extension of (0,der_values/* derSequence */.xy)((0,der_values/* derExplicit */.Wg)(holder, 3))) {
        const [oid, ...rest] = (0,der_values/* derSequence */.xy)(extension, 2, 3);
        const value = rest.at(-1);
        if (oid !== undefined && value !== undefined && (0,der_values/* derOid */._2)(oid) === SUBJECT_KEY_IDENTIFIER) {
            return (0,der_values/* derOctets */.KU)((0,wire_der/* parseDer */.zE)((0,der_values/* derOctets */.KU)(value), 'the subject key identifier', 'CERTIFICATE_INVALID'));
        }
    }
    return undefined;
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/signed-data.js




const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
/**
 * Reads a ContentInfo with SignedData over content of one type. Signed attributes are required (RFC 5652 section 5.3 requires
 * them for this content): content-type must be the type of the content, message-digest must be its hash.
 */
function readSignedData(contentInfo, contentType) {
    const [type, wrapped] = (0,der_values/* derSequence */.xy)(contentInfo, 2, 2);
    if (type === undefined || wrapped === undefined || (0,der_values/* derOid */._2)(type) !== SIGNED_DATA)
        return (0,wire_der/* fail */.fJ)(contentInfo, 'another content type', 'SignedData');
    const [version, digests, encapsulated, ...rest] = (0,der_values/* derSequence */.xy)((0,der_values/* derExplicit */.Wg)(wrapped, 0), 4, 6);
    if (version === undefined || digests === undefined || encapsulated === undefined)
        return (0,wire_der/* fail */.fJ)(contentInfo, 'missing fields', 'SignedData');
    (0,der_values/* derSmallInteger */.z6)(version);
    (0,der_values/* derSet */.CU)(digests);
    const certificates = (0,der_values/* derIsContext */.h3)(rest[0], 0) ? (rest.shift()?.children ?? []) : [];
    if ((0,der_values/* derIsContext */.h3)(rest[0], 1))
        rest.shift();
    const [signerInfos, ...more] = rest;
    if (signerInfos === undefined || more.length > 0)
        return (0,wire_der/* fail */.fJ)(contentInfo, 'unknown fields', 'SignedData');
    const [signerInfo, ...others] = (0,der_values/* derSet */.CU)(signerInfos);
    if (signerInfo === undefined || others.length > 0)
        return (0,wire_der/* fail */.fJ)(contentInfo, 'no or several signers', 'one signer');
    if (certificates.length > 16)
        (0,wire_der/* fail */.fJ)(contentInfo, `${certificates.length} certificates`, 'at most 16');
    const content = readContent(encapsulated, contentType);
    return {
        content,
        certificates: certificates.flatMap((node) => readable(node)),
        ...readSignerInfo(signerInfo, contentType, content),
    };
}
function readContent(node, contentType) {
    const [type, wrapped] = (0,der_values/* derSequence */.xy)(node, 2, 2);
    if (type === undefined || wrapped === undefined || (0,der_values/* derOid */._2)(type) !== contentType)
        return (0,wire_der/* fail */.fJ)(node, 'content of another type', contentType);
    return (0,der_values/* derOctets */.KU)((0,der_values/* derExplicit */.Wg)(wrapped, 0));
}
/** Authorities embed cross-certificates with unsupported keys; certificates that cannot be read are skipped. */
function readable(node) {
    try {
        return [parseCertificate(node.raw, { what: `a certificate in ${node.what}`, code: node.code })];
    }
    catch {
        return [];
    }
}
function readSignerInfo(node, contentType, content) {
    const [version, identifier, digestNode, attributesNode, algorithmNode, signatureNode, ...unsigned] = (0,der_values/* derSequence */.xy)(node, 6, 7);
    if (version === undefined ||
        identifier === undefined ||
        digestNode === undefined ||
        !(0,der_values/* derIsContext */.h3)(attributesNode, 0) ||
        algorithmNode === undefined ||
        signatureNode === undefined ||
        unsigned.some((member) => !(0,der_values/* derIsContext */.h3)(member, 1))) {
        return (0,wire_der/* fail */.fJ)(node, 'a signer without signed attributes, or unknown fields', 'a SignerInfo with signed attributes');
    }
    (0,der_values/* derSmallInteger */.z6)(version);
    const digest = readHashAlgorithm(digestNode);
    const attributes = readAttributes(attributesNode);
    requireAttributes(node, attributes, contentType, content, digest);
    return {
        signer: readIdentifier(identifier),
        attributes,
        // RFC 5652 section 5.4: the tag [0] is replaced by that of SET OF before hashing.
        signedAttributes: (0,wire_text/* concatBytes */.Id)(Uint8Array.of(0x31), attributesNode.raw.subarray(1)),
        algorithm: readSignatureAlgorithm(algorithmNode, digest),
        signature: (0,der_values/* derOctets */.KU)(signatureNode),
    };
}
/** The value of each attribute by OID; each attribute occurs once and has one value. */
function readAttributes(node) {
    const attributes = new Map();
    for (const attribute of node.children) {
        const [oid, values] = (0,der_values/* derSequence */.xy)(attribute, 2, 2);
        const [value, ...more] = values === undefined ? [] : (0,der_values/* derSet */.CU)(values);
        if (oid === undefined || value === undefined || more.length > 0)
            return (0,wire_der/* fail */.fJ)(node, 'an attribute with no or several values', 'one value');
        const name = (0,der_values/* derOid */._2)(oid);
        if (attributes.has(name))
            (0,wire_der/* fail */.fJ)(node, `attribute ${name} again`, 'each attribute once');
        attributes.set(name, value);
    }
    return attributes;
}
function requireAttributes(node, attributes, contentType, content, digest) {
    const type = attributes.get(CONTENT_TYPE);
    if (type === undefined || (0,der_values/* derOid */._2)(type) !== contentType)
        (0,wire_der/* fail */.fJ)(node, 'a missing or wrong content-type attribute', contentType);
    const claimed = attributes.get(MESSAGE_DIGEST);
    if (claimed === undefined || !(0,wire_text/* equalBytes */.ex)((0,der_values/* derOctets */.KU)(claimed), (0,crypto_hash/* hash */.tW)(digest, content))) {
        (0,wire_der/* fail */.fJ)(node, 'a missing or wrong message-digest attribute', `the ${digest} of the content`);
    }
}
function readIdentifier(node) {
    if ((0,der_values/* derIsContext */.h3)(node, 0) && !node.constructed)
        return { kind: 'key-identifier', keyIdentifier: node.content };
    const [issuer, serial] = (0,der_values/* derSequence */.xy)(node, 2, 2);
    if (!(0,der_values/* derIs */.wd)(issuer, 'sequence') || serial === undefined)
        return (0,wire_der/* fail */.fJ)(node, 'something else', 'issuer and serial number');
    return { kind: 'issuer-serial', issuerName: issuer.raw, serialNumber: readSerial(serial) };
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/signing-certificate.js





/** signing-certificate (RFC 2634 section 5.4) and signing-certificate-v2 (RFC 5035 section 3). */
const ATTRIBUTE_V1 = '1.2.840.113549.1.9.16.2.12';
const ATTRIBUTE_V2 = '1.2.840.113549.1.9.16.2.47';
/**
 * Whether every signing-certificate attribute that is present names this certificate: this prevents use of the signature with
 * another certificate for the same key. Version 1 hashes with SHA-1; that is enough for an additional
 * check that can only refuse.
 */
function matchesSigningCertificate(attributes, certificate) {
    const v1 = attributes.get(ATTRIBUTE_V1);
    const v2 = attributes.get(ATTRIBUTE_V2);
    return ((v1 === undefined || matches(firstId(v1), certificate, false)) &&
        (v2 === undefined || matches(firstId(v2), certificate, true)));
}
/** SigningCertificate(V2) ::= SEQUENCE { certs SEQUENCE OF ESSCertID, policies OPTIONAL }; the first names the signer. */
function firstId(attribute) {
    const [certificates] = (0,der_values/* derSequence */.xy)(attribute, 1, 2);
    const [first] = certificates === undefined ? [] : (0,der_values/* derSequence */.xy)(certificates, 1);
    return first ?? (0,wire_der/* fail */.fJ)(attribute, 'no certificate', 'a signing certificate');
}
/** ESSCertID ::= { hash, issuerSerial OPTIONAL }; version 2 begins with the hash algorithm, SHA-256 by default. */
function matches(id, certificate, second) {
    const members = [...(0,der_values/* derSequence */.xy)(id, 1, 3)];
    const algorithm = second && (0,der_values/* derIs */.wd)(members[0], 'sequence') ? members.shift() : undefined;
    const [digest, issuerSerial, ...more] = members;
    if (digest === undefined || more.length > 0)
        return (0,wire_der/* fail */.fJ)(id, 'something else', 'an ESSCertID');
    const own = second
        ? (0,crypto_hash/* hash */.tW)(algorithm === undefined ? 'sha256' : readHashAlgorithm(algorithm), certificate.raw)
        : (0,external_node_crypto_.createHash)('sha1').update(certificate.raw).digest();
    return (0,wire_text/* equalBytes */.ex)((0,der_values/* derOctets */.KU)(digest), own) && (issuerSerial === undefined || namesIssuer(issuerSerial, certificate));
}
/** IssuerSerial ::= SEQUENCE { GeneralNames, INTEGER }; the directory name [4] is that of the issuer. */
function namesIssuer(node, certificate) {
    const [names, serial] = (0,der_values/* derSequence */.xy)(node, 2, 2);
    if (names === undefined || serial === undefined || readSerial(serial) !== certificate.serialNumber)
        return false;
    return (0,der_values/* derSequence */.xy)(names, 1).some((name) => {
        const directory = name.children[0];
        return (0,der_values/* derIsContext */.h3)(name, 4) && directory !== undefined && (0,wire_text/* equalBytes */.ex)(directory.raw, certificate.issuerName);
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/timestamp.js








const TST_INFO = '1.2.840.113549.1.9.16.1.4';
/**
 * Reads an RFC 3161 TimeStampResp (section 2.4.2) that was granted, down to the TSTInfo. The signature is not verified, but
 * the CMS attributes are checked against the content.
 * @param what how errors name it
 * @throws CountersignError TIMESTAMP_INVALID
 */
function parseTimestampResponse(der, what = 'the timestamp') {
    if (der.length > 256 * 1024) {
        throw new countersign_error/* CountersignError */.WS('TIMESTAMP_INVALID', `${what} is too large`, {
            expected: 'at most 256 KiB',
            found: `${der.length} bytes`,
        });
    }
    const response = (0,wire_der/* parseDer */.zE)(Uint8Array.from(der), what, 'TIMESTAMP_INVALID');
    const [status, token] = (0,der_values/* derSequence */.xy)(response, 1, 2);
    const [code] = status === undefined ? [] : (0,der_values/* derSequence */.xy)(status, 1, 3);
    const granted = code === undefined ? -1 : (0,der_values/* derSmallInteger */.z6)(code);
    // 0 granted, 1 granted with modifications; all other values are refusals.
    if (granted !== 0 && granted !== 1)
        (0,wire_der/* fail */.fJ)(response, `status ${granted}`, 'a timestamp that was granted');
    if (token === undefined)
        return (0,wire_der/* fail */.fJ)(response, 'no token', 'a timestamp token');
    const signedData = readSignedData(token, TST_INFO);
    const info = (0,wire_der/* parseDer */.zE)(signedData.content, `the TSTInfo of ${what}`, 'TIMESTAMP_INVALID');
    return { ...readInfo(info), certificates: signedData.certificates, signedData };
}
function readInfo(info) {
    const [version, policy, imprint, serial, time, ...optional] = (0,der_values/* derSequence */.xy)(info, 5, 10);
    if (version === undefined || policy === undefined || imprint === undefined || serial === undefined || time === undefined) {
        return (0,wire_der/* fail */.fJ)(info, 'missing fields', 'a TSTInfo');
    }
    if ((0,der_values/* derSmallInteger */.z6)(version) !== 1)
        (0,wire_der/* fail */.fJ)(info, 'another version', 'version 1');
    if (!(0,der_values/* derIs */.wd)(time, 'generalizedTime'))
        (0,wire_der/* fail */.fJ)(info, 'another kind of time', 'a GeneralizedTime');
    (0,der_values/* derInteger */.i5)(serial);
    // Accuracy, ordering, nonce, tsa [0], extensions [1], in this order, each at most once.
    const take = (is) => {
        const next = optional[0];
        return next !== undefined && is(next) ? optional.shift() : undefined;
    };
    take((node) => (0,der_values/* derIs */.wd)(node, 'sequence'));
    take((node) => (0,der_values/* derIs */.wd)(node, 'boolean'));
    const nonce = take((node) => (0,der_values/* derIs */.wd)(node, 'integer'));
    take((node) => (0,der_values/* derIsContext */.h3)(node, 0));
    const extensions = take((node) => (0,der_values/* derIsContext */.h3)(node, 1));
    if (optional.length > 0)
        (0,wire_der/* fail */.fJ)(info, 'unknown fields', 'a TSTInfo');
    // RFC 3161 section 2.4.2: no extension is processed, so a critical one is refused.
    if (extensions?.children.some((extension) => (0,der_values/* derIs */.wd)(extension.children[1], 'boolean')))
        (0,wire_der/* fail */.fJ)(info, 'a critical extension', 'none');
    return {
        genTime: (0,der_values/* derTime */.tm)(time),
        imprint: readImprint(imprint),
        policy: (0,der_values/* derOid */._2)(policy),
        serialNumber: (0,wire_text/* encodeHex */.mU)(serial.content),
        nonce: nonce === undefined ? undefined : (0,der_values/* derInteger */.i5)(nonce),
    };
}
function readImprint(node) {
    const [algorithm, value] = (0,der_values/* derSequence */.xy)(node, 2, 2);
    if (algorithm === undefined || value === undefined)
        return (0,wire_der/* fail */.fJ)(node, 'something else', 'a message imprint');
    const hash = readHashAlgorithm(algorithm);
    const digest = (0,der_values/* derOctets */.KU)(value);
    if (digest.length !== crypto_hash/* HASH_BYTES */.FA[hash])
        (0,wire_der/* fail */.fJ)(node, `${digest.length} bytes`, `a digest of ${hash}`);
    return { hash, digest };
}
/** Whether the timestamp names this certificate as its signer; no proof. */
function isTimestampSigner(timestamp, certificate) {
    const { signer } = timestamp.signedData;
    if (signer.kind === 'issuer-serial') {
        return signer.serialNumber === certificate.serialNumber && (0,wire_text/* equalBytes */.ex)(signer.issuerName, certificate.issuerName);
    }
    const own = keyIdentifierOf(certificate);
    return own !== undefined && (0,wire_text/* equalBytes */.ex)(signer.keyIdentifier, own);
}
/**
 * Whether `certificate` signed the timestamp: it is the named signer, it is the one that the signing-certificate attribute names
 * (RFC 5816), and its key made the signature over the signed attributes. The caller must check chain, validity and key usage.
 * @throws CountersignError TIMESTAMP_INVALID when the attribute is malformed
 */
function verifyTimestampSignature(timestamp, certificate) {
    const { signedData } = timestamp;
    return (isTimestampSigner(timestamp, certificate) &&
        matchesSigningCertificate(signedData.attributes, certificate) &&
        verifyWithHash(certificate.publicKey, signedData.algorithm, signedData.signedAttributes, signedData.signature));
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/timestamps.js






const timestamps_CODE = 'TIMESTAMP_INVALID';
/**
 * Verifies the bundle's RFC 3161 timestamps over its signature. Timestamps of authorities that are not in the trusted root are
 * skipped; those of known authorities must be valid.
 * @throws CountersignError TIMESTAMP_INVALID
 */
function verifyTimestamps(bundle, authorities, checks) {
    const verified = [];
    for (const der of bundle.timestamps) {
        const timestamp = parseTimestampResponse(der);
        const candidates = findCandidates(timestamp, authorities);
        if (candidates.length > 0)
            verified.push({ issuer: verifyAny(timestamp, candidates, bundle, checks), time: timestamp.genTime });
    }
    const names = new Set(verified.map(({ issuer }) => timestamps_nameOf(issuer.authority)));
    const keys = new Set(verified.map(({ issuer }) => issuer.signer.publicKey.material));
    return {
        times: verified.map(({ issuer, time }) => ({ kind: 'timestamp-authority', time, authority: timestamps_nameOf(issuer.authority) })),
        distinct: Math.min(names.size, keys.size),
        unknown: bundle.timestamps.length - verified.length,
    };
}
/** The URI of the authority; the digest of its trust anchor if the trusted root gives no URI. */
function timestamps_nameOf({ uri, chain }) {
    return uri !== '' ? uri : `sha256:${(0,wire_text/* encodeHex */.mU)((0,crypto_hash/* hash */.tW)('sha256', chain.at(-1)?.raw ?? new Uint8Array()))}`;
}
/** A trusted root contains the signing certificate, or only the CA certificates above it; then the timestamp contains the signing certificate. */
function findCandidates(timestamp, authorities) {
    return authorities.flatMap((authority) => {
        const [first] = authority.chain;
        if (first === undefined)
            return [];
        if (isTimestampSigner(timestamp, first))
            return [{ authority, signer: first, path: authority.chain }];
        return timestamp.certificates
            .filter((signer) => isTimestampSigner(timestamp, signer) && (0,wire_text/* equalBytes */.ex)(signer.issuerName, first.subjectName))
            .map((signer) => ({ authority, signer, path: [signer, ...authority.chain] }));
    });
}
/** @returns the first candidate that verifies. @throws the error of the last one if none does */
function verifyAny(timestamp, candidates, bundle, checks) {
    let failure;
    for (const candidate of candidates) {
        try {
            verifyTimestamp(timestamp, candidate, bundle, checks);
            return candidate;
        }
        catch (error) {
            failure = error;
        }
    }
    throw failure;
}
function verifyTimestamp(timestamp, { authority, signer, path }, bundle, checks) {
    const invalid = (message, expected, found) => () => new countersign_error/* CountersignError */.WS(timestamps_CODE, message, { expected, found });
    const { genTime: time, imprint } = timestamp;
    const name = timestamps_nameOf(authority);
    checks.require('timestamp-signature', verifyTimestampSignature(timestamp, signer), invalid("the timestamp's signature does not verify", `a signature by ${name}`, 'another signature'));
    const stamped = (0,crypto_hash/* hash */.tW)(imprint.hash, bundle.content.signature);
    checks.require('timestamp-imprint', (0,wire_text/* equalBytes */.ex)(stamped, imprint.digest), invalid('the timestamp is over another signature', `${imprint.hash}:${(0,wire_text/* encodeHex */.mU)(stamped)}`, `${imprint.hash}:${(0,wire_text/* encodeHex */.mU)(imprint.digest)}`));
    // RFC 3161 section 2.3: timeStamping is the only purpose, so a key that is used for anything else cannot issue timestamps.
    const usage = signer.extendedKeyUsage ?? [];
    checks.require('timestamp-authority-usage', usage.length === 1 &&
        usage[0] === TIME_STAMPING &&
        (signer.keyUsage === undefined || signer.keyUsage.includes('digitalSignature')), invalid("the authority's signing certificate is not for time stamping only", TIME_STAMPING, usage.join(', ') || 'none'));
    checks.require('timestamp-authority-chain', isValidPath(path), invalid("the authority's signing certificate does not chain up to the trusted root", `a certificate of ${name}`, 'another certificate'));
    for (const { notBefore: start, notAfter: end } of path) {
        checks.require('timestamp-authority-validity', isWithin(time, { start, end }), invalid('a certificate of the authority was not valid at the time of the timestamp', `a time ${describeRange({ start, end })}`, time.toISOString()));
    }
    checks.require('timestamp-authority-window', isWithin(time, authority.validFor), invalid('the trusted root did not trust the authority at the time of the timestamp', `a time ${describeRange(authority.validFor)}`, time.toISOString()));
}
/** RFC 5280 section 6.1 without validity periods: signatures, names, and what each certificate may be used for. */
function isValidPath(path) {
    return (isSignedPath(path) &&
        path.every((certificate, depth) => (depth === 0 ? isPlain(certificate) : mayIssue(certificate, depth - 1))));
}
function isPlain({ unknownCriticalExtensions }) {
    return unknownCriticalExtensions.length === 0;
}
function mayIssue(certificate, below) {
    const { isCa, pathLength, keyUsage, extendedKeyUsage } = certificate;
    return (isCa &&
        isPlain(certificate) &&
        (pathLength === undefined || pathLength >= below) &&
        (keyUsage === undefined || keyUsage.includes('keyCertSign')) &&
        (extendedKeyUsage === undefined || extendedKeyUsage.includes(TIME_STAMPING) || extendedKeyUsage.includes(ANY_PURPOSE)));
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/verify-bundle.js
















/**
 * Verifies one bundle against one artifact, one trusted root and the expected signer.
 * (Sigstore client specification, section 4; the identity as in 4.3.)
 * @throws CountersignError as `verifyBundleWithoutIdentityUnsafe`, and IDENTITY_MISMATCH, ISSUER_MISMATCH, INPUT_MISSING without
 *   an expected signer
 */
function verifyBundle(input) {
    return verifyExpected(input, new Checks());
}
/** `verifyBundle` with its checks as an argument; only tests disable one. */
async function verifyExpected({ expected, ...input }, checks) {
    requireExpectation(expected);
    const facts = await verifyWith({ ...input, keys: expected.kind === 'key' ? expected.keys : [] }, checks);
    requireExpectedSigner(facts.signer, expected, checks);
    return { ...facts, bundle: input.bundle, expected };
}
/**
 * Verifies one bundle against one artifact and one trusted root, and returns the verified facts. **A signature by any signer passes**:
 * the signer is not compared with an expected signer. Only for callers that check the signer themselves, as the gate does with its
 * policy; all others use `verifyBundle`. (sigstore-go calls this `WithoutIdentitiesUnsafe`.) All evidence in the bundle must be
 * valid, except that of logs and timestamp authorities that are not in the trusted root: it is skipped and not counted. No network.
 * (Sigstore client specification, section 4; thresholds count distinct authorities.)
 * @throws CountersignError EVIDENCE_MALFORMED, SIGNATURE_INVALID, CERTIFICATE_*, SCT_INVALID, TIMESTAMP_*, LOG_*, KEY_MISMATCH,
 *   SUBJECT_MISMATCH, SUBJECT_INVALID, THRESHOLD_NOT_MET, INPUT_INVALID for thresholds that are not counts
 */
function verifyBundleWithoutIdentityUnsafe(input) {
    return verifyWith(input, new checks_Checks());
}
/** The same with its checks as an argument; only tests disable one. */
async function verifyWith(input, checks) {
    requireCounts(input.thresholds);
    const { bundle, artifact, memory = new VerificationMemory() } = input;
    const signed = signedInput(bundle, artifact);
    requireSameArtifact(artifact, checks);
    requireNoDuplicates(bundle, checks);
    const rejected = memory.rejected(bundle, input);
    if (rejected !== undefined)
        throw rejected.isAbout(artifact.digests) ? rejected.error : forAnotherArtifact(artifact, rejected.described);
    const bound = bindContent(bundle, artifact, signed, checks, memory);
    return {
        ...(await proofOf(input, signed, memory, checks)),
        ...bound,
        // The text of an image signature contains only the SHA-256 digest; other digests are not covered by the signature.
        artifact: bound.claim.kind === 'image-text' ? sha256Of(artifact) : artifact.digests,
        root: input.root === undefined ? undefined : { source: input.root.source, digest: input.root.digest },
    };
}
const sha256Of = ({ digests: { sha256 } }) => (sha256 === undefined ? {} : { sha256 });
function proofOf(input, signed, memory, checks) {
    const { content } = input.bundle;
    // Without the artifact, because the cached result is used for other artifacts too.
    if (content.kind === 'dsse')
        return memory.proof(input.bundle, content, input, () => prove(input, { digests: {} }, checks));
    memory.proofs += 1;
    return prove(input, signed, checks);
}
/** Verifies signature, certificate, log entries and timestamps. @param signed what the signature is over; without digests for an envelope */
async function prove({ bundle, root = NO_ROOT, keys, now, thresholds }, signed, checks) {
    const signer = bundle.material.kind === 'certificate'
        ? readSigningCertificate(bundle.material.chain, checks)
        : await chooseKey(bundle, keys, signed);
    const logs = proveLogEntries(bundle, root.transparencyLogs, checks);
    const timestamps = verifyTimestamps(bundle, root.timestampAuthorities, checks);
    const times = [...logs.proven.flatMap(logTime), ...timestamps.times].toSorted((a, b) => a.time.getTime() - b.time.getTime());
    const moments = times.map(({ time }) => time);
    const scts = 'certificate' in signer
        ? verifyCertificate(signer, moments, logs.unknown.length + timestamps.unknown, root, checks)
        : undefined;
    // A certificate names no algorithm of its key, apart from the curve.
    const key = 'certificate' in signer ? await chooseKey(bundle, algorithmsOf(signer.certificate.publicKey), signed) : signer;
    await requireSignature(key, bundle, signed, checks);
    const expected = { key, certificate: 'certificate' in signer ? signer.certificate.raw : undefined };
    const present = moments.length > 0 ? moments : [now];
    const logEntries = bindLogEntries(logs, { bundle, artifact: signed, signer: expected }, present, checks);
    requireThresholds(thresholds, { logs, timestamps, scts }, checks);
    return { signer: describeSigner(signer), times, logEntries };
}
const NO_ROOT = {
    certificateAuthorities: [],
    timestampAuthorities: [],
    transparencyLogs: [],
    certificateLogs: [],
    unsupportedLogs: 0,
    digest: '',
    source: 'none',
};
function requireNoDuplicates({ logEntries, timestamps }, checks) {
    const entries = logEntries.map(({ logId, canonicalizedBody }) => `${logId} ${(0,wire_text/* encodeBase64 */.WG)(canonicalizedBody)}`);
    const stamps = timestamps.map((timestamp) => (0,wire_text/* encodeBase64 */.WG)(timestamp));
    checks.require('no-duplicates', new Set(entries).size === entries.length && new Set(stamps).size === stamps.length, () => new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', 'the bundle repeats a log entry or a timestamp', {
        expected: 'different log entries and timestamps',
        found: 'one that occurs twice',
    }));
}
function logTime({ log, time, }) {
    return time === undefined ? [] : [{ kind: 'transparency-log', time, authority: log.origin }];
}
/**
 * A Fulcio certificate is valid for minutes, so a verified time is required, whatever the thresholds are.
 * @param unknownEvidence number of log entries and timestamps that were skipped, for the message
 * @returns number of distinct CT logs with a verified SCT
 */
function verifyCertificate({ certificate }, times, unknownEvidence, root, checks) {
    const issuers = findIssuers(certificate, root.certificateAuthorities);
    checks.require('leaf-time', times.length > 0, () => new countersign_error/* CountersignError */.WS('TIMESTAMP_MISSING', 'the bundle has no verified time, so the certificate may have expired before it was used', {
        expected: 'a signed entry timestamp or an RFC 3161 timestamp of an authority in the trusted root',
        found: unknownEvidence === 0
            ? 'none'
            : `only log entries or timestamps of authorities that are not in the trusted root (${unknownEvidence})`,
        hint: unknownEvidence === 0
            ? 'Sign again with a timestamp authority: log entries of Rekor v2 have no signed time.'
            : OTHER_INSTANCE,
    }));
    const { notBefore, notAfter } = certificate;
    for (const time of times) {
        checks.require('leaf-validity', time >= notBefore && time <= notAfter, () => new countersign_error/* CountersignError */.WS('CERTIFICATE_EXPIRED', 'the certificate was not valid when this was signed', {
            expected: `a time from ${notBefore.toISOString()} until ${notAfter.toISOString()}`,
            found: time.toISOString(),
        }));
    }
    const authority = verifyChain({ leaf: certificate, times, usage: CODE_SIGNING }, issuers, checks);
    const [issuer] = authority.chain;
    return issuer === undefined ? 0 : verifyScts(certificate, issuer, root, checks).length;
}
/** The key that the bundle's hint names (cosign: base64 of the key's SHA-256); if it names none of the given keys, each is tried. */
const verify_bundle_hintOf = ({ material }) => (material.kind === 'public-key' ? material.hint : '');
/**
 * The keys that the hint of the bundle names, otherwise all: it only selects. One key can be given with several algorithms, and has the same
 * hint with each.
 */
function keysToTry(bundle, keys) {
    const hint = verify_bundle_hintOf(bundle);
    const hinted = keys.filter(({ fingerprint }) => hintNames(hint, fingerprint));
    return hinted.length > 0 ? hinted : keys;
}
/** Whether the hint of a bundle names a key. It proves nothing. @param fingerprint hex SHA-256 of the key */
function hintNames(hint, fingerprint) {
    return hint === fingerprint || hint === (0,wire_text/* encodeBase64 */.WG)((0,wire_text/* decodeHex */.EF)(fingerprint, 'fingerprint'));
}
/**
 * Whether the signature can be checked with what is known of the artifact. A key that signs whole messages, or needs another digest, did not
 * sign it, as far as can be told: another key may have.
 */
function canBeChecked({ hash }, { content }, { bytes, digests }) {
    return content.kind === 'dsse' || bytes !== undefined || (hash !== undefined && digests[hash] !== undefined);
}
async function chooseKey(bundle, keys, signed) {
    const [first, ...others] = keys;
    if (first === undefined) {
        throw new countersign_error/* CountersignError */.WS('KEY_MISMATCH', 'the bundle was signed with a key, and no public key was given to verify it', {
            expected: 'a public key',
            found: 'none',
            hint: 'Give the public key of the signer with "key" (in a policy file: a signer with "key"), or a bundle with the expected identity.',
        });
    }
    if (others.length === 0)
        return first;
    const candidates = keysToTry(bundle, keys);
    const [only, ...more] = candidates;
    if (only !== undefined && more.length === 0)
        return only;
    for (const key of candidates)
        if (canBeChecked(key, bundle, signed) && (await content_isSignedBy(key, bundle, signed)))
            return key;
    // One key with several algorithms: what is wrong is said by the check of the signature.
    if (only !== undefined && more.every(({ fingerprint }) => fingerprint === only.fingerprint))
        return only;
    const hint = verify_bundle_hintOf(bundle);
    throw new countersign_error/* CountersignError */.WS('KEY_MISMATCH', 'no given key verifies the signature', {
        expected: keys.map(({ fingerprint }) => fingerprint).join(', '),
        found: `a key with the hint ${JSON.stringify(hint.slice(0, 100))}`,
        hint: 'The artifact changed after it was signed, or it was signed with another key.',
    });
}
function describeSigner(signer) {
    return 'certificate' in signer ? { kind: 'certificate', ...signer } : { kind: 'key', key: signer };
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/emit-evidence.js

/** Emits what was found for a subject, and what could not be read or searched. */
function emitFound({ emit }, { subject, items: all, incomplete, searched }) {
    const artifact = subject.name;
    const items = all.map(({ item }) => item);
    const gaps = [...items.filter((item) => item.kind === 'unreadable'), ...incomplete.map((error) => ({ error }))];
    for (const gap of gaps) {
        const { code, message } = gap.error;
        emit({ event: 'not-judged', artifact, code, problem: message, ...('origin' in gap ? { origin: gap.origin.location } : {}) });
    }
    const bundles = items.filter(({ kind }) => kind === 'bundle').length;
    emit({ event: 'found', artifact, digest: (0,subject_kinds/* digestText */.M6)(subject), count: bundles, names: searched });
}
/** Emits the verification of one bundle under one trust. */
function emitVerified({ emit }, { policy, artifact, item }, verification) {
    const { origin, digest } = item;
    const about = { artifact, bundle: digest, origin: origin.location, policy, trust: verification.trust };
    if (verification.kind === 'rejected') {
        const { code, message } = verification.error;
        emit({ event: 'verified', ...about, verification: 'rejected', code, problem: message });
        return;
    }
    const { signer, logEntries, times } = verification.facts;
    const who = signer.kind === 'key' ? { key: signer.key.fingerprint } : { signer: signer.identity, issuer: signer.issuer };
    const logIndex = logEntries[0]?.logIndex.toString();
    emit({ event: 'verified', ...about, ...who, verification: 'proven', logIndex, at: times[0]?.time.toISOString() });
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/gather.js






/**
 * Finds all evidence for a subject. Evidence for an index counts for the manifests below it, at any depth.
 *
 * @param ofIndexes evidence for indexes that was already found in this run: the platforms of one image share it
 */
async function gather(run, subject, options, registry, ofIndexes, apis = []) {
    const own = evidenceFor(run, subject, options, registry, apis);
    const image = (0,subject_kinds/* imageOf */.dT)(subject);
    const above = (image === undefined ? [] : indexesAbove(image)).map((index) => {
        const key = (0,kinds_image/* pinnedImage */.Q)(index);
        const known = ofIndexes.get(key) ?? evidenceFor(run, index, options, registry, apis);
        ofIndexes.set(key, known);
        return { artifact: index, evidence: known };
    });
    const all = await Promise.all([{ artifact: subject, evidence: own }, ...above].map(async ({ artifact, evidence }) => ({
        artifact,
        evidence: await evidence,
    })));
    const found = {
        subject,
        items: all.flatMap(({ artifact, evidence }) => evidence.items.map((item) => ({ artifact, item }))),
        incomplete: all.flatMap(({ evidence }) => evidence.incomplete),
        searched: searchedPlaces(run, subject, evidenceOptions(options)),
    };
    emitFound(run, found);
    return found;
}
/** An error, except wrong use, is a place that could not be searched. */
async function evidenceFor(run, subject, options, registry, githubApis) {
    try {
        return await findEvidence(run, subject, {
            ...evidenceOptions(options),
            githubApis,
            registry,
        });
    }
    catch (thrown) {
        const error = (0,countersign_error/* asCountersignError */.ek)(thrown);
        if (error.exitStatus === 3)
            throw error;
        return { items: [], incomplete: [error] };
    }
}
function evidenceOptions({ evidence = [], signatureRepository, bundle, openGithub }) {
    return {
        places: evidence,
        openGithub,
        ...(signatureRepository === undefined ? {} : { signatureRepository }),
        ...(bundle === undefined ? {} : { bundle }),
    };
}
/**
 * The input of the verification for an artifact. Only a signature over the file itself may need its bytes read again; a large file is
 * read only for a key that signs whole messages.
 */
function artifactInput(subject, bundle, keys) {
    const file = (0,subject_kinds/* fileOf */.W7)(subject);
    if (file === undefined)
        return { digests: subject.digests, bytes: undefined };
    if (bundle.content.kind !== 'message')
        return { digests: subject.digests, bytes: file.bytes };
    const whole = keysToTry(bundle, keys).some(({ hash }) => hash === undefined);
    return { digests: subject.digests, bytes: bytesOf(file, whole ? MAX_WHOLE_BYTES : undefined) };
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/github-apis.js
const TENANT = /^https:\/\/token\.actions\.([a-z0-9-]+\.ghe\.com)$/;
const SERVER = /^(https:\/\/[^/]+)\/_services\/token$/;
/**
 * Origins of the GitHub APIs of the issuers that policies name: the environment alone must not decide to which server a GitHub token
 * is sent.
 */
function githubApis(policies) {
    const issuers = policies.flatMap(({ signers }) => [...signers.values()].flatMap(({ who }) => ('issuer' in who ? [who.issuer] : [])));
    return [...new Set(issuers.flatMap(apiOf))];
}
/** The API of github.com is always known. */
function apiOf(issuer) {
    const tenant = TENANT.exec(issuer)?.[1];
    if (tenant !== undefined)
        return [`https://api.${tenant}`];
    const server = SERVER.exec(issuer)?.[1];
    return server === undefined ? [] : [server];
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/instance-of.js
const NO_SERVICES = { certificateAuthorities: [], transparencyLogs: [], timestampAuthorities: [] };
/** Where the public instances have their services: production and staging. */
const PUBLIC_HOSTS = /(?:^|\.)(?:sigstore|sigstage)\.dev$/;
/** GitHub's own instance, which signs for private repositories. */
const GITHUB_HOSTS = /(?:^|\.)githubapp\.com$/;
/**
 * The instance that a root and a signing config describe, by the hosts of their services. One public service is enough for
 * `public-good`, whatever the documents were read from: what is sent to it becomes public.
 */
function instanceOf(root, config) {
    const { certificateAuthorities, transparencyLogs, timestampAuthorities } = config ?? NO_SERVICES;
    const urls = [
        ...[...root.transparencyLogs, ...root.certificateLogs].map(({ baseUrl }) => baseUrl),
        ...[...root.certificateAuthorities, ...root.timestampAuthorities].map(({ uri }) => uri),
        ...[...certificateAuthorities, ...transparencyLogs, ...timestampAuthorities].map(({ url }) => url),
    ];
    if (urls.some(isPublicService))
        return 'public-good';
    return urls.some((url) => GITHUB_HOSTS.test(hostOf(url))) ? 'github' : 'own';
}
/** Whether a service belongs to the public-good instance: everybody can read what is sent to it, for ever. */
const isPublicService = (url) => PUBLIC_HOSTS.test(hostOf(url));
/** Roots name authorities with or without a scheme (`fulcio.githubapp.com`). */
function hostOf(url) {
    const parsed = URL.parse(url.includes('://') ? url : `https://${url}`);
    return parsed?.hostname.replace(/\.$/, '') ?? '';
}
/**
 * Whether signatures under this root are proven by a timestamp alone: that of GitHub's instance, which names neither a transparency log
 * nor a certificate log. A root of another operator without logs does not count: its thresholds are written down
 * (`transparency-log: off`, or a policy). Nor does a root that names logs of a kind that is not supported here: it has logs.
 */
function hasNoLogs(root) {
    const { transparencyLogs, certificateLogs, unsupportedLogs, certificateAuthorities } = root;
    const named = transparencyLogs.length + certificateLogs.length + unsupportedLogs;
    if (named > 0 || certificateAuthorities.length === 0)
        return false;
    return certificateAuthorities.every(({ uri }) => GITHUB_HOSTS.test(hostOf(uri)));
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/claims.js


/**
 * The input of the verification for a signed text about an image. The text must name the image for which it was found.
 *
 * @throws CountersignError SUBJECT_MISMATCH when the text is for another image
 */
function claimInput({ payload, image }, artifact) {
    const own = (0,subject_kinds/* imageOf */.dT)(artifact);
    if (own === undefined || own.name !== image.name || own.digest !== image.digest) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_MISMATCH', 'the signature is for another image', {
            expected: artifact.name,
            found: (0,kinds_image/* pinnedImage */.Q)(image),
        });
    }
    return { digests: artifact.digests, imageText: payload };
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/question-key.js

/** Roots do not change after loading, so each object has a number. */
const numbers = new WeakMap();
let last = 0;
function numberOf(root) {
    const known = numbers.get(root) ?? (last += 1);
    numbers.set(root, known);
    return String(known);
}
/** A bundle is identified by its document, because each platform of an index decodes the same bundles again. */
const documents = new WeakMap();
function documentOf(bundle) {
    const known = documents.get(bundle) ?? (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(bundle.json)).digest('hex');
    documents.set(bundle, known);
    return known;
}
const question_key_sha256 = (bytes) => bytes === undefined ? 'none' : (0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex');
/**
 * The cache key of a verification: two have the same key only if every part of their input is the same. Everything that the
 * verification can read must be in the key: a new member of its input that is not named below does not compile.
 */
function questionKey(question) {
    const { bundle, artifact, root, keys, thresholds, now, ...more } = question;
    const { digests, bytes, imageText, ...further } = artifact;
    more;
    further;
    const parts = {
        bundle: documentOf(bundle),
        digests: JSON.stringify(Object.entries(digests).sort()),
        bytes: question_key_sha256(bytes),
        imageText: question_key_sha256(imageText),
        root: root === undefined ? 'none' : numberOf(root),
        keys: JSON.stringify(keys.map(({ details, fingerprint }) => [details, fingerprint])),
        thresholds: JSON.stringify(Object.entries(thresholds).sort()),
        now: now.toISOString(),
    };
    return JSON.stringify(Object.entries(parts));
}
;// CONCATENATED MODULE: ./packages/core/lib/verification/types.js
/**
 * One log entry; for certificates also one SCT and one verified time, because a certificate is valid for minutes and proves nothing
 * without a time. A key needs a time only for time windows, which policies check.
 */
const DEFAULT_THRESHOLDS = {
    certificate: { logEntries: 1, timestamps: 0, scts: 1, times: 1 },
    'public-key': { logEntries: 1, timestamps: 0, scts: 0, times: 0 },
};
;// CONCATENATED MODULE: ./packages/core/lib/gate/thresholds.js


const WITHOUT_LOGS = { logEntries: 0, timestamps: 1, scts: 0 };
/**
 * The proofs that a bundle needs under a trust: the policy's values, otherwise the defaults. Where the run has `transparency-log: off`
 * and the policy has no `trust`, no log entry is needed, and a certificate needs a timestamp in its place. Thresholds on certificates
 * do not apply to keys. GitHub's instance has no logs: everything under its root needs a timestamp instead.
 *
 * @param isOneOfSeveral whether the run has several roots. A key belongs to none of them, so what it signed could choose the root
 *   that asks for less: a root without logs does not lower the thresholds of keys there
 */
function thresholdsOf(trust, material, transparencyLog, root, isOneOfSeveral = false) {
    const isCertificate = material === 'certificate';
    const noLogs = root !== undefined && (isCertificate || !isOneOfSeveral) && hasNoLogs(root);
    const off = trust.root.kind === 'run' && transparencyLog === 'off';
    const defaults = noLogs ? { ...DEFAULT_THRESHOLDS[material], ...WITHOUT_LOGS } : DEFAULT_THRESHOLDS[material];
    return {
        logEntries: trust.logEntries ?? (off ? 0 : defaults.logEntries),
        timestamps: trust.timestamps ?? (off && isCertificate ? Math.max(1, defaults.timestamps) : defaults.timestamps),
        scts: isCertificate ? (trust.certificateLogs ?? defaults.scts) : defaults.scts,
        times: defaults.times,
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/verify-evidence.js











/** Verifies all evidence for a subject, under every trust that the rules and revocations of the policy use. */
async function verifyEvidence(context, loaded, { subject, items, incomplete, searched }) {
    const trusts = trustsInUse(loaded.policy);
    const candidates = [];
    for (const { artifact, item } of items) {
        if (item.kind !== 'bundle')
            continue;
        const verifications = [];
        for (const trust of trusts) {
            const one = await verifyUnder(trust, context, loaded, artifact, item);
            emitVerified(context.run, { policy: loaded.policy.name, artifact: subject.name, item }, one);
            verifications.push(one);
        }
        candidates.push({ origin: item.origin, digest: item.digest, claimed: claimedSigner(item, loaded), verifications });
    }
    const unreadable = items.flatMap(({ item }) => item.kind === 'unreadable' ? [{ origin: item.origin, error: item.error }] : []);
    return { subject, searched, candidates, unreadable, incomplete };
}
function claimedSigner({ bundle: { material } }, { keys }) {
    if (material.kind !== 'public-key')
        return { kind: 'certificate' };
    const { hint } = material;
    return { kind: 'key', fingerprint: [...keys.values()].find((key) => hintNames(hint, key.fingerprint))?.fingerprint };
}
function trustsInUse(policy) {
    const names = new Set();
    const signers = policy.rules.flatMap((rule) => rule.require.flatMap((requirement) => (0,use_table/* signersOf */.Re)(requirement)));
    for (const signer of signers)
        names.add(policy.signers.get(signer)?.trust ?? '');
    // The root of a revoked signer is needed to recognise the signer, also where no rule names it.
    for (const one of policy.revoked)
        if (one.kind === 'signer')
            names.add(policy.signers.get(one.signer)?.trust ?? '');
    return [...policy.trusts.values()].filter((trust) => names.has(trust.name));
}
async function verifyUnder(trust, context, loaded, artifact, item) {
    // Wrong use, such as a missing root file, ends the run.
    const loadedRoots = await context.rootOf(loaded, trust);
    if ('error' in loadedRoots)
        return { kind: 'rejected', trust: trust.name, error: loadedRoots.error };
    const { roots } = loadedRoots;
    const errors = [];
    for (const root of roots.length === 0 ? [undefined] : roots) {
        const answer = await underRoot({ root, isOneOfSeveral: roots.length > 1 }, trust, context, loaded, artifact, item);
        if ('facts' in answer) {
            if (root !== undefined && hasNoLogs(root))
                context.withoutLogs.add(trust.name);
            return { kind: 'verified', trust: trust.name, facts: answer.facts };
        }
        errors.push(answer.error);
    }
    const error = mostTelling(errors);
    const unread = unreadKey(loaded, trust, item);
    return {
        kind: 'rejected',
        trust: trust.name,
        ...(unread === undefined || error.exitStatus === 2 ? { error } : { error: unread, ofReadKeys: error }),
    };
}
/**
 * Several roots are instances of their own: each is asked alone, so that nothing of one can complete what another one proves. The error
 * of the instance whose certificate authority issued the certificate says more than those of the others.
 */
function mostTelling(errors) {
    return (errors.find(({ exitStatus }) => exitStatus === 2) ??
        errors.find(({ code }) => code !== 'CERTIFICATE_UNTRUSTED') ??
        errors[0] ??
        new countersign_error/* CountersignError */.WS('INTERNAL', 'no trusted root was asked'));
}
async function underRoot(asked, trust, context, loaded, artifact, item) {
    try {
        const question = await questionOf(context, loaded, trust, asked, artifact, item);
        const key = questionKey(question);
        const answer = context.done.get(key) ?? answerTo(question, context.memory);
        context.done.set(key, answer);
        return await answer;
    }
    catch (thrown) {
        return { error: (0,countersign_error/* asCountersignError */.ek)(thrown) };
    }
}
/** What was signed with a key, and not with one that was read, may be of a key that could not be read: this is not known. */
function unreadKey(loaded, trust, { bundle }) {
    if (bundle.material.kind !== 'public-key')
        return undefined;
    return [...loaded.unread].find(([name]) => loaded.policy.signers.get(name)?.trust === trust.name)?.[1];
}
/** The whole input of the verification. */
async function questionOf(context, loaded, trust, { root, isOneOfSeveral }, artifact, { bundle, claim }) {
    if (root === undefined && bundle.material.kind === 'certificate') {
        throw new countersign_error/* CountersignError */.WS('CERTIFICATE_UNTRUSTED', `the trust "${trust.name}" has no root, so no certificate counts`, {
            expected: 'a signature by a key',
            found: 'a certificate',
        });
    }
    const keys = bundle.material.kind === 'public-key' ? keysOf(loaded, trust) : [];
    return {
        bundle,
        artifact: claim === undefined
            ? artifactInput(await withNeededDigests(context, artifact, bundle, keys), bundle, keys)
            : claimInput(claim, artifact),
        root,
        keys,
        thresholds: thresholdsOf(trust, bundle.material.kind, context.transparencyLog, root, isOneOfSeveral),
        now: context.now,
    };
}
async function answerTo(question, memory) {
    try {
        // Without an expected signer, because the policy judges the signer by these facts.
        return { facts: await verifyBundleWithoutIdentityUnsafe({ ...question, memory }) };
    }
    catch (thrown) {
        return { error: (0,countersign_error/* asCountersignError */.ek)(thrown) };
    }
}
function keysOf(loaded, trust) {
    const keys = [...loaded.keys].flatMap(([name, key]) => {
        const signer = loaded.policy.signers.get(name);
        if (signer?.trust !== trust.name)
            return [];
        return signer.who.kind === 'key' && signer.who.algorithm === undefined ? algorithmsOf(key) : [key];
    });
    return [...new Map(keys.map((key) => [`${key.details} ${key.fingerprint}`, key])).values()];
}
/**
 * Files are hashed with SHA-256; a bundle may need another digest (a P-384 key, npm's sha512 subjects). What a bundle mentions is
 * only a reason to hash the file again; it is not trusted.
 */
async function withNeededDigests(context, artifact, bundle, keys) {
    const file = (0,subject_kinds/* fileOf */.W7)(artifact);
    if (file === undefined)
        return artifact;
    const { content } = bundle;
    const needed = ['sha384', 'sha512'].filter((algorithm) => {
        if (keys.some((key) => key.hash === algorithm) && content.kind === 'message')
            return true;
        if (content.kind === 'message')
            return content.digest?.algorithm === algorithm;
        return context.memory.mentions(content, `"${algorithm}"`);
    });
    if (needed.length === 0)
        return artifact;
    const ofSubject = context.rehashed.get(artifact) ?? new Map();
    context.rehashed.set(artifact, ofSubject);
    const key = needed.join(' ');
    const known = ofSubject.get(key) ?? withDigests(context.run, file, needed);
    ofSubject.set(key, known);
    return known;
}
;// CONCATENATED MODULE: ./packages/core/lib/wire/canonical-json.js


/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript numbers and strings.
 * Members that are `undefined` are left out.
 * @returns UTF-8 bytes
 * @throws CountersignError INTERNAL for numbers and text that JSON cannot represent
 */
function canonicalJson(value) {
    return (0,wire_text/* encodeUtf8 */.Af)(canonical(value));
}
function canonical(value) {
    if (typeof value === 'number' && !Number.isFinite(value))
        throw unfit('a number that JSON cannot represent');
    if (typeof value === 'string' && !value.isWellFormed())
        throw unfit('half of a surrogate pair');
    if (typeof value !== 'object' || value === null)
        return JSON.stringify(value);
    if (Array.isArray(value))
        return `[${value.map(canonical).join(',')}]`;
    const members = Object.entries(value)
        .filter((member) => member[1] !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([name, member]) => `${canonical(name)}:${canonical(member)}`).join(',')}}`;
}
function unfit(found) {
    return new countersign_error/* CountersignError */.WS('INTERNAL', 'a value cannot be written as canonical JSON', { found });
}
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/identity-forms.js
var identity_forms = __nccwpck_require__(1769);
// EXTERNAL MODULE: ./packages/core/lib/policy/resolve/resolve-who.js
var resolve_who = __nccwpck_require__(3715);
// EXTERNAL MODULE: ./packages/core/lib/policy/resolve/run-trust.js
var run_trust = __nccwpck_require__(7176);
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/one-line.js






const SIGNER = 'signer';
/**
 * The one-line policy as a policy: one signer, one requirement, every subject.
 *
 * @throws CountersignError INPUT_INVALID, INPUT_MISSING
 */
async function expandOneLine(options) {
    const who = await whoOf(options);
    const signer = {
        name: SIGNER,
        unnamed: who.kind === 'key' ? 'the expected key' : 'the expected identity',
        trust: run_trust/* DEFAULT_TRUST */.T,
        fallback: false,
        window: { from: undefined, until: undefined },
        who,
    };
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    return {
        name: 'command line',
        digest: (0,sha256_digest/* sha256Digest */.s)(canonicalJson(given)),
        notAfter: undefined,
        trusts: new Map([[run_trust/* DEFAULT_TRUST */.T, (0,run_trust/* runTrust */.U)()]]),
        signers: new Map([[SIGNER, signer]]),
        rules: [
            {
                name: 'command line',
                match: { paths: undefined, images: undefined, targets: undefined, asks: [] },
                asks: [],
                require: [requirementOf(options)],
            },
        ],
        unmatched: 'deny',
        revoked: [],
    };
}
function requirementOf(options) {
    const by = { atLeast: 1, people: [{ name: SIGNER, signers: [SIGNER] }] };
    const isNamed = [options.certificateIdentity, options.certificateIdentityRegexp, options.key].some((one) => one !== undefined);
    const type = options.predicateType ?? (isNamed ? types/* COSIGN_SIGN_V1 */.YG : types/* SLSA_PROVENANCE_V1 */.us);
    if (type === '' || /\s/.test(type))
        throw one_line_invalid('predicate-type is a URI', 'https://slsa.dev/provenance/v1', type);
    if (type === types/* COSIGN_SIGN_V1 */.YG)
        return { kind: 'signature', by, maxAge: undefined, unseen: 'deny' };
    if (type !== types/* SLSA_PROVENANCE_V1 */.us)
        return { kind: 'attestation', type, by, maxAge: undefined };
    return {
        kind: 'provenance',
        by,
        maxAge: undefined,
        minLevel: undefined,
        builder: undefined,
        buildTypes: undefined,
        source: undefined,
        parameters: undefined,
        unproven: new Set(),
    };
}
async function whoOf(options) {
    const { certificateIdentity: identity, certificateIdentityRegexp: regexp, certificateOidcIssuer: issuer, key, keyDigest, owner, repository, } = options;
    const given = Object.entries({
        'certificate-identity': identity,
        'certificate-identity-regexp': regexp,
        key,
        owner,
        repository,
    }).filter(([, value]) => value !== undefined);
    if (given.length === 0) {
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'no expected signer is given', {
            expected: 'a policy, or certificate-identity with certificate-oidc-issuer, or key',
            found: issuer === undefined ? 'nothing' : 'only an issuer, which gives certificates to anyone',
            hint: 'Give the exact identity: a signature by an unknown signer proves nothing.',
        });
    }
    const names = given.map(([name]) => name);
    // `owner` or `repository` may be given with an identity: then only their runs of the workflow count.
    const inContradiction = [
        names.filter((name) => name !== 'owner' && name !== 'repository'),
        names.filter((name) => name === 'owner' || name === 'repository' || name === 'key'),
    ].find((some) => some.length > 1);
    if (inContradiction !== undefined)
        throw one_line_invalid('the signer is named in more than one way', 'one of them', inContradiction.join(', '));
    for (const [name, value] of [...given, ['certificate-oidc-issuer', issuer]]) {
        if (value === '')
            throw one_line_invalid(`${name} is empty`, 'a value', 'an empty string');
    }
    if (keyDigest !== undefined && key === undefined)
        throw one_line_invalid('key-digest has no effect without key', 'key', 'key-digest alone');
    if (issuer !== undefined)
        refuse('certificate-oidc-issuer', (0,identity_forms/* expectedIssuerForm */.oX)(issuer), issuer);
    if (key !== undefined) {
        if (issuer !== undefined)
            throw one_line_invalid('a key has no issuer', 'key alone', 'key and certificate-oidc-issuer');
        return (0,resolve_who/* keyWho */._G)({ kind: 'reference', at: key }, keyDigest === undefined ? undefined : readKeyDigest(keyDigest));
    }
    if (identity === undefined && regexp === undefined)
        return githubOnly(owner, repository, issuer);
    if (issuer === undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'certificate-oidc-issuer is missing', {
            expected: 'the issuer of the identity, such as https://token.actions.githubusercontent.com',
            found: 'only an identity, which any issuer could certify',
        });
    }
    const runs = runsOf(owner, repository);
    if (identity !== undefined) {
        refuse('certificate-identity', (0,identity_forms/* expectedIdentityForm */.$7)(identity, issuer), identity);
        return (0,resolve_who/* keylessWho */.jU)({ identity, issuer }, runs);
    }
    const { identityPattern } = await __nccwpck_require__.e(/* import() */ 401).then(__nccwpck_require__.bind(__nccwpck_require__, 5401));
    const pattern = await identityPattern(regexp ?? '', { anyOwner: owner !== undefined || repository !== undefined });
    return { kind: 'pattern', ...pattern, issuer, runs };
}
/** Hex of `sha256:<hex>`. @throws CountersignError INPUT_INVALID */
function readKeyDigest(written) {
    const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(written) ?? [];
    if (hex !== undefined)
        return hex;
    throw one_line_invalid('key-digest is not the fingerprint of a key', 'sha256: and 64 lower-case hex digits', written.slice(0, 100));
}
/** With an identity: an account or a repository, or a GitLab group or project. */
function runsOf(owner, repository) {
    if (owner !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.-]+)*$/.test(owner))
        throw one_line_invalid('owner is not an account or group', 'acme', owner);
    if (repository !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.-]+)+$/.test(repository))
        throw one_line_invalid('repository is not owner/name', 'acme/app', repository);
    return { owner, repository, triggers: undefined };
}
/** Without an identity, as in `gh`: any workflow of the repository or owner, on a GitHub host. */
function githubOnly(owner, repository, issuer) {
    if (owner !== undefined && !/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(owner))
        throw one_line_invalid('owner is not a GitHub account', 'acme', owner);
    if (repository !== undefined && !/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository)) {
        throw one_line_invalid('repository is not owner/name', 'acme/app', repository);
    }
    // Only test instances have an issuer on plain http; they use the host of github.com.
    const host = issuer === undefined || issuer.startsWith('http://') ? 'github.com' : (0,resolve_who/* githubHost */.Se)(issuer);
    if (host === undefined)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${owner === undefined ? 'repository' : 'owner'} without certificate-identity needs an issuer of GitHub`, {
            expected: 'https://token.actions.githubusercontent.com, https://token.actions.TENANT.ghe.com or https://HOST/_services/token',
            found: issuer ?? '',
            hint: 'Give certificate-identity as well: the whole identity, on GitLab https://HOST/PROJECT//.gitlab-ci.yml@REF.',
        });
    return (0,resolve_who/* githubOwnerWho */.nC)({ owner, repository, host, issuer: issuer ?? (0,resolve_who/* githubIssuer */.rV)(host) });
}
function refuse(name, reason, found) {
    if (reason !== undefined)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${name} can never match`, { expected: reason, found });
}
function one_line_invalid(message, expected, found) {
    return new countersign_error/* CountersignError */.WS('INPUT_INVALID', message, { expected, found });
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/index.js



/**
 * Reads and checks a policy: YAML 1.2 or JSON, UTF-8, at most 1 MiB. Files that it names are not loaded. All problems are reported
 * at once, each with line, column and field.
 *
 * @param what its name in messages, usually the path
 * @throws CountersignError POLICY_INVALID, POLICY_EMPTY, INPUT_UNSUPPORTED
 */
async function readPolicy(bytes, what) {
    // Loaded late, because the one-line policy needs neither the YAML library nor the document's tables.
    const { read } = await __nccwpck_require__.e(/* import() */ 644).then(__nccwpck_require__.bind(__nccwpck_require__, 8644));
    return read(bytes, what);
}
/** The same with the plain document, which `writePolicy` can write. */
async function readPolicyWithDocument(bytes, what) {
    const { readBoth } = await __nccwpck_require__.e(/* import() */ 644).then(__nccwpck_require__.bind(__nccwpck_require__, 8644));
    return readBoth(bytes, what);
}
/** Writes a document as YAML that reads as the same document. */
async function writePolicy(document) {
    const { writePolicy: write } = await __nccwpck_require__.e(/* import() */ 432).then(__nccwpck_require__.bind(__nccwpck_require__, 7432));
    return write(document);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/with-keys.js
/**
 * The policy with the keys that were read for its key signers, by signer name. A fallback key is one under every name: a second signer with
 * the same key does not hide that a decision rests on it.
 */
function withKeys(policy, keys) {
    const signers = new Map([...policy.signers].map(([name, signer]) => {
        const key = keys.get(name);
        if (signer.who.kind !== 'key' || key === undefined)
            return [name, signer];
        // Checked again here, independent of the reader of the file: only the pinned key may count.
        const pinned = signer.who.sha256 === undefined || signer.who.sha256 === key.fingerprint;
        const read = pinned
            ? { fingerprint: key.fingerprint, material: key.material, details: key.details, validity: key.validity }
            : undefined;
        return [name, read === undefined ? signer : { ...signer, who: { ...signer.who, ...read } }];
    }));
    const ofFallback = new Set([...signers.values()].filter(({ fallback }) => fallback).flatMap(({ who }) => namesOfKey(who)));
    const marked = [...signers].map(([name, signer]) => [
        name,
        { ...signer, fallback: signer.fallback || namesOfKey(signer.who).some((one) => ofFallback.has(one)) },
    ]);
    return { ...policy, signers: new Map(marked) };
}
/** The pin counts too: a fallback key at a service that is away was not read. */
function namesOfKey(who) {
    if (who.kind !== 'key')
        return [];
    return [who.material, who.fingerprint, who.sha256].filter((one) => one !== undefined);
}
// EXTERNAL MODULE: ./packages/core/lib/wire/protobuf-json.js
var protobuf_json = __nccwpck_require__(3482);
;// CONCATENATED MODULE: ./packages/core/lib/trust/checkpoint-origin.js

/**
 * Origins of a log's checkpoints: host, port and path of its base URL, and the same without the port
 * (Rekor's `--hostname` has no port).
 */
function checkpointOrigins(baseUrl) {
    const url = new URL(baseUrl);
    const path = url.pathname.replace(/(?<!\/)\/+$/, '');
    return [...new Set([url.host + path, url.hostname + path])];
}
/** Length of the SubjectPublicKeyInfo header before the 32 key bytes (RFC 8410 section 4). */
const ED25519_SPKI_PREFIX = 12;
/**
 * The untruncated key ID of a signed note's verifier (C2SP signed-note): SHA-256 of the name and the key for Ed25519,
 * SHA-256 of the SubjectPublicKeyInfo for ECDSA. Hex.
 */
function noteKeyId(origin, key) {
    if (key.details !== 'PKIX_ED25519')
        return key.fingerprint;
    return (0,external_node_crypto_.createHash)('sha256')
        .update(origin, 'utf8')
        .update(Uint8Array.of(0x0a, 0x01))
        .update(key.spki.subarray(ED25519_SPKI_PREFIX))
        .digest('hex');
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/read-trusted-root.js






const read_trusted_root_CODE = 'TRUST_ROOT_INVALID';
/** Largest trusted root or signing config that is read, in bytes. */
const MAX_TRUST_BYTES = 4 * 1024 * 1024;
const MAX_ITEMS = 128;
const MEDIA_TYPES = [
    'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    'application/vnd.dev.sigstore.trustedroot.v0.1+json',
];
/**
 * Reads a trusted_root.json (sigstore protobuf-specs `TrustedRoot`) and checks it: every key parses, every key ID matches
 * its key, every log and authority has a start of validity. Logs with an unsupported kind of key are skipped: their entries
 * then do not count. `source` is kept for reports and errors.
 * @throws CountersignError TRUST_ROOT_INVALID
 */
function read_trusted_root_readTrustedRoot(bytes, source) {
    return trustedRootFromJson((0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: read_trusted_root_CODE }), {
        source,
        digest: (0,sha256_digest/* sha256Digest */.s)(bytes),
    });
}
/** The same for a document inside another one (a client trust config), whose digest is then that of the whole file. */
function trustedRootFromJson(value, from) {
    const top = new protobuf_json/* ProtoReader */.i(value, from.source, read_trusted_root_CODE, [
        'mediaType',
        'tlogs',
        'ctlogs',
        'certificateAuthorities',
        'timestampAuthorities',
    ]);
    if (!MEDIA_TYPES.includes(top.text('mediaType')))
        throw top.failure('mediaType', MEDIA_TYPES.join(' or '));
    const transparencyLogs = readLogs(top, 'tlogs', readTransparencyLogIds);
    const certificateLogs = readLogs(top, 'ctlogs', readCertificateLogIds);
    return {
        transparencyLogs: transparencyLogs.filter((log) => log !== undefined),
        certificateLogs: certificateLogs.filter((log) => log !== undefined),
        unsupportedLogs: [...transparencyLogs, ...certificateLogs].filter((log) => log === undefined).length,
        certificateAuthorities: readAuthorities(top, 'certificateAuthorities'),
        timestampAuthorities: readAuthorities(top, 'timestampAuthorities'),
        ...from,
    };
}
/** Undefined for a log that is not supported. */
function readLogs(top, field, readIds) {
    const fields = ['baseUrl', 'hashAlgorithm', 'publicKey', 'logId', 'checkpointKeyId', 'operator'];
    return top.messages(field, MAX_ITEMS, fields).map((log) => {
        const publicKey = log.requiredMessage('publicKey', ['rawBytes', 'keyDetails', 'validFor']);
        const validFor = readValidFor(publicKey);
        const baseUrl = readUrl(log, 'baseUrl');
        const key = read_trusted_root_readKey(publicKey);
        // RFC 6962 trees and both Rekors hash with SHA-256; a log with another hash is not supported.
        if (key === undefined || log.text('hashAlgorithm') !== 'SHA2_256')
            return undefined;
        return { baseUrl, key, validFor, ...readIds(log, baseUrl, key) };
    });
}
function readTransparencyLogIds(log, baseUrl, key) {
    const origins = checkpointOrigins(baseUrl);
    const logId = readKeyId(log, 'logId');
    const checkpointKeyId = log.has('checkpointKeyId') ? readKeyId(log, 'checkpointKeyId') : logId;
    // The ID of a Rekor v1 log is the hash of its key, that of Rekor v2 its checkpoint key ID.
    const possible = new Map();
    for (const origin of origins.toReversed())
        possible.set(key.fingerprint, origin).set(noteKeyId(origin, key), origin);
    for (const [name, id] of [
        ['logId', logId],
        ['checkpointKeyId', checkpointKeyId],
    ]) {
        if (!possible.has(id))
            throw log.failure(name, `the ID of the log's own key under the name ${origins[0] ?? ''}`, id);
    }
    return { origin: possible.get(checkpointKeyId) ?? '', logId, checkpointKeyId };
}
/** RFC 6962 section 3.2: the ID of a CT log is the SHA-256 of its SubjectPublicKeyInfo. */
function readCertificateLogIds(log, baseUrl, key) {
    const logId = readKeyId(log, 'logId');
    if (logId !== key.fingerprint)
        throw log.failure('logId', `the SHA-256 of the log's own key, ${key.fingerprint}`, logId);
    return { origin: checkpointOrigins(baseUrl)[0] ?? '', logId, checkpointKeyId: logId };
}
function readKeyId(log, field) {
    return (0,wire_text/* encodeHex */.mU)(log.requiredMessage(field, ['keyId']).requiredBytes('keyId'));
}
/** Undefined for an unknown kind of key; a key that is not of its stated kind is an error. */
function read_trusted_root_readKey(publicKey) {
    const bytes = publicKey.requiredBytes('rawBytes');
    const details = publicKey.requiredText('keyDetails');
    try {
        // The deprecated form of old RSA logs: a PKCS #1 key without SubjectPublicKeyInfo.
        if (details === 'PKCS1_RSA_PKCS1V5')
            return (0,public_key/* publicKeyFromObject */.ox)((0,external_node_crypto_.createPublicKey)({ key: Buffer.from(bytes), format: 'der', type: 'pkcs1' }));
        return isKeyDetails(details) ? (0,public_key/* publicKeyFromSpki */.W8)(bytes, details) : undefined;
    }
    catch (error) {
        throw new countersign_error/* CountersignError */.WS(read_trusted_root_CODE, `${publicKey.path} is not a key of the kind ${details}`, {
            expected: details,
            found: error instanceof Error ? error.message : String(error),
            cause: error,
        });
    }
}
/** Keys that sign checkpoints and timestamps. Ed25519ph and ML-DSA keys sign artifacts only: no log uses them. */
function isKeyDetails(text) {
    return Object.hasOwn(key_details/* KEY_DETAILS */.hI, text) && text !== 'PKIX_ED25519_PH' && text !== 'ML_DSA_65';
}
function readAuthorities(top, field) {
    return top.messages(field, MAX_ITEMS, ['subject', 'uri', 'certChain', 'validFor', 'operator']).map((authority) => {
        const chain = authority
            .requiredMessage('certChain', ['certificates'])
            .messages('certificates', MAX_ITEMS, ['rawBytes'])
            .map((certificate) => {
            try {
                return parseCertificate(certificate.requiredBytes('rawBytes'));
            }
            catch (error) {
                throw new countersign_error/* CountersignError */.WS(read_trusted_root_CODE, `${certificate.path} cannot be read as a certificate`, { cause: error });
            }
        });
        if (chain.length === 0)
            throw authority.failure('certChain', 'at least one certificate', 'none');
        return { uri: authority.text('uri'), chain, validFor: readValidFor(authority) };
    });
}
function readUrl(reader, field) {
    const text = reader.requiredText(field);
    if (!URL.canParse(text))
        throw reader.failure(field, 'a URL');
    return text;
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/public-good/embedded-root.js
// Written by scripts/update-embedded-roots.mjs from @sigstore/tuf; do not edit.
/** The public-good Sigstore instance as its TUF repository described it when this file was written. */
const embedded_root_PUBLIC_GOOD = {
    mirror: 'https://tuf-repo-cdn.sigstore.dev',
    /** When the TUF root of the same moment was signed; for messages. */
    since: '2026-10-07T19:27:31.000Z',
    /** Of trusted_root.json. */
    digest: 'sha256:6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66',
    trustedRoot: '{\n  "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",\n  "tlogs": [\n    {\n      "baseUrl": "https://rekor.sigstore.dev",\n      "hashAlgorithm": "SHA2_256",\n      "publicKey": {\n        "rawBytes": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwrkBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==",\n        "keyDetails": "PKIX_ECDSA_P256_SHA_256",\n        "validFor": {\n          "start": "2021-01-12T11:53:27Z"\n        }\n      },\n      "logId": {\n        "keyId": "wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0="\n      }\n    },\n    {\n      "baseUrl": "https://log2025-1.rekor.sigstore.dev",\n      "hashAlgorithm": "SHA2_256",\n      "publicKey": {\n        "rawBytes": "MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=",\n        "keyDetails": "PKIX_ED25519",\n        "validFor": {\n          "start": "2025-09-23T00:00:00Z"\n        }\n      },\n      "logId": {\n        "keyId": "zxGZFVvd0FEmjR8WrFwMdcAJ9vtaY/QXf44Y1wUeP6A="\n      }\n    }\n  ],\n  "certificateAuthorities": [\n    {\n      "subject": {\n        "organization": "sigstore.dev",\n        "commonName": "sigstore"\n      },\n      "uri": "https://fulcio.sigstore.dev",\n      "certChain": {\n        "certificates": [\n          {\n            "rawBytes": "MIIB+DCCAX6gAwIBAgITNVkDZoCiofPDsy7dfm6geLbuhzAKBggqhkjOPQQDAzAqMRUwEwYDVQQKEwxzaWdzdG9yZS5kZXYxETAPBgNVBAMTCHNpZ3N0b3JlMB4XDTIxMDMwNzAzMjAyOVoXDTMxMDIyMzAzMjAyOVowKjEVMBMGA1UEChMMc2lnc3RvcmUuZGV2MREwDwYDVQQDEwhzaWdzdG9yZTB2MBAGByqGSM49AgEGBSuBBAAiA2IABLSyA7Ii5k+pNO8ZEWY0ylemWDowOkNa3kL+GZE5Z5GWehL9/A9bRNA3RbrsZ5i0JcastaRL7Sp5fp/jD5dxqc/UdTVnlvS16an+2Yfswe/QuLolRUCrcOE2+2iA5+tzd6NmMGQwDgYDVR0PAQH/BAQDAgEGMBIGA1UdEwEB/wQIMAYBAf8CAQEwHQYDVR0OBBYEFMjFHQBBmiQpMlEk6w2uSu1KBtPsMB8GA1UdIwQYMBaAFMjFHQBBmiQpMlEk6w2uSu1KBtPsMAoGCCqGSM49BAMDA2gAMGUCMH8liWJfMui6vXXBhjDgY4MwslmN/TJxVe/83WrFomwmNf056y1X48F9c4m3a3ozXAIxAKjRay5/aj/jsKKGIkmQatjI8uupHr/+CxFvaJWmpYqNkLDGRU+9orzh5hI2RrcuaQ=="\n          }\n        ]\n      },\n      "validFor": {\n        "start": "2021-03-07T03:20:29Z",\n        "end": "2022-12-31T23:59:59.999Z"\n      }\n    },\n    {\n      "subject": {\n        "organization": "sigstore.dev",\n        "commonName": "sigstore"\n      },\n      "uri": "https://fulcio.sigstore.dev",\n      "certChain": {\n        "certificates": [\n          {\n            "rawBytes": "MIICGjCCAaGgAwIBAgIUALnViVfnU0brJasmRkHrn/UnfaQwCgYIKoZIzj0EAwMwKjEVMBMGA1UEChMMc2lnc3RvcmUuZGV2MREwDwYDVQQDEwhzaWdzdG9yZTAeFw0yMjA0MTMyMDA2MTVaFw0zMTEwMDUxMzU2NThaMDcxFTATBgNVBAoTDHNpZ3N0b3JlLmRldjEeMBwGA1UEAxMVc2lnc3RvcmUtaW50ZXJtZWRpYXRlMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE8RVS/ysH+NOvuDZyPIZtilgUF9NlarYpAd9HP1vBBH1U5CV77LSS7s0ZiH4nE7Hv7ptS6LvvR/STk798LVgMzLlJ4HeIfF3tHSaexLcYpSASr1kS0N/RgBJz/9jWCiXno3sweTAOBgNVHQ8BAf8EBAMCAQYwEwYDVR0lBAwwCgYIKwYBBQUHAwMwEgYDVR0TAQH/BAgwBgEB/wIBADAdBgNVHQ4EFgQU39Ppz1YkEZb5qNjpKFWixi4YZD8wHwYDVR0jBBgwFoAUWMAeX5FFpWapesyQoZMi0CrFxfowCgYIKoZIzj0EAwMDZwAwZAIwPCsQK4DYiZYDPIaDi5HFKnfxXx6ASSVmERfsynYBiX2X6SJRnZU84/9DZdnFvvxmAjBOt6QpBlc4J/0DxvkTCqpclvziL6BCCPnjdlIB3Pu3BxsPmygUY7Ii2zbdCdliiow="\n          },\n          {\n            "rawBytes": "MIIB9zCCAXygAwIBAgIUALZNAPFdxHPwjeDloDwyYChAO/4wCgYIKoZIzj0EAwMwKjEVMBMGA1UEChMMc2lnc3RvcmUuZGV2MREwDwYDVQQDEwhzaWdzdG9yZTAeFw0yMTEwMDcxMzU2NTlaFw0zMTEwMDUxMzU2NThaMCoxFTATBgNVBAoTDHNpZ3N0b3JlLmRldjERMA8GA1UEAxMIc2lnc3RvcmUwdjAQBgcqhkjOPQIBBgUrgQQAIgNiAAT7XeFT4rb3PQGwS4IajtLk3/OlnpgangaBclYpsYBr5i+4ynB07ceb3LP0OIOZdxexX69c5iVuyJRQ+Hz05yi+UF3uBWAlHpiS5sh0+H2GHE7SXrk1EC5m1Tr19L9gg92jYzBhMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBRYwB5fkUWlZql6zJChkyLQKsXF+jAfBgNVHSMEGDAWgBRYwB5fkUWlZql6zJChkyLQKsXF+jAKBggqhkjOPQQDAwNpADBmAjEAj1nHeXZp+13NWBNa+EDsDP8G1WWg1tCMWP/WHPqpaVo0jhsweNFZgSs0eE7wYI4qAjEA2WB9ot98sIkoF3vZYdd3/VtWB5b9TNMea7Ix/stJ5TfcLLeABLE4BNJOsQ4vnBHJ"\n          }\n        ]\n      },\n      "validFor": {\n        "start": "2022-04-13T20:06:15Z"\n      }\n    }\n  ],\n  "ctlogs": [\n    {\n      "baseUrl": "https://ctfe.sigstore.dev/test",\n      "hashAlgorithm": "SHA2_256",\n      "publicKey": {\n        "rawBytes": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbfwR+RJudXscgRBRpKX1XFDy3PyudDxz/SfnRi1fT8ekpfBd2O1uoz7jr3Z8nKzxA69EUQ+eFCFI3zeubPWU7w==",\n        "keyDetails": "PKIX_ECDSA_P256_SHA_256",\n        "validFor": {\n          "start": "2021-03-14T00:00:00Z",\n          "end": "2022-10-31T23:59:59.999Z"\n        }\n      },\n      "logId": {\n        "keyId": "CGCS8ChS/2hF0dFrJ4ScRWcYrBY9wzjSbea8IgY2b3I="\n      }\n    },\n    {\n      "baseUrl": "https://ctfe.sigstore.dev/2022",\n      "hashAlgorithm": "SHA2_256",\n      "publicKey": {\n        "rawBytes": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEiPSlFi0CmFTfEjCUqF9HuCEcYXNKAaYalIJmBZ8yyezPjTqhxrKBpMnaocVtLJBI1eM3uXnQzQGAJdJ4gs9Fyw==",\n        "keyDetails": "PKIX_ECDSA_P256_SHA_256",\n        "validFor": {\n          "start": "2022-10-20T00:00:00Z"\n        }\n      },\n      "logId": {\n        "keyId": "3T0wasbHETJjGR4cmWc3AqJKXrjePK3/h4pygC8p7o4="\n      }\n    }\n  ],\n  "timestampAuthorities": [\n    {\n      "subject": {\n        "organization": "sigstore.dev",\n        "commonName": "sigstore-tsa-selfsigned"\n      },\n      "uri": "https://timestamp.sigstore.dev/api/v1/timestamp",\n      "certChain": {\n        "certificates": [\n          {\n            "rawBytes": "MIICEDCCAZagAwIBAgIUOhNULwyQYe68wUMvy4qOiyojiwwwCgYIKoZIzj0EAwMwOTEVMBMGA1UEChMMc2lnc3RvcmUuZGV2MSAwHgYDVQQDExdzaWdzdG9yZS10c2Etc2VsZnNpZ25lZDAeFw0yNTA0MDgwNjU5NDNaFw0zNTA0MDYwNjU5NDNaMC4xFTATBgNVBAoTDHNpZ3N0b3JlLmRldjEVMBMGA1UEAxMMc2lnc3RvcmUtdHNhMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE4ra2Z8hKNig2T9kFjCAToGG30jky+WQv3BzL+mKvh1SKNR/UwuwsfNCg4sryoYAd8E6isovVA3M4aoNdm9QDi50Z8nTEyvqgfDPtTIwXItfiW/AFf1V7uwkbkAoj0xxco2owaDAOBgNVHQ8BAf8EBAMCB4AwHQYDVR0OBBYEFIn9eUOHz9BlRsMCRscsc1t9tOsDMB8GA1UdIwQYMBaAFJjsAe9/u1H/1JUeb4qImFMHic6/MBYGA1UdJQEB/wQMMAoGCCsGAQUFBwMIMAoGCCqGSM49BAMDA2gAMGUCMDtpsV/6KaO0qyF/UMsX2aSUXKQFdoGTptQGc0ftq1csulHPGG6dsmyMNd3JB+G3EQIxAOajvBcjpJmKb4Nv+2Taoj8Uc5+b6ih6FXCCKraSqupe07zqswMcXJTe1cExvHvvlw=="\n          },\n          {\n            "rawBytes": "MIIB9zCCAXygAwIBAgIUV7f0GLDOoEzIh8LXSW80OJiUp14wCgYIKoZIzj0EAwMwOTEVMBMGA1UEChMMc2lnc3RvcmUuZGV2MSAwHgYDVQQDExdzaWdzdG9yZS10c2Etc2VsZnNpZ25lZDAeFw0yNTA0MDgwNjU5NDNaFw0zNTA0MDYwNjU5NDNaMDkxFTATBgNVBAoTDHNpZ3N0b3JlLmRldjEgMB4GA1UEAxMXc2lnc3RvcmUtdHNhLXNlbGZzaWduZWQwdjAQBgcqhkjOPQIBBgUrgQQAIgNiAAQUQNtfRT/ou3YATa6wB/kKTe70cfJwyRIBovMnt8RcJph/COE82uyS6FmppLLL1VBPGcPfpQPYJNXzWwi8icwhKQ6W/Qe2h3oebBb2FHpwNJDqo+TMaC/tdfkv/ElJB72jRTBDMA4GA1UdDwEB/wQEAwIBBjASBgNVHRMBAf8ECDAGAQH/AgEAMB0GA1UdDgQWBBSY7AHvf7tR/9SVHm+KiJhTB4nOvzAKBggqhkjOPQQDAwNpADBmAjEAwGEGrfGZR1cen1R8/DTVMI943LssZmJRtDp/i7SfGHmGRP6gRbuj9vOK3b67Z0QQAjEAuT2H673LQEaHTcyQSZrkp4mX7WwkmF+sVbkYY5mXN+RMH13KUEHHOqASaemYWK/E"\n          }\n        ]\n      },\n      "validFor": {\n        "start": "2025-07-04T00:00:00Z"\n      }\n    }\n  ]\n}\n',
};
;// CONCATENATED MODULE: ./packages/core/lib/trust/named-instances.js

const ALWAYS = { start: new Date('2023-10-27T16:30:00Z'), end: undefined };
const service = (url) => [{ url, majorApiVersion: 1, validFor: ALWAYS, operator: 'github.com' }];
/**
 * GitHub's own instance, which signs for private repositories: no transparency log, and certificates without SCT
 * (`@actions/attest`, endpoints.ts).
 */
const GITHUB_SERVICES = {
    certificateAuthorities: service('https://fulcio.githubapp.com'),
    oidcProviders: service('https://token.actions.githubusercontent.com'),
    transparencyLogs: [],
    transparencyLogSelection: { selector: 'ANY', count: 0 },
    timestampAuthorities: service('https://timestamp.githubapp.com/api/v1/timestamp'),
    timestampSelection: { selector: 'ANY', count: 0 },
};
const NAMED_INSTANCES = {
    'public-good': {
        mirror: {
            url: embedded_root_PUBLIC_GOOD.mirror,
            instance: 'public-good',
            anchor: {
                root: async () => Buffer.from((await __nccwpck_require__.e(/* import() */ 390).then(__nccwpck_require__.bind(__nccwpck_require__, 7390))).PUBLIC_GOOD_TUF.root, 'utf8'),
            },
        },
        embedded: () => Promise.resolve(embedded_root_PUBLIC_GOOD),
        signingConfig: undefined,
    },
    github: {
        mirror: {
            url: 'https://tuf-repo.github.com',
            instance: 'github',
            anchor: { root: async () => Buffer.from((await __nccwpck_require__.e(/* import() */ 656).then(__nccwpck_require__.bind(__nccwpck_require__, 656))).GITHUB_TUF.root, 'utf8') },
        },
        embedded: async () => (await __nccwpck_require__.e(/* import() */ 154).then(__nccwpck_require__.bind(__nccwpck_require__, 6154))).GITHUB,
        signingConfig: GITHUB_SERVICES,
    },
};
/** Names win over files: a file of the same name is written with its folder, `./github`. */
function isInstanceName(text) {
    return text !== undefined && Object.hasOwn(NAMED_INSTANCES, text);
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/freshness.js






const DAY_MS = 86_400_000;
/** A trusted root from a file, or the copy in this release, is old after so many days; instances change their keys about twice a year. */
const OLD_AFTER_DAYS = 90;
/** Metadata that expires within this time is reported: without a new copy, the run of tomorrow could not decide. */
const NEAR_EXPIRY_MS = DAY_MS;
/** Undefined for a document, and for a file whose time cannot be read. */
function fileChanged(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.mtime;
}
/** Emits a warning for each reason why the trusted roots should be renewed. */
async function warnOfAge(run, roots, freshness) {
    for (const { from, problem, hint } of await agingOf(run.clock(), roots, freshness))
        run.emit({ event: 'trust-aging', from, problem, hint });
}
async function agingOf(now, roots, freshness) {
    const [{ source } = { source: '' }] = roots;
    switch (freshness.kind) {
        case 'embedded': {
            const days = daysBetween(freshness.since, now);
            if (days < OLD_AFTER_DAYS)
                return [];
            return [
                {
                    from: source,
                    problem: `the copy in this version is ${String(days)} days old`,
                    hint: 'Install a newer version, allow the network once (network: all), or give a file that "countersign trust export" wrote.',
                },
            ];
        }
        case 'tuf': {
            if (freshness.expires.getTime() - now.getTime() >= NEAR_EXPIRY_MS)
                return [];
            return [
                {
                    from: (0,addresses/* describeUrl */.Ng)(freshness.mirror),
                    problem: `its TUF metadata expires at ${freshness.expires.toISOString()}`,
                    hint: 'Run "countersign trust update" with network before then. If it still expires at the same time, tell the operator of the repository.',
                },
            ];
        }
        case 'document':
            return (await Promise.all(roots.map((root) => agingOfFile(now, root, freshness.changed)))).flat();
    }
}
const RENEW = 'Write it again with "countersign trust export", and check its digest where you pin it.';
async function agingOfFile(now, root, changed) {
    const from = root.source;
    const missing = await missingFrom(root);
    const days = changed === undefined ? 0 : daysBetween(changed, now);
    const authorities = [...root.certificateAuthorities, ...root.transparencyLogs];
    const ended = authorities.length > 0 && !authorities.some(({ validFor }) => isWithin(now, validFor));
    return [
        ...(missing > 0
            ? [{ from, problem: `it lacks ${String(missing)} keys that the copy in this version of countersign has`, hint: RENEW }]
            : []),
        ...(days >= OLD_AFTER_DAYS ? [{ from, problem: `the file is ${String(days)} days old`, hint: RENEW }] : []),
        ...(ended ? [{ from, problem: 'none of its authorities and logs is valid any more', hint: RENEW }] : []),
    ];
}
/** How many keys of the embedded root of the same instance the file does not have. A checkout sets the time of a file, but not this. */
async function missingFrom(root) {
    const instance = instanceOf(root, undefined);
    if (!isInstanceName(instance))
        return 0;
    const own = new Set(freshness_keysOf(root));
    const embedded = keysOfDocument((await NAMED_INSTANCES[instance].embedded()).trustedRoot);
    const lacking = embedded.filter((key) => !own.has(key)).length;
    // A root of another environment of the same operator (staging) has none of these keys.
    return lacking === embedded.length ? 0 : lacking;
}
/** The keys of logs, and the issuing certificates of authorities, base64. */
function freshness_keysOf(root) {
    const logs = [...root.transparencyLogs, ...root.certificateLogs].map(({ key }) => key.spki);
    const authorities = [...root.certificateAuthorities, ...root.timestampAuthorities].flatMap(({ chain: [issuing] }) => issuing === undefined ? [] : [issuing.raw]);
    return [...logs, ...authorities].map(wire_text/* encodeBase64 */.WG);
}
/** The same of an embedded document, which needs no checks; reading its certificates would take longer than a verification. */
function keysOfDocument(text) {
    const { tlogs = [], ctlogs = [], certificateAuthorities = [], timestampAuthorities = [] } = JSON.parse(text);
    return [
        ...[...tlogs, ...ctlogs].map(({ publicKey }) => publicKey.rawBytes),
        ...[...certificateAuthorities, ...timestampAuthorities].flatMap(({ certChain: { certificates: [issuing], }, }) => (issuing === undefined ? [] : [issuing.rawBytes])),
    ];
}
function daysBetween(from, to) {
    return Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY_MS));
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/read-signing-config.js



const read_signing_config_CODE = 'SIGNING_CONFIG_INVALID';
const MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';
const read_signing_config_MAX_ITEMS = 128;
const UNDEFINED = 'SERVICE_SELECTOR_UNDEFINED';
const SELECTORS = { ANY: 'ANY', ALL: 'ALL', EXACT: 'EXACT' };
/**
 * Reads a signing_config.v0.2.json (sigstore protobuf-specs `SigningConfig`): where to sign. `source` is named in errors.
 * @throws CountersignError SIGNING_CONFIG_INVALID
 */
function readSigningConfig(bytes, source) {
    return signingConfigFromJson((0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: read_signing_config_CODE }), source);
}
/** The same for a document inside another one (a client trust config). */
function signingConfigFromJson(value, source) {
    const top = new protobuf_json/* ProtoReader */.i(value, source, read_signing_config_CODE, [
        'mediaType',
        'caUrls',
        'oidcUrls',
        'rekorTlogUrls',
        'rekorTlogConfig',
        'tsaUrls',
        'tsaConfig',
    ]);
    if (top.text('mediaType') !== MEDIA_TYPE)
        throw top.failure('mediaType', MEDIA_TYPE);
    const transparencyLogs = readServices(top, 'rekorTlogUrls');
    const timestampAuthorities = readServices(top, 'tsaUrls');
    return {
        certificateAuthorities: readServices(top, 'caUrls'),
        oidcProviders: readServices(top, 'oidcUrls'),
        transparencyLogs,
        transparencyLogSelection: readSelection(top, 'rekorTlogConfig', transparencyLogs),
        timestampAuthorities,
        timestampSelection: readSelection(top, 'tsaConfig', timestampAuthorities),
    };
}
function readServices(top, field) {
    return top.messages(field, read_signing_config_MAX_ITEMS, ['url', 'majorApiVersion', 'validFor', 'operator']).map((service) => {
        const url = service.requiredText('url');
        const protocol = URL.canParse(url) ? new URL(url).protocol : '';
        if (protocol !== 'https:' && protocol !== 'http:')
            throw service.failure('url', 'an http(s) URL');
        const majorApiVersion = readCount(service, 'majorApiVersion');
        if (majorApiVersion < 1)
            throw service.failure('majorApiVersion', 'at least 1');
        return { url, majorApiVersion, validFor: readValidFor(service), operator: service.text('operator') };
    });
}
function readSelection(top, field, services) {
    const selection = top.message(field, ['selector', 'count']);
    if (selection === undefined) {
        if (services.length > 0)
            throw top.failure(field, 'present where services are named', 'nothing');
        return { selector: 'ANY', count: 0 };
    }
    const name = selection.text('selector');
    // cosign writes an empty selection where no services are named.
    if (services.length === 0 && (name === '' || name === UNDEFINED))
        return { selector: 'ANY', count: 0 };
    const selector = Object.hasOwn(SELECTORS, name) ? SELECTORS[name] : undefined;
    if (selector === undefined)
        throw selection.failure('selector', 'ANY, ALL or EXACT');
    const count = readCount(selection, 'count');
    if (selector === 'EXACT' && count === 0)
        throw selection.failure('count', 'at least 1 with EXACT');
    return { selector, count };
}
function readCount(reader, field) {
    const count = reader.int64(field);
    if (count > 0xffffffffn)
        throw reader.failure(field, 'a 32-bit integer');
    return Number(count);
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/read-root-file.js




const read_root_file_CODE = 'TRUST_ROOT_INVALID';
const CLIENT_TRUST_CONFIG = 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json';
/** `gh attestation trusted-root` writes two or three. */
const MAX_ROOTS = 32;
/**
 * Reads a trusted root, a client trust config, or JSON Lines with a trusted root on each line (`gh attestation trusted-root`).
 * @throws CountersignError TRUST_ROOT_INVALID, SIGNING_CONFIG_INVALID
 */
function readRootFile(bytes, source) {
    if (bytes.length > MAX_TRUST_BYTES)
        throw new countersign_error/* CountersignError */.WS(read_root_file_CODE, `${source} is too large`, {
            expected: `at most ${String(MAX_TRUST_BYTES)} bytes`,
            found: `${String(bytes.length)} bytes`,
        });
    const lines = read_root_file_linesOf(bytes, source);
    if (lines !== undefined)
        return readLines(lines, source);
    const value = (0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: read_root_file_CODE });
    const from = { source, digest: (0,sha256_digest/* sha256Digest */.s)(bytes) };
    const config = clientTrustConfig(value, source);
    if (config === undefined)
        return { roots: [trustedRootFromJson(value, from)], documents: [bytes], signingConfig: undefined };
    const document = config.json['trustedRoot'];
    return {
        roots: [trustedRootFromJson(document, from)],
        documents: [Buffer.from(JSON.stringify(document) ?? '', 'utf8')],
        signingConfig: config.has('signingConfig') ? signingConfigFromJson(config.json['signingConfig'], source) : undefined,
    };
}
/** The signing config of a file: its own document, or part of a client trust config. */
function readConfigFile(bytes, source) {
    const value = (0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_TRUST_BYTES, what: source, code: 'SIGNING_CONFIG_INVALID' });
    const config = clientTrustConfig(value, source);
    return signingConfigFromJson(config === undefined ? value : config.json['signingConfig'], source);
}
/** Undefined when the document is of another kind. */
function clientTrustConfig(value, source) {
    if (!(0,json_readers/* isJsonObject */.OW)(value) || value['mediaType'] !== CLIENT_TRUST_CONFIG)
        return undefined;
    return new protobuf_json/* ProtoReader */.i(value, source, read_root_file_CODE, ['mediaType', 'trustedRoot', 'signingConfig']);
}
/**
 * The lines of JSON Lines. One document on several lines, and one on a single line, are not JSON Lines: undefined.
 * A first line that is no JSON by itself starts a document that continues on the next.
 */
function read_root_file_linesOf(bytes, source) {
    if (!bytes.includes(0x0a))
        return undefined;
    const lines = (0,wire_text/* decodeUtf8 */._6)(bytes, source, read_root_file_CODE).trimEnd().split(/\r?\n/);
    const [first = ''] = lines;
    return lines.length > 1 && /^\s*\{.*\}\s*$/.test(first) && isJson(first) ? lines : undefined;
}
function isJson(text) {
    try {
        JSON.parse(text);
        return true;
    }
    catch {
        return false;
    }
}
function readLines(lines, source) {
    if (lines.length > MAX_ROOTS)
        throw new countersign_error/* CountersignError */.WS(read_root_file_CODE, `${source} has too many lines`, {
            expected: `at most ${String(MAX_ROOTS)} trusted roots`,
            found: String(lines.length),
        });
    const documents = lines.map((line) => Buffer.from(line, 'utf8'));
    const [first, ...others] = lines.map((line, index) => read_root_file_readLine(line, `${source}, line ${String(index + 1)}`));
    if (first === undefined)
        throw new countersign_error/* CountersignError */.WS(read_root_file_CODE, `${source} is empty`);
    refuseSharedAuthorities([first, ...others], source);
    return { roots: [first, ...others], documents, signingConfig: undefined };
}
function read_root_file_readLine(line, source) {
    const value = (0,json/* parseJson */.qF)(line, { maxBytes: MAX_TRUST_BYTES, what: source, code: read_root_file_CODE });
    return trustedRootFromJson(value, { source, digest: (0,sha256_digest/* sha256Digest */.s)(Buffer.from(line, 'utf8')) });
}
/** With one certificate authority in two roots, a bundle could choose the weaker of the two. */
function refuseSharedAuthorities(roots, source) {
    const owner = new Map();
    for (const root of roots)
        for (const { chain } of root.certificateAuthorities)
            for (const certificate of chain) {
                const other = owner.get(certificate.publicKey.material);
                if (other !== undefined && other !== root)
                    throw new countersign_error/* CountersignError */.WS(read_root_file_CODE, `two trusted roots in ${source} have the same certificate authority`, {
                        expected: 'one line for each Sigstore instance',
                        found: `${other.source} and ${root.source}`,
                        hint: 'Keep only the newest trusted root of each instance.',
                    });
                owner.set(certificate.publicKey.material, root);
            }
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/trust-pins.js



/** Whether `trusted-root` or `signing-config` names a file: an instance, an inline document and a mirror pinned by digest are not files. */
function namesTrustFile(named) {
    if (named === undefined || isInstanceName(named) || named.trimStart().startsWith('{'))
        return false;
    return !/^https?:\/\//i.test(named) || /#root=/.test(named);
}
/**
 * The pins of `trust-digest`: `sha256:<hex>` or `<hex>` for each file, first of the trusted root, then of the signing config.
 * @throws CountersignError INPUT_INVALID if the number of pins and files differs
 */
function trustPins(written, named) {
    if (written === undefined || written.length === 0)
        return { check: () => undefined };
    const files = [named.trustedRoot, named.signingConfig].filter(namesTrustFile);
    if (files.length !== written.length || !written.every((pin) => /^(?:sha256:)?[0-9a-f]{64}$/.test(pin))) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'trust-digest does not match the trust files', {
            expected: `${String(files.length)} SHA-256 digests, one per line: first of the trusted root file, then of the signing config file`,
            found: written.join(', '),
        });
    }
    const left = written.map((pin) => pin.replace(/^(?!sha256:)/, 'sha256:'));
    return {
        check: (bytes, source) => {
            const expected = left.shift() ?? 'no more files';
            const found = (0,sha256_digest/* sha256Digest */.s)(bytes);
            if (found === expected)
                return;
            throw new countersign_error/* CountersignError */.WS('POLICY_UNTRUSTED', `${source} is not the file that trust-digest pins`, {
                expected,
                found,
                hint: 'Review the change before you update the pin; in a pipeline, files of earlier jobs can replace files of the repository.',
            });
        },
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/missing-policy.js


/** What to do where a policy file cannot be read: mostly nothing was checked out, or several files are named in one line. */
function hintForMissing(run, file) {
    if (file.includes(','))
        return 'Write one policy per line: a comma is part of the name.';
    if (/^(["']).*\1$/.test(file))
        return 'Leave the quotes out: they are part of the name.';
    if (!(0,external_node_fs_.existsSync)((0,external_node_path_.join)(run.cwd, '.git'))) {
        if (run.env['GITHUB_ACTIONS'] === 'true')
            return 'No repository is checked out here. Add this step before the gate:\n  - uses: actions/checkout@v7';
        if (run.env['GITLAB_CI'] === 'true')
            return 'No repository is checked out here. Remove GIT_STRATEGY (none, empty) from the variables of the job, or take the policy from a job in `needs`.';
    }
    return 'Check the path, and that the policy is committed. In a GitHub workflow, run actions/checkout before the gate.';
}
;// CONCATENATED MODULE: ./packages/core/lib/crypto/signing-algorithms.js
/** The names of algorithms that users write (cosign's `--signing-algorithm`), for keys that allow several or to say which one is meant. */
const SIGNING_ALGORITHMS = {
    'ecdsa-sha2-256-nistp256': 'PKIX_ECDSA_P256_SHA_256',
    'ecdsa-sha2-384-nistp384': 'PKIX_ECDSA_P384_SHA_384',
    'ecdsa-sha2-512-nistp521': 'PKIX_ECDSA_P521_SHA_512',
    'rsa-sign-pkcs1-2048-sha256': 'PKIX_RSA_PKCS1V15_2048_SHA256',
    'rsa-sign-pkcs1-3072-sha256': 'PKIX_RSA_PKCS1V15_3072_SHA256',
    'rsa-sign-pkcs1-4096-sha256': 'PKIX_RSA_PKCS1V15_4096_SHA256',
    'rsa-sign-pss-2048-sha256': 'PKIX_RSA_PSS_2048_SHA256',
    'rsa-sign-pss-3072-sha256': 'PKIX_RSA_PSS_3072_SHA256',
    'rsa-sign-pss-4096-sha256': 'PKIX_RSA_PSS_4096_SHA256',
    ed25519: 'PKIX_ED25519',
    'ed25519-ph': 'PKIX_ED25519_PH',
    'ml-dsa-65': 'ML_DSA_65',
};
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/certificate.js



const certificate_MAX_BYTES = 64 * 1024;
/**
 * The public key in a PEM certificate, with the time for which the certificate says that the key is valid. Only the key counts: the
 * issuer of the certificate and its names are not checked, so whoever gives the file decides.
 * @param what how errors name it, e.g. its path
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
function keyOfCertificate(bytes, what, details) {
    const text = (0,wire_text/* decodeUtf8 */._6)(bytes, what, 'KEY_INVALID');
    const [block, ...more] = (0,wire_pem/* parsePem */.oW)(text, { labels: ['CERTIFICATE'], what, code: 'KEY_INVALID', maxBytes: certificate_MAX_BYTES });
    if (block === undefined || more.length > 0) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${what} contains several certificates`, {
            expected: 'one certificate, that of the signer',
            found: String(more.length + 1),
            hint: 'Remove the certificates of the authorities: they are not used.',
        });
    }
    const { publicKey, keyUsage, notBefore, notAfter } = read(block.der, what);
    if (keyUsage !== undefined && !keyUsage.includes('digitalSignature')) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `the certificate ${what} is not for signatures`, {
            expected: 'key usage digitalSignature, or none',
            found: keyUsage.join(', '),
            hint: 'Name the certificate of the signer, not that of its authority.',
        });
    }
    const key = details === undefined ? publicKey : (0,public_key/* publicKeyFromSpki */.W8)(publicKey.spki, details);
    return { key, where: what, bytes, validity: { notBefore, notAfter } };
}
function read(der, what) {
    try {
        return parseCertificate(der);
    }
    catch (cause) {
        if (!(cause instanceof countersign_error/* CountersignError */.WS))
            throw cause;
        const { message, expected, found, hint } = cause;
        const code = cause.code === 'KEY_UNSUPPORTED' ? cause.code : 'KEY_INVALID';
        throw new countersign_error/* CountersignError */.WS(code, `${what}: ${message}`, { expected, found, hint, cause });
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/open-scheme.js

const CAPABILITIES = ['none', 'registries', 'all'];
/**
 * Loads the module for a key scheme, if the network capability of the run allows what the scheme needs.
 * @throws CountersignError NETWORK_FORBIDDEN
 */
async function loadScheme({ net: { capability } }, { form, needs }, load) {
    if (CAPABILITIES.indexOf(capability) < CAPABILITIES.indexOf(needs)) {
        throw new countersign_error/* CountersignError */.WS('NETWORK_FORBIDDEN', `keys of the form ${form} need more network access than this run has`, {
            expected: `network: ${needs}`,
            found: `network: ${capability}`,
            hint: `Set network: ${needs}, or use a key on this machine.`,
        });
    }
    return await load();
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/open-public-key.js




/**
 * Opens the public key that a reference names. Nothing in this folder can sign.
 * @param options.scheme if the place of the reference allows only one scheme: a `file` in a policy is always a path
 * @throws CountersignError INPUT_INVALID, KEY_INVALID, KEY_UNSUPPORTED, NETWORK_FORBIDDEN, and the errors of reading
 */
async function openPublicKey(run, reference, options) {
    const entry = KEY_SCHEMES[options.scheme ?? parseKeyReference(reference, 'verify')];
    if (entry.load === undefined)
        throw new countersign_error/* CountersignError */.WS('INTERNAL', 'keys of this form cannot verify', { found: entry.form });
    const opener = await loadScheme(run, entry, entry.load);
    return await opener.openPublicKey(run, reference, options);
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/policy-key.js




/**
 * The public key of a signer of a policy. A key that was read must be the pinned one. A key at a service that does not give it now is
 * not a refusal: the error of the service is returned, and what the key may have signed is undecided.
 * @throws CountersignError POLICY_UNTRUSTED, INPUT_MISSING, KEY_INVALID, KEY_UNSUPPORTED, FILE_UNREADABLE
 */
async function keyOfSigner(run, who, options) {
    const { source, sha256 } = who;
    if (sha256 === undefined && !isFile(source))
        throw withoutPin(source);
    let opened;
    try {
        opened = await policy_key_open(run, who, options);
    }
    catch (thrown) {
        if (!(thrown instanceof countersign_error/* CountersignError */.WS))
            throw thrown;
        const named = source.kind === 'reference' ? thrown : ofSigner(options.name, thrown);
        if (thrown.exitStatus === 2 && thrown.code !== 'INTERNAL')
            return named;
        throw named;
    }
    return { key: pinnedKey(opened, who, options.name), validity: opened.validity };
}
/** A policy has several keys, and the error of one does not say whose it is. */
function ofSigner(name, cause) {
    const { code, message, expected, found, hint } = cause;
    return new countersign_error/* CountersignError */.WS(code, `the key of "${name}": ${message}`, { expected, found, hint, cause });
}
function policy_key_open(run, { source: { kind, at }, algorithm }, { readFile, services }) {
    const details = algorithm === undefined ? undefined : SIGNING_ALGORITHMS[algorithm];
    const options = { readFile, services, details };
    switch (kind) {
        case 'certificate':
            return keyOfCertificate(readFile(at), at, details);
        case 'file':
            return openPublicKey(run, at, { ...options, scheme: 'file' });
        case 'env':
            return openPublicKey(run, `env://${at}`, { ...options, scheme: 'env' });
        case 'url':
            return openPublicKey(run, at, { ...options, scheme: 'https' });
        case 'kms':
        case 'secret':
        case 'reference':
            return openPublicKey(run, at, options);
    }
}
/** Files are named by the caller, and covered by `policy-digest`. Everything else can be changed by somebody else. */
const isFile = (source) => fileOfKey(source) !== undefined;
/** The file with the key, as it is written; undefined if the key is elsewhere. */
function fileOfKey({ kind, at }) {
    if (kind === 'reference')
        return parseKeyReference(at, 'verify') === 'file' ? at : undefined;
    return kind === 'file' || kind === 'certificate' ? at : undefined;
}
function withoutPin({ kind }) {
    return new countersign_error/* CountersignError */.WS('INPUT_MISSING', kind === 'reference' ? 'key names a key outside of a file, and key-digest is missing' : 'a key outside of a file has no pin', {
        expected: 'sha256:HEX, the SHA-256 of the SubjectPublicKeyInfo of the key',
        found: 'no digest',
        hint: 'What a variable, a service or an address contains can change, so only the pinned key counts. Signing prints the fingerprint of its key; so does: openssl pkey -pubin -in release.pub -outform DER | openssl dgst -sha256',
    });
}
function pinnedKey({ key, bytes, where }, { source, sha256 }, name) {
    if (sha256 === undefined || sha256 === key.fingerprint)
        return key;
    const ofFile = bytes !== undefined && (0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex') === sha256;
    throw new countersign_error/* CountersignError */.WS('POLICY_UNTRUSTED', source.kind === 'reference'
        ? `${where} is not the key of key-digest`
        : `${where} does not contain the key that the policy pins for "${name}"`, {
        expected: sha256,
        found: key.fingerprint,
        hint: ofFile
            ? 'The pin is the digest of the file. Use the fingerprint of the key: the SHA-256 of its SubjectPublicKeyInfo (DER).'
            : isFile(source)
                ? 'The key file was replaced, or the pin is of another key.'
                : 'The key there was replaced or rotated, or the pin is of another key. Name the version of the key in its reference, where the service has versions.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/load-policies.js









const MAX_POLICY_BYTES = 1024 * 1024;
const MAX_KEY_BYTES = 64 * 1024;
/**
 * Reads policies (or expands the one-line policy) with their roots and keys, checks pins and expiry.
 *
 * @throws CountersignError POLICY_*, INPUT_MISSING, INPUT_INVALID, FILE_UNREADABLE, KEY_INVALID, TRUST_ROOT_INVALID
 */
async function loadPolicies(run, options, now) {
    const files = options.policies ?? [];
    const oneLine = Object.values(options.oneLine ?? {}).some((value) => value !== undefined) ? options.oneLine : undefined;
    if (files.length > 0 && oneLine !== undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'policy files and a one-line policy are given together', {
            expected: 'one or the other',
            found: `${files.join(', ')} and ${Object.keys(oneLine).join(', ')}`,
            hint: 'Move the one-line policy into the policy file.',
        });
    }
    const services = { logins: (0,key_login/* readKeyLogins */.O)(options.keyLogin ?? [], 'key-login'), identityToken: undefined };
    const loaded = files.length > 0
        ? await Promise.all(files.map((file) => loadFile(run, file, services)))
        : [await loadOneLine(run, await expandOneLine(oneLine ?? {}), services)];
    if (options.policyDigest !== undefined) {
        checkPins(loaded, options.policyDigest, files);
        refuseUnpinnedRoot(loaded, options);
    }
    for (const { policy } of loaded)
        assertInForce(policy, now);
    return loaded;
}
async function loadFile(run, file, services) {
    const path = (0,external_node_path_.resolve)(run.cwd, file);
    const bytes = bytesOfPolicy(run, file);
    const policy = await readPolicy(bytes, (0,external_node_path_.relative)(run.cwd, path).startsWith('..') ? path : (0,external_node_path_.relative)(run.cwd, path));
    return load(run, policy, (0,external_node_path_.dirname)(path), bytes, services);
}
/** The hint names the most frequent cause of a missing policy, a missing checkout. */
function bytesOfPolicy(run, file) {
    try {
        return readFileCapped(run, (0,external_node_path_.resolve)(run.cwd, file), MAX_POLICY_BYTES, 'POLICY_INVALID');
    }
    catch (cause) {
        const { code, found } = (0,countersign_error/* asCountersignError */.ek)(cause);
        if (code !== 'FILE_UNREADABLE')
            throw cause;
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `the policy ${file} cannot be read`, {
            expected: `a policy file, relative to ${run.cwd}`,
            found,
            hint: hintForMissing(run, file),
            cause,
        });
    }
}
function loadOneLine(run, policy, services) {
    return load(run, policy, run.cwd, new TextEncoder().encode(policy.digest), services);
}
async function load(run, policy, folder, policyBytes, services) {
    const files = new Map();
    const readOnce = (file, maxBytes, tooLarge) => {
        const bytes = files.get(file) ?? readFileCapped(run, (0,external_node_path_.resolve)(folder, file), maxBytes, tooLarge);
        files.set(file, bytes);
        // A file may be used as root and as key, which have different limits.
        if (bytes.length <= maxBytes)
            return bytes;
        throw new countersign_error/* CountersignError */.WS(tooLarge, `${file} is too large`, {
            expected: `at most ${maxBytes} bytes`,
            found: `${bytes.length} bytes`,
        });
    };
    const roots = new Map();
    for (const trust of policy.trusts.values()) {
        if (trust.root.kind !== 'file')
            continue;
        const { file } = trust.root;
        const path = (0,external_node_path_.resolve)(folder, file);
        const root = rootFrom(readOnce(file, MAX_TRUST_BYTES, 'TRUST_ROOT_INVALID'), path);
        roots.set(trust.name, root);
        await warnOfAge(run, [root], { kind: 'document', changed: fileChanged(path) });
    }
    const keys = new Map();
    const read = new Map();
    const unread = new Map();
    const readFile = (path) => readOnce(path, MAX_KEY_BYTES, 'KEY_INVALID');
    for (const { name, who } of policy.signers.values()) {
        if (who.kind !== 'key')
            continue;
        const answer = await keyOfSigner(run, who, { name, readFile, services });
        if (answer instanceof countersign_error/* CountersignError */.WS) {
            unread.set(name, answer);
            continue;
        }
        keys.set(name, answer.key);
        read.set(name, { ...answer.key, validity: answer.validity });
    }
    return { policy: withKeys(policy, read), roots, keys, unread, pin: policyPin(policyBytes, files) };
}
/** A root file that the policy names and that cannot be used is wrong use (status 3), because no network is involved. */
function rootFrom(bytes, path) {
    try {
        const { roots } = readRootFile(bytes, path);
        if (roots.length === 1)
            return roots[0];
        throw new countersign_error/* CountersignError */.WS('TRUST_ROOT_INVALID', `it has ${String(roots.length)} trusted roots, and every signer trusts exactly one`, {
            expected: 'one trusted root',
            found: `${String(roots.length)} lines`,
            hint: 'Write "sigstore: public-good" or "sigstore: github", or a file for each instance and a trust for each file.',
        });
    }
    catch (thrown) {
        const { message, expected, found, hint } = (0,countersign_error/* asCountersignError */.ek)(thrown, 'TRUST_ROOT_INVALID');
        throw new countersign_error/* CountersignError */.WS('POLICY_INVALID', `the trusted root ${path} that the policy names cannot be used: ${message}`, {
            expected,
            found,
            hint,
            cause: thrown,
        });
    }
}
/**
 * The pin of a policy **and every file that it names** (`policy-digest`): the policy's SHA-256 where it names none; otherwise
 * the SHA-256 of lines `<hex>  <name>` (as sha256sum writes them), the policy first as `policy`, then the files by name as the
 * policy writes them, sorted.
 *
 * @returns `sha256:<hex>`
 */
function policyPin(policy, files) {
    const hex = (bytes) => (0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex');
    if (files.size === 0)
        return `sha256:${hex(policy)}`;
    const named = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => `${hex(bytes)}  ${name}\n`);
    return `sha256:${hex([`${hex(policy)}  policy\n`, ...named].join(''))}`;
}
/** A pinned policy must not depend on a root file that is not pinned: anyone who can write that file could choose the signers. */
function refuseUnpinnedRoot(loaded, { trustedRoot, trustDigest = [] }) {
    if (trustDigest.length > 0 || !namesTrustFile(trustedRoot))
        return;
    const open = loaded.find(({ policy }) => [...policy.trusts.values()].some(({ root }) => root.kind === 'run'));
    if (open === undefined)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', `policy-digest does not cover the file that trusted-root names: ${trustedRoot ?? ''}`, {
        expected: 'trust-digest, or a policy with "trust"',
        found: `no "trust" in ${open.policy.name}, so this file decides who is trusted`,
        hint: 'Name the root file under "trust" of the policy, so that the pin covers it; or pin the file with trust-digest.',
    });
}
function checkPins(loaded, written, files) {
    const pins = written.split(/\s+/).filter((pin) => pin !== '');
    if (files.length === 0 || pins.length !== loaded.length) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'policy-digest does not have one digest for each policy', {
            expected: `${String(files.length)} digests, one for each policy file, in the same order`,
            found: String(pins.length),
        });
    }
    loaded.forEach(({ pin }, index) => {
        const expected = pins[index]?.replace(/^(?!sha256:)/, 'sha256:');
        if (pin === expected)
            return;
        throw new countersign_error/* CountersignError */.WS('POLICY_UNTRUSTED', `${files[index] ?? 'the policy'} is not the pinned policy`, {
            expected: expected ?? '',
            found: pin,
            hint: 'The pin covers the policy and every file that it names. Review what changed before you change the pin.',
        });
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/mask-decision.js

/**
 * Masks secrets in a decision, for reports, outputs and standard output: messages may contain answers of a server, and a server may
 * repeat what it was sent. Only texts change, never an outcome, a code or a digest.
 */
function maskDecision(decision, log) {
    const { mask } = log;
    if (mask === undefined)
        return decision;
    const masker = new Masker(mask);
    return {
        ...decision,
        target: decision.target === undefined ? undefined : mask(decision.target),
        problems: decision.problems.map((one) => masker.requirement(one)),
        policies: decision.policies.map((one) => masker.policy(one)),
    };
}
class Masker {
    mask;
    constructor(mask) {
        this.mask = mask;
    }
    policy(policy) {
        return {
            ...policy,
            subjects: policy.subjects.map((one) => this.subject(one)),
            problems: policy.problems.map((one) => this.requirement(one)),
            ...(policy.further === undefined ? {} : { further: policy.further.map((one) => this.subject(one)) }),
        };
    }
    requirement(one) {
        const { requirement, message, expected, found, hint, parts } = one;
        return {
            ...one,
            requirement: this.mask(requirement),
            message: this.mask(message),
            expected: this.maybe(expected),
            found: this.maybe(found),
            hint: this.maybe(hint),
            parts: parts.map((part) => this.requirement(part)),
        };
    }
    subject(subject) {
        return {
            ...subject,
            rules: subject.rules.map((rule) => ({ ...rule, requirements: rule.requirements.map((one) => this.requirement(one)) })),
            unmatched: subject.unmatched === undefined ? undefined : this.requirement(subject.unmatched),
            candidates: subject.candidates.map((candidate) => ({
                ...candidate,
                verifications: candidate.verifications.map((one) => one.kind === 'rejected' ? { ...one, error: this.error(one.error) } : one),
            })),
            unreadable: subject.unreadable.map(({ origin, error }) => ({ origin, error: this.error(error) })),
        };
    }
    error(error) {
        const { expected, found, hint } = error;
        return new countersign_error/* CountersignError */.WS(error.code, this.mask(error.message), {
            ...(expected === undefined ? {} : { expected: this.mask(expected) }),
            ...(found === undefined ? {} : { found: this.mask(found) }),
            ...(hint === undefined ? {} : { hint: this.mask(hint) }),
        });
    }
    maybe(text) {
        return text === undefined ? undefined : this.mask(text);
    }
}
// EXTERNAL MODULE: ./packages/core/lib/policy/evaluate/signing-identities.js
var signing_identities = __nccwpck_require__(4697);
;// CONCATENATED MODULE: ./packages/core/lib/gate/missing-proofs.js

/** What evidence may lack, and what that means; in the order of the notices. */
const missing_proofs_PROOFS = [
    [({ logEntries }) => logEntries.length > 0, 'without an entry in a transparency log: no public log shows that they exist'],
    [({ times }) => times.length > 0, 'without a proven time: nothing but the signer says when they were made'],
];
/** A notice for each kind of proof that bundles which allow an artifact lack under every root, although the policies accept that. */
function missingProofs(policies) {
    const allowed = policies.flatMap(({ subjects }) => subjects).filter(({ outcome }) => outcome === 'allowed');
    const behind = allowed.map((one) => ({
        subject: one.subject,
        bundles: (0,signing_identities/* bundlesBehind */.W)(one).map(({ verifications }) => verifications.flatMap((verification) => (verification.kind === 'verified' ? [verification.facts] : []))),
    }));
    return missing_proofs_PROOFS.flatMap(([has, notice]) => {
        const without = behind.filter(({ bundles }) => bundles.some((facts) => !facts.some(has)));
        const count = new Set(without.map(({ subject }) => subject)).size;
        return count === 0
            ? []
            : [`${String(count)} allowed ${count === 1 ? 'artifact rests' : 'artifacts rest'} on signatures ${notice}`];
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/refuse-overwrites.js


/**
 * Rejects outputs that would overwrite an input of the run or another output. Resolved paths are compared, because links can give one
 * file several names.
 * @param inputs absolute paths; they need not exist
 * @throws CountersignError INPUT_INVALID
 */
function refuseOverwrites(outputs, inputs) {
    if (outputs.length === 0)
        return;
    const taken = new Map();
    for (const path of inputs)
        for (const place of placesOf(path))
            taken.set(place, path);
    for (const { what, path } of outputs) {
        const places = [...placesOf(path)];
        const other = places.map((place) => taken.get(place)).find((one) => one !== undefined);
        if (other !== undefined) {
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${what} would overwrite ${other}`, {
                expected: 'a path of its own',
                found: path,
                hint: 'Write it to another path, outside of the folders that are signed, verified or deployed.',
            });
        }
        for (const place of places)
            taken.set(place, what);
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/refuse-outputs.js





/**
 * Refuses outputs that would overwrite an artifact, a policy or a file that it names, a checksum file, or evidence: the judged files
 * would be lost, and the next run would read a report instead.
 * @throws CountersignError INPUT_INVALID
 */
function refuseOutputs(run, options, policies, subjects) {
    const { outputs = [], checksums = [], policies: files = [], evidence = [], bundle, trustedRoot } = options;
    if (outputs.length === 0)
        return;
    const named = [...checksums, ...files, ...evidence, bundle, trustedRoot].flatMap((path) => path ?? []);
    refuseOverwrites(outputs, [
        ...named.map((path) => (0,external_node_path_.resolve)(run.cwd, path)),
        ...subjects.flatMap(subject_kinds/* readFrom */.zP),
        ...policies.flatMap((loaded, index) => namedBy(loaded, (0,external_node_path_.dirname)((0,external_node_path_.resolve)(run.cwd, files[index] ?? 'policy')))),
    ]);
    const evidenceLost = outputs.find(({ path }) => holdsBundles(path));
    if (evidenceLost === undefined)
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${evidenceLost.what} would overwrite a bundle`, {
        expected: 'a path of its own',
        found: evidenceLost.path,
    });
}
/** Root and key files of a policy, relative to its folder. */
function namedBy({ policy }, folder) {
    const roots = [...policy.trusts.values()].flatMap(({ root }) => (root.kind === 'file' ? [root.file] : []));
    const keys = [...policy.signers.values()].flatMap(({ who }) => (who.kind === 'key' ? (fileOfKey(who.source) ?? []) : []));
    return [...roots, ...keys].map((file) => (0,external_node_path_.resolve)(folder, file));
}
// EXTERNAL MODULE: ./packages/core/lib/policy/evaluate/refusals.js
var refusals = __nccwpck_require__(7044);
;// CONCATENATED MODULE: ./packages/core/lib/gate/emit-decision.js



/** Emits an event for every requirement that is not met, and then one for the decision. The texts are already masked. */
function emitDecision(run, decision, { mode, started }) {
    // A policy that abstains decides nothing about the subject; if all abstain, that is a problem of the whole decision.
    const judged = decision.policies.flatMap(({ policy, subjects }) => subjects.filter((subject) => !abstains(subject)).map((subject) => ({ policy, subject })));
    const refused = [
        ...judged.flatMap(({ policy, subject }) => (0,refusals/* refusals */.K)(subject).map((one) => ({ ...refusal(one, mode), ...emit_decision_about(subject.subject), policy }))),
        ...decision.problems.map((one) => refusal(one, mode)),
    ];
    for (const event of refused)
        run.emit(event);
    const { outcome, target } = decision;
    run.emit({
        event: 'decided',
        outcome,
        code: outcome === 'allowed' ? undefined : (refused.find((one) => one.outcome === outcome) ?? refused[0])?.code,
        target,
        ...(decision.fallbackSigners === undefined ? {} : { fallbackSigners: decision.fallbackSigners }),
        subjects: decision.subjects.length,
        mode,
        verdicts: judged.map(({ policy, subject }) => ({
            ...emit_decision_about(subject.subject),
            policy,
            outcome: subject.outcome,
            code: (0,refusals/* refusals */.K)(subject)[0]?.code,
        })),
        durationMs: run.clock().getTime() - started.getTime(),
    });
}
const emit_decision_about = (subject) => ({
    artifact: subject.name,
    digest: (0,subject_kinds/* digestText */.M6)(subject),
});
function refusal({ requirement, outcome, code, message, expected, found, hint }, mode) {
    return { event: 'refused', requirement, outcome, code, problem: message, expected, found, hint, mode };
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/subject-problem.js
/** The error of one subject as a problem of the decision: the other subjects are judged all the same. */
function subjectProblem({ about, error }) {
    return {
        requirement: about,
        outcome: error.exitStatus === 1 ? 'denied' : 'undecided',
        code: error.code,
        message: error.message,
        expected: error.expected,
        found: error.found,
        hint: error.hint,
        evidence: [],
        signers: [],
        parts: [],
    };
}
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __nccwpck_require__(1917);
// EXTERNAL MODULE: ./packages/core/lib/net/service-errors.js
var service_errors = __nccwpck_require__(969);
// EXTERNAL MODULE: ./packages/core/lib/trust/asked-mirror.js
var asked_mirror = __nccwpck_require__(5495);
;// CONCATENATED MODULE: ./packages/core/lib/trust/tuf-mirror.js





/**
 * Parses a mirror as users write it: `https://host/path#sha256=<hex of its 1.root.json>` or `…#root=<file>`. A mirror
 * without a pinned root could serve anything, so it is refused (except those of the named instances, whose roots are embedded).
 * @throws CountersignError INPUT_INVALID
 */
function parseMirror(text, readFile) {
    const [url = '', pin] = text.split(/#(.*)/s);
    const bare = url.replace(/(?<!\/)\/+$/, '');
    const named = Object.values(NAMED_INSTANCES).find(({ mirror }) => mirror.url === bare);
    if (named !== undefined && pin === undefined)
        return named.mirror;
    const [, kind, value = ''] = /^(sha256|root)=(.+)$/s.exec(pin ?? '') ?? [];
    if (kind === 'root') {
        const root = readFile(value);
        return { url, anchor: { root: () => Promise.resolve(root) } };
    }
    if (kind === 'sha256' && /^[0-9a-f]{64}$/.test(value))
        return { url, anchor: { sha256: value } };
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'a TUF mirror needs a pinned root', {
        expected: `${(0,addresses/* describeUrl */.Ng)(url)}#sha256=<hex digest of its 1.root.json>, or #root=<file>`,
        found: pin === undefined ? 'none' : `#${pin}`,
        hint: 'Ask the operator of the mirror for the digest of its first root, over another channel than the mirror.',
    });
}
const tuf_mirror_sha256 = (bytes) => (0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex');
/** Fetches the root with the pinned digest. @throws CountersignError FETCH_FAILED, SERVICE_REFUSED, TRUST_ROOT_INVALID */
async function fetchPinnedRoot(run, mirror, pin, maxBytes) {
    const url = `${mirror.replace(/(?<!\/)\/+$/, '')}/1.root.json`;
    const answer = await (0,service_errors/* ask */.kA)(run, (0,asked_mirror/* askedMirror */.u)(url), { purpose: 'sigstore', method: 'GET', maxBytes });
    const found = tuf_mirror_sha256(answer.body);
    if (found !== pin) {
        throw new countersign_error/* CountersignError */.WS('TRUST_ROOT_INVALID', `${(0,addresses/* describeUrl */.Ng)(url)} is not the pinned root`, {
            expected: `sha256:${pin}`,
            found: `sha256:${found}, ${answer.body.length} bytes from ${(0,addresses/* describeUrl */.Ng)(answer.url)}`,
            hint: 'Check the digest in trusted-root, and that its address is that of the TUF repository. Ask the operator of the mirror if both are right.',
        });
    }
    return answer.body;
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/tuf-cache.js




/** The metadata of the public-good instance has some 200 kB. */
const MAX_CACHE_BYTES = 16 * 1024 * 1024;
/**
 * The cache file for a mirror and an anchor; undefined if the environment names no cache folder.
 * @param anchor hex SHA-256 of the root where the chain starts
 */
function cacheFile({ env, cwd }, url, anchor) {
    const caches = below(cwd, env['COUNTERSIGN_CACHE']) ??
        below(cwd, env['XDG_CACHE_HOME'] || env['LOCALAPPDATA'], 'countersign') ??
        below(cwd, env['HOME'] || env['USERPROFILE'], '.cache', 'countersign');
    const name = (0,external_node_crypto_.createHash)('sha256').update(`${url}#${anchor}`).digest('hex').slice(0, 16);
    // Not `resolve`: a bundler would include the files that match the pattern.
    return caches === undefined ? undefined : (0,external_node_path_.join)(caches, 'tuf', `${name}.json`);
}
/** An empty variable counts as not set. */
function below(cwd, base, ...parts) {
    return base === undefined || base === '' ? undefined : (0,external_node_path_.join)((0,external_node_path_.resolve)(cwd, base), ...parts);
}
const tuf_cache_NOTHING = { documents: new Map(), refreshed: new Date(0) };
/** Reads a cache; one that is absent, not a regular file, too large or unreadable counts as empty. */
function readCache(run, file) {
    if (file === undefined)
        return tuf_cache_NOTHING;
    try {
        const bytes = (0,regular_file/* readRegularFile */.X)(file, MAX_CACHE_BYTES);
        const value = (0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_CACHE_BYTES, what: 'the cached trusted root', code: 'TRUST_ROOT_INVALID' });
        const { documents, refreshed } = object(value);
        const entries = Object.entries(object(documents)).map(([name, text]) => [name, Buffer.from(string(text), 'base64')]);
        return { documents: new Map(entries), refreshed: new Date(string(refreshed)) };
    }
    catch (error) {
        if (!(0,system_code/* isMissing */.b2)(error))
            run.log.info(`the cached trusted root cannot be read and is not used (${(0,system_code/* systemReason */.uc)(error)})`);
        return tuf_cache_NOTHING;
    }
}
/**
 * Writes verified documents to the cache file atomically: processes that read or write at the same time see the old or the new
 * file. A cache that cannot be written is not an error.
 */
async function keepCache(run, file, { documents, refreshed }) {
    if (file === undefined)
        return;
    const encoded = [...documents].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
    const text = JSON.stringify({ refreshed: refreshed.toISOString(), documents: Object.fromEntries(encoded) });
    try {
        makeFolder((0,external_node_path_.dirname)(file), 0o700);
        await replaceFile(file, text, { random: run.random, flush: false, mode: 0o600 });
    }
    catch (error) {
        run.log.info(`the trusted root was verified but cannot be cached for the next run (${(0,system_code/* systemReason */.uc)(error)})`);
    }
}
function object(value) {
    if (!(0,json_readers/* isJsonObject */.OW)(value))
        throw new Error('not a cache file');
    return value;
}
function string(value) {
    if (typeof value !== 'string')
        throw new Error('not a cache file');
    return value;
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/tuf.js




/** A valid cache is used for at most this time before the mirror is asked again. */
const REFRESH_AFTER_MS = 24 * 60 * 60 * 1000;
const MAX_ROOT_BYTES = 512_000;
/**
 * Gets targets of a TUF repository (TUF 1.0, section 5). Data from the cache and from the mirror is verified in the
 * same way, from the mirror's anchor: signatures, thresholds, versions, expiry, hashes. A cache that does not verify is not used.
 * A valid cache is used in place of the mirror only if the mirror cannot be reached; if data of the mirror does not verify, there is
 * no fallback to the cache.
 * Targets that the mirror does not have are missing from the result; the first of `names` must exist.
 * @param refresh ask the mirror although the cache is new; then there is no fallback
 * @throws CountersignError TRUST_ROOT_STALE, TRUST_ROOT_INVALID, FETCH_FAILED, NETWORK_FORBIDDEN, DEADLINE_EXCEEDED
 */
async function tufTargets(run, mirror, names, refresh = false) {
    const now = run.clock();
    const isOpen = run.net.capability === 'all';
    const known = 'root' in mirror.anchor ? await mirror.anchor.root() : undefined;
    const file = cacheFile(run, mirror.url, 'sha256' in mirror.anchor ? mirror.anchor.sha256 : tuf_mirror_sha256(known ?? new Uint8Array()));
    const kept = readCache(run, file);
    const anchor = known ?? pinnedIn(kept, mirror);
    const local = anchor === undefined ? 'there is no cache' : await fromCache(run, anchor, kept, names, now);
    const isValid = typeof local !== 'string';
    const age = now.getTime() - kept.refreshed.getTime();
    const ofCache = (walked) => resultOf(mirror, walked, { refreshed: kept.refreshed, fromCache: true });
    if (isValid && !refresh && age >= 0 && age < REFRESH_AFTER_MS)
        return ofCache(local);
    if (!isOpen && refresh)
        throw stale(run, mirror.url, 'a refresh was asked for');
    if (!isOpen) {
        if (!isValid)
            throw stale(run, mirror.url, local);
        run.emit({
            event: 'fell-back',
            fallback: 'cached-root-offline',
            from: (0,addresses/* describeUrl */.Ng)(mirror.url),
            to: `the trusted root of ${(0,addresses/* describeUrl */.Ng)(mirror.url)} that was ${validity(kept, local)}`,
        });
        return ofCache(local);
    }
    try {
        const { walked, start } = await fromMirror(run, mirror, anchor, kept, names, isValid);
        const documents = new Map([...tuf_targetsOf(kept), ['anchor.json', start], ...walked.documents]);
        await keepCache(run, file, { documents, refreshed: now });
        return resultOf(mirror, walked, { refreshed: now, fromCache: false });
    }
    catch (error) {
        const { Unreachable } = await Promise.all(/* import() */[__nccwpck_require__.e(28), __nccwpck_require__.e(549)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8549));
        if (!(error instanceof Unreachable))
            throw await tuf_refusal(mirror.url, error);
        if (!isValid || refresh)
            throw error.reason;
        run.emit({
            event: 'fell-back',
            fallback: 'cached-root',
            from: (0,addresses/* describeUrl */.Ng)(mirror.url),
            to: `the copy that was ${validity(kept, local)}`,
            problem: error.reason.message,
        });
        return ofCache(local);
    }
}
function resultOf(mirror, { targets, expires, roles }, from) {
    return { targets, freshness: { kind: 'tuf', mirror: mirror.url, expires, roles, ...from } };
}
const validity = (kept, { expires }) => `fetched on ${kept.refreshed.toISOString()}, verified, and is valid until ${expires.toISOString()}`;
/** A root in the cache is used as the anchor only if it is the pinned one. */
function pinnedIn({ documents }, { anchor }) {
    const root = documents.get('anchor.json');
    return root !== undefined && 'sha256' in anchor && tuf_mirror_sha256(root) === anchor.sha256 ? root : undefined;
}
/** Keeps targets of other runs in the cache; they are verified when they are used. */
const tuf_targetsOf = ({ documents }) => [...documents].filter(([name]) => name.startsWith('targets/') && documents.size < 100);
/** The targets from the cache alone, or the reason why it cannot be used. */
async function fromCache(run, anchor, { documents }, names, now) {
    if (documents.size === 0)
        return 'there is no cache';
    const { BrokenChain, walk } = await Promise.all(/* import() */[__nccwpck_require__.e(28), __nccwpck_require__.e(267)]).then(__nccwpck_require__.bind(__nccwpck_require__, 267));
    try {
        return requireFirst(await walk(anchor, documents, undefined, names, now), names, BrokenChain);
    }
    catch (error) {
        if (!(error instanceof BrokenChain))
            throw error;
        // Expired and incomplete caches are normal; other failures mean damage or manipulation.
        if (error.kind === 'invalid')
            run.emit({ event: 'trust-cache-refused', problem: error.message });
        return `the cache cannot be used: ${error.message}`;
    }
}
async function fromMirror(run, mirror, anchor, { documents }, names, hasCopy) {
    const [{ BrokenChain, walk }, { downloader }] = await Promise.all([Promise.all(/* import() */[__nccwpck_require__.e(28), __nccwpck_require__.e(267)]).then(__nccwpck_require__.bind(__nccwpck_require__, 267)), Promise.all(/* import() */[__nccwpck_require__.e(28), __nccwpck_require__.e(549)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8549))]);
    const pin = 'sha256' in mirror.anchor ? mirror.anchor.sha256 : '';
    const start = anchor ?? (await fetchPinnedRoot(run, mirror.url, pin, MAX_ROOT_BYTES));
    const walked = await walk(start, documents, downloader(run, mirror.url, !hasCopy), names, run.clock());
    return { walked: requireFirst(walked, names, BrokenChain), start };
}
function requireFirst(walked, [first], Broken) {
    if (first === undefined || walked.targets.has(first))
        return walked;
    throw new Broken('targets.json', 'absent', `it has no target ${first}`);
}
function stale(run, url, found) {
    return new countersign_error/* CountersignError */.WS('TRUST_ROOT_STALE', `no valid trusted root of ${(0,addresses/* describeUrl */.Ng)(url)} is available`, {
        expected: 'a cached trusted root that verifies from its anchor and has not expired',
        found: `${found}; network is ${run.net.capability}`,
        hint: 'Allow the network once, or give the trusted root as a file (trusted-root).',
    });
}
/** The error for a mirror whose data does not verify: without a trusted root nothing can be decided. */
async function tuf_refusal(url, error) {
    const { BrokenChain } = await Promise.all(/* import() */[__nccwpck_require__.e(28), __nccwpck_require__.e(267)]).then(__nccwpck_require__.bind(__nccwpck_require__, 267));
    if (!(error instanceof BrokenChain))
        return error;
    return new countersign_error/* CountersignError */.WS('TRUST_ROOT_INVALID', `the TUF metadata of ${(0,addresses/* describeUrl */.Ng)(url)} does not verify`, {
        expected: 'TUF metadata that verifies from the pinned root and is not older than earlier metadata',
        found: error.message,
        hint: 'The cached copy is not used instead. Ask the operator of the mirror; until then give the trusted root as a file (trusted-root).',
        cause: error,
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/trust/load-trust.js














const ROOT_TARGET = 'trusted_root.json';
const CONFIG_TARGET = 'signing_config.v0.2.json';
/**
 * Loads a Sigstore instance. A file or an inline document is used directly, without network. Otherwise TUF:
 * the named mirror or instance, by default the public-good one, always verified from its anchor. The embedded root of a named instance is
 * an anchor itself: it is used when the network is not allowed and no newer copy verifies.
 * @throws CountersignError TRUST_ROOT_INVALID, TRUST_ROOT_STALE, SIGNING_CONFIG_INVALID, FILE_UNREADABLE, INPUT_INVALID,
 *   POLICY_UNTRUSTED, FETCH_FAILED, DEADLINE_EXCEEDED
 */
async function loadTrust(run, options) {
    const { roots, documents, ...loaded } = await load_trust_load(run, options);
    const [root] = roots;
    const signingConfig = loaded.signingConfig && hasNoLogs(root)
        ? { ...loaded.signingConfig, withoutCertificateLog: true }
        : loaded.signingConfig;
    await warnOfAge(run, roots, loaded.freshness);
    const [document = new Uint8Array()] = documents;
    return { ...loaded, signingConfig, root, roots, document, documents, instance: instanceOf(root, loaded.signingConfig) };
}
async function load_trust_load(run, options) {
    const wantsConfig = options.withSigningConfig !== false;
    const named = options.trustedRoot;
    const namedConfig = wantsConfig ? options.signingConfig : undefined;
    if (isInstanceName(namedConfig))
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `signing-config names a file, not the instance ${namedConfig}`, {
            expected: 'a file; the signing config of a named instance is known',
            found: namedConfig,
            hint: `Use trusted-root: ${namedConfig} without signing-config. A file of this name is written ./${namedConfig}.`,
        });
    const pins = trustPins(options.trustDigest, { trustedRoot: named, signingConfig: namedConfig });
    const read = (text) => readInput(run, text, pins);
    const config = () => {
        if (namedConfig === undefined)
            return undefined;
        const { bytes, source } = read(namedConfig);
        return readConfigFile(bytes, source);
    };
    if (named !== undefined && !isInstanceName(named) && !/^https?:\/\//i.test(named)) {
        const { bytes, source, changed } = read(named);
        const given = readRootFile(bytes, source);
        const signingConfig = config() ?? (wantsConfig ? given.signingConfig : undefined);
        return { ...given, signingConfig, tuf: undefined, freshness: { kind: 'document', changed } };
    }
    const mirror = named === undefined || isInstanceName(named)
        ? NAMED_INSTANCES[named ?? 'public-good'].mirror
        : parseMirror(named, (path) => read(path).bytes);
    const explicit = config();
    const trust = await fromTuf(run, mirror, {
        wantsConfig: wantsConfig && explicit === undefined,
        refresh: options.refresh === true,
    });
    return explicit === undefined ? trust : { ...trust, signingConfig: explicit };
}
async function fromTuf(run, mirror, { wantsConfig, refresh }) {
    const tuf = load_trust_repositoryOf(run, mirror);
    const builtIn = wantsConfig && mirror.instance !== undefined ? NAMED_INSTANCES[mirror.instance].signingConfig : undefined;
    try {
        const names = wantsConfig && builtIn === undefined ? [ROOT_TARGET, CONFIG_TARGET] : [ROOT_TARGET];
        const { targets, freshness } = await tufTargets(run, mirror, names, refresh);
        const config = targets.get(CONFIG_TARGET);
        const document = targets.get(ROOT_TARGET) ?? new Uint8Array();
        return {
            roots: [read_trusted_root_readTrustedRoot(document, mirror.instance ?? mirror.url)],
            documents: [document],
            tuf,
            freshness,
            signingConfig: config === undefined ? builtIn : readSigningConfig(config, `${mirror.url}/${CONFIG_TARGET}`),
        };
    }
    catch (error) {
        const offline = error instanceof countersign_error/* CountersignError */.WS && error.code === 'TRUST_ROOT_STALE' && run.net.capability !== 'all';
        if (!offline || refresh || mirror.instance === undefined)
            throw error;
        return { ...(await embeddedRoot(run, mirror.instance)), signingConfig: builtIn, tuf };
    }
}
function load_trust_repositoryOf(run, mirror) {
    const url = mirror.url.replace(/(?<!\/)\/+$/, '');
    const { anchor } = mirror;
    if (mirror.instance === 'public-good')
        return { url, anchor: undefined };
    return { url, anchor: 'root' in anchor ? anchor.root : () => fetchPinnedRoot(run, mirror.url, anchor.sha256, MAX_ROOT_BYTES) };
}
/** Running a release implies trust in its embedded root. TUF's expiry is ignored: it demands a refresh, which is not possible offline. */
async function embeddedRoot(run, name) {
    const { mirror, embedded } = NAMED_INSTANCES[name];
    const { trustedRoot, since } = await embedded();
    const days = daysBetween(new Date(since), run.clock());
    run.emit({
        event: 'fell-back',
        fallback: 'embedded-root',
        from: (0,addresses/* describeUrl */.Ng)(mirror.url),
        to: `the ${name} trusted root that is embedded in this version, of ${since.slice(0, 10)} (${String(days)} days ago)`,
    });
    const document = Buffer.from(trustedRoot, 'utf8');
    const root = read_trusted_root_readTrustedRoot(document, `${name} (embedded)`);
    return { roots: [root], documents: [document], freshness: { kind: 'embedded', since: new Date(since) } };
}
/** The embedded public-good root, regardless of its age: for tests. */
function readEmbeddedRoot() {
    return readTrustedRoot(Buffer.from(PUBLIC_GOOD.trustedRoot, 'utf8'), 'public-good (embedded)');
}
/** The pin is compared with the bytes that are then used; the file is not read again. */
function readInput(run, named, pins) {
    if (named.trimStart().startsWith('{'))
        return { bytes: Buffer.from(named, 'utf8'), source: 'the inline document', changed: undefined };
    const path = (0,external_node_path_.resolve)(run.cwd, named);
    const bytes = readTrustFile(path, named);
    pins.check(bytes, named);
    return { bytes, source: named, changed: fileChanged(path) };
}
function readTrustFile(path, named) {
    try {
        return (0,regular_file/* readRegularFile */.X)(path, MAX_TRUST_BYTES, { followLink: true });
    }
    catch (error) {
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${named} cannot be read`, {
            expected: 'a trusted root or signing config',
            found: error instanceof Error ? error.message : String(error),
            hint: 'Check the path. The names of trusted-root are public-good and github; a mirror is https://HOST/PATH#sha256=HEX.',
            cause: error,
        });
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/trusted-roots.js


/** Gives the roots of trusts. The run's own root and those of named instances are loaded once, when first needed. */
function trustedRoots(run, own) {
    const shared = new Map();
    const once = (options) => {
        const name = options.trustedRoot ?? 'public-good';
        const known = shared.get(name) ?? loadRoot(run, options);
        shared.set(name, known);
        return known;
    };
    return (loaded, trust) => {
        switch (trust.root.kind) {
            case 'none':
                return Promise.resolve({ roots: [] });
            case 'file': {
                const root = loaded.roots.get(trust.name);
                return Promise.resolve(root === undefined
                    ? { error: (0,countersign_error/* asCountersignError */.ek)(new Error(`the root of "${trust.name}" was not read`)) }
                    : { roots: [root] });
            }
            case 'run':
                return once(own);
            case 'public-good':
            case 'github':
                return once({ trustedRoot: trust.root.kind });
        }
    };
}
/** Wrong use (a named file that cannot be read) ends the run; after any other error the evidence is undecided. */
async function loadRoot(run, options) {
    try {
        return { roots: (await loadTrust(run, { ...options, withSigningConfig: false })).roots };
    }
    catch (thrown) {
        const error = (0,countersign_error/* asCountersignError */.ek)(thrown);
        if (error.exitStatus === 3)
            throw error;
        return { error };
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/gate/run-gate.js






















/** For how many subjects evidence is searched at the same time. */
const run_gate_AT_ONCE = 8;
/** After so many subjects, timers and signals get their turn: subjects with local files are judged without waiting for anything. */
const SUBJECTS_A_TURN = 32;
/**
 * Decides whether subjects may be deployed. Policies are read before anything is fetched; a tag is resolved once, and everything
 * after that uses the digest. The decision is `allowed` only when every subject was found, matched by a rule, and satisfied it.
 *
 * @param confirm may withdraw the decision; its result is the decision. `emit` of the result emits its events
 * @throws CountersignError of exit status 3 (wrong use, unusable policy); everything else becomes part of the decision
 */
async function run_gate_runGate(run, options, confirm = (judged) => Promise.resolve(judged)) {
    const now = run.clock();
    checkOptions(options);
    const policies = await loadPolicies(run, options, now);
    checkTarget(policies.map(({ policy }) => policy), options.target, options.policies);
    const { platforms, insecureRegistries = [] } = options;
    const registry = createRegistry(run, { insecureRegistries });
    const { subjects, problems } = await collectSubjects(run, 'verify', options, {
        ...{ platforms, registry, isBundle: holdsBundles },
        algorithms: revokedAlgorithms(policies),
        // The config of an image without an index is then read for its platform.
        ownPlatform: policies.some(({ policy }) => asksForPlatforms(policy)),
    });
    refuseOutputs(run, options, policies, subjects);
    const transparencyLog = options.transparencyLog ?? 'required';
    const rootOf = trustedRoots(run, { trustedRoot: options.trustedRoot, trustDigest: options.trustDigest });
    const memory = new VerificationMemory();
    const verification = {
        run,
        now,
        transparencyLog,
        rootOf,
        withoutLogs: new Set(),
        done: new Map(),
        memory,
        rehashed: new WeakMap(),
    };
    const apis = githubApis(policies.map(({ policy }) => policy));
    const ofIndexes = new Map();
    const find = (subject) => gather(run, subject, options, registry, ofIndexes, apis);
    run.emit({ event: 'to-judge', subjects: subjects.length });
    let examined = 0;
    const facts = await inOrder(subjects, run_gate_AT_ONCE, async (subject) => {
        const evidence = await find(subject);
        const all = [];
        for (const loaded of policies)
            all.push(await verifyEvidence(verification, loaded, evidence));
        run.emit({ event: 'examined', artifact: subject.name, digest: (0,subject_kinds/* digestText */.M6)(subject) });
        if ((examined += 1) % SUBJECTS_A_TURN === 0)
            await (0,promises_namespaceObject.setImmediate)();
        return all;
    });
    run.emit({ event: 'proofs', count: memory.proofs, subjects: subjects.length });
    const decisions = await inOrder([...policies.entries()], 1, ([index, loaded]) => decide(loaded.policy, facts.flatMap((all) => all[index] ?? []), { now, target: options.target, waivers: [], documents: [] }, (wanted) => factsOfFurther(wanted, registry, async (subject) => verifyEvidence(verification, loaded, await find(subject)))));
    const fallback = fallbackUses(decisions);
    const decision = combine({
        time: now,
        target: options.target,
        policies: decisions,
        subjects,
        problems: problems.map(subjectProblem),
        ...(fallback.length === 0 ? {} : { fallbackSigners: [...new Set(fallback.map(({ signer }) => signer))] }),
        notices: [
            ...fallback.map(fallbackNotice),
            ...(transparencyLog === 'off'
                ? [
                    'transparency-log is off: no public log shows what was signed; the time of keyless signatures comes from a timestamp authority, and signatures of keys need no proven time',
                ]
                : []),
            ...missingProofs(decisions),
            ...[...verification.withoutLogs].map((name) => `under the trust "${name}", GitHub's own Sigstore instance proves signatures, and it has no transparency log: no public log shows what was signed; the time comes from its timestamp authority`),
        ],
    });
    const mode = options.mode ?? 'enforce';
    const judged = await confirm({
        decision,
        pinnedImages: decision.outcome === 'allowed' || mode === 'warn' ? pinned(subjects) : [],
        exitStatus: mode === 'warn' ? 0 : exitStatusOf(decision.outcome),
    });
    const result = { ...judged, decision: maskDecision(judged.decision, run.log) };
    return { ...result, emit: () => emitDecision(run, result.decision, { mode, started: now }) };
}
/** Files are hashed with the algorithms of revoked digests, too, because only these digests can be compared. */
function revokedAlgorithms(policies) {
    const named = policies.flatMap(({ policy }) => policy.revoked.flatMap((one) => (one.kind === 'digest' ? [one.algorithm] : [])));
    return [...new Set(['sha256', ...named])];
}
;// CONCATENATED MODULE: ./packages/surface/lib/options/pick.js

/** The options of some inputs, out of a larger set of options. */
function pick(names, options) {
    const byName = new Map(Object.entries(options));
    return Object.fromEntries(names.map((name) => [optionName(name), byName.get(optionName(name))]));
}
;// CONCATENATED MODULE: ./packages/surface/lib/outputs.js









/** A line that only our file of variables has. */
const DECISION_LINE = new RegExp(`^${gate_outputs_GATE_OUTPUTS.decision.variable}=`, 'm');
const MAX_LIST_BYTES = 8 << 20;
/** The files of `FORMAT=PATH` lines; invalid lines are ignored. */
function reportFiles(lines) {
    return lines.flatMap((line) => {
        const [, format = '', path = ''] = /^([a-z]+)=(.+)$/.exec(line) ?? [];
        return formatNamed(format) !== undefined ? [{ what: `the report ${line}`, path }] : [];
    });
}
/**
 * Removes files of earlier runs at the paths of outputs: until there is a decision, no file may contain one. Does not remove files that
 * the run reads, or anything that is not a file.
 * @param inputs those that name files to read
 * @throws CountersignError INPUT_INVALID after everything that can be removed is removed
 */
async function clearOutputs(cwd, outputs, inputs) {
    if (outputs.length === 0)
        return;
    const read = [...namedIn(cwd, inputs), ...(await artifacts(cwd, inputs))];
    let first;
    for (const [index, output] of outputs.entries()) {
        try {
            refuseSpecial(cwd, output);
            refuseRead(cwd, output, read, inputs);
            write(cwd, output);
            refuseOverwrites(outputs.slice(0, index + 1).map(({ what, path }) => ({ what, path: (0,external_node_path_.resolve)(cwd, path) })), []);
        }
        catch (thrown) {
            first ??= thrown;
        }
    }
    if (first !== undefined)
        throw first;
}
/** After a failure: no file that was written may still contain "allowed". */
function withdrawOutputs(cwd, outputs) {
    for (const output of outputs) {
        try {
            write(cwd, output);
        }
        catch {
            // The others are withdrawn all the same; the failure itself is reported.
        }
    }
}
/** Writes a new file, and its folder. Does not follow a link at its path. */
function writeNew(path, text) {
    makeFolder((0,external_node_path_.dirname)(path));
    (0,external_node_fs_.rmSync)(path, { force: true });
    (0,external_node_fs_.writeFileSync)(path, text, { flag: 'wx' });
}
/** @throws CountersignError INPUT_INVALID if nothing can be written there */
function write(cwd, { what, path, undecided }) {
    const place = (0,external_node_path_.resolve)(cwd, path);
    try {
        makeFolder((0,external_node_path_.dirname)(place));
        if (undecided === undefined)
            (0,external_node_fs_.rmSync)(place, { force: true });
        else
            writeNew(place, undecided);
    }
    catch (cause) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${what}: ${path} cannot be written`, {
            expected: 'a path where a file can be created',
            found: (0,system_code/* systemReason */.uc)(cause),
            cause,
        });
    }
}
/** A rename would replace a device. */
function refuseSpecial(cwd, { what, path }) {
    const place = (0,external_node_path_.resolve)(cwd, path);
    try {
        if ((0,external_node_fs_.lstatSync)(place, { throwIfNoEntry: false }) === undefined)
            return;
        const stat = (0,external_node_fs_.statSync)(place, { throwIfNoEntry: false });
        if (stat === undefined || stat.isFile())
            return;
    }
    catch {
        return;
    }
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${what}: ${path} exists and is not a regular file`, {
        expected: 'a path where a file can be created',
        found: 'a folder, pipe, socket or device',
    });
}
function refuseRead(cwd, output, read, inputs) {
    const path = (0,external_node_path_.resolve)(cwd, output.path);
    // A file of our variables must not still contain "allowed", even if it is also an input.
    if (output.undecided !== undefined && containsVariables(path))
        return;
    refuseOverwrites([{ what: output.what, path }], read);
    const folder = filesRead(inputs, 'folders')
        .map((one) => (0,external_node_path_.resolve)(cwd, one))
        .find((one) => isBelow(path, one));
    if (folder === undefined && !holdsBundles(path))
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${output.what} would overwrite a bundle`, {
        expected: 'a path that is not an input',
        found: output.path,
    });
}
/** Whether an existing file is in a folder. */
function isBelow(path, folder) {
    try {
        const [file, top] = [realPathOf(path), realPathOf(folder)];
        if (file === undefined || top === undefined || !(0,external_node_fs_.statSync)(top).isDirectory())
            return false;
        const below = (0,external_node_path_.relative)(top, file);
        return below !== '' && below !== '..' && !below.startsWith(`..${external_node_path_.sep}`);
    }
    catch {
        return false;
    }
}
/** The files that inputs name, and everything in lists that could be a path: an artifact in a checksum file, a key in a policy. */
function namedIn(cwd, inputs) {
    const named = filesRead(inputs, 'files', 'lists', 'folders').map((one) => (0,external_node_path_.resolve)(cwd, one));
    const further = filesRead(inputs, 'lists').flatMap((one) => {
        const list = (0,external_node_path_.resolve)(cwd, one);
        const names = (textOf(list) ?? '')
            .split(/[\r\n]+/)
            .flatMap((line) => [...line.split(/[\s"',[\]{}]+/), line.replace(/^\\?[0-9a-fA-F]+ [ *]/, '')]);
        return [...new Set(names)]
            .filter((name) => name !== '')
            .flatMap((name) => [(0,external_node_path_.resolve)((0,external_node_path_.dirname)(list), name), (0,external_node_path_.resolve)(cwd, name)]);
    });
    return [...named, ...further.filter(outputs_exists)];
}
function outputs_exists(path) {
    try {
        return (0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false }) !== undefined;
    }
    catch {
        return false;
    }
}
/** An invalid pattern is reported later, by the gate. */
async function artifacts(cwd, inputs) {
    const paths = filesRead(inputs, 'artifacts');
    const one = async (pattern) => {
        try {
            return [...(await expandPaths([pattern], cwd, undefined, () => undefined)).keys()];
        }
        catch {
            return [];
        }
    };
    try {
        return [...(await expandPaths(paths, cwd, undefined, () => undefined)).keys()];
    }
    catch {
        // A pattern without a match must not hide the matches of the others.
        return (await Promise.all(paths.filter((pattern) => !pattern.startsWith('!')).map(one))).flat();
    }
}
function textOf(path) {
    try {
        return (0,regular_file/* readRegularFile */.X)(path, MAX_LIST_BYTES, { followLink: true }).toString('utf8');
    }
    catch {
        return undefined;
    }
}
const containsVariables = (path) => DECISION_LINE.test(textOf(path) ?? '');
;// CONCATENATED MODULE: ./packages/surface/lib/unpinned-trust.js



/**
 * In a pipeline, artifacts of earlier jobs are unpacked over the repository. A trust file in the workspace decides which signers are
 * trusted and which service gets the identity token. The components refuse such a file without its digest; here it is a warning.
 */
function warnOfUnpinnedTrust(run, options) {
    if (!run.env['CI'] || options.trustDigest.length > 0)
        return;
    const inside = [options.trustedRoot, options.signingConfig].filter((named) => {
        if (named === undefined || !namesTrustFile(named))
            return false;
        const from = (0,external_node_path_.relative)(run.cwd, (0,external_node_path_.resolve)(run.cwd, pathIn(named)));
        return !(0,external_node_path_.isAbsolute)(from) && from.split(/[\\/]/)[0] !== '..';
    });
    if (inside.length === 0)
        return;
    run.log.warn(`the trust material in the workspace (${inside.join(' and ')}) decides which signers are trusted, and an earlier step or job may have changed it: pin it with trust-digest`);
}
;// CONCATENATED MODULE: ./packages/surface/lib/gate.js







/** The gate of every surface: judges, and writes the reports. Imports nothing that signs. */
async function gate(run, options, caller = {}) {
    const files = caller.isCleared === true ? [] : reportFiles(options.reports);
    await clearOutputs(run.cwd, files, readingInputs(options));
    try {
        return await judge(run, options, caller);
    }
    catch (thrown) {
        withdrawOutputs(run.cwd, files);
        throw thrown;
    }
    finally {
        // Before a program that the gate starts after its decision.
        await (0,at_end/* endRun */.l)(run);
    }
}
async function judge(run, options, caller) {
    const reports = readReports(options.reports, 'reports');
    const outputs = [
        ...reports.map(({ format, path }) => ({ what: `the report ${format}=${path}`, path: (0,external_node_path_.resolve)(run.cwd, path) })),
        ...(caller.outputs ?? []),
    ];
    warnOfUnpinnedTrust(run, options);
    // The table of inputs makes sure that there are either policies or a one-line policy.
    const oneLine = options.policies.length > 0 ? undefined : pick(ONE_LINE, options);
    const judged = await run_gate_runGate(run, { ...options, oneLine, outputs, openGithub: caller.openGithub }, caller.confirm);
    if (reports.length > 0)
        await writeReports(run, judged.decision, reports);
    if (options.mode === 'warn' && judged.decision.outcome !== 'allowed') {
        run.log.warn(`mode is "warn": the job continues although the decision is ${judged.decision.outcome}` +
            (judged.pinnedImages.length > 0 ? '; do not deploy the pinned images' : ''));
    }
    return { ...judged, reportPaths: reports.map(({ path }) => path) };
}
// EXTERNAL MODULE: ./packages/core/lib/policy/evaluate/same-reasons.js
var same_reasons = __nccwpck_require__(6363);
;// CONCATENATED MODULE: ./packages/surface/lib/who-signed.js

const who_signed_SHOWN = 3;
/** `, signed by IDENTITY`: the signers of the bundles that met the requirements; empty if no bundle was needed. Untrusted text. */
function who_signed_signedBy(subject) {
    const names = (0,signing_identities/* signingIdentities */.I)(subject);
    if (names.length === 0)
        return '';
    const more = names.length > who_signed_SHOWN ? ` and ${String(names.length - who_signed_SHOWN)} more` : '';
    return `, signed by ${names.slice(0, who_signed_SHOWN).join(', ')}${more}`;
}
;// CONCATENATED MODULE: ./packages/surface/lib/decision-text.js




/**
 * The decision for a terminal or a job log. If it is not "allowed", the first line has the number of refused artifacts, because it is
 * shown as the error; then come the refused artifacts with their reasons, then the others. The last line is the decision.
 */
function decision_text_decisionLines(decision) {
    const lines = decision.outcome === 'allowed' ? [] : [headline(decision)];
    lines.push(...(decision.notices ?? []).map((notice) => `note: ${notice}`));
    const judged = (0,same_reasons/* judgedSubjects */.R0)(decision.policies);
    const [refused, allowed] = [
        judged.filter(({ subject }) => isRefused(subject)),
        judged.filter(({ subject }) => !isRefused(subject)),
    ];
    const ranked = refused.toSorted((a, b) => RANK[a.subject.outcome] - RANK[b.subject.outcome]);
    for (const group of (0,same_reasons/* groupedByReason */.kX)(ranked, reasonsOf)) {
        lines.push(...group.map(({ policy, subject }) => subjectLine(subject, policy)), ...reasonsOf(group[0].subject));
        if (group.length > 1)
            lines.push(`  the same reason for all ${String(group.length)}; names and digests are those of the first`);
    }
    for (const problem of decision.problems)
        lines.push(`${problem.outcome}: ${problem.requirement}`, ...reason(problem, 1));
    lines.push(...allowed.map(({ policy, subject }) => `${subjectLine(subject, policy)}${who_signed_signedBy(subject)}`));
    if (judged.length > 1)
        lines.push((0,same_reasons/* outcomeCounts */.TY)(judged));
    lines.push(`decision: ${decision.outcome}${decision.target === undefined ? '' : ` for ${decision.target}`}`);
    // A line break in a name or value must not start a new line, which could look like the last one.
    return lines.map(plain);
}
const RANK = { denied: 0, undecided: 1, allowed: 2 };
const isRefused = ({ outcome }) => outcome !== 'allowed';
const subjectLine = ({ outcome, subject }, policy) => `${outcome}: ${(0,subject_kinds/* judgedLabel */.qx)(subject)} (policy ${policy})`;
const reasonsOf = (subject) => (0,refusals/* refusals */.K)(subject).flatMap((result) => reason(result, 1));
const SHOWN_NAMES = 3;
/** One line: `denied: 2 of 3 artifacts: a, b`; if no artifact is refused, the first problem. */
function headline(decision) {
    const judged = decision.policies.flatMap(({ subjects }) => subjects);
    const names = (subjects) => [
        ...new Set(subjects.map(({ subject }) => (0,subject_kinds/* subjectLabel */.pb)(subject))),
    ];
    const refused = names(judged.filter(({ outcome }) => outcome === decision.outcome));
    const all = names(judged).length;
    if (refused.length === 0)
        return plain(`${decision.outcome}: ${decision.problems[0]?.requirement ?? 'the policy'}`);
    const more = refused.length > SHOWN_NAMES ? ` and ${String(refused.length - SHOWN_NAMES)} more` : '';
    const shown = refused.slice(0, SHOWN_NAMES).join(', ');
    return plain(`${decision.outcome}: ${String(refused.length)} of ${String(all)} artifact${all === 1 ? '' : 's'}: ${shown}${more}`);
}
/** The result of one requirement: code and message, expected, found, hint; its parts are indented below. */
function reason(result, depth) {
    const indent = '  '.repeat(depth);
    const lines = [`${indent}${result.code ?? result.outcome}: ${result.message}`];
    if (result.expected !== undefined)
        lines.push(`${indent}  expected: ${result.expected}`);
    if (result.found !== undefined)
        lines.push(`${indent}  found:    ${result.found}`);
    if (result.hint !== undefined)
        lines.push(`${indent}  hint:     ${result.hint}`);
    for (const part of result.parts)
        if (part.outcome !== 'allowed')
            lines.push(...reason(part, depth + 1));
    return lines;
}
/** The first reason of a refusal, for the annotation that people see without opening the log. */
function decision_text_firstReason(decision) {
    const subjects = decision.policies.flatMap((policy) => policy.subjects).filter(isRefused);
    const reasons = [...subjects.flatMap(refusals/* refusals */.K), ...decision.problems];
    return reasons.find(({ outcome }) => outcome === decision.outcome) ?? reasons[0];
}
;// CONCATENATED MODULE: ./packages/surface/lib/gate-results.js




/** GitLab refuses a larger dotenv report, and then fails a job that was allowed. */
const MAX_DOTENV_BYTES = (/* unused pure expression or super */ null && (5 * 1024));
/** The outputs as variables for later jobs, for information. Without a result: their values until there is one. */
function gateVariables(result, log) {
    const all = variableLines(GATE_OUTPUTS, result);
    if (result === undefined || Buffer.byteLength(all) <= MAX_DOTENV_BYTES)
        return all;
    log?.warn(`the ${String(result.pinnedImages.length)} pinned images exceed GitLab's limit of 5 KiB for a dotenv report: ` +
        `${GATE_OUTPUTS['pinned-images'].variable} is left empty; --pinned writes them to a file of any size`);
    return variableLines(GATE_OUTPUTS, { ...result, pinnedImages: [] });
}
/** Logs the decision on a surface with one stream for everything: one message, with the code of its first reason. */
function logDecision(log, { decision, exitStatus, emit }) {
    emit();
    warnOfFallback(log, decision);
    const text = decisionLines(decision).join('\n');
    const code = firstReason(decision)?.code;
    const fields = code === undefined ? {} : { code };
    if (decision.outcome === 'allowed')
        log.info(text);
    else if (exitStatus === 0)
        log.warn(text, fields);
    else
        log.error(text, fields);
}
/** A fallback key is for emergencies: people must see that one decided, also where the decision is `allowed`. */
function warnOfFallback(log, { fallbackSigners = [] }) {
    if (fallbackSigners.length === 0)
        return;
    log.warn(plain(`fallback-signer-used: the decision rests on the fallback key of ${fallbackSigners.join(', ')}`));
}
/** Reports the decision on GitHub: all of it in the log, and the first reason as an annotation, which people see without opening the log. */
function annotateDecision(log, { decision, exitStatus, emit }) {
    emit();
    warnOfFallback(log, decision);
    log.info(decision_text_decisionLines(decision).join('\n'));
    if (decision.outcome === 'allowed')
        return;
    const reason = decision_text_firstReason(decision);
    const lines = [headline(decision), reason?.message ?? 'the policy does not allow every subject'];
    if (reason?.expected !== undefined)
        lines.push(`expected: ${reason.expected}`);
    if (reason?.found !== undefined)
        lines.push(`found: ${reason.found}`);
    if (reason?.hint !== undefined)
        lines.push(`hint: ${reason.hint}`);
    const fields = reason?.code === undefined ? {} : { code: reason.code };
    const text = lines.map(plain).join('\n');
    if (exitStatus === 0)
        log.warn(text, fields);
    else
        log.error(text, fields);
}
;// CONCATENATED MODULE: ./packages/surface/lib/pieces/output.js
/** Name and value of each output. Those with `before` come last: once they have a result, all others exist. */
function outputValues(outputs, made) {
    const all = Object.entries(outputs);
    return [...all.filter(([, { before }]) => before === undefined), ...all.filter(([, { before }]) => before !== undefined)].map(([name, output]) => [name, output.lines(made).join('\n')]);
}
/** Name and value of the outputs that exist before there is a result. */
function valuesBefore(outputs) {
    return Object.entries(outputs).flatMap(([name, { before }]) => (before === undefined ? [] : [[name, before]]));
}
/** `NAME=value` lines for a dotenv report of GitLab; without `made`, the values until there is a result. */
function output_variableLines(outputs, made) {
    return Object.values(outputs)
        .flatMap((output) => {
        if (output.variable === undefined)
            return [];
        const value = made === undefined ? (output.before ?? '') : output.lines(made).join(' ');
        return [`${output.variable}=${value}\n`];
    })
        .join('');
}
;// CONCATENATED MODULE: ./actions/lib/verify-gate/src/main.js






/** Loading the toolkit's client takes longer than a verification, so it is loaded only for `evidence: github`. */
const openGithub = async (run, api) => {
    const { octokitApi } = await Promise.all(/* import() */[__nccwpck_require__.e(72), __nccwpck_require__.e(728)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5728));
    return octokitApi(run, api);
};
/** Judges, reports, and fails the step unless the decision is "allowed". */
async function main({ run, options, output, summary }) {
    // A later step may read an output even if this one failed.
    for (const [name, value] of valuesBefore(gate_outputs_GATE_OUTPUTS))
        output(name, value);
    const result = await gate(run, options, { openGithub });
    try {
        const render = await FORMATS.markdown.load();
        await summary(render(result.decision));
        for (const [name, value] of outputValues(gate_outputs_GATE_OUTPUTS, result))
            output(name, value);
    }
    catch (thrown) {
        withdrawOutputs(run.cwd, reportFiles(options.reports));
        throw thrown;
    }
    annotateDecision(run.log, result);
    return result.exitStatus;
}
;// CONCATENATED MODULE: ./actions/lib/verify-gate/src/index.js


void runGate('verify-gate', main);
