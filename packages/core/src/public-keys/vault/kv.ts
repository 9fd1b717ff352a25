import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { isJsonObject, type JsonObject } from '../../wire/index.js';
import { NO_KEY_SERVICES, type KeyServices } from '../key-login.js';
import { parseKvReference, type KvReference } from './reference.js';
import { invalidAnswer, type VaultAnswer } from './request.js';
import { vaultSession, type VaultSession } from './session.js';

/** A secret, and where it is. */
export interface KvSecret {
  readonly session: VaultSession;
  readonly reference: KvReference;
  /** Of the engine: version 2 keeps versions of secrets. */
  readonly engine: 1 | 2;
  /** The path to read and write, escaped. */
  readonly path: string;
  /** Undefined if there is no such secret. */
  readonly fields: JsonObject | undefined;
  /** Of the secret; undefined in an engine of version 1, or if there was never one. */
  readonly version: number | undefined;
  /** What the server says where there is none. */
  readonly words: string;
}

/** A field of a secret. */
interface KvField {
  /** May be a secret. */
  readonly text: string;
  /** The reference without its version, for reports. */
  readonly label: string;
  /** Undefined in an engine without versions. */
  readonly version: string | undefined;
}

/** Largest text: a key or a password. */
const MAX_TEXT = 64 * 1024;

/**
 * Reads a field of a secret in the engine KV, version 2 or 1.
 * @throws CountersignError INPUT_*, KEY_INVALID (no such secret, version or field), SERVICE_*, TOKEN_*
 */
export async function readKvField(run: Run, text: string, services?: KeyServices): Promise<KvField> {
  const { session, reference, fields, version, words } = await readKvSecret(run, text, services);
  const { label, field } = reference;
  if (fields === undefined) {
    throw new CountersignError('KEY_INVALID', `${label}: there is no such secret`, {
      expected: `a secret of ${session.server.role} ${new URL(session.server.address).host}`,
      found: `HTTP 404: ${words}`,
      hint: 'Check path and version; a deleted version has no content. The path is written without data/.',
    });
  }
  const value = fields[field];
  // Neither the value nor other names are quoted.
  if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT) {
    throw new CountersignError('KEY_INVALID', `${label}: the secret has no such field with a text`, {
      expected: `a text of at most ${MAX_TEXT} characters in ${field}`,
      found: value === undefined ? 'no such field' : 'a value of another kind or length',
      hint: 'Name the field after #.',
    });
  }
  return { text: value, label, version: version === undefined ? undefined : String(version) };
}

/**
 * Reads a secret, or learns that there is none.
 * @throws CountersignError INPUT_*, SERVICE_*, TOKEN_*
 */
export async function readKvSecret(run: Run, text: string, services: KeyServices = NO_KEY_SERVICES): Promise<KvSecret> {
  const reference = parseKvReference(text);
  const session = vaultSession(run, 'vault-kv', services);
  const { engine, path } = await engineOf(session, reference);
  const answer = await session.ask({
    method: 'GET',
    path: reference.version === undefined ? path : `${path}?version=${reference.version}`,
    expected: `the secret of ${reference.label}`,
    refused: `The token needs the capability "read" for ${path}.`,
    reads: [404],
  });
  return { session, reference, engine, path, words: answer.words, ...contentOf(session, reference, engine, answer) };
}

/** The same request as `vault kv get`: the server says where the path of the engine ends, and which version the engine is. */
async function engineOf(session: VaultSession, { place, label }: KvReference): Promise<Pick<KvSecret, 'engine' | 'path'>> {
  const whole = place.map(encodeURIComponent).join('/');
  const { data } = await session.ask({
    method: 'GET',
    path: `sys/internal/ui/mounts/${whole}`,
    expected: `the engine of ${label}`,
    refused: 'Check the path; the token needs the capability "read" for it.',
  });
  const { path: mount, type, options } = data ?? {};
  if (type !== 'kv' && type !== 'generic') {
    throw new CountersignError('INPUT_INVALID', `${label} is not in an engine of the type kv`, {
      expected: 'kv, version 1 or 2',
      found: typeof type === 'string' && /^[\w-]{1,40}$/.test(type) ? type : 'another engine',
      hint: 'Keys of the engine transit are written hashivault://KEY.',
    });
  }
  const names = typeof mount === 'string' ? mount.replace(/\/$/, '').split('/') : [];
  if (names.length === 0 || names.length >= place.length || names.some((name, index) => name !== place[index])) {
    throw invalidAnswer(session.server, 'an engine whose path the reference begins with', 'another path');
  }
  const engine = isJsonObject(options) && options['version'] === '2' ? 2 : 1;
  const parts = engine === 2 ? [...names, 'data', ...place.slice(names.length)] : place;
  return { engine, path: parts.map(encodeURIComponent).join('/') };
}

function contentOf(
  session: VaultSession,
  { version: asked, label }: KvReference,
  engine: KvSecret['engine'],
  { status, data }: VaultAnswer,
): Pick<KvSecret, 'fields' | 'version'> {
  if (engine === 1) {
    if (asked === undefined) return { fields: status === 200 ? data : undefined, version: undefined };
    throw new CountersignError('INPUT_INVALID', `${label}: this engine keeps no versions`, {
      expected: 'a reference without version, or an engine KV of version 2',
      found: `?version=${asked}`,
    });
  }
  const { data: fields, metadata } = data ?? {};
  const version = isJsonObject(metadata) ? metadata['version'] : undefined;
  if (status === 404) return { fields: undefined, version: typeof version === 'number' ? version : undefined };
  if (!isJsonObject(fields) || typeof version !== 'number' || (asked !== undefined && version !== asked)) {
    throw invalidAnswer(session.server, 'the asked version of the secret', 'another version, or none');
  }
  return { fields, version };
}
