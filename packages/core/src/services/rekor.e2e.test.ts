import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { ephemeralSigner, type Signer } from '../keys/index.js';
import { bodyOf, startServer } from '../net/testing/local-server.js';
import { failure, testRun, type TestRun } from '../net/testing/test-run.js';
import { RekorV1Client, RekorV2Client, type LogRequest } from './index.js';
import * as requests from './testing/log-requests.js';

let sandbox: Sandbox;
let run: TestRun;
let signer: Signer;
beforeAll(async () => {
  sandbox = await startSandbox({ rekor: 'both' });
  run = testRun();
  signer = await ephemeralSigner(run);
});
afterAll(() => sandbox.stop());

const messageRequest = (text: string): Promise<LogRequest> => requests.messageRequest(signer, text);
const dsseRequest = (text: string): Promise<LogRequest> => requests.dsseRequest(signer, text);

describe('Rekor v1', () => {
  it.each([
    ['hashedrekord', messageRequest],
    ['dsse', dsseRequest],
  ])('takes the entry that is there already when %s is sent twice', async (kind, make) => {
    const client = new RekorV1Client(run, sandbox.urls.rekorV1 ?? '');
    const request = await make('twice');
    const { entry: first, existed } = await client.add(request, true);
    const { entry: second, existed: again } = await client.add(request, true);
    expect([existed, again]).toEqual([false, true]);
    expect(first).toMatchObject({ kindVersion: { kind, version: '0.0.1' } });
    expect([second['logIndex'], second['canonicalizedBody']]).toEqual([first['logIndex'], first['canonicalizedBody']]);
    expect(Number(first['integratedTime'])).toBeGreaterThan(1_700_000_000);
  });

  it('refuses an entry of another signature', async () => {
    const client = new RekorV1Client(run, sandbox.urls.rekorV1 ?? '');
    const others = await Promise.all([messageRequest('theirs'), dsseRequest('theirs')]);
    for (const other of others) await client.add(other, true);
    const otherSigner = await ephemeralSigner(run);
    const [message, dsse] = await Promise.all([messageRequest('theirs'), dsseRequest('theirs')]);
    const forged: [LogRequest, LogRequest | undefined, RegExp][] = [
      [await messageRequest('ours'), others[0], /another digest/],
      [message, others[0], /another signature/],
      [dsse, others[1], /another signature/],
      [await dsseRequest('ours'), others[1], /another payload/],
      [dsse, others[0], /kind hashedrekord/],
      [
        {
          ...message,
          signature: others[0]?.signature ?? message.signature,
          verifier: { kind: 'public-key', der: otherSigner.publicKey.spki },
        },
        others[0],
        /another key/,
      ],
    ];
    for (const [request, answered, reason] of forged) {
      const server = await startServer(async (incoming, response) => {
        // The log always answers that the other entry is the same.
        await bodyOf(incoming);
        const { entry } = answered === undefined ? { entry: {} } : await client.add(answered, true);
        const uuid = 'ab'.repeat(40);
        if (incoming.method === 'POST')
          response.writeHead(409, { location: `http://evil.example/api/v1/log/entries/${uuid}` }).end('{}');
        else response.end(JSON.stringify({ [uuid]: asRekorEntry(entry) }));
      });
      const error = await failure(new RekorV1Client(run, server.url).add(request, false));
      expect(server.seen).toEqual(['POST /api/v1/log/entries', `GET /api/v1/log/entries/${'ab'.repeat(40)}`]);
      await server.close();
      expect(error.code).toBe('SERVICE_ANSWER_INVALID');
      expect(error.found).toMatch(reason);
    }
  });

  it('is not asked to record an envelope signed with another hash than SHA-256, which it refuses', async () => {
    const key = { details: 'PKIX_ECDSA_P384_SHA_384', hash: 'sha384' } as const;
    const refused = await failure(new RekorV1Client(run, 'http://127.0.0.1:1').add({ ...(await dsseRequest('x')), key }, false));
    expect(refused).toMatchObject({ code: 'KEY_UNSUPPORTED', found: 'PKIX_ECDSA_P384_SHA_384' });
  });

  it.each([
    ['{}', /0 entries/],
    ['not JSON', /not valid JSON/],
    ['{"a": {"body": 1}}', /body/],
  ])('refuses the answer %s', async (body, reason) => {
    const server = await startServer((_request, response) => void response.writeHead(201).end(body));
    const error = await failure(new RekorV1Client(run, server.url).add(await messageRequest('x'), false));
    await server.close();
    expect(error.code).toBe('SERVICE_ANSWER_INVALID');
    expect(error.found).toMatch(reason);
  });
});

/** Converts a TransparencyLogEntry to an answer of Rekor, with the fields that the client reads before it compares. */
function asRekorEntry(entry: Readonly<Record<string, unknown>>): object {
  return { body: entry['canonicalizedBody'], logIndex: 1, logID: 'ab', integratedTime: 1, verification: {} };
}

describe('Rekor v2', () => {
  it.each([
    ['a file', messageRequest],
    ['an envelope', dsseRequest],
  ])('records %s as hashedrekord 0.0.2', async (_what, make) => {
    const { entry } = await new RekorV2Client(run, sandbox.urls.rekor).add(await make('v2'), true);
    expect(entry).toMatchObject({ kindVersion: { kind: 'hashedrekord', version: '0.0.2' } });
  });

  it.each<[string, RegExp, string]>([
    ['another key', /"rawBytes":"[^"]+"/, `"rawBytes":"${Buffer.alloc(91).toString('base64')}"`],
    ['another digest', /"digest":"[^"]+"/, `"digest":"${Buffer.alloc(32).toString('base64')}"`],
    ['another signature', /"content":"[^"]+"/, '"content":"MEUCIQ=="'],
    ['another hash', /SHA2_256/, 'SHA2_512'],
    ['another kind', /"kind":"hashedrekord"/, '"kind":"dsse"'],
    ['another version', /"apiVersion":"0.0.2"/, '"apiVersion":"0.0.3"'],
  ])('refuses an answer with %s', async (_what, part, forged) => {
    const request = await messageRequest('ours');
    const { entry } = await new RekorV2Client(run, sandbox.urls.rekor).add(request, true);
    const body = Buffer.from(String(entry['canonicalizedBody']), 'base64').toString();
    expect(body).toMatch(part);
    const canonicalizedBody = Buffer.from(body.replace(part, forged)).toString('base64');
    const server = await startServer((_request, response) => void response.end(JSON.stringify({ ...entry, canonicalizedBody })));
    const error = await failure(new RekorV2Client(run, server.url).add(request, false));
    await server.close();
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', found: 'the entry does not record the sent signature' });
  });
});
