import { CountersignError } from '../errors/index.js';
import type { NetRequest, NetResponse, Run } from '../run/index.js';
import { invalidAnswer, withRegistry, withSecrets } from './answers.js';
import { parseChallenges, type Challenge } from './challenges.js';
import type { Credential } from './credential.js';
import type { Credentials } from './credentials.js';
import type { Repository } from './repositories.js';
import { basic, requestToken, type Token } from './tokens.js';

export interface RegistryRequest extends Omit<NetRequest, 'purpose'> {
  /** The access that the token must allow. */
  readonly access: 'pull' | 'push';
}

/** Sends a request for a repository, and logs in only if the registry asks for it. */
export type Send = (at: Repository, request: RegistryRequest) => Promise<NetResponse>;

type Authorization = { readonly header: string; readonly expires: Date | undefined };

/**
 * Credentials are searched and sent only after a 401 with a challenge. The resulting login is kept for the repository and
 * access, so that later requests send it at once.
 */
export function createSession(run: Run, credentials: Credentials): Send {
  const logins = new Map<string, Authorization>();
  const tokens = new Map<string, Promise<Token>>();
  const warned = new Set<string>();

  /** Helpers without credentials are normal, until the registry refuses. */
  function tellUnanswered({ registry }: Repository): void {
    for (const note of credentials.unanswered(registry)) {
      if (warned.has(note)) continue;
      warned.add(note);
      run.log.warn(note, { code: 'REGISTRY_UNAUTHORIZED' });
    }
  }

  function kept(at: Repository, access: RegistryRequest['access']): Authorization | undefined {
    const keys = access === 'pull' ? ['pull', 'push'] : ['push'];
    const now = run.clock();
    return keys
      .map((key) => logins.get(loginKey(at, key)))
      .find((login) => login !== undefined && (login.expires === undefined || now < login.expires));
  }

  async function login(
    at: Repository,
    access: RegistryRequest['access'],
    header: string | undefined,
    stale: boolean,
  ): Promise<Authorization | undefined> {
    const challenges = parseChallenges(header ?? '');
    const bearer = challenges.find((challenge): challenge is Challenge & { scheme: 'bearer' } => challenge.scheme === 'bearer');
    if (bearer === undefined && !challenges.some(({ scheme }) => scheme === 'basic')) return undefined;
    const credential = await credentials.find(at.registry, at.repository);
    if (credential?.kind === 'bearer') return { header: `Bearer ${headerSafe(credential.token)}`, expires: undefined };
    if (bearer === undefined) return credential?.kind === 'basic' ? { header: basic(credential), expires: undefined } : undefined;
    const token = await tokenFor(at, bearer, access, credential, stale);
    return { header: `Bearer ${token.value}`, expires: token.expires };
  }

  /** Parallel requests that need the same token share one token request. */
  async function tokenFor(
    at: Repository,
    challenge: Challenge & { readonly scheme: 'bearer' },
    access: RegistryRequest['access'],
    credential: Credential | undefined,
    stale: boolean,
  ): Promise<Token> {
    const scope = challenge.scope ?? `repository:${at.repository}:${access === 'pull' ? 'pull' : 'pull,push'}`;
    const key = JSON.stringify([at.origin, challenge.realm, challenge.service, scope]);
    const known = stale ? undefined : await tokens.get(key)?.catch(() => undefined);
    if (known !== undefined && run.clock() < known.expires) return known;
    const token = requestToken(run, at, challenge, scope, credential);
    tokens.set(key, token);
    return await token;
  }

  return async (at, { access, ...request }) => {
    const sameOrigin = new URL(request.url).origin === at.origin;
    const send = async (authorization: Authorization | undefined): Promise<NetResponse> => {
      const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization: authorization.header }) };
      try {
        const from = sameOrigin ? {} : { from: at.origin };
        const response = await run.net.fetch({ ...request, ...from, purpose: 'registry', headers });
        return withSecrets(response, authorization?.header);
      } catch (thrown) {
        throw withRegistry(at, thrown);
      }
    };
    // An upload location may be on another host, which must not get our credentials.
    if (!sameOrigin) return await send(undefined);

    const before = kept(at, access);
    const response = await send(before);
    const warning = warningIn(at, response);
    if (warning !== undefined && !warned.has(warning)) {
      warned.add(warning);
      run.log.warn(warning);
    }
    if (response.status !== 401) return response;
    const authorization = await login(at, access, response.headers['www-authenticate'], before !== undefined).catch(
      (error: unknown) => {
        tellUnanswered(at);
        throw error;
      },
    );
    if (authorization === undefined) {
      tellUnanswered(at);
      return response;
    }
    const second = await send(authorization);
    if (second.status !== 401) logins.set(loginKey(at, access), authorization);
    if ([401, 403].includes(second.status)) tellUnanswered(at);
    return second;
  };
}

function loginKey(at: Repository, access: string): string {
  return `${at.origin} ${at.repository} ${access}`;
}

function headerSafe(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CountersignError(
    'INPUT_INVALID',
    'the registry token in the credential file has characters that are not allowed in a token',
    {
      hint: 'Log in again to write the file again.',
    },
  );
}

/** `Warning: 299 - "text"` (distribution-spec 1.1): a message for the user. */
function warningIn(at: Repository, response: NetResponse): string | undefined {
  const text = /^299 - "((?:[^"\\]|\\.){1,300})/.exec(response.headers['warning'] ?? '')?.[1];
  return text === undefined ? undefined : `${at.registry} says: ${text.replace(/[^\x20-\x7e]/g, '?')}`;
}

/** The URL in a `Location` or `Link` header. @throws CountersignError REGISTRY_ANSWER_INVALID if it is not https */
export function linkedUrl(at: Repository, base: string, target: string): URL {
  const url = URL.parse(target, base);
  if (url === null || url.username !== '' || (url.protocol !== 'https:' && url.origin !== at.origin)) {
    throw invalidAnswer(
      `${at.registry} points to an address that is not safe to use`,
      'an https address',
      url === null ? 'no URL' : `${url.protocol}//${url.host}`,
    );
  }
  return url;
}
