import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { encodeDer, encodeDerBoolean, encodeDerInteger, encodeDerOctets, encodeDerOid, encodeDerSequence } from './der-encode.js';
import {
  derBits,
  derBitBytes,
  derBoolean,
  derExplicit,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSmallInteger,
  derTime,
  derUtf8,
} from './der-values.js';
import { parseDer, type DerNode } from './der.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const parse = (bytes: Uint8Array): DerNode => parseDer(bytes, 'the test', 'CERTIFICATE_INVALID');
const malformed = expect.objectContaining({ name: 'CountersignError', code: 'CERTIFICATE_INVALID' });

describe('DER', () => {
  it('round-trips', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        (integer, octets, flag) => {
          const [a, b, c] = derSequence(
            parse(encodeDerSequence(encodeDerInteger(integer), encodeDerOctets(octets), encodeDerBoolean(flag))),
            3,
            3,
          );
          if (a === undefined || b === undefined || c === undefined) throw new Error('three members');
          expect([derInteger(a), derOctets(b), derBoolean(c)]).toEqual([integer, octets, flag]);
        },
      ),
    );
  });

  it('round-trips object identifiers', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 70n }), { maxLength: 4 });
    const roots = fc.oneof(fc.tuple(fc.constantFrom(0, 1), fc.nat({ max: 39 })), fc.tuple(fc.constant(2), fc.nat()));
    fc.assert(
      fc.property(roots, arcs, (root, rest) => {
        const dotted = [...root, ...rest].join('.');
        expect(derOid(parse(encodeDerOid(dotted)))).toBe(dotted);
      }),
    );
    for (const bad of ['', '1', '3.1', '1.40', '1.2.x', '1.02', '1.-2'])
      expect(() => encodeDerOid(bad)).toThrow(CountersignError);
  });

  it('has one encoding for each value: encoding a parsed value gives the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        let node: DerNode;
        try {
          node = parse(bytes);
        } catch (error) {
          expect(error).toEqual(malformed);
          return;
        }
        const rebuild = ({ raw, constructed, children, content }: DerNode): Uint8Array =>
          encodeDer(raw[0] ?? 0, ...(constructed ? children.map(rebuild) : [content]));
        expect(rebuild(node)).toEqual(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['an end before the content', '0402 00'],
    ['bytes after the end', '0500 00'],
    ['an indefinite length', '3080 0000'],
    ['a long form where the short one fits', '04 81 01 00'],
    ['a length with a leading zero', '04 82 0080'],
    ['a length of five bytes', '04 85 0000000001 00'],
    ['a tag number above 30', '1f 81 00 00'],
    ['the reserved tag', '0000'],
    ['a primitive sequence', '1000'],
    ['a constructed octet string', '24 02 0400'],
    ['a child that is too long', '30 03 0405 00'],
  ])('refuses %s', (_, bytes) => {
    expect(() => parse(hex(bytes))).toThrow(malformed);
  });

  it('limits nesting before the stack overflows', () => {
    let bytes = encodeDer(5);
    for (let depth = 0; depth < 60; depth += 1) bytes = encodeDerSequence(bytes);
    expect(() => parse(bytes)).toThrow(malformed);
  });

  it.each<[string, (node: DerNode) => unknown, string]>([
    ['an empty integer', derInteger, '0200'],
    ['a padded integer', derInteger, '0202 007f'],
    ['a padded negative integer', derInteger, '0202 ff80'],
    ['a negative small integer', derSmallInteger, '0201 ff'],
    ['a small integer that is large', derSmallInteger, '0205 0080000000'],
    ['an integer of another tag', derInteger, '0401 00'],
    ['an integer under a context tag', derInteger, '8201 00'],
    ['a boolean of 01', derBoolean, '0101 01'],
    ['a boolean of two bytes', derBoolean, '0102 ffff'],
    ['an empty object identifier', derOid, '0600'],
    ['an object identifier that ends early', derOid, '0602 2a86'],
    ['a padded arc', derOid, '0603 2a8001'],
    ['an empty bit string', derBits, '0300'],
    ['eight unused bits', derBits, '0302 0800'],
    ['unused bits of nothing', derBits, '0301 01'],
    ['unused bits that are set', derBits, '0302 0101'],
    ['a byte string with unused bits', derBitBytes, '0302 0100'],
    ['text that is not UTF-8', derUtf8, '0c01 ff'],
    ['text of another tag', derUtf8, '1301 41'],
    ['two elements in an explicit tag', (node) => derExplicit(node, 0), 'a004 0500 0500'],
    ['nothing in an explicit tag', (node) => derExplicit(node, 0), 'a000'],
    ['another explicit tag', (node) => derExplicit(node, 0), 'a102 0500'],
    ['a sequence that is too short', (node) => derSequence(node, 1), '3000'],
  ])('refuses %s', (_, read, bytes) => {
    expect(() => read(parse(hex(bytes)))).toThrow(malformed);
  });

  it.each([
    [0x17, '260101000000Z', '2026-01-01T00:00:00.000Z'],
    [0x17, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [0x17, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [0x18, '20260101000000Z', '2026-01-01T00:00:00.000Z'],
    [0x18, '20260101000000.1Z', '2026-01-01T00:00:00.100Z'],
    [0x18, '20260101000000.12Z', '2026-01-01T00:00:00.120Z'],
    [0x18, '20260101000000.120Z', '2026-01-01T00:00:00.120Z'],
    [0x18, '20260101000000.123456789Z', '2026-01-01T00:00:00.123Z'],
    [0x18, '00010101000000Z', '0001-01-01T00:00:00.000Z'],
  ])('reads the time %i %s', (tag, text, expected) => {
    expect(derTime(parse(encodeDer(tag, Buffer.from(text)))).toISOString()).toBe(expected);
  });

  it.each([
    [0x17, '2601010000Z'],
    [0x17, '260101000000+0100'],
    [0x17, '20260101000000Z'],
    [0x18, '260101000000Z'],
    [0x18, '20260101000000'],
    [0x18, '20260101000000.Z'],
    [0x18, '20260101000000,5Z'],
    [0x18, '20260230000000Z'],
    [0x18, '20260101240000Z'],
    [0x18, '20260101000060Z'],
    [0x0c, '20260101000000Z'],
  ])('refuses the time %i %s', (tag, text) => {
    expect(() => derTime(parse(encodeDer(tag, Buffer.from(text))))).toThrow(malformed);
  });
});
