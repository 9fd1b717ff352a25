import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpError, json, readJsonBody, routes, serve, type Handler, type RunningServer } from './router.js';

let server: RunningServer | undefined;
afterEach(() => server?.close());

async function start(handler: Handler, maxBodyBytes?: number): Promise<string> {
  server = await serve(handler, maxBodyBytes === undefined ? {} : { maxBodyBytes });
  return server.url;
}

describe('a server', () => {
  it('listens on loopback and answers by method and path', async () => {
    const url = await start(routes({ 'GET /here': () => json(200, { ok: true }) }));
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(await (await fetch(`${url}/here`)).json()).toEqual({ ok: true });
    expect((await fetch(`${url}/there`)).status).toBe(404);
    expect((await fetch(`${url}/here`, { method: 'POST' })).status).toBe(405);
  });

  it('answers 413 to a body over the limit, with or without chunks', async () => {
    const url = await start((request) => json(200, { size: request.body.length }), 10);
    expect(await (await fetch(url, { method: 'POST', body: 'x'.repeat(10) })).json()).toEqual({ size: 10 });
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(11) })).status).toBe(413);
    const chunks = new ReadableStream({
      start: (controller) => {
        for (let part = 0; part < 4; part += 1) controller.enqueue(Buffer.alloc(4));
        controller.close();
      },
    });
    expect((await fetch(url, { method: 'POST', body: chunks, duplex: 'half' } as RequestInit)).status).toBe(413);
  });

  it.each(['', '[]', 'null', '{', '"x"', Buffer.from([0x7b, 0xff, 0x7d])])(
    'answers 400 to a body that is not a JSON object: %p',
    async (body) => {
      const url = await start((request) => json(200, readJsonBody(request)));
      expect((await fetch(url, { method: 'POST', body })).status).toBe(400);
    },
  );

  it('answers with the error that a handler throws', async () => {
    const url = await start((request) => {
      throw request.url.pathname === '/slow' ? new HttpError(429, 'slow down', { 'retry-after': '7' }) : new Error('broken');
    });
    const slow = await fetch(`${url}/slow`);
    expect([slow.status, slow.headers.get('retry-after'), await slow.json()]).toEqual([
      429,
      '7',
      { code: 8, message: 'slow down' },
    ]);
    expect((await fetch(`${url}/other`)).status).toBe(500);
  });

  it('can close a connection or never answer, and can still be stopped', async () => {
    const url = await start((request) => (request.url.pathname === '/cut' ? 'reset' : 'hang'));
    await expect(fetch(`${url}/cut`)).rejects.toThrow('fetch failed');
    await expect(fetch(`${url}/hang`, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  });

  it('sends the length but no body for HEAD', async () => {
    const url = await start(() => json(200, { ok: true }));
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['11', '']);
  });
});
