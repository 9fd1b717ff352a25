import {
  constants,
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  verify,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ed25519ph } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import type { KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { failure, testRun } from '../net/testing/test-run.js';
import { checkMode } from './file-mode.js';
import { keyForms } from '../public-keys/index.js';
import { ephemeralSigner, openSigner } from './index.js';
import { readPrivateKey } from './private-key.js';

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
  // Without the mode of a file that another test left.
  rmSync(join(folder, name), { force: true });
  writeFileSync(join(folder, name), text, { mode: 0o600 });
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

const ED25519 = PAIRS.Ed25519;
const RESTRICTED = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
const RESTRICTED_MORE = generateKeyPairSync('rsa-pss', {
  modulusLength: 3072,
  hashAlgorithm: 'sha256',
  mgf1HashAlgorithm: 'sha256',
});
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };

/** Algorithms of keys that allow several, each judged by OpenSSL; it has no Ed25519ph, which @noble/curves has. */
const CHOSEN: readonly (readonly [string, KeyDetails | undefined, KeyPairKeyObjectResult, (signature: Uint8Array) => boolean])[] =
  [
    [
      'RSA-PSS',
      'PKIX_RSA_PSS_3072_SHA256',
      PAIRS['RSA-3072'],
      (one) => verify('sha256', message, { key: PAIRS['RSA-3072'].publicKey, ...pss }, one),
    ],
    [
      'RSA PKCS#1',
      'PKIX_RSA_PKCS1V15_3072_SHA256',
      PAIRS['RSA-3072'],
      (one) => verify('sha256', message, PAIRS['RSA-3072'].publicKey, one),
    ],
    [
      'a key for RSA-PSS only',
      undefined,
      RESTRICTED,
      (one) => verify('sha256', message, { key: RESTRICTED.publicKey, ...pss }, one),
    ],
    [
      'a key for RSA-PSS with parameters',
      'PKIX_RSA_PSS_3072_SHA256',
      RESTRICTED_MORE,
      (one) => verify('sha256', message, { key: RESTRICTED_MORE.publicKey, ...pss }, one),
    ],
    ['Ed25519ph', 'PKIX_ED25519_PH', ED25519, (one) => ed25519ph.verify(one, message, pointOf(ED25519.publicKey))],
  ];
const pointOf = (key: KeyObject): Uint8Array => Uint8Array.from(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));

describe.each(CHOSEN)('signing-algorithm: %s', (_, details, { privateKey }, judge) => {
  it('signs messages and digests, which a program of others verifies', async () => {
    const signer = await openSigner(runWith(), put('chosen.pem', pkcs8(privateKey)), { details });
    if (details !== undefined) expect(signer.details).toBe(details);
    expect(signer.publicKey.details).toBe(signer.details);
    const digest = createHash(signer.hash ?? 'none')
      .update(message)
      .digest();
    const signatures = await Promise.all([
      signer.sign({ kind: 'message', message }),
      ...Array.from({ length: 20 }, () => signer.sign({ kind: 'digest', digest })),
    ]);
    for (const signature of signatures) {
      expect(judge(signature)).toBe(true);
      expect(judge(signature.with(7, (signature[7] ?? 0) ^ 1))).toBe(false);
    }
    expect((await failure(signer.sign({ kind: 'digest', digest: digest.subarray(1) }))).code).toBe('INTERNAL');
  });
});

describe('signing-algorithm', () => {
  it('makes another PSS signature of the same digest each time, so that no log has it already', async () => {
    const signer = await openSigner(runWith(), put('pss.pem', pkcs8(PAIRS['RSA-3072'].privateKey)), {
      details: 'PKIX_RSA_PSS_3072_SHA256',
    });
    const digest = createHash('sha256').update(message).digest();
    const [one, two] = await Promise.all([signer.sign({ kind: 'digest', digest }), signer.sign({ kind: 'digest', digest })]);
    expect(one).not.toEqual(two);
  });

  it.each<[KeyDetails, KeyObject]>([
    ['PKIX_ED25519', PAIRS['P-256'].privateKey],
    ['PKIX_ED25519_PH', PAIRS['P-256'].privateKey],
    ['PKIX_RSA_PSS_2048_SHA256', PAIRS['RSA-3072'].privateKey],
    ['PKIX_RSA_PKCS1V15_2048_SHA256', RESTRICTED.privateKey],
    ['PKIX_ECDSA_P384_SHA_384', PAIRS['P-256'].privateKey],
    ['PKIX_ECDSA_P384_SHA_256', PAIRS['P-384'].privateKey],
    ['ML_DSA_65', ED25519.privateKey],
  ])('%s is refused for a key of another kind', async (details, key) => {
    const error = await failure(openSigner(runWith(), put('other.pem', pkcs8(key)), { details }));
    expect(error).toMatchObject({ code: 'KEY_UNSUPPORTED', expected: `a key for ${details}`, exitStatus: 3 });
  });
});

describe('a key in DER', () => {
  const { privateKey } = PAIRS['P-256'];
  const passphrase = 'pass word';
  it.each<[string, Buffer, string]>([
    ['PKCS#8', privateKey.export({ type: 'pkcs8', format: 'der' }), 'PKIX_ECDSA_P256_SHA_256'],
    ['SEC1', privateKey.export({ type: 'sec1', format: 'der' }), 'PKIX_ECDSA_P256_SHA_256'],
    ['PKCS#1', PAIRS['RSA-3072'].privateKey.export({ type: 'pkcs1', format: 'der' }), 'PKIX_RSA_PKCS1V15_3072_SHA256'],
    [
      'encrypted PKCS#8',
      privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase }),
      'PKIX_ECDSA_P256_SHA_256',
    ],
  ])('%s, in a file, or in base64 in a variable', async (_, der, details) => {
    writeFileSync(join(folder, 'key.der'), der, { mode: 0o600 });
    const run = runWith({ KEY: der.toString('base64'), PASSWORD: passphrase });
    for (const key of ['key.der', 'env://KEY'])
      expect((await openSigner(run, key, { password: 'env://PASSWORD' })).details).toBe(details);
  });

  it('PEM in base64, in a variable', async () => {
    const run = runWith({ KEY: `${Buffer.from(pkcs8(privateKey)).toString('base64')}\n` });
    expect((await openSigner(run, 'env://KEY')).details).toBe('PKIX_ECDSA_P256_SHA_256');
  });

  it.each([
    ['a public key', PAIRS['P-256'].publicKey.export({ type: 'spki', format: 'der' })],
    ['a cut key', privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(0, -1)],
    ['other bytes', Buffer.from([0x30, 0xff, 0x80, 0x00])],
  ])('%s is refused', async (_, der) => {
    writeFileSync(join(folder, 'bad.der'), der, { mode: 0o600 });
    expect((await failure(openSigner(runWith(), 'bad.der'))).code).toBe('KEY_INVALID');
  });

  it('any bytes give a key or an error of ours that shows nothing of them', async () => {
    const good = privateKey.export({ type: 'pkcs8', format: 'der' });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, value]) => Uint8Array.from(good).with(at, value)),
      fc.nat(good.length).map((length) => Uint8Array.from(good.subarray(0, length))),
      fc.string({ maxLength: 80 }).map((text) => Buffer.from(`-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        try {
          const { publicKey } = await readPrivateKey(content, 'the key', 'x');
          expect(publicKey.details).toMatch(/^PKIX_/);
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
          expect(['KEY_INVALID', 'KEY_UNSUPPORTED']).toContain((error as CountersignError).code);
        }
      }),
      { numRuns: 500 },
    );
  });
});

(process.platform === 'win32' ? describe.skip : describe)('the mode of a key file', () => {
  const text = pkcs8(PAIRS['P-256'].privateKey);
  const open = async (mode: number): Promise<readonly string[]> => {
    const run = runWith();
    chmodSync(join(folder, put('mode.pem', text)), mode);
    await openSigner(run, 'mode.pem');
    return run.lines;
  };

  it.each([0o600, 0o400, 0o700])('%o is good', async (mode) => {
    expect(await open(mode)).toEqual([]);
  });

  it.each([0o644, 0o640, 0o444, 0o664, 0o620])('%o is a warning', async (mode) => {
    const [line, ...more] = await open(mode);
    expect(line).toContain(`warn the key mode.pem: other users of this machine can use the file (mode 0${mode.toString(8)})`);
    expect(line).toContain('chmod 600');
    expect(more).toEqual([]);
  });

  it.each([0o666, 0o602, 0o777])('%o is refused, for a password too', async (mode) => {
    const expected = { code: 'KEY_INVALID', exitStatus: 3, expected: 'mode 0600', found: `mode 0${mode.toString(8)}` };
    expect(await failure(open(mode))).toMatchObject(expected);
    put('good.pem', text);
    chmodSync(join(folder, put('password.txt', 'x')), mode);
    expect(await failure(openSigner(runWith(), 'good.pem', { password: 'password.txt' }))).toMatchObject(expected);
  });

  it('counts for the file that a link names, and not on Windows', async () => {
    chmodSync(join(folder, put('target.pem', text)), 0o666);
    symlinkSync('target.pem', join(folder, 'link.pem'));
    expect((await failure(openSigner(runWith(), 'link.pem'))).found).toBe('mode 0666');
    const run = runWith();
    checkMode(run, join(folder, 'target.pem'), 'the key', true);
    expect(run.lines).toEqual([]);
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
    ['https://example.com/key', 'KEY_UNSUPPORTED', 'https:'],
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
    expect((await failure(openSigner(runWith(), 'https://x'))).expected).toBe(['keyless', ...keyForms('sign')].join(', '));
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
      'a cosign key without password',
      `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${body}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`,
      'KEY_INVALID',
    ],
    ['a key of OpenSSH', pkcs8(privateKey).replaceAll('PRIVATE', 'OPENSSH PRIVATE'), 'KEY_INVALID'],
    [
      'a key with the old encryption of OpenSSL',
      privateKey.export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      'KEY_UNSUPPORTED',
    ],
    ['an encrypted key without password', encrypted, 'KEY_INVALID'],
    ['a small RSA key', pkcs8(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), 'KEY_UNSUPPORTED'],
    ['another curve', pkcs8(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey), 'KEY_UNSUPPORTED'],
    ['an X25519 key', pkcs8(generateKeyPairSync('x25519').privateKey), 'KEY_UNSUPPORTED'],
    [
      'an RSA-PSS key for SHA-512',
      pkcs8(generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha512' }).privateKey),
      'KEY_UNSUPPORTED',
    ],
    ['ML-DSA-44', pkcs8(generateKeyPairSync('ml-dsa-44').privateKey), 'KEY_UNSUPPORTED'],
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
