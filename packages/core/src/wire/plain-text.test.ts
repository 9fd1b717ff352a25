import { describe, expect, it } from '@jest/globals';
import { refuseHiddenText } from './plain-text.js';
import { parseYaml } from './yaml.js';

const code = 'POLICY_INVALID';
const HIDDEN: readonly (readonly [string, number])[] = [
  ['a carriage return alone', 0x0d],
  ['NUL', 0x00],
  ['backspace', 0x08],
  ['vertical tab', 0x0b],
  ['form feed', 0x0c],
  ['escape', 0x1b],
  ['delete', 0x7f],
  ['the first of C1', 0x80],
  ['next line', 0x85],
  ['CSI', 0x9b],
  ['the last of C1', 0x9f],
  ['line separator', 0x2028],
  ['paragraph separator', 0x2029],
  ['a byte order mark inside', 0xfeff],
  ['Arabic letter mark', 0x061c],
  ['left-to-right mark', 0x200e],
  ['right-to-left mark', 0x200f],
  ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map((point): readonly [string, number] => [
    `bidirectional control ${point.toString(16)}`,
    point,
  ]),
];

describe('text with characters that can hide text', () => {
  it.each(HIDDEN)('%s is refused with its position, anywhere in the text', async (_, point) => {
    const character = String.fromCodePoint(point);
    const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
    for (const [text, place] of [
      [`a: 1\n# note:${character}b: 2\n`, '2:8'],
      [`a: "x${character}y"\n`, '1:6'],
      [`a: 1\r\nb: 2${character}`, '2:5'],
      [`{"a": "x${character}"}`, '1:9'],
    ] as const) {
      const refusal = {
        code,
        message: expect.stringMatching(new RegExp(`^p\\.yaml:${place}: `)),
        found: expect.stringContaining(name),
      };
      expect(() => {
        refuseHiddenText(text, 'p.yaml', code);
      }).toThrow(expect.objectContaining(refusal));
      await expect(parseYaml(text, { maxBytes: 1000, what: 'p.yaml' })).rejects.toMatchObject(refusal);
    }
  });

  it('two carriage returns before one line feed are refused', () => {
    expect(() => {
      refuseHiddenText('a: 1\r\r\nb: 2\r\n', 'p.yaml', code);
    }).toThrow('p.yaml:1:5');
  });

  it.each(['a: 1\nb: 2\n', 'a: 1\r\nb: 2\r\n', 'a:\t1', '\ufeffa: 1\n', '# größer 日本 😀\na: 1', ''])(
    '%j is accepted',
    (text) => {
      expect(() => {
        refuseHiddenText(text, 'p.yaml', code);
      }).not.toThrow();
    },
  );
});
