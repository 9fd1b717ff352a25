import { CountersignError, type Code } from '../errors/index.js';
import type { NetRequest, NetResponse, Run } from '../run/index.js';
import { describeUrl } from './addresses.js';
import { canPass } from './backoff.js';
import { afterAttempts, AnswerRefused, NetworkFailure, NotAvailable, Refused } from './failures.js';
import { serverWords } from './server-words.js';

/** A service that was asked, with the words of its errors. */
export interface AskedService {
  /** `the transparency log`, `the token service of GitHub` … */
  readonly role: string;
  readonly url: string;
  /** What an answer would have been, in words. */
  readonly expected: string;
  /** Where its address comes from: `the signing config`. */
  readonly configured: string;
  /** What else can be done during an outage; a sentence. */
  readonly instead: string;
  /** What to do after a refusal; a sentence. */
  readonly refused: string;
  /** Texts of the request that must not appear in errors. */
  readonly secrets?: readonly string[] | undefined;
  /** The code for an outage; default SERVICE_UNAVAILABLE. */
  readonly outage?: Code | undefined;
}

/**
 * Sends one request to a service.
 * @param isUsable whether the caller reads this answer; every other answer becomes an error
 * @throws CountersignError as `noAnswer` and `notAnswered` make it
 */
export async function ask(
  run: Run,
  asked: AskedService,
  request: Omit<NetRequest, 'url' | 'service'>,
  isUsable: (answer: NetResponse) => boolean = ({ status }) => status === 200,
): Promise<NetResponse> {
  const started = run.clock();
  let answer: NetResponse;
  try {
    answer = await run.net.fetch({ ...request, url: asked.url, service: asked.role });
  } catch (thrown) {
    throw noAnswer(run, asked, started, thrown);
  }
  if (isUsable(answer)) return answer;
  throw notAnswered(run, asked, started, answer);
}

/**
 * The error for a request that got no answer, or an answer that `net` does not accept: what `run.net.fetch` threw, with the name of
 * the service. Errors about the request itself (forbidden, an address that is not allowed) stay as they are.
 *
 * @param started when the request was sent first
 */
export function noAnswer(run: Run, asked: AskedService, started: Date, thrown: unknown): unknown {
  if (!(thrown instanceof CountersignError) || (thrown.code !== 'FETCH_FAILED' && thrown.code !== 'DEADLINE_EXCEEDED'))
    return thrown;
  const { cause, hint = '' } = thrown;
  const expected = `${asked.expected} from ${describeUrl(asked.url)}`;
  const found =
    cause instanceof NetworkFailure
      ? `${thrown.message} ${afterAttempts(cause.attempts)}`
      : [thrown.message, thrown.found].filter((text) => text !== undefined).join(': ');
  if (cause instanceof AnswerRefused) {
    return new CountersignError('SERVICE_ANSWER_INVALID', `${named(asked)} gave an answer that cannot be used`, {
      expected,
      found,
      hint,
      cause: thrown,
    });
  }
  if (thrown.code === 'FETCH_FAILED' && !(cause instanceof NetworkFailure)) return thrown;
  if (cause instanceof NetworkFailure && cause.permanent) {
    // Waiting does not help: the hint of the network is the cure.
    return new CountersignError(asked.outage ?? 'SERVICE_UNAVAILABLE', `${named(asked)} cannot be reached`, {
      expected,
      found,
      hint,
      cause: thrown,
    });
  }
  // The deadline passed during an attempt: that is all there is to say, and what to do follows from the service.
  if (thrown.code === 'DEADLINE_EXCEEDED')
    return unavailable(run, asked, started, 'no answer before the timeout of the run', '', thrown);
  return unavailable(run, asked, started, found, hint, thrown);
}

/**
 * The error for an answer with an unexpected status.
 * @param type the service's own name for the reason of a refusal
 */
export function notAnswered(run: Run, asked: AskedService, started: Date, answer: NetResponse, type?: string): CountersignError {
  const { status, body } = answer;
  const words = serverWords(body, asked.secrets);
  const clock = clockNote(run, answer);
  if (canPass(answer))
    return unavailable(
      run,
      asked,
      started,
      `HTTP ${status} ${afterAttempts(answer.attempts)}: ${words}`,
      clock,
      new NotAvailable(status),
    );
  const location = answer.headers['location'];
  if (status >= 300 && status < 400 && location !== undefined) {
    const target = URL.parse(location, answer.url);
    return new CountersignError('SERVICE_REFUSED', `${named(asked)} redirects to another address (HTTP ${status})`, {
      expected: `${asked.expected} from ${describeUrl(asked.url)}`,
      found: `HTTP ${status} to ${target === null ? 'an address that is not a URL' : describeUrl(target)}`,
      hint: `Nothing is sent to an address that the service names. If the service has moved, correct its address in ${asked.configured}.`,
    });
  }
  return new CountersignError('SERVICE_REFUSED', `${named(asked)} refused the request (HTTP ${status})`, {
    expected: `${asked.expected} from ${describeUrl(asked.url)}`,
    found: words,
    hint: joined(asked.refused, clock),
    cause: new Refused(status, type),
  });
}

function unavailable(
  run: Run,
  asked: AskedService,
  started: Date,
  found: string,
  cure: string,
  cause?: unknown,
): CountersignError {
  const waited = Math.max(0, Math.round((run.clock().getTime() - started.getTime()) / 1000));
  return new CountersignError(
    asked.outage ?? 'SERVICE_UNAVAILABLE',
    `${named(asked)} is not available; waited ${waited} s for it`,
    {
      expected: `${asked.expected} from ${describeUrl(asked.url)}`,
      found,
      hint: joined(cure, asked.instead),
      cause,
    },
  );
}

/** Clocks that differ by less are normal, and no check fails because of them. */
const CLOCK_TOLERANCE_MS = 120_000;

/**
 * A sentence about the clock of this machine if it differs from the `Date` header of an answer, otherwise an empty text. The answer of a
 * cache is as old as its `Age` says (RFC 9111 section 5.1).
 */
export function clockNote(run: Pick<Run, 'clock'>, { headers, url }: Pick<NetResponse, 'headers' | 'url'>): string {
  const age = /^\d{1,9}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
  const off = run.clock().getTime() - (Date.parse(headers['date'] ?? '') + age * 1000);
  if (!(Math.abs(off) > CLOCK_TOLERANCE_MS)) return '';
  const minutes = Math.round(Math.abs(off) / 60_000);
  return `This machine's clock is ${minutes} minutes ${off > 0 ? 'ahead of' : 'behind'} the Date header of ${URL.parse(url)?.host ?? url}: correct the clock first.`;
}

function named({ role, url }: AskedService): string {
  return `${role} ${URL.parse(url)?.host ?? describeUrl(url)}`;
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
