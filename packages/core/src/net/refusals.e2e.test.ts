import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { NetworkFailure } from './failures.js';
import { createAuthority, selfSigned, type Authority } from './testing/authority.js';
import { failure, testRun, type TestRun } from './testing/test-run.js';

/*
 * What real sockets do, and whether it can pass. What cannot pass is asked once; what can is asked again until the budget is used up.
 */

let authority: Authority;
let other: Authority;
let folder: string;
let ca: string;
const servers: Server[] = [];
beforeAll(() => {
  authority = createAuthority('Known CA');
  other = createAuthority('Unknown CA');
  folder = mkdtempSync(join(tmpdir(), 'countersign-refusals-'));
  ca = join(folder, 'ca.pem');
  writeFileSync(ca, authority.cert);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

interface Staged {
  readonly port: number;
  /** Number of connections. */
  readonly count: () => number;
}

async function listen(server: Server): Promise<Staged> {
  let count = 0;
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    count += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({ close: (done: () => void) => (open.forEach((socket) => socket.destroy()), server.close(done)) } as never);
  return { port: (server.address() as AddressInfo).port, count: () => count };
}

/** A server that answers the first bytes of a client with these, and closes. */
const answering = (bytes: string | Buffer) => () =>
  createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(bytes)));
const https = (options: () => ServerOptions) => () =>
  createHttpsServer(options(), (_request, response) => response.end('ok')) as unknown as Server;
const http = () => createHttpServer((_request, response) => response.end('ok')) as unknown as Server;
/** A TLS alert: fatal, with this description (RFC 8446 section 6). */
const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description]);

const good = () => authority.issue('127.0.0.1');
type Row = readonly [name: string, server: () => Server, scheme: 'http' | 'https', code: string, hint: string];

/** What cannot pass. */
const PERMANENT: readonly Row[] = [
  ['https to a server that speaks http', http, 'https', 'EPROTO: wrong version number', 'does not use https'],
  ['https to an SSH server', answering('SSH-2.0-OpenSSH_9.9\r\n'), 'https', 'EPROTO: wrong version number', 'does not use https'],
  ['http to a server that sends a TLS alert', answering(alert(70)), 'http', 'HPE_INVALID_CONSTANT', 'may require https'],
  [
    'http to a server that speaks HTTP/2',
    answering(Buffer.from('000012040000000000', 'hex')),
    'http',
    'HPE_INVALID_CONSTANT',
    'not HTTP',
  ],
  ['a self-signed certificate', https(() => selfSigned('127.0.0.1')), 'https', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SSL_CERT_FILE'],
  [
    'an unknown authority',
    https(() => other.issue('127.0.0.1')),
    'https',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'seems to inspect TLS',
  ],
  [
    'an unknown authority that sends its own certificate',
    https(() => {
      const { key, cert } = other.issue('127.0.0.1');
      return { key, cert: `${cert}${other.cert}` };
    }),
    'https',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'seems to inspect TLS',
  ],
  ['another host name', https(() => authority.issue('127.0.0.2')), 'https', 'ERR_TLS_CERT_ALTNAME_INVALID', 'other host names'],
  [
    'an expired certificate',
    https(() => authority.issue('127.0.0.1', { notBefore: '20200101000000Z', notAfter: '20200102000000Z' })),
    'https',
    'CERT_HAS_EXPIRED',
    'clock',
  ],
  [
    'a certificate of the future',
    https(() => authority.issue('127.0.0.1', { notBefore: '20550101000000Z' })),
    'https',
    'CERT_NOT_YET_VALID',
    'clock',
  ],
  [
    'TLS 1.0 only',
    https(() => ({ ...good(), minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })),
    'https',
    'EPROTO: tlsv1 alert protocol version',
    'TLS 1.2 or newer',
  ],
  [
    'a client certificate is required',
    https(() => ({ ...good(), requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' })),
    'https',
    'EPROTO: ssl/tls alert handshake failure',
    'client certificate',
  ],
  ['a handshake that is refused', answering(alert(40)), 'https', 'EPROTO: ssl/tls alert handshake failure', 'handshake'],
  ['a host name that the server does not know', answering(alert(112)), 'https', 'EPROTO: tlsv1 unrecognized name', 'TLS'],
  ['an answer that is not HTTP', answering('what\r\n\r\n'), 'http', 'HPE_INVALID_CONSTANT', 'not HTTP'],
  [
    'an answer in TLS that is not HTTP',
    () => createTlsServer(good(), (socket) => socket.on('error', () => undefined).end('what\r\n\r\n')) as unknown as Server,
    'https',
    'HPE_INVALID_CONSTANT',
    'not HTTP',
  ],
  ['a broken header', answering('HTTP/1.1 200 OK\r\nb@d header\r\n\r\n'), 'http', 'HPE_INVALID_HEADER_TOKEN', 'not HTTP'],
  [
    'two lengths',
    answering('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
    'http',
    'HPE_UNEXPECTED_CONTENT_LENGTH',
    '',
  ],
  ['headers without end', answering(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(99_999)}\r\n\r\n`), 'http', 'HPE_HEADER_OVERFLOW', ''],
  [
    'a broken chunk',
    answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab'),
    'http',
    'HPE_INVALID_CHUNK_SIZE',
    '',
  ],
];

/** What can pass: the first connection fails like this, the second gets an answer. */
const PASSING: readonly (readonly [name: string, first: (socket: Socket) => void, scheme: 'http' | 'https'])[] = [
  ['closed at once', (socket) => socket.destroy(), 'https'],
  ['closed during the handshake', (socket) => socket.once('data', () => socket.end()), 'https'],
  ['reset during the handshake', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'https'],
  ['closed without an answer', (socket) => socket.once('data', () => socket.end()), 'http'],
  ['an answer that ends in its first line', (socket) => socket.once('data', () => socket.end('HTTP/1.1 20')), 'http'],
  ['an answer that ends in a header', (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nConten')), 'http'],
  [
    'an answer that is shorter than its length',
    (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab')),
    'http',
  ],
  [
    'an answer that ends in a chunk',
    (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab')),
    'http',
  ],
];

const runs = (): TestRun => testRun({ env: { SSL_CERT_FILE: ca } });
const get = (scheme: string, port: number, purpose: 'registry' | 'sigstore' = 'sigstore') =>
  ({ purpose, method: 'GET', url: `${scheme}://127.0.0.1:${port}/` }) as const;

describe('what cannot pass ends at once', () => {
  it.each(PERMANENT)('%s', async (_name, server, scheme, code, hint) => {
    const { port, count } = await listen(server());
    const run = runs();
    const error = await failure(run.net.fetch(get(scheme, port)));
    expect(error).toMatchObject({ code: 'FETCH_FAILED', exitStatus: 2, found: `${code} after 1 attempt` });
    expect(error.hint).toContain(hint);
    expect(error.hint).not.toContain('insecure-registr');
    expect([count(), run.waits]).toEqual([1, []]);
  });

  it('a name that does not exist', async () => {
    const run = testRun();
    const error = await failure(run.net.fetch({ ...get('https', 1), url: 'https://nothing.invalid/' }));
    // Without any name server, the same question has no answer (EAI_AGAIN), which can pass.
    if (error.found?.startsWith('EAI_AGAIN') === true) return;
    expect([error.found, run.waits]).toEqual(['ENOTFOUND after 1 attempt', []]);
  });

  it('names insecure-registries for a registry that speaks http, and only for a registry', async () => {
    const { port } = await listen(http());
    const error = await failure(runs().net.fetch(get('https', port, 'registry')));
    expect(error.hint).toContain(`name 127.0.0.1:${port} in insecure-registries (--insecure-registry 127.0.0.1:${port})`);
  });

  it('a plain http address of another machine: the hint names insecure-registries only for a registry', async () => {
    const url = 'http://registry.example:5000/v2/';
    const hints = await Promise.all(
      (['registry', 'sigstore', 'token', 'release', 'attestations'] as const).map(
        async (purpose) => (await failure(runs().net.fetch({ purpose, method: 'GET', url }))).hint,
      ),
    );
    expect(hints.map((hint) => hint?.includes('--insecure-registry registry.example:5000'))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('what can pass is asked again', () => {
  it.each(PASSING)('%s', async (_name, first, scheme) => {
    const { port, count } = await listen(
      // The second connection gets an answer: http, which ends a TLS client at once.
      createServer((socket) => {
        socket.on('error', () => undefined);
        // Counted after this function.
        if (count() === 0) first(socket);
        else socket.once('data', () => socket.end('HTTP/1.1 204 Yes\r\n\r\n'));
      }),
    );
    const answer = runs().net.fetch(get(scheme, port));
    if (scheme === 'http') expect(await answer).toMatchObject({ status: 204, attempts: 2 });
    else expect(await failure(answer)).toMatchObject({ found: 'EPROTO: wrong version number after 2 attempts' });
    expect(count()).toBe(2);
  });

  const closed = async (): Promise<number> => {
    const { port } = await listen(http());
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    return port;
  };
  const FIVE_MINUTES = 300_000;
  const sum = (waits: readonly number[]): number => waits.reduce((total, wait) => total + wait, 0);

  it.each([
    ['registry', 'GET'],
    ['registry', 'POST'],
    ['sigstore', 'GET'],
    ['keys', 'GET'],
    ['keys', 'POST'],
    ['attestations', 'GET'],
    ['release', 'GET'],
  ] as const)('a refused connection, a few times: %s, %s', async (purpose, method) => {
    const run = testRun({ timeMs: FIVE_MINUTES });
    const error = await failure(run.net.fetch({ ...get('http', await closed()), purpose, method }));
    expect(error).toMatchObject({ code: 'FETCH_FAILED', exitStatus: 2, found: 'ECONNREFUSED after 7 attempts' });
    expect((error.cause as NetworkFailure).attempts).toBe(7);
    expect(run.waits).toHaveLength(6);
    expect(sum(run.waits)).toBeLessThanOrEqual(16_000);
  });

  it.each([
    ['sigstore', 'POST'],
    ['token', 'GET'],
    ['token', 'POST'],
  ] as const)('a refused connection of a service that signs, until the budget is used up: %s, %s', async (purpose, method) => {
    const run = testRun({ timeMs: FIVE_MINUTES });
    const error = await failure(run.net.fetch({ ...get('http', await closed()), purpose, method }));
    expect(error.found).toMatch(/^ECONNREFUSED after \d+ attempts$/);
    expect((error.cause as NetworkFailure).attempts).toBe(run.waits.length + 1);
    expect(run.waits.length).toBeGreaterThan(10);
    expect(sum(run.waits)).toBeGreaterThan(FIVE_MINUTES / 2);
  });

  it('a refused connection of a host that has answered in this run, until the budget is used up', async () => {
    const { port } = await listen(
      createServer(
        (socket) => void socket.on('error', () => undefined).once('data', () => socket.end('HTTP/1.1 204 Yes\r\n\r\n')),
      ),
    );
    const run = testRun({ timeMs: FIVE_MINUTES });
    expect(await run.net.fetch(get('http', port, 'registry'))).toMatchObject({ status: 204 });
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    expect((await failure(run.net.fetch(get('http', port, 'registry')))).found).toMatch(/^ECONNREFUSED after \d\d+ attempts$/);
    expect(sum(run.waits)).toBeGreaterThan(FIVE_MINUTES / 2);
  });

  it.each([
    ['EAI_AGAIN', 7],
    ['ENOTFOUND', 1],
  ] as const)('a name that a name server answers with %s: %i attempts', async (code, attempts) => {
    const asked: string[] = [];
    const run = testRun({
      timeMs: FIVE_MINUTES,
      lookup: (name, _options, callback) => {
        asked.push(name);
        callback(Object.assign(new Error('getaddrinfo'), { code }), '', 4);
      },
    });
    const error = await failure(run.net.fetch({ ...get('https', 1), url: 'https://keys.acme.test/a.pub', purpose: 'keys' }));
    expect(error.found).toBe(`${code} after ${String(attempts)} attempt${attempts === 1 ? '' : 's'}`);
    expect(asked).toHaveLength(attempts);
  });

  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'EADDRNOTAVAIL'],
    'HPE_INVALID_EOF_STATE',
    'PROXY_FAILED',
  ])('%s', (code) => {
    expect(new NetworkFailure(code).permanent).toBe(false);
  });

  it.each([
    ...['ENOTFOUND', 'EAI_FAIL', 'EACCES', 'EPERM', 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
    ...['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_REVOKED', 'HOSTNAME_MISMATCH', 'INVALID_PURPOSE'],
    ...['HPE_INVALID_CONSTANT', 'HPE_INVALID_STATUS', 'ERR_INVALID_CHAR', 'UNKNOWN', 'PROXY_REFUSED'],
  ])('but not %s', (code) => {
    expect(new NetworkFailure(code).permanent).toBe(true);
  });
});
