import { CountersignError } from '../errors/index.js';
import type { NetRequest, NetResponse } from '../run/index.js';
import { describeUrl } from './addresses.js';
import { isTransient, jitteredDelay, retryAfterMs } from './backoff.js';
import { createConnections } from './connections.js';
import { afterAttempts, NetworkFailure, withAttempts } from './failures.js';
import { guardedLookup } from './guarded-lookup.js';
import { followed, type Send } from './redirects.js';
import { exchange } from './exchange.js';
import type { NetOptions } from './net-options.js';

const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

/** A transient answer; thrown for the retry loop only, never out of this file. */
class TransientAnswer extends Error {
  constructor(readonly response: NetResponse) {
    super(`status ${response.status}`);
  }
}

/** Connections, redirects, time limits and retries; loaded with the first request. */
export function createAttempts(options: NetOptions): (request: NetRequest) => Promise<NetResponse> {
  const connect = createConnections(options.env, options.log);
  const remaining = (): number => options.deadline.getTime() - options.clock().getTime();

  /** One exchange within the time limits of the attempt and of the run. */
  const sendFor =
    (request: NetRequest): Send =>
    async (step) => {
      const left = remaining();
      if (options.signal.aborted || left <= 0) throw overdue(step.url);
      const limit = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.attemptLimitMs ?? DEFAULT_TIMEOUT_MS, left);
      const timer = AbortSignal.timeout(Math.ceil(limit));
      const signal = AbortSignal.any([options.signal, timer]);
      try {
        const lookup = guardedLookup(step.url, step, options.insecureHosts ?? [], options.lookup);
        const attempt = { ...step, maxBytes: request.maxBytes ?? DEFAULT_MAX_BYTES, signal, lookup };
        return await exchange(attempt, await connect(step.url));
      } catch (error) {
        if (!signal.aborted || error instanceof CountersignError) throw error;
        if (options.signal.aborted || limit === left) throw overdue(step.url);
        throw new CountersignError('FETCH_FAILED', `${describeUrl(step.url)}: no answer within ${limit} ms`, {
          expected: 'an answer in time',
          found: `none ${afterAttempts(1)}`,
          hint: 'The service is slow or unreachable; try again, or check proxy and firewall.',
          cause: new NetworkFailure('ETIMEDOUT'),
        });
      }
    };

  async function attempt(request: NetRequest, attempts: number): Promise<NetResponse> {
    const response = { ...(await followed(request, options.insecureHosts ?? [], sendFor(request))), attempts };
    if (isTransient(response.status) && request.retry !== false) throw new TransientAnswer(response);
    return response;
  }

  /** Waits before the next attempt; false when it cannot succeed or there is no time for it. */
  async function waited(request: NetRequest, error: Error, attemptNumber: number): Promise<boolean> {
    const reason = retryReason(error);
    if (reason === undefined || request.retry === false) return false;
    const asked =
      error instanceof TransientAnswer ? retryAfterMs(error.response.headers['retry-after'], options.clock()) : undefined;
    const delay = Math.max(asked ?? 0, jitteredDelay(attemptNumber, options.random));
    if (delay >= remaining()) return false;
    const { host } = new URL(request.url);
    options.emit({ event: 'retried', host, attempt: attemptNumber, problem: reason, durationMs: delay });
    await options.sleep(delay);
    return true;
  }

  return async (request) => {
    // Most requests succeed at once: the retry library is loaded only after a failure.
    let last: Error;
    let sent = 1;
    try {
      return await attempt(request, 1);
    } catch (error) {
      last = asError(error);
    }
    try {
      if (request.retry === false || retryReason(last) === undefined) throw last;
      const first = last;
      const { default: pRetry } = await import('p-retry');
      return await pRetry((number) => (number === 1 ? Promise.reject(first) : attempt(request, (sent = number))), {
        retries: Infinity,
        minTimeout: 0, // `waited` waits, on the run's clock
        shouldRetry: ({ error, attemptNumber }) => {
          // An attempt that the deadline cut off says less than the one before it.
          if (!isOverdue(error) || options.signal.aborted) last = error;
          return waited(request, error, attemptNumber);
        },
      });
    } catch (error) {
      const told = isOverdue(error) && !options.signal.aborted ? last : error;
      if (told instanceof TransientAnswer) return told.response;
      throw withAttempts(told, sent);
    }
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
const isOverdue = (error: unknown): boolean => error instanceof CountersignError && error.code === 'DEADLINE_EXCEEDED';

/** Why another attempt may succeed, for the log; undefined when it cannot. */
function retryReason(error: Error): string | undefined {
  if (error instanceof TransientAnswer) return `it answered ${error.response.status}`;
  if (error instanceof CountersignError && error.cause instanceof NetworkFailure && !error.cause.permanent)
    return error.cause.code;
  return undefined;
}

function overdue(url: URL): CountersignError {
  return new CountersignError('DEADLINE_EXCEEDED', `${describeUrl(url)}: the deadline of the run has passed`, {
    expected: 'an answer before the deadline',
    found: 'none',
    hint: 'The log says what the run waited for; raise timeout if that was normal.',
  });
}
