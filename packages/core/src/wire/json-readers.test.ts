import { describe, expect, it } from '@jest/globals';
import { readArray, readInteger, readObject, readString, readTime } from './json-readers.js';
import type { JsonValue } from './json-types.js';

describe('readers', () => {
  it.each<[string, (value: JsonValue | undefined) => unknown, JsonValue, (JsonValue | undefined)[]]>([
    ['object', (value) => readObject(value, 'x'), { a: 1 }, [[], null, 'a', 1, undefined]],
    ['array', (value) => readArray(value, 'x'), [1], [{}, null, 'a', undefined]],
    ['string', (value) => readString(value, 'x'), '', [1, null, {}, undefined]],
    ['integer', (value) => readInteger(value, 'x'), -3, ['3', 1.5, 2 ** 53, null, undefined]],
  ])('%s', (_, read, good, bad) => {
    expect(read(good)).toEqual(good);
    for (const value of bad) expect(() => read(value)).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
  });

  it.each([
    ['2026-11-20T10:20:30Z', '2026-11-20T10:20:30.000Z'],
    ['2026-11-20T10:20:30.123456789Z', '2026-11-20T10:20:30.123Z'],
    ['2026-11-20T10:20:30.5+02:00', '2026-11-20T08:20:30.500Z'],
    ['2026-11-20T23:59:59-00:30', '2026-11-21T00:29:59.000Z'],
    ['2024-02-29t00:00:00z', '2024-02-29T00:00:00.000Z'],
  ])('reads the time %s', (text, expected) => {
    expect(readTime(text, 'x').toISOString()).toBe(expected);
  });

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20',
    '2026-11-20T10:20:30',
    '2026-11-20T10:20:30+24:00',
    '1700000000',
    '',
  ])('refuses the time %j', (text) => {
    expect(() => readTime(text, 'x')).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
  });
});
