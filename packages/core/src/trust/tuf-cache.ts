import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CountersignError, type Run } from '../errors/index.js';
import { decodeUtf8, isJsonObject, type JsonValue } from '../wire/index.js';

/** A cache is asked for no longer than this without looking for news, even while its metadata is valid. */
const REFRESH_AFTER_MS = 24 * 60 * 60 * 1000;

/** Folder of a mirror's metadata and targets; undefined where the environment names no home for caches. */
export function cacheFolder(run: Run, mirror: string): string | undefined {
  const { env } = run;
  const home = env['HOME'] ?? env['USERPROFILE'];
  const caches =
    env['COUNTERSIGN_CACHE'] ??
    joinIf(env['XDG_CACHE_HOME'] ?? env['LOCALAPPDATA'], 'countersign') ??
    joinIf(home, '.cache', 'countersign');
  return caches === undefined ? undefined : join(caches, 'tuf', createHash('sha256').update(mirror).digest('hex').slice(0, 16));
}

function joinIf(base: string | undefined, ...parts: readonly string[]): string | undefined {
  return base === undefined || base === '' ? undefined : join(base, ...parts);
}

export interface CachedTargets {
  /** Undefined for a target that the mirror doesn't have. */
  readonly targets: ReadonlyMap<string, Uint8Array>;
  /** When the cached timestamp metadata stops being valid. */
  readonly expires: Date;
  /** Whether it was refreshed so lately that nobody need look for news. */
  readonly fresh: boolean;
  readonly refreshed: Date;
}

/**
 * Reads what an earlier refresh verified and kept. The folder belongs to the user as the program does; its files are
 * still compared with the digests in the signed metadata, so that a half-written one is noticed. Undefined when anything
 * is missing or does not fit: then a refresh is due.
 */
export function readCache(folder: string, names: readonly string[], now: Date): CachedTargets | undefined {
  try {
    const expires = new Date(text(signed(folder, 'timestamp.json')['expires']));
    const listed = object(signed(folder, 'targets.json')['targets']);
    const targets = new Map<string, Uint8Array>();
    for (const name of names) {
      if (!Object.hasOwn(listed, name)) continue;
      const { length, hashes } = object(listed[name]);
      const bytes = new Uint8Array(readFileSync(join(folder, 'targets', encodeURIComponent(name))));
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (bytes.length !== length || object(hashes)['sha256'] !== digest) return undefined;
      targets.set(name, bytes);
    }
    const refreshed = statSync(join(folder, 'refreshed')).mtime;
    const age = now.getTime() - refreshed.getTime();
    const fresh = expires > now && age >= 0 && age < REFRESH_AFTER_MS;
    return Number.isNaN(expires.getTime()) ? undefined : { targets, expires, fresh, refreshed };
  } catch {
    return undefined;
  }
}

function signed(folder: string, name: string): Readonly<Record<string, JsonValue | undefined>> {
  return object(object(JSON.parse(decodeUtf8(readFileSync(join(folder, name)), name)) as JsonValue)['signed']);
}

function object(value: JsonValue | undefined): Readonly<Record<string, JsonValue | undefined>> {
  if (!isJsonObject(value)) throw new CountersignError('TRUST_ROOT_INVALID', 'cached metadata is not readable');
  return value;
}

function text(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new CountersignError('TRUST_ROOT_INVALID', 'cached metadata is not readable');
  return value;
}
