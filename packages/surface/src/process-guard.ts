import { asCountersignError, CODES, type Code, type ExitStatus } from '@countersign/core/errors';
import type { Log } from '@countersign/core/run';
import { describeError } from './log/describe-error.js';

/** Logs an error with its code. @returns its exit status */
export function reportError(log: Log, thrown: unknown, code: Code = 'INTERNAL'): ExitStatus {
  const error = asCountersignError(thrown, code);
  log.error(describeError(error).join('\n'), { code: error.code });
  if (error.code === 'INTERNAL' && error.cause instanceof Error) log.debug(error.cause.stack ?? '');
  return CODES[error.code];
}

/** The exit status of several results: 3 before 1 before 2 before 0. */
export function worstStatus(statuses: readonly ExitStatus[]): ExitStatus {
  return ([3, 1, 2] as const).find((status) => statuses.includes(status)) ?? 0;
}

/** How long connections, timers or workers that were left open may keep the finished process alive. */
const LEFT_OPEN_MS = 1000;

/**
 * The process ends by itself when nothing is left to do, with all its output. If something that was left open keeps it alive, it is ended, with
 * its status: a finished step must not hang until the limit of its job. Output that is still being written is waited for.
 */
function endSoon(): void {
  setTimeout(() => {
    const streams = [process.stdout, process.stderr].filter(({ writableLength }) => writableLength > 0);
    let left = streams.length;
    const end = (): void => {
      left -= 1;
      if (left <= 0) process.exit();
    };
    if (left === 0) end();
    for (const stream of streams) stream.write('', end);
  }, LEFT_OPEN_MS).unref();
}

/**
 * Runs `main` so that the process fails closed. The exit status is 2 from the start, and only the result of `main` changes it. So a
 * promise that never settles is not a pass, and an uncaught exception does not end with Node's status 1, which means *denied*.
 */
export async function guardProcess(log: () => Log, main: () => Promise<number>): Promise<void> {
  process.exitCode = 2;
  // A diagnostic report, which Node writes if it is told so in NODE_OPTIONS, would have all variables. Node before 22.13 ignores this setting,
  // and a Node without reports has no `report`.
  const { report } = process as Partial<Pick<NodeJS.Process, 'report'>>;
  if (report !== undefined) report.excludeEnv = true;
  const die = (thrown: unknown): void => {
    try {
      reportError(log(), thrown);
    } finally {
      process.exit(2);
    }
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  try {
    process.exitCode = await main();
  } catch (thrown) {
    process.exitCode = reportError(log(), thrown);
  }
  endSoon();
}
