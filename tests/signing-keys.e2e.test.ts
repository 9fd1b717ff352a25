import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { runAction } from '../scripts/run-action.mjs';

/** The inputs for keys of one's own, in the committed bundles as the runner starts them. */

/** Asked to wait for longer than the run may take, it does not wait at all. */
const AWAY = { status: 503, body: 'maintenance', headers: { 'retry-after': '86400' } };
const PASSWORDS = { OWN_PASSWORD: 'one password', SPARE_PASSWORD: 'another password' };

let sandbox: Sandbox;
let cwd: string;
let scratch: string;
let ownPem = '';
let fingerprint = '';

beforeAll(async () => {
  sandbox = await startSandbox();
  cwd = mkdtempSync(join(tmpdir(), 'countersign-action-keys-'));
  scratch = mkdtempSync(join(tmpdir(), 'countersign-action-scratch-'));
  writeFileSync(join(cwd, 'app.tgz'), 'the package');
  for (const [name, passphrase] of [
    ['own', PASSWORDS.OWN_PASSWORD],
    ['spare', PASSWORDS.SPARE_PASSWORD],
  ] as const) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
    writeFileSync(join(cwd, `${name}.key`), pem, { mode: 0o600 });
    writeFileSync(join(cwd, `${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
    if (name === 'spare') continue;
    ownPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    fingerprint = `sha256:${createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex')}`;
  }
});
afterEach(() => sandbox.faults.clear());
afterAll(async () => {
  await sandbox.stop();
  for (const folder of [cwd, scratch]) rmSync(folder, { recursive: true, force: true });
});

const step = (action: string, inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) =>
  runAction(
    action,
    { paths: 'app.tgz', 'trusted-root': sandbox.files.trustedRoot, ...inputs },
    { cwd, scratch, env: { ...sandbox.github(), ...PASSWORDS, ...env } },
  );
const sign = (inputs: Readonly<Record<string, string>>) =>
  step('sign-blob', { 'signing-config': sandbox.files.signingConfig, ...inputs });

describe('the action sign-blob', () => {
  const fallback = {
    keys: 'keyless\nown.key',
    'fallback-key': 'spare.key',
    'key-password': 'own.key=env://OWN_PASSWORD\nspare.key=env://SPARE_PASSWORD',
  };

  it('with keyless and a fallback key: step summary, outputs and log say loudly who signed', async () => {
    sandbox.faults.add({ service: 'fulcio', method: 'POST', answer: AWAY });
    const { status, output, outputs, summary } = await sign(fallback);
    expect([status, output]).toEqual([0, expect.stringMatching(/^::warning.*keyless signing is not possible/m)]);
    expect(outputs['fallback-signed']).toBe('app.tgz');
    const entries = JSON.parse(outputs['bundles'] ?? '') as readonly Record<string, unknown>[];
    expect(entries.map(({ path, fallback: instead }) => [path, instead === undefined])).toEqual([
      ['app.tgz.spare.sigstore.json', false],
      ['app.tgz.own.sigstore.json', true],
    ]);
    expect(summary).toMatch(/> \[!CAUTION\][\s\S]*fallback key[\s\S]*made 1 of 2 signatures/);
    for (const secret of Object.values(PASSWORDS)) expect(`${summary}${JSON.stringify(outputs)}`).not.toContain(secret);
    // The fallback's signature is of that key, and of no other.
    const gate = (key: string) => step('verify-gate', { key, bundle: 'app.tgz.spare.sigstore.json' });
    expect((await gate('spare.pub')).outputs['decision']).toBe('allowed');
    expect((await gate('own.pub')).outputs['decision']).toBe('denied');
  });

  it('says no word of the fallback key where keyless signing works', async () => {
    const { status, outputs, summary, output } = await sign(fallback);
    expect([status, outputs['fallback-signed'], summary]).toEqual([0, '', expect.not.stringContaining('allback')]);
    expect(output).not.toContain('the fallback key');
  });

  it('refuses a line of key-password for another key, before anything is signed', async () => {
    const { status, output, outputs } = await sign({ ...fallback, 'key-password': 'other.key=env://OWN_PASSWORD' });
    expect([status, output]).toEqual([3, expect.stringContaining('not in keys')]);
    expect(outputs['bundles'] ?? '[]').toBe('[]');
  });

  it('refuses RSA-PSS with a log already in the plan', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(cwd, 'rsa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const { status, output } = await sign({
      keys: 'rsa.key',
      'signing-algorithm': 'rsa-sign-pss-2048-sha256',
      'dry-run': 'true',
    });
    expect([status, output]).toEqual([3, expect.stringMatching(/KEY_UNSUPPORTED.*PKCS #1 v1\.5/)]);
  });
});

describe('the action verify-gate', () => {
  it('takes a key of the environment only with key-digest, and only the right one', async () => {
    const signed = await sign({ keys: 'own.key', 'key-password': 'env://OWN_PASSWORD' });
    expect([signed.status, signed.output]).toEqual([0, expect.any(String)]);
    const bundle = { bundle: 'app.tgz.sigstore.json' };
    const gate = async (inputs: Readonly<Record<string, string>>, pem = ownPem) => {
      const { status, outputs } = await step(
        'verify-gate',
        { key: 'env://RELEASE_PUB', ...bundle, ...inputs },
        { RELEASE_PUB: pem },
      );
      return [status, outputs['decision']];
    };
    expect(await gate({ 'key-digest': fingerprint })).toEqual([0, 'allowed']);
    expect(await gate({})).toEqual([3, 'undecided']);
    const spare = readFileSync(join(cwd, 'spare.pub'), 'utf8');
    expect((await gate({ 'key-digest': fingerprint }, spare))[1]).not.toBe('allowed');
    expect((await gate({ 'key-digest': `sha256:${'0'.repeat(64)}` }))[1]).not.toBe('allowed');
  });
});
