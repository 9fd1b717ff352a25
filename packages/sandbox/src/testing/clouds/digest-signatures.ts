import { constants, createHash, privateEncrypt, randomBytes, type KeyObject } from 'node:crypto';
import { HASH_BYTES, HASH_OIDS, type HashName } from '../../x509/keys.js';
import { nullValue, octetString, oid, sequence } from '../../x509/der.js';

/** An ECDSA signature of a digest, in DER or as two numbers side by side. */
export async function signEcDigest(key: KeyObject, digest: Uint8Array, format: 'der' | 'compact'): Promise<Buffer> {
  const { p256, p384, p521 } = await import('@noble/curves/nist.js');
  const { d = '', crv } = key.export({ format: 'jwk' });
  const curve = crv === 'P-384' ? p384 : crv === 'P-521' ? p521 : p256;
  return Buffer.from(curve.sign(digest, Buffer.from(d, 'base64url'), { prehash: false, lowS: false, format }));
}

/** RSASSA-PKCS1-v1_5 of a digest (RFC 8017 section 8.2). */
export function signPkcs1Digest(key: KeyObject, digest: Uint8Array, hash: HashName): Buffer {
  const info = sequence(sequence(oid(HASH_OIDS[hash]), nullValue()), octetString(digest));
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info);
}

/** RSASSA-PSS of a digest with a salt as long as the hash (RFC 8017 section 9.1.1). */
export function signPssDigest(key: KeyObject, digest: Uint8Array, hash: HashName): Buffer {
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const salt = randomBytes(HASH_BYTES[hash]);
  const h = createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
  const block = Buffer.alloc(length - h.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  for (let at = 0, counter = 0; at < block.length; counter += 1) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    for (const byte of createHash(hash).update(h).update(count).digest()) {
      if (at < block.length) block[at] = (block[at] ?? 0) ^ byte;
      at += 1;
    }
  }
  block[0] = (block[0] ?? 0) & 0x7f;
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.concat([block, h, Buffer.from([0xbc])]));
}
