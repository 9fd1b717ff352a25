import { spawnSync } from 'node:child_process';
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
  ])('ends %s with its status', (_, body, status) => {
    expect(guarded(body)).toBe(status);
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
