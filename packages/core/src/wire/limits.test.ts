import { describe, expect, it } from '@jest/globals';
import { CountersignError, type Code } from '../errors/index.js';
import { MAX_DEPTH as DER_DEPTH, parseDer } from './der.js';
import { MAX_DEPTH as JSON_DEPTH, MAX_VALUES, parseJson } from './json.js';
import { readInteger, readTime } from './json-readers.js';
import { encodePem, MAX_BYTES as PEM_BYTES, parsePem } from './pem.js';
import { ProtoReader } from './protobuf-json.js';
import { decodeBase64, decodeBase64Url, decodeHex, decodeUtf8, encodeBase64, encodeHex } from './text.js';
import { MAX_DEPTH as YAML_DEPTH, parseYaml } from './yaml.js';

const MIB = 1024 * 1024;
const json = (text: string, limits: { maxBytes?: number; maxDepth?: number; maxValues?: number } = {}): unknown =>
  parseJson(text, { maxBytes: 64 * MIB, what: 'x', ...limits });
const yaml = (text: string, maxBytes = MIB): Promise<unknown> => parseYaml(text, { maxBytes, what: 'x' });
const field = (a: string | number | readonly string[]): ProtoReader => new ProtoReader({ a }, 'x', 'EVIDENCE_MALFORMED', ['a']);
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** Nested sequences, `depth` levels below the outermost. */
function der(depth: number): Uint8Array {
  let inner: Buffer = Buffer.alloc(0);
  for (let level = 0; level <= depth; level += 1) {
    const { length } = inner;
    const head =
      length < 0x80 ? [0x30, length] : length < 0x100 ? [0x30, 0x81, length] : [0x30, 0x82, length >> 8, length & 0xff];
    inner = Buffer.concat([Buffer.from(head), inner]);
  }
  return new Uint8Array(inner);
}

/** PEM of exactly `length` characters: text between blocks is skipped. */
function pem(length: number): string {
  const block = encodePem('CERTIFICATE', Uint8Array.of(1));
  return `${'x'.repeat(length - block.length - 1)}\n${block}`;
}

/** Unit, limit, a function that reads data of that size, and the error code for one more. */
const LIMITS: readonly (readonly [string, number, (size: number) => unknown, Code])[] = [
  ['bytes of a JSON text', 1000, (n) => json(`"${'x'.repeat(n - 2)}"`, { maxBytes: 1000 }), 'EVIDENCE_TOO_LARGE'],
  [
    'bytes, not characters, of a JSON text',
    1000,
    (n) => json(`"xx${'ü'.repeat((n - 4) / 2)}"`, { maxBytes: 1001 }),
    'EVIDENCE_TOO_LARGE',
  ],
  ['nested arrays of JSON', JSON_DEPTH, (n) => json(nested('[', ']', n)), 'EVIDENCE_MALFORMED'],
  ['nested objects of JSON', JSON_DEPTH, (n) => json(`${'{"a":'.repeat(n - 1)}{}${'}'.repeat(n - 1)}`), 'EVIDENCE_MALFORMED'],
  ['nested levels of JSON that the caller allows', 5, (n) => json(nested('[', ']', n), { maxDepth: 5 }), 'EVIDENCE_MALFORMED'],
  ['values of JSON', MAX_VALUES, (n) => json(`[${'1,'.repeat(n - 2)}1]`), 'EVIDENCE_TOO_LARGE'],
  ['objects of JSON', MAX_VALUES, (n) => json(`[${'{},'.repeat(n - 2)}{}]`), 'EVIDENCE_TOO_LARGE'],
  ['values of JSON that the caller allows', 5, (n) => json(`[${'1,'.repeat(n - 2)}1]`, { maxValues: 5 }), 'EVIDENCE_TOO_LARGE'],
  ['digits of the exponent of the largest double', 308, (n) => json(`1e${n}`), 'EVIDENCE_MALFORMED'],
  ['bytes of a YAML text', 1000, (n) => yaml(`"${'x'.repeat(n - 2)}"`, 1000), 'POLICY_INVALID'],
  ['nested sequences of YAML', YAML_DEPTH + 1, (n) => yaml(nested('[', ']', n)), 'POLICY_INVALID'],
  ['nested elements of DER', DER_DEPTH, (n) => parseDer(der(n), 'x'), 'EVIDENCE_MALFORMED'],
  ['tag numbers of DER', 30, (n) => parseDer(Uint8Array.of(0x80 | n, 0), 'x'), 'EVIDENCE_MALFORMED'],
  ['characters of PEM', PEM_BYTES, (n) => parsePem(pem(n)), 'EVIDENCE_MALFORMED'],
  ['characters of PEM that the caller allows', 500, (n) => parsePem(pem(n), { maxBytes: 500 }), 'EVIDENCE_MALFORMED'],
  ['items of a protobuf list', 3, (n) => field(Array<string>(n).fill('AQ==')).bytesList('a', 3), 'EVIDENCE_MALFORMED'],
  ['numbers that a double holds exactly', Number.MAX_SAFE_INTEGER, (n) => field(n).int64('a'), 'EVIDENCE_MALFORMED'],
  ['whole numbers of JSON', Number.MAX_SAFE_INTEGER, (n) => readInteger(n, 'x'), 'EVIDENCE_MALFORMED'],
  ['digits of a fraction of a second', 9, (n) => readTime(`2026-01-01T00:00:00.${'1'.repeat(n)}Z`, 'x'), 'EVIDENCE_MALFORMED'],
];

async function outcome(act: () => unknown): Promise<Code | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}

describe('limits of the readers', () => {
  it.each(LIMITS)('%s: accepts %i, refuses more', async (name, limit, read, code) => {
    const more = name.startsWith('bytes, not characters') ? limit + 2 : limit + 1;
    expect(await outcome(() => read(limit))).toBeUndefined();
    expect(await outcome(() => read(more))).toBe(code);
  });

  it('int64 ends at 63 bits', () => {
    expect(field('9223372036854775807').int64('a')).toBe(2n ** 63n - 1n);
    expect(() => field('9223372036854775808').int64('a')).toThrow(CountersignError);
  });
});

describe('texts of many MiB', () => {
  const bytes = new Uint8Array(24 * MIB).fill(0xa5);

  it.each([
    ['base64', encodeBase64, decodeBase64],
    ['base64url', (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url'), decodeBase64Url],
    ['hex', encodeHex, decodeHex],
  ] as const)('are decoded from %s, or refused with a code', (_, encode, decode) => {
    const text = encode(bytes);
    expect(Buffer.compare(decode(text, 'x'), bytes)).toBe(0);
    for (const broken of [`${text}!`, `!${text}`, `${text.slice(0, -8)}\u00e9${text.slice(-7)}`])
      expect(() => decode(broken, 'x')).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
  });

  it('are read as JSON: a long string, a long list, many escapes, UTF-8; a long number is refused', () => {
    expect(json(`"${'x'.repeat(48 * MIB)}"`)).toHaveLength(48 * MIB);
    expect(json(`0.${'1'.repeat(1022)}`)).toBeCloseTo(1 / 9);
    for (const length of [1023, 16 * MIB])
      expect(() => json(`0.${'1'.repeat(length)}`)).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
    expect(json(`[${Array<string>(900_000).fill('"some text"').join(',')}]`)).toHaveLength(900_000);
    expect(json(`"${'\\u0041'.repeat(MIB)}"`)).toBe('A'.repeat(MIB));
    expect(decodeUtf8(new Uint8Array(16 * MIB).fill(0x41), 'x')).toHaveLength(16 * MIB);
  });

  it('are read as PEM', () => {
    const large = new Uint8Array(8 * MIB).fill(7);
    const [block] = parsePem(encodePem('CERTIFICATE', large), { maxBytes: 16 * MIB });
    expect(block?.der.length).toBe(large.length);
  });

  it('have values without a prototype', () => {
    const object = json('{"__proto__":1,"constructor":2,"a":{}}') as Record<string, unknown>;
    expect([object['__proto__'], object['constructor'], object['toString'], object['hasOwnProperty']]).toEqual([
      1,
      2,
      undefined,
      undefined,
    ]);
    expect(Object.keys(object)).toEqual(['__proto__', 'constructor', 'a']);
    expect('toString' in (object['a'] as object)).toBe(false);
  });
});
