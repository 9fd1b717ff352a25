import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonOutline } from './json-outline.js';

const WITHIN = ['a', 'b'];

function outline(chunks: readonly Uint8Array[]): readonly string[] {
  const told: string[] = [];
  const reader = new JsonOutline(new Set(WITHIN), (path, value) =>
    told.push(`${path.join('.')} ${value.kind === 'text' ? JSON.stringify(value.text) : value.kind}`),
  );
  for (const chunk of chunks) if (!reader.feed(chunk)) break;
  return told;
}

/** The expected reports, from a complete parse. */
function expected(value: object): readonly string[] {
  const told: string[] = [];
  const visit = (path: readonly string[], one: unknown): void => {
    const last = path.at(-1);
    const place = path.join('.');
    if (last !== '[]') told.push(`${place} other`);
    if (typeof one === 'string') told.push(`${place} ${JSON.stringify(one)}`);
    if (typeof one !== 'object' || one === null) return;
    told.push(`${place} ${Array.isArray(one) ? 'array' : 'object'}`);
    if (path.length === 3 || !WITHIN.includes(path[0] ?? '')) return;
    if (Array.isArray(one)) for (const item of one) visit([...path, '[]'], item);
    else for (const [name, member] of Object.entries(one)) visit([...path, name.toUpperCase().toLowerCase()], member);
  };
  for (const [name, member] of Object.entries(value)) visit([name.toUpperCase().toLowerCase()], member);
  return told;
}

const text = fc.string({ maxLength: 20, unit: 'grapheme' }).filter((one) => !one.includes('\0') && one.isWellFormed());
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.constantFrom(null, true, 'with "quotes" and \\'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'A', 'c'), text), tie('any'), { maxKeys: 4 }),
  ),
})).any;
const object = fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'Critical'), text), value, { maxKeys: 5 });

describe('the outline of a JSON object', () => {
  it('reports the same members as a complete parse, for any split of the bytes', () => {
    fc.assert(
      fc.property(object, fc.integer({ min: 1, max: 9 }), (one, size) => {
        const bytes = Buffer.from(JSON.stringify(one, undefined, 1));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        expect(outline(chunks)).toEqual(expected(one));
      }),
    );
  });

  it('ends after the first object, and reports nothing for other values', () => {
    expect(outline([Buffer.from('{"a": 1} {"b": 2}')])).toEqual(['a other']);
    for (const none of ['', '  ', '[{"a": 1}]', 'text {"a": 1}', '"a"']) expect(outline([Buffer.from(none)])).toEqual([]);
  });

  it('accepts any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        outline([Buffer.concat([Buffer.from('{"a":'), bytes])]);
      }),
    );
  });
});
