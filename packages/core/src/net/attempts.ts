import { CountersignError } from '../errors/index.js';
import type { NetRequest, NetResponse } from '../run/index.js';
import { describeUrl, exemptHosts, PURPOSES } from './addresses.js';
import { askedWaitMs, canPass, jitteredDelay } from './backoff.js';
import { createConnections } from './connections.js';
import { afterAttempts, NetworkFailure, TooLittleTime, withAttempts } from './failures.js';
import { guardedLookup } from './guarded-lookup.js';
import { followed, type Send } from './redirects.js';
import { exchange } from './exchange.js';
import type { NetOptions } from './net-options.js';
import { createWaits, type Wait } from './waits.js';

const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;
/** A service that did not answer for so long is away; less says nothing about it. */
const FAIR_MS = 5_000;
/** After this time without an answer, the log says what the run waits for. */
const TELL_AFTER_MS = 5_000;

/**
 * How often an address that may be wrong is tried: pauses of at most 16 seconds together, enough for the restart of a service. A person who has
 * mistyped a host does not wait for the whole timeout.
 */
const ATTEMPTS_AT_UNKNOWN = 7;

/** A transient answer; thrown for the retry loop only, never out of this file. */
class TransientAnswer extends Error {
  constructor(readonly response: NetResponse) {
    super(`status ${response.status}`);
  }
}

/** Connections, redirects, time limits and retries; loaded with the first request. */
export function createAttempts(options: NetOptions): (request: NetRequest) => Promise<NetResponse> {
  const { budget } = options;
  const connect = createConnections(options.env, options.log);
  const waitFor = createWaits(options, options.tellAfterMs ?? TELL_AFTER_MS);
  /** Hosts that have answered in this run: their addresses are right. */
  const known = new Set<string>();

  /** What the budget has left for a purpose. What was signed must still be pushed, so signing leaves the reserve to registries. */
  const remaining = ({ purpose, keepMs = 0 }: Pick<NetRequest, 'purpose' | 'keepMs'>): number =>
    budget.leftMs() - keepMs - (purpose === 'sigstore' || purpose === 'token' ? budget.reserveMs : 0);

  /** One exchange within the time limits of the attempt and of the run. */
  const sendFor =
    (request: NetRequest): Send =>
    async (step) => {
      const left = remaining(request);
      if (options.signal.aborted || left <= 0) throw overdue(step.url, 0);
      const limit = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.attemptLimitMs ?? DEFAULT_TIMEOUT_MS, left);
      const timer = AbortSignal.timeout(Math.ceil(limit));
      const signal = AbortSignal.any([options.signal, timer]);
      try {
        const lookup = guardedLookup(step.url, step, exemptHosts(request, options.insecureHosts), options.lookup);
        const attempt = { ...step, maxBytes: request.maxBytes ?? DEFAULT_MAX_BYTES, signal, lookup };
        const answer = await exchange(attempt, await connect(step.url));
        known.add(step.url.host);
        return answer;
      } catch (error) {
        // The reason of the run's signal knows neither service nor host.
        const isReason = options.signal.aborted && error === options.signal.reason;
        if (!isReason && (!signal.aborted || error instanceof CountersignError)) throw error;
        if (options.signal.aborted || limit === left) throw overdue(step.url, limit);
        throw new CountersignError('FETCH_FAILED', `${describeUrl(step.url)}: no answer within ${limit} ms`, {
          expected: 'an answer in time',
          found: `none ${afterAttempts(1)}`,
          hint: 'The service is slow or unreachable; try again, or check proxy and firewall.',
          cause: new NetworkFailure('ETIMEDOUT'),
        });
      }
    };

  async function attempt(request: NetRequest, attempts: number): Promise<NetResponse> {
    const response = { ...(await followed(request, exemptHosts(request, options.insecureHosts), sendFor(request))), attempts };
    if (request.retry !== false && canPass(response) && request.isFinal?.(response) !== true) throw new TransientAnswer(response);
    return response;
  }

  /** Waits before the next attempt; false when it cannot succeed or there is no time for it. */
  async function waited(request: NetRequest, wait: Wait, error: Error, attemptNumber: number): Promise<boolean> {
    const problem = retryReason(error);
    if (problem === undefined || (attemptNumber >= ATTEMPTS_AT_UNKNOWN && mayBeWrong(request, error))) return false;
    const asked = error instanceof TransientAnswer ? askedWaitMs(error.response, options.clock()) : 0;
    // Random also after `Retry-After`: many requests get the same answer at once.
    const delay = asked + jitteredDelay(attemptNumber, options.random);
    if (delay >= remaining(request)) return false;
    const { host } = new URL(request.url);
    options.emit({ event: 'retried', host, attempt: attemptNumber, problem, durationMs: delay });
    wait.pausing(delay, problem);
    await options.sleep(delay);
    return true;
  }

  /**
   * Whether the address of a request may be wrong. What signs waits for its services as long as it can: their addresses are not typed by hand, and
   * another run would start again.
   */
  const mayBeWrong = ({ purpose, method, url }: NetRequest, error: Error): boolean =>
    error instanceof CountersignError &&
    error.cause instanceof NetworkFailure &&
    error.cause.perhapsWrongAddress &&
    !known.has(new URL(url).host) &&
    purpose !== 'token' &&
    !(purpose === 'sigstore' && method === 'POST');

  /** Whether the run was stopped by something else than its budget. */
  const isStopped = (): boolean => options.signal.aborted && !isOverdue(options.signal.reason);

  /** Repeats a request whose first attempt has failed. */
  async function repeated(request: NetRequest, wait: Wait, first: Error): Promise<NetResponse> {
    let last = first;
    let sent = 1;
    try {
      const { default: pRetry } = await import('p-retry');
      return await pRetry((number) => (number === 1 ? Promise.reject(first) : attempt(request, (sent = number))), {
        retries: Infinity,
        minTimeout: 0, // `waited` waits, on the run's clock
        shouldRetry: ({ error, attemptNumber }) => {
          // An attempt that the budget cut off says less than the one before it.
          if (!isOverdue(error) || isStopped()) last = error;
          return waited(request, wait, error, attemptNumber);
        },
      });
    } catch (error) {
      const told = isOverdue(error) && !isStopped() ? last : error;
      if (told instanceof TransientAnswer) return { ...told.response, attempts: sent };
      throw withAttempts(told, sent);
    }
  }

  return async (request) => {
    const wait = waitFor(request.service ?? PURPOSES[request.purpose], new URL(request.url).host);
    try {
      // Most requests succeed at once: the retry library is loaded only after a failure that can pass.
      return await attempt(request, 1);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (request.retry === false || retryReason(error) === undefined) throw error;
      return await repeated(request, wait, error);
    } finally {
      wait.end();
    }
  };
}

const isOverdue = (error: unknown): boolean => error instanceof CountersignError && error.code === 'DEADLINE_EXCEEDED';

/** Why another attempt may succeed, for the log; undefined when it cannot. */
function retryReason(error: Error): string | undefined {
  if (error instanceof TransientAnswer)
    return `it answered ${error.response.status}${error.response.status === 403 ? ', a rate limit' : ''}`;
  if (error instanceof CountersignError && error.cause instanceof NetworkFailure && !error.cause.permanent)
    return error.cause.code;
  return undefined;
}

/** @param hadMs how long an answer could come */
function overdue(url: URL, hadMs: number): CountersignError {
  return new CountersignError('DEADLINE_EXCEEDED', `${describeUrl(url)}: the time for waiting is used up`, {
    expected: 'an answer within the timeout of the run',
    found: 'none',
    hint: 'The log says what the run waited for; raise timeout if that was normal.',
    ...(hadMs < FAIR_MS ? { cause: new TooLittleTime('too little time') } : {}),
  });
}
