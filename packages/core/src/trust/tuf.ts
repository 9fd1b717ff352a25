import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { cacheFile, keepCache, readCache, type Kept } from './tuf-cache.js';
import { fetchPinnedRoot, sha256 } from './tuf-mirror.js';
import type { BrokenChain, Documents, Walked } from './tuf-walk.js';
import type { TufFreshness, TufMirror } from './types.js';

/** A valid cache is used for at most this time before the mirror is asked again. */
const REFRESH_AFTER_MS = 24 * 60 * 60 * 1000;

export const MAX_ROOT_BYTES = 512_000;

export interface TufTargets {
  readonly targets: Documents;
  readonly freshness: TufFreshness;
}

/**
 * Gets targets of a TUF repository (TUF 1.0, section 5). Data from the cache and from the mirror is verified in the
 * same way, from the mirror's anchor: signatures, thresholds, versions, expiry, hashes. A cache that does not verify is not used.
 * A valid cache is used in place of the mirror only if the mirror cannot be reached; if data of the mirror does not verify, there is
 * no fallback to the cache.
 * Targets that the mirror does not have are missing from the result; the first of `names` must exist.
 * @param refresh ask the mirror although the cache is new; then there is no fallback
 * @throws CountersignError TRUST_ROOT_STALE, TRUST_ROOT_INVALID, FETCH_FAILED, NETWORK_FORBIDDEN, DEADLINE_EXCEEDED
 */
export async function tufTargets(run: Run, mirror: TufMirror, names: readonly string[], refresh = false): Promise<TufTargets> {
  const now = run.clock();
  const isOpen = run.net.capability === 'all';
  const known = 'root' in mirror.anchor ? await mirror.anchor.root() : undefined;
  const file = cacheFile(run, mirror.url, 'sha256' in mirror.anchor ? mirror.anchor.sha256 : sha256(known ?? new Uint8Array()));
  const kept = readCache(run, file);
  const anchor = known ?? pinnedIn(kept, mirror);
  const local = anchor === undefined ? 'there is no cache' : await fromCache(run, anchor, kept, names, now);
  const isValid = typeof local !== 'string';
  const age = now.getTime() - kept.refreshed.getTime();
  const ofCache = (walked: Walked): TufTargets => resultOf(mirror, walked, { refreshed: kept.refreshed, fromCache: true });
  if (isValid && !refresh && age >= 0 && age < REFRESH_AFTER_MS) return ofCache(local);
  if (!isOpen && refresh) throw stale(run, mirror.url, 'a refresh was asked for');
  if (!isOpen) {
    if (!isValid) throw stale(run, mirror.url, local);
    run.emit({
      event: 'fell-back',
      fallback: 'cached-root-offline',
      from: describeUrl(mirror.url),
      to: `the trusted root of ${describeUrl(mirror.url)} that was ${validity(kept, local)}`,
    });
    return ofCache(local);
  }
  try {
    const { walked, start } = await fromMirror(run, mirror, anchor, kept, names, isValid);
    const documents = new Map([...targetsOf(kept), ['anchor.json', start], ...walked.documents]);
    await keepCache(run, file, { documents, refreshed: now });
    return resultOf(mirror, walked, { refreshed: now, fromCache: false });
  } catch (error) {
    const { Unreachable } = await import('./tuf-download.js');
    if (!(error instanceof Unreachable)) throw await refusal(mirror.url, error);
    if (!isValid || refresh) throw error.reason;
    run.emit({
      event: 'fell-back',
      fallback: 'cached-root',
      from: describeUrl(mirror.url),
      to: `the copy that was ${validity(kept, local)}`,
      problem: error.reason.message,
    });
    return ofCache(local);
  }
}

function resultOf(
  mirror: TufMirror,
  { targets, expires, roles }: Walked,
  from: Pick<TufFreshness, 'refreshed' | 'fromCache'>,
): TufTargets {
  return { targets, freshness: { kind: 'tuf', mirror: mirror.url, expires, roles, ...from } };
}

const validity = (kept: Kept, { expires }: Walked): string =>
  `fetched on ${kept.refreshed.toISOString()}, verified, and is valid until ${expires.toISOString()}`;

/** A root in the cache is used as the anchor only if it is the pinned one. */
function pinnedIn({ documents }: Kept, { anchor }: TufMirror): Uint8Array | undefined {
  const root = documents.get('anchor.json');
  return root !== undefined && 'sha256' in anchor && sha256(root) === anchor.sha256 ? root : undefined;
}

/** Keeps targets of other runs in the cache; they are verified when they are used. */
const targetsOf = ({ documents }: Kept): [string, Uint8Array][] =>
  [...documents].filter(([name]) => name.startsWith('targets/') && documents.size < 100);

/** The targets from the cache alone, or the reason why it cannot be used. */
async function fromCache(
  run: Run,
  anchor: Uint8Array,
  { documents }: Kept,
  names: readonly string[],
  now: Date,
): Promise<Walked | string> {
  if (documents.size === 0) return 'there is no cache';
  const { BrokenChain, walk } = await import('./tuf-walk.js');
  try {
    return requireFirst(await walk(anchor, documents, undefined, names, now), names, BrokenChain);
  } catch (error) {
    if (!(error instanceof BrokenChain)) throw error;
    // Expired and incomplete caches are normal; other failures mean damage or manipulation.
    if (error.kind === 'invalid') run.emit({ event: 'trust-cache-refused', problem: error.message });
    return `the cache cannot be used: ${error.message}`;
  }
}

async function fromMirror(
  run: Run,
  mirror: TufMirror,
  anchor: Uint8Array | undefined,
  { documents }: Kept,
  names: readonly string[],
  hasCopy: boolean,
): Promise<{ readonly walked: Walked; readonly start: Uint8Array }> {
  const [{ BrokenChain, walk }, { downloader }] = await Promise.all([import('./tuf-walk.js'), import('./tuf-download.js')]);
  const pin = 'sha256' in mirror.anchor ? mirror.anchor.sha256 : '';
  const start = anchor ?? (await fetchPinnedRoot(run, mirror.url, pin, MAX_ROOT_BYTES));
  const walked = await walk(start, documents, downloader(run, mirror.url, !hasCopy), names, run.clock());
  return { walked: requireFirst(walked, names, BrokenChain), start };
}

function requireFirst(walked: Walked, [first]: readonly string[], Broken: typeof BrokenChain): Walked {
  if (first === undefined || walked.targets.has(first)) return walked;
  throw new Broken('targets.json', 'absent', `it has no target ${first}`);
}

function stale(run: Run, url: string, found: string): CountersignError {
  return new CountersignError('TRUST_ROOT_STALE', `no valid trusted root of ${describeUrl(url)} is available`, {
    expected: 'a cached trusted root that verifies from its anchor and has not expired',
    found: `${found}; network is ${run.net.capability}`,
    hint: 'Allow the network once, or give the trusted root as a file (trusted-root).',
  });
}

/** The error for a mirror whose data does not verify: without a trusted root nothing can be decided. */
async function refusal(url: string, error: unknown): Promise<unknown> {
  const { BrokenChain } = await import('./tuf-walk.js');
  if (!(error instanceof BrokenChain)) return error;
  return new CountersignError('TRUST_ROOT_INVALID', `the TUF metadata of ${describeUrl(url)} does not verify`, {
    expected: 'TUF metadata that verifies from the pinned root and is not older than earlier metadata',
    found: error.message,
    hint: 'The cached copy is not used instead. Ask the operator of the mirror; until then give the trusted root as a file (trusted-root).',
    cause: error,
  });
}
