import { CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { ask } from '../net/index.js';

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
 * One request to a Sigstore service, with errors that name the service, the request and the answer. What is sent is not sent
 * again to an address that the service names.
 * @throws CountersignError SERVICE_UNAVAILABLE (no answer, 408, 429, 5xx), SERVICE_REFUSED (any other status), SERVICE_ANSWER_INVALID
 *   (an answer that is too large), NETWORK_FORBIDDEN
 */
export async function askService(run: Run, call: ServiceCall): Promise<NetResponse> {
  const asked = {
    role: call.role,
    url: call.url,
    expected: `HTTP ${call.statuses.join(' or ')}`,
    configured: 'the signing config',
    instead: 'Run the job again when the service is back, raise timeout, or use another service in the signing config.',
    refused:
      'Check that all services in the signing config belong to one Sigstore instance and that it accepts the issuer of your CI.',
    secrets: call.secrets,
  };
  const request = {
    purpose: 'sigstore',
    method: call.method,
    headers: { accept: call.accept, ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }) },
    ...(call.body === undefined ? {} : { body: call.body }),
    ...(call.maxBytes === undefined ? {} : { maxBytes: call.maxBytes }),
    timeoutMs: call.timeoutMs,
    retry: call.retry,
    redirect: call.method === 'GET' ? 'follow' : 'manual',
  } as const;
  return ask(run, asked, request, ({ status }) => call.statuses.includes(status));
}

/** The error for an answer that cannot be used. */
export function answerInvalid(role: string, url: string, found: string, cause?: unknown): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `${role} ${hostOf(url)} gave an answer that cannot be used`, {
    expected: 'an answer to this request, as its protocol defines it',
    found,
    hint: 'The answer was not used for signing. Check that the URL belongs to this kind of service; if it does, tell its operator.',
    cause,
  });
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
