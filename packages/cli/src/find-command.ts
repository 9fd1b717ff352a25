import { FOREIGN_COMMANDS, meantName } from '@countersign/surface/options';
import { CountersignError } from '@countersign/core/errors';
import { readArguments } from './arguments.js';
import type { Command, CommandGroup, Entry } from './command.js';

export interface Called {
  readonly command: Command;
  /** Its own arguments. */
  readonly argv: readonly string[];
}

/** Help of a group was asked for; it has nothing else to do. */
export interface AskedForHelp {
  readonly group: CommandGroup;
}

/** The entry of a command. @throws CountersignError INPUT_INVALID naming the nearest one */
export function entryNamed(entries: readonly Entry[], name: string, called = 'countersign'): Entry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const names = entries.map((candidate) => candidate.name);
  const near = meantName(name, names);
  const foreign = (Object.hasOwn(FOREIGN_COMMANDS, name) ? (FOREIGN_COMMANDS[name] ?? []) : [])
    .filter((line) => line.startsWith('--') || names.includes(line.split(' ', 1)[0] ?? ''))
    .map((line) => `${called} ${line}`);
  throw new CountersignError('INPUT_INVALID', `${called} has no command ${name}`, {
    found: name,
    hint:
      foreign.length > 0
        ? `Did you mean ${foreign.join(' or ')}?`
        : near === undefined
          ? `${called} --help lists the commands.`
          : `Did you mean ${called} ${near}?`,
  });
}

/**
 * Walks down from a loaded command to the one that arguments name, loading no other.
 * @throws CountersignError INPUT_INVALID where a group is called without one of its commands
 */
export async function findCommand(command: Command | CommandGroup, argv: readonly string[]): Promise<Called | AskedForHelp> {
  if (!('subcommands' in command)) return { command, argv };
  const names = command.subcommands.map(({ name }) => name);
  const at = subcommandAt(names, argv);
  if (at === undefined) return refuseOrHelp(command, names, argv);
  const entry = entryNamed(command.subcommands, argv[at] ?? '');
  return findCommand(await entry.load(), argv.toSpliced(at, 1));
}

/** Flags may stand before the subcommand, as anywhere; what follows a flag may be its value. */
function subcommandAt(names: readonly string[], argv: readonly string[]): number | undefined {
  for (const [at, word] of argv.entries()) {
    if (word === '--') return undefined;
    if (names.includes(word)) return at;
    const before = argv[at - 1] ?? '';
    const isValue = before.startsWith('--') && !before.includes('=') && before !== '--json';
    if (!word.startsWith('-') && !isValue) return undefined;
  }
  return undefined;
}

function refuseOrHelp(group: CommandGroup, names: readonly string[], argv: readonly string[]): AskedForHelp {
  const [unknown] = argv.filter((word) => !word.startsWith('-'));
  if (unknown !== undefined) entryNamed(group.subcommands, unknown, `countersign ${group.name}`);
  const { help } = readArguments({ ...group, usage: '', run: () => Promise.resolve(3) }, argv);
  if (help) return { group };
  throw new CountersignError('INPUT_INVALID', `${group.name} needs to know what to do`, {
    expected: names.join(' or '),
    found: 'nothing',
  });
}
