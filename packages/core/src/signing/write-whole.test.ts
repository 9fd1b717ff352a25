import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { writeWhole } from './bundle-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-whole-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const run = { random: (bytes: number): Buffer => Buffer.alloc(bytes, 1) };

it.each(['folder', 'pipe', 'device'])('a bundle does not replace a %s, and leaves no file', async (kind) => {
  const path = join(folder, 'x');
  if (kind === 'folder') mkdirSync(path);
  else if (kind === 'pipe') execFileSync('mkfifo', [path]);
  else symlinkSync('/dev/null', path);
  await expect(writeWhole(run, path, Buffer.from('b'))).rejects.toMatchObject({
    code: kind === 'folder' ? 'STORE_FAILED' : 'INPUT_INVALID',
  });
  expect(lstatSync(path).isFile()).toBe(false);
  expect(readdirSync(folder)).toEqual(['x']);
});

it('a bundle is written, and replaced', async () => {
  for (const text of ['one', 'two']) await writeWhole(run, join(folder, 'new', 'x'), Buffer.from(text));
  expect(readFileSync(join(folder, 'new', 'x'), 'utf8')).toBe('two');
});

it('a bundle with the longest possible name is written, also in characters of several bytes', async () => {
  for (const name of [
    `${'発'.repeat(80)}.sigstore.json`,
    `${'😀'.repeat(60)}.sigstore.json`,
    `${'a'.repeat(241)}.sigstore.json`,
  ]) {
    await writeWhole(run, join(folder, name), Buffer.from('b'));
    expect(readFileSync(join(folder, name), 'utf8')).toBe('b');
  }
});
