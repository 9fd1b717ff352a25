import type { Handler } from '../../../../sandbox/src/http/router.js';
import { json } from '../../../../sandbox/src/http/router.js';

/** Headers of one connection, and the credentials that the server in front has checked. */
const OWN = ['host', 'authorization', 'content-length', 'connection', 'keep-alive'];

/** Sends each request on to another server; redirects are passed back. */
export function passedOn(base: string): Handler {
  return async ({ method, url, headers, body }) => {
    const answer = await fetch(`${base}${url.pathname}${url.search}`, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        value === undefined || OWN.includes(name) ? [] : [[name, String(value)]],
      ),
      redirect: 'manual',
      ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    });
    const received = Buffer.from(await answer.arrayBuffer());
    const more = [...answer.headers].filter(([name]) => !OWN.includes(name) || (name === 'content-length' && method === 'HEAD'));
    return { status: answer.status, headers: Object.fromEntries(more), body: received };
  };
}

/** A server that asks for a user name and a password first. */
export function withPassword(username: string, password: string, inner: Handler): Handler {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return (request) =>
    request.headers.authorization === expected
      ? inner(request)
      : json(
          401,
          { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
          { 'www-authenticate': 'Basic realm="r"' },
        );
}

/** GitHub's list of attestations: the same bundles for every digest, for clients with the token. */
export function attestationApi(token: string, bundles: () => readonly unknown[]): Handler {
  return ({ url, headers }) => {
    if (headers.authorization !== `Bearer ${token}`) return json(401, { message: 'Requires authentication' });
    if (!/^\/repos\/acme\/app\/attestations\/sha256:[0-9a-f]{64}$/.test(url.pathname)) return json(404, { message: 'Not Found' });
    return json(200, { attestations: bundles().map((bundle) => ({ bundle })) });
  };
}
