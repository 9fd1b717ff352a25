import { generateKeyPairSync, createHash, createPublicKey, sign, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serve, type RunningServer } from '../http/router.js';
import { openState, type State } from '../state.js';
import { signedBytes, v1Proposal } from '../testing/rekor.js';
import { post } from '../testing/services.js';
import { canonicalJson } from './canonical.js';
import { createRekorV1 } from './index.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = createPublicKey(privateKey);
const NOW = new Date('2026-05-01T10:00:00.500Z');

interface Entry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly checkpoint: string;
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
    };
  };
}

describe('Rekor v1', () => {
  let state: State;
  let server: RunningServer;

  const start = async (): Promise<void> => {
    server = await serve(createRekorV1({ state, key: privateKey, hostname: 'rekor.test', clock: () => NOW }).handler);
  };
  const url = (path: string): string => `${server.url}${path}`;
  const submit = async (proposal: unknown): Promise<Response> => post(url('/api/v1/log/entries'), proposal);
  const logged = async (proposal: unknown): Promise<[string, Entry]> => {
    const response = await submit(proposal);
    expect(response.status).toBe(201);
    const [entry] = Object.entries((await response.json()) as Record<string, Entry>);
    return entry as [string, Entry];
  };

  beforeEach(async () => {
    state = openState();
    await start();
  });
  afterEach(async () => {
    await server.close();
    state.close();
  });

  it('returns a signed entry timestamp over the canonical JSON of the entry', async () => {
    const [, entry] = await logged(v1Proposal(signedBytes('hello')));
    const { body, integratedTime, logID, logIndex } = entry;
    const payload = Buffer.from(canonicalJson({ body, integratedTime, logID, logIndex }));
    const entryTimestamp = Buffer.from(entry.verification.signedEntryTimestamp, 'base64');
    expect(verify('sha256', payload, publicKey, entryTimestamp)).toBe(true);
    expect(integratedTime).toBe(Math.floor(NOW.getTime() / 1000));
    expect(logID).toBe(
      createHash('sha256')
        .update(publicKey.export({ format: 'der', type: 'spki' }))
        .digest('hex'),
    );
  });

  it('has a global index that differs from the one in the proof, and a checkpoint that names the tree', async () => {
    const [uuid, entry] = await logged(v1Proposal(signedBytes('hello')));
    const { inclusionProof } = entry.verification;
    expect(inclusionProof.logIndex).toBe(1);
    expect(entry.logIndex).not.toBe(inclusionProof.logIndex);
    const [origin, size, root] = inclusionProof.checkpoint.split('\n');
    expect(origin).toBe(`rekor.test - ${BigInt(`0x${uuid.slice(0, 16)}`)}`);
    expect(Number(size)).toBe(inclusionProof.treeSize);
    expect(Buffer.from(root ?? '', 'base64').toString('hex')).toBe(inclusionProof.rootHash);
    const found = await fetch(url(`/api/v1/log/entries?logIndex=${entry.logIndex}`));
    expect(Object.keys((await found.json()) as object)).toEqual([uuid]);
    expect((await fetch(url(`/api/v1/log/entries?logIndex=${inclusionProof.logIndex}`))).status).toBe(404);
  });

  it('returns the location of an existing entry, and serves it there', async () => {
    const proposal = v1Proposal(signedBytes('twice'));
    const [uuid, entry] = await logged(proposal);
    const second = await submit(proposal);
    expect(second.status).toBe(409);
    expect(second.headers.get('location')).toBe(`/api/v1/log/entries/${uuid}`);
    expect(await second.json()).toMatchObject({ code: 409 });
    const found = (await (await fetch(url(second.headers.get('location') ?? ''))).json()) as Record<string, Entry>;
    expect(found[uuid]?.body).toBe(entry.body);
    // Also without the tree ID.
    expect((await fetch(url(`/api/v1/log/entries/${uuid.slice(16)}`))).status).toBe(200);
    expect((await fetch(url(`/api/v1/log/entries/${'0'.repeat(16)}${uuid.slice(16)}`))).status).toBe(404);
  });

  it('finds entries by digest, key, UUID, index and proposal', async () => {
    const signed = signedBytes('searched');
    const proposal = v1Proposal(signed);
    const [uuid, entry] = await logged(proposal);
    await logged(v1Proposal(signedBytes('another')));
    const search = async (query: unknown): Promise<unknown> => (await post(url('/api/v1/index/retrieve'), query)).json();
    const content = Buffer.from(signed.pem).toString('base64');
    expect(await search({ hash: `sha256:${signed.digest.toString('hex')}` })).toEqual([uuid]);
    expect(await search({ publicKey: { format: 'x509', content } })).toEqual([uuid]);
    expect(await search({ hash: `sha256:${'0'.repeat(64)}` })).toEqual([]);
    expect(await search({ hash: `sha256:${'0'.repeat(64)}`, publicKey: { content }, operator: 'and' })).toEqual([]);
    for (const query of [{ entryUUIDs: [uuid] }, { logIndexes: [entry.logIndex] }, { entries: [proposal] }]) {
      const found = (await (await post(url('/api/v1/log/entries/retrieve'), query)).json()) as object[];
      expect(found.map((one) => Object.keys(one))).toEqual([[uuid]]);
    }
  });

  it('works after a restart, including search', async () => {
    const signed = signedBytes('kept');
    const [uuid, before] = await logged(v1Proposal(signed));
    await server.close();
    await start();
    const search = await post(url('/api/v1/index/retrieve'), { hash: `sha256:${signed.digest.toString('hex')}` });
    expect(await search.json()).toEqual([uuid]);
    const found = (await (await fetch(url(`/api/v1/log/entries/${uuid}`))).json()) as Record<string, Entry>;
    expect(found[uuid]).toMatchObject({ body: before.body, integratedTime: before.integratedTime, logIndex: before.logIndex });
  });

  const pae = (payload: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${payload.length} `), payload]);
  const statement = Buffer.from(JSON.stringify({ subject: [{ name: 'a', digest: { sha256: 'ab'.repeat(32) } }] }));
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signerPem = Buffer.from(signer.publicKey.export({ format: 'pem', type: 'spki' })).toString('base64');
  const sig = sign('sha256', pae(statement), signer.privateKey).toString('base64');

  const dsse = (payload: Buffer): unknown => {
    const envelope = { payload: payload.toString('base64'), payloadType: 'application/vnd.in-toto+json', signatures: [{ sig }] };
    const proposedContent = { envelope: JSON.stringify(envelope), verifiers: [signerPem] };
    return { apiVersion: '0.0.1', kind: 'dsse', spec: { proposedContent } };
  };
  const intoto = (payload: Buffer): unknown => {
    const twice = (text: string): string => Buffer.from(text).toString('base64');
    const signatures = [{ sig: twice(sig), publicKey: signerPem }];
    const envelope = { payload: twice(payload.toString('base64')), payloadType: 'application/vnd.in-toto+json', signatures };
    const hash = { algorithm: 'sha256', value: '00'.repeat(32) };
    return { apiVersion: '0.0.2', kind: 'intoto', spec: { content: { envelope, hash } } };
  };

  it.each([
    ['dsse 0.0.1', dsse],
    ['intoto 0.0.2', intoto],
  ])('keeps the hashes and signatures of %s, and finds it by the statement’s subject', async (_name, propose) => {
    const [uuid, entry] = await logged(propose(statement));
    const body = Buffer.from(entry.body, 'base64').toString();
    expect(body).toContain(createHash('sha256').update(statement).digest('hex'));
    expect(body).not.toContain(statement.toString('base64'));
    const found = await post(url('/api/v1/index/retrieve'), { hash: `sha256:${'ab'.repeat(32)}` });
    expect(await found.json()).toEqual([uuid]);
    expect((await submit(propose(Buffer.from('{}')))).status).toBe(400);
  });

  const signed = signedBytes('refused');
  it.each([
    ['a signature over other bytes', v1Proposal(signed, { digest: Buffer.alloc(32, 1) })],
    ['the key of another signer', v1Proposal(signed, { pem: signedBytes('x').pem })],
    ['no key', v1Proposal(signed, { pem: 'not a key' })],
    ['an unknown kind', { apiVersion: '0.0.1', kind: 'rpm', spec: {} }],
    ['an unknown version', { ...(v1Proposal(signed) as object), apiVersion: '0.0.9' }],
    ['nothing', {}],
  ])('refuses %s', async (_name, proposal) => {
    const response = await submit(proposal);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 400 });
  });
});
