import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { bundle } from './testing/program.js';

/** Files after a run that could not judge: none contains "allowed", even if an earlier run wrote it. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-left-'));
  for (const name of ['pinned', 'other', 'r.json', 'r.xml']) writeFileSync(join(folder, name), 'allowed');
  writeFileSync(join(folder, 'gate.env'), 'COUNTERSIGN_DECISION=allowed\n');
  writeFileSync(join(folder, 'app'), 'app');
  writeFileSync(join(folder, 'bad.yaml'), 'not: [a policy');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const OUTPUTS = ['--pinned=pinned', '--dotenv', 'gate.env', '--report=json=r.json', '--report', 'junit=r.xml'];

it.each<[string, number, readonly string[]]>([
  ['an unknown flag', 3, ['app', '--nonsense', ...OUTPUTS]],
  ['an unknown flag at the end', 3, ['app', ...OUTPUTS, '--nonsense=1']],
  ['a flag without value', 3, ['app', ...OUTPUTS, '--policy']],
  ['an invalid value', 3, ['app', '--key=k.pub', '--timeout=abc', ...OUTPUTS]],
  ['a flag that takes no value', 3, ['--json=x', 'app', ...OUTPUTS]],
  ['no policy', 3, ['app', ...OUTPUTS]],
  ['an invalid policy', 3, ['app', '--policy=bad.yaml', ...OUTPUTS]],
  ['a report of an unknown format', 3, ['app', '--policy=bad.yaml', '--report=odd=x', ...OUTPUTS]],
  ['a file that is missing', 3, ['missing', '--policy=bad.yaml', ...OUTPUTS]],
  ['a second value', 3, ['app', '--policy=bad.yaml', '--pinned=other', ...OUTPUTS]],
  ['a command that is refused', 125, ['app', '--policy=bad.yaml', ...OUTPUTS, '--', 'echo']],
])('after %s no output contains "allowed"', (name, status, args) => {
  const run = spawnSync(process.execPath, [bundle, 'verify', ...args], { cwd: folder, encoding: 'utf8', timeout: 30_000 });
  expect(run.status).toBe(status);
  expect(run.stdout).toBe('');
  const left = ['pinned', 'r.json', 'r.xml', ...(name === 'a second value' ? ['other'] : [])];
  expect(left.filter((file) => existsSync(join(folder, file)))).toEqual([]);
  expect(readFileSync(join(folder, 'gate.env'), 'utf8')).toContain('COUNTERSIGN_DECISION=undecided');
  expect(readFileSync(join(folder, 'app'), 'utf8')).toBe('app');
});

it('--help changes no file', () => {
  const { status } = spawnSync(process.execPath, [bundle, 'verify', ...OUTPUTS, '--help'], { cwd: folder });
  expect([status, readFileSync(join(folder, 'pinned'), 'utf8')]).toEqual([0, 'allowed']);
});
