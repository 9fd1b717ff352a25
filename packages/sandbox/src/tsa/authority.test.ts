import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve, type RunningServer } from '../http/router.js';
import { certificatePem } from '../x509/index.js';
import { createTimestampAuthority, newTimestampAuthorityKeys, type TimestampAuthority } from './index.js';

const NOW = new Date('2026-11-21T09:00:01.234Z');
const folder = mkdtempSync(join(tmpdir(), 'countersign-tsa-'));
const file = (name: string): string => join(folder, name);
let authority: TimestampAuthority;
let server: RunningServer;

beforeAll(async () => {
  authority = createTimestampAuthority({ clock: () => NOW, keys: await newTimestampAuthorityKeys({ now: NOW }) });
  server = await serve(authority.handler);
  writeFileSync(file('data'), 'hello');
  writeFileSync(file('chain.pem'), authority.chain.map(certificatePem).join(''));
  writeFileSync(file('root.pem'), certificatePem(authority.chain.at(-1) ?? Buffer.alloc(0)));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

async function ask(body: Uint8Array | string, contentType = 'application/timestamp-query'): Promise<Response> {
  return fetch(`${server.url}/api/v1/timestamp`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: Buffer.from(body),
  });
}

/** Sends a query made by openssl and stores the answer as `reply`. */
async function stamp(...options: readonly string[]): Promise<void> {
  const query = execFileSync('openssl', ['ts', '-query', '-data', 'data', ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writeFileSync(file('query'), query);
  const response = await ask(query);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/timestamp-reply']);
  writeFileSync(file('reply'), Buffer.from(await response.arrayBuffer()));
}

// The certificate's validity is checked at the time of the timestamp.
const AT = ['-attime', String(Math.floor(NOW.getTime() / 1000))];

describe('a timestamp', () => {
  it.each(['-sha256', '-sha384', '-sha512'])(
    'over a %s imprint is verified by openssl, with and without certificate',
    async (hash) => {
      await stamp(hash, '-cert');
      expect(openssl('ts', '-verify', '-in', 'reply', '-queryfile', 'query', '-CAfile', 'root.pem', ...AT)).toContain('OK');
      await stamp(hash);
      expect(() => openssl('ts', '-verify', '-in', 'reply', '-queryfile', 'query', '-CAfile', 'root.pem', ...AT)).toThrow();
      expect(
        openssl('ts', '-verify', '-in', 'reply', '-queryfile', 'query', '-CAfile', 'root.pem', '-untrusted', 'chain.pem', ...AT),
      ).toContain('OK');
    },
  );

  it('is not valid for other data or another query', async () => {
    await stamp('-cert');
    writeFileSync(file('other'), 'hullo');
    expect(() => openssl('ts', '-verify', '-in', 'reply', '-data', 'other', '-CAfile', 'root.pem', ...AT)).toThrow();
    writeFileSync(
      file('query'),
      execFileSync('openssl', ['ts', '-query', '-data', 'data'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    expect(() => openssl('ts', '-verify', '-in', 'reply', '-queryfile', 'query', '-CAfile', 'root.pem', ...AT)).toThrow();
  });

  it('has policy, time, accuracy and name', async () => {
    await stamp('-cert');
    const text = openssl('ts', '-reply', '-in', 'reply', '-text');
    expect(text).toContain('Policy OID: 1.3.6.1.4.1.57264.2');
    expect(text).toContain('Time stamp: Nov 21 09:00:01 2026 GMT');
    expect(text).toContain('Accuracy: 0x01 seconds');
    expect(text).toContain('TSA: DirName:/O=countersign.sandbox/CN=sandbox-tsa');
  });

  it('has no nonce if the query has none', async () => {
    await stamp('-cert', '-no_nonce');
    expect(openssl('ts', '-reply', '-in', 'reply', '-text')).toContain('Nonce: unspecified');
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('can be signed with %s and have a fraction of a second', (hash) => {
    const digest = createHash('sha256').update('hello').digest();
    const query = { hash: 'sha256', digest, certificates: true } as const;
    writeFileSync(file('reply'), authority.timestamp(query, { hash, fractionDigits: 3 }));
    expect(openssl('ts', '-verify', '-in', 'reply', '-data', 'data', '-CAfile', 'root.pem', ...AT)).toContain('OK');
    expect(openssl('ts', '-reply', '-in', 'reply', '-text')).toContain('Nov 21 09:00:01.234 2026 GMT');
  });

  it('can be requested in JSON, with a nonce larger than a double can hold', async () => {
    const artifactHash = createHash('sha256').update('hello').digest('base64');
    const body = `{"artifactHash":"${artifactHash}","certificates":true,"hashAlgorithm":"sha256","nonce":123456789012345678901}`;
    writeFileSync(file('reply'), Buffer.from(await (await ask(body, 'application/json')).arrayBuffer()));
    expect(openssl('ts', '-verify', '-in', 'reply', '-data', 'data', '-CAfile', 'root.pem', ...AT)).toContain('OK');
    expect(openssl('ts', '-reply', '-in', 'reply', '-text')).toContain(
      `Nonce: 0x0${123456789012345678901n.toString(16).toUpperCase()}`,
    );
  });
});

describe('a query is refused', () => {
  const query = (...options: readonly string[]): Buffer =>
    execFileSync('openssl', ['ts', '-query', '-data', 'data', ...options], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const jsonQuery = (members: object): string => JSON.stringify({ hashAlgorithm: 'sha256', artifactHash: 'AAAA', ...members });
  it.each([
    ['with SHA-1', () => ask(query('-sha1')), 400],
    ['for an unknown policy', () => ask(query('-tspolicy', '1.2.3.4')), 400],
    ['of random bytes', () => ask(randomBytes(40)), 400],
    ['that is empty', () => ask(''), 400],
    ['with bytes after it', () => ask(Buffer.concat([query(), Buffer.from([0])])), 400],
    ['of an unknown type', () => ask(query(), 'text/plain'), 415],
    ['in JSON with a digest of the wrong length', () => ask(jsonQuery({}), 'application/json'), 400],
    ['in JSON with SHA-1', () => ask(jsonQuery({ hashAlgorithm: 'sha1' }), 'application/json'), 400],
    ['in JSON of more than a kilobyte', () => ask(jsonQuery({ x: 'x'.repeat(2000) }), 'application/json'), 400],
  ])('%s', async (_, send, status) => {
    expect((await send()).status).toBe(status);
  });
});

it('publishes its chain, and answers a ping', async () => {
  expect(await (await fetch(`${server.url}/api/v1/timestamp/certchain`)).text()).toBe(
    authority.chain.map(certificatePem).join(''),
  );
  expect((await fetch(`${server.url}/ping`)).status).toBe(200);
});
