import { accepted } from './accepted.js';

/** A moment of a policy: a date (00:00:00 UTC) or a full RFC 3339 time in UTC. */
export function readMoment(value: string): Date | Error {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})Z)?$/.exec(value);
  const refusal = new Error(`expected a date like 2027-06-30 or a UTC time like 2027-06-30T12:00:00Z, found "${value}"`);
  if (match === null) return refusal;
  const moment = new Date(value.length === 10 ? `${value}T00:00:00Z` : value);
  // `Date` changes 2027-02-30 to a day in March, so the result is compared with the text.
  const same =
    !Number.isNaN(moment.getTime()) &&
    moment.toISOString().slice(0, value.length - (value.length === 10 ? 0 : 1)) === value.replace(/Z$/, '');
  return same ? moment : refusal;
}

/** The moment of a text that a shape has already accepted. */
export const momentOf = (value: string | undefined): Date | undefined =>
  value === undefined ? undefined : accepted(readMoment(value));

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration like `14d`, `36h`, `90m`, `30s`, in milliseconds. Weeks, months and sums are refused, because they can be understood in more than one way. */
export function readDuration(value: string): number | Error {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(value);
  const unit = UNITS[match?.[2] ?? ''];
  if (match === null || unit === undefined) return new Error(`expected a duration like 14d, 36h, 90m or 30s, found "${value}"`);
  return Number(match[1]) * unit;
}

/** The milliseconds of a text that a shape has already accepted. */
export const durationOf = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : accepted(readDuration(value));

/** A half-open interval in UTC: `from` is included, `until` is not. */
export interface Window {
  readonly from: Date | undefined;
  readonly until: Date | undefined;
}

/** `at or after 2026-01-31T00:00:00Z`, for messages. */
export function describeWindow(window: Window): string {
  const parts = [];
  if (window.from !== undefined) parts.push(`at or after ${iso(window.from)}`);
  if (window.until !== undefined) parts.push(`before ${iso(window.until)}`);
  return parts.length === 0 ? 'any time' : parts.join(' and ');
}

export const iso = (date: Date): string => date.toISOString().replace('.000Z', 'Z');

/** `14d` for 1209600000: the largest unit that divides it. */
export function describeDuration(milliseconds: number): string {
  for (const [unit, size] of Object.entries(UNITS).reverse()) {
    if (milliseconds % size === 0) return `${String(milliseconds / size)}${unit}`;
  }
  return `${String(milliseconds)}ms`;
}
