import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { failure, testRun, type TestRun } from '../net/testing/test-run.js';
import { startServer } from '../net/testing/local-server.js';
import {
  detectContext,
  GITHUB_CLAIMS,
  GITLAB_CLAIMS,
  publicIssuers,
  tokenSource,
  verifyToken,
  type TokenSourceOptions,
} from './index.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** Like a signing config with issuers on this machine. */
const trusting = (...urls: string[]) => ({ trustedOrigins: urls.map((url) => new URL(url).origin) });
const get = (run: TestRun, options: TokenSourceOptions = {}, audience = 'sigstore') =>
  tokenSource(run, { ...trusting(sandbox.issuers.github), ...options }).get(audience);

describe('tokenSource', () => {
  it('requests a token of GitHub for any audience and masks it', async () => {
    const run = testRun({ env: sandbox.github() });
    const source = tokenSource(run, trusting(sandbox.issuers.github));
    expect(source.platform).toBe('github');
    for (const audience of ['sigstore', 'someone else & more']) {
      const { token, claims, issuer, expires } = await source.get(audience);
      expect([claims['aud'], issuer]).toEqual([audience, sandbox.issuers.github]);
      expect(expires.getTime()).toBeGreaterThan(Date.now());
      expect(run.secrets).toContain(token);
    }
    expect(run.secrets).toContain(run.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']);
  });

  it('names the missing permission on GitHub', async () => {
    const error = await failure(get(testRun({ env: { GITHUB_ACTIONS: 'true' } })));
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', expected: 'permissions: id-token: write' });
    expect(error.hint).toContain('permissions:\n    id-token: write');
    const half = await failure(
      get(testRun({ env: { GITHUB_ACTIONS: 'true', ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/' } })),
    );
    expect(half.found).toBe('ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set');
  });

  it.each([
    ['plain http', 'http://tokens.example/?a=b'],
    ['this machine, which is not in the signing config', 'http://127.0.0.1:PORT/?a=b'],
    ['this machine over https', 'https://localhost:PORT/?a=b'],
    ['this machine in another spelling', 'https://[::ffff:127.0.0.1]:PORT/'],
    ['the metadata service', 'https://169.254.169.254/token'],
    ['another port of a machine that was named', 'http://127.0.0.1:1/'],
  ])('does not send the request token to %s', async (_, address) => {
    const server = await startServer((_request, response) => void response.end('{}'));
    const env = {
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: address.replace('PORT', String(server.port)),
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-secret',
    };
    const error = await failure(get(testRun({ env })));
    await server.close();
    expect(server.seen).toEqual([]);
    expect(error.code).toMatch(/^(?:TOKEN_UNAVAILABLE|FETCH_FAILED)$/);
    expect(error.message).not.toContain('no answer');
  });

  it('does not send the request token along a redirect', async () => {
    const there = await startServer((_request, response) => void response.end('{"value":"x"}'));
    const server = await startServer((_request, response) => void response.writeHead(302, { location: `${there.url}/` }).end());
    const env = {
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/?a=b`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-secret',
    };
    const error = await failure(get(testRun({ env }), trusting(server.url, there.url)));
    expect([error.code, there.seen]).toEqual(['SERVICE_REFUSED', []]);
    expect(error.found).toBe(`HTTP 302 to ${there.url}/`);
    await Promise.all([server.close(), there.close()]);
  });

  it('takes a rate limit of the token service for an outage, not for a missing permission', async () => {
    const headers = { 'x-ratelimit-remaining': '0' };
    const server = await startServer(
      (_request, response) => void response.writeHead(403, headers).end('{"message": "slow down"}'),
    );
    const env = {
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/?a=b`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-secret',
    };
    const error = await failure(get(testRun({ env }), trusting(server.url)));
    await server.close();
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', found: expect.stringContaining('403') });
    expect(error.hint).not.toContain('permissions');
  });

  it.each([
    [403, '{"message": "no bearer-secret"}', 'TOKEN_UNAVAILABLE', /403/],
    [404, '{"message": "no such job"}', 'SERVICE_REFUSED', /404/],
    [501, 'not here', 'SERVICE_REFUSED', /501/],
    [200, '{"value": ""}', 'SERVICE_ANSWER_INVALID', /without a token/],
    [200, '{"value": "eyJhbGciOi', 'SERVICE_ANSWER_INVALID', /without a token/],
    [200, '[]', 'SERVICE_ANSWER_INVALID', /without a token/],
  ])('explains an answer of the token service of GitHub: %i %s', async (status, body, code, message) => {
    const server = await startServer((_request, response) => void response.writeHead(status).end(body));
    const env = {
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/?a=b`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-secret',
    };
    const error = await failure(get(testRun({ env }), trusting(server.url)));
    await server.close();
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(JSON.stringify(error)).not.toMatch(/bearer-secret|eyJ/);
  });

  it.each([
    'https://token.evil.test/x',
    'https://actions.githubusercontent.com.evil.test/',
    'https://evilghe.com/',
    'http://pipelines.actions.githubusercontent.com/',
  ])('sends the token of the job to no other host: %s', async (url) => {
    const env = { GITHUB_ACTIONS: 'true', ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hunter2' };
    const asked: string[] = [];
    const run = testRun({ env });
    const net = {
      ...run.net,
      fetch: (request: { readonly url: string }) => (asked.push(request.url), Promise.reject(new Error('asked'))),
    };
    const error = await failure(get({ ...run, net }));
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', found: expect.stringContaining(new URL(url).hostname) as unknown });
    expect(asked).toEqual([]);
  });

  it.each([
    ['https://run.actions.githubusercontent.com/1/idtoken', undefined],
    ['https://ghes.acme.dev/_services/idtoken', 'https://ghes.acme.dev'],
    ['https://pipelines.acme.ghe.com/idtoken', 'https://acme.ghe.com'],
  ])('requests a token of every GitHub server: %s', async (url, server) => {
    const env = {
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hunter2',
      GITHUB_SERVER_URL: server,
    };
    const asked: string[] = [];
    const run = testRun({ env });
    const answer = { status: 403, headers: {}, body: new Uint8Array(), url, attempts: 1 };
    const net = { ...run.net, fetch: (request: { readonly url: string }) => (asked.push(request.url), Promise.resolve(answer)) };
    await failure(get({ ...run, net }));
    expect(asked).toEqual([`${url}?audience=sigstore`]);
  });

  it('names the three lines that a GitLab job lacks', async () => {
    const error = await failure(get(testRun({ env: { GITLAB_CI: 'true' } })));
    expect(error.code).toBe('TOKEN_UNAVAILABLE');
    expect(error.hint).toContain('id_tokens:\n    SIGSTORE_ID_TOKEN:\n      aud: sigstore');
  });

  it('uses the only token of a GitLab job, for its audience only', async () => {
    const run = testRun({ env: await sandbox.gitlab() });
    expect(tokenSource(run).platform).toBe('gitlab');
    expect((await get(run)).issuer).toBe(sandbox.issuers.gitlab);
    expect(await failure(get(run, {}, 'other'))).toMatchObject({ code: 'TOKEN_INVALID', expected: 'other', found: 'sigstore' });
  });

  it('says that an expired GitLab token cannot be renewed', async () => {
    const env = { GITLAB_CI: 'true', SIGSTORE_ID_TOKEN: await sandbox.token('gitlab', {}, { lifetime: -60 }) };
    const error = await failure(get(testRun({ env })));
    expect(error.code).toBe('TOKEN_EXPIRED');
    expect(error.hint).toContain('does not renew it');
  });

  it.each([
    ['github' as const, GITHUB_CLAIMS, ['job_workflow_sha', 'repository_visibility']],
    ['gitlab' as const, GITLAB_CLAIMS, ['ci_config_ref_uri', 'namespace_id']],
  ])('lists the claims that Fulcio will miss in a %s token', async (kind, _all, missing) => {
    const token = await sandbox.token(kind, Object.fromEntries(missing.map((name) => [name, ''])));
    const error = await failure(get(testRun({ env: { SIGSTORE_ID_TOKEN: token } })));
    expect(error).toMatchObject({ code: 'TOKEN_CLAIMS_MISSING', found: `missing: ${missing.join(', ')}` });
  });

  it('reads a named token from a variable or a file, and only from there', async () => {
    const token = await sandbox.token('oidc', { sub: 'robot' });
    const folder = mkdtempSync(join(tmpdir(), 'countersign-token-'));
    writeFileSync(join(folder, 'token'), `${token}\n`);
    expect((await get(testRun({ env: { MINE: token } }), { identityToken: 'env://MINE' })).token).toBe(token);
    expect((await get(testRun({ cwd: folder }), { identityToken: 'token' })).token).toBe(token);
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const identityToken of ['env://NOT_SET', 'no-such-file', 'pipe']) {
      expect((await failure(get(testRun({ cwd: folder }), { identityToken }))).code).toBe('TOKEN_UNAVAILABLE');
    }
    const error = await failure(get(testRun({}), { identityToken: token }));
    expect(error.code).toBe('INPUT_INVALID');
    expect(JSON.stringify([error, error.message])).not.toContain(token.slice(0, 20));
  });

  it.each(['', 'not a token', 'a.b', '....', 'a.b.c', `${'x'.repeat(70_000)}.b.c`])(
    'refuses what is no token: %.20s',
    async (text) => {
      const error = await failure(get(testRun({ env: { T: text || ' ' } }), { identityToken: 'env://T' }));
      expect(['TOKEN_INVALID', 'TOKEN_UNAVAILABLE']).toContain(error.code);
    },
  );
});

describe('verifyToken', () => {
  const expected = () => ({ audience: 'sigstore', allowedIssuers: Object.values(sandbox.issuers) });

  it('accepts a token of an allowed issuer', async () => {
    const token = await sandbox.token('github', { repository: 'acme/app' });
    expect(await verifyToken(testRun({}), token, expected())).toMatchObject({
      platform: 'github',
      issuer: sandbox.issuers.github,
      claims: { repository: 'acme/app' },
    });
  });

  it('refuses a changed or expired token, and one of another issuer', async () => {
    const token = await sandbox.token('github');
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const other = await sandbox.token('gitlab');
    const evil = encode({ ...(claims as object), repository: 'evil/app' });
    const none = `${encode({ alg: 'none' })}.${payload}.AA`;
    const hmac = `${encode({ alg: 'HS256' })}.${payload}.${signature}`;
    const swapped = `${other.split('.')[0]}.${payload}.${other.split('.')[2]}`;
    for (const bad of [`${header}.${evil}.${signature}`, none, hmac, swapped]) {
      expect((await failure(verifyToken(testRun({}), bad, expected()))).code).toBe('TOKEN_INVALID');
    }
    expect((await failure(verifyToken(testRun({}), token, { ...expected(), audience: 'other' }))).code).toBe('TOKEN_INVALID');
    const old = await sandbox.token('github', {}, { lifetime: -600 });
    expect((await failure(verifyToken(testRun({}), old, expected()))).code).toBe('TOKEN_EXPIRED');
  });

  it.each(['', 'x', '/', '.evil'])('compares complete issuers (allowed + %j is not allowed)', async (suffix) => {
    const token = await sandbox.token('github');
    const allowedIssuers = suffix === '' ? [] : [`${sandbox.issuers.github}${suffix}`, sandbox.issuers.github.slice(0, -1)];
    expect((await failure(verifyToken(testRun({}), token, { audience: 'sigstore', allowedIssuers }))).code).toBe('TOKEN_INVALID');
  });

  it('refuses keys from another host', async () => {
    const server = await startServer((_request, response) => {
      response.end(JSON.stringify({ issuer: server.url, jwks_uri: 'http://localhost:1/jwks' }));
    });
    const payload = Buffer.from(JSON.stringify({ iss: server.url, sub: 'x', aud: 'sigstore', exp: 4e9 })).toString('base64url');
    const error = await failure(
      verifyToken(testRun({}), `eyJhbGciOiJSUzI1NiJ9.${payload}.AAAA`, { audience: 'sigstore', allowedIssuers: [server.url] }),
    );
    await server.close();
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', found: 'keys on localhost:1' });
  });

  it.each(['/.well-known/openid-configuration', '/jwks'])('does not follow a redirect of %s to another host', async (moved) => {
    const there = await startServer((_request, response) => void response.end('{"keys": [{}]}'));
    const server = await startServer((request, response) => {
      if (request.url === moved) response.writeHead(302, { location: there.url }).end();
      else response.end(JSON.stringify({ issuer: server.url, jwks_uri: `${server.url}/jwks` }));
    });
    const payload = Buffer.from(JSON.stringify({ iss: server.url, sub: 'x', aud: 'sigstore', exp: 4e9 })).toString('base64url');
    const error = await failure(
      verifyToken(testRun({}), `eyJhbGciOiJSUzI1NiJ9.${payload}.AAAA`, { audience: 'sigstore', allowedIssuers: [server.url] }),
    );
    await Promise.all([server.close(), there.close()]);
    expect([error.code, error.found, there.seen]).toEqual(['SERVICE_REFUSED', `HTTP 302 to ${there.url}/`, []]);
  });
});

describe('detectContext and publicIssuers', () => {
  it('accepts the custom issuer of an enterprise, besides those of github.com and gitlab.com', () => {
    const base = 'https://token.actions.githubusercontent.com';
    const known = [base, 'https://gitlab.com'];
    expect(publicIssuers()).toEqual(known);
    expect(publicIssuers(`${base}/acme`)).toEqual([...known, `${base}/acme`]);
    for (const evil of [
      `${base}.evil`,
      `${base}/a/b`,
      `${base}/`,
      `${base}/a?b`,
      'https://evil',
      'https://token.actions.acme.ghe.com',
      'https://git.acme.dev/_services/token',
    ])
      expect(publicIssuers(evil)).toEqual(known);
  });

  it('detects the platform', () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'a/b' };
    expect(detectContext(env)).toEqual({
      platform: 'github',
      serverUrl: 'https://github.com',
      repository: 'a/b',
    });
    expect(detectContext({ CI: 'true' }).platform).toBe('other');
    expect(detectContext({}).platform).toBe('none');
  });
});
