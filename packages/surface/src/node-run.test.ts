import { describe, expect, it } from '@jest/globals';
import { createLog, screenOf } from './log/create-log.js';
import { createSecrets } from './log/secrets.js';
import { terminalStyle } from './log/terminal-style.js';
import { nodeExec } from './node-exec.js';
import { makeRun } from './node-run.js';

const log = createLog({
  level: 'error',
  format: 'text',
  screen: screenOf(terminalStyle, () => undefined),
  secrets: createSecrets(),
  clock: () => new Date(),
});
const run = (timeout: number, network: 'all' | 'registries' | 'none' = 'all') =>
  makeRun({ env: {}, network, timeout, log, emit: () => undefined, cwd: '/', insecureHosts: [] });

describe('makeRun', () => {
  it('ends every wait at the deadline', async () => {
    const { sleep, signal } = run(30);
    await expect(sleep(60_000)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', exitStatus: 2 });
    expect(signal.aborted).toBe(true);
    await expect(sleep(1)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it.each([
    ['none', 'registry', 'https://registry.example.test/v2/'],
    ['registries', 'sigstore', 'https://fulcio.example.test/'],
    ['all', 'registry', 'http://registry.example.test/v2/'],
  ] as const)('holds the network capability %s against a %s request to %s', async (network, purpose, url) => {
    await expect(run(1000, network).net.fetch({ purpose, method: 'GET', url })).rejects.toMatchObject({ exitStatus: 2 });
  });

  it('gives random bytes', () => {
    const { random } = run(1000);
    expect(random(32)).not.toEqual(random(32));
    expect(random(32)).toHaveLength(32);
  });
});

describe('nodeExec', () => {
  const node = (script: string, options: Partial<Parameters<typeof nodeExec>[2]> = {}) =>
    nodeExec(process.execPath, ['-e', script], { env: {}, timeoutMs: 10_000, ...options });

  it('hands over input and answers with status and output', async () => {
    const result = await node(
      'process.stdin.on("data", (d) => process.stdout.write("got " + d)); process.on("exit", () => { process.exitCode = 3 })',
      { input: 'x' },
    );
    expect({ status: result.status, stdout: Buffer.from(result.stdout).toString() }).toEqual({ status: 3, stdout: 'got x' });
  });

  it('gives the program no other environment', async () => {
    const { stdout } = await node(
      'process.stdout.write(Object.keys(process.env).filter((name) => name !== "__CF_USER_TEXT_ENCODING").join())',
      { env: { ONLY: '1' } },
    );
    expect(Buffer.from(stdout).toString()).toBe('ONLY');
  });

  it.each([
    ['says too much', 'setInterval(() => process.stdout.write("x".repeat(1 << 20)), 1)', 20_000, /more than 1048576 bytes/],
    ['takes too long', 'setInterval(() => {}, 1000)', 1000, /SIGKILL/],
  ])('gives up on a program that %s', async (_, script, timeoutMs, message) => {
    await expect(node(script, { timeoutMs })).rejects.toThrow(message);
  });

  it('does not start a shell', async () => {
    await expect(nodeExec('echo $HOME', [], { env: {}, timeoutMs: 1000 })).rejects.toThrow('ENOENT');
  });
});
