import { CountersignError, type Code } from '../errors/index.js';
import type { JsonObject, JsonValue } from './json-types.js';
import { excerpt } from './text.js';

type Maybe = JsonValue | undefined;

function wrong(value: Maybe, what: string, expected: string, code: Code): never {
  throw new CountersignError(code, `${what} is not ${expected}`, { expected, found: describe(value) });
}

/** Describes a JSON value for messages: its kind, or the value itself where it is short. */
function describe(value: Maybe): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return excerpt(value);
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}

/** An object; not an array, not null. */
export function isJsonObject(value: Maybe): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws CountersignError `code`, EVIDENCE_MALFORMED unless given; so do all readers here */
export function readObject(value: Maybe, what: string, code: Code = 'EVIDENCE_MALFORMED'): JsonObject {
  return isJsonObject(value) ? value : wrong(value, what, 'an object', code);
}

/** An array; its items are not checked. @throws as `readObject` */
export function readArray(value: Maybe, what: string, code: Code = 'EVIDENCE_MALFORMED'): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : wrong(value, what, 'an array', code);
}

/** A string, empty or not. @throws as `readObject` */
export function readString(value: Maybe, what: string, code: Code = 'EVIDENCE_MALFORMED'): string {
  return typeof value === 'string' ? value : wrong(value, what, 'a string', code);
}

/** An integer that a double represents exactly. */
export function readInteger(value: Maybe, what: string, code: Code = 'EVIDENCE_MALFORMED'): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : wrong(value, what, 'an integer', code);
}

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * A timestamp of RFC 3339 (section 5.6), at most nanoseconds, truncated to milliseconds. Dates that do not exist are refused.
 */
export function readTime(value: Maybe, what: string, code: Code = 'EVIDENCE_MALFORMED'): Date {
  const match = typeof value === 'string' ? RFC3339.exec(value) : null;
  if (match === null) return wrong(value, what, 'an RFC 3339 time', code);
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '00', offsetMinute = '00'] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`;
  const time = new Date(local);
  // Date changes 31 February to a day in March.
  if (Number.isNaN(time.getTime()) || time.getUTCDate() !== Number(day)) return wrong(value, what, 'an RFC 3339 time', code);
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return wrong(value, what, 'an RFC 3339 time', code);
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return new Date(time.getTime() - (sign === '-' ? -offset : offset));
}
