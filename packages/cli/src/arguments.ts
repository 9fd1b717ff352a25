import { existsSync } from 'node:fs';
import { flagOf, hintFor, inputsOf } from '@countersign/surface/options';
import { CountersignError } from '@countersign/core/errors';
import type { Arguments, Command } from './command.js';

type Target = { readonly name: string; readonly takesValue: boolean; readonly own: boolean };

/**
 * Splits a command's arguments by the table of inputs. Flags are accepted at any position, as `--flag value` or `--flag=value`.
 * @throws CountersignError INPUT_INVALID for an unknown flag, a flag without its value, a value for a flag that takes none, or a
 *   flag that is the name of a file
 */
export function readArguments(command: Command, argv: readonly string[]): Arguments {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  if (end !== -1 && !command.takesCommand) {
    throw new CountersignError('INPUT_INVALID', `countersign ${command.name} takes no command after --`, {
      found: '--',
    });
  }
  argv.slice(0, own.length + 1).forEach(refuseFileName);
  const args = split(command, own, end === -1 ? undefined : argv.slice(end + 1), (thrown) => {
    throw thrown;
  });
  for (const { name, placeholder, repeatable } of command.flags ?? []) {
    if (placeholder !== undefined && repeatable !== true && (args.extra[name]?.length ?? 0) > 1)
      throw new CountersignError('INPUT_INVALID', `--${name} is given more than once`, {
        expected: `one --${name}`,
        found: 'more',
      });
  }
  return args;
}

/** The readable part of arguments that `readArguments` refuses, with every value of a repeated flag. Refuses nothing. */
export function readableArguments(command: Command, argv: readonly string[]): Arguments {
  const end = argv.indexOf('--');
  return split(command, end === -1 ? argv : argv.slice(0, end), undefined, () => undefined);
}

function split(
  command: Command,
  own: readonly string[],
  rest: readonly string[] | undefined,
  refuse: (error: unknown) => void,
): Arguments {
  const targets = targetsOf(command);
  const positionals: string[] = [];
  const inputs: Record<string, string[]> = {};
  const extra: Record<string, string[]> = {};
  // Our own loop: loading parseArgs of node:util takes a fifth of the time of an empty process.
  for (let at = 0; at < own.length; at += 1) {
    const word = own[at] ?? '';
    if (!word.startsWith('-')) {
      positionals.push(word);
      continue;
    }
    const [, flag = '', inline] = /^(--[^=]+)(?:=([\s\S]*))?$/.exec(word === '-h' ? '--help' : word) ?? [];
    const target = targets.get(flag.slice(2));
    // `-phunter2` may contain a password: only the dash and the letter are shown.
    if (!target) {
      refuse(unknownFlag(command, flag || word.slice(0, 2), [...targets.keys()]));
      continue;
    }
    const value = target.takesValue ? (inline ?? own[(at += 1)]) : inline;
    const into = target.own ? extra : inputs;
    try {
      (into[target.name] ??= []).push(checkedValue(flag, value, target));
    } catch (thrown) {
      refuse(thrown);
    }
  }
  return {
    positionals,
    inputs,
    extra,
    command: rest,
    json: extra['json'] !== undefined,
    help: extra['help'] !== undefined,
  };
}

/** `countersign verify *` in a folder with a file called `--help` or `--mode=warn`: after the shell, it looks like a flag. */
function refuseFileName(word: string): void {
  if (!word.startsWith('-') || !existsSync(word)) return;
  throw new CountersignError('INPUT_INVALID', `${word} is the name of a file in this folder and would be read as a flag`, {
    expected: 'flags that are not names of files in this folder',
    found: word,
    hint: 'Find out who created this file. Write ./* for the files of this folder.',
  });
}

function targetsOf(command: Command): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>([
    ['json', { name: 'json', takesValue: false, own: true }],
    ['help', { name: 'help', takesValue: false, own: true }],
  ]);
  for (const [name, spec] of command.piece ? inputsOf(command.piece) : []) {
    if (spec.only === undefined) targets.set(flagOf(name, spec), { name, takesValue: spec.kind !== 'flag', own: false });
  }
  for (const { name, placeholder } of command.flags ?? [])
    targets.set(name, { name, takesValue: placeholder !== undefined, own: true });
  return targets;
}

function checkedValue(flag: string, value: string | undefined, target: Target): string {
  if (target.takesValue && value === undefined) {
    throw new CountersignError('INPUT_INVALID', `${flag} needs a value`, { found: 'the end of the command line' });
  }
  if (!target.takesValue && value !== undefined) {
    // Not shown: the value may be a password.
    throw new CountersignError('INPUT_INVALID', `${flag} takes no value`, { expected: flag, found: 'a value' });
  }
  return value ?? 'true';
}

function unknownFlag(command: Command, found: string, known: readonly string[]): CountersignError {
  const hint = hintFor(found.replace(/^--/, ''), known, (name) => `--${name}`);
  return new CountersignError('INPUT_INVALID', `countersign ${command.name} has no ${found}`, {
    found,
    hint: hint ?? `countersign ${command.name} --help lists the flags.`,
  });
}
