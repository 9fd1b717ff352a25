import { describe, expect, it } from '@jest/globals';
import { cell, table } from './markdown.js';

describe('cell', () => {
  it.each([
    '<img src=x onerror=alert(1)>',
    '| a | b |',
    '[x](javascript:alert(1))',
    '![x](https://evil.test)',
    '`code`',
    '**bold** _it_ ~~s~~',
    'a\nb',
    '\u202etxt.exe',
    '@team',
    '#1',
    '<!-- -->',
    'https://evil.test',
    'www.evil.test',
    'a\u00adb\u061cc\u{e0041}',
  ])('makes %j plain text', (text) => {
    const escaped = cell(text);
    expect(escaped).not.toMatch(/[<>|`*[\]()!\n\u202e@]|_|#(?!\d+;)|:|www\.|[\u00ad\u061c]|\u{e0041}/u);
  });
});

describe('table', () => {
  it('counts the rows that it omits', () => {
    const text = table(
      ['a'],
      Array.from({ length: 7 }, (_, index) => [String(index)]),
      5,
    );
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(7);
    expect(text).toContain('and 2 more');
  });
});
