import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTufRepository, type TufRepository } from '../../../sandbox/src/tuf/index.js';
import { CountersignError } from '../errors/index.js';
import { eventText, type Log, type NetCapability, type NetResponse, type Run, type RunEvent } from '../run/index.js';
import { NetworkFailure } from '../net/index.js';
import { loadTrust, type Trust } from './load-trust.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';

const MIRROR = 'https://tuf.test';
const ROOT = PUBLIC_GOOD.trustedRoot;
const CONFIG = JSON.stringify({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [{ url: 'https://ca.test', majorApiVersion: 1, validFor: { start: '2026-01-01T00:00:00Z' }, operator: 'o' }],
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-trust-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function repository(
  targets: Readonly<Record<string, string>>,
  options: { readonly lifetimeMs?: number; readonly kept?: Map<string, Buffer> } = {},
): TufRepository {
  const kept = options.kept ?? new Map<string, Buffer>();
  const state = {
    folder: undefined,
    read: (name: string) => kept.get(name),
    write: (name: string, content: string | Uint8Array) => void kept.set(name, Buffer.from(content)),
  } as unknown as Parameters<typeof createTufRepository>[0]['state'];
  return createTufRepository({
    state,
    clock: () => new Date(),
    targets: Object.fromEntries(Object.entries(targets).map(([name, text]) => [name, Buffer.from(text)])),
    ...(options.lifetimeMs === undefined ? {} : { lifetimeMs: options.lifetimeMs }),
  });
}

interface Staged {
  readonly run: Run;
  readonly asked: string[];
  readonly lines: string[];
}

/** A run whose network is the repository, or that has no network. */
function staged(
  tuf: TufRepository | undefined,
  options: {
    readonly capability?: NetCapability;
    readonly now?: Date;
    readonly spoil?: (path: string, body: Uint8Array) => Uint8Array;
  } = {},
): Staged {
  const asked: string[] = [];
  const lines: string[] = [];
  const line = (message: string): void => void lines.push(message);
  const log: Log = { debug: line, info: line, warn: line, error: line, group: (_title, body) => body(), secret: () => undefined };
  const capability = options.capability ?? 'all';
  const fetch = async ({ url, purpose }: { readonly url: string; readonly purpose: string }): Promise<NetResponse> => {
    if (capability !== 'all') throw new CountersignError('NETWORK_FORBIDDEN', 'network is closed');
    if (tuf === undefined) throw new CountersignError('FETCH_FAILED', 'no answer', { cause: new NetworkFailure('ECONNREFUSED') });
    expect(purpose).toBe('sigstore');
    const path = new URL(url).pathname;
    asked.push(path);
    const request = { method: 'GET', url: new URL(url) } as Parameters<TufRepository['handler']>[0];
    const answer = (await tuf.handler(request)) as { readonly body?: Uint8Array } | undefined;
    const body = answer?.body;
    if (body === undefined) return { status: 404, headers: {}, body: new Uint8Array(), url, attempts: 1 };
    const bytes = new Uint8Array(body);
    return { status: 200, headers: {}, body: options.spoil?.(path, bytes) ?? bytes, url, attempts: 1 };
  };
  const run = {
    clock: () => options.now ?? new Date(),
    random: (length: number) => new Uint8Array(length).fill(5),
    env: { COUNTERSIGN_CACHE: join(folder, 'cache') },
    net: { capability, fetch },
    log,
    emit: (event: RunEvent) => void lines.push(eventText(event)),
    cwd: folder,
  } as unknown as Run;
  return { run, asked, lines };
}

const pinned = (tuf: TufRepository): string => `${MIRROR}#sha256=${createHash('sha256').update(tuf.root).digest('hex')}`;
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'loaded',
    (error: unknown) => (error instanceof CountersignError ? error.code : error),
  );

describe('loadTrust from files', () => {
  it('reads a trusted root and a signing config without any network', async () => {
    writeFileSync(join(folder, 'root.json'), ROOT);
    writeFileSync(join(folder, 'config.json'), CONFIG);
    const { run, asked } = staged(undefined, { capability: 'none' });
    const { root, signingConfig } = await loadTrust(run, { trustedRoot: 'root.json', signingConfig: 'config.json' });
    expect(root).toMatchObject({ digest: PUBLIC_GOOD.digest, source: 'root.json' });
    expect(signingConfig?.certificateAuthorities[0]?.url).toBe('https://ca.test');
    expect(asked).toEqual([]);
  });

  it('reads both from one client trust config, and a document given inline', async () => {
    const both = JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json',
      trustedRoot: JSON.parse(ROOT) as unknown,
      signingConfig: JSON.parse(CONFIG) as unknown,
    });
    writeFileSync(join(folder, 'trust.json'), both);
    const { run } = staged(undefined, { capability: 'none' });
    const trusts: Trust[] = [
      await loadTrust(run, { trustedRoot: 'trust.json' }),
      await loadTrust(run, { trustedRoot: both }),
      await loadTrust(run, { trustedRoot: ROOT, signingConfig: 'trust.json' }),
    ];
    for (const { root, signingConfig } of trusts) {
      expect(root.transparencyLogs).toHaveLength(2);
      expect(signingConfig?.certificateAuthorities).toHaveLength(1);
    }
    expect((await loadTrust(run, { trustedRoot: both, withSigningConfig: false })).signingConfig).toBeUndefined();
  });

  it('names a file that is missing or of the wrong kind', async () => {
    writeFileSync(join(folder, 'other.json'), '{"mediaType":"x"}');
    const { run } = staged(undefined);
    expect(await codeOf(loadTrust(run, { trustedRoot: 'missing.json' }))).toBe('FILE_UNREADABLE');
    await expect(loadTrust(run, { trustedRoot: 'git-hub' })).rejects.toMatchObject({
      hint: expect.stringContaining('public-good and github') as unknown,
    });
    expect(await codeOf(loadTrust(run, { trustedRoot: 'other.json' }))).toBe('TRUST_ROOT_INVALID');
    expect(await codeOf(loadTrust(run, { trustedRoot: ROOT, signingConfig: 'other.json' }))).toBe('SIGNING_CONFIG_INVALID');
  });
});

describe('the instance', () => {
  const own = `{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`;
  const configOf = (url: string): string => CONFIG.replace('https://ca.test', url);

  it.each([
    ['public-good', ROOT, CONFIG],
    ['public-good', own, configOf('https://fulcio.sigstage.sigstore.dev')],
    ['public-good', own, configOf('https://FULCIO.SIGSTORE.DEV./')],
    ['github', own, configOf('https://fulcio.githubapp.com')],
    ['own', own, CONFIG],
    ['own', own, configOf('https://sigstore.dev.evil.test')],
    ['own', own, configOf('https://notsigstore.dev')],
  ])('is %s by the hosts of its services, also where it is read from a file', async (instance, trustedRoot, signingConfig) => {
    const { run } = staged(undefined, { capability: 'none' });
    expect((await loadTrust(run, { trustedRoot, signingConfig })).instance).toBe(instance);
  });

  it.each(['public-good', 'github'])('called %s is no file, neither as a root nor as a signing config', async (name) => {
    writeFileSync(join(folder, name), '{}');
    const { run } = staged(undefined, { capability: 'none', now: new Date('2026-12-01T00:00:00Z') });
    const { root, instance } = await loadTrust(run, { trustedRoot: name });
    expect([root.source, instance]).toEqual([`${name} (embedded)`, name]);
    expect(await codeOf(loadTrust(run, { signingConfig: name }))).toBe('INPUT_INVALID');
    expect(await codeOf(loadTrust(run, { trustedRoot: `./${name}` }))).toBe('TRUST_ROOT_INVALID');
    expect(await codeOf(loadTrust(run, { trustedRoot: name, trustDigest: ['0'.repeat(64)] }))).toBe('INPUT_INVALID');
  });

  it.each(['public-good', 'github'])(
    '%s is not refreshed without network: the embedded copy is no answer to that',
    async (name) => {
      const { run } = staged(undefined, { capability: 'none', now: new Date('2026-12-01T00:00:00Z') });
      expect(await codeOf(loadTrust(run, { trustedRoot: name, refresh: true }))).toBe('TRUST_ROOT_STALE');
    },
  );

  it('is public-good without any name', async () => {
    const { run } = staged(undefined, { capability: 'none', now: new Date('2026-12-01T00:00:00Z') });
    expect((await loadTrust(run, {})).instance).toBe('public-good');
  });
});

describe('the pins of trust-digest', () => {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

  it('are compared with the named files, in order, and with the bytes that are used', async () => {
    writeFileSync(join(folder, 'root.json'), ROOT);
    writeFileSync(join(folder, 'config.json'), CONFIG);
    const { run } = staged(undefined);
    const files = { trustedRoot: 'root.json', signingConfig: 'config.json' };
    const pins = [digest(ROOT), `sha256:${digest(CONFIG)}`];
    await expect(loadTrust(run, { ...files, trustDigest: pins })).resolves.toBeDefined();
    await expect(loadTrust(run, { ...files, trustedRoot: ROOT, trustDigest: [digest(CONFIG)] })).resolves.toBeDefined();
    await expect(loadTrust(run, { ...files, withSigningConfig: false, trustDigest: [digest(ROOT)] })).resolves.toBeDefined();
    for (const trustDigest of [[...pins].reverse(), [pins[0] ?? '', '0'.repeat(64)], ['0'.repeat(64), pins[1] ?? '']])
      expect(await codeOf(loadTrust(run, { ...files, trustDigest }))).toBe('POLICY_UNTRUSTED');
    for (const trustDigest of [pins.slice(1), [...pins, ...pins], ['abc', 'abc']])
      expect(await codeOf(loadTrust(run, { ...files, trustDigest }))).toBe('INPUT_INVALID');
    expect(await codeOf(loadTrust(run, { trustDigest: pins }))).toBe('INPUT_INVALID');
  });

  it('apply to the root file of a mirror', async () => {
    const tuf = repository({ 'trusted_root.json': ROOT, 'signing_config.v0.2.json': CONFIG });
    writeFileSync(join(folder, 'pin.json'), tuf.root);
    const trustedRoot = `${MIRROR}#root=pin.json`;
    const pin = createHash('sha256').update(tuf.root).digest('hex');
    await expect(loadTrust(staged(tuf).run, { trustedRoot, trustDigest: [pin] })).resolves.toBeDefined();
    expect(await codeOf(loadTrust(staged(tuf).run, { trustedRoot, trustDigest: ['0'.repeat(64)] }))).toBe('POLICY_UNTRUSTED');
  });
});

describe('loadTrust from a TUF mirror', () => {
  const TARGETS = { 'trusted_root.json': ROOT, 'signing_config.v0.2.json': CONFIG };

  it('starts with a root that is pinned by digest or by file', async () => {
    const tuf = repository(TARGETS);
    const { root, signingConfig } = await loadTrust(staged(tuf).run, { trustedRoot: pinned(tuf) });
    expect(root).toMatchObject({ digest: PUBLIC_GOOD.digest, source: MIRROR });
    expect(signingConfig?.certificateAuthorities).toHaveLength(1);
    rmSync(join(folder, 'cache'), { recursive: true });
    writeFileSync(join(folder, 'pin.json'), tuf.root);
    await expect(loadTrust(staged(tuf).run, { trustedRoot: `${MIRROR}#root=pin.json` })).resolves.toBeDefined();
  });

  it('does not use the cache of another pin', async () => {
    const [old, other] = [repository(TARGETS), repository(TARGETS)];
    await loadTrust(staged(old).run, { trustedRoot: pinned(old) });
    const { run, asked } = staged(old);
    expect(await codeOf(loadTrust(run, { trustedRoot: pinned(other) }))).toBe('TRUST_ROOT_INVALID');
    expect(asked.length).toBeGreaterThan(0);
    writeFileSync(join(folder, 'other.json'), other.root);
    expect(await codeOf(loadTrust(staged(old).run, { trustedRoot: `${MIRROR}#root=other.json` }))).toBe('TRUST_ROOT_INVALID');
  });

  it('does not show passwords of addresses', async () => {
    const error = await loadTrust(staged(undefined).run, {
      trustedRoot: 'https://user:hunter2@mirror.test/?token=hunter2',
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
  });

  it('refuses a mirror without a pinned root, or with another root', async () => {
    const tuf = repository(TARGETS);
    expect(await codeOf(loadTrust(staged(tuf).run, { trustedRoot: MIRROR }))).toBe('INPUT_INVALID');
    expect(await codeOf(loadTrust(staged(repository(TARGETS)).run, { trustedRoot: pinned(tuf) }))).toBe('TRUST_ROOT_INVALID');
    expect(await codeOf(loadTrust(staged(tuf).run, {}))).toBe('TRUST_ROOT_INVALID');
  });

  it('makes no request while the cache is fresh, and asks again after a day', async () => {
    const tuf = repository(TARGETS);
    await loadTrust(staged(tuf).run, { trustedRoot: pinned(tuf) });
    const again = staged(tuf);
    await loadTrust(again.run, { trustedRoot: pinned(tuf) });
    expect(again.asked).toEqual([]);
    const later = staged(tuf, { now: new Date(Date.now() + 25 * 3_600_000) });
    await loadTrust(later.run, { trustedRoot: pinned(tuf) });
    expect(later.asked).toContain('/timestamp.json');
  });

  it('uses a valid cache if the mirror cannot be reached, until the metadata expires', async () => {
    const tuf = repository(TARGETS, { lifetimeMs: 48 * 3_600_000 });
    await loadTrust(staged(tuf).run, { trustedRoot: pinned(tuf) });
    const tomorrow = new Date(Date.now() + 30 * 3_600_000);
    const silent = staged(undefined, { now: tomorrow });
    await expect(loadTrust(silent.run, { trustedRoot: pinned(tuf) })).resolves.toBeDefined();
    expect(silent.lines.join()).toContain('could not be refreshed');
    await expect(
      loadTrust(staged(tuf, { now: tomorrow, capability: 'registries' }).run, { trustedRoot: pinned(tuf) }),
    ).resolves.toBeDefined();
    const tooLate = new Date(Date.now() + 60 * 3_600_000);
    expect(await codeOf(loadTrust(staged(undefined, { now: tooLate }).run, { trustedRoot: pinned(tuf) }))).toBe('FETCH_FAILED');
    expect(await codeOf(loadTrust(staged(tuf, { now: tooLate, capability: 'none' }).run, { trustedRoot: pinned(tuf) }))).toBe(
      'TRUST_ROOT_STALE',
    );
  });

  it('refuses targets and metadata that were changed in transit', async () => {
    const tuf = repository(TARGETS);
    for (const path of ['targets/', 'targets.json', 'snapshot.json', 'timestamp.json']) {
      const spoil = (asked: string, body: Uint8Array): Uint8Array =>
        asked.includes(path)
          ? Buffer.from(
              Buffer.from(body)
                .toString()
                .replace(/[0-9]/, (digit) => `${(Number(digit) + 1) % 10}`),
            )
          : body;
      rmSync(join(folder, 'cache'), { recursive: true, force: true });
      expect([path, await codeOf(loadTrust(staged(tuf, { spoil }).run, { trustedRoot: pinned(tuf) }))]).toEqual([
        path,
        'TRUST_ROOT_INVALID',
      ]);
    }
  });

  it('needs no signing config if the mirror has none', async () => {
    const tuf = repository({ 'trusted_root.json': ROOT });
    expect((await loadTrust(staged(tuf).run, { trustedRoot: pinned(tuf) })).signingConfig).toBeUndefined();
    const without = repository({ 'other.json': '{}' });
    rmSync(join(folder, 'cache'), { recursive: true });
    expect(await codeOf(loadTrust(staged(without).run, { trustedRoot: pinned(without) }))).toBe('TRUST_ROOT_INVALID');
  });
});

describe('the embedded public-good root', () => {
  it('is used only if the network is not allowed, and this is logged', async () => {
    const offline = staged(undefined, { capability: 'none', now: new Date('2026-12-01T00:00:00Z') });
    expect((await loadTrust(offline.run, {})).root.source).toBe('public-good (embedded)');
    expect(offline.lines.join()).toContain('embedded in this version');
    expect(await codeOf(loadTrust(staged(undefined).run, {}))).toBe('FETCH_FAILED');
  });

  it('is used regardless of its age, and its age is logged', async () => {
    const late = staged(undefined, { capability: 'none', now: new Date('2031-01-01T00:00:00Z') });
    expect((await loadTrust(late.run, {})).root.digest).toBe(PUBLIC_GOOD.digest);
    expect(late.lines.join()).toMatch(/of 2026-10-07 \(1546 days ago\)/);
  });
});
