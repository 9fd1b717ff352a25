export const id = 688;
export const ids = [688];
export const modules = {

/***/ 43688:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createAttempts: () => (/* binding */ createAttempts)
});

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/net/addresses.js
var addresses = __webpack_require__(18626);
// EXTERNAL MODULE: ./packages/core/lib/net/backoff.js
var backoff = __webpack_require__(32654);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(44708);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(41692);
var external_node_tls_namespaceObject = /*#__PURE__*/__webpack_require__.t(external_node_tls_, 2);
// EXTERNAL MODULE: ./packages/core/lib/wire/regular-file.js
var regular_file = __webpack_require__(61917);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./packages/core/lib/net/proxy.js


/**
 * The proxy for a URL by the usual variables (lower case first), or undefined for a direct connection.
 * Loopback never goes through a proxy: the proxy's loopback is another machine.
 */
function proxyFor(url, env) {
    if ((0,addresses/* isLoopback */.U9)(url.hostname))
        return undefined;
    const names = url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
    const proxy = [...names, 'all_proxy', 'ALL_PROXY']
        .map((name) => env[name])
        .find((value) => value !== undefined && value !== '');
    if (proxy === undefined || exempt(url, env['no_proxy'] ?? env['NO_PROXY'] ?? ''))
        return undefined;
    return proxy.includes('://') ? proxy : `http://${proxy}`;
}
/** `NO_PROXY` with the rules of curl and Go: `*`, host, `.suffix`, `host:port`, IP address, CIDR block; a host name includes its subdomains. */
function exempt(url, list) {
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    return list
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== '')
        .some((entry) => {
        if (entry === '*')
            return true;
        if (entry.includes('/'))
            return inBlock(host, entry);
        const [, name, wantedPort] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry) ?? [undefined, entry, undefined];
        if (wantedPort !== undefined && wantedPort !== port)
            return false;
        const bare = (name ?? entry).replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
        return host === bare || ((0,external_node_net_.isIP)(host) === 0 && host.endsWith(`.${bare}`));
    });
}
function inBlock(host, block) {
    const [network = '', bits = ''] = block.split('/');
    const family = (0,external_node_net_.isIP)(network);
    if (family === 0 || family !== (0,external_node_net_.isIP)(host) || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
        return false;
    const list = new external_node_net_.BlockList();
    const type = family === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(network, Number(bits), type);
    return list.check(host, type);
}
;// CONCATENATED MODULE: ./packages/core/lib/net/connections.js







/** The certificate authorities of an operating system have some 250 kB. */
const MAX_AUTHORITIES_BYTES = 16 * 1024 * 1024;
/** Idle connections do not keep the process alive. As many connections to one host as signatures made at once, which all wait for one log. */
const POOL = { keepAlive: true, maxSockets: 64, maxFreeSockets: 64 };
/** The connection pools of the run: direct http, direct https, and one for each proxy. */
function createConnections(env, log) {
    const agents = new Map();
    let authorities;
    function agentFor(url) {
        const proxy = proxyFor(url, env);
        const key = proxy ?? url.protocol;
        const known = agents.get(key);
        if (known !== undefined)
            return known;
        const made = proxy === undefined
            ? Promise.resolve(url.protocol === 'https:' ? new external_node_https_.Agent(POOL) : new external_node_http_.Agent(POOL))
            : proxyAgent(proxy);
        agents.set(key, made);
        return made;
    }
    return async (url) => {
        if (url.protocol === 'https:')
            authorities ??= { extra: extraAuthorities(env, log) };
        return { agent: await agentFor(url), ca: url.protocol === 'https:' ? authorities?.extra : undefined };
    };
}
async function proxyAgent(proxy) {
    const url = URL.parse(proxy);
    if (url === null || !['http:', 'https:'].includes(url.protocol)) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the proxy is not an http or https URL', {
            expected: 'http://host:port in HTTPS_PROXY or HTTP_PROXY',
            found: url === null ? 'something that is not a URL' : (0,addresses/* describeUrl */.Ng)(url),
            hint: 'Correct HTTPS_PROXY or HTTP_PROXY, or name the host in NO_PROXY.',
        });
    }
    const { HttpsProxyAgent } = await __webpack_require__.e(/* import() */ 259).then(__webpack_require__.bind(__webpack_require__, 58259));
    // It uses a tunnel for plain http too, so that the proxy cannot change the exchange.
    // The connection to an https proxy uses TLS too; NODE_TLS_REJECT_UNAUTHORIZED=0 must not disable its check.
    return new HttpsProxyAgent(url, { ...POOL, rejectUnauthorized: true });
}
/**
 * Authorities of SSL_CERT_FILE and of a GitLab server's own CA, in addition to Node's (which include NODE_EXTRA_CA_CERTS).
 * A file that cannot be read causes a warning and is skipped: then fewer authorities are trusted, not more.
 */
function extraAuthorities(env, log) {
    const extra = ['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'].flatMap((name) => authoritiesOf(name, env, log));
    return extra.length === 0 ? undefined : [...defaultAuthorities(env, log), ...extra];
}
/** Before 22.15, Node has no function for the authorities that it trusts: there, its own list and the file that Node adds to it. */
function defaultAuthorities(env, log) {
    const { getCACertificates } = external_node_tls_namespaceObject;
    return getCACertificates?.('default') ?? [...external_node_tls_.rootCertificates, ...authoritiesOf('NODE_EXTRA_CA_CERTS', env, log)];
}
function authoritiesOf(name, env, log) {
    const path = env[name];
    if (path === undefined || path === '')
        return [];
    try {
        return [(0,regular_file/* readRegularFile */.X)(path, MAX_AUTHORITIES_BYTES, { followLink: true }).toString('utf8')];
    }
    catch {
        log.warn(`${name} names a file that cannot be read; its certificate authorities are not trusted`);
        return [];
    }
}
// EXTERNAL MODULE: ./packages/core/lib/net/failures.js
var failures = __webpack_require__(39971);
// EXTERNAL MODULE: external "node:dns"
var external_node_dns_ = __webpack_require__(40610);
;// CONCATENATED MODULE: ./packages/core/lib/net/targets.js



const METADATA_NAMES = ['metadata.google.internal', 'metadata.goog', 'metadata', 'instance-data', 'instance-data.ec2.internal'];
/**
 * The kind of a host name or IP address in any spelling (`URL.hostname`, with or without brackets, a trailing
 * dot, IPv4 inside IPv6): this machine, a cloud's metadata service with the machine's credentials, or another host.
 * Wider than `isLoopback`, because that one permits and this one refuses.
 */
function kindOfHost(hostname) {
    const host = hostname
        .toLowerCase()
        .replace(/^\[|\]$/g, '')
        .replace(/(?<!\.)\.+$/, '')
        .replace(/%.*$/, '');
    if (host === '' || host === 'localhost' || host.endsWith('.localhost') || host === 'localhost.localdomain')
        return 'this-machine';
    if (METADATA_NAMES.includes(host))
        return 'metadata';
    const family = (0,external_node_net_.isIP)(host);
    if (family === 0) {
        // Sockets accept short and numeric forms (`127.1`, `0x7f000001`, `2130706433`), which only a URL parser normalises.
        const plain = /^[0-9a-fx.]+$/.test(host) ? URL.parse(`http://${host}/`)?.hostname : undefined;
        return plain !== undefined && plain !== host ? kindOfHost(plain) : 'other';
    }
    const type = family === 4 ? 'ipv4' : 'ipv6';
    if (METADATA.check(host, type))
        return 'metadata';
    if (THIS_MACHINE.check(host, type))
        return 'this-machine';
    if (family === 6 && LOCAL_NAT64.check(host, 'ipv6'))
        return kindOfTranslated(host);
    return 'other';
}
/** RFC 8215: networks use their own prefixes in this block to translate to IPv4. */
const LOCAL_NAT64 = new external_node_net_.BlockList();
LOCAL_NAT64.addSubnet('64:ff9b:1::', 48, 'ipv6');
/** Checks the embedded IPv4 address, at its position for a prefix of 96 or 48 bits (RFC 6052 section 2.2). */
function kindOfTranslated(host) {
    const [head = '', tail = ''] = (URL.parse(`http://[${host}]/`)?.hostname ?? '').slice(1, -1).split('::');
    const words = (text) => (text === '' ? [] : text.split(':'));
    const gap = Array.from({ length: 8 - words(head).length - words(tail).length }, () => '0');
    const bytes = [...words(head), ...gap, ...words(tail)].flatMap((word) => [parseInt(word, 16) >> 8, parseInt(word, 16) & 255]);
    const inside = [bytes.slice(12), [...bytes.slice(6, 8), ...bytes.slice(9, 11)]].filter(([first]) => first !== 0);
    // If both positions begin with 0, the address can only mean this machine.
    if (inside.length === 0)
        return 'this-machine';
    const kinds = inside.map((address) => kindOfHost(address.join('.')));
    return kinds.find((kind) => kind !== 'other') ?? 'other';
}
/** IPv4 blocks, and the same blocks inside IPv6: mapped, compatible, translated, NAT64 (RFC 6052) and 6to4 (RFC 3056). */
function blocks(ipv4, ipv6) {
    const list = new external_node_net_.BlockList();
    for (const [network, bits] of ipv6)
        list.addSubnet(network, bits, 'ipv6');
    for (const [network, bits] of ipv4) {
        list.addSubnet(network, bits, 'ipv4');
        for (const prefix of ['::ffff:', '::', '::ffff:0:', '64:ff9b::'])
            list.addSubnet(`${prefix}${network}`, 96 + bits, 'ipv6');
        const [a = 0, b = 0, c = 0, d = 0] = network.split('.').map(Number);
        list.addSubnet(`2002:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}::`, 16 + bits, 'ipv6');
    }
    return list;
}
const THIS_MACHINE = blocks([
    ['127.0.0.0', 8],
    ['0.0.0.0', 8],
], [
    ['::', 128],
    ['::1', 128],
]);
/** Link-local, used by most clouds, and the addresses of AWS, Google, Oracle and Scaleway (IPv6), Alibaba, Azure and Oracle. */
const METADATA = blocks([
    ['169.254.0.0', 16],
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
    ['192.0.0.192', 32],
], [
    ['fe80::', 10],
    ['fd00:ec2::', 32],
    ['fd20:ce::254', 128],
    ['fd00:c1::a9fe:a9fe', 128],
    ['fd00:42::42', 128],
]);
/**
 * Refuses addresses of the metadata service, and addresses of this machine if they come from an answer of another host. Hosts
 * named as insecure registries are allowed.
 *
 * @param host of the URL, or an address that its name resolved to
 * @throws CountersignError FETCH_FAILED
 */
function checkTarget(url, { from }, insecureHosts, host = url.hostname) {
    const kind = kindOfHost(host);
    if (kind === 'other' || (0,addresses/* namesHost */.$r)(insecureHosts, url))
        return;
    const namedBy = from === undefined ? undefined : URL.parse(from);
    if (kind === 'this-machine') {
        const meant = namedBy === undefined || namedBy?.hostname === url.hostname;
        if (meant || (namedBy !== null && kindOfHost(namedBy.hostname) === 'this-machine'))
            return;
    }
    throw new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: this address is not allowed`, {
        expected: 'an address of another machine',
        found: kind === 'metadata' ? `the metadata service of a cloud (${host})` : `this machine (${host})`,
        hint: `Check ${from === undefined ? 'the address of the service' : `${namedBy ? (0,addresses/* describeUrl */.Ng)(namedBy) : from}, where this address comes from`}.`,
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/net/guarded-lookup.js


/**
 * Resolves a name for one connection and checks exactly the addresses that the connection uses. So a name that resolves to another
 * address between check and connection (DNS rebinding) has no effect.
 */
function guardedLookup(url, named, insecureHosts, lookup = external_node_dns_.lookup) {
    return (hostname, options, callback) => {
        lookup(hostname, options, (error, address, family) => {
            if (error !== null) {
                callback(error, address, family);
                return;
            }
            try {
                for (const one of typeof address === 'string' ? [address] : address.map((entry) => entry.address))
                    checkTarget(url, named, insecureHosts, one);
            }
            catch (refused) {
                callback(refused, address, family);
                return;
            }
            callback(null, address, family);
        });
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/net/redirects.js



const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** The headers that are sent to another host. An allow-list, because secrets are sent under many names. */
const HARMLESS = new Set(['accept', 'user-agent', 'range']);
/**
 * Sends a request and follows its redirects (GET and HEAD only; other methods get the 3xx as their answer).
 * A redirect keeps the purpose of the request. Refused: from https to http, and from another host to
 * this machine or a metadata service. Credentials are not sent to another origin.
 *
 * @throws CountersignError FETCH_FAILED
 */
async function followed(request, insecureHosts, send) {
    let url = (0,addresses/* checkedUrl */.lx)(request.url, insecureHosts);
    let headers = request.headers ?? {};
    let { from } = request;
    checkTarget(url, { from }, insecureHosts);
    for (let hops = 0;; hops += 1) {
        const response = await send({ method: request.method, url, headers, body: request.body, from });
        const location = response.headers['location'];
        const follows = request.redirect !== 'manual' && (request.method === 'GET' || request.method === 'HEAD');
        if (!follows || !REDIRECTS.has(response.status) || location === undefined)
            return response;
        if (hops === MAX_REDIRECTS)
            throw refused(url, `more than ${MAX_REDIRECTS} redirects`);
        const next = (0,addresses/* checkedUrl */.lx)(location, insecureHosts, url);
        if (url.protocol === 'https:' && next.protocol !== 'https:')
            throw refused(url, 'a redirect from https to http');
        checkTarget(next, { from: url.href }, insecureHosts);
        if (next.origin !== url.origin)
            headers = Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase())));
        from = url.href;
        url = next;
    }
}
function refused(url, found) {
    return new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: the redirect is refused`, {
        expected: 'an answer, or a redirect to an https address',
        found,
        hint: 'Check the address of the service.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/net/exchange.js





/** Some registries send more headers than Node's default limit of 16 KiB. */
const MAX_HEADER_BYTES = 65_536;
/** One request and its complete answer. @throws CountersignError FETCH_FAILED, or the signal's reason */
async function exchange(attempt, connection) {
    const { signal } = attempt;
    signal.throwIfAborted();
    let request;
    let stop;
    // A request that still waits for its connection (a proxy that does not answer) ignores its abort signal: hence the race.
    const aborted = new Promise((_resolve, reject) => {
        stop = () => {
            request?.destroy();
            reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
        };
        signal.addEventListener('abort', stop, { once: true });
    });
    try {
        request = exchange_open(attempt, connection);
        return await Promise.race([answered(request, attempt), aborted]);
    }
    catch (error) {
        request?.destroy();
        if (signal.aborted || error instanceof countersign_error/* CountersignError */.WS)
            throw error;
        throw (0,failures/* fetchFailure */.Z)(attempt.url, error);
    }
    finally {
        if (stop !== undefined)
            signal.removeEventListener('abort', stop);
    }
}
function exchange_open({ method, url, headers, body, lookup }, { agent, ca }) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const length = bytes !== undefined || ['POST', 'PUT', 'PATCH'].includes(method) ? { 'content-length': String(bytes?.length ?? 0) } : {};
    const options = {
        method,
        agent,
        lookup,
        headers: { 'user-agent': 'countersign', 'accept-encoding': 'identity', ...headers, ...length },
        maxHeaderSize: MAX_HEADER_BYTES,
    };
    const request = url.protocol === 'https:'
        ? // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not disable it.
            (0,external_node_https_.request)(url, { ...options, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca: [...ca] }) })
        : (0,external_node_http_.request)(url, options);
    request.end(bytes);
    return request;
}
function answered(request, attempt) {
    return new Promise((resolve, reject) => {
        // Never removed: a connection may still fail after the answer was read.
        request.on('error', reject);
        // Without this, a "404" of the proxy to CONNECT would be taken as the answer of the service.
        request.on('proxyConnect', (proxy) => {
            if (proxy.statusCode !== 200)
                reject((0,failures/* fetchFailure */.Z)(attempt.url, Object.assign(new Error(`status ${proxy.statusCode}`), { code: 'PROXY_REFUSED' })));
        });
        request.on('response', (response) => {
            readBody(response, attempt).then((body) => {
                resolve({ status: response.statusCode ?? 0, headers: joined(response), body, url: attempt.url.href });
            }, reject);
        });
    });
}
async function readBody(response, { url, maxBytes, method }) {
    const tooLarge = (found) => new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: the answer is too large`, {
        expected: `at most ${maxBytes} bytes`,
        found,
        hint: 'Check that the address is that of the right service.',
    });
    const encoding = response.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity' && method !== 'HEAD') {
        throw new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: the answer is compressed although no compression was requested`, {
            found: encoding,
        });
    }
    const announced = Number(response.headers['content-length'] ?? 0);
    if (method !== 'HEAD' && announced > maxBytes)
        throw tooLarge(`${announced} bytes announced`);
    const chunks = [];
    let size = 0;
    for await (const chunk of response) {
        size += chunk.length;
        if (size > maxBytes)
            throw tooLarge(`more than ${maxBytes} bytes`);
        chunks.push(chunk);
    }
    if (!response.complete)
        throw Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' });
    const whole = Buffer.concat(chunks, size);
    return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
}
function joined(response) {
    const headers = {};
    for (const [name, values] of Object.entries(response.headersDistinct))
        headers[name] = (values ?? []).join(', ');
    return headers;
}
;// CONCATENATED MODULE: ./packages/core/lib/net/attempts.js








const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;
/** A transient answer; thrown for the retry loop only, never out of this file. */
class TransientAnswer extends Error {
    response;
    constructor(response) {
        super(`status ${response.status}`);
        this.response = response;
    }
}
/** Connections, redirects, time limits and retries; loaded with the first request. */
function createAttempts(options) {
    const connect = createConnections(options.env, options.log);
    const remaining = () => options.deadline.getTime() - options.clock().getTime();
    /** One exchange within the time limits of the attempt and of the run. */
    const sendFor = (request) => async (step) => {
        const left = remaining();
        if (options.signal.aborted || left <= 0)
            throw overdue(step.url);
        const limit = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, left);
        const timer = AbortSignal.timeout(Math.ceil(limit));
        const signal = AbortSignal.any([options.signal, timer]);
        try {
            const lookup = guardedLookup(step.url, step, options.insecureHosts ?? [], options.lookup);
            const attempt = { ...step, maxBytes: request.maxBytes ?? DEFAULT_MAX_BYTES, signal, lookup };
            return await exchange(attempt, await connect(step.url));
        }
        catch (error) {
            if (!signal.aborted || error instanceof countersign_error/* CountersignError */.WS)
                throw error;
            if (options.signal.aborted || limit === left)
                throw overdue(step.url);
            throw new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(step.url)}: no answer within ${limit} ms`, {
                expected: 'an answer in time',
                found: 'none',
                hint: 'The service is slow or unreachable; try again, or check proxy and firewall.',
                cause: new failures/* NetworkFailure */.p('ETIMEDOUT'),
            });
        }
    };
    async function attempt(request) {
        const response = await followed(request, options.insecureHosts ?? [], sendFor(request));
        if ((0,backoff/* isTransient */.dg)(response.status) && request.retry !== false)
            throw new TransientAnswer(response);
        return response;
    }
    /** Waits before the next attempt; false when it cannot succeed or there is no time for it. */
    async function waited(request, error, attemptNumber) {
        const reason = retryReason(error);
        if (reason === undefined || request.retry === false)
            return false;
        const asked = error instanceof TransientAnswer ? (0,backoff/* retryAfterMs */.Vs)(error.response.headers['retry-after'], options.clock()) : undefined;
        const delay = Math.max(asked ?? 0, (0,backoff/* jitteredDelay */.$x)(attemptNumber, options.random));
        if (delay >= remaining())
            return false;
        const { host } = new URL(request.url);
        options.emit({ event: 'retried', host, attempt: attemptNumber, problem: reason, durationMs: delay });
        await options.sleep(delay);
        return true;
    }
    return async (request) => {
        // Most requests succeed at once: the retry library is loaded only after a failure.
        let last;
        try {
            return await attempt(request);
        }
        catch (error) {
            last = asError(error);
        }
        try {
            if (request.retry === false || retryReason(last) === undefined)
                throw last;
            const first = last;
            const { default: pRetry } = await __webpack_require__.e(/* import() */ 501).then(__webpack_require__.bind(__webpack_require__, 501));
            return await pRetry((number) => (number === 1 ? Promise.reject(first) : attempt(request)), {
                retries: Infinity,
                minTimeout: 0, // `waited` waits, on the run's clock
                shouldRetry: ({ error, attemptNumber }) => {
                    // An attempt that the deadline cut off says less than the one before it.
                    if (!isOverdue(error) || options.signal.aborted)
                        last = error;
                    return waited(request, error, attemptNumber);
                },
            });
        }
        catch (error) {
            const told = isOverdue(error) && !options.signal.aborted ? last : error;
            if (told instanceof TransientAnswer)
                return told.response;
            throw told;
        }
    };
}
const asError = (error) => (error instanceof Error ? error : new Error(String(error)));
const isOverdue = (error) => error instanceof countersign_error/* CountersignError */.WS && error.code === 'DEADLINE_EXCEEDED';
/** Why another attempt may succeed, for the log; undefined when it cannot. */
function retryReason(error) {
    if (error instanceof TransientAnswer)
        return `it answered ${error.response.status}`;
    if (error instanceof countersign_error/* CountersignError */.WS && error.cause instanceof failures/* NetworkFailure */.p && !error.cause.permanent)
        return error.cause.code;
    return undefined;
}
function overdue(url) {
    return new countersign_error/* CountersignError */.WS('DEADLINE_EXCEEDED', `${(0,addresses/* describeUrl */.Ng)(url)}: the deadline of the run has passed`, {
        expected: 'an answer before the deadline',
        found: 'none',
        hint: 'The log says what the run waited for; raise timeout if that was normal.',
    });
}

/***/ }),

/***/ 32654:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $x: () => (/* binding */ jitteredDelay),
/* harmony export */   Vs: () => (/* binding */ retryAfterMs),
/* harmony export */   dg: () => (/* binding */ isTransient)
/* harmony export */ });
/** First and largest pause between two attempts without `Retry-After`, in milliseconds. */
const FIRST_MS = 250;
const LARGEST_MS = 20_000;
/** Transient statuses; 501 and 505 are permanent. */
function isTransient(status) {
    return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
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

/***/ 39971:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ fetchFailure),
/* harmony export */   p: () => (/* binding */ NetworkFailure)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);
/* harmony import */ var _addresses_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18626);


/** Permanent failures, by the codes of Node and OpenSSL. */
const PERMANENT = new Set([
    'ENOTFOUND',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_REVOKED',
    'CERT_SIGNATURE_FAILURE',
    'CERT_UNTRUSTED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'HPE_HEADER_OVERFLOW',
    'ERR_INVALID_CHAR',
    'ERR_UNESCAPED_CHARACTERS',
]);
/** The hint for a network failure, by its code. */
function cure(code) {
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
        return 'Check the host name, DNS and the proxy settings (HTTPS_PROXY, NO_PROXY).';
    if (code === 'ECONNREFUSED')
        return 'Check that the service runs and that host and port are correct.';
    if (code === 'PROXY_REFUSED')
        return 'Check HTTPS_PROXY, its user name and password, or name the host in NO_PROXY.';
    if (/CERT|ISSUER|SIGNATURE/.test(code))
        return 'If the service has its own CA, name its file in NODE_EXTRA_CA_CERTS.';
    if (/SSL|EPROTO/.test(code))
        return 'Check that the service uses https at this address.';
    return 'Try again; check the network, proxy and firewall between this machine and the service.';
}
function codeOf(error) {
    if (typeof error !== 'object' || error === null)
        return 'UNKNOWN';
    if ('code' in error && typeof error.code === 'string')
        return error.code;
    // Node tries several addresses of a name and reports all failures together.
    if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
        return codeOf(error.errors[0]);
    return 'UNKNOWN';
}
/** The error for a missing answer. Only the code of the cause is kept: messages of lower layers may contain headers or credentials of a proxy. */
function fetchFailure(url, error) {
    const code = codeOf(error);
    const found = code === 'UNKNOWN' ? 'the connection failed' : code;
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS('FETCH_FAILED', `${(0,_addresses_js__WEBPACK_IMPORTED_MODULE_1__/* .describeUrl */ .Ng)(url)}: no answer (${found})`, {
        expected: 'an answer',
        found,
        hint: cure(code),
        cause: new NetworkFailure(code),
    });
}
/** Whether another attempt can succeed. */
class NetworkFailure extends Error {
    code;
    name = 'NetworkFailure';
    permanent;
    constructor(code) {
        super(code);
        this.code = code;
        this.permanent = PERMANENT.has(code);
    }
}

/***/ })

};
