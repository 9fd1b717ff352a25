import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment, Exec } from '../run/index.js';
import { bodyOf, startServer, type LocalServer } from '../net/testing/local-server.js';
import { failure, testRun, type TestRun, type TestRunOptions } from '../net/testing/test-run.js';
import { createRegistry, type RegistryOptions } from './index.js';
import { pushImage } from './testing/samples.js';
import { startStub, type StubRegistry } from './testing/stub-registry.js';

const home = mkdtempSync(join(tmpdir(), 'countersign-login-'));
let stub: StubRegistry;
let realm: LocalServer | undefined;
afterEach(async () => {
  await stub.close();
  await realm?.close();
  realm = undefined;
});
afterAll(() => rmSync(home, { recursive: true }));

const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`;
const auth = (user: string, password: string) => btoa(`${user}:${password}`);

/** A registry that requires basic auth with jane:s3cret. */
async function basicRegistry(): Promise<string> {
  stub = await startStub({
    intercept: (request, response) => {
      if (request.headers.authorization === basic('jane', 's3cret')) return false;
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
      return true;
    },
  });
  pushImage(stub, 'acme/app', { tag: '1' });
  return stub.host;
}

interface Issued {
  readonly url: URL;
  readonly body: string;
  readonly authorization: string | undefined;
}

/** A registry with its own token service; `issued` lists the requests to the service. */
async function tokenRegistry(
  options: { prefix?: string; lifetime?: number; realmUrl?: string; answer?: (asked: Issued) => object | number } = {},
): Promise<Issued[]> {
  const issued: Issued[] = [];
  const tokenNow = (): string => `${options.prefix ?? 't'}${issued.length}`;
  realm = await startServer(async (request: IncomingMessage, response) => {
    const asked = {
      url: new URL(request.url ?? '', 'http://x'),
      body: new TextDecoder().decode(await bodyOf(request)),
      authorization: request.headers.authorization,
    };
    issued.push(asked);
    const answer = options.answer?.(asked) ?? { token: tokenNow(), expires_in: options.lifetime ?? 300 };
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(JSON.stringify(answer));
  });
  const url = options.realmUrl ?? `${realm.url}/token`;
  const valid = new Map<string, number>();
  stub = await startStub({
    intercept: (request, response) => {
      const token = request.headers.authorization?.replace('Bearer ', '');
      const known = token !== undefined && issued.length > 0;
      if (known && token !== undefined) valid.set(token, (valid.get(token) ?? 0) + 1);
      if (known && token === tokenNow()) return false;
      const scope = `repository:acme/app:${request.method === 'GET' || request.method === 'HEAD' ? 'pull' : 'pull,push'}`;
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${url}",service="s v c",scope="${scope}"` }).end();
      return true;
    },
  });
  pushImage(stub, 'acme/app', { tag: '1' });
  return issued;
}

/** A run whose HOME is a new folder with the given files. */
function run(files: Record<string, unknown>, env: Environment = {}, options: TestRunOptions = {}): TestRun {
  const folder = mkdtempSync(join(home, 'home-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  const resolved = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value?.replace('~', folder)]));
  return testRun({ ...options, env: { HOME: folder, ...resolved }, cwd: folder });
}
const resolve = (testRun: TestRun, options?: RegistryOptions) =>
  createRegistry(testRun, options).resolve(`${stub.host}/acme/app:1`);

describe('a server that repeats what was sent', () => {
  const config = () => ({ '.docker/config.json': { auths: { [stub.host]: { auth: auth('jane', 's3cret') } } } });

  it('does not get it into the error about the registry', async () => {
    stub = await startStub({
      intercept: (request, response) => {
        const isKnown = request.headers.authorization !== undefined;
        response
          .writeHead(isKnown ? 403 : 401, { 'www-authenticate': 'Basic realm="r"' })
          .end('{"errors":[{"code":"DENIED","message":"the password s3cret is wrong"}]}');
        return true;
      },
    });
    const { found } = await failure(resolve(run(config())));
    expect(found).toBe('status 403, DENIED "the password [secret] is wrong"');
  });

  it('does not get it into the error about the token service', async () => {
    realm = await startServer((_request, response) => response.writeHead(401).end('the password s3cret is wrong'));
    const challenge = `Bearer realm="${realm.url}/token",service="s"`;
    stub = await startStub({
      intercept: (_request, response) => (response.writeHead(401, { 'www-authenticate': challenge }).end(), true),
    });
    const { found } = await failure(resolve(run(config())));
    expect(found).toBe('status 401, "the password [secret] is wrong"');
  });
});

describe('credentials', () => {
  it.each<[string, (host: string) => [Record<string, unknown>, Environment, RegistryOptions?]]>([
    ["Docker's config", (host) => [{ '.docker/config.json': { auths: { [host]: { auth: auth('jane', 's3cret') } } } }, {}]],
    [
      'a key with scheme and path',
      (host) => [{ '.docker/config.json': { auths: { [`https://${host}/v1/`]: { auth: auth('jane', 's3cret') } } } }, {}],
    ],
    [
      'user name and password',
      (host) => [{ '.docker/config.json': { auths: { [host]: { username: 'jane', password: 's3cret' } } } }, {}],
    ],
    [
      'DOCKER_CONFIG',
      (host) => [{ 'd/config.json': { auths: { [host]: { auth: auth('jane', 's3cret') } } } }, { DOCKER_CONFIG: '~/d' }],
    ],
    [
      'REGISTRY_AUTH_FILE before Docker',
      (host) => [
        {
          'a.json': { auths: { [host]: { auth: auth('jane', 's3cret') } } },
          '.docker/config.json': { auths: { [host]: { auth: auth('x', 'y') } } },
        },
        { REGISTRY_AUTH_FILE: '~/a.json' },
      ],
    ],
    [
      "podman's auth.json",
      (host) => [
        { 'run/containers/auth.json': { auths: { [host]: { auth: auth('jane', 's3cret') } } } },
        { XDG_RUNTIME_DIR: '~/run' },
      ],
    ],
    [
      'a namespace before its host',
      (host) => [
        {
          '.config/containers/auth.json': {
            auths: { [host]: { auth: auth('x', 'y') }, [`${host}/acme`]: { auth: auth('jane', 's3cret') } },
          },
        },
        {},
      ],
    ],
    [
      'the options of the run, before all files',
      (host) => [
        { '.docker/config.json': { auths: { [host]: { auth: auth('x', 'y') } } } },
        {},
        { credentials: [{ registry: host, username: 'jane', password: 's3cret' }] },
      ],
    ],
    [
      'variables',
      (host) => [
        {},
        { COUNTERSIGN_REGISTRY: host, COUNTERSIGN_REGISTRY_USERNAME: 'jane', COUNTERSIGN_REGISTRY_PASSWORD: 's3cret' },
      ],
    ],
    ["GitLab's own registry", (host) => [{}, { CI_REGISTRY: host, CI_REGISTRY_USER: 'jane', CI_REGISTRY_PASSWORD: 's3cret' }]],
  ])('come from %s', async (_name, make) => {
    const [files, env, options] = make(await basicRegistry());
    const testRun = run(files, env);
    await expect(resolve(testRun, options)).resolves.toMatchObject({ kind: 'image' });
    expect(testRun.secrets).toContain('s3cret');
  });

  it.each<[string, (host: string) => Record<string, unknown>]>([
    ['a host that ends like it', (host) => ({ [`x${host}`]: { auth: auth('jane', 's3cret') } })],
    ['the host without its port', (host) => ({ [host.replace(/:\d+/, '')]: { auth: auth('jane', 's3cret') } })],
    ['the host with another port', (host) => ({ [`${host}1`]: { auth: auth('jane', 's3cret') } })],
    ['another namespace', (host) => ({ [`${host}/acm`]: { auth: auth('jane', 's3cret') } })],
    ['an empty entry', (host) => ({ [host]: {} })],
  ])('for %s are not sent', async (_name, auths) => {
    const host = await basicRegistry();
    const error = await failure(resolve(run({ '.docker/config.json': { auths: auths(host) } })));
    expect(error.code).toBe('REGISTRY_UNAUTHORIZED');
    expect(stub.headers.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('are neither searched nor sent if the registry does not ask', async () => {
    stub = await startStub();
    pushImage(stub, 'acme/app', { tag: '1' });
    await resolve(run({ '.docker/config.json': 'broken' }, {}, {}), {
      credentials: [{ registry: stub.host, username: 'jane', password: 's3cret' }],
    });
    expect(stub.headers.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    ['broken JSON', '{"auths": {"s3cret"', 'INPUT_INVALID'],
    ['an auth that is not base64', { auths: {} as Record<string, unknown> }, 'INPUT_INVALID'],
  ])('a file with %s is said without its content', async (_name, content, code) => {
    const host = await basicRegistry();
    if (typeof content !== 'string') content.auths[host] = { auth: 's3cret!' };
    const error = await failure(resolve(run({ '.docker/config.json': content })));
    expect(error.code).toBe(code);
    expect(`${error.message}${error.expected}${error.found}${error.hint}`).not.toContain('s3cret');
  });

  it('a named file must exist', async () => {
    await basicRegistry();
    expect((await failure(resolve(run({}, { REGISTRY_AUTH_FILE: '~/none.json' })))).code).toBe('FILE_UNREADABLE');
  });

  it('a password without its registry is refused', async () => {
    await basicRegistry();
    expect((await failure(resolve(run({}, { COUNTERSIGN_REGISTRY_PASSWORD: 's3cret' })))).code).toBe('INPUT_MISSING');
  });
});

describe('credential helpers', () => {
  const helper = (stdout: string, status = 0): { exec: Exec; calls: Parameters<Exec>[] } => {
    const calls: Parameters<Exec>[] = [];
    const encode = (text: string) => new TextEncoder().encode(text);
    return {
      calls,
      exec: (...call) => (calls.push(call), Promise.resolve({ status, stdout: encode(stdout) })),
    };
  };
  const answer = JSON.stringify({ ServerURL: 'x', Username: 'jane', Secret: 's3cret' });

  it.each([
    ['credHelpers', (host: string) => ({ credHelpers: { [host]: 'cloud' }, credsStore: 'other' })],
    ['credsStore', () => ({ credsStore: 'cloud' })],
    ['credsStore beside an empty entry', (host: string) => ({ credsStore: 'cloud', auths: { [host]: {} } })],
  ])('%s: asked for the host, with an environment of its own', async (_name, config) => {
    const host = await basicRegistry();
    const { exec, calls } = helper(answer);
    const passed = {
      PATH: '/bin',
      AWS_REGION: 'eu',
      DBUS_SESSION_BUS_ADDRESS: 'x',
      GNUPGHOME: '/g',
      REGISTRY_TOKEN: 'for-the-helper',
    };
    const env = {
      ...passed,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'no',
      GITHUB_TOKEN: 'no',
      SIGSTORE_ID_TOKEN: 'no',
      RELEASE_KEY: '-----BEGIN EC PRIVATE KEY-----',
      OTHER_TOKEN: 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJzaWdzdG9yZSJ9.c2ln',
    };
    await resolve(run({ '.docker/config.json': config(host) }, env, { exec, timeMs: 3000 }));
    expect(calls).toHaveLength(1);
    const [command, args, options] = calls[0] ?? [];
    expect([command, args, options?.input]).toEqual(['docker-credential-cloud', ['get'], host]);
    expect(options?.env).toEqual({ ...passed, HOME: expect.any(String) });
    expect(options?.timeoutMs).toBeLessThanOrEqual(3000);
  });

  it('are asked once for all repositories of a registry', async () => {
    const host = await basicRegistry();
    pushImage(stub, 'acme/other', { tag: '1' });
    const { exec, calls } = helper(answer);
    const registry = createRegistry(run({ '.docker/config.json': { credHelpers: { [host]: 'cloud' } } }, {}, { exec }));
    await Promise.all(['app', 'other', 'app'].map((name) => registry.resolve(`${host}/acme/${name}:1`)));
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['fails', helper('s3cret', 1).exec],
    ['prints invalid output', helper('s3cret').exec],
    ['is not installed', () => Promise.reject(new Error('ENOENT'))],
  ])('that %s: an error without its output', async (_name, exec) => {
    const host = await basicRegistry();
    const error = await failure(resolve(run({ '.docker/config.json': { credHelpers: { [host]: 'cloud' } } }, {}, { exec })));
    expect(error).toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    expect(error.message).toContain('docker-credential-cloud');
    expect(`${error.message}${error.found}${error.hint}`).not.toContain('s3cret');
  });

  const none = 'credentials not found in native keychain';
  it('that has none: anonymous; if that is refused, the log says who was asked, what it answered and what it did not get', async () => {
    const host = await basicRegistry();
    const { exec } = helper(none, 1);
    const config = { '.docker/config.json': { credHelpers: { [host]: 'cloud' } } };
    const env = { GITHUB_TOKEN: 'n0t-for-helpers', REGISTRY_TOKEN: 's3cret', INPUT_PATHS: 'x' };
    const one = run(config, env, { exec });
    expect((await failure(resolve(one))).message).toContain('answered 401');
    const told = one.lines.filter((line) => line.startsWith('warn'));
    expect(told).toEqual([expect.stringContaining(`docker-credential-cloud has no credentials for ${host}: ${none}`)]);
    expect(told[0]).toContain('did not get these variables of the environment: GITHUB_TOKEN.');
    expect(one.lines.join()).not.toMatch(/n0t-for-helpers|s3cret|REGISTRY_TOKEN/);
  });

  it('that has none says nothing if the registry serves without a login', async () => {
    const { exec } = helper(none, 1);
    const issued = await tokenRegistry();
    const one = run({ '.docker/config.json': { credsStore: 'cloud' } }, { GITHUB_TOKEN: 'x' }, { exec });
    await resolve(one);
    expect(issued).toHaveLength(1);
    expect(one.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('that fails: its words are in the error, without anything that could be a secret, and with what it did not get', async () => {
    const host = await basicRegistry();
    const { exec } = helper('Error: token eyJhbGci.x.y for bob@acme.dev has expired, password Tr0ub4dor&3', 1);
    const config = { '.docker/config.json': { credHelpers: { [host]: 'cloud' } } };
    const error = await failure(resolve(run(config, { CI_JOB_TOKEN: 'x' }, { exec })));
    expect(error.found).toBe('exit status 1: Error: token … for … has expired, password …');
    expect(error.hint).toContain('CI_JOB_TOKEN');
  });

  it.each(['../evil', 'a/b', '-x', ''.padEnd(80, 'a')])('named %s is not started', async (name) => {
    const host = await basicRegistry();
    const { exec, calls } = helper(answer);
    expect((await failure(resolve(run({ '.docker/config.json': { credHelpers: { [host]: name } } }, {}, { exec })))).code).toBe(
      'INPUT_INVALID',
    );
    expect(calls).toEqual([]);
  });
});

describe('tokens', () => {
  const login = () => ({ credentials: [{ registry: stub.host, username: 'jane', password: 's3cret' }] });

  it('are fetched without credentials if there are none', async () => {
    const issued = await tokenRegistry();
    await resolve(run({}));
    expect(issued).toHaveLength(1);
    expect(issued[0]?.authorization).toBeUndefined();
    expect([...(issued[0]?.url.searchParams ?? [])]).toEqual([
      ['service', 's v c'],
      ['scope', 'repository:acme/app:pull'],
    ]);
  });

  it('are fetched with basic auth, once for all requests of a scope', async () => {
    const issued = await tokenRegistry();
    const testRun = run({});
    const registry = createRegistry(testRun, login());
    const image = await registry.resolve(`${stub.host}/acme/app:1`);
    await Promise.all([registry.find(image), registry.find(image)]);
    expect(issued.map(({ authorization }) => authorization)).toEqual([basic('jane', 's3cret')]);
  });

  it.each([
    ['a token', 'mF_9.B5f-4.1JqM/', true],
    ['a UUID', '0b9cf2a4-3f3e-4b1c-9f0f-', true],
    ['a short text', 'denied', false],
    ['a letter', 'e', false],
    ['a long text with words of our messages', 'xxxxxxxxxxxx-Denied-', false],
    ['the digest of the judged artifact', `sha256:${'a'.repeat(63)}`, false],
    ['an address', 'https://github.com/acme/app/', false],
  ])('%s is used, and masked only if it looks like a token', async (_, prefix, masked) => {
    await tokenRegistry({ prefix });
    const testRun = run({});
    await createRegistry(testRun, login()).resolve(`${stub.host}/acme/app:1`);
    expect(testRun.secrets.includes(`${prefix}1`)).toBe(masked);
  });

  it('are renewed if the registry no longer accepts them', async () => {
    const issued = await tokenRegistry();
    const registry = createRegistry(run({}), login());
    const image = await registry.resolve(`${stub.host}/acme/app:1`);
    issued.push({ url: new URL('http://x'), body: '', authorization: undefined }); // now t1 is stale
    await registry.resolve(`${stub.host}/acme/app@${image.digest}`);
    expect(issued).toHaveLength(3);
  });

  it('are renewed before they expire', async () => {
    const issued = await tokenRegistry({ lifetime: 4 });
    const registry = createRegistry(run({}), login());
    const image = await registry.resolve(`${stub.host}/acme/app:1`);
    await registry.resolve(`${stub.host}/acme/app@${image.digest}`);
    expect(issued).toHaveLength(2);
  });

  it('are fetched by POST with an identity token', async () => {
    const issued = await tokenRegistry({ answer: () => ({ access_token: 't1' }) });
    await resolve(
      run({
        '.docker/config.json': {
          auths: { [stub.host]: { auth: auth('00000000-0000-0000-0000-000000000000', ''), identitytoken: 'refresh' } },
        },
      }),
    );
    expect(Object.fromEntries(new URLSearchParams(issued[0]?.body))).toEqual({
      service: 's v c',
      scope: 'repository:acme/app:pull',
      grant_type: 'refresh_token',
      client_id: 'countersign',
      refresh_token: 'refresh',
    });
    expect(issued[0]?.url.search).toBe('');
  });

  it.each(['http://tokens.example/t', 'http://10.0.0.1/t', 'https://u:p@tokens.example/t', 'nonsense', 'ftp://127.0.0.1/t'])(
    'the secret is not sent to %s',
    async (realmUrl) => {
      const issued = await tokenRegistry({ realmUrl });
      const error = await failure(resolve(run({}), login()));
      expect(error.code).toBe('REGISTRY_ANSWER_INVALID');
      expect(issued).toEqual([]);
    },
  );

  it.each([
    [401, 'REGISTRY_UNAUTHORIZED', 'refused'],
    [403, 'REGISTRY_UNAUTHORIZED', 'refused'],
    [400, 'REGISTRY_UNAUTHORIZED', 'refused'],
    [503, 'REGISTRY_UNAVAILABLE', 'later'],
  ])('a token service that answers %i', async (status, code, hint) => {
    await tokenRegistry({ answer: () => status });
    const error = await failure(resolve(run({}), login()));
    expect(error.code).toBe(code);
    expect(error.hint).toContain(hint);
    expect(`${error.message}${error.found}`).not.toContain('s3cret');
  });

  it.each([{}, { token: '' }, { token: 'a\r\nX-Evil: 1' }, { token: 7 }])('an answer like %j is not a token', async (answer) => {
    await tokenRegistry({ answer: () => answer });
    expect((await failure(resolve(run({}), login()))).code).toBe('REGISTRY_ANSWER_INVALID');
  });

  it('the registry is asked twice at most', async () => {
    await tokenRegistry({ answer: () => ({ token: 'never-right' }) });
    expect((await failure(resolve(run({}), login()))).code).toBe('REGISTRY_UNAUTHORIZED');
    expect(stub.seen).toHaveLength(2);
  });
});
