import { CountersignError } from '../errors/index.js';
import { NetworkFailure, NotAvailable, TooLittleTime } from '../net/index.js';

/** The cause of an error about several services of one kind that all failed. */
export class SeveralFailed extends Error {
  override readonly name = 'SeveralFailed';

  constructor(readonly errors: readonly CountersignError[]) {
    super('several services failed', { cause: errors[0] });
  }
}

/**
 * Whether an error says that a service cannot be reached, or answered that it cannot serve (5xx): another attempt later may succeed. Not
 * refusals, rate limits, wrong answers, unknown hosts and TLS failures, nothing that our own code found, and no service for which the run had no
 * time left. Of several services, all must be away that there was time to ask.
 */
export function isOutage(thrown: unknown): boolean {
  if (!(thrown instanceof CountersignError)) return false;
  const { code, cause } = thrown;
  if (cause instanceof SeveralFailed)
    return cause.errors.some(isOutage) && cause.errors.every((one) => isOutage(one) || hadTooLittleTime(one));
  if (code === 'DEADLINE_EXCEEDED') return !(cause instanceof TooLittleTime);
  if (code !== 'SERVICE_UNAVAILABLE' && code !== 'FETCH_FAILED') return false;
  if (cause instanceof NotAvailable) return cause.status === 408 || cause.status >= 500;
  if (cause instanceof NetworkFailure) return !cause.permanent;
  return isOutage(cause);
}

/** Whether an error says only that the time of the run was used up before the service could answer. */
export function hadTooLittleTime(thrown: unknown): boolean {
  if (!(thrown instanceof CountersignError)) return thrown instanceof TooLittleTime;
  const { cause } = thrown;
  return cause instanceof SeveralFailed ? cause.errors.every(hadTooLittleTime) : hadTooLittleTime(cause);
}
