import { createHash, X509Certificate } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, SignJWT, type JSONWebKeySet } from 'jose';
import { json, type Handler, type SandboxRequest } from '../../../http/router.js';
import { loginRefusal } from './errors.js';

const LIFETIME_S = 3599;
/** Clocks may differ by five minutes. */
const CLOCK_SKEW_S = 300;
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** An application with its credentials. */
export interface AzureApplication {
  readonly tenant: string;
  readonly client: string;
  readonly secret?: string;
  /** PEM. */
  readonly certificate?: string;
  /** Federated credentials: whose tokens it trusts. */
  readonly federated?: readonly {
    readonly issuer: string;
    readonly subject: string;
    readonly audience: string;
    readonly keySet: JSONWebKeySet;
  }[];
}

export interface AzureLoginOptions {
  readonly clock: () => Date;
  /** `login.microsoftonline.com` */
  readonly host: string;
  readonly applications: readonly AzureApplication[];
  /** Resources that tokens can be for: `https://vault.azure.net`. */
  readonly resources: readonly string[];
  /** The client of the machine's managed identity, and its tenant; none if absent. */
  readonly machine?: { readonly tenant: string; readonly client: string };
}

/** Whom an access token is for. */
export interface AzureAccess {
  readonly tenant: string;
  readonly client: string;
  readonly resource: string;
}

export interface AzureLogin {
  readonly handler: Handler;
  /** Gives a token, for tests. */
  issue(access: AzureAccess, lifetimeS?: number): Promise<string>;
  /** What a token says; undefined if it is not one of this service, or no longer valid. */
  read(token: string): Promise<AzureAccess | undefined>;
}

/** Microsoft Entra ID's token endpoint, and the identity endpoint of a virtual machine. */
export function createAzureLogin(options: AzureLoginOptions): AzureLogin {
  const { clock, host } = options;
  const secret = createHash('sha256').update(`tokens of ${host}`).digest();
  const seconds = (): number => Math.floor(clock().getTime() / 1000);

  const issue: AzureLogin['issue'] = ({ tenant, client, resource }, lifetimeS = LIFETIME_S) =>
    new SignJWT({
      appid: client,
      tid: tenant,
      aud: resource,
      iss: `https://${host}/${tenant}/`,
      iat: seconds(),
      nbf: seconds(),
      exp: seconds() + lifetimeS,
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(secret);

  const read: AzureLogin['read'] = async (token) => {
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        currentDate: clock(),
        requiredClaims: ['exp'],
      });
      return { tenant: String(payload['tid']), client: String(payload['appid']), resource: String(payload.aud) };
    } catch {
      return undefined;
    }
  };

  /** https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  async function token(request: SandboxRequest, tenant: string) {
    if (!/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? ''))
      throw loginRefusal(400, 'invalid_request', 900144, 'The request body must be a form.');
    const form = new URLSearchParams(request.body.toString('utf8'));
    if (form.get('grant_type') !== 'client_credentials')
      throw loginRefusal(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
    const client = form.get('client_id') ?? '';
    const application = options.applications.find((one) => one.tenant === tenant && one.client === client);
    if (application === undefined)
      throw loginRefusal(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${client}' was not found in the directory.`,
      );
    const resource = options.resources.find((one) => form.get('scope')?.split(' ').includes(`${one}/.default`));
    if (resource === undefined)
      throw loginRefusal(400, 'invalid_scope', 70011, 'The provided value for the input parameter scope is not valid.');
    await authenticate(form, application, tenant);
    const access_token = await issue({ tenant, client, resource });
    return json(200, { token_type: 'Bearer', expires_in: LIFETIME_S, ext_expires_in: LIFETIME_S, access_token });
  }

  async function authenticate(form: URLSearchParams, application: AzureApplication, tenant: string): Promise<void> {
    const assertion = form.get('client_assertion');
    if (assertion === null) {
      if (application.secret === undefined || form.get('client_secret') !== application.secret)
        throw loginRefusal(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
      return;
    }
    if (form.get('client_assertion_type') !== JWT_BEARER)
      throw loginRefusal(400, 'invalid_request', 900144, 'client_assertion_type is not valid.');
    const { x5t, 'x5t#S256': x5tS256 } = decodeProtectedHeader(assertion) as Record<string, unknown>;
    if (x5t !== undefined || x5tS256 !== undefined) await byCertificate(assertion, application, tenant, String(x5tS256));
    else await byFederation(assertion, application);
  }

  async function byFederation(assertion: string, { federated = [] }: AzureApplication): Promise<void> {
    const [, payload = ''] = assertion.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss?: string; sub?: string; aud?: string };
    const credential = federated.find(({ issuer }) => issuer === claims.iss);
    if (credential === undefined)
      throw loginRefusal(
        401,
        'invalid_client',
        700211,
        `No matching federated identity record found for presented assertion issuer '${claims.iss}'.`,
      );
    if (credential.subject !== claims.sub)
      throw loginRefusal(
        401,
        'invalid_client',
        700213,
        `No matching federated identity record found for presented assertion subject '${claims.sub}'.`,
      );
    if (credential.audience !== claims.aud)
      throw loginRefusal(
        401,
        'invalid_client',
        700212,
        `No matching federated identity record found for presented assertion audience '${claims.aud}'.`,
      );
    await proven(() =>
      jwtVerify(assertion, createLocalJWKSet(credential.keySet), {
        issuer: credential.issuer,
        subject: credential.subject,
        audience: credential.audience,
        clockTolerance: CLOCK_SKEW_S,
        algorithms: ['RS256'],
        currentDate: clock(),
        requiredClaims: ['exp'],
      }),
    );
  }

  /** https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials */
  async function byCertificate(
    assertion: string,
    { certificate = '', client }: AzureApplication,
    tenant: string,
    thumbprint: string,
  ): Promise<void> {
    const own = certificate === '' ? undefined : new X509Certificate(certificate);
    if (own === undefined || createHash('sha256').update(own.raw).digest('base64url') !== thumbprint)
      throw loginRefusal(
        401,
        'invalid_client',
        700027,
        'The certificate with identifier used to sign the client assertion is not registered on application.',
      );
    await proven(() =>
      jwtVerify(assertion, own.publicKey, {
        issuer: client,
        subject: client,
        audience: `https://${host}/${tenant}/oauth2/v2.0/token`,
        clockTolerance: CLOCK_SKEW_S,
        algorithms: ['PS256', 'RS256'],
        currentDate: clock(),
        requiredClaims: ['exp'],
      }),
    );
  }

  async function proven(verify: () => Promise<unknown>): Promise<void> {
    try {
      await verify();
    } catch {
      throw loginRefusal(
        401,
        'invalid_client',
        700024,
        'Client assertion is not within its valid time range, or its signature is not valid.',
      );
    }
  }

  /** https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token */
  async function machineToken(request: SandboxRequest) {
    const { searchParams } = request.url;
    if (request.headers['metadata'] !== 'true')
      return json(400, { error: 'bad_request_102', error_description: 'Required metadata header not specified' });
    if (searchParams.get('api-version') !== '2018-02-01')
      return json(400, { error: 'invalid_request', error_description: 'api-version' });
    const resource = options.resources.find((one) => searchParams.get('resource') === one);
    const client = searchParams.get('client_id');
    if (options.machine === undefined || resource === undefined || (client !== null && client !== options.machine.client))
      return json(400, { error: 'invalid_request', error_description: 'Identity not found' });
    const access_token = await issue({ ...options.machine, resource });
    const expires_on = String(seconds() + LIFETIME_S);
    return json(200, {
      access_token,
      client_id: options.machine.client,
      expires_in: String(LIFETIME_S),
      expires_on,
      not_before: String(seconds()),
      resource,
      token_type: 'Bearer',
    });
  }

  const handler: Handler = (request) => {
    const at = `${request.method} ${request.url.pathname}`;
    if (at === 'GET /metadata/identity/oauth2/token') return machineToken(request);
    const [, tenant, path] =
      /^(?:GET|POST) \/([0-9a-f-]{36})\/(oauth2\/v2\.0\/token|v2\.0\/\.well-known\/openid-configuration)$/.exec(at) ?? [];
    if (tenant === undefined) return at === 'GET /common/discovery/instance' ? json(200, discovery(host)) : undefined;
    if (path === 'oauth2/v2.0/token') return token(request, tenant);
    return json(200, {
      issuer: `https://${host}/${tenant}/v2.0`,
      token_endpoint: `https://${host}/${tenant}/oauth2/v2.0/token`,
      authorization_endpoint: `https://${host}/${tenant}/oauth2/v2.0/authorize`,
      end_session_endpoint: `https://${host}/${tenant}/oauth2/v2.0/logout`,
      jwks_uri: `https://${host}/${tenant}/discovery/v2.0/keys`,
    });
  };
  return { handler, issue, read };
}

const discovery = (host: string) => ({
  tenant_discovery_endpoint: `https://${host}/common/v2.0/.well-known/openid-configuration`,
  'api-version': '1.1',
  metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
});
