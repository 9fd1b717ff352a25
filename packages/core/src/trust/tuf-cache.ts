import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { isMissing, systemReason } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { isJsonObject, makeFolder, parseJson, readRegularFile, replaceFile, type JsonObject } from '../wire/index.js';
import type { Documents } from './tuf-walk.js';

/** The metadata of the public-good instance has some 200 kB. */
const MAX_CACHE_BYTES = 16 * 1024 * 1024;

/**
 * The cache file for a mirror and an anchor; undefined if the environment names no cache folder.
 * @param anchor hex SHA-256 of the root where the chain starts
 */
export function cacheFile({ env, cwd }: Run, url: string, anchor: string): string | undefined {
  const caches =
    below(cwd, env['COUNTERSIGN_CACHE']) ??
    below(cwd, env['XDG_CACHE_HOME'] || env['LOCALAPPDATA'], 'countersign') ??
    below(cwd, env['HOME'] || env['USERPROFILE'], '.cache', 'countersign');
  const name = createHash('sha256').update(`${url}#${anchor}`).digest('hex').slice(0, 16);
  // Not `resolve`: a bundler would include the files that match the pattern.
  return caches === undefined ? undefined : join(caches, 'tuf', `${name}.json`);
}

/** An empty variable counts as not set. */
function below(cwd: string, base: string | undefined, ...parts: readonly string[]): string | undefined {
  return base === undefined || base === '' ? undefined : join(resolve(cwd, base), ...parts);
}

/** The unverified content of a cache: it is used only after verification from the anchor. */
export interface Kept {
  readonly documents: Documents;
  /** Time of the last refresh, unverified. */
  readonly refreshed: Date;
}

const NOTHING: Kept = { documents: new Map(), refreshed: new Date(0) };

/** Reads a cache; one that is absent, not a regular file, too large or unreadable counts as empty. */
export function readCache(run: Run, file: string | undefined): Kept {
  if (file === undefined) return NOTHING;
  try {
    const bytes = readRegularFile(file, MAX_CACHE_BYTES);
    const value = parseJson(bytes, { maxBytes: MAX_CACHE_BYTES, what: 'the cached trusted root', code: 'TRUST_ROOT_INVALID' });
    const { documents, refreshed } = object(value);
    const entries = Object.entries(object(documents)).map(([name, text]) => [name, Buffer.from(string(text), 'base64')] as const);
    return { documents: new Map(entries), refreshed: new Date(string(refreshed)) };
  } catch (error) {
    if (!isMissing(error)) run.log.info(`the cached trusted root cannot be read and is not used (${systemReason(error)})`);
    return NOTHING;
  }
}

/**
 * Writes verified documents to the cache file atomically: processes that read or write at the same time see the old or the new
 * file. A cache that cannot be written is not an error.
 */
export async function keepCache(run: Run, file: string | undefined, { documents, refreshed }: Kept): Promise<void> {
  if (file === undefined) return;
  const encoded = [...documents].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  const text = JSON.stringify({ refreshed: refreshed.toISOString(), documents: Object.fromEntries(encoded) as JsonObject });
  try {
    makeFolder(dirname(file), 0o700);
    await replaceFile(file, text, { random: run.random, flush: false, mode: 0o600 });
  } catch (error) {
    run.log.info(`the trusted root was verified but cannot be cached for the next run (${systemReason(error)})`);
  }
}

function object(value: unknown): JsonObject {
  if (!isJsonObject(value as JsonObject)) throw new Error('not a cache file');
  return value as JsonObject;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new Error('not a cache file');
  return value;
}
