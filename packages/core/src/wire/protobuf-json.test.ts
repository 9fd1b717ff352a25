import { describe, expect, it } from '@jest/globals';
import { ProtoReader } from './protobuf-json.js';
import type { JsonValue } from './json-types.js';

const FIELDS = ['a', 'b'];
const reader = (value: JsonValue): ProtoReader => new ProtoReader(value, 'bundle', 'EVIDENCE_MALFORMED', FIELDS);
const malformed = (path: string): unknown =>
  expect.objectContaining({ code: 'EVIDENCE_MALFORMED', message: expect.stringContaining(path) });

describe('ProtoReader', () => {
  it('treats absent, null and the default value as equal', () => {
    for (const value of [{}, { a: null }, { a: '' }]) {
      expect([reader(value).text('a'), reader(value).bytes('a')]).toEqual(['', undefined]);
      expect(() => reader(value).requiredText('a')).toThrow(malformed('bundle.a'));
      expect(() => reader(value).requiredBytes('a')).toThrow(malformed('bundle.a'));
    }
    for (const value of [{}, { a: null }]) {
      const empty = reader(value);
      expect([empty.has('a'), empty.int64('a'), empty.time('a'), empty.message('a', [])]).toEqual([
        false,
        0n,
        undefined,
        undefined,
      ]);
      expect([empty.messages('a', 1, []), empty.bytesList('a', 1)]).toEqual([[], []]);
      expect(() => empty.requiredMessage('a', [])).toThrow(malformed('bundle.a'));
    }
  });

  it('reads present fields', () => {
    const read = (a: JsonValue): ProtoReader => reader({ a });
    expect(read('x').requiredText('a')).toBe('x');
    expect(read('AQI=').requiredBytes('a')).toEqual(Uint8Array.of(1, 2));
    expect([read('9223372036854775807').int64('a'), read(7).int64('a')]).toEqual([9223372036854775807n, 7n]);
    expect(read('2026-11-20T00:00:00Z').time('a')).toEqual(new Date('2026-11-20T00:00:00Z'));
    expect(read({ c: 'x' }).requiredMessage('a', ['c']).text('c')).toBe('x');
    expect(read([{ c: 'x' }]).messages('a', 1, ['c'])[0]?.path).toBe('bundle.a[0]');
    expect(read(['AQ==', 'Ag==']).bytesList('a', 2)).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  });

  it.each<[string, JsonValue, (value: ProtoReader) => unknown]>([
    ['text that is a number', 1, (value) => value.text('a')],
    ['bytes that are a list', [1], (value) => value.bytes('a')],
    ['bytes in base64url', '_-8=', (value) => value.bytes('a')],
    ['a negative integer', '-1', (value) => value.int64('a')],
    ['an integer beyond 63 bits', '9223372036854775808', (value) => value.int64('a')],
    ['an integer with leading zeros', '01', (value) => value.int64('a')],
    ['a fraction', 1.5, (value) => value.int64('a')],
    ['a number that a double rounds', 2 ** 53, (value) => value.int64('a')],
    ['a time without a zone', '2026-11-20T00:00:00', (value) => value.time('a')],
    ['a message that is a list', [], (value) => value.message('a', [])],
    ['a message with an unknown field', { x: 1 }, (value) => value.message('a', ['c'])],
    ['a list that is an object', {}, (value) => value.messages('a', 9, [])],
    ['a list that is too long', [{}, {}], (value) => value.messages('a', 1, [])],
    ['a list of other things', [1], (value) => value.messages('a', 9, [])],
    ['a list of other things than base64', [1], (value) => value.bytesList('a', 9)],
  ])('refuses %s', (_, a, read) => {
    expect(() => read(reader({ a }))).toThrow(malformed('bundle.a'));
  });

  it('refuses unknown fields, inherited ones too, and values that are not objects', () => {
    expect(() => reader({ a: 1, c: 1 })).toThrow(malformed('bundle'));
    expect(() => reader(JSON.parse('{"__proto__":1}') as JsonValue)).toThrow(malformed('bundle'));
    for (const value of [[], null, 'x', 1]) expect(() => reader(value)).toThrow(malformed('bundle'));
    expect(new ProtoReader({}, 'bundle', 'EVIDENCE_MALFORMED', ['toString']).has('toString')).toBe(false);
  });
});
