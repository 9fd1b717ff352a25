/**
 * Google Cloud and Azure for the command line and for programs of others. Nobody can install these services, so the strict stand-ins of
 * packages/sandbox/src/testing/clouds answer, behind a proxy that ends TLS with an authority of its own: the clients ask the real addresses.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../runners/programs.mjs';

const SOURCES = `
export { createGoogleCloud } from './packages/sandbox/src/testing/clouds/google/index.js';
export { createAzureCloud } from './packages/sandbox/src/testing/clouds/azure/index.js';
export { serve } from './packages/sandbox/src/http/router.js';
export { createAuthority } from './packages/core/src/net/testing/authority.js';
`;

let building;

/** The stand-ins are TypeScript that no package contains: they are compiled into the folder. */
export function standIns(folder) {
  const outfile = join(folder, 'stand-ins.mjs');
  building ??= build({
    stdin: { contents: SOURCES, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  }).then(() => import(pathToFileURL(outfile).href));
  return building;
}

const address = (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port;
const listen = (server) => new Promise((up) => server.listen(0, '127.0.0.1', () => up(address(server))));

/**
 * A cloud at its own names for who uses the variables `env`; every other name is refused.
 * @param {string} folder
 * @param {import('../../packages/sandbox/src/http/router.js').Handler} handler
 * @param {readonly string[]} hosts
 * @returns {Promise<{env: Record<string, string>, seen: string[], stop: () => Promise<void>}>} `seen`: its requests, in their order
 */
export async function startCloud(folder, handler, hosts) {
  const { serve, createAuthority } = await standIns(folder);
  const authority = createAuthority('The stand-in of a cloud');
  const contexts = new Map(hosts.map((host) => [host, createSecureContext(authority.issue(host))]));
  const seen = [];
  const service = await serve(async (request) => {
    const answer = await handler(request);
    seen.push(
      `${request.method} ${request.headers.host}${request.url.pathname} ${typeof answer === 'object' ? answer.status : 404}`,
    );
    return answer;
  });
  const tls = createTlsServer(
    { SNICallback: (name, done) => done(contexts.has(name) ? null : new Error(name), contexts.get(name)) },
    (request, response) => void forward(service.url, request, response),
  );
  const port = await listen(tls);
  const sockets = new Set();
  const kept = (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  const proxy = createServer((_request, response) => void response.writeHead(403).end());
  proxy.on('connect', (request, client) => {
    kept(client);
    const [, host = ''] = /^(.+):443$/.exec(request.url ?? '') ?? [];
    if (!contexts.has(host)) {
      seen.push(`CONNECT ${request.url} 403`);
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const inner = kept(connect(port, '127.0.0.1'));
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    inner.on('close', () => client.destroy());
    client.on('close', () => inner.destroy());
    inner.pipe(client).pipe(inner);
  });
  const url = `http://127.0.0.1:${await listen(proxy)}`;
  const ca = join(folder, 'authority.pem');
  writeFileSync(ca, authority.cert);
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    tls.closeAllConnections();
    await Promise.all([service.close(), ...[proxy, tls].map((server) => new Promise((closed) => server.close(closed)))]);
  };
  return { env: { HTTPS_PROXY: url, SSL_CERT_FILE: ca }, seen, stop };
}

/** Gives a request with its `Host` to the stand-in, and its answer back. */
async function forward(base, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const {
    host = '',
    connection: _connection,
    'transfer-encoding': _encoding,
    'content-length': _length,
    ...headers
  } = request.headers;
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const answer = await fetch(`${base}${request.url}`, {
    method: request.method,
    headers: { ...headers, 'x-forwarded-host': host },
    redirect: 'manual',
    ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
  });
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
}

/** What the rows of both clouds share. @type {Readonly<Record<'pkcs1' | 'pss', object>>} */
export const RSA = {
  pkcs1: { hash: 'sha256' },
  pss: {
    hash: 'sha256',
    openssl: ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'],
    scheme: 'rsa-pss',
    // rekor-tiles 2.3 refuses PSS: "invalid hashedrekord request".
    unlogged: true,
    cosignRefuses: 'it verifies RSA signatures with PKCS #1 v1.5 only',
  },
};

/** The public keys of an issuer, as its documents have them. */
export async function keySetOf(issuer) {
  const { jwks_uri: uri } = /** @type {any} */ (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json());
  return (await fetch(uri)).json();
}
