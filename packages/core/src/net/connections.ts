import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import * as tls from 'node:tls';
import { CountersignError } from '../errors/index.js';
import type { Environment, Log } from '../run/index.js';
import { readRegularFile } from '../wire/index.js';
import { describeUrl } from './addresses.js';
import { proxyFor, type Proxy } from './proxy.js';

/** The connection pool of a request, the certificate authorities that it trusts, and its proxy. */
export interface Connection {
  readonly agent: HttpAgent;
  /** With the authorities of the variables; undefined for those of Node alone. */
  readonly secureContext: tls.SecureContext | undefined;
  readonly proxy: Proxy | undefined;
}

/** The certificate authorities of an operating system have some 250 kB. */
const MAX_AUTHORITIES_BYTES = 16 * 1024 * 1024;

/** Idle connections do not keep the process alive. As many connections to one host as signatures made at once, which all wait for one log. */
const POOL = { keepAlive: true, maxSockets: 64, maxFreeSockets: 64 };

/** The connection pools of the run: direct http, direct https, and one for each proxy. */
export function createConnections(env: Environment, log: Log): (url: URL) => Promise<Connection> {
  const agents = new Map<string, Promise<HttpAgent>>();
  let known: { readonly context: tls.SecureContext | undefined } | undefined;
  // Made once: to read some hundred certificates for each connection takes longer than the connection.
  const secureContext = (): tls.SecureContext | undefined =>
    (known ??= { context: contextOf(extraAuthorities(env, log)) }).context;

  function agentFor(url: URL, proxy: Proxy | undefined): Promise<HttpAgent> {
    const key = proxy?.url ?? url.protocol;
    const existing = agents.get(key);
    if (existing !== undefined) return existing;
    const made =
      proxy === undefined
        ? Promise.resolve(url.protocol === 'https:' ? new HttpsAgent(POOL) : new HttpAgent(POOL))
        : proxyAgent(proxy, secureContext);
    agents.set(key, made);
    return made;
  }

  return async (url) => {
    const proxy = proxyFor(url, env);
    return { agent: await agentFor(url, proxy), secureContext: url.protocol === 'https:' ? secureContext() : undefined, proxy };
  };
}

async function proxyAgent(
  { url: text, variable }: Proxy,
  secureContext: () => tls.SecureContext | undefined,
): Promise<HttpAgent> {
  const url = URL.parse(text);
  const found = wrongIn(url);
  if (url === null || found !== undefined) {
    throw new CountersignError('INPUT_INVALID', `the proxy in ${variable} is not an http or https URL`, {
      expected: 'http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, special characters as %XX',
      found,
      hint: `Correct ${variable}, or name the host in NO_PROXY.`,
    });
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const context = url.protocol === 'https:' ? secureContext() : undefined;
  // It uses a tunnel for plain http too, so that the proxy cannot change the exchange.
  // The connection to an https proxy uses TLS too; NODE_TLS_REJECT_UNAUTHORIZED=0 must not disable its check.
  return new HttpsProxyAgent(url, {
    ...POOL,
    rejectUnauthorized: true,
    ...(context === undefined ? {} : { secureContext: context }),
  });
}

/** What makes a URL unusable for a proxy; undefined if nothing does. */
function wrongIn(url: URL | null): string | undefined {
  if (url === null) return 'something that is not a URL';
  if (!['http:', 'https:'].includes(url.protocol)) return describeUrl(url);
  return isDecodable(`${url.username}:${url.password}`) ? undefined : 'a user name or password with a wrong %XX';
}

/** Also no line breaks, which would add headers to the request to the proxy. */
function isDecodable(text: string): boolean {
  try {
    return !/[\0-\x1f\x7f]/.test(decodeURIComponent(text));
  } catch {
    return false;
  }
}

/**
 * Authorities of SSL_CERT_FILE and of a GitLab server's own CA, in addition to Node's (which include NODE_EXTRA_CA_CERTS).
 * A file that cannot be read causes a warning and is skipped: then fewer authorities are trusted, not more.
 */
function extraAuthorities(env: Environment, log: Log): readonly string[] | undefined {
  const extra = ['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'].flatMap((name) => authoritiesOf(name, env, log));
  return extra.length === 0 ? undefined : [...defaultAuthorities(env, log), ...extra];
}

const contextOf = (ca: readonly string[] | undefined): tls.SecureContext | undefined =>
  ca === undefined ? undefined : tls.createSecureContext({ ca: [...ca] });

/** Before 22.15, Node has no function for the authorities that it trusts: there, its own list and the file that Node adds to it. */
function defaultAuthorities(env: Environment, log: Log): readonly string[] {
  const { getCACertificates } = tls as Partial<Pick<typeof tls, 'getCACertificates'>>;
  return getCACertificates?.('default') ?? [...tls.rootCertificates, ...authoritiesOf('NODE_EXTRA_CA_CERTS', env, log)];
}

function authoritiesOf(name: string, env: Environment, log: Log): readonly string[] {
  const path = env[name];
  if (path === undefined || path === '') return [];
  try {
    return [readRegularFile(path, MAX_AUTHORITIES_BYTES, { followLink: true }).toString('utf8')];
  } catch {
    log.warn(`${name} names a file that cannot be read; its certificate authorities are not trusted`);
    return [];
  }
}
