import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readRegularFile } from './index.js';

describe('readRegularFile', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-file-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const at = (name: string): string => join(folder, name);

  it.each([0, 1, 99_999, 100_000])('reads %i bytes, up to the limit', (size) => {
    writeFileSync(at('x'), Buffer.alloc(size, 7));
    expect(readRegularFile(at('x'), 100_000).equals(Buffer.alloc(size, 7))).toBe(true);
  });

  it('refuses one byte more, and a huge file without reading it', () => {
    writeFileSync(at('x'), Buffer.alloc(100_001));
    expect(() => readRegularFile(at('x'), 100_000)).toThrow('100001 bytes');
    truncateSync(at('x'), 2 ** 40);
    expect(() => readRegularFile(at('x'), 100_000)).toThrow('more than 100000');
  });

  (process.platform === 'win32' ? it.skip : it)(
    'does not wait for a pipe, read a device, or follow a link unless asked to',
    () => {
      execFileSync('mkfifo', [at('pipe')]);
      mkdirSync(at('folder'));
      symlinkSync('/dev/zero', at('endless'));
      writeFileSync(at('x'), 'x');
      symlinkSync(at('x'), at('link'));
      expect(() => readRegularFile(at('pipe'), 100)).toThrow('not a regular file');
      expect(() => readRegularFile(at('folder'), 100)).toThrow();
      expect(() => readRegularFile(at('endless'), 100)).toThrow('ELOOP');
      expect(() => readRegularFile(at('endless'), 100, { followLink: true })).toThrow('not a regular file');
      expect(() => readRegularFile(at('link'), 100)).toThrow('ELOOP');
      expect(readRegularFile(at('link'), 100, { followLink: true }).toString()).toBe('x');
    },
  );
});
