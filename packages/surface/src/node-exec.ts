import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Exec } from '@countersign/core/run';
import { findHelper } from './find-program.js';

/** A program that writes more fails. */
export const MAX_OUTPUT = 1024 * 1024;

/**
 * How long to read on after a program has ended. Usually its pipes close at once; but a process that it started and left behind may keep
 * them open without end.
 */
export const GRACE_MS = 1000;

/** One turn of the event loop: what has arrived in a pipe is read, even if this process was busy. */
export const oneTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** The error for a program that is in no absolute folder of PATH. */
export function notFound(command: string): Error {
  return Object.assign(new Error(`${command} was not found in PATH`), { code: 'ENOENT' });
}

/** Keeps the first bytes of a stream, and reads the others, so that the program does not stop at a full pipe. */
export class FirstBytes {
  readonly #chunks: Buffer[] = [];
  #left: number;

  constructor(readonly most: number) {
    this.#left = most;
  }

  add(chunk: Buffer): void {
    if (this.#left > 0) this.#chunks.push(chunk.subarray(0, this.#left));
    this.#left -= chunk.length;
  }

  /** Nothing, if nothing was to be kept. */
  result(): { readonly stderr?: Uint8Array } {
    return this.most > 0 ? { stderr: Buffer.concat(this.#chunks) } : {};
  }
}

/** Runs a helper program without a shell, with only `env`. Rejects if it cannot start, takes too long or writes too much. */
export const nodeExec: Exec = async (command, args, { input, env, timeoutMs, keepStderr = 0 }) => {
  // The system would also search the working folder, if PATH has an empty or a relative entry.
  const program = findHelper(command, env);
  if (program === undefined) throw notFound(command);
  const { spawn } = await import('node:child_process');
  const child = spawn(program, [...args], {
    env: { ...env },
    stdio: ['pipe', 'pipe', keepStderr > 0 ? 'pipe' : 'ignore'],
    shell: false,
  });
  const failed = new Promise<never>((_, reject) => child.on('error', reject));
  // Without free descriptors there is no process and no pipe, and Node reports the reason a moment later.
  if (!hasPipes(child)) return await failed;
  failed.catch(() => undefined);
  // Not the option `timeout` of spawn: its timer would keep our process alive if the program does not exist.
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const stdout: Buffer[] = [];
  const stderr = new FirstBytes(keepStderr);
  let size = 0;
  try {
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr.add(chunk);
    });
    const status = await new Promise<number>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_OUTPUT) {
          child.kill('SIGKILL');
          reject(new Error(`${command} wrote more than ${String(MAX_OUTPUT)} bytes`));
        } else stdout.push(chunk);
      });
      failed.catch(reject);
      // A program that never reads its input closes the pipe; its exit status is the answer.
      child.stdin.on('error', () => undefined);
      child.on('exit', (ended, signal) => {
        if (ended === null) {
          reject(new Error(`${command} was ended by ${signal ?? 'a signal'}`));
          return;
        }
        const finish = (): void => {
          clearTimeout(grace);
          resolve(ended);
        };
        const grace = setTimeout(() => void oneTurn().then(finish), GRACE_MS);
        child.on('close', finish);
      });
      child.stdin.end(input ?? '');
    });
    return { status, stdout: Buffer.concat(stdout), ...stderr.result() };
  } finally {
    clearTimeout(timer);
    // An open pipe would keep our own process alive.
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr?.destroy();
  }
};

/** Pipes are missing if there are too many open files (EMFILE, ENFILE). */
function hasPipes(child: ChildProcess): child is ChildProcess & { readonly stdin: Writable; readonly stdout: Readable } {
  return Boolean(child.stdin) && Boolean(child.stdout);
}
