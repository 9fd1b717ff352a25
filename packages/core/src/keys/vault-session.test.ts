import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, testRun, type TestRun, type TestRunOptions } from '../net/testing/test-run.js';
import { openPublicKey, readKeyLogins, type KeyServices } from '../public-keys/index.js';
import { endRun, type Environment } from '../run/index.js';
import { openSigner } from './index.js';
import { startFakeVault, type FakeRequest, type FakeVault } from './testing/fake-vault.js';
import { fakeJwt } from './testing/fake-vault-login.js';
import { fakeKey } from './testing/fake-vault-transit.js';

let vault: FakeVault;
let other: FakeVault;
let home: string;
beforeEach(async () => {
  [vault, other] = await Promise.all([startFakeVault(), startFakeVault()]);
  home = mkdtempSync(join(tmpdir(), 'countersign-vault-'));
  vault.keys.set('transit/release', fakeKey('ecdsa-p256'));
  other.keys.set('transit/release', fakeKey('ecdsa-p256'));
  other.tokens.set('others-token', { ends: Number.POSITIVE_INFINITY, type: 'service' });
  other.tokens.delete('root');
});
afterEach(() => Promise.all([vault.close(), other.close()]));

const readFile = (): never => {
  throw new Error('no files');
};
const runWith = (env: Environment, more: TestRunOptions = {}): TestRun => testRun({ env, timeMs: 600_000, cwd: home, ...more });
const message = Buffer.from('what is signed');

describe('the server and its token', () => {
  const both = () => ({ VAULT_ADDR: vault.url, VAULT_TOKEN: 'root', BAO_ADDR: other.url, BAO_TOKEN: 'others-token' });

  it('are those of the scheme if both families of variables are set', async () => {
    await openSigner(runWith(both()), 'hashivault://release');
    expect([vault.seen.length, other.seen.length]).toEqual([1, 0]);
    await openSigner(runWith(both()), 'openbao://release');
    expect([vault.seen.length, other.seen.length]).toEqual([1, 1]);
  });

  it('are those of the other family if only that has an address', async () => {
    const { BAO_ADDR, BAO_TOKEN, VAULT_ADDR, VAULT_TOKEN } = both();
    await openSigner(runWith({ BAO_ADDR, BAO_TOKEN }), 'hashivault://release');
    await openSigner(runWith({ VAULT_ADDR, VAULT_TOKEN }), 'openbao://release');
    expect([vault.seen.length, other.seen.length]).toEqual([1, 1]);
  });

  it('never mix: a token of one family is not sent to the address of the other', async () => {
    const error = await failure(openSigner(runWith({ BAO_ADDR: other.url, VAULT_TOKEN: 'root' }), 'hashivault://release'));
    expect(error).toMatchObject({ code: 'INPUT_MISSING', exitStatus: 3 });
    expect(error.expected).toContain('BAO_TOKEN');
    expect(other.seen).toEqual([]);
  });

  it('may be in the file .vault-token of the home folder, after the variable', async () => {
    writeFileSync(join(home, '.vault-token'), 'root\n');
    const run = runWith({ VAULT_ADDR: vault.url, HOME: home });
    await openSigner(run, 'hashivault://release');
    expect(run.secrets).toContain('root');
    writeFileSync(join(home, '.vault-token'), 'another');
    await openSigner(runWith({ VAULT_ADDR: vault.url, VAULT_TOKEN: 'root', HOME: home }), 'hashivault://release');
  });

  it.each([
    ['no address', {}, 'INPUT_MISSING'],
    ['no token', { VAULT_ADDR: 'https://vault.example' }, 'INPUT_MISSING'],
    ['an address that is no URL', { VAULT_ADDR: 'vault.example:8200', VAULT_TOKEN: 'root' }, 'INPUT_INVALID'],
    ['a user name in the address', { VAULT_ADDR: 'https://me:pw@vault.example', VAULT_TOKEN: 'root' }, 'INPUT_INVALID'],
    ['a query in the address', { VAULT_ADDR: 'https://vault.example/?a', VAULT_TOKEN: 'root' }, 'INPUT_INVALID'],
    ['a fragment in the address', { VAULT_ADDR: 'https://vault.example/#a', VAULT_TOKEN: 'root' }, 'INPUT_INVALID'],
    ['another scheme', { VAULT_ADDR: 'unix:///var/run/vault', VAULT_TOKEN: 'root' }, 'INPUT_INVALID'],
    ['plain http', { VAULT_ADDR: 'http://vault.example:8200', VAULT_TOKEN: 'root' }, 'FETCH_FAILED'],
    ['a token with a line break', { VAULT_ADDR: 'https://vault.example', VAULT_TOKEN: 'two\nlines-of-secret' }, 'KEY_INVALID'],
    [
      'a namespace with a line break',
      { VAULT_ADDR: 'https://vault.example', VAULT_TOKEN: 'root', VAULT_NAMESPACE: 'a\nb' },
      'INPUT_INVALID',
    ],
    [
      'an engine that leaves its place',
      { VAULT_ADDR: 'https://vault.example', VAULT_TOKEN: 'root', TRANSIT_SECRET_ENGINE_PATH: '../sys' },
      'INPUT_INVALID',
    ],
  ])('are refused: %s', async (_, env, code) => {
    const error = await failure(openSigner(runWith(env), 'hashivault://release'));
    expect([error.code, error.exitStatus]).toEqual([code, code === 'FETCH_FAILED' ? 2 : 3]);
    expect(JSON.stringify([error.message, error.found, error.expected])).not.toMatch(/lines-of-secret|me:pw/);
  });

  it.each([
    'hashivault://',
    'hashivault://a/b',
    'hashivault://-a',
    'hashivault://a?version=0',
    'hashivault://a?v=1',
    'openbao://a#1',
    'hashivault://..',
  ])('a malformed reference is refused, and nothing is sent: %s', async (reference) => {
    const error = await failure(openSigner(runWith({ VAULT_ADDR: vault.url, VAULT_TOKEN: 'root' }), reference));
    expect(error).toMatchObject({ code: 'INPUT_INVALID', exitStatus: 3 });
    expect(vault.seen).toEqual([]);
  });

  it('a run without network is refused before the scheme is loaded', async () => {
    const run = runWith({ VAULT_ADDR: vault.url, VAULT_TOKEN: 'root' }, { capability: 'registries' });
    expect((await failure(openSigner(run, 'hashivault://release'))).code).toBe('NETWORK_FORBIDDEN');
  });

  it('namespace, engine and a path before /v1 are part of each request', async () => {
    vault.namespace = 'admin/team';
    vault.keys.set('team/sign/release', fakeKey('ecdsa-p256'));
    const env = {
      VAULT_ADDR: `${vault.url}/`,
      VAULT_TOKEN: 'root',
      VAULT_NAMESPACE: 'admin/team',
      TRANSIT_SECRET_ENGINE_PATH: 'team/sign/',
    };
    const signer = await openSigner(runWith(env), 'hashivault://release');
    await signer.sign({ kind: 'message', message });
    expect(vault.seen).toEqual(['GET /v1/team/sign/keys/release', 'POST /v1/team/sign/sign/release/sha2-256']);
    vault.namespace = undefined;
    expect((await failure(openSigner(runWith(env), 'hashivault://release'))).found).toContain('namespace not found');
  });
});

describe('what the server says', () => {
  const env = () => ({ VAULT_ADDR: vault.url, VAULT_TOKEN: 'root-token-of-the-test' });

  it('a token without rights: its words, and no attempt more', async () => {
    const error = await failure(openSigner(runWith(env()), 'hashivault://release'));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', found: '1 error occurred: * permission denied', exitStatus: 2 });
    expect(error.hint).toContain('"read" for transit/keys/release');
    expect(vault.seen.length).toBe(1);
  });

  it('a sealed server is waited for', async () => {
    vault.tokens.set('root-token-of-the-test', { ends: Number.POSITIVE_INFINITY, type: 'service' });
    vault.sealed = true;
    const error = await failure(openSigner(runWith(env()), 'hashivault://release'));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', exitStatus: 2 });
    expect(error.found).toContain('Vault is sealed');
    expect(error.hint).toContain('unsealed');
    vault.alter = () => ((vault.sealed = false), undefined);
    await openSigner(runWith(env()), 'hashivault://release');
  });

  it('a standby that redirects is not followed: the token stays', async () => {
    vault.alter = () => ({ status: 307, headers: { location: `${other.url}/v1/transit/keys/release` } });
    const error = await failure(openSigner(runWith(env()), 'hashivault://release'));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', exitStatus: 2 });
    expect(error.hint).toContain('VAULT_ADDR');
    expect(other.seen).toEqual([]);
  });

  it('an answer that repeats the token does not print it', async () => {
    vault.alter = () => ({ status: 400, body: { errors: ['bad token root-token-of-the-test'] } });
    const error = await failure(openSigner(runWith(env()), 'hashivault://release'));
    expect(error.found).toBe('bad token [secret]');
  });
});

describe('a login with the identity of the job', () => {
  const REPOSITORY = { repository: 'acme/app' };
  beforeEach(() => {
    vault.roles.set('jwt/release', { audiences: [vault.url], claims: REPOSITORY, paths: [/^transit\//] });
    vault.keys.set('transit/second', fakeKey('ed25519'));
  });
  const asked: string[] = [];
  beforeEach(() => void asked.splice(0));
  const services = (line: string, claims: object = REPOSITORY): KeyServices => ({
    logins: readKeyLogins([line], 'key-login'),
    identityToken: (audience) => {
      asked.push(audience);
      return Promise.resolve(fakeJwt({ aud: audience, ...claims }));
    },
  });
  const logins = () => vault.seen.filter((request) => request.endsWith('/login')).length;
  const issued = () => [...vault.tokens.keys()].filter((token) => token !== 'root');
  const env = () => ({ VAULT_ADDR: vault.url });

  it('is made once in a run, for the address of the server, and revoked at its end', async () => {
    const run = runWith(env());
    const options = { services: services('vault role=release') };
    const first = await openSigner(run, 'hashivault://release', options);
    await Promise.all([
      openSigner(run, 'hashivault://second', options),
      openPublicKey(run, 'openbao://release', { ...options, readFile }),
      ...Array.from({ length: 10 }, () => first.sign({ kind: 'message', message })),
    ]);
    expect([logins(), asked]).toEqual([1, [vault.url]]);
    const [token = ''] = issued();
    expect(run.secrets).toEqual(expect.arrayContaining([token, expect.stringMatching(/^eyJ/)]));
    await endRun(run);
    await endRun(run);
    expect(issued()).toEqual([]);
    expect(vault.seen.filter((request) => request.endsWith('/revoke-self')).length).toBe(1);
    expect(run.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('is preferred to a token in a variable', async () => {
    await openSigner(runWith({ ...env(), VAULT_TOKEN: 'root' }), 'hashivault://release', {
      services: services('vault role=release'),
    });
    expect(logins()).toBe(1);
  });

  it('has audience, path of the method and namespace as they are given', async () => {
    vault.namespace = 'admin';
    vault.roles.set('ci/github/release', { audiences: ['vault-of-acme'], claims: REPOSITORY });
    const line = 'vault role=release mount=ci/github audience=vault-of-acme namespace=admin';
    await openSigner(runWith(env()), 'hashivault://release', { services: services(line) });
    expect(vault.seen).toEqual(['POST /v1/auth/ci/github/login', 'GET /v1/transit/keys/release']);
    expect(asked).toEqual(['vault-of-acme']);
  });

  it('an answer that repeats the token of the job does not print it', async () => {
    vault.alter = ({ path, body }: FakeRequest) =>
      path.endsWith('/login') ? { status: 400, body: { errors: [`not valid: ${String(body['jwt'])}`] } } : undefined;
    const error = await failure(openSigner(runWith(env()), 'hashivault://release', { services: services('vault role=release') }));
    expect(error.found).toBe('not valid: [secret]');
  });

  it.each(['requested', 'in a variable'])('never sends a token with which the server could sign as the job: %s', async (way) => {
    const token = fakeJwt({ aud: 'sigstore', ...REPOSITORY });
    const line = way === 'requested' ? 'vault role=release audience=sigstore' : 'vault role=release token=env://OWN';
    const error = await failure(
      openSigner(runWith({ ...env(), OWN: token }), 'hashivault://release', { services: services(line) }),
    );
    expect([error.code, error.found, vault.seen]).toEqual(['TOKEN_INVALID', 'a token for the audience of Sigstore', []]);
  });

  it.each([
    [
      'another claim',
      'vault role=release',
      { repository: 'acme/other' },
      'claim "repository" does not match any associated bound claim values',
    ],
    [
      'another audience',
      'vault role=release audience=another-server',
      REPOSITORY,
      'audience claim does not match any expected audience',
    ],
    ['another role', 'vault role=other', REPOSITORY, 'role "other" could not be found'],
    ['no role', 'vault', REPOSITORY, 'missing role'],
    ['another path', 'vault role=release mount=oidc', REPOSITORY, 'permission denied'],
  ])('is refused with the words of the server: %s', async (_, line, claims, words) => {
    const error = await failure(openSigner(runWith(env()), 'hashivault://release', { services: services(line, claims) }));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', exitStatus: 2 });
    expect(error.found).toContain(words);
    expect(error.hint).toContain('bound_audiences');
    expect(JSON.stringify([error.message, error.found, error.hint])).not.toContain('eyJ');
    expect(vault.seen.some((request) => request.includes('/keys/'))).toBe(false);
  });

  it('gives a token with the rights of its role only', async () => {
    vault.roles.set('jwt/release', { audiences: [vault.url], claims: REPOSITORY, paths: [/^transit\/keys\//] });
    const signer = await openSigner(runWith(env()), 'hashivault://release', { services: services('vault role=release') });
    const error = await failure(signer.sign({ kind: 'message', message }));
    expect(error.found).toContain('permission denied');
    expect(error.hint).toContain('"update" for transit/sign/release/sha2-256');
  });

  it('takes a given token from a variable or a file', async () => {
    const jwt = fakeJwt({ aud: vault.url, ...REPOSITORY });
    writeFileSync(join(home, 'token.jwt'), `${jwt}\n`);
    for (const place of ['env://VAULT_ID_TOKEN', 'token.jwt']) {
      const { logins: given } = services(`vault role=release token=${place}`);
      const run = runWith({ ...env(), VAULT_ID_TOKEN: jwt });
      const options = { readFile, services: { logins: given, identityToken: undefined } };
      await openPublicKey(run, 'hashivault://release', options);
      expect(run.secrets).toContain(jwt);
    }
    expect(logins()).toBe(2);
  });

  it.each([
    ['vault role=release', 'INPUT_MISSING', 'token=env://VAR'],
    ['vault role=release token=env://NOT_SET', 'TOKEN_UNAVAILABLE', 'NOT_SET'],
    ['vault role=release token=missing.jwt', 'TOKEN_UNAVAILABLE', 'token=env://VAR'],
    ['vault role=release token=env://A audience=b', 'INPUT_INVALID', 'one of them'],
    ['vault role=release mount=../sys', 'INPUT_INVALID', 'names'],
    ['vault role=release namespace=a%0ab', 'INPUT_INVALID', 'names'],
  ])('cannot be made where no token can be requested: %s', async (line, code, expected) => {
    const options = { readFile, services: { logins: services(line).logins, identityToken: undefined } };
    const error = await failure(openPublicKey(runWith(env()), 'hashivault://release', options));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.expected}`).toContain(expected);
    expect(vault.seen).toEqual([]);
  });

  it.each([
    ['no token', { auth: { lease_duration: 60 } }],
    ['no auth', { auth: null }],
    ['a token with a line break', { auth: { client_token: 'a\nb', lease_duration: 60 } }],
    ['no time', { auth: { client_token: 's.abc' } }],
    ['a negative time', { auth: { client_token: 's.abc', lease_duration: -1 } }],
  ])('whose answer has %s is not used', async (_, body) => {
    vault.alter = ({ path }) => (path.endsWith('/login') ? { status: 200, body } : undefined);
    const opening = openSigner(runWith(env()), 'hashivault://release', { services: services('vault role=release') });
    expect(await failure(opening)).toMatchObject({ code: 'SERVICE_ANSWER_INVALID' });
    expect(vault.seen.length).toBe(1);
  });
});

describe('a run that is longer than its token', () => {
  const REPOSITORY = { repository: 'acme/app' };
  const services: KeyServices = {
    logins: readKeyLogins(['vault role=release'], 'key-login'),
    identityToken: (audience) => Promise.resolve(fakeJwt({ aud: audience, ...REPOSITORY })),
  };
  const role = { audiences: [] as string[], claims: REPOSITORY };
  const start = async (more: object) => {
    vault.roles.set('jwt/release', { ...role, audiences: [vault.url], ...more });
    const run = testRun({ env: { VAULT_ADDR: vault.url }, timeMs: 600_000, cwd: home });
    vault.now = () => run.clock().getTime();
    const signer = await openSigner(run, 'hashivault://release', { services });
    const signAfter = async (ms: number) => {
      await run.sleep(ms);
      await Promise.all(Array.from({ length: 5 }, () => signer.sign({ kind: 'message', message })));
    };
    return { run, signAfter };
  };
  const count = (end: string) => vault.seen.filter((request) => request.endsWith(end)).length;

  it('renews it before its end, once', async () => {
    const { run, signAfter } = await start({ seconds: 60 });
    await signAfter(20_000);
    expect(count('/renew-self')).toBe(0);
    await signAfter(25_000);
    expect([count('/renew-self'), count('/login')]).toEqual([1, 1]);
    await signAfter(45_000);
    expect([count('/renew-self'), count('/login')]).toEqual([2, 1]);
    await endRun(run);
    expect(vault.tokens.size).toBe(1);
  });

  it.each([
    ['it cannot be renewed', { seconds: 60, renewable: false }, 0],
    ['a renewal gives nothing', { seconds: 60, most: 62 }, 1],
  ])('logs in again if %s, and revokes what is left', async (_, more, renewals) => {
    const { run, signAfter } = await start(more);
    await signAfter(50_000);
    expect([count('/renew-self'), count('/login')]).toEqual([renewals, 2]);
    await endRun(run);
    expect(vault.tokens.size).toBe(1);
  });

  it('logs in again if a renewal gives another token, and does not use it', async () => {
    const { signAfter } = await start({ seconds: 60 });
    const auth = { client_token: 'another-token', lease_duration: 60, renewable: true, token_type: 'service' };
    vault.alter = ({ path }: FakeRequest) => (path.endsWith('/renew-self') ? { status: 200, body: { auth } } : undefined);
    await signAfter(50_000);
    expect([count('/renew-self'), count('/login')]).toEqual([1, 2]);
  });

  it('logs in again if the server refuses the renewal, and after the end of the token', async () => {
    const { signAfter } = await start({ seconds: 60 });
    vault.alter = ({ path }: FakeRequest) =>
      path.endsWith('/renew-self') ? { status: 403, body: { errors: ['no'] } } : undefined;
    await signAfter(50_000);
    expect(count('/login')).toBe(2);
    vault.alter = undefined;
    await signAfter(100_000);
    expect(count('/login')).toBe(3);
  });

  it('does not revoke batch tokens, which cannot be', async () => {
    const { run } = await start({ type: 'batch', renewable: false });
    await endRun(run);
    expect(count('/revoke-self')).toBe(0);
    expect(run.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('a revocation that fails is a warning', async () => {
    const { run } = await start({});
    vault.sealed = true;
    await endRun(run);
    expect(run.lines.filter((line) => line.startsWith('warn')).join()).toContain('Vault is sealed');
    expect(count('/revoke-self')).toBe(1);
  });
});
