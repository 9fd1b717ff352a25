import type { Completed } from './table.js';

/** Behind `--`, a command of the user's own follows: there, and for values without choices, bash completes file names by itself. */
export function bash(table: readonly Completed[]): string {
  return `# Completion of countersign for bash, written by \`countersign completion bash\`.
_countersign() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command='' words='' at
  COMPREPLY=()
  # bash takes the = of --flag=value for a word of its own.
  if [[ $cur == = ]]; then
    cur=''
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    [[ \${COMP_WORDS[at]} == -- ]] && return
    case "$command \${COMP_WORDS[at]}" in
${subcommandLines(table).join('\n')}
    esac
  done
  case "$command $prev" in
${valueLines(table).join('\n')}
  esac
  case $command in
${wordLines(table).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _countersign countersign
`;
}

const join = (path: string, name: string): string => (path === '' ? name : `${path} ${name}`);

const subcommandLines = (table: readonly Completed[]): readonly string[] =>
  table.flatMap(({ path, subcommands }) =>
    subcommands.map(({ name }) => `      '${path} ${name}') command='${join(path, name)}' ;;`),
  );

function valueLines(table: readonly Completed[]): readonly string[] {
  return table.flatMap(({ path, flags }) =>
    flags.flatMap(({ name, values }) => {
      if (values === undefined) return [];
      const reply = values.length === 0 ? '' : `COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$cur")); `;
      return [`    '${path} ${name}') ${reply}return ;;`];
    }),
  );
}

/** Flags only once a dash is there: behind a command, names of files are what is wanted most. */
function wordLines(table: readonly Completed[]): readonly string[] {
  return table.map(({ path, subcommands, flags }) => {
    const names = subcommands.map(({ name }) => name).join(' ');
    const dashed = flags.map(({ name }) => name).join(' ');
    return `    '${path}') if [[ $cur == -* ]]; then words='${dashed}'; else words='${names}'; fi ;;`;
  });
}
