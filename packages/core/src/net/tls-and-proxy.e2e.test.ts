import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type LocalServer } from './testing/local-server.js';
import { failure, testRun } from './testing/test-run.js';

/** A TLS server for `registry.test` with its own CA, reachable only through a proxy. */
const folder = mkdtempSync(join(tmpdir(), 'countersign-tls-'));
const certificate = join(folder, 'cert.pem');
let server: LocalServer;
let proxy: Server;
let proxyUrl: string;
const connects: { target: string; authorization: string | undefined }[] = [];
let refuse: number | undefined;

beforeAll(async () => {
  const key = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=registry.test',
      ],
      ...['-addext', 'subjectAltName=DNS:registry.test,IP:127.0.0.1', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  const tls = { key: readFileSync(key), cert: readFileSync(certificate) };
  server = await startServer(
    (request, response) => response.end(`hello ${request.headers.authorization ?? 'anonymous'}`),
    (listener) => createTlsServer(tls, listener) as unknown as Server,
  );
  proxy = createServer((_request, response) => response.writeHead(400).end('CONNECT only'));
  proxy.on('connect', (request, client) => {
    connects.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (refuse !== undefined) return void client.end(`HTTP/1.1 ${refuse} No\r\nContent-Length: 2\r\n\r\n{}`);
    const upstream = connect(server.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  proxyUrl = `http://proxy-user:proxy-secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await server.close();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  rmSync(folder, { recursive: true });
});

const request = { purpose: 'registry', method: 'GET', url: 'https://registry.test/v2/' } as const;
const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('proxy', () => {
  it('sends https through a tunnel, trusts the extra CA, reuses the connection', async () => {
    connects.length = 0;
    const { net } = testRun({ env: { HTTPS_PROXY: proxyUrl, SSL_CERT_FILE: certificate } });
    for (const token of ['one', 'two']) {
      expect(text((await net.fetch({ ...request, headers: { authorization: token } })).body)).toBe(`hello ${token}`);
    }
    expect(connects).toEqual([{ target: 'registry.test:443', authorization: `Basic ${btoa('proxy-user:proxy-secret')}` }]);
  });

  it.each([403, 404, 407])('does not take status %i of the proxy as the answer of the service', async (status) => {
    refuse = status;
    try {
      const run = testRun({ env: { HTTPS_PROXY: proxyUrl, SSL_CERT_FILE: certificate } });
      const error = await failure(run.net.fetch(request));
      expect(error).toMatchObject({ code: 'FETCH_FAILED', found: 'PROXY_REFUSED after 1 attempt' });
      expect(`${error.message} ${error.hint} ${String(error.cause)} ${run.lines.join()}`).not.toContain('proxy-secret');
    } finally {
      refuse = undefined;
    }
  });

  it.each([502, 503, 504])('tries again after status %i of the proxy', async (status) => {
    connects.length = 0;
    const run = testRun({ env: { HTTPS_PROXY: proxyUrl, SSL_CERT_FILE: certificate } });
    refuse = status;
    proxy.once('connect', () => (refuse = undefined));
    expect((await run.net.fetch(request)).status).toBe(200);
    expect([connects.length, run.waits.length]).toEqual([2, 1]);
  });

  it('names the wrong variable, without its password', async () => {
    const run = testRun({ env: { HTTPS_PROXY: 'socks5://u:pw@p:1' } });
    const error = await failure(run.net.fetch(request));
    expect(error.code).toBe('INPUT_INVALID');
    expect(JSON.stringify(error)).not.toContain('pw');
  });
});

describe('certificate authorities', () => {
  it.each(['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'])('%s adds an authority', async (name) => {
    const run = testRun({ env: { [name]: certificate } });
    expect((await run.net.fetch({ ...request, url: `https://127.0.0.1:${server.port}/` })).status).toBe(200);
  });

  it('refuses an unknown authority at once, regardless of NODE_TLS_REJECT_UNAUTHORIZED', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const run = testRun();
      const error = await failure(run.net.fetch({ ...request, url: `https://127.0.0.1:${server.port}/` }));
      expect(error.code).toBe('FETCH_FAILED');
      expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
      expect(run.waits).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('warns about a missing CA file and continues without it', async () => {
    const run = testRun({ env: { SSL_CERT_FILE: join(folder, 'none.pem') } });
    await failure(run.net.fetch({ ...request, url: `https://127.0.0.1:${server.port}/` }));
    expect(run.lines.some((line) => line.startsWith('warn SSL_CERT_FILE'))).toBe(true);
  });
});
