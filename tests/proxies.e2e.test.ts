import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type AddressInfo, type LookupFunction, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { githubTokenSource } from '../packages/core/src/ci/github-token.js';
import { netGithubApi } from '../packages/core/src/evidence/github-api.js';
import { githubAttestations } from '../packages/core/src/evidence/github-attestations.js';
import { createAuthority } from '../packages/core/src/net/testing/authority.js';
import { testRun } from '../packages/core/src/net/testing/test-run.js';
import { createRegistry } from '../packages/core/src/registry/create-registry.js';
import { askService } from '../packages/core/src/services/ask-service.js';
import { downloader } from '../packages/core/src/trust/tuf-download.js';
import { octokitApi } from '../packages/surface/src/octokit-api.js';
import { obtainRelease } from '../actions/setup/src/obtain-release.js';
import { sampler } from '../scripts/sample.mjs';
import type { Environment, Run } from '@countersign/core/run';

/*
 * Everything of core and of the actions that reaches the network, with each kind of proxy. The second verifier loads its trusted root
 * by itself, and has no need to (second-opinion.e2e.test.ts); the download of the components is in bootstrap.e2e.test.ts.
 */

const HOST = 'service.test';
const folder = mkdtempSync(join(tmpdir(), 'countersign-proxies-'));
const ca = join(folder, 'service-ca.pem');
const both = join(folder, 'both.pem');
const proxies: Server[] = [];
const open = new Set<Socket>();
let service: Server;
let port: number;
/** Addresses that the service was asked for, and those that a proxy was asked to connect to. */
const served: string[] = [];
const connects: string[] = [];

const listen = (server: Server): Promise<number> =>
  new Promise((up) => {
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    });
    server.listen(0, '127.0.0.1', () => up((server.address() as AddressInfo).port));
  });

/** A proxy that leads every name to the service. @param tunnel what it does with a connection */
async function startProxy(password: string | undefined, tunnel: (client: Socket) => void): Promise<string> {
  const proxy = createHttpServer((_request, response) => response.writeHead(400).end());
  proxies.push(proxy);
  proxy.on('connect', (request, client: Socket) => {
    connects.push(request.url ?? '');
    const given = /^Basic (.+)$/.exec(request.headers['proxy-authorization'] ?? '')?.[1] ?? '';
    if (password !== undefined && Buffer.from(given, 'base64').toString() !== `job:${password}`) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="x"\r\n\r\n');
      return;
    }
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    tunnel(client);
  });
  return `127.0.0.1:${await listen(proxy)}`;
}

/** Connects two sockets. */
function joinSockets(one: Socket, two: Socket): void {
  one.on('error', () => two.destroy()).on('close', () => two.destroy());
  two.on('error', () => one.destroy()).on('close', () => one.destroy());
  one.pipe(two).pipe(one);
}

let plain: string;
let closed: string;
let inspecting: string;
beforeAll(async () => {
  const authority = createAuthority('Service CA');
  const inspector = createAuthority('Company proxy CA');
  writeFileSync(ca, authority.cert);
  writeFileSync(both, `${authority.cert}${inspector.cert}`);
  service = createHttpsServer(authority.issue(HOST), (request, response) => {
    served.push(request.url ?? '');
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  }) as unknown as Server;
  port = await listen(service);
  const direct = (client: Socket): void => joinSockets(client, connect(port, '127.0.0.1'));
  plain = await startProxy(undefined, direct);
  closed = await startProxy('p%40ss', direct);
  // It ends TLS with a certificate of its own authority, reads everything, and asks the service itself.
  const fake = inspector.issue(HOST);
  inspecting = await startProxy(undefined, (client) => {
    const inside = new TLSSocket(client, { isServer: true, ...fake });
    joinSockets(inside, connectTls({ port, host: '127.0.0.1', servername: HOST, ca: [authority.cert] }));
  });
});
beforeEach(() => {
  served.length = 0;
  connects.length = 0;
});
afterAll(async () => {
  open.forEach((socket) => socket.destroy());
  await Promise.all([service, ...proxies].map((server) => new Promise((done) => server.close(done))));
  rmSync(folder, { recursive: true });
});

const DIGEST = 'a'.repeat(64);
/** Every fetcher; the answer 404 of the service is no success for any of them, only that it was asked counts. */
const FETCHERS: Readonly<Record<string, (run: Run, url: string) => Promise<unknown>>> = {
  'the registry client': (run, url) => createRegistry(run).resolve(`${new URL(url).host}/acme/app:v1`),
  'a Sigstore service': (run, url) =>
    askService(run, {
      role: 'the certificate authority',
      method: 'POST',
      url,
      body: '{}',
      accept: 'application/json',
      statuses: [201],
      retry: true,
      timeoutMs: 30_000,
    }),
  'the TUF client': (run, url) => downloader(run, url, true)('timestamp.json', 1000),
  "GitHub's token service": (run) => githubTokenSource(run, [`https://${HOST}:${port}`]).get('sigstore'),
  "GitHub's API, our own client": (run) => attestations(run, netGithubApi),
  "GitHub's API, Octokit": (run) => attestations(run, octokitApi),
  'the download of setup': (run, url) =>
    obtainRelease(run, { version: '1.0.0', folder: 'v1.0.0', archive: 'a.tar.gz', bundle: 'a.json' } as never, url),
};
async function attestations(run: Run, api: typeof netGithubApi): Promise<void> {
  const { incomplete } = await githubAttestations(run, 'acme/app', DIGEST, [], api);
  if (incomplete[0] !== undefined) throw incomplete[0];
}

/** Asks, and returns what the error and its causes say. */
async function ask(name: string, env: Environment): Promise<{ readonly text: string; readonly waits: readonly number[] }> {
  const url = `https://${HOST}:${port}`;
  const lookup: LookupFunction = (host, options, callback) => {
    const known = host === HOST || host === '127.0.0.1';
    if (!known) callback(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), '', 4);
    else if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
  const job = { GITHUB_API_URL: url, ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hunter2' };
  const run = testRun({ env: { ...job, ...env }, lookup });
  const told: string[] = [];
  try {
    await FETCHERS[name]?.(run, url);
  } catch (thrown) {
    for (let error: unknown = thrown; error instanceof Error; error = error.cause)
      told.push(
        ...[error.message, ...['found', 'hint'].map((field) => String((error as unknown as Record<string, unknown>)[field]))],
      );
  }
  return { text: [...told, ...run.lines].join('\n'), waits: run.waits };
}

/** They share one client: on every push, the first one and a sample. */
const [first = '', ...others] = Object.keys(FETCHERS);
describe.each([first, ...sampler('fetchers behind a proxy')(others, 2)])('%s', (name) => {
  it('without a proxy', async () => {
    await ask(name, { SSL_CERT_FILE: ca });
    expect([served.length > 0, connects]).toEqual([true, []]);
  });

  it.each([
    ['HTTPS_PROXY', () => `http://${plain}`],
    ['https_proxy', () => `http://${plain}`],
    ['HTTPS_PROXY', () => plain],
    ['ALL_PROXY', () => `http://${plain}`],
    ['HTTPS_PROXY', () => `http://job:p%2540ss@${closed}`],
  ])('through the proxy in %s', async (variable, proxy) => {
    await ask(name, { SSL_CERT_FILE: ca, [variable]: proxy() });
    expect([served.length > 0, new Set(connects)]).toEqual([true, new Set([`${HOST}:${port}`])]);
  });

  it.each([
    ['', 'The proxy asks for a user and a password: set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT'],
    ['job:hunter3@', 'The proxy does not accept user and password in HTTPS_PROXY'],
  ])('a proxy that does not accept %j says so, once', async (credentials, words) => {
    const { text, waits } = await ask(name, { SSL_CERT_FILE: ca, HTTPS_PROXY: `http://${credentials}${closed}` });
    expect(text).toContain('407 "Proxy Authentication Required"');
    expect(text).toContain(words);
    expect(text).not.toContain('hunter3');
    expect([served, connects.length, waits]).toEqual([[], 1, []]);
  });

  it.each([HOST, '.test', '*', () => `${HOST}:${port}`])('NO_PROXY leads around the proxy: %s', async (list) => {
    const value = typeof list === 'string' ? list : list();
    await ask(name, { SSL_CERT_FILE: ca, HTTPS_PROXY: `http://${plain}`, no_proxy: value });
    expect([served.length > 0, connects]).toEqual([true, []]);
  });

  it('a proxy that inspects TLS, without its authority', async () => {
    const { text, waits } = await ask(name, { SSL_CERT_FILE: ca, HTTPS_PROXY: `http://${inspecting}` });
    expect(text).toContain(`The proxy ${inspecting} or a firewall seems to inspect TLS`);
    expect(text).toContain('name the file of that CA in SSL_CERT_FILE or NODE_EXTRA_CA_CERTS');
    expect([served, waits]).toEqual([[], []]);
  });

  it.each(['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'])('a proxy that inspects TLS, with its authority in %s', async (variable) => {
    await ask(name, { [variable]: both, HTTPS_PROXY: `http://${inspecting}` });
    expect([served.length > 0, new Set(connects)]).toEqual([true, new Set([`${HOST}:${port}`])]);
  });
});
