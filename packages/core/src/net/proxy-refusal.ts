import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import { describeUrl } from './addresses.js';
import { isTransient } from './backoff.js';
import { afterAttempts, NetworkFailure } from './failures.js';
import type { Proxy } from './proxy.js';

/** The error for a proxy that does not open a tunnel. @param statusText the proxy's own words */
export function proxyRefusal(url: URL, proxy: Proxy, status: number, statusText: string): CountersignError {
  const code = isTransient(status) ? 'PROXY_FAILED' : 'PROXY_REFUSED';
  const said = statusText === '' ? '' : ` ${excerpt(statusText.slice(0, 200))}`;
  return new CountersignError('FETCH_FAILED', `${describeUrl(url)}: the proxy ${proxy.host} answered ${status}${said}`, {
    expected: 'a connection through the proxy',
    found: `${code} ${afterAttempts(1)}`,
    hint: refusalCure(url, proxy, status),
    cause: new NetworkFailure(code),
  });
}

function refusalCure(url: URL, { variable, hasUser }: Proxy, status: number): string {
  const how = 'http://USER:PASSWORD@HOST:PORT (special characters as %XX)';
  if (status === 407) {
    return hasUser
      ? `The proxy does not accept user and password in ${variable}; write them as ${how}.`
      : `The proxy asks for a user and a password: set ${variable} to ${how}.`;
  }
  if (isTransient(status))
    return `The proxy could not connect to ${url.hostname}; try again later, or name the host in NO_PROXY.`;
  return `The proxy does not allow connections to ${url.hostname}: ask its operator, or name the host in NO_PROXY.`;
}
