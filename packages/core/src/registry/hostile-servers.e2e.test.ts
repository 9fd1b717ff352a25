import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { sampler } from '../../../../scripts/sample.mjs';
import { startServer } from '../net/testing/local-server.js';
import { sampleBundle } from './testing/samples.js';
import { OCI_INDEX, OCI_MANIFEST } from './testing/stub-registry.js';

const CORE = fileURLToPath(new URL('../../lib', import.meta.url));
const PROGRAM = fileURLToPath(new URL('testing/hostile.mjs', import.meta.url));
const OCTOKIT = fileURLToPath(new URL('../../../surface/lib/octokit-api.js', import.meta.url));
const MIB = 1024 * 1024;
const sha256 = (bytes: Uint8Array | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

type Hostile = (request: IncomingMessage, response: ServerResponse) => void;
const send = (response: ServerResponse, type: string, body: Uint8Array | string, more: Record<string, string> = {}): void =>
  void response.writeHead(200, { 'content-type': type, ...more }).end(body);
/** `[{},{},…` of a size: each of two bytes becomes an object. */
const manyObjects = (bytes: number): string => `[${'{},'.repeat(bytes / 3)}{}]`;
function endless(response: ServerResponse, type: string, chunk: Uint8Array): void {
  response.writeHead(200, { 'content-type': type });
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}
function slowBody(response: ServerResponse, type: string): void {
  response.writeHead(200, { 'content-type': type }).write('{');
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}
const large = sampleBundle('a'.repeat(64), 'https://example.com/large/v1', 'x'.repeat(11 * MIB)).serialized;
const blob = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', digest: sha256(large), size: large.length };
/** Manifests of referrers with different digests, all with the same large bundle or with many small layers. */
function manifest(index: number, layers: readonly object[]): { readonly bytes: Buffer; readonly digest: string } {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: {},
      layers,
      subject: { digest: `sha256:${'a'.repeat(64)}` },
      annotations: { index: String(index) },
    }),
  );
  return { bytes, digest: sha256(bytes) };
}
const referrers = Array.from({ length: 60 }, (_, index) => manifest(index, [blob]));
const crowded = Array.from({ length: 20 }, (_, index) =>
  manifest(
    1000 + index,
    Array.from({ length: 5_000 }, () => ({ mediaType: blob.mediaType, digest: sha256(''), size: 0 })),
  ),
);
const listing = (entries: readonly { readonly bytes: Uint8Array; readonly digest: string }[]): string =>
  JSON.stringify({
    mediaType: OCI_INDEX,
    manifests: entries.map(({ bytes, digest }) => ({ mediaType: OCI_MANIFEST, digest, size: bytes.length })),
  });
const registryOf =
  (entries: readonly { readonly bytes: Uint8Array; readonly digest: string }[], content: Uint8Array): Hostile =>
  ({ url = '' }, response) => {
    if (url.includes('/referrers/')) return send(response, OCI_INDEX, listing(entries));
    const found = entries.find(({ digest }) => url.endsWith(digest));
    if (found !== undefined) return send(response, OCI_MANIFEST, found.bytes);
    if (url.includes('/blobs/')) return send(response, 'application/octet-stream', content);
    response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
  };
let page = 0;

const REGISTRIES: readonly (readonly [string, Hostile])[] = [
  ['an endless body', (_, response) => endless(response, OCI_INDEX, Buffer.alloc(MIB, ' '))],
  ['a very slow body', (_, response) => slowBody(response, OCI_INDEX)],
  ['no answer', () => undefined],
  [
    'endless headers',
    (_, response) => void response.socket?.write(`HTTP/1.1 200 OK\r\n${`x-a: ${'y'.repeat(8000)}\r\n`.repeat(2000)}`),
  ],
  [
    'endless interim answers',
    (_, response) => {
      const timer = setInterval(() => response.socket?.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(1000)), 1);
      response.on('close', () => clearInterval(timer));
    },
  ],
  [
    'compressed zeros',
    (_, response) => send(response, OCI_INDEX, gzipSync(Buffer.alloc(200 * MIB)), { 'content-encoding': 'gzip' }),
  ],
  [
    'endless pages',
    ({ url = '' }, response) => {
      page += 1;
      const entry = { mediaType: OCI_MANIFEST, digest: sha256(String(page)), size: 1, annotations: { a: 'x'.repeat(3 * MIB) } };
      send(response, OCI_INDEX, JSON.stringify({ manifests: [entry] }), {
        link: `<${url.split('?')[0]}?page=${page}>; rel="next"`,
      });
    },
  ],
  ['endless redirects', ({ url = '' }, response) => void response.writeHead(302, { location: `${url}x` }).end()],
  [
    '100 000 referrers',
    (_, response) => {
      const entries = Array.from({ length: 30_000 }, (_one, index) => ({
        mediaType: OCI_MANIFEST,
        digest: `sha256:${String(index).padStart(64, '0')}`,
        size: 1,
      }));
      send(response, OCI_INDEX, JSON.stringify({ manifests: entries }), { link: '</v2/acme/app/referrers/next>; rel="next"' });
    },
  ],
  [
    'a million invalid entries',
    (_, response) => send(response, OCI_INDEX, `{"mediaType":"${OCI_INDEX}","manifests":${manyObjects(2.5 * MIB)}}`),
  ],
  [
    'very many small objects',
    (_, response) => send(response, OCI_INDEX, `{"mediaType":"${OCI_INDEX}","manifests":${manyObjects(4 * MIB - 200)}}`),
  ],
  ['60 large bundles', registryOf(referrers, large)],
  ['100 000 empty layers', registryOf(crowded, new Uint8Array(0))],
  [
    'an endless blob',
    ({ url = '' }, response) => {
      if (url.includes('/blobs/')) endless(response, 'application/octet-stream', Buffer.alloc(MIB));
      else registryOf(referrers, large)({ url } as IncomingMessage, response);
    },
  ],
  [
    'errors of many MiB',
    (_, response) =>
      void response.writeHead(403, { 'content-type': 'application/json' }).end(`{"errors":${manyObjects(3.9 * MIB)}}`),
  ],
];
const bundleJson = JSON.parse(new TextDecoder().decode(large)) as object;
const GITHUB: readonly (readonly [string, Hostile])[] = [
  ['an endless body', (_, response) => endless(response, 'application/json', Buffer.alloc(MIB, ' '))],
  ['a very slow body', (_, response) => slowBody(response, 'application/json')],
  [
    'endless pages',
    ({ url = '' }, response) => {
      page += 1;
      send(response, 'application/json', JSON.stringify({ attestations: [] }), {
        link: `<${url.split('?')[0]}?page=${page}>; rel="next"`,
      });
    },
  ],
  ['very many small objects', (_, response) => send(response, 'application/json', `{"attestations":${manyObjects(30 * MIB)}}`)],
  [
    'large bundles on every page',
    (_, response) => {
      page += 1;
      send(response, 'application/json', JSON.stringify({ attestations: [{ bundle: bundleJson }] }), {
        link: `</api/next?page=${page}>; rel="next"`,
      });
    },
  ],
  ['a rate limit that ends in a year', (_, response) => void response.writeHead(403, { 'retry-after': '31536000' }).end('{}')],
  ['a rate limit that never ends', (_, response) => void response.writeHead(403, { 'retry-after': '0' }).end('{}')],
];

interface Said {
  readonly incomplete: readonly string[];
  /** CPU time. */
  readonly ms: number;
  readonly peak: number;
}
async function ask(hostile: Hostile, what: string, octokit?: string): Promise<Said> {
  const server = await startServer(hostile);
  try {
    const child = spawn(process.execPath, [PROGRAM, CORE, server.url, what, ...(octokit === undefined ? [] : [octokit])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      // It has said all it will: Node itself may wait for its compiler threads for ever when it ends (nodejs/node#54918).
      if (out.endsWith('\n')) child.kill('SIGKILL');
    });
    await new Promise((done) => child.on('close', done));
    return JSON.parse(out) as Said;
  } finally {
    await server.close();
  }
}

/** The timeout is 1.5 s; a search that does not keep to it never ends. What was received until then costs a bounded time of the processor. */
function expectBounded({ incomplete, ms, peak }: Said): void {
  expect(incomplete.length).toBeGreaterThan(0);
  expect(ms).toBeLessThan(15_000);
  expect(Math.round(peak / MIB)).toBeLessThan(400);
}

const some = sampler('hostile servers');

describe('a hostile registry', () => {
  it('is read by the built core', () => expect(existsSync(`${CORE}/registry/index.js`)).toBe(true));

  it.each(some(REGISTRIES, 6))(
    'with %s: uses less than 400 MiB, ends in time, and the search is incomplete',
    async (_, hostile) => {
      expectBounded(await ask(hostile, 'find'));
    },
  );

  it.each(some(REGISTRIES.slice(0, 6), 2))('with %s, when a tag is resolved: the same', async (_, hostile) => {
    expectBounded(await ask(hostile, 'resolve'));
  });
});

describe('a hostile attestation API', () => {
  it.each(some(GITHUB, 3))('with %s: uses less than 400 MiB, ends in time, and the search is incomplete', async (_, hostile) => {
    expectBounded(await ask(hostile, 'github'));
  });

  it.each(some(GITHUB, 3))('with %s, asked through the toolkit’s Octokit', async (_, hostile) => {
    expectBounded(await ask(hostile, 'github', OCTOKIT));
  });
});
