import { createHash } from 'node:crypto';
import { preAuthEncoding } from '../../bundles/index.js';
import type { JsonObject, JsonValue } from '../../wire/index.js';

/** A changed bundle file, with the kind and place of the change: `flip verificationMaterial.tlogEntries.0.logId.keyId`. */
export interface Mutant {
  readonly edit: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Random numbers from a seed (mulberry32), so that a failing mutant can be made again. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) % below) >>> 0;
  };
}

type Path = readonly (string | number)[];
type Chance = (below: number) => number;
type Edit = (value: JsonValue, chance: Chance, donor: JsonValue | undefined) => JsonValue | undefined;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const isBase64 = (value: JsonValue): value is string => typeof value === 'string' && value.length >= 8 && BASE64.test(value);
/** Undefined if the change does not fit the value. */
const NOT = undefined;
/** Stands for a removed member. */
const REMOVED = Symbol('removed');

const EDITS: Readonly<Record<string, Edit | typeof REMOVED>> = {
  flip: (value, chance) => {
    if (!isBase64(value)) return NOT;
    const bytes = Buffer.from(value, 'base64');
    const at = chance(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << chance(8)), at);
    return bytes.toString('base64');
  },
  cut: (value, chance) =>
    isBase64(value)
      ? Buffer.from(value, 'base64')
          .subarray(0, chance(value.length / 2))
          .toString('base64')
      : NOT,
  extend: (value) => (isBase64(value) ? Buffer.concat([Buffer.from(value, 'base64'), Buffer.of(0)]).toString('base64') : NOT),
  respell: (value, chance) => {
    if (!isBase64(value)) return NOT;
    const at = chance(value.length);
    return [
      `${value}=`,
      value.slice(0, -1),
      `${value.slice(0, at)}\n${value.slice(at)}`,
      value.replace('+', '-'),
      ` ${value}`,
      value.replace(/=+$/, ''),
    ][chance(6)];
  },
  edit: (value, chance) => {
    if (typeof value !== 'string' || value === '') return NOT;
    const at = chance(value.length);
    const letter = String.fromCharCode(32 + chance(95));
    return [
      value.slice(0, at) + value.slice(at + 1),
      value.slice(0, at) + letter + value.slice(at + 1),
      value.slice(0, at) + letter + value.slice(at),
    ][chance(3)];
  },
  count: (value, chance) => {
    if (typeof value !== 'string' || !/^\d+$/.test(value)) return NOT;
    const number = BigInt(value);
    return [number + 1n, number - 1n, 0n, -number, number << 32n, 2n ** 64n][chance(6)]?.toString();
  },
  retype: (value, chance) => [null, 0, true, '', [], {}, [value], { value }][chance(8)],
  donate: (_value, _chance, donor) => donor,
  repeat: (value) => (Array.isArray(value) && value.length > 0 ? [...value, value[0] as JsonValue] : NOT),
  reverse: (value) => (Array.isArray(value) && value.length > 1 ? value.toReversed() : NOT),
  empty: (value) => (Array.isArray(value) && value.length > 0 ? [] : NOT),
  unknown: (value) => (isObject(value) ? { ...value, unknown: 1 } : NOT),
  remove: REMOVED,
};

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* paths(value: JsonValue, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  const members = Array.isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
  for (const [key, member] of members) if (member !== undefined) yield* paths(member, [...path, key]);
}

function at(value: JsonValue | undefined, path: Path): JsonValue | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(value)) return at((value as readonly JsonValue[])[Number(key)], rest);
  return isObject(value) && Object.hasOwn(value, key) ? at(value[key], rest) : undefined;
}

function replaced(value: JsonValue, [key, ...rest]: Path, put: JsonValue | typeof REMOVED): JsonValue {
  if (key === undefined) return put === REMOVED ? value : put;
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value;
    if (rest.length === 0 && put === REMOVED) return items.filter((_, index) => index !== key);
    return items.map((item, index) => (index === key ? replaced(item, rest, put) : item));
  }
  if (!isObject(value)) return value;
  if (rest.length === 0 && put === REMOVED) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return { ...value, [key]: replaced(value[key] ?? null, rest, put) };
}

/**
 * One mutant of a bundle: a field changed, removed, repeated, retyped or taken from a donor (another accepted bundle), or a
 * byte of the file itself. Undefined if the random change does not fit, or changed nothing.
 */
export function mutate(bundle: JsonObject, donors: readonly JsonObject[], chance: Chance): Mutant | undefined {
  const text = JSON.stringify(bundle);
  if (chance(20) === 0) {
    const bytes = Buffer.from(text);
    const place = chance(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << chance(8)), place);
    return { edit: 'flip file', path: `${place}`, bytes };
  }
  const all = [...paths(bundle)];
  const path = all[chance(all.length)] ?? [];
  const names = Object.keys(EDITS);
  const name = names[chance(names.length)] ?? '';
  const edit = EDITS[name];
  const value = at(bundle, path);
  if (edit === undefined || value === undefined) return undefined;
  const donor = donors.length === 0 ? undefined : at(donors[chance(donors.length)], path);
  const put = edit === REMOVED ? REMOVED : (edit as Edit)(value, chance, donor);
  if (put === undefined) return undefined;
  const changed = JSON.stringify(replaced(bundle, path, put));
  return changed === text ? undefined : { edit: name, path: path.join('.'), bytes: Buffer.from(changed) };
}

/** The signed content in the JSON of a bundle. */
interface Parts {
  readonly signature: string;
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

function partsOf(bundle: JsonObject): Parts {
  const text = (path: Path): string => {
    const value = at(bundle, path);
    return typeof value === 'string' ? value : '';
  };
  return {
    signature: text(['dsseEnvelope', 'signatures', 0, 'sig']) || text(['messageSignature', 'signature']),
    payloadType: text(['dsseEnvelope', 'payloadType']) || PAYLOAD_TYPE,
    payload: text(['dsseEnvelope', 'payload']),
  };
}

/** The signed bytes of an envelope. */
export function encodingOf(bundle: JsonObject): Uint8Array {
  const { payloadType, payload } = partsOf(bundle);
  return preAuthEncoding(payloadType, Buffer.from(payload, 'base64'));
}

const asMessage = (signature: string, over: Uint8Array): JsonObject => ({
  messageSignature: {
    messageDigest: { algorithm: 'SHA2_256', digest: createHash('sha256').update(over).digest('base64') },
    signature,
  },
});
const asEnvelope = (signature: string, payload: string, payloadType = PAYLOAD_TYPE): JsonObject => ({
  dsseEnvelope: { payload, payloadType, signatures: [{ sig: signature }] },
});

/** Ways to present a signature of one kind as another; `bytes` is the artifact that the attacker presents with it. */
const SPLICES: Readonly<Record<string, (own: Parts, donor: JsonObject, bytes: Uint8Array) => JsonObject>> = {
  'as a message': ({ signature }, _donor, bytes) => asMessage(signature, bytes),
  'as a message without digest': ({ signature }) => ({ messageSignature: { signature } }),
  "with a donor's statement": ({ signature }, donor) => asEnvelope(signature, partsOf(donor).payload),
  'with the bytes as a statement': ({ signature }, _donor, bytes) => asEnvelope(signature, Buffer.from(bytes).toString('base64')),
  'with another payload type': ({ signature, payload }) => asEnvelope(signature, payload, 'text/plain'),
  "with a donor's signature": ({ payload, payloadType }, donor) => asEnvelope(partsOf(donor).signature, payload, payloadType),
  "as a donor's message": (_own, donor, bytes) => asMessage(partsOf(donor).signature, bytes),
};

/**
 * A bundle whose signature is presented as another kind, with its own or a donor's log entries and certificate; sometimes
 * the unchanged bundle.
 */
export function splice(bundle: JsonObject, donors: readonly JsonObject[], bytes: Uint8Array, chance: Chance): Mutant {
  const names = ['as it is', ...Object.keys(SPLICES)];
  const name = names[chance(names.length)] ?? '';
  const donor = donors[chance(donors.length)] ?? bundle;
  const content = SPLICES[name]?.(partsOf(bundle), donor, bytes);
  const material = content !== undefined && chance(2) === 0 ? donor['verificationMaterial'] : bundle['verificationMaterial'];
  const changed = content === undefined ? bundle : { mediaType: bundle['mediaType'], verificationMaterial: material, ...content };
  return {
    edit: name,
    path: material === bundle['verificationMaterial'] ? 'own proof' : "a donor's proof",
    bytes: Buffer.from(JSON.stringify(changed)),
  };
}
