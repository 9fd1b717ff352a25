import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { systemCode } from '../errors/index.js';

/** Between two looks at a pipe that has nothing for us. */
const PAUSE_MS = 20;
/** Looks at a pipe to which nobody has written, before it is taken for an empty one: two seconds. A shell opens what it makes of `<(command)` at once. */
const EMPTY_LOOKS = 100;

export function isPipe(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}

/**
 * What others write to a pipe, until they close it. Opening and reading never block: a thread that waits for a writer could not be
 * ended, and the process would not end either.
 * @throws RangeError for more than `maxBytes`; Error with the system's code, when nothing comes, or when the run ends before
 */
export async function readPipe(path: string, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(pipe).isFIFO()) throw new Error('not a pipe any more');
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let looks = 0; looks < EMPTY_LOOKS || length > 0;) {
      const read = readSome(pipe, bytes, length);
      if (read === 0 && length > 0) return bytes.subarray(0, length);
      length += read ?? 0;
      if (length > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
      if (signal.aborted) throw new Error('a pipe that was not closed in time');
      if (read !== undefined && read > 0) continue;
      // Undefined: somebody has it open, and may take as long as the run has.
      if (read === 0) looks += 1;
      await setTimeout(PAUSE_MS);
    }
    throw new Error('an empty pipe');
  } finally {
    closeSync(pipe);
  }
}

/** Undefined when nothing is there now; 0 when nobody has the pipe open for writing. */
function readSome(pipe: number, bytes: Buffer, offset: number): number | undefined {
  try {
    return readSync(pipe, bytes, offset, bytes.length - offset, null);
  } catch (cause) {
    if (systemCode(cause) === 'EAGAIN') return undefined;
    throw cause;
  }
}
