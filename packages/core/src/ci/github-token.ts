import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { parseJson, readObject } from '../wire/index.js';
import { checkToken } from './jwt.js';
import type { TokenSource } from './types.js';

const PERMISSION_HINT =
  'Add to the job (or the workflow):\n  permissions:\n    id-token: write\nA reusable workflow’s caller must grant it too.';

/**
 * GitHub's request protocol: `GET $ACTIONS_ID_TOKEN_REQUEST_URL&audience=A` with the job's bearer token. Any audience,
 * as often as wanted, so a long run renews its certificate. The bearer token goes over https to the host of that URL and to no
 * other; to this machine only where `trustedOrigins` (the issuers of the signing config) name it.
 */
export function githubTokenSource(run: Run, trustedOrigins: readonly string[] = []): TokenSource {
  const url = run.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const bearer = run.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (bearer) run.log.secret(bearer);
  return {
    platform: 'github',
    anyAudience: true,
    async get(audience) {
      if (!url || !bearer) {
        throw new CountersignError('TOKEN_UNAVAILABLE', 'This GitHub job may not ask for an identity token.', {
          expected: 'permissions: id-token: write',
          found: `${url ? 'ACTIONS_ID_TOKEN_REQUEST_TOKEN' : 'ACTIONS_ID_TOKEN_REQUEST_URL'} is not set`,
          hint: PERMISSION_HINT,
        });
      }
      const token = await request(run, requireGithub(run, withAudience(url, audience), trustedOrigins), bearer, trustedOrigins);
      run.log.secret(token);
      return checkToken(token, {
        audience,
        now: run.clock(),
        renewal: 'GitHub mints tokens on request: check the clock of the runner.',
      });
    },
  };
}

function withAudience(requestUrl: string, audience: string): string {
  if (!URL.canParse(requestUrl)) {
    throw new CountersignError('TOKEN_UNAVAILABLE', 'ACTIONS_ID_TOKEN_REQUEST_URL is not a URL.', {
      expected: 'the URL that the runner sets',
      found: `${requestUrl.length} characters that do not parse`,
      hint: 'Do not set ACTIONS_ID_TOKEN_REQUEST_URL yourself.',
    });
  }
  const url = new URL(requestUrl);
  url.searchParams.set('audience', audience);
  return url.href;
}

/**
 * The bearer token can get any identity token of the job: it goes to GitHub, to the server that the job runs on, or to an issuer that
 * the signing config names. GitHub's runner sets the variable last, but in other places anybody may.
 */
function requireGithub(run: Run, url: string, trustedOrigins: readonly string[]): string {
  const { protocol, origin, hostname } = new URL(url);
  if (trustedOrigins.includes(origin)) return url;
  const server = URL.parse(run.env['GITHUB_SERVER_URL'] ?? '')?.hostname ?? 'github.com';
  const hosts = ['actions.githubusercontent.com', 'ghe.com', server];
  if (protocol === 'https:' && hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`))) return url;
  throw new CountersignError(
    'TOKEN_UNAVAILABLE',
    'ACTIONS_ID_TOKEN_REQUEST_URL is not an address of GitHub; the job’s token is not sent there.',
    {
      expected: `https, and a host of ${hosts.join(', ')}`,
      found: `${protocol}//${hostname}`,
      hint: 'Find out who sets ACTIONS_ID_TOKEN_REQUEST_URL; a Sigstore of your own names its issuer among the oidcUrls of the signing config.',
    },
  );
}

async function request(run: Run, url: string, bearer: string, trustedOrigins: readonly string[]): Promise<string> {
  const answer = await run.net.fetch({
    purpose: 'token',
    method: 'GET',
    url,
    redirect: 'manual',
    ...(trustedOrigins.includes(new URL(url).origin) ? {} : { from: 'ACTIONS_ID_TOKEN_REQUEST_URL' }),
    headers: { authorization: `Bearer ${bearer}`, accept: 'application/json; api-version=2.0' },
    maxBytes: 128 * 1024,
  });
  if (answer.status !== 200) {
    const refused = answer.status === 401 || answer.status === 403;
    throw new CountersignError('TOKEN_UNAVAILABLE', `GitHub’s token service answered ${answer.status}.`, {
      expected: '200 with an identity token',
      found: `HTTP ${answer.status}`,
      hint: refused ? PERMISSION_HINT : 'Run the job again; https://www.githubstatus.com says whether Actions has an outage.',
    });
  }
  const value = tokenIn(answer.body);
  if (value === undefined) {
    throw new CountersignError('TOKEN_UNAVAILABLE', 'GitHub’s token service answered without a token.', {
      expected: '{"value": "<token>"}',
      found: 'no value',
      hint: PERMISSION_HINT,
    });
  }
  return value;
}

/** An answer that does not parse is not quoted: it may hold half a token. */
function tokenIn(body: Uint8Array): string | undefined {
  const what = 'the answer of GitHub’s token service';
  try {
    const { value } = readObject(parseJson(body, { maxBytes: 128 * 1024, what }), what);
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}
