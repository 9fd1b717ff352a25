import { CountersignError } from '../errors/index.js';

/** @throws CountersignError DEADLINE_EXCEEDED once the run was ended */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new CountersignError('DEADLINE_EXCEEDED', 'the run ended while files were being hashed', { cause: signal.reason });
}
