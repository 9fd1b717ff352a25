import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { systemCode } from '../errors/index.js';

/** Time between two reads of a pipe without data. */
const PAUSE_MS = 20;
/** Number of reads before a pipe without writer counts as empty: two seconds. A shell opens the pipe of `<(command)` at once. */
const EMPTY_READS = 100;

export function isPipe(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}

/**
 * Reads a pipe until its writers close it. Opening and reading do not block, because a thread that waits for a writer cannot be ended, and
 * the process would not end either.
 * @throws RangeError for more than `maxBytes`; Error with the system's code, for an empty pipe, or if the run ends before
 */
export async function readPipe(path: string, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(pipe).isFIFO()) throw new Error('no longer a pipe');
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let emptyReads = 0; emptyReads < EMPTY_READS || length > 0;) {
      const read = readSome(pipe, bytes, length);
      if (read === 0 && length > 0) return bytes.subarray(0, length);
      length += read ?? 0;
      if (length > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
      if (signal.aborted) throw new Error('a pipe that was not closed in time');
      if (read !== undefined && read > 0) continue;
      // Undefined: there is a writer; we wait for it until the run ends.
      if (read === 0) emptyReads += 1;
      await setTimeout(PAUSE_MS);
    }
    throw new Error('an empty pipe');
  } finally {
    closeSync(pipe);
  }
}

/** Undefined if there is no data now; 0 if the pipe has no writer. */
function readSome(pipe: number, bytes: Buffer, offset: number): number | undefined {
  try {
    return readSync(pipe, bytes, offset, bytes.length - offset, null);
  } catch (cause) {
    if (systemCode(cause) === 'EAGAIN') return undefined;
    throw cause;
  }
}
