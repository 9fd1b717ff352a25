import { hash as hashOnce, createHash, type Hash } from 'node:crypto';
import { closeSync, read } from 'node:fs';
import { CountersignError } from '../errors/index.js';
import { throwIfAborted } from './abort.js';
import { contentOf, ContentReader } from './file-content.js';
import { fileChanged, fileUnreadable } from './file-errors.js';
import { openFile, readWhole, recheck } from './open-file.js';
import type { Digests, FileContent } from './types.js';

export type DigestAlgorithm = keyof Digests;

export interface HashFileOptions {
  /** Ends the hashing of a big file early. */
  readonly signal?: AbortSignal;
}

export interface HashedFile {
  readonly digests: Digests;
  /** In bytes. */
  readonly size: number;
  /** What the bytes that were hashed are besides a file. */
  readonly content: FileContent;
  /** The very bytes that were hashed, for files of at most `KEEP_BYTES`. */
  readonly bytes?: Uint8Array;
}

/** Files up to this size (1 MiB) are read at once, and their bytes kept. */
export const KEEP_BYTES = 1024 * 1024;
const CHUNK = 1024 * 1024;
/** Two chunks for the next file: hundreds of files would otherwise leave hundreds of megabytes to collect. */
const spare: Buffer[] = [];
const NO_DIGESTS: readonly DigestAlgorithm[] = ['sha256'];

/**
 * Digests of one file and what it is, read once from one open descriptor. Small files: one synchronous read. Big files: two buffers, one being
 * hashed while the other fills, so memory stays flat at any size; size and modification time are compared before and after.
 * @param path absolute
 * @throws CountersignError FILE_UNREADABLE, FILE_CHANGED, DEADLINE_EXCEEDED
 */
export async function hashFile(
  path: string,
  algorithms: readonly DigestAlgorithm[] = NO_DIGESTS,
  options: HashFileOptions = {},
): Promise<HashedFile> {
  throwIfAborted(options.signal);
  const file = openFile(path);
  try {
    const size = Number(file.before.size);
    if (size > KEEP_BYTES) {
      const read = await hashStream(file.descriptor, size, algorithms, path, options.signal);
      recheck(file, path);
      return { ...read, size };
    }
    // Of bytes in memory nothing can change: what is hashed is what is judged.
    const bytes = readWhole(file.descriptor, size, path);
    return { digests: hashBytes(bytes, algorithms), size, content: contentOf(bytes), bytes };
  } finally {
    closeSync(file.descriptor);
  }
}

/** Digests of bytes in memory. */
export function hashBytes(bytes: Uint8Array, algorithms: readonly DigestAlgorithm[] = NO_DIGESTS): Digests {
  return Object.fromEntries(algorithms.map((algorithm) => [algorithm, hashOnce(algorithm, bytes, 'hex')]));
}

async function hashStream(
  descriptor: number,
  size: number,
  algorithms: readonly DigestAlgorithm[],
  path: string,
  signal: AbortSignal | undefined,
): Promise<Pick<HashedFile, 'digests' | 'content'>> {
  const content = new ContentReader();
  const hashes: [DigestAlgorithm, Hash][] = algorithms.map((algorithm) => [algorithm, createHash(algorithm)]);
  let [current, next] = [spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK), spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK)];
  let total = 0;
  let pending = readChunk(descriptor, current);
  try {
    for (;;) {
      const count = await pending;
      if (count === 0) break;
      const chunk = current.subarray(0, count);
      total += count;
      // A file that grows without end must not keep us here.
      if (total > size) throw fileChanged(path);
      throwIfAborted(signal);
      [current, next] = [next, current];
      pending = readChunk(descriptor, current);
      for (const [, hash] of hashes) hash.update(chunk);
      content.read(chunk);
    }
  } catch (thrown) {
    // The descriptor is closed by our caller: not while a read is on its way.
    await pending.catch(() => 0);
    throw thrown instanceof CountersignError ? thrown : fileUnreadable(path, thrown);
  } finally {
    if (spare.length === 0) spare.push(current, next);
  }
  if (total !== size) throw fileChanged(path);
  const digests = Object.fromEntries(hashes.map(([algorithm, hash]) => [algorithm, hash.digest('hex')]));
  return { digests, content: content.content() };
}

function readChunk(descriptor: number, buffer: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, buffer.length, null, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
}
