import { flagOf, INPUT_GROUPS, inputsOf, type InputSpec } from '@countersign/surface/options';
import type { Command, CommandGroup, Entry } from './command.js';

const EXIT_STATUS = 'Exit status: 0 done or allowed, 1 denied, 2 undecided or unfinished, 3 wrong use.';

/** `countersign --help`. */
export function overview(entries: readonly Entry[], version: string): string {
  return [
    'Example:',
    '  countersign verify dist/app.tgz --policy release.policy.yaml',
    '',
    'Usage: countersign COMMAND …',
    '',
    ...byPurpose(entries),
    'countersign COMMAND --help explains a command. --json prints one JSON document on standard output;',
    'all text for people goes to standard error.',
    EXIT_STATUS,
    `countersign ${version}`,
    '',
  ].join('\n');
}

/** `countersign GROUP --help`: examples first, then its commands. */
export function groupHelp({ name, summary, examples, notes, subcommands }: CommandGroup): string {
  return [
    ...exampleLines(examples),
    `Usage: countersign ${name} COMMAND …`,
    '',
    summary,
    ...(notes ?? []),
    '',
    ...list(subcommands),
    '',
    `countersign ${name} COMMAND --help explains a command.`,
    EXIT_STATUS,
    '',
  ].join('\n');
}

/** The commands under the heading of their purpose, in the order of their first command. */
function byPurpose(entries: readonly Entry[]): readonly string[] {
  const width = widthOf(entries);
  const purposes = [...new Set(entries.map(({ purpose }) => purpose))];
  return purposes.flatMap((purpose) => {
    const commands = entries.filter((entry) => entry.purpose === purpose);
    return [`${purpose ?? 'Commands'}:`, ...list(commands, width), ''];
  });
}

const widthOf = (entries: readonly Entry[]): number => Math.max(...entries.map(({ name }) => name.length));

function list(entries: readonly Entry[], width = widthOf(entries)): readonly string[] {
  return entries.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
}

function exampleLines(examples: readonly string[]): readonly string[] {
  return [examples.length > 1 ? 'Examples:' : 'Example:', ...examples.map((example) => `  ${example}`), ''];
}

/** `countersign COMMAND --help`: examples first, then every flag with its default, by purpose. */
export function commandHelp(command: Command): string {
  return [
    ...exampleLines(command.examples),
    `Usage: countersign ${command.name} ${command.usage}`,
    '',
    command.summary,
    ...(command.notes ?? []),
    '',
    ...flagGroups(command).flatMap(([heading, flags]) => [
      `${heading}:`,
      ...flags.flatMap(({ head, text }) => [`  ${head}`, ...wrap(text, 92).map((line) => `      ${line}`)]),
      '',
    ]),
    EXIT_STATUS,
    '',
  ].join('\n');
}

interface ShownFlag {
  readonly head: string;
  readonly text: string;
}

/** The inputs of the piece under their headings, then the flags of the command alone. */
function flagGroups(command: Command): readonly (readonly [heading: string, flags: readonly ShownFlag[]])[] {
  const inputs = (command.piece ? inputsOf(command.piece) : []).filter(([, spec]) => spec.only === undefined);
  const groups = INPUT_GROUPS.map(
    ([heading, group]) => [heading, inputs.filter(([name]) => Object.hasOwn(group, name)).map(inputFlag)] as const,
  );
  const own = [
    ...(command.flags ?? []).map(({ name, placeholder, description }) => ({
      head: `--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`,
      text: description,
    })),
    { head: '--json', text: 'Print one JSON document on standard output.' },
  ];
  return [...groups.filter(([, flags]) => flags.length > 0), [inputs.length === 0 ? 'Flags' : 'Only on the command line', own]];
}

function inputFlag([name, spec]: readonly [string, InputSpec]): ShownFlag {
  const value = spec.kind === 'flag' ? '' : ` ${spec.choices?.join('|') ?? spec.placeholder ?? 'VALUE'}`;
  const text =
    spec.kind === 'list' ? spec.description.replace(/, one (`[^`]*` )?per line/, '; may be repeated') : spec.description;
  const fallback = spec.kind === 'flag' || spec.default === undefined ? '' : ` Default: ${spec.default}.`;
  return { head: `--${flagOf(name, spec)}${value}`, text: `${text}${fallback}` };
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
