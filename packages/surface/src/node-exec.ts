import type { Exec } from '@countersign/core/run';

/** Output above this is a failure of the program, not something to keep. */
export const MAX_OUTPUT = 1024 * 1024;

/** Runs a helper program without a shell; it gets `env` and nothing else. Rejects when it can't start, takes too long or says too much. */
export const nodeExec: Exec = async (command, args, { input, env, timeoutMs }) => {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      shell: false,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    const collect =
      (into: Buffer[]) =>
      (chunk: Buffer): void => {
        size += chunk.length;
        if (size > MAX_OUTPUT) {
          child.kill('SIGKILL');
          reject(new Error(`${command} wrote more than ${String(MAX_OUTPUT)} bytes`));
        } else into.push(chunk);
      };
    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    child.on('error', reject);
    // A program that never reads its input closes the pipe; its exit status tells the story.
    child.stdin.on('error', () => undefined);
    child.on('close', (status, signal) => {
      if (status === null) reject(new Error(`${command} was ended by ${signal ?? 'a signal'}`));
      else resolve({ status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    });
    child.stdin.end(input ?? '');
  });
};
