import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFiles, imagesOf } from '../artifacts/index.js';
import { createRegistry } from '../registry/index.js';
import { FORMAT_NAMES, FORMATS } from '../reports/index.js';
import { attestProvenance, signFiles, signImages, type SigningReport, type SignOptions } from '../signing/index.js';
import { pushImage } from '../signing/testing/image.js';
import { keyFile } from '../signing/testing/keys.js';
import type { Studio } from '../signing/testing/studio.js';
import { runGate } from './index.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2' });
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({ 'app.tgz': 'the package' });
  for (const name of ['old', 'new', 'emergency', 'development'])
    writeFileSync(join(scene.folder, `${name}.pub`), keyFile(scene.folder, 'P-256', `${name}.pem`).publicPem);
});
afterEach(() => studio.sandbox.faults.clear());
afterAll(() => studio.close());

async function sign(options: Partial<SignOptions>): Promise<SigningReport> {
  const run = scene.run({ env: scene.job('acme/app') });
  const subjects = await collectFiles(run, { paths: ['app.tgz'] });
  const report = await signFiles(run, { ...studio.options({ times: 0, scts: 0 }), ...options, subjects });
  if (report.failures.length > 0) throw report.failures[0]?.error;
  return report;
}

const head = (): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {own: {root: root.json, timestamps: 1}, unlogged: {root: root.json, log-entries: 0}}
signers:
  builder: {github: {issuer: ${studio.sandbox.issuers.github}, source: {repository: acme/app}, workflow: release.yml}, trust: own}
  emergency: {key: {file: emergency.pub}, fallback: true, trust: unlogged}
`;
const policy = (require: string, signers = ''): string =>
  `${head()}${signers}rules: [{name: all, match: {paths: ["*"]}, require: ${require}}]\n`;
const judge = async (text: string, more: object = {}) => {
  scene.write({ 'policy.yaml': text });
  const run = scene.run();
  const answer = await runGate(run, { policies: ['policy.yaml'], paths: ['app.tgz'], ...more });
  const { decision } = answer;
  return { ...answer, run, outcome: decision.outcome, code: decision.policies[0]?.subjects[0]?.rules[0]?.requirements[0]?.code };
};
const outcome = async (text: string, more: object = {}) => (await judge(text, more)).outcome;
const bundleOf = (key: string): string => join(scene.folder, `app.tgz.${key}.sigstore.json`);

describe('a rotation: the old and the new key sign in one run', () => {
  const old = (until: string): string => `  old: {key: {file: old.pub}, not-after: ${until}, trust: own}\n`;
  const fresh = '  new: {key: {file: new.pub}, trust: own}\n';
  const either = '[any-of: [[signature: {by: old}], [signature: {by: new}]]]';

  it('each signature can be verified alone, and a policy accepts either during the overlap', async () => {
    const report = await sign({ keys: ['old.pem', 'new.pem'] });
    expect(report.signed.map(({ signer }) => signer.name)).toEqual(['file:old.pem', 'file:new.pem']);
    expect(new Set(report.signed.map(({ signer }) => signer.fingerprint)).size).toBe(2);
    const signers = old('2090-01-01') + fresh;
    for (const bundle of ['app.tgz.sigstore.json', 'app.tgz.new.sigstore.json'])
      expect([bundle, await outcome(policy(either, signers), { bundle })]).toEqual([bundle, 'allowed']);
    expect(await outcome(policy('[signature: {by: old}, signature: {by: new}]', signers))).toBe('allowed');
    // Each alone meets only its own signer.
    expect(await outcome(policy('[signature: {by: new}]', signers), { bundle: 'app.tgz.sigstore.json' })).toBe('denied');
    expect(await outcome(policy('[signature: {by: old}]', signers), { bundle: 'app.tgz.new.sigstore.json' })).toBe('denied');
  });

  it('after its date, the old key counts for nothing new, and what it signed before stays valid', async () => {
    await sign({ keys: ['old.pem'] });
    expect(await outcome(policy(either, old('2090-01-01') + fresh))).toBe('allowed');
    const ended = await judge(policy(either, old('2020-01-01') + fresh));
    expect(ended).toMatchObject({ outcome: 'denied', code: 'SIGNER_UNTRUSTED' });
    await sign({ keys: ['new.pem'], outputDir: 'more' });
    expect(await outcome(policy(either, old('2020-01-01') + fresh), { evidence: ['more', 'app.tgz.sigstore.json'] })).toBe(
      'allowed',
    );
  });

  it('keyless and an own key in one run: each is enough, and both can be required', async () => {
    await sign({ keys: ['keyless', 'new.pem'], verify: studio.prove() });
    expect(await outcome(policy('[signature: {by: builder}, signature: {by: new}]', fresh))).toBe('allowed');
    rmSync(bundleOf('new'));
    expect(await outcome(policy('[signature: {by: builder}]', fresh))).toBe('allowed');
    expect(await outcome(policy('[signature: {by: builder}, signature: {by: new}]', fresh))).toBe('denied');
  });

  it('what is wrong with the signature of a key is told although a keyless one lies beside it, and the other way round', async () => {
    await sign({ keys: ['keyless', 'new.pem'], verify: studio.prove() });
    const byNew = (signer = fresh) => policy('[signature: {by: builder}, signature: {by: new}]', signer);
    const told = async (text: string) => {
      const { decision } = await judge(text);
      const [first, second] = decision.policies[0]?.subjects[0]?.rules[0]?.requirements ?? [];
      return [decision.outcome, first?.code, second?.code];
    };
    expect(await told(byNew())).toEqual(['allowed', undefined, undefined]);
    const ended = '  new: {key: {file: new.pub}, not-after: 2020-01-01, trust: own}\n';
    expect(await told(byNew(ended))).toEqual(['denied', undefined, 'SIGNER_UNTRUSTED']);
    const change = (path: string, part: 'tlogEntries' | 'timestampVerificationData'): string => {
      const before = readFileSync(path, 'utf8');
      const bundle = JSON.parse(before) as { verificationMaterial: Record<string, unknown> };
      delete bundle.verificationMaterial[part];
      writeFileSync(path, JSON.stringify(bundle));
      return before;
    };
    const own = change(bundleOf('new'), 'tlogEntries');
    expect(await told(byNew())).toEqual(['denied', undefined, 'LOG_ENTRY_MISSING']);
    writeFileSync(bundleOf('new'), own);
    const keyless = change(join(scene.folder, 'app.tgz.sigstore.json'), 'tlogEntries');
    expect(await told(byNew())).toEqual(['denied', 'LOG_ENTRY_MISSING', undefined]);
    writeFileSync(join(scene.folder, 'app.tgz.sigstore.json'), keyless);
    scene.write({ 'app.tgz': 'another package' });
    expect(await told(byNew())).toEqual(['denied', 'SUBJECT_MISMATCH', 'SUBJECT_MISMATCH']);
  });

  it('images have a referrer for each key, and provenance a bundle', async () => {
    const { host } = studio.sandbox.registry;
    await pushImage(host, 'acme/two', 'v1', 'two');
    const run = scene.run({ env: scene.job('acme/app') });
    const registry = createRegistry(run, {});
    const image = await registry.resolve(`${host}/acme/two:v1`);
    const options = { ...studio.options({ times: 0 }), keys: ['keyless', 'old.pem', 'new.pem'], registry };
    const signed = await signImages(run, { ...options, images: [image] });
    expect(signed.failures).toEqual([]);
    expect(imagesOf(signed.signed.flatMap(({ subjects }) => subjects))).toHaveLength(9);
    expect((await registry.find(image)).items).toHaveLength(3);
    const attested = await attestProvenance(run, { ...options, subjects: [image] });
    expect(attested.signed.map(({ signer }) => signer.name)).toEqual(['keyless', 'file:old.pem', 'file:new.pem']);
    expect((await registry.find(image)).items).toHaveLength(6);
    const text = policy('[signature: {by: builder}, signature: {by: new}]', fresh).replace(
      'paths: ["*"]',
      `images: ["${host}/acme/two"]`,
    );
    expect(await outcome(text, { paths: [], images: [`${host}/acme/two:v1`] })).toBe('allowed');
    expect(readdirSync(scene.folder).filter((name) => name.includes('sigstore'))).toEqual([]);
  });
});

describe('the signature of a fallback key at the gate', () => {
  const away = (): void =>
    void studio.sandbox.faults.add({ service: 'rekor', method: 'POST', answer: { status: 503, body: 'maintenance' } });
  const signInstead = async (): Promise<SigningReport> => {
    away();
    const verifyFallback = studio.prove({ logEntries: 0, times: 0 });
    return sign({ fallbackKey: 'emergency.pem', verify: studio.prove(), verifyFallback });
  };
  const either = '[signature: {by: {at-least: 1, of: [builder, emergency]}}]';

  it('counts where the policy lists it, with a note in every report and output', async () => {
    await signInstead();
    const { decision, run, exitStatus, emit } = await judge(policy(either));
    expect([decision.outcome, exitStatus, decision.fallbackSigners]).toEqual(['allowed', 0, ['emergency']]);
    expect(decision.notices?.[0]).toMatch(/^fallback-signer-used: .*"emergency" for app\.tgz/);
    emit();
    expect(run.events.at(-1)).toMatchObject({ event: 'decided', fallbackSigners: ['emergency'] });
    for (const format of FORMAT_NAMES) {
      const render = await FORMATS[format].load();
      expect([format, render(decision).includes('fallback-signer-used')]).toEqual([format, true]);
    }
    const report = JSON.parse((await FORMATS.json.load())(decision)) as { fallbackSigners: string[] };
    expect(report.fallbackSigners).toEqual(['emergency']);
  });

  it('is refused by a rule that does not list it', async () => {
    await signInstead();
    const { decision, ...refused } = await judge(policy('[signature: {by: builder}]'));
    expect(refused).toMatchObject({ outcome: 'denied', code: 'KEY_MISMATCH' });
    const [requirement] = decision.policies[0]?.subjects[0]?.rules[0]?.requirements ?? [];
    expect(requirement?.message).toContain('the fallback key "emergency"');
    expect(requirement?.hint).toContain('"by: {at-least: 1, of: [builder, emergency]}"');
    expect(requirement?.hint).not.toContain('trust');
  });

  it('is refused by a trust that requires what it lacks', async () => {
    await signInstead();
    const strict = policy(either).replace('fallback: true, trust: unlogged', 'fallback: true, trust: own');
    expect(await judge(strict)).toMatchObject({ outcome: 'denied', code: 'LOG_ENTRY_MISSING' });
  });

  it('has no note where the decision does not rest on it', async () => {
    await signInstead();
    studio.sandbox.faults.clear();
    await sign({ keys: ['keyless'], verify: studio.prove() });
    for (const require of [
      either,
      '[any-of: [[signature: {by: emergency}], [signature: {by: builder}]]]',
      '[signature: {by: builder}]',
    ]) {
      const { decision } = await judge(policy(require));
      expect([require, decision.outcome, decision.fallbackSigners, decision.notices?.join() ?? '']).toEqual([
        require,
        'allowed',
        undefined,
        expect.not.stringContaining('fallback'),
      ]);
    }
    // A rule that requires the fallback key by name rests on it, whatever else there is.
    expect((await judge(policy('[signature: {by: emergency}]'))).decision.fallbackSigners).toEqual(['emergency']);
    expect((await judge(policy('[signature: {by: {at-least: 2, of: [builder, emergency]}}]'))).decision.fallbackSigners).toEqual([
      'emergency',
    ]);
    expect(
      (await judge(policy('[any-of: [[signature: {by: emergency}, signature: {by: builder}]]]'))).decision.fallbackSigners,
    ).toEqual(['emergency']);
  });

  it('a key that is not called a fallback gives no note', async () => {
    await signInstead();
    const { decision } = await judge(policy(either).replace('fallback: true, ', ''));
    expect([decision.outcome, decision.fallbackSigners]).toEqual(['allowed', undefined]);
  });

  it('a denied decision has no note', async () => {
    await signInstead();
    const { decision } = await judge(policy(`[signature: {by: emergency}, signature: {by: builder}]`));
    expect([decision.outcome, decision.fallbackSigners]).toEqual(['denied', undefined]);
  });
});
