import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { systemCode, systemReason, isMissing } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { isJsonObject, parseJson, readRegularFile, type JsonObject } from '../wire/index.js';
import type { Documents } from './tuf-walk.js';

/** A whole public-good instance has some 200 kB. */
const MAX_CACHE_BYTES = 16 * 1024 * 1024;

/**
 * The file that keeps what was verified of a mirror from one anchor on; undefined where the environment names no home for caches.
 * @param anchor hex SHA-256 of the root that the chain starts from
 */
export function cacheFile({ env, cwd }: Run, url: string, anchor: string): string | undefined {
  const caches =
    below(cwd, env['COUNTERSIGN_CACHE']) ??
    below(cwd, env['XDG_CACHE_HOME'] || env['LOCALAPPDATA'], 'countersign') ??
    below(cwd, env['HOME'] || env['USERPROFILE'], '.cache', 'countersign');
  const name = createHash('sha256').update(`${url}#${anchor}`).digest('hex').slice(0, 16);
  // Not `resolve`: a bundler would take the pattern for files that it has to bring along.
  return caches === undefined ? undefined : join(caches, 'tuf', `${name}.json`);
}

/** An empty variable names nothing. */
function below(cwd: string, base: string | undefined, ...parts: readonly string[]): string | undefined {
  return base === undefined || base === '' ? undefined : join(resolve(cwd, base), ...parts);
}

/** What a cache holds, unverified: nothing in it is believed before a walk from the anchor has verified it. */
export interface Kept {
  readonly documents: Documents;
  /** When somebody says that the mirror was last asked. */
  readonly refreshed: Date;
}

const NOTHING: Kept = { documents: new Map(), refreshed: new Date(0) };

/** Reads a cache; one that is absent, no regular file, too large or not readable is an empty one. */
export function readCache(run: Run, file: string | undefined): Kept {
  if (file === undefined) return NOTHING;
  try {
    const bytes = readRegularFile(file, MAX_CACHE_BYTES);
    const value = parseJson(bytes, { maxBytes: MAX_CACHE_BYTES, what: 'the cached trusted root', code: 'TRUST_ROOT_INVALID' });
    const { documents, refreshed } = object(value);
    const entries = Object.entries(object(documents)).map(([name, text]) => [name, Buffer.from(string(text), 'base64')] as const);
    return { documents: new Map(entries), refreshed: new Date(string(refreshed)) };
  } catch (error) {
    if (!isMissing(error)) run.log.info(`The cached trusted root can't be read and is not used (${systemReason(error)}).`);
    return NOTHING;
  }
}

/**
 * Keeps what a walk verified, as one file that appears whole: other processes that write or read at the same moment find the old
 * or the new. Where nothing can be written, the run goes on without.
 */
export function keepCache(run: Run, file: string | undefined, { documents, refreshed }: Kept): void {
  if (file === undefined) return;
  const encoded = [...documents].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  const text = JSON.stringify({ refreshed: refreshed.toISOString(), documents: Object.fromEntries(encoded) as JsonObject });
  const fresh = `${file}.${Buffer.from(run.random(8)).toString('hex')}`;
  try {
    makeFolder(dirname(file));
    writeFileSync(fresh, text, { flag: 'wx', mode: 0o600 });
    try {
      renameSync(fresh, file);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
  } catch (error) {
    run.log.info(`The trusted root was verified but can't be kept for the next run (${systemReason(error)}).`);
  }
}

/** `recursive` of Node's own `mkdir` never ends where a parent can't be made though its own parent is there, as under /proc. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

function object(value: unknown): JsonObject {
  if (!isJsonObject(value as JsonObject)) throw new Error('not the content of a cache');
  return value as JsonObject;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new Error('not the content of a cache');
  return value;
}
