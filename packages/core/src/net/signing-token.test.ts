import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NetRequest } from '../run/index.js';
import { startServer, type LocalServer } from './testing/local-server.js';
import { failure, testRun } from './testing/test-run.js';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenFor = (aud: unknown): string => `${part({ alg: 'RS256' })}.${part({ aud })}.signature`;

let server: LocalServer;
let asked = 0;
beforeAll(async () => {
  server = await startServer((_request, response) => {
    asked += 1;
    response.end('{}');
  });
});
afterAll(() => server.close());

/** Every way in which a login at a service of keys sends a token. */
const WAYS: Readonly<Record<string, (token: string) => Partial<NetRequest>>> = {
  'JSON, as to Vault': (jwt) => ({ body: JSON.stringify({ jwt, role: 'release' }) }),
  'a form, as to AWS, Google and Azure': (token) => ({
    body: new URLSearchParams({ a: 'b', client_assertion: token }).toString(),
  }),
  bytes: (token) => ({ body: Buffer.from(`subject_token=${token}\n`) }),
  'a header': (token) => ({ headers: { authorization: `Bearer ${token}` } }),
  'the address': (token) => ({ url: `${server.url}/?token=${token}` }),
};

describe.each(Object.entries(WAYS))('an identity token in %s', (_name, way) => {
  const send = (token: string, purpose: NetRequest['purpose'] = 'keys') => {
    const run = testRun({ insecureHosts: [new URL(server.url).host] });
    return run.net.fetch({ purpose, method: 'POST', url: `${server.url}/`, ...way(token) });
  };

  it.each([['sigstore'], [['bao', 'sigstore']]])('is not sent to a service of keys if it can sign: %j', async (aud) => {
    const before = asked;
    const error = await failure(send(tokenFor(aud)));
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', found: 'a token for the audience of Sigstore' });
    expect(inspect(error)).not.toContain(tokenFor(aud));
    expect(asked).toBe(before);
  });

  it('is sent if it is for this service, and to Sigstore', async () => {
    expect((await send(tokenFor('bao'))).status).toBe(200);
    expect((await send(tokenFor('sigstore'), 'sigstore')).status).toBe(200);
  });
});
