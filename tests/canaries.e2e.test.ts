import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FORMAT_NAMES } from '@countersign/core/reports';
import {
  flagOf,
  hasCommand,
  INPUTS,
  inputsOf,
  PIECE_NAMES,
  PIECES,
  type InputSpec,
  type Piece,
} from '@countersign/surface/options';
import { SETUP_VARIABLES } from '@countersign/surface/setup-environment';
import { SIGNING_VARIABLES } from '@countersign/surface/signing-environment';
import { sampler } from '../scripts/sample.mjs';
import { canary, forgetCanaries, sung, token } from './testing/canaries.js';
import { sampleBundle } from '../packages/core/src/registry/testing/samples.js';

/*
 * Failures, with a canary in each place where a secret may stand. What is a secret here: passwords, tokens, key material;
 * user name, password and query string of an address. What is none: paths, names of variables, hosts, fragments of addresses,
 * and what is signed or compared (identities, issuers without a query, annotations).
 */

const root = fileURLToPath(new URL('../', import.meta.url));
const CLI = join(root, 'packages/cli/dist/index.js');
/** With a password, it is refused by its form; without one, it is used. */
const address = (where: string, host = 'host.invalid'): string =>
  `https://${canary(`${where} user`)}:${canary(`${where} password`)}@${host}/x?a=${canary(`${where} query`)}&b=c`;
const addressWithoutPassword = (where: string): string =>
  `https://${canary(`${where} user`)}@host.invalid/x?a=${canary(`${where} query`)}&b=c`;

let folder: string;
let echo: Server;
let host: string;
let status = 401;
/** What the hostile server was sent, to be sure that a path was reached. */
let asked: string[] = [];

beforeAll(async () => {
  echo = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      asked.push(`${request.method} ${request.url}`);
      answer(request, Buffer.concat(chunks).toString(), (code, headers, body) => response.writeHead(code, headers).end(body));
    })();
  });
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => void (echo.closeAllConnections(), echo.close(done))));
beforeEach(() => {
  forgetCanaries();
  asked = [];
  folder = mkdtempSync(join(tmpdir(), 'countersign-canary-'));
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'app.tgz'), 'the package');
});

/** Answers with all that it was sent, in the forms in which the services of this world say "no". */
function answer(
  request: IncomingMessage,
  body: string,
  send: (code: number, headers: Record<string, string>, body: string) => void,
): void {
  const basic = /^Basic (.*)$/i.exec(request.headers.authorization ?? '')?.[1];
  const said = [
    request.url,
    JSON.stringify(request.headers),
    body,
    basic === undefined ? '' : Buffer.from(basic, 'base64').toString(),
  ].join(' ');
  const encoded = `${said} ${encodeURIComponent(said)} ${Buffer.from(said).toString('hex').slice(0, 4000)}`;
  const text = JSON.stringify({
    message: encoded,
    error: said,
    errors: [
      { code: 'UNAUTHORIZED', message: said.slice(0, 300) },
      { code: 'DENIED', message: encoded },
    ],
  });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    warning: `299 - "${(request.headers.authorization ?? 'none').replaceAll('"', "'")}"`,
  };
  if (request.url?.startsWith('/v2/') === true && request.headers.authorization === undefined && status === 401) {
    send(
      401,
      {
        ...headers,
        'www-authenticate': `Basic realm="r", Bearer realm="http://${host}/realm?x=1",service="${said.slice(0, 40).replace(/[^ -!#-~]/g, '')}"`,
      },
      text,
    );
  } else if (status === 302)
    send(302, { ...headers, location: `http://127.0.0.1:1/${request.headers.authorization ?? ''}` }, text);
  else send(status, headers, text);
}

interface Ended {
  readonly status: number | null;
  /** Everything that was printed or written. */
  readonly said: string;
}

async function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  // The runner takes these lines for commands and shows none of them.
  const shown = text.replace(/^::add-mask::.*$/gm, '');
  const written = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile() && !INPUT_FILES.some((name) => path.endsWith(name)))
    .map((path) => readFileSync(path, 'utf8'));
  for (const format of FORMAT_NAMES) rmSync(join(folder, `report.${format}`), { force: true });
  return { status: code, said: [shown, ...written].join('\n') };
}
/** What the test itself wrote. */
const INPUT_FILES = ['app.tgz', 'app.tgz.sigstore.json', 'signing.json', 'root.json', 'auth.json', 'key.pem'];

function action(piece: Piece, inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>): Promise<Ended> {
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const variables = Object.fromEntries(
    Object.entries({ 'log-level': 'debug', ...inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  return run(join(root, 'actions', piece, 'dist/index.js'), [], {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    ...files,
    ...env,
    ...variables,
  });
}

function command(
  piece: Piece,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  json = true,
): Promise<Ended> {
  const specs = new Map<string, Parameters<typeof flagOf>[1]>(inputsOf(piece));
  const flags = Object.entries({ 'log-level': 'debug', ...inputs }).flatMap(([name, value]) => {
    const spec = specs.get(name);
    return spec === undefined ? [] : [`--${flagOf(name, spec)}=${value}`];
  });
  if (!hasCommand(piece)) throw new Error(`${piece} is an action only`);
  return run(CLI, [PIECES[piece].command.name, ...flags, ...(json ? ['--json'] : [])], env);
}

/** Every variable that holds a secret or an address, ours and other people's. */
const variables = (): Record<string, string> => ({
  GITHUB_TOKEN: canary('GITHUB_TOKEN'),
  GH_TOKEN: canary('GH_TOKEN'),
  ACTIONS_RUNTIME_TOKEN: canary('ACTIONS_RUNTIME_TOKEN'),
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: canary('ACTIONS_ID_TOKEN_REQUEST_TOKEN'),
  SIGSTORE_ID_TOKEN: token('SIGSTORE_ID_TOKEN'),
  CI_JOB_TOKEN: canary('CI_JOB_TOKEN'),
  CI_REGISTRY: host,
  CI_REGISTRY_USER: 'robot',
  CI_REGISTRY_PASSWORD: canary('CI_REGISTRY_PASSWORD'),
  COUNTERSIGN_REGISTRY: host,
  COUNTERSIGN_REGISTRY_USERNAME: 'robot',
  COUNTERSIGN_REGISTRY_PASSWORD: canary('COUNTERSIGN_REGISTRY_PASSWORD'),
  DEPLOY_PASSWORD: canary('DEPLOY_PASSWORD'),
  AWS_ACCESS_KEY_ID: canary('AWS_ACCESS_KEY_ID'),
  AWS_SECRET_ACCESS_KEY: canary('AWS_SECRET_ACCESS_KEY'),
  AWS_SESSION_TOKEN: canary('AWS_SESSION_TOKEN'),
  AWS_CONTAINER_AUTHORIZATION_TOKEN: canary('AWS_CONTAINER_AUTHORIZATION_TOKEN'),
  AZURE_CLIENT_SECRET: canary('AZURE_CLIENT_SECRET'),
  AZURE_CLIENT_CERTIFICATE_PASSWORD: canary('AZURE_CLIENT_CERTIFICATE_PASSWORD'),
  IDENTITY_HEADER: canary('IDENTITY_HEADER'),
  VAULT_TOKEN: canary('VAULT_TOKEN'),
  BAO_TOKEN: canary('BAO_TOKEN'),
  HTTPS_PROXY: proxyAddress('HTTPS_PROXY'),
  GITHUB_REPOSITORY: 'acme/app',
});
const proxyAddress = (name: string): string => `http://${canary(`user of ${name}`)}:${canary(`password of ${name}`)}@127.0.0.1:1`;

/** Every other variable that a program may read (the tables of the surface), and what is known of its value. A new one belongs here, or has a canary. */
const HOLDS_NO_SECRET = {
  paths:
    'GITHUB_WORKSPACE GITHUB_OUTPUT GITHUB_STEP_SUMMARY GITHUB_PATH COUNTERSIGN_CACHE HOME USERPROFILE RUNNER_TEMP ' +
    'RUNNER_TOOL_CACHE XDG_CACHE_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR LOCALAPPDATA REGISTRY_AUTH_FILE DOCKER_CONFIG ' +
    'SSL_CERT_FILE SSL_CERT_DIR CI_SERVER_TLS_CA_FILE NODE_EXTRA_CA_CERTS GOOGLE_APPLICATION_CREDENTIALS CLOUDSDK_CONFIG ' +
    'AZURE_CLIENT_CERTIFICATE_PATH AZURE_FEDERATED_TOKEN_FILE AWS_WEB_IDENTITY_TOKEN_FILE AWS_CONFIG_FILE ' +
    'AWS_SHARED_CREDENTIALS_FILE AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ' +
    'TRANSIT_SECRET_ENGINE_PATH',
  names:
    'COUNTERSIGN_REGISTRY COUNTERSIGN_REGISTRY_USERNAME CI_REGISTRY CI_REGISTRY_USER GITHUB_ACTOR GITHUB_REPOSITORY ' +
    'CI_PROJECT_PATH CI_JOB_NAME GITHUB_EVENT_NAME AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_ENVIRONMENT VAULT_NAMESPACE ' +
    'BAO_NAMESPACE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION',
  settings:
    'RUNNER_DEBUG NO_COLOR FORCE_COLOR TERM GITHUB_ACTIONS GITLAB_CI CI GITHUB_RUN_ID GITHUB_RUN_ATTEMPT ' +
    'CI_JOB_STARTED_AT DISPLAY WAYLAND_DISPLAY WSL_DISTRO_NAME BROWSER no_proxy NO_PROXY AWS_EC2_METADATA_DISABLED ' +
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT',
};
/** An address, which may have a user name, a password or a query string. */
const ADDRESSES = [
  'https_proxy',
  'HTTPS_PROXY',
  'http_proxy',
  'HTTP_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'GITHUB_API_URL',
  'GITHUB_SERVER_URL',
  'CI_SERVER_URL',
  'CI_JOB_URL',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'VAULT_ADDR',
  'BAO_ADDR',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_KMS',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AZURE_AUTHORITY_HOST',
  'IDENTITY_ENDPOINT',
];

describe('the variables that a program may read', () => {
  const listed = [...SIGNING_VARIABLES, ...SETUP_VARIABLES].flatMap(({ names }) =>
    names.filter((name) => typeof name === 'string'),
  );

  it('have a canary, or are known to hold no secret', () => {
    const known = new Set([
      ...Object.values(HOLDS_NO_SECRET).flatMap((names) => names.split(' ')),
      ...ADDRESSES,
      ...Object.keys(variables()),
    ]);
    expect([...new Set(listed)].filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(ADDRESSES)('with an address in %s, it is printed nowhere', async (name) => {
    writeFileSync(join(folder, 'root.json'), ROOT);
    writeFileSync(join(folder, 'signing.json'), signing());
    const { said, status: code } = await command('sign-blob', base('sign-blob'), { ...variables(), [name]: proxyAddress(name) });
    expect(sung(said)).toEqual([]);
    expect(code).not.toBe(0);
  });
});

const INSTANCE = { 'trusted-root': 'root.json', 'signing-config': 'signing.json', timeout: '600ms' };
/** A usable call of each piece, but for what the test puts wrong. */
function base(piece: Piece): Readonly<Record<string, string>> {
  const takes = new Set<string>(PIECES[piece].inputs);
  const usable = {
    ...INSTANCE,
    ...(takes.has('paths') ? { paths: 'app.tgz' } : { images: 'host.invalid/acme/app:v1' }),
    'certificate-identity': 'a@b.example',
    'certificate-oidc-issuer': 'https://accounts.example.com',
    reports: FORMAT_NAMES.map((format) => `${format}=report.${format}`).join('\n'),
    mirror: `http://${host}/releases`,
    'trust-digest': piece === 'setup' ? createHash('sha256').update(ROOT).digest('hex') : '',
  };
  return Object.fromEntries(Object.entries(usable).filter(([name, value]) => takes.has(name) && value !== ''));
}
/** Whether the whole value of an input is a secret if someone writes one there: the table says so of each input. */
const isPlace = (name: string): boolean => {
  const spec: InputSpec = INPUTS[name as keyof typeof INPUTS];
  return spec.secret === true || spec.refersToSecret === true;
};
const signing = (): string =>
  JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [{ url: `http://${host}/`, majorApiVersion: 1, validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'x' }],
    oidcUrls: [{ url: `http://${host}/`, majorApiVersion: 1, validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'x' }],
    rekorTlogUrls: [{ url: `http://${host}/`, majorApiVersion: 2, validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'x' }],
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: [{ url: `http://${host}/`, majorApiVersion: 1, validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'x' }],
    tsaConfig: { selector: 'ANY' },
  });
const ROOT = JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1' });
const some = sampler('secrets that are printed nowhere');
const pick = sampler('addresses with and without a password');
/** Each input of each piece, given to the action or on the command line. */
const CASES = PIECE_NAMES.flatMap((piece) =>
  inputsOf(piece).flatMap(([name]) =>
    some(hasCommand(piece) ? [action, command] : [action]).map((start) => [piece, name, start.name, start] as const),
  ),
);

describe('a secret in an input is printed nowhere', () => {
  it('the programs under test are built', () => expect(existsSync(CLI)).toBe(true));

  it.each(some(CASES, 60))('%s, %s, as %s', async (piece, name, _, start) => {
    writeFileSync(join(folder, 'root.json'), ROOT);
    writeFileSync(join(folder, 'signing.json'), signing());
    const value = isPlace(name) ? canary(name) : (pick([address, addressWithoutPassword])[0] ?? address)(name);
    const env = variables();
    const withKey = name === 'key-password' ? { keys: 'key.pem' } : {};
    if (name === 'key-password')
      writeFileSync(
        join(folder, 'key.pem'),
        '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
      );
    const inputs = { ...base(piece), ...withKey, [name]: value };
    const { said, status: code } = await start(piece, inputs, env);
    expect(sung(said)).toEqual([]);
    expect(code).not.toBe(0);
  });

  it.each([
    ['a password behind a flag of another command', ['verify', 'app.tgz', '--key-password', 'CANARY']],
    ['a misspelt flag', ['sign-blob', 'app.tgz', '--keypassword=CANARY']],
    ['a flag that takes no value', ['sign-blob', 'app.tgz', '--json=CANARY']],
    ['a flag in one word', ['sign-blob', 'app.tgz', '-pCANARY']],
    ['a value that begins with a dash', ['sign-blob', 'app.tgz', '--key-password=-CANARY']],
    ['a password given twice', ['sign-blob', 'app.tgz', '--key-password', 'CANARY', '--key-password', 'CANARY']],
    ['a password with a key that is not encrypted', ['sign-blob', 'app.tgz', '--key', 'none.pem', '--key-password', 'CANARY']],
    ['a variable that is no name', ['sign-blob', 'app.tgz', '--key-password', 'env://CANARY']],
    ['a token in a variable that is no name', ['sign-blob', 'app.tgz', '--identity-token', 'env://CANARY']],
    ['a command where none belongs', ['sign-blob', 'app.tgz', '--', 'deploy', '--password', 'CANARY']],
    ['an address', ['verify', 'app.tgz', '--trusted-root', 'https://u:CANARY@host.invalid/?q=CANARY', '--owner', 'acme']],
  ])('%s', async (where, args) => {
    writeFileSync(join(folder, 'root.json'), ROOT);
    writeFileSync(join(folder, 'signing.json'), signing());
    const value = canary(where);
    const [name = '', ...rest] = args.map((arg) => arg.replaceAll('CANARY', value));
    const instance =
      name === 'sign-blob' ? Object.entries(INSTANCE).map(([flag, text]) => `--${flag}=${text}`) : ['--timeout=600ms'];
    const { said, status: code } = await run(CLI, [name, ...instance, ...rest], variables());
    expect(sung(said)).toEqual([]);
    expect(code).not.toBe(0);
  });
});

const APP = createHash('sha256').update('the package').digest('hex');

describe.each([401, 403, 302, 400, 404, 500])('a server that answers %i and repeats what it was sent', (code) => {
  beforeEach(() => {
    status = code;
    writeFileSync(join(folder, 'root.json'), ROOT);
    writeFileSync(join(folder, 'signing.json'), signing());
    // Without anything to judge the trusted root is not asked for.
    writeFileSync(join(folder, 'app.tgz.sigstore.json'), sampleBundle(APP).serialized);
  });
  const own = { 'signing-config': 'signing.json', 'trusted-root': 'root.json' };
  const PATHS: readonly (readonly [string, Piece, () => Record<string, string>, () => Record<string, string>])[] = [
    ['the certificate authority', 'sign-blob', () => own, () => ({})],
    [
      'the token service of the job',
      'sign-blob',
      () => own,
      () => ({
        GITHUB_ACTIONS: 'true',
        ACTIONS_ID_TOKEN_REQUEST_URL: `http://${host}/token?x=${canary('query of the token service')}`,
      }),
    ],
    ['a registry, while signing', 'sign-image', () => ({ ...own, images: `${host}/acme/app:v1` }), () => ({})],
    ['a registry, at the gate', 'verify-gate', () => ({ paths: '', images: `${host}/acme/app:v1` }), () => ({})],
    [
      'the attestation API',
      'verify-gate',
      () => ({ evidence: 'github:acme/app' }),
      () => ({ GITHUB_API_URL: `http://${host}/api` }),
    ],
    ['a mirror of releases', 'setup', () => ({ 'trusted-root': '', 'trust-digest': '' }), () => ({})],
    [
      'a mirror',
      'verify-gate',
      () => ({ 'trusted-root': `http://${host}/mirror?x=${canary('query of the mirror')}#sha256=${'a'.repeat(64)}` }),
      () => ({}),
    ],
  ];

  const jsonLog: typeof command = (piece, inputs, env) => command(piece, { ...inputs, 'log-format': 'json' }, env, false);
  const STARTS = PATHS.flatMap((path) =>
    some(hasCommand(path[1]) ? [action, command, jsonLog] : [action]).map((start) => [path[0], start.name, path, start] as const),
  );

  it.each(STARTS)('%s, as %s', async (_, _how, [, piece, inputs, more], start) => {
    const env = { ...variables(), ...more() };
    // A refusal ends the run at once; what is tried again must not hold up the test.
    const timeout = code === 401 ? '60s' : INSTANCE.timeout;
    const all = Object.fromEntries(Object.entries({ ...base(piece), timeout, ...inputs() }).filter(([, value]) => value !== ''));
    const { said, status: ended } = await start(piece, all, env);
    expect(sung(said)).toEqual([]);
    expect(ended).not.toBe(0);
    if (code === 401) expect(asked.length).toBeGreaterThan(0);
  });
});
