import { expect, it } from '@jest/globals';
import { nearest } from './index.js';

const KNOWN = ['policy', 'repository', 'paths', 'certificate-identity'];

it.each([
  ['polcy', 'policy'],
  ['POLICY', 'policy'],
  ['repsoitory', 'repository'],
  ['certificat-identty', 'certificate-identity'],
  ['deploy', undefined],
  ['x'.repeat(65), undefined],
])('%s means %s', (word, meant) => {
  expect(nearest(word, KNOWN)).toBe(meant);
});

it('guesses no further than it may', () => {
  expect(nearest('repostry', KNOWN, 2)).toBe('repository');
  expect(nearest('repstry', KNOWN, 2)).toBeUndefined();
  // Two neighbours that changed places are one mistake.
  expect(nearest('aptsh', KNOWN, 2)).toBe('paths');
});
