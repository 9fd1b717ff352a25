import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Studio } from '../signing/testing/studio.js';
import { altered, files, images, POLICY, policyOf, SIGNED, word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(async () => {
  scene = openScene(studio);
  scene.write({ 'policy.yaml': policyOf(studio, files(SIGNED)), 'app.tgz': 'app' });
  await scene.sign(scene.job('acme/app'), ['app.tgz']);
});
afterAll(() => studio.close());

const APP = { paths: ['app.tgz'] };

describe('several policies', () => {
  it.each([
    ['deny', ['denied', 1]],
    ['abstain', ['allowed', 0]],
  ])('one without a matching rule, "unmatched: %s", and one that allows: %j', async (unmatched, expected) => {
    scene.write({ 'other.yaml': policyOf(studio, images(studio, SIGNED), `unmatched: ${unmatched}\n`) });
    for (const policies of [
      ['policy.yaml', 'other.yaml'],
      ['other.yaml', 'policy.yaml'],
    ])
      expect(word(await scene.gate({ ...APP, policies })).slice(0, 2)).toEqual(expected);
  });

  it('one that abstains still revokes', async () => {
    const { decision } = await scene.gate({ ...APP, ...POLICY });
    const sha256 = decision.subjects[0]?.digests.sha256 ?? '';
    const revoked = `unmatched: abstain\nrevoked: [{digest: "sha256:${sha256}"}]\n`;
    scene.write({ 'other.yaml': policyOf(studio, images(studio, SIGNED), revoked) });
    expect(word(await scene.gate({ ...APP, policies: ['policy.yaml', 'other.yaml'] })).slice(0, 2)).toEqual(['denied', 1]);
  });

  it('an expectation of one policy counts, although another policy allows everything', async () => {
    const expecting = files(SIGNED).replace('require:', 'expect: {at-least: 2}, require:');
    scene.write({ 'other.yaml': policyOf(studio, expecting) });
    const result = await scene.gate({ ...APP, policies: ['policy.yaml', 'other.yaml'] });
    expect(result).toMatchObject({ exitStatus: 1, decision: { problems: [{ code: 'EXPECTATION_NOT_MET' }] } });
  });
});

describe('any-of', () => {
  const alternatives = (second: string) => files(`{any-of: [[{attestation: {type: "https://a/b", by: release}}], [${second}]]}`);

  it('is judged with the trusts of the signers in its alternatives', async () => {
    scene.write({ 'policy.yaml': policyOf(studio, alternatives(`{${SIGNED}}`)) });
    expect(word(await scene.gate({ ...APP, ...POLICY }))).toEqual(['allowed', 0]);
  });

  it('is not met by parts of two alternatives', async () => {
    const both = `{${SIGNED}}, {attestation: {type: "https://c/d", by: release}}`;
    scene.write({ 'policy.yaml': policyOf(studio, alternatives(both)) });
    expect(word(await scene.gate({ ...APP, ...POLICY })).slice(0, 2)).toEqual(['denied', 1]);
  });
});

describe('the trust of the run', () => {
  const line = () => ({
    certificateIdentity: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
    certificateOidcIssuer: studio.sandbox.issuers.github,
  });

  it('a root that cannot be loaded makes everything undecided', async () => {
    const trustedRoot = `https://127.0.0.1:1/tuf#sha256=${'0'.repeat(64)}`;
    const result = await scene.gate({ ...APP, oneLine: line(), trustedRoot }, scene.run());
    expect(word(result).slice(0, 2)).toEqual(['undecided', 2]);
  });

  it('transparency-log: off does not change a policy that names its root', async () => {
    const without = altered(scene, 'app.tgz.sigstore.json', (bundle) => {
      delete (bundle['verificationMaterial'] as Record<string, unknown>)['tlogEntries'];
    });
    scene.write({ 'app.tgz.sigstore.json': without });
    const ofRun = { oneLine: line(), trustedRoot: 'root.json' };
    const judge = async (options: object, transparencyLog: 'off' | 'required') =>
      word(await scene.gate({ ...APP, ...options, transparencyLog }));
    expect(await judge(ofRun, 'off')).toEqual(['allowed', 0]);
    expect(await judge(ofRun, 'required')).toEqual(['denied', 1, 'LOG_ENTRY_MISSING']);
    expect(await judge(POLICY, 'off')).toEqual(['denied', 1, 'LOG_ENTRY_MISSING']);
  });

  it('transparency-log: off is a notice of the decision, and no log entry is needed', async () => {
    const ask = (transparencyLog: 'off' | 'required') =>
      scene.gate({ ...APP, oneLine: line(), trustedRoot: 'root.json', transparencyLog });
    expect((await ask('required')).decision.notices).toBeUndefined();
    expect((await ask('off')).decision.notices).toEqual([expect.stringContaining('transparency-log is off')]);
  });
});

describe('a revoked signer', () => {
  const twice = (trust = '') => `  again:
    github: {issuer: ${studio.sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}
${trust}`;
  const revoking = (rule: string, trust = '', signerTrust = '') =>
    policyOf(studio, files(rule), 'revoked: [{signer: release}]\n')
      .replace('rules:\n', `${twice(signerTrust)}rules:\n`)
      .replace('root: root.json}}', `root: root.json}${trust}}`);

  it.each([
    'signature: {by: {at-least: 1, of: [release, again]}}',
    'signature: {by: again}',
    '{any-of: [[{signature: {by: again}}], [{signature: {by: release}}]]}',
  ])('does not count under another name: %s', async (rule) => {
    scene.write({ 'policy.yaml': revoking(rule) });
    expect(word(await scene.gate({ ...APP, ...POLICY }))).toEqual(['denied', 1, 'REVOKED']);
    scene.write({ 'policy.yaml': revoking(rule).replace('revoked: [{signer: release}]\n', '') });
    expect(word(await scene.gate({ ...APP, ...POLICY }))).toEqual(['allowed', 0]);
  });

  it('does not count under a copy of its root, whatever thresholds that trust has', async () => {
    scene.write({ 'copy.json': readFileSync(join(scene.folder, 'root.json'), 'utf8') });
    const text = revoking('signature: {by: again}', ', copy: {root: copy.json}', '    trust: copy\n').replace(
      'workflow: release.yml}\n  again',
      'workflow: release.yml}\n    trust: public\n  again',
    );
    scene.write({ 'policy.yaml': text });
    expect(word(await scene.gate({ ...APP, ...POLICY }))).toEqual(['denied', 1, 'REVOKED']);
    // The trust of the revoked signer needs more than the evidence has.
    scene.write({ 'policy.yaml': text.replace('root: root.json}', 'root: root.json, timestamps: 9}') });
    expect(word(await scene.gate({ ...APP, ...POLICY }))).toEqual(['denied', 1, 'REVOKED']);
  });
});
