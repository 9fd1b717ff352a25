import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The path of an installed peer program, or undefined: the tests that need it are then skipped. `COUNTERSIGN_PEERS` is the
 * folder that holds `bin` (and `py/bin`, for what is written in Python: `../py/bin/sigstore`).
 */
export function peer(name: string): string | undefined {
  const folder = process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache/countersign-peers');
  const path = join(folder, 'bin', name);
  return existsSync(path) ? path : undefined;
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface RunningPeer {
  /** The end of what the program has written so far, for the message of a failed test. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a server program and waits until `isReady` holds; its output is in the error if it never does. */
export async function startPeer(path: string, args: readonly string[], isReady: () => Promise<boolean>): Promise<RunningPeer> {
  let output = '';
  const child: ChildProcess = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const collect = (chunk: Buffer): void => {
    output = `${output}${chunk.toString()}`.slice(-8000);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill();
    await ended;
  };
  for (let attempt = 0; attempt < 500 && child.exitCode === null; attempt += 1) {
    if (await isReady().catch(() => false)) return { stop, output: () => output };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`${path} did not become ready:\n${output}`);
}
