import { CountersignError } from '../errors/index.js';

/**
 * Whether the run was cancelled. The run's deadline does not count: it limits waiting, while hashing and searching are limited by the
 * size and number of the files.
 */
export function isEnded(signal: AbortSignal | undefined): boolean {
  const reason: unknown = signal?.reason;
  return signal?.aborted === true && !(reason instanceof CountersignError && reason.code === 'DEADLINE_EXCEEDED');
}

/** @throws CountersignError DEADLINE_EXCEEDED if the run was cancelled */
export function throwIfAborted(signal: AbortSignal | undefined, work: 'hashed' | 'searched' = 'hashed'): void {
  if (!isEnded(signal)) return;
  throw new CountersignError('DEADLINE_EXCEEDED', `the run ended while files were being ${work}`, { cause: signal?.reason });
}
