import { FOREIGN_COMMANDS, meantName } from '@countersign/surface/options';
import { CountersignError } from '@countersign/core/errors';
import { readArguments } from './arguments.js';
import type { Command, CommandGroup, Entry } from './command.js';

interface FoundCommand {
  readonly command: Command;
  /** Its own arguments. */
  readonly argv: readonly string[];
}

/** The help of a group is to be printed. */
interface GroupHelp {
  readonly group: CommandGroup;
}

/** The entry of a command. @throws CountersignError INPUT_INVALID with the nearest name */
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
 * The command that the arguments name, below a loaded command or group. Loads no other command.
 * @throws CountersignError INPUT_INVALID if a group is called without one of its commands
 */
export async function findCommand(command: Command | CommandGroup, argv: readonly string[]): Promise<FoundCommand | GroupHelp> {
  if (!('subcommands' in command)) return { command, argv };
  const names = command.subcommands.map(({ name }) => name);
  const at = subcommandAt(names, argv);
  if (at === undefined) return refuseOrHelp(command, names, argv);
  const entry = entryNamed(command.subcommands, argv[at] ?? '');
  return findCommand(await entry.load(), argv.toSpliced(at, 1));
}

/** Flags are accepted before the subcommand, too; the word after a flag may be its value. */
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

function refuseOrHelp(group: CommandGroup, names: readonly string[], argv: readonly string[]): GroupHelp {
  const [unknown] = argv.filter((word) => !word.startsWith('-'));
  if (unknown !== undefined) entryNamed(group.subcommands, unknown, `countersign ${group.name}`);
  const { help } = readArguments({ ...group, usage: '', run: () => Promise.resolve(3) }, argv);
  if (help) return { group };
  throw new CountersignError('INPUT_INVALID', `countersign ${group.name} needs a command`, {
    expected: names.join(' or '),
    found: 'nothing',
  });
}
