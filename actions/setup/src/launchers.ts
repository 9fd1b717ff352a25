/** A file that starts the command line. */
export interface Launcher {
  readonly name: string;
  readonly text: string;
}

/**
 * The launchers use the runner's own Node, which runs this action. So PATH needs no node (in container jobs neither), and an older or
 * replaced `node` in PATH does not matter. Windows gets both files: PowerShell and cmd use the second, bash uses the first.
 * @param program absolute paths
 */
export function launchers({ node, program }: { readonly node: string; readonly program: string }): readonly Launcher[] {
  const shell = `#!/bin/sh\nexec ${quoted(node)} ${quoted(program)} "$@"\n`;
  const batch = `@"${forBatch(node)}" "${forBatch(program)}" %*\r\n`;
  return [
    { name: 'countersign', text: shell },
    { name: 'countersign.cmd', text: batch },
  ];
}

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;
/** Quotes cannot be part of a path on Windows; a percent sign would begin a variable. */
const forBatch = (path: string): string => path.replaceAll('%', '%%');
