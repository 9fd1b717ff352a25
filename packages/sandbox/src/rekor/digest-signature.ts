import { constants, createHash, publicDecrypt, type KeyObject } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';

export type HashName = 'sha256' | 'sha384' | 'sha512';

export const DIGEST_LENGTH: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };

const CURVES = { prime256v1: p256, secp384r1: p384, secp521r1: p521 } as const;

/** DER of DigestInfo up to the digest itself (RFC 8017 section 9.2). */
const DIGEST_INFO: Readonly<Record<HashName, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/**
 * Checks a signature with only the digest of the message, because a hashedrekord contains nothing else: ECDSA (DER,
 * high-S allowed), RSA PKCS#1 v1.5, Ed25519ph (RFC 8032 section 5.1, with the SHA-512 of the message). Malformed input gives `false`.
 */
export function verifyDigest(key: KeyObject, hash: HashName, digest: Buffer, signature: Buffer): boolean {
  if (digest.length !== DIGEST_LENGTH[hash]) return false;
  try {
    switch (key.asymmetricKeyType) {
      case 'ec':
        return verifyEcdsa(key, digest, signature);
      case 'rsa': {
        const opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
        return opened.equals(Buffer.concat([Buffer.from(DIGEST_INFO[hash], 'hex'), digest]));
      }
      case 'ed25519':
        return hash === 'sha512' && verifyEd25519ph(key, digest, signature);
      default:
        return false;
    }
  } catch {
    return false;
  }
}

function verifyEcdsa(key: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve as keyof typeof CURVES];
  const { x, y } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Uint8Array.of(4), Buffer.from(x ?? '', 'base64url'), Buffer.from(y ?? '', 'base64url')]);
  return curve.verify(signature, digest, point, { prehash: false, lowS: false, format: 'der' });
}

/** Node's crypto has no Ed25519ph: [S]B = R + [k]A with k = SHA-512(dom2 ‖ R ‖ A ‖ PH(M)). */
function verifyEd25519ph(key: KeyObject, digest: Buffer, signature: Buffer): boolean {
  if (signature.length !== 64) return false;
  const { Point } = ed25519;
  const publicKey = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  const domain = Buffer.concat([Buffer.from('SigEd25519 no Ed25519 collisions'), Uint8Array.of(1, 0)]);
  const commitment = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= Point.Fn.ORDER) return false;
  const k = littleEndian(createHash('sha512').update(domain).update(commitment).update(publicKey).update(digest).digest());
  const right = Point.fromBytes(commitment).add(Point.fromBytes(publicKey).multiplyUnsafe(k % Point.Fn.ORDER));
  return Point.BASE.multiplyUnsafe(s).equals(right);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
