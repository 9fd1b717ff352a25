/**
 * Credentials of Google Cloud. The classes are imported from their own files: the package's index also contains `signBlob`, which no gate may
 * contain, and the search for credentials, which reads the environment and starts programs.
 */
import type { BaseExternalAccountClientOptions } from 'google-auth-library/build/src/auth/baseexternalclient.js';
import {
  IdentityPoolClient,
  type IdentityPoolClientOptions,
  type SubjectTokenSupplier,
} from 'google-auth-library/build/src/auth/identitypoolclient.js';
import { JWT } from 'google-auth-library/build/src/auth/jwtclient.js';
import { OAuth2Client } from 'google-auth-library/build/src/auth/oauth2client.js';
import { UserRefreshClient } from 'google-auth-library/build/src/auth/refreshclient.js';
import { StsCredentials } from 'google-auth-library/build/src/auth/stscredentials.js';
import type { Send } from './network/send.js';

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/** An `external_account` of workload identity federation. */
export interface ExternalAccount {
  readonly audience: string;
  readonly subjectTokenType: string;
  readonly tokenUrl: string;
  readonly impersonationUrl: string | undefined;
  /** The token of the job, or where it is: a file, or an address that answers with it. */
  readonly source:
    | { readonly kind: 'token'; readonly token: () => Promise<string> }
    | { readonly kind: 'file'; readonly file: string; readonly format: TokenFormat }
    | {
        readonly kind: 'url';
        readonly url: string;
        readonly headers: Readonly<Record<string, string>>;
        readonly format: TokenFormat;
      };
}

/** `text`, or the member of a JSON object that has the token. */
export type TokenFormat = { readonly type: 'text' } | { readonly type: 'json'; readonly member: string };

/** An access token for an account of another identity provider. @throws the library's errors, and those of `send` */
export async function externalAccountToken(account: ExternalAccount, send: Send): Promise<string> {
  const options: IdentityPoolClientOptions & BaseExternalAccountClientOptions = {
    type: 'external_account',
    audience: account.audience,
    subject_token_type: account.subjectTokenType,
    token_url: account.tokenUrl,
    scopes: SCOPES,
    transporter: transporter(send),
    ...(account.impersonationUrl === undefined ? {} : { service_account_impersonation_url: account.impersonationUrl }),
    ...sourceOf(account),
  };
  return given(await new PoolClient(options, account.tokenUrl).getAccessToken());
}

function sourceOf({ source }: ExternalAccount): Partial<IdentityPoolClientOptions> {
  if (source.kind === 'token') {
    const supplier: SubjectTokenSupplier = { getSubjectToken: source.token };
    return { subject_token_supplier: supplier };
  }
  const format =
    source.format.type === 'text'
      ? ({ type: 'text' } as const)
      : ({ type: 'json', subject_token_field_name: source.format.member } as const);
  return {
    credential_source:
      source.kind === 'file' ? { file: source.file, format } : { url: source.url, headers: { ...source.headers }, format },
  };
}

/** The library gives its exchange of tokens a connection of its own. */
class PoolClient extends IdentityPoolClient {
  constructor(options: IdentityPoolClientOptions & BaseExternalAccountClientOptions, tokenUrl: string) {
    super(options);
    this.stsCredential = new StsCredentials({ tokenExchangeEndpoint: tokenUrl, transporter: this.transporter });
  }
}

/** An access token for a service account with a key file. */
export async function serviceAccountToken(
  account: { readonly email: string; readonly key: string; readonly keyId: string | undefined },
  send: Send,
): Promise<string> {
  const client = new JWT({
    email: account.email,
    key: account.key,
    ...(account.keyId === undefined ? {} : { keyId: account.keyId }),
    scopes: SCOPES,
    transporter: transporter(send),
  });
  return given(await client.getAccessToken());
}

/** An access token for a person who has logged in with `gcloud auth application-default login`. */
export async function userToken(
  user: { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string },
  send: Send,
): Promise<string> {
  return given(await new UserRefreshClient({ ...user, transporter: transporter(send) }).getAccessToken());
}

function given({ token }: { readonly token?: string | null }): string {
  if (typeof token !== 'string' || token === '') throw new Error('the answer has no access token');
  return token;
}

type Transporter = OAuth2Client['transporter'];

/** Connections are made by `send`. */
const unused = (): never => {
  throw new Error('the library opens no connection');
};

/** Without retries: the network of the run has its own. The library makes the object, because its module format is not ours. */
function transporter(send: Send): Transporter {
  const { transporter } = new OAuth2Client({ transporterOptions: { fetchImplementation: fetchBy(send) } });
  const request = transporter.request.bind(transporter);
  transporter.request = (options = {}) => {
    // With an agent it leaves alone the proxies of the environment, for which it would load another client. `send` has the run's.
    const once = { ...options, retry: false, agent: unused };
    // It would repeat requests, whatever `retry` says.
    delete once.retryConfig;
    return request(once);
  };
  return transporter;
}

function fetchBy(send: Send): typeof fetch {
  return async (input, init = {}) => {
    const { method = 'GET', body } = init;
    const headers = new Headers(init.headers);
    // As `fetch` does: the kind of a form is not in the headers of the library.
    const encoded = body === undefined || body === null ? undefined : new Response(body);
    const kind = encoded?.headers.get('content-type');
    if (kind && !headers.has('content-type')) headers.set('content-type', kind);
    const answer = await send({
      method,
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(headers),
      body: encoded === undefined ? undefined : new Uint8Array(await encoded.arrayBuffer()),
    });
    // A status without a body must not get one.
    const content = [204, 205, 304].includes(answer.status) ? null : Buffer.from(answer.body);
    return new Response(content, { status: answer.status, headers: answer.headers });
  };
}
