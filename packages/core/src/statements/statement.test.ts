import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { matchSubjects } from './match-subjects.js';
import { readStatement } from './read-statement.js';
import type { Statement } from './types.js';
import { writeStatement } from './write-statement.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const C = 'c'.repeat(128);
const V1 = 'https://in-toto.io/Statement/v1';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const good = {
  _type: V1,
  subject: [{ name: 'app', digest: { sha256: A } }],
  predicateType: 'https://example.com/p',
  predicate: { x: 1 },
};
const read = (change: object): Statement => readStatement(utf8(JSON.stringify({ ...good, ...change })));

describe('readStatement', () => {
  it('reads v1 and v0.1, without a name, without a predicate, with unknown members', () => {
    expect(read({ extra: 1 })).toEqual({
      type: V1,
      subjects: [{ name: 'app', digest: { sha256: A } }],
      predicateType: 'https://example.com/p',
      predicate: { x: 1 },
    });
    expect(read({ _type: 'https://in-toto.io/Statement/v0.1' }).type).toBe('https://in-toto.io/Statement/v0.1');
    expect(
      read({ subject: [{ digest: { sha256: A, gitCommit: 'd'.repeat(40), dirHash: 'h1:x=' }, annotations: { a: 1 } }] }).subjects,
    ).toEqual([{ name: '', digest: { sha256: A, gitCommit: 'd'.repeat(40), dirHash: 'h1:x=' }, annotations: { a: 1 } }]);
    expect(read({ predicate: undefined }).predicate).toEqual({});
  });

  it.each<[string, object, string]>([
    ['another type', { _type: 'https://in-toto.io/Statement/v2' }, 'EVIDENCE_MALFORMED'],
    ['no type', { _type: undefined }, 'EVIDENCE_MALFORMED'],
    ['no predicate type', { predicateType: undefined }, 'EVIDENCE_MALFORMED'],
    ['an empty predicate type', { predicateType: '' }, 'EVIDENCE_MALFORMED'],
    ['a predicate type that no reason could repeat', { predicateType: `https://${'p'.repeat(2048)}` }, 'EVIDENCE_MALFORMED'],
    ['a predicate that is a list', { predicate: [] }, 'EVIDENCE_MALFORMED'],
    ['a predicate that is null', { predicate: null }, 'EVIDENCE_MALFORMED'],
    ['subjects that are no list', { subject: { name: 'x' } }, 'EVIDENCE_MALFORMED'],
    ['no subjects', { subject: undefined }, 'EVIDENCE_MALFORMED'],
    ['zero subjects', { subject: [] }, 'SUBJECT_INVALID'],
    ['a subject that is text', { subject: ['x'] }, 'SUBJECT_INVALID'],
    ['a name that is a number', { subject: [{ name: 1, digest: { sha256: A } }] }, 'SUBJECT_INVALID'],
    ['no digest', { subject: [{ name: 'x' }] }, 'SUBJECT_INVALID'],
    ['zero digests', { subject: [{ name: 'x', digest: {} }] }, 'SUBJECT_INVALID'],
    ['upper-case hex', { subject: [{ name: 'x', digest: { sha256: A.toUpperCase() } }] }, 'SUBJECT_INVALID'],
    ['a short digest', { subject: [{ name: 'x', digest: { sha256: 'aa' } }] }, 'SUBJECT_INVALID'],
    ['a digest that is no text', { subject: [{ name: 'x', digest: { sha256: 1 } }] }, 'SUBJECT_INVALID'],
    ['one bad digest among good ones', { subject: [{ name: 'x', digest: { sha256: A, sha512: A } }] }, 'SUBJECT_INVALID'],
    ['one bad subject among good ones', { subject: [good.subject[0], { name: 'y', digest: {} }] }, 'SUBJECT_INVALID'],
    [
      'too many digests',
      { subject: [{ digest: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`x${index}`, 'v'])) }] },
      'SUBJECT_INVALID',
    ],
  ])('refuses %s', (_, change, code) => {
    expect(() => read(change)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses duplicate members, which two readers would read differently', () => {
    const text = JSON.stringify(good).replace('"predicateType"', '"subject":[],"predicateType"');
    expect(() => readStatement(utf8(text))).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
  });

  it('throws only CountersignError', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good)), fc.jsonValue(), (member, value) => {
        try {
          read({ [member]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
        }
      }),
    );
  });

  it('has no inherited digests', () => {
    const [subject] = read({}).subjects;
    expect(subject?.digest['constructor']).toBeUndefined();
    expect(
      read({ subject: [{ digest: JSON.parse(`{"__proto__":"x","sha256":"${A}"}`) as object }] }).subjects[0]?.digest['sha256'],
    ).toBe(A);
  });
});

describe('writeStatement', () => {
  const input = {
    subjects: [
      { name: 'ü', digest: { sha256: A } },
      { name: 'b', digest: { sha256: A, sha512: C } },
    ],
    predicateType: 'https://example.com/p',
    predicate: { a: [1] },
  };

  it('writes statements that readStatement reads', () => {
    expect(readStatement(writeStatement(input))).toEqual({ type: V1, ...input });
  });

  it.each<[string, object, string]>([
    ['no subject', { subjects: [] }, 'SUBJECT_INVALID'],
    ['a subject without digest', { subjects: [{ name: 'x', digest: {} }] }, 'SUBJECT_INVALID'],
    ['a malformed digest', { subjects: [{ name: 'x', digest: { sha256: 'X' } }] }, 'SUBJECT_INVALID'],
    [
      'one name with two digests',
      {
        subjects: [
          { name: 'x', digest: { sha256: A } },
          { name: 'x', digest: { sha256: B } },
        ],
      },
      'SUBJECT_DUPLICATE',
    ],
    ['no predicate type', { predicateType: '' }, 'INPUT_INVALID'],
    ['a huge predicate', { predicate: { x: 'x'.repeat(33 * 1024 * 1024) } }, 'INPUT_INVALID'],
  ])('refuses %s', (_, change, code) => {
    expect(() => writeStatement({ ...input, ...change })).toThrow(expect.objectContaining({ code }));
  });

  it('accepts the same name and digest twice, and several subjects without a name', () => {
    const same = { name: 'x', digest: { sha256: A } };
    const subjects = [same, same, { name: '', digest: { sha256: A } }, { name: '', digest: { sha256: B } }];
    expect(readStatement(writeStatement({ ...input, subjects })).subjects).toEqual(subjects);
  });
});

describe('matchSubjects', () => {
  const statement = (...digests: Record<string, string>[]): Statement =>
    read({ subject: digests.map((digest, index) => ({ name: String(index), digest })) });
  const names = (found: readonly { readonly name: string }[]): string => found.map(({ name }) => name).join();

  it.each<[string, Record<string, string>[], Record<string, string>, string]>([
    ['an equal digest', [{ sha256: A }, { sha256: B }], { sha256: B }, '1'],
    ['several subjects', [{ sha256: A }, { sha256: A }], { sha256: A }, '0,1'],
    ['a digest beside one we did not compute', [{ sha256: A, sha512: C }], { sha256: A }, '0'],
    ['two equal digests', [{ sha256: A, sha512: C }], { sha256: A, sha512: C }, '0'],
    ['one equal, one that differs', [{ sha256: A, sha512: C }], { sha256: A, sha512: 'd'.repeat(128) }, ''],
    ['no equal digest', [{ sha256: A }], { sha256: B }, ''],
    ['no common algorithm', [{ sha512: C }], { sha256: A }, ''],
    ['only weak algorithms', [{ sha1: 'a'.repeat(40) }], { sha1: 'a'.repeat(40) }, ''],
    ['nothing computed', [{ sha256: A }], {}, ''],
  ])('%s', (_, subjects, computed, expected) => {
    expect(names(matchSubjects(statement(...subjects), computed))).toBe(expected);
  });
});
