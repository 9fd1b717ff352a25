import { CountersignError } from '../errors/index.js';
import {
  afterAttempts,
  canPass,
  clockNote,
  describeUrl,
  isRateLimit,
  limitEndsInMs,
  noAnswer,
  serverWords,
  type AskedService,
} from '../net/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { parseJson, readArray, readObject, type JsonValue } from '../wire/index.js';

const OTHERWISE = 'name the bundle files in evidence.';
export const NAME_FILES = 'Name the bundle files in evidence.';

/** A GitHub REST API, and what it gets. */
export interface Api {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | undefined;
  /** True if there is a token that is not sent to this host. */
  readonly withheld: boolean;
  /** Texts that must not appear in errors. */
  readonly secrets: readonly string[];
}

/** The words for errors about one request. */
export function askedGithub(url: string): AskedService {
  return {
    role: "GitHub's attestation API",
    url,
    expected: 'attestations',
    configured: 'GITHUB_API_URL',
    instead: `Try again later, raise timeout, or ${OTHERWISE}`,
    refused: NAME_FILES,
  };
}

/** The answer to a request. Without one, the error names the service. */
export async function answerOf(run: Run, asked: AskedService, request: () => Promise<NetResponse>): Promise<NetResponse> {
  const started = run.clock();
  try {
    return await request();
  } catch (thrown) {
    throw noAnswer(run, asked, started, thrown);
  }
}

/** GitHub redirects on its own host, for example after a repository was renamed. The token is not sent anywhere else, and no list is read there. */
export function refuseOtherHost(url: string, response: NetResponse): void {
  if (new URL(url).origin === new URL(response.url).origin) return;
  throw new CountersignError(
    'SERVICE_ANSWER_INVALID',
    `GitHub's attestation API ${new URL(url).host} redirects to another host`,
    {
      expected: `an answer from ${describeUrl(url)}`,
      found: `one from ${describeUrl(response.url)}`,
      hint: 'Set GITHUB_API_URL to the address of the API. The token was not sent to the other host.',
    },
  );
}

/** The list of attestations in a page. @throws CountersignError SERVICE_ANSWER_INVALID */
export function entriesIn(response: NetResponse, what: string, maxBytes: number): readonly JsonValue[] {
  try {
    const answer = readObject(parseJson(response.body, { maxBytes, what }), what);
    return readArray(answer['attestations'], `${what}: attestations`);
  } catch (cause) {
    throw new CountersignError(
      'SERVICE_ANSWER_INVALID',
      `GitHub's attestation API ${new URL(response.url).host} gave an answer that cannot be used`,
      {
        expected: 'a list of attestations',
        found: cause instanceof Error ? cause.message : 'something else',
        hint: `Check that GITHUB_API_URL is the address of GitHub's API, or ${OTHERWISE}`,
        cause,
      },
    );
  }
}

/** The error for a response of the API that is not 200. */
export function apiError(run: Run, response: NetResponse, repository: string, api: Api): CountersignError {
  return answerError(run, response, `the attestations of ${repository}`, hintFor(response.status, repository, api), api.secrets);
}

/** What to do about a status that waiting does not change. */
function hintFor(status: number, repository: string, { token, withheld }: Api): string {
  if (withheld) return 'The token was not sent to this host: GITHUB_API_URL must be the host of a signer in the policy.';
  const setToken = 'set GITHUB_TOKEN to a token with the permission "attestations: read"';
  switch (status) {
    case 401:
      return token === undefined
        ? `GitHub requires a token: ${setToken}.`
        : 'The token is invalid or has expired: set GITHUB_TOKEN to a valid one.';
    case 403:
      return token === undefined
        ? `GitHub refuses this without a token: ${setToken}.`
        : `The token may not read this: ${setToken}.`;
    case 404:
      return token === undefined
        ? `The repository ${repository} does not exist, or it is private: check the name, or ${setToken}.`
        : `The repository ${repository} does not exist, or the token may not read it: check the name, or ${setToken}. The token of a GitHub job can read only its own private repository.`;
    default:
      return NAME_FILES;
  }
}

/** @param hint for a status that waiting does not change */
export function answerError(
  run: Run,
  response: NetResponse,
  expected: string,
  hint: string,
  secrets: readonly string[] = [],
): CountersignError {
  const { status } = response;
  const later = canPass(response);
  const said = serverWords(response.body, secrets);
  const cure = isRateLimit(response)
    ? `${limitEnd(response)}Requests with a token have a higher limit; or ${OTHERWISE}`
    : later
      ? `Try again later, or ${OTHERWISE}`
      : hint;
  const clock = clockNote(run, response);
  return new CountersignError(
    later ? 'SERVICE_UNAVAILABLE' : 'SERVICE_REFUSED',
    `GitHub's API ${describeUrl(response.url)} answered ${status}`,
    {
      expected,
      found: `status ${status}${response.attempts > 1 ? ` ${afterAttempts(response.attempts)}` : ''}, "${said}"`,
      hint: clock === '' ? cure : `${cure} ${clock}`,
    },
  );
}

/** When the rate limit ends, as a sentence; empty if the response does not say it. */
function limitEnd(response: NetResponse): string {
  // Counted from 1970: a moment of today is a large number, a duration is not.
  const ms = limitEndsInMs(response, new Date(0)) ?? Infinity;
  if (ms === Infinity) return '';
  return ms < 1e12 ? `The rate limit ends in ${ms / 1000} s. ` : `The rate limit ends at ${new Date(ms).toISOString()}. `;
}
