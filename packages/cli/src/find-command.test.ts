import { describe, expect, it } from '@jest/globals';
import type { Command, CommandGroup, Entry } from './command.js';
import { GATE_ENTRIES } from './gate-entries.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { entryNamed, findCommand } from './find-command.js';

const leaf = (name: string): Command => ({ name, summary: name, usage: 'FILE…', examples: [], run: () => Promise.resolve(0) });
const loaded: string[] = [];
const entry = (command: Command | CommandGroup): Entry => ({
  name: command.name.split(' ').at(-1) ?? '',
  summary: '',
  load: () => {
    loaded.push(command.name);
    return Promise.resolve(command);
  },
});
const group = (name: string, ...commands: readonly (Command | CommandGroup)[]): CommandGroup => ({
  name,
  summary: name,
  examples: [],
  subcommands: commands.map(entry),
});
const keys = group('keys', leaf('keys generate'), leaf('keys check'), group('keys backup', leaf('keys backup write')));

describe('a group of commands', () => {
  it.each([
    [['generate', 'a', '--x'], 'keys generate', ['a', '--x']],
    [['--json', 'check', 'a'], 'keys check', ['--json', 'a']],
    [['--owner', 'acme', 'check'], 'keys check', ['--owner', 'acme']],
    [['check', 'generate'], 'keys check', ['generate']],
    [['backup', 'write', 'b'], 'keys backup write', ['b']],
    [['check', '--help'], 'keys check', ['--help']],
  ])('%j calls one of its commands, and no other is loaded', async (argv, name, rest) => {
    loaded.length = 0;
    expect(await findCommand(keys, argv)).toMatchObject({ command: { name }, argv: rest });
    expect(loaded.at(-1)).toBe(name);
    expect(loaded.every((one) => name.startsWith(one))).toBe(true);
  });

  it.each([[['--help']], [['-h']], [['--json', '--help']]])('%j prints its help', async (argv) => {
    expect(await findCommand(keys, argv)).toEqual({ group: keys });
  });

  it.each([
    [[], 'countersign keys needs a command', 'generate or check or backup', undefined],
    [['--json'], 'countersign keys needs a command', 'generate or check or backup', undefined],
    [['chekc'], 'countersign keys has no command chekc', undefined, 'Did you mean countersign keys check?'],
    [['deploy', '--help'], 'countersign keys has no command deploy', undefined, 'countersign keys --help lists the commands.'],
    [['deploy', 'check'], 'countersign keys has no command deploy', undefined, 'countersign keys --help lists the commands.'],
    [
      ['backup', 'wirte'],
      'countersign keys backup has no command wirte',
      undefined,
      'Did you mean countersign keys backup write?',
    ],
    [['--owner=a'], 'countersign keys has no --owner', undefined, 'countersign keys --help lists the flags.'],
    [['--', 'check'], 'countersign keys takes no command after --', undefined, undefined],
  ])('%j is wrong use: %s', async (argv, message, expected, hint) => {
    await expect(findCommand(keys, argv)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message,
      expected,
      hint,
      exitStatus: 3,
    });
  });
});

it('an unknown command is refused with the nearest name', () => {
  expect(() => entryNamed(keys.subcommands, 'generat')).toThrow(
    expect.objectContaining({ message: 'countersign has no command generat', hint: 'Did you mean countersign generate?' }),
  );
});

it.each([
  ['sign', 'Did you mean countersign sign-blob FILE or countersign sign-image REF?'],
  ['verify-blob', 'Did you mean countersign verify FILE?'],
  ['verify-attestation', 'Did you mean countersign verify oci://REF --predicate-type URI?'],
  ['attestation', 'Did you mean countersign verify FILE --evidence github:OWNER/NAME --repository OWNER/NAME?'],
  ['version', 'Did you mean countersign --version?'],
])('the command %s of another tool is told ours', (name, hint) => {
  const entries = [...GATE_ENTRIES, ...SIGNING_ENTRIES];
  expect(() => entryNamed(entries, name)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', hint }));
});

it('a program proposes only commands that it has', () => {
  expect(() => entryNamed(GATE_ENTRIES, 'sign')).toThrow(
    expect.objectContaining({ hint: 'countersign --help lists the commands.' }),
  );
});
