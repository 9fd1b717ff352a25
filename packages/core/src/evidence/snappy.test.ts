import { describe, expect, it } from '@jest/globals';
import { failure } from '../net/testing/test-run.js';
import { decompressSnappy } from './snappy.js';

const bytes = (...parts: (number | string)[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : [part])));
const text = (input: Uint8Array) => new TextDecoder().decode(decompressSnappy(input, 1000, 'x'));

describe('decompressSnappy', () => {
  it.each([
    ['nothing', bytes(0), ''],
    ['a literal', bytes(5, 4 << 2, 'hello'), 'hello'],
    ['a long literal', bytes(70, 60 << 2, 69, 'a'.repeat(70)), 'a'.repeat(70)],
    ['a literal with a length of two bytes', bytes(0xc8, 0x02, 61 << 2, 0x47, 0x01, 'b'.repeat(328)), 'b'.repeat(328)],
    ['a copy with an offset of one byte', bytes(9, 4 << 2, 'abcde', (0 << 2) | 1, 5), 'abcdeabcd'],
    ['a copy with an offset of two bytes', bytes(8, 4 << 2, 'abcde', (2 << 2) | 2, 4, 0), 'abcdebcd'],
    ['a copy with an offset of four bytes', bytes(8, 4 << 2, 'abcde', (2 << 2) | 3, 4, 0, 0, 0), 'abcdebcd'],
    ['a copy that overlaps itself', bytes(12, 1 << 2, 'ab', (9 << 2) | 2, 2, 0), 'abababababab'],
  ])('reads %s', (_name, input, expected) => {
    expect(text(input)).toBe(expected);
  });

  it.each([
    ['no length', bytes()],
    ['an endless length', bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ['a cut literal', bytes(5, 4 << 2, 'hell')],
    ['more than announced', bytes(4, 4 << 2, 'hello')],
    ['less than announced', bytes(6, 4 << 2, 'hello')],
    ['a copy from before the start', bytes(9, 0 << 2, 'a', (0 << 2) | 1, 2)],
    ['a copy from nowhere', bytes(9, 0 << 2, 'a', (0 << 2) | 1, 0)],
    ['a cut copy', bytes(9, 0 << 2, 'a', 2, 1)],
    ['a literal of 4 GiB', bytes(9, 63 << 2, 0xff, 0xff, 0xff, 0xff)],
  ])('refuses %s', async (_name, input) => {
    expect((await failure(Promise.resolve().then(() => text(input)))).code).toBe('EVIDENCE_MALFORMED');
  });

  it('refuses to become larger than allowed', async () => {
    const bomb = bytes(0xff, 0xff, 0xff, 0xff, 0x0f);
    expect((await failure(Promise.resolve().then(() => text(bomb)))).code).toBe('EVIDENCE_TOO_LARGE');
  });
});
