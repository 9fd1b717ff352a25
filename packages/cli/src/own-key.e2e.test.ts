import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startSandbox } from '@countersign/sandbox';
import { peer } from '../../../suites/peers.mjs';
import { countersign, runProcess, type Ended } from './testing/program.js';

/** An own key where there is no network: no log, no timestamp. */

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-own-key-'));
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(cwd, 'own.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(cwd, 'own.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(join(cwd, 'app.tgz'), 'the package');
  const { status, stderr } = await countersign(['sign-blob', 'app.tgz', '--key', 'own.key', ...ALONE], { cwd });
  expect([status, stderr]).toEqual([0, expect.stringContaining('recorded in no public log and prove no time')]);
  expect(stderr).toMatch(/^verify with: .* --key own\.pub --transparency-log off --network none$/m);
  expect(stderr).toMatch(/^signed app\.tgz with file:own\.key$/m);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const ALONE = ['--transparency-log', 'off', '--network', 'none'];
const verify = (...more: readonly string[]): Promise<Ended> =>
  countersign(['verify', 'app.tgz', '--key', 'own.pub', '--network', 'none', ...more], { cwd });

it('signs, and the gate allows it only where it is told that there is no log', async () => {
  expect(JSON.parse(readFileSync(join(cwd, 'app.tgz.sigstore.json'), 'utf8'))).toMatchObject({
    verificationMaterial: { publicKey: { hint: expect.any(String) as unknown } },
  });
  const report = join(cwd, 'report.json');
  expect(await verify('--transparency-log', 'off', '--report', `json=${report}`)).toMatchObject({ status: 0 });
  expect(readFileSync(report, 'utf8')).toContain('no public log shows what was signed');
  expect(await verify()).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/LOG_ENTRY_MISSING[\s\S]*transparency-log: off/) as unknown,
  });
});

it('reads a public key from a variable that only a policy or a list of keys names', async () => {
  const pem = readFileSync(join(cwd, 'own.pub'), 'utf8');
  const sha256 = createHash('sha256')
    .update(createPublicKey(pem).export({ type: 'spki', format: 'der' }))
    .digest('hex');
  const policy = (pin: string): string =>
    `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: own}
trust: {alone: {sigstore: public-good, log-entries: 0, timestamps: 0}}
signers: {own: {key: {env: COSIGN_PUBLIC_KEY, sha256: ${pin}}, trust: alone}}
rules: [{name: all, match: {paths: ["*.tgz"]}, require: [{signature: {by: own}}]}]
`;
  writeFileSync(join(cwd, 'env.policy.yaml'), policy(sha256));
  writeFileSync(join(cwd, 'other.policy.yaml'), policy('0'.repeat(64)));
  const ask = (file: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
    countersign(['verify', 'app.tgz', '--policy', file, '--network', 'none'], { cwd, env });
  expect(await ask('env.policy.yaml', { COSIGN_PUBLIC_KEY: pem })).toMatchObject({ status: 0 });
  expect((await ask('other.policy.yaml', { COSIGN_PUBLIC_KEY: pem })).status).not.toBe(0);
  expect(await ask('env.policy.yaml', {})).toMatchObject({ stderr: expect.stringContaining('is not set') as unknown });
  writeFileSync(
    join(cwd, 'keys.yaml'),
    `{apiVersion: countersign.dev/v1beta1, kind: Keys, keys: [{name: own, key: "env://COSIGN_PUBLIC_KEY", role: release, created: ${new Date().toISOString().slice(0, 10)}, sha256: ${sha256}}]}`,
  );
  expect(await countersign(['keys', 'check', '--list', 'keys.yaml'], { cwd, env: { COSIGN_PUBLIC_KEY: pem } })).toMatchObject({
    status: 0,
  });
});

const cosign = peer('cosign');
(cosign === undefined ? it.skip : it)('cosign accepts the bundle with --insecure-ignore-tlog, and no changed file', async () => {
  const ask = (file: string): Promise<Ended> =>
    runProcess(
      cosign ?? '',
      ['verify-blob', '--key', 'own.pub', '--insecure-ignore-tlog', '--bundle', 'app.tgz.sigstore.json', file],
      { cwd },
    );
  expect(await ask('app.tgz')).toMatchObject({ status: 0, stderr: expect.stringContaining('Verified OK') as unknown });
  writeFileSync(join(cwd, 'other.tgz'), 'another package');
  expect((await ask('other.tgz')).status).not.toBe(0);
});

it('signs without a timestamp where a signing config is only in the cache of a TUF mirror, and refuses one that is named', async () => {
  const sandbox = await startSandbox();
  try {
    const mirror = `${sandbox.urls.tuf}#root=${sandbox.files.tufRoot}`;
    const sign = (...more: readonly string[]): Promise<Ended> =>
      countersign(['sign-blob', 'app.tgz', '--key', 'own.key', '--transparency-log', 'off', ...more], {
        cwd,
        env: { HOME: cwd },
      });
    const bundle = (): unknown => JSON.parse(readFileSync(join(cwd, 'app.tgz.sigstore.json'), 'utf8'));
    expect(await sign('--trusted-root', mirror)).toMatchObject({ status: 0 });
    expect(JSON.stringify(bundle())).toContain('rfc3161Timestamps');
    expect(await sign('--trusted-root', mirror, '--network', 'none')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('no transparency log entry, no timestamp') as unknown,
    });
    expect(JSON.stringify(bundle())).not.toContain('signedTimestamp');
    const named = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
    expect(await sign(...named, '--network', 'none')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/NETWORK_FORBIDDEN: .*timestamp authority of the signing config/) as unknown,
    });
  } finally {
    await sandbox.stop();
  }
});
