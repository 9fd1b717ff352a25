import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const launcher = fileURLToPath(new URL('../countersign', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'countersign-launcher-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

(process.platform === 'win32' ? describe.skip : describe)('./countersign', () => {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };

  it('runs from another folder and through a link, and keeps the exit status', () => {
    const link = join(folder, 'cs');
    symlinkSync(launcher, link);
    const { status, stdout, stderr } = spawnSync(link, ['verify', 'a b', '--polcy=x'], { cwd: folder, env, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining('Did you mean --policy?') as unknown,
    });
  });

  it('prints nothing of its own on standard output', () => {
    expect(spawnSync(launcher, ['--version'], { cwd: folder, env, encoding: 'utf8' }).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
