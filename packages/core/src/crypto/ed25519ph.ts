import { ed25519 } from '@noble/curves/ed25519.js';
import { eddsa, type EdDSA } from '@noble/curves/abstract/edwards.js';
import { concatBytes, encodeUtf8 } from '../wire/index.js';
import { hash } from './hash.js';

const DOM2 = encodeUtf8('SigEd25519 no Ed25519 collisions');

/**
 * Ed25519ph (RFC 8032 section 5.1) over the SHA-512 digest of the message: `ed25519ph` of the library hashes the message itself and takes no
 * digest. Encodings that are not canonical and keys of small order are refused (`zip215: false`, as in FIPS 186-5). A file of its
 * own, because it is loaded on first use.
 */
export const ed25519phOfDigest: EdDSA = eddsa(ed25519.Point, (bytes: Uint8Array) => hash('sha512', bytes), {
  adjustScalarBytes(bytes: Uint8Array) {
    // RFC 8032 section 5.1.5, step 2.
    bytes[0] = (bytes[0] ?? 0) & 248;
    bytes[31] = ((bytes[31] ?? 0) & 127) | 64;
    return bytes;
  },
  // dom2(F, C) of section 2, with F = 1.
  domain: (data: Uint8Array, context: Uint8Array) => concatBytes(DOM2, Uint8Array.of(1, context.length), context, data),
  prehash: (digest: Uint8Array) => digest,
  zip215: false,
});
