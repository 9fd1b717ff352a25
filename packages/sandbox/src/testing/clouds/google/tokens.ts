import { createPublicKey, randomUUID, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { json, type Handler, type SandboxRequest } from '../../../http/router.js';
import { formBody, jsonBody } from './bodies.js';
import { googleRefusal, oauthRefusal } from './errors.js';

const PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const LIFETIME_S = 3600;

/** A provider of a workload identity pool. */
export interface WorkloadProvider {
  /** `projects/N/locations/global/workloadIdentityPools/P/providers/X` */
  readonly name: string;
  readonly issuer: string;
  readonly keySet: JSONWebKeySet;
  /** Allowed audiences; default `https://iam.googleapis.com/<name>`. */
  readonly audiences?: readonly string[];
  /** The attribute condition. */
  readonly allows: (claims: JWTPayload) => boolean;
}

export interface ServiceAccount {
  readonly email: string;
  /** The public half of its key, if it has one. */
  readonly publicKeyPem?: string;
  /** `principal://…` of those who may get its tokens. */
  readonly impersonators?: readonly string[];
}

export interface GoogleUser {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly email: string;
}

export interface GooglePrincipals {
  readonly clock: () => Date;
  readonly providers: readonly WorkloadProvider[];
  readonly accounts: readonly ServiceAccount[];
  readonly users?: readonly GoogleUser[];
  /** The service account of the machine; none if absent. */
  readonly machine?: string;
}

/** Who an access token is for: the email of an account, or `principal://…` of a federated identity. */
type Principal = string;

export interface GoogleTokens {
  readonly handler: Handler;
  /** Gives a token, for tests. */
  issue(principal: Principal, scopes?: readonly string[], lifetimeS?: number): string;
  /** Who sent a request. @throws Refusal 401, 403 */
  authenticate(request: SandboxRequest, scopes: readonly string[]): Principal;
}

/** The token services of Google Cloud: exchange (STS), impersonation (IAM Credentials), OAuth 2.0, metadata server. */
export function createGoogleTokens(options: GooglePrincipals): GoogleTokens {
  const issued = new Map<string, { readonly principal: Principal; readonly scopes: readonly string[]; readonly ends: number }>();
  const now = (): number => options.clock().getTime();
  const issue: GoogleTokens['issue'] = (principal, scopes = [PLATFORM], lifetimeS = LIFETIME_S) => {
    const token = `ya29.${randomUUID()}${randomUUID()}`;
    issued.set(token, { principal, scopes, ends: now() + lifetimeS * 1000 });
    return token;
  };

  const authenticate: GoogleTokens['authenticate'] = (request, scopes) => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const found = issued.get(token);
    if (found === undefined || found.ends <= now())
      throw googleRefusal('UNAUTHENTICATED', 'Request had invalid authentication credentials. Expected OAuth 2 access token.');
    if (!found.scopes.some((scope) => scopes.includes(scope)))
      throw googleRefusal('PERMISSION_DENIED', 'Request had insufficient authentication scopes.');
    return found.principal;
  };

  /** https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token */
  async function exchange(request: SandboxRequest) {
    if (request.headers.authorization !== undefined)
      throw oauthRefusal('invalid_request', 'The Authorization header must not be sent to this method.');
    const form = formBody(request);
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:token-exchange')
      throw oauthRefusal('unsupported_grant_type', 'grant_type must be token-exchange');
    if (form.get('requested_token_type') !== ACCESS_TOKEN)
      throw oauthRefusal('invalid_request', 'requested_token_type must be access_token');
    if (form.get('subject_token_type') !== 'urn:ietf:params:oauth:token-type:jwt')
      throw oauthRefusal('invalid_request', 'subject_token_type must be jwt');
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (scopes.length === 0) throw oauthRefusal('invalid_request', 'scope is required');
    const provider = options.providers.find(({ name }) => form.get('audience') === `//iam.googleapis.com/${name}`);
    if (provider === undefined) throw oauthRefusal('invalid_target', 'The target service indicated by "audience" is invalid.');
    const claims = await verified(form.get('subject_token') ?? '', provider);
    if (!provider.allows(claims))
      throw oauthRefusal('unauthorized_client', 'The given credential is rejected by the attribute condition.');
    const pool = provider.name.replace(/\/providers\/.*$/, '');
    const principal = `principal://iam.googleapis.com/${pool}/subject/${claims.sub ?? ''}`;
    return json(200, {
      access_token: issue(principal, scopes),
      issued_token_type: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_in: LIFETIME_S,
    });
  }

  async function verified(token: string, { name, issuer, keySet, audiences }: WorkloadProvider): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keySet), {
        issuer,
        audience: [...(audiences ?? [`https://iam.googleapis.com/${name}`])],
        algorithms: ['RS256', 'ES256'],
        currentDate: options.clock(),
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return payload;
    } catch (thrown) {
      throw oauthRefusal('invalid_grant', `The subject token is not accepted: ${thrown instanceof Error ? thrown.message : ''}`);
    }
  }

  /** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
  function impersonate(request: SandboxRequest, email: string) {
    const principal = authenticate(request, [PLATFORM, 'https://www.googleapis.com/auth/iam']);
    const { scope, lifetime = '3600s' } = jsonBody(request, ['scope', 'lifetime', 'delegates']);
    const account = options.accounts.find((one) => one.email === email);
    if (account?.impersonators?.includes(principal) !== true)
      throw googleRefusal('PERMISSION_DENIED', "Permission 'iam.serviceAccounts.getAccessToken' denied on resource.");
    if (!Array.isArray(scope) || scope.length === 0) throw googleRefusal('INVALID_ARGUMENT', 'scope is required');
    const seconds = Number(/^(\d{1,5})s$/.exec(String(lifetime))?.[1] ?? Number.NaN);
    if (!(seconds > 0 && seconds <= LIFETIME_S)) throw googleRefusal('INVALID_ARGUMENT', 'lifetime is out of range');
    const expireTime = new Date(now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    return json(200, { accessToken: issue(email, scope as string[], seconds), expireTime });
  }

  /** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
  async function oauth(request: SandboxRequest) {
    const form = formBody(request);
    switch (form.get('grant_type')) {
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer': {
        const claims = await assertion(form.get('assertion') ?? '');
        const token = issue(String(claims.iss), String(claims['scope']).split(' '));
        return json(200, { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_S });
      }
      case 'refresh_token': {
        const user = options.users?.find(({ refreshToken }) => refreshToken === form.get('refresh_token'));
        if (user === undefined) throw oauthRefusal('invalid_grant', 'Token has been expired or revoked.');
        if (form.get('client_id') !== user.clientId || form.get('client_secret') !== user.clientSecret)
          throw oauthRefusal('invalid_client', 'Unauthorized', 401);
        return json(200, { access_token: issue(user.email), token_type: 'Bearer', expires_in: LIFETIME_S, scope: PLATFORM });
      }
      default:
        throw oauthRefusal('unsupported_grant_type', 'Invalid grant_type');
    }
  }

  async function assertion(jwt: string): Promise<JWTPayload> {
    const keyOf = ({ iss }: JWTPayload): KeyObject => {
      const account = options.accounts.find(({ email }) => email === iss);
      if (account?.publicKeyPem === undefined) throw new Error('account not found');
      return createPublicKey(account.publicKeyPem);
    };
    try {
      const unverified = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;
      const { payload } = await jwtVerify(jwt, keyOf(unverified), {
        audience: 'https://oauth2.googleapis.com/token',
        algorithms: ['RS256'],
        currentDate: options.clock(),
        requiredClaims: ['exp', 'iat', 'scope'],
      });
      if ((payload.exp ?? 0) - (payload.iat ?? 0) > LIFETIME_S) throw new Error('must be a short-lived token (60 minutes)');
      return payload;
    } catch (thrown) {
      throw oauthRefusal('invalid_grant', `Invalid JWT: ${thrown instanceof Error ? thrown.message : ''}`);
    }
  }

  /** https://cloud.google.com/compute/docs/access/authenticate-workloads */
  function metadata(request: SandboxRequest) {
    const headers = { 'metadata-flavor': 'Google' };
    if (request.headers['metadata-flavor'] !== 'Google')
      return { status: 403, headers: {}, body: 'Missing Metadata-Flavor:Google header.' };
    if (options.machine === undefined) return { status: 404, headers, body: 'Not Found' };
    return json(200, { access_token: issue(options.machine), expires_in: 3599, token_type: 'Bearer' }, headers);
  }

  const handler: Handler = (request) => {
    const { method, url } = request;
    const at = `${method} ${url.pathname}`;
    if (at === 'POST /v1/token') return exchange(request);
    if (at === 'POST /token') return oauth(request);
    if (at === 'GET /computeMetadata/v1/instance/service-accounts/default/token') return metadata(request);
    const [, email] = /^POST \/v1\/projects\/-\/serviceAccounts\/([^/]+):generateAccessToken$/.exec(at) ?? [];
    return email === undefined ? undefined : impersonate(request, email);
  };
  return { handler, issue, authenticate };
}
