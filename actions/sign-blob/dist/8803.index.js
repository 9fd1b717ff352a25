export const id = 8803;
export const ids = [8803];
export const modules = {

/***/ 88803:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HashWorker: () => (/* binding */ HashWorker)
/* harmony export */ });
/* harmony import */ var node_worker_threads__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75919);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _file_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(79460);
/* harmony import */ var _hash_file_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48430);




/**
 * The program of a worker: it hashes one path per message with 128 KiB reads, which is fastest if every core hashes its own file (a
 * larger buffer does not fit into the core's cache). A string and not a module, so that a bundled program stays one file; it cannot use
 * anything outside of it. A file that may be JSON or an encoded envelope (by its first printable byte) is left to the main thread, which
 * determines its `content`.
 */
const PROGRAM = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const buffer = Buffer.allocUnsafeSlow(128 * 1024);
function digest({ path, algorithms }) {
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    const before = fs.fstatSync(descriptor, { bigint: true });
    if (!before.isFile()) return { problem: 'not-a-file', isDirectory: before.isDirectory() };
    const hashes = algorithms.map((algorithm) => [algorithm, createHash(algorithm)]);
    let [total, isData] = [0, before.size === 0n];
    for (;;) {
      const count = fs.readSync(descriptor, buffer, 0, buffer.length, null);
      if (count === 0) break;
      total += count;
      if (total > Number(before.size)) return { problem: 'changed' };
      const chunk = buffer.subarray(0, count);
      if (!isData) {
        const first = chunk.find((byte) => byte > 0x20 && byte < 0x80);
        if (first === undefined || first === 0x7b || first === 0x44) return { problem: 'main-thread' };
        isData = true;
      }
      for (const [, hash] of hashes) hash.update(chunk);
    }
    const after = fs.fstatSync(descriptor, { bigint: true });
    if (total !== Number(before.size) || after.size !== before.size || after.mtimeNs !== before.mtimeNs) return { problem: 'changed' };
    return { size: total, content: 'data', digests: Object.fromEntries(hashes.map(([algorithm, hash]) => [algorithm, hash.digest('hex')])) };
  } finally {
    fs.closeSync(descriptor);
  }
}
parentPort.on('message', (job) => {
  let answer;
  try { answer = digest(job); } catch (error) { answer = { problem: 'unreadable', code: error.code, message: error.message }; }
  parentPort.postMessage(answer);
});
`;
/** A worker thread that hashes files, one at a time. */
class HashWorker {
    #worker = new node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.Worker(PROGRAM, { eval: true, execArgv: [], env: {}, name: 'countersign-hash' });
    #job;
    #gone;
    constructor() {
        this.#worker.on('message', (answer) => {
            const job = this.#job;
            this.#job = undefined;
            if (!('problem' in answer))
                job?.resolve(answer);
            else if (answer.problem === 'main-thread')
                job?.resolve(job.here());
            else
                job?.reject(problemOf(answer, job.path));
        });
        this.#worker.on('error', (error) => this.#fail((0,_errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .asCountersignError */ .ek)(error)));
        this.#worker.on('exit', () => this.#fail(new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('INTERNAL', 'a hashing thread ended early')));
    }
    /** @throws CountersignError FILE_UNREADABLE, FILE_CHANGED; INTERNAL if the thread ended */
    hash(path, algorithms, options = {}) {
        return new Promise((resolve, reject) => {
            if (this.#gone !== undefined) {
                reject(this.#gone);
                return;
            }
            this.#job = { path, resolve, reject, here: () => (0,_hash_file_js__WEBPACK_IMPORTED_MODULE_2__/* .hashFile */ .DC)(path, algorithms, options) };
            this.#worker.postMessage({ path, algorithms });
        });
    }
    async end() {
        await this.#worker.terminate();
    }
    #fail(error) {
        this.#gone ??= error;
        this.#job?.reject(error);
        this.#job = undefined;
    }
}
function problemOf(answer, path) {
    switch (answer.problem) {
        case 'changed':
            return (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .fileChanged */ .J8)(path);
        case 'not-a-file':
            return (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .notAFile */ .$y)(path, answer.isDirectory);
        case 'unreadable':
            return (0,_file_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .fileUnreadable */ .WO)(path, Object.assign(new Error(answer.message), { code: answer.code }));
    }
}

/***/ })

};
