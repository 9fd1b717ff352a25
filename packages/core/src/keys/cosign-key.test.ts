import { createPublicKey, generateKeyPairSync, randomBytes, scryptSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { failure } from '../net/testing/test-run.js';
import { encodePem, encodeUtf8, parsePem } from '../wire/index.js';
import { COSIGN_LABELS, decryptCosignKey, encryptCosignKey } from './cosign-key.js';
import { readPrivateKey } from './private-key.js';

const run = { random: (length: number) => Uint8Array.from(randomBytes(length)) };
const KEYS = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
  'RSA 2048': generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
  'ML-DSA-65': generateKeyPairSync('ml-dsa-65').privateKey,
};
const spki = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
const contentOf = (pem: string): string => Buffer.from(parsePem(pem)[0]?.der ?? []).toString();

interface Parts {
  kdf: { name: unknown; params: Record<string, unknown>; salt: unknown };
  cipher: { name: unknown; nonce: unknown };
  ciphertext: unknown;
}
/** With cosign's smallest work factor, so that the tests are quick. */
function encrypted(content: Uint8Array, password = 'p', change: (parts: Parts) => void = () => undefined): string {
  const [salt, nonce] = [randomBytes(32), randomBytes(24)];
  const key = scryptSync(password, salt, 32, { N: 32_768, r: 8, p: 1, maxmem: 1 << 27 });
  const parts: Parts = {
    kdf: { name: 'scrypt', params: { N: 32_768, r: 8, p: 1 }, salt: salt.toString('base64') },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: Buffer.from(xsalsa20poly1305(key, nonce).encrypt(content)).toString('base64'),
  };
  change(parts);
  return encodePem(COSIGN_LABELS[1], encodeUtf8(JSON.stringify(parts)));
}
const der = (type: 'pkcs8' | 'sec1'): Uint8Array => Uint8Array.from(KEYS['P-256'].export({ type, format: 'der' }) as Buffer);

describe('encrypted keys of cosign', () => {
  it.each(Object.entries(KEYS))('%s is written and read again', async (_, key) => {
    const pem = await encryptCosignKey(run, key, 'correct horse');
    expect(pem).toMatch(/^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n(?:[\w+/=]{1,64}\n)+-----END/);
    const read = await readPrivateKey(pem, 'the key', 'correct horse');
    expect(spki(read.object)).toBe(spki(key));
    expect(JSON.parse(contentOf(pem))).toMatchObject({ kdf: { name: 'scrypt', params: { N: 65_536, r: 8, p: 1 } } });
  });

  it('never has a salt or a nonce twice', async () => {
    const [one, two] = await Promise.all([encryptCosignKey(run, KEYS.Ed25519, ''), encryptCosignKey(run, KEYS.Ed25519, '')]);
    const parts = [one, two].map((pem) => JSON.parse(contentOf(pem)) as Parts);
    expect(parts[0]?.kdf.salt).not.toBe(parts[1]?.kdf.salt);
    expect(parts[0]?.cipher.nonce).not.toBe(parts[1]?.cipher.nonce);
    expect(spki((await readPrivateKey(one, 'the key', '')).object)).toBe(spki(KEYS.Ed25519));
  });

  it('a SEC1 key inside is read, too', async () => {
    const { publicKey } = await readPrivateKey(encrypted(der('sec1')), 'the key', 'p');
    expect(publicKey.details).toBe('PKIX_ECDSA_P256_SHA_256');
  });

  it('another password, or no password', async () => {
    const pem = encrypted(der('pkcs8'));
    const error = await failure(readPrivateKey(pem, 'the key', 'q'));
    expect(error).toMatchObject({ code: 'KEY_INVALID', message: 'the key cannot be decrypted with the given password' });
    expect(error.cause).toBeUndefined();
    expect(await failure(readPrivateKey(pem, 'the key', undefined))).toMatchObject({
      code: 'KEY_INVALID',
      hint: expect.stringContaining('key-password: env://COSIGN_PASSWORD') as unknown,
    });
  });

  it.each<[string, (parts: Parts) => void, string]>([
    ['more memory', ({ kdf }) => (kdf.params['N'] = 1 << 30), 'KEY_UNSUPPORTED'],
    ['too little work', ({ kdf }) => (kdf.params['N'] = 1024), 'KEY_UNSUPPORTED'],
    ['a larger block size', ({ kdf }) => (kdf.params['r'] = 1 << 20), 'KEY_UNSUPPORTED'],
    ['more rounds', ({ kdf }) => (kdf.params['p'] = 1 << 20), 'KEY_UNSUPPORTED'],
    ['no parameter', ({ kdf }) => delete kdf.params['p'], 'KEY_INVALID'],
    ['a fraction', ({ kdf }) => (kdf.params['r'] = 8.5), 'KEY_INVALID'],
    ['another derivation', ({ kdf }) => (kdf.name = 'pbkdf2'), 'KEY_UNSUPPORTED'],
    ['another cipher', ({ cipher }) => (cipher.name = 'aes'), 'KEY_UNSUPPORTED'],
    ['a short salt', ({ kdf }) => (kdf.salt = 'AAAA'), 'KEY_INVALID'],
    ['a short nonce', ({ cipher }) => (cipher.nonce = 'AAAA'), 'KEY_INVALID'],
    ['a nonce that is no text', ({ cipher }) => (cipher.nonce = 5), 'KEY_INVALID'],
    ['no ciphertext', (parts) => (parts.ciphertext = ''), 'KEY_INVALID'],
    ['a ciphertext that is not base64', (parts) => (parts.ciphertext = 'a b'), 'KEY_INVALID'],
  ])('%s is refused, before a key is derived', async (_, change, code) => {
    const content = contentOf(encrypted(der('pkcs8'), 'p', change as (parts: Parts) => void));
    expect(await failure(decryptCosignKey(encodeUtf8(content), 'p'))).toMatchObject({ name: 'CountersignError', code });
  });

  it.each([
    ['no key', encodeUtf8('hello')],
    [
      'an encrypted key',
      Uint8Array.from(KEYS['P-256'].export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })),
    ],
    ['a cut key', der('pkcs8').subarray(0, -2)],
  ])('with %s inside', async (_, content) => {
    const error = await failure(readPrivateKey(encrypted(content), 'the key', 'p'));
    expect([error.code, error.cause]).toEqual(['KEY_INVALID', undefined]);
  });

  it('a changed ciphertext is never decrypted', async () => {
    const good = JSON.parse(contentOf(encrypted(der('pkcs8')))) as Parts;
    const ciphertext = Buffer.from(String(good.ciphertext), 'base64');
    for (let at = 0; at < ciphertext.length; at += 37) {
      const changed = Buffer.from(ciphertext);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const content = encodeUtf8(JSON.stringify({ ...good, ciphertext: changed.toString('base64') }));
      await expect(decryptCosignKey(content, 'p')).rejects.toThrow();
    }
  });

  it('anything else is refused with an error of ours that shows nothing of it', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json({ maxDepth: 5 }).map(encodeUtf8),
      fc
        .record({
          kdf: fc.record({ name: fc.constantFrom('scrypt', 'x'), params: fc.object({ maxKeys: 3 }), salt: fc.base64String() }),
          cipher: fc.record({ name: fc.constantFrom('nacl/secretbox', 'x'), nonce: fc.base64String() }),
          ciphertext: fc.base64String(),
        })
        .map((parts) => encodeUtf8(JSON.stringify(parts))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (content) => {
        const error = await failure(
          readPrivateKey(encodePem(COSIGN_LABELS[0], content.length === 0 ? encodeUtf8('{') : content), 'the key', 'p'),
        );
        expect(error).toBeInstanceOf(CountersignError);
        expect(['KEY_INVALID', 'KEY_UNSUPPORTED']).toContain(error.code);
        expect(error.cause).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
