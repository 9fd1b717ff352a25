import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CountersignError } from '@countersign/core/errors';
import type { NetCapability, Run } from '@countersign/core/run';
import { loadTrust } from '@countersign/core/trust';
import { testRun } from '../../../../core/src/net/testing/test-run.js';
import { PUBLIC_GOOD } from '../../../../core/src/trust/public-good/embedded-root.js';
import { TestMirror } from '../../../../core/src/trust/testing/test-mirror.js';
import type { Arguments, Command, Io } from '../../command.js';
import { command as exportCommand } from './export.js';
import { command as show } from './show.js';
import { command as update } from './update.js';

const ROOT = PUBLIC_GOOD.trustedRoot;
const CONFIG = JSON.stringify({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [{ url: 'https://ca.test', majorApiVersion: 1, validFor: { start: '2026-01-01T00:00:00Z' }, operator: 'o' }],
  tsaUrls: [
    {
      url: 'https://tsa.test',
      majorApiVersion: 1,
      validFor: { start: '2026-01-01T00:00:00Z', end: '2030-01-01T00:00:00Z' },
      operator: 'o',
    },
  ],
  tsaConfig: { selector: 'EXACT', count: 1 },
});

let folder = '';
let mirror: TestMirror | undefined;
let time = new Date();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-trust-command-'));
  mirror = new TestMirror({ version: 1, targets: { 'trusted_root.json': ROOT, 'signing_config.v0.2.json': CONFIG } });
  time = new Date();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function runOf(capability: NetCapability): Run {
  const run = testRun({ cwd: folder, capability, env: { COUNTERSIGN_CACHE: join(folder, 'cache') } });
  const fetch: Run['net']['fetch'] = ({ url }) => {
    const body = mirror?.files.get(new URL(url).pathname);
    return Promise.resolve({
      status: body === undefined ? 404 : 200,
      headers: {},
      body: body ?? new Uint8Array(),
      url,
    } as Awaited<ReturnType<Run['net']['fetch']>>);
  };
  return { ...run, clock: () => time, net: { ...run.net, capability, fetch } };
}

interface Ended {
  readonly text: string;
  readonly json: unknown;
}

async function call(
  command: Command,
  positionals: readonly string[],
  extra: Arguments['extra'] = {},
  json = false,
): Promise<Ended> {
  const [texts, outs]: [string[], string[]] = [[], []];
  const io: Io = {
    out: (text) => void outs.push(text),
    tell: () => undefined,
    ask: () => undefined,
    log: { ...testRun().log, info: (line) => void texts.push(line) },
    environment: {},
    run: ({ network }) => runOf(network),
  };
  const args: Arguments = { positionals, inputs: {}, extra, command: undefined, json, help: false };
  expect(await command.run(args, io)).toBe(0);
  return { text: texts.join('\n'), json: outs.length === 0 ? undefined : (JSON.parse(outs.join('')) as unknown) };
}
const pinned = (): string => `https://tuf.test#${mirror?.pin ?? ''}`;
const offline = { network: ['none'] };
const written = (name: string): string => readFileSync(join(folder, name), 'utf8');
const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof CountersignError ? error.code : error),
  );

describe('trust show', () => {
  it('says what the embedded roots trust, and how old they are', async () => {
    time = new Date('2026-10-09T00:00:00Z');
    const { text } = await call(show, ['public-good', 'github'], offline);
    expect(text).toContain('from the copy in this version, of 2026-10-07T19:27:31.000Z (1 day ago)');
    expect(text).toMatch(/transparency log https:\/\/rekor\.sigstore\.dev, key c0d23d6ad406973f/);
    expect(text).toContain('instance: github (no logs: every signature needs a timestamp)');
    expect(text).toMatch(
      /certificate authority fulcio\.githubapp\.com, key [0-9a-f]{64} .* until 2024-05-25T00:00:00.000Z \(not now\)/,
    );
    expect(text).toContain('timestamp authority https://timestamp.githubapp.com/api/v1/timestamp');
  });

  it('shows metadata of a mirror, files, and the same as JSON', async () => {
    expect((await call(show, [pinned()])).text).toMatch(/timestamp version 1, expires \d{4}-/);
    writeFileSync(join(folder, 'root.json'), ROOT);
    const { json } = await call(show, ['root.json'], {}, true);
    expect(json).toMatchObject({
      trusts: [
        {
          origin: { kind: 'file', days: 0 },
          roots: [{ instance: 'public-good', withoutLogs: false, source: 'root.json', digest: PUBLIC_GOOD.digest }],
        },
      ],
    });
    expect(await codeOf(call(show, ['root.json'], { 'trust-digest': ['0'.repeat(64)] }))).toBe('POLICY_UNTRUSTED');
  });

  it('says of each line of a file to which instance it belongs', async () => {
    await call(exportCommand, [], { ...offline, format: ['gh-jsonl'], output: [join(folder, 'both.jsonl')] });
    const { text } = await call(show, ['both.jsonl'], offline);
    expect(text.match(/^instance: .*|^trusted root .*(?=, sha256:)/gm)).toEqual([
      ...['instance: public-good', 'trusted root both.jsonl, line 1'],
      ...['instance: github (no logs: every signature needs a timestamp)', 'trusted root both.jsonl, line 2'],
    ]);
  });
});

describe('trust update', () => {
  it('asks the repository although the cache is new, and says what changed', async () => {
    expect((await call(update, [pinned()])).text).toContain('there was no earlier copy to compare with');
    expect((await call(update, [pinned()])).text).toContain('unchanged');
    const changed = JSON.parse(ROOT) as { tlogs: unknown[]; timestampAuthorities: { validFor: { end?: string } }[] };
    changed.tlogs.pop();
    const [authority] = changed.timestampAuthorities;
    if (authority) authority.validFor.end = '2027-01-01T00:00:00Z';
    mirror?.publish({ version: 2, targets: { 'trusted_root.json': JSON.stringify(changed) } });
    const { text } = await call(update, [pinned()]);
    expect(text).toMatch(/removed: transparency log https:\/\/log2025-1\.rekor\.sigstore\.dev/);
    expect(text).toMatch(/changed: timestamp authority .* until 2027-01-01T00:00:00.000Z \(before: until further notice\)/);
  });

  it('fails where the repository gives no answer that verifies; the earlier copy stays', async () => {
    await call(update, [pinned()]);
    const pin = pinned();
    const good = mirror?.files.get('/timestamp.json');
    mirror?.files.delete('/timestamp.json');
    expect(await codeOf(call(update, [pin]))).toBe('TRUST_ROOT_INVALID');
    if (good) mirror?.files.set('/timestamp.json', good);
    await expect(loadTrust(runOf('none'), { trustedRoot: pin })).resolves.toMatchObject({ freshness: { fromCache: true } });
    expect(await codeOf(call(update, [pin], offline))).toBe('TRUST_ROOT_STALE');
  });

  it('does not update files', async () => {
    writeFileSync(join(folder, 'root.json'), ROOT);
    expect(await codeOf(call(update, ['root.json']))).toBe('INPUT_INVALID');
  });
});

describe('trust export', () => {
  it('writes the root byte for byte, with its digest', async () => {
    const { text } = await call(exportCommand, [], { ...offline, output: ['out/root.json'] });
    expect(written('out/root.json')).toBe(ROOT);
    expect(text).toContain(`out/root.json: ${PUBLIC_GOOD.digest}; pin it with --trust-digest ${PUBLIC_GOOD.digest}`);
  });

  it.each(['trusted-root', 'client-trust-config', 'signing-config', 'gh-jsonl'])(
    'in the format %s can be read again',
    async (format) => {
      const { json } = await call(exportCommand, [pinned()], { format: [format], output: ['f'] }, true);
      expect(json).toEqual({ file: 'f', format, digest: digest(written('f')) });
      const asConfig = format === 'signing-config';
      const options = asConfig ? { trustedRoot: ROOT, signingConfig: 'f' } : { trustedRoot: 'f' };
      const trustDigest = [digest(written('f'))];
      const again = await loadTrust(runOf('none'), { ...options, trustDigest });
      const before = await loadTrust(runOf('all'), { trustedRoot: pinned() });
      expect(again.root.transparencyLogs.map(({ logId }) => logId)).toEqual(
        before.root.transparencyLogs.map(({ logId }) => logId),
      );
      if (asConfig || format === 'client-trust-config') expect(again.signingConfig).toEqual(before.signingConfig);
    },
  );

  it('writes the lines of gh: public-good and github', async () => {
    await call(exportCommand, [], { ...offline, format: ['gh-jsonl'], output: ['both.jsonl'] });
    const { roots } = await loadTrust(runOf('none'), { trustedRoot: 'both.jsonl' });
    expect(roots.map(({ source, certificateAuthorities }) => [source, certificateAuthorities.length])).toEqual([
      ['both.jsonl, line 1', 2],
      ['both.jsonl, line 2', 6],
    ]);
    expect(written('both.jsonl').split('\n')).toHaveLength(3);
  });

  it('refuses to write one instance on two lines, which no reader here accepts', async () => {
    const twice = call(exportCommand, ['public-good', 'public-good'], { ...offline, format: ['gh-jsonl'], output: ['twice'] });
    expect(await codeOf(twice)).toBe('TRUST_ROOT_INVALID');
    expect(existsSync(join(folder, 'twice'))).toBe(false);
  });

  it('refuses a form that cannot hold it', async () => {
    const output = ['f'];
    expect(await codeOf(call(exportCommand, [], { ...offline, output, format: ['pem'] }))).toBe('INPUT_INVALID');
    expect(await codeOf(call(exportCommand, [], offline))).toBe('INPUT_MISSING');
    expect(await codeOf(call(exportCommand, ['public-good', 'github'], { ...offline, output }))).toBe('INPUT_INVALID');
    expect(await codeOf(call(exportCommand, [], { ...offline, output, format: ['signing-config'] }))).toBe('INPUT_MISSING');
    expect(await codeOf(call(exportCommand, [], { output, network: ['registries'] }))).toBe('INPUT_INVALID');
  });
});
