/**
 * A DER writer (ITU-T X.690) for certificates, SCTs and timestamps. Every function returns one complete
 * element: tag, length, content.
 */

export type Bytes = Uint8Array;

/** One element from its tag byte and content. */
function element(tag: number, ...content: readonly Bytes[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes = unsigned(BigInt(size));
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** Big-endian bytes of a non-negative number, without leading zeros; empty for 0. */
function unsigned(value: bigint): Buffer {
  const hex = value === 0n ? '' : value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

export const sequence = (...items: readonly Bytes[]): Buffer => element(0x30, ...items);
/** SET in the order given. */
export const set = (...items: readonly Bytes[]): Buffer => element(0x31, ...items);
/** SET OF: DER orders the elements by their encoding (X.690 11.6). */
export const setOf = (...items: readonly Bytes[]): Buffer => element(0x31, ...[...items].sort(Buffer.compare));
export const octetString = (value: Bytes): Buffer => element(0x04, value);
export const nullValue = (): Buffer => element(0x05);
export const boolean = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8String = (value: string): Buffer => element(0x0c, Buffer.from(value, 'utf8'));
export const printableString = (value: string): Buffer => element(0x13, Buffer.from(value, 'latin1'));

/** BIT STRING of whole bytes, or of a named-bit list with `unusedBits` unused trailing bits. */
export const bitString = (value: Bytes, unusedBits = 0): Buffer => element(0x03, Buffer.from([unusedBits]), value);

/** INTEGER from a non-negative number. */
export function integer(value: bigint | number): Buffer {
  const bytes = unsigned(BigInt(value));
  const first = bytes[0];
  return element(0x02, first === undefined || first >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

/** OBJECT IDENTIFIER from dotted decimal. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 4.1.2.5); whole seconds. */
export function time(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digits.slice(2), 'ascii'))
    : element(0x18, Buffer.from(digits, 'ascii'));
}

/** GeneralizedTime; `fractionDigits` of the second (0 to 3) are kept, without trailing zeros as DER requires (X.690 11.7). */
export function generalizedTime(date: Date, fractionDigits = 0): Buffer {
  const [whole = '', fraction = ''] = date.toISOString().replace('Z', '').split('.');
  const kept = fraction.slice(0, fractionDigits).replace(/0+$/, '');
  return element(0x18, Buffer.from(`${whole.replace(/[-:T]/g, '')}${kept === '' ? '' : `.${kept}`}Z`, 'ascii'));
}

/** `[n] EXPLICIT` or a constructed `[n] IMPLICIT`. */
export const context = (tag: number, ...content: readonly Bytes[]): Buffer => element(0xa0 | tag, ...content);
/** A primitive `[n] IMPLICIT`. */
export const contextPrimitive = (tag: number, content: Bytes): Buffer => element(0x80 | tag, content);
