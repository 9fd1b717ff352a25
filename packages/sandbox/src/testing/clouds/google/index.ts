import { chain, json, type Handler, type SandboxRequest } from '../../../http/router.js';
import { refusing } from '../refusal.js';
import { createGoogleKms, type GoogleKms } from './kms.js';
import { createGoogleSecrets, type GoogleSecrets } from './secrets.js';
import { createGoogleTokens, type GooglePrincipals, type GoogleTokens } from './tokens.js';

export type { GoogleKms } from './kms.js';
export type { GooglePrincipals } from './tokens.js';

export interface GoogleCloudOptions extends GooglePrincipals {
  /** Whether a principal has an IAM permission on a resource. */
  readonly permits: (principal: string, permission: string, resource: string) => boolean;
  readonly projects?: Readonly<Record<string, string>>;
}

/** The services of Google Cloud that signing needs, as strict as the real ones where their documentation says so. */
export interface GoogleCloud {
  readonly handler: Handler;
  readonly tokens: GoogleTokens;
  readonly kms: GoogleKms;
  readonly secrets: GoogleSecrets;
}

/** Each service at its own host, by the header that a forwarding client sets, or by `Host`. */
const HOSTS: readonly (readonly [RegExp, RegExp])[] = [
  [/^cloudkms\.googleapis\.com$/, /^\/v1\/projects\/.+\/cryptoKeys/],
  [/^secretmanager(?:\.[a-z0-9-]+\.rep)?\.googleapis\.com$/, /^\/v1\/projects\/.+\/secrets\//],
  [/^sts\.googleapis\.com$/, /^\/v1\/token$/],
  [/^oauth2\.googleapis\.com$/, /^\/token$/],
  [/^iamcredentials\.googleapis\.com$/, /^\/v1\/projects\/-\/serviceAccounts\//],
  [/^metadata\.google\.internal$/, /^\/computeMetadata\//],
];

export function createGoogleCloud(options: GoogleCloudOptions): GoogleCloud {
  const tokens = createGoogleTokens(options);
  const kms = createGoogleKms({ tokens, permits: options.permits });
  const secrets = createGoogleSecrets({ tokens, permits: options.permits, projects: options.projects ?? {} });
  const all = refusing(chain(tokens.handler, kms.handler, secrets.handler));
  const handler: Handler = async (request) =>
    (isAtItsHost(request) ? await all(request) : undefined) ?? json(404, { error: { code: 404, status: 'NOT_FOUND' } });
  return { handler, tokens, kms, secrets };
}

function isAtItsHost({ headers, url }: SandboxRequest): boolean {
  const host = String(headers['x-forwarded-host'] ?? headers.host ?? '').replace(/:\d+$/, '');
  // The official client is given the address of this server.
  if (host === '127.0.0.1') return true;
  return HOSTS.some(([name, path]) => name.test(host) && path.test(url.pathname));
}
