export const id = 5213;
export const ids = [5213];
export const modules = {

/***/ 5213:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  GOOGLE_KEY_DETAILS: () => (/* reexport */ GOOGLE_KEY_DETAILS),
  checkedBytes: () => (/* reexport */ google_api/* checkedBytes */.Dp),
  crc32c: () => (/* reexport */ crc32c/* crc32c */.d),
  damaged: () => (/* reexport */ google_api/* damaged */.qM),
  googleAlgorithm: () => (/* reexport */ googleAlgorithm),
  kmsApi: () => (/* reexport */ kmsApi),
  openGoogleKey: () => (/* reexport */ openGoogleKey),
  openPublicKey: () => (/* binding */ openPublicKey),
  parseGoogleKey: () => (/* reexport */ google_reference/* parseGoogleKey */.g)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(73303);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(76255);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
// EXTERNAL MODULE: ./packages/core/lib/wire/der-encode.js
var der_encode = __webpack_require__(74612);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/google-api.js + 2 modules
var google_api = __webpack_require__(72198);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/google-reference.js
var google_reference = __webpack_require__(53478);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __webpack_require__(16310);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/google-kms.js






/** The signature algorithms of Google Cloud KMS that Sigstore's registry has. The hash and the padding belong to the key. */
const ALGORITHMS = {
    EC_SIGN_P256_SHA256: 'PKIX_ECDSA_P256_SHA_256',
    EC_SIGN_P384_SHA384: 'PKIX_ECDSA_P384_SHA_384',
    EC_SIGN_ED25519: 'PKIX_ED25519',
    RSA_SIGN_PKCS1_2048_SHA256: 'PKIX_RSA_PKCS1V15_2048_SHA256',
    RSA_SIGN_PKCS1_3072_SHA256: 'PKIX_RSA_PKCS1V15_3072_SHA256',
    RSA_SIGN_PKCS1_4096_SHA256: 'PKIX_RSA_PKCS1V15_4096_SHA256',
    RSA_SIGN_PSS_2048_SHA256: 'PKIX_RSA_PSS_2048_SHA256',
    RSA_SIGN_PSS_3072_SHA256: 'PKIX_RSA_PSS_3072_SHA256',
    RSA_SIGN_PSS_4096_SHA256: 'PKIX_RSA_PSS_4096_SHA256',
    PQ_SIGN_ML_DSA_65: 'ML_DSA_65',
};
/** Keys of these algorithms can be created. */
const GOOGLE_KEY_DETAILS = Object.values(ALGORITHMS);
/** The name of an algorithm at Google; undefined if keys of this kind do not exist there. */
function googleAlgorithm(details) {
    return Object.keys(ALGORITHMS).find((name) => ALGORITHMS[name] === details);
}
function kmsApi(run, services = key_login/* NO_KEY_SERVICES */.R) {
    return (0,google_api/* googleApi */.Wb)(run, services, 'cloudkms.googleapis.com', {
        role: 'Google Cloud KMS',
        expected: 'an answer about the key',
        refused: 'Check the name of the key, and that the identity may use it (roles/cloudkms.signerVerifier; roles/cloudkms.publicKeyViewer to verify). A key without a version needs roles/cloudkms.viewer, too.',
    });
}
/**
 * Reads the public key of the version that a reference names, or of the newest enabled version.
 * @throws CountersignError INPUT_INVALID, KEY_UNSUPPORTED, KEY_INVALID, SERVICE_*, TOKEN_*
 */
async function openGoogleKey(api, reference, details) {
    const parsed = (0,google_reference/* parseGoogleKey */.g)(reference);
    const name = `${parsed.key}/cryptoKeyVersions/${parsed.version ?? (await newestVersion(api, parsed.key))}`;
    return { name, version: name.slice(name.lastIndexOf('/') + 1), key: await publicKeyOf(api, name, details) };
}
const PAGE_SIZE = 100;
const MAX_PAGES = 20;
async function newestVersion(api, key) {
    let newest = 0;
    let page = '';
    for (let pages = 0; page !== undefined; pages += 1) {
        if (pages === MAX_PAGES)
            throw (0,google_api/* damaged */.qM)(`at most ${MAX_PAGES} pages of versions`, 'more');
        const query = new URLSearchParams({
            filter: 'state=ENABLED',
            pageSize: String(PAGE_SIZE),
            ...(page === '' ? {} : { pageToken: page }),
        });
        const answer = await api.get(`${key}/cryptoKeyVersions?${query.toString()}`);
        newest = Math.max(newest, ...enabledVersions(answer, key));
        const next = answer['nextPageToken'];
        page = next === undefined || next === '' ? undefined : (0,json_readers/* readString */.E3)(next, 'nextPageToken', 'SERVICE_ANSWER_INVALID');
    }
    if (newest > 0)
        return newest;
    throw new countersign_error/* CountersignError */.WS('KEY_INVALID', 'the key in Google Cloud KMS has no enabled version', {
        expected: 'an enabled version',
        found: 'none',
        hint: 'Create a version, or enable one: `gcloud kms keys versions enable`.',
    });
}
function enabledVersions(answer, key) {
    const versions = (0,json_readers/* readArray */.oU)(answer['cryptoKeyVersions'] ?? [], 'cryptoKeyVersions', 'SERVICE_ANSWER_INVALID');
    return versions.flatMap((one) => {
        if (!(0,json_readers/* isJsonObject */.OW)(one))
            throw (0,google_api/* damaged */.qM)('versions of the key', 'another value');
        const name = (0,google_api/* answered */.oQ)(one, 'name');
        const number = /\/cryptoKeyVersions\/([1-9][0-9]{0,9})$/.exec(name)?.[1] ?? '';
        if (name !== `${key}/cryptoKeyVersions/${number}`)
            throw (0,google_api/* damaged */.qM)(`versions of ${key}`, 'a version of another key');
        return one['state'] === 'ENABLED' ? [Number(number)] : [];
    });
}
async function publicKeyOf(api, name, details) {
    const isPostQuantum = details === 'ML_DSA_65';
    const answer = await api.get(`${name}/publicKey${isPostQuantum ? '?publicKeyFormat=NIST_PQC' : ''}`);
    if (answer['name'] !== name)
        throw (0,google_api/* damaged */.qM)(`the public key of ${name}`, 'one of another version');
    const algorithm = (0,google_api/* answered */.oQ)(answer, 'algorithm');
    const own = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
    if (own === undefined)
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'the key in Google Cloud KMS has an algorithm that is not supported', {
            expected: Object.keys(ALGORITHMS).join(', '),
            found: /^[A-Z0-9_]{1,60}$/.test(algorithm) ? algorithm : 'another text',
            hint: 'Create a key with one of these algorithms; its algorithm cannot be changed.',
        });
    if (details !== undefined && details !== own)
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'the key in Google Cloud KMS signs with another algorithm', {
            expected: details,
            found: own,
            hint: 'At Google, the algorithm belongs to the key: correct or remove signing-algorithm, or name another key.',
        });
    if (isPostQuantum)
        return mlDsaKey(answer);
    const pem = (0,google_api/* answered */.oQ)(answer, 'pem');
    (0,google_api/* checkCrc32c */.Bh)((0,wire_text/* encodeUtf8 */.Af)(pem), answer['pemCrc32c'], 'pemCrc32c');
    return (0,public_key/* publicKeyFromPem */.X)(pem, `the public key of ${name}`, own);
}
/** Google gives keys of ML-DSA as FIPS 204 has them; this is their SubjectPublicKeyInfo (RFC 9881 section 4). */
function mlDsaKey(answer) {
    const { publicKey } = answer;
    if (!(0,json_readers/* isJsonObject */.OW)(publicKey))
        throw (0,google_api/* damaged */.qM)('a publicKey in the format NIST_PQC', 'none');
    const raw = (0,google_api/* checkedBytes */.Dp)(publicKey, 'data', 'crc32cChecksum');
    const algorithm = (0,der_encode/* encodeDerSequence */.T2)((0,der_encode/* encodeDerOid */.ij)('2.16.840.1.101.3.4.3.18'));
    return (0,public_key/* publicKeyFromSpki */.W8)((0,der_encode/* encodeDerSequence */.T2)(algorithm, (0,der_encode/* encodeDer */.qH)(0x03, Uint8Array.of(0), raw)), 'ML_DSA_65');
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/crc32c.js
var crc32c = __webpack_require__(45101);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/gcpkms.js





/** The public key of a key in Google Cloud KMS. */
const openPublicKey = async (run, reference, { details, services }) => {
    const { key, version, name } = await openGoogleKey(kmsApi(run, services), reference, details);
    return { key, version, where: `gcpkms://${name}`, bytes: undefined };
};

/***/ })

};
