export const id = 5612;
export const ids = [5612];
export const modules = {

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

/***/ }),

/***/ 28083:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ parseKvReference),
/* harmony export */   g: () => (/* binding */ parseTransitReference)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _server_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75019);


/** `hashivault://KEY` and `openbao://KEY` as in cosign, with a version as `?version=N`, which cosign refuses. */
const TRANSIT = /^(hashivault|openbao):\/\/(\w(?:[\w.-]*\w)?)(?:\?version=([1-9]\d{0,8}))?$/;
const KV = /^vault-kv:\/\/([\w.-]{1,128}(?:\/[\w.@ -]{1,128}){1,32})(?:\?version=([1-9]\d{0,8}))?#([\w.-]{1,128})$/;
/** @throws CountersignError INPUT_INVALID */
function parseTransitReference(reference) {
    const [, scheme = '', name = '', version] = TRANSIT.exec(reference) ?? [];
    if (!(0,_server_js__WEBPACK_IMPORTED_MODULE_0__/* .isVaultScheme */ .AN)(scheme))
        throw malformed('hashivault://KEY or openbao://KEY, or the same with ?version=N', 'a key of Vault');
    return { scheme, name, version: version === undefined ? undefined : Number(version), label: `${scheme}://${name}` };
}
/** @throws CountersignError INPUT_INVALID */
function parseKvReference(reference) {
    const [, text = '', version, field = ''] = KV.exec(reference) ?? [];
    const place = text.split('/');
    if (place.length < 2 || place.some((name) => /^\.*$/.test(name))) {
        throw malformed('vault-kv://MOUNT/PATH#FIELD, or vault-kv://MOUNT/PATH?version=N#FIELD', 'a secret of Vault');
    }
    return {
        place,
        field,
        version: version === undefined ? undefined : Number(version),
        label: `vault-kv://${text}#${field}`,
    };
}
/** The reference is not quoted: in the wrong place it may be a secret. */
function malformed(expected, what) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('INPUT_INVALID', `the reference of ${what} is malformed`, {
        expected,
        found: 'another form',
        hint: 'Write the name of the key as the server has it; where its engine is follows from variables.',
    });
}

/***/ }),

/***/ 66463:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k_: () => (/* binding */ invalidAnswer),
/* harmony export */   se: () => (/* binding */ NO_MESSAGE),
/* harmony export */   yR: () => (/* binding */ askVault)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(14634);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64731);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30969);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76255);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(50030);



/** Largest answer, in bytes: a key has a public key for each version. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/**
 * Refusals to which the servers give the status 500, which else can pass: a version that may not sign, a key that needs a context. Texts of
 * OpenBao 2.7.2 and Vault 1.21 (`keysutil/policy.go`).
 */
const REFUSALS = /requested version for signing|no such key version|missing 'context' for key derivation|unsupported key type/;
const isRefusal = ({ status, body }) => status === 500 && REFUSALS.test((0,_net_index_js__WEBPACK_IMPORTED_MODULE_0__/* .serverWords */ .l)(body));
/**
 * Sends a request to Vault or OpenBao. Redirects are not followed: they would carry the token to another host.
 * @throws CountersignError as `ask` makes it, SERVICE_ANSWER_INVALID
 */
async function askVault(run, server, request) {
    const { method, path, body, token, namespace, expected, refused, secrets = [], reads = [], retry, timeoutMs } = request;
    const asked = {
        role: server.role,
        url: `${server.address}/v1/${path}`,
        expected,
        configured: `${server.family}_ADDR`,
        instead: 'Check that the server runs and is unsealed, or use another key.',
        refused,
        secrets: [...secrets, ...(token === undefined ? [] : [token])],
    };
    const sent = {
        purpose: 'keys',
        method,
        redirect: 'manual',
        headers: {
            accept: 'application/json',
            // The servers' agents may require it, so that no web page can send requests.
            'x-vault-request': 'true',
            ...(token === undefined ? {} : { 'x-vault-token': token }),
            ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        maxBytes: MAX_ANSWER_BYTES,
        isFinal: isRefusal,
        ...(retry === undefined ? {} : { retry }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    const answer = await (0,_net_index_js__WEBPACK_IMPORTED_MODULE_1__/* .ask */ .kA)(run, asked, sent, (one) => one.status === 200 || one.status === 204 || reads.includes(one.status) || isRefusal(one));
    // An answer without a message is JSON of other members.
    const said = (0,_net_index_js__WEBPACK_IMPORTED_MODULE_0__/* .serverWords */ .l)(answer.body, asked.secrets);
    const words = said.startsWith('{') ? NO_MESSAGE : said;
    if (isRefusal(answer)) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('SERVICE_REFUSED', `${server.role} ${new URL(server.address).host} refused the request`, {
            expected,
            found: words,
            hint: refused,
        });
    }
    return { status: answer.status, words, ...partsOf(answer, server) };
}
/** The words of an answer without any. */
const NO_MESSAGE = 'no message';
const NOTHING = { data: undefined, auth: undefined };
/** An answer is not quoted, because it may contain a secret. */
function partsOf({ status, body }, server) {
    if (status === 204)
        return NOTHING;
    const what = `the answer of ${server.role}`;
    const code = 'SERVICE_ANSWER_INVALID';
    try {
        const { data, auth } = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .readObject */ .Ag)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(body, { maxBytes: MAX_ANSWER_BYTES, what, code }), what, code);
        const part = (value) => value === undefined || value === null ? undefined : (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .readObject */ .Ag)(value, what, code);
        return { data: part(data), auth: part(auth) };
    }
    catch {
        // A proxy says in its own form that there is nothing.
        if (status !== 200)
            return NOTHING;
        throw invalidAnswer(server, 'a JSON object', `${body.length} bytes of another form`);
    }
}
/** The error for an answer that has not the form or content that was asked for. */
function invalidAnswer(server, expected, found) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_2__/* .CountersignError */ .WS('SERVICE_ANSWER_INVALID', `${server.role} ${new URL(server.address).host} gave an answer that cannot be used`, { expected, found, hint: `Check which program answers at the address in ${server.family}_ADDR. Its answer was not used.` });
}

/***/ }),

/***/ 75019:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AN: () => (/* binding */ isVaultScheme),
/* harmony export */   Ob: () => (/* binding */ readMount),
/* harmony export */   oZ: () => (/* binding */ readNamespace),
/* harmony export */   w5: () => (/* binding */ vaultServer)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);
/* harmony import */ var _net_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18626);


const ROLES = { VAULT: 'the Vault server', BAO: 'the OpenBao server' };
/** Which variables are read first, by the scheme of a reference. */
const ORDER = {
    hashivault: ['VAULT', 'BAO'],
    openbao: ['BAO', 'VAULT'],
    'vault-kv': ['VAULT', 'BAO'],
};
/**
 * The server of a reference. The first family of variables with an address is used, and nothing of the other one: a token of one server is never sent
 * to another.
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
function vaultServer({ env }, scheme) {
    const order = ORDER[scheme];
    const family = order.find((name) => env[`${name}_ADDR`]);
    if (family === undefined) {
        const names = order.map((name) => `${name}_ADDR`).join(' or ');
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_MISSING', `${scheme} keys need the address of the server`, {
            expected: `an address such as https://vault.example.com:8200 in ${names}`,
            found: 'neither is set',
            hint: `Set ${names} for this step.`,
        });
    }
    const namespace = env[`${family}_NAMESPACE`];
    return {
        family,
        role: ROLES[family],
        address: readAddress(env[`${family}_ADDR`] ?? '', `${family}_ADDR`),
        namespace: namespace ? readNamespace(namespace, `${family}_NAMESPACE`) : undefined,
    };
}
/** Whether an address may be used without TLS is checked by `net`. */
function readAddress(text, variable) {
    const url = URL.parse(text.trim());
    if ((url?.protocol === 'https:' || url?.protocol === 'http:') && url.username + url.password + url.search + url.hash === '') {
        return url.href.replace(/\/+$/, '');
    }
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', `${variable} is not the address of a server`, {
        expected: 'https://HOST:PORT, without user name, query and fragment',
        found: url === null ? 'not a URL' : (0,_net_index_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(url),
        hint: `Correct ${variable}.`,
    });
}
/** A namespace becomes a header. @throws CountersignError INPUT_INVALID */
function readNamespace(text, name) {
    if (/^[\w.-]+(?:\/[\w.-]+)*\/?$/.test(text) && text.length <= 512)
        return text;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', `${name} is not a namespace`, {
        expected: 'names with slashes between them, such as admin/team',
        found: 'other characters',
    });
}
/** The path of an engine or login, each name escaped. @throws CountersignError INPUT_INVALID */
function readMount(text, name) {
    const names = text.replace(/^\/|\/$/g, '').split('/');
    if (names.every((one) => /^[\w.@ -]{1,128}$/.test(one) && !/^\.+$/.test(one)))
        return names.map(encodeURIComponent).join('/');
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', `${name} is not the path of an engine`, {
        expected: 'names with slashes between them, such as transit or team/transit',
        found: 'other characters',
    });
}
/** Whether a text is the scheme of such a reference. */
const isVaultScheme = (text) => Object.hasOwn(ORDER, text);

/***/ }),

/***/ 23966:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  L: () => (/* binding */ vaultSession)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./packages/core/lib/errors/system-code.js
var system_code = __webpack_require__(62953);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __webpack_require__(61917);
// EXTERNAL MODULE: ./packages/core/lib/run/at-end.js
var at_end = __webpack_require__(53851);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/variable.js
var variable = __webpack_require__(95229);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/request.js
var vault_request = __webpack_require__(66463);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/vault/server.js
var vault_server = __webpack_require__(75019);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/vault/login.js







/** A token is renewed so long before its end, or when a third of its time is left. */
const MARGIN_MS = 30_000;
/** How long the end of a run may wait for the revocation. */
const REVOKE_TIMEOUT_MS = 5_000;
/**
 * Logs in with the identity token of the CI job at the JWT method of the server, when a token is first needed. A token near its end is renewed; if
 * that is refused, the run logs in again. All tokens are revoked when the run ends.
 * @see https://openbao.org/api-docs/auth/jwt/ "JWT Login"
 * @throws CountersignError INPUT_INVALID for parameters
 */
function vaultLogin(run, server, { parameters }, identityToken) {
    const role = parameters.get('role');
    const mount = (0,vault_server/* readMount */.Ob)(parameters.get('mount') ?? 'jwt', 'mount of key-login: vault');
    const own = parameters.get('namespace');
    const namespace = own === undefined ? server.namespace : (0,vault_server/* readNamespace */.oZ)(own, 'namespace of key-login: vault');
    const place = parameters.get('token');
    const audience = parameters.get('audience') ?? new URL(server.address).origin;
    if (place !== undefined && parameters.has('audience')) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'key-login: vault has both token and audience', {
            expected: 'one of them: a given token has its audience',
            found: 'both',
            hint: 'Remove audience: in GitLab, `aud` of `id_tokens` is the audience.',
        });
    }
    const as = role === undefined ? 'the default role' : `the role ${role}`;
    const issued = [];
    let current;
    async function logIn() {
        const jwt = place === undefined ? await requested(identityToken, audience) : givenToken(run, place);
        run.log.secret(jwt);
        const { auth } = await (0,vault_request/* askVault */.yR)(run, server, {
            method: 'POST',
            path: `auth/${mount}/login`,
            body: { jwt, ...(role === undefined ? {} : { role }) },
            namespace,
            expected: `a login with ${as} at auth/${mount}`,
            refused: `Compare the audience and the claims of the token with bound_audiences, bound_subject and bound_claims of the role${place === undefined ? `; the audience is ${audience}` : ''}.`,
            secrets: [jwt],
        });
        const lease = readLease(run, server, auth);
        if (issued.length === 0)
            (0,at_end/* atEnd */.t)(run, revokeAll);
        issued.push(lease);
        return lease;
    }
    async function renew(lease) {
        if (!lease.renewable || lease.ends <= run.clock().getTime())
            return logIn();
        let renewed;
        try {
            const { auth } = await (0,vault_request/* askVault */.yR)(run, server, {
                method: 'POST',
                path: 'auth/token/renew-self',
                body: {},
                token: lease.token,
                namespace,
                expected: 'a longer life of the token',
                refused: 'The run logs in again.',
            });
            renewed = readLease(run, server, auth);
        }
        catch (thrown) {
            if (thrown instanceof countersign_error/* CountersignError */.WS && thrown.code === 'SERVICE_REFUSED')
                return logIn();
            throw thrown;
        }
        // At its longest life (max_ttl) a token gets no more time.
        const gained = renewed.ends - lease.ends;
        if (renewed.token !== lease.token || gained < (lease.ends - lease.renewAt) / 2)
            return logIn();
        issued.splice(issued.indexOf(lease), 1, renewed);
        return renewed;
    }
    async function revokeAll() {
        current = undefined;
        const now = run.clock().getTime();
        for (const { token } of issued.splice(0).filter(({ revocable, ends }) => revocable && ends > now)) {
            await (0,vault_request/* askVault */.yR)(run, server, {
                method: 'POST',
                path: 'auth/token/revoke-self',
                body: {},
                token,
                namespace,
                expected: 'the token of this run is revoked',
                refused: 'The token ends by itself.',
                retry: false,
                timeoutMs: REVOKE_TIMEOUT_MS,
            });
        }
    }
    const token = async () => {
        current ??= logIn();
        const attempt = current;
        try {
            const lease = await attempt;
            if (run.clock().getTime() < lease.renewAt)
                return lease.token;
            // Many signatures at once: the first of them renews.
            if (current === attempt)
                current = renew(lease);
            return (await current).token;
        }
        catch (error) {
            current = undefined;
            throw error;
        }
    };
    return { token, namespace };
}
function readLease(run, server, auth) {
    const { client_token: token, lease_duration: seconds, renewable, token_type: type } = auth ?? {};
    if (typeof token !== 'string' || !/^[\w.+/=-]{1,8192}$/.test(token)) {
        throw (0,vault_request/* invalidAnswer */.k_)(server, 'auth.client_token', 'no token');
    }
    run.log.secret(token);
    if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 0) {
        throw (0,vault_request/* invalidAnswer */.k_)(server, 'auth.lease_duration in seconds', 'none');
    }
    const now = run.clock().getTime();
    const ends = seconds === 0 ? Number.POSITIVE_INFINITY : now + seconds * 1000;
    const renewAt = ends - Math.min(MARGIN_MS, (seconds * 1000) / 3);
    return { token, ends, renewAt, renewable: renewable === true, revocable: type !== 'batch' };
}
async function requested(identityToken, audience) {
    if (identityToken === undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'key-login: vault has no token', {
            expected: 'token=env://VAR or token=FILE',
            found: 'none',
            hint: 'The gate requests no identity tokens: give it one with token=env://VAR, or a token in VAULT_TOKEN that may only read the key.',
        });
    }
    try {
        return await identityToken(audience);
    }
    catch (thrown) {
        if (!(thrown instanceof countersign_error/* CountersignError */.WS) || !thrown.code.startsWith('TOKEN_'))
            throw thrown;
        const hint = `Where tokens cannot be requested, as in GitLab, make one for the audience ${audience} (id_tokens) and name it: key-login: vault token=env://VAULT_ID_TOKEN.`;
        throw new countersign_error/* CountersignError */.WS(thrown.code, `${thrown.message}; it is for key-login: vault`, {
            expected: thrown.expected,
            found: thrown.found,
            hint: thrown.hint === undefined ? hint : `${hint}\n${thrown.hint}`,
            cause: thrown,
        });
    }
}
/** The token that `token=` names; read again for each login, because another program may replace it. */
function givenToken(run, place) {
    const what = 'the identity token of key-login';
    if ((0,variable/* namesVariable */.d)(place))
        return (0,variable/* readVariable */.n)(run, place, what, 'TOKEN_UNAVAILABLE').trim();
    try {
        return (0,regular_file/* readRegularFile */.X)((0,external_node_path_.resolve)(run.cwd, place), 128 * 1024, { followLink: true })
            .toString('utf8')
            .trim();
    }
    catch (cause) {
        // Without the path, and without the cause, which contains it: it may be the token itself.
        throw new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', `${what} cannot be read`, {
            expected: 'token=env://VAR, or the path of a readable file',
            found: (0,system_code/* systemReason */.uc)(cause),
            hint: 'Check the path. Never pass the token itself.',
        });
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/vault/session.js






/** One login per run and server. */
const SESSIONS = new WeakMap();
/**
 * The session of this run at the server of a reference. Its token is that of a `key-login` line, else the variable VAULT_TOKEN or BAO_TOKEN beside
 * the address, else the file `.vault-token` of the home folder. Nothing is sent before the first request.
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID, KEY_INVALID
 */
function vaultSession(run, scheme, services) {
    const server = (0,vault_server/* vaultServer */.w5)(run, scheme);
    const login = services.logins.find(({ service }) => service === 'vault');
    const sessions = SESSIONS.get(run.budget) ?? new Map();
    SESSIONS.set(run.budget, sessions);
    const name = JSON.stringify([server, login === undefined ? [] : [...login.parameters]]);
    const known = sessions.get(name);
    if (known !== undefined)
        return known;
    const session = login === undefined ? withToken(run, server, storedToken(run, server)) : withLogin(run, server, login, services);
    sessions.set(name, session);
    return session;
}
function withToken(run, server, token) {
    run.log.secret(token);
    const { namespace } = server;
    return { server, ask: (request) => (0,vault_request/* askVault */.yR)(run, server, { ...request, token, namespace }) };
}
function withLogin(run, server, login, services) {
    const { token, namespace: own } = vaultLogin(run, server, login, services.identityToken);
    const namespace = server.namespace ?? own;
    return { server, ask: async (request) => (0,vault_request/* askVault */.yR)(run, server, { ...request, token: await token(), namespace }) };
}
/** Characters of a token; what is not one is not sent, because it may be another secret. */
const TOKEN = /^[\w.+/=-]{1,8192}$/;
const TOKEN_FILE = '.vault-token';
function storedToken({ env }, { family }) {
    const variable = `${family}_TOKEN`;
    const value = env[variable]?.trim();
    if (value)
        return readToken(value, `the variable ${variable}`);
    const home = env['HOME'] ?? env['USERPROFILE'];
    if (home) {
        let text;
        try {
            text = (0,regular_file/* readRegularFile */.X)((0,external_node_path_.join)(home, TOKEN_FILE), 16 * 1024, { followLink: true })
                .toString('utf8')
                .trim();
        }
        catch (cause) {
            if (!(0,system_code/* isMissing */.b2)(cause)) {
                throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `the file ~/${TOKEN_FILE} cannot be read`, {
                    expected: 'a readable file with a token',
                    found: (0,system_code/* systemReason */.uc)(cause),
                    hint: `Correct the file, or set ${variable}.`,
                });
            }
        }
        if (text)
            return readToken(text, `the file ~/${TOKEN_FILE}`);
    }
    throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', `there is no token for the server in ${family}_ADDR`, {
        expected: `key-login: vault role=NAME, ${variable}, or the file ~/${TOKEN_FILE}`,
        found: 'none of them',
        hint: `In a job of GitHub or GitLab use key-login, which needs no stored secret. A token for the server in ${family}_ADDR is read from ${variable} only.`,
    });
}
function readToken(text, where) {
    if (TOKEN.test(text))
        return text;
    throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `${where} contains no token of Vault`, {
        expected: 'one token',
        found: 'other characters',
        hint: 'The value was not sent. Correct it.',
    });
}

/***/ })

};
