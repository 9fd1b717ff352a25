import { hash as hashOnce, createHash, type Hash } from 'node:crypto';
import { closeSync, read } from 'node:fs';
import { CountersignError } from '../errors/index.js';
import { throwIfAborted } from './abort.js';
import { contentOf, ContentReader } from './file-content.js';
import { fileChanged, fileUnreadable } from './file-errors.js';
import { openFile, readWhole, recheck } from './open-file.js';
import type { Digests, FileContent } from './types.js';

export type DigestAlgorithm = keyof Digests;

/** Every algorithm that a subject can have a digest of. */
export const DIGEST_ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const satisfies readonly DigestAlgorithm[];

/** The algorithms that there is a digest of. */
export function algorithmsOf(digests: Digests): readonly DigestAlgorithm[] {
  return DIGEST_ALGORITHMS.filter((algorithm) => digests[algorithm] !== undefined);
}

export interface HashFileOptions {
  /** Cancels the hashing of a large file. */
  readonly signal?: AbortSignal;
}

export interface HashedFile {
  readonly digests: Digests;
  /** In bytes. */
  readonly size: number;
  /** See `FileContent`; determined from the bytes that were hashed. */
  readonly content: FileContent;
  /** The bytes that were hashed, for files of at most `KEEP_BYTES`. */
  readonly bytes?: Uint8Array;
}

/** Files up to this size (1 MiB) are read in one piece, and their bytes are kept. */
export const KEEP_BYTES = 1024 * 1024;
const CHUNK = 1024 * 1024;
/** Two buffers for the next file, so that not every file allocates its own. */
const spare: Buffer[] = [];
const DEFAULT_ALGORITHMS: readonly DigestAlgorithm[] = ['sha256'];

/**
 * Digests and content of one file, read once from one open descriptor. Small files: one synchronous read. Large files: two buffers, one is
 * hashed while the other is filled, so memory does not depend on the size; size and modification time are compared before and after.
 * @param path absolute
 * @throws CountersignError FILE_UNREADABLE, FILE_CHANGED, DEADLINE_EXCEEDED
 */
export async function hashFile(
  path: string,
  algorithms: readonly DigestAlgorithm[] = DEFAULT_ALGORITHMS,
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
    // Bytes in memory cannot change, so no second check of the file is needed.
    const bytes = readWhole(file.descriptor, size, path);
    return { digests: hashBytes(bytes, algorithms), size, content: contentOf(bytes), bytes };
  } finally {
    closeSync(file.descriptor);
  }
}

/** Digests of bytes in memory. */
export function hashBytes(bytes: Uint8Array, algorithms: readonly DigestAlgorithm[] = DEFAULT_ALGORITHMS): Digests {
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
      // Otherwise a file that keeps growing would be read forever.
      if (total > size) throw fileChanged(path);
      throwIfAborted(signal);
      [current, next] = [next, current];
      pending = readChunk(descriptor, current);
      for (const [, hash] of hashes) hash.update(chunk);
      content.read(chunk);
    }
  } catch (thrown) {
    // The caller closes the descriptor, so the pending read must end first.
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
