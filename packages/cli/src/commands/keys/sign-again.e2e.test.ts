import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { readOptions } from '@countersign/surface/options';
import { signBlob, signImage } from '@countersign/surface/sign';
import { createHash } from 'node:crypto';
import { publicKeyFromPem } from '@countersign/core/crypto';
import { runGate } from '@countersign/core/gate';
import { findAffected } from '@countersign/core/operations/keys';
import { createRegistry } from '@countersign/core/registry';
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
    match: {paths: ["**"], images: ["${registry()}/**"]}
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
  expect(at.lines.join('\n')).toMatch(/signed again: .*@sha256:\w+ \(listed\) by file:new\.key/);
  const signed = at.events.filter(({ event }) => event === 'signed').length;
  expect(signed).toBeGreaterThan(0);
  await revoke.run(readArguments(revoke, argv), io);
  expect(at.events.filter(({ event }) => event === 'signed')).toHaveLength(signed);
  expect(at.lines.join('\n')).toMatch(/signed again already: .*@sha256:\w+ \(listed\) by file:new\.key/);
}, 120_000);

describe('however bundles are laid out', () => {
  interface Told {
    readonly status: number;
    readonly choices: readonly { readonly file?: string; readonly outcome: string; readonly bundles: readonly string[] }[];
    readonly kept: readonly string[];
    readonly lines: readonly string[];
  }
  /** Signs again what is in a folder, whose files a person has listed. */
  async function again(folder: string, ...more: readonly string[]): Promise<Told> {
    const own = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (one) => one.isFile() && !/\.(?:sigstore\.json|jsonl)$/.test(one.name),
    );
    const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
    writeFileSync('listed.txt', own.map(({ parentPath, name }) => `${digest(join(parentPath, name))}  ${name}\n`).join(''));
    const at = run();
    const answer = async (...json: readonly string[]): Promise<{ status: number; out: string }> => {
      let out = '';
      const io: Io = {
        out: (text) => void (out += text),
        tell: () => undefined,
        ask: () => undefined,
        log: at.log,
        environment: {},
        run: () => at,
      };
      const argv = ['old', '--policy', 'policy.yaml', '--list-affected', folder, '--re-sign', '--key', 'new.key', ...json];
      return {
        status: await revoke.run(readArguments(revoke, [...argv, '--digests', 'listed.txt', ...trust, ...more]), io),
        out,
      };
    };
    const { status, out } = await answer('--json');
    return { ...(JSON.parse(out) as Omit<Told, 'status' | 'lines'>), status, lines: at.lines };
  }
  async function signWith(keys: readonly string[], files: Readonly<Record<string, string>>, more: object = {}): Promise<void> {
    for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
    const given = { 'trusted-root': [sandbox.files.trustedRoot], 'signing-config': [sandbox.files.signingConfig] };
    const options = readOptions('sign-blob', { ...given, keys, paths: Object.keys(files), ...more }, 'flag');
    const { failures } = await signBlob(testRun({ cwd, env: sandbox.github() }), options);
    if (failures.length > 0) throw failures[0]?.error;
  }
  const names = (folder: string): readonly string[] => readdirSync(folder).toSorted();
  const outcomes = ({ choices }: Told): readonly string[] => [...new Set(choices.map(({ outcome }) => outcome))];

  it('the bundle of a further key: the keyless one stays as it is, and a second run signs nothing', async () => {
    mkdirSync('several');
    await signWith(['keyless', 'old.key'], { 'several/one.tgz': 'one', 'several/two.tgz': 'two' });
    const keyless = readFileSync('several/one.tgz.sigstore.json', 'utf8');
    const first = await again('several');
    expect([first.status, first.choices.map(({ file }) => file), outcomes(first)]).toEqual([
      0,
      ['several/one.tgz', 'several/two.tgz'],
      ['signed'],
    ]);
    expect(readFileSync('several/one.tgz.sigstore.json', 'utf8')).toBe(keyless);
    expect(await outcome({ paths: ['several/*.tgz'] })).toBe('allowed');
    const after = names('several');
    expect(after.filter((name) => name.startsWith('one'))).toEqual([
      'one.tgz',
      'one.tgz.new.sigstore.json',
      'one.tgz.old.sigstore.json',
      'one.tgz.sigstore.json',
    ]);
    const bundles = after.map((name) => readFileSync(join('several', name), 'utf8'));
    const second = await again('several');
    expect([second.status, outcomes(second), second.kept]).toEqual([0, ['signed-before'], []]);
    expect(names('several')).toEqual(after);
    expect(names('several').map((name) => readFileSync(join('several', name), 'utf8'))).toEqual(bundles);
  }, 120_000);

  it('the own bundle: it is replaced and kept, once, however often the command runs', async () => {
    mkdirSync('own');
    await signWith(['old.key'], { 'own/app.tgz': 'own' });
    const before = readFileSync('own/app.tgz.sigstore.json', 'utf8');
    const dry = await again('own', '--dry-run');
    expect([outcomes(dry), names('own')]).toEqual([['would-be-signed'], ['app.tgz', 'app.tgz.sigstore.json']]);
    const first = await again('own');
    expect([first.status, outcomes(first), first.kept.length]).toEqual([0, ['signed'], 1]);
    expect(readFileSync(first.kept[0] ?? '', 'utf8')).toBe(before);
    const after = names('own');
    const bundle = readFileSync('own/app.tgz.sigstore.json', 'utf8');
    for (const more of [[], ['--dry-run'], []]) expect(outcomes(await again('own', ...more))).toEqual(['signed-before']);
    expect([names('own'), readFileSync('own/app.tgz.sigstore.json', 'utf8')]).toEqual([after, bundle]);
    // Two bundles of the old key, one after the other: neither is lost.
    await signWith(['old.key'], { 'own/app.tgz': 'own' });
    const other = readFileSync('own/app.tgz.sigstore.json', 'utf8');
    await again('own');
    const texts = names('own').map((name) => readFileSync(join('own', name), 'utf8'));
    expect([texts.includes(before), texts.includes(other)]).toEqual([true, true]);
  }, 120_000);

  it.each([
    ['a file that is no bundle', 'no bundle'],
    ['nothing that can be parsed', '{'],
  ])(
    '%s at the place of the own bundle stays',
    async (name, text) => {
      const folder = `odd-${name.replaceAll(' ', '-')}`;
      mkdirSync(folder);
      await signWith(['keyless', 'old.key'], { [`${folder}/app.tgz`]: folder });
      writeFileSync(`${folder}/app.tgz.sigstore.json`, text);
      await again(folder);
      expect(readFileSync(`${folder}/app.tgz.sigstore.json`, 'utf8')).toBe(text);
      expect(names(folder)).toContain('app.tgz.new.sigstore.json');
      expect(outcomes(await again(folder))).toEqual(['signed-before']);
    },
    120_000,
  );

  it('several bundles in one file, beside the files or in another folder', async () => {
    mkdirSync('lines/deep', { recursive: true });
    await signWith(
      ['old.key'],
      { 'lines/a.tgz': 'a', 'lines/deep/b.tgz': 'b' },
      { 'bundle-path': ['lines/release.sigstore.jsonl'] },
    );
    await signWith(['old.key'], { 'lines/c.tgz': 'c' }, { 'bundle-path': ['lines/c.tgz.sigstore.jsonl'] });
    await signWith(['old.key'], { 'lines/d.tgz': 'd' }, { 'output-dir': ['lines/bundles'] });
    const first = await again('lines');
    expect([first.status, outcomes(first)]).toEqual([0, ['signed']]);
    const files = ['lines/a.tgz', 'lines/c.tgz', 'lines/d.tgz', 'lines/deep/b.tgz'];
    expect(first.choices.map(({ file }) => file).toSorted()).toEqual(files);
    for (const path of files) expect([path, await outcome({ paths: [path] })]).toEqual([path, 'allowed']);
    expect(outcomes(await again('lines'))).toEqual(['signed-before']);
  }, 120_000);

  it('a large file that a key signed as a whole is found', async () => {
    mkdirSync('whole');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync('ed.key', privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    await signWith(
      ['ed.key'],
      { 'whole/big.bin': 'x'.repeat(2 ** 21) },
      { 'transparency-log': ['off'], 'bundle-path': ['whole/all.sigstore.jsonl'] },
    );
    const key = publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    const { signatures, incomplete } = await findAffected(run(), key, ['whole'], createRegistry(run(), {}));
    expect([signatures, incomplete]).toMatchObject([[{ state: 'signed', file: 'whole/big.bin' }], []]);
  }, 120_000);

  it.each([
    ['nothing yet', undefined, 'signed'],
    ['an earlier date, which decides', '2026-01-01', 'not-signed'],
  ])(
    'what the policy says already: %s',
    async (name, before, expected) => {
      const folder = `dated-${name.slice(0, 2)}`;
      mkdirSync(folder);
      await signWith(['old.key'], { [`${folder}/app.tgz`]: name });
      writeFileSync('listed-none.txt', '');
      const policy = readFileSync('policy.yaml', 'utf8').replace(/^revoked: .*\n/m, '');
      writeFileSync('dated.yaml', `${policy}${before === undefined ? '' : `revoked: [{signer: old, not-before: ${before}}]\n`}`);
      // After the signature: alone, this date would prove it older.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const since = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
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
        'old',
        '--policy',
        'dated.yaml',
        '--list-affected',
        folder,
        '--re-sign',
        '--key',
        'new.key',
        '--since',
        since,
      ];
      await revoke.run(readArguments(revoke, [...argv, '--json', ...trust]), io);
      expect((JSON.parse(out) as Told).choices.map(({ outcome }) => outcome)).toEqual([expected]);
    },
    120_000,
  );
});
