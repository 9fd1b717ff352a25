import type { ProtoReader } from '../wire/index.js';
import type { ValidFor } from './types.js';

/** Reads a `TimeRange`; a start is required, because no key is valid for all past times. */
export function readValidFor(owner: ProtoReader): ValidFor {
  const range = owner.requiredMessage('validFor', ['start', 'end']);
  const start = range.time('start');
  const end = range.time('end');
  if (start === undefined) throw range.failure('start', 'an RFC 3339 time', 'nothing');
  if (end !== undefined && end < start) throw range.failure('end', 'later than start', end.toISOString());
  return { start, end };
}

/** Both ends count as inside (sigstore protobuf-specs `TimeRange`). */
export function isWithin(time: Date, range: ValidFor): boolean {
  return time >= range.start && (range.end === undefined || time <= range.end);
}

/** For messages: `from 2025-07-04T00:00:00.000Z until 2026-…` or `… on`. */
export function describeRange(range: ValidFor): string {
  return `from ${range.start.toISOString()} ${range.end === undefined ? 'on' : `until ${range.end.toISOString()}`}`;
}
