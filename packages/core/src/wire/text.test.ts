import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';
import {
  decodeBase64,
  decodeBase64Url,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeHex,
  encodeUtf8,
  equalBytes,
  excerpt,
} from './text.js';

const malformed = expect.objectContaining({ name: 'CountersignError', code: 'EVIDENCE_MALFORMED' });

describe('text encodings', () => {
  it('round-trip', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes), 'x')).toEqual(bytes);
        expect(decodeBase64Url(Buffer.from(bytes).toString('base64url'), 'x')).toEqual(bytes);
        expect(decodeHex(encodeHex(bytes), 'x')).toEqual(bytes);
      }),
    );
  });

  it('accept only one base64 encoding of the same bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.base64String(), fc.string({ unit: fc.constantFrom('A', 'B', '/', '+', '=', '-', '_', '\n', ' ') })),
        (text) => {
          let bytes: Uint8Array;
          try {
            bytes = decodeBase64(text, 'x');
          } catch (error) {
            expect(error).toEqual(malformed);
            return;
          }
          expect(encodeBase64(bytes)).toBe(text);
        },
      ),
    );
  });

  it.each(['A', 'AA', 'AAA', 'AA=', 'AB==', 'AAF=', 'AA ==', 'AAAA\n', 'AA-_', '====', 'AAAA=', 'A===', '=AAA'])(
    'refuse the base64 %j',
    (text) => {
      expect(() => decodeBase64(text, 'x')).toThrow(malformed);
    },
  );

  it.each(['A', 'AA==', 'AB', 'A+', 'AA\n'])('refuse the base64url %j', (text) => {
    expect(() => decodeBase64Url(text, 'x')).toThrow(malformed);
  });

  it('do not show a token that failed to decode', () => {
    const secret = 'eyJhbGciOiJub25lIn0.secret!';
    expect(() => decodeBase64Url(secret, 'the token')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
    expect(() => decodeBase64Url(secret, 'the token')).toThrow(expect.objectContaining({ found: undefined }));
  });

  it.each(['a', 'zz', '0x00', ' 00'])('refuse the hex %j', (text) => {
    expect(() => decodeHex(text, 'x')).toThrow(malformed);
  });

  it('read UTF-8 without repairing it', () => {
    expect(decodeUtf8(encodeUtf8('ü✓\ufeff'), 'x')).toBe('ü✓\ufeff');
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]])
      expect(() => decodeUtf8(Uint8Array.from(bad), 'x')).toThrow(malformed);
  });

  it('compare bytes', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });

  it('escape control characters of untrusted text', () => {
    expect(excerpt('a\u001b[31m\u202e\u009b\nb')).toBe('"a\\u001b[31m\\u202e\\u009b\\nb"');
    expect(excerpt('x'.repeat(100))).toHaveLength(63);
  });
});

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'], c: undefined }, '{"a":[true,null,"x"],"b":1}'],
    // RFC 8785 section 3.2.3
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    ],
    // RFC 8785 section 3.2.2
    [[333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0], '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]'],
    ['\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
  ])('writes %j', (value, text) => {
    expect(decodeUtf8(canonicalJson(value), 'x')).toBe(text);
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [{ '\udc00': 1 }]])('refuses %j', (value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});
