import { BlockList, isIP } from 'node:net';
import type { Environment } from '../run/index.js';
import { isLoopback, isMachineCredentials } from './addresses.js';

/** The proxy of a request. */
export interface Proxy {
  /** With its user and password. */
  readonly url: string;
  /** The variable that names it. */
  readonly variable: string;
  /** Host and port, for messages. */
  readonly host: string;
  readonly hasUser: boolean;
}

/**
 * The proxy for a URL by the usual variables (lower case first), or undefined for a direct connection.
 * Loopback and the services of machine credentials never go through a proxy: the proxy's are those of another machine.
 */
export function proxyFor(url: URL, env: Environment): Proxy | undefined {
  if (isLoopback(url.hostname) || isMachineCredentials(url)) return undefined;
  const names = url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  const variable = [...names, 'all_proxy', 'ALL_PROXY'].find((name) => (env[name] ?? '') !== '');
  if (variable === undefined || exempt(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  const value = env[variable] ?? '';
  const proxy = value.includes('://') ? value : `http://${value}`;
  const parsed = URL.parse(proxy);
  return { url: proxy, variable, host: parsed?.host ?? 'without a host', hasUser: (parsed?.username ?? '') !== '' };
}

/** `NO_PROXY` with the rules of curl and Go: `*`, host, `.suffix`, `host:port`, IP address, CIDR block; a host name includes its subdomains. */
function exempt(url: URL, list: string): boolean {
  const host = comparable(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return inBlock(host, entry);
      const [, name, wantedPort] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry) ?? [undefined, entry, undefined];
      if (wantedPort !== undefined && wantedPort !== port) return false;
      const bare = comparable((name ?? entry).replace(/^\*?\./, ''));
      return bare !== '' && (host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`)));
    });
}

/** A host in one spelling: an IPv6 address has many, and a name may end in the dot of the root of DNS. */
function comparable(host: string): string {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
  const address = isIP(bare) === 6 ? URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1) : undefined;
  return address ?? bare.replace(/\.$/, '');
}

function inBlock(host: string, block: string): boolean {
  const [network = '', bits = ''] = block.split('/');
  const family = isIP(network);
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}
