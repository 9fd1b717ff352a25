import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { tooManyRequests } from '@countersign/sandbox';
import { preAuthEncoding } from '../bundles/index.js';
import { failure } from '../net/testing/test-run.js';
import { signFiles } from './index.js';
import { keyFile } from './testing/keys.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let requests: string[] = [];
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2', log: (line) => requests.push(line) });
});
afterEach(() => {
  studio.sandbox.faults.clear();
  requests = [];
});
afterAll(() => studio.close());

/** Every bundle and temporary file in the working folder. */
const written = (): string[] =>
  readdirSync(studio.folder, { recursive: true })
    .map(String)
    .filter((name) => /sigstore|\.tmp$/.test(name));

describe('signFiles in case of failures', () => {
  it('signs only the bytes that were checked: a large file that becomes harmless after it was hashed', async () => {
    const evil = preAuthEncoding('application/vnd.in-toto+json', Buffer.from(JSON.stringify({ pad: 'x'.repeat(2_000_000) })));
    const subjects = await studio.files({ 'swapped.bin': evil });
    writeFileSync(join(studio.folder, 'swapped.bin'), Buffer.alloc(evil.length, 'A'));
    const error = await failure(signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects }));
    expect(error.code).toBe('INPUT_UNSUPPORTED');
    expect(written().filter((name) => name.includes('swapped'))).toEqual([]);
  });

  it('waits after a 429 and continues', async () => {
    studio.sandbox.faults.add({ service: 'rekor', method: 'POST', times: 2, answer: tooManyRequests(0) });
    const subjects = await studio.files({ 'retry.bin': 'x' });
    const run = studio.run(studio.sandbox.github());
    expect((await signFiles(run, { ...studio.options(), subjects })).failures).toEqual([]);
    expect(run.waits.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['uses the entry that the log has', [], ['502', '409'], 'entry-found'],
    ['signs again if that entry cannot be read', [404], ['502', '409', '201'], 'signed-again'],
  ])('if the response of the log is lost: %s', async (_what, tiles, statuses, event) => {
    studio.sandbox.faults.add({ service: 'rekor', method: 'POST', times: 1, alter: () => ({ status: 502, body: 'gateway' }) });
    for (const status of tiles) studio.sandbox.faults.add({ service: 'rekor', method: 'GET', answer: { status, body: '' } });
    const subjects = await studio.files({ 'lost.bin': 'x' });
    const run = studio.run(studio.sandbox.github());
    const { signed, failures } = await signFiles(run, { ...studio.options(), subjects });
    expect(failures).toEqual([]);
    expect(signed.map(({ alreadyLogged }) => alreadyLogged)).toEqual([event === 'entry-found']);
    const posts = requests.filter((line) => line.startsWith('rekor POST')).map((line) => line.split(' ').at(-1));
    expect(posts).toEqual(statuses);
    expect(run.events.map((one) => one.event)).toContain(event);
  });

  it.each(['rekor', 'tsa'] as const)('reports which service is down (%s) and leaves no file', async (service) => {
    studio.sandbox.faults.add({ service, method: 'POST', answer: { status: 503, body: 'maintenance' } });
    const subjects = await studio.files({ [`${service}.down`]: 'x' });
    const before = written();
    const run = studio.run(studio.sandbox.github());
    const { signed, failures } = await signFiles(run, { ...studio.options(), subjects });
    expect(signed).toEqual([]);
    expect(failures[0]?.error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', exitStatus: 2 });
    expect(failures[0]?.error.message).toMatch(service === 'tsa' ? /timestamp authority 127/ : /transparency log 127/);
    expect(failures[0]?.error.found).toMatch(/^HTTP 503 after \d+ attempts: maintenance$/);
    expect(written()).toEqual(before);
  });

  it('fails if the certificate authority is down', async () => {
    studio.sandbox.faults.add({ service: 'fulcio', method: 'POST', answer: { status: 500, body: 'out of keys' } });
    const subjects = await studio.files({ 'nocert.bin': 'x' });
    const error = await failure(signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects }));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(error.message).toMatch(/certificate authority 127/);
  });

  it('signs the other files if one fails, and stops with failFast', async () => {
    const subjects = await studio.files({ 'p1.bin': '1', 'p2.bin': '2', 'p3.bin': '3' });
    const fault = {
      service: 'rekor',
      method: 'POST',
      times: 1,
      answer: { status: 400, body: '{"code":3,"message":"no such thing"}' },
    } as const;
    studio.sandbox.faults.add(fault);
    const report = await signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects });
    expect(report.signed).toHaveLength(2);
    expect(report.failures).toMatchObject([{ error: { code: 'SERVICE_REFUSED', found: 'no such thing' } }]);
    studio.sandbox.faults.clear();
    const many = await studio.files(Object.fromEntries(Array.from({ length: 160 }, (_, index) => [`ff${index}`, `${index}`])));
    studio.sandbox.faults.add({ ...fault, times: 1000 });
    const stopped = await signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects: many, failFast: true });
    expect(stopped.failures).toHaveLength(160);
    expect(stopped.failures.filter(({ error }) => error.message.startsWith('not tried')).length).toBeGreaterThan(80);
  });

  it('discards a signature that does not verify', async () => {
    const subjects = await studio.files({ 'unproven.bin': 'x' });
    const before = written();
    const options = { ...studio.options({ timestamps: 2 }), subjects };
    for (const bundlePath of [undefined, 'unproven.jsonl']) {
      const { signed, failures } = await signFiles(studio.run(studio.sandbox.github()), { ...options, bundlePath });
      expect(signed).toEqual([]);
      expect(failures[0]?.error).toMatchObject({
        code: 'SIGNATURE_NOT_PROVEN',
        exitStatus: 2,
        cause: { code: 'TIMESTAMP_MISSING' },
      });
    }
    expect(written()).toEqual(before);
  });

  it('keeps an older bundle if the new one cannot be written', async () => {
    const subjects = await studio.files({ 'kept.bin': 'x' });
    mkdirSync(join(studio.folder, 'kept.bin.sigstore.json'));
    const error = await failure(signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects }));
    expect(error).toMatchObject({ code: 'STORE_FAILED', found: 'a folder' });
    expect(written().filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(join(studio.folder, 'kept.bin.sigstore.json'))).toBe(true);
  });

  it('fails if a large file changed after it was hashed', async () => {
    keyFile(studio.folder, 'P-384', 'changed.pem');
    const subjects = await studio.files({ 'changed.bin': Buffer.alloc(2 * 1024 * 1024) });
    writeFileSync(join(studio.folder, 'changed.bin'), Buffer.alloc(2 * 1024 * 1024, 1));
    const { failures } = await signFiles(studio.run({}), { ...studio.options(), subjects, keys: ['changed.pem'] });
    expect(failures[0]?.error).toMatchObject({ code: 'FILE_CHANGED' });
  });

  it('never prints a token, a key or a password', async () => {
    const { pem } = keyFile(studio.folder, 'P-256', 'secret.pem');
    const subjects = await studio.files({ 'secret.bin': 'x' });
    const env = { ...studio.sandbox.github(), KEY: pem };
    const token = await studio.sandbox.token('github');
    // A service whose response contains the request.
    studio.sandbox.faults.add({
      service: 'fulcio',
      method: 'POST',
      answer: { status: 400, body: JSON.stringify({ message: `bad token ${token}` }) },
    });
    const run = studio.run({ ...env, SIGSTORE_ID_TOKEN: token });
    const errors = [
      await failure(signFiles(run, { ...studio.options(), subjects })),
      await failure(signFiles(run, { ...studio.options(), subjects, identityToken: token })),
      await failure(signFiles(run, { ...studio.options(), subjects, keys: pem.trim().split('\n') })),
      await failure(signFiles(run, { ...studio.options(), subjects, keys: ['env://KEY', 'nowhere.pem'] })),
    ];
    const everything = JSON.stringify([
      errors.map((error) => [error.message, error.expected, error.found, error.hint, String(error.cause)]),
      run.lines,
    ]);
    const secrets = [token, token.split('.')[2] ?? '', run.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '', pem.split('\n')[1] ?? ''];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(everything).not.toContain(secret);
    }
    expect(errors.map(({ code }) => code)).toEqual(['SERVICE_REFUSED', 'INPUT_INVALID', 'INPUT_INVALID', 'KEY_INVALID']);
    expect(errors[0]?.found).toBe('bad token [token]');
  });
});
