import { CountersignError } from '../errors/index.js';
import type { NetRequest, NetResponse } from '../run/index.js';
import { describeUrl } from './addresses.js';
import { isTransient, jitteredDelay, retryAfterMs } from './backoff.js';
import { createConnections } from './connections.js';
import type { NetOptions } from './create-net.js';
import { NetworkFailure } from './failures.js';
import { guardedLookup } from './guarded-lookup.js';
import { followed, type Send } from './redirects.js';
import { exchange } from './exchange.js';

const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

/** An answer that asks to come back later; thrown so that the retry loop sees it, never leaves this file. */
class ComeBackLater extends Error {
  constructor(readonly response: NetResponse) {
    super(`status ${response.status}`);
  }
}

/** Everything behind the first request: connections, redirects, time limits, retries. */
export function createAttempts(options: NetOptions): (request: NetRequest) => Promise<NetResponse> {
  const connect = createConnections(options.env, options.log);
  const remaining = (): number => options.deadline.getTime() - options.clock().getTime();

  /** One exchange within the attempt's and the run's time. */
  const sendFor =
    (request: NetRequest): Send =>
    async (step) => {
      const left = remaining();
      if (options.signal.aborted || left <= 0) throw overdue(step.url);
      const limit = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, left);
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
          found: 'none',
          hint: 'the service is slow or unreachable; try again, or check proxy and firewall',
          cause: new NetworkFailure('ETIMEDOUT'),
        });
      }
    };

  async function attempt(request: NetRequest): Promise<NetResponse> {
    const response = await followed(request, options.insecureHosts ?? [], sendFor(request));
    if (isTransient(response.status) && request.retry !== false) throw new ComeBackLater(response);
    return response;
  }

  /** Waits before the next attempt; false when there is no sense or no time in one. */
  async function waited(request: NetRequest, error: Error, attemptNumber: number): Promise<boolean> {
    const reason = whyAgain(error);
    if (reason === undefined || request.retry === false) return false;
    const asked =
      error instanceof ComeBackLater ? retryAfterMs(error.response.headers['retry-after'], options.clock()) : undefined;
    const delay = Math.max(asked ?? 0, jitteredDelay(attemptNumber, options.random));
    if (delay >= remaining()) return false;
    const { host } = new URL(request.url);
    options.emit({ event: 'retried', host, attempt: attemptNumber, problem: reason, durationMs: delay });
    await options.sleep(delay);
    return true;
  }

  return async (request) => {
    // The usual request succeeds at once: the retry library is loaded only when something went wrong.
    let first: Error;
    try {
      return await attempt(request);
    } catch (error) {
      first = error instanceof Error ? error : new Error(String(error));
    }
    try {
      if (request.retry === false || whyAgain(first) === undefined) throw first;
      const { default: pRetry } = await import('p-retry');
      return await pRetry((number) => (number === 1 ? Promise.reject(first) : attempt(request)), {
        retries: Infinity,
        minTimeout: 0, // we wait ourselves, on the run's clock
        shouldRetry: ({ error, attemptNumber }) => waited(request, error, attemptNumber),
      });
    } catch (error) {
      if (error instanceof ComeBackLater) return error.response;
      throw error;
    }
  };
}

/** Why another attempt may help, in words for the log; undefined when it won't. */
function whyAgain(error: Error): string | undefined {
  if (error instanceof ComeBackLater) return `it answered ${error.response.status}`;
  if (error instanceof CountersignError && error.cause instanceof NetworkFailure && !error.cause.permanent)
    return error.cause.code;
  return undefined;
}

function overdue(url: URL): CountersignError {
  return new CountersignError('DEADLINE_EXCEEDED', `${describeUrl(url)}: the time of the run is over`, {
    expected: 'an answer before the deadline',
    found: 'none',
    hint: 'see the log for what the run waited for; raise timeout if that was normal',
  });
}
