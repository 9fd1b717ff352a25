import { isatty } from 'node:tty';
import type { Io } from '../../command.js';

const INTERRUPT = 3;
const END = 4;
const BACKSPACE: readonly number[] = [8, 127];
const RETURN: readonly number[] = [10, 13];

/**
 * Asks for a secret at the terminal, which shows nothing of what is typed. Ctrl-C ends the program.
 * @returns undefined if there is no terminal
 */
export async function askHidden(io: Io, question: string): Promise<string | undefined> {
  const { stdin } = process;
  if (!isatty(0) || !isatty(2)) return undefined;
  // First, so that nothing is shown of an answer that is typed as soon as the question stands there.
  stdin.setRawMode(true);
  io.ask(question);
  stdin.resume();
  const typed: number[] = [];
  try {
    const secret = await new Promise<string | undefined>((resolve) => {
      const finish = (value: string | undefined): void => {
        stdin.off('data', read);
        resolve(value);
      };
      const read = (chunk: Buffer): void => {
        for (const [index, byte] of chunk.entries()) {
          if (byte === INTERRUPT) return finish(undefined);
          if (RETURN.includes(byte) || byte === END) {
            finish(Buffer.from(typed).toString('utf8'));
            // What was typed ahead is for the next question: put back while nothing listens, or it would be read here.
            if (index + 1 < chunk.length) stdin.pause().unshift(chunk.subarray(index + 1));
            return;
          }
          if (BACKSPACE.includes(byte)) removeCharacter(typed);
          else typed.push(byte);
        }
      };
      stdin.on('data', read);
    });
    io.ask('\n');
    if (secret === undefined) {
      stdin.setRawMode(false);
      process.kill(process.pid, 'SIGINT');
      return await new Promise(() => undefined);
    }
    io.log.secret(secret);
    return secret;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

/** A character of UTF-8 has several bytes. */
function removeCharacter(bytes: number[]): void {
  while (bytes.length > 0) {
    const last = bytes.pop() ?? 0;
    if ((last & 0xc0) !== 0x80) return;
  }
}
