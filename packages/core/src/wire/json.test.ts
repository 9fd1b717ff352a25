import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { parseJson } from './json.js';

const parse = (text: string | Uint8Array): unknown => parseJson(text, { maxBytes: 1_000_000, what: 'doc.json' });

/** The error of a reader; fails the test if there is none, or if it is not a CountersignError. */
function refusal(body: () => unknown): CountersignError {
  try {
    body();
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('parseJson', () => {
  it('reads the same values as JSON.parse', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.boolean(), (text, pretty) => {
        const written = pretty ? JSON.stringify(JSON.parse(text), null, '\t') : text;
        expect(JSON.stringify(parse(written))).toBe(JSON.stringify(JSON.parse(written)));
      }),
      { numRuns: 500 },
    );
  });

  it('accepts no text that JSON.parse refuses, and throws only CountersignError', () => {
    const damaged = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', 'e', '\n', '\u0000', '\ud800', '/*'),
      )
      .map(
        ([text, at, insert]) => text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + (at % 2)),
      );
    fc.assert(
      fc.property(damaged, (text) => {
        let value: unknown;
        try {
          value = parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
          return;
        }
        expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it('throws only CountersignError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parse(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
        }
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', 'doc.json:1:8', 'member names that occur once'],
    ['{"a":1,"\\u0061":2}', 'doc.json:1:8', 'member names that occur once'],
    ['{"__proto__":1,"__proto__":2}', 'doc.json:1:16', 'member names that occur once'],
    ['{\n  "a": 1,\n}', 'doc.json:3:1', 'a member name in double quotes'],
    ['[1,]', 'doc.json:1:4', 'a value'],
    ['[1 2]', 'doc.json:1:4', '"," or "]"'],
    ['{"a" 1}', 'doc.json:1:6', '":"'],
    ['{} {}', 'doc.json:1:4', 'the end of the document'],
    ['01', 'doc.json:1:2', 'the end of the document'],
    ['1e999', 'doc.json:1:1', 'a number in the range of a double'],
    ['.5', 'doc.json:1:1', 'a value'],
    ['NaN', 'doc.json:1:1', 'a value'],
    ['"\\x41"', 'doc.json:1:2', 'an escape of JSON'],
    ['"\\u12g4"', 'doc.json:1:2', 'four hex digits after \\u'],
    ['"\\ud800"', 'doc.json:1:1', 'Unicode text'],
    ['"a\tb"', 'doc.json:1:3', 'a closing double quote'],
    ['"open', 'doc.json:1:6', 'a closing double quote'],
    ['', 'doc.json:1:1', 'a value'],
    ['\ufeff{}', 'doc.json:1:1', 'a value'],
    ['// note\n{}', 'doc.json:1:1', 'a value'],
  ])('refuses %j', (text, position, expected) => {
    const error = refusal(() => parse(text));
    expect(error).toMatchObject({ code: 'EVIDENCE_MALFORMED', expected });
    expect(error.message).toContain(position);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(refusal(() => parse(Uint8Array.of(0x22, 0xff, 0x22)))).toMatchObject({
      code: 'EVIDENCE_MALFORMED',
      expected: 'UTF-8',
    });
  });

  it('checks the size before reading, and limits the depth before the stack overflows', () => {
    const small = { maxBytes: 4, what: 'x' };
    expect(parseJson('[12]', small)).toEqual([12]);
    expect(refusal(() => parseJson('[123]', small))).toMatchObject({ code: 'EVIDENCE_TOO_LARGE', found: '5 bytes' });
    expect(refusal(() => parseJson('"üü"', small)).found).toBe('6 bytes');
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parse(nested(128))).not.toThrow();
    expect(refusal(() => parse(nested(129))).expected).toBe('at most 128 nested levels');
    expect(refusal(() => parse('{"a":'.repeat(400_000).slice(0, 900_000))).code).toBe('EVIDENCE_MALFORMED');
    expect(refusal(() => parseJson('[[]]', { maxBytes: 9, maxDepth: 1, what: 'x' })).code).toBe('EVIDENCE_MALFORMED');
  });

  it('throws the given code', () => {
    expect(refusal(() => parseJson('{', { maxBytes: 9, what: 'x', code: 'POLICY_INVALID' })).code).toBe('POLICY_INVALID');
    expect(refusal(() => parseJson('{}', { maxBytes: 1, what: 'x', code: 'POLICY_INVALID' })).code).toBe('POLICY_INVALID');
  });

  it('treats __proto__ and constructor as ordinary names', () => {
    const value = parse('{"__proto__":{"admin":true},"constructor":1}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(value['admin']).toBeUndefined();
    expect((parse('{}') as Record<string, unknown>)['toString']).toBeUndefined();
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
