import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { readOptions } from '@countersign/surface/options';
import { signBlob, signImage } from '@countersign/surface/sign';
import { createHash } from 'node:crypto';
import { runGate } from '@countersign/core/gate';
import { testRun, type TestRun } from '../../../../core/src/net/testing/test-run.js';
import { pushImage } from '../../../../core/src/signing/testing/image.js';
import { readArguments } from '../../arguments.js';
import type { Io } from '../../command.js';
import { command as revoke } from './revoke.js';

/** What a revoked key signed in a folder and a registry is signed again with the new one, and nothing of an attacker. */

const before = process.cwd();
let sandbox: Sandbox;
let cwd = '';
let trust: readonly string[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ registry: {} });
  cwd = mkdtempSync(join(tmpdir(), 'countersign-sign-again-'));
  process.chdir(cwd);
  trust = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
  for (const name of ['old', 'new']) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(`${name}.key`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(`${name}.pub`, publicKey.export({ type: 'spki', format: 'pem' }));
  }
  writeFileSync('root.json', readFileSync(sandbox.files.trustedRoot));
  writeFileSync(
    'policy.yaml',
    `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {corp: {root: root.json}}
signers:
  old: {key: {file: old.pub}, trust: corp}
  new: {key: {file: new.pub}, trust: corp}
rules:
  - name: all
    match: {paths: ["*"], images: ["${registry()}/**"]}
    require:
      - signature: {by: {at-least: 1, of: [old, new]}}
`,
  );
});
afterAll(async () => {
  process.chdir(before);
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

const registry = (): string => sandbox.registry.host;
const run = (): TestRun => testRun({ cwd });

async function sign(name: string): Promise<void> {
  writeFileSync(name, `the bytes of ${name}`);
  const given = {
    keys: ['old.key'],
    'trusted-root': [sandbox.files.trustedRoot],
    'signing-config': [sandbox.files.signingConfig],
  };
  const report = await signBlob(run(), readOptions('sign-blob', { ...given, paths: [name] }, 'flag'));
  if (report.failures.length > 0) throw report.failures[0]?.error;
}

async function outcome(subject: { readonly paths?: readonly string[]; readonly images?: readonly string[] }): Promise<string> {
  return (await runGate(run(), { ...subject, policies: ['policy.yaml'] })).decision.outcome;
}

it('lists files and images by all tags, revokes, and signs again what may be', async () => {
  await sign('ours.tgz');
  await sign('theirs.tgz');
  await sign('changed.tgz');
  writeFileSync('changed.tgz', 'swapped');
  await pushImage(registry(), 'acme/app', '1.0', 'one');
  await pushImage(registry(), 'acme/app', '1.1', 'two');
  const given = {
    keys: ['old.key'],
    'trusted-root': [sandbox.files.trustedRoot],
    'signing-config': [sandbox.files.signingConfig],
  };
  const images = [`${registry()}/acme/app:1.0`];
  const report = await signImage(run(), readOptions('sign-image', { ...given, images }, 'flag'));
  expect(report.failures).toEqual([]);
  const digest = createHash('sha256').update(readFileSync('ours.tgz')).digest('hex');
  writeFileSync('ours.txt', `${digest}  ours.tgz\n`);

  const at = run();
  let out = '';
  const io: Io = {
    out: (text) => void (out += text),
    tell: () => undefined,
    ask: () => undefined,
    log: at.log,
    environment: {},
    run: () => at,
  };
  const argv = [
    ...['old', '--policy', 'policy.yaml', '--list-affected', '.', '--list-affected', `oci://${registry()}/acme/app`],
    ...['--re-sign', '--key', 'new.key', '--digests', 'ours.txt', '--json', ...trust],
  ];
  // Two are not signed again: unfinished.
  expect(await revoke.run(readArguments(revoke, argv), io)).toBe(2);
  const { affected, choices, incomplete } = JSON.parse(out) as {
    affected: readonly { where: string; kind: string; image?: string }[];
    choices: readonly { file?: string; image?: string; because?: string; reason?: string }[];
    incomplete: readonly string[];
  };
  expect(incomplete).toEqual([]);
  expect(affected.map(({ kind }) => kind).toSorted()).toEqual(['file', 'file', 'file', 'image', 'image', 'image']);
  expect(choices.filter(({ because }) => because !== undefined)).toMatchObject([{ file: 'ours.tgz', because: 'listed' }]);
  expect(await outcome({ paths: ['ours.tgz'] })).toBe('allowed');
  expect(await outcome({ paths: ['theirs.tgz'] })).toBe('denied');
  expect(await outcome({ paths: ['changed.tgz'] })).toBe('denied');
  expect(await outcome({ images })).toBe('denied');
  // The earlier bundle is kept, and no list of checksums is left.
  expect(
    readdirSync('.')
      .filter((name) => /^ours\.|^\.countersign/.test(name))
      .toSorted(),
  ).toEqual([
    'ours.tgz',
    expect.stringMatching(/^ours\.tgz\.[0-9a-f]{8}\.sigstore\.json$/),
    'ours.tgz.sigstore.json',
    'ours.txt',
  ]);
}, 120_000);

it('images that a person lists are signed again by digest, with all their platforms', async () => {
  const at = run();
  const manifest = await fetch(`http://${registry()}/v2/acme/app/manifests/1.0`, {
    headers: { accept: 'application/vnd.oci.image.index.v1+json' },
  });
  const bytes = Buffer.from(await manifest.arrayBuffer());
  writeFileSync('images.txt', `sha256:${createHash('sha256').update(bytes).digest('hex')}\n`);
  const io: Io = {
    out: () => undefined,
    tell: () => undefined,
    ask: () => undefined,
    log: at.log,
    environment: {},
    run: () => at,
  };
  const argv = [
    ...['old', '--policy', 'policy.yaml', '--list-affected', `oci://${registry()}/acme/app:1.0`],
    ...['--re-sign', '--key', 'new.key', '--digests', 'images.txt', ...trust],
  ];
  await revoke.run(readArguments(revoke, argv), io);
  expect(await outcome({ images: [`${registry()}/acme/app:1.0`] })).toBe('allowed');
}, 120_000);
