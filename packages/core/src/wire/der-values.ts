import { fail, TAG, type DerNode } from './der.js';
import { decodeUtf8 } from './text.js';

/** Whether this is the universal type of that name. */
export function derIs(node: DerNode, name: keyof typeof TAG): boolean;
export function derIs(node: DerNode | undefined, name: keyof typeof TAG): node is DerNode;
export function derIs(node: DerNode | undefined, name: keyof typeof TAG): boolean {
  return node?.class === 'universal' && node.tag === TAG[name];
}

/** Whether this is `[number]`, constructed or not. */
export function derIsContext(node: DerNode, number: number): boolean;
export function derIsContext(node: DerNode | undefined, number: number): node is DerNode;
export function derIsContext(node: DerNode | undefined, number: number): boolean {
  return node?.class === 'context' && node.tag === number;
}

/** Content of a universal element of one type; all functions here throw the error code the document was parsed with. */
function expect(node: DerNode, name: keyof typeof TAG): Uint8Array {
  if (node.class !== 'universal' || node.tag !== TAG[name]) fail(node, `tag ${node.tag} of class ${node.class}`, name);
  return node.content;
}

/** Members of a SEQUENCE, from `least` to `most` of them. */
export function derSequence(node: DerNode, least = 0, most = Number.POSITIVE_INFINITY): readonly DerNode[] {
  expect(node, 'sequence');
  if (node.children.length < least || node.children.length > most)
    fail(node, `a sequence of ${node.children.length}`, `${least} to ${most} members`);
  return node.children;
}

/** Members of a SET, in encoded order. */
export function derSet(node: DerNode): readonly DerNode[] {
  expect(node, 'set');
  return node.children;
}

/** The one element inside an explicit `[number]`. */
export function derExplicit(node: DerNode, number: number): DerNode {
  const [inner, ...more] = node.children;
  if (!derIsContext(node, number) || !node.constructed || inner === undefined || more.length > 0)
    fail(node, 'something else', `one element in [${number}]`);
  return inner;
}

/** @returns dotted decimal, e.g. `1.2.840.10045.2.1` (X.690 section 8.19) */
export function derOid(node: DerNode): string {
  const content = expect(node, 'oid');
  const arcs: bigint[] = [];
  let arc = 0n;
  let fresh = true;
  if (content.length > 64) fail(node, 'a very long object identifier');
  for (const byte of content) {
    if (fresh && byte === 0x80) fail(node, 'an arc that is not in its shortest form');
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    fresh = (byte & 0x80) === 0;
    if (fresh) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const first = arcs[0];
  if (!fresh || first === undefined) return fail(node, 'an object identifier that ends early');
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join('.');
}

/** Two's complement, shortest form. */
export function derInteger(node: DerNode): bigint {
  const content = expect(node, 'integer');
  const [first, second] = content;
  if (first === undefined) return fail(node, 'an empty integer');
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    fail(node, 'an integer that is not in its shortest form');
  }
  const magnitude = BigInt(`0x${Buffer.from(content).toString('hex')}`);
  return first < 0x80 ? magnitude : magnitude - (1n << BigInt(content.length * 8));
}

/** An INTEGER from 0 to 2^31-1. */
export function derSmallInteger(node: DerNode): number {
  const value = node.content.length > 5 ? -1n : derInteger(node);
  if (value < 0n || value > 0x7fffffffn) fail(node, 'another number', 'an integer from 0 to 2^31-1');
  return Number(value);
}

/** 00 or FF, nothing else (X.690 section 11.1). */
export function derBoolean(node: DerNode): boolean {
  const content = expect(node, 'boolean');
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) fail(node, 'another value', 'a boolean 00 or FF');
  return content[0] === 0xff;
}

/** Content of an OCTET STRING; a view on the document's bytes. */
export function derOctets(node: DerNode): Uint8Array {
  return expect(node, 'octetString');
}

/** A BIT STRING; the unused bits of its last byte are zero (X.690 section 11.2.1). */
export function derBits(node: DerNode): { readonly unusedBits: number; readonly bytes: Uint8Array } {
  const content = expect(node, 'bitString');
  const unusedBits = content[0];
  const bytes = content.subarray(1);
  if (unusedBits === undefined || unusedBits > 7 || (bytes.length === 0 && unusedBits > 0))
    return fail(node, 'a malformed bit string');
  if (((bytes.at(-1) ?? 0) & ((1 << unusedBits) - 1)) !== 0) fail(node, 'bits set after the end of a bit string');
  return { unusedBits, bytes };
}

/** A BIT STRING of whole bytes: keys and signatures. */
export function derBitBytes(node: DerNode): Uint8Array {
  const { unusedBits, bytes } = derBits(node);
  if (unusedBits !== 0) fail(node, 'a bit string that does not end at a byte');
  return bytes;
}

/** Text of a UTF8String; invalid UTF-8 is an error. */
export function derUtf8(node: DerNode): string {
  return decodeUtf8(expect(node, 'utf8String'), node.what, node.code);
}

/** ASCII text of an IA5String's content, also under an implicit tag. */
export function derAscii(node: DerNode): string {
  if (node.constructed || node.content.some((byte) => byte > 0x7f)) fail(node, 'bytes that are not ASCII', 'ASCII text');
  return Buffer.from(node.content).toString('latin1');
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,20}))?Z$/;

/**
 * UTCTime or GeneralizedTime in UTC with seconds (RFC 5280 section 4.1.2.5; RFC 3161 section 2.4.2 allows fractions).
 * Any number of fraction digits is accepted and truncated to milliseconds; trailing zeros, which DER forbids, occur in practice.
 */
export function derTime(node: DerNode): Date {
  const utc = derIs(node, 'utcTime') ? UTC_TIME.exec(derAscii(node)) : null;
  const general = derIs(node, 'generalizedTime') ? GENERALIZED_TIME.exec(derAscii(node)) : null;
  const [, yearText, month, day, hour, minute, second, fraction = ''] =
    utc ?? general ?? fail(node, 'another form', 'a UTC time with seconds');
  const shortYear = Number(yearText);
  const year = utc === null ? shortYear : shortYear < 50 ? 2000 + shortYear : 1900 + shortYear;
  const text = `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== text) fail(node, 'a time that does not exist');
  return time;
}
