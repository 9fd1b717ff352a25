import { MAX_BUNDLE_BYTES, readBundle } from '../bundles/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import {
  afterAttempts,
  clockNote,
  describeUrl,
  limitEndsInMs,
  nextLink,
  noAnswer,
  serverWords,
  type AskedService,
} from '../net/index.js';
import { netGithubApi, type GithubApi, type OpenGithubApi } from './github-api.js';
import { MAX_ANSWER_BYTES, overLimit } from './limits.js';
import { decompressSnappy } from './snappy.js';
import type { Evidence, EvidenceItem, EvidenceOrigin } from './types.js';
import { isJsonObject, parseJson, readArray, readObject, sha256Digest, type JsonValue } from '../wire/index.js';

const PAGE_BYTES = 32 * 1024 * 1024;
const PAGE_ENTRIES = 100;
const MAX_PAGES = 10;
const FETCHES_AT_ONCE = 4;

const PUBLIC_API = 'https://api.github.com';

const OTHERWISE = 'name the bundle files in evidence.';
const NAME_FILES = 'Name the bundle files in evidence.';

/**
 * The attestations that GitHub stores for a digest: `GET /repos/{owner}/{repo}/attestations/sha256:…` of GITHUB_API_URL. The token
 * (GITHUB_TOKEN or GH_TOKEN) is sent only to api.github.com and to the APIs of the policy's signers, never to a host that only an
 * environment variable names.
 *
 * @param repository `owner/name`
 * @param digest lower-case hex SHA-256
 * @param apis origins of further APIs that get the token
 * @param open opens the client; default: our own small client
 */
export async function githubAttestations(
  run: Run,
  repository: string,
  digest: string,
  apis: readonly string[] = [],
  open: OpenGithubApi = netGithubApi,
): Promise<Evidence> {
  const search: Search = { items: [], incomplete: [], bytesLeft: MAX_ANSWER_BYTES };
  try {
    const api = readApi(run, apis);
    const client = await open(run, api);
    const first = `${api.url}/repos/${repository}/attestations/sha256:${digest}?per_page=100`;
    let url: string | undefined = first;
    for (let page = 1; url !== undefined; page += 1) {
      if (page > MAX_PAGES) throw tooMany(describeUrl(first), `${MAX_PAGES} pages`);
      const response: NetResponse = await ask(run, client, url);
      if (response.status === 404 && page === 1) {
        // GitHub answers 404 if there are no attestations, and also if the repository does not exist or the token may not read it.
        const about = await ask(run, client, `${api.url}/repos/${repository}`);
        if (about.status === 200) break;
        throw apiError(run, about, repository, api);
      }
      if (response.status !== 200) throw apiError(run, response, repository, api);
      await readPage(run, response, api.url, search);
      url = nextPage(response, api.url);
    }
  } catch (error) {
    search.incomplete.push(asCountersignError(error));
  }
  return { items: search.items, incomplete: search.incomplete };
}

interface Api {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | undefined;
  /** True if there is a token that is not sent to this host. */
  readonly withheld: boolean;
  /** Texts that must not appear in errors. */
  readonly secrets: readonly string[];
}

function readApi(run: Run, apis: readonly string[]): Api {
  const url = (run.env['GITHUB_API_URL'] || PUBLIC_API).replace(/(?<!\/)\/+$/, '');
  const token = run.env['GITHUB_TOKEN'] || run.env['GH_TOKEN'] || undefined;
  if (token === undefined) return { url, token, withheld: false, secrets: [] };
  run.log.secret(token);
  const origin = URL.parse(url)?.origin ?? '';
  const meant = [PUBLIC_API, ...apis].includes(origin);
  if (!meant) run.log.warn(`the GitHub token is not sent to ${describeUrl(url)}: no signer of the policy is on that host`);
  return { url, token: meant ? token : undefined, withheld: !meant, secrets: [token] };
}

/** The results so far. */
interface Search {
  readonly items: EvidenceItem[];
  readonly incomplete: CountersignError[];
  /** Number of bytes that may still be read, for all bundles together. */
  bytesLeft: number;
}

/** One request; `net` waits for rate limits. */
async function ask(run: Run, client: GithubApi, url: string): Promise<NetResponse> {
  const started = run.clock();
  let response: NetResponse;
  try {
    response = await client.get(url, PAGE_BYTES);
  } catch (thrown) {
    throw noAnswer(run, askedGithub(url), started, thrown);
  }
  refuseOtherHost(url, response);
  return response;
}

/** The words for errors about one request. */
function askedGithub(url: string): AskedService {
  return {
    role: "GitHub's attestation API",
    url,
    expected: 'attestations',
    configured: 'GITHUB_API_URL',
    instead: `Try again later, raise timeout, or ${OTHERWISE}`,
    refused: NAME_FILES,
  };
}

/** GitHub redirects on its own host, for example after a repository was renamed. The token is not sent anywhere else, and no list is read there. */
function refuseOtherHost(url: string, response: NetResponse): void {
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

async function readPage(run: Run, response: NetResponse, api: string, search: Search): Promise<void> {
  const what = describeUrl(response.url);
  const entries = entriesIn(response, what);
  const { default: pLimit } = await import('p-limit');
  if (entries.length > PAGE_ENTRIES) throw tooMany(what, `${PAGE_ENTRIES} attestations in a page`);
  await pLimit(FETCHES_AT_ONCE).map(entries, (entry, index) => readEntry(run, entry, `${what} (${index + 1})`, api, search));
}

function entriesIn(response: NetResponse, what: string): readonly JsonValue[] {
  try {
    const answer = readObject(parseJson(response.body, { maxBytes: PAGE_BYTES, what }), what);
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

/** A bundle that cannot be parsed is an unreadable item; one that is too large makes the search incomplete; one that cannot be fetched ends it. */
async function readEntry(run: Run, entry: JsonValue, location: string, api: string, search: Search): Promise<void> {
  const origin: EvidenceOrigin = { kind: 'github', location };
  try {
    const inline = isJsonObject(entry) ? entry['bundle'] : undefined;
    const address = isJsonObject(entry) ? entry['bundle_url'] : undefined;
    if (search.bytesLeft <= 0) throw tooMany(location, `${MAX_ANSWER_BYTES} bytes of bundles`);
    const bytes =
      inline === undefined || inline === null
        ? await fetchBundle(run, typeof address === 'string' ? address : '', location, api)
        : Buffer.from(JSON.stringify(inline), 'utf8');
    search.bytesLeft -= bytes.length;
    if (search.bytesLeft < 0) throw tooMany(location, `${MAX_ANSWER_BYTES} bytes of bundles`);
    search.items.push({
      kind: 'bundle',
      origin,
      bundle: readBundle(bytes, location),
      digest: sha256Digest(bytes),
    });
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.code === 'EVIDENCE_TOO_LARGE') search.incomplete.push(error);
    else if (error.code.startsWith('EVIDENCE_')) search.items.push({ kind: 'unreadable', origin, error });
    else throw error;
  }
}

/** Fetches a bundle from GitHub's storage: another host, with a signed URL, so no token is sent. */
async function fetchBundle(run: Run, address: string, what: string, api: string): Promise<Uint8Array> {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.origin !== new URL(api).origin)) {
    throw new CountersignError('EVIDENCE_MALFORMED', `${what} contains neither a bundle nor the https URL of one`);
  }
  const started = run.clock();
  let response: NetResponse;
  try {
    response = await run.net.fetch({
      purpose: 'attestations',
      method: 'GET',
      url: url.href,
      from: api,
      maxBytes: MAX_BUNDLE_BYTES,
    });
  } catch (thrown) {
    throw noAnswer(run, { ...askedGithub(url.href), role: "GitHub's storage of bundles" }, started, thrown);
  }
  if (response.status !== 200) {
    throw answerError(
      run,
      response,
      `the bundle of ${what}`,
      'Run again: the URL of a stored bundle is valid for a short time only.',
    );
  }
  const compressed = response.headers['content-type']?.startsWith('application/x-snappy') === true;
  return compressed ? decompressSnappy(response.body, MAX_BUNDLE_BYTES, what) : response.body;
}

/** The URL of the next page; it must be of the same API, because the token is sent there. */
function nextPage(response: NetResponse, api: string): string | undefined {
  const target = nextLink(response, describeUrl(response.url), 'SERVICE_ANSWER_INVALID');
  if (target === undefined) return undefined;
  const url = URL.parse(target, response.url);
  if (url !== null && url.origin === new URL(api).origin) return url.href;
  throw new CountersignError('SERVICE_ANSWER_INVALID', `${describeUrl(response.url)}: the next page is on another host`, {
    expected: api,
    found: url === null ? 'an invalid URL' : url.origin,
  });
}

/** The error for a response of the API that is not 200. */
function apiError(run: Run, response: NetResponse, repository: string, api: Api): CountersignError {
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
function answerError(
  run: Run,
  response: NetResponse,
  expected: string,
  hint: string,
  secrets: readonly string[] = [],
): CountersignError {
  const { status } = response;
  const limited = status === 429 || limitEndsInMs(response, new Date(0)) !== undefined;
  const later = limited || status === 408 || status >= 500;
  const said = serverWords(response.body, secrets);
  const cure = limited
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
function limitEnd({ headers }: NetResponse): string {
  const reset = headers['x-ratelimit-reset']?.trim() ?? '';
  // As `limitEndsInMs` reads it: a small number is a duration.
  const isMoment = /^\d{1,11}$/.test(reset) && Number(reset) >= 1e9;
  if (isMoment) return `The rate limit ends at ${new Date(Number(reset) * 1000).toISOString()}. `;
  const seconds = headers['retry-after']?.trim() ?? reset;
  return /^\d{1,9}$/.test(seconds) ? `The rate limit ends in ${seconds} s. ` : '';
}

function tooMany(what: string, limit: string): CountersignError {
  return overLimit(`${what}: there are too many attestations`, limit, NAME_FILES);
}
