import { createHash, generateKeyPairSync, createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serve, type RunningServer } from '../http/router.js';
import { openState, type State } from '../state.js';
import { signedBytes, v2Request } from '../testing/rekor.js';
import { post } from '../testing/services.js';
import { createRekorV2, type RekorV2Options } from './index.js';
import { leafHash, MerkleTree } from './merkle.js';

const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey);

interface LogEntry {
  readonly logIndex: string;
  readonly logId: { readonly keyId: string };
  readonly canonicalizedBody: string;
  readonly inclusionProof: {
    readonly treeSize: string;
    readonly rootHash: string;
    readonly hashes: string[];
    readonly checkpoint: { readonly envelope: string };
  };
}

/** Checks the signature of a checkpoint and returns its size and root. */
function openCheckpoint(note: string): { origin: string; size: number; root: Buffer; keyHash: Buffer } {
  const [text = '', lines = ''] = note.split('\n\n');
  const [, name, encoded = ''] = /^\u2014 (\S+) (\S+)\n$/.exec(lines) ?? [];
  const [origin = '', size, root = ''] = text.split('\n');
  const signature = Buffer.from(encoded, 'base64');
  expect(name).toBe(origin);
  expect(verify(null, Buffer.from(`${text}\n`), publicKey, signature.subarray(4))).toBe(true);
  return { origin, size: Number(size), root: Buffer.from(root, 'base64'), keyHash: signature.subarray(0, 4) };
}

describe('Rekor v2', () => {
  let state: State;
  let server: RunningServer;

  const start = async (options: Partial<RekorV2Options> = {}): Promise<void> => {
    server = await serve(createRekorV2({ state, key: privateKey, hostname: 'rekor.test', ...options }).handler);
  };
  const submit = async (request: unknown): Promise<Response> => post(`${server.url}/api/v2/log/entries`, request);

  beforeEach(async () => {
    state = openState();
    await start();
  });
  afterEach(async () => {
    await server.close();
    state.close();
  });

  it('returns an entry with an inclusion proof for a checkpoint that the log signed', async () => {
    const signed = signedBytes('hello');
    const response = await submit(v2Request(signed));
    expect(response.status).toBe(201);
    const entry = (await response.json()) as LogEntry;
    const body = Buffer.from(entry.canonicalizedBody, 'base64');
    expect(JSON.parse(body.toString())).toEqual({
      apiVersion: '0.0.2',
      kind: 'hashedrekord',
      spec: {
        hashedRekordV002: {
          data: { algorithm: 'SHA2_256', digest: signed.digest.toString('base64') },
          signature: {
            content: signed.signature.toString('base64'),
            verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', publicKey: { rawBytes: signed.spki.toString('base64') } },
          },
        },
      },
    });
    expect(entry).toMatchObject({
      integratedTime: '0',
      inclusionPromise: null,
      kindVersion: { kind: 'hashedrekord', version: '0.0.2' },
    });
    const checkpoint = openCheckpoint(entry.inclusionProof.checkpoint.envelope);
    expect(checkpoint.root.toString('base64')).toBe(entry.inclusionProof.rootHash);
    // The log starts with its own first entry.
    expect(entry.logIndex).toBe('1');
    expect(checkpoint).toMatchObject({ origin: 'rekor.test', size: 2 });
    const sibling = Buffer.from(entry.inclusionProof.hashes[0] ?? '', 'base64');
    const root = createHash('sha256').update(Uint8Array.of(1)).update(sibling).update(leafHash(body)).digest();
    expect(checkpoint.root).toEqual(root);
  });

  it('uses the whole key ID of its checkpoints as log ID', async () => {
    const entry = (await (await submit(v2Request(signedBytes('x')))).json()) as LogEntry;
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const keyId = createHash('sha256').update('rekor.test\n').update(Uint8Array.of(1)).update(raw).digest();
    expect(entry.logId.keyId).toBe(keyId.toString('base64'));
    expect(openCheckpoint(entry.inclusionProof.checkpoint.envelope).keyHash).toEqual(keyId.subarray(0, 4));
  });

  it('covers a hundred parallel entries with few checkpoints', async () => {
    await server.close();
    await start({ batchDelayMs: 50 });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => submit(v2Request(signedBytes(`file ${i}`)))));
    const entries = (await Promise.all(answers.map((answer) => answer.json()))) as LogEntry[];
    expect(new Set(entries.map(({ logIndex }) => logIndex)).size).toBe(100);
    expect(new Set(entries.map(({ inclusionProof }) => inclusionProof.treeSize)).size).toBeLessThan(50);
  });

  it('serves tiles that rebuild the tree of its checkpoint', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, i) => submit(v2Request(signedBytes(`file ${i}`)))));
    const { size, root } = openCheckpoint(await (await fetch(`${server.url}/api/v2/checkpoint`)).text());
    expect(size).toBe(301);
    const tile = async (path: string): Promise<Buffer> => {
      const response = await fetch(`${server.url}/api/v2/tile/${path}`);
      expect(response.status).toBe(200);
      return Buffer.from(await response.arrayBuffer());
    };
    const bodies: Buffer[] = [];
    for (const path of ['entries/000', 'entries/001.p/45']) {
      let rest = await tile(path);
      while (rest.length > 0) {
        const length = rest.readUInt16BE();
        bodies.push(rest.subarray(2, 2 + length));
        rest = rest.subarray(2 + length);
      }
    }
    const tree = new MerkleTree();
    for (const body of bodies) tree.append(leafHash(body));
    expect(tree.size).toBe(size);
    expect(tree.root()).toEqual(root);
    const hashes = Buffer.concat([await tile('0/000'), await tile('0/001.p/45')]);
    expect(hashes).toEqual(Buffer.concat(bodies.map((body) => leafHash(body))));
    expect(await tile('1/000.p/1')).toEqual(Buffer.from(tree.root(256)));
    for (const path of ['0/001', '0/001.p/46', '0/002.p/1', '1/000', '0/0', 'entries/002', 'x/000']) {
      expect((await fetch(`${server.url}/api/v2/tile/${path}`)).status).toBe(404);
    }
  });

  it('continues after a restart', async () => {
    const signed = signedBytes('kept');
    await submit(v2Request(signed));
    await server.close();
    await start();
    const again = await submit(v2Request(signed));
    expect(again.status).toBe(409);
    const next = (await (await submit(v2Request(signedBytes('new')))).json()) as LogEntry;
    expect(next.logIndex).toBe('2');
  });

  it('accepts the same entry once', async () => {
    const request = v2Request(signedBytes('twice'));
    expect((await submit(request)).status).toBe(201);
    const second = await submit(request);
    expect(second.status).toBe(409);
    expect(second.headers.get('x-log-index')).toBe('1');
    expect(await second.json()).toEqual({
      code: 6,
      message: 'an equivalent entry already exists in the transparency log with index 1',
      details: [],
    });
  });

  const signed = signedBytes('refused');
  const refusals: [string, unknown, string][] = [
    ['a signature over other bytes', v2Request(signed, { digest: Buffer.alloc(32) }), 'invalid hashedrekord request'],
    ['a short digest', v2Request(signed, { digest: Buffer.alloc(5) }), 'invalid hashedrekord request'],
    ['no signature', v2Request(signed, { signature: Buffer.alloc(0) }), 'invalid hashedrekord request'],
    [
      'a key of another type than keyDetails',
      v2Request(signed, { keyDetails: 'PKIX_ECDSA_P384_SHA_384' }),
      'invalid hashedrekord request',
    ],
    [
      'a key sent as a certificate',
      v2Request(signed, {
        verifier: { x509Certificate: { rawBytes: signed.spki.toString('base64') }, keyDetails: 'PKIX_ECDSA_P256_SHA_256' },
      }),
      'invalid hashedrekord request',
    ],
    ['a DSSE envelope', { dsseRequestV002: { envelope: {}, verifiers: [] } }, 'invalid type, must be hashedrekord'],
    ['nothing', {}, 'invalid type, must be hashedrekord'],
  ];
  it.each(refusals)('refuses %s', async (_name, request, message) => {
    const response = await submit(request);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 3, message, details: [] });
  });

  it('accepts DSSE envelopes if configured as the older server', async () => {
    await server.close();
    await start({ acceptDsse: true });
    const payload = Buffer.from('{}');
    const statement = signedBytes(`DSSEv1 28 application/vnd.in-toto+json 2 {}`);
    const envelope = {
      payload: payload.toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: statement.signature.toString('base64') }],
    };
    const verifiers = [{ publicKey: { rawBytes: statement.spki.toString('base64') }, keyDetails: 'PKIX_ECDSA_P256_SHA_256' }];
    const response = await submit({ dsseRequestV002: { envelope, verifiers } });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ kindVersion: { kind: 'dsse', version: '0.0.2' } });
    const forged = { ...envelope, payload: Buffer.from('[]').toString('base64') };
    expect((await submit({ dsseRequestV002: { envelope: forged, verifiers } })).status).toBe(400);
  });
});
