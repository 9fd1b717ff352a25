import { statSync } from 'node:fs';
import { isEnded, throwIfAborted } from './abort.js';
import { hashFile, KEEP_BYTES, type DigestAlgorithm, type HashedFile } from './hash-file.js';

interface HashFilesOptions {
  readonly algorithms?: readonly DigestAlgorithm[];
  /** Maximum number of worker threads; default the number of cores. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** Maximum size of all kept bytes of small files together (16 MiB); of other files only the digests are kept, so memory does not grow with their number. */
const KEEP_TOGETHER = 16 * 1024 * 1024;

/** Starting threads takes about 30 ms: fewer bytes than this (64 MiB) are hashed faster without them. */
const WORTH_WORKERS = 64 * 1024 * 1024;

/**
 * Digests of many files, in the order of `paths`. Small files are read one after the other on this thread, which is faster than in
 * parallel; several large files are hashed by worker threads.
 * @param paths absolute
 * @throws CountersignError of the first file that fails: FILE_UNREADABLE, FILE_CHANGED, DEADLINE_EXCEEDED
 */
export async function hashFiles(paths: readonly string[], options: HashFilesOptions = {}): Promise<readonly HashedFile[]> {
  const algorithms = options.algorithms ?? ['sha256'];
  const results = new Map<string, HashedFile>();
  const big = paths.map((path) => ({ path, size: sizeOf(path) })).filter(({ size }) => size > KEEP_BYTES);
  const worthIt = big.length > 1 && big.reduce((sum, { size }) => sum + size, 0) >= WORTH_WORKERS;
  const threads = worthIt ? Math.min(options.concurrency ?? (await cores()), big.length) : 1;
  if (threads > 1) {
    // The largest files first, so that the threads end at about the same time.
    const queue = big.toSorted((a, b) => b.size - a.size).map(({ path }) => path);
    await hashOnWorkers(queue, threads, algorithms, options.signal, results);
  }
  let kept = 0;
  for (const path of paths) {
    if (results.has(path)) continue;
    const { bytes, ...file } = await hashFile(path, algorithms, options);
    kept += bytes?.length ?? 0;
    results.set(path, bytes === undefined || kept > KEEP_TOGETHER ? file : { ...file, bytes });
  }
  return paths.flatMap((path) => results.get(path) ?? []);
}

async function cores(): Promise<number> {
  const { availableParallelism } = await import('node:os');
  return availableParallelism();
}

/** Only for the choice of threads; errors are reported when the file is hashed. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function hashOnWorkers(
  queue: readonly string[],
  threads: number,
  algorithms: readonly DigestAlgorithm[],
  signal: AbortSignal | undefined,
  results: Map<string, HashedFile>,
): Promise<void> {
  const { HashWorker } = await import('./hash-worker.js');
  const workers = Array.from({ length: threads - 1 }, () => new HashWorker());
  const endAll = (): void => {
    if (!isEnded(signal)) return;
    for (const worker of workers) void worker.end();
  };
  signal?.addEventListener('abort', endAll);
  try {
    const rest = [...queue];
    const work = async (hash: (path: string) => Promise<HashedFile>): Promise<void> => {
      for (let path = rest.shift(); path !== undefined; path = rest.shift()) {
        throwIfAborted(signal);
        results.set(path, await hash(path));
      }
    };
    // This thread hashes too; it can begin while the workers start.
    const options = signal === undefined ? {} : { signal };
    await Promise.all([
      work((path) => hashFile(path, algorithms, options)),
      ...workers.map((worker) => work((path) => worker.hash(path, algorithms, options))),
    ]);
  } catch (thrown) {
    throwIfAborted(signal);
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', endAll);
    await Promise.all(workers.map((worker) => worker.end()));
  }
}
