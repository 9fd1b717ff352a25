import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Exec } from '@countersign/core/run';
import { findHelper } from './find-program.js';
import { FirstBytes, GRACE_MS, MAX_OUTPUT, notFound, oneTurn } from './node-exec.js';

/** Node announces every process here when it starts: the toolkit does not return the process, and has no time limit. */
const CHANNEL = 'child_process';

/**
 * Runs a helper program through `@actions/exec`, for the actions that sign. One test holds this and `nodeExec` to the same rules: no
 * shell, only `env` (PATH included), limits of time and output, nothing printed.
 */
export const toolkitExec: Exec = async (command, args, { input, env, timeoutMs, keepStderr = 0 }) => {
  const { exec } = await import('@actions/exec');
  // The toolkit would search the PATH of this process.
  const program = findHelper(command, env);
  if (program === undefined) throw notFound(command);
  needDescriptors(command);
  const started = new StartedProgram(command);
  const stderr = new FirstBytes(keepStderr);
  const own = new AsyncLocalStorage<StartedProgram>();
  const onStart = (message: unknown): void => {
    if (own.getStore() === started) started.is((message as { readonly process: ChildProcess }).process);
  };
  subscribe(CHANNEL, onStart);
  const timer = setTimeout(() => {
    started.end(`${command} was ended by SIGKILL`);
  }, timeoutMs);
  try {
    const options = {
      env: { ...env },
      input: Buffer.from(input ?? ''),
      silent: true,
      ignoreReturnCode: true,
      delay: GRACE_MS,
      listeners: {
        stdout: (chunk: Buffer): void => {
          started.add(chunk);
        },
        stderr: (chunk: Buffer): void => {
          stderr.add(chunk);
        },
      },
    };
    const status: number | null = await own.run(started, () => exec(asWord(program), [...args], options));
    await oneTurn();
    return { ...started.result(status), ...stderr.result() };
  } finally {
    clearTimeout(timer);
    unsubscribe(CHANNEL, onStart);
    started.closePipes();
  }
};

/** Pipes for three streams, and one with which the system reports that a program cannot be started. */
const DESCRIPTORS = 8;

/** Without free descriptors, the toolkit throws where its caller cannot catch it. @throws Error with the code of the system (EMFILE, ENFILE) */
function needDescriptors(command: string): void {
  const open: number[] = [];
  try {
    while (open.length < DESCRIPTORS) open.push(openSync(devNull, 'r'));
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw Object.assign(new Error(`${command} was not started: no file can be opened (${code})`, { cause }), { code });
  } finally {
    open.forEach(closeSync);
  }
}

/** The toolkit splits a command line at spaces outside quotes. Inside quotes, `\"` is a quote, and any other backslash is itself. */
function asWord(program: string): string {
  if (/\\(?:"|$)/.test(program)) throw new Error(`${program} cannot be started: it has a backslash before a quote or at its end`);
  return `"${program.replaceAll('"', '\\"')}"`;
}

/** A program and its output. */
class StartedProgram {
  readonly #stdout: Buffer[] = [];
  #size = 0;
  #child: ChildProcess | undefined;
  #failure: string | undefined;

  constructor(readonly command: string) {}

  is(child: ChildProcess): void {
    this.#child = child;
    // Its pipes are created after the announcement. A program that never reads its input closes the pipe; its exit status is the answer.
    process.nextTick(() => child.stdin?.on('error', () => undefined));
    if (this.#failure !== undefined) child.once('spawn', () => child.kill('SIGKILL'));
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_OUTPUT) this.end(`${this.command} wrote more than ${String(MAX_OUTPUT)} bytes`);
    else this.#stdout.push(chunk);
  }

  /** Ends the process, if it has started; the first reason counts. */
  end(reason: string): void {
    this.#failure ??= reason;
    this.#child?.kill('SIGKILL');
  }

  /** An open pipe would keep our own process alive. */
  closePipes(): void {
    for (const pipe of this.#child?.stdio ?? []) pipe?.destroy();
  }

  result(status: number | null): Awaited<ReturnType<Exec>> {
    if (this.#failure !== undefined) throw new Error(this.#failure);
    if (status === null) throw new Error(`${this.command} was ended by ${this.#child?.signalCode ?? 'a signal'}`);
    return { status, stdout: Buffer.concat(this.#stdout) };
  }
}
