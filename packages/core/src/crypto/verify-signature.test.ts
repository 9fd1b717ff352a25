import { constants, createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ed25519ph } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { encodeDer, encodeDerInteger, encodeDerSequence, parseDer } from '../wire/index.js';
import { derInteger, derSequence } from '../wire/index.js';
import { publicKeyFromObject } from './public-key.js';
import { ecKey, edKey, mlDsaKey, rsaKey, type TestKey } from './testing/certificate-builder.js';
import type { KeyDetails } from './types.js';
import { verifyDigestSignature, verifyMessageSignature } from './verify-digest.js';
import { verifySignature, verifyWithHash } from './verify-signature.js';

const message = Uint8Array.from(Buffer.from('what was signed'));
const other = Uint8Array.from(Buffer.from('something else'));
const seedOf = ({ privateKey }: TestKey): Uint8Array =>
  Uint8Array.from(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
const pss = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

const cases: readonly [KeyDetails, TestKey, string | null, object][] = [
  ['PKIX_ECDSA_P256_SHA_256', ecKey(), 'sha256', {}],
  ['PKIX_ECDSA_P384_SHA_384', ecKey('P-384'), 'sha384', {}],
  ['PKIX_ECDSA_P521_SHA_512', ecKey('P-521'), 'sha512', {}],
  ['PKIX_ECDSA_P384_SHA_256', ecKey('P-384'), 'sha256', {}],
  ['PKIX_ECDSA_P521_SHA_256', ecKey('P-521'), 'sha256', {}],
  ['PKIX_RSA_PKCS1V15_2048_SHA256', rsaKey(), 'sha256', {}],
  ['PKIX_RSA_PKCS1V15_3072_SHA256', rsaKey(3072), 'sha256', {}],
  ['PKIX_RSA_PKCS1V15_4096_SHA256', rsaKey(4096), 'sha256', {}],
  ['PKIX_RSA_PSS_2048_SHA256', rsaKey(), 'sha256', pss(32)],
  ['PKIX_RSA_PSS_3072_SHA256', rsaKey(3072), 'sha256', pss(32)],
  ['PKIX_RSA_PSS_4096_SHA256', rsaKey(4096), 'sha256', pss(32)],
  ['PKIX_ED25519', edKey(), null, {}],
  ['PKIX_ED25519_PH', edKey(), 'sha512', {}],
  ['ML_DSA_65', mlDsaKey(), null, {}],
];

describe.each(cases)('%s', (details, pair, hash, options) => {
  const key = publicKeyFromObject(pair.publicKey, details);
  const make = (algorithm: string | null, more: object = options): Uint8Array =>
    details === 'PKIX_ED25519_PH' && algorithm === hash
      ? ed25519ph.sign(message, seedOf(pair))
      : sign(details === 'PKIX_ED25519_PH' ? null : algorithm, message, { key: pair.privateKey, ...more });
  const digest = (text: Uint8Array): Uint8Array =>
    createHash(hash ?? 'sha512')
      .update(text)
      .digest();
  const verdicts = async (signature: Uint8Array, text = message): Promise<readonly boolean[]> =>
    hash === null
      ? [await verifyMessageSignature(key, text, signature)]
      : [await verifyMessageSignature(key, text, signature), await verifyDigestSignature(key, digest(text), signature)];

  it('accepts its signature, over the message and over the digest', async () => {
    expect(await verdicts(make(hash))).not.toContain(false);
  });

  it('refuses another message', async () => {
    expect(await verdicts(make(hash), other)).not.toContain(true);
  });

  it('refuses every signature with one bit changed, and cut or lengthened ones', async () => {
    const signature = make(hash);
    for (let at = 0; at < signature.length; at += 7) {
      expect(await verdicts(Uint8Array.from(signature).with(at, (signature[at] ?? 0) ^ (1 << (at & 7))))).not.toContain(true);
    }
    expect(await verdicts(new Uint8Array())).not.toContain(true);
    expect(await verdicts(signature.subarray(1))).not.toContain(true);
    expect(await verdicts(signature.subarray(0, -1))).not.toContain(true);
    expect(await verdicts(Uint8Array.from([...signature, 0]))).not.toContain(true);
    expect(await verdicts(Uint8Array.from([0, ...signature]))).not.toContain(true);
    expect(await verdicts(new Uint8Array(signature.length))).not.toContain(true);
    expect(await verdicts(new Uint8Array(signature.length).fill(0xff))).not.toContain(true);
  });

  if (hash !== null) {
    it('refuses another hash', async () => {
      for (const wrong of ['sha1', 'sha256', 'sha384', 'sha512'].filter((name) => name !== hash)) {
        if (!('saltLength' in options) || wrong !== 'sha512') expect(await verdicts(make(wrong))).not.toContain(true);
      }
    });

    it('refuses a digest of another length as an internal error', async () => {
      await expect(verifyDigestSignature(key, new Uint8Array(20), make(hash))).rejects.toMatchObject({ code: 'INTERNAL' });
    });
  } else {
    it('cannot verify without the message', async () => {
      await expect(verifyDigestSignature(key, new Uint8Array(64), make(hash))).rejects.toMatchObject({
        code: 'INPUT_UNSUPPORTED',
      });
    });
  }
});

describe('ML-DSA-65', () => {
  const pair = mlDsaKey();
  const key = publicKeyFromObject(pair.publicKey);

  it('refuses a signature with a context, which the registry does not have', () => {
    const signature = sign(null, message, { key: pair.privateKey, context: Buffer.from('countersign') });
    expect(verify(null, message, { key: pair.publicKey, context: Buffer.from('countersign') }, signature)).toBe(true);
    expect(verifySignature(key, message, signature)).toBe(false);
  });

  it('is the algorithm of another implementation, in both directions, and refuses what it refuses', () => {
    // @noble/post-quantum, in JavaScript, shares no code with OpenSSL.
    const { pub = '', priv = '' } = pair.privateKey.export({ format: 'jwk' }) as {
      readonly pub?: string;
      readonly priv?: string;
    };
    const { publicKey, secretKey } = ml_dsa65.keygen(Buffer.from(priv, 'base64url'));
    expect(Buffer.from(publicKey).toString('base64url')).toBe(pub);
    const theirs = ml_dsa65.sign(message, secretKey);
    expect(verifySignature(key, message, theirs)).toBe(true);
    expect(verifySignature(key, other, theirs)).toBe(false);
    const ours = sign(null, message, pair.privateKey);
    expect(ml_dsa65.verify(ours, message, publicKey)).toBe(true);
    expect(ml_dsa65.verify(ours, other, publicKey)).toBe(false);
    // HashML-DSA and a context are other signatures.
    const context = Buffer.from('x');
    expect(verifySignature(key, message, ml_dsa65.sign(message, secretKey, { context }))).toBe(false);
    expect(verifySignature(key, message, ml_dsa65.prehash(sha512).sign(message, secretKey))).toBe(false);
  });

  it('is not accepted under the name of another algorithm', () => {
    const signature = sign(null, message, pair.privateKey);
    expect(verifySignature(key, message, signature)).toBe(true);
    for (const scheme of ['ed25519', 'ed25519ph', 'ecdsa', 'rsa-pkcs1', 'rsa-pss'] as const) {
      expect(verifyWithHash(key, { scheme, hash: undefined }, message, signature)).toBe(false);
      expect(verifyWithHash(key, { scheme, hash: 'sha256' }, message, signature)).toBe(false);
    }
  });
});

describe('Ed25519 and Ed25519ph', () => {
  const pair = edKey();
  const pure = publicKeyFromObject(pair.publicKey);
  const prehashed = publicKeyFromObject(pair.publicKey, 'PKIX_ED25519_PH');
  const digest = createHash('sha512').update(message).digest();
  const digestSignature = ed25519ph.sign(message, seedOf(pair));

  it('are two algorithms of one key', async () => {
    expect(pure.material).toBe(prehashed.material);
    expect(pure.fingerprint).toBe(prehashed.fingerprint);
    expect(await verifyMessageSignature(pure, message, digestSignature)).toBe(false);
    // A pure signature over the digest, too, is another signature.
    for (const signature of [sign(null, message, pair.privateKey), sign(null, digest, pair.privateKey)]) {
      expect(await verifyMessageSignature(prehashed, message, signature)).toBe(false);
      expect(await verifyDigestSignature(prehashed, digest, signature)).toBe(false);
    }
  });

  it('Ed25519ph with a context is refused', async () => {
    const signature = ed25519ph.sign(message, seedOf(pair), { context: Buffer.from('x') });
    expect(await verifyDigestSignature(prehashed, digest, signature)).toBe(false);
  });

  it('accept the test vector of RFC 8032 section 7.3', async () => {
    const seed = '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42';
    const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex');
    const vector = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
    const signature =
      '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41' +
      '31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406';
    const key = publicKeyFromObject(vector, 'PKIX_ED25519_PH');
    expect(await verifyMessageSignature(key, Buffer.from('abc'), Buffer.from(signature, 'hex'))).toBe(true);
  });

  it('Ed25519ph refuses encodings that are not canonical', async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const [r, s] = [digestSignature.subarray(0, 32), digestSignature.subarray(32)];
    const value = BigInt(`0x${Buffer.from(s).reverse().toString('hex')}`) + order;
    const larger = Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
    expect(await verifyDigestSignature(prehashed, digest, digestSignature)).toBe(true);
    expect(await verifyDigestSignature(prehashed, digest, Uint8Array.from([...r, ...larger]))).toBe(false);
    // y = p: not reduced; and the point (0, 1), of small order.
    for (const point of [
      [0xed, ...new Array<number>(30).fill(0xff), 0x7f],
      [1, ...new Array<number>(31).fill(0)],
    ]) {
      expect(await verifyDigestSignature(prehashed, digest, Uint8Array.from([...point, ...s]))).toBe(false);
    }
  });

  it('the function for keys of logs refuses Ed25519ph', () => {
    expect(verifySignature(prehashed, message, digestSignature)).toBe(false);
  });
});

describe('signatures of any bytes', () => {
  it.each([
    ['Ed25519ph', publicKeyFromObject(edKey().publicKey, 'PKIX_ED25519_PH'), 64],
    ['ML-DSA-65', publicKeyFromObject(mlDsaKey().publicKey), 3309],
  ] as const)('%s: refused, without an error', async (_, key, length) => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: length, maxLength: length }));
    await fc.assert(
      fc.asyncProperty(bytes, async (signature) => {
        expect(await verifyMessageSignature(key, message, signature)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('RSA', () => {
  const pair = rsaKey();
  const pkcs1 = publicKeyFromObject(pair.publicKey);
  const pssKey = publicKeyFromObject(pair.publicKey, 'PKIX_RSA_PSS_2048_SHA256');
  const digest = createHash('sha256').update(message).digest();

  it('distinguishes the two paddings', async () => {
    const v15 = sign('sha256', message, pair.privateKey);
    const padded = sign('sha256', message, { key: pair.privateKey, ...pss(32) });
    expect([verifySignature(pkcs1, message, padded), verifySignature(pssKey, message, v15)]).toEqual([false, false]);
    expect([await verifyDigestSignature(pkcs1, digest, padded), await verifyDigestSignature(pssKey, digest, v15)]).toEqual([
      false,
      false,
    ]);
  });

  it('accepts only a PSS salt of the hash length', async () => {
    for (const salt of [0, 20, 33, 64]) {
      const signature = sign('sha256', message, { key: pair.privateKey, ...pss(salt) });
      expect([verifySignature(pssKey, message, signature), await verifyDigestSignature(pssKey, digest, signature)]).toEqual([
        false,
        false,
      ]);
    }
  });
});

describe('ECDSA', () => {
  const pair = ecKey();
  const key = publicKeyFromObject(pair.publicKey);
  const digest = createHash('sha256').update(message).digest();
  const both = async (signature: Uint8Array): Promise<readonly boolean[]> => [
    verifySignature(key, message, signature),
    await verifyDigestSignature(key, digest, signature),
  ];
  const [r, s] = derSequence(parseDer(Uint8Array.from(sign('sha256', message, pair.privateKey)), 'x')).map(derInteger);
  const encode = (a: bigint, b: bigint): Uint8Array => encodeDerSequence(encodeDerInteger(a), encodeDerInteger(b));

  it('accepts both values of s, as X9.62 does, for message and digest', async () => {
    const n = p256.Point.CURVE().n;
    expect(await both(encode(r ?? 0n, s ?? 0n))).toEqual([true, true]);
    expect(await both(encode(r ?? 0n, n - (s ?? 0n)))).toEqual([true, true]);
  });

  it('refuses zero, negative and reduced values, and encodings that are not DER', async () => {
    const n = p256.Point.CURVE().n;
    for (const [a, b] of [
      [0n, 0n],
      [r, 0n],
      [0n, s],
      [r, (s ?? 0n) + n],
      [(r ?? 0n) + n, s],
      [-(r ?? 0n), s],
      [n, s],
    ] as const) {
      expect(await both(encode(a ?? 0n, b ?? 0n))).toEqual([false, false]);
    }
    const der = encode(r ?? 0n, s ?? 0n);
    expect(await both(encodeDer(0x31, der.subarray(2)))).toEqual([false, false]);
    expect(await both(Uint8Array.from([0x30, 0x81, ...der.subarray(1)]))).toEqual([false, false]);
    expect(await both(sign('sha256', message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }))).toEqual([false, false]);
  });
});

describe('verifyWithHash', () => {
  it('uses the hash of the document, but refuses a scheme of another kind of key', () => {
    const pair = ecKey('P-384');
    const key = publicKeyFromObject(pair.publicKey);
    const signature = sign('sha256', message, pair.privateKey);
    expect(verifyWithHash(key, { scheme: 'ecdsa', hash: 'sha256' }, message, signature)).toBe(true);
    expect(verifyWithHash(key, { scheme: 'ecdsa', hash: 'sha384' }, message, signature)).toBe(false);
    expect(verifyWithHash(key, { scheme: 'rsa-pkcs1', hash: 'sha256' }, message, signature)).toBe(false);
    expect(verifyWithHash(key, { scheme: 'ed25519', hash: undefined }, message, signature)).toBe(false);
    expect(verifyWithHash(key, { scheme: 'ecdsa', hash: undefined }, message, signature)).toBe(false);
  });

  it('accepts both paddings with a plain RSA key', () => {
    const pair = rsaKey();
    const key = publicKeyFromObject(pair.publicKey);
    const signature = sign('sha512', message, { key: pair.privateKey, ...pss(20) });
    expect(verifyWithHash(key, { scheme: 'rsa-pss', hash: 'sha512', saltLength: 20 }, message, signature)).toBe(true);
    expect(verifyWithHash(key, { scheme: 'rsa-pss', hash: 'sha512', saltLength: 64 }, message, signature)).toBe(false);
    expect(verifyWithHash(key, { scheme: 'rsa-pkcs1', hash: 'sha512' }, message, signature)).toBe(false);
  });
});
