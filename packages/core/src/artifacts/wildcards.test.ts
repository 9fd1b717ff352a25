import { expect, it } from '@jest/globals';
import { wildcards } from './wildcards.js';

/** Tries every possibility; slow, and different from the product. */
function tries(pattern: readonly string[], name: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return name.length === 0;
  if (first === '*') return tries(rest, name) || (name.length > 0 && tries(pattern, name.slice(1)));
  return name.length > 0 && (first === '?' || first === name[0]) && tries(rest, name.slice(1));
}

function* texts(letters: readonly string[], length: number): Generator<string> {
  yield '';
  if (length > 0) for (const letter of letters) for (const rest of texts(letters, length - 1)) yield letter + rest;
}

it('matches all short patterns and names as the slow implementation does', () => {
  const names = [...new Set(texts(['a', 'b', '*', '😀'], 4))];
  for (const pattern of new Set(texts(['a', 'b', '*', '?'], 4))) {
    const is = wildcards(pattern);
    const wrong = names.filter((name) => is(name) !== tries([...pattern], [...name]));
    expect([pattern, wrong]).toEqual([pattern, []]);
  }
});

it('is fast for every name', () => {
  expect(wildcards('*a*a*a*a*a*a*a*a*b')('a'.repeat(255))).toBe(false);
  expect(wildcards('*a*a*a*a*a*a*a*a*b')(`${'a'.repeat(254)}b`)).toBe(true);
});
