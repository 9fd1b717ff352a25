export const id = 5976;
export const ids = [5976];
export const modules = {

/***/ 5976:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openPublicKey: () => (/* binding */ openPublicKey),
  readKvField: () => (/* reexport */ readKvField),
  readKvSecret: () => (/* reexport */ readKvSecret)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(73303);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(76255);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __webpack_require__(16310);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/reference.js
var vault_reference = __webpack_require__(28083);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/request.js
var request = __webpack_require__(66463);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/session.js + 1 modules
var vault_session = __webpack_require__(23966);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/vault/kv.js






/** Largest text: a key or a password. */
const MAX_TEXT = 64 * 1024;
/**
 * Reads a field of a secret in the engine KV, version 2 or 1.
 * @throws CountersignError INPUT_*, KEY_INVALID (no such secret, version or field), SERVICE_*, TOKEN_*
 */
async function readKvField(run, text, services) {
    const { session, reference, fields, version, words } = await readKvSecret(run, text, services);
    const { label, field } = reference;
    if (fields === undefined) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${label}: there is no such secret`, {
            expected: `a secret of ${session.server.role} ${new URL(session.server.address).host}`,
            found: `HTTP 404: ${words}`,
            hint: 'Check path and version; a deleted version has no content. The path is written without data/.',
        });
    }
    const value = fields[field];
    // Neither the value nor other names are quoted.
    if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${label}: the secret has no such field with a text`, {
            expected: `a text of at most ${MAX_TEXT} characters in ${field}`,
            found: value === undefined ? 'no such field' : 'a value of another kind or length',
            hint: 'Name the field after #.',
        });
    }
    return { text: value, label, version: version === undefined ? undefined : String(version) };
}
/**
 * Reads a secret, or learns that there is none.
 * @throws CountersignError INPUT_*, SERVICE_*, TOKEN_*
 */
async function readKvSecret(run, text, services = key_login/* NO_KEY_SERVICES */.R) {
    const reference = (0,vault_reference/* parseKvReference */.S)(text);
    const session = (0,vault_session/* vaultSession */.L)(run, 'vault-kv', services);
    const { engine, path } = await engineOf(session, reference);
    const answer = await session.ask({
        method: 'GET',
        path: reference.version === undefined ? path : `${path}?version=${reference.version}`,
        expected: `the secret of ${reference.label}`,
        refused: `The token needs the capability "read" for ${path}.`,
        reads: [404],
    });
    return { session, reference, engine, path, words: answer.words, ...contentOf(session, reference, engine, answer) };
}
/** The same request as `vault kv get`: the server says where the path of the engine ends, and which version the engine is. */
async function engineOf(session, { place, label }) {
    const whole = place.map(encodeURIComponent).join('/');
    const { data } = await session.ask({
        method: 'GET',
        path: `sys/internal/ui/mounts/${whole}`,
        expected: `the engine of ${label}`,
        refused: 'Check the path; the token needs the capability "read" for it.',
    });
    const { path: mount, type, options } = data ?? {};
    if (type !== 'kv' && type !== 'generic') {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label} is not in an engine of the type kv`, {
            expected: 'kv, version 1 or 2',
            found: typeof type === 'string' && /^[\w-]{1,40}$/.test(type) ? type : 'another engine',
            hint: 'Keys of the engine transit are written hashivault://KEY.',
        });
    }
    const names = typeof mount === 'string' ? mount.replace(/\/$/, '').split('/') : [];
    if (names.length === 0 || names.length >= place.length || names.some((name, index) => name !== place[index])) {
        throw (0,request/* invalidAnswer */.k_)(session.server, 'an engine whose path the reference begins with', 'another path');
    }
    const engine = (0,json_readers/* isJsonObject */.OW)(options) && options['version'] === '2' ? 2 : 1;
    const parts = engine === 2 ? [...names, 'data', ...place.slice(names.length)] : place;
    return { engine, path: parts.map(encodeURIComponent).join('/') };
}
function contentOf(session, { version: asked, label }, engine, { status, data }) {
    if (engine === 1) {
        if (asked === undefined)
            return { fields: status === 200 ? data : undefined, version: undefined };
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${label}: this engine keeps no versions`, {
            expected: 'a reference without version, or an engine KV of version 2',
            found: `?version=${asked}`,
        });
    }
    const { data: fields, metadata } = data ?? {};
    const version = (0,json_readers/* isJsonObject */.OW)(metadata) ? metadata['version'] : undefined;
    if (status === 404)
        return { fields: undefined, version: typeof version === 'number' ? version : undefined };
    if (!(0,json_readers/* isJsonObject */.OW)(fields) || typeof version !== 'number' || (asked !== undefined && version !== asked)) {
        throw (0,request/* invalidAnswer */.k_)(session.server, 'the asked version of the secret', 'another version, or none');
    }
    return { fields, version };
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/vault-kv.js


// For the code that signs and stores keys, which loads this file with the scheme.

/** A public key in PEM form in the engine KV of HashiCorp Vault or OpenBao. */
const openPublicKey = async (run, reference, { details, services }) => {
    const { text, label, version } = await readKvField(run, reference, services);
    return { key: (0,public_key/* publicKeyFromPem */.X)(text, label, details), where: label, version, bytes: undefined };
};

/***/ })

};
