import { existsSync } from 'node:fs';
import { bundle, runProcess } from './program.js';

/** `script` of util-linux gives a program a terminal of its own. */
export const hasTerminal = process.platform === 'linux' && existsSync('/usr/bin/script');

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * Runs the built command line on a pseudo-terminal.
 * @param redirected what follows the command for the shell, such as `>out.json`
 * @returns all that the terminal got, with its control characters, and the exit status
 */
export async function onTerminal(
  args: readonly string[],
  {
    cwd,
    env = {},
    redirected = '',
    answers,
  }: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly redirected?: string;
    /** What the person types after each question. */
    readonly answers?: readonly (readonly [question: string, typed: string])[];
  },
): Promise<{ readonly status: number | null; readonly text: string }> {
  const command = `stty cols 200; ${[process.execPath, bundle, ...args].map(quoted).join(' ')} ${redirected}`;
  const { status, stdout } = await runProcess(
    '/usr/bin/script',
    ['--quiet', '--return', '--flush', '--command', command, '/dev/null'],
    {
      cwd,
      env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
      ...(answers === undefined ? {} : { answers }),
    },
  );
  return { status, text: stdout.replaceAll('\r\n', '\n') };
}

/** What a person sees in the end: the line that is drawn again and again is gone. */
export function screenAfter(text: string): readonly string[] {
  return text.split('\n').map((line) => {
    const [last = ''] = line.split(/\u001b\[1G|\u001b\[G|\r/).slice(-1);
    return last.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
  });
}
