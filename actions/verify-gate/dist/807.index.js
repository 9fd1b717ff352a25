export const id = 807;
export const ids = [807];
export const modules = {

/***/ 5526:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ nextLink)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4634);

/** Longest accepted `Link` header; those of GitHub and of registries have some hundred characters. */
const MAX_LINK = 4096;
/**
 * The address of the next page of an answer, unchanged: `Link: <url>; rel="next"` (RFC 8288 section 3).
 * @param from the server, for messages
 * @throws CountersignError `code` for a header that is too long: ignoring it would miss pages
 */
function nextLink({ headers }, from, code) {
    const link = headers['link'] ?? '';
    if (link.length > MAX_LINK) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${from}: the Link header is too long`, {
            expected: `at most ${MAX_LINK} characters`,
            found: `${link.length}`,
        });
    }
    return /<([^<>]*)>\s*;[^<]*\brel="?next"?/i.exec(link)?.[1];
}

/***/ }),

/***/ 7807:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createClient: () => (/* binding */ createClient)
});

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(1951);
;// CONCATENATED MODULE: ./packages/core/lib/artifacts/image-reference.js


const REGISTRY = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
const DOCKER_HUB = 'docker.io';
/**
 * Parses `[registry/]repository[:tag][@digest]` with the grammar of distribution/reference: the first part is a registry if it contains a
 * dot or a colon, or is `localhost`; otherwise the image is on Docker Hub. A leading `oci://` is removed.
 * @throws CountersignError IMAGE_REFERENCE_INVALID
 */
function parseImageReference(text) {
    const written = text.startsWith('oci://') ? text.slice('oci://'.length) : text;
    const at = written.indexOf('@');
    const digest = at === -1 ? undefined : written.slice(at + 1);
    const front = at === -1 ? written : written.slice(0, at);
    if (digest !== undefined && !DIGEST.test(digest))
        throw invalid(text, 'sha256:<64 lower-case hex digits> after @', (0,wire_text/* excerpt */.Kb)(digest));
    // A colon after the last slash starts a tag; a colon before it belongs to the port.
    const colon = front.indexOf(':', front.lastIndexOf('/') + 1);
    const tag = colon === -1 ? undefined : front.slice(colon + 1);
    const path = colon === -1 ? front : front.slice(0, colon);
    if (tag !== undefined && !TAG.test(tag))
        throw invalid(text, 'a tag of letters, digits, ".", "_" and "-", at most 128', (0,wire_text/* excerpt */.Kb)(tag));
    const { registry, repository } = splitRegistry(path);
    if (!REGISTRY.test(registry))
        throw invalid(text, 'a registry host', (0,wire_text/* excerpt */.Kb)(registry));
    const wrong = repository.split('/').find((component) => !COMPONENT.test(component));
    if (wrong !== undefined)
        throw invalid(text, 'lower-case letters and digits, separated by ".", "_", "__", "-" or "/"', (0,wire_text/* excerpt */.Kb)(wrong));
    if (repository.length > 255)
        throw invalid(text, 'at most 255 characters', `${repository.length}`);
    return { registry, repository, tag, digest, name: `${registry}/${repository}` };
}
function splitRegistry(path) {
    const slash = path.indexOf('/');
    const first = slash === -1 ? '' : path.slice(0, slash);
    if (!/[.:]/.test(first) && first !== 'localhost')
        return onDockerHub(path);
    const repository = path.slice(slash + 1);
    return first === DOCKER_HUB || first === 'index.docker.io'
        ? onDockerHub(repository)
        : { registry: first.toLowerCase(), repository };
}
function onDockerHub(path) {
    return { registry: DOCKER_HUB, repository: path.includes('/') ? path : `library/${path}` };
}
function invalid(text, expected, found) {
    return new countersign_error/* CountersignError */.WS('IMAGE_REFERENCE_INVALID', `${(0,wire_text/* excerpt */.Kb)(text)} is not an image reference`, {
        expected,
        found,
        hint: text.includes(',')
            ? 'Write one image per line, without commas.'
            : 'Examples: ghcr.io/acme/app@sha256:…, registry.example:5000/app:1.2.3.',
    });
}
// EXTERNAL MODULE: ./packages/core/lib/wire/sha256-digest.js
var sha256_digest = __webpack_require__(9716);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(6255);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(30);
// EXTERNAL MODULE: ./packages/core/lib/net/backoff.js
var backoff = __webpack_require__(2654);
// EXTERNAL MODULE: ./packages/core/lib/net/failures.js + 1 modules
var failures = __webpack_require__(8547);
// EXTERNAL MODULE: ./packages/core/lib/net/addresses.js
var addresses = __webpack_require__(8626);
// EXTERNAL MODULE: ./packages/core/lib/net/server-words.js
var server_words = __webpack_require__(4731);
;// CONCATENATED MODULE: ./packages/core/lib/registry/answers.js



function meaning(response) {
    const { status } = response;
    if ((0,backoff/* isRateLimit */.a5)(response))
        return { code: 'REGISTRY_THROTTLED', hint: 'Log in for a higher limit, raise timeout, or try again later.' };
    if (status === 401) {
        return {
            code: 'REGISTRY_UNAUTHORIZED',
            hint: 'Log in to the registry first (docker login, REGISTRY_AUTH_FILE, DOCKER_CONFIG or the credentials inputs).',
        };
    }
    if (status === 403)
        return { code: 'REGISTRY_UNAUTHORIZED', hint: 'The account lacks the permission: pull to verify, push to sign.' };
    if (status === 404)
        return { code: 'REGISTRY_NOT_FOUND', hint: 'Check the reference. Private repositories also answer 404 without a login.' };
    if ((0,backoff/* canPass */.QL)(response) || status >= 500)
        return { code: 'REGISTRY_UNAVAILABLE', hint: 'The registry has an internal problem; try again later.' };
    if (status >= 300 && status < 400) {
        return {
            code: 'REGISTRY_ANSWER_INVALID',
            hint: 'The redirect was not followed. If the registry has moved, correct its address in the reference.',
        };
    }
    return { code: 'REGISTRY_ANSWER_INVALID', hint: 'Check that the address is a registry (OCI distribution API v2).' };
}
/** Texts of requests that their answers may repeat. */
const secretsOf = new WeakMap();
/** Remembers the credentials of the request, which must not appear in an error about its answer. */
function withSecrets(response, authorization) {
    if (authorization !== undefined)
        secretsOf.set(response, formsOf(authorization));
    return response;
}
/** With and without the name of its scheme; of basic credentials also the password itself. */
function formsOf(authorization) {
    const [, scheme = '', value = authorization] = /^(\S+) (.*)$/s.exec(authorization) ?? [];
    if (scheme.toLowerCase() !== 'basic')
        return [authorization, value];
    const text = Buffer.from(value, 'base64').toString('utf8');
    return [authorization, value, text, text.slice(text.indexOf(':') + 1)];
}
/** The error for an unexpected answer. `doing` completes "cannot …". */
function registryFailure(response, doing, expected = 'an answer with status 200') {
    return failure(response, doing, expected, meaning(response));
}
/** What registries say about a tag that may not be written again: Harbor 412, Amazon ECR 400, Azure, Quay and Artifactory 409, 405 or 403. */
const SAYS_IMMUTABLE = /immutab|already.?exists|overwrit|tag.?locked|write.?lock/i;
/** The error for an answer to a POST or PUT that is not success: the refusal of the registry, in its own words. */
function pushFailure(response, doing, expected) {
    const { status } = response;
    const isRefusal = status >= 400 && status < 500;
    if (isRefusal && saysImmutable(response)) {
        return failure(response, doing, expected, {
            code: 'STORE_FAILED',
            hint: 'Exempt tags "sha256-*" from the immutability of tags in this registry, or store signatures in another repository (signature-repository).',
        });
    }
    const known = meaning(response);
    const hint = 'The registry refuses what is pushed: check its rules for tags, media types and quotas, or set signature-repository.';
    const isOther = isRefusal && known.code === 'REGISTRY_ANSWER_INVALID';
    return failure(response, doing, expected, isOther ? { code: 'STORE_FAILED', hint } : known);
}
/** Whether the registry says that a tag may not be written again. */
function saysImmutable(response) {
    return ociErrors(response).some((error) => SAYS_IMMUTABLE.test(`${error.code}${error.message}`));
}
/** Number of errors of a body that are shown. */
const SHOWN_ERRORS = 3;
function failure(response, doing, expected, { code, hint }) {
    const { status, attempts } = response;
    const errors = ociErrors(response).slice(0, SHOWN_ERRORS);
    const location = status >= 300 && status < 400 ? URL.parse(response.headers['location'] ?? '', response.url) : null;
    const said = [
        `status ${status}${attempts > 1 ? ` ${(0,failures/* afterAttempts */.ln)(attempts)}` : ''}`,
        ...(location === null ? [] : [`a redirect to ${(0,addresses/* describeUrl */.Ng)(location)}`]),
        ...(errors.length === 0 ? wordsOf(response) : [errors.map((error) => `${error.code}${error.message}`).join('; ')]),
    ];
    return new countersign_error/* CountersignError */.WS(code, `cannot ${doing}: ${(0,addresses/* describeUrl */.Ng)(response.url)} answered ${status}`, {
        expected,
        found: said.join(', '),
        hint,
    });
}
/** What is not an error of the OCI API: often the text of a proxy or a load balancer. */
function wordsOf(response) {
    const { status, body } = response;
    return status < 400 || body.length === 0 ? [] : [`"${(0,server_words/* serverWords */.l)(body, secretsOf.get(response))}"`];
}
/**
 * What `run.net.fetch` threw, with the name of the registry. The code stays, because it decides whether a search for evidence is
 * incomplete; an answer that is not accepted is REGISTRY_ANSWER_INVALID.
 */
function withRegistry(at, thrown, who = 'the registry') {
    if (!(thrown instanceof countersign_error/* CountersignError */.WS))
        return thrown;
    const { code, message, expected, found, hint, cause } = thrown;
    const details = { expected, found, hint, cause };
    if (cause instanceof failures/* AnswerRefused */.Nu)
        return new countersign_error/* CountersignError */.WS('REGISTRY_ANSWER_INVALID', `${who} ${at.registry} gave an answer that cannot be used: ${message}`, details);
    if (!(cause instanceof failures/* NetworkFailure */.pM))
        return thrown;
    const problem = cause.permanent ? 'cannot be reached' : 'is not available';
    return new countersign_error/* CountersignError */.WS(code, `${who} ${at.registry} ${problem}: ${message}`, details);
}
/**
 * Parses an answer as JSON.
 * @throws CountersignError REGISTRY_ANSWER_INVALID
 */
function jsonIn(response, options) {
    try {
        return (0,json/* parseJson */.qF)(response.body, { ...options, code: 'REGISTRY_ANSWER_INVALID' });
    }
    catch (thrown) {
        if (!(thrown instanceof countersign_error/* CountersignError */.WS))
            throw thrown;
        const { message, expected, found } = thrown;
        throw new countersign_error/* CountersignError */.WS('REGISTRY_ANSWER_INVALID', message, {
            expected,
            found: `${found === undefined ? '' : `${found} `}in the answer of ${(0,addresses/* describeUrl */.Ng)(response.url)}`,
            hint: `Check that ${new URL(response.url).host} is a registry, and which proxy is between it and this machine.`,
            cause: thrown,
        });
    }
}
/** The error for an answer that violates the specification. */
function invalidAnswer(message, expected, found) {
    return new countersign_error/* CountersignError */.WS('REGISTRY_ANSWER_INVALID', message, {
        expected,
        found,
        hint: "Do not use the received content; inform the registry's operator.",
    });
}
/** Whether the registry says that the repository itself is unknown, not only one object in it. */
function saysRepositoryUnknown(response) {
    return ociErrors(response).some((error) => error.code === 'NAME_UNKNOWN');
}
/** Whether the registry does not support this operation, as opposed to a missing permission or a temporary failure. */
function saysUnsupported(response) {
    return (response.status === 405 ||
        ([400, 501].includes(response.status) && ociErrors(response).some((error) => error.code === 'UNSUPPORTED')));
}
/** Whether the registry says that it does not find a blob of the manifest. docker-registry 2.8 calls that an invalid digest. */
function saysBlobUnknown(response) {
    const codes = ['BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN', 'DIGEST_INVALID'];
    return ociErrors(response).some((error) => codes.includes(error.code));
}
/**
 * `errors[]` of a body (distribution-spec 1.1, error codes); empty if the body is something else. Message and detail are quoted and
 * truncated. Amazon ECR also has codes such as `ImageTagAlreadyExistsException`.
 */
function ociErrors(response) {
    let value;
    try {
        value = (0,json/* parseJson */.qF)(response.body, { maxBytes: 65_536, what: 'error' });
    }
    catch {
        return [];
    }
    const secrets = secretsOf.get(response);
    const errors = (0,json_readers/* isJsonObject */.OW)(value) && Array.isArray(value['errors']) ? value['errors'] : [];
    return errors.filter(json_readers/* isJsonObject */.OW).flatMap((error) => {
        const { code, message, detail } = error;
        if (typeof code !== 'string' || !/^[A-Za-z][\w.]{0,59}$/.test(code))
            return [];
        const words = [message, detail].flatMap(textsOf).map((text) => ` "${(0,server_words/* serverWords */.l)(Buffer.from(text), secrets)}"`);
        return [{ code, message: [...new Set(words)].join('') }];
    });
}
/** A detail may be any JSON value. */
function textsOf(value) {
    if (value === undefined || value === null || value === '')
        return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text === '{}' || text === '[]' ? [] : [text];
}
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./packages/core/lib/wire/member-names.js
var member_names = __webpack_require__(2719);
;// CONCATENATED MODULE: ./packages/core/lib/registry/limits.js
/** Manifest or index, in bytes. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Referrers of one image that are read, over all pages and tags. */
const MAX_REFERRERS = 1000;
const MAX_REFERRER_PAGES = 100;
/** Bundles of one image: their number, and their total size (all are in memory at the same time). */
const MAX_BUNDLES = 1000;
const MAX_EVIDENCE_BYTES = 40 * 1024 * 1024;
/** Values in a manifest, an index or a list of referrers: a thousand entries with all annotations have about a tenth of this. */
const MAX_VALUES = 200_000;
/** Parallel requests to one registry. */
const CONCURRENCY = 8;
/** Nesting depth of indexes, including the named one. Known images have at most two. */
const MAX_INDEX_DEPTH = 4;
/** Entries of an index and of all nested indexes. */
const MAX_LISTED_MANIFESTS = 1000;
/** Total size of these manifests, and of all configs that are read, in bytes. */
const MAX_LISTED_BYTES = 64 * 1024 * 1024;
/** Config of an image, in bytes. */
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
;// CONCATENATED MODULE: ./packages/core/lib/registry/media-types.js
/** OCI image-spec 1.1 and Docker image manifest v2 schema 2. */
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
/** Docker image manifest v2 schema 1, plain and signed: refused. */
const SCHEMA_1 = [
    'application/vnd.docker.distribution.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v1+prettyjws',
];
const IMAGE_MANIFESTS = [OCI_MANIFEST, DOCKER_MANIFEST];
const IMAGE_INDEXES = [OCI_INDEX, DOCKER_LIST];
/** Prefix of all bundle versions. Do not rely on artifactType: some registries report the config's type there. */
const BUNDLE_PREFIX = 'application/vnd.dev.sigstore.bundle';
const BUNDLE_V03 = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json';
;// CONCATENATED MODULE: ./packages/core/lib/registry/content.js






/** Members of manifests, indexes, descriptors and platforms (OCI image-spec 1.1, Docker schema 2 and 1). */
const MEMBERS = [
    ...['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'subject', 'manifests', 'annotations', 'fsLayers'],
    ...['digest', 'size', 'urls', 'data', 'platform'],
    ...['architecture', 'os', 'os.version', 'os.features', 'variant', 'features'],
];
/** Refuses member names that Go's JSON decoder would read differently. @throws CountersignError REGISTRY_ANSWER_INVALID */
function checkMemberNames(value, what) {
    (0,member_names/* refuseOtherSpellings */.o)(value, { known: MEMBERS, maps: ['annotations'], what, code: 'REGISTRY_ANSWER_INVALID' });
}
const content_DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
/** Whether a text is a digest for a descriptor: sha256 or sha512, lower-case hex. */
function isDigest(text) {
    return content_DIGEST.test(text);
}
function digestOf(algorithm, bytes) {
    return algorithm === 'sha512' ? `sha512:${(0,external_node_crypto_.createHash)('sha512').update(bytes).digest('hex')}` : (0,sha256_digest/* sha256Digest */.s)(bytes);
}
/** @throws CountersignError REGISTRY_ANSWER_INVALID */
function readDescriptor(value, what) {
    const object = value !== undefined && (0,json_readers/* isJsonObject */.OW)(value) ? value : {};
    const { mediaType, digest, size } = object;
    if (typeof mediaType !== 'string' ||
        typeof digest !== 'string' ||
        !content_DIGEST.test(digest) ||
        typeof size !== 'number' ||
        !Number.isSafeInteger(size) ||
        size < 0) {
        throw invalidAnswer(`${what} is not a descriptor`, 'mediaType, digest (sha256 or sha512) and size', 'something else');
    }
    return { mediaType, digest, size };
}
/**
 * Reads a manifest or index by digest or tag. The received bytes are hashed; if they do not have the requested digest, the answer is refused.
 *
 * @throws CountersignError REGISTRY_*, INPUT_UNSUPPORTED for Docker's schema 1
 */
async function getManifest(send, at, reference, accept, maxBytes = MAX_MANIFEST_BYTES) {
    const what = `${at.registry}/${at.repository}${reference.includes(':') ? '@' : ':'}${reference}`;
    const response = await send(at, {
        method: 'GET',
        access: 'pull',
        url: `${at.origin}/v2/${at.repository}/manifests/${reference}`,
        headers: { accept: accept.join(', ') },
        maxBytes,
    });
    if (response.status === 404)
        return { missing: registryFailure(response, `read ${what}`), repositoryUnknown: saysRepositoryUnknown(response) };
    if (response.status !== 200)
        throw registryFailure(response, `read ${what}`);
    refuseSchema1(what, response);
    const digest = (0,sha256_digest/* sha256Digest */.s)(response.body);
    const expected = reference.includes(':') ? reference : response.headers['docker-content-digest'];
    if (expected !== undefined && content_DIGEST.test(expected))
        checkDigest(what, expected, response.body);
    const value = jsonIn(response, { maxBytes: MAX_MANIFEST_BYTES, maxValues: MAX_VALUES, what });
    if (!(0,json_readers/* isJsonObject */.OW)(value))
        throw invalidAnswer(`${what} is not a manifest`, 'a JSON object', 'other JSON');
    checkMemberNames(value, what);
    const etag = response.headers['etag'];
    return {
        digest,
        mediaType: mediaTypeOf(what, response, value),
        bytes: response.body,
        json: value,
        etag: etag !== undefined && /^"[^"]+"$/.test(etag) ? etag : undefined,
    };
}
/** Reads a whole blob, and checks size and digest against its descriptor. @throws CountersignError REGISTRY_*, EVIDENCE_TOO_LARGE */
async function getBlob(send, at, blob, maxBytes) {
    const what = `${at.registry}/${at.repository}@${blob.digest}`;
    if (blob.size > maxBytes) {
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `${what} is too large`, {
            expected: `at most ${maxBytes} bytes`,
            found: `${blob.size} bytes`,
        });
    }
    const response = await send(at, {
        method: 'GET',
        access: 'pull',
        url: `${at.origin}/v2/${at.repository}/blobs/${blob.digest}`,
        maxBytes: Math.max(blob.size, 65_536),
    });
    if (response.status !== 200)
        throw registryFailure(response, `read ${what}`);
    if (response.body.length !== blob.size)
        throw invalidAnswer(`${what} has the wrong length`, `${blob.size} bytes`, `${response.body.length} bytes`);
    checkDigest(what, blob.digest, response.body);
    return response.body;
}
/** Must run before the digest is compared: the digest of a signed schema 1 manifest does not cover the signatures. */
function refuseSchema1(what, response) {
    const type = headerType(response);
    if (!SCHEMA_1.includes(type))
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `${what} is an image manifest of Docker schema 1`, {
        expected: [...IMAGE_MANIFESTS, ...IMAGE_INDEXES].join(', '),
        found: (0,wire_text/* excerpt */.Kb)(type),
        hint: 'Push the image again in OCI or Docker v2 schema 2 format.',
    });
}
function headerType(response) {
    return (response.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}
/** Puts a manifest at a tag or digest; the caller checks the answer. */
function putManifest(send, at, reference, manifest, options = {}) {
    return send(at, {
        method: 'PUT',
        access: 'push',
        url: `${at.origin}/v2/${at.repository}/manifests/${reference}`,
        headers: { 'content-type': manifest.mediaType, ...options.headers },
        body: manifest.bytes,
        ...(options.retry === undefined ? {} : { retry: options.retry }),
    });
}
function checkDigest(what, expected, bytes) {
    const found = digestOf(expected.slice(0, 6), bytes);
    if (found !== expected)
        throw invalidAnswer(`${what}: the content from the registry does not have the requested digest`, expected, found);
}
/**
 * The media type of header and content, which must agree: a document that some readers take for an index and others for an image
 * is refused (CVE-2021-41190).
 */
function mediaTypeOf(what, response, json) {
    const header = headerType(response);
    const inside = typeof json['mediaType'] === 'string' ? json['mediaType'] : undefined;
    const known = [...IMAGE_MANIFESTS, ...IMAGE_INDEXES];
    const mediaType = known.includes(header) ? header : (inside ?? header);
    if (inside !== undefined && inside !== mediaType)
        throw invalidAnswer(`${what}: header and content name different media types`, mediaType, (0,wire_text/* excerpt */.Kb)(inside));
    const looksLikeIndex = 'manifests' in json;
    const looksLikeImage = 'config' in json || 'layers' in json;
    if ((IMAGE_INDEXES.includes(mediaType) && looksLikeImage) || (IMAGE_MANIFESTS.includes(mediaType) && looksLikeIndex)) {
        throw invalidAnswer(`${what} is both an index and an image`, mediaType, 'members of both');
    }
    if (known.includes(mediaType) && 'fsLayers' in json)
        throw invalidAnswer(`${what} is both Docker schema 1 and another format`, mediaType, 'fsLayers');
    return mediaType;
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/pause.js



/** Waits a random time, and `atLeastMs` more; false if the run's budget is not enough. */
async function pause(run, attempt, atLeastMs = 0) {
    const delay = atLeastMs + (0,backoff/* jitteredDelay */.$x)(attempt, run.random);
    if (delay >= run.budget.leftMs())
        return false;
    await run.sleep(delay);
    return true;
}
/**
 * Sends one step of a sequence that cannot be repeated alone (the state before it may have changed).
 * Returns a transient failure as a setback, and an answer unchanged.
 */
async function step(run, doing, request) {
    try {
        const response = await request();
        if (!(0,backoff/* canPass */.QL)(response))
            return response;
        return { error: registryFailure(response, doing), waitMs: (0,backoff/* askedWaitMs */.MW)(response, run.clock()) };
    }
    catch (error) {
        if (error instanceof countersign_error/* CountersignError */.WS && error.cause instanceof failures/* NetworkFailure */.pM && !error.cause.permanent)
            return { error, waitMs: 0 };
        throw error;
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/fallback-tag.js







/** `sha256-<hex>`: the tag that lists referrers if the registry has no referrers API (distribution-spec 1.1, "Referrers Tag Schema"). */
function fallbackTag(digest) {
    return digest.replace(':', '-');
}
/** @throws CountersignError REGISTRY_*; REGISTRY_ANSWER_INVALID also if the tag is something else */
async function readFallbackTag(send, at, digest) {
    const tag = fallbackTag(digest);
    const manifest = await getManifest(send, at, tag, [...IMAGE_INDEXES, ...IMAGE_MANIFESTS]);
    if ('missing' in manifest)
        return manifest;
    if (manifest.digest === digest)
        return { isSubject: true };
    if (manifest.mediaType !== OCI_INDEX) {
        throw new countersign_error/* CountersignError */.WS('REGISTRY_ANSWER_INVALID', `${at.registry}/${at.repository}:${tag} is not an index of referrers`, {
            expected: OCI_INDEX,
            found: (0,wire_text/* excerpt */.Kb)(manifest.mediaType),
            hint: 'Something else was pushed under this tag; remove it.',
        });
    }
    return {
        json: manifest.json,
        entries: (0,json_readers/* readArray */.oU)(manifest.json['manifests'], `${tag}: manifests`, 'REGISTRY_ANSWER_INVALID'),
        etag: manifest.etag,
    };
}
/** How often our entry must be seen after the write; more often if other writers were noticed. */
const SIGHTINGS = { alone: 2, contended: 3 };
const SETTLE_MS = { least: 250, most: 3_000 };
/**
 * Adds an entry to the fallback tag so that it stays: the list is read, extended, written back and read again.
 *
 * This is a read-modify-write on a shared tag, and many registries ignore `If-Match`: another writer that read before our write
 * may overwrite our entry after we checked it. So we check again after several times the duration of one such cycle. If an entry is
 * missing that we saw before (ours or another's), we merge and write again. A write is never repeated without reading again.
 *
 * @throws CountersignError STORE_FAILED if the registry refuses the list, or if the entry did not stay in it while the budget lasted;
 * REGISTRY_*
 */
async function addToFallbackTag(run, send, at, subject, entry) {
    const doing = `list the signature at ${at.registry}/${at.repository}:${fallbackTag(subject)}`;
    const wanted = new Map();
    let sightings = 0;
    let contended = false;
    let written;
    let refused;
    let lastError;
    for (let attempt = 1;; attempt += 1) {
        const before = run.clock().getTime();
        const current = await readFallbackTag(send, at, subject);
        if ('isSubject' in current)
            throw cannotList(at, subject);
        const entries = 'missing' in current ? [] : current.entries;
        const present = new Set(entries.map(digestIn));
        if ([...present].some((digest) => written !== undefined && !wanted.has(digest)))
            contended = true;
        for (const other of entries)
            wanted.set(digestIn(other), other);
        const lost = [...wanted].filter(([digest]) => !present.has(digest));
        if (present.has(entry.digest) && lost.length === 0) {
            sightings += 1;
            // We wrote nothing if the entry was already there.
            if (written === undefined || sightings >= (contended ? SIGHTINGS.contended : SIGHTINGS.alone))
                return;
            const settle = Math.min(SETTLE_MS.most, Math.max(SETTLE_MS.least, 3 * written));
            if (!(await pause(run, 1, settle)))
                return;
            continue;
        }
        if (written !== undefined)
            contended = true;
        sightings = 0;
        wanted.set(entry.digest, entry);
        const bytes = serialized('missing' in current ? undefined : current.json, [
            ...entries,
            ...[...wanted].filter(([digest]) => !present.has(digest)).map(([, value]) => value),
        ]);
        const etag = 'missing' in current ? undefined : current.etag;
        // If a condition is refused and the list has not changed, the registry cannot compare etags, or it refuses the write itself.
        const state = 'missing' in current ? 'missing' : etag;
        const isRefused = state !== undefined && state === refused;
        const condition = state === undefined || isRefused ? {} : 'missing' in current ? { 'if-none-match': '*' } : { 'if-match': state };
        const answer = await step(run, doing, () => putManifest(send, at, fallbackTag(subject), { mediaType: OCI_INDEX, bytes }, { headers: condition, retry: false }));
        let wait = 0;
        if (!('status' in answer)) {
            lastError = answer.error;
            wait = answer.waitMs;
        }
        else if (answer.status === 412 && Object.keys(condition).length > 0 && !saysImmutable(answer)) {
            contended = true;
            refused = state;
            lastError = pushFailure(answer, doing, 'status 201');
        }
        else if (answer.status >= 200 && answer.status < 300) {
            written = Math.max(written ?? 0, run.clock().getTime() - before);
            if (attempt === 1)
                continue;
        }
        else
            throw pushFailure(answer, doing, 'status 201');
        // After the first successful write we check immediately. Otherwise a random pause keeps parallel writers from colliding again.
        if (!(await pause(run, Math.min(attempt, 5), wait)))
            throw notKept(doing, lastError);
    }
}
/** The identity of an entry; a malformed entry of another tool is kept unchanged. */
function digestIn(entry) {
    const digest = (0,json_readers/* isJsonObject */.OW)(entry) ? entry['digest'] : undefined;
    return typeof digest === 'string' ? digest : JSON.stringify(entry);
}
function serialized(json, manifests) {
    const index = { ...(json ?? { schemaVersion: 2, mediaType: OCI_INDEX }), manifests };
    const bytes = Buffer.from(JSON.stringify(index), 'utf8');
    if (bytes.length <= MAX_MANIFEST_BYTES)
        return bytes;
    throw new countersign_error/* CountersignError */.WS('STORE_FAILED', 'the list of referrers at the fallback tag is full', {
        expected: `at most ${MAX_MANIFEST_BYTES} bytes`,
        found: `${bytes.length} bytes`,
        hint: 'Remove old signatures of the image, or use a registry with the referrers API.',
    });
}
function cannotList(at, subject) {
    return new countersign_error/* CountersignError */.WS('STORE_FAILED', `${at.registry} cannot list referrers of ${at.repository}@${subject}`, {
        expected: 'the referrers API, or a free tag for the list',
        found: `the image itself at the tag ${fallbackTag(subject)}`,
        hint: 'Store the signatures in a repository of another registry (signature-repository); the bundle file exists.',
    });
}
function notKept(doing, cause) {
    return new countersign_error/* CountersignError */.WS('STORE_FAILED', `cannot ${doing}: the entry was missing when the timeout of the run was over`, {
        expected: 'our entry in the list after writing it',
        found: cause?.message ?? 'a list without the entry: other writers overwrote it',
        hint: 'Attach the bundle again (the bundle file exists). Let fewer jobs sign the same image at the same time.',
        cause,
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/challenges.js
const TOKEN = "[!#$%&'*+.^_`|~A-Za-z0-9-]+";
const PARAMETER = new RegExp(`[ \\t,]*(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, 'y');
const SCHEME = new RegExp(`[ \\t,]*(${TOKEN})(?=[ \\t,]|$)`, 'y');
const MAX_LENGTH = 16_384;
/**
 * The challenges of a `WWW-Authenticate` header that registries use (RFC 9110 §11.6.1, several in one header).
 * Other schemes and malformed parts are ignored.
 */
function parseChallenges(header) {
    const found = [];
    for (let at = 0; at < Math.min(header.length, MAX_LENGTH);) {
        const parameter = matchAt(PARAMETER, header, at);
        const scheme = parameter ?? matchAt(SCHEME, header, at);
        if (scheme === undefined)
            break;
        if (parameter === undefined)
            found.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map() });
        else
            found
                .at(-1)
                ?.parameters.set((parameter[1] ?? '').toLowerCase(), parameter[3] ?? (parameter[2] ?? '').replace(/\\(.)/g, '$1'));
        at += scheme[0].length;
    }
    return found.flatMap(({ scheme, parameters }) => {
        if (scheme === 'basic')
            return [{ scheme }];
        const realm = parameters.get('realm');
        if (scheme !== 'bearer' || realm === undefined)
            return [];
        return [{ scheme, realm, service: parameters.get('service'), scope: parameters.get('scope') }];
    });
}
function matchAt(pattern, text, at) {
    pattern.lastIndex = at;
    return pattern.exec(text) ?? undefined;
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/tokens.js




/** Lifetime of a token without `expires_in` (distribution token specification). */
const DEFAULT_LIFETIME_S = 60;
/** A token is renewed this long before it expires, so that it does not expire during a request. */
const MARGIN_MS = 5_000;
/**
 * Gets a bearer token from the realm of a challenge: anonymously, with basic auth, or with an identity token by the OAuth2 POST
 * (distribution specification, "Token Authentication" and "OAuth2 Token Authentication").
 *
 * @throws CountersignError REGISTRY_UNAUTHORIZED, REGISTRY_ANSWER_INVALID and what the network throws
 */
async function requestToken(run, at, challenge, scope, credential) {
    const realm = checkedRealm(at, challenge.realm);
    const parameters = new URLSearchParams({ ...(challenge.service === undefined ? {} : { service: challenge.service }), scope });
    let response;
    try {
        response = await ask(run, at, realm, parameters, credential);
    }
    catch (thrown) {
        throw withRegistry(at, thrown, 'the token service of the registry');
    }
    withSecrets(response, secretIn(credential));
    if (response.status !== 200)
        throw refusal(at, response, credential);
    return readToken(run, at, response);
}
function ask(run, at, realm, parameters, credential) {
    const common = { purpose: 'registry', maxBytes: 256 * 1024, from: at.origin };
    if (credential?.kind === 'identity-token') {
        const body = new URLSearchParams([
            ...parameters,
            ['grant_type', 'refresh_token'],
            ['client_id', 'countersign'],
            ['refresh_token', credential.token],
        ]);
        return run.net.fetch({
            ...common,
            method: 'POST',
            url: realm.href,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: body.toString(),
        });
    }
    const url = new URL(realm);
    for (const [name, value] of parameters)
        url.searchParams.append(name, value);
    const headers = credential?.kind === 'basic' ? { authorization: basic(credential) } : {};
    return run.net.fetch({ ...common, method: 'GET', url: url.href, headers });
}
function secretIn(credential) {
    if (credential === undefined)
        return undefined;
    return credential.kind === 'basic' ? basic(credential) : credential.token;
}
/** The secret is sent to this address. It must be https; http is allowed only if the registry itself uses http, and then only on the same host or loopback. */
function checkedRealm(at, realm) {
    const url = URL.parse(realm);
    const origin = new URL(at.origin);
    const acceptable = url !== null &&
        url.username === '' &&
        url.password === '' &&
        (url.protocol === 'https:' ||
            (url.protocol === 'http:' &&
                origin.protocol === 'http:' &&
                (url.host === origin.host || ((0,addresses/* isLoopback */.U9)(url.hostname) && (0,addresses/* isLoopback */.U9)(origin.hostname)))));
    if (acceptable)
        return url;
    throw invalidAnswer(`${at.registry} names a token service that is not safe to use`, 'an https address', url === null ? 'no URL' : `${url.protocol}//${url.host}`);
}
function refusal(at, response, credential) {
    const error = registryFailure(response, `get a token for ${at.registry}/${at.repository}`, 'a token');
    if (error.code !== 'REGISTRY_UNAUTHORIZED' && error.code !== 'REGISTRY_ANSWER_INVALID')
        return error;
    return new countersign_error/* CountersignError */.WS('REGISTRY_UNAUTHORIZED', error.message, {
        expected: error.expected,
        found: error.found,
        hint: credential === undefined
            ? `No credentials for ${at.registry} were found. Log in first.`
            : `The credentials for ${at.registry} were refused. Log in again.`,
    });
}
function readToken(run, at, response) {
    // Not with the words of the parser: they quote the answer, which may contain a token.
    let value;
    try {
        value = (0,json/* parseJson */.qF)(response.body, { maxBytes: 256 * 1024, what: `the token of ${at.registry}` });
    }
    catch {
        throw invalidAnswer(`${at.registry}: the token service sent no usable token`, 'a JSON object', `${response.body.length} bytes that are not`);
    }
    const answer = (0,json_readers/* isJsonObject */.OW)(value) ? value : {};
    const token = typeof answer['token'] === 'string' && answer['token'] !== '' ? answer['token'] : answer['access_token'];
    // The token becomes a header value: other characters could add headers to our requests.
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
        throw invalidAnswer(`${at.registry}: the token service sent no usable token`, 'token or access_token', 'neither');
    }
    if (isMaskable(token))
        run.log.secret(token);
    const seconds = answer['expires_in'];
    const lifetime = typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, 86_400) : DEFAULT_LIFETIME_S;
    return { value: token, expires: new Date(run.clock().getTime() + lifetime * 1000 - MARGIN_MS) };
}
/** Words of our own messages; a random token never contains one by chance. */
const OWN_WORD = /allowed|denied|undecided|decision|countersign|sha256/i;
/**
 * Whether to mask a token in all output. The server chooses the token: if we masked any text, a server could hide our decision, a digest
 * or an address in the job's log. So mask only a text that has the form (RFC 6750 section 2.1) and the length of a token. Other
 * tokens are used too, but not masked.
 */
function isMaskable(token) {
    return token.length >= 16 && /^[A-Za-z0-9._~+/-]+=*$/.test(token) && !OWN_WORD.test(token);
}
/** `Basic …` of RFC 7617, UTF-8. */
function basic({ username, password }) {
    return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/session.js




/**
 * Credentials are searched and sent only after a 401 with a challenge. The resulting login is kept for the repository and
 * access, so that later requests send it at once.
 */
function createSession(run, credentials) {
    const logins = new Map();
    const tokens = new Map();
    const warned = new Set();
    /** Helpers without credentials are normal, until the registry refuses. */
    function tellUnanswered({ registry }) {
        for (const note of credentials.unanswered(registry)) {
            if (warned.has(note))
                continue;
            warned.add(note);
            run.log.warn(note, { code: 'REGISTRY_UNAUTHORIZED' });
        }
    }
    function kept(at, access) {
        const keys = access === 'pull' ? ['pull', 'push'] : ['push'];
        const now = run.clock();
        return keys
            .map((key) => logins.get(loginKey(at, key)))
            .find((login) => login !== undefined && (login.expires === undefined || now < login.expires));
    }
    async function login(at, access, header, stale) {
        const challenges = parseChallenges(header ?? '');
        const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
        if (bearer === undefined && !challenges.some(({ scheme }) => scheme === 'basic'))
            return undefined;
        const credential = await credentials.find(at.registry, at.repository);
        if (credential?.kind === 'bearer')
            return { header: `Bearer ${headerSafe(credential.token)}`, expires: undefined };
        if (bearer === undefined)
            return credential?.kind === 'basic' ? { header: basic(credential), expires: undefined } : undefined;
        const token = await tokenFor(at, bearer, access, credential, stale);
        return { header: `Bearer ${token.value}`, expires: token.expires };
    }
    /** Parallel requests that need the same token share one token request. */
    async function tokenFor(at, challenge, access, credential, stale) {
        const scope = challenge.scope ?? `repository:${at.repository}:${access === 'pull' ? 'pull' : 'pull,push'}`;
        const key = JSON.stringify([at.origin, challenge.realm, challenge.service, scope]);
        const known = stale ? undefined : await tokens.get(key)?.catch(() => undefined);
        if (known !== undefined && run.clock() < known.expires)
            return known;
        const token = requestToken(run, at, challenge, scope, credential);
        tokens.set(key, token);
        return await token;
    }
    return async (at, { access, ...request }) => {
        const sameOrigin = new URL(request.url).origin === at.origin;
        const send = async (authorization) => {
            const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization: authorization.header }) };
            try {
                const from = sameOrigin ? {} : { from: at.origin };
                const response = await run.net.fetch({ ...request, ...from, purpose: 'registry', headers });
                return withSecrets(response, authorization?.header);
            }
            catch (thrown) {
                throw withRegistry(at, thrown);
            }
        };
        // An upload location may be on another host, which must not get our credentials.
        if (!sameOrigin)
            return await send(undefined);
        const before = kept(at, access);
        const response = await send(before);
        const warning = warningIn(at, response);
        if (warning !== undefined && !warned.has(warning)) {
            warned.add(warning);
            run.log.warn(warning);
        }
        if (response.status !== 401)
            return response;
        const authorization = await login(at, access, response.headers['www-authenticate'], before !== undefined).catch((error) => {
            tellUnanswered(at);
            throw error;
        });
        if (authorization === undefined) {
            tellUnanswered(at);
            return response;
        }
        const second = await send(authorization);
        if (second.status !== 401)
            logins.set(loginKey(at, access), authorization);
        if ([401, 403].includes(second.status))
            tellUnanswered(at);
        return second;
    };
}
function loginKey(at, access) {
    return `${at.origin} ${at.repository} ${access}`;
}
function headerSafe(token) {
    if (/^[\x21-\x7e]+$/.test(token))
        return token;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the registry token in the credential file has characters that are not allowed in a token', {
        hint: 'Log in again to write the file again.',
    });
}
/** `Warning: 299 - "text"` (distribution-spec 1.1): a message for the user. */
function warningIn(at, response) {
    const text = /^299 - "((?:[^"\\]|\\.){1,300})/.exec(response.headers['warning'] ?? '')?.[1];
    return text === undefined ? undefined : `${at.registry} says: ${text.replace(/[^\x20-\x7e]/g, '?')}`;
}
/** The URL in a `Location` or `Link` header. @throws CountersignError REGISTRY_ANSWER_INVALID if it is not https */
function linkedUrl(at, base, target) {
    const url = URL.parse(target, base);
    if (url === null || url.username !== '' || (url.protocol !== 'https:' && url.origin !== at.origin)) {
        throw invalidAnswer(`${at.registry} points to an address that is not safe to use`, 'an https address', url === null ? 'no URL' : `${url.protocol}//${url.host}`);
    }
    return url;
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/push-blob.js




/** Uploads in progress, by client, then by repository and digest. */
const inProgress = new WeakMap();
/**
 * Uploads a blob unless it exists, never twice at the same time: the platforms of an image share bundles, and docker-registry 2.8
 * finds neither copy for a moment if the same blob is uploaded twice in parallel.
 *
 * @returns its digest, `sha256:<hex>`
 * @throws CountersignError REGISTRY_* and what the network throws
 */
async function pushBlob(run, send, at, bytes) {
    const digest = (0,sha256_digest/* sha256Digest */.s)(bytes);
    const mine = inProgress.get(send) ?? new Map();
    inProgress.set(send, mine);
    const key = `${at.origin}/${at.repository}@${digest}`;
    const upload = mine.get(key) ?? uploadBlob(run, send, at, bytes, digest).finally(() => mine.delete(key));
    mine.set(key, upload);
    return await upload;
}
/**
 * Uploads a blob unless it exists (distribution-spec 1.1, "Pushing blobs", POST then PUT). An interrupted upload starts again.
 */
async function uploadBlob(run, send, at, bytes, digest) {
    const doing = `upload to ${at.registry}/${at.repository}`;
    const blobs = `${at.origin}/v2/${at.repository}/blobs`;
    for (let attempt = 1;; attempt += 1) {
        const head = await send(at, { method: 'HEAD', access: 'pull', url: `${blobs}/${digest}` });
        if (head.status === 200)
            return digest;
        if (head.status !== 404)
            throw registryFailure(head, doing);
        const start = await sendThere(send, at, { method: 'POST', access: 'push', url: `${blobs}/uploads/` });
        const location = start.headers['location'];
        if (start.status !== 202 || location === undefined)
            throw pushFailure(start, doing, 'status 202 with a Location');
        // Appended as text, because the registry's own parameters may be signed in their exact form.
        const url = linkedUrl(at, start.url, location).href;
        const target = `${url}${url.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
        const headers = { 'content-type': 'application/octet-stream' };
        const done = await step(run, doing, () => sendThere(send, at, { method: 'PUT', access: 'push', url: target, headers, body: bytes, retry: false }));
        if ('status' in done) {
            if (done.status === 201 || done.status === 204)
                return digest;
            // The upload session is gone after a failure; a new session may work.
            if (done.status !== 404 || attempt > 3)
                throw pushFailure(done, doing, 'status 201');
            if (!(await pause(run, attempt)))
                throw pushFailure(done, doing, 'status 201');
        }
        else if (!(await pause(run, attempt, done.waitMs)))
            throw done.error;
    }
}
const MAX_REDIRECTS = 3;
/**
 * Follows 307 and 308, which keep method and body (RFC 9110 sections 15.4.8 and 15.4.9): within the registry, or to another
 * host over https, without credentials.
 */
async function sendThere(send, at, request) {
    let { url } = request;
    for (let hops = 0;; hops += 1) {
        const response = await send(at, { ...request, url });
        const location = response.headers['location'];
        if (![307, 308].includes(response.status) || location === undefined || hops === MAX_REDIRECTS)
            return response;
        url = linkedUrl(at, response.url, location).href;
    }
}
// EXTERNAL MODULE: ./packages/core/lib/net/next-link.js
var next_link = __webpack_require__(5526);
;// CONCATENATED MODULE: ./packages/core/lib/registry/referrers.js







/** Longest media type or digest that is kept. */
const MAX_FIELD = 1024;
/**
 * All referrers of a digest by the referrers API (distribution-spec 1.1, "Listing Referrers"), page by page, unfiltered:
 * registries disagree about what the artifactType of a referrer is.
 *
 * @throws CountersignError REGISTRY_*
 */
async function listReferrers(send, at, digest) {
    const doing = `list the referrers of ${at.registry}/${at.repository}@${digest}`;
    const entries = [];
    const base = `${at.origin}/v2/${at.repository}/referrers/`;
    const visited = new Set();
    for (let url = `${base}${digest}`; url !== undefined;) {
        if (visited.has(url) || visited.size === MAX_REFERRER_PAGES)
            throw invalidAnswer(`cannot ${doing}: there are too many pages`, `at most ${MAX_REFERRER_PAGES} different pages`, 'more');
        visited.add(url);
        const response = await send(at, {
            method: 'GET',
            access: 'pull',
            url,
            headers: { accept: OCI_INDEX },
            maxBytes: MAX_MANIFEST_BYTES,
        });
        if (visited.size === 1 && (response.status === 404 || saysUnsupported(response)))
            return { supported: false };
        if (response.status !== 200)
            throw registryFailure(response, doing);
        for (const entry of readIndex(response, doing)) {
            if (entries.length === MAX_REFERRERS)
                return { supported: true, entries, cut: true };
            entries.push(descriptorOf(entry));
        }
        url = nextPage(at, base, response);
    }
    return { supported: true, entries, cut: false };
}
/** Keeps only the members that are used: a hundred pages of annotations would need too much memory. */
function descriptorOf(entry) {
    if (!(0,json_readers/* isJsonObject */.OW)(entry))
        return null;
    const { mediaType, digest, size } = entry;
    return { mediaType: referrers_short(mediaType), digest: referrers_short(digest), size: typeof size === 'number' ? size : null };
}
function referrers_short(value) {
    return typeof value === 'string' && value.length <= MAX_FIELD ? value : null;
}
function readIndex(response, doing) {
    const what = `the list of referrers`;
    const code = 'REGISTRY_ANSWER_INVALID';
    const index = (0,json_readers/* readObject */.Ag)(jsonIn(response, { maxBytes: MAX_MANIFEST_BYTES, maxValues: MAX_VALUES, what }), what, code);
    checkMemberNames(index, what);
    const type = response.headers['content-type']?.split(';')[0]?.trim();
    if (type !== OCI_INDEX && index['mediaType'] !== OCI_INDEX) {
        throw invalidAnswer(`cannot ${doing}: the answer is not an index`, OCI_INDEX, type ?? 'no media type');
    }
    return (0,json_readers/* readArray */.oU)(index['manifests'], `${what}: manifests`, code);
}
/** `Link: <url>; rel="next"` (RFC 8288); must stay in the same list. */
function nextPage(at, base, response) {
    const target = (0,next_link/* nextLink */.I)(response, at.registry, 'REGISTRY_ANSWER_INVALID');
    if (target === undefined)
        return undefined;
    const url = linkedUrl(at, response.url, target);
    if (!url.href.startsWith(base))
        throw invalidAnswer(`${at.registry}: the link to the next page of referrers has another address`, base, `${url.origin}${url.pathname}`);
    return url.href;
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/attach.js









/** How long a registry may take until its referrers API lists a pushed referrer. */
const LISTED_WITHIN_MS = 30_000;
/**
 * Pushes a bundle as a referrer of an image (with the manifest of actions/attest) and makes sure that it is listed.
 *
 * @throws CountersignError REGISTRY_*, STORE_FAILED if it was pushed but is not listed
 */
async function attachBundle(run, send, at, image, bundle, serialized) {
    const empty = new TextEncoder().encode('{}');
    const [config, layer] = await Promise.all([pushBlob(run, send, at, empty), pushBlob(run, send, at, serialized)]);
    const type = bundle.version === '0.3' ? BUNDLE_V03 : bundle.mediaType;
    const annotations = {
        'org.opencontainers.image.created': run.clock().toISOString(),
        'dev.sigstore.bundle.content': bundle.content.kind === 'dsse' ? 'dsse-envelope' : 'message-signature',
        ...predicateType(bundle),
    };
    const manifest = {
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        artifactType: type,
        config: { mediaType: EMPTY_CONFIG, digest: config, size: empty.length },
        layers: [{ mediaType: type, digest: layer, size: serialized.length }],
        subject: { mediaType: image.mediaType, digest: image.digest, size: image.size },
        annotations,
    };
    const bytes = Buffer.from(JSON.stringify(manifest), 'utf8');
    const digest = (0,sha256_digest/* sha256Digest */.s)(bytes);
    const doing = `push the signature to ${at.registry}/${at.repository}`;
    for (let attempt = 1;; attempt += 1) {
        const pushed = await putManifest(send, at, digest, { mediaType: OCI_MANIFEST, bytes });
        if (pushed.status >= 200 && pushed.status < 300)
            break;
        // The blobs exist: a parallel upload of the same blob by another job can hide it for a moment (docker-registry 2.8).
        const isHidden = pushed.status === 400 && saysBlobUnknown(pushed);
        if (!isHidden || attempt > 3 || !(await pause(run, attempt)))
            throw pushFailure(pushed, doing, 'status 201');
    }
    const reference = `${at.registry}/${at.repository}@${digest}`;
    run.emit({ event: 'pushed', artifact: `${image.name}@${image.digest}`, digest, reference });
    // `OCI-Subject` in the answer proves nothing (some registries send it without having the API), so read the list itself.
    const listedBy = (await appearsInList(run, send, at, image.digest, digest)) ? 'referrers-api' : 'fallback-tag';
    if (listedBy === 'fallback-tag') {
        run.emit({ event: 'fell-back', fallback: 'fallback-tag', from: at.registry, to: fallbackTag(image.digest) });
        const entry = { mediaType: OCI_MANIFEST, digest, size: bytes.length, artifactType: type, annotations };
        await addToFallbackTag(run, send, at, image.digest, entry);
    }
    return { digest, reference, listedBy };
}
/** True once the API lists the referrer, false if there is no API. @throws CountersignError STORE_FAILED if it is never listed */
async function appearsInList(run, send, at, subject, digest) {
    const until = run.clock().getTime() + LISTED_WITHIN_MS;
    for (let attempt = 1;; attempt += 1) {
        const listing = await listReferrers(send, at, subject);
        if (!listing.supported)
            return false;
        if (listing.entries.some((entry) => (0,json_readers/* isJsonObject */.OW)(entry) && entry['digest'] === digest))
            return true;
        if (listing.cut)
            throw notListed(at, subject, 'a list that exceeds the limit');
        if (run.clock().getTime() >= until || !(await pause(run, attempt)))
            throw notListed(at, subject, 'a list without it');
    }
}
function notListed(at, subject, found) {
    return new countersign_error/* CountersignError */.WS('STORE_FAILED', `${at.registry}/${at.repository} accepted the signature of ${subject} but does not list it`, {
        expected: 'the new referrer in the list of the referrers API',
        found,
        hint: 'Attach the bundle again (the bundle file exists). If this does not help, ask the operator of the registry.',
    });
}
/** Annotation by which readers can select without fetching the bundle. */
function predicateType(bundle) {
    if (bundle.content.kind !== 'dsse')
        return {};
    try {
        const statement = (0,json/* parseJson */.qF)(bundle.content.payload, { maxBytes: bundle.content.payload.length, what: 'statement' });
        const type = (0,json_readers/* isJsonObject */.OW)(statement) ? statement['predicateType'] : undefined;
        return typeof type === 'string' ? { 'dev.sigstore.bundle.predicateType': type } : {};
    }
    catch {
        return {}; // a payload that is not a statement has no predicate type
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/check-push.js


/**
 * Checks that this run may push to a repository: starts an upload (distribution-spec 1.1, "Pushing blobs") and cancels it. Nothing is
 * stored. A registry that cannot cancel removes the upload by itself.
 * @throws CountersignError REGISTRY_*
 */
async function checkPush(send, at) {
    const url = `${at.origin}/v2/${at.repository}/blobs/uploads/`;
    const started = await send(at, { method: 'POST', access: 'push', url });
    const location = started.headers['location'];
    // A redirect is followed by the upload itself; the registry has accepted the login by then.
    if (started.status === 307 || started.status === 308)
        return;
    if (started.status !== 202 || location === undefined)
        throw pushFailure(started, `push to ${at.registry}/${at.repository}; nothing was signed`, 'status 202 with a Location');
    try {
        const url = linkedUrl(at, started.url, location);
        // Another host, where the bytes would go, has nothing to cancel yet; and a registry does not decide what is deleted elsewhere.
        if (url.origin === at.origin)
            await send(at, { method: 'DELETE', access: 'push', url: url.href, retry: false });
    }
    catch {
        // The permission is known; the registry removes the upload later.
    }
}
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/errors/system-code.js
var system_code = __webpack_require__(2953);
// EXTERNAL MODULE: ./packages/core/lib/run/child-environment.js
var child_environment = __webpack_require__(2338);
;// CONCATENATED MODULE: ./packages/core/lib/registry/credential-helper.js



const TIMEOUT_MS = 30_000;
const MAX_SHOWN = 200;
/** Asks each helper once per server, however many repositories are read there. */
function createHelpers(run) {
    const known = new Map();
    const notes = new Map();
    const note = (serverKey, text) => {
        run.log.debug(text);
        const earlier = notes.get(serverKey);
        if (earlier === undefined)
            notes.set(serverKey, [text]);
        else
            earlier.push(text);
    };
    return {
        ask: (name, serverKey) => {
            const key = `${name} ${serverKey}`;
            const answer = known.get(key) ?? askHelper(run, name, serverKey, note);
            known.set(key, answer);
            return answer;
        },
        unanswered: (serverKey) => notes.get(serverKey) ?? [],
    };
}
/**
 * Asks `docker-credential-<name>` for a host's credentials (docker/docker-credential-helpers protocol).
 * Undefined if the helper has none.
 *
 * It gets the environment of the user, as from docker, without our secrets and those of the CI system (`withoutSecrets`).
 *
 * @throws CountersignError NETWORK_FORBIDDEN if the run has no network, INPUT_INVALID for an unusable name, REGISTRY_UNAUTHORIZED if the helper fails
 */
async function askHelper(run, name, serverKey, note) {
    // A helper uses the network by itself, not through `net`.
    if (run.net.capability === 'none') {
        throw new countersign_error/* CountersignError */.WS('NETWORK_FORBIDDEN', `the run may not start the credential helper ${name}`, {
            expected: 'no network at all (network: none)',
            found: `docker-credential-${name}`,
            hint: 'Allow network: registries, or use only files.',
        });
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the credential file names a helper that is not a valid program name', {
            expected: 'letters, digits, ".", "_" and "-"',
            found: JSON.stringify(name.slice(0, 80)),
            hint: 'Correct credHelpers or credsStore in the credential file.',
        });
    }
    const left = run.budget.leftMs();
    const program = `docker-credential-${name}`;
    const { passed: env } = run.childEnvironment;
    const timeoutMs = Math.max(1, Math.min(TIMEOUT_MS, left));
    const result = await run.exec(program, ['get'], { input: serverKey, env, timeoutMs }).catch((cause) => {
        throw failed(run, program, `it could not be started or did not end in time: ${reasonOf(program, cause)}`, cause);
    });
    const text = new TextDecoder().decode(result.stdout).trim();
    if (result.status !== 0) {
        if (!/credentials not found/i.test(text))
            throw failed(run, program, `exit status ${result.status}: ${plainWords(text)}`);
        note(serverKey, [
            `the credential helper ${program} has no credentials for ${serverKey}: ${plainWords(text)}`,
            ...(0,child_environment/* withheldNote */.a7)(run.childEnvironment),
        ].join('\n'));
        return undefined;
    }
    return read(run, program, text);
}
function read(run, program, text) {
    let value;
    try {
        value = (0,json/* parseJson */.qF)(text, { maxBytes: 1024 * 1024, what: program });
    }
    catch {
        throw failed(run, program, 'an answer that is not JSON');
    }
    if (!(0,json_readers/* isJsonObject */.OW)(value) || typeof value['Username'] !== 'string' || typeof value['Secret'] !== 'string') {
        throw failed(run, program, 'an answer without Username and Secret');
    }
    const { Username: username, Secret: secret } = value;
    if (secret === '')
        return undefined;
    run.log.secret(secret);
    return username === '<token>' ? { kind: 'identity-token', token: secret } : { kind: 'basic', username, password: secret };
}
function failed(run, program, found, cause) {
    return new countersign_error/* CountersignError */.WS('REGISTRY_UNAUTHORIZED', `the credential helper ${program} failed`, {
        expected: 'user name and secret',
        found,
        hint: [
            `Run "${program} get" by hand, install it, or remove it from the credential file.`,
            ...(0,child_environment/* withheldNote */.a7)(run.childEnvironment),
        ].join('\n'),
        cause,
    });
}
/** Node's own words about a program: its name and what happened, no output of it. */
function reasonOf(program, cause) {
    const message = cause instanceof Error ? cause.message : '';
    return message.startsWith(program) ? message : (0,system_code/* systemReason */.uc)(cause);
}
/** The error text of a helper, in which all that could be a secret is left out: only common words, and short. */
function plainWords(text) {
    const shown = text.slice(0, MAX_SHOWN).split(/\s+/);
    const words = shown.map((word) => (/^[("'`]*[A-Z]?[a-z]{1,16}[.,:;)"'`]*$|^[-:]$/.test(word) ? word : '…'));
    return words.join(' ').replace(/…(?: …)+/g, '…') || 'it printed nothing';
}
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __webpack_require__(1917);
;// CONCATENATED MODULE: ./packages/core/lib/registry/repositories.js



/** All names of Docker Hub. Compared whole, never as suffixes. */
const repositories_DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
const DOCKER_HUB_API = 'registry-1.docker.io';
/** The key of Docker Hub in credential files and helpers. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';
function isDockerHub(registry) {
    return repositories_DOCKER_HUB.includes(registry);
}
/** Whether two registry names are the same registry: equal, host and port, or both Docker Hub. */
function sameRegistry(a, b) {
    return a === b || (isDockerHub(a) && isDockerHub(b));
}
/** @throws CountersignError IMAGE_REFERENCE_INVALID if the registry is not a host */
function repositoryAt(registry, repository, insecureRegistries) {
    const url = URL.parse(`https://${isDockerHub(registry) ? DOCKER_HUB_API : registry}/`);
    if (url === null || url.pathname !== '/' || url.username !== '' || url.search !== '') {
        throw new countersign_error/* CountersignError */.WS('IMAGE_REFERENCE_INVALID', `${registry} is not a registry's host name`, {
            expected: 'host or host:port',
            found: registry,
            hint: 'Write references as registry.example/repository@sha256:…',
        });
    }
    const plain = (0,addresses/* isLoopback */.U9)(url.hostname) || (0,addresses/* namesHost */.$r)(insecureRegistries, url) || insecureRegistries.includes(registry);
    return { registry, repository, origin: plain ? `http://${registry}` : url.origin };
}
/** `signature-repository`: a repository without tag or digest. @throws CountersignError IMAGE_REFERENCE_INVALID */
function namedRepository(text, insecureRegistries) {
    const reference = parseImageReference(text);
    if (reference.tag !== undefined || reference.digest !== undefined) {
        throw new countersign_error/* CountersignError */.WS('IMAGE_REFERENCE_INVALID', `${text} is not a repository`, {
            expected: 'registry.example/repository',
            found: 'a reference with a tag or digest',
            hint: 'Remove the tag or digest from signature-repository.',
        });
    }
    return repositoryAt(reference.registry, reference.repository, insecureRegistries);
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/credential-files.js




const MAX_BYTES = 1024 * 1024;
/** Possible places of credentials, in the order in which they are searched. */
function credentialFiles(env) {
    const home = env['HOME'] ?? env['USERPROFILE'];
    const at = (base, ...rest) => base === undefined || base === '' ? [] : [{ path: (0,external_node_path_.join)(base, ...rest), named: false }];
    const named = env['REGISTRY_AUTH_FILE'];
    return [
        ...(named === undefined || named === '' ? [] : [{ path: named, named: true }]),
        ...(env['DOCKER_CONFIG'] ? at(env['DOCKER_CONFIG'], 'config.json') : at(home, '.docker', 'config.json')),
        ...at(env['XDG_RUNTIME_DIR'], 'containers', 'auth.json'),
        ...(env['XDG_CONFIG_HOME']
            ? at(env['XDG_CONFIG_HOME'], 'containers', 'auth.json')
            : at(home, '.config', 'containers', 'auth.json')),
    ];
}
/** @returns undefined if the file does not exist and the user did not name it. @throws CountersignError FILE_UNREADABLE, INPUT_INVALID */
function readCredentialFile(file) {
    let bytes;
    try {
        bytes = (0,regular_file/* readRegularFile */.X)(file.path, MAX_BYTES, { followLink: true });
    }
    catch (cause) {
        const missing = (0,system_code/* isMissing */.b2)(cause);
        if (missing && !file.named)
            return undefined;
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${file.path}: the credential file cannot be read`, {
            expected: 'a file written by docker login or podman login',
            found: missing ? 'no such file' : 'a file without read permission',
            hint: 'Correct REGISTRY_AUTH_FILE or the permissions of the file.',
            cause,
        });
    }
    try {
        const value = (0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_BYTES, what: file.path, code: 'INPUT_INVALID' });
        if ((0,json_readers/* isJsonObject */.OW)(value))
            return value;
    }
    catch {
        // The parser's message may quote the file, which contains secrets.
    }
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${file.path}: the credential file is not a JSON object`, {
        hint: 'Log in again to write the file again.',
    });
}
/** The credential that one file has for a repository: credHelpers, then credsStore, then auths. Hosts must match exactly, including the port. */
async function credentialIn(run, askHelper, path, file, registry, repository) {
    const inline = inlineCredential(path, file, registry, repository);
    const helper = helperFor(file, registry);
    if (helper === undefined)
        return inline;
    try {
        return (await askHelper(helper, helperKey(registry))) ?? inline;
    }
    catch (error) {
        // A configuration that was copied into a container may name helpers that are not installed there.
        if (inline === undefined || !(error instanceof countersign_error/* CountersignError */.WS) || error.code !== 'REGISTRY_UNAUTHORIZED')
            throw error;
        run.log.warn(`${error.message}; the credentials written in ${path} are used`, { code: error.code });
        return inline;
    }
}
/** The name under which docker and its helpers keep a registry. */
function helperKey(registry) {
    return isDockerHub(registry) ? DOCKER_HUB_KEY : registry;
}
function helperFor(file, registry) {
    const byHost = file['credHelpers'];
    if ((0,json_readers/* isJsonObject */.OW)(byHost)) {
        for (const [key, name] of Object.entries(byHost)) {
            if (sameRegistry(hostOf(key), registry) && typeof name === 'string' && name !== '')
                return name;
        }
    }
    const store = file['credsStore'];
    return typeof store === 'string' && store !== '' ? store : undefined;
}
function inlineCredential(path, file, registry, repository) {
    const auths = file['auths'];
    if (!(0,json_readers/* isJsonObject */.OW)(auths))
        return undefined;
    const matches = Object.entries(auths)
        .map(([key, value]) => ({ scope: scopeOf(key), value, key }))
        .filter(({ scope }) => sameRegistry(scope.host, registry) && (scope.path === '' || `${repository}/`.startsWith(`${scope.path}/`)))
        .toSorted((a, b) => b.scope.path.length - a.scope.path.length);
    for (const { value, key } of matches) {
        const credential = (0,json_readers/* isJsonObject */.OW)(value) ? inlineEntry(`${path} (${key})`, value) : undefined;
        if (credential !== undefined)
            return credential;
    }
    return undefined;
}
/** An empty entry means "ask the helper" and has no credential. */
function inlineEntry(what, entry) {
    const text = (name) => {
        const value = entry[name];
        return typeof value === 'string' && value !== '' ? value : undefined;
    };
    const identityToken = text('identitytoken');
    if (identityToken !== undefined)
        return { kind: 'identity-token', token: identityToken };
    const registryToken = text('registrytoken');
    if (registryToken !== undefined)
        return { kind: 'bearer', token: registryToken };
    const auth = text('auth');
    if (auth !== undefined) {
        const pair = decodedPair(auth);
        if (pair === undefined) {
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `${what}: "auth" is not base64 of user:password`, {
                hint: 'Log in again to write the file again.',
            });
        }
        return pair;
    }
    const username = text('username');
    const password = text('password');
    return username === undefined || password === undefined ? undefined : { kind: 'basic', username, password };
}
function decodedPair(auth) {
    try {
        const pair = (0,wire_text/* decodeUtf8 */._6)((0,wire_text/* decodeBase64 */.y4)(auth, 'auth'), 'auth').replace(/(?<!\0)\0+$/, '');
        const colon = pair.indexOf(':');
        return colon < 0 ? undefined : { kind: 'basic', username: pair.slice(0, colon), password: pair.slice(colon + 1) };
    }
    catch {
        return undefined;
    }
}
/** `host`, `https://host/v1/`, or podman's `host/namespace`. */
function scopeOf(key) {
    if (/^https?:\/\//.test(key))
        return { host: hostOf(key), path: '' };
    const slash = key.indexOf('/');
    if (slash < 0)
        return { host: key, path: '' };
    const path = key.slice(slash + 1).replace(/(?<!\/)\/+$/, '');
    return { host: key.slice(0, slash), path: /^v[12]$/.test(path) ? '' : path };
}
function hostOf(key) {
    return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/credentials.js





/**
 * Credentials for a registry, from: the options of the run, COUNTERSIGN_REGISTRY{,_USERNAME,_PASSWORD}, REGISTRY_AUTH_FILE,
 * Docker's config, podman's auth.json, and the CI platform's own token for its own registry. Undefined means anonymous.
 * Searched only after the registry has asked for a login.
 */
function createCredentials(run, given) {
    const known = new Map();
    const helpers = createHelpers(run);
    const files = credentialFiles(run.env).map((file) => {
        const path = (0,external_node_path_.resolve)(run.cwd, file.path);
        let content;
        return { path, read: () => (content ??= { json: readCredentialFile({ ...file, path }) }).json };
    });
    async function find(registry, repository) {
        const own = [...given, ...fromVariables(run)].find((entry) => sameRegistry(entry.registry, registry));
        if (own !== undefined)
            return { kind: 'basic', username: own.username, password: own.password };
        for (const file of files) {
            const content = file.read();
            const credential = content && (await credentialIn(run, helpers.ask, file.path, content, registry, repository));
            if (credential !== undefined)
                return credential;
        }
        return platformCredential(run, registry);
    }
    return {
        async find(registry, repository) {
            const key = `${registry}/${repository}`;
            const search = known.get(key) ?? find(registry, repository);
            known.set(key, search);
            const credential = await search;
            if (credential !== undefined)
                run.log.secret(credential.kind === 'basic' ? credential.password : credential.token);
            return credential;
        },
        unanswered: (registry) => helpers.unanswered(helperKey(registry)),
    };
}
function fromVariables(run) {
    const registry = run.env['COUNTERSIGN_REGISTRY'];
    const username = run.env['COUNTERSIGN_REGISTRY_USERNAME'];
    const password = run.env['COUNTERSIGN_REGISTRY_PASSWORD'];
    if (!password)
        return [];
    // Without a host we would have to guess which registry the password is for.
    if (!registry || username === undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'COUNTERSIGN_REGISTRY_PASSWORD is set without its registry and user name', {
            expected: 'COUNTERSIGN_REGISTRY, COUNTERSIGN_REGISTRY_USERNAME and COUNTERSIGN_REGISTRY_PASSWORD',
            hint: 'Name the registry, so that the password is sent nowhere else.',
        });
    }
    return [{ registry, username, password }];
}
/** The job's own token, only for the registry of its platform. */
function platformCredential(run, registry) {
    const { env } = run;
    const gitlab = env['CI_REGISTRY'];
    if (gitlab && registry === gitlab && env['CI_REGISTRY_USER'] && env['CI_REGISTRY_PASSWORD']) {
        return { kind: 'basic', username: env['CI_REGISTRY_USER'], password: env['CI_REGISTRY_PASSWORD'] };
    }
    const github = env['GITHUB_TOKEN'];
    if (github && registry === 'ghcr.io' && (env['GITHUB_SERVER_URL'] ?? 'https://github.com') === 'https://github.com') {
        return { kind: 'basic', username: env['GITHUB_ACTOR'] || 'token', password: github };
    }
    return undefined;
}
// EXTERNAL MODULE: ./packages/core/lib/bundles/read-bundle.js + 1 modules
var read_bundle = __webpack_require__(1546);
// EXTERNAL MODULE: ./packages/core/lib/bundles/image-text.js
var image_text = __webpack_require__(1181);
// EXTERNAL MODULE: ./packages/core/lib/bundles/cosign-forms.js
var cosign_forms = __webpack_require__(6591);
;// CONCATENATED MODULE: ./packages/core/lib/registry/simple-signing.js




/**
 * The text of an image signature in cosign's old format, about this image. cosign does not compare its `docker-reference`, so for cosign a signature counts in
 * every repository to which the image is copied; here it must name this image's repository.
 *
 * @throws CountersignError EVIDENCE_MALFORMED, SUBJECT_MISMATCH if it names another image
 */
function readSimpleSigning(payload, image, what) {
    const { digest, reference } = (0,image_text/* readImageText */.T)(payload, what);
    if (digest !== image.digest || nameOf(reference) !== image.name) {
        throw new countersign_error/* CountersignError */.WS('SUBJECT_MISMATCH', `${what} is the signature of another image`, {
            expected: `${image.name}@${image.digest}`,
            found: (0,wire_text/* excerpt */.Kb)(`${reference}@${digest}`),
            hint: 'Sign the image again in its present repository: the signed text contains the name of the image.',
        });
    }
    return { payload, image: { name: image.name, digest } };
}
/** Accepts only a repository; a tag or digest in the reference could not be checked. */
function nameOf(reference) {
    try {
        const { name, tag, digest } = parseImageReference(reference);
        return tag === undefined && digest === undefined ? name : undefined;
    }
    catch (error) {
        if (error instanceof countersign_error/* CountersignError */.WS)
            return undefined;
        throw error;
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/cosign-tags.js






const CODE = 'EVIDENCE_MALFORMED';
/** Media types of the layers under cosign's tags: envelopes of attestations, texts of signatures. */
const LAYERS = {
    '.att': 'application/vnd.dsse.envelope.v1+json',
    '.sig': 'application/vnd.dev.cosign.simplesigning.v1+json',
};
/** The layers of a manifest that have the tag's media type. @throws CountersignError EVIDENCE_MALFORMED */
function cosignLayers(manifest, tag, what) {
    const layers = manifest['layers'];
    if (!Array.isArray(layers))
        throw new countersign_error/* CountersignError */.WS(CODE, `${what} has no layers`);
    return layers.flatMap((value) => {
        const layer = readDescriptor(value, `a layer of ${what}`);
        const annotations = (0,json_readers/* isJsonObject */.OW)(value) ? value['annotations'] : undefined;
        return layer.mediaType === LAYERS[tag]
            ? [{ layer, annotations: annotations !== undefined && (0,json_readers/* isJsonObject */.OW)(annotations) ? annotations : {} }]
            : [];
    });
}
/**
 * Reads such a layer as a bundle of version 0.1, which has the same parts: certificate chain, log entry with its signed
 * entry timestamp, timestamps, and the envelope or signature.
 *
 * @throws CountersignError EVIDENCE_*, SUBJECT_MISMATCH if the text of a signature names another image, REGISTRY_*
 */
async function readCosignLayer(send, at, tag, { layer, annotations }, image, what) {
    const bytes = await getBlob(send, at, layer, tag === '.sig' ? image_text/* MAX_IMAGE_TEXT_BYTES */.n : read_bundle/* MAX_BUNDLE_BYTES */.Me);
    const claim = tag === '.sig' ? readSimpleSigning(bytes, image, what) : undefined;
    const content = claim === undefined
        ? { dsseEnvelope: cosign_tags_json(bytes, what) }
        : { messageSignature: { signature: (0,json_readers/* readString */.E3)(annotations['dev.cosignproject.cosign/signature'], what, CODE) } };
    const document = (0,cosign_forms/* bundleOfCosignParts */.Pe)({ ...proof(annotations, what), content }, what);
    // Includes the text: two layers with the same signature and different texts are two candidates, so that a false one cannot hide the valid one.
    const digest = `sha256:${(0,external_node_crypto_.createHash)('sha256')
        .update(JSON.stringify(document))
        .update(claim?.payload ?? '')
        .digest('hex')}`;
    return { bundle: (0,read_bundle/* bundleFromJson */.lL)(document, what), digest, ...(claim === undefined ? {} : { claim }) };
}
function cosign_tags_json(text, what) {
    return (0,json_readers/* readObject */.Ag)((0,json/* parseJson */.qF)(text, { maxBytes: read_bundle/* MAX_BUNDLE_BYTES */.Me, what, code: CODE }), what, CODE);
}
function annotation(annotations, name) {
    const value = annotations[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function proof(annotations, what) {
    const entry = annotation(annotations, 'dev.sigstore.cosign/bundle');
    const timestamp = annotation(annotations, 'dev.sigstore.cosign/rfc3161timestamp');
    return {
        signer: annotation(annotations, 'dev.sigstore.cosign/certificate'),
        chain: annotation(annotations, 'dev.sigstore.cosign/chain') ?? '',
        logEntry: entry === undefined ? undefined : cosign_tags_json(entry, what),
        timestamps: timestamp === undefined ? [] : [(0,json_readers/* readString */.E3)(cosign_tags_json(timestamp, what)['SignedRFC3161Timestamp'], `${what}: timestamp`, CODE)],
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/find.js










/** Failures that say nothing about the evidence: it may exist, but we could not read it. */
const UNSEEN = [
    'REGISTRY_UNAUTHORIZED',
    'REGISTRY_NOT_FOUND',
    'REGISTRY_THROTTLED',
    'REGISTRY_UNAVAILABLE',
    'FETCH_FAILED',
    'DEADLINE_EXCEEDED',
    'NETWORK_FORBIDDEN',
    'INPUT_INVALID',
    'INPUT_MISSING',
    'FILE_UNREADABLE',
    'EVIDENCE_TOO_LARGE',
    'INTERNAL',
];
/**
 * Every bundle attached to an image: by the referrers API, the fallback tag and cosign's tags. An unreadable bundle never
 * hides the others. A list that cannot be read is reported in `incomplete`, so that "none" is reported only if every list was read.
 */
async function findBundles(send, at, image) {
    const search = new Search(send, at, image);
    await Promise.all([
        search.ask(() => search.list()),
        search.ask(() => search.cosignTag('.att')),
        search.ask(() => search.cosignTag('.sig')),
    ]);
    return { items: search.items, incomplete: search.incomplete };
}
class Search {
    send;
    at;
    image;
    items = [];
    incomplete = [];
    bytesLeft = MAX_EVIDENCE_BYTES;
    bundlesLeft = MAX_BUNDLES;
    constructor(send, at, image) {
        this.send = send;
        this.at = at;
        this.image = image;
    }
    /** A list that cannot be read makes the search incomplete, but does not end it. */
    async ask(body) {
        try {
            await body();
        }
        catch (error) {
            this.incomplete.push((0,countersign_error/* asCountersignError */.ek)(error));
        }
    }
    async list() {
        const found = new Map();
        const take = async (entries, where) => {
            if (entries.length > MAX_REFERRERS)
                this.incomplete.push(this.tooMany());
            for (const value of entries.slice(0, MAX_REFERRERS)) {
                const broken = await this.gather(this.image.digest, async () => {
                    const entry = readDescriptor(value, `an entry of ${where}`);
                    if (IMAGE_MANIFESTS.includes(entry.mediaType))
                        found.set(entry.digest, entry);
                    return [];
                });
                this.items.push(...broken);
            }
        };
        // Read both: a registry that has added the API may not have imported the entries of the tag.
        await Promise.all([
            this.ask(async () => {
                const listing = await listReferrers(this.send, this.at, this.image.digest);
                if (!listing.supported)
                    return;
                await take(listing.entries, 'the list of referrers');
                if (listing.cut)
                    this.incomplete.push(this.tooMany());
            }),
            this.ask(async () => {
                const index = await readFallbackTag(this.send, this.at, this.image.digest);
                if ('isSubject' in index)
                    return;
                if (!('missing' in index))
                    await take(index.entries, fallbackTag(this.image.digest));
                else if (index.repositoryUnknown)
                    this.incomplete.push(index.missing);
            }),
        ]);
        const referrers = [...found.values()];
        if (referrers.length > MAX_REFERRERS)
            this.incomplete.push(this.tooMany());
        if (referrers.length === 0)
            return;
        const { default: pLimit } = await __webpack_require__.e(/* import() */ 799).then(__webpack_require__.bind(__webpack_require__, 6799));
        const results = await pLimit(CONCURRENCY).map(referrers.slice(0, MAX_REFERRERS), (referrer) => this.gather(referrer.digest, () => this.referrer(referrer)));
        this.items.push(...results.flat());
    }
    async cosignTag(suffix) {
        const tag = `${fallbackTag(this.image.digest)}${suffix}`;
        const manifest = await getManifest(this.send, this.at, tag, IMAGE_MANIFESTS);
        if ('missing' in manifest)
            return; // an unknown repository is reported once, by the list
        const what = `${this.at.registry}/${this.at.repository}:${tag}`;
        this.items.push(...(await this.gather(manifest.digest, async (origin) => {
            const items = [];
            const layers = cosignLayers(manifest.json, suffix, what);
            if (layers.length > MAX_REFERRERS)
                this.incomplete.push(this.tooMany());
            for (const layer of layers.slice(0, MAX_REFERRERS)) {
                const one = await this.gather(manifest.digest, async () => {
                    this.reserve(layer.layer);
                    const where = `${what} (${layer.layer.digest})`;
                    return [{ kind: 'bundle', origin, ...(await readCosignLayer(this.send, this.at, suffix, layer, this.image, where)) }];
                });
                items.push(...one);
            }
            return items;
        })));
    }
    /** The bundles of one referrer manifest; empty if it is a referrer of another kind. */
    async referrer(listed) {
        const manifest = await getManifest(this.send, this.at, listed.digest, [listed.mediaType]);
        if ('missing' in manifest)
            throw manifest.missing;
        const layers = bundleLayers(manifest);
        if (layers.length === 0)
            return [];
        this.checkSubject(manifest);
        const items = [];
        for (const layer of layers) {
            items.push(...(await this.gather(listed.digest, async (origin) => {
                this.reserve(layer);
                const bytes = await getBlob(this.send, this.at, layer, read_bundle/* MAX_BUNDLE_BYTES */.Me);
                return [{ kind: 'bundle', origin, bundle: (0,read_bundle/* readBundle */.Bo)(bytes, origin.location), digest: layer.digest }];
            })));
        }
        return items;
    }
    checkSubject(manifest) {
        const subject = manifest.json['subject'];
        const digest = subject !== undefined && (0,json_readers/* isJsonObject */.OW)(subject) ? subject['digest'] : undefined;
        if (digest === this.image.digest)
            return;
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_MALFORMED', `${this.at.registry}/${this.at.repository}@${manifest.digest} is listed for an image that it does not refer to`, {
            expected: this.image.digest,
            found: typeof digest === 'string' ? (0,wire_text/* excerpt */.Kb)(digest) : 'no subject',
        });
    }
    /** Reads one candidate: a malformed one becomes an unreadable item; one that could not be fetched makes the search incomplete. */
    async gather(digest, body) {
        const origin = this.origin(digest);
        try {
            return await body(origin);
        }
        catch (thrown) {
            const error = (0,countersign_error/* asCountersignError */.ek)(thrown);
            if (!UNSEEN.includes(error.code) && !(error.cause instanceof failures/* AnswerRefused */.Nu))
                return [{ kind: 'unreadable', origin, error }];
            // Report a limit once, not for each of a hundred thousand candidates over it.
            if (!this.incomplete.some(({ code, message }) => code === error.code && message === error.message))
                this.incomplete.push(error);
            return [];
        }
    }
    reserve(blob) {
        // A bundle over the limit for one bundle is not fetched, and does not count against the limit for all.
        if (blob.size > read_bundle/* MAX_BUNDLE_BYTES */.Me)
            return;
        const fits = blob.size <= this.bytesLeft && this.bundlesLeft > 0;
        if (fits) {
            this.bytesLeft -= blob.size;
            this.bundlesLeft -= 1;
            return;
        }
        throw new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `the bundles of ${this.image.name}@${this.image.digest} are too many or too large together`, {
            expected: `at most ${MAX_BUNDLES} bundles and ${MAX_EVIDENCE_BYTES} bytes`,
            found: 'more',
            hint: 'Remove old attestations of the image, or name the bundles with evidence.',
        });
    }
    tooMany() {
        return new countersign_error/* CountersignError */.WS('EVIDENCE_TOO_LARGE', `${this.image.name}@${this.image.digest} has too many referrers`, {
            expected: `at most ${MAX_REFERRERS}`,
            found: 'more',
            hint: 'Remove old referrers of the image, or name the bundles with evidence.',
        });
    }
    origin(digest) {
        return { kind: 'registry', location: `oci://${this.at.registry}/${this.at.repository}@${digest}` };
    }
}
/** Layers that are Sigstore bundles, by their own media type. */
function bundleLayers(manifest) {
    const layers = manifest.json['layers'];
    if (layers === undefined)
        return [];
    return (0,json_readers/* readArray */.oU)(layers, 'the layers of a referrer')
        .filter((layer) => (0,json_readers/* isJsonObject */.OW)(layer) && typeof layer['mediaType'] === 'string' && layer['mediaType'].startsWith(BUNDLE_PREFIX))
        .map((layer) => readDescriptor(layer, 'a layer of a referrer'));
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/list-tags.js





const MAX_TAGS = 10_000;
const MAX_PAGES = 100;
const list_tags_TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const list_tags_CODE = 'REGISTRY_ANSWER_INVALID';
/**
 * The tags of a repository (distribution-spec 1.1, "Listing Tags"), page by page. The tags under which registries without the API list
 * the referrers of an image are left out: they are found with the image.
 * @throws CountersignError REGISTRY_*
 */
async function listTags(send, at) {
    const doing = `list the tags of ${at.registry}/${at.repository}`;
    const base = `${at.origin}/v2/${at.repository}/tags/list`;
    const tags = new Set();
    const visited = new Set();
    for (let url = base; url !== undefined;) {
        if (visited.has(url) || visited.size === MAX_PAGES)
            throw invalidAnswer(`cannot ${doing}: there are too many pages`, `at most ${MAX_PAGES} different pages`, 'more');
        visited.add(url);
        const response = await send(at, { method: 'GET', access: 'pull', url, maxBytes: MAX_MANIFEST_BYTES });
        if (response.status !== 200)
            throw registryFailure(response, doing);
        const what = 'the list of tags';
        const list = (0,json_readers/* readObject */.Ag)(jsonIn(response, { maxBytes: MAX_MANIFEST_BYTES, maxValues: MAX_VALUES, what }), what, list_tags_CODE);
        // `null` is how some registries write an empty list.
        for (const one of list['tags'] === null ? [] : (0,json_readers/* readArray */.oU)(list['tags'], `${what}: tags`, list_tags_CODE)) {
            const tag = (0,json_readers/* readString */.E3)(one, `${what}: tag`, list_tags_CODE);
            if (!list_tags_TAG.test(tag))
                throw invalidAnswer(`cannot ${doing}`, 'tags', 'something that is no tag');
            if (!/^sha(?:256|384|512)-[0-9a-f]{64,128}(?:\.[a-z]+)?$/.test(tag))
                tags.add(tag);
            if (tags.size > MAX_TAGS)
                throw invalidAnswer(`cannot ${doing}: there are too many`, `at most ${MAX_TAGS}`, 'more');
        }
        const next = (0,next_link/* nextLink */.I)(response, at.registry, list_tags_CODE);
        url = next === undefined ? undefined : linkedUrl(at, response.url, next).href;
        if (url !== undefined && !url.startsWith(base))
            throw invalidAnswer(`${at.registry}: the link to the next page of tags has another address`, base, 'another one');
    }
    return [...tags];
}
// EXTERNAL MODULE: ./packages/core/lib/wire/platform.js
var wire_platform = __webpack_require__(7735);
;// CONCATENATED MODULE: ./packages/core/lib/registry/image-invalid.js

/** The error for an image whose parts contradict each other or exceed a limit: it was pushed like this, not damaged in transit. */
function imageInvalid(message, expected, found) {
    return new countersign_error/* CountersignError */.WS('IMAGE_INVALID', message, {
        expected,
        found,
        hint: 'Do not deploy this image. It must be built and pushed again.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/listed-manifest.js






/** @throws CountersignError IMAGE_INVALID, INPUT_UNSUPPORTED, REGISTRY_ANSWER_INVALID */
function nodeOf(manifest, what) {
    const { json, bytes, mediaType, digest } = manifest;
    const hex = (algorithm) => (0,external_node_crypto_.createHash)(algorithm).update(bytes).digest('hex');
    const isIndex = IMAGE_INDEXES.includes(mediaType);
    return {
        read: {
            digest,
            mediaType,
            size: bytes.length,
            contentDigests: { sha256: digest.slice('sha256:'.length), sha384: hex('sha384'), sha512: hex('sha512') },
            blobs: isIndex ? [] : blobsOf(json),
        },
        inside: typeof json['mediaType'] === 'string' ? json['mediaType'] : undefined,
        config: isIndex || json['config'] === undefined ? undefined : readDescriptor(json['config'], `${what}: config`),
        entries: isIndex ? entriesOf(json, what) : undefined,
    };
}
function blobsOf(json) {
    const layers = Array.isArray(json['layers']) ? json['layers'] : [];
    return [json['config'], ...layers].flatMap((one) => {
        const digest = one !== undefined && (0,json_readers/* isJsonObject */.OW)(one) ? one['digest'] : undefined;
        return typeof digest === 'string' && isDigest(digest) ? [digest] : [];
    });
}
function entriesOf(json, what) {
    const entries = (0,json_readers/* readArray */.oU)(json['manifests'], `${what}: manifests`, 'REGISTRY_ANSWER_INVALID');
    return entries.map((value, position) => {
        const where = `${what}: manifests[${position}]`;
        const descriptor = readDescriptor(value, where);
        refuseForeign(descriptor, where);
        const platform = labelOf((0,json_readers/* isJsonObject */.OW)(value) ? value['platform'] : undefined);
        return { descriptor, platform, about: attested(value, platform) };
    });
}
/** @throws CountersignError INPUT_UNSUPPORTED, because a runtime may run a manifest that we cannot read */
function refuseForeign({ mediaType, digest }, where) {
    const known = [...IMAGE_MANIFESTS, ...IMAGE_INDEXES];
    if (!known.includes(mediaType)) {
        throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `${where} is not a supported image or index`, {
            expected: known.join(', '),
            found: (0,wire_text/* excerpt */.Kb)(mediaType),
            hint: 'Push the image in OCI or Docker v2 schema 2 format.',
        });
    }
    if (digest.startsWith('sha256:'))
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `${where} is listed by a digest other than SHA-256`, {
        expected: 'sha256:…',
        found: digest.split(':')[0] ?? '',
        hint: 'List the manifests of the image by their sha256 digests.',
    });
}
function labelOf(platform) {
    if (platform === undefined || !(0,json_readers/* isJsonObject */.OW)(platform))
        return undefined;
    const { os, architecture, variant } = platform;
    if (typeof os !== 'string' || typeof architecture !== 'string' || os === '' || architecture === '')
        return undefined;
    return (0,wire_platform/* platformName */.$r)({ os, architecture, variant: typeof variant === 'string' ? variant : undefined });
}
/** BuildKit's attestation storage ("Image Attestation Storage"). Without both marks it is treated as a normal image. */
function attested(entry, platform) {
    const annotations = (0,json_readers/* isJsonObject */.OW)(entry) ? entry['annotations'] : undefined;
    if (platform !== 'unknown/unknown' || annotations === undefined || !(0,json_readers/* isJsonObject */.OW)(annotations))
        return undefined;
    const about = annotations['vnd.docker.reference.digest'];
    if (annotations['vnd.docker.reference.type'] !== 'attestation-manifest')
        return undefined;
    return typeof about === 'string' && isDigest(about) ? about : undefined;
}
/** Compares a manifest with its entry in the index. @throws CountersignError IMAGE_INVALID */
function checkEntry({ descriptor }, { read, inside }, what) {
    if (read.size !== descriptor.size)
        throw imageInvalid(`${what} has another size than its index says`, `${descriptor.size} bytes`, `${read.size} bytes`);
    const type = inside ?? read.mediaType;
    if (type !== descriptor.mediaType || read.mediaType !== descriptor.mediaType)
        throw imageInvalid(`${what} has another media type than its index says`, descriptor.mediaType, (0,wire_text/* excerpt */.Kb)(type));
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/manifest-reader.js








/** Some registries return short answers that are longer than announced, so at least this much is read. */
const AT_LEAST_BYTES = 65_536;
function createManifestReader(send) {
    const nodes = new Map();
    const configs = new Map();
    const queue = [];
    let running = 0;
    /** At most CONCURRENCY at a time; the others wait. */
    async function inTurn(work) {
        if (running === CONCURRENCY)
            await new Promise((resolve) => queue.push(resolve));
        else
            running += 1;
        try {
            return await work();
        }
        finally {
            const next = queue.shift();
            if (next === undefined)
                running -= 1;
            else
                next();
        }
    }
    async function fetchNode(at, { descriptor }) {
        const what = `${at.registry}/${at.repository}@${descriptor.digest}`;
        const accept = [...new Set([descriptor.mediaType, ...IMAGE_MANIFESTS, ...IMAGE_INDEXES])];
        const manifest = await getManifest(send, at, descriptor.digest, accept, Math.max(descriptor.size, AT_LEAST_BYTES));
        if (!('missing' in manifest))
            return nodeOf(manifest, what);
        throw new countersign_error/* CountersignError */.WS(manifest.missing.code, `${what} is listed by the image's index, but the registry does not have it`, {
            expected: manifest.missing.expected ?? 'the manifest',
            found: manifest.missing.found ?? 'none',
            hint: 'Copy the image with all its platforms, or name the intended manifest by its own digest.',
            cause: manifest.missing,
        });
    }
    function once(known, key, work) {
        const before = known.get(key);
        if (before !== undefined)
            return before;
        const made = inTurn(work);
        known.set(key, made);
        made.catch(() => known.delete(key));
        return made;
    }
    return {
        async manifests(at, entries) {
            const found = [];
            const waiting = entries.entries();
            let failed = false;
            const worker = async () => {
                for (const [position, entry] of waiting) {
                    if (failed)
                        return;
                    try {
                        const key = `${at.origin}/${at.repository}@${entry.descriptor.digest}`;
                        found[position] = await once(nodes, key, () => fetchNode(at, entry));
                    }
                    catch (error) {
                        failed = true; // request no further manifests
                        throw error;
                    }
                }
            };
            await Promise.all(Array.from({ length: Math.min(CONCURRENCY, entries.length) }, worker));
            return found;
        },
        ownPlatform: (at, { read, config }) => {
            if (config === undefined)
                return Promise.resolve({ kind: 'none', found: 'no config' });
            // Runtimes read the config whatever its media type.
            return once(configs, `${at.origin}/${at.repository}@${read.digest}`, async () => {
                try {
                    return readConfig(await getBlob(send, at, config, MAX_CONFIG_BYTES), `${at.registry}/${at.repository}@${config.digest}`);
                }
                catch (error) {
                    return { kind: 'unread', error: (0,countersign_error/* asCountersignError */.ek)(error) };
                }
            });
        },
    };
}
/** OCI image-spec 1.1, "Image Configuration". Only names in the outermost object are checked; labels and ports may have any names. */
function readConfig(bytes, what) {
    const code = 'REGISTRY_ANSWER_INVALID';
    const config = (0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_CONFIG_BYTES, what, code });
    if (!(0,json_readers/* isJsonObject */.OW)(config))
        throw invalidAnswer(`${what} is not an image config`, 'a JSON object', 'other JSON');
    const names = Object.keys(config);
    (0,member_names/* refuseOtherSpellings */.o)(Object.fromEntries(names.map((name) => [name, null])), {
        known: ['os', 'architecture', 'variant', 'os.version', 'os.features'],
        maps: [],
        what,
        code,
    });
    const { os, architecture, variant } = config;
    const isNamed = (value) => typeof value === 'string' && value !== '';
    if (!isNamed(os) || !isNamed(architecture)) {
        const none = [os, architecture].every((value) => value === undefined || value === null || value === '');
        if (none)
            return { kind: 'none', found: 'a config without os and architecture' };
        // If the config gives no system, containerd uses its own.
        throw imageInvalid(`${what} gives only part of its platform`, 'os and architecture', isNamed(os) ? 'os' : 'architecture');
    }
    return {
        kind: 'said',
        platform: (0,wire_platform/* platformName */.$r)({ os, architecture, variant: typeof variant === 'string' ? variant : undefined }),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/walk-index.js



const UNSPECIFIED = 'unspecified';
/**
 * Reads every manifest below an index (OCI image-spec 1.1, "Image Index": an index may list indexes), level by level. Each one is
 * hashed and compared with its entry. An index over a limit is refused before more is fetched.
 *
 * @param read returns one manifest by its entry, from the registry or from a cache
 * @param what the name of the index in errors
 * @throws CountersignError IMAGE_INVALID, INPUT_UNSUPPORTED, REGISTRY_*
 */
async function walkIndex(root, what, read) {
    const platforms = [];
    const others = [];
    let count = 0;
    let bytes = 0;
    let level = placesIn(root, [], undefined);
    for (let depth = 1; level.length > 0; depth += 1) {
        if (depth > MAX_INDEX_DEPTH)
            throw imageInvalid(`${what} nests indexes too deeply`, `at most ${MAX_INDEX_DEPTH} levels`, 'more');
        count += level.length;
        if (count > MAX_LISTED_MANIFESTS)
            throw imageInvalid(`${what} lists too many manifests`, `at most ${MAX_LISTED_MANIFESTS}`, `${count} or more`);
        for (const { entry, indexes } of level) {
            bytes += entry.descriptor.size;
            refuse(entry, indexes, bytes, what);
        }
        const nodes = await read(level.map(({ entry }) => entry));
        const next = [];
        for (const [position, { entry, indexes, label }] of level.entries()) {
            const node = nodes[position];
            if (node === undefined)
                continue;
            checkEntry(entry, node, `${what}: ${entry.descriptor.digest}`);
            if (node.entries !== undefined) {
                others.push({ ...node.read, platform: 'index', indexes, labelledBy: [] });
                next.push(...placesIn(node, indexes, label));
            }
            else if (entry.about !== undefined) {
                others.push({
                    ...node.read,
                    platform: label?.platform ?? UNSPECIFIED,
                    indexes,
                    labelledBy: label?.by ?? [],
                    about: entry.about,
                });
            }
            else
                platforms.push({ node, label, indexes });
        }
        level = next;
    }
    return { platforms, others };
}
function placesIn(index, above, around) {
    const indexes = [...above, index.read];
    return (index.entries ?? []).map((entry) => ({
        entry,
        indexes,
        label: entry.platform === undefined ? around : { platform: entry.platform, by: indexes },
    }));
}
function refuse({ descriptor }, indexes, bytes, what) {
    if (indexes.some(({ digest }) => digest === descriptor.digest))
        throw imageInvalid(`${what} lists an index inside itself`, 'no index inside itself', descriptor.digest);
    if (descriptor.size > MAX_MANIFEST_BYTES)
        throw imageInvalid(`${what} lists a manifest that is too large`, `at most ${MAX_MANIFEST_BYTES} bytes`, `${descriptor.size} bytes`);
    if (bytes > MAX_LISTED_BYTES)
        throw imageInvalid(`${what} lists manifests that are too large in total`, `at most ${MAX_LISTED_BYTES} bytes`, `${bytes} bytes or more`);
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/resolve.js










/**
 * Reads the manifest that a reference names; its digest is computed from the received bytes.
 *
 * @throws CountersignError IMAGE_REFERENCE_INVALID, INPUT_UNSUPPORTED, REGISTRY_*
 */
async function readNamed(send, reference, insecureRegistries) {
    const parsed = parseImageReference(reference);
    if (parsed.digest !== undefined && !parsed.digest.startsWith('sha256:')) {
        throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `${(0,wire_text/* excerpt */.Kb)(reference)} is named by a digest other than SHA-256`, {
            expected: 'name@sha256:…',
            found: parsed.digest.split(':')[0] ?? '',
            hint: 'Name the image by its sha256 digest.',
        });
    }
    const at = repositoryAt(parsed.registry, parsed.repository, insecureRegistries);
    const manifest = await getManifest(send, at, parsed.digest ?? parsed.tag ?? 'latest', [...IMAGE_INDEXES, ...IMAGE_MANIFESTS]);
    if ('missing' in manifest)
        throw manifest.missing;
    resolve_refuseForeign(reference, manifest);
    return { parsed, at, node: nodeOf(manifest, (0,wire_text/* excerpt */.Kb)(reference)) };
}
function resolve_refuseForeign(reference, { mediaType }) {
    if (IMAGE_INDEXES.includes(mediaType) || IMAGE_MANIFESTS.includes(mediaType))
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_UNSUPPORTED', `${(0,wire_text/* excerpt */.Kb)(reference)} is not a supported image or index`, {
        expected: [...IMAGE_MANIFESTS, ...IMAGE_INDEXES].join(', '),
        found: (0,wire_text/* excerpt */.Kb)(mediaType),
        hint: 'Push the image in OCI or Docker v2 schema 2 format.',
    });
}
/**
 * The image as a subject; an index with all manifests below it. The image config is read only for manifests that a runtime may choose
 * for one of `platforms` (the index gives one of these platforms, or none), and for a manifest without an index if `own` is set.
 *
 * @throws CountersignError IMAGE_INVALID, INPUT_UNSUPPORTED, REGISTRY_*
 */
async function describeImage(reader, { parsed, at, node }, reference, { platforms, own: isOwnAsked }) {
    const what = `the index ${(0,wire_text/* excerpt */.Kb)(reference)}`;
    const { platforms: listed, others } = await walkIndex(node, what, (entries) => reader.manifests(at, entries));
    const asked = new Set(listed.filter((one) => isAsked(one, platforms)));
    refuseLargeConfigs([...asked], what);
    const described = await Promise.all(listed.map(async (one) => describe(one, asked.has(one) ? await reader.ownPlatform(at, one.node) : undefined)));
    const own = isOwnAsked && node.entries === undefined ? await reader.ownPlatform(at, node) : undefined;
    return {
        ...node.read,
        kind: 'image',
        name: parsed.name,
        registry: parsed.registry,
        repository: parsed.repository,
        reference,
        tag: parsed.tag ?? (parsed.digest === undefined ? 'latest' : undefined),
        digests: { sha256: node.read.digest.slice('sha256:'.length) },
        platforms: described,
        others,
        ...(own === undefined ? {} : { own }),
    };
}
function isAsked({ label }, platforms) {
    return platforms.length > 0 && (label === undefined || platforms.some((one) => (0,wire_platform/* samePlatform */.my)(one, label.platform)));
}
/** @throws CountersignError IMAGE_INVALID if all configs together exceed the limit */
function refuseLargeConfigs(asked, what) {
    const bytes = asked.reduce((sum, { node }) => sum + (node.config?.size ?? 0), 0);
    if (bytes > MAX_LISTED_BYTES)
        throw imageInvalid(`${what} lists images whose configs are too large in total`, `at most ${MAX_LISTED_BYTES} bytes`, `${bytes} bytes`);
}
function describe({ node, label, indexes }, own) {
    return {
        ...node.read,
        platform: label?.platform ?? UNSPECIFIED,
        indexes,
        labelledBy: label?.by ?? [],
        ...(own === undefined ? {} : { own }),
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/registry/client.js










/** The client behind createRegistry, loaded for the first image. */
function createClient(run, options) {
    const insecure = options.insecureRegistries ?? [];
    const send = createSession(run, createCredentials(run, options.credentials ?? []));
    const place = (image, repository) => repository === undefined ? repositoryAt(image.registry, image.repository, insecure) : namedRepository(repository, insecure);
    /** The last attach per image and repository. Serialises pushes to one image, because the fallback tag is read, changed and written. */
    const lastAttach = new Map();
    /** A tag can move: within a run each reference is resolved once. */
    const references = new Map();
    const reader = createManifestReader(send);
    function named(reference, { name, tag, digest }) {
        const key = digest === undefined ? `${name}:${tag ?? 'latest'}` : `${name}@${digest}`;
        const known = references.get(key);
        if (known !== undefined)
            return known;
        const made = readNamed(send, reference, insecure);
        references.set(key, made);
        made.catch(() => references.delete(key));
        return made;
    }
    return {
        async resolve(reference, { platforms = [], own = platforms.length > 0 } = {}) {
            const parsed = parseImageReference(reference);
            return await describeImage(reader, { ...(await named(reference, parsed)), parsed }, reference, { platforms, own });
        },
        async attach(image, bundle, serialized, { repository } = {}) {
            const at = place(image, repository);
            const key = `${at.origin}/${at.repository}@${image.digest}`;
            const before = lastAttach.get(key) ?? Promise.resolve();
            const attached = before.then(() => attachBundle(run, send, at, image, bundle, serialized));
            lastAttach.set(key, attached.catch(() => undefined));
            return await attached;
        },
        async checkPush(image, { repository } = {}) {
            await checkPush(send, place(image, repository));
        },
        find: async (image, { repository } = {}) => await findBundles(send, place(image, repository), image),
        async tagged(reference) {
            const { registry, repository, name, tag, digest } = parseImageReference(reference);
            if ((tag ?? digest) !== undefined)
                return [reference];
            const tags = await listTags(send, repositoryAt(registry, repository, insecure));
            return tags.map((one) => `${name}:${one}`);
        },
    };
}

/***/ })

};
