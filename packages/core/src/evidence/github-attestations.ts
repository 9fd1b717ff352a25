import { MAX_BUNDLE_BYTES, readBundle } from '../bundles/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { describeUrl, nextLink } from '../net/index.js';
import {
  answerError,
  answerOf,
  apiError,
  askedGithub,
  entriesIn,
  NAME_FILES,
  refuseOtherHost,
  type Api,
} from './github-answers.js';
import { netGithubApi, type GithubApi, type OpenGithubApi } from './github-api.js';
import { MAX_ANSWER_BYTES, overLimit } from './limits.js';
import { decompressSnappy } from './snappy.js';
import type { Evidence, EvidenceItem, EvidenceOrigin } from './types.js';
import { isJsonObject, sha256Digest, type JsonValue } from '../wire/index.js';

const PAGE_BYTES = 32 * 1024 * 1024;
const PAGE_ENTRIES = 100;
const MAX_PAGES = 10;
const FETCHES_AT_ONCE = 4;

const PUBLIC_API = 'https://api.github.com';

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

/** One request to the API; `net` waits for rate limits. */
async function ask(run: Run, client: GithubApi, url: string): Promise<NetResponse> {
  const response = await answerOf(run, askedGithub(url), () => client.get(url, PAGE_BYTES));
  refuseOtherHost(url, response);
  return response;
}

async function readPage(run: Run, response: NetResponse, api: string, search: Search): Promise<void> {
  const what = describeUrl(response.url);
  const entries = entriesIn(response, what, PAGE_BYTES);
  const { default: pLimit } = await import('p-limit');
  if (entries.length > PAGE_ENTRIES) throw tooMany(what, `${PAGE_ENTRIES} attestations in a page`);
  await pLimit(FETCHES_AT_ONCE).map(entries, (entry, index) => readEntry(run, entry, `${what} (${index + 1})`, api, search));
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
  const asked = { ...askedGithub(url.href), role: "GitHub's storage of bundles" };
  const request = { purpose: 'attestations', method: 'GET', url: url.href, from: api, maxBytes: MAX_BUNDLE_BYTES } as const;
  const response = await answerOf(run, asked, () => run.net.fetch(request));
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

function tooMany(what: string, limit: string): CountersignError {
  return overLimit(`${what}: there are too many attestations`, limit, NAME_FILES);
}
