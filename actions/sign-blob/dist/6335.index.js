export const id = 6335;
export const ids = [6335];
export const modules = {

/***/ 80662:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ isRegion),
/* harmony export */   n: () => (/* binding */ parseAwsKeyReference)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);

const ENDPOINT = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$/;
const ID = String.raw `(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})`;
const ALIAS = String.raw `alias/([A-Za-z0-9/_-]{1,250})`;
/** All partitions: aws, aws-cn, aws-us-gov, aws-iso…, aws-eusc. */
const ARN = String.raw `arn:aws(?:-[a-z]+)*:kms:([a-z0-9-]+):\d{12}:`;
const KEY = new RegExp(`^(?:${ID}|${ALIAS}|${ARN}(?:key/${ID}|${ALIAS}))$`);
/** `us-east-1`, `us-gov-west-1`, `us-iso-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,6}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;
const isRegion = (text) => REGION.test(text);
/** @throws CountersignError INPUT_INVALID */
function parseAwsKeyReference(reference) {
    const [, endpoint = '', keyId = ''] = /^awskms:\/\/([^/]*)\/(.*)$/.exec(reference) ?? [];
    const [matched, alias, region, aliasOfArn] = KEY.exec(keyId) ?? [];
    if (matched === undefined || (endpoint !== '' && !ENDPOINT.test(endpoint)) || (region !== undefined && !isRegion(region))) {
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('INPUT_INVALID', 'a reference to a key in AWS KMS is not understood', {
            expected: 'awskms:///KEY or awskms://HOST:PORT/KEY, where KEY is a key id, alias/NAME, or the ARN of a key or an alias',
            found: reference,
            hint: 'For example awskms:///alias/release, or awskms:///arn:aws:kms:eu-central-1:123456789012:key/ID.',
        });
    }
    return { endpoint: endpoint === '' ? undefined : endpoint, keyId, region, alias: alias ?? aliasOfArn };
}

/***/ }),

/***/ 56335:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ openAwsSession)
});

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/net/service-errors.js
var service_errors = __webpack_require__(30969);
// EXTERNAL MODULE: ./packages/core/lib/net/backoff.js
var backoff = __webpack_require__(32654);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/request-secrets.js
var request_secrets = __webpack_require__(80608);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/aws/reference.js
var reference = __webpack_require__(80662);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/settings.js



/** By service: AWS's own name of the variable with its address, and the name for messages. */
const SERVICES = {
    kms: { variable: 'AWS_ENDPOINT_URL_KMS', role: 'AWS KMS' },
    sts: { variable: 'AWS_ENDPOINT_URL_STS', role: 'AWS STS' },
    secretsmanager: { variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER', role: 'AWS Secrets Manager' },
};
const isTrue = (text) => text?.toLowerCase() === 'true';
const given = (text) => (text === undefined || text === '' ? undefined : text);
/** The address of a service that variables name, as AWS's tools read them; undefined for AWS's own. */
function endpointOf(env, service) {
    if (isTrue(env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']))
        return undefined;
    return given(env[SERVICES[service].variable]) ?? given(env['AWS_ENDPOINT_URL']);
}
const usesFips = (env) => isTrue(env['AWS_USE_FIPS_ENDPOINT']);
const usesDualstack = (env) => isTrue(env['AWS_USE_DUALSTACK_ENDPOINT']);
/** The profile in the shared files that is used, and where these files are; undefined if this machine has no home folder and no variable names a file. */
function profileOf({ env, cwd }) {
    const home = given(env['HOME']) ?? given(env['USERPROFILE']);
    const file = (variable, name) => {
        const path = given(env[variable]);
        return path === undefined ? home && (0,external_node_path_.join)(home, '.aws', name) : (0,external_node_path_.resolve)(cwd, path);
    };
    const credentialsFile = file('AWS_SHARED_CREDENTIALS_FILE', 'credentials');
    const configFile = file('AWS_CONFIG_FILE', 'config');
    if (credentialsFile === undefined || configFile === undefined)
        return undefined;
    return { name: given(env['AWS_PROFILE']) ?? 'default', credentialsFile, configFile };
}
/**
 * The region: of the ARN, of the login, of the variables, of the profile, in this order.
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
async function regionOf(run, named) {
    const { env } = run;
    const region = named.find((one) => one !== undefined) ??
        given(env['AWS_REGION']) ??
        given(env['AWS_DEFAULT_REGION']) ??
        (await regionOfProfile(profileOf(run)));
    if (region === undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'the region of the key in AWS is not known', {
            expected: 'the ARN of the key, region=REGION in key-login, or the variable AWS_REGION',
            found: 'none of them',
            hint: 'Set AWS_REGION, or name the key by its ARN.',
        });
    }
    // It becomes part of a host name.
    if ((0,reference/* isRegion */.D)(region))
        return region;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the region is none of AWS', {
        expected: 'a region such as eu-central-1',
        found: region,
        hint: 'Correct AWS_REGION, or region in key-login.',
    });
}
async function regionOfProfile(profile) {
    if (profile === undefined)
        return undefined;
    const { profileRegion } = await import("../../libraries/aws-profiles.js");
    return given(await profileRegion(profile));
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/send.js




/** Answers of these services are some kilobytes; a secret has 64 KiB at most, in base64. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** How often a request is sent again that the service throttles with status 400. */
const MAX_THROTTLED = 8;
const METHODS = ['GET', 'POST', 'PUT'];
const REFUSED = {
    kms: 'Check the key reference and region, and that the role may use kms:GetPublicKey (and kms:Sign for signing) with this key.',
    sts: 'Check role and audience in key-login, and the trust policy of the role: its OIDC provider, audience and subject.',
    secretsmanager: 'Check the name and region of the secret, and that the role may use secretsmanager:GetSecretValue.',
};
/**
 * Sends the requests of a library through the network of the run: its proxy, certificate authorities, time budget, retries and size limits. Answers
 * other than success become errors here, so that a library never words them.
 * @param secrets texts of requests that must not appear in errors
 */
function sender(run, service, secrets = []) {
    return async ({ method, url, headers, body }) => {
        const asked = {
            role: SERVICES[service].role,
            url,
            expected: 'an answer',
            configured: `AWS_ENDPOINT_URL, ${SERVICES[service].variable} or the key reference`,
            instead: 'Try again later, or sign with another key.',
            refused: REFUSED[service],
            secrets: [...secrets, ...(0,request_secrets/* secretsIn */.V)(headers, body)],
        };
        const known = METHODS.find((one) => one === method);
        if (known === undefined)
            throw new countersign_error/* CountersignError */.WS('INTERNAL', `a library sends a ${method} request`);
        const rest = sentHeaders(headers);
        const request = {
            purpose: 'keys',
            method: known,
            headers: rest,
            ...(body === undefined ? {} : { body }),
            maxBytes: MAX_ANSWER_BYTES,
            redirect: 'manual',
            // A lost answer could have made a key already.
            retry: !/\.Create\w+$/.test(rest['x-amz-target'] ?? ''),
        };
        for (let attempt = 1;; attempt += 1) {
            const started = run.clock();
            const answer = await (0,service_errors/* ask */.kA)(run, asked, request, ({ status }) => status === 200 || status === 400);
            if (answer.status === 200)
                return answer;
            if (!THROTTLED.includes(typeOf(answer)) || attempt > MAX_THROTTLED)
                throw (0,service_errors/* notAnswered */.zT)(run, asked, started, answer, typeOf(answer));
            const delay = (0,backoff/* jitteredDelay */.$x)(attempt + 1, run.random);
            const { host } = new URL(url);
            run.emit({ event: 'retried', host, attempt, problem: 'it throttles requests', durationMs: delay });
            await run.sleep(delay);
        }
    };
}
/** In lower case, without those that the network client of the run sets itself. */
const sentHeaders = (headers) => Object.fromEntries(Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name]) => name !== 'host' && name !== 'content-length'));
/** AWS's name for the reason of a refusal: `__type` in JSON, `Code` in XML. */
function typeOf({ body }) {
    const [, json, xml] = /"__type"\s*:\s*"(?:[\w.]+#)?(\w{1,64})"|<Code>(\w{1,64})<\/Code>/.exec(Buffer.from(body.subarray(0, 4096)).toString('latin1')) ?? [];
    return json ?? xml;
}
/** AWS throttles with 400 too: "Common Errors" of the API references. */
const THROTTLED = [
    'Throttling',
    'ThrottlingException',
    'RequestLimitExceeded',
    'TooManyRequestsException',
    'IDPCommunicationError',
];
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/client.js



/** @param secrets texts of requests that must not appear in errors */
function connectTo(run, service, region, endpoint = endpointOf(run.env, service), secrets = []) {
    const send = sender(run, service, secrets);
    let host = '';
    const options = {
        region,
        endpoint,
        useFips: usesFips(run.env),
        useDualstack: usesDualstack(run.env),
        send: (request) => {
            ({ host } = new URL(request.url));
            return send(request);
        },
        now: run.clock,
    };
    const unusable = (expected, found) => new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `${SERVICES[service].role} ${host} gave an answer that cannot be used`, {
        expected,
        found,
        hint: `Check that this is the right service: AWS_ENDPOINT_URL, ${SERVICES[service].variable} and the key reference. The answer was not used.`,
    });
    return {
        options,
        unusable,
        async call(work) {
            try {
                return await work();
            }
            catch (cause) {
                if (cause instanceof countersign_error/* CountersignError */.WS)
                    throw cause;
                // Without the words of the library, which quote an answer that it cannot read: it may have the secret.
                throw unusable('an answer in the form of its API', cause instanceof Error ? cause.name : 'another one');
            }
        },
    };
}
// EXTERNAL MODULE: ./packages/core/lib/errors/system-code.js
var system_code = __webpack_require__(62953);
// EXTERNAL MODULE: ./packages/core/lib/net/addresses.js
var addresses = __webpack_require__(18626);
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __webpack_require__(61917);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(50030);
// EXTERNAL MODULE: ./packages/core/lib/wire/json-readers.js
var json_readers = __webpack_require__(76255);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/machine.js




const CONTAINER = 'http://169.254.170.2';
const INSTANCE = 'http://169.254.169.254';
const MAX_BYTES = 64 * 1024;
/** A machine without such a service may not answer at all. */
const TIMEOUT_MS = 1_000;
const asked = (url, what) => ({
    role: what,
    url,
    expected: 'credentials',
    configured: 'AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    instead: 'Try again later, or use other credentials.',
    refused: 'Check the role of the task, pod or machine.',
});
/**
 * Credentials of a container on ECS or EKS (pod identity). Its service is asked over https, or over http at the fixed addresses of AWS and on
 * loopback. https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
async function containerCredentials(run) {
    const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = run.env;
    if (!relative && !full)
        return undefined;
    const url = URL.parse(relative ? `${CONTAINER}${relative.startsWith('/') ? '' : '/'}${relative}` : (full ?? ''));
    if (url === null || (relative && url.origin !== CONTAINER))
        throw wrongAddress();
    const authorization = containerToken(run);
    const request = {
        purpose: 'keys',
        method: 'GET',
        ...(authorization === undefined ? {} : { headers: { authorization } }),
        maxBytes: MAX_BYTES,
        redirect: 'manual',
        machineCredentials: url.protocol === 'http:' && !(0,addresses/* isLoopback */.U9)(url.hostname),
    };
    const service = asked(url.href, 'the credential service of the container');
    return credentialsIn(await (0,service_errors/* ask */.kA)(run, { ...service, secrets: authorization === undefined ? [] : [authorization] }, request), service);
}
function containerToken(run) {
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = run.env;
    let value = token;
    if (file) {
        try {
            value = (0,regular_file/* readRegularFile */.X)((0,external_node_path_.resolve)(run.cwd, file), MAX_BYTES, { followLink: true }).toString('utf8').trim();
        }
        catch (cause) {
            throw new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', 'the file in AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read', {
                found: cause instanceof RangeError ? 'a file that is too large' : (0,system_code/* systemReason */.uc)(cause),
                hint: 'Correct AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, or remove it.',
            });
        }
    }
    if (!value)
        return undefined;
    run.log.secret(value);
    if (/^[\x20-\x7e]+$/.test(value))
        return value;
    throw new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', 'the token for the credential service of the container is no token', {
        expected: 'one line of printable characters',
        hint: 'Correct AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE.',
    });
}
/**
 * Credentials of the role of an EC2 instance, by version 2 of the instance metadata service. A machine where it does not answer has none.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
async function instanceCredentials(run) {
    if (run.env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true')
        return undefined;
    const token = await fromInstance(run, 'PUT', '/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' });
    if (token === undefined)
        return undefined;
    run.log.secret(token);
    const path = '/latest/meta-data/iam/security-credentials/';
    const headers = { 'x-aws-ec2-metadata-token': token };
    const role = await fromInstance(run, 'GET', path, headers);
    if (role === undefined || !/^[\w+=,.@-]{1,64}$/.test(role))
        return undefined;
    const service = asked(`${INSTANCE}${path}${role}`, 'the metadata service of the machine');
    return credentialsIn(await (0,service_errors/* ask */.kA)(run, service, { ...OF_INSTANCE, method: 'GET', headers }), service);
}
const OF_INSTANCE = {
    purpose: 'keys',
    maxBytes: MAX_BYTES,
    redirect: 'manual',
    timeoutMs: TIMEOUT_MS,
    machineCredentials: true,
};
/** The text of an answer; undefined if nothing that answers is the service. */
async function fromInstance(run, method, path, headers) {
    try {
        const answer = await run.net.fetch({ ...OF_INSTANCE, url: `${INSTANCE}${path}`, method, headers, retry: false });
        const text = (0,wire_text/* decodeUtf8 */._6)(answer.body, 'the answer', 'SERVICE_ANSWER_INVALID').trim();
        return answer.status === 200 && /^[\x21-\x7e]+$/.test(text) ? text : undefined;
    }
    catch (error) {
        if (error instanceof countersign_error/* CountersignError */.WS && ['FETCH_FAILED', 'SERVICE_ANSWER_INVALID'].includes(error.code))
            return undefined;
        throw error;
    }
}
/** `AccessKeyId`, `SecretAccessKey`, `Token`, `Expiration`: the same in all of AWS's services of this kind. */
function credentialsIn({ body }, { role, url }) {
    const invalid = (found) => new countersign_error/* CountersignError */.WS('SERVICE_ANSWER_INVALID', `${role} gave an answer that cannot be used`, {
        expected: `credentials from ${URL.parse(url)?.host ?? 'it'}`,
        found,
        hint: 'Check which program answers there.',
    });
    const document = (0,json/* parseJson */.qF)((0,wire_text/* decodeUtf8 */._6)(body, role, 'SERVICE_ANSWER_INVALID'), {
        what: role,
        code: 'SERVICE_ANSWER_INVALID',
        maxBytes: MAX_BYTES,
    });
    if (!(0,json_readers/* isJsonObject */.OW)(document))
        throw invalid('no JSON object');
    const { AccessKeyId: id, SecretAccessKey: secret, Token: token, Expiration: ends } = document;
    const expiration = typeof ends === 'string' ? new Date(ends) : undefined;
    if (typeof id !== 'string' || typeof secret !== 'string' || (token !== undefined && typeof token !== 'string'))
        throw invalid('an answer without them');
    if (expiration !== undefined && Number.isNaN(expiration.getTime()))
        throw invalid('credentials without a readable end');
    return {
        accessKeyId: id,
        secretAccessKey: secret,
        ...(token === undefined ? {} : { sessionToken: token }),
        ...(expiration === undefined ? {} : { expiration }),
    };
}
function wrongAddress() {
    return new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the address of the credential service of the container is not a URL', {
        expected: 'a path in AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, or a URL in AWS_CONTAINER_CREDENTIALS_FULL_URI',
        hint: 'Correct or remove the variable.',
    });
}
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/profile.js




/**
 * Credentials of a profile in the shared files of AWS's tools. Without AWS_PROFILE, a missing default profile is no error.
 * @throws CountersignError INPUT_INVALID, SERVICE_*
 */
async function sharedCredentials(run, region) {
    const profile = profileOf(run);
    if (profile === undefined)
        return undefined;
    const named = run.env['AWS_PROFILE'];
    if (!named && !(0,external_node_fs_.existsSync)(profile.credentialsFile) && !(0,external_node_fs_.existsSync)(profile.configFile))
        return undefined;
    const { hasProfile, profileCredentials } = await import("../../libraries/aws-profiles.js");
    if (!named && !(await hasProfile(profile)))
        return undefined;
    try {
        return await profileCredentials(connectTo(run, 'sts', region).options, profile);
    }
    catch (cause) {
        if (cause instanceof countersign_error/* CountersignError */.WS)
            throw cause;
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `the profile ${profile.name} gives no credentials for AWS`, {
            expected: 'keys, role_arn with source_profile or web_identity_token_file, or a login by single sign-on',
            found: cause instanceof Error ? cause.message : undefined,
            hint: 'Correct the profile, or name another one in AWS_PROFILE. A program (credential_process) is not started.',
            cause,
        });
    }
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/login-token.js
var login_token = __webpack_require__(36236);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/web-identity.js





/** The audience that AWS's guides, and its action for GitHub, use. */
const AUDIENCE = 'sts.amazonaws.com';
const SESSION = 'countersign';
const ROLE = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const MAX_TOKEN_BYTES = 64 * 1024;
/** Credentials of the role in `key-login`, for the identity token of the job. @throws CountersignError INPUT_*, TOKEN_*, SERVICE_* */
async function roleOfLogin(run, services, login, region) {
    const role = login.parameters.get('role');
    if (role === undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'key-login aws names no role', {
            expected: 'role=ARN',
            found: 'none',
            hint: 'For example: aws role=arn:aws:iam::123456789012:role/sign',
        });
    }
    const token = await (0,login_token/* loginToken */.x)(run, login, services, login.parameters.get('audience') ?? AUDIENCE);
    return await assumeRole(run, region, { role, sessionName: login.parameters.get('session') ?? SESSION, token });
}
/** Credentials of the role in AWS_ROLE_ARN for the token in AWS_WEB_IDENTITY_TOKEN_FILE, as on EKS. */
async function roleOfFile(run, region) {
    const { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_SESSION_NAME: session } = run.env;
    if (!role || !file)
        return undefined;
    let token;
    try {
        token = (0,regular_file/* readRegularFile */.X)((0,external_node_path_.resolve)(run.cwd, file), MAX_TOKEN_BYTES, { followLink: true }).toString('utf8').trim();
    }
    catch (cause) {
        throw new countersign_error/* CountersignError */.WS('TOKEN_UNAVAILABLE', 'the file in AWS_WEB_IDENTITY_TOKEN_FILE cannot be read', {
            expected: 'a file with an identity token',
            found: cause instanceof RangeError ? 'a file that is too large' : (0,system_code/* systemReason */.uc)(cause),
            hint: 'Correct AWS_WEB_IDENTITY_TOKEN_FILE, or remove it.',
        });
    }
    run.log.secret(token);
    return await assumeRole(run, region, { role, sessionName: session || SESSION, token });
}
async function assumeRole(run, region, { role, sessionName, token }) {
    check('role', role, ROLE, 'the ARN of a role, such as arn:aws:iam::123456789012:role/sign');
    check('session', sessionName, SESSION_NAME, '2 to 64 letters, digits and _+=,.@-');
    const { assumeRoleWithWebIdentity } = await import("../../libraries/aws-web-identity.js");
    const sts = connectTo(run, 'sts', region, undefined, [token]);
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await sts.call(() => assumeRoleWithWebIdentity(sts.options, { roleArn: role, sessionName, token }));
    if (!accessKeyId || !secretAccessKey || !sessionToken || expiration === undefined)
        throw sts.unusable('credentials that end at some time', 'an answer without them');
    if (!(expiration.getTime() > run.clock().getTime()))
        throw sts.unusable('credentials that are valid now', `credentials that ended at ${expiration.toISOString()}`);
    return { accessKeyId, secretAccessKey, sessionToken, expiration };
}
function check(name, value, pattern, expected) {
    if (pattern.test(value))
        return;
    throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `the ${name} for AWS is not understood`, {
        expected,
        found: value,
        hint: `Correct ${name} in key-login (or AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME).`,
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/credentials.js




/** AWS's standard chain, in its order. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const CHAIN = [ofVariables, roleOfFile, sharedCredentials, containerCredentials, instanceCredentials];
/**
 * The credentials of a run: of the login if there is one, otherwise the first of AWS's standard chain. AWS's library asks on first use, and again
 * five minutes before they end. Secrets are masked in logs.
 */
function credentialsFor(run, services, login, region) {
    return async () => {
        const found = login === undefined ? await firstOf(run, region) : await roleOfLogin(run, services, login, region);
        run.log.secret(found.secretAccessKey);
        if (found.sessionToken !== undefined)
            run.log.secret(found.sessionToken);
        return found;
    };
}
async function firstOf(run, region) {
    for (const source of CHAIN) {
        const found = await source(run, region);
        if (found !== undefined)
            return found;
    }
    throw new countersign_error/* CountersignError */.WS('INPUT_MISSING', 'there are no credentials for AWS', {
        expected: 'key-login: aws role=ARN, or the usual credentials (AWS_ACCESS_KEY_ID, AWS_WEB_IDENTITY_TOKEN_FILE, a profile, or those of the machine)',
        found: 'none of them',
        hint: 'In CI, log in without a stored secret: key-login: aws role=arn:aws:iam::123456789012:role/sign.',
    });
}
async function ofVariables({ env }) {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
    if (!id || !secret)
        return undefined;
    return { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) };
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/aws/session.js



/**
 * Prepares the use of a service. Nothing is requested yet but the region of a profile.
 * @param place.region named with the key; @param place.endpoint host and port named with the key
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
async function openAwsSession(run, service, { region: named, endpoint }, services) {
    const login = services.logins.find((one) => one.service === 'aws');
    const region = await regionOf(run, [named, login?.parameters.get('region')]);
    const connection = connectTo(run, service, region, endpoint === undefined ? undefined : `https://${endpoint}`);
    return { ...connection, credentials: credentialsFor(run, services, login, region) };
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
