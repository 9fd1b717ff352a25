import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import {
  eventLevel,
  eventText,
  type Environment,
  type NetCapability,
  type NetRequest,
  type NetResponse,
  type Run,
  type RunEvent,
} from '../run/index.js';
import { NetworkFailure } from '../net/index.js';
import { loadTrust, type Trust } from './load-trust.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';
import { PUBLIC_GOOD_TUF } from './public-good/embedded-tuf-root.js';
import { TestMirror } from './testing/test-mirror.js';

/**
 * Writing the cache, or naming another one by a variable, must not change which root is used: each case prepares a cache and checks the root.
 */
const MIRROR = 'https://tuf.test';
const HOUR = 3_600_000;
const ROOT = PUBLIC_GOOD.trustedRoot;
/** Another root: it names another log, so its digest differs. */
const EVIL = ROOT.replace('https://rekor.sigstore.dev', 'https://rekor.evil.test');
const config = (host: string): string =>
  JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [{ url: `https://${host}`, majorApiVersion: 1, validFor: { start: '2026-01-01T00:00:00Z' }, operator: 'o' }],
  });
const GOOD = { 'trusted_root.json': ROOT, 'signing_config.v0.2.json': config('ca.test') };
const BAD = { 'trusted_root.json': EVIL, 'signing_config.v0.2.json': config('fulcio.evil.test') };
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-poison-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Staged {
  readonly run: Run;
  readonly asked: string[];
  readonly lines: string[];
}

interface Stage {
  readonly capability?: NetCapability;
  readonly now?: Date;
  readonly env?: Environment;
  /** Replaces the mirror's answer. */
  readonly answer?: ((path: string) => NetResponse | Error | undefined) | undefined;
}

const answerOf = (status: number, body: Uint8Array | string = ''): NetResponse => ({
  status,
  headers: {},
  body: new Uint8Array(Buffer.from(body)),
  url: MIRROR,
  attempts: 1,
});
const unreachable = (): Error => new CountersignError('FETCH_FAILED', 'no answer', { cause: new NetworkFailure('ECONNREFUSED') });

function staged(mirror: TestMirror | undefined, stage: Stage = {}): Staged {
  const asked: string[] = [];
  const lines: string[] = [];
  const line = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const capability = stage.capability ?? 'all';
  const fetch = ({ url }: NetRequest): Promise<NetResponse> => {
    if (capability !== 'all') return Promise.reject(new CountersignError('NETWORK_FORBIDDEN', 'network is closed'));
    const { pathname } = new URL(url);
    asked.push(pathname);
    const instead = stage.answer?.(pathname);
    if (instead instanceof Error) return Promise.reject(instead);
    if (instead !== undefined) return Promise.resolve(instead);
    if (mirror === undefined) return Promise.reject(unreachable());
    const body = mirror.files.get(pathname);
    return Promise.resolve(body === undefined ? answerOf(404) : answerOf(200, Buffer.from(body)));
  };
  const run = {
    clock: () => stage.now ?? new Date(),
    random: (length: number) => new Uint8Array(length).map(() => Math.floor(Math.random() * 256)),
    env: stage.env ?? { COUNTERSIGN_CACHE: join(folder, 'cache') },
    net: { capability, fetch },
    log: {
      debug: line('debug'),
      info: line('info'),
      warn: line('warn'),
      error: line('error'),
      group: (_title: string, body: () => Promise<unknown>) => body(),
      secret: () => undefined,
    },
    emit: (event: RunEvent) => void lines.push(`${eventLevel(event)} ${eventText(event)}`),
    cwd: folder,
  } as unknown as Run;
  return { run, asked, lines };
}

const pinned = (mirror: TestMirror): { trustedRoot: string } => ({ trustedRoot: `${MIRROR}#${mirror.pin}` });
const GOOD_DIGEST = PUBLIC_GOOD.digest;
const EVIL_DIGEST = `sha256:${sha256(EVIL)}`;
const later = (hours: number): Date => new Date(Date.now() + hours * HOUR);

/** Which root was used, or the error code. */
async function usedRoot(trust: Promise<Trust>): Promise<string> {
  try {
    const { root } = await trust;
    return root.digest === GOOD_DIGEST ? 'good' : root.digest === EVIL_DIGEST ? 'EVIL' : root.digest;
  } catch (error) {
    if (error instanceof CountersignError) return `${error.code}: ${error.found ?? ''}`;
    throw error;
  }
}

/** Cache files as any version of this program could have written them, for a mirror and its pin: unsigned and fresh. */
function unsignedCache(caches: string, url: string, pin: string | undefined): void {
  const names = [url, `${url}#${pin ?? ''}`, `${url}#${sha256(PUBLIC_GOOD_TUF.root)}`].map((key) => sha256(key).slice(0, 16));
  const expires = '2099-01-01T00:00:00Z';
  const targets = Object.fromEntries(
    Object.entries(BAD).map(([name, text]) => [name, { length: Buffer.byteLength(text), hashes: { sha256: sha256(text) } }]),
  );
  const common = { version: 99, spec_version: '1.0.31', expires };
  const documents: Record<string, string> = {
    'timestamp.json': JSON.stringify({
      signatures: [],
      signed: { _type: 'timestamp', ...common, meta: { 'snapshot.json': { version: 99 } } },
    }),
    'snapshot.json': JSON.stringify({
      signatures: [],
      signed: { _type: 'snapshot', ...common, meta: { 'targets.json': { version: 99 } } },
    }),
    'targets.json': JSON.stringify({ signatures: [], signed: { _type: 'targets', ...common, targets } }),
    ...Object.fromEntries(Object.entries(BAD).map(([name, text]) => [`targets/${name}`, text])),
  };
  for (const name of names) {
    const old = join(caches, 'tuf', name);
    mkdirSync(join(old, 'targets'), { recursive: true });
    for (const [path, text] of Object.entries(documents)) writeFileSync(join(old, path), text);
    writeFileSync(join(old, 'refreshed'), 'x');
    writeCache(join(caches, 'tuf', `${name}.json`), documents);
  }
}

function writeCache(path: string, documents: Readonly<Record<string, Uint8Array | string>>, refreshed = new Date()): void {
  mkdirSync(dirname(path), { recursive: true });
  const encoded = Object.entries(documents).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  writeFileSync(path, JSON.stringify({ refreshed: refreshed.toISOString(), documents: Object.fromEntries(encoded) as unknown }));
}

interface CacheFile {
  readonly refreshed: string;
  readonly documents: Readonly<Record<string, string>>;
}
/** The only cache file under `cache`. */
function cacheFile(caches = join(folder, 'cache')): string {
  const [name = 'none'] = readdirSync(join(caches, 'tuf')).filter((file) => file.endsWith('.json'));
  return join(caches, 'tuf', name);
}
function alterCache(change: (documents: Record<string, Buffer>) => void, refreshed?: Date): void {
  const file = JSON.parse(readFileSync(cacheFile(), 'utf8')) as CacheFile;
  const documents = Object.fromEntries(Object.entries(file.documents).map(([name, text]) => [name, Buffer.from(text, 'base64')]));
  change(documents);
  writeCache(cacheFile(), documents, refreshed ?? new Date(file.refreshed));
}

describe('an unsigned cache', () => {
  it.each<[string, (base: string) => Environment]>([
    ['COUNTERSIGN_CACHE', (base) => ({ COUNTERSIGN_CACHE: base })],
    ['XDG_CACHE_HOME', (base) => ({ XDG_CACHE_HOME: dirname(base) })],
    ['HOME', (base) => ({ HOME: dirname(dirname(base)) })],
  ])('named by %s is believed for no instance, open or closed, and names no Fulcio', async (_, variable) => {
    const base = join(folder, 'evil', '.cache', 'countersign');
    const mirror = new TestMirror({ version: 1, targets: GOOD });
    unsignedCache(base, PUBLIC_GOOD.mirror, undefined);
    unsignedCache(base, MIRROR, mirror.pin.slice('sha256='.length));
    const env = variable(base);
    expect(await usedRoot(loadTrust(staged(undefined, { env, capability: 'none' }).run, {}))).toBe('good');
    expect(await usedRoot(loadTrust(staged(undefined, { env }).run, {}))).toMatch(/^FETCH_FAILED/);
    expect(await usedRoot(loadTrust(staged(undefined, { env, capability: 'none' }).run, pinned(mirror)))).toMatch(
      /^TRUST_ROOT_STALE/,
    );
    const live = await loadTrust(staged(mirror, { env }).run, pinned(mirror));
    expect(live.root.digest).toBe(GOOD_DIGEST);
    expect(live.signingConfig?.certificateAuthorities[0]?.url).toBe('https://ca.test');
  });
});

describe('a cache with signatures of another root, or of an earlier time', () => {
  it('is nothing when its chain starts at another root, even beside the right anchor', async () => {
    const [mirror, evil] = [new TestMirror({ version: 1, targets: GOOD }), new TestMirror({ version: 9, targets: BAD })];
    evil.rotate();
    evil.publish({ version: 10, targets: BAD });
    await loadTrust(staged(mirror).run, pinned(mirror));
    const fill = (documents: Record<string, Buffer>): void => {
      for (const [path, bytes] of evil.files) {
        const name = path.slice(1).replace(/^\d+\.(snapshot|targets)/, '$1');
        documents[name.replace(/^targets\/[0-9a-f]+\./, 'targets/')] = Buffer.from(bytes);
      }
    };
    alterCache(fill);
    const offline = staged(undefined, { capability: 'none' });
    expect(await usedRoot(loadTrust(offline.run, pinned(mirror)))).toMatch(/^TRUST_ROOT_STALE.*2\.root\.json/);
    expect(await usedRoot(loadTrust(staged(mirror).run, pinned(mirror)))).toBe('good');
    // The anchor is replaced: the pin is the digest of other bytes.
    alterCache((documents) => {
      fill(documents);
      documents['snapshot.json'] = Buffer.from(evil.files.get('/10.snapshot.json') ?? '');
      documents['targets.json'] = Buffer.from(evil.files.get('/10.targets.json') ?? '');
      documents['anchor.json'] = Buffer.from(evil.anchor);
    });
    expect(await usedRoot(loadTrust(offline.run, pinned(mirror)))).toMatch(/^TRUST_ROOT_STALE/);
    expect(await usedRoot(loadTrust(staged(mirror).run, pinned(mirror)))).toBe('good');
  });

  it('is verified from the anchor through every later root', async () => {
    const mirror = new TestMirror({ version: 1, targets: GOOD });
    mirror.rotate();
    mirror.rotate();
    mirror.publish({ version: 2, targets: GOOD });
    await loadTrust(staged(mirror).run, pinned(mirror));
    const offline = (): Promise<string> => usedRoot(loadTrust(staged(undefined, { capability: 'none' }).run, pinned(mirror)));
    expect(await offline()).toBe('good');
    alterCache((documents) => delete documents['2.root.json']);
    expect(await offline()).toMatch(/^TRUST_ROOT_STALE/);
  });

  it('is used only while its metadata is valid, regardless of the stored refresh time', async () => {
    const mirror = new TestMirror({ version: 1, targets: GOOD, expires: later(48) });
    await loadTrust(staged(mirror).run, pinned(mirror));
    alterCache(() => undefined, later(60));
    const expired = { now: later(60.5) };
    expect(await usedRoot(loadTrust(staged(undefined, { ...expired, capability: 'none' }).run, pinned(mirror)))).toMatch(
      /^TRUST_ROOT_STALE.*expired/,
    );
    expect(await usedRoot(loadTrust(staged(undefined, expired).run, pinned(mirror)))).toMatch(/^FETCH_FAILED/);
    // A refresh time in the future does not make a cache fresh.
    const asking = staged(mirror, { now: later(1) });
    await loadTrust(asking.run, pinned(mirror));
    expect(asking.asked).toContain('/timestamp.json');
  });

  it('rolled back is brought up to date, and what it once was never comes back', async () => {
    const mirror = new TestMirror({ version: 1, targets: BAD });
    await loadTrust(staged(mirror).run, pinned(mirror));
    const old = readFileSync(cacheFile());
    const before = new Map(mirror.files);
    mirror.publish({ version: 2, targets: GOOD });
    writeFileSync(cacheFile(), old);
    expect(await usedRoot(loadTrust(staged(mirror, { now: later(25) }).run, pinned(mirror)))).toBe('good');
    // Now the mirror serves its old edition: it is signed and valid, but refused.
    for (const [path, bytes] of before) mirror.files.set(path, bytes);
    expect(await usedRoot(loadTrust(staged(mirror, { now: later(50) }).run, pinned(mirror)))).toMatch(
      /^TRUST_ROOT_INVALID: timestamp\.json: .*version 1 is less than/,
    );
  });

  it.each(['timestamp.json', 'snapshot.json', 'targets.json', 'targets/trusted_root.json', '2.root.json'])(
    'is not believed where its %s was changed, nor where that is missing',
    async (name) => {
      const mirror = new TestMirror({ version: 1, targets: GOOD });
      mirror.rotate();
      mirror.publish({ version: 2, targets: GOOD });
      await loadTrust(staged(mirror).run, pinned(mirror));
      const whole = readFileSync(cacheFile());
      const changes: ((documents: Record<string, Buffer>) => void)[] = [
        (documents) => {
          const text = documents[name]?.toString() ?? '';
          documents[name] = Buffer.from(text.replace(/20\d\d-/, '2096-'));
        },
        (documents) => delete documents[name],
        (documents) => (documents[name] = Buffer.from('')),
        (documents) => (documents[name] = Buffer.from('null')),
      ];
      for (const change of changes) {
        writeFileSync(cacheFile(), whole);
        alterCache(change);
        const offline = staged(undefined, { capability: 'none' });
        expect(await usedRoot(loadTrust(offline.run, pinned(mirror)))).toMatch(/^TRUST_ROOT_STALE/);
        expect(await usedRoot(loadTrust(staged(mirror).run, pinned(mirror)))).toBe('good');
      }
    },
  );
});

describe('a refresh that fails', () => {
  const spoiled = (mirror: TestMirror, path: string): NetResponse =>
    answerOf(
      200,
      Buffer.from(
        Buffer.from(mirror.files.get(path) ?? '')
          .toString()
          .replace(/"version": ?2/, '"version": 3'),
      ),
    );

  /** A mirror with a second edition, and a valid cache of the first. */
  async function second(): Promise<TestMirror> {
    const mirror = new TestMirror({ version: 1, targets: GOOD });
    await loadTrust(staged(mirror).run, pinned(mirror));
    mirror.publish({ version: 2, targets: { ...GOOD, 'other.json': '{}' } });
    return mirror;
  }

  it.each<[string, string, (mirror: TestMirror) => Stage['answer']]>([
    ['a bad signature', 'timestamp.json', (mirror) => (path) => (path === '/timestamp.json' ? spoiled(mirror, path) : undefined)],
    ['a bad snapshot', 'snapshot.json', (mirror) => (path) => (path === '/2.snapshot.json' ? spoiled(mirror, path) : undefined)],
    ['bad targets', 'targets.json', (mirror) => (path) => (path === '/2.targets.json' ? spoiled(mirror, path) : undefined)],
    [
      'a root with other keys',
      '2.root.json',
      () => (path) => (path === '/2.root.json' ? answerOf(200, new TestMirror({ version: 1, targets: {} }).anchor) : undefined),
    ],
    [
      'an HTML page in place of metadata',
      'timestamp.json',
      () => (path) => (path === '/timestamp.json' ? answerOf(200, '<html>') : undefined),
    ],
    ['a mirror without timestamp', 'timestamp.json', () => (path) => (path === '/timestamp.json' ? answerOf(404) : undefined)],
    ['a refusal', 'timestamp.json', () => (path) => (path === '/timestamp.json' ? answerOf(403) : undefined)],
    [
      'an answer that is too large',
      'timestamp.json',
      () => (path) => (path === '/timestamp.json' ? new CountersignError('FETCH_FAILED', 'too large') : undefined),
    ],
  ])('by %s is never answered with what the cache holds', async (_, document, answer) => {
    const mirror = await second();
    const { run, lines } = staged(mirror, { now: later(25), answer: answer(mirror) });
    const outcome = await usedRoot(loadTrust(run, pinned(mirror)));
    expect(outcome).toMatch(/^TRUST_ROOT_INVALID/);
    expect(outcome).toContain(document);
    expect(lines.join()).not.toContain('could not be refreshed');
  });

  it.each(['2.root.json', 'timestamp.json', '2.snapshot.json'])(
    'by a rate limit for %s is an outage: the valid cache is used, and nothing is taken as missing',
    async (name) => {
      const mirror = await second();
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' };
      const answer = (path: string) => (path === `/${name}` ? { ...answerOf(403), headers } : undefined);
      const { run, lines } = staged(mirror, { now: later(25), answer });
      expect(await usedRoot(loadTrust(run, pinned(mirror)))).not.toMatch(/INVALID/);
      expect(lines.join()).toContain('could not be refreshed');
      // Without a cache, it is an outage too.
      const empty = staged(mirror, { now: later(25), answer, env: {} });
      expect(await usedRoot(loadTrust(empty.run, pinned(mirror)))).toMatch(/^FETCH_FAILED/);
    },
  );

  it('because of expired metadata, or a target with another hash, ends the run', async () => {
    const mirror = await second();
    mirror.publish({ version: 3, targets: GOOD, expires: later(1) });
    expect(await usedRoot(loadTrust(staged(mirror, { now: later(25) }).run, pinned(mirror)))).toMatch(
      /^TRUST_ROOT_INVALID.*expired/,
    );
    const changed = { 'trusted_root.json': `${ROOT}\n` };
    mirror.publish({ version: 4, targets: changed });
    mirror.files.set(`/targets/${sha256(`${ROOT}\n`)}.trusted_root.json`, Buffer.from(EVIL));
    expect(await usedRoot(loadTrust(staged(mirror, { now: later(25) }).run, pinned(mirror)))).toMatch(
      /^TRUST_ROOT_INVALID.*trusted_root\.json/,
    );
  });

  it.each<[string, () => NetResponse | Error]>([
    ['no answer', unreachable],
    ['a deadline', () => new CountersignError('DEADLINE_EXCEEDED', 'late')],
    ['an outage', () => answerOf(503)],
    ['too many requests', () => answerOf(429)],
  ])('because of %s uses the verified cache, and this is logged', async (_, answer) => {
    const mirror = await second();
    const { run, lines } = staged(mirror, { now: later(25), answer });
    expect(await usedRoot(loadTrust(run, pinned(mirror)))).toBe('good');
    expect(lines.join()).toMatch(/warn .*could not be refreshed/);
    // Where a refresh was asked for, the cache is no answer.
    const asked = loadTrust(staged(mirror, { answer }).run, { ...pinned(mirror), refresh: true });
    expect(await usedRoot(asked)).toMatch(/^(FETCH_FAILED|DEADLINE_EXCEEDED)/);
    // Without a verified cache: undecided.
    rmSync(join(folder, 'cache'), { recursive: true });
    expect(await usedRoot(loadTrust(staged(mirror, { answer }).run, pinned(mirror)))).toMatch(
      /^(FETCH_FAILED|DEADLINE_EXCEEDED)/,
    );
  });
});

describe('an unusable cache', () => {
  it.each<[string, (path: string) => void]>([
    ['is empty', (path) => writeFileSync(path, '')],
    ['was cut short', (path) => truncateSync(path, 100)],
    ['is huge', (path) => truncateSync(path, 8 * 2 ** 30)],
    ['is a folder', (path) => (rmSync(path), mkdirSync(path))],
    ['is a link to a device without end', (path) => (rmSync(path), symlinkSync('/dev/zero', path))],
    ['is a pipe', (path) => (rmSync(path), execFileSync('mkfifo', [path]))],
    ['holds other JSON', (path) => writeFileSync(path, '{"documents":{"timestamp.json":7},"refreshed":[]}')],
  ])('because it %s costs a refresh and no more', async (_, spoil) => {
    const mirror = new TestMirror({ version: 1, targets: GOOD });
    await loadTrust(staged(mirror).run, pinned(mirror));
    spoil(cacheFile());
    const again = staged(mirror);
    expect(await usedRoot(loadTrust(again.run, pinned(mirror)))).toBe('good');
    expect(again.asked).toContain('/timestamp.json');
  });

  it.each<[string, Environment]>([
    ['HOME that is a device', { HOME: '/dev/null' }],
    ['HOME under /proc', { HOME: '/proc/x' }],
    ['cache under /proc', { COUNTERSIGN_CACHE: '/proc/x/y/z' }],
    ['no HOME', {}],
    ['TMPDIR that is not there', { HOME: '/dev/null', TMPDIR: '/dev/null/tmp' }],
    ['an empty variable', { COUNTERSIGN_CACHE: '', XDG_CACHE_HOME: '', HOME: '' }],
  ])('works with %s', async (_, env) => {
    const mirror = new TestMirror({ version: 1, targets: GOOD });
    const { run, lines } = staged(mirror, { env });
    expect(await usedRoot(loadTrust(run, pinned(mirror)))).toBe('good');
    expect(lines.filter((line) => /^(error|warn)/.test(line))).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
