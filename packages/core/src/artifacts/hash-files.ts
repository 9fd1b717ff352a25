import { statSync } from 'node:fs';
import { isEnded, throwIfAborted } from './abort.js';
import { hashFile, KEEP_BYTES, type DigestAlgorithm, type HashedFile } from './hash-file.js';

export interface HashFilesOptions {
  readonly algorithms?: readonly DigestAlgorithm[];
  /** Most worker threads; default the number of cores. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** Bytes of small files that are kept, over all files of a call (16 MiB); of the rest only digests, so memory stays flat in their number. */
const KEEP_TOGETHER = 16 * 1024 * 1024;

/** Threads cost about 30 ms to start: less than this many bytes (64 MiB) are hashed sooner without. */
const WORTH_WORKERS = 64 * 1024 * 1024;

/**
 * Digests of many files, in the order of `paths`. Small ones are read one after the other on this thread, which is faster than
 * any parallel way; several big ones are shared out to worker threads.
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
    // The longest first, so that no thread is left alone with it at the end.
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

/** Only a hint for the plan; whatever is wrong with the file shows when it is hashed. */
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
    // This thread would only wait for the others; and it has begun while they still start.
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
