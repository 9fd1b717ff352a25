import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { parseYaml, type YamlDocument } from './yaml.js';

const parse = (text: string): Promise<YamlDocument> => parseYaml(text, { maxBytes: 100_000, what: 'policy.yml' });

describe('parseYaml', () => {
  it.each([
    ['version: 1.10', { version: '1.10' }],
    [
      'a: no\nb: 0x1f\nc: 2026-01-01\nd: ~\ne: null\nf: true',
      { a: 'no', b: '0x1f', c: '2026-01-01', d: '~', e: 'null', f: 'true' },
    ],
    ['a: "1"\nb: \'x\'\nc: |\n  two\n  lines\n', { a: '1', b: 'x', c: 'two\nlines\n' }],
    ['a:\nb: ""', { a: '', b: '' }],
    ['[a, {b: c}, []]', ['a', { b: 'c' }, []]],
    ['{"a": 1, "b": [true, null, 1.50]}', { a: '1', b: ['true', 'null', '1.50'] }],
    ['<<: {a: 1}', { '<<': { a: '1' } }],
    ['1: one', { '1': 'one' }],
    ['text', 'text'],
    ['---\na: 1\n...\n', { a: '1' }],
  ])('reads %j as text, mappings and sequences', async (text, value) => {
    expect((await parse(text)).value).toEqual(value);
  });

  it('reads any JSON document, with scalars as text', async () => {
    const texts = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(texts);
      if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : JSON.stringify(value);
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, texts(member)]));
    };
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ':', '"', '#', 'ü', '\\'), minLength: 1 });
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.integer(),
        fc.boolean(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(word, tie('node'), { maxKeys: 3 }),
      ),
    })).node;
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        expect((await parse(JSON.stringify(value))).value).toEqual(texts(value));
      }),
    );
  });

  it.each([
    ['an anchor', 'a: &x 1', '1:7', 'anchors'],
    ['an alias', 'a: b\nc: *x', '2:4', ''],
    ['a tag', 'a:\n  b: !!int 1', '2:6', 'tag'],
    ['a tag without a name', 'a: ! 1', '1:6', 'tags'],
    ['a key that occurs twice', 'a: 1\n"a": 2', '2:1', 'twice'],
    ['a key that occurs twice, nested', 'x:\n  - {b: 1, b: 2}', '2:12', 'twice'],
    ['__proto__ twice', '__proto__: 1\n__proto__: 2', '2:1', 'twice'],
    ['a second document', 'a: 1\n---\nb: 2', '', 'second document'],
    ['a directive', '%YAML 1.1\n---\na: 1', '1:1', 'directives'],
    ['nothing', '', '1:1', 'empty'],
    ['comments alone', '# x\n', '1:1', 'empty'],
    ['an unclosed bracket', 'a: [', '1:', ''],
    ['a key that is no text', '? [a]\n: b', '1:3', 'a key that is not text'],
    ['tabs', 'a:\n\tb: 1', '2:', ''],
    ['a bad escape', 'a: "\\x"', '1:', ''],
    ['bad indentation', 'a: 1\n  b: 2', '', ''],
  ])('refuses %s', async (_, text, position, message) => {
    await expect(parse(text)).rejects.toMatchObject({
      name: 'CountersignError',
      code: 'POLICY_INVALID',
      message: expect.stringMatching(new RegExp(`^policy\\.yml:${position === '' ? '\\d+:\\d+' : position}.*${message}`)),
    });
  });

  it.each([
    ['brackets', '['.repeat(40_000)],
    ['mappings', '{a: '.repeat(20_000)],
    ['sequences', '- '.repeat(40_000)],
    ['brackets, closed', `${'['.repeat(70)}${']'.repeat(70)}`],
  ])('refuses deep nesting of %s', async (_, text) => {
    await expect(parse(text)).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it('limits the size', async () => {
    await expect(parseYaml('a: 12345', { maxBytes: 7, what: 'p', code: 'INPUT_INVALID' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      found: '8 bytes',
    });
  });

  it('gives the position of a value, or of its nearest parent', async () => {
    const { position } = await parse('rules:\n  - name: x\n    require:\n      - signature: {by: a}\n');
    expect(position(['rules', 0, 'require', 0, 'signature', 'by'])).toEqual({ line: 4, column: 21 });
    expect(position(['rules', 0, 'name'])).toEqual({ line: 2, column: 5 });
    expect(position(['rules', 0, 'match', 'paths'])).toEqual({ line: 2, column: 5 });
    expect(position(['rules', 7])).toEqual({ line: 1, column: 1 });
    expect(position([])).toEqual({ line: 1, column: 1 });
  });

  it('throws only CountersignError', async () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'a',
        ':',
        ' ',
        '\n',
        '-',
        '[',
        ']',
        '{',
        '}',
        ',',
        '&',
        '*',
        '!',
        '|',
        '>',
        '"',
        "'",
        '#',
        '%',
        '?',
        '@',
        '`',
        '\t',
        '~',
        '<',
      ),
    });
    await fc.assert(
      fc.asyncProperty(text, async (document) => {
        await parse(document).catch((error: unknown) => {
          expect(error).toBeInstanceOf(CountersignError);
        });
      }),
      { numRuns: 2000 },
    );
  });
});
