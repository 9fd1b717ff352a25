import { CountersignError } from '../errors/index.js';
import { TAG } from './der.js';
import { concatBytes } from './text.js';

/** One element from its identifier octet (e.g. 0x30 for SEQUENCE, 0xa0 for constructed [0]) and its content. */
export function encodeDer(identifier: number, ...content: readonly Uint8Array[]): Uint8Array {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  const digits: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const length = size < 0x80 ? [size] : [0x80 | digits.length, ...digits];
  return concatBytes(Uint8Array.from([identifier, ...length]), ...content);
}

/** A SEQUENCE of encoded members. */
export function encodeDerSequence(...members: readonly Uint8Array[]): Uint8Array {
  return encodeDer(0x30, ...members);
}

/**
 * An OBJECT IDENTIFIER (X.690 section 8.19).
 * @param dotted e.g. `2.16.840.1.101.3.4.2.1`
 * @throws CountersignError INTERNAL when `dotted` is not an object identifier
 */
export function encodeDerOid(dotted: string): Uint8Array {
  const [root, second, ...rest] = dotted.split('.').map((arc) => (/^(?:0|[1-9]\d*)$/.test(arc) ? BigInt(arc) : -1n));
  if (
    root === undefined ||
    second === undefined ||
    root < 0n ||
    root > 2n ||
    rest.includes(-1n) ||
    second < 0n ||
    (root < 2n && second > 39n)
  ) {
    throw new CountersignError('INTERNAL', 'not an object identifier', { found: dotted });
  }
  const octets = [root * 40n + second, ...rest].flatMap((arc) => {
    const groups = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) groups.unshift(Number(left & 0x7fn) | 0x80);
    return groups;
  });
  return encodeDer(TAG.oid, Uint8Array.from(octets));
}

/** Two's complement in its shortest form. */
export function encodeDerInteger(value: bigint): Uint8Array {
  let length = 1;
  while (value !== BigInt.asIntN(length * 8, value)) length += 1;
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0');
  return encodeDer(TAG.integer, Uint8Array.from(Buffer.from(hex, 'hex')));
}

/** An OCTET STRING. */
export function encodeDerOctets(bytes: Uint8Array): Uint8Array {
  return encodeDer(TAG.octetString, bytes);
}

/** A BOOLEAN, 00 or FF (X.690 section 11.1). */
export function encodeDerBoolean(value: boolean): Uint8Array {
  return encodeDer(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}
