import { createHash } from 'node:crypto';
import { MAX_BUNDLE_BYTES, readBundle, type Evidence, type EvidenceItem, type EvidenceOrigin } from '../bundles/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { describeUrl, nextLink, retryAfterMs } from '../net/index.js';
import { netGithubApi, type GithubApi, type OpenGithubApi } from './github-api.js';
import { MAX_ANSWER_BYTES, overLimit } from './limits.js';
import { decompressSnappy } from './snappy.js';
import { excerpt, isJsonObject, parseJson, readArray, readObject, type JsonValue } from '../wire/index.js';

const PAGE_BYTES = 32 * 1024 * 1024;
const PAGE_ENTRIES = 100;
const MAX_PAGES = 10;
const FETCHES_AT_ONCE = 4;

const PUBLIC_API = 'https://api.github.com';

/**
 * The attestations that GitHub keeps for a digest: `GET /repos/{owner}/{repo}/attestations/sha256:…` of GITHUB_API_URL. The token
 * (GITHUB_TOKEN or GH_TOKEN) goes to api.github.com and to the APIs that the policy's signers name, never to where an environment
 * variable alone leads.
 *
 * @param repository `owner/name`
 * @param digest lower-case hex SHA-256
 * @param apis origins of further APIs that the token is for
 * @param open who speaks to the API; default: a few lines of our own
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
      // GitHub answers 404 both for "no attestations" and for "no such repository, or not for you".
      if (response.status === 404 && page === 1 && (await ask(run, client, `${api.url}/repos/${repository}`)).status === 200)
        break;
      if (response.status !== 200) throw refusal(response, repository, api.withheld);
      await readPage(run, response, api.url, search);
      url = nextPage(response, api.url);
    }
  } catch (error) {
    search.incomplete.push(asCountersignError(error));
  }
  return { items: search.items, incomplete: search.incomplete };
}

interface Api {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | undefined;
  /** There is a token, and it is not for this host. */
  readonly withheld: boolean;
}

function readApi(run: Run, apis: readonly string[]): Api {
  const url = (run.env['GITHUB_API_URL'] || PUBLIC_API).replace(/(?<!\/)\/+$/, '');
  const token = run.env['GITHUB_TOKEN'] || run.env['GH_TOKEN'] || undefined;
  if (token === undefined) return { url, token, withheld: false };
  run.log.secret(token);
  const origin = URL.parse(url)?.origin ?? '';
  const meant = [PUBLIC_API, ...apis].includes(origin);
  if (!meant) run.log.warn(`the GitHub token is not sent to ${describeUrl(url)}: no signer of the policy is of that host`);
  return { url, token: meant ? token : undefined, withheld: !meant };
}

/** What was found so far. */
interface Search {
  readonly items: EvidenceItem[];
  readonly incomplete: CountersignError[];
  /** Of all bundles together. */
  bytesLeft: number;
}

/** GitHub says "later" with 403, too: a limit that was reached, and when it ends (REST API, "Rate limits"). It is waited for where time is left. */
async function ask(run: Run, client: GithubApi, url: string): Promise<NetResponse> {
  for (;;) {
    const response = await client.get(url, PAGE_BYTES);
    const wait = response.status === 403 ? limitEndsIn(response, run.clock()) : undefined;
    if (wait === undefined || run.clock().getTime() + wait >= run.deadline.getTime()) return response;
    run.emit({ event: 'retried', host: new URL(url).host, problem: 'its rate limit', durationMs: wait });
    await run.sleep(Math.max(wait, 250));
  }
}

/** Milliseconds until a limit that this answer speaks of ends; undefined when it speaks of none. */
function limitEndsIn({ headers }: NetResponse, now: Date): number | undefined {
  const after = retryAfterMs(headers['retry-after'], now);
  if (after !== undefined) return after;
  const reset = headers['x-ratelimit-reset'];
  if (headers['x-ratelimit-remaining']?.trim() !== '0') return undefined;
  return reset !== undefined && /^\d{1,11}$/.test(reset.trim()) ? Math.max(0, Number(reset) * 1000 - now.getTime()) : Infinity;
}

async function readPage(run: Run, response: NetResponse, api: string, search: Search): Promise<void> {
  const what = describeUrl(response.url);
  const code = 'SERVICE_ANSWER_INVALID';
  const answer = readObject(parseJson(response.body, { maxBytes: PAGE_BYTES, what, code }), what, code);
  const entries = readArray(answer['attestations'], `${what}: attestations`, code);
  const { default: pLimit } = await import('p-limit');
  if (entries.length > PAGE_ENTRIES) throw tooMany(what, `${PAGE_ENTRIES} attestations in a page`);
  await pLimit(FETCHES_AT_ONCE).map(entries, (entry, index) => readEntry(run, entry, `${what} (${index + 1})`, api, search));
}

/** A bundle that can't be read is an item like any other; one that can't be fetched ends the search, one that is too large leaves it open. */
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
      digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    });
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.code === 'EVIDENCE_TOO_LARGE') search.incomplete.push(error);
    else if (error.code.startsWith('EVIDENCE_')) search.items.push({ kind: 'unreadable', origin, error });
    else throw error;
  }
}

/** The bundle in GitHub's store: another host with a signed address, so it gets no token. */
async function fetchBundle(run: Run, address: string, what: string, api: string): Promise<Uint8Array> {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.origin !== new URL(api).origin)) {
    throw new CountersignError('EVIDENCE_MALFORMED', `${what} has neither a bundle nor an https address of one`);
  }
  const response = await run.net.fetch({
    purpose: 'attestations',
    method: 'GET',
    url: url.href,
    from: api,
    maxBytes: MAX_BUNDLE_BYTES,
  });
  if (response.status !== 200) throw refusal(response, what);
  const compressed = response.headers['content-type']?.startsWith('application/x-snappy') === true;
  return compressed ? decompressSnappy(response.body, MAX_BUNDLE_BYTES, what) : response.body;
}

/** The next page stays with the API: the token goes nowhere else. */
function nextPage(response: NetResponse, api: string): string | undefined {
  const target = nextLink(response, describeUrl(response.url), 'SERVICE_ANSWER_INVALID');
  if (target === undefined) return undefined;
  const url = URL.parse(target, response.url);
  if (url !== null && url.origin === new URL(api).origin) return url.href;
  throw new CountersignError('SERVICE_ANSWER_INVALID', `${describeUrl(response.url)}: the next page is elsewhere`, {
    expected: api,
    found: url === null ? 'no URL' : url.origin,
  });
}

function refusal(response: NetResponse, repository: string, withheld = false): CountersignError {
  const { status } = response;
  const limited = status === 429 || (status === 403 && limitEndsIn(response, new Date(0)) !== undefined);
  const later = limited || status === 408 || status >= 500;
  const said = messageOf(response.body);
  const hint = limited
    ? `${whenAgain(response)}a token has a higher limit than none; or name bundle files in evidence`
    : later
      ? 'try again later, or name bundle files in evidence'
      : withheld
        ? 'the token was not sent there: GITHUB_API_URL must be the host of a signer that the policy names'
        : status === 401
          ? 'the token is not valid any more: give a new one'
          : 'give a token that may read attestations (permissions: attestations: read) in GITHUB_TOKEN';
  return new CountersignError(
    later ? 'SERVICE_UNAVAILABLE' : 'SERVICE_REFUSED',
    `${describeUrl(response.url)} answered ${status}`,
    {
      expected: `the attestations of ${repository}`,
      found: said === undefined ? `status ${status}` : `status ${status}, ${said}`,
      hint,
    },
  );
}

function whenAgain({ headers }: NetResponse): string {
  const reset = headers['x-ratelimit-reset']?.trim() ?? '';
  if (/^\d{1,11}$/.test(reset)) return `the limit ends at ${new Date(Number(reset) * 1000).toISOString()}; `;
  const seconds = headers['retry-after']?.trim() ?? '';
  return /^\d{1,9}$/.test(seconds) ? `the limit ends in ${seconds} s; ` : '';
}

/** `message` of GitHub's error answers, made harmless. */
function messageOf(body: Uint8Array): string | undefined {
  try {
    const { message } = readObject(parseJson(body, { maxBytes: 64 * 1024, what: 'error' }), 'error');
    return typeof message === 'string' && message !== '' ? excerpt(message.slice(0, 200)) : undefined;
  } catch {
    return undefined;
  }
}

function tooMany(what: string, limit: string): CountersignError {
  return overLimit(`${what}: more attestations than are read`, limit, 'name the bundles with evidence');
}
