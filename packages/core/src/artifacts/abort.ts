import { CountersignError } from '../errors/index.js';

/**
 * Whether somebody ended the run. The end of its time does not count: the time is for waiting, and hashing and searching are
 * work, which is bounded by the sizes of the files and their number.
 */
export function isEnded(signal: AbortSignal | undefined): boolean {
  const reason: unknown = signal?.reason;
  return signal?.aborted === true && !(reason instanceof CountersignError && reason.code === 'DEADLINE_EXCEEDED');
}

/** @throws CountersignError DEADLINE_EXCEEDED once the run was ended */
export function throwIfAborted(signal: AbortSignal | undefined, work: 'hashed' | 'searched' = 'hashed'): void {
  if (!isEnded(signal)) return;
  throw new CountersignError('DEADLINE_EXCEEDED', `the run ended while files were being ${work}`, { cause: signal?.reason });
}
