import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { ephemeralSigner, openSigner, type Signer } from '../keys/index.js';
import { startServer } from '../net/testing/local-server.js';
import { failure, testRun, type TestRun } from '../net/testing/test-run.js';
import { readSigningConfig, type Service, type SigningConfig } from '../trust/index.js';
import { FulcioClient, openServices, RekorV2Client, TimestampClient, type LogRequest } from './index.js';
import * as requests from './testing/log-requests.js';

let sandbox: Sandbox;
let run: TestRun;
let signer: Signer;
let config: SigningConfig;
beforeAll(async () => {
  sandbox = await startSandbox({ rekor: 'both' });
  run = testRun();
  signer = await ephemeralSigner(run);
  config = readSigningConfig(readFileSync(sandbox.files.signingConfig), 'sandbox');
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.stop());

const messageRequest = (text: string): Promise<LogRequest> => requests.messageRequest(signer, text);

describe('timestamps', () => {
  const client = () => new TimestampClient(run, `${sandbox.urls.tsa}/api/v1/timestamp`);

  it('are DER and match the request', async () => {
    const der = await client().timestamp(Buffer.from('signature'), true);
    expect(der[0]).toBe(0x30);
  });

  it('are refused for other bytes, or with an old nonce', async () => {
    for (const [stamped, asked, reason] of [
      ['another', 'signature', /other bytes/],
      ['signature', 'signature', /another nonce/],
    ] as const) {
      const old = await client().timestamp(Buffer.from(stamped), true);
      const server = await startServer((_request, response) => void response.end(old));
      const error = await failure(new TimestampClient(run, server.url).timestamp(Buffer.from(asked), false));
      await server.close();
      expect(error.code).toBe('SERVICE_ANSWER_INVALID');
      expect(error.found).toMatch(reason);
    }
  });

  it('that were not granted cause an error with the text of the authority', async () => {
    // status 2 (rejection), statusString "no such policy"
    const text = Buffer.from('no such policy');
    const refusal = Buffer.concat([Buffer.from([0x30, 0x17, 0x30, 0x15, 0x02, 0x01, 0x02, 0x30, 0x10, 0x0c, text.length]), text]);
    const server = await startServer((_request, response) => void response.end(refusal));
    const error = await failure(new TimestampClient(run, server.url).timestamp(Buffer.from('x'), false));
    await server.close();
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', found: 'status 2: no such policy' });
  });

  it.each([Buffer.from('<html>'), Buffer.alloc(0), Buffer.from([0x30, 0x80])])('that are not DER are refused', async (body) => {
    const server = await startServer((_request, response) => void response.end(body));
    const error = await failure(new TimestampClient(run, server.url).timestamp(Buffer.from('x'), false));
    await server.close();
    expect(error.code).toBe('SERVICE_ANSWER_INVALID');
  });
});

describe('Fulcio', () => {
  const request = async (who = signer) => ({
    token: await sandbox.token('github'),
    subject: 'repo:acme/app:ref:refs/heads/main',
    signer: who,
    retry: false,
  });

  it('issues a certificate for the given key, with an embedded SCT', async () => {
    const { certificate } = await new FulcioClient(run, sandbox.urls.fulcio).issue(await request());
    expect(certificate.publicKey.fingerprint).toBe(signer.publicKey.fingerprint);
    expect(certificate.sctList).toBeDefined();
  });

  it('refuses a proof over the wrong subject', async () => {
    const error = await failure(new FulcioClient(run, sandbox.urls.fulcio).issue({ ...(await request()), subject: 'somebody' }));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED' });
  });

  it('is refused if it answers with a certificate for another key', async () => {
    const other = await ephemeralSigner(run);
    let answer: Uint8Array = new Uint8Array();
    sandbox.faults.add({
      service: 'fulcio',
      times: 1,
      alter: (given) => {
        answer = Buffer.from(given.body ?? '');
        return given;
      },
    });
    await new FulcioClient(run, sandbox.urls.fulcio).issue(await request(other));
    const server = await startServer((_request, response) => void response.end(answer));
    const error = await failure(new FulcioClient(run, server.url).issue(await request()));
    await server.close();
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', found: 'a certificate for another key' });
  });

  it('must embed an SCT', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-fulcio-'));
    const [key, pem] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/O=test', '-addext', 'subjectAltName=URI:https://example.test/job'];
    const made = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      pem,
      ...subject,
    ];
    execFileSync('openssl', made, { stdio: 'ignore' });
    const own = await openSigner(run, key);
    const answer = JSON.stringify({ signedCertificateDetachedSct: { chain: { certificates: [readFileSync(pem, 'utf8')] } } });
    const server = await startServer((_request, response) => void response.end(answer));
    const error = await failure(new FulcioClient(run, server.url).issue(await request(own)));
    expect(error.code).toBe('SERVICE_ANSWER_INVALID');
    expect(error.expected).toContain('RFC 6962');
    await server.close();
  });

  it.each([
    '{}',
    'no JSON',
    '{"signedCertificateEmbeddedSct":{"chain":{"certificates":[]}}}',
    '{"signedCertificateEmbeddedSct":{"chain":{"certificates":["x"]}}}',
  ])('is refused if it answers %s', async (body) => {
    const server = await startServer((_request, response) => void response.end(body));
    const error = await failure(new FulcioClient(run, server.url).issue(await request()));
    await server.close();
    expect(error.code).toBe('SERVICE_ANSWER_INVALID');
  });
});

describe('the services of a signing config', () => {
  const needs = { keyless: true, transparencyLog: 'required' } as const;
  const service = (url: string, operator: string, majorApiVersion = 1): Service => ({
    url,
    operator,
    majorApiVersion,
    validFor: { start: new Date(0), end: undefined },
  });

  it('use the newest named log version', () => {
    expect(openServices(run, config, needs).urls.logs).toEqual([sandbox.urls.rekor]);
    const v1 = { ...config, transparencyLogs: config.transparencyLogs.filter(({ majorApiVersion }) => majorApiVersion === 1) };
    expect(openServices(run, v1, needs).urls.logs).toEqual([sandbox.urls.rekorV1]);
    expect(openServices(run, config, { ...needs, transparencyLog: 'off' }).urls.logs).toEqual([]);
  });

  it.each([
    ['no authority', { certificateAuthorities: [] }, /certificate authority/],
    ['no log', { transparencyLogs: [] }, /transparency log/],
    ['no time for Rekor v2', { timestampAuthorities: [] }, /timestamp authority.*Rekor v2/],
  ])('are refused with %s', async (_what, change, reason) => {
    const error = await failure((async () => openServices(run, { ...config, ...change }, needs))());
    expect(error).toMatchObject({ code: 'SIGNING_CONFIG_INVALID', exitStatus: 3 });
    expect(error.message).toMatch(reason);
  });

  it('replace each other, and one that failed is tried last from then on', async () => {
    const broken = await startServer((_request, response) => void response.writeHead(500).end('broken'));
    const good = `${sandbox.urls.tsa}/api/v1/timestamp`;
    const timestampAuthorities = [service(broken.url, 'a'), service(good, 'b')];
    // Without randomness the services are tried in the order of the config.
    const unshuffled = { ...run, random: (length: number) => new Uint8Array(length) };
    const any = openServices(
      unshuffled,
      { ...config, timestampAuthorities, timestampSelection: { selector: 'ANY', count: 0 } },
      needs,
    );
    for (const text of ['one', 'two', 'three']) {
      expect((await any.witness(await messageRequest(text))).timestamps).toHaveLength(1);
    }
    expect(broken.seen).toHaveLength(1);
    // ALL requires both: there is no substitute.
    const short = testRun();
    const all = openServices(
      short,
      { ...config, timestampAuthorities, timestampSelection: { selector: 'ALL', count: 0 } },
      needs,
    );
    expect((await failure(all.witness(await messageRequest('all')))).code).toBe('SERVICE_UNAVAILABLE');
    await broken.close();
  });

  it('are not replaced after a refusal: the request would be refused again', async () => {
    const refusing = await startServer((_request, response) => void response.writeHead(400).end('{"message":"bad"}'));
    const logs = [service(refusing.url, 'a', 2), service(refusing.url, 'b', 2)];
    const services = openServices(run, { ...config, transparencyLogs: logs }, needs);
    expect((await failure(services.witness(await messageRequest('x')))).code).toBe('SERVICE_REFUSED');
    expect(refusing.seen).toHaveLength(1);
    await refusing.close();
  });
});

it('give an error with the waiting time, without control characters and tokens of the answer', async () => {
  const server = await startServer((_request, response) => {
    response
      .writeHead(503, { 'content-type': 'text/html' })
      .end(`\u001b[31mtoken eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln Bearer abc.def-123 ${'x'.repeat(1000)}`);
  });
  const error = await failure(new RekorV2Client(run, server.url).add(await messageRequest('x'), false));
  await server.close();
  expect(error.code).toBe('SERVICE_UNAVAILABLE');
  expect(error.message).toMatch(/^the transparency log 127\.0\.0\.1:\d+ is not available; waited \d+ s for it$/);
  expect(error.found).toContain('HTTP 503 after 1 attempt: \\u001b[31mtoken [token] Bearer [secret] xxx');
  expect(error.found?.length).toBeLessThan(400);
});
