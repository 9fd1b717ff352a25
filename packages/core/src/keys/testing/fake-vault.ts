import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, startServer, type LocalServer } from '../../net/testing/local-server.js';
import { refuse, wrongRequest } from './fake-vault-answers.js';
import { kvRoutes } from './fake-vault-kv.js';
import { loginRoutes } from './fake-vault-login.js';
import { transitRoutes } from './fake-vault-transit.js';
import type { FakeAnswer, FakeRequest, FakeRoute, FakeVault } from './fake-vault-types.js';

export type { FakeRequest, FakeVault } from './fake-vault-types.js';

const ROUTES: readonly FakeRoute[] = [transitRoutes, kvRoutes, loginRoutes];

export async function startFakeVault(): Promise<FakeVault> {
  const server: LocalServer = await startServer((request, response) => void serve(request, response));
  const fake: FakeVault = {
    url: server.url,
    seen: server.seen,
    keys: new Map(),
    engines: new Map(),
    roles: new Map(),
    tokens: new Map([['root', { ends: Number.POSITIVE_INFINITY, type: 'service' }]]),
    namespace: undefined,
    sealed: false,
    now: Date.now,
    alter: undefined,
    close: () => server.close(),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', server.url);
    const text = Buffer.from(await bodyOf(request)).toString('utf8');
    const token = request.headers['x-vault-token'];
    const asked: FakeRequest = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname.replace(/^\/v1\//, '')),
      query: url.searchParams,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      token: typeof token === 'string' ? token : undefined,
    };
    const right = answerTo(asked, request);
    const answer = fake.alter?.(asked, right) ?? right;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(
      typeof answer.body === 'string' ? answer.body : answer.body === undefined ? '' : `${JSON.stringify(answer.body)}\n`,
    );
  }

  function answerTo(asked: FakeRequest, { headers, url = '' }: IncomingMessage): FakeAnswer {
    if (!url.startsWith('/v1/')) return wrongRequest('a path outside /v1/');
    if (headers['x-vault-request'] !== 'true') return wrongRequest('no X-Vault-Request');
    if (asked.method === 'POST' && headers['content-type'] !== 'application/json') return wrongRequest('no content type');
    if (headers['authorization'] !== undefined) return wrongRequest('another way to send a token');
    if (fake.sealed) return refuse(503, 'Vault is sealed');
    if (headers['x-vault-namespace'] !== fake.namespace) return refuse(404, 'namespace not found');
    const isLogin = /^auth\/[\w/-]+\/login$/.test(asked.path);
    if (isLogin && asked.token !== undefined) return wrongRequest('a token at the login');
    if (!isLogin && !mayUse(asked)) return refuse(403, '1 error occurred:\n\t* permission denied\n\n');
    for (const route of ROUTES) {
      const answer = route(asked, fake);
      if (answer !== undefined) return answer;
    }
    return refuse(404, `no handler for route "${asked.path}". route entry not found.`);
  }

  function mayUse({ token, path }: FakeRequest): boolean {
    const known = fake.tokens.get(token ?? '');
    if (known === undefined || known.ends <= fake.now()) return false;
    return known.paths === undefined || path.startsWith('auth/token/') || known.paths.some((one) => one.test(path));
  }

  return fake;
}
