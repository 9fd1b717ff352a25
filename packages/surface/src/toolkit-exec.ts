import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Exec } from '@countersign/core/run';
import { MAX_OUTPUT } from './node-exec.js';

/** Where Node says that a process is being started: the toolkit hands out none, and has no time limit of its own. */
const CHANNEL = 'child_process';

/**
 * Runs a helper program through `@actions/exec`, for the actions that sign. One test holds this and `nodeExec` to the same rules: no
 * shell, `env` and nothing else, a limit of time and of output, nothing printed.
 */
export const toolkitExec: Exec = async (command, args, { input, env, timeoutMs }) => {
  const { exec } = await import('@actions/exec');
  const output = new Collected(command);
  const own = new AsyncLocalStorage<Collected>();
  const onStart = (message: unknown): void => {
    if (own.getStore() === output) output.started((message as { readonly process: ChildProcess }).process);
  };
  subscribe(CHANNEL, onStart);
  const timer = setTimeout(() => {
    output.end(`${command} was ended by SIGKILL`);
  }, timeoutMs);
  try {
    const options = {
      env: { ...env },
      input: Buffer.from(input ?? ''),
      silent: true,
      ignoreReturnCode: true,
      listeners: {
        stdout: (chunk: Buffer): void => {
          output.add('stdout', chunk);
        },
        stderr: (chunk: Buffer): void => {
          output.add('stderr', chunk);
        },
      },
    };
    const status: number | null = await own.run(output, () => exec(asWord(command), [...args], options));
    return output.result(status);
  } finally {
    clearTimeout(timer);
    unsubscribe(CHANNEL, onStart);
  }
};

/** The toolkit splits a command line at spaces outside of quotes; within them `\"` is a quote, and every other backslash is one. */
function asWord(command: string): string {
  if (/\\(?:"|$)/.test(command))
    throw new Error(`${command} cannot be started: a backslash stands before a quote, or at the end`);
  return `"${command.replaceAll('"', '\\"')}"`;
}

/** One process and what it writes. */
class Collected {
  readonly #chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  #size = 0;
  #child: ChildProcess | undefined;
  #failure: string | undefined;

  constructor(readonly command: string) {}

  started(child: ChildProcess): void {
    this.#child = child;
    // Its pipes are made after it is announced. A program that never reads its input closes the pipe; its exit status is the answer.
    process.nextTick(() => child.stdin?.on('error', () => undefined));
    if (this.#failure !== undefined) child.once('spawn', () => child.kill('SIGKILL'));
  }

  add(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_OUTPUT) this.end(`${this.command} wrote more than ${String(MAX_OUTPUT)} bytes`);
    else this.#chunks[stream].push(chunk);
  }

  /** Ends the process, if there is one yet, and remembers the first reason. */
  end(why: string): void {
    this.#failure ??= why;
    this.#child?.kill('SIGKILL');
  }

  result(status: number | null): Awaited<ReturnType<Exec>> {
    if (this.#failure !== undefined) throw new Error(this.#failure);
    if (status === null) throw new Error(`${this.command} was ended by ${this.#child?.signalCode ?? 'a signal'}`);
    return { status, stdout: Buffer.concat(this.#chunks.stdout), stderr: Buffer.concat(this.#chunks.stderr) };
  }
}
