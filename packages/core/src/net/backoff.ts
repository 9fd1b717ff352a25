/** First and largest pause between two attempts without `Retry-After`, in milliseconds. */
const FIRST_MS = 250;
const LARGEST_MS = 20_000;

/** Transient statuses; 501 and 505 are permanent. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/**
 * What `Retry-After` asks for, in milliseconds from `now`; undefined when the header is missing or unreadable.
 * Seconds and HTTP dates (RFC 9110 §10.2.3).
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const value = header?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]{2,8}, /.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
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
