import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ed25519 as nobleEd25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { concatBytes, encodeDer, encodeDerInteger, encodeDerOid, encodeDerSequence, encodePem } from '../wire/index.js';
import { hash, hashHex } from './hash.js';
import { publicKeyFromObject, publicKeyFromPem, publicKeyFromSpki } from './public-key.js';
import { ecKey, edKey, mlDsaKey, rsaKey, spkiOf } from './testing/certificate-builder.js';
import type { KeyDetails } from './types.js';

const P256 = spkiOf(ecKey());
const RSA_OID = encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.1'), encodeDer(5));
const bits = (bytes: Uint8Array): Uint8Array => encodeDer(3, Uint8Array.of(0), bytes);
const rsaSpki = (modulus: bigint, exponent: bigint): Uint8Array =>
  encodeDerSequence(RSA_OID, bits(encodeDerSequence(encodeDerInteger(modulus), encodeDerInteger(exponent))));
const ML_DSA_OID = encodeDerOid('2.16.840.1.101.3.4.3.18');
const mlDsaSpki = (encoded: Uint8Array, ...parameters: readonly Uint8Array[]): Uint8Array =>
  encodeDerSequence(encodeDerSequence(ML_DSA_OID, ...parameters), bits(encoded));
const ML_DSA = new Uint8Array(1952).fill(7);
const edSpki = (point: Uint8Array): Uint8Array => encodeDerSequence(encodeDerSequence(encodeDerOid('1.3.101.112')), bits(point));

describe('public keys', () => {
  it.each<[string, Uint8Array, KeyDetails, string | undefined]>([
    ['P-256', P256, 'PKIX_ECDSA_P256_SHA_256', 'sha256'],
    ['P-384', spkiOf(ecKey('P-384')), 'PKIX_ECDSA_P384_SHA_384', 'sha384'],
    ['P-521', spkiOf(ecKey('P-521')), 'PKIX_ECDSA_P521_SHA_512', 'sha512'],
    ['RSA 2048', spkiOf(rsaKey()), 'PKIX_RSA_PKCS1V15_2048_SHA256', 'sha256'],
    ['RSA 3072', spkiOf(rsaKey(3072)), 'PKIX_RSA_PKCS1V15_3072_SHA256', 'sha256'],
    ['RSA 4096', spkiOf(rsaKey(4096)), 'PKIX_RSA_PKCS1V15_4096_SHA256', 'sha256'],
    ['Ed25519', spkiOf(edKey()), 'PKIX_ED25519', undefined],
    ['ML-DSA-65', spkiOf(mlDsaKey()), 'ML_DSA_65', undefined],
    ['RSA-PSS', spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 })), 'PKIX_RSA_PSS_2048_SHA256', 'sha256'],
  ])('%s', (_, spki, details, algorithm) => {
    const key = publicKeyFromSpki(spki);
    expect(key).toMatchObject({ details, hash: algorithm, spki, fingerprint: hashHex('sha256', spki) });
    expect(publicKeyFromObject(key.object)).toMatchObject({ details, fingerprint: key.fingerprint });
    expect(publicKeyFromPem(encodePem('PUBLIC KEY', spki)).fingerprint).toBe(key.fingerprint);
  });

  it('use the algorithm of their source, if it matches the key', () => {
    const rsa = spkiOf(rsaKey());
    expect(publicKeyFromSpki(rsa, 'PKIX_RSA_PSS_2048_SHA256').details).toBe('PKIX_RSA_PSS_2048_SHA256');
    expect(publicKeyFromSpki(spkiOf(ecKey('P-384')), 'PKIX_ECDSA_P384_SHA_256').hash).toBe('sha256');
    expect(publicKeyFromSpki(spkiOf(edKey()), 'PKIX_ED25519_PH')).toMatchObject({ details: 'PKIX_ED25519_PH', hash: 'sha512' });
    for (const wrong of [
      'PKIX_ECDSA_P384_SHA_384',
      'PKIX_RSA_PSS_2048_SHA256',
      'PKIX_ED25519',
      'PKIX_ED25519_PH',
      'ML_DSA_65',
    ] as const) {
      expect(() => publicKeyFromSpki(P256, wrong)).toThrow(expect.objectContaining({ code: 'KEY_INVALID', expected: wrong }));
    }
    expect(() => publicKeyFromSpki(rsa, 'PKIX_RSA_PSS_3072_SHA256')).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
    const pssOnly = spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }));
    expect(() => publicKeyFromSpki(pssOnly, 'PKIX_RSA_PKCS1V15_2048_SHA256')).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID' }),
    );
  });

  it('keep their own copy of the bytes', () => {
    const buffer = Uint8Array.from(P256);
    const key = publicKeyFromSpki(buffer);
    buffer.fill(0);
    expect(hash('sha256', key.spki)).toEqual(hash('sha256', P256));
  });

  it('can be derived from a private key, not from a secret key', () => {
    const pair = ecKey();
    expect(publicKeyFromObject(pair.privateKey).spki).toEqual(spkiOf(pair));
  });

  const modulus = (1n << 2047n) + 1n;
  it.each<[string, Uint8Array, 'KEY_INVALID' | 'KEY_UNSUPPORTED']>([
    ['RSA 1024', spkiOf(rsaKey(1024)), 'KEY_UNSUPPORTED'],
    ['RSA 2040', spkiOf(rsaKey(2040)), 'KEY_UNSUPPORTED'],
    ['RSA 8192', rsaSpki((1n << 8191n) + 1n, 65537n), 'KEY_UNSUPPORTED'],
    ['RSA with exponent 3', spkiOf(rsaKey(2048, 3)), 'KEY_UNSUPPORTED'],
    ['RSA with exponent 1', rsaSpki(modulus, 1n), 'KEY_UNSUPPORTED'],
    ['RSA with an even exponent', rsaSpki(modulus, 65538n), 'KEY_UNSUPPORTED'],
    ['RSA with a huge exponent', rsaSpki(modulus, (1n << 80n) + 1n), 'KEY_UNSUPPORTED'],
    ['RSA with an even modulus', rsaSpki(modulus + 1n, 65537n), 'KEY_INVALID'],
    ['RSA with a negative modulus', rsaSpki(-modulus, 65537n), 'KEY_INVALID'],
    ['secp256k1', spkiOf(ecKey('secp256k1')), 'KEY_UNSUPPORTED'],
    ['P-224', spkiOf(ecKey('secp224r1')), 'KEY_UNSUPPORTED'],
    [
      'explicit curve parameters',
      Uint8Array.from(
        generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }).publicKey.export({
          format: 'der',
          type: 'spki',
        }),
      ),
      'KEY_UNSUPPORTED',
    ],
    ['Ed448', Uint8Array.from(generateKeyPairSync('ed448').publicKey.export({ format: 'der', type: 'spki' })), 'KEY_UNSUPPORTED'],
    [
      'X25519',
      Uint8Array.from(generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' })),
      'KEY_UNSUPPORTED',
    ],
    [
      'DSA',
      Uint8Array.from(
        generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).publicKey.export({ format: 'der', type: 'spki' }),
      ),
      'KEY_UNSUPPORTED',
    ],
    [
      'RSA-PSS with SHA-1',
      spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha1', mgf1HashAlgorithm: 'sha1' })),
      'KEY_UNSUPPORTED',
    ],
    [
      'RSA-PSS with SHA-512',
      spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha512' })),
      'KEY_UNSUPPORTED',
    ],
    ['nothing', new Uint8Array(), 'KEY_INVALID'],
    ['bytes after the key', concatBytes(P256, Uint8Array.of(0)), 'KEY_INVALID'],
    ['a point off the curve', Uint8Array.from(P256.with(90, (P256[90] ?? 0) ^ 1)), 'KEY_INVALID'],
    [
      'a compressed point',
      encodeDerSequence(P256.subarray(2, 23), bits(concatBytes(Uint8Array.of(2), P256.subarray(27, 59)))),
      'KEY_INVALID',
    ],
    ['the point at infinity', encodeDerSequence(P256.subarray(2, 23), bits(Uint8Array.of(0))), 'KEY_INVALID'],
    ['a short Ed25519 point', edSpki(new Uint8Array(31).fill(3)), 'KEY_INVALID'],
    ['a short ML-DSA-65 key', mlDsaSpki(ML_DSA.subarray(1)), 'KEY_INVALID'],
    ['a long ML-DSA-65 key', mlDsaSpki(new Uint8Array(1953)), 'KEY_INVALID'],
    ['an ML-DSA-65 key with the length of ML-DSA-44', mlDsaSpki(new Uint8Array(1312)), 'KEY_INVALID'],
    ['an ML-DSA-65 key with the length of ML-DSA-87', mlDsaSpki(new Uint8Array(2592)), 'KEY_INVALID'],
    ['an ML-DSA-65 key in an OCTET STRING', mlDsaSpki(encodeDer(4, ML_DSA)), 'KEY_INVALID'],
    ['an ML-DSA-65 key with NULL parameters', mlDsaSpki(ML_DSA, encodeDer(5)), 'KEY_INVALID'],
    ['an ML-DSA-65 key with an OID as parameter', mlDsaSpki(ML_DSA, ML_DSA_OID), 'KEY_INVALID'],
    ['an ML-DSA-65 key of zeros', mlDsaSpki(new Uint8Array(1952).fill(7, 0, 32)), 'KEY_UNSUPPORTED'],
    ['an empty ML-DSA-65 key', mlDsaSpki(new Uint8Array()), 'KEY_INVALID'],
    ['ML-DSA-44', spkiOf(generateKeyPairSync('ml-dsa-44')), 'KEY_UNSUPPORTED'],
    ['ML-DSA-87', spkiOf(generateKeyPairSync('ml-dsa-87')), 'KEY_UNSUPPORTED'],
    ['SLH-DSA', spkiOf(generateKeyPairSync('slh-dsa-sha2-128s')), 'KEY_UNSUPPORTED'],
    ['an ML-DSA-65 private key', Uint8Array.from(mlDsaKey().privateKey.export({ format: 'der', type: 'pkcs8' })), 'KEY_INVALID'],
  ])('%s is refused', (_, spki, code) => {
    expect(() => publicKeyFromSpki(spki)).toThrow(expect.objectContaining({ name: 'CountersignError', code }));
  });

  it('of small order are refused on Ed25519, in every encoding', () => {
    const p = (1n << 255n) - 19n;
    const encode = (y: bigint, sign: bigint): Uint8Array =>
      Uint8Array.from(Buffer.from((y | (sign << 255n)).toString(16).padStart(64, '0'), 'hex').reverse());
    const order8 = [
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ];
    const ys = [
      0n,
      1n,
      p - 1n,
      p,
      p + 1n,
      ...order8.map((text) => BigInt(`0x${Buffer.from(text, 'hex').reverse().toString('hex')}`)),
    ];
    for (const y of ys) {
      for (const sign of [0n, 1n])
        expect(() => publicKeyFromSpki(edSpki(encode(y, sign)))).toThrow(expect.objectContaining({ code: 'KEY_UNSUPPORTED' }));
    }
    // The library confirms that these points are of small order, and those of ordinary keys are not.
    for (const text of order8) expect(nobleEd25519.Point.fromHex(text).isSmallOrder()).toBe(true);
  });

  it.each([
    ['a private key', () => ecKey().privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['a certificate', () => encodePem('CERTIFICATE', P256)],
    ['two keys', () => encodePem('PUBLIC KEY', P256).repeat(2)],
    ['an empty file', () => ''],
    ['DER', () => Buffer.from(P256).toString('latin1')],
  ])('in PEM: %s is refused', (_, text) => {
    expect(() => publicKeyFromPem(text(), 'key.pub')).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID', message: expect.stringContaining('key.pub') }),
    );
  });

  it('throw only CountersignError for damaged bytes', () => {
    const mlDsa = spkiOf(mlDsaKey());
    // An ML-DSA key is long, and all of its bytes but the first 22 can be anything.
    const places = (spki: Uint8Array): number => (spki === mlDsa ? 24 : spki.length);
    const keys = [P256, spkiOf(rsaKey()), spkiOf(edKey()), mlDsa];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(), fc.nat({ max: 255 }), (given, place, value) => {
        const [spki, at] = [given, place % places(given)];
        try {
          const key = publicKeyFromSpki(spki.with(at, value));
          // An accepted key is the canonical encoding of the key that OpenSSL read.
          expect(Uint8Array.from(key.object.export({ format: 'der', type: 'spki' }))).toEqual(key.spki);
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('one key in several encodings', () => {
  const PSS = encodeDerOid('1.2.840.113549.1.1.10');
  const SHA256 = encodeDerSequence(encodeDerOid('2.16.840.1.101.3.4.2.1'), encodeDer(5));
  const MGF1 = encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.8'), SHA256);
  const explicit = (number: number, inner: Uint8Array): Uint8Array => encodeDer(0xa0 + number, inner);
  const parameters = (salt: bigint): Uint8Array =>
    encodeDerSequence(explicit(0, SHA256), explicit(1, MGF1), explicit(2, encodeDerInteger(salt)));
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pkcs1 = pair.publicKey.export({ type: 'pkcs1', format: 'der' });
  const modulus = BigInt(`0x${Buffer.from(pair.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`);

  it.each<[string, Uint8Array]>([
    ['for PSS alone', encodeDerSequence(encodeDerSequence(PSS), bits(pkcs1))],
    ['for PSS with a salt of 32', encodeDerSequence(encodeDerSequence(PSS, parameters(32n)), bits(pkcs1))],
    ['for PSS with a salt of 20', encodeDerSequence(encodeDerSequence(PSS, parameters(20n)), bits(pkcs1))],
    ['with another exponent of the same modulus', rsaSpki(modulus, 65539n)],
  ])('RSA %s is the same key', (_, other) => {
    const one = publicKeyFromObject(pair.publicKey);
    const same = publicKeyFromSpki(other);
    expect(same.fingerprint).not.toBe(one.fingerprint);
    expect(same.material).toBe(one.material);
  });

  it('different keys have different fingerprints of material', () => {
    const keys = [rsaKey(), rsaKey(), ecKey(), ecKey(), ecKey('P-384'), edKey(), edKey(), mlDsaKey(), mlDsaKey()].map((key) =>
      publicKeyFromSpki(spkiOf(key)),
    );
    expect(new Set([...keys, publicKeyFromObject(pair.publicKey)].map(({ material }) => material)).size).toBe(10);
  });

  it('an EC point has one encoding: no compressed or hybrid one, no explicit curve', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const [xs, ys] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
    const algorithm = encodeDerSequence(encodeDerOid('1.2.840.10045.2.1'), encodeDerOid('1.2.840.10045.3.1.7'));
    const odd = (ys.at(-1) ?? 0) & 1;
    const spki = (point: Uint8Array): Uint8Array => encodeDerSequence(algorithm, bits(point));
    expect(publicKeyFromSpki(spki(concatBytes(Uint8Array.of(4), xs, ys))).material).toBe(publicKeyFromObject(publicKey).material);
    for (const point of [concatBytes(Uint8Array.of(2 + odd), xs), concatBytes(Uint8Array.of(6 + odd), xs, ys)])
      expect(() => publicKeyFromSpki(spki(point))).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
    const explicitCurve = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
    expect(() => publicKeyFromSpki(spkiOf(explicitCurve))).toThrow(expect.objectContaining({ code: 'KEY_UNSUPPORTED' }));
  });
});
