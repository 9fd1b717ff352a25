import { createHash, createPublicKey, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { startFakeVault, type FakeVault } from '../../core/src/keys/testing/fake-vault.js';
import { fakeJwt } from '../../core/src/keys/testing/fake-vault-login.js';
import { fakeKey } from '../../core/src/keys/testing/fake-vault-transit.js';
import { peer } from '../../../suites/peers.mjs';
import { countersign, runProcess, type Ended } from './testing/program.js';

/** What the built command line says about keys of one's own: passwords, algorithms, the fallback, logins at services, and digests at the gate. */

/** Asked to wait for longer than the run may take, it does not wait at all. */
const AWAY = { status: 503, body: 'maintenance', headers: { 'retry-after': '86400' } };
const PASSWORDS = { OWN: 'one password', SPARE: 'another password', PSS: 'a third password' };

let sandbox: Sandbox;
let vault: FakeVault;
let cwd: string;
let job: Readonly<Record<string, string>>;
let requests: string[] = [];
const fingerprints: Record<string, string> = {};

beforeAll(async () => {
  sandbox = await startSandbox({ log: (line) => requests.push(line) });
  vault = await startFakeVault();
  cwd = mkdtempSync(join(tmpdir(), 'countersign-signing-keys-'));
  job = { ...sandbox.github(), ...PASSWORDS };
  const ec = (): KeyPairKeyObjectResult => generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeKey('own', ec(), PASSWORDS.OWN);
  writeKey('spare', ec(), PASSWORDS.SPARE);
  writeKey('rsa', generateKeyPairSync('rsa', { modulusLength: 3072 }), PASSWORDS.PSS);
});
afterEach(() => {
  sandbox.faults.clear();
  requests = [];
  for (const name of bundles()) rmSync(join(cwd, name));
});
afterAll(async () => {
  await Promise.all([sandbox.stop(), vault.close()]);
  rmSync(cwd, { recursive: true, force: true });
});

function writeKey(name: string, { privateKey, publicKey }: KeyPairKeyObjectResult, passphrase: string): void {
  const cipher = 'aes-256-cbc';
  writeFileSync(join(cwd, `${name}.key`), privateKey.export({ type: 'pkcs8', format: 'pem', cipher, passphrase }), {
    mode: 0o600,
  });
  writeFileSync(join(cwd, `${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  fingerprints[name] = `sha256:${createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')}`;
}

const bundles = (): readonly string[] => readdirSync(cwd).filter((name) => name.endsWith('.sigstore.json'));
const pairs = (name: string, values: readonly string[]): readonly string[] => values.flatMap((value) => [`--${name}`, value]);

interface Inputs {
  readonly keys?: readonly string[];
  readonly passwords?: readonly string[];
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function sign({ keys = [], passwords = [], more = [], env = {} }: Inputs): Promise<Ended> {
  writeFileSync(join(cwd, 'app.tgz'), 'the package');
  const services = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
  const args = ['sign-blob', 'app.tgz', ...pairs('key', keys), ...pairs('key-password', passwords), ...services, ...more];
  return countersign(args, { cwd, env: { ...job, ...env } });
}

const verify = (key: string, bundle: string, more: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  countersign(['verify', 'app.tgz', '--key', key, '--bundle', bundle, '--trusted-root', sandbox.files.trustedRoot, ...more], {
    cwd,
    env,
  });

/** Which public key a bundle is verified with, by the command itself. */
async function signerOf(bundle: string): Promise<string> {
  const allowed = [];
  for (const name of ['own', 'spare']) if ((await verify(`${name}.pub`, bundle)).status === 0) allowed.push(name);
  return allowed.join(' and ');
}

describe('several keys and a fallback, each with its own password', () => {
  const keys = ['keyless', 'own.key'];
  const passwords = ['own.key=env://OWN', 'spare.key=env://SPARE'];
  const fallback = ['--fallback-key', 'spare.key'];

  it('sign keyless and with the own key while all services are there', async () => {
    const { status, stderr } = await sign({ keys, passwords, more: fallback });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('allback')]);
    expect(bundles()).toHaveLength(2);
    expect(await signerOf('app.tgz.own.sigstore.json')).toBe('own');
  });

  it.each(['fulcio', 'issuer'] as const)(
    'if %s is away, the fallback signs in place of keyless, and the log says so',
    async (service) => {
      sandbox.faults.add({ service, answer: AWAY });
      const { status, stderr } = await sign({ keys, passwords, more: fallback });
      expect([status, stderr]).toEqual([0, expect.stringMatching(/warn.*keyless signing is not possible/i)]);
      expect(stderr).toMatch(/by file:spare\.key.*the fallback key/);
      expect(bundles()).toEqual(['app.tgz.own.sigstore.json', 'app.tgz.spare.sigstore.json']);
      expect(await signerOf('app.tgz.own.sigstore.json')).toBe('own');
      expect(await signerOf('app.tgz.spare.sigstore.json')).toBe('spare');
      for (const secret of Object.values(PASSWORDS)) expect(stderr).not.toContain(secret);
    },
  );

  it('nobody signs in place of keyless without a fallback: the own key signs, and the run fails', async () => {
    sandbox.faults.add({ service: 'fulcio', answer: AWAY });
    const { status, stderr } = await sign({ keys, passwords: ['own.key=env://OWN'] });
    expect([status, stderr]).toEqual([2, expect.stringContaining('SERVICE_UNAVAILABLE')]);
    expect(bundles()).toEqual(['app.tgz.own.sigstore.json']);
  });

  it('a refusal of Fulcio is no outage: the fallback does not sign', async () => {
    sandbox.faults.add({ service: 'fulcio', method: 'POST', answer: { status: 400, body: '{"message":"no"}' } });
    const { status, stderr } = await sign({ keys: ['keyless'], passwords: ['spare.key=env://SPARE'], more: fallback });
    expect([status === 0, stderr, bundles()]).toEqual([false, expect.not.stringContaining('the fallback key'), []]);
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    [
      'the passwords of the two are swapped',
      ['own.key=env://SPARE', 'spare.key=env://OWN'],
      /KEY_INVALID.*own\.key|own\.key.*password/,
    ],
    ['that of the fallback is wrong', ['own.key=env://OWN', 'spare.key=env://OWN'], /spare\.key/],
    ['that of the fallback is missing', ['own.key=env://OWN'], /spare\.key/],
    ['a line names a key that is not used', [...passwords, 'other.key=env://OWN'], /not in keys/],
    ['a key has two lines', [...passwords, 'spare.key=env://OWN'], /two lines for the same key/],
  ])('nothing is signed, and no service is asked, if %s', async (_, lines, message) => {
    const { status, stderr } = await sign({ keys, passwords: lines, more: fallback });
    expect([status, stderr]).toEqual([3, expect.stringMatching(message)]);
    expect(bundles()).toEqual([]);
    expect(requests.filter((line) => /^(?:fulcio|rekor|tsa) /.test(line))).toEqual([]);
  });
});

describe('signing-algorithm', () => {
  const pss = { keys: ['own.key', 'rsa.key'], passwords: ['own.key=env://OWN', 'rsa.key=env://PSS'] };
  const algorithm = ['--signing-algorithm', 'rsa.key=rsa-sign-pss-3072-sha256'];
  const openssl = peer('openssl');

  (openssl === undefined ? it.skip : it)(
    'chooses for the key that it names, as openssl sees it; a policy can admit it alone',
    async () => {
      expect(await sign({ ...pss, more: [...algorithm, '--transparency-log', 'off'] })).toMatchObject({ status: 0 });
      const [own, rsa] = ['app.tgz.sigstore.json', 'app.tgz.rsa.sigstore.json'];
      const { messageSignature } = JSON.parse(readFileSync(join(cwd, rsa), 'utf8')) as {
        messageSignature: { signature: string };
      };
      writeFileSync(join(cwd, 'signature'), Buffer.from(messageSignature.signature, 'base64'));
      const check = (...padding: readonly string[]) =>
        runProcess(openssl ?? '', ['dgst', '-sha256', '-verify', 'rsa.pub', ...padding, '-signature', 'signature', 'app.tgz'], {
          cwd,
        });
      expect((await check('-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest')).status).toBe(0);
      expect((await check()).status).not.toBe(0);
      // A policy that names no algorithm admits each that the key has.
      const outcome = async (key: string, bundle: string) => {
        const policy = `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {corp: {root: ${JSON.stringify(sandbox.files.trustedRoot)}, log-entries: 0}}
signers:
  release: {key: ${key}, trust: corp}
rules:
  - {name: all, match: {paths: ['*']}, require: [{signature: {by: release}}]}
`;
        writeFileSync(join(cwd, 'policy.yaml'), policy);
        return (await countersign(['verify', 'app.tgz', '--policy', 'policy.yaml', '--bundle', bundle], { cwd })).status;
      };
      expect(await outcome('{file: rsa.pub, algorithm: rsa-sign-pss-3072-sha256}', rsa)).toBe(0);
      expect(await outcome('{file: rsa.pub, algorithm: rsa-sign-pkcs1-3072-sha256}', rsa)).toBe(1);
      expect(await outcome('{file: rsa.pub}', rsa)).toBe(0);
      expect(await outcome('{file: own.pub}', own)).toBe(0);
    },
  );

  it.each([[[]], [['--dry-run']]])('RSA-PSS is refused before anything is signed where a log is used: %j', async (dry) => {
    const { status, stderr } = await sign({ ...pss, more: [...algorithm, ...dry] });
    expect([status, stderr]).toEqual([3, expect.stringMatching(/KEY_UNSUPPORTED.*PKCS #1 v1\.5/)]);
    expect([bundles(), requests.filter((line) => /^(?:fulcio|rekor|tsa) /.test(line))]).toEqual([[], []]);
  });

  it.each([
    [['rsa.key=rsa-sign-pss-4096-sha256'], /4096|KEY_UNSUPPORTED/],
    [['own.key=rsa-sign-pss-3072-sha256'], /own\.key|KEY_UNSUPPORTED/],
    [['rsa.key=rsa-sign-pss-3072'], /unknown algorithm/],
    [['other.key=rsa-sign-pss-3072-sha256'], /not in keys/],
  ])('%j is refused', async (lines, message) => {
    const { status, stderr } = await sign({ ...pss, more: pairs('signing-algorithm', lines) });
    expect([status, stderr, bundles()]).toEqual([3, expect.stringMatching(message), []]);
  });
});

describe('key-digest', () => {
  const bundle = 'app.tgz.sigstore.json';
  const env = (name: string) => ({ RELEASE_PUB: readFileSync(join(cwd, `${name}.pub`), 'utf8') });
  const digest = (name: string): readonly string[] => ['--key-digest', fingerprints[name] ?? ''];

  it('decides which key of the environment counts', async () => {
    expect(await sign({ keys: ['own.key'], passwords: ['env://OWN'] })).toMatchObject({ status: 0 });
    const outcome = async (more: readonly string[], name = 'own') => {
      const { status, stderr } = await verify('env://RELEASE_PUB', bundle, more, env(name));
      return [status, stderr] as const;
    };
    expect((await outcome(digest('own')))[0]).toBe(0);
    // The variable has another key than the digest says: nothing is decided by it.
    const [swapped, said] = await outcome(digest('own'), 'spare');
    expect([swapped === 0, said]).toEqual([false, expect.stringContaining((fingerprints['own'] ?? '').slice(7))]);
    expect((await outcome(digest('spare')))[0]).not.toBe(0);
    expect((await outcome(digest('spare'), 'spare'))[0]).toBe(1);
    expect(await outcome([])).toEqual([3, expect.stringContaining('key-digest')]);
  });

  it('is checked for a file too, where it is given', async () => {
    expect(await sign({ keys: ['own.key'], passwords: ['env://OWN'] })).toMatchObject({ status: 0 });
    expect(await verify('own.pub', bundle, digest('own'))).toMatchObject({ status: 0 });
    expect((await verify('own.pub', bundle, digest('spare'))).status).not.toBe(0);
  });
});

describe('key-login', () => {
  const token = (claims: Readonly<Record<string, unknown>>) => fakeJwt({ aud: vault.url, repository: 'acme/app', ...claims });
  const login: readonly string[] = ['--key-login', 'vault role=release token=env://JOB_TOKEN'];
  const signThere = (claims: Readonly<Record<string, unknown>>, more = login) =>
    sign({ keys: ['hashivault://release'], more, env: { VAULT_ADDR: vault.url, JOB_TOKEN: token(claims) } });

  beforeAll(() => {
    vault.keys.set('transit/release', fakeKey('ecdsa-p256'));
    vault.roles.set('jwt/release', { audiences: [vault.url], claims: { repository: 'acme/app' } });
    vault.tokens.clear();
  });

  it('logs in with the token of the job, signs, and logs out; no token is printed', async () => {
    const { status, stdout, stderr } = await signThere({});
    expect([status, stderr]).toEqual([0, expect.stringContaining('hashivault://release')]);
    expect(vault.seen).toEqual(expect.arrayContaining(['POST /v1/auth/jwt/login', 'POST /v1/auth/token/revoke-self']));
    expect(`${stdout}${stderr}`).not.toContain(token({}).split('.')[2]);
    const [version] = vault.keys.get('transit/release')?.versions ?? [];
    const pub = createPublicKey(version?.privateKey ?? '').export({ type: 'spki', format: 'pem' });
    writeFileSync(join(cwd, 'vault.pub'), pub);
    const [made = ''] = bundles();
    expect(await verify('vault.pub', made)).toMatchObject({ status: 0 });
    expect((await verify('own.pub', made)).status).toBe(1);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[], number, RegExp]>([
    ['the job is another one', { repository: 'acme/other' }, login, 2, /repository/],
    ['the token is for others', { aud: 'https://elsewhere.example' }, login, 2, /audience/],
    ['nothing says how to log in', {}, [], 3, /VAULT_TOKEN|key-login/],
    ['the line has an unknown word', {}, ['--key-login', 'vault rol=release'], 3, /rol/],
  ])('nothing is signed if %s', async (_, claims, more, status, message) => {
    const ended = await signThere(claims, more);
    expect([ended.status, ended.stderr]).toEqual([status, expect.stringMatching(message)]);
    expect(bundles()).toEqual([]);
  });
});
