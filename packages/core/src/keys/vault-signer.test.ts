import { createHash, verify, constants, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, testRun, type TestRun } from '../net/testing/test-run.js';
import { openPublicKey } from '../public-keys/index.js';
import type { KeyDetails } from '../crypto/index.js';
import { createKey, openSigner } from './index.js';
import { startFakeVault, type FakeVault } from './testing/fake-vault.js';
import { withData } from './testing/fake-vault-answers.js';
import { fakeKey } from './testing/fake-vault-transit.js';

let vault: FakeVault;
beforeEach(async () => {
  vault = await startFakeVault();
});
afterEach(() => vault.close());

const runWith = (env = {}): TestRun => testRun({ env: { VAULT_ADDR: vault.url, VAULT_TOKEN: 'root', ...env }, timeMs: 600_000 });
const readFile = (): never => {
  throw new Error('no files');
};
const message = Buffer.from('what is signed');

const TYPES: readonly (readonly [type: string, hash: string | undefined, details: KeyDetails, chosen?: KeyDetails])[] = [
  ['ecdsa-p256', 'sha256', 'PKIX_ECDSA_P256_SHA_256'],
  ['ecdsa-p384', 'sha384', 'PKIX_ECDSA_P384_SHA_384'],
  ['ecdsa-p521', 'sha512', 'PKIX_ECDSA_P521_SHA_512'],
  ['rsa-2048', 'sha256', 'PKIX_RSA_PKCS1V15_2048_SHA256'],
  ['rsa-3072', 'sha256', 'PKIX_RSA_PKCS1V15_3072_SHA256'],
  ['rsa-4096', 'sha256', 'PKIX_RSA_PKCS1V15_4096_SHA256'],
  ['rsa-2048', 'sha256', 'PKIX_RSA_PSS_2048_SHA256', 'PKIX_RSA_PSS_2048_SHA256'],
  ['rsa-3072', 'sha256', 'PKIX_RSA_PSS_3072_SHA256', 'PKIX_RSA_PSS_3072_SHA256'],
  ['rsa-4096', 'sha256', 'PKIX_RSA_PSS_4096_SHA256', 'PKIX_RSA_PSS_4096_SHA256'],
  ['ed25519', undefined, 'PKIX_ED25519'],
];

/** Node judges. */
const isSigned = (hash: string | undefined, details: KeyDetails, key: KeyObject, signature: Uint8Array): boolean =>
  verify(
    hash ?? null,
    message,
    details.includes('PSS')
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { key, dsaEncoding: 'der' },
    signature,
  );

describe.each(TYPES)('a key of the type %s (%s, %s)', (type, hash, details, chosen) => {
  it('signs messages and digests, and its public key is read', async () => {
    const key = fakeKey(type, 2);
    vault.keys.set('transit/release', key);
    const run = runWith();
    const signer = await openSigner(run, 'hashivault://release', { details: chosen });
    expect([signer.details, signer.hash, signer.name, signer.version]).toEqual([details, hash, 'hashivault://release', '2']);
    const publicKey = key.versions[1]?.publicKey as KeyObject;
    expect(isSigned(hash, details, publicKey, await signer.sign({ kind: 'message', message }))).toBe(true);
    const digest = createHash(hash ?? 'sha256')
      .update(message)
      .digest();
    if (hash === undefined) {
      expect((await failure(signer.sign({ kind: 'digest', digest }))).code).toBe('KEY_UNSUPPORTED');
    } else {
      expect(isSigned(hash, details, publicKey, await signer.sign({ kind: 'digest', digest }))).toBe(true);
      expect((await failure(signer.sign({ kind: 'digest', digest: digest.subarray(1) }))).code).toBe('INTERNAL');
    }
    const opened = await openPublicKey(run, 'hashivault://release', { readFile, details: chosen });
    expect(opened).toMatchObject({ where: 'hashivault://release', version: '2', bytes: undefined });
    expect(opened.key.fingerprint).toBe(signer.publicKey.fingerprint);
    expect(run.secrets).toContain('root');
  });
});

describe('versions', () => {
  beforeEach(() => {
    vault.keys.set('transit/release', fakeKey('ecdsa-p256', 3));
  });
  const key = () => vault.keys.get('transit/release') as ReturnType<typeof fakeKey>;

  it('are those that a reference names', async () => {
    for (const [scheme, version] of [['hashivault', 1] as const, ['openbao', 2] as const]) {
      const signer = await openSigner(runWith(), `${scheme}://release?version=${version}`);
      expect([signer.name, signer.version]).toEqual([`${scheme}://release`, String(version)]);
      const signature = await signer.sign({ kind: 'message', message });
      expect(verify('sha256', message, key().versions[version - 1]?.publicKey as KeyObject, signature)).toBe(true);
    }
  });

  it('stay the same in a run if the key is rotated meanwhile', async () => {
    const run = runWith();
    const signer = await openSigner(run, 'hashivault://release');
    key().versions.push(...fakeKey('ecdsa-p256').versions);
    const signature = await signer.sign({ kind: 'message', message });
    expect(signer.version).toBe('3');
    expect(verify('sha256', message, key().versions[2]?.publicKey as KeyObject, signature)).toBe(true);
  });

  it.each([
    ['hashivault://release?version=4', {}, 'versions 1, 2, 3'],
    ['hashivault://release?version=1', { minDecryption: 2 }, 'versions 2, 3'],
    ['hashivault://release?version=1', { minEncryption: 2 }, 'version 2 and newer may sign'],
  ])('that cannot sign are refused before anything is signed: %s, %j', async (reference, change, found) => {
    Object.assign(key(), change);
    const error = await failure(openSigner(runWith(), reference));
    expect(error).toMatchObject({ code: 'KEY_INVALID', found, exitStatus: 3 });
    expect(vault.seen.some((request) => request.includes('/sign/'))).toBe(false);
  });

  it('that may no longer sign verify', async () => {
    key().minEncryption = 3;
    const { version, key: publicKey } = await openPublicKey(runWith(), 'hashivault://release?version=1', { readFile });
    expect(version).toBe('1');
    expect(publicKey.object.equals(key().versions[0]?.publicKey as KeyObject)).toBe(true);
  });

  it('that are disallowed during the run are refused with the words of the server, at once', async () => {
    const run = runWith();
    const signer = await openSigner(run, 'hashivault://release?version=1');
    key().minEncryption = 2;
    const error = await failure(signer.sign({ kind: 'message', message }));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', exitStatus: 2 });
    expect(error.found).toContain('requested version for signing is less than the minimum encryption key version');
    expect(run.waits).toEqual([]);
  });
});

describe('answers that are not used', () => {
  beforeEach(() => {
    vault.keys.set('transit/release', fakeKey('ecdsa-p256', 2));
    vault.keys.set('transit/other', fakeKey('ecdsa-p256', 2));
    vault.keys.set('transit/plain', fakeKey('ed25519', 2));
  });
  const signatureOf = (text: string) => () => withData({ key_version: 2, signature: text });

  it.each([
    ['a signature by another version', 'vault:v1:', 'one of version 1'],
    ['a signature without version', 'vault:', 'none'],
    ['a signature of another form', 'vault:v2:%', 'none'],
    ['a signature of other bytes', 'vault:v2:MAYCAQECAQE=', 'one that does not verify'],
    ['no base64', 'vault:v2:AB', undefined],
  ])('%s', async (_, text, found) => {
    for (const name of ['release', 'plain']) {
      const signer = await openSigner(runWith(), `hashivault://${name}`);
      vault.alter = (request, answer) => {
        if (!request.path.includes('/sign/')) return undefined;
        const { data } = answer.body as { data: { signature: string } };
        return signatureOf(text === 'vault:v1:' ? data.signature.replace('v2', 'v1') : text)();
      };
      const error = await failure(signer.sign({ kind: 'message', message }));
      expect(error.code).toBe('SERVICE_ANSWER_INVALID');
      if (found !== undefined) expect(error.found).toBe(found);
    }
  });

  it('the signature of another key', async () => {
    const other = await openSigner(runWith(), 'hashivault://other');
    const theirs = Buffer.from(await other.sign({ kind: 'message', message })).toString('base64');
    const signer = await openSigner(runWith(), 'hashivault://release');
    vault.alter = (request) => (request.path.includes('/sign/') ? signatureOf(`vault:v2:${theirs}`)() : undefined);
    const digest = createHash('sha256').update(message).digest();
    for (const input of [{ kind: 'message', message } as const, { kind: 'digest', digest } as const])
      expect(await failure(signer.sign(input))).toMatchObject({
        code: 'SERVICE_ANSWER_INVALID',
        found: 'one that does not verify',
      });
  });

  it.each([
    ['no JSON', '<html>', 'SERVICE_ANSWER_INVALID'],
    ['a member twice', '{"data":{"type":"ecdsa-p256"},"data":{}}', 'SERVICE_ANSWER_INVALID'],
    ['no data', { auth: null }, 'SERVICE_ANSWER_INVALID'],
    ['data of another kind', { data: [] }, 'SERVICE_ANSWER_INVALID'],
    ['no versions', { data: { type: 'ecdsa-p256', latest_version: 1, keys: [] } }, 'SERVICE_ANSWER_INVALID'],
    ['no latest version', { data: { type: 'ecdsa-p256', keys: {} } }, 'SERVICE_ANSWER_INVALID'],
    [
      'a limit that is no number',
      { data: { type: 'ecdsa-p256', latest_version: 1, min_encryption_version: '0', keys: {} } },
      'SERVICE_ANSWER_INVALID',
    ],
    [
      'no public key',
      { data: { type: 'ecdsa-p256', latest_version: 1, keys: { 1: { public_key: '' } } } },
      'SERVICE_ANSWER_INVALID',
    ],
    [
      'a malformed public key',
      { data: { type: 'ecdsa-p256', latest_version: 1, keys: { 1: { public_key: 'x' } } } },
      'KEY_INVALID',
    ],
    ['a short Ed25519 key', { data: { type: 'ed25519', latest_version: 1, keys: { 1: { public_key: 'AAAA' } } } }, 'KEY_INVALID'],
  ])('a key with %s', async (_, body, code) => {
    vault.alter = () => ({ status: 200, body });
    expect((await failure(openSigner(runWith(), 'hashivault://release'))).code).toBe(code);
  });
});

describe('keys that cannot sign here', () => {
  it.each([
    ['aes256-gcm96', {}, 'aes256-gcm96'],
    ['ed25519', { derived: true }, 'ed25519, derived'],
  ])('%s %j', async (type, more, found) => {
    vault.keys.set('transit/release', { ...fakeKey('ed25519', 1, more), type });
    for (const open of [
      () => openSigner(runWith(), 'hashivault://release'),
      () => openPublicKey(runWith(), 'hashivault://release', { readFile }),
    ])
      expect(await failure(open())).toMatchObject({ code: 'KEY_UNSUPPORTED', found, exitStatus: 3 });
  });

  it('one that is deleted', async () => {
    vault.keys.set('transit/release', fakeKey('ecdsa-p256', 1, { deleted: true }));
    expect(await failure(openSigner(runWith(), 'hashivault://release'))).toMatchObject({
      code: 'KEY_INVALID',
      found: 'soft_deleted: true',
    });
  });

  it.each(['PKIX_ECDSA_P384_SHA_256', 'PKIX_RSA_PSS_2048_SHA256'] as const)('with the algorithm %s', async (details) => {
    vault.keys.set('transit/release', fakeKey('ecdsa-p384'));
    const { code } = await failure(openSigner(runWith(), 'hashivault://release', { details }));
    expect(code).toBe(details.includes('RSA') ? 'KEY_INVALID' : 'KEY_UNSUPPORTED');
  });

  it('with Ed25519ph, which Transit does not have', async () => {
    vault.keys.set('transit/release', fakeKey('ed25519'));
    const details = 'PKIX_ED25519_PH';
    expect((await failure(openSigner(runWith(), 'hashivault://release', { details }))).code).toBe('KEY_UNSUPPORTED');
  });

  it('one that does not exist, or whose engine does not', async () => {
    expect(await failure(openSigner(runWith(), 'hashivault://none'))).toMatchObject({
      code: 'KEY_INVALID',
      found: 'HTTP 404: no message',
    });
    const error = await failure(openSigner(runWith({ TRANSIT_SECRET_ENGINE_PATH: 'nowhere' }), 'hashivault://none'));
    expect(error.found).toContain('no handler for route');
    const details = 'PKIX_ECDSA_P256_SHA_256';
    const made = await failure(createKey(runWith({ TRANSIT_SECRET_ENGINE_PATH: 'nowhere' }), 'hashivault://none', details));
    expect([made.code, made.message]).toEqual(['KEY_INVALID', 'hashivault://none: there is no such key']);
    expect(vault.seen.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('large messages for Ed25519', async () => {
    vault.keys.set('transit/release', fakeKey('ed25519'));
    const signer = await openSigner(runWith(), 'hashivault://release');
    const error = await failure(signer.sign({ kind: 'message', message: new Uint8Array(24 * 1024 * 1024) }));
    expect(error.code).toBe('KEY_UNSUPPORTED');
  });
});

describe('a new key', () => {
  it.each(TYPES)('of the type %s (%s, %s)', async (type, _hash, details) => {
    const made = await createKey(runWith(), 'hashivault://fresh', details);
    expect(made.details).toBe(details);
    expect(vault.keys.get('transit/fresh')?.type).toBe(type);
    const signer = await openSigner(runWith(), 'hashivault://fresh', { details });
    expect(signer.publicKey.fingerprint).toBe(made.fingerprint);
  });

  it('does not replace one that exists; a new version is asked for', async () => {
    const run = runWith();
    const first = await createKey(run, 'openbao://fresh', 'PKIX_ECDSA_P256_SHA_256');
    const error = await failure(createKey(run, 'openbao://fresh', 'PKIX_ECDSA_P256_SHA_256'));
    expect(error).toMatchObject({ code: 'KEY_INVALID', found: 'a key of this name' });
    const second = await createKey(run, 'openbao://fresh', 'PKIX_ECDSA_P256_SHA_256', { newVersion: true });
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(vault.keys.get('transit/fresh')?.versions.length).toBe(2);
    expect((await openPublicKey(run, 'openbao://fresh?version=1', { readFile })).key.fingerprint).toBe(first.fingerprint);
  });

  it.each([
    ['of a kind that Transit has not', 'hashivault://fresh', 'PKIX_ECDSA_P384_SHA_256', {}, 'KEY_UNSUPPORTED'],
    ['with a version', 'hashivault://fresh?version=2', 'PKIX_ECDSA_P256_SHA_256', {}, 'INPUT_INVALID'],
    ['as a version of no key', 'hashivault://fresh', 'PKIX_ECDSA_P256_SHA_256', { newVersion: true }, 'KEY_INVALID'],
    [
      'as a version of a key of another kind',
      'hashivault://p384',
      'PKIX_ECDSA_P256_SHA_256',
      { newVersion: true },
      'KEY_INVALID',
    ],
  ] as const)('is refused %s', async (_, reference, details, options, code) => {
    vault.keys.set('transit/p384', fakeKey('ecdsa-p384'));
    expect((await failure(createKey(runWith(), reference, details, options))).code).toBe(code);
    expect([...vault.keys.keys()]).toEqual(['transit/p384']);
    expect(vault.keys.get('transit/p384')?.versions.length).toBe(1);
  });

  it('is not used if another run made it at the same moment', async () => {
    vault.alter = (request, answer) => {
      if (request.method === 'POST') vault.keys.get('transit/fresh')?.versions.push(...fakeKey('ecdsa-p256').versions);
      return answer;
    };
    const error = await failure(createKey(runWith(), 'hashivault://fresh', 'PKIX_ECDSA_P256_SHA_256'));
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', found: 'version 2' });
  });
});
