import type { Completed } from './table.js';

/** One line for each word that can follow. Everywhere else fish completes file names by itself. */
export function fish(table: readonly Completed[]): string {
  const groups = table.filter(({ subcommands }) => subcommands.length > 0);
  return [
    '# Completion of countersign for fish, written by `countersign completion fish`.',
    'function __countersign_command',
    '    set -l command ""',
    '    for word in (commandline -opc)[2..]',
    '        test "$word" = --; and return 1',
    '        switch "$command $word"',
    ...groups.flatMap(({ path, subcommands }) =>
      subcommands.flatMap(({ name }) => [
        `            case '${path} ${name}'`,
        `                set command '${path === '' ? name : `${path} ${name}`}'`,
      ]),
    ),
    '        end',
    '    end',
    '    test "$command" = "$argv[1]"',
    'end',
    ...table.flatMap(lines),
    '',
  ].join('\n');
}

function lines({ path, subcommands, flags }: Completed): readonly string[] {
  const start = `complete -c countersign -n "__countersign_command '${path}'"`;
  return [
    ...subcommands.map(({ name, description }) => `${start} -f -a ${name} -d ${quoted(description)}`),
    ...flags.map(({ name, description, values }) => {
      const value = values === undefined ? '' : values.length === 0 ? ' -r' : ` -x -a ${quoted(values.join(' '))}`;
      return `${start} -l ${name.slice(2)}${value} -d ${quoted(description)}`;
    }),
  ];
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;
