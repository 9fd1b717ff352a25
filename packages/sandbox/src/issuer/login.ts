import { randomBytes } from 'node:crypto';
import { chain, HttpError, json, routes, text, type Handler, type SandboxResponse } from '../http/router.js';
import type { Claims } from './claims.js';
import { createDeviceLogin, DEVICE_GRANT, deviceMetadata } from './device-login.js';
import type { LoginOptions } from './login-options.js';
import { challengeMatches } from './pkce.js';

/** Codes are short-lived (RFC 6749 4.1.2). */
const CODE_LIFETIME_MS = 60_000;
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly claims: Claims;
  readonly expires: number;
}

/** Members of the discovery document for the login. */
export function loginMetadata(issuer: string): Readonly<Record<string, unknown>> {
  return {
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', DEVICE_GRANT],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'email'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    ...deviceMetadata(issuer),
  };
}

/**
 * Login as with a browser: the authorization code flow with PKCE (RFC 7636), which redirects back at once.
 * Only loopback redirects and the out-of-band URN are allowed. With `answer=deny`, the person refuses.
 */
export function createLogin(options: LoginOptions): Handler {
  const { issuer, clock } = options;
  const path = new URL(issuer.issuer).pathname;
  const grants = new Map<string, Grant>();
  const devices = createDeviceLogin(options);

  const own = routes({
    [`GET ${path}/authorize`]: (request) => {
      const query = request.url.searchParams;
      const redirectUri = query.get('redirect_uri') ?? '';
      if (query.get('response_type') !== 'code') throw new HttpError(400, 'response_type must be "code"');
      if (query.get('code_challenge_method') !== 'S256') throw new HttpError(400, 'PKCE with S256 is required');
      if (redirectUri !== OUT_OF_BAND && !isLoopback(redirectUri)) throw new HttpError(400, 'redirect_uri must be on loopback');
      if (query.get('answer') === 'deny' && redirectUri !== OUT_OF_BAND)
        return back(redirectUri, { error: 'access_denied', error_description: 'the person refused' }, query.get('state'));
      const code = randomBytes(24).toString('base64url');
      const hint = query.get('login_hint');
      grants.set(code, {
        clientId: query.get('client_id') ?? '',
        redirectUri,
        challenge: query.get('code_challenge') ?? '',
        nonce: query.get('nonce') ?? undefined,
        claims: hint?.includes('@') ? { ...options.claims, email: hint } : options.claims,
        expires: clock().getTime() + CODE_LIFETIME_MS,
      });
      if (redirectUri === OUT_OF_BAND) return text(200, code);
      return back(redirectUri, { code }, query.get('state'));
    },
    [`POST ${path}/token`]: async (request) => {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const clientId = form.get('client_id') ?? basicUser(request.headers.authorization);
      if (form.get('grant_type') === DEVICE_GRANT) return devices.token(form, clientId);
      const code = form.get('code') ?? '';
      const grant = grants.get(code);
      // A code can be used once, whether the request is valid or not.
      grants.delete(code);
      const granted =
        form.get('grant_type') === 'authorization_code' &&
        grant !== undefined &&
        grant.expires >= clock().getTime() &&
        grant.redirectUri === form.get('redirect_uri') &&
        grant.clientId === clientId &&
        challengeMatches(grant.challenge, form.get('code_verifier') ?? '');
      if (!granted) return json(400, { error: 'invalid_grant' });
      const nonce = grant.nonce === undefined ? {} : { nonce: grant.nonce };
      const token = await issuer.mint({ ...grant.claims, ...nonce }, { audience: grant.clientId });
      return json(
        200,
        // Both are equal, as with Sigstore's own provider: sigstore-python reads the identity from the access token.
        { access_token: token, id_token: token, token_type: 'Bearer', expires_in: 300 },
        { 'cache-control': 'no-store' },
      );
    },
  });
  return chain(own, devices.handler);
}

function back(redirectUri: string, answer: Readonly<Record<string, string>>, state: string | null): SandboxResponse {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) location.searchParams.set(name, value);
  if (state !== null) location.searchParams.set('state', state);
  return { status: 302, headers: { location: location.href, 'cache-control': 'no-store' } };
}

function isLoopback(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

function basicUser(authorization: string | undefined): string | undefined {
  const encoded = /^basic (.+)$/i.exec(authorization ?? '')?.[1];
  const [user] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split(':');
  return user === undefined ? undefined : decodeURIComponent(user);
}
