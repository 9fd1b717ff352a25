import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthority } from '../net/testing/authority.js';
import { startServer, type LocalServer } from '../net/testing/local-server.js';
import { failure, testRun, type TestRunOptions } from '../net/testing/test-run.js';
import { openPublicKey } from './index.js';

const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
const folder = mkdtempSync(join(tmpdir(), 'countersign-https-key-'));
const ca = join(folder, 'ca.pem');
let server: LocalServer;
let answer: RequestListener;
beforeAll(async () => {
  const authority = createAuthority('keys');
  writeFileSync(ca, authority.cert);
  server = await startServer(
    (request, response) => answer(request, response),
    (listener) => createTlsServer(authority.issue('127.0.0.1'), listener) as unknown as Server,
  );
});
beforeEach(() => {
  answer = (_request, response) => response.end(PEM);
  server.seen.length = 0;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const readFile = (): Uint8Array => {
  throw new Error('no file is read');
};
const open = (path = '/release.pub', options: TestRunOptions = {}) =>
  openPublicKey(testRun({ env: { SSL_CERT_FILE: ca }, timeMs: 5_000, ...options }), `https://127.0.0.1:${server.port}${path}`, {
    readFile,
  });

describe('a public key at an https address', () => {
  it('is read, without its query in reports', async () => {
    const { key, where } = await open('/release.pub?token=t0ps3cret');
    expect(key.details).toBe('PKIX_ECDSA_P256_SHA_256');
    expect(where).not.toContain('t0ps3cret');
    expect(server.seen).toEqual(['GET /release.pub?token=t0ps3cret']);
  });

  it('follows a redirect to https, and none to http', async () => {
    answer = (request, response) =>
      request.url === '/release.pub' ? response.writeHead(302, { location: '/moved.pub' }).end() : response.end(PEM);
    expect((await open()).key.hash).toBe('sha256');
    answer = (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${server.port}/plain` }).end();
    expect(await failure(open())).toMatchObject({
      code: 'SERVICE_ANSWER_INVALID',
      found: expect.stringContaining('from https to http'),
    });
  });

  it('has a size that is limited', async () => {
    answer = (_request, response) => response.end(`${PEM}${' '.repeat(64 * 1024)}`);
    expect(await failure(open())).toMatchObject({ code: 'SERVICE_ANSWER_INVALID' });
  });

  it('of a server that is not there is undecided after seconds, and not after the whole timeout', async () => {
    const gone = await startServer(() => undefined);
    await gone.close();
    const run = testRun({ timeMs: 300_000 });
    const error = await failure(openPublicKey(run, `https://127.0.0.1:${gone.port}/release.pub`, { readFile }));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', exitStatus: 2 });
    expect([error.message, error.found].join()).toContain('ECONNREFUSED');
    expect([error.message, error.found].join()).toContain(`127.0.0.1:${gone.port}`);
    expect(run.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(16_000);
  });

  it.each([
    [404, 'SERVICE_REFUSED'],
    [403, 'SERVICE_REFUSED'],
    [503, 'SERVICE_UNAVAILABLE'],
  ] as const)('that answers %i is undecided: %s', async (status, code) => {
    answer = (_request, response) => response.writeHead(status).end('no');
    expect(await failure(open())).toMatchObject({ code, exitStatus: 2 });
  });

  it.each([['not a key'], [''], [PEM + PEM], ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']])(
    'that answers something else is refused: %j',
    async (text) => {
      answer = (_request, response) => response.end(text);
      expect(await failure(open())).toMatchObject({ code: 'KEY_INVALID' });
    },
  );

  it('needs the network, and no user name, password or fragment', async () => {
    for (const capability of ['none', 'registries'] as const)
      expect(await failure(open('/release.pub', { capability }))).toMatchObject({ code: 'NETWORK_FORBIDDEN' });
    for (const address of ['https://u:t0ps3cret@acme.dev/a.pub', 'https://acme.dev/a.pub#x', 'https://']) {
      const error = await failure(openPublicKey(testRun(), address, { readFile }));
      expect(error).toMatchObject({ code: 'INPUT_INVALID' });
      expect(JSON.stringify([error.message, error.found, error.expected])).not.toContain('t0ps3cret');
    }
    expect(server.seen).toEqual([]);
  });

  it('of a server with an unknown certificate is not read', async () => {
    expect(await failure(open('/release.pub', { env: {} }))).toMatchObject({ exitStatus: 2 });
    expect(server.seen).toEqual([]);
  });
});
