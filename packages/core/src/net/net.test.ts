import { afterEach, describe, expect, it } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { CountersignError } from '../errors/index.js';
import type { NetworkFailure } from './failures.js';
import type { NetPurpose } from '../run/index.js';
import { bodyOf, startServer, type LocalServer } from './testing/local-server.js';
import { failure, testRun, type TestRun } from './testing/test-run.js';

const servers: LocalServer[] = [];
async function serve(listener: RequestListener): Promise<LocalServer> {
  const server = await startServer(listener);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const get = (url: string) => ({ purpose: 'registry', method: 'GET', url }) as const;

describe('answers', () => {
  it.each([200, 204, 301, 400, 401, 403, 404, 407, 409, 412, 511])('returns status %i without a retry', async (status) => {
    const server = await serve((_request, response) => response.writeHead(status).end());
    const response = await testRun().net.fetch(get(server.url));
    expect(response.status).toBe(status);
    expect(server.seen).toHaveLength(1);
  });

  it('joins repeated headers and lower-cases their names', async () => {
    const server = await serve((_request, response) =>
      response
        .writeHead(
          200,
          [
            ['X-A', '1'],
            ['x-a', '2'],
          ].flat(),
        )
        .end('body'),
    );
    const response = await testRun().net.fetch(get(server.url));
    expect(response.headers['x-a']).toBe('1, 2');
    expect(new TextDecoder().decode(response.body)).toBe('body');
  });

  it('accepts headers of 20 KB', async () => {
    const server = await serve((_request, response) => response.writeHead(200, { 'x-long': 'a'.repeat(20_000) }).end());
    expect((await testRun().net.fetch(get(server.url))).headers['x-long']).toHaveLength(20_000);
  });

  it('sends the body with its length, and a length of 0 for none', async () => {
    const lengths: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      lengths.push(request.headers['content-length']);
      response.end();
    });
    const { net } = testRun();
    await net.fetch({ ...get(server.url), method: 'PUT', body: 'grüße' });
    await net.fetch({ ...get(server.url), method: 'POST' });
    await net.fetch(get(server.url));
    expect(lengths).toEqual(['7', '0', undefined]);
  });
});

describe('size limit', () => {
  it.each([
    ['announced', { 'content-length': '11' }],
    ['chunked', { 'transfer-encoding': 'chunked' }],
  ])('refuses one byte too many (%s), accepts the limit', async (_name, headers) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, headers);
      response.write('0123456789');
      response.end('x');
    });
    const { net } = testRun();
    const error = await failure(net.fetch({ ...get(server.url), maxBytes: 10 }));
    expect(error).toMatchObject({ code: 'FETCH_FAILED', expected: 'at most 10 bytes' });
    expect(server.seen).toHaveLength(1);
    expect((await net.fetch({ ...get(server.url), maxBytes: 11 })).body).toHaveLength(11);
  });

  it('stops reading an endless answer', async () => {
    let written = 0;
    const server = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        written += 65_536;
      };
      response.on('drain', more);
      more();
    });
    await failure(testRun().net.fetch({ ...get(server.url), maxBytes: 1_000_000 }));
    expect(written).toBeLessThan(50_000_000);
  });

  it('refuses compression that was not requested', async () => {
    const server = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('zzz'));
    expect((await failure(testRun().net.fetch(get(server.url)))).code).toBe('FETCH_FAILED');
  });
});

describe('retries', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('retries %i with the same body', async (status) => {
    const bodies: string[] = [];
    const server = await serve(async (request, response) => {
      bodies.push(new TextDecoder().decode(await bodyOf(request)));
      response.writeHead(bodies.length < 3 ? status : 200).end();
    });
    const run = testRun();
    const response = await run.net.fetch({ ...get(`${server.url}/x?token=abc`), method: 'POST', body: 'hello' });
    expect(response).toMatchObject({ status: 200, attempts: 3 });
    expect(bodies).toEqual(['hello', 'hello', 'hello']);
    const said = run.lines.filter((line) => line.startsWith('debug'));
    expect(said).toHaveLength(2);
    expect(said[0]).toContain(`127.0.0.1:${server.port}: it answered ${status}`);
    expect(said.join()).not.toContain('token');
  });

  it('retries a dropped connection and a truncated answer', async () => {
    const server = await serve((request, response) => {
      if (server.seen.length === 1) request.socket.destroy();
      else if (server.seen.length === 2) {
        response.writeHead(200, { 'content-length': '10' });
        response.write('123');
        setTimeout(() => request.socket.destroy(), 20);
      } else response.end('whole');
    });
    const response = await testRun().net.fetch(get(server.url));
    expect(new TextDecoder().decode(response.body)).toBe('whole');
  });

  it('does not retry 501, nor anything with retry: false', async () => {
    const server = await serve((request, response) => response.writeHead(request.url === '/a' ? 501 : 503).end());
    const { net } = testRun();
    expect((await net.fetch(get(`${server.url}/a`))).status).toBe(501);
    expect((await net.fetch({ ...get(`${server.url}/b`), retry: false })).status).toBe(503);
    expect(server.seen).toHaveLength(2);
  });

  it('waits with full jitter below a growing bound', async () => {
    const server = await serve((_request, response) => response.writeHead(server.seen.length < 9 ? 503 : 200).end());
    const run = testRun({ timeMs: 600_000 });
    await run.net.fetch(get(server.url));
    expect(run.waits).toHaveLength(8);
    run.waits.forEach((wait, index) => expect(wait).toBeLessThanOrEqual(Math.min(20_000, 250 * 2 ** index)));
    expect(new Set(run.waits).size).toBeGreaterThan(4);
  });

  it.each([
    ['seconds', () => '7', 7000, 7250],
    ['a date', () => new Date(Date.now() + 7000).toUTCString(), 5000, 7250],
  ])('waits for the time in Retry-After: %s', async (_name, value, least, most) => {
    const server = await serve((_request, response) =>
      response.writeHead(server.seen.length < 2 ? 429 : 200, { 'retry-after': value() }).end(),
    );
    const run = testRun();
    expect((await run.net.fetch(get(server.url))).status).toBe(200);
    expect(run.waits).toHaveLength(1);
    expect(run.waits[0]).toBeGreaterThanOrEqual(least);
    expect(run.waits[0]).toBeLessThanOrEqual(most);
  });

  it('returns the last answer at once if Retry-After is more than the budget', async () => {
    const server = await serve((_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end());
    const run = testRun();
    expect((await run.net.fetch(get(server.url))).status).toBe(429);
    expect(run.waits).toEqual([]);
  });

  it('does not retry a name that does not exist', async () => {
    const run = testRun();
    const error = await failure(run.net.fetch(get('https://nothing.invalid/')));
    expect(error).toMatchObject({ code: 'FETCH_FAILED' });
    expect(error.hint).toContain('DNS');
  });
});

describe('rate limits', () => {
  const inSeconds = (seconds: number): string => String(Math.floor(Date.now() / 1000) + seconds);
  it.each([
    ['403 with Retry-After', 403, () => ({ 'retry-after': '7' }), 7000],
    ['403 of GitHub', 403, () => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(9) }), 7000],
    ['429 of GitHub', 429, () => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(9) }), 7000],
    ['429 of GitLab', 429, () => ({ 'ratelimit-remaining': '0', 'ratelimit-reset': inSeconds(9) }), 7000],
    ['429 with a duration', 429, () => ({ 'ratelimit-remaining': '0', 'ratelimit-reset': '8' }), 8000],
  ])('%s is waited for', async (_name, status, headers, least) => {
    const server = await serve((_request, response) =>
      response.writeHead(server.seen.length < 2 ? status : 200, headers()).end(),
    );
    const run = testRun();
    expect(await run.net.fetch(get(server.url))).toMatchObject({ status: 200, attempts: 2 });
    expect(run.waits).toHaveLength(1);
    expect(run.waits[0]).toBeGreaterThanOrEqual(least);
    expect(run.waits[0]).toBeLessThanOrEqual(9250);
  });

  it.each([
    ['that ends too late', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(900) }],
    ['without an end', { 'x-ratelimit-remaining': '0' }],
    ['that is not used up', { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': inSeconds(1) }],
  ])('a 403 with a limit %s is returned at once', async (_name, headers) => {
    const server = await serve((_request, response) => response.writeHead(403, headers).end());
    const run = testRun();
    expect((await run.net.fetch(get(server.url))).status).toBe(403);
    expect([server.seen.length, run.waits]).toEqual([1, []]);
  });
});

describe('the budget', () => {
  it('counts only waiting: after long work a request still has all of it', async () => {
    const server = await serve((_request, response) => response.writeHead(server.seen.length < 3 ? 503 : 200).end());
    const run = testRun({ timeMs: 60_000 });
    const before = run.budget.leftMs();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(run.budget.leftMs()).toBe(before);
    await run.net.fetch(get(server.url));
    const waited = run.waits.reduce((sum, wait) => sum + wait, 0);
    expect(run.budget.leftMs()).toBeLessThanOrEqual(60_000 - waited);
  });

  it('keeps a reserve for registries: Sigstore services and token issuers stop earlier, and what was signed is pushed', async () => {
    const server = await serve((request, response) => response.writeHead(request.url === '/v2/' ? 201 : 503).end());
    for (const purpose of ['sigstore', 'token'] as const) {
      const run = testRun({ timeMs: 100_000 });
      expect(run.budget.reserveMs).toBe(20_000);
      expect((await run.net.fetch({ ...get(server.url), purpose })).status).toBe(503);
      expect(run.budget.leftMs()).toBeGreaterThan(20_000);
      // What waits for a registry may use the reserve.
      await run.sleep(run.budget.leftMs() - 15_000);
      expect((await failure(run.net.fetch({ ...get(server.url), purpose }))).code).toBe('DEADLINE_EXCEEDED');
      expect((await run.net.fetch({ ...get(`${server.url}/v2/`), method: 'PUT' })).status).toBe(201);
    }
  });

  it('an attempt has a limit of its own', async () => {
    const server = await serve((_request, response) => void (server.seen.length > 2 && response.end('ok')));
    const run = testRun({ attemptLimitMs: 100 });
    expect(await run.net.fetch({ ...get(server.url), timeoutMs: 20_000 })).toMatchObject({ status: 200, attempts: 3 });
  });
});

describe('what the run waits for', () => {
  const waiting = (run: TestRun) => run.events.filter((event) => event.event === 'waiting');

  it('is not told for a short wait', async () => {
    const server = await serve((_request, response) => response.writeHead(server.seen.length < 3 ? 503 : 200).end());
    const run = testRun();
    await run.net.fetch(get(server.url));
    expect(waiting(run)).toEqual([]);
  });

  it('is told with service, host and reason, at growing intervals', async () => {
    const server = await serve((_request, response) => response.writeHead(503).end());
    const run = testRun({ timeMs: 600_000 });
    await run.net.fetch({ ...get(server.url), service: 'the certificate authority' });
    const told = waiting(run);
    expect(told[0]).toEqual({
      event: 'waiting',
      service: 'the certificate authority',
      host: `127.0.0.1:${server.port}`,
      problem: expect.stringMatching(/^it answered 503; next attempt in [\d.]+ s$/),
      durationMs: expect.any(Number),
    });
    // Ten minutes: 5 s, then after 10, 20, 40 and each 60 s.
    expect(told.length).toBeGreaterThan(6);
    expect(told.length).toBeLessThan(15);
    expect(run.lines.filter((line) => line.startsWith('info waiting for the certificate authority, 127.0.0.1:'))).toHaveLength(
      told.length,
    );
  });

  it('is told once for many requests to one host', async () => {
    const server = await serve((_request, response) => response.writeHead(429, { 'retry-after': '6' }).end());
    const run = testRun({ timeMs: 8_000 });
    await Promise.all(Array.from({ length: 20 }, () => run.net.fetch(get(server.url))));
    expect(waiting(run)).toHaveLength(1);
  });

  it('is told during a request that takes long', async () => {
    const told = Promise.withResolvers<void>();
    const server = await serve(async (_request, response) => {
      await told.promise;
      response.end();
    });
    const run = testRun({ tellAfterMs: 50 });
    const answer = run.net.fetch(get(server.url));
    while (waiting(run).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    told.resolve();
    await answer;
    expect(waiting(run)[0]).toMatchObject({ service: 'a registry', problem: 'no answer yet' });
  });
});

describe('time', () => {
  it('ends retries at the deadline with the last status', async () => {
    const server = await serve((_request, response) => response.writeHead(503).end());
    const run = testRun({ timeMs: 60_000 });
    expect((await run.net.fetch(get(server.url))).status).toBe(503);
    expect(run.waits.length).toBeGreaterThan(2);
    expect(run.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(60_000);
  });

  it('tells what the service last said when the deadline cuts off a later attempt', async () => {
    // The wait that the service asks for moves the clock of the run; four seconds are left for the second attempt.
    const server = await serve(
      (_request, response) =>
        void (server.seen.length > 1 || response.writeHead(503, { 'retry-after': '18' }).end('maintenance')),
    );
    const run = testRun({ timeMs: 22_000 });
    const answer = await run.net.fetch(get(server.url));
    expect([answer.status, new TextDecoder().decode(answer.body)]).toEqual([503, 'maintenance']);
    expect(run.waits).toEqual([expect.any(Number)]);
    expect(run.waits[0]).toBeGreaterThanOrEqual(18_000);
  });

  it('fails with FETCH_FAILED if no connection succeeds before the deadline', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const error = await failure(testRun().net.fetch(get(`${server.url}/v2/?secret=1`)));
    expect(error).toMatchObject({ code: 'FETCH_FAILED', found: expect.stringMatching(/^ECONNREFUSED after \d+ attempts$/) });
    expect((error.cause as NetworkFailure).attempts).toBeGreaterThan(2);
    expect(error.message).not.toContain('secret');
  });

  it('stops waiting for a silent service at the deadline', async () => {
    const server = await serve(() => undefined);
    expect((await failure(testRun({ timeMs: 300 }).net.fetch(get(server.url)))).code).toBe('DEADLINE_EXCEEDED');
  });

  it('names the service and what it last said, also where the signal of the run ends the wait', async () => {
    // As the run of a process does it: the budget fires the signal, with a reason that knows no service.
    const spent = new CountersignError('DEADLINE_EXCEEDED', 'the run has waited for 2 s, its whole timeout');
    const ended = async (silentFrom: number) => {
      const controller = new AbortController();
      const server = await serve((_request, response) => {
        if (server.seen.length < silentFrom) response.writeHead(503).end('maintenance');
        else controller.abort(spent);
      });
      const run = testRun({ signal: controller.signal });
      return { answer: run.net.fetch(get(server.url)), host: `127.0.0.1:${server.port}` };
    };
    const first = await ended(1);
    expect(await failure(first.answer)).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: expect.stringContaining(`${first.host}/`),
    });
    const second = await ended(2);
    expect(await second.answer).toMatchObject({ status: 503, attempts: 2 });
  });

  it('stops an attempt at its own limit and retries', async () => {
    const server = await serve((_request, response) => void (server.seen.length > 1 && response.end('ok')));
    const response = await testRun().net.fetch({ ...get(server.url), timeoutMs: 1500 });
    expect(new TextDecoder().decode(response.body)).toBe('ok');
  });

  it('stops reading a very slow body', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect((await failure(testRun({ timeMs: 300 }).net.fetch(get(server.url)))).code).toBe('DEADLINE_EXCEEDED');
  });

  it('stops when the run is stopped, also while it waits', async () => {
    const server = await serve((_request, response) => response.writeHead(503, { 'retry-after': '5' }).end());
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    expect((await failure(testRun({ signal: controller.signal, realWaits: true }).net.fetch(get(server.url)))).code).toBe(
      'DEADLINE_EXCEEDED',
    );
    expect((await failure(testRun({ signal: controller.signal, realWaits: true }).net.fetch(get(server.url)))).code).toBe(
      'DEADLINE_EXCEEDED',
    );
  });
});

describe('capability', () => {
  const purposes: NetPurpose[] = ['registry', 'sigstore', 'token', 'attestations', 'release'];
  it.each([
    ['all', purposes],
    ['registries', ['registry']],
    ['none', []],
  ] as const)('%s allows only %j', async (capability, allowed: readonly string[]) => {
    const server = await serve((_request, response) => response.end());
    const { net } = testRun({ capability });
    for (const purpose of purposes) {
      const answer = net.fetch({ ...get(server.url), purpose });
      if (allowed.includes(purpose)) await answer;
      else {
        const error = await failure(answer);
        expect(error.code).toBe('NETWORK_FORBIDDEN');
        expect(error.expected).toContain(capability);
        expect(error.found).toBeDefined();
        expect(error.hint).toBeDefined();
      }
    }
    expect(server.seen).toHaveLength(allowed.length);
  });
});

describe('addresses', () => {
  it.each([
    'http://registry.example/v2/',
    'http://127.0.0.1.example/',
    'http://localhost.example/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'nothing',
  ])('refuses %s', async (url) => {
    const error = await failure(testRun().net.fetch(get(url)));
    expect(error).toBeInstanceOf(CountersignError);
    expect(error.code).toBe('FETCH_FAILED');
  });

  it('refuses credentials in a URL and does not show them', async () => {
    const error = await failure(testRun().net.fetch(get('https://jane:hunter2@registry.example/v2/?sig=topsecret')));
    expect(`${error.message}${error.found}${error.hint}`).not.toMatch(/hunter2|jane|topsecret/);
  });

  it('allows plain http for hosts named insecure, exactly', async () => {
    const run = testRun({ insecureHosts: ['registry.invalid:5000'] });
    expect((await failure(run.net.fetch(get('http://registry.invalid:5000/')))).message).toContain('no answer');
    expect((await failure(run.net.fetch(get('http://registry.invalid/')))).message).toContain('plain http is refused');
    expect((await failure(run.net.fetch(get('http://a.registry.invalid:5000/')))).message).toContain('plain http is refused');
  });
});

describe('redirects', () => {
  it('keeps Authorization on the same origin, drops every credential on another', async () => {
    const headers: (string | undefined)[][] = [];
    const far = await serve((request, response) => {
      headers.push([request.headers.authorization, request.headers['private-token'] as string, request.headers.accept]);
      response.end('far');
    });
    const near = await serve((request, response) => {
      headers.push([request.headers.authorization, request.headers['private-token'] as string, request.headers.accept]);
      const location = request.url === '/a' ? '/b' : `${far.url}/c`;
      response.writeHead(307, { location }).end();
    });
    const response = await testRun().net.fetch({
      ...get(`${near.url}/a`),
      headers: { Authorization: 'Bearer s', 'Private-Token': 't', Accept: 'x/y' },
    });
    expect(response.url).toBe(`${far.url}/c`);
    expect(headers).toEqual([
      ['Bearer s', 't', 'x/y'],
      ['Bearer s', 't', 'x/y'],
      [undefined, undefined, 'x/y'],
    ]);
  });

  it.each(['http://registry.example/', 'http://user:pw@127.0.0.1/', 'gopher://x/', '/loop'])(
    'refuses a redirect to %s',
    async (location) => {
      const server = await serve((_request, response) => response.writeHead(302, { location }).end());
      const error = await failure(testRun().net.fetch(get(`${server.url}/loop`)));
      expect(error.code).toBe('FETCH_FAILED');
      expect(server.seen.length).toBeLessThanOrEqual(6);
    },
  );

  it('returns a redirect if requested, and always for PUT', async () => {
    const server = await serve((_request, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    const { net } = testRun();
    expect((await net.fetch({ ...get(server.url), redirect: 'manual' })).status).toBe(307);
    expect((await net.fetch({ ...get(server.url), method: 'PUT', body: 'x' })).status).toBe(307);
    expect(server.seen).toHaveLength(2);
  });
});
