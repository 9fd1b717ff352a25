import { generateKeyPairSync, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, testRun, type TestRun } from '../net/testing/test-run.js';
import { openPublicKey } from '../public-keys/index.js';
import { openSigner } from './index.js';
import { startFakeVault, type FakeVault } from './testing/fake-vault.js';
import { withData } from './testing/fake-vault-answers.js';
import { storeSecret } from './vault-kv-signer.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PRIVATE = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ENCRYPTED = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pass word' }).toString();
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const message = Buffer.from('what is signed');
const readFile = (): never => {
  throw new Error('no files');
};

let vault: FakeVault;
beforeEach(async () => {
  vault = await startFakeVault();
  const secret = {
    key: PRIVATE,
    encrypted: ENCRYPTED,
    public: PUBLIC,
    number: 3,
    empty: '',
    large: `${PRIVATE}${' '.repeat(64 * 1024)}`,
    note: 'a-word-of-the-secret',
  };
  vault.engines.set('secret/', { type: 'kv', version: '2', secrets: new Map([['ci/release', [{ key: 'old' }, secret]]]) });
  vault.engines.set('team/kv/', { type: 'kv', version: '1', secrets: new Map([['ci/release', [secret]]]) });
  vault.engines.set('transit/', { type: 'transit', version: '1', secrets: new Map() });
});
afterEach(() => vault.close());
const runWith = (env = {}): TestRun => testRun({ env: { VAULT_ADDR: vault.url, VAULT_TOKEN: 'root', ...env }, timeMs: 600_000 });

describe.each([
  ['2', 'secret/ci/release', '2'],
  ['1', 'team/kv/ci/release', undefined],
])('KV version %s', (_engine, place, version) => {
  const reference = (field: string) => `vault-kv://${place}#${field}`;

  it('has a private key that signs, and its public key', async () => {
    const run = runWith();
    const signer = await openSigner(run, reference('key'));
    expect([signer.name, signer.version]).toEqual([reference('key'), version]);
    expect(verify('sha256', message, publicKey, await signer.sign({ kind: 'message', message }))).toBe(true);
    expect(run.secrets).toContain(PRIVATE);
    const opened = await openPublicKey(run, reference('public'), { readFile });
    expect(opened).toMatchObject({ where: reference('public'), version });
    expect(opened.key.fingerprint).toBe(signer.publicKey.fingerprint);
  });

  it('has an encrypted key', async () => {
    const signer = await openSigner(runWith({ PASSWORD: 'pass word' }), reference('encrypted'), { password: 'env://PASSWORD' });
    expect(verify('sha256', message, publicKey, await signer.sign({ kind: 'message', message }))).toBe(true);
  });

  it.each([
    ['none', 'no such field'],
    ['number', 'a value of another kind or length'],
    ['empty', 'a value of another kind or length'],
    ['large', 'a value of another kind or length'],
    ['note', 'no PEM'],
  ])('has no key in the field %s', async (field, found) => {
    const error = await failure(openSigner(runWith(), reference(field)));
    expect(error).toMatchObject({ code: 'KEY_INVALID', exitStatus: 3 });
    if (field !== 'note') expect(error.found).toBe(found);
    expect(JSON.stringify([error.message, error.expected, error.found, error.hint])).not.toContain('a-word-of');
  });

  it('has no such secret', async () => {
    const error = await failure(openSigner(runWith(), `vault-kv://${place}-none#key`));
    expect(error).toMatchObject({ code: 'KEY_INVALID', found: 'HTTP 404: no message' });
  });

  it('stores a key, and keeps the other fields', async () => {
    const run = runWith();
    expect(await storeSecret(run, reference('next'), PRIVATE)).toBe(version === undefined ? undefined : '3');
    expect(run.secrets).toContain(PRIVATE);
    for (const field of ['next', 'key']) await openSigner(runWith(), reference(field));
    expect(await storeSecret(run, `vault-kv://${place}-fresh#key`, PRIVATE)).toBe(version === undefined ? undefined : '1');
    await openSigner(runWith(), `vault-kv://${place}-fresh#key`);
  });
});

describe('versions of a secret', () => {
  it('are those that a reference names', async () => {
    const signer = await openSigner(runWith(), 'vault-kv://secret/ci/release?version=2#key');
    expect([signer.name, signer.version]).toEqual(['vault-kv://secret/ci/release#key', '2']);
    for (const version of [1, 9]) {
      const error = await failure(openSigner(runWith(), `vault-kv://secret/ci/release?version=${version}#key`));
      expect(error.code).toBe('KEY_INVALID');
    }
    expect((await failure(openSigner(runWith(), 'vault-kv://team/kv/ci/release?version=1#key'))).code).toBe('INPUT_INVALID');
  });

  it('a deleted one has no content, and its place can be written again', async () => {
    vault.engines.get('secret/')?.secrets.get('ci/release')?.push(null);
    expect((await failure(openSigner(runWith(), 'vault-kv://secret/ci/release#key'))).code).toBe('KEY_INVALID');
    expect(await storeSecret(runWith(), 'vault-kv://secret/ci/release#key', PRIVATE)).toBe('4');
  });

  it('another one than was asked for is not used', async () => {
    vault.alter = ({ path }) =>
      path === 'secret/data/ci/release' ? withData({ data: { key: PRIVATE }, metadata: { version: 2 } }) : undefined;
    const error = await failure(openSigner(runWith(), 'vault-kv://secret/ci/release?version=1#key'));
    expect(error.code).toBe('SERVICE_ANSWER_INVALID');
  });

  it('a change by another run meanwhile is not lost', async () => {
    vault.alter = ({ method, path }, answer) => {
      if (method === 'GET' && path === 'secret/data/ci/release')
        vault.engines.get('secret/')?.secrets.get('ci/release')?.push({ key: 'of the other run' });
      return answer;
    };
    const error = await failure(storeSecret(runWith(), 'vault-kv://secret/ci/release#key', PRIVATE));
    expect(error.code).toBe('SERVICE_REFUSED');
    expect(error.found).toContain('check-and-set parameter did not match');
    expect(vault.engines.get('secret/')?.secrets.get('ci/release')?.at(-1)).toEqual({ key: 'of the other run' });
  });

  it('a new one is stored without naming a version', async () => {
    const error = await failure(storeSecret(runWith(), 'vault-kv://secret/ci/release?version=2#key', PRIVATE));
    expect(error.code).toBe('INPUT_INVALID');
    expect(vault.seen.some((request) => request.startsWith('POST'))).toBe(false);
  });
});

describe('what is not a secret', () => {
  it.each([
    'vault-kv://secret#key',
    'vault-kv://secret/ci',
    'vault-kv://secret/ci#',
    'vault-kv://secret/../sys#a',
    'vault-kv://secret//a#a',
    'vault-kv://secret/a?x=1#a',
    'vault-kv:///secret/a#a',
  ])('a malformed reference: %s', async (reference) => {
    expect((await failure(openSigner(runWith(), reference))).code).toBe('INPUT_INVALID');
    expect(vault.seen).toEqual([]);
  });

  it('an engine of another type, and a path without engine', async () => {
    const error = await failure(openSigner(runWith(), 'vault-kv://transit/keys/release#key'));
    expect(error).toMatchObject({ code: 'INPUT_INVALID', found: 'transit' });
    const missing = await failure(openSigner(runWith(), 'vault-kv://nowhere/release#key'));
    expect(missing.code).toBe('SERVICE_REFUSED');
    expect(missing.found).toContain('preflight capability check');
  });

  it.each([
    ['an engine with another path', { type: 'kv', path: 'other/', options: { version: '2' } }],
    ['an engine with the whole path', { type: 'kv', path: 'secret/ci/release/', options: { version: '2' } }],
    ['an engine without path', { type: 'kv', options: { version: '2' } }],
  ])('%s', async (_, data) => {
    vault.alter = ({ path }) => (path.startsWith('sys/') ? withData(data) : undefined);
    expect((await failure(openSigner(runWith(), 'vault-kv://secret/ci/release#key'))).code).toBe('SERVICE_ANSWER_INVALID');
    expect(vault.seen.length).toBe(1);
  });
});
