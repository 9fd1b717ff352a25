import { CountersignError } from '../errors/index.js';
import type { JsonValue } from './json-types.js';
import { encodeUtf8 } from './text.js';

/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript numbers and strings.
 * Members that are `undefined` are left out.
 * @returns UTF-8 bytes
 * @throws CountersignError INTERNAL for numbers and text that JSON cannot represent
 */
export function canonicalJson(value: JsonValue): Uint8Array {
  return encodeUtf8(canonical(value));
}

function canonical(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw unfit('a number that JSON cannot represent');
  if (typeof value === 'string' && !value.isWellFormed()) throw unfit('half of a surrogate pair');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonical).join(',')}]`;
  const members = Object.entries(value)
    .filter((member): member is [string, JsonValue] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, member]) => `${canonical(name)}:${canonical(member)}`).join(',')}}`;
}

function unfit(found: string): CountersignError {
  return new CountersignError('INTERNAL', 'a value cannot be written as canonical JSON', { found });
}
