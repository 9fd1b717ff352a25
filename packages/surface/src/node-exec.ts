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

/** Runs a helper program without a shell, with only `env`. Rejects if it cannot start, takes too long or writes too much. */
export const nodeExec: Exec = async (command, args, { input, env, timeoutMs }) => {
  // The system would also search the working folder, if PATH has an empty or a relative entry.
  const program = findHelper(command, env);
  if (program === undefined) throw new Error(`${command} was not found in PATH`);
  const { spawn } = await import('node:child_process');
  const child = spawn(program, [...args], {
    env: { ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
    shell: false,
  });
  const failed = new Promise<never>((_, reject) => child.on('error', reject));
  // Without free descriptors there is no process and no pipe, and Node reports the reason a moment later.
  if (!hasPipes(child)) return await failed;
  failed.catch(() => undefined);
  // Not the option `timeout` of spawn: its timer would keep our process alive if the program does not exist.
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const stdout: Buffer[] = [];
  let size = 0;
  try {
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
    return { status, stdout: Buffer.concat(stdout) };
  } finally {
    clearTimeout(timer);
    // An open pipe would keep our own process alive.
    child.stdin.destroy();
    child.stdout.destroy();
  }
};

/** The types of Node promise the pipes, which are missing if there are too many open files (EMFILE, ENFILE). */
function hasPipes({ stdin, stdout }: { readonly stdin: unknown; readonly stdout: unknown }): boolean {
  return Boolean(stdin) && Boolean(stdout);
}
