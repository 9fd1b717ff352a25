import { CountersignError } from '../errors/index.js';
import { NetworkFailure, NotAvailable } from '../net/index.js';

/** The cause of an error about several services of one kind that all failed. */
export class SeveralFailed extends Error {
  override readonly name = 'SeveralFailed';

  constructor(readonly errors: readonly CountersignError[]) {
    super('several services failed', { cause: errors[0] });
  }
}

/**
 * Whether an error says that a service cannot be reached, or answered that it cannot serve (5xx): another attempt later may succeed. Not
 * refusals, rate limits, wrong answers, unknown hosts and TLS failures, and nothing that our own code found. Of several services, all must be away.
 */
export function isOutage(thrown: unknown): boolean {
  if (!(thrown instanceof CountersignError)) return false;
  const { code, cause } = thrown;
  if (cause instanceof SeveralFailed) return cause.errors.every(isOutage);
  if (code === 'DEADLINE_EXCEEDED') return true;
  if (code !== 'SERVICE_UNAVAILABLE' && code !== 'FETCH_FAILED') return false;
  if (cause instanceof NotAvailable) return cause.status === 408 || cause.status >= 500;
  if (cause instanceof NetworkFailure) return !cause.permanent;
  return isOutage(cause);
}
