import { createPrivateKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { failure, testRun } from '../net/testing/test-run.js';
import { knownKeys } from '../public-keys/index.js';
import { ephemeralSigner, openSigner } from './index.js';

const PAIRS = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  'RSA-3072': generateKeyPairSync('rsa', { modulusLength: 3072 }),
  Ed25519: generateKeyPairSync('ed25519'),
};
const HASHES = { 'P-256': 'sha256', 'P-384': 'sha384', 'P-521': 'sha512', 'RSA-3072': 'sha256', Ed25519: undefined } as const;
const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const message = Buffer.from('what is signed');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
});
const runWith = (env = {}) => testRun({ cwd: folder, env });
function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe.each(Object.keys(PAIRS) as (keyof typeof PAIRS)[])('a %s key', (kind) => {
  const { privateKey, publicKey } = PAIRS[kind];
  const hash = HASHES[kind];

  it('signs messages with the hash of its type', async () => {
    const signer = await openSigner(runWith(), put('message.pem', pkcs8(privateKey)));
    expect([signer.hash, signer.name]).toEqual([hash, 'file:message.pem']);
    expect(verify(hash, message, publicKey, await signer.sign({ kind: 'message', message }))).toBe(true);
  });

  it('signs digests, or fails with the reason', async () => {
    const signer = await openSigner(runWith({ KEY: pkcs8(privateKey) }), 'env://KEY');
    const digest = createHash(hash ?? 'sha256')
      .update(message)
      .digest();
    if (hash === undefined) {
      expect((await failure(signer.sign({ kind: 'digest', digest }))).code).toBe('KEY_UNSUPPORTED');
      return;
    }
    for (let round = 0; round < 20; round += 1) {
      expect(verify(hash, message, publicKey, await signer.sign({ kind: 'digest', digest }))).toBe(true);
    }
    expect((await failure(signer.sign({ kind: 'digest', digest: digest.subarray(1) }))).code).toBe('INTERNAL');
  });
});

describe('openSigner', () => {
  const { privateKey } = PAIRS['P-256'];

  it('reads SEC1 (with parameters before the key), PKCS#1 and encrypted PKCS#8', async () => {
    const sec1 = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    const pkcs1 = PAIRS['RSA-3072'].privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const encrypted = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pass word' })
      .toString();
    put('password', 'pass word\n');
    const run = runWith({ PASSWORD: 'pass word' });
    expect((await openSigner(run, put('a.pem', parameters + sec1))).details).toBe('PKIX_ECDSA_P256_SHA_256');
    expect((await openSigner(run, put('b.pem', pkcs1))).details).toBe('PKIX_RSA_PKCS1V15_3072_SHA256');
    for (const password of ['env://PASSWORD', 'password']) {
      expect((await openSigner(run, put('c.pem', encrypted), { password })).details).toBe('PKIX_ECDSA_P256_SHA_256');
    }
    expect(run.secrets).toContain('pass word');
  });

  it.each([
    ['awskms:///alias/x', 'KEY_UNSUPPORTED', 'awskms:'],
    ['pkcs11:token=t', 'KEY_UNSUPPORTED', 'pkcs11:'],
    ['acme://key', 'KEY_UNSUPPORTED', 'acme:'],
    ['env://NOT_SET', 'KEY_INVALID', 'nothing'],
    ['no-such.pem', 'KEY_INVALID', 'ENOENT'],
    ['.', 'KEY_INVALID', 'not a regular file'],
  ])('rejects %s', async (key, code, found) => {
    expect(await failure(openSigner(runWith(), key))).toMatchObject({ code, found, exitStatus: 3 });
  });

  (process.platform === 'win32' ? it.skip : it)(
    'does not wait for a pipe without a writer, neither as a key nor as its password',
    async () => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      const found = 'an empty pipe';
      expect(await failure(openSigner(runWith(), 'pipe'))).toMatchObject({ code: 'KEY_INVALID', found });
      const key = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
      const error = await failure(openSigner(runWith(), put('locked.pem', key), { password: 'pipe' }));
      expect(error).toMatchObject({ exitStatus: 3, found });
    },
  );

  it('lists the supported forms if the form is unknown', async () => {
    expect((await failure(openSigner(runWith(), 'gcpkms://x'))).expected).toBe(knownKeys('sign').join(', '));
  });

  const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' }).toString();
  const body = pkcs8(privateKey).split('\n').slice(1, -2).join('\n');
  it.each([
    ['a public key', PAIRS['P-256'].publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'KEY_INVALID'],
    ['two keys', pkcs8(privateKey) + pkcs8(PAIRS['P-384'].privateKey), 'KEY_INVALID'],
    ['no PEM', 'hello', 'KEY_INVALID'],
    ['a cut key', pkcs8(privateKey).slice(0, -30), 'KEY_INVALID'],
    ['garbage in PEM', `-----BEGIN PRIVATE KEY-----\n${body.slice(0, 80)}\n-----END PRIVATE KEY-----\n`, 'KEY_INVALID'],
    [
      'a cosign key',
      `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${body}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`,
      'KEY_UNSUPPORTED',
    ],
    ['an encrypted key without password', encrypted, 'KEY_INVALID'],
    ['a small RSA key', pkcs8(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), 'KEY_UNSUPPORTED'],
    ['another curve', pkcs8(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey), 'KEY_UNSUPPORTED'],
    ['an X25519 key', pkcs8(generateKeyPairSync('x25519').privateKey), 'KEY_UNSUPPORTED'],
    ['an RSA-PSS key', pkcs8(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey), 'KEY_UNSUPPORTED'],
  ])('rejects %s and prints nothing of it', async (_what, text, code) => {
    const run = runWith();
    const error = await failure(openSigner(run, put('bad.pem', text)));
    expect([error.code, error.exitStatus]).toEqual([code, 3]);
    const said = JSON.stringify([error.message, error.expected, error.found, error.hint, String(error.cause), run.lines]);
    for (const line of text.split('\n').filter((part) => part.length > 40 && !part.startsWith('--')))
      expect(said).not.toContain(line);
  });

  it('rejects a wrong password without printing it', async () => {
    const error = await failure(openSigner(runWith({ P: 'wrong-password' }), put('enc.pem', encrypted), { password: 'env://P' }));
    expect(error).toMatchObject({
      code: 'KEY_INVALID',
      message: 'the key enc.pem cannot be decrypted with the given password',
      hint: expect.stringContaining('key-password') as unknown,
    });
    expect(JSON.stringify(error)).not.toContain('wrong-password');
  });

  it('rejects key material instead of a reference', async () => {
    const error = await failure(openSigner(runWith(), pkcs8(privateKey)));
    expect(error.code).toBe('INPUT_INVALID');
    expect(error.message + (error.found ?? '')).not.toContain(body.slice(0, 30));
  });
});

describe('the ephemeral key', () => {
  it('is new each time, from the random bytes of the run only', async () => {
    const [one, two] = await Promise.all([ephemeralSigner(runWith()), ephemeralSigner(runWith())]);
    expect(one.publicKey.fingerprint).not.toBe(two.publicKey.fingerprint);
    const fixed = { random: (length: number) => new Uint8Array(length).fill(7) };
    const [same, again] = await Promise.all([ephemeralSigner(fixed), ephemeralSigner(fixed)]);
    expect(same.publicKey.fingerprint).toBe(again.publicKey.fingerprint);
    expect(verify('sha256', message, one.publicKey.object, await one.sign({ kind: 'message', message }))).toBe(true);
  });

  it('can be read by OpenSSL', () => {
    expect(createPrivateKey(pkcs8(PAIRS['P-256'].privateKey)).asymmetricKeyType).toBe('ec');
  });
});
