import { CountersignError } from '../errors/index.js';
import type { NetRequest, NetResponse } from '../run/index.js';
import { checkedUrl, describeUrl } from './addresses.js';
import type { Attempt } from './exchange.js';
import { AnswerRefused } from './failures.js';
import { checkTarget, type Named } from './targets.js';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The headers that are sent to another host. An allow-list, because secrets are sent under many names. */
const HARMLESS = new Set(['accept', 'user-agent', 'range']);

export type Send = (step: Pick<Attempt, 'purpose' | 'method' | 'url' | 'headers' | 'body'> & Named) => Promise<NetResponse>;

/**
 * Sends a request and follows its redirects (GET and HEAD only; other methods get the 3xx as their answer).
 * A redirect keeps the purpose of the request. Refused: from https to http, and from another host to
 * this machine or a metadata service. Credentials are not sent to another origin.
 *
 * @throws CountersignError FETCH_FAILED
 */
export async function followed(request: NetRequest, insecureHosts: readonly string[], send: Send): Promise<NetResponse> {
  let url = checkedUrl(request.url, request.purpose, insecureHosts);
  let headers: Readonly<Record<string, string>> = request.headers ?? {};
  let { from } = request;
  checkTarget(url, { from }, insecureHosts);
  for (let hops = 0; ; hops += 1) {
    const response = await send({ purpose: request.purpose, method: request.method, url, headers, body: request.body, from });
    const location = response.headers['location'];
    const follows = request.redirect !== 'manual' && (request.method === 'GET' || request.method === 'HEAD');
    if (!follows || !REDIRECTS.has(response.status) || location === undefined) return response;
    if (hops === MAX_REDIRECTS) throw refused(url, `more than ${MAX_REDIRECTS} redirects`);
    const next = checkedUrl(location, request.purpose, insecureHosts, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') throw refused(url, 'a redirect from https to http');
    checkTarget(next, { from: url.href }, insecureHosts);
    if (next.origin !== url.origin)
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase())));
    from = url.href;
    url = next;
  }
}

function refused(url: URL, found: string): CountersignError {
  return new CountersignError('FETCH_FAILED', `${describeUrl(url)}: the redirect is refused`, {
    expected: 'an answer, or a redirect to an https address',
    found,
    hint: 'Check the address of the service.',
    cause: new AnswerRefused('redirect'),
  });
}
