import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readBundle, readBundles } from '../bundles/index.js';
import { failure } from '../net/testing/test-run.js';
import { signFiles } from './index.js';
import { listed } from './testing/digests.js';
import { keyFile, type KeyName } from './testing/keys.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let requests: string[] = [];
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2', log: (line) => requests.push(line) });
});
afterEach(() => {
  requests = [];
});
afterAll(() => studio.close());

const counted = (start: string): number => requests.filter((line) => line.startsWith(start)).length;

describe('signFiles, keyless', () => {
  it('signs a hundred files with one certificate', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `file ${index}, ä.txt`);
    const subjects = await studio.files(Object.fromEntries(names.map((name) => [name, `content of ${name}`])));
    const report = await signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects });
    expect(report.failures).toEqual([]);
    expect(report.signed).toHaveLength(100);
    expect(counted('fulcio POST')).toBe(1);
    for (const { path, serialized, logIndexes } of report.signed) {
      expect(readFileSync(path ?? '')).toEqual(Buffer.from(serialized));
      expect(logIndexes).toHaveLength(1);
    }
    expect(report.signed[0]?.signer).toMatchObject({
      name: 'keyless',
      identity: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
      issuer: studio.sandbox.issuers.github,
    });
  });

  it('replaces the old signature of a file, but not a named bundle about other files', async () => {
    const run = studio.run(studio.sandbox.github());
    const sign = async (contents: Readonly<Record<string, string>>, bundlePath?: string) =>
      signFiles(run, { ...studio.options(), subjects: await studio.files(contents), bundlePath });
    const path = (await sign({ 'again.bin': 'first' })).signed[0]?.path ?? '';
    const first = readFileSync(path);
    expect((await sign({ 'again.bin': 'second' })).signed[0]?.path).toBe(path);
    expect(readFileSync(path)).not.toEqual(first);
    for (const named of ['named.jsonl', 'named.json']) {
      await sign({ 'again.bin': 'second' }, named);
      await sign({ 'again.bin': 'second' }, named);
      const kept = readFileSync(join(studio.folder, named));
      expect(await failure(sign({ 'new.bin': 'new' }, named))).toMatchObject({ code: 'INPUT_INVALID', exitStatus: 3 });
      expect(readFileSync(join(studio.folder, named))).toEqual(kept);
    }
  });

  it('signs with the token of a GitLab job, and with a given token', async () => {
    const subjects = await studio.files({ 'gitlab.bin': 'x' });
    const gitlab = await signFiles(studio.run(await studio.sandbox.gitlab()), { ...studio.options(), subjects });
    expect(gitlab.signed[0]?.signer.identity).toBe('https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main');
    const env = { MY_TOKEN: await studio.sandbox.token('oidc', { sub: 'robot' }) };
    const other = await signFiles(studio.run(env), { ...studio.options(), subjects, identityToken: 'env://MY_TOKEN' });
    expect(other.signed[0]?.signer.issuer).toBe(studio.sandbox.issuers.oidc);
  });

  it('requests a new certificate before the first one expires', async () => {
    let offset = 0;
    const clock = (): Date => new Date(Date.now() + offset);
    const asked: string[] = [];
    const other = await openStudio({ clock, log: (line) => asked.push(line) });
    const subjects = await other.files(Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`r${index}`, `${index}`])));
    let proven = 0;
    const options = other.options();
    const report = await signFiles(
      { ...other.run(other.sandbox.github()), clock },
      {
        ...options,
        subjects,
        verify: async (...given) => {
          proven += 1;
          if (proven === 40) offset += 9 * 60_000;
          return options.verify(...given);
        },
      },
    );
    await other.close();
    expect(report.failures).toEqual([]);
    expect(asked.filter((line) => line.startsWith('fulcio POST'))).toHaveLength(2);
  });

  it('signs without a log, with a timestamp', async () => {
    const subjects = await studio.files({ 'nolog.bin': 'x' });
    const options = { ...studio.options({ logEntries: 0, timestamps: 1 }), subjects, transparencyLog: 'off' as const };
    const report = await signFiles(studio.run(studio.sandbox.github()), options);
    expect(report.signed[0]?.bundle).toMatchObject({ logEntries: [], timestamps: [expect.anything()] });
    expect(counted('rekor POST')).toBe(0);
    const untimed = { ...options, signingConfig: { ...studio.signingConfig, timestampAuthorities: [] } };
    expect((await failure(signFiles(studio.run(studio.sandbox.github()), untimed))).code).toBe('SIGNING_CONFIG_INVALID');
  });

  it('needs no timestamp authority with Rekor v1, whose entries have a signed time', async () => {
    const v1 = await openStudio({ rekor: 'v1' });
    const subjects = await v1.files({ 'v1.bin': 'x' });
    const signingConfig = { ...v1.signingConfig, timestampAuthorities: [] };
    const report = await signFiles(v1.run(v1.sandbox.github()), { ...v1.options(), signingConfig, subjects });
    await v1.close();
    expect(report.signed[0]?.bundle).toMatchObject({ logEntries: [{ kind: 'hashedrekord', version: '0.0.1' }], timestamps: [] });
  });

  it('signs no digest whose bytes are not here', async () => {
    const subjects = [listed('ab'.repeat(32), 'dist/app.tgz')];
    const files = await studio.files({ 'seen.tgz': 'seen' });
    const run = studio.run(studio.sandbox.github());
    const error = await failure(signFiles(run, { ...studio.options(), subjects: [...files, ...subjects], outputDir: 'out' }));
    expect(requests).toEqual([]);
    expect(error).toMatchObject({
      code: 'INPUT_UNSUPPORTED',
      exitStatus: 3,
      message: expect.stringContaining('dist/app.tgz (SHA256SUMS:1)'),
      hint: expect.stringContaining('attest-provenance'),
    });
  });

  it('writes all bundles to one .jsonl', async () => {
    const subjects = await studio.files({ 'one.bin': '1', 'two.bin': '2' });
    const report = await signFiles(studio.run(studio.sandbox.github()), {
      ...studio.options(),
      subjects,
      bundlePath: 'all.jsonl',
    });
    const path = join(studio.folder, 'all.jsonl');
    expect(report.signed.map((artifact) => artifact.path)).toEqual([path, path]);
    expect(readBundles(readFileSync(path), 'all.jsonl')).toHaveLength(2);
    const single = await failure(
      signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects, bundlePath: 'all.json' }),
    );
    expect(single.code).toBe('INPUT_INVALID');
  });

  it('rejects what it cannot sign before any request', async () => {
    const subjects = await studio.files({ 'plain.bin': '1' });
    const run = studio.run(studio.sandbox.github());
    expect(await failure(signFiles(run, { ...studio.options(), subjects: [] }))).toMatchObject({ code: 'NO_MATCH' });
    expect(await failure(signFiles(run, { ...studio.options(), subjects, annotations: { a: 'b' } }))).toMatchObject({
      code: 'INPUT_UNSUPPORTED',
    });
    expect(await failure(signFiles(run, { ...studio.options(), subjects, signingConfig: undefined }))).toMatchObject({
      code: 'INPUT_MISSING',
    });
    expect(await failure(signFiles(run, { ...studio.options(), subjects, bundlePath: 'plain.bin' }))).toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(readFileSync(join(studio.folder, 'plain.bin'), 'utf8')).toBe('1');
    expect(counted('rekor POST')).toBe(0);
  });
});

describe('signFiles, own keys', () => {
  const off = { logEntries: 0, times: 0 };
  it.each<[KeyName, boolean]>([
    ['P-256', true],
    ['P-384', true],
    ['P-521', true],
    ['RSA-2048', true],
    ['Ed25519', false],
  ])('signs small and large files with %s (log: %s)', async (kind, logged) => {
    keyFile(studio.folder, kind, `${kind}.pem`);
    const subjects = await studio.files({ 'small.bin': 'small', 'big.bin': Buffer.alloc(2 * 1024 * 1024, kind) });
    expect(subjects.map(({ bytes }) => bytes === undefined)).toEqual([true, false]);
    for (const transparencyLog of logged ? (['required', 'off'] as const) : (['off'] as const)) {
      const report = await signFiles(studio.run({}), {
        ...studio.options(transparencyLog === 'off' ? off : { timestamps: 1 }),
        subjects,
        keys: [`${kind}.pem`],
        transparencyLog,
      });
      expect(report.failures).toEqual([]);
      expect(report.signed.map(({ logIndexes }) => logIndexes.length)).toEqual(transparencyLog === 'off' ? [0, 0] : [1, 1]);
      expect(report.signed[0]?.signer).toMatchObject({ name: `file:${kind}.pem`, identity: undefined });
    }
  });

  it('reports why an Ed25519 signature cannot be logged', async () => {
    keyFile(studio.folder, 'Ed25519', 'ed.pem');
    const subjects = await studio.files({ 'ed.bin': 'x' });
    const error = await failure(signFiles(studio.run({}), { ...studio.options(), subjects, keys: ['ed.pem'] }));
    expect(error.code).toBe('KEY_UNSUPPORTED');
  });

  it('signs the same file twice with the same key', async () => {
    keyFile(studio.folder, 'P-256', 'twice.pem');
    const subjects = await studio.files({ 'twice.bin': 'x'.repeat(2 * 1024 * 1024) });
    for (const round of [1, 2]) {
      const { failures } = await signFiles(studio.run({}), { ...studio.options(), subjects, keys: ['twice.pem'] });
      expect([round, failures]).toEqual([round, []]);
    }
  });

  it('signs with several keys in one run, a bundle for each', async () => {
    const { pem: first } = keyFile(studio.folder, 'P-256', 'release 2026.pem');
    const { pem } = keyFile(studio.folder, 'P-256', 'other.pem');
    const subjects = await studio.files({ 'several.bin': 'x' });
    const run = studio.run({ ...studio.sandbox.github(), SECOND_KEY: pem, FIRST_KEY: first });
    const twice = { ...studio.options(), subjects, keys: ['release 2026.pem', 'env://FIRST_KEY'] };
    expect((await failure(signFiles(run, twice))).message).toBe('keys names one key twice');
    const report = await signFiles(run, {
      ...studio.options(),
      subjects,
      keys: ['keyless', 'release 2026.pem', 'env://SECOND_KEY'],
    });
    expect(report.signed.map(({ path }) => path?.slice(studio.folder.length + 1))).toEqual([
      'several.bin.sigstore.json',
      'several.bin.release-2026.sigstore.json',
      'several.bin.SECOND_KEY.sigstore.json',
    ]);
    expect(report.signed.map(({ bundle }) => bundle.material.kind)).toEqual(['certificate', 'public-key', 'public-key']);
  });

  it('needs no service if log and timestamps are off', async () => {
    keyFile(studio.folder, 'P-256', 'alone.pem');
    const subjects = await studio.files({ 'alone.bin': 'x' });
    const run = studio.run({}, { capability: 'none' });
    const report = await signFiles(run, {
      ...studio.options(off),
      subjects,
      keys: ['alone.pem'],
      signingConfig: undefined,
      transparencyLog: 'off',
    });
    expect(report.signed).toHaveLength(1);
    expect(run.lines.join('\n')).toMatch(/warn transparency-log is off and there is no timestamp authority/);
  });
});

describe('a bundle', () => {
  it('is equal to its file, which our reader can read', async () => {
    const subjects = await studio.files({ 'reader.bin': 'x' });
    const { signed } = await signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects });
    const path = signed[0]?.path ?? '';
    expect(readBundle(readFileSync(path), path)).toMatchObject({
      version: '0.3',
      content: { kind: 'message' },
      logEntries: [{ version: '0.0.2' }],
    });
  });
});
