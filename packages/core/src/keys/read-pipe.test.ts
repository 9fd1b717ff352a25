import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createBudget } from '../run/index.js';
import { isPipe, readPipe } from './read-pipe.js';
import { readSecret } from './secret.js';

const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('a secret in a pipe', () => {
  let folder: string;
  let pipe: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-pipe-'));
    pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (script: string): void => void spawn('sh', ['-c', script], { cwd: folder, stdio: 'ignore' });
  const soon = (): AbortSignal => AbortSignal.timeout(500);

  it('is read to its end, also if it is slow', async () => {
    expect(isPipe(pipe)).toBe(true);
    write('{ sleep 0.2; printf one; sleep 0.2; printf two; } > pipe');
    const run = {
      cwd: folder,
      env: {},
      signal: AbortSignal.timeout(20_000),
      budget: createBudget(20_000, Date.now),
    } as unknown as Parameters<typeof readSecret>[0];
    expect(await readSecret(run, 'pipe', 'key', 'keys')).toBe('onetwo');
  });

  it('without writer is not waited for longer than the run', async () => {
    await expect(readPipe(pipe, 100, soon())).rejects.toThrow('not closed in time');
  });

  it('that is not closed is not waited for longer than the run', async () => {
    const writer = openSync(pipe, constants.O_RDWR);
    try {
      await expect(readPipe(pipe, 100, soon())).rejects.toThrow('not closed in time');
    } finally {
      closeSync(writer);
    }
  });

  it('is not read beyond the maximum size', async () => {
    write('yes > pipe');
    await expect(readPipe(pipe, 100_000, AbortSignal.timeout(20_000))).rejects.toThrow(RangeError);
  });
});
