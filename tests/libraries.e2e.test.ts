import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PIECE_NAMES, PIECES } from '@countersign/surface/options';
import { startSandbox, type Sandbox } from '@countersign/sandbox';

/** The vendors' libraries: what they can do, who loads them, and when. */
const root = fileURLToPath(new URL('../', import.meta.url));
const LIBRARIES = join(root, 'actions', 'libraries');

/**
 * The operations of each entry and of what it loads: nothing else of a service can be asked for. An entry without `-signing` is for the gate, too,
 * and has no operation that signs or makes keys.
 */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  'aws-profiles': ['AssumeRole', 'AssumeRoleWithWebIdentity', 'CreateToken', 'GetRoleCredentials'],
  'aws-public-keys': ['GetPublicKey'],
  'aws-secrets': ['GetSecretValue'],
  'aws-signing': ['CreateAlias', 'CreateKey', 'GetPublicKey', 'Sign'],
  'aws-web-identity': ['AssumeRoleWithWebIdentity'],
};

const textOf = (file: string): string => readFileSync(join(LIBRARIES, file), 'utf8');

/** The file of an entry and all files that it loads, at once or later. */
function filesOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, next = ''] of textOf(file).matchAll(/(?:from|import)\s*\(?["']\.\/([^"']+)["']/g)) filesOf(next, seen);
  return seen;
}

/** AWS's library makes one class for each operation of a service: `class … extends command(_ep0, _mw0, "GetPublicKey", …)`. */
function operationsOf(entry: string): readonly string[] {
  const texts = [...filesOf(`${entry}.js`)].map(textOf);
  const found = texts.flatMap((text) =>
    [...text.matchAll(/extends command\d*\(_ep\d+,\s?_mw\d+,\s?"(\w+)"/g)].map(([, name = '']) => name),
  );
  return [...new Set(found)].sort();
}

const entries = readdirSync(LIBRARIES)
  .filter((name) => /^aws-.*\.js$/.test(name))
  .map((name) => name.slice(0, -3));

describe('the libraries of AWS', () => {
  it.each(entries)('%s has these operations and no others', (entry) => {
    expect(operationsOf(entry)).toEqual(OPERATIONS[entry]);
  });

  it.each(entries)('%s has no way to the network of its own, and none to other programs', (entry) => {
    for (const file of filesOf(`${entry}.js`)) {
      expect([
        file,
        textOf(file).match(
          /(?:from|import\(|require\(|getBuiltinModule\()\s*["'](?:node:)?(?:https?|http2|net|tls|dgram|dns|child_process|worker_threads)["']/g,
        ),
      ]).toEqual([file, null]);
    }
  });

  it('of the gate have nothing of signing: no file is shared, and the name of the operation is nowhere', () => {
    const signing = new Set(entries.filter((name) => name.endsWith('-signing')).flatMap((name) => [...filesOf(`${name}.js`)]));
    const gate = new Set(entries.filter((name) => !name.endsWith('-signing')).flatMap((name) => [...filesOf(`${name}.js`)]));
    expect([...gate].filter((file) => signing.has(file))).toEqual([]);
    expect([...gate].filter((file) => /"Sign"|SignCommand|CreateKey|ScheduleKeyDeletion/.test(textOf(file)))).toEqual([]);
    // The words are those that tell them apart.
    expect([...signing].filter((file) => /"Sign"/.test(textOf(file)))).toHaveLength(1);
  });

  it('are there once, with their licenses', () => {
    expect(textOf('licenses.txt')).toContain('@aws-sdk/client-kms\nApache-2.0\n');
    for (const piece of PIECE_NAMES)
      for (const file of readdirSync(join(root, 'actions', piece, 'dist')).filter((name) => name.endsWith('.js')))
        expect([file, /@aws-sdk\/|TrentService/.test(readFileSync(join(root, 'actions', piece, 'dist', file), 'utf8'))]).toEqual([
          file,
          false,
        ]);
  });
});

describe.each(PIECE_NAMES)('the action %s', (piece) => {
  const folder = join(root, 'actions', piece, 'dist');
  const named = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/import\("\.\.\/\.\.\/libraries\/([\w-]+)\.js"\)/g)].map(
        ([, entry = '']) => entry,
      ),
    );

  it('names libraries that are there, and of those that sign none unless it signs', () => {
    expect(named).toContain('aws-public-keys');
    expect(named.filter((name) => !existsSync(join(LIBRARIES, `${name}.js`)))).toEqual([]);
    expect(named.some((name) => name.endsWith('-signing'))).toBe(PIECES[piece].role === 'signing');
  });
});

/** Words that only the vendors' libraries and their own parts have. */
const VENDORS = /@aws-sdk\/|@smithy\/|TrentService|@azure\/|google-auth-library|gaxios/;

describe('the gate as one file', () => {
  it('has the libraries for public keys in it, and no operation that signs', () => {
    const text = readFileSync(join(root, 'gitlab-components', 'dist', 'countersign-gate.mjs'), 'utf8');
    const operations = [...text.matchAll(/extends command\d*\(_ep\d+, ?_mw\d+, ?"(\w+)"/g)].map(([, name = '']) => name);
    expect([...new Set(operations)].sort()).toEqual(
      ['aws-profiles', 'aws-public-keys', 'aws-secrets', 'aws-web-identity']
        .flatMap((entry) => OPERATIONS[entry] ?? [])
        .filter((name, at, all) => all.indexOf(name) === at)
        .sort(),
    );
    expect(text).not.toMatch(/SignCommand|"TrentService\.Sign"/);
  });
});

function signWithOwnKey(folder: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'own.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const args = ['sign-blob', 'app.tgz', '--key=own.pem', '--transparency-log=off', '--network=none'];
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'packages/cli/dist/index.js'), ...args], {
    cwd: folder,
    env: { HOME: folder },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, stderr]);
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

describe('a run', () => {
  let folder: string;
  let sandbox: Sandbox;
  /** The fingerprint of the key that has signed app.tgz: keys are fetched only for signatures that they may have made. */
  let signed: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    folder = mkdtempSync(join(tmpdir(), 'countersign-libraries-'));
    writeFileSync(join(folder, 'app.tgz'), 'a package');
    writeFileSync(join(folder, 'k.pub'), 'no key');
    const google = { type: 'authorized_user', client_id: 'a', client_secret: 'b', refresh_token: 'c' };
    writeFileSync(join(folder, 'google.json'), JSON.stringify(google));
    signed = signWithOwnKey(folder);
    writeFileSync(
      join(folder, 'watch.mjs'),
      `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
registerHooks({ load: (url, context, next) => {
  const [, name] = /\\/libraries\\/([\\w-]+\\.js)$/.exec(url) ?? [];
  if (name !== undefined) appendFileSync('loaded', name + '\\n');
  if (url.startsWith('file:')) appendFileSync('files', fileURLToPath(url) + '\\n');
  return next(url, context);
} });`,
    );
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The entries that a program has loaded, with credentials for every cloud. No service answers: AWS is elsewhere, and the proxy is away. */
  function loadedBy(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
    for (const name of ['loaded', 'files']) rmSync(join(folder, name), { force: true });
    const aws = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
    const others = {
      AZURE_TENANT_ID: '11111111-2222-3333-4444-555555555555',
      AZURE_CLIENT_ID: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      AZURE_CLIENT_SECRET: 'b',
      GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'google.json'),
      VAULT_ADDR: 'https://vault.acme.test',
      VAULT_TOKEN: 'b',
      HTTPS_PROXY: 'http://127.0.0.1:1',
    };
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', join(folder, 'watch.mjs'), join(root, program), ...args],
      {
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: folder, ...aws, ...others, ...env },
        encoding: 'utf8',
      },
    );
    expect(stdout + stderr).toMatch(/error|Error/);
    const lines = existsSync(join(folder, 'loaded')) ? readFileSync(join(folder, 'loaded'), 'utf8').trim().split('\n') : [];
    return [...new Set(lines)].filter((name) => !/^(?:shared|signing)-/.test(name)).sort();
  }
  const cli = 'packages/cli/dist/index.js';
  const flags = (...more: string[]) => ['app.tgz', '--timeout=2s', `--trusted-root=${sandbox.files.trustedRoot}`, ...more];
  const signing = (key: string) => ['sign-blob', ...flags(`--signing-config=${sandbox.files.signingConfig}`, `--key=${key}`)];

  it.each([
    ['signs with a file', () => signing('k.pem'), []],
    ['signs with AWS KMS', () => signing('awskms:///alias/a'), ['aws-signing.js']],
    ['signs with Google Cloud KMS', () => signing('gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k'), ['gcp-auth.js']],
    // The vault is asked who gives a token before its library is needed, and does not answer.
    ['signs with Azure Key Vault', () => signing('azurekms://a.vault.azure.net/k'), []],
    ['signs with a key in Vault', () => signing('hashivault://k'), []],
    ['signs with a key in AWS Secrets Manager', () => signing('aws-secret://a'), ['aws-secrets.js']],
    ['verifies with a file', () => ['verify', ...flags('--key=k.pub')], []],
  ] as const)('of the command line that %s loads this alone', (_, args, expected) => {
    expect(loadedBy(cli, args())).toEqual(expected);
  });

  const gate = (key: string) =>
    loadedBy('actions/verify-gate/dist/index.js', [], {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      INPUT_PATHS: 'app.tgz',
      INPUT_KEY: key,
      'INPUT_TRUSTED-ROOT': sandbox.files.trustedRoot,
      INPUT_TIMEOUT: '2s',
      'INPUT_TRANSPARENCY-LOG': 'off',
      ...(key.includes('://') ? { 'INPUT_KEY-DIGEST': `sha256:${signed}` } : {}),
    });
  it('of the gate that verifies with a file loads none', () => {
    expect(gate('k.pub')).toEqual([]);
  });

  /** All files that the last program has loaded. The command line reads its main file itself, with the compiled code that it keeps. */
  function loadedFiles(): readonly string[] {
    const files = new Set(readFileSync(join(folder, 'files'), 'utf8').trim().split('\n'));
    if (files.has(join(root, cli))) files.add(join(root, dirname(cli), 'program', 'main.js'));
    return [...files].filter((file) => file.startsWith(root));
  }

  it.each([
    ['the gate that verifies with a file', () => gate('k.pub'), 1_100_000],
    ['the command line that verifies with a file', () => loadedBy(cli, ['verify', ...flags('--key=k.pub')]), 520_000],
    ['the command line that signs with a file', () => loadedBy(cli, signing('k.pem')), 800_000],
  ] as const)('of %s loads few bytes, and nothing of a vendor', (_, run, most) => {
    run();
    const files = loadedFiles();
    expect(files.length).toBeGreaterThan(0);
    const texts = files.map((file) => readFileSync(file, 'utf8'));
    expect(files.filter((_file, at) => VENDORS.test(texts[at] ?? ''))).toEqual([]);
    expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(most);
  });

  it('of the gate that verifies with AWS KMS loads a file of the vendor: the words are those that tell them apart', () => {
    gate('awskms:///alias/a');
    expect(loadedFiles().some((file) => VENDORS.test(readFileSync(file, 'utf8')))).toBe(true);
  });

  it.each([
    ['gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k', ['gcp-auth.js']],
    ['azurekms://a.vault.azure.net/k', []],
    ['hashivault://k', []],
    ['https://127.0.0.1:1/k.pub', []],
  ] as const)('of the gate that verifies with %s loads %j', (key, expected) => {
    expect(gate(key)).toEqual(expected);
  });
  it('of the gate that verifies with AWS KMS loads what fetches public keys', () => {
    expect(gate('awskms:///alias/a')).toEqual(['aws-public-keys.js']);
  });
});
