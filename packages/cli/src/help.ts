import { flagOf, inputsOf } from '@countersign/surface/options';
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
    ...list(entries),
    '',
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

function list(entries: readonly Entry[]): readonly string[] {
  const width = Math.max(...entries.map(({ name }) => name.length));
  return entries.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
}

function exampleLines(examples: readonly string[]): readonly string[] {
  return [examples.length > 1 ? 'Examples:' : 'Example:', ...examples.map((example) => `  ${example}`), ''];
}

/** `countersign COMMAND --help`: examples first, then every flag with its default. */
export function commandHelp(command: Command): string {
  const flags = [
    ...(command.piece ? inputsOf(command.piece) : [])
      .filter(([, spec]) => spec.only === undefined)
      .map(([name, spec]) => ({
        head: `--${flagOf(name, spec)}${spec.kind === 'flag' ? '' : ` ${spec.choices?.join('|') ?? spec.placeholder ?? 'VALUE'}`}`,
        text:
          spec.kind === 'list' ? spec.description.replace(/, one (`[^`]*` )?per line/, '; may be repeated') : spec.description,
        fallback: spec.kind === 'flag' ? undefined : spec.default,
      })),
    ...(command.flags ?? []).map(({ name, placeholder, description }) => ({
      head: `--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`,
      text: description,
      fallback: undefined,
    })),
    { head: '--json', text: 'Print one JSON document on standard output.', fallback: undefined },
  ];
  return [
    ...exampleLines(command.examples),
    `Usage: countersign ${command.name} ${command.usage}`,
    '',
    command.summary,
    ...(command.notes ?? []),
    '',
    ...flags.flatMap(({ head, text, fallback }) => [
      `  ${head}`,
      ...wrap(fallback === undefined ? text : `${text} Default: ${fallback}.`, 92).map((line) => `      ${line}`),
    ]),
    '',
    EXIT_STATUS,
    '',
  ].join('\n');
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
