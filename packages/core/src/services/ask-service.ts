import { CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { serviceMessage } from './service-text.js';

export interface ServiceCall {
  /** `the certificate authority`, `the transparency log`, `the timestamp authority`. */
  readonly role: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: Uint8Array | string;
  readonly contentType?: string;
  readonly accept: string;
  /** Statuses that are returned to the caller; all others become errors. */
  readonly statuses: readonly number[];
  /** False if another service can be used instead. */
  readonly retry: boolean;
  /** Time limit of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Largest answer accepted, in bytes; default: that of the run's net. */
  readonly maxBytes?: number;
  /** Texts of the request that must not appear in errors. */
  readonly secrets?: readonly string[];
}

/**
 * One request to a Sigstore service, with errors that name the service, the request and the answer.
 * @throws CountersignError SERVICE_UNAVAILABLE (no answer, 408, 429, 5xx), SERVICE_REFUSED (any other status), NETWORK_FORBIDDEN
 */
export async function askService(run: Run, call: ServiceCall): Promise<NetResponse> {
  const started = run.clock();
  let answer: NetResponse;
  try {
    answer = await run.net.fetch({
      purpose: 'sigstore',
      method: call.method,
      url: call.url,
      headers: { accept: call.accept, ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }) },
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.maxBytes === undefined ? {} : { maxBytes: call.maxBytes }),
      timeoutMs: call.timeoutMs,
      retry: call.retry,
      redirect: call.method === 'GET' ? 'follow' : 'manual',
    });
  } catch (thrown) {
    if (!(thrown instanceof CountersignError) || (thrown.code !== 'FETCH_FAILED' && thrown.code !== 'DEADLINE_EXCEEDED'))
      throw thrown;
    throw unavailable(run, call, started, thrown.message, thrown);
  }
  const { status } = answer;
  if (call.statuses.includes(status)) return answer;
  if (status === 408 || status === 429 || status >= 500) {
    throw unavailable(run, call, started, `HTTP ${status}: ${serviceMessage(answer.body, call.secrets)}`);
  }
  throw new CountersignError('SERVICE_REFUSED', `${call.role} ${host(call.url)} refused the request (HTTP ${status})`, {
    expected: `HTTP ${call.statuses.join(' or ')} from ${describeUrl(call.url)}`,
    found: serviceMessage(answer.body, call.secrets),
    hint: 'Check that all services in the signing config belong to one Sigstore instance and that it accepts the issuer of your CI.',
  });
}

/** The error for an answer that cannot be used. */
export function answerInvalid(role: string, url: string, found: string, cause?: unknown): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `${role} ${host(url)} gave an answer that cannot be used`, {
    expected: 'an answer to this request, as its protocol defines it',
    found,
    hint: 'The answer was not used for signing. Check that the URL belongs to this kind of service; if it does, tell its operator.',
    cause,
  });
}

function unavailable(run: Run, call: ServiceCall, started: Date, found: string, cause?: unknown): CountersignError {
  const waited = Math.max(0, Math.round((run.clock().getTime() - started.getTime()) / 1000));
  return new CountersignError(
    'SERVICE_UNAVAILABLE',
    `${call.role} ${host(call.url)} is not available; waited ${waited} s for it`,
    {
      expected: `an answer from ${describeUrl(call.url)}`,
      found,
      hint: 'Run the job again when the service is back, raise timeout, or use another service in the signing config.',
      cause,
    },
  );
}

function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
