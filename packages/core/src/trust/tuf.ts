import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CountersignError, type Run } from '../errors/index.js';
import { describeUrl } from '../net/index.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';
import { cacheFolder, readCache } from './tuf-cache.js';

/** A TUF repository and where its chain of trust starts. */
export interface TufMirror {
  readonly url: string;
  /** Who is trusted to begin with; a cache that began with another root is another cache. Undefined for the public-good one. */
  readonly pin: string | undefined;
  /** Bytes of the root metadata to start from; asked for only when there is no cache yet. */
  readonly initialRoot: () => Promise<Uint8Array>;
}

export interface TufTargets {
  readonly targets: ReadonlyMap<string, Uint8Array>;
  /** When the mirror was last asked. */
  readonly refreshed: Date;
}

const MAX_METADATA_BYTES = 5_000_000;

/**
 * Gets targets of a TUF repository (TUF 1.0, section 5): from the cache while that is fresh, otherwise refreshed from the
 * mirror and verified by tuf-js. When the mirror can't be asked, a cache whose metadata has not expired still serves.
 * Targets that the mirror does not have are missing from the answer; the first of `names` must be there.
 * @throws CountersignError TRUST_ROOT_STALE, TRUST_ROOT_INVALID, FETCH_FAILED, NETWORK_FORBIDDEN, DEADLINE_EXCEEDED
 */
export async function tufTargets(run: Run, mirror: TufMirror, names: readonly string[]): Promise<TufTargets> {
  const folder = cacheFolder(run, mirror.pin === undefined ? mirror.url : `${mirror.url}#${mirror.pin}`);
  const now = run.clock();
  const cached = folder === undefined ? undefined : readCache(folder, names, now);
  if (cached?.fresh === true) return cached;
  if (run.net.capability !== 'all') {
    if (cached !== undefined && cached.expires > now) return cached;
    throw stale(mirror.url, cached?.expires, `network is ${run.net.capability}`);
  }
  try {
    return { targets: await refresh(run, mirror, names, folder), refreshed: now };
  } catch (error) {
    if (cached === undefined || cached.expires <= now) throw error;
    run.log.warn(`The trusted root could not be refreshed; going on with the copy of ${cached.refreshed.toISOString()}.`, {
      event: 'trust-root-not-refreshed',
    });
    return cached;
  }
}

function stale(url: string, expires: Date | undefined, why: string): CountersignError {
  return new CountersignError('TRUST_ROOT_STALE', `no valid trusted root of ${url} is at hand`, {
    expected: 'a cached trusted root whose metadata has not expired',
    found: `${expires === undefined ? 'no cache' : `a cache that expired at ${expires.toISOString()}`}; ${why}`,
    hint: 'Allow the network once, or give the trusted root as a file (trusted-root).',
  });
}

/** In the order in which they may become visible: readers of a half-moved cache find a misfit and refresh. */
const METADATA = ['root.json', 'targets.json', 'snapshot.json', 'timestamp.json'] as const;

/**
 * Refreshes in a private copy of the cache and then moves each file into place, so that neither a crash nor another process
 * that refreshes at the same time leaves a broken cache behind.
 */
async function refresh(
  run: Run,
  mirror: TufMirror,
  names: readonly string[],
  cache: string | undefined,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (cache !== undefined) mkdirSync(cache, { recursive: true, mode: 0o700 });
  const work = mkdtempSync(
    cache === undefined ? join(run.env['TMPDIR'] ?? run.env['TEMP'] ?? '/tmp', 'countersign-tuf-') : join(cache, 'work-'),
  );
  try {
    if (cache !== undefined && isReadable(join(cache, 'root.json'))) {
      for (const name of METADATA) if (existsSync(join(cache, name))) copyFileSync(join(cache, name), join(work, name));
    } else {
      writeFileSync(join(work, 'root.json'), await mirror.initialRoot());
    }
    mkdirSync(join(work, 'targets'));
    const targets = await download(run, mirror.url, names, work);
    if (cache !== undefined) keep(work, cache, run.clock());
    return targets;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A root that a crash cut short is started over; one that merely disagrees with the mirror is not: that may be a roll-back. */
function isReadable(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

function keep(work: string, cache: string, now: Date): void {
  mkdirSync(join(cache, 'targets'), { recursive: true, mode: 0o700 });
  for (const name of readdirSync(join(work, 'targets'))) renameSync(join(work, 'targets', name), join(cache, 'targets', name));
  for (const name of METADATA) if (existsSync(join(work, name))) renameSync(join(work, name), join(cache, name));
  writeFileSync(join(work, 'refreshed'), `${now.toISOString()}\n`);
  renameSync(join(work, 'refreshed'), join(cache, 'refreshed'));
}

async function download(
  run: Run,
  url: string,
  names: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const [{ Updater }, { NetFetcher }] = await Promise.all([import('tuf-js'), import('./tuf-fetcher.js')]);
  const fetcher = new NetFetcher(run.net, MAX_METADATA_BYTES);
  try {
    const updater = new Updater({
      metadataDir: folder,
      metadataBaseUrl: url,
      targetDir: join(folder, 'targets'),
      targetBaseUrl: `${url.replace(/\/+$/, '')}/targets`,
      fetcher,
    });
    await updater.refresh();
    const found = new Map<string, Uint8Array>();
    for (const name of names) {
      const target = await updater.getTargetInfo(name);
      if (target === undefined) continue;
      const path = (await updater.findCachedTarget(target)) ?? (await updater.downloadTarget(target));
      found.set(name, new Uint8Array(readFileSync(path)));
    }
    const [first] = names;
    if (first !== undefined && !found.has(first)) throw new Error(`the mirror has no target ${first}`);
    return found;
  } catch (error) {
    if (fetcher.failure instanceof CountersignError) throw fetcher.failure;
    const unreachable = fetcher.failure !== undefined;
    throw new CountersignError(
      unreachable ? 'FETCH_FAILED' : 'TRUST_ROOT_INVALID',
      `the trusted root could not be had from ${url}`,
      {
        expected: 'TUF metadata that verifies from the pinned root',
        found: error instanceof Error ? error.message : String(error),
        hint: 'Try again later, or give the trusted root as a file (trusted-root).',
        cause: error,
      },
    );
  }
}

/** The public-good instance, starting from the root that ships with us. */
export const PUBLIC_GOOD_MIRROR: TufMirror = {
  url: PUBLIC_GOOD.mirror,
  pin: undefined,
  initialRoot: async () => Buffer.from((await import('./public-good/embedded-tuf-root.js')).PUBLIC_GOOD_TUF.root, 'utf8'),
};

/**
 * A mirror as users name it: `https://host/path#sha256=<hex of its 1.root.json>` or `…#root=<file>`. A mirror whose root
 * nobody pinned could vouch for anything, so one without is refused (but for the public-good one, whose root we hold).
 * @throws CountersignError INPUT_INVALID
 */
export function parseMirror(run: Run, text: string, readFile: (path: string) => Uint8Array): TufMirror {
  const [url = '', pin] = text.split(/#(.*)/s);
  if (url.replace(/\/+$/, '') === PUBLIC_GOOD.mirror && pin === undefined) return PUBLIC_GOOD_MIRROR;
  const [, kind, value = ''] = /^(sha256|root)=(.+)$/s.exec(pin ?? '') ?? [];
  if (kind === 'root') {
    const root = readFile(value);
    return { url, pin: createHash('sha256').update(root).digest('hex'), initialRoot: () => Promise.resolve(root) };
  }
  if (kind === 'sha256' && /^[0-9a-f]{64}$/.test(value))
    return { url, pin: value, initialRoot: () => fetchPinnedRoot(run, url, value) };
  throw new CountersignError('INPUT_INVALID', 'a TUF mirror needs a pinned root', {
    expected: `${describeUrl(url)}#sha256=<hex digest of its 1.root.json>, or #root=<file>`,
    found: pin === undefined ? 'none' : `#${pin}`,
    hint: 'Ask the operator of the mirror for the digest of its first root, by another way than the mirror.',
  });
}

async function fetchPinnedRoot(run: Run, url: string, sha256: string): Promise<Uint8Array> {
  const root = `${url.replace(/\/+$/, '')}/1.root.json`;
  const { status, body } = await run.net.fetch({ purpose: 'sigstore', method: 'GET', url: root, maxBytes: MAX_METADATA_BYTES });
  if (status !== 200)
    throw new CountersignError('FETCH_FAILED', `${root} answered with status ${status}`, { expected: '200', found: `${status}` });
  const found = createHash('sha256').update(body).digest('hex');
  if (found !== sha256) {
    throw new CountersignError('TRUST_ROOT_INVALID', `${root} is not the root that was pinned`, {
      expected: `sha256:${sha256}`,
      found: `sha256:${found}`,
    });
  }
  return body;
}
