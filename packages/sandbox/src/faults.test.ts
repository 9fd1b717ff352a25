import { once } from 'node:events';
import { request as connect, type IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import {
  corrupted,
  cutShort,
  dripping,
  Faults,
  oversized,
  oversizedHeaders,
  redirectTo,
  tooManyRequests,
  truncated,
} from './faults.js';
import { startRefusingProxy, startUntrustedTls } from './http/refusing-servers.js';
import { serve, type SandboxRequest, type SandboxResponse } from './http/router.js';

const request = (method: string, path: string): SandboxRequest => ({
  method,
  url: new URL(path, 'http://127.0.0.1:1'),
  headers: {},
  body: Buffer.alloc(0),
});
const served = { status: 200, headers: { a: 'b' }, body: 'hello' };

describe('faults', () => {
  it('apply to matching requests, as often as set, and to no others', async () => {
    const faults = new Faults([
      { service: 'registry', method: 'PUT', path: /manifests/, skip: 1, times: 2, answer: tooManyRequests(3) },
    ]);
    const handler = faults.around('registry', () => served);
    const put = async (): Promise<unknown> => handler(request('PUT', '/v2/a/manifests/v1'));
    const answers = [await put(), await put(), await put(), await put()].map((answer) => (answer as { status: number }).status);
    expect(answers).toEqual([200, 429, 429, 200]);
    expect(await handler(request('GET', '/v2/a/manifests/v1'))).toBe(served);
    expect(await faults.around('rekor', () => served)(request('PUT', '/v2/a/manifests/v1'))).toBe(served);
  });

  it('can be added and removed', async () => {
    const faults = new Faults();
    const handler = faults.around('tsa', () => served);
    const remove = faults.add({ service: 'tsa', answer: 'reset' });
    expect(await handler(request('GET', '/'))).toBe('reset');
    remove();
    expect(await handler(request('GET', '/'))).toBe(served);
  });

  it('change answers: other bytes of the same length, or too many headers', async () => {
    const faults = new Faults([{ service: 'registry', times: 1, alter: corrupted }]);
    faults.add({ service: 'registry', alter: oversizedHeaders(20_000) });
    const handler = faults.around('registry', () => served);
    const wrong = (await handler(request('GET', '/'))) as SandboxResponse & { body: Buffer };
    expect(wrong.body.toString()).not.toBe('hello');
    expect(wrong.body).toHaveLength(5);
    const large = (await handler(request('GET', '/'))) as SandboxResponse;
    expect(large.headers?.['x-padding']).toHaveLength(20_000);
    expect(large.body).toBe('hello');
  });
});

describe('faults on the wire', () => {
  const document = { status: 200, body: '{"a":"0123456789"}' };
  async function ask(alter: (answer: SandboxResponse) => SandboxResponse, init: RequestInit = {}): Promise<Response> {
    const server = await serve(new Faults([{ service: 'mine', alter }]).around('mine', () => document));
    try {
      const response = await fetch(server.url, init);
      return new Response(await response.arrayBuffer(), { status: response.status });
    } finally {
      await server.close();
    }
  }

  it('cut a body, or send it slowly', async () => {
    await expect(ask(cutShort)).rejects.toThrow();
    await expect(ask(() => cutShort({ status: 201 }))).rejects.toThrow();
    expect(await (await ask(dripping(1))).text()).toBe(document.body);
    const stopped = new AbortController();
    const slow = ask(dripping(1_000), { signal: stopped.signal });
    stopped.abort();
    await expect(slow).rejects.toThrow();
  });

  it('send half a document, or one with much white space before it', async () => {
    expect(await (await ask(truncated)).text()).toBe('{"a":"012');
    const large = await (await ask(oversized(1_000_000))).text();
    expect([large.length, large.trimStart()]).toEqual([1_000_000 + document.body.length, document.body]);
  });

  it('answer with what depends on the request, or with a redirect', async () => {
    const faults = new Faults([{ service: 'mine', path: /a/, answer: ({ method }) => ({ status: 500, body: method }) }]);
    faults.add({ service: 'mine', answer: redirectTo('https://elsewhere.test/') });
    const handler = faults.around('mine', () => served);
    expect(await handler(request('PUT', '/a'))).toEqual({ status: 500, body: 'PUT' });
    expect(await handler(request('PUT', '/b'))).toMatchObject({ status: 307, headers: { location: 'https://elsewhere.test/' } });
  });

  it('refuse: a certificate that nobody knows, and a proxy that asks for a password', async () => {
    const tls = await startUntrustedTls();
    const proxy = await startRefusingProxy();
    try {
      await expect(fetch(`https://127.0.0.1:${tls.port}/`)).rejects.toMatchObject({
        cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      });
      expect(tls.seen()).toBe(1);
      const tunnel = connect({ port: proxy.port, host: '127.0.0.1', method: 'CONNECT', path: 'a.test:443' }).end();
      const [answer] = (await once(tunnel, 'connect')) as [IncomingMessage];
      expect([answer.statusCode, proxy.seen()]).toEqual([407, 1]);
    } finally {
      await Promise.all([tls.close(), proxy.close()]);
    }
  });
});
