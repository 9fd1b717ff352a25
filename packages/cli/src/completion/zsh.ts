import type { Completed } from './table.js';

/** `_arguments` of zsh offers each flag with its description, and file names for everything else. */
export function zsh(table: readonly Completed[]): string {
  return `#compdef countersign
# Completion of countersign for zsh, written by \`countersign completion zsh\`.
_countersign() {
  local command='' word
  local -i at skip=0
  for ((at = 2; at < CURRENT; at++)); do
    word=\${words[at]}
    [[ $word == -- ]] && { _files; return }
    case "$command $word" in
${table
  .flatMap(({ path, subcommands }) =>
    subcommands.map(
      ({ name }) => `      '${path} ${name}') command='${path === '' ? name : `${path} ${name}`}'; skip=$((at - 1)) ;;`,
    ),
  )
  .join('\n')}
    esac
  done
  case $command in
${table.map(row).join('\n')}
  esac
}
if [[ $funcstack[1] == _countersign ]]; then
  _countersign "$@"
else
  compdef _countersign countersign
fi
`;
}

function row({ path, subcommands, flags }: Completed): string {
  const choices = subcommands.map(({ name, description }) => quoted(`${name}:${escaped(description)}`)).join(' ');
  const specs = flags.map(({ name, description, values }) => {
    const value = values === undefined ? '' : values.length === 0 ? ':value:_files' : `:value:(${values.join(' ')})`;
    return `      ${quoted(`*${name}${values === undefined ? '' : '='}[${escaped(description)}]${value}`)} \\`;
  });
  return [
    `    '${path}')`,
    ...(choices === ''
      ? [
          `      shift skip words; CURRENT=$((CURRENT - skip))`,
          '      _arguments \\',
          ...specs.map((line) => `  ${line}`),
          `        '*:file:_files' ;;`,
        ]
      : [
          `      local -a commands=(${choices})`,
          `      if [[ \${words[CURRENT]} == -* ]]; then compadd -- ${flags.map(({ name }) => name).join(' ')}; else _describe command commands; fi ;;`,
        ]),
  ].join('\n');
}

/** A colon ends a field, and brackets end a description. */
const escaped = (text: string): string => text.replaceAll(/[:[\]\\]/g, (character) => `\\${character}`);
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
