import { expect, it } from '@jest/globals';
import { canonicalUri } from './uri.js';

const BASE = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/';

// The right column is the output of Go's net/url; real-fulcio.e2e.test.ts compares with a real Fulcio.
it.each([
  ['main', 'main'],
  ['pkg@1.0.0', 'pkg@1.0.0'],
  ["a!b$c&d'e(f)g*h+i,j;k=l:m@n[o]", "a!b$c&d'e(f)g*h+i,j;k=l:m@n[o]"],
  ['a%20b', 'a%20b'],
  ['größe', 'gr%C3%B6%C3%9Fe'],
  ['größe!', 'gr%C3%B6%C3%9Fe%21'],
  ['a b', 'a%20b'],
  ['a%20é', 'a%20%C3%A9'],
  ['fix#12', 'fix#12'],
  ['fix#é(1)', 'fix#%C3%A9(1)'],
  ['fix#', 'fix'],
  ['why?x', 'why?x'],
])('%s is written as %s', (ref, written) => {
  expect(canonicalUri(`${BASE}${ref}`)).toBe(`${BASE}${written}`);
});

it.each(['100%', 'a%2', 'fix#100%', 'a\nb', 'a\u0000b', 'why?é'])('refuses %j', (ref) => {
  expect(() => canonicalUri(`${BASE}${ref}`)).toThrow();
});

it.each(['', 'main', '/path', 'mailto:x', 'https//host'])('refuses %j, which is not a URI with a host', (text) => {
  expect(() => canonicalUri(text)).toThrow();
});
