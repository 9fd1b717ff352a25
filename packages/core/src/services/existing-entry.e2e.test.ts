import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type FaultRule, type Sandbox } from '@countersign/sandbox';
import { ephemeralSigner, type Signer } from '../keys/index.js';
import { failure, testRun } from '../net/testing/test-run.js';
import { readTrustedRoot, type TransparencyLog } from '../trust/index.js';
import { DuplicateEntry, RekorV2Client, type LogRequest } from './index.js';
import { messageRequest } from './testing/log-requests.js';

type Alter = NonNullable<FaultRule['alter']>;

let sandbox: Sandbox;
let signer: Signer;
let trusted: readonly TransparencyLog[];
beforeAll(async () => {
  sandbox = await startSandbox({ rekor: 'v2' });
  signer = await ephemeralSigner(testRun());
  trusted = readTrustedRoot(Buffer.from(JSON.stringify(sandbox.trustedRoot)), 'sandbox').transparencyLogs;
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.stop());

const client = (run = testRun(), logs = trusted): RekorV2Client => new RekorV2Client(run, sandbox.urls.rekor, logs);
const duplicate = async (): Promise<LogRequest> => {
  const request = await messageRequest(signer, 'twice');
  await client().add(request, true);
  return request;
};
const fault = (path: RegExp, rule: Partial<FaultRule>): void =>
  void sandbox.faults.add({ service: 'rekor', method: 'GET', path, ...rule });

describe('a signature that Rekor v2 has already', () => {
  it('is given the same entry again, with a proof for the newest checkpoint', async () => {
    const request = await messageRequest(signer, 'twice');
    const first = await client().add(request, true);
    // So that the tree has two bundles of entries, the second partial.
    const others = Array.from({ length: 300 }, (_, index) => Buffer.from(`{"other":${index}}`));
    await Promise.all(others.map((body) => sandbox.services.rekor.log.append(body)));
    const second = await client().add(request, true);
    expect([first.existed, second.existed]).toEqual([false, true]);
    for (const field of ['logIndex', 'logId', 'kindVersion', 'integratedTime', 'canonicalizedBody'])
      expect([field, second.entry[field]]).toEqual([field, first.entry[field]]);
    expect((await client().add(await duplicate(), true)).existed).toBe(true);
  });

  it('waits for a checkpoint that includes it', async () => {
    const old = await (await fetch(`${sandbox.urls.rekor}/api/v2/checkpoint`)).text();
    const request = await duplicate();
    fault(/checkpoint/, { times: 2, answer: { status: 200, body: old } });
    const run = testRun();
    expect((await client(run).add(request, true)).existed).toBe(true);
    expect(run.waits).toEqual([1000, 2000]);
    fault(/checkpoint/, { answer: { status: 200, body: old } });
    const error = await failure(client().add(request, true));
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', found: expect.stringContaining('does not include the entry') });
  });

  const flip =
    (place: number): Alter =>
    (answer) => {
      const body = Buffer.from(answer.body ?? '');
      const at = place < 0 ? body.length + place : place;
      body.writeUInt8(body.readUInt8(at) ^ 1, at);
      return { ...answer, body };
    };
  it.each<[string, RegExp, Partial<FaultRule>, RegExp]>([
    ['an entry with another byte', /entries/, { alter: flip(-1) }, /not those of its checkpoint/],
    ['another hash in a tile', /tile\/0/, { alter: flip(0) }, /not those of its checkpoint/],
    [
      'a changed checkpoint',
      /checkpoint/,
      { alter: (a) => ({ ...a, body: String(a.body).replace(/\n\d+\n/, '\n999\n') }) },
      /no log of the trusted root/,
    ],
    ['a checkpoint that is none', /checkpoint/, { answer: { status: 200, body: 'hello' } }, /malformed/],
    ['too few entries', /entries/, { answer: { status: 200, body: 'x' } }, /tiles of the log/],
    ['no tiles below a checkpoint', /tile\//, { answer: { status: 404, body: '' } }, /no such tile/],
  ])('is not given an entry from %s', async (_what, path, rule, found) => {
    const request = await duplicate();
    fault(path, rule);
    const error = await failure(client().add(request, false));
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', found: expect.stringMatching(found) });
  });

  it('is not given the entry of another signature, whatever index the log names', async () => {
    const request = await duplicate();
    const alter: Alter = (answer) => ({ ...answer, headers: { ...answer.headers, 'x-log-index': '0' } });
    sandbox.faults.add({ service: 'rekor', method: 'POST', alter });
    const error = await failure(client().add(request, false));
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', found: expect.stringContaining('does not record') });
  });

  it('is not given an entry of a log that the trusted root does not name', async () => {
    const request = await duplicate();
    const error = await failure(client(testRun(), []).add(request, false));
    expect(error.found).toMatch(/no log of the trusted root signed/);
  });

  it.each<[string, FaultRule, RegExp]>([
    ['no checkpoint', { service: 'rekor', path: /checkpoint/, answer: { status: 404, body: '' } }, /no tiles at this address/],
    [
      'a checkpoint that is forbidden',
      { service: 'rekor', path: /checkpoint/, answer: { status: 403, body: '' } },
      /could not be read/,
    ],
    [
      'tiles that are down',
      { service: 'rekor', path: /tile/, answer: { status: 503, body: 'x' } },
      /could not be read.*not available/,
    ],
    ['no index', { service: 'rekor', method: 'POST', answer: { status: 409, body: '{}' } }, /does not say which entry/],
    [
      'a wild index',
      { service: 'rekor', method: 'POST', answer: { status: 409, headers: { 'x-log-index': '9'.repeat(20) }, body: '' } },
      /does not say which/,
    ],
  ])('is reported as a duplicate if there is %s, with what to do', async (_what, rule, found) => {
    const request = await duplicate();
    sandbox.faults.add(rule);
    const error = await failure(client().add(request, false));
    expect(error).toMatchObject({
      code: 'SERVICE_REFUSED',
      found: expect.stringMatching(found),
      cause: expect.any(DuplicateEntry),
    });
    expect(error.message).toContain('already contains this signature');
    expect(error.hint).toContain('bundle of the earlier run');
  });
});
