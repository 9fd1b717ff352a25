import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Subject } from '@countersign/core/artifacts';
import { judgedPlaces } from './judged-files.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-places-'));
  mkdirSync(join(cwd, 'dist'));
  for (const name of ['dist/README.md', 'README.md']) writeFileSync(join(cwd, name), name);
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});
const line = { name: 'README.md', origin: 'dist/SHA256SUMS:2', digests: { sha256: 'a'.repeat(64) } };

it('a line whose file was read means that file; another file of that name only has the same name', () => {
  const subject: Subject = { ...line, kind: 'file', path: join(cwd, 'dist/README.md'), size: 1 } as Subject;
  expect(judgedPlaces({ cwd }, [subject]).map(({ path, hasOnlyName }) => [path, hasOnlyName])).toEqual([
    [join(cwd, 'dist/README.md'), undefined],
    [join(cwd, 'README.md'), true],
  ]);
});

it('a line whose file was missing means every file of that name that exists now', () => {
  const subject = { ...line, kind: 'digest', path: join(cwd, 'dist/README.md') } as Subject;
  expect(judgedPlaces({ cwd }, [subject]).map(({ path }) => path)).toEqual(
    ['dist/README.md', 'README.md'].map((name) => join(cwd, name)),
  );
});
