import { describe, expect, it } from '@jest/globals';
import { marked } from 'marked';
import { markdownCode, markdownText, visible, xml } from './escape.js';

const LONG = 256 * 1024;
const WORST = [
  ' ',
  '\t',
  '\r',
  ' \n',
  '\r\n',
  '\u00a0',
  '\u3000',
  '\u00ad',
  '\u{e0041}',
  '<',
  '&',
  '.',
  'www.',
  '\ud800',
  '@',
  'a',
];

describe.each(Object.entries({ visible, markdownCode, markdownText, xml }))('%s', (_, escape) => {
  // Looking at each character once takes milliseconds; looking at the rest from each one takes minutes.
  it.each(WORST)('takes linear time for many of %j', (unit) => {
    const before = process.cpuUsage();
    for (const end of ['', 'x']) escape(unit.repeat(LONG) + end);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(5_000_000);
  });

  it.each([
    0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x202e, 0x2028, 0x2060, 0x2061, 0x2064, 0x2066, 0x206a, 0xfeff, 0xe0041, 0xe007f,
    0x1b, 0x9b,
  ])('shows the invisible character %i', (point) => {
    const text = escape(`a${String.fromCodePoint(point)}b`);
    expect(text.includes(String.fromCodePoint(point))).toBe(false);
    expect(text).toContain(point.toString(16));
  });
});

describe('Markdown as GitHub reads it', () => {
  const NAMES = [
    'www.evil.example/login',
    'WWW.evil.example',
    'a www.evil.example b',
    '(www.evil.example)',
    'https://evil.example/x',
    'http://evil.example',
    'ftp://evil.example',
    'admin@evil.example',
    'mailto:admin@evil.example',
    'xmpp:admin@evil.example/x',
    '[x](//evil.example)',
    '<https://evil.example>',
    '![x](//evil.example)',
    '[x]: //evil.example',
  ];
  const links = (markdown: string): readonly string[] =>
    marked.parse(markdown, { gfm: true, async: false }).match(/<(?:a|img)\b/g) ?? [];

  it.each(NAMES)('does not make a link of %j', (name) => {
    for (const safe of [markdownCode(name), markdownText(name)])
      for (const text of [safe, `${safe}\n`, `| a | b |\n|---|---|\n| ${safe} | ${safe} |`, `- ${safe}`, `> ${safe}`])
        expect(links(text)).toEqual([]);
  });

  it('the test finds a link', () => {
    for (const name of ['www.evil.example/login', 'https://evil.example/x', 'admin@evil.example', '[x](//evil.example)'])
      expect([name, links(`see ${name} there`).length > 0]).toEqual([name, true]);
  });
});

it('white space around a line break becomes one space, other white space stays', () => {
  expect(visible('a \n\t b  c\r\nd\u00a0e')).toBe('a b  c d\u00a0e');
});
