import { randomBytes, timingSafeEqual } from 'node:crypto';
import { json, type Answer, type SandboxRequest } from '../http/router.js';
import { RegistryError } from './answers.js';

export type Action = 'pull' | 'push' | 'delete';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** The secret that a credential helper returns with the user name `<token>`; exchanged at the token endpoint. */
  readonly identityToken: string;
}

export interface AuthOptions {
  readonly mode: 'none' | 'basic' | 'token';
  readonly credentials: Credentials;
  /** Whether anyone gets a token for `pull` (mode `token`), or can read content (mode `basic`). */
  readonly anonymousPull: boolean;
  readonly tokenLifetimeMs: number;
  readonly clock: () => Date;
}

export interface Auth {
  /** Refuses with 401 and a challenge unless the request is allowed in the repository. Without repository: the API's root. */
  require(request: SandboxRequest, action: Action, repository?: string): void;
  /** Whether the request is allowed; never throws. */
  allows(request: SandboxRequest, action: Action, repository: string): boolean;
  /** The token endpoint, `/token`. */
  tokens(request: SandboxRequest): Answer;
}

interface Grant {
  readonly scopes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly expires: number;
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function basicCredentials(header: string | undefined): readonly [string, string] | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

/** Access control of the registry: open, HTTP basic, or Docker's token scheme (distribution's "Token Authentication"). */
export function createAuth(options: AuthOptions): Auth {
  const { mode, credentials, clock } = options;
  const grants = new Map<string, Grant>();

  const knows = (pair: readonly [string, string] | undefined): boolean =>
    pair !== undefined && same(pair[0], credentials.username) && same(pair[1], credentials.password);

  const refuse = (request: SandboxRequest, action: Action, repository: string | undefined, error = ''): RegistryError => {
    const service = request.url.host;
    // A push must check for existing blobs, so the challenge asks for both actions.
    const actions = action === 'push' ? 'pull,push' : action;
    const scope = repository === undefined ? '' : `,scope="repository:${repository}:${actions}"`;
    const challenge =
      mode === 'basic'
        ? `Basic realm="${service}"`
        : `Bearer realm="${request.url.origin}/token",service="${service}"${scope}${error}`;
    return new RegistryError(401, 'UNAUTHORIZED', 'authentication required', { 'www-authenticate': challenge });
  };

  const require = (request: SandboxRequest, action: Action, repository?: string): void => {
    const header = request.headers.authorization;
    if (mode === 'none') return;
    if (mode === 'basic') {
      const open = header === undefined && options.anonymousPull && action === 'pull';
      if (!open && !knows(basicCredentials(header))) throw refuse(request, action, repository);
      return;
    }
    const grant = grants.get(/^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? '');
    if (!grant || grant.expires <= clock().getTime()) {
      throw refuse(request, action, repository, header === undefined ? '' : ',error="invalid_token"');
    }
    if (repository !== undefined && !grant.scopes.get(repository)?.has(action)) {
      throw refuse(request, action, repository, ',error="insufficient_scope"');
    }
  };

  const issue = (asked: readonly string[], everything: boolean): Answer => {
    const scopes = new Map<string, ReadonlySet<string>>();
    for (const scope of asked.flatMap((one) => one.split(' '))) {
      const [, repository, actions] = /^repository:(.+):([a-z,*]+)$/.exec(scope) ?? [];
      if (repository === undefined || actions === undefined) continue;
      const wanted = actions === '*' ? ['pull', 'push', 'delete'] : actions.split(',');
      const given = wanted.filter((action) => everything || action === 'pull');
      scopes.set(repository, new Set([...(scopes.get(repository) ?? []), ...given]));
    }
    const token = randomBytes(24).toString('base64url');
    const now = clock();
    grants.set(token, { scopes, expires: now.getTime() + options.tokenLifetimeMs });
    const expires = Math.max(1, Math.floor(options.tokenLifetimeMs / 1000));
    return json(200, { token, access_token: token, expires_in: expires, issued_at: now.toISOString() });
  };

  const tokens = (request: SandboxRequest): Answer => {
    if (mode !== 'token') throw new RegistryError(404, 'UNSUPPORTED', 'this registry does not issue tokens');
    if (request.method === 'POST') {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const refreshed =
        form.get('grant_type') === 'refresh_token' && same(form.get('refresh_token') ?? '', credentials.identityToken);
      const named = form.get('grant_type') === 'password' && knows([form.get('username') ?? '', form.get('password') ?? '']);
      if (!refreshed && !named) throw new RegistryError(401, 'UNAUTHORIZED', 'invalid credentials');
      return issue(form.getAll('scope'), true);
    }
    const header = request.headers.authorization;
    const known = knows(basicCredentials(header));
    if (!known && (header !== undefined || !options.anonymousPull))
      throw new RegistryError(401, 'UNAUTHORIZED', 'invalid credentials');
    return issue(request.url.searchParams.getAll('scope'), known);
  };

  return {
    require,
    tokens,
    allows: (request, action, repository) => {
      try {
        require(request, action, repository);
        return true;
      } catch {
        return false;
      }
    },
  };
}
