import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { foldName, parseJson, refuseOtherSpellings } from './index.js';

const check = (text: string): string => {
  const value = parseJson(text, { maxBytes: 10_000, what: 'test' });
  try {
    refuseOtherSpellings(value, {
      known: ['manifests', 'digest', 'os.version'],
      maps: ['annotations'],
      what: 'test',
      code: 'EVIDENCE_MALFORMED',
    });
    return 'taken';
  } catch (error) {
    return error instanceof CountersignError ? error.code : 'thrown';
  }
};

describe('names that differ only in letter case', () => {
  it.each([
    ['a known name beside itself', '{"manifests":[],"Manifests":[]}'],
    ['a known name, alone, in another case', '{"MANIFESTS":[]}'],
    ['with the long s, which Go folds', '{"manife\u017Ft\u017F":[]}'],
    ['with an escape', '{"\\u004danifests":[]}'],
    ['a known name with a point', '{"OS.version":""}'],
    ['two unknown names', '{"key":1,"\u212Aey":2}'],
    ['deep inside', '{"manifests":[{"platform":[[{"x":{"Digest":""}}]]}]}'],
    ['a map that is not one by name', '{"Annotations":{"a":1},"annotations":{}}'],
  ])('%s', (_, text) => {
    expect(check(text)).toBe('EVIDENCE_MALFORMED');
  });

  it.each([
    ['names as they should be', '{"manifests":[{"digest":"","os.version":""}],"other":{"Upper":1}}'],
    ['free names inside a map', '{"annotations":{"Digest":"1","digest":"2","DIGEST":"3"}}'],
    ['the same name in different objects', '{"a":{"X":1},"b":{"x":1}}'],
    ['text that is no name', '{"other":"Manifests"}'],
  ])('%s: taken', (_, text) => {
    expect(check(text)).toBe('taken');
  });

  it('every character that simple folding maps to an ASCII letter is folded', () => {
    const letter = /^[a-z]$/iu;
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if (letter.test(character) && !/^[a-z]$/.test(foldName(character))) wrong.push(point.toString(16));
    }
    expect(wrong).toEqual([]);
    expect([foldName('K'), foldName('\u212A'), foldName('\u017F'), foldName('Σ'), foldName('ς')]).toEqual([
      'k',
      'k',
      's',
      'σ',
      'σ',
    ]);
  });
});
