import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf } from './bytes-of.js';
import { hashBytes } from './index.js';
import { collectFiles } from './collect-files.js';
import type { FileSubject } from './types.js';

const MIB = 1024 * 1024;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-bytes-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = () => ({ cwd: folder, signal: new AbortController().signal });

describe('the bytes of files', () => {
  it('are kept for a few files, and read again for many', async () => {
    mkdirSync(join(folder, 'many'));
    const written = new Map<string, Buffer>();
    for (let index = 0; index < 20; index += 1) {
      const bytes = randomFillSync(Buffer.alloc(MIB));
      written.set(`many/${index}`, bytes);
      writeFileSync(join(folder, 'many', String(index)), bytes);
    }
    const few = await collectFiles(run(), { paths: ['many/1*'] });
    expect(few.every(({ bytes }) => bytes !== undefined)).toBe(true);
    const many = await collectFiles(run(), { paths: ['many/*'] });
    expect(many.filter(({ bytes }) => bytes !== undefined)).toHaveLength(16);
    for (const file of many)
      expect(Buffer.compare(bytesOf(file) ?? Buffer.alloc(0), written.get(file.name) ?? Buffer.alloc(1))).toBe(0);
  });

  const subject = (name: string, content: string, digests: FileSubject['digests']): FileSubject => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return { kind: 'file', name, path, size: Buffer.byteLength(content), digests, content: 'data' };
  };

  it('are undefined for large files', () => {
    expect(bytesOf({ ...subject('big', 'x', {}), size: MIB + 1 })).toBeUndefined();
  });

  it.each<[string, string]>([
    ['the same length', 'other bytes!'],
    ['another length', 'other'],
  ])('are an error if the file changed, to %s', (_, content) => {
    const file = subject('changed', 'these bytes.', hashBytes(Buffer.from('these bytes.'), ['sha256', 'sha512']));
    expect(Buffer.from(bytesOf(file) ?? []).toString()).toBe('these bytes.');
    writeFileSync(file.path, content);
    expect(() => bytesOf(file)).toThrow(expect.objectContaining({ code: 'FILE_CHANGED' }));
    unlinkSync(file.path);
    expect(() => bytesOf(file)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });

  it('are an error if one of several digests differs, or none is known', () => {
    const content = Buffer.from('these bytes.');
    const digests = { ...hashBytes(content, ['sha256']), sha512: '00'.repeat(64) };
    expect(() => bytesOf(subject('two', 'these bytes.', digests))).toThrow(expect.objectContaining({ code: 'FILE_CHANGED' }));
    expect(() => bytesOf(subject('none', 'these bytes.', {}))).toThrow(expect.objectContaining({ code: 'FILE_CHANGED' }));
  });
});
