import { describe, expect, it } from '@jest/globals';
import { editYaml, type YamlEdit } from './edit-yaml.js';

const edit = (text: string, ...edits: readonly YamlEdit[]): Promise<string> =>
  editYaml(text, edits, { maxBytes: 100_000, what: 'p.yaml' });

const BLOCK = `# Top
signers:                    # who
  old: {key: {file: keys/old.pub}, trust: corp}     # the first
  # about alice
  alice:
    keyless:
      identity: "a@b.c"   # hers
# between
rules:
- name: one
  require:
    - signature: {by: old}     # by
    - any-of:
        - [signature: {by: old}]
  # last words
`;

describe('editYaml', () => {
  it.each<readonly [string, string, readonly YamlEdit[], string]>([
    [
      'a member of a flow mapping',
      BLOCK,
      [{ kind: 'put', path: ['signers', 'old', 'not-after'], value: '2027-01-01T00:00:00Z' }],
      BLOCK.replace('trust: corp}', 'trust: corp, not-after: 2027-01-01T00:00:00Z}'),
    ],
    [
      'a member of a block mapping, after another',
      BLOCK,
      [{ kind: 'put', path: ['signers', 'new'], value: { key: { file: 'k: v' } }, after: 'old' }],
      BLOCK.replace('# the first\n', '# the first\n  new: {key: {file: "k: v"}}\n'),
    ],
    [
      'the last member of a block mapping, deep inside, before comments',
      BLOCK,
      [{ kind: 'put', path: ['signers', 'bob'], value: ['x'] }],
      BLOCK.replace('# hers\n', '# hers\n  bob: [x]\n'),
    ],
    [
      'a scalar in place, and the item of a list in a list',
      BLOCK,
      [
        { kind: 'put', path: ['rules', 0, 'require', 0, 'signature', 'by'], value: { 'at-least': 1, of: ['a', 'b'] } },
        { kind: 'put', path: ['rules', 0, 'require', 1, 'any-of', 0, 0, 'signature', 'by'], value: 'p' },
      ],
      BLOCK.replace('{by: old}     # by', '{by: {at-least: 1, of: [a, b]}}     # by').replace(
        '[signature: {by: old}]',
        '[signature: {by: p}]',
      ),
    ],
    [
      'a new member at the top, and an item of its list',
      BLOCK,
      [
        { kind: 'put', path: ['revoked'], value: [{ signer: 'old' }] },
        { kind: 'push', path: ['revoked'], value: { digest: 'sha256:ab' } },
      ],
      BLOCK.replace(
        '        - [signature: {by: old}]\n',
        '        - [signature: {by: old}]\nrevoked: [{signer: old}, {digest: "sha256:ab"}]\n',
      ),
    ],
    ['an item in place of another', 'a: {of: [b, c]}', [{ kind: 'put', path: ['a', 'of', 0], value: 'd' }], 'a: {of: [d, c]}'],
    [
      'an item of a block list',
      'a:\n  - b\n  - c # d\ne: f',
      [{ kind: 'push', path: ['a'], value: 'g' }],
      'a:\n  - b\n  - c # d\n  - g\ne: f',
    ],
    [
      'an item of a list without indent',
      'a:\n- b: c\n  d: e\n',
      [{ kind: 'push', path: ['a'], value: 'g' }],
      'a:\n- b: c\n  d: e\n- g\n',
    ],
    [
      'an item in the place of a block, before another item',
      'a:\n  - b: c # x\n    d: e # y\n  - f\ng: h\n',
      [{ kind: 'put', path: ['a', 0], value: { b: 'z' } }],
      'a:\n  - {b: z} # y\n  - f\ng: h\n',
    ],
    [
      'an item in the place of the last block of a list, before another member and an empty line',
      'a:\n  - b:\n      - c\n\ng: h\n',
      [{ kind: 'put', path: ['a', 0], value: { b: 'z' } }],
      'a:\n  - {b: z}\n\ng: h\n',
    ],
    ['an item of an empty list', 'a: [ ]', [{ kind: 'push', path: ['a'], value: 'g' }], 'a: [g ]'],
    [
      'line breaks of Windows',
      'a:\r\n  b: c\r\n',
      [{ kind: 'put', path: ['a', 'd'], value: 'no' }],
      'a:\r\n  b: c\r\n  d: no\r\n',
    ],
    [
      'JSON',
      '{\n  "a": {"b": "c"}\n}\n',
      [{ kind: 'put', path: ['a', 'd'], value: { e: 1 } }],
      '{\n  "a": {"b": "c", "d": {"e":1}}\n}\n',
    ],
  ])('adds %s, and changes nothing else', async (_name, text, edits, expected) => {
    expect(await edit(text, ...edits)).toBe(expected);
  });

  it('refuses a document that the reader of policies refuses', async () => {
    await expect(edit('a: &x b\n', { kind: 'put', path: ['c'], value: 'd' })).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it('refuses a change that would change something else', async () => {
    // An explicit key is not a line that a member can follow.
    await expect(
      edit(
        'a:\n  ? b\n  : "c\n    d"\n  # x\n',
        { kind: 'put', path: ['a', 'e'], value: 'f' },
        { kind: 'push', path: ['a', 'b'], value: 'g' },
      ),
    ).rejects.toThrow();
  });
});
