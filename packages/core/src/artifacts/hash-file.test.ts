import { CountersignError } from '../errors/index.js';
import { createHash, randomFillSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  openSync,
  closeSync,
  ftruncateSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashBytes, hashFile, KEEP_BYTES } from './hash-file.js';
import { hashFiles } from './hash-files.js';
import { HashWorker } from './hash-worker.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-hash-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, size: number): { readonly path: string; readonly sha256: string; readonly sha512: string } {
  const bytes = randomFillSync(Buffer.alloc(size));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return { path, sha256: digest('sha256'), sha512: digest('sha512') };
}

/** A sparse file of zeros. */
function sparse(name: string, size: number): string {
  const path = join(folder, name);
  const descriptor = openSync(path, 'w');
  ftruncateSync(descriptor, size);
  closeSync(descriptor);
  return path;
}

const SIZES = [0, 1, KEEP_BYTES - 1, KEEP_BYTES, KEEP_BYTES + 1, 3 * KEEP_BYTES, 3 * KEEP_BYTES + 7];

describe('hashFile', () => {
  it.each(SIZES)('hashes %i bytes, in one pass for two algorithms', async (size) => {
    const { path, sha256, sha512 } = write(`f${size}`, size);
    const file = await hashFile(path, ['sha256', 'sha512']);
    expect(file.digests).toEqual({ sha256, sha512 });
    expect(file.size).toBe(size);
    expect(file.bytes === undefined).toBe(size > KEEP_BYTES);
    if (file.bytes !== undefined) expect(hashBytes(file.bytes)).toEqual({ sha256 });
  });

  it.each(SIZES)('a worker computes the same digests of %i bytes', async (size) => {
    const { path, sha256, sha512 } = write(`w${size}`, size);
    const worker = new HashWorker();
    try {
      await expect(worker.hash(path, ['sha256', 'sha512'])).resolves.toMatchObject({
        digests: { sha256, sha512 },
        size,
        content: 'data',
      });
    } finally {
      await worker.end();
    }
  });

  it('rejects what is not a file, without waiting for the writer of a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const worker = new HashWorker();
    try {
      for (const hash of [hashFile, (path: string) => worker.hash(path, ['sha256'])]) {
        await expect(hash(join(folder, 'missing'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE', found: 'no such file' });
        await expect(hash(folder)).rejects.toMatchObject({
          code: 'FILE_UNREADABLE',
          found: 'a folder',
          hint: expect.stringContaining('/**'),
        });
        await expect(hash(pipe)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', found: 'a pipe, socket or device' });
      }
    } finally {
      await worker.end();
    }
  });

  it('fails if the file changes while it is hashed', async () => {
    const grows = sparse('grows', 64 * KEEP_BYTES);
    const hashing = hashFile(grows);
    appendFileSync(grows, 'x');
    await expect(hashing).rejects.toMatchObject({ code: 'FILE_CHANGED' });

    const shrinks = sparse('shrinks', 64 * KEEP_BYTES);
    const other = hashFile(shrinks);
    sparse('shrinks', 3 * KEEP_BYTES);
    await expect(other).rejects.toMatchObject({ code: 'FILE_CHANGED' });

    const touched = sparse('touched', 64 * KEEP_BYTES);
    const third = hashFile(touched);
    utimesSync(touched, 1, 1);
    await expect(third).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });

  it('follows symbolic links to files', async () => {
    const { path, sha256 } = write('target', 10);
    symlinkSync(path, join(folder, 'link'));
    expect((await hashFile(join(folder, 'link'))).digests).toEqual({ sha256 });
  });

  it('stops if the run is cancelled', async () => {
    const path = sparse('long', 64 * KEEP_BYTES);
    await expect(hashFile(path, ['sha256'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    const controller = new AbortController();
    const hashing = hashFile(path, ['sha256'], { signal: controller.signal });
    controller.abort();
    await expect(hashing).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('continues after the deadline, which limits only waiting', async () => {
    const late = AbortSignal.abort(new CountersignError('DEADLINE_EXCEEDED', 'the time is used up'));
    const path = sparse('big', 4 * KEEP_BYTES);
    expect((await hashFile(path, ['sha256'], { signal: late })).size).toBe(4 * KEEP_BYTES);
    const big = [sparse('big-1', 40 * KEEP_BYTES), sparse('big-2', 40 * KEEP_BYTES), sparse('big-3', 40 * KEEP_BYTES)];
    expect(await hashFiles(big, { concurrency: 2, signal: late })).toHaveLength(3);
    const controller = new AbortController();
    setTimeout(() => controller.abort(late.reason), 20);
    expect(await hashFiles(big, { concurrency: 2, signal: controller.signal })).toHaveLength(3);
  });
});

describe('hashFiles', () => {
  it('returns digests in the order of the paths, for small and large files, each path once', async () => {
    const files = [write('a', 10), write('b', 40 * KEEP_BYTES), write('c', 0), write('d', 41 * KEEP_BYTES)];
    const paths = [...files.map(({ path }) => path), files[0]?.path ?? ''];
    const hashed = await hashFiles(paths, { concurrency: 2 });
    expect(hashed.map(({ digests }) => digests.sha256)).toEqual([...files, files[0]].map((file) => file?.sha256));
  });

  it('fails if a worker cannot read one file', async () => {
    const big = [sparse('x', 40 * KEEP_BYTES), sparse('y', 40 * KEEP_BYTES), sparse('z', 40 * KEEP_BYTES)];
    await expect(hashFiles([...big, join(folder, 'missing')], { concurrency: 2 })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
    await expect(hashFiles(big, { concurrency: 2, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    const controller = new AbortController();
    const hashing = hashFiles([sparse('u', 900 * KEEP_BYTES), ...big], { concurrency: 2, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(hashing).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});
