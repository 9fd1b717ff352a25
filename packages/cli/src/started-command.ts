import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Log } from '@countersign/core/run';

/** The statuses of `env` and `nohup`. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** Signals that end us are passed on to the command. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Passes signals on to a command that was started. @returns its exit status; 128 + n after signal n */
export function statusOf(child: ChildProcess, name: string, log: Log): Promise<number> {
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  return new Promise((done) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      log.error(`${name} could not be started: ${error.message}${hintOf(error.code, name)}`);
      done(error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.on('close', (status, signal) => {
      done(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function hintOf(code: string | undefined, name: string): string {
  if (code === 'EACCES')
    return `\n  hint:     Make it executable (chmod +x ${name}), or start it with its shell: -- sh ${name} …`;
  if (code === 'ENOENT') return '\n  hint:     Check the name; a program of the working folder begins with ./';
  return '';
}
