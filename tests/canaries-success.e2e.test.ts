import { spawn } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { tokenSource } from '../packages/core/src/ci/index.js';
import { openSigner } from '../packages/core/src/keys/index.js';
import { testRun } from '../packages/core/src/net/testing/test-run.js';
import { createRegistry } from '../packages/core/src/registry/index.js';
import { addSecret, canary, forgetCanaries, sung, token, wholeError } from './testing/canaries.js';

/*
 * Secrets that are used, and work: signing with an encrypted key, with identity tokens from variables and files, with logins of registries.
 * They are searched in all that is printed, in every file that is written (bundles too), in arguments and environments of other programs,
 * in diagnostic reports of Node, and in errors with all their causes.
 */

const root = fileURLToPath(new URL('../', import.meta.url));
const CLI = join(root, 'packages/cli/dist/index.js');

let sandbox: Sandbox;
let folder: string;
let work: string;
beforeAll(async () => {
  sandbox = await startSandbox({ registry: { auth: 'basic' } });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  forgetCanaries();
  folder = mkdtempSync(join(tmpdir(), 'countersign-used-'));
  work = join(folder, 'work');
  for (const name of ['work', 'secrets', 'bin']) mkdirSync(join(folder, name));
  writeFileSync(join(work, 'app.tgz'), 'the package');
});
const secretFile = (name: string, text: string): string => {
  writeFileSync(join(folder, 'secrets', name), text);
  return join(folder, 'secrets', name);
};

/** A new key; its private number, in every encoding, and its lines are secrets from now on. */
function newKey(passphrase?: string): { readonly pem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const number = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  addSecret('number of the key, hex', number.toString('hex'));
  addSecret('number of the key, base64', number.toString('base64').slice(0, -2));
  addSecret('number of the key, decimal', BigInt(`0x${number.toString('hex')}`).toString());
  const exported = (key: KeyObject): string =>
    key
      .export({ type: 'pkcs8', format: 'pem', ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }) })
      .toString();
  const pem = exported(privateKey);
  // The last lines of an open key contain its public part, which is in bundles, too.
  for (const [index, line] of pem.split('\n').slice(1, 2).entries()) addSecret(`line ${String(index)} of the key`, line);
  return { pem, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

interface Ended {
  readonly status: number | null;
  readonly said: string;
}
async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { nodeArgs = [], onStart }: { readonly nodeArgs?: readonly string[]; readonly onStart?: (pid: number) => void } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeArgs, ...args], {
    cwd: work,
    env: { PATH: [join(folder, 'bin'), process.env['PATH'] ?? ''].join(delimiter), HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) onStart?.(child.pid);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  const status = await new Promise<number | null>((done) => child.on('close', done));
  const shown = text.replace(/^::add-mask::.*$/gm, '');
  return { status, said: [shown, ...written(work)].join('\n') };
}
function written(under: string): readonly string[] {
  return readdirSync(under, { recursive: true })
    .map((name) => join(under, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'));
}

/** What both ways to start get; the command line with text and with JSON. */
type Start = (piece: string, inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) => Promise<Ended>;
const FLAGS: Readonly<Record<string, string>> = { paths: 'path', keys: 'key', images: 'image', reports: 'report' };
const asCommand =
  (format: string): Start =>
  (piece, inputs, env) =>
    run(
      [
        CLI,
        piece === 'verify-gate' ? 'verify' : piece,
        ...Object.entries(inputs).map(([name, value]) => `--${FLAGS[name] ?? name}=${value}`),
        '--log-level=debug',
        `--log-format=${format}`,
      ],
      env,
    );
const asAction: Start = (piece, inputs, env) => {
  const files = Object.fromEntries(
    ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV'].map((name) => [name, join(work, name)]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const given = Object.entries({ ...inputs, 'log-level': 'debug' }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  return run([join(root, 'actions', piece, 'dist/index.js')], {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: work,
    ...files,
    ...env,
    ...Object.fromEntries(given),
  });
};
const STARTS: readonly (readonly [string, Start])[] = [
  ['the action', asAction],
  ['the command', asCommand('text')],
  ['the command, with a log in JSON', asCommand('json')],
];

/** Variables of a job that have nothing to do with what it does here. */
const others = (): Record<string, string> => ({
  GITHUB_TOKEN: canary('GITHUB_TOKEN'),
  GH_TOKEN: canary('GH_TOKEN'),
  CI_JOB_TOKEN: canary('CI_JOB_TOKEN'),
  CI_REGISTRY_PASSWORD: canary('CI_REGISTRY_PASSWORD'),
  COSIGN_PASSWORD: canary('COSIGN_PASSWORD'),
  ACTIONS_RUNTIME_TOKEN: canary('ACTIONS_RUNTIME_TOKEN'),
});
const instance = (): Record<string, string> => ({
  'trusted-root': sandbox.files.trustedRoot,
  'signing-config': sandbox.files.signingConfig,
});
const identity = async (where: string): Promise<string> => {
  const jwt = await sandbox.token('oidc', { sub: 'developer', email: 'developer@example.com', email_verified: true });
  addSecret(where, jwt.split('.')[2] ?? '');
  return jwt;
};

describe.each(STARTS)('%s prints no secret that it uses', (_, start) => {
  it('an encrypted key and its password, from variables', async () => {
    const password = `p"\\ä ${canary('password')}`;
    const { pem } = newKey(password);
    const { status, said } = await start(
      'sign-blob',
      { ...instance(), paths: 'app.tgz', keys: 'env://RELEASE_KEY', 'key-password': 'env://RELEASE_PASSWORD' },
      { ...others(), RELEASE_KEY: pem, RELEASE_PASSWORD: password },
    );
    expect([status, sung(said)]).toEqual([0, []]);
    expect(existsSync(join(work, 'app.tgz.sigstore.json'))).toBe(true);
  });

  it('a key and a wrong password, from files', async () => {
    const { pem } = newKey(canary('right password'));
    const inputs = { keys: secretFile('key.pem', pem), 'key-password': secretFile('password', `${canary('wrong password')}\n`) };
    const { status, said } = await start('sign-blob', { ...instance(), paths: 'app.tgz', ...inputs }, others());
    expect([status, said, sung(said)]).toEqual([3, expect.stringContaining('KEY_INVALID'), []]);
  });

  it('an identity token, from a variable or a file', async () => {
    const env = { ...others(), MY_TOKEN: await identity('token in a variable') };
    const inputs = { ...instance(), paths: 'app.tgz' };
    const first = await start('sign-blob', { ...inputs, 'identity-token': 'env://MY_TOKEN' }, env);
    expect([first.status, sung(first.said)]).toEqual([0, []]);
    rmSync(join(work, 'app.tgz.sigstore.json'));
    const file = secretFile('token', `${await identity('token in a file')}\n`);
    const second = await start('sign-blob', { ...inputs, 'identity-token': file }, env);
    expect([second.status, sung(second.said)]).toEqual([0, []]);
  });

  it('a token that it requests from GitHub', async () => {
    const job = sandbox.github();
    addSecret('request token', job['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '');
    const { status, said } = await start('sign-blob', { ...instance(), paths: 'app.tgz' }, { ...others(), ...job });
    expect([status, sung(said)]).toEqual([0, []]);
  });

  it('the login of a registry, from a file or a helper, which gets no secret of ours', async () => {
    const { host } = sandbox.registry;
    const { username = '', password = '' } = sandbox.registry as { username?: string; password?: string };
    addSecret('password of the registry', password);
    const dump = join(folder, 'dump');
    const helper = `#!/bin/sh\n{ env; tr '\\0' '\\n' < /proc/$$/cmdline; cat; } >> "${dump}"\nprintf '{"Username":"%s","Secret":"%s"}' "${username}" "${password}"\n`;
    writeFileSync(join(folder, 'bin', 'docker-credential-test'), helper, { mode: 0o755 });
    const gate = {
      'trusted-root': sandbox.files.trustedRoot,
      images: `${host}/acme/none:v1`,
      owner: 'acme',
      timeout: '30s',
      reports: 'json=report.json\nmarkdown=report.md\njunit=report.xml',
    };
    for (const config of [
      { auths: { [host]: { auth: Buffer.from(`${username}:${password}`).toString('base64') } } },
      { credHelpers: { [host]: 'test' } },
    ]) {
      writeFileSync(join(folder, 'secrets', 'config.json'), JSON.stringify(config));
      const env = { ...others(), SIGSTORE_ID_TOKEN: token('SIGSTORE_ID_TOKEN'), DOCKER_CONFIG: join(folder, 'secrets') };
      const { status, said } = await start('verify-gate', gate, env);
      // It was let in: there is no such image.
      expect([status, said, sung(said)]).toEqual([2, expect.stringContaining('REGISTRY_NOT_FOUND'), []]);
    }
    const given = readFileSync(dump, 'utf8');
    expect(given).toContain(host);
    expect(sung(given)).toEqual([]);
  });
});

describe('Node', () => {
  let silent: Server;
  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => void (silent.closeAllConnections(), silent.close(done))));

  (process.platform === 'win32' ? it.skip : it)('writes a diagnostic report without variables', async () => {
    const at = `127.0.0.1:${String((silent.address() as AddressInfo).port)}`;
    const { said } = await run(
      [
        CLI,
        'verify',
        `oci://${at}/acme/app:v1`,
        '--owner',
        'acme',
        '--trusted-root',
        sandbox.files.trustedRoot,
        '--timeout',
        '4s',
        '--log-level',
        'debug',
      ],
      { ...others(), SIGSTORE_ID_TOKEN: token('SIGSTORE_ID_TOKEN') },
      {
        nodeArgs: ['--report-on-signal', '--report-uncaught-exception', '--report-on-fatalerror', `--report-directory=${work}`],
        // It waits for an answer then, and for some seconds more.
        onStart: (pid) => silent.once('connection', () => process.kill(pid, 'SIGUSR2')),
      },
    );
    expect(said).toContain('"javascriptStack"');
    expect(said).not.toContain('"environmentVariables"');
    expect(sung(said)).toEqual([]);
  });
});

describe('a canary', () => {
  const nested = (text: string): Error => new Error('a', { cause: Object.assign(new Error('b'), { answer: { body: text } }) });

  it.each<readonly [string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['over two lines', (text) => `${text.slice(0, 9)}\n${text.slice(9)}`],
    ['only its beginning', (text) => text.slice(0, 15)],
    ['in base64, after a user name', (text) => Buffer.from(`bob:${text}`).toString('base64')],
    ['in base64url', (text) => Buffer.from(`x${text}`).toString('base64url')],
    ['in hex', (text) => Buffer.from(text).toString('hex')],
    ['in the cause of an error', (text) => wholeError(nested(text))],
  ])('is found %s', (_, encode) => {
    const text = canary('here');
    canary('elsewhere');
    expect(sung(`before ${encode(text)} after`)).toEqual(['here']);
  });
});

describe('an error, with its stack and all its causes, has no secret', () => {
  const failed = async (promise: Promise<unknown>): Promise<string> =>
    wholeError(
      await promise.then(
        () => Promise.reject(new Error('succeeded')),
        (error: unknown) => error,
      ),
    );

  it.each<readonly [string, () => Promise<unknown>]>([
    [
      'of a wrong password',
      () => {
        const { pem } = newKey(canary('right'));
        return openSigner(testRun({ env: { K: pem, P: canary('wrong') } }), 'env://K', { password: 'env://P' });
      },
    ],
    [
      'of a broken key',
      () => openSigner(testRun({ env: { K: newKey().pem.replace(/.{20}\n-----END/, '\n-----END') } }), 'env://K'),
    ],
    ['of a key in the place of its path', () => openSigner(testRun(), newKey().pem)],
    ['of a path that is a password', () => openSigner(testRun(), canary('path'))],
    [
      'of a password in the place of its path',
      () => openSigner(testRun({ env: { K: newKey().pem } }), 'env://K', { password: canary('password') }),
    ],
    [
      'of a broken token',
      () => tokenSource(testRun({ env: { T: token('T').replace('.', '.!') } }), { identityToken: 'env://T' }).get('sigstore'),
    ],
    [
      'of a token for another audience',
      () => tokenSource(testRun({ env: { T: token('T') } }), { identityToken: 'env://T' }).get('other'),
    ],
    ['of a token in the place of its path', () => tokenSource(testRun(), { identityToken: token('T') }).get('sigstore')],
    [
      'of a broken credential file',
      () => {
        const file = secretFile('auth.json', `{"auths": {"${sandbox.registry.host}": {"auth": "${canary('auth')}" }`);
        return createRegistry(testRun({ env: { REGISTRY_AUTH_FILE: file } })).resolve(`${sandbox.registry.host}/acme/app:v1`);
      },
    ],
    [
      'of a helper that fails',
      () => {
        const file = secretFile('auth.json', JSON.stringify({ credsStore: 'x' }));
        const stdout = new TextEncoder().encode(`cannot use ${canary('output')}`);
        const run = testRun({ env: { REGISTRY_AUTH_FILE: file }, exec: () => Promise.resolve({ status: 1, stdout }) });
        return createRegistry(run).resolve(`${sandbox.registry.host}/acme/app:v1`);
      },
    ],
  ])('%s', async (_, body) => {
    const said = await failed(body());
    expect(said).toMatch(/code: '(?:KEY|TOKEN|INPUT|REGISTRY)_/);
    expect(sung(said)).toEqual([]);
  });
});
