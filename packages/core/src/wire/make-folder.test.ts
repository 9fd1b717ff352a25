import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { makeFolder } from './make-folder.js';

let top = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'countersign-folders-'));
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

it('makes a folder and those above it, and accepts one that exists', () => {
  const path = join(top, 'a', 'b', 'c');
  makeFolder(path, 0o700);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
  expect(statSync(join(top, 'a')).mode & 0o777).toBe(0o700);
});

it.each(['file', 'file/below', 'file/below/it'])('fails where a file is in the way: %s', (name) => {
  writeFileSync(join(top, 'file'), '');
  expect(() => {
    makeFolder(join(top, name));
  }).toThrow(/EEXIST|ENOTDIR/);
});

(process.platform === 'linux' ? it : it.skip)('fails, and ends, where no folder can be made: /proc', () => {
  expect(() => {
    makeFolder('/proc/countersign/a/b');
  }).toThrow('ENOENT');
});
