import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';

/** Reads one line from the terminal. Not as a terminal of its own, so that Ctrl-C ends the program as usual. */
export async function askYesOrNo(print: (text: string) => void, question: string): Promise<boolean | undefined> {
  if (!isatty(0) || !isatty(2)) return undefined;
  print(`${question} [y/N] `);
  const lines = createInterface({ input: process.stdin, terminal: false });
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => {
      resolve('');
    });
  });
  lines.close();
  // An open standard input would keep the process alive.
  process.stdin.destroy();
  return /^y(?:es)?$/i.test(answer.trim());
}
