export const id = 505;
export const ids = [505];
export const modules = {

/***/ 4505:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  failedAt: () => (/* reexport */ failedAt),
  openPublicKey: () => (/* binding */ openPublicKey),
  openVault: () => (/* reexport */ openVault),
  readVaultKey: () => (/* reexport */ readVaultKey),
  vaultKeyExists: () => (/* reexport */ vaultKeyExists),
  versionOf: () => (/* reexport */ versionOf)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(3303);
// EXTERNAL MODULE: ./packages/core/lib/crypto/key-details.js
var key_details = __webpack_require__(2278);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/net/failures.js + 1 modules
var failures = __webpack_require__(8547);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(6255);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./packages/core/lib/errors/system-code.js
var system_code = __webpack_require__(2953);
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __webpack_require__(1917);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/login-lines.js
var login_lines = __webpack_require__(7778);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/login-token.js
var login_token = __webpack_require__(6236);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/azure-credentials.js





const AUDIENCE = 'api://AzureADTokenExchange';
const MAX_TOKEN_BYTES = 128 * 1024;
/**
 * Who asks for access tokens: the line `azure` of `key-login`, else Azure's standard order without what starts programs: workload identity
 * (AZURE_FEDERATED_TOKEN_FILE), a secret or a certificate in the environment, the managed identity of the machine.
 * @throws CountersignError INPUT_*, TOKEN_*
 */
function azureIdentity(run, services) {
    const { env } = run;
    const login = (0,login_lines/* loginFor */.L)(services, 'azure');
    if (login !== undefined) {
        return {
            kind: 'assertion',
            tenant: (0,login_lines/* loginParameter */.p)(login, 'tenant'),
            client: (0,login_lines/* loginParameter */.p)(login, 'client'),
            token: () => (0,login_token/* loginToken */.x)(run, login, services, login.parameters.get('audience') ?? AUDIENCE),
        };
    }
    const tenant = env['AZURE_TENANT_ID'];
    const client = env['AZURE_CLIENT_ID'];
    const file = env['AZURE_FEDERATED_TOKEN_FILE'];
    const secret = env['AZURE_CLIENT_SECRET'];
    const certificate = env['AZURE_CLIENT_CERTIFICATE_PATH'];
    if (tenant && client) {
        if (file)
            return { kind: 'assertion', tenant, client, token: async () => federatedToken(run, file) };
        if (secret) {
            run.log.secret(secret);
            return { kind: 'secret', tenant, client, secret };
        }
        if (certificate) {
            const password = env['AZURE_CLIENT_CERTIFICATE_PASSWORD'] || undefined;
            if (password !== undefined)
                run.log.secret(password);
            return { kind: 'certificate', tenant, client, path: (0,external_node_path_.resolve)(run.cwd, certificate), password };
        }
    }
    else if (secret || certificate) {
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'the credentials of Azure in the environment are not complete', {
            expected: 'AZURE_TENANT_ID and AZURE_CLIENT_ID with them',
            found: tenant ? 'no AZURE_CLIENT_ID' : 'no AZURE_TENANT_ID',
            hint: 'Set both, or log in with the identity of the job: key-login with azure tenant=ID client=ID.',
        });
    }
    return { kind: 'managed', client: client || undefined };
}
function federatedToken(run, file) {
    try {
        const token = (0,regular_file/* readRegularFile */.X)((0,external_node_path_.resolve)(run.cwd, file), MAX_TOKEN_BYTES, { followLink: true }).toString('utf8').trim();
        run.log.secret(token);
        return token;
    }
    catch (cause) {
        throw new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', 'the file in AZURE_FEDERATED_TOKEN_FILE cannot be read', {
            expected: 'a readable file with one identity token',
            found: cause instanceof RangeError ? 'a larger file' : (0,system_code/* systemReason */.uc)(cause),
            hint: 'Check the service account of the pod, or log in with key-login.',
        });
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/azure-reference.js

const CLOUDS = [
    {
        names: ['azurecloud', 'azurepubliccloud', 'azurepublic', 'public'],
        authority: 'https://login.microsoftonline.com',
        domains: ['vault.azure.net', 'managedhsm.azure.net'],
    },
    {
        names: ['azurechinacloud', 'azurechina', 'china'],
        authority: 'https://login.chinacloudapi.cn',
        domains: ['vault.azure.cn', 'managedhsm.azure.cn'],
    },
    {
        names: ['azureusgovernment', 'azureusgovernmentcloud', 'azureusgov', 'usgovernment'],
        authority: 'https://login.microsoftonline.us',
        domains: ['vault.usgovcloudapi.net', 'managedhsm.usgovcloudapi.net'],
    },
];
const REFERENCE = /^azurekms:\/\/([a-z][a-z0-9-]{1,126}[a-z0-9])\.([a-z.]{1,60})\/([A-Za-z0-9-]{1,127})(?:\/([0-9a-f]{32}))?$/;
/**
 * The cloud follows from the domain of the vault, so that no variable can send a token of one cloud to another.
 * @throws CountersignError INPUT_INVALID
 */
function parseAzureKey(reference, env) {
    const [, host = '', domain = '', name = '', version] = REFERENCE.exec(reference) ?? [];
    const cloud = CLOUDS.find(({ domains }) => domains.includes(domain));
    if (cloud === undefined)
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the reference of a key in Azure Key Vault is not understood', {
            expected: `azurekms://VAULT.DOMAIN/KEY, with /VERSION for one version; DOMAIN is ${CLOUDS.flatMap(({ domains }) => domains).join(', ')}`,
            found: domain === '' ? 'other parts' : `the domain ${domain}`,
            hint: 'Copy the identifier of the key from the portal, and write azurekms://VAULT.vault.azure.net/KEY.',
        });
    const environment = env['AZURE_ENVIRONMENT']?.toLowerCase();
    if (environment && !cloud.names.includes(environment))
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'AZURE_ENVIRONMENT names another cloud than the reference of the key', {
            expected: `the cloud of ${domain}`,
            found: 'another cloud',
            hint: 'Correct AZURE_ENVIRONMENT or the domain of the vault, or remove the variable.',
        });
    return { vault: `https://${host}.${domain}`, name, version, authority: env['AZURE_AUTHORITY_HOST'] || cloud.authority };
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/key-login.js
var key_login = __webpack_require__(6310);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/library-send.js
var library_send = __webpack_require__(4989);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/service-json.js
var service_json = __webpack_require__(9157);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/azure-vault.js










/** That of @azure/keyvault-keys. */
const API_VERSION = '2025-07-01';
/** @throws CountersignError INPUT_*, TOKEN_* */
async function openVault(run, text, services = key_login/* NO_KEY_SERVICES */.R) {
    const reference = parseAzureKey(text, run.env);
    const identity = azureIdentity(run, services);
    const { azureCredential } = await import("../../libraries/azure-public-keys.js");
    const { host } = new URL(reference.vault);
    const door = (0,library_send/* librarySend */.o)(run, (url) => (URL.parse(url)?.host === host ? askedVault(url) : askedLogin(url)), 
    // The first answer of a vault says who gives tokens for it.
    ({ status, headers, url }, sent) => status === 401 &&
        sent['authorization'] === undefined &&
        headers['www-authenticate'] !== undefined &&
        URL.parse(url)?.host === host);
    const { send } = door;
    const masked = async (request) => {
        const answer = await send(request);
        maskTokens(run, request.url, host, answer.body);
        return answer;
    };
    const take = identity.kind === 'assertion' ? onceAMinute(run, identity.token) : undefined;
    const guarded = identity.kind === 'assertion' && take !== undefined ? { ...identity, token: () => door.own(take) } : identity;
    const credential = azureCredential(guarded, reference.authority, masked);
    return { reference, credential, door: { ...door, send: masked } };
}
/** The library asks for the token of the job more than once for each access token. */
function onceAMinute(run, take) {
    let taken;
    return () => {
        const now = run.clock().getTime();
        if (taken === undefined || now - taken.at > 60_000)
            taken = { token: take(), at: now };
        return taken.token;
    };
}
/** Access tokens come only in answers of the login service. */
function maskTokens(run, url, vaultHost, body) {
    if (URL.parse(url)?.host === vaultHost)
        return;
    const [, token] = /"access_token"\s*:\s*"([^"]{16,})"/.exec(Buffer.from(body).toString('latin1')) ?? [];
    if (token !== undefined)
        run.log.secret(token);
}
/**
 * Reads a key of the vault: the version of the reference, or the newest one.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, SERVICE_*, TOKEN_*
 */
async function readVaultKey(vault, details) {
    const { reference } = vault;
    const body = await read(vault);
    const what = `the answer of Azure Key Vault ${new URL(reference.vault).host}`;
    const answer = (0,service_json/* serviceJson */.y)(body, what);
    const jwk = (0,json_readers/* readObject */.Ag)((0,json_readers/* isJsonObject */.OW)(answer) ? answer['key'] : undefined, what, 'SERVICE_ANSWER_INVALID');
    const id = (0,json_readers/* readString */.E3)(jwk['kid'], 'kid in the answer', 'SERVICE_ANSWER_INVALID');
    const version = versionOf(id, reference);
    const attributes = (0,json_readers/* isJsonObject */.OW)(answer) && (0,json_readers/* isJsonObject */.OW)(answer['attributes']) ? answer['attributes'] : {};
    if (attributes['enabled'] === false)
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', 'the key in Azure Key Vault is disabled', {
            expected: 'an enabled key',
            found: `version ${version} is disabled`,
            hint: 'Enable the version, or name another one.',
        });
    return { id, version, jwk, key: publicKeyFromJwk(jwk, details) };
}
/** Whether the vault has a key of the name. @throws CountersignError SERVICE_*, TOKEN_* */
async function vaultKeyExists(vault) {
    try {
        await read(vault);
        return true;
    }
    catch (thrown) {
        if (thrown instanceof countersign_error/* CountersignError */.WS && thrown.cause instanceof failures/* Refused */.Lw && thrown.cause.status === 404)
            return false;
        throw thrown;
    }
}
async function read({ reference, credential, door }) {
    const { readVault } = await import("../../libraries/azure-public-keys.js");
    const url = `${reference.vault}/keys/${reference.name}/${reference.version ?? ''}?api-version=${API_VERSION}`;
    return await door.call(() => readVault(url, credential, door.send), failedAt(reference));
}
/** The version in an identifier of a key, which must be the named key of the named vault. @throws CountersignError SERVICE_ANSWER_INVALID */
function versionOf(id, { vault, name, version: wanted }) {
    const version = /\/([0-9a-f]{32})$/.exec(id)?.[1] ?? '';
    // Names of keys are compared without case by the service.
    const same = id.toLowerCase() === `${vault}/keys/${name}/${version}`.toLowerCase();
    if (version !== '' && same && (wanted === undefined || wanted === version))
        return version;
    throw new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', 'an answer of Azure Key Vault is about another key', {
        expected: `${vault}/keys/${name}/${wanted ?? 'VERSION'}`,
        found: 'another identifier',
        hint: 'Nothing of it was used. Check the proxies between this machine and Azure.',
    });
}
/** Keys in hardware have the same form with another `kty` (RFC 7517 has no such types). */
function publicKeyFromJwk(jwk, details) {
    const kty = (0,json_readers/* readString */.E3)(jwk['kty'], 'kty in the answer', 'SERVICE_ANSWER_INVALID').replace(/-HSM$/, '');
    const members = kty === 'EC' ? ['crv', 'x', 'y'] : kty === 'RSA' ? ['n', 'e'] : [];
    if (members.length === 0)
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'the key in Azure Key Vault cannot sign', {
            expected: 'a key of the type EC or RSA',
            found: 'another type',
            hint: 'Create an EC key with the curve P-256.',
        });
    const read = members.map((name) => [name, (0,json_readers/* readString */.E3)(jwk[name], `${name} in the answer`, 'SERVICE_ANSWER_INVALID')]);
    let object;
    try {
        object = (0,external_node_crypto_.createPublicKey)({ key: { kty, ...Object.fromEntries(read) }, format: 'jwk' });
    }
    catch (cause) {
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'the public key in Azure Key Vault cannot be read', {
            expected: 'EC P-256, P-384 or P-521, or RSA of 2048, 3072 or 4096 bits',
            found: 'another key',
            cause,
        });
    }
    const key = (0,public_key/* publicKeyFromObject */.ox)(object, details);
    if (key_details/* KEY_DETAILS */.hI[key.details].deprecated === true)
        throw new countersign_error/* CountersignError */.WS('KEY_UNSUPPORTED', 'Azure Key Vault does not sign with this key and hash', {
            expected: 'the hash of the curve',
            found: key.details,
        });
    return key;
}
/** An error that the library has found by itself: a challenge of another domain, credentials that it cannot use. */
function failedAt({ vault }) {
    return (cause) => {
        const foreign = cause instanceof Error && cause.message.includes('does not match the requested domain');
        return foreign
            ? new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `the vault ${new URL(vault).host} asks for a token of another domain`, {
                expected: 'a challenge for its own domain',
                found: 'another resource',
                hint: 'No token was sent. Check the name of the vault, and the proxies between this machine and Azure.',
                cause,
            })
            : new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', 'there is no access token for Azure Key Vault', {
                expected: 'key-login: azure tenant=ID client=ID, the variables AZURE_*, or a managed identity',
                // Without the words of the library, which may quote what it was given.
                found: 'credentials that give no token',
                hint: 'Log in with the identity of the job: key-login with azure tenant=ID client=ID. Check that tenant and client are right.',
                cause,
            });
    };
}
const INSTEAD = 'Try again later, or sign with another key.';
function askedVault(url) {
    return {
        role: 'Azure Key Vault',
        url,
        expected: 'an answer about the key',
        configured: 'the reference of the key',
        instead: INSTEAD,
        refused: 'Check the names of vault and key, and that the identity may use it (Key Vault Crypto User; Key Vault Reader to verify), also the firewall of the vault.',
    };
}
function askedLogin(url) {
    return {
        role: 'the login service of Azure',
        url,
        expected: 'an access token',
        configured: 'the credentials of Azure',
        instead: INSTEAD,
        refused: 'Check tenant and client, and that the federated credential of the application names the issuer, subject and audience of this job.',
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/azurekms.js


/** The public key of a key in Azure Key Vault or a managed HSM. */
const openPublicKey = async (run, reference, { details, services }) => {
    const { key, version, id } = await readVaultKey(await openVault(run, reference, services), details);
    return { key, version, where: id.replace(/^https:\/\/([^/]+)\/keys\//, 'azurekms://$1/'), bytes: undefined };
};

/***/ }),

/***/ 4989:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ librarySend)
/* harmony export */ });
/* harmony import */ var node_async_hooks__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6698);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4634);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(969);
/* harmony import */ var _request_secrets_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(608);




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

/***/ 7778:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ loginFor),
/* harmony export */   p: () => (/* binding */ loginParameter)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4634);

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

/***/ 6236:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ loginToken)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4634);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2953);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1917);
/* harmony import */ var _variable_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5229);




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

/***/ 608:
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

/***/ 9157:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ serviceJson)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30);


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

/***/ 5229:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ namesVariable),
/* harmony export */   n: () => (/* binding */ readVariable)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4634);

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
