export const id = 291;
export const ids = [291];
export const modules = {

/***/ 3291:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  findTransitKey: () => (/* reexport */ findTransitKey),
  invalidAnswer: () => (/* reexport */ request/* invalidAnswer */.k_),
  openPublicKey: () => (/* binding */ openPublicKey),
  readTransitKey: () => (/* reexport */ readTransitKey)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(3303);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(6255);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(1951);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __webpack_require__(6310);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/reference.js
var vault_reference = __webpack_require__(8083);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/request.js
var request = __webpack_require__(6463);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/server.js
var server = __webpack_require__(5019);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/session.js + 1 modules
var vault_session = __webpack_require__(3966);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/vault/transit.js








/** Types of keys that sign (API of Transit, "Create key"); others encrypt, or make MACs. */
const TYPES = ['ecdsa-p256', 'ecdsa-p384', 'ecdsa-p521', 'rsa-2048', 'rsa-3072', 'rsa-4096', 'ed25519'];
/**
 * Reads a key: the version that the reference names, else the newest one, with the public key of exactly this version.
 * @throws CountersignError INPUT_*, KEY_INVALID (no such key or version), KEY_UNSUPPORTED (its type does not sign), SERVICE_*, TOKEN_*
 */
async function readTransitKey(run, text, options) {
    const { place, answer } = await lookUp(run, text, options.services);
    if (answer.status === 404)
        throw noKey(place, answer.words);
    return { ...place, ...readVersion(place.session, place.reference, answer.data, options) };
}
/**
 * Where a key is at Transit, and whether it exists there.
 * @throws as `readTransitKey`
 */
async function findTransitKey(run, text, services) {
    const { place, answer } = await lookUp(run, text, services);
    // With a message, the engine or the namespace does not exist.
    if (answer.status === 404 && answer.words !== request/* NO_MESSAGE */.se)
        throw noKey(place, answer.words);
    return { ...place, exists: answer.status !== 404 };
}
async function lookUp(run, text, services = key_login/* NO_KEY_SERVICES */.R) {
    const reference = (0,vault_reference/* parseTransitReference */.g)(text);
    const session = (0,vault_session/* vaultSession */.L)(run, reference.scheme, services);
    const mount = (0,server/* readMount */.Ob)(run.env['TRANSIT_SECRET_ENGINE_PATH'] || 'transit', 'TRANSIT_SECRET_ENGINE_PATH');
    const answer = await session.ask({
        method: 'GET',
        path: `${mount}/keys/${reference.name}`,
        expected: `the key ${reference.name}`,
        refused: `The token needs the capability "read" for ${mount}/keys/${reference.name}.`,
        reads: [404],
    });
    const place = { session, reference, mount };
    return { place, answer };
}
function noKey({ session, reference, mount }, words) {
    return new countersign_error/* CountersignError */.WS('KEY_INVALID', `${reference.label}: there is no such key`, {
        expected: `a key of the engine ${mount} of ${session.server.role} ${new URL(session.server.address).host}`,
        found: `HTTP 404: ${words}`,
        hint: 'Check the name of the key, TRANSIT_SECRET_ENGINE_PATH and the namespace.',
    });
}
function readVersion(session, reference, data, { details, toSign }) {
    const { label } = reference;
    const { type, derived, soft_deleted: deleted, latest_version: latest, min_encryption_version: least = 0 } = data ?? {};
    if (typeof type !== 'string')
        throw (0,request/* invalidAnswer */.k_)(session.server, 'the type of the key', 'none');
    if (!TYPES.includes(type))
        throw unsupported(label, /^[\w-]{1,40}$/.test(type) ? type : 'another type');
    // The public key of such a key follows from a context, which a reference does not have.
    if (derived !== false && derived !== undefined)
        throw unsupported(label, `${type}, derived`);
    if (deleted === true) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${label} is deleted`, {
            expected: 'a key that can be used',
            found: 'soft_deleted: true',
            hint: 'Restore the key, or name another one.',
        });
    }
    const code = 'SERVICE_ANSWER_INVALID';
    const newest = (0,json_readers/* readInteger */.JI)(latest, 'latest_version', code);
    const leastToSign = (0,json_readers/* readInteger */.JI)(least, 'min_encryption_version', code);
    const version = reference.version ?? newest;
    const entry = (0,json_readers/* readObject */.Ag)(data?.['keys'], 'keys', code)[String(version)];
    const versions = Object.keys((0,json_readers/* readObject */.Ag)(data?.['keys'], 'keys', code)).filter((name) => /^\d{1,9}$/.test(name));
    if (entry === undefined) {
        throw noVersion(label, version, `versions ${versions.join(', ') || 'none'}`, 'min_decryption_version');
    }
    if (toSign && version < leastToSign) {
        throw noVersion(label, version, `version ${leastToSign} and newer may sign`, 'min_encryption_version');
    }
    const { public_key: text } = (0,json_readers/* readObject */.Ag)(entry, `version ${version}`, code);
    if (typeof text !== 'string' || text === '')
        throw (0,request/* invalidAnswer */.k_)(session.server, 'the public key of the version', 'none');
    const what = `${label}, version ${version}`;
    const publicKey = type === 'ed25519' ? fromRawEd25519(text, what, details) : (0,public_key/* publicKeyFromPem */.X)(text, what, details);
    return { version, publicKey };
}
/** SubjectPublicKeyInfo of Ed25519 before the 32 bytes of the key (RFC 8410 section 4): Transit gives the bytes alone, in base64. */
const ED25519_PREFIX = '302a300506032b6570032100';
function fromRawEd25519(text, what, details) {
    const raw = (0,wire_text/* decodeBase64 */.y4)(text, what, 'SERVICE_ANSWER_INVALID');
    return (0,public_key/* publicKeyFromSpki */.W8)((0,wire_text/* concatBytes */.Id)((0,wire_text/* decodeHex */.EF)(ED25519_PREFIX, 'the algorithm'), raw), details);
}
function unsupported(label, found) {
    return new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', `${label} is of a type that cannot sign here`, {
        expected: `${TYPES.join(', ')}; not derived`,
        found,
        hint: 'Create a key that signs: vault write -f transit/keys/NAME type=ecdsa-p256',
    });
}
function noVersion(label, version, found, setting) {
    return new countersign_error/* CountersignError */.WS('KEY_INVALID', `version ${version} of ${label} cannot be used`, {
        expected: 'a version that the server allows',
        found,
        hint: `Name another version, or change ${setting} of the key.`,
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/hashivault.js

// For the code that signs and makes keys, which loads this file with the scheme.


/** The public key of a key of HashiCorp Vault or OpenBao (engine Transit), of the version that the reference names, else of the newest. */
const openPublicKey = async (run, reference, { details, services }) => {
    const { publicKey, version, reference: parsed } = await readTransitKey(run, reference, { details, services, toSign: false });
    return { key: publicKey, where: parsed.label, version: String(version), bytes: undefined };
};

/***/ })

};
