import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { eventText, type NetRequest, type NetResponse, type Run, type RunEvent } from '../run/index.js';
import { loadTrust } from './load-trust.js';
import { TestMirror } from './testing/test-mirror.js';

/** Repositories that python-tuf made (testing/tuf/make.py). */
interface Case {
  readonly about: string;
  /** `accepted`, or words of the refusal. */
  readonly outcome: string;
  /** The document that the refusal names. */
  readonly document: string;
  readonly anchor: string;
  readonly files: Readonly<Record<string, string>>;
  /** What the client got on an earlier visit. */
  readonly before: Readonly<Record<string, string>> | null;
}
const { now, cases, texts } = JSON.parse(
  readFileSync(fileURLToPath(new URL('testing/tuf/repositories.json', import.meta.url)), 'utf8'),
) as {
  readonly now: string;
  readonly cases: Readonly<Record<string, Case>>;
  readonly texts: Readonly<Record<string, string>>;
};
const named = (outcome: (one: Case) => boolean) =>
  Object.entries(cases).flatMap(([name, one]) => (outcome(one) ? [[`${name} (${one.about})`, one] as const] : []));
/** What trusted_root.json of each repository is. */
const TARGET = '{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}';
const DAY = 25 * 3_600_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-tuf-attacks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Files = (path: string) => string | Uint8Array | undefined;
const filesOf =
  (files: Case['files']): Files =>
  (path) => {
    const name = files[path];
    return name === undefined ? undefined : texts[name];
  };

/** Loads the trusted root from a mirror with these files, whose root is pinned by a file. */
async function load(files: Files, anchor: string | Uint8Array, time: Date, events: string[] = []): Promise<string> {
  writeFileSync(join(folder, 'anchor.json'), anchor);
  const fetch = ({ url, maxBytes }: NetRequest): Promise<NetResponse> => {
    const text = files(decodeURI(new URL(url).pathname).replace('/tuf/', ''));
    const body = Buffer.from(text ?? '');
    // As the run's network does it, without reading further.
    if (maxBytes !== undefined && body.length > maxBytes)
      return Promise.reject(new CountersignError('FETCH_FAILED', `${url}: more than ${String(maxBytes)} bytes`));
    return Promise.resolve({ status: text === undefined ? 404 : 200, headers: {}, body, url, attempts: 1 });
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const run = {
    clock: () => time,
    random: (length: number) => new Uint8Array(length).fill(5),
    env: { COUNTERSIGN_CACHE: join(folder, 'cache') },
    net: { capability: 'all', fetch },
    log,
    emit: (event: RunEvent) => void events.push(eventText(event)),
    cwd: folder,
  } as unknown as Run;
  try {
    const { root } = await loadTrust(run, { trustedRoot: 'https://mirror.test/tuf#root=anchor.json', withSigningConfig: false });
    return `accepted ${root.digest}`;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return `${error.code} ${error.found ?? error.message}`;
  }
}

const caches = (): readonly string[] =>
  existsSync(join(folder, 'cache', 'tuf')) ? readdirSync(join(folder, 'cache', 'tuf')) : [];
const cached = (): string =>
  caches()
    .map((name) => readFileSync(join(folder, 'cache', 'tuf', name), 'utf8'))
    .join();
const start = new Date(now);
const nextDay = new Date(start.getTime() + DAY);

describe('correct repositories of python-tuf', () => {
  it.each(named(({ outcome }) => outcome === 'accepted'))('are accepted: %s', async (_, { files, before, anchor }) => {
    const events: string[] = [];
    if (before !== null) expect(await load(filesOf(before), texts[anchor] ?? '', start)).toMatch(/^accepted sha256:/);
    const first = await load(filesOf(files), texts[anchor] ?? '', nextDay, events);
    expect(first).toMatch(/^accepted sha256:/);
    // A delegated role or another target must not have replaced it.
    expect(first).toBe(`accepted sha256:${createHash('sha256').update(TARGET).digest('hex')}`);
    expect([events, caches().length]).toEqual([[], 1]);
    // From the cache alone, without any answer of the mirror.
    expect(await load(() => undefined, texts[anchor] ?? '', nextDay)).toBe(first);
  });
});

describe('attacks on TUF repositories', () => {
  it.each(named(({ outcome }) => outcome !== 'accepted'))(
    'are refused, without fallback and without a change of the cache: %s',
    async (_, { files, before, anchor, outcome, document }) => {
      const events: string[] = [];
      if (before !== null) expect(await load(filesOf(before), texts[anchor] ?? '', start)).toMatch(/^accepted/);
      const kept = cached();
      const answer = await load(filesOf(files), texts[anchor] ?? '', nextDay, events);
      expect(answer).toMatch(new RegExp(`^TRUST_ROOT_INVALID (?:targets/)?\\S*${document.replaceAll('.', '\\.')}: `));
      expect(answer).toContain(outcome);
      expect([cached(), events]).toEqual([kept, []]);
    },
  );

  it('with more roots than a client follows are refused, and a newer pin is asked for', async () => {
    const mirror = new TestMirror({ version: 1, targets: {} }, new Date('2090-01-01T00:00:00Z'));
    for (let at = 0; at < 257; at += 1) mirror.rotate();
    const answer = await load((path) => mirror.files.get(`/${path}`), mirror.anchor, new Date());
    expect(answer).toMatch(/^TRUST_ROOT_INVALID 258\.root\.json: more than 256 roots follow the pinned one; pin a newer root/);
    expect(caches()).toEqual([]);
  });
});
