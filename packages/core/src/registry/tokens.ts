import { CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { isLoopback } from '../net/index.js';
import { isJsonObject, parseJson, type JsonValue } from '../wire/index.js';
import { invalidAnswer, registryFailure, withRegistry, withSecrets } from './answers.js';
import type { Challenge } from './challenges.js';
import type { Credential } from './credential.js';
import type { Repository } from './repositories.js';

export interface Token {
  readonly value: string;
  readonly expires: Date;
}

/** Lifetime of a token without `expires_in` (distribution token specification). */
const DEFAULT_LIFETIME_S = 60;
/** A token is renewed this long before it expires, so that it does not expire during a request. */
const MARGIN_MS = 5_000;

/**
 * Gets a bearer token from the realm of a challenge: anonymously, with basic auth, or with an identity token by the OAuth2 POST
 * (distribution specification, "Token Authentication" and "OAuth2 Token Authentication").
 *
 * @throws CountersignError REGISTRY_UNAUTHORIZED, REGISTRY_ANSWER_INVALID and what the network throws
 */
export async function requestToken(
  run: Run,
  at: Repository,
  challenge: Challenge & { readonly scheme: 'bearer' },
  scope: string,
  credential: Credential | undefined,
): Promise<Token> {
  const realm = checkedRealm(at, challenge.realm);
  const parameters = new URLSearchParams({ ...(challenge.service === undefined ? {} : { service: challenge.service }), scope });
  let response: NetResponse;
  try {
    response = await ask(run, at, realm, parameters, credential);
  } catch (thrown) {
    throw withRegistry(at, thrown, 'the token service of the registry');
  }
  withSecrets(response, secretIn(credential));
  if (response.status !== 200) throw refusal(at, response, credential);
  return readToken(run, at, response);
}

function ask(
  run: Run,
  at: Repository,
  realm: URL,
  parameters: URLSearchParams,
  credential: Credential | undefined,
): Promise<NetResponse> {
  const common = { purpose: 'registry', maxBytes: 256 * 1024, from: at.origin } as const;
  if (credential?.kind === 'identity-token') {
    const body = new URLSearchParams([
      ...parameters,
      ['grant_type', 'refresh_token'],
      ['client_id', 'countersign'],
      ['refresh_token', credential.token],
    ]);
    return run.net.fetch({
      ...common,
      method: 'POST',
      url: realm.href,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    });
  }
  const url = new URL(realm);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  const headers = credential?.kind === 'basic' ? { authorization: basic(credential) } : {};
  return run.net.fetch({ ...common, method: 'GET', url: url.href, headers });
}

function secretIn(credential: Credential | undefined): string | undefined {
  if (credential === undefined) return undefined;
  return credential.kind === 'basic' ? basic(credential) : credential.token;
}

/** The secret is sent to this address. It must be https; http is allowed only if the registry itself uses http, and then only on the same host or loopback. */
function checkedRealm(at: Repository, realm: string): URL {
  const url = URL.parse(realm);
  const origin = new URL(at.origin);
  const acceptable =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' &&
        origin.protocol === 'http:' &&
        (url.host === origin.host || (isLoopback(url.hostname) && isLoopback(origin.hostname)))));
  if (acceptable) return url;
  throw invalidAnswer(
    `${at.registry} names a token service that is not safe to use`,
    'an https address',
    url === null ? 'no URL' : `${url.protocol}//${url.host}`,
  );
}

function refusal(at: Repository, response: NetResponse, credential: Credential | undefined): CountersignError {
  const error = registryFailure(response, `get a token for ${at.registry}/${at.repository}`, 'a token');
  if (error.code !== 'REGISTRY_UNAUTHORIZED' && error.code !== 'REGISTRY_ANSWER_INVALID') return error;
  return new CountersignError('REGISTRY_UNAUTHORIZED', error.message, {
    expected: error.expected,
    found: error.found,
    hint:
      credential === undefined
        ? `No credentials for ${at.registry} were found. Log in first.`
        : `The credentials for ${at.registry} were refused. Log in again.`,
  });
}

function readToken(run: Run, at: Repository, response: NetResponse): Token {
  // Not with the words of the parser: they quote the answer, which may contain a token.
  let value: JsonValue;
  try {
    value = parseJson(response.body, { maxBytes: 256 * 1024, what: `the token of ${at.registry}` });
  } catch {
    throw invalidAnswer(
      `${at.registry}: the token service sent no usable token`,
      'a JSON object',
      `${response.body.length} bytes that are not`,
    );
  }
  const answer = isJsonObject(value) ? value : {};
  const token = typeof answer['token'] === 'string' && answer['token'] !== '' ? answer['token'] : answer['access_token'];
  // The token becomes a header value: other characters could add headers to our requests.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw invalidAnswer(`${at.registry}: the token service sent no usable token`, 'token or access_token', 'neither');
  }
  if (isMaskable(token)) run.log.secret(token);
  const seconds = answer['expires_in'];
  const lifetime = typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, 86_400) : DEFAULT_LIFETIME_S;
  return { value: token, expires: new Date(run.clock().getTime() + lifetime * 1000 - MARGIN_MS) };
}

/** Words of our own messages; a random token never contains one by chance. */
const OWN_WORD = /allowed|denied|undecided|decision|countersign|sha256/i;

/**
 * Whether to mask a token in all output. The server chooses the token: if we masked any text, a server could hide our decision, a digest
 * or an address in the job's log. So mask only a text that has the form (RFC 6750 section 2.1) and the length of a token. Other
 * tokens are used too, but not masked.
 */
function isMaskable(token: string): boolean {
  return token.length >= 16 && /^[A-Za-z0-9._~+/-]+=*$/.test(token) && !OWN_WORD.test(token);
}

/** `Basic …` of RFC 7617, UTF-8. */
export function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
