import type { NetResponse } from '../run/index.js';

/** First and largest pause between two attempts without `Retry-After`, in milliseconds. */
const FIRST_MS = 250;
const LARGEST_MS = 20_000;

/** The 5xx that do not change by waiting: not implemented, HTTP version not supported, login to the network required (RFC 6585). */
const PERMANENT_5XX = new Set([501, 505, 511]);

/** Transient statuses. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && !PERMANENT_5XX.has(status));
}

/**
 * What `Retry-After` asks for, in milliseconds from `now`; undefined when the header is missing or unreadable.
 * Seconds and HTTP dates (RFC 9110 §10.2.3).
 */
function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const value = header?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]{2,8}, /.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/**
 * Milliseconds until the rate limit of a 403 or 429 ends; undefined if it names none, Infinity if it does not say when it ends.
 * GitHub also uses 403 for rate limits (REST API, "Rate limits"): with `Retry-After`, or with `x-ratelimit-remaining: 0` and
 * `x-ratelimit-reset`. GitLab writes `RateLimit-Remaining` and `RateLimit-Reset`.
 */
export function limitEndsInMs({ status, headers }: Pick<NetResponse, 'status' | 'headers'>, now: Date): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = retryAfterMs(headers['retry-after'], now);
  if (after !== undefined) return after;
  for (const prefix of ['x-ratelimit', 'ratelimit']) {
    if (headers[`${prefix}-remaining`]?.trim() !== '0') continue;
    const reset = headers[`${prefix}-reset`]?.trim() ?? '';
    // Seconds since 1970. A small number is a duration (RateLimit draft of the IETF).
    if (!/^\d{1,11}$/.test(reset)) return Infinity;
    const seconds = Number(reset);
    return seconds < 1e9 ? seconds * 1000 : Math.max(0, seconds * 1000 - now.getTime());
  }
  return undefined;
}

/** Whether an answer is a rate limit: 429, or a 403 that says so. */
export function isRateLimit(answer: Pick<NetResponse, 'status' | 'headers'>): boolean {
  return answer.status === 429 || limitEndsInMs(answer, new Date(0)) !== undefined;
}

/** Whether the same request can get another answer later. */
export function canPass(answer: Pick<NetResponse, 'status' | 'headers'>): boolean {
  return isTransient(answer.status) || isRateLimit(answer);
}

/** How long the service asks to wait before the next attempt, in milliseconds: 0 if it does not ask, Infinity if it does not say until when. */
export function askedWaitMs(answer: Pick<NetResponse, 'status' | 'headers'>, now: Date): number {
  return limitEndsInMs(answer, now) ?? retryAfterMs(answer.headers['retry-after'], now) ?? 0;
}

/** Full jitter: a random delay from 0 to the exponential bound, so that many clients do not retry at the same time. In milliseconds. */
export function jitteredDelay(attempt: number, random: (length: number) => Uint8Array): number {
  const bound = Math.min(LARGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(bound * fraction(random));
}

/** A number in [0, 1) from four random bytes. */
function fraction(random: (length: number) => Uint8Array): number {
  const bytes = random(4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
}
