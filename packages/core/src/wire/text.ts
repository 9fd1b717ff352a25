import { CountersignError, type Code } from '../errors/index.js';

/** A view on the same memory as a plain Uint8Array, so that no Buffer method leaks into our types. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** @returns standard base64 with padding (RFC 4648 section 4) */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** @returns lower-case hex */
export function encodeHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** @returns UTF-8 bytes */
export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/**
 * Strict standard base64: padding required, no white space, no bits set after the last byte (RFC 4648 sections 3.5 and 4).
 * So each byte string has exactly one encoding.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
export function decodeBase64(text: string, what: string, code: Code = 'EVIDENCE_MALFORMED'): Uint8Array {
  // Decoding leniently and encoding again gives the one valid encoding; a pattern over the whole text would overflow the stack for some MiB.
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') === text) return plain(bytes);
  throw new CountersignError(code, `${what} is not base64`, { expected: 'standard base64 with padding', found: excerpt(text) });
}

/**
 * Strict base64url without padding (RFC 7515 section 2).
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
export function decodeBase64Url(text: string, what: string, code: Code = 'EVIDENCE_MALFORMED'): Uint8Array {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') === text) return plain(bytes);
  // No excerpt: tokens are encoded as base64url.
  throw new CountersignError(code, `${what} is not base64url`, { expected: 'base64url without padding' });
}

/**
 * Hex, upper or lower case.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
export function decodeHex(text: string, what: string, code: Code = 'EVIDENCE_MALFORMED'): Uint8Array {
  const bytes = Buffer.from(text, 'hex');
  if (bytes.toString('hex') === text.toLowerCase()) return plain(bytes);
  throw new CountersignError(code, `${what} is not hex`, { expected: 'an even number of hex digits', found: excerpt(text) });
}

/**
 * UTF-8 without replacement characters; a byte order mark is kept; the caller must refuse it.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
export function decodeUtf8(bytes: Uint8Array, what: string, code: Code = 'EVIDENCE_MALFORMED'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CountersignError(code, `${what} is not UTF-8 text`, { expected: 'UTF-8', cause });
  }
}

/** Short, printable form of untrusted text for an error: control characters escaped, cut at 60 characters unless `most` says more. */
export function excerpt(text: string, most = 60): string {
  const shown = JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
  // JSON does not escape C1 controls and bidirectional marks; a terminal or a log viewer would act on them.
  return shown.replace(INVISIBLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/**
 * Matches one character that changes how text is displayed, or that is invisible: controls, soft hyphen, joiners and
 * fillers, direction marks, separators, tags.
 */
export const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** Whether two byte strings are equal. Not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** Joins byte strings. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return plain(Buffer.concat(parts));
}
