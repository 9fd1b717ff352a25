import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { publicKeyFromObject } from '../../crypto/index.js';
import { failure, testRun, type TestRun } from '../../net/testing/test-run.js';
import { keyToRevoke, revokeIn, rotateKey, type Rotation } from './index.js';

/** A rotation that is ended at any moment, and journals that the user did not write. */

const PASSWORD = 'correct horse battery staple';
const DAY = 86_400_000;
const POLICY = `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {corp: {sigstore: public-good}}
signers:
  ops-2025: {key: {file: keys/ops-2025.pub}, trust: corp}
rules:
  - name: all
    match: {paths: ["*"]}
    require:
      - signature: {by: ops-2025}
`;

const LIST = `apiVersion: countersign.dev/v1beta1
kind: Keys
keys:
  - {name: ops-2025, key: keys/ops-2025.pub, role: release, created: 2025-01-01T00:00:00Z}
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-rotation-'));
  mkdirSync(join(folder, 'keys'));
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'keys', 'ops-2025.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  for (const name of ['one.yaml', 'two.yaml']) writeFileSync(join(folder, name), POLICY);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rotate = (run: TestRun, changes: Partial<Parameters<typeof rotateKey>[1]> = {}): Promise<Rotation> =>
  rotateKey(run, {
    signer: 'ops-2025',
    policies: ['one.yaml', 'two.yaml'],
    name: 'ops-2026',
    details: 'PKIX_ECDSA_P256_SHA_256',
    format: 'pkcs8',
    password: () => Promise.resolve(PASSWORD),
    stores: [],
    overlap: 30 * DAY,
    dryRun: false,
    ...changes,
  });
const moment = (days: number): string => new Date(Date.now() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z');
const text = (path: string): string => readFileSync(join(folder, path), 'utf8');
const fingerprintOf = (path: string): string =>
  publicKeyFromObject(createPublicKey(createPrivateKey({ key: text(path), passphrase: PASSWORD }))).fingerprint;

/** From its nth use on, nothing more is written: every file is written under a random name first. */
function endedAt(last: number): TestRun {
  const run = testRun({ cwd: folder });
  let used = 0;
  return {
    ...run,
    random(length) {
      used += 1;
      if (used >= last) throw new Error('killed');
      return run.random(length);
    },
  };
}

describe('a rotation that is killed', () => {
  const moments = Array.from({ length: 30 }, (_, index) => index + 1);

  it.each([[[], 'keys/ops-2026.key', undefined] as const, [['copy.key'], 'copy.key', 'keys.yaml'] as const])(
    'at any moment goes on with the same command, with one key (places: %j)',
    async (stores, kept, list) => {
      const announcement = list === undefined ? undefined : 'announcement.md';
      let whole = 0;
      for (const last of moments) {
        rmSync(join(folder, 'keys'), { recursive: true });
        rmSync(join(folder, 'copy.key'), { force: true });
        mkdirSync(join(folder, 'keys'));
        const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        writeFileSync(join(folder, 'keys', 'ops-2025.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
        for (const name of ['one.yaml', 'two.yaml']) writeFileSync(join(folder, name), POLICY);
        rmSync(join(folder, 'announcement.md'), { force: true });
        writeFileSync(join(folder, 'keys.yaml'), LIST);
        const options = { stores, list, announcement };
        try {
          await rotate(endedAt(last), options);
          whole += 1;
        } catch (thrown) {
          expect(String(thrown)).toMatch(/killed|cannot be written/);
          const resumed = await rotate(testRun({ cwd: folder }), options);
          expect([last, resumed.key?.fingerprint]).toEqual([last, fingerprintOf(kept)]);
        }
        for (const name of ['one.yaml', 'two.yaml'])
          expect(text(name)).toContain(`ops-2026: {key: {file: keys/ops-2026.pub, sha256: ${fingerprintOf(kept)}}, trust: corp}`);
        expect(readdirSync(join(folder, 'keys')).filter((name) => /rotation|tmp/.test(name))).toEqual([]);
        expect(existsSync(join(folder, 'keys', 'ops-2026.key'))).toBe(stores.length === 0);
        expect(text('keys.yaml').match(/ops-2026\.pub|retired/g)).toEqual(
          list === undefined ? null : ['retired', 'ops-2026.pub'],
        );
        expect(existsSync(join(folder, 'announcement.md'))).toBe(list !== undefined);
      }
      // The moments reach past the end.
      expect(whole).toBeGreaterThan(0);
      expect(whole).toBeLessThan(moments.length);
    },
  );

  it('two at the same time: one is done, and the other changes nothing', async () => {
    const results = await Promise.allSettled([rotate(testRun({ cwd: folder })), rotate(testRun({ cwd: folder }))]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const name of ['one.yaml', 'two.yaml']) expect(text(name)).toContain(`sha256: ${fingerprintOf('keys/ops-2026.key')}`);
  });
});

describe('the changed policy', () => {
  const signerOf = (name: string): string =>
    text(name)
      .split('\n')
      .find((line) => line.includes('ops-2026: {')) ?? '';

  it('is written where a link leads, and can be read by the same people', async () => {
    mkdirSync(join(folder, 'shared'));
    renameSync(join(folder, 'one.yaml'), join(folder, 'shared', 'one.yaml'));
    chmodSync(join(folder, 'shared', 'one.yaml'), 0o600);
    symlinkSync(join('shared', 'one.yaml'), join(folder, 'one.yaml'));
    await rotate(testRun({ cwd: folder }));
    expect(lstatSync(join(folder, 'one.yaml')).isSymbolicLink()).toBe(true);
    // The file of the key is found from the folder of the link, where the gate reads the policy.
    expect(text('shared/one.yaml')).toContain('keys/ops-2026.pub');
    expect(statSync(join(folder, 'shared', 'one.yaml')).mode & 0o777).toBe(0o600);
  });

  it('says that the new key is a fallback if the old one is', async () => {
    for (const name of ['one.yaml', 'two.yaml'])
      writeFileSync(join(folder, name), POLICY.replace('trust: corp}\n', 'trust: corp, fallback: true}\n'));
    await rotate(testRun({ cwd: folder }));
    expect(signerOf('one.yaml')).toMatch(/, trust: corp, fallback: true\}$/);
  });

  it('names the algorithm that the public key does not show', async () => {
    await rotate(testRun({ cwd: folder }), { details: 'PKIX_RSA_PSS_2048_SHA256' });
    expect(signerOf('one.yaml')).toContain(', algorithm: rsa-sign-pss-2048-sha256}');
  });

  it('does not take the place of a change that someone else made meanwhile', async () => {
    const run = testRun({ cwd: folder });
    const revoked = await keyToRevoke(run, 'ops-2025', ['one.yaml'], undefined);
    writeFileSync(join(folder, 'one.yaml'), `${POLICY}# more\n`);
    expect(await failure(revokeIn(run, revoked, { since: undefined, dryRun: false }))).toMatchObject({ code: 'FILE_CHANGED' });
    expect(text('one.yaml')).toBe(`${POLICY}# more\n`);
  });

  it.each([
    ['of the service of another, pinned key', `kms: "hashivault://other", sha256: ${'a'.repeat(64)}`, 'it is another key'],
    ['of a file that may have the same key', 'file: keys/other.pub', 'the signer is not revoked'],
  ])('a revocation does not wait for the answer %s', async (_name, key, warning) => {
    const signers = POLICY.replace('rules:\n', `  other: {key: {${key}}, trust: corp}\nrules:\n`);
    writeFileSync(join(folder, 'one.yaml'), signers);
    const run = testRun({ cwd: folder });
    const found = await keyToRevoke(run, 'ops-2025', ['one.yaml'], undefined);
    await revokeIn(run, found, { since: undefined, dryRun: false });
    expect(text('one.yaml')).toBe(`${signers}revoked: [{signer: ops-2025}]\n`);
    expect(run.lines.filter((line) => line.startsWith('warn')).join('\n')).toContain(warning);
  });

  it('and no other file is overwritten by the announcement', async () => {
    writeFileSync(join(folder, 'README.md'), 'ours');
    expect(await failure(rotate(testRun({ cwd: folder }), { announcement: 'README.md' }))).toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect([text('README.md'), text('one.yaml')]).toEqual(['ours', POLICY]);
  });
});

describe('a journal that the user did not write', () => {
  /** As one that an attacker adds to the repository: it says that the key is made, and is the attacker's. */
  function plant(mode: number, changes: Readonly<Record<string, unknown>> = {}): void {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const journal = {
      signer: 'ops-2025',
      name: 'ops-2026',
      details: 'PKIX_ECDSA_P256_SHA_256',
      key: 'ops-2026.key',
      fingerprint: publicKeyFromObject(publicKey).fingerprint,
      began: moment(-1),
      notAfter: moment(29),
      done: ['key'],
      ...changes,
    };
    const path = join(folder, 'keys', '.rotation-ops-2025.json');
    writeFileSync(path, JSON.stringify(journal));
    chmodSync(path, mode);
    writeFileSync(`${path}.pub`, publicKey.export({ type: 'spki', format: 'pem' }));
  }

  it.each([
    ['as a checkout writes it', 0o644, {}],
    ['with the mode of ours: there is no private key', 0o600, {}],
    ['all but the policies is said to be done', 0o600, { done: ['key', 'public-key', 'archive'] }],
    ['another private key', 0o600, { key: 'other.key' }],
    ['an old key that stays for longer', 0o600, { notAfter: moment(3000) }],
    ['another name', 0o600, { name: '../ops' }],
    ['a beginning in the future', 0o600, { began: moment(100), notAfter: moment(130) }],
  ])('%s: no policy trusts its key, and no file is removed', async (_name, mode, changes) => {
    plant(mode, changes);
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(join(folder, 'other.key'), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const error = await failure(rotate(testRun({ cwd: folder }), { stores: ['copy.key'] }));
    expect(['INPUT_INVALID', 'KEY_INVALID']).toContain(error.code);
    for (const name of ['one.yaml', 'two.yaml']) expect(text(name)).toBe(POLICY);
    expect(existsSync(join(folder, 'other.key'))).toBe(true);
    expect(existsSync(join(folder, 'copy.key'))).toBe(false);
  });

  it('with a private key that needs no password, where the new one has one, is refused', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    plant(0o600, { fingerprint: publicKeyFromObject(pair.publicKey).fingerprint });
    writeFileSync(join(folder, 'keys', '.rotation-ops-2025.json.pub'), pair.publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(folder, 'keys', 'ops-2026.key'), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    });
    expect(await failure(rotate(testRun({ cwd: folder })))).toMatchObject({ code: 'KEY_INVALID' });
    for (const name of ['one.yaml', 'two.yaml']) expect(text(name)).toBe(POLICY);
  });
});
