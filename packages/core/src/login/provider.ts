import type * as Library from 'oauth4webapi';
import type { AuthorizationServer, Client } from 'oauth4webapi';
import { describeUrl } from '../net/index.js';
import type { Run } from '../run/index.js';
import { parseJson, readObject } from '../wire/index.js';
import { loginError, loginFailure } from './failures.js';

/** The client of all Sigstore tools, which is also the audience of the token. */
export const CLIENT_ID = 'sigstore';
export const SCOPE = 'openid email';

const MAX_BYTES = 256 * 1024;

/** The provider of a login, its metadata checked. */
export interface Provider {
  /** Exact issuer; the one of the signing config. */
  readonly issuer: string;
  readonly library: typeof Library;
  readonly server: AuthorizationServer;
  readonly client: Client;
  /** For each request of the library: over `net`; plain http only where `net` allows it, which is loopback. */
  readonly requests: {
    readonly [key: symbol]: unknown;
  };
}

/**
 * Reads the discovery document of a provider (OpenID Connect Discovery 1.0 section 4).
 * @throws CountersignError LOGIN_FAILED, FETCH_FAILED, NETWORK_FORBIDDEN, DEADLINE_EXCEEDED
 */
export async function openProvider(run: Run, issuer: string): Promise<Provider> {
  const library = await import('oauth4webapi');
  const requests = { [library.customFetch]: fetchOf(run, issuer), [library.allowInsecureRequests]: true };
  const server = await library
    .discoveryRequest(new URL(issuer), requests)
    .then((answer) => library.processDiscoveryResponse(new URL(issuer), answer))
    .catch((thrown: unknown) => {
      throw loginFailure(thrown, describeUrl(issuer));
    });
  // The library compares URLs; tokens are compared with the exact text.
  if (server.issuer !== issuer)
    throw loginError('the identity provider has another name than the signing config says', {
      expected: issuer,
      found: describeUrl(server.issuer),
      hint: 'Correct oidcUrls in the signing config, or get the newest one of your Sigstore instance.',
    });
  if (server.code_challenge_methods_supported?.includes('S256') !== true)
    throw loginError(`${describeUrl(issuer)} does not support PKCE (RFC 7636) with S256`, {
      expected: 'S256 in code_challenge_methods_supported',
      hint: 'Use another identity provider, or sign with a key.',
    });
  const client: Client = { client_id: CLIENT_ID, [library.clockTolerance]: 60 };
  return { issuer, library, server, client, requests };
}

/** The library's requests, sent by `net`. */
function fetchOf(run: Run, issuer: string) {
  return async (
    url: string,
    { method, headers, body }: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: unknown },
  ): Promise<Response> => {
    const isPost = method === 'POST';
    const answer = await run.net.fetch({
      purpose: 'token',
      method: isPost ? 'POST' : 'GET',
      url,
      from: issuer,
      headers: headers ?? {},
      maxBytes: MAX_BYTES,
      redirect: 'manual',
      // A code can be used once: a second request with it would only be refused.
      ...(isPost ? { body: String(body), retry: false } : {}),
    });
    const type = answer.headers['content-type'] ?? '';
    const isJson = /^application\/json\b/i.test(type);
    const what = `the answer of ${describeUrl(url)}`;
    const parsed = isJson ? parseJson(answer.body, { maxBytes: MAX_BYTES, what, code: 'LOGIN_FAILED' }) : undefined;
    if (parsed !== undefined) keepSecrets(run, readObject(parsed, what, 'LOGIN_FAILED'));
    return new Response(parsed === undefined ? null : JSON.stringify(parsed), {
      status: answer.status,
      headers: { 'content-type': type },
    });
  };
}

/** Tokens and codes are masked before anything else is done with them. */
function keepSecrets(run: Run, answer: Readonly<Record<string, unknown>>): void {
  for (const name of ['access_token', 'id_token', 'refresh_token', 'device_code']) {
    const value = answer[name];
    if (typeof value === 'string') run.log.secret(value);
  }
}
