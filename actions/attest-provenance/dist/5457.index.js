export const id = 5457;
export const ids = [5457];
export const modules = {

/***/ 45101:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ crc32c)
/* harmony export */ });
/** The reversed polynomial of CRC-32C (Castagnoli; RFC 3720 section 12.1). Node's `zlib.crc32` has another one. */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1)
        value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    return value >>> 0;
});
/** CRC-32C of bytes, as the decimal text in which Google's JSON has it. */
function crc32c(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes)
        value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    return String((value ^ 0xffffffff) >>> 0);
}

/***/ }),

/***/ 72198:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  oQ: () => (/* binding */ answered),
  Bh: () => (/* binding */ checkCrc32c),
  Dp: () => (/* binding */ checkedBytes),
  qM: () => (/* binding */ damaged),
  Wb: () => (/* binding */ googleApi)
});

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/net/service-errors.js
var service_errors = __webpack_require__(30969);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(76255);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/crc32c.js
var crc32c = __webpack_require__(45101);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./packages/core/lib/errors/system-code.js
var system_code = __webpack_require__(62953);
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __webpack_require__(61917);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(50030);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/google-metadata.js


const URL_OF_TOKEN = 'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token';
/** The server is on the machine's own network; where there is none, the name does not exist. */
const TIMEOUT_MS = 3_000;
/**
 * An access token of the machine's service account.
 * @throws CountersignError TOKEN_UNAVAILABLE if this is no machine of Google Cloud, or it has no service account
 */
async function metadataToken(run) {
    let answer;
    try {
        answer = await run.net.fetch({
            purpose: 'keys',
            method: 'GET',
            url: URL_OF_TOKEN,
            headers: { 'metadata-flavor': 'Google' },
            machineCredentials: true,
            redirect: 'manual',
            retry: false,
            timeoutMs: TIMEOUT_MS,
            maxBytes: 64 * 1024,
            service: 'the metadata server of Google Cloud',
        });
    }
    catch (cause) {
        throw none('no metadata server answered', cause);
    }
    // Another server may answer for that name: only Google's repeats the header.
    if (answer.status !== 200 || answer.headers['metadata-flavor'] !== 'Google')
        throw none(`HTTP ${answer.status} from the metadata server`);
    const document = (0,json/* parseJson */.qF)(answer.body, { maxBytes: 64 * 1024, what: 'the access token', code: 'SERVICE_ANSWER_INVALID' });
    const token = (0,json_readers/* isJsonObject */.OW)(document) ? document['access_token'] : undefined;
    if (typeof token === 'string' && token !== '')
        return token;
    throw none('an answer without a token');
}
function none(found, cause) {
    return new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', 'there are no credentials for Google Cloud', {
        expected: 'key-login: gcp provider=…, GOOGLE_APPLICATION_CREDENTIALS, or a service account of the machine',
        found,
        hint: 'Log in with the identity of the job: key-login with gcp provider=projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER.',
        cause,
    });
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/library-send.js
var library_send = __webpack_require__(34989);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/login-lines.js
var login_lines = __webpack_require__(97778);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/login-token.js
var login_token = __webpack_require__(36236);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/google-credentials.js







const STS = 'https://sts.googleapis.com/v1/token';
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
const MAX_FILE_BYTES = 64 * 1024;
const VARIABLE = 'GOOGLE_APPLICATION_CREDENTIALS';
/**
 * An access token for Google Cloud: by the line `gcp` of `key-login`, else by Google's standard order (the file in GOOGLE_APPLICATION_CREDENTIALS, the
 * file of `gcloud auth application-default login`, the metadata server of the machine). It is masked in the log.
 * @throws CountersignError INPUT_*, KEY_INVALID, TOKEN_*, SERVICE_*
 */
async function googleToken(run, services) {
    const token = await findToken(run, services);
    run.log.secret(token);
    return token;
}
async function findToken(run, services) {
    const login = (0,login_lines/* loginFor */.L)(services, 'gcp');
    const door = (0,library_send/* librarySend */.o)(run, asked);
    if (login !== undefined) {
        const provider = providerOf((0,login_lines/* loginParameter */.p)(login, 'provider'));
        const account = login.parameters.get('service-account');
        return await exchanged(door, {
            audience: `//iam.googleapis.com/${provider}`,
            subjectTokenType: JWT_TYPE,
            tokenUrl: STS,
            impersonationUrl: account === undefined ? undefined : impersonation(account),
            source: {
                kind: 'token',
                token: () => (0,login_token/* loginToken */.x)(run, login, services, login.parameters.get('audience') ?? `https://iam.googleapis.com/${provider}`),
            },
        });
    }
    const found = readCredentials(run);
    if (found === undefined)
        return await metadataToken(run);
    return await tokenOfFile(run, door, found);
}
/** `projects/N/locations/global/workloadIdentityPools/P/providers/X`; also with the `//iam.googleapis.com/` of Google's own tools. */
function providerOf(text) {
    const [, provider] = /^(?:(?:https:)?\/\/iam\.googleapis\.com\/)?(projects\/[0-9]+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{1,64}\/providers\/[a-z0-9-]{1,64})$/.exec(text) ?? [];
    if (provider !== undefined)
        return provider;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'key-login: the provider of gcp is not understood', {
        expected: 'projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER',
        found: 'another form',
        hint: 'Use the number of the project, not its name: `gcloud iam workload-identity-pools providers describe` prints it.',
    });
}
function impersonation(account) {
    if (/^[a-z0-9-]{1,100}@[a-z0-9.-]{1,100}$/.test(account))
        return `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateAccessToken`;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'key-login: the service-account of gcp is not understood', {
        expected: 'NAME@PROJECT.iam.gserviceaccount.com',
        found: 'another form',
    });
}
function readCredentials(run) {
    const named = run.env[VARIABLE];
    const path = named ? (0,external_node_path_.resolve)(run.cwd, named) : wellKnownFile(run);
    if (path === undefined)
        return undefined;
    const what = named ? `the file in ${VARIABLE}` : 'the file of gcloud auth application-default login';
    let bytes;
    try {
        bytes = (0,regular_file/* readRegularFile */.X)(path, MAX_FILE_BYTES, { followLink: true });
    }
    catch (cause) {
        if (!named && (0,system_code/* isMissing */.b2)(cause))
            return undefined;
        throw new countersign_error/* CountersignError */.WS('FILE_UNREADABLE', `${what} cannot be read`, {
            expected: 'credentials of Google Cloud in JSON',
            found: cause instanceof RangeError ? 'a larger file' : (0,system_code/* systemReason */.uc)(cause),
            hint: `Correct ${VARIABLE}, or log in with key-login.`,
        });
    }
    const document = (0,json/* parseJson */.qF)(bytes, { maxBytes: MAX_FILE_BYTES, what, code: 'KEY_INVALID' });
    if (!(0,json_readers/* isJsonObject */.OW)(document))
        throw wrongFile(what, 'a JSON object', 'another value');
    return { path: what, document };
}
function wellKnownFile({ env }) {
    const name = 'application_default_credentials.json';
    if (env['CLOUDSDK_CONFIG'])
        return (0,external_node_path_.join)(env['CLOUDSDK_CONFIG'], name);
    if (env['APPDATA'])
        return (0,external_node_path_.join)(env['APPDATA'], 'gcloud', name);
    return env['HOME'] ? (0,external_node_path_.join)(env['HOME'], '.config', 'gcloud', name) : undefined;
}
async function tokenOfFile(run, door, { path, document }) {
    const library = await import("../../libraries/gcp-auth.js");
    const text = (name) => textOf(document[name], path, name);
    switch (document['type']) {
        case 'service_account': {
            const keyId = document['private_key_id'];
            const account = {
                email: text('client_email'),
                key: text('private_key'),
                keyId: typeof keyId === 'string' ? keyId : undefined,
            };
            return await door.call(() => library.serviceAccountToken(account, door.send), refusedFile(path));
        }
        case 'authorized_user': {
            const user = {
                clientId: text('client_id'),
                clientSecret: text('client_secret'),
                refreshToken: text('refresh_token'),
            };
            run.log.secret(user.refreshToken);
            return await door.call(() => library.userToken(user, door.send), refusedFile(path));
        }
        case 'external_account': {
            const impersonationUrl = document['service_account_impersonation_url'];
            return await exchanged(door, {
                audience: text('audience'),
                subjectTokenType: text('subject_token_type'),
                tokenUrl: googleUrl(text('token_url'), path, 'token_url'),
                impersonationUrl: impersonationUrl === undefined
                    ? undefined
                    : googleUrl(text('service_account_impersonation_url'), path, 'service_account_impersonation_url'),
                source: sourceOf(document['credential_source'], path),
            });
        }
        default:
            throw wrongFile(path, 'type service_account, authorized_user or external_account', 'another type');
    }
}
async function exchanged(door, account) {
    const { externalAccountToken } = await import("../../libraries/gcp-auth.js");
    return await door.call(() => externalAccountToken(account, door.send), refusedFile('the login at Google Cloud'));
}
/** Where an `external_account` has its token. Programs and certificates are refused: they do not use the network and environment of the run. */
function sourceOf(value, path) {
    const source = (0,json_readers/* isJsonObject */.OW)(value) ? value : {};
    const { file, url, format } = source;
    const { type, subject_token_field_name: member } = (0,json_readers/* isJsonObject */.OW)(format) ? format : {};
    const written = type === 'json' ? { type, member: textOf(member, path, 'subject_token_field_name') } : { type: 'text' };
    if (typeof file === 'string')
        return { kind: 'file', file, format: written };
    if (typeof url !== 'string' || source['environment_id'] !== undefined)
        throw wrongFile(path, 'credential_source with file or url', 'a program, a certificate or AWS');
    const headers = (0,json_readers/* isJsonObject */.OW)(source['headers']) ? Object.entries(source['headers']) : [];
    return {
        kind: 'url',
        url,
        headers: Object.fromEntries(headers.map(([name, one]) => [name, textOf(one, path, 'headers')])),
        format: written,
    };
}
/** Tokens of the job are sent only to Google, whatever the file says. */
function googleUrl(text, path, member) {
    const url = URL.parse(text);
    if (url?.protocol === 'https:' && url.port === '' && /^[a-z0-9.-]+\.googleapis\.com$/.test(url.hostname))
        return text;
    throw wrongFile(path, `${member} at googleapis.com`, 'another address');
}
function textOf(value, path, name) {
    if (typeof value === 'string' && value !== '')
        return value;
    throw wrongFile(path, `a text ${name}`, 'nothing, or another value');
}
/** Nothing of the file is quoted: it may contain a key. */
function wrongFile(path, expected, found) {
    return new countersign_error/* CountersignError */.WS('KEY_INVALID', `${path} has credentials that are not supported`, {
        expected,
        found,
        hint: 'Log in with the identity of the job (key-login: gcp provider=…), or use the key file of a service account.',
    });
}
const refusedFile = (what) => (cause) => new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', `${what} gave no access token for Google Cloud`, {
    expected: 'an access token',
    // Without the words of the library, which may quote a key.
    found: 'none',
    hint: 'Check the credentials; create the key file again if it is damaged.',
    cause,
});
function asked(url) {
    return {
        role: 'the token service of Google Cloud',
        url,
        expected: 'an access token',
        configured: 'the credentials of Google Cloud',
        instead: 'Try again later, or sign with another key.',
        refused: 'Check the attribute condition of the provider, the allowed audience, and that the principal may use the service account (roles/iam.workloadIdentityUser).',
    };
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/service-json.js
var service_json = __webpack_require__(29157);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/google-api.js






const MAX_ANSWER_BYTES = 1024 * 1024;
/** @param host `cloudkms.googleapis.com`; paths are below `/v1/` */
function googleApi(run, services, host, words) {
    let token;
    const send = async (method, path, body, exists) => {
        const bearer = await (token ??= googleToken(run, services));
        const asked = {
            ...words,
            url: `https://${host}/v1/${path}`,
            configured: 'the reference of the key',
            instead: 'Try again later, or sign with another key.',
            secrets: [bearer],
        };
        const request = {
            purpose: 'keys',
            method,
            headers: {
                authorization: `Bearer ${bearer}`,
                accept: 'application/json',
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            redirect: 'manual',
            maxBytes: MAX_ANSWER_BYTES,
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        };
        const isUsable = ({ status }) => status === 200 || (status === 409 && exists !== undefined);
        const answer = await (0,service_errors/* ask */.kA)(run, asked, request, isUsable);
        if (answer.status === 409 && exists !== undefined)
            throw exists();
        const what = `the answer of ${words.role} ${host}`;
        return (0,json_readers/* readObject */.Ag)((0,service_json/* serviceJson */.y)(answer.body, what), what, 'SERVICE_ANSWER_INVALID');
    };
    return { get: (path) => send('GET', path), post: (path, body, exists) => send('POST', path, body, exists) };
}
/** The text of a member of an answer. */
function answered(document, member) {
    return (0,json_readers/* readString */.E3)(document[member], `${member} in the answer`, 'SERVICE_ANSWER_INVALID');
}
/** The bytes of a member in base64, which must have the CRC-32C in another member. @throws CountersignError SERVICE_ANSWER_INVALID */
function checkedBytes(document, member, checksum) {
    const bytes = (0,wire_text/* decodeBase64 */.y4)(answered(document, member), `${member} in the answer`, 'SERVICE_ANSWER_INVALID');
    checkCrc32c(bytes, document[checksum], checksum);
    return bytes;
}
/** @throws CountersignError SERVICE_ANSWER_INVALID if the checksum is missing or another one */
function checkCrc32c(bytes, value, member) {
    if (value === (0,crc32c/* crc32c */.d)(bytes))
        return;
    throw damaged(`${member} ${(0,crc32c/* crc32c */.d)(bytes)}`, value === undefined ? 'none' : 'another checksum');
}
/** An answer that was changed or is about something else. It is not used. */
function damaged(expected, found) {
    return new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', 'an answer of Google Cloud is not the one to the request', {
        expected,
        found,
        hint: 'Nothing of it was used. Try again; if it happens again, check the proxies between this machine and Google Cloud.',
    });
}

/***/ }),

/***/ 53478:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ parseGoogleKey),
/* harmony export */   n: () => (/* binding */ parseGoogleSecret)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);

const PREFIX = 'gcpkms://';
/** One part of a path, which dots alone would leave. */
const PART = '(?!\\.)[A-Za-z0-9_.:-]{1,100}';
const KEY = new RegExp(`^(projects/${PART}/locations/${PART}/keyRings/${PART}/cryptoKeys/${PART})(?:/(?:cryptoKeyVersions|versions)/([1-9][0-9]{0,9}))?$`);
const SECRET = new RegExp(`^gcp-secret://(projects/${PART}/(?:locations/([a-z0-9-]{1,40})/)?secrets/[A-Za-z0-9_-]{1,255})(?:/versions/([1-9][0-9]{0,9}|latest))?$`);
/** @throws CountersignError INPUT_INVALID */
function parseGoogleKey(reference) {
    const match = reference.startsWith(PREFIX) ? KEY.exec(reference.slice(PREFIX.length)) : null;
    const [, key, version] = match ?? [];
    if (key === undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', 'the reference of a key in Google Cloud KMS is not understood', {
            expected: 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K, with /cryptoKeyVersions/V for one version',
            found: 'other parts',
            hint: 'Copy the resource name of the key from the console or from `gcloud kms keys list`.',
        });
    return { key, version };
}
/** @throws CountersignError INPUT_INVALID */
function parseGoogleSecret(reference) {
    const [, secret, location, version = 'latest'] = SECRET.exec(reference) ?? [];
    if (secret === undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', 'the reference of a secret in Google Secret Manager is not understood', {
            expected: 'gcp-secret://projects/P/secrets/S, with /versions/V for one version',
            found: 'other parts',
            hint: 'Copy the resource name of the secret from the console or from `gcloud secrets list`.',
        });
    return { name: `${secret}/versions/${version}`, location };
}

/***/ }),

/***/ 34989:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ librarySend)
/* harmony export */ });
/* harmony import */ var node_async_hooks__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(16698);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(14634);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30969);
/* harmony import */ var _request_secrets_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(80608);




/** Largest answer of a service of keys, in bytes. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** One for each call: several signatures may be made at the same time. Some libraries keep what they were first given for all their objects. */
const calls = new node_async_hooks__WEBPACK_IMPORTED_MODULE_0__.AsyncLocalStorage();
/**
 * @param askedFor how errors name the service at an address
 * @param isPart whether an answer that is not 2xx belongs to the protocol: the challenge of a vault
 */
function librarySend(run, askedFor, isPart = () => false) {
    const remember = (failure, answered) => {
        const current = calls.getStore();
        if (current !== undefined)
            Object.assign(current, { failure, answered });
    };
    return {
        async send({ method, url, headers, body }) {
            const asked = { ...askedFor(url), secrets: (0,_request_secrets_js__WEBPACK_IMPORTED_MODULE_1__/* .secretsIn */ .V)(headers, body) };
            for (const secret of asked.secrets)
                run.log.secret(secret);
            const started = run.clock();
            remember(undefined);
            let answer;
            try {
                const request = { purpose: 'keys', method: checkedMethod(method), url, headers, service: asked.role };
                answer = await run.net.fetch({
                    ...request,
                    redirect: 'manual',
                    // Services of machine credentials, at exactly known addresses; all others are refused.
                    machineCredentials: url.startsWith('http:'),
                    maxBytes: MAX_ANSWER_BYTES,
                    ...(body === undefined ? {} : { body }),
                });
            }
            catch (thrown) {
                const failure = (0,_net_index_js__WEBPACK_IMPORTED_MODULE_2__/* .noAnswer */ .qE)(run, asked, started, thrown);
                remember(failure);
                throw failure;
            }
            if (answer.status >= 200 && answer.status < 300)
                remember(undefined, asked);
            else if (!isPart(answer, headers))
                remember((0,_net_index_js__WEBPACK_IMPORTED_MODULE_2__/* .notAnswered */ .zT)(run, asked, started, answer));
            return answer;
        },
        async own(use) {
            try {
                return await use();
            }
            catch (thrown) {
                remember(thrown);
                throw thrown;
            }
        },
        async call(use, other) {
            const current = { failure: undefined, answered: undefined };
            try {
                return await calls.run(current, use);
            }
            catch (thrown) {
                if (thrown instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS)
                    throw thrown;
                if (current.failure !== undefined)
                    throw current.failure;
                const error = current.answered === undefined ? other(thrown) : unusable(current.answered);
                // Without the cause: the words of a library may quote an answer, and causes are printed.
                throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS(error.code, error.message, {
                    expected: error.expected,
                    found: error.found,
                    hint: error.hint,
                });
            }
        },
    };
}
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
function checkedMethod(method) {
    const known = METHODS.find((name) => name === method.toUpperCase());
    if (known === undefined)
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('INTERNAL', `a library sends requests of the method ${method}`);
    return known;
}
/** An answer that the library cannot use. */
function unusable({ role, url, expected }) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_3__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', `${role} ${new URL(url).host} gave an answer that cannot be used`, {
        expected,
        // Without the words of the library, which may quote the answer.
        found: 'another form',
        hint: 'Nothing of it was used. Check which program answers at this address, and the proxies before it.',
    });
}

/***/ }),

/***/ 97778:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ loginFor),
/* harmony export */   p: () => (/* binding */ loginParameter)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);

/** The line of `key-login` for a service. */
function loginFor(services, service) {
    return services.logins.find((login) => login.service === service);
}
/** A parameter that the login cannot do without. @throws CountersignError INPUT_INVALID */
function loginParameter({ service, parameters }, name) {
    const value = parameters.get(name);
    if (value !== undefined)
        return value;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', `key-login: the line for ${service} has no ${name}`, {
        expected: `${service} ${name}=…`,
        found: [...parameters.keys()].join(', ') || 'no parameters',
        hint: `Add ${name}=… to the line.`,
    });
}

/***/ }),

/***/ 36236:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ loginToken)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(62953);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(61917);
/* harmony import */ var _variable_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(95229);




const MAX_TOKEN_BYTES = 64 * 1024;
/**
 * The identity token with which a job logs in at a service of keys: from the place that the login names (`token=env://VAR|FILE`), otherwise
 * requested from the CI system. It is masked in logs.
 * @throws CountersignError TOKEN_UNAVAILABLE, TOKEN_*, INPUT_MISSING in a program that requests no tokens
 */
async function loginToken(run, login, services, audience) {
    const place = login.parameters.get('token');
    if (place === undefined && services.identityToken === undefined) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('INPUT_MISSING', `key-login ${login.service} names no identity token, and the gate requests none`, {
            expected: 'token=env://VAR or token=FILE',
            found: 'no token',
            hint: `Add token=env://VAR to the line ${login.service} of key-login, with a token for the audience ${audience}.`,
        });
    }
    const token = (place === undefined ? await services.identityToken?.(audience) : readToken(run, place))?.trim() ?? '';
    if (!/^[\x21-\x7e]+$/.test(token)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('TOKEN_UNAVAILABLE', `the identity token of key-login ${login.service} is no token`, {
            expected: 'one line of printable characters',
            found: token === '' ? 'nothing' : 'something else',
            hint: `Check what token names in the line ${login.service} of key-login.`,
        });
    }
    run.log.secret(token);
    return token;
}
function readToken(run, place) {
    const what = 'the identity token of key-login';
    if ((0,_variable_js__WEBPACK_IMPORTED_MODULE_2__/* .namesVariable */ .d)(place))
        return (0,_variable_js__WEBPACK_IMPORTED_MODULE_2__/* .readVariable */ .n)(run, place, what, 'TOKEN_UNAVAILABLE');
    try {
        return (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .readRegularFile */ .X)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(run.cwd, place), MAX_TOKEN_BYTES, { followLink: true }).toString('utf8');
    }
    catch (cause) {
        // Without the cause and the path: it may be the token itself in the wrong place.
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('TOKEN_UNAVAILABLE', `${what}: the file cannot be read`, {
            expected: 'token=env://VAR, or the path of a readable file',
            found: cause instanceof RangeError ? 'a file that is too large' : (0,_errors_index_js__WEBPACK_IMPORTED_MODULE_4__/* .systemReason */ .uc)(cause),
            hint: 'Check token in key-login.',
        });
    }
}

/***/ }),

/***/ 80608:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ secretsIn)
/* harmony export */ });
/** Shorter values are words, which would be removed from what a service says. */
const SHORTEST_SECRET = 6;
/** Members of requests for tokens (RFC 6749, 7521, 8693) and headers that are secret; those that end in `_type` are not. */
const SECRET_NAME = /(?:token|assertion|secret|password|code|authorization|x-identity-header)$/i;
/** The secrets of a request, as they are and as a form writes them: a service may repeat what it was sent. */
function secretsIn(headers, body) {
    const text = body === undefined ? '' : typeof body === 'string' ? body : new TextDecoder().decode(body);
    const pairs = [...Object.entries(headers), ...(text.startsWith('{') ? membersOf(text) : new URLSearchParams(text))];
    const secrets = pairs
        .filter(([name]) => SECRET_NAME.test(name))
        .map(([, value]) => value.replace(/^(?:bearer|basic) /i, ''))
        .filter((value) => value.length >= SHORTEST_SECRET)
        .flatMap((value) => [value, encodeURIComponent(value), new URLSearchParams({ '': value }).toString().slice(1)]);
    return [...new Set(secrets)];
}
function membersOf(text) {
    try {
        const members = Object.entries(JSON.parse(text));
        return members.filter((one) => typeof one[1] === 'string');
    }
    catch {
        return [];
    }
}

/***/ }),

/***/ 29157:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ serviceJson)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50030);


const MAX_ANSWER_BYTES = 1024 * 1024;
/** The JSON of an answer of a service of keys. @throws CountersignError SERVICE_ANSWER_INVALID */
function serviceJson(body, what) {
    try {
        return (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(body, { maxBytes: MAX_ANSWER_BYTES, what, code: 'SERVICE_ANSWER_INVALID' });
    }
    catch (cause) {
        if (!(cause instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS))
            throw cause;
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', `${what} cannot be used`, {
            expected: cause.expected ?? 'JSON',
            found: cause.found ?? cause.message,
            hint: 'Nothing of it was used. Check which program answers at this address, and the proxies before it.',
            cause,
        });
    }
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
