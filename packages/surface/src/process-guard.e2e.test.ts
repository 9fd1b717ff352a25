import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { worstStatus } from './process-guard.js';

const built = fileURLToPath(new URL('../lib/process-guard.js', import.meta.url));

/** A process whose `main` is the given body, under the guard. */
function guarded(body: string): number | null {
  const script = `import { guardProcess } from ${JSON.stringify(built)};
    const log = { error() {}, debug() {} };
    void guardProcess(() => log, async () => { ${body} });`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script]).status;
}

(existsSync(built) ? describe : describe.skip)('guardProcess (skipped without tsc -b)', () => {
  it.each([
    ['a result of 0', 'return 0', 0],
    ['a result of 1', 'return 1', 1],
    ['a promise that never settles', 'await new Promise(() => {})', 2],
    ['an exception', 'throw new Error("x")', 2],
    [
      'an exception in a timer',
      'setTimeout(() => { throw new Error("x") }, 5); await new Promise((done) => setTimeout(done, 200)); return 0',
      2,
    ],
    [
      'an unhandled rejection',
      'void Promise.reject(new Error("x")); await new Promise((done) => setTimeout(done, 200)); return 0',
      2,
    ],
    ['a result of 0, with a timer that never ends', 'setInterval(() => {}, 1000); return 0', 0],
    [
      'a result of 1, with a server that listens and a socket that is open',
      `const net = await import('node:net');
       const server = net.createServer(() => {});
       await new Promise((done) => server.listen(0, '127.0.0.1', done));
       await new Promise((done) => net.connect(server.address().port, '127.0.0.1').on('connect', done));
       return 1`,
      1,
    ],
    [
      'a result of 1, with a worker that does not end',
      `const { Worker } = await import('node:worker_threads');
       const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
       await new Promise((done) => worker.on('online', done));
       return 1`,
      1,
    ],
    [
      'an exception while a worker runs',
      `const { Worker } = await import('node:worker_threads');
       new Worker('for (;;) {}', { eval: true });
       setTimeout(() => { throw new Error("x") }, 50); await new Promise(() => {})`,
      2,
    ],
  ])('ends %s with its status', (_, body, status) => {
    expect(guarded(body)).toBe(status);
  });
});

/** A process that prints much into a pipe whose reader is slow, and then ends in the given way. */
function printed(end: string): Promise<{ readonly status: number | null; readonly bytes: number; readonly last: string }> {
  const text = fileURLToPath(new URL('../lib/log/write-text.js', import.meta.url));
  const script = `import { guardProcess } from ${JSON.stringify(built)};
    import { writeText } from ${JSON.stringify(text)};
    const log = { error: (line) => writeText(1, line + '\\n'), debug() {} };
    void guardProcess(() => log, async () => { for (let i = 0; i < 200; i += 1) writeText(1, 'x'.repeat(9999) + '\\n'); ${end} });`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 2);
    });
    child.on('close', (status) => {
      const all = Buffer.concat(chunks).toString();
      resolve({ status, bytes: all.length, last: all.trimEnd().split('\n').at(-1) ?? '' });
    });
  });
}

(existsSync(built) ? describe : describe.skip)('output into a slow pipe (skipped without tsc -b)', () => {
  it.each([
    ['a result', "writeText(1, 'the last line\\n'); return 1", 1, 'the last line'],
    ['an error', 'throw new Error("the last line")', 2, 'the last line'],
    [
      'an uncaught exception',
      'setTimeout(() => { throw new Error("the last line") }); await new Promise(() => {})',
      2,
      'the last line',
    ],
    ['something left open', "setInterval(() => {}, 1000); writeText(1, 'the last line\\n'); return 0", 0, 'the last line'],
  ])('is whole when the process ends with %s', async (_, end, status, last) => {
    const ended = await printed(end);
    expect(ended.status).toBe(status);
    expect(ended.bytes).toBeGreaterThanOrEqual(200 * 10_000 + last.length);
    // The page of the code follows an error.
    if (status !== 2) expect(ended.last).toBe(last);
  });
});

describe('worstStatus', () => {
  it.each([
    [[], 0],
    [[0, 2, 0], 2],
    [[2, 1, 0], 1],
    [[1, 2, 3], 3],
  ] as const)('of %j is %d', (statuses, worst) => {
    expect(worstStatus(statuses)).toBe(worst);
  });
});
