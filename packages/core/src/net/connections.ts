import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import * as tls from 'node:tls';
import { CountersignError } from '../errors/index.js';
import type { Environment, Log } from '../run/index.js';
import { readRegularFile } from '../wire/index.js';
import { describeUrl } from './addresses.js';
import { proxyFor } from './proxy.js';

/** The connection pool of a request and the certificate authorities that it trusts. */
export interface Connection {
  readonly agent: HttpAgent;
  readonly ca: readonly string[] | undefined;
}

/** The certificate authorities of an operating system have some 250 kB. */
const MAX_AUTHORITIES_BYTES = 16 * 1024 * 1024;

/** Idle connections do not keep the process alive. As many connections to one host as signatures made at once, which all wait for one log. */
const POOL = { keepAlive: true, maxSockets: 64, maxFreeSockets: 64 };

/** The connection pools of the run: direct http, direct https, and one for each proxy. */
export function createConnections(env: Environment, log: Log): (url: URL) => Promise<Connection> {
  const agents = new Map<string, Promise<HttpAgent>>();
  let authorities: { readonly extra: readonly string[] | undefined } | undefined;

  function agentFor(url: URL): Promise<HttpAgent> {
    const proxy = proxyFor(url, env);
    const key = proxy ?? url.protocol;
    const known = agents.get(key);
    if (known !== undefined) return known;
    const made =
      proxy === undefined
        ? Promise.resolve(url.protocol === 'https:' ? new HttpsAgent(POOL) : new HttpAgent(POOL))
        : proxyAgent(proxy);
    agents.set(key, made);
    return made;
  }

  return async (url) => {
    if (url.protocol === 'https:') authorities ??= { extra: extraAuthorities(env, log) };
    return { agent: await agentFor(url), ca: url.protocol === 'https:' ? authorities?.extra : undefined };
  };
}

async function proxyAgent(proxy: string): Promise<HttpAgent> {
  const url = URL.parse(proxy);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new CountersignError('INPUT_INVALID', 'the proxy is not an http or https URL', {
      expected: 'http://host:port in HTTPS_PROXY or HTTP_PROXY',
      found: url === null ? 'something that is not a URL' : describeUrl(url),
      hint: 'Correct HTTPS_PROXY or HTTP_PROXY, or name the host in NO_PROXY.',
    });
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  // It uses a tunnel for plain http too, so that the proxy cannot change the exchange.
  // The connection to an https proxy uses TLS too; NODE_TLS_REJECT_UNAUTHORIZED=0 must not disable its check.
  return new HttpsProxyAgent(url, { ...POOL, rejectUnauthorized: true });
}

/**
 * Authorities of SSL_CERT_FILE and of a GitLab server's own CA, in addition to Node's (which include NODE_EXTRA_CA_CERTS).
 * A file that cannot be read causes a warning and is skipped: then fewer authorities are trusted, not more.
 */
function extraAuthorities(env: Environment, log: Log): readonly string[] | undefined {
  const extra = ['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'].flatMap((name) => authoritiesOf(name, env, log));
  return extra.length === 0 ? undefined : [...defaultAuthorities(env, log), ...extra];
}

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
