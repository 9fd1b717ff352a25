import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ed25519ph } from '@noble/curves/ed25519.js';
import { verifyDigest, type HashName } from './digest-signature.js';

const message = Buffer.from('what was signed');
const digestOf = (hash: HashName, data: Buffer = message): Buffer => createHash(hash).update(data).digest();

function ec(namedCurve: string): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve });
}

function ed25519ph_(): { publicKey: KeyObject; signature: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  return { publicKey, signature: Buffer.from(ed25519ph.sign(message, secret)) };
}

const cases: [string, HashName, () => { publicKey: KeyObject; signature: Buffer }][] = [
  ...(['P-256 sha256', 'P-384 sha384', 'P-521 sha512', 'P-256 sha512'] as const).map(
    (name): [string, HashName, () => { publicKey: KeyObject; signature: Buffer }] => {
      const [curve = '', hash] = name.split(' ') as [string, HashName];
      return [
        name,
        hash,
        () => {
          const pair = ec(curve);
          return { publicKey: pair.publicKey, signature: sign(hash, message, pair.privateKey) };
        },
      ];
    },
  ),
  [
    'RSA 2048 sha256',
    'sha256',
    () => {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return { publicKey: pair.publicKey, signature: sign('sha256', message, pair.privateKey) };
    },
  ],
  ['Ed25519ph', 'sha512', ed25519ph_],
];

describe('a signature over a digest', () => {
  it.each(cases)('%s verifies with the digest of the message, and no other', (_name, hash, make) => {
    const { publicKey, signature } = make();
    expect(verifyDigest(publicKey, hash, digestOf(hash), signature)).toBe(true);
    expect(verifyDigest(publicKey, hash, digestOf(hash, Buffer.from('something else')), signature)).toBe(false);
    const changed = Buffer.from(signature);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    expect(verifyDigest(publicKey, hash, digestOf(hash), changed)).toBe(false);
    expect(verifyDigest(publicKey, hash, digestOf(hash).subarray(1), signature)).toBe(false);
    expect(verifyDigest(publicKey, hash, digestOf(hash), Buffer.alloc(0))).toBe(false);
    expect(verifyDigest(make().publicKey, hash, digestOf(hash), signature)).toBe(false);
  });

  it('a plain Ed25519 signature is not valid as Ed25519ph', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    expect(verifyDigest(publicKey, 'sha512', digestOf('sha512'), sign(null, message, privateKey))).toBe(false);
  });
});
