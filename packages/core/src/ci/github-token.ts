import { CountersignError } from '../errors/index.js';
import { ask, clockNote, limitEndsInMs, serverWords, type AskedService } from '../net/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { parseJson, readObject } from '../wire/index.js';
import { checkToken } from './jwt.js';
import type { TokenSource } from './types.js';

const PERMISSION_HINT =
  'Add to the job (or the workflow):\n  permissions:\n    id-token: write\nThe caller of a reusable workflow must grant it too.';

/**
 * GitHub's request protocol: `GET $ACTIONS_ID_TOKEN_REQUEST_URL&audience=A` with the job's bearer token. Any audience,
 * any number of times, so a long run can renew its certificate. The bearer token is sent over https to the host of that URL only;
 * to this machine only if `trustedOrigins` (the issuers of the signing config) name it.
 */
export function githubTokenSource(run: Run, trustedOrigins: readonly string[] = []): TokenSource {
  const url = run.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const bearer = run.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (bearer) run.log.secret(bearer);
  return {
    platform: 'github',
    anyAudience: true,
    renews: true,
    async get(audience) {
      if (!url || !bearer) {
        throw new CountersignError('TOKEN_UNAVAILABLE', 'this GitHub job has no permission to request an identity token', {
          expected: 'permissions: id-token: write',
          found: `${url ? 'ACTIONS_ID_TOKEN_REQUEST_TOKEN' : 'ACTIONS_ID_TOKEN_REQUEST_URL'} is not set`,
          hint: PERMISSION_HINT,
        });
      }
      const address = requireGithub(run, withAudience(url, audience), trustedOrigins);
      const { token, answer } = await request(run, address, bearer, trustedOrigins);
      run.log.secret(token);
      return checkToken(token, {
        audience,
        now: run.clock(),
        from: new URL(address).host,
        renewal:
          clockNote(run, answer) || 'GitHub issues tokens on request: check the clock of the runner, or run the job again.',
      });
    },
  };
}

function withAudience(requestUrl: string, audience: string): string {
  if (!URL.canParse(requestUrl)) {
    throw new CountersignError('TOKEN_UNAVAILABLE', 'ACTIONS_ID_TOKEN_REQUEST_URL is not a URL', {
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
 * The bearer token can get any identity token of the job. So it is sent only to GitHub, to the server of the job, or to an issuer in
 * the signing config. GitHub's runner sets the variable last, but outside GitHub any process may set it.
 */
function requireGithub(run: Run, url: string, trustedOrigins: readonly string[]): string {
  const { protocol, origin, hostname } = new URL(url);
  if (trustedOrigins.includes(origin)) return url;
  const server = URL.parse(run.env['GITHUB_SERVER_URL'] ?? '')?.hostname ?? 'github.com';
  const hosts = ['actions.githubusercontent.com', 'ghe.com', server];
  if (protocol === 'https:' && hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`))) return url;
  throw new CountersignError(
    'TOKEN_UNAVAILABLE',
    'ACTIONS_ID_TOKEN_REQUEST_URL is not an address of GitHub; the request token is not sent',
    {
      expected: `https, and a host of ${hosts.join(', ')}`,
      found: `${protocol}//${hostname}`,
      hint: 'Find out what sets ACTIONS_ID_TOKEN_REQUEST_URL; for your own Sigstore instance, add the issuer to the oidcUrls of the signing config.',
    },
  );
}

/** A token, and the answer that contained it. */
interface Received {
  readonly token: string;
  readonly answer: NetResponse;
}

/**
 * @throws CountersignError TOKEN_UNAVAILABLE (no permission), SERVICE_UNAVAILABLE (an outage), SERVICE_REFUSED, SERVICE_ANSWER_INVALID
 */
async function request(run: Run, url: string, bearer: string, trustedOrigins: readonly string[]): Promise<Received> {
  const asked: AskedService = {
    role: 'the token service of GitHub',
    url,
    expected: 'an identity token',
    configured: 'ACTIONS_ID_TOKEN_REQUEST_URL',
    instead: 'Run the job again; https://www.githubstatus.com shows outages of Actions.',
    refused: 'Do not set ACTIONS_ID_TOKEN_REQUEST_URL yourself.',
    secrets: [bearer],
  };
  const request = {
    purpose: 'token',
    method: 'GET',
    redirect: 'manual',
    ...(trustedOrigins.includes(new URL(url).origin) ? {} : { from: 'ACTIONS_ID_TOKEN_REQUEST_URL' }),
    headers: { authorization: `Bearer ${bearer}`, accept: 'application/json; api-version=2.0' },
    maxBytes: 128 * 1024,
  } as const;
  const lacksPermission = (one: NetResponse): boolean =>
    one.status === 401 || (one.status === 403 && limitEndsInMs(one, run.clock()) === undefined);
  const answer = await ask(run, asked, request, (one) => one.status === 200 || lacksPermission(one));
  if (answer.status !== 200) {
    throw new CountersignError('TOKEN_UNAVAILABLE', `${asked.role} ${new URL(url).host} answered ${answer.status}`, {
      expected: '200 with an identity token',
      found: `HTTP ${answer.status}: ${serverWords(answer.body, [bearer])}`,
      hint: PERMISSION_HINT,
    });
  }
  return { token: tokenIn(answer.body, asked), answer };
}

/** An answer with status 200 is not quoted: it may contain part of a token. */
function tokenIn(body: Uint8Array, { role, url }: AskedService): string {
  let found: string;
  try {
    const { value } = readObject(parseJson(body, { maxBytes: 128 * 1024, what: role }), role);
    if (typeof value === 'string' && value !== '') return value;
    found = 'JSON without a value';
  } catch {
    found = `${body.length} bytes that are not a JSON object`;
  }
  throw new CountersignError('SERVICE_ANSWER_INVALID', `${role} ${new URL(url).host} gave an answer without a token`, {
    expected: '{"value": "<token>"}',
    found,
    hint: 'Run the job again. If it happens each time, check which program answers at ACTIONS_ID_TOKEN_REQUEST_URL.',
  });
}
