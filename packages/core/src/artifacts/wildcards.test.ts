import { expect, it } from '@jest/globals';
import { wildcards } from './wildcards.js';

/** By trying everything; slow, and another way than the product's. */
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

it('matches as trying everything does: all short patterns and names', () => {
  const names = [...new Set(texts(['a', 'b', '*', '😀'], 4))];
  for (const pattern of new Set(texts(['a', 'b', '*', '?'], 4))) {
    const is = wildcards(pattern);
    const wrong = names.filter((name) => is(name) !== tries([...pattern], [...name]));
    expect([pattern, wrong]).toEqual([pattern, []]);
  }
});

it('is not kept busy by a name', () => {
  expect(wildcards('*a*a*a*a*a*a*a*a*b')('a'.repeat(255))).toBe(false);
  expect(wildcards('*a*a*a*a*a*a*a*a*b')(`${'a'.repeat(254)}b`)).toBe(true);
});
