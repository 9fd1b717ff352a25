import { randomBytes } from 'node:crypto';
import { HttpError, json, routes, type Handler } from '../http/router.js';
import { claimText, type Claims } from './claims.js';
import type { TokenIssuer } from './tokens.js';

/** GitHub's token requests: a job's request token identifies the claims of its ID tokens. */
export interface GithubRequests {
  readonly handler: Handler;
  /** `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN` for a job with these claims. */
  register(claims: Claims): Readonly<Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>>;
}

export function createGithubRequests(issuer: TokenIssuer, serverUrl: string): GithubRequests {
  const jobs = new Map<string, Claims>();
  const url = `${issuer.issuer}/token`;

  return {
    register: (claims) => {
      const token = randomBytes(24).toString('base64url');
      jobs.set(token, claims);
      // The real URL has a query too, so clients must append `&audience=` rather than `?audience=`.
      return { ACTIONS_ID_TOKEN_REQUEST_URL: `${url}?api-version=2.0`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token };
    },
    handler: routes({
      [`GET ${new URL(url).pathname}`]: async (request) => {
        const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
        if (token === undefined) throw new HttpError(401, 'a request token is needed: authorization: bearer …');
        const claims = jobs.get(token);
        if (!claims) throw new HttpError(403, 'the request token is unknown or lacks the id-token: write permission');
        // An empty audience counts as missing; GitHub then uses the URL of the repository's owner.
        const audience = request.url.searchParams.get('audience') || `${serverUrl}/${claimText(claims, 'repository_owner')}`;
        const value = await issuer.mint(claims, { audience });
        return json(200, { count: value.length, value });
      },
    }),
  };
}
