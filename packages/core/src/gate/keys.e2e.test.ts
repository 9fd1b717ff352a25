import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectFiles } from '../artifacts/index.js';
import { signFiles } from '../signing/index.js';
import { keyFile, type KeyName } from '../signing/testing/keys.js';
import type { Studio } from '../signing/testing/studio.js';
import { encodeDer, encodeDerInteger, encodeDerOid, encodeDerSequence, encodePem } from '../wire/index.js';
import { prover } from './prover.js';
import { altered } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(() => {
  scene = openScene(studio);
  scene.write({ 'app.tgz': 'the package' });
});
afterAll(() => studio.close());

/** Signs with a new key; `key.pub` is its public half. Returns the fingerprint. */
async function signWith(name: KeyName): Promise<string> {
  writeFileSync(join(scene.folder, 'key.pub'), keyFile(scene.folder, name, 'key.pem').publicPem);
  const run = scene.run();
  const subjects = await collectFiles(run, { paths: ['app.tgz'] });
  const report = await signFiles(run, { ...studio.options({ times: 0, scts: 0 }), keys: ['key.pem'], subjects });
  if (report.failures.length > 0) throw report.failures[0]?.error;
  return report.signed[0]?.signer.fingerprint ?? '';
}

const policy = (key: string, trust = '{root: root.json}', more = ''): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {own: ${trust}}
signers: {ops: {key: ${key}${more}}}
rules: [{name: all, match: {paths: ["*"]}, require: [signature: {by: ops}]}]
`;
const ask = async (text: string) => {
  scene.write({ 'policy.yaml': text });
  const { decision } = await scene.gate({ policies: ['policy.yaml'], paths: ['app.tgz'] });
  return [decision.outcome, decision.policies[0]?.subjects[0]?.rules[0]?.requirements[0]?.code];
};

describe('own keys', () => {
  it.each<KeyName>(['P-256', 'P-384', 'P-521', 'RSA-2048'])(
    '%s is allowed by its file, by its pin, and with the one-line policy',
    async (name) => {
      const fingerprint = await signWith(name);
      expect(await ask(policy('{file: key.pub}'))).toEqual(['allowed', undefined]);
      expect(await ask(policy(`{file: key.pub, sha256: ${fingerprint}}`))).toEqual(['allowed', undefined]);
      const line = await scene.gate({ paths: ['app.tgz'], oneLine: { key: 'key.pub' }, trustedRoot: 'root.json' });
      expect(line.decision.outcome).toBe('allowed');
    },
  );

  it('another key is denied, and a key that is not the pinned one is refused', async () => {
    await signWith('P-256');
    writeFileSync(join(scene.folder, 'other.pub'), keyFile(scene.folder, 'P-384', 'other.pem').publicPem);
    expect(await ask(policy('{file: other.pub}'))).toEqual([
      'denied',
      expect.stringMatching(/^(?:KEY_MISMATCH|SIGNATURE_INVALID)$/),
    ]);
    await expect(ask(policy(`{file: key.pub, sha256: ${'0'.repeat(64)}}`))).rejects.toMatchObject({ code: 'POLICY_UNTRUSTED' });
  });

  it('a time window needs a verified time, which must be in it', async () => {
    await signWith('P-256');
    const stamped = '{root: root.json, timestamps: 1}';
    expect(await ask(policy('{file: key.pub}', stamped, ', not-after: 2090-01-01'))).toEqual(['allowed', undefined]);
    expect(await ask(policy('{file: key.pub}', stamped, ', not-after: 2020-01-01'))).toEqual(['denied', 'SIGNER_UNTRUSTED']);
  });

  it('max-age and not-before are refused for keys: anyone can get a new timestamp for an old signature', async () => {
    await signWith('P-256');
    for (const text of [
      policy('{file: key.pub}', '{root: root.json, timestamps: 1}', ', not-before: 2020-01-01'),
      policy('{file: key.pub}').replace('by: ops', 'by: ops, max-age: 14d'),
      `${policy('{file: key.pub}')}revoked: [{signer: ops, not-before: 2020-01-01, not-after: 2020-02-01}]\n`,
    ])
      await expect(ask(text)).rejects.toMatchObject({ code: 'POLICY_INVALID', exitStatus: 3 });
  });

  it('a trust without a root accepts only keys', async () => {
    await signWith('P-256');
    const none = '{log-entries: 0, timestamps: 0}';
    expect(await ask(policy('{file: key.pub}', none))).toEqual(['allowed', undefined]);
    await scene.sign(scene.job('acme/app'), ['app.tgz']);
    expect((await ask(policy('{file: key.pub}', none)))[0]).toBe('denied');
  });
});

describe('own keys without transparency log and timestamp authority', () => {
  const trustedRoot = 'root.json';
  const withoutTrust = (signer = '{key: {file: key.pub}}', more = ''): string =>
    `apiVersion: countersign.dev/v1beta1
kind: Policy
signers: {ops: ${signer}}
rules: [{name: all, match: {paths: ["*"]}, require: [signature: {by: ops}]}]
${more}`;
  const judge = async (options: object, transparencyLog?: 'off' | 'required') => {
    const { decision } = await scene.gate({ paths: ['app.tgz'], ...options, ...(transparencyLog ? { transparencyLog } : {}) });
    const code = decision.policies[0]?.subjects[0]?.rules[0]?.requirements[0]?.code;
    return { outcome: decision.outcome, code, notices: decision.notices };
  };
  const ofFile = (text: string) => {
    scene.write({ 'policy.yaml': text });
    return { policies: ['policy.yaml'], trustedRoot };
  };

  /** Without network and without signing config: nothing but the key. */
  async function signAlone(): Promise<void> {
    writeFileSync(join(scene.folder, 'key.pub'), keyFile(scene.folder, 'P-256', 'key.pem').publicPem);
    const run = scene.run({ capability: 'none' });
    const subjects = await collectFiles(run, { paths: ['app.tgz'] });
    const verify = prover(undefined, run.clock, { transparencyLog: 'off' });
    const keys = ['key.pem'];
    const options = {
      signingConfig: undefined,
      trustedLogs: [],
      isPublic: false,
      keys,
      transparencyLog: 'off',
      verify,
      subjects,
    } as const;
    const report = await signFiles(run, options);
    expect(report.failures).toEqual([]);
    expect(report.signed[0]?.bundle).toMatchObject({ logEntries: [], timestamps: [] });
    expect(run.lines).toContainEqual(expect.stringContaining('recorded in no public log and prove no time'));
  }

  it('sign, and are allowed where the run says that there is no log; the decision says what is missing', async () => {
    await signAlone();
    for (const options of [{ oneLine: { key: 'key.pub' }, trustedRoot }, ofFile(withoutTrust())]) {
      expect(await judge(options, 'off')).toMatchObject({
        outcome: 'allowed',
        notices: [
          expect.stringMatching(/no public log shows what was signed.*signatures of keys need no proven time/),
          expect.stringMatching(/^1 allowed artifact rests on signatures without an entry in a transparency log/),
          expect.stringMatching(/^1 allowed artifact rests on signatures without a proven time/),
        ],
      });
      for (const said of [undefined, 'required'] as const)
        expect(await judge(options, said)).toMatchObject({ outcome: 'denied', code: 'LOG_ENTRY_MISSING' });
    }
    scene.write({ 'app.tgz': 'another package' });
    expect(await judge({ oneLine: { key: 'key.pub' }, trustedRoot }, 'off')).toMatchObject({ outcome: 'denied' });
  });

  it.each([
    ['asks for a log entry', '{root: root.json, log-entries: 1}', 'LOG_ENTRY_MISSING'],
    ['names its root and no thresholds', '{root: root.json}', 'LOG_ENTRY_MISSING'],
    ['asks for a timestamp', '{root: root.json, log-entries: 0, timestamps: 1}', 'TIMESTAMP_MISSING'],
  ])('are denied by a policy that %s', async (_, trust, code) => {
    await signAlone();
    expect(await judge(ofFile(policy('{file: key.pub}', trust)), 'off')).toMatchObject({ outcome: 'denied', code });
  });

  it('are denied where a time decides: the end of a signer, or a revocation from a time on', async () => {
    await signAlone();
    const ended = withoutTrust('{key: {file: key.pub}, not-after: 2090-01-01}');
    const revoked = withoutTrust(undefined, 'revoked: [{signer: ops, not-before: 2090-01-01}]\n');
    for (const text of [ended, revoked]) expect((await judge(ofFile(text), 'off')).outcome).toBe('denied');
  });

  it('a certificate still needs a timestamp', async () => {
    await scene.sign(scene.job('acme/app'), ['app.tgz']);
    const bare = altered(scene, 'app.tgz.sigstore.json', (bundle) => {
      const material = bundle['verificationMaterial'] as Record<string, unknown>;
      delete material['tlogEntries'];
      delete material['timestampVerificationData'];
    });
    scene.write({ 'app.tgz.sigstore.json': bare });
    const oneLine = {
      certificateIdentity: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
      certificateOidcIssuer: studio.sandbox.issuers.github,
    };
    expect(await judge({ oneLine, trustedRoot }, 'off')).toMatchObject({ outcome: 'denied', code: 'TIMESTAMP_MISSING' });
  });
});

describe('one RSA key under several names', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'der' });
  const SHA256 = encodeDerSequence(encodeDerOid('2.16.840.1.101.3.4.2.1'), encodeDer(5));
  const MGF1 = encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.8'), SHA256);
  const salt = (length: bigint): Uint8Array =>
    encodeDerSequence(encodeDer(0xa0, SHA256), encodeDer(0xa1, MGF1), encodeDer(0xa2, encodeDerInteger(length)));
  const pss = (...parameters: readonly Uint8Array[]): string =>
    encodePem(
      'PUBLIC KEY',
      encodeDerSequence(
        encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.10'), ...parameters),
        encodeDer(3, Uint8Array.of(0), pkcs1),
      ),
    );
  const SPELLINGS: Readonly<Record<string, string>> = {
    alice: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    bob: pss(),
    carol: pss(salt(32n)),
    dave: pss(salt(20n)),
    erin: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };

  const bundle = (content: string, padding: number): string => {
    const signature = sign('sha256', Buffer.from(content), { key: privateKey, padding, saltLength: 32 });
    const messageDigest = { algorithm: 'SHA2_256', digest: createHash('sha256').update(content).digest('base64') };
    return JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] },
      messageSignature: { messageDigest, signature: signature.toString('base64') },
    });
  };
  const asked = async (people: number, names: readonly string[], more = '') => {
    const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
    const bundles = [RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING, RSA_PKCS1_PSS_PADDING].map((padding) =>
      bundle('the package', padding),
    );
    scene.write({
      ...Object.fromEntries(names.map((name) => [`${name}.pub`, SPELLINGS[name] ?? ''])),
      'app.jsonl': `${bundles.join('\n')}\n`,
      'policy.yaml': `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {own: {log-entries: 0, timestamps: 0}}
signers:
${names.map((name) => `  ${name}: {key: {file: ${name}.pub}}`).join('\n')}
rules: [{name: f, match: {paths: ["**"]}, require: [{signature: {by: {at-least: ${String(people)}, of: [${names.join(', ')}]}}}]}]
${more}`,
    });
    const { decision } = await scene.gate({ policies: ['policy.yaml'], paths: ['app.tgz'], evidence: ['app.jsonl'] });
    return [decision.outcome, decision.policies[0]?.subjects[0]?.rules[0]?.requirements[0]?.code];
  };
  const names = Object.keys(SPELLINGS);
  const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));

  it.each(pairs)('%s and %s are one person', async (...pair) => {
    expect(await asked(1, pair)).toEqual(['allowed', undefined]);
    expect(await asked(2, pair)).toEqual(['denied', 'THRESHOLD_NOT_MET']);
  });

  it('all of them together are one person', async () => {
    expect(await asked(2, names)).toEqual(['denied', 'THRESHOLD_NOT_MET']);
  });

  it.each(pairs)('revoking %s revokes %s', async (revoked, other) => {
    const both = [revoked, other];
    expect(await asked(1, both, `revoked: [{signer: ${revoked}}]\n`)).toEqual(['denied', 'REVOKED']);
    expect(await asked(1, both, `revoked: [{signer: ${other}}]\n`)).toEqual(['denied', 'REVOKED']);
  });
});
