import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve, type RunningServer } from '../http/router.js';
import { openState } from '../state.js';
import { freePort, peer, startPeer, type RunningPeer } from '../testing/peers.js';
import { signedBytes, v2Request } from '../testing/rekor.js';
import { post } from '../testing/services.js';
import { createRekorV2 } from './index.js';

const rekor = peer('rekor23/posix');
const title = rekor === undefined ? 'the real rekor-tiles (skipped: not installed)' : 'the real rekor-tiles';

/** The same log key in both servers, so that the same signed data gives the same result. */
const { privateKey } = generateKeyPairSync('ed25519');

/** Keeps the structure of objects and lists, and replaces values by their types. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}

(rekor === undefined ? describe.skip : describe)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekor-'));
  const state = openState();
  let real: RunningPeer;
  let realUrl: string;
  let ours: RunningServer;

  beforeAll(async () => {
    const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    realUrl = `http://127.0.0.1:${http}`;
    const args = {
      'storage-dir': join(folder, 'log'),
      'signer-filepath': join(folder, 'key.pem'),
      hostname: 'rekor.test',
      'http-address': '127.0.0.1',
      'http-port': http,
      'grpc-port': grpc,
      'http-metrics-port': metrics,
      'checkpoint-interval': '500ms',
      'batch-max-age': '50ms',
    };
    const flags = Object.entries(args).map(([name, value]) => `--${name}=${value}`);
    real = await startPeer(rekor ?? '', ['serve', ...flags], async () => (await fetch(`${realUrl}/healthz`)).ok);
    ours = await serve(createRekorV2({ state, key: privateKey, hostname: 'rekor.test' }).handler);
    // Both logs now have one entry, because our log starts with one.
    await post(`${realUrl}/api/v2/log/entries`, v2Request(signedBytes('first')));
  });
  afterAll(async () => {
    await real?.stop();
    await ours?.close();
    state.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const both = async (request: unknown): Promise<{ status: number; index: string | null; body: Record<string, unknown> }[]> =>
    Promise.all(
      [realUrl, ours.url].map(async (url) => {
        const response = await post(`${url}/api/v2/log/entries`, request);
        const body = (await response.json()) as Record<string, unknown>;
        return { status: response.status, index: response.headers.get('x-log-index'), body };
      }),
    );

  it('logs the same bytes under the same log ID', async () => {
    const [theirs, own] = await both(v2Request(signedBytes('hello')));
    expect(own?.status).toBe(theirs?.status);
    expect(shapeOf(own?.body)).toEqual(shapeOf(theirs?.body));
    for (const field of ['canonicalizedBody', 'logId', 'kindVersion', 'logIndex', 'integratedTime']) {
      expect(own?.body[field]).toEqual(theirs?.body[field]);
    }
  });

  const signed = signedBytes('refused');
  const request = v2Request(signed) as { hashedRekordRequestV002: { signature: { verifier: Record<string, unknown> } } };
  const { keyDetails, ...withoutDetails } = request.hashedRekordRequestV002.signature.verifier;
  const numbered = v2Request(signedBytes('numbered'), { keyDetails: 5 as unknown as string });
  const requests: [string, unknown][] = [
    ['an entry whose details are a number', numbered],
    ['the same entry again', numbered],
    ['a wrong digest', v2Request(signed, { digest: Buffer.alloc(32) })],
    ['a short digest', v2Request(signed, { digest: Buffer.alloc(5) })],
    ['no digest', v2Request(signed, { digest: Buffer.alloc(0) })],
    ['no signature', v2Request(signed, { signature: Buffer.alloc(0) })],
    ['wrong details', v2Request(signed, { keyDetails: 'PKIX_ECDSA_P384_SHA_384' })],
    ['no details', v2Request(signed, { verifier: withoutDetails })],
    ['no verifier', v2Request(signed, { verifier: {} })],
    ['a key as certificate', v2Request(signed, { verifier: { keyDetails, x509Certificate: withoutDetails['publicKey'] } })],
    ['DSSE', { dsseRequestV002: { envelope: { payload: 'e30=', payloadType: 't', signatures: [] }, verifiers: [] } }],
    ['nothing', {}],
    ['an unknown field', { foo: 1 }],
    ['invalid base64', { hashedRekordRequestV002: { digest: '***' } }],
  ];
  it.each(requests)('answers like it: %s', async (_name, sent) => {
    const [theirs, own] = await both(sent);
    // We do not reproduce the position in protojson errors.
    const message = (answer: typeof own): unknown => String(answer?.body['message']).replace(/\(line \d+:\d+\): /, '');
    // Protojson deliberately uses different spaces after its prefix in different builds.
    const plain = (answer: typeof own): string =>
      String(message(answer))
        .replace(/\u00a0/g, ' ')
        .replace(/\s+/g, ' ');
    expect({ status: own?.status, index: own?.index, message: plain(own) }).toEqual({
      status: theirs?.status,
      index: theirs?.index,
      message: plain(theirs),
    });
  });

  it('is stricter in one point: keyDetails must match the key', async () => {
    const [theirs, own] = await both(v2Request(signedBytes('details'), { keyDetails: 'PKIX_RSA_PKCS1V15_2048_SHA256' }));
    expect([theirs?.status, own?.status]).toEqual([201, 400]);
  });
});
