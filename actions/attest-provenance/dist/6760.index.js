export const id = 6760;
export const ids = [6760];
export const modules = {

/***/ 56760:
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
 * Loopback and the services of machine credentials never go through a proxy: the proxy's are those of another machine.
 */
function proxyFor(url, env) {
    if ((0,addresses/* isLoopback */.U9)(url.hostname) || (0,addresses/* isMachineCredentials */.y)(url))
        return undefined;
    const names = url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
    const variable = [...names, 'all_proxy', 'ALL_PROXY'].find((name) => (env[name] ?? '') !== '');
    if (variable === undefined || exempt(url, env['no_proxy'] ?? env['NO_PROXY'] ?? ''))
        return undefined;
    const value = env[variable] ?? '';
    const proxy = value.includes('://') ? value : `http://${value}`;
    const parsed = URL.parse(proxy);
    return { url: proxy, variable, host: parsed?.host ?? 'without a host', hasUser: (parsed?.username ?? '') !== '' };
}
/** `NO_PROXY` with the rules of curl and Go: `*`, host, `.suffix`, `host:port`, IP address, CIDR block; a host name includes its subdomains. */
function exempt(url, list) {
    const host = comparable(url.hostname);
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
        const bare = comparable((name ?? entry).replace(/^\*?\./, ''));
        return bare !== '' && (host === bare || ((0,external_node_net_.isIP)(host) === 0 && host.endsWith(`.${bare}`)));
    });
}
/** A host in one spelling: an IPv6 address has many, and a name may end in the dot of the root of DNS. */
function comparable(host) {
    const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
    const address = (0,external_node_net_.isIP)(bare) === 6 ? URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1) : undefined;
    return address ?? bare.replace(/\.$/, '');
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
    let known;
    // Made once: to read some hundred certificates for each connection takes longer than the connection.
    const secureContext = () => (known ??= { context: contextOf(extraAuthorities(env, log)) }).context;
    function agentFor(url, proxy) {
        const key = proxy?.url ?? url.protocol;
        const existing = agents.get(key);
        if (existing !== undefined)
            return existing;
        const made = proxy === undefined
            ? Promise.resolve(url.protocol === 'https:' ? new external_node_https_.Agent(POOL) : new external_node_http_.Agent(POOL))
            : proxyAgent(proxy, secureContext);
        agents.set(key, made);
        return made;
    }
    return async (url) => {
        const proxy = proxyFor(url, env);
        return { agent: await agentFor(url, proxy), secureContext: url.protocol === 'https:' ? secureContext() : undefined, proxy };
    };
}
async function proxyAgent({ url: text, variable }, secureContext) {
    const url = URL.parse(text);
    const found = wrongIn(url);
    if (url === null || found !== undefined) {
        throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', `the proxy in ${variable} is not an http or https URL`, {
            expected: 'http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, special characters as %XX',
            found,
            hint: `Correct ${variable}, or name the host in NO_PROXY.`,
        });
    }
    const { HttpsProxyAgent } = await __webpack_require__.e(/* import() */ 8259).then(__webpack_require__.bind(__webpack_require__, 58259));
    const context = url.protocol === 'https:' ? secureContext() : undefined;
    // It uses a tunnel for plain http too, so that the proxy cannot change the exchange.
    // The connection to an https proxy uses TLS too; NODE_TLS_REJECT_UNAUTHORIZED=0 must not disable its check.
    return new HttpsProxyAgent(url, {
        ...POOL,
        rejectUnauthorized: true,
        ...(context === undefined ? {} : { secureContext: context }),
    });
}
/** What makes a URL unusable for a proxy; undefined if nothing does. */
function wrongIn(url) {
    if (url === null)
        return 'something that is not a URL';
    if (!['http:', 'https:'].includes(url.protocol))
        return (0,addresses/* describeUrl */.Ng)(url);
    return isDecodable(`${url.username}:${url.password}`) ? undefined : 'a user name or password with a wrong %XX';
}
/** Also no line breaks, which would add headers to the request to the proxy. */
function isDecodable(text) {
    try {
        return !/[\0-\x1f\x7f]/.test(decodeURIComponent(text));
    }
    catch {
        return false;
    }
}
/**
 * Authorities of SSL_CERT_FILE and of a GitLab server's own CA, in addition to Node's (which include NODE_EXTRA_CA_CERTS).
 * A file that cannot be read causes a warning and is skipped: then fewer authorities are trusted, not more.
 */
function extraAuthorities(env, log) {
    const extra = ['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'].flatMap((name) => authoritiesOf(name, env, log));
    return extra.length === 0 ? undefined : [...defaultAuthorities(env, log), ...extra];
}
const contextOf = (ca) => ca === undefined ? undefined : external_node_tls_.createSecureContext({ ca: [...ca] });
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
// EXTERNAL MODULE: ./packages/core/lib/net/failures.js + 1 modules
var failures = __webpack_require__(8547);
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
    let url = (0,addresses/* checkedUrl */.lx)(request.url, request.purpose, insecureHosts);
    let headers = request.headers ?? {};
    let { from } = request;
    checkTarget(url, { from }, insecureHosts);
    for (let hops = 0;; hops += 1) {
        const response = await send({ purpose: request.purpose, method: request.method, url, headers, body: request.body, from });
        const location = response.headers['location'];
        const follows = request.redirect !== 'manual' && (request.method === 'GET' || request.method === 'HEAD');
        if (!follows || !REDIRECTS.has(response.status) || location === undefined)
            return response;
        if (hops === MAX_REDIRECTS)
            throw refused(url, `more than ${MAX_REDIRECTS} redirects`);
        const next = (0,addresses/* checkedUrl */.lx)(location, request.purpose, insecureHosts, url);
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
        cause: new failures/* AnswerRefused */.Nu('redirect'),
    });
}
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
;// CONCATENATED MODULE: ./packages/core/lib/net/proxy-refusal.js





/** The error for a proxy that does not open a tunnel. @param statusText the proxy's own words */
function proxyRefusal(url, proxy, status, statusText) {
    const code = (0,backoff/* isTransient */.dg)(status) ? 'PROXY_FAILED' : 'PROXY_REFUSED';
    const said = statusText === '' ? '' : ` ${(0,wire_text/* excerpt */.Kb)(statusText.slice(0, 200))}`;
    return new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: the proxy ${proxy.host} answered ${status}${said}`, {
        expected: 'a connection through the proxy',
        found: `${code} ${(0,failures/* afterAttempts */.ln)(1)}`,
        hint: refusalCure(url, proxy, status),
        cause: new failures/* NetworkFailure */.pM(code),
    });
}
function refusalCure(url, { variable, hasUser }, status) {
    const how = 'http://USER:PASSWORD@HOST:PORT (special characters as %XX)';
    if (status === 407) {
        return hasUser
            ? `The proxy does not accept user and password in ${variable}; write them as ${how}.`
            : `The proxy asks for a user and a password: set ${variable} to ${how}.`;
    }
    if ((0,backoff/* isTransient */.dg)(status))
        return `The proxy could not connect to ${url.hostname}; try again later, or name the host in NO_PROXY.`;
    return `The proxy does not allow connections to ${url.hostname}: ask its operator, or name the host in NO_PROXY.`;
}
;// CONCATENATED MODULE: ./packages/core/lib/net/exchange.js






/** Some registries send more headers than Node's default limit of 16 KiB. */
const MAX_HEADER_BYTES = 65_536;
/** One request and its complete answer. @throws CountersignError FETCH_FAILED, or the signal's reason */
async function exchange(attempt, connection) {
    const { signal } = attempt;
    signal.throwIfAborted();
    const { proxy } = connection;
    let request;
    let hasTunnel = false;
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
        // Without this, a "404" of the proxy to CONNECT would be taken as the answer of the service.
        const refused = new Promise((_resolve, reject) => {
            request?.on('proxyConnect', ({ statusCode, statusText }) => {
                hasTunnel = true;
                if (statusCode !== 200 && proxy !== undefined)
                    reject(proxyRefusal(attempt.url, proxy, statusCode ?? 0, statusText ?? ''));
            });
        });
        return await Promise.race([refused, answered(request, attempt), aborted]);
    }
    catch (error) {
        request?.destroy();
        if (signal.aborted || error instanceof countersign_error/* CountersignError */.WS)
            throw error;
        const atProxy = proxy !== undefined && !hasTunnel && request?.reusedSocket !== true;
        throw (0,failures/* fetchFailure */.Z5)(attempt.url, error, { purpose: attempt.purpose, proxy, atProxy });
    }
    finally {
        if (stop !== undefined)
            signal.removeEventListener('abort', stop);
    }
}
function exchange_open({ method, url, headers, body, lookup }, { agent, secureContext }) {
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
            (0,external_node_https_.request)(url, { ...options, rejectUnauthorized: true, ...(secureContext === undefined ? {} : { secureContext }) })
        : (0,external_node_http_.request)(url, options);
    request.end(bytes);
    return request;
}
function answered(request, attempt) {
    return new Promise((resolve, reject) => {
        // Never removed: a connection may still fail after the answer was read.
        request.on('error', reject);
        request.on('response', (response) => {
            readBody(response, attempt).then((body) => {
                resolve({ status: response.statusCode ?? 0, headers: joined(response), body, url: attempt.url.href, attempts: 1 });
            }, reject);
        });
    });
}
async function readBody(response, { url, maxBytes, method }) {
    const tooLarge = (found) => new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: the answer is too large`, {
        expected: `at most ${maxBytes} bytes`,
        found,
        hint: 'Check that the address is that of the right service.',
        cause: new failures/* AnswerRefused */.Nu('too large'),
    });
    const encoding = response.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity' && method !== 'HEAD') {
        throw new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(url)}: the answer is compressed although no compression was requested`, {
            found: encoding,
            hint: 'Check the proxies between this machine and the service.',
            cause: new failures/* AnswerRefused */.Nu('compressed'),
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
;// CONCATENATED MODULE: ./packages/core/lib/net/waits.js
/** The growth of the interval between two reports about one host. */
const GROWTH = 2;
const LONGEST_INTERVAL_MS = 60_000;
/**
 * Reports what the run waits for: once a request has not been answered for `firstMs`, then at growing intervals. Requests to one host
 * are reported together, by the oldest.
 */
function createWaits({ clock, emit }, firstMs) {
    const hosts = new Map();
    const now = () => clock().getTime();
    return (service, host) => {
        const key = `${service} ${host}`;
        const waits = hosts.get(key) ?? { open: new Map(), nextMs: firstMs, intervalMs: firstMs, timer: undefined };
        hosts.set(key, waits);
        /** Reports the oldest request if it is, or will be, old enough. */
        function report(atLeastMs) {
            const [oldest] = waits.open.values();
            if (oldest === undefined)
                return;
            const age = now() - oldest.since;
            if (age + atLeastMs < waits.nextMs)
                return;
            emit({ event: 'waiting', service, host, problem: oldest.problem, durationMs: age });
            waits.intervalMs = Math.min(LONGEST_INTERVAL_MS, waits.intervalMs * GROWTH);
            waits.nextMs = age + atLeastMs + waits.intervalMs;
        }
        function schedule() {
            const [oldest] = waits.open.values();
            if (oldest === undefined)
                return;
            // Not kept alive by it: a request does that.
            waits.timer = setTimeout(() => {
                report(0);
                schedule();
            }, 
            // A clock that was set back must not make it longer than a timer can be.
            Math.min(LONGEST_INTERVAL_MS, Math.max(1, Math.ceil(oldest.since + waits.nextMs - now())))).unref();
        }
        const wait = {
            pausing(ms, problem) {
                const own = waits.open.get(wait);
                if (own !== undefined)
                    own.problem = `${problem}; next attempt in ${seconds(ms)} s`;
                report(ms);
            },
            end() {
                waits.open.delete(wait);
                if (waits.open.size > 0 || hosts.get(key) !== waits)
                    return;
                clearTimeout(waits.timer);
                hosts.delete(key);
            },
        };
        waits.open.set(wait, { since: now(), problem: 'no answer yet' });
        if (waits.open.size === 1)
            schedule();
        return wait;
    };
}
const seconds = (ms) => (ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000)));
;// CONCATENATED MODULE: ./packages/core/lib/net/attempts.js









const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;
/** A service that did not answer for so long is away; less says nothing about it. */
const FAIR_MS = 5_000;
/** After this time without an answer, the log says what the run waits for. */
const TELL_AFTER_MS = 5_000;
/**
 * How often an address that may be wrong is tried: pauses of at most 16 seconds together, enough for the restart of a service. A person who has
 * mistyped a host does not wait for the whole timeout.
 */
const ATTEMPTS_AT_UNKNOWN = 7;
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
    const { budget } = options;
    const connect = createConnections(options.env, options.log);
    const waitFor = createWaits(options, options.tellAfterMs ?? TELL_AFTER_MS);
    /** Hosts that have answered in this run: their addresses are right. */
    const known = new Set();
    /** What the budget has left for a purpose. What was signed must still be pushed, so signing leaves the reserve to registries. */
    const remaining = ({ purpose, keepMs = 0 }) => budget.leftMs() - keepMs - (purpose === 'sigstore' || purpose === 'token' ? budget.reserveMs : 0);
    /** One exchange within the time limits of the attempt and of the run. */
    const sendFor = (request) => async (step) => {
        const left = remaining(request);
        if (options.signal.aborted || left <= 0)
            throw overdue(step.url, 0);
        const limit = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.attemptLimitMs ?? DEFAULT_TIMEOUT_MS, left);
        const timer = AbortSignal.timeout(Math.ceil(limit));
        const signal = AbortSignal.any([options.signal, timer]);
        try {
            const lookup = guardedLookup(step.url, step, (0,addresses/* exemptHosts */.x0)(request, options.insecureHosts), options.lookup);
            const attempt = { ...step, maxBytes: request.maxBytes ?? DEFAULT_MAX_BYTES, signal, lookup };
            const answer = await exchange(attempt, await connect(step.url));
            known.add(step.url.host);
            return answer;
        }
        catch (error) {
            // The reason of the run's signal knows neither service nor host.
            const isReason = options.signal.aborted && error === options.signal.reason;
            if (!isReason && (!signal.aborted || error instanceof countersign_error/* CountersignError */.WS))
                throw error;
            if (options.signal.aborted || limit === left)
                throw overdue(step.url, limit);
            throw new countersign_error/* CountersignError */.WS('FETCH_FAILED', `${(0,addresses/* describeUrl */.Ng)(step.url)}: no answer within ${limit} ms`, {
                expected: 'an answer in time',
                found: `none ${(0,failures/* afterAttempts */.ln)(1)}`,
                hint: 'The service is slow or unreachable; try again, or check proxy and firewall.',
                cause: new failures/* NetworkFailure */.pM('ETIMEDOUT'),
            });
        }
    };
    async function attempt(request, attempts) {
        const response = { ...(await followed(request, (0,addresses/* exemptHosts */.x0)(request, options.insecureHosts), sendFor(request))), attempts };
        if (request.retry !== false && (0,backoff/* canPass */.QL)(response) && request.isFinal?.(response) !== true)
            throw new TransientAnswer(response);
        return response;
    }
    /** Waits before the next attempt; false when it cannot succeed or there is no time for it. */
    async function waited(request, wait, error, attemptNumber) {
        const problem = retryReason(error);
        if (problem === undefined || (attemptNumber >= ATTEMPTS_AT_UNKNOWN && mayBeWrong(request, error)))
            return false;
        const asked = error instanceof TransientAnswer ? (0,backoff/* askedWaitMs */.MW)(error.response, options.clock()) : 0;
        // Random also after `Retry-After`: many requests get the same answer at once.
        const delay = asked + (0,backoff/* jitteredDelay */.$x)(attemptNumber, options.random);
        if (delay >= remaining(request))
            return false;
        const { host } = new URL(request.url);
        options.emit({ event: 'retried', host, attempt: attemptNumber, problem, durationMs: delay });
        wait.pausing(delay, problem);
        await options.sleep(delay);
        return true;
    }
    /**
     * Whether the address of a request may be wrong. What signs waits for its services as long as it can: their addresses are not typed by hand, and
     * another run would start again.
     */
    const mayBeWrong = ({ purpose, method, url }, error) => error instanceof countersign_error/* CountersignError */.WS &&
        error.cause instanceof failures/* NetworkFailure */.pM &&
        error.cause.perhapsWrongAddress &&
        !known.has(new URL(url).host) &&
        purpose !== 'token' &&
        !(purpose === 'sigstore' && method === 'POST');
    /** Whether the run was stopped by something else than its budget. */
    const isStopped = () => options.signal.aborted && !isOverdue(options.signal.reason);
    /** Repeats a request whose first attempt has failed. */
    async function repeated(request, wait, first) {
        let last = first;
        let sent = 1;
        try {
            const { default: pRetry } = await __webpack_require__.e(/* import() */ 501).then(__webpack_require__.bind(__webpack_require__, 501));
            return await pRetry((number) => (number === 1 ? Promise.reject(first) : attempt(request, (sent = number))), {
                retries: Infinity,
                minTimeout: 0, // `waited` waits, on the run's clock
                shouldRetry: ({ error, attemptNumber }) => {
                    // An attempt that the budget cut off says less than the one before it.
                    if (!isOverdue(error) || isStopped())
                        last = error;
                    return waited(request, wait, error, attemptNumber);
                },
            });
        }
        catch (error) {
            const told = isOverdue(error) && !isStopped() ? last : error;
            if (told instanceof TransientAnswer)
                return { ...told.response, attempts: sent };
            throw (0,failures/* withAttempts */.dP)(told, sent);
        }
    }
    return async (request) => {
        const wait = waitFor(request.service ?? addresses/* PURPOSES */.a7[request.purpose], new URL(request.url).host);
        try {
            // Most requests succeed at once: the retry library is loaded only after a failure that can pass.
            return await attempt(request, 1);
        }
        catch (thrown) {
            const error = thrown instanceof Error ? thrown : new Error(String(thrown));
            if (request.retry === false || retryReason(error) === undefined)
                throw error;
            return await repeated(request, wait, error);
        }
        finally {
            wait.end();
        }
    };
}
const isOverdue = (error) => error instanceof countersign_error/* CountersignError */.WS && error.code === 'DEADLINE_EXCEEDED';
/** Why another attempt may succeed, for the log; undefined when it cannot. */
function retryReason(error) {
    if (error instanceof TransientAnswer)
        return `it answered ${error.response.status}${error.response.status === 403 ? ', a rate limit' : ''}`;
    if (error instanceof countersign_error/* CountersignError */.WS && error.cause instanceof failures/* NetworkFailure */.pM && !error.cause.permanent)
        return error.cause.code;
    return undefined;
}
/** @param hadMs how long an answer could come */
function overdue(url, hadMs) {
    return new countersign_error/* CountersignError */.WS('DEADLINE_EXCEEDED', `${(0,addresses/* describeUrl */.Ng)(url)}: the time for waiting is used up`, {
        expected: 'an answer within the timeout of the run',
        found: 'none',
        hint: 'The log says what the run waited for; raise timeout if that was normal.',
        ...(hadMs < FAIR_MS ? { cause: new failures/* TooLittleTime */.uu('too little time') } : {}),
    });
}

/***/ })

};
