import { flagOf, inputsOf } from '@countersign/surface/options';
import type { Command, CommandGroup, Entry } from '../command.js';

/** A flag as a shell completes it. */
export interface CompletedFlag {
  /** With its dashes. */
  readonly name: string;
  readonly description: string;
  /** The values to choose from; empty: any value, and file names are offered; undefined: a flag without value. */
  readonly values: readonly string[] | undefined;
}

/** What can stand behind some words of a command line. */
export interface Completed {
  /** The words after `countersign`: '', `policy`, `policy check`. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly flags: readonly CompletedFlag[];
}

/** Every command and group of a program, from the same tables as `--help`. The names in it are plain words. */
export async function completionTable(entries: readonly Entry[]): Promise<readonly Completed[]> {
  const below = await Promise.all(entries.map(async (entry) => rowsOf(await entry.load())));
  return [{ path: '', subcommands: entries.map(described), flags: [HELP] }, ...below.flat()];
}

async function rowsOf(loaded: Command | CommandGroup): Promise<readonly Completed[]> {
  if (!('subcommands' in loaded)) return [{ path: loaded.name, subcommands: [], flags: flagsOf(loaded) }];
  const below = await Promise.all(loaded.subcommands.map(async (entry) => rowsOf(await entry.load())));
  return [{ path: loaded.name, subcommands: loaded.subcommands.map(described), flags: [HELP] }, ...below.flat()];
}

const HELP: CompletedFlag = { name: '--help', description: 'Explain the command.', values: undefined };
const described = ({ name, summary }: Entry) => ({ name, description: short(summary) });

function flagsOf(command: Command): readonly CompletedFlag[] {
  const inputs = (command.piece ? inputsOf(command.piece) : []).filter(([, spec]) => spec.only === undefined);
  return [
    ...inputs.map(([name, spec]) => ({
      name: `--${flagOf(name, spec)}`,
      description: short(spec.description),
      values: spec.kind === 'flag' ? undefined : (spec.choices ?? []),
    })),
    ...(command.flags ?? []).map(({ name, placeholder, description }) => ({
      name: `--${name}`,
      description: short(description),
      values: placeholder === undefined ? undefined : choicesIn(placeholder),
    })),
    { name: '--json', description: 'Print one JSON document on standard output.', values: undefined },
    HELP,
  ];
}

/** The first sentence, in one line of a terminal. */
function short(text: string): string {
  const [sentence = ''] = text.split(/(?<=\.) (?=[A-Z`])/);
  return sentence.length > 90 ? `${sentence.slice(0, 89)}…` : sentence;
}

/** `github|gitlab|none` → its words; `FILE` and `URL|FOLDER` → none. */
const choicesIn = (placeholder: string): readonly string[] =>
  /^[a-z-]+(?:\|[a-z-]+)+$/.test(placeholder) ? placeholder.split('|') : [];
