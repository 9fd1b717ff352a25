import { describe, expect, it } from '@jest/globals';
import { bitString, generalizedTime, integer, octetString, oid, sequence, setOf, time, utf8String } from './der.js';
import { DerError, readElement, readElements, readInteger, readOid } from './der-reader.js';

describe('the DER writer', () => {
  it.each([
    ['0', integer(0), '020100'],
    ['127', integer(127), '02017f'],
    ['128 with a sign byte', integer(128), '02020080'],
    ['256', integer(256), '02020100'],
    ['a 64-bit nonce', integer(0xffff_ffff_ffff_ffffn), '020900ffffffffffffffff'],
    ['the RSA OID', oid('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
    ['an arc of 2', oid('2.5.29.17'), '0603551d11'],
    ['Fulcio’s arc', oid('1.3.6.1.4.1.57264.1.24'), '060a2b0601040183bf300118'],
    ['digitalSignature', bitString(Buffer.from([0x80]), 7), '03020780'],
    ['a short string', utf8String('é'), '0c02c3a9'],
    ['UTCTime', time(new Date('2026-11-21T09:00:01.999Z')), `170d${Buffer.from('261121090001Z').toString('hex')}`],
    [
      'GeneralizedTime after 2049',
      time(new Date('2050-01-01T00:00:00Z')),
      `180f${Buffer.from('20500101000000Z').toString('hex')}`,
    ],
    [
      'a fraction without trailing zeros',
      generalizedTime(new Date('2026-11-21T09:00:01.250Z'), 3),
      `1812${Buffer.from('20261121090001.25Z').toString('hex')}`,
    ],
    [
      'no fraction by default',
      generalizedTime(new Date('2026-11-21T09:00:01.250Z')),
      `180f${Buffer.from('20261121090001Z').toString('hex')}`,
    ],
    [
      'no point for a zero fraction',
      generalizedTime(new Date('2026-11-21T09:00:01Z'), 3),
      `180f${Buffer.from('20261121090001Z').toString('hex')}`,
    ],
    ['a set in the order of its encodings', setOf(integer(3), integer(1), integer(2)), '3109020101020102020103'],
  ])('writes %s', (_, found, expected) => {
    expect(found.toString('hex')).toBe(expected);
  });

  it.each([
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65536, '0483010000'],
  ])('writes the length %d in its shortest form, and reads it back', (size, head) => {
    const written = octetString(Buffer.alloc(size));
    expect(written.subarray(0, head.length / 2).toString('hex')).toBe(head);
    expect(readElement(written).content).toHaveLength(size);
  });
});

describe('the DER reader', () => {
  it.each(['1.2.840.113549.1.9.16.2.47', '2.5.4.3', '1.3.6.1.4.1.57264.2', '2.16.840.1.101.3.4.2.3'])('reads %s', (dotted) => {
    expect(readOid(readElement(oid(dotted)))).toBe(dotted);
  });

  it.each([
    ['a truncated element', '0405616263'],
    ['a truncated length', '0482'],
    ['an indefinite length', '30800000'],
    ['a length that is not minimal', '04810161'],
    ['a length with a leading zero', '0482000161'],
    ['a length of five bytes', '04850000000001'],
    ['a multi-byte tag', '1f8101'],
  ])('refuses %s', (_, hex) => {
    expect(() => readElements(Buffer.from(hex, 'hex'))).toThrow(DerError);
  });

  it('refuses trailing bytes, negative and padded numbers', () => {
    expect(() => readElement(Buffer.concat([sequence(), Buffer.from([0])]))).toThrow(DerError);
    expect(() => readInteger(readElement(Buffer.from('0201ff', 'hex')))).toThrow(DerError);
    expect(() => readInteger(readElement(Buffer.from('02020001', 'hex')))).toThrow(DerError);
  });
});
