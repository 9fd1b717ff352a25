import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { corrupted, tooManyRequests, truncated, type FaultRule } from '@countersign/sandbox';
import { readBundle } from '../bundles/index.js';
import { failure, type TestRun, type TestRunOptions } from '../net/testing/test-run.js';
import { signFiles, type SignFilesOptions, type SigningReport } from './index.js';
import { keyFile } from './testing/keys.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2' });
  keyFile(studio.folder, 'P-256', 'spare.pem');
  keyFile(studio.folder, 'P-256', 'own.pem');
});
afterEach(() => {
  studio.sandbox.faults.clear();
  for (const name of bundles()) rmSync(join(studio.folder, name));
});
afterAll(() => studio.close());

const bundles = (): string[] => readdirSync(studio.folder).filter((name) => name.includes('.sigstore.json'));
const DOWN = { status: 503, body: 'maintenance' };
const down = (service: FaultRule['service'], more: Partial<FaultRule> = {}): void =>
  void studio.sandbox.faults.add({ service, ...(service === 'issuer' ? {} : { method: 'POST' }), answer: DOWN, ...more });

interface Signed extends SigningReport {
  readonly run: TestRun;
}
async function sign(
  files: readonly string[],
  options: Partial<SignFilesOptions> = {},
  runOptions: TestRunOptions = {},
): Promise<Signed> {
  const subjects = await studio.files(Object.fromEntries(files.map((name) => [name, `content of ${name}`])));
  const run = studio.run(studio.sandbox.github(), runOptions);
  const report = await signFiles(run, { ...studio.options(), fallbackKey: 'spare.pem', ...options, subjects });
  return { ...report, run };
}
const fallbackEvents = ({ run }: Signed) => run.events.filter(({ event }) => event.startsWith('fallback'));
const summary = ({ signed }: SigningReport) =>
  signed.map((one) => ({
    file: one.subjects[0]?.name,
    signer: one.signer.name,
    by: one.fallback === undefined ? 'keyless' : one.fallback.code,
    log: one.logIndexes.length,
    stamps: one.bundle.timestamps.length,
  }));

describe('a fallback key', () => {
  it('is not used while keyless signing works', async () => {
    const report = await sign(['app.tgz']);
    expect(report.failures).toEqual([]);
    expect(summary(report)).toEqual([{ file: 'app.tgz', signer: 'keyless', by: 'keyless', log: 1, stamps: 1 }]);
    expect(fallbackEvents(report)).toEqual([]);
    expect(bundles()).toEqual(['app.tgz.sigstore.json']);
  });

  it.each([
    ['the token service', 'issuer', 1, 1],
    ['Fulcio', 'fulcio', 1, 1],
    ['the log', 'rekor', 0, 1],
    ['the timestamp authority', 'tsa', 1, 0],
  ] as const)('signs if %s answers 503 within the whole budget, and says so', async (_, service, log, stamps) => {
    down(service);
    const report = await sign(['app.tgz']);
    expect(report.failures).toEqual([]);
    expect(summary(report)).toEqual([{ file: 'app.tgz', signer: 'file:spare.pem', by: 'SERVICE_UNAVAILABLE', log, stamps }]);
    expect(bundles()).toEqual(['app.tgz.spare.sigstore.json']);
    const bundle = readBundle(readFileSync(join(studio.folder, 'app.tgz.spare.sigstore.json')), 'it');
    expect(bundle.material.kind).toBe('public-key');
    const [used, ...without] = fallbackEvents(report);
    expect(used).toMatchObject({
      event: 'fallback-key-used',
      signer: 'file:spare.pem',
      key: report.signed[0]?.signer.fingerprint,
      code: 'SERVICE_UNAVAILABLE',
      problem: expect.stringContaining('HTTP 503'),
    });
    expect(without.map((one) => 'service' in one && one.service)).toEqual([
      ...(log === 0 ? ['the transparency log'] : []),
      ...(stamps === 0 ? ['the timestamp authority'] : []),
    ]);
    expect(report.run.lines.filter((line) => line.startsWith('warn keyless signing is not possible'))).toHaveLength(1);
  });

  it.each(['reset', 'hang'] as const)('signs if Fulcio cannot be reached: %s', async (answer) => {
    down('fulcio', { answer });
    const report = await sign(['app.tgz'], {}, { attemptLimitMs: 200, timeMs: 3_000 });
    expect(report.failures).toEqual([]);
    expect(summary(report)).toMatchObject([{ by: 'SERVICE_UNAVAILABLE', signer: 'file:spare.pem' }]);
  });

  it('signs without log and timestamp if both are away, and proves no time', async () => {
    down('rekor');
    down('tsa');
    const report = await sign(['app.tgz', 'b.tgz']);
    expect(report.failures).toEqual([]);
    expect(summary(report)).toMatchObject([
      { log: 0, stamps: 0 },
      { log: 0, stamps: 0 },
    ]);
    expect(report.signed.map(({ hasTime }) => hasTime)).toEqual([false, false]);
    expect(
      fallbackEvents(report)
        .map(({ event }) => event)
        .sort(),
    ).toEqual(['fallback-key-used', 'fallback-without', 'fallback-without']);
  });

  it.each<[string, FaultRule, string]>([
    ['a refusal of the token service', { service: 'issuer', answer: { status: 401, body: 'no' } }, 'TOKEN_UNAVAILABLE'],
    ['an answer of the token service without a token', { service: 'issuer', alter: truncated }, 'SERVICE_ANSWER_INVALID'],
    ['a refusal of Fulcio', { service: 'fulcio', method: 'POST', answer: { status: 403, body: 'no' } }, 'SERVICE_REFUSED'],
    ['a rate limit of Fulcio', { service: 'fulcio', method: 'POST', answer: tooManyRequests(1) }, 'SERVICE_UNAVAILABLE'],
    [
      'a redirect of Fulcio',
      { service: 'fulcio', method: 'POST', answer: { status: 307, headers: { location: 'http://127.0.0.1:1/' }, body: '' } },
      'SERVICE_REFUSED',
    ],
    ['half an answer of Fulcio', { service: 'fulcio', method: 'POST', alter: truncated }, 'SERVICE_ANSWER_INVALID'],
    [
      'a Fulcio that has no such call',
      { service: 'fulcio', method: 'POST', answer: { status: 501, body: 'no' } },
      'SERVICE_REFUSED',
    ],
    ['a refusal of the log', { service: 'rekor', method: 'POST', answer: { status: 400, body: 'no' } }, 'SERVICE_REFUSED'],
    ['a wrong answer of the log', { service: 'rekor', method: 'POST', alter: truncated }, 'SERVICE_ANSWER_INVALID'],
    ['a wrong timestamp', { service: 'tsa', method: 'POST', alter: corrupted }, 'SIGNATURE_NOT_PROVEN'],
  ])('does not sign after %s', async (_, fault, code) => {
    studio.sandbox.faults.add(fault);
    const report = await sign(['app.tgz']).catch((thrown: unknown) => thrown);
    const error = report instanceof Error ? report : (report as SigningReport).failures[0]?.error;
    expect(error).toMatchObject({ code, exitStatus: 2 });
    if (!(report instanceof Error)) {
      expect((report as Signed).signed).toEqual([]);
      expect(fallbackEvents(report as Signed)).toEqual([]);
    }
    expect(bundles()).toEqual([]);
  });

  it.each([1, 300])('does not sign because the run has no time left (%i ms): no service is away', async (timeMs) => {
    // The token service answers later than the run can wait.
    studio.sandbox.faults.add({ service: 'issuer', answer: 'hang' });
    expect(await failure(sign(['app.tgz'], {}, { timeMs }))).toMatchObject({ code: 'SERVICE_UNAVAILABLE', exitStatus: 2 });
    expect(bundles()).toEqual([]);
  });

  it.each(['rekor', 'tsa'] as const)(
    'does not sign because a rate limit of %s has used up the time of the others',
    async (service) => {
      const files = Array.from({ length: 80 }, (_, index) => `m${String(index)}.bin`);
      down(service, { answer: tooManyRequests(1) });
      const report = await sign(files, {}, { timeMs: 60_000 });
      expect(report.failures).toHaveLength(80);
      expect(fallbackEvents(report)).toEqual([]);
      expect(bundles()).toEqual([]);
    },
  );

  it('does not sign if the host of a service does not exist', async () => {
    const unknown = { ...studio.signingConfig.certificateAuthorities[0], url: 'https://no-such-host.invalid' };
    const signingConfig = { ...studio.signingConfig, certificateAuthorities: [unknown as never] };
    expect(await failure(sign(['app.tgz'], { signingConfig }))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(bundles()).toEqual([]);
  });

  it('does not sign because a signature does not verify', async () => {
    const { signed, failures } = await sign(['app.tgz'], { verify: studio.prove({ timestamps: 2 }) });
    expect(signed).toEqual([]);
    expect(failures[0]?.error).toMatchObject({ code: 'SIGNATURE_NOT_PROVEN' });
    expect(bundles()).toEqual([]);
  });

  it('does not sign in a run that was stopped', async () => {
    const stop = new AbortController();
    studio.sandbox.faults.add({
      service: 'fulcio',
      method: 'POST',
      answer: () => {
        stop.abort(new Error('stopped'));
        return DOWN;
      },
    });
    expect((await failure(sign(['app.tgz'], {}, { signal: stop.signal }))).exitStatus).toBe(2);
    expect(bundles()).toEqual([]);
  });

  it('signs the rest if a service goes away midway: no file is lost, and none is signed twice', async () => {
    const files = Array.from({ length: 80 }, (_, index) => `m${String(index)}.bin`);
    down('rekor', { skip: 20 });
    const report = await sign(files);
    expect(report.failures).toEqual([]);
    const all = summary(report);
    expect(all.map(({ file }) => file).sort()).toEqual([...files].sort());
    const keyless = all.filter(({ by }) => by === 'keyless');
    expect(keyless.length).toBe(20);
    expect(all.filter(({ by }) => by !== 'keyless').every(({ signer }) => signer === 'file:spare.pem')).toBe(true);
    expect(bundles()).toHaveLength(80);
    expect(fallbackEvents(report).filter(({ event }) => event === 'fallback-key-used')).toHaveLength(1);
  });

  it('has time: waiting for keyless signing leaves a part of the budget', async () => {
    down('fulcio');
    const { run, ...report } = await sign(['app.tgz'], {}, { timeMs: 60_000 });
    // The log was asked after the waiting, and answered.
    expect(summary(report)).toMatchObject([{ log: 1, stamps: 1 }]);
    const waited = run.waits.reduce((sum, one) => sum + one, 0);
    // Pauses are random, up to 20 seconds: one that does not fit into the 28 seconds of keyless signing ends it.
    expect(waited).toBeGreaterThan(7_000);
    expect(waited).toBeLessThan(60_000 - run.budget.reserveMs - 15_000);
  });

  it('is logged in the place of the only bundle that bundle-path names, and in a .jsonl file', async () => {
    down('fulcio');
    const one = await sign(['app.tgz'], { bundlePath: 'one.sigstore.json' });
    expect(one.signed.map(({ path }) => path)).toEqual([join(studio.folder, 'one.sigstore.json')]);
    const many = await sign(['app.tgz', 'b.tgz'], { bundlePath: 'all.sigstore.jsonl' });
    expect(many.failures).toEqual([]);
    expect(readFileSync(join(studio.folder, 'all.sigstore.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
  });
});

describe('a fallback key and resume', () => {
  it('keyless signatures are added when the services are back, and those of the fallback stay', async () => {
    down('fulcio');
    await sign(['app.tgz']);
    studio.sandbox.faults.clear();
    const before = readFileSync(join(studio.folder, 'app.tgz.spare.sigstore.json'));
    const report = await sign(['app.tgz'], { resume: true });
    expect(summary(report)).toMatchObject([{ by: 'keyless' }]);
    expect(bundles().sort()).toEqual(['app.tgz.sigstore.json', 'app.tgz.spare.sigstore.json']);
    expect(readFileSync(join(studio.folder, 'app.tgz.spare.sigstore.json'))).toEqual(before);
  });

  it('what the fallback has signed is not signed again while the services are away', async () => {
    down('fulcio');
    await sign(['app.tgz']);
    const report = await sign(['app.tgz', 'b.tgz'], { resume: true });
    expect(report.signed.map(({ state, fallback }) => [state, fallback?.code])).toEqual([
      ['already-signed', 'SERVICE_UNAVAILABLE'],
      ['signed', 'SERVICE_UNAVAILABLE'],
    ]);
  });
});

describe('a signature that the fallback key made without proofs', () => {
  const file = (): string => readFileSync(join(studio.folder, 'app.tgz.spare.sigstore.json'), 'utf8');

  it.each([
    ['log and timestamp authority', ['rekor', 'tsa'], 0, 0],
    ['the log', ['rekor'], 0, 1],
    ['the timestamp authority', ['tsa'], 1, 0],
  ] as const)('is made again by resume once %s are back, while keyless signing is not', async (_, away, log, stamps) => {
    for (const service of away) down(service);
    expect(summary(await sign(['app.tgz']))).toMatchObject([{ log, stamps }]);
    studio.sandbox.faults.clear();
    down('fulcio');
    const report = await sign(['app.tgz'], { resume: true });
    expect(report.signed.map(({ state }) => state)).toEqual(['signed']);
    expect(summary(report)).toMatchObject([{ signer: 'file:spare.pem', log: 1, stamps: 1 }]);
    expect(readBundle(Buffer.from(file()), 'it').logEntries).toHaveLength(1);
  });

  it('stays, with its older timestamp, while the log is still away, and the run says so', async () => {
    down('rekor');
    await sign(['app.tgz']);
    const before = file();
    const report = await sign(['app.tgz'], { resume: true });
    expect(report.signed.map(({ state }) => state)).toEqual(['already-signed']);
    expect(file()).toBe(before);
    expect(fallbackEvents(report).map(({ event }) => event)).toEqual(['fallback-key-used', 'fallback-without']);
  });

  it('stays where a new one would lack what it has', async () => {
    down('tsa');
    await sign(['app.tgz']);
    const before = file();
    studio.sandbox.faults.clear();
    for (const service of ['fulcio', 'rekor'] as const) down(service);
    const report = await sign(['app.tgz'], { resume: true });
    expect(summary(report)).toMatchObject([{ log: 1, stamps: 0 }]);
    expect(file()).toBe(before);
  });
});

describe('a fallback key that cannot be used', () => {
  it.each([
    ['without keyless signing', { keys: ['own.pem'] }, 'fallback-key has no effect without keyless signing'],
    ['that is a key of the run', { keys: ['keyless', 'own.pem'], fallbackKey: 'own.pem' }, 'keys names one key twice'],
    [
      'that is the same key in another place',
      { keys: ['keyless', './own.pem'], fallbackKey: 'own.pem' },
      'keys names one key twice',
    ],
    ['that is keyless', { fallbackKey: 'keyless' }, 'fallback-key is a key of your own'],
  ])('%s is refused before anything is signed', async (_, options, message) => {
    expect(await failure(sign(['app.tgz'], options))).toMatchObject({ code: 'INPUT_INVALID', message });
    expect(bundles()).toEqual([]);
  });

  it('is found out in every run: a file that is missing, or that the log cannot record', async () => {
    expect(await failure(sign(['app.tgz'], { fallbackKey: 'none.pem' }))).toMatchObject({ exitStatus: 3 });
    keyFile(studio.folder, 'Ed25519', 'ed.pem');
    expect(await failure(sign(['app.tgz'], { fallbackKey: 'ed.pem' }))).toMatchObject({ code: 'KEY_UNSUPPORTED' });
    expect(existsSync(join(studio.folder, 'app.tgz.sigstore.json'))).toBe(false);
  });
});

describe('a fallback key and a public log', () => {
  it('is not logged if the token service is away, because the repository may be private', async () => {
    down('issuer');
    const report = await sign(['app.tgz'], { isPublic: true });
    expect(summary(report)).toMatchObject([{ log: 0, stamps: 1 }]);
    expect(fallbackEvents(report)[1]).toMatchObject({ event: 'fallback-without', problem: expect.stringContaining('private') });
    const logged = await sign(['app.tgz'], { isPublic: true, confirmPublic: true });
    expect(summary(logged)).toMatchObject([{ log: 1, stamps: 1 }]);
  });

  it('other keys of the run do not sign then', async () => {
    down('issuer');
    const error = await failure(sign(['app.tgz'], { isPublic: true, keys: ['keyless', 'own.pem'] }));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(bundles()).toEqual([]);
  });
});

describe('several keys, one of which cannot sign now', () => {
  it('the others sign, the report names what is missing, and resume completes it', async () => {
    down('fulcio');
    const keys = ['keyless', 'own.pem'];
    const none = { fallbackKey: undefined, keys };
    const partial = await sign(['app.tgz', 'b.tgz'], none);
    expect(partial.signed.map(({ signer }) => signer.name)).toEqual(['file:own.pem', 'file:own.pem']);
    expect(partial.failures.map(({ subject, error }) => [subject, error.code])).toEqual([
      ['app.tgz', 'SERVICE_UNAVAILABLE'],
      ['b.tgz', 'SERVICE_UNAVAILABLE'],
    ]);
    expect(bundles().sort()).toEqual(['app.tgz.own.sigstore.json', 'b.tgz.own.sigstore.json']);
    studio.sandbox.faults.clear();
    const rest = await sign(['app.tgz', 'b.tgz'], { ...none, resume: true });
    expect(rest.failures).toEqual([]);
    expect(rest.signed.map(({ signer, state }) => [signer.name, state]).sort()).toEqual([
      ['file:own.pem', 'already-signed'],
      ['file:own.pem', 'already-signed'],
      ['keyless', 'signed'],
      ['keyless', 'signed'],
    ]);
    expect(bundles()).toHaveLength(4);
  });

  it('a refusal ends the run before any key signs', async () => {
    down('fulcio', { answer: { status: 403, body: 'no' } });
    const options = { fallbackKey: undefined, keys: ['keyless', 'own.pem'] };
    expect(await failure(sign(['app.tgz'], options))).toMatchObject({ code: 'SERVICE_REFUSED' });
    expect(bundles()).toEqual([]);
  });

  it('the fallback takes the place of keyless only', async () => {
    down('fulcio');
    const report = await sign(['app.tgz'], { keys: ['keyless', 'own.pem'] });
    expect(report.signed.map(({ signer, fallback }) => [signer.name, fallback?.code])).toEqual([
      ['file:spare.pem', 'SERVICE_UNAVAILABLE'],
      ['file:own.pem', undefined],
    ]);
    expect(bundles().sort()).toEqual(['app.tgz.own.sigstore.json', 'app.tgz.spare.sigstore.json']);
  });
});
