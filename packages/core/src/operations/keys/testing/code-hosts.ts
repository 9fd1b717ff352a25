import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Servers that behave as the API pages of GitHub and GitLab say, and refuse what those refuse. They share no code with ours: a sealed box
 * is opened with libsodium.
 */
export interface CodeHost {
  readonly host: string;
  /** Every request: method, path, status. */
  readonly requests: string[];
  /** What is stored, by name. */
  readonly stored: Map<string, Readonly<Record<string, unknown>>>;
  /** The next requests of this method get this answer instead. */
  fail: { readonly method: string; readonly status: number; readonly body: string } | undefined;
  close(): Promise<void>;
}

type Answer = (method: string, url: URL, headers: IncomingMessage['headers'], body: string) => readonly [number, unknown];

async function listen(answer: (host: CodeHost) => Answer): Promise<CodeHost> {
  const requests: string[] = [];
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const method = request.method ?? '';
      const url = new URL(request.url ?? '', 'http://host');
      const failing = host.fail?.method === method ? host.fail : undefined;
      const [status, body] =
        failing === undefined
          ? answer(host)(method, url, request.headers, Buffer.concat(chunks).toString())
          : [failing.status, failing.body];
      requests.push(`${method} ${url.pathname} ${String(status)}`);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host: CodeHost = {
    host: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    stored: new Map(),
    fail: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return host;
}

const GITHUB_TOKEN = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const GITLAB_TOKEN = 'glpat-0123456789abcdefghij';
export const TOKENS = { github: GITHUB_TOKEN, gitlab: GITLAB_TOKEN } as const;

const KEY_ID = '568250167242549743';

/** docs.github.com/en/rest/actions/secrets: repository and environment secrets. */
export function startGithub(): Promise<CodeHost> {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const raw = (key: KeyObject, member: 'x' | 'd'): Buffer =>
    Buffer.from(String(key.export({ format: 'jwk' })[member]), 'base64url');
  return listen((host) => (method, url, headers, body) => {
    if (headers.authorization !== `Bearer ${GITHUB_TOKEN}`) return [401, { message: 'Bad credentials' }];
    if (headers.accept !== 'application/vnd.github+json' || headers['x-github-api-version'] !== '2022-11-28')
      return [415, { message: 'Unsupported Media Type' }];
    const [, place = '', name = ''] =
      /^\/api\/v3\/repos\/acme\/app\/((?:actions|environments\/[^/]+)\/secrets)\/([^/]+)$/.exec(url.pathname) ?? [];
    if (place === '') return [404, { message: 'Not Found' }];
    if (method === 'GET' && name === 'public-key') return [200, { key_id: KEY_ID, key: raw(publicKey, 'x').toString('base64') }];
    if (method !== 'PUT') return [404, { message: 'Not Found' }];
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^GITHUB_/i.test(name))
      return [422, { message: 'Secret names can only contain alphanumeric characters' }];
    const { encrypted_value: sealed, key_id: keyId } = JSON.parse(body) as Record<string, unknown>;
    if (keyId !== KEY_ID) return [422, { message: 'key_id is not the current one' }];
    if (typeof sealed !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(sealed))
      return [422, { message: 'Invalid request.\n\nencrypted_value does not match the base64 pattern' }];
    const value = opened(raw(privateKey, 'd'), Buffer.from(sealed, 'base64'));
    if (value === undefined) return [422, { message: 'Bad request - improperly encrypted secret' }];
    const known = host.stored.has(`${place}/${name}`);
    host.stored.set(`${place}/${name}`, { value });
    return known ? [204, ''] : [201, {}];
  });
}

/** With libsodium by its own interface for programs. */
const OPEN = `
import ctypes, ctypes.util, sys
sodium = ctypes.CDLL(ctypes.util.find_library('sodium'))
sodium.sodium_init()
secret = bytes.fromhex(sys.argv[1])
sealed = sys.stdin.buffer.read()
public = ctypes.create_string_buffer(32)
sodium.crypto_scalarmult_base(public, secret)
out = ctypes.create_string_buffer(max(1, len(sealed) - 48))
if sodium.crypto_box_seal_open(out, sealed, ctypes.c_ulonglong(len(sealed)), public, secret) != 0: sys.exit(1)
sys.stdout.buffer.write(out.raw[:len(sealed) - 48])
`;

/** Whether libsodium can be loaded on this machine. */
export const hasSodium =
  spawnSync('python3', ['-c', "import ctypes.util, sys; sys.exit(ctypes.util.find_library('sodium') is None)"]).status === 0;

function opened(secret: Buffer, sealed: Buffer): string | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', OPEN, secret.toString('hex')], { input: sealed });
  return status === 0 ? stdout.toString() : undefined;
}

/** docs.gitlab.com/api/project_level_variables, and "Mask a CI/CD variable" of docs.gitlab.com/ci/variables. */
export function startGitlab(): Promise<CodeHost> {
  return listen((host) => (method, url, headers, body) => {
    if (headers['private-token'] !== GITLAB_TOKEN) return [401, { message: '401 Unauthorized' }];
    const [, project = '', name] = /^\/api\/v4\/projects\/([^/]+)\/variables(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    if (decodeURIComponent(project) !== 'acme/platform/app') return [404, { message: '404 Project Not Found' }];
    const scope = url.searchParams.get('filter[environment_scope]');
    if (method === 'GET' && name !== undefined) {
      const found = host.stored.get(`${name} ${scope ?? '*'}`);
      return found === undefined ? [404, { message: '404 Variable Not Found' }] : [200, found];
    }
    const asked = JSON.parse(body) as Record<string, unknown>;
    const problem = variableProblem(asked);
    if (problem !== undefined) return [400, { message: problem }];
    const at = `${String(asked['key'])} ${String(asked['environment_scope'] ?? '*')}`;
    if (method === 'POST' && name === undefined) {
      if (host.stored.has(at)) return [400, { message: { key: [`(${String(asked['key'])}) has already been taken`] } }];
      host.stored.set(at, asked);
      return [201, asked];
    }
    if (method !== 'PUT' || name !== asked['key'] || scope === null) return [404, { message: '404 Not Found' }];
    if (!host.stored.has(`${name} ${scope}`)) return [404, { message: '404 Variable Not Found' }];
    host.stored.set(at, asked);
    return [200, asked];
  });
}

function variableProblem({ key, value, masked, raw, variable_type: type }: Readonly<Record<string, unknown>>): unknown {
  if (typeof key !== 'string' || !/^[A-Za-z0-9_]{1,255}$/.test(key))
    return { key: ['can contain only letters, digits and "_".'] };
  if (typeof value !== 'string' || value.length > 10_000) return { value: ['is too long'] };
  if (type !== undefined && type !== 'env_var' && type !== 'file') return 'variable_type does not have a valid value';
  const rule = raw === true ? /^\S{8,}$/ : /^[a-zA-Z0-9_+=/@:.~-]{8,}$/;
  // Both rules: which one holds depends on the version.
  return masked === true && !(rule.test(value) && /^[a-zA-Z0-9_+=/@:.~-]{8,}$/.test(value))
    ? { value: ['is invalid'] }
    : undefined;
}
