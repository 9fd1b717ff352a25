/** Programs of others: run to their end, or kept running on loopback until the suite is done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** @typedef {{env?: Record<string, string | undefined>, cwd?: string, timeout?: number}} Options */

/**
 * @param {string | undefined} program as `peer` gives it; undefined: it is not installed
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<{ok: boolean, status: number | null, output: string, stdout: string}>}
 */
export const tell = (program, args, { env = {}, cwd, timeout = 120_000 } = {}) =>
  new Promise((resolve, reject) => {
    if (program === undefined) throw new Error(`a peer is not installed that is to run ${args.join(' ')}`);
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk) => ((output += chunk), (stdout += chunk)));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ ok: status === 0, status, output, stdout }));
  });

/**
 * The same for what must succeed.
 * @param {string | undefined} program as `peer` gives it; undefined: it is not installed
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @throws Error with the program's output
 */
export async function must(program, args, options) {
  const result = await tell(program, args, options);
  if (!result.ok) throw new Error(`${[program?.split('/').at(-1), ...args].join(' ')} → ${result.status}\n${result.output}`);
  return result.stdout.trim();
}

/** TCP ports that were free a moment ago. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @returns {Promise<boolean>} */
const answers = (url) =>
  url.startsWith('tcp://')
    ? new Promise((resolve) => {
        const { hostname, port } = new URL(url);
        const socket = connect(Number(port), hostname, () => (socket.destroy(), resolve(true)));
        socket.on('error', () => resolve(false));
      })
    : fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );

/** Servers that live until `stop`. */
export class Servers {
  #children = [];

  /**
   * Starts a server and waits until it answers; tries again when it ends at once, because a port was taken meanwhile.
   * @param {string} program
   * @param {readonly string[]} args
   * @param {string} url `tcp://HOST:PORT` if it does not speak HTTP
   * @param {{env?: Record<string, string>, cwd?: string, attempts?: number}} options
   */
  async start(program, args, url, { env = {}, cwd, attempts = 1 } = {}) {
    for (let attempt = 1; ; attempt += 1) {
      const child = spawn(program, args, { cwd, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      const keep = (chunk) => (output = `${output}${chunk}`.slice(-4000));
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      child.once('error', (error) => (output += error.message));
      this.#children.push(child);
      for (let waited = 0; waited < 300 && child.exitCode === null && child.signalCode === null; waited += 1) {
        const answered = await answers(url);
        // Another server may have been given the port: then it was not ours that answered.
        if (answered && (await pause(50), child.exitCode === null)) return child;
        await pause(100);
      }
      if (attempt >= attempts) throw new Error(`${program} does not answer at ${url}\n${output}`);
      await pause(3000);
    }
  }

  async stop() {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill();
        await Promise.race([ended, pause(5000).then(() => child.kill('SIGKILL'))]);
      }),
    );
  }
}
