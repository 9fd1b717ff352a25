import { concatBytes, equalBytes } from '../wire/index.js';
import { HASH_BYTES, hash } from './hash.js';
import type { HashAlgorithm } from './types.js';

/**
 * EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) of a digest, with MGF1 and a salt as long as the hash: what the raw RSA operation signs.
 * @param length of the modulus in bytes; its number of bits must be a multiple of 8
 */
export function encodePss(digest: Uint8Array, algorithm: HashAlgorithm, salt: Uint8Array, length: number): Uint8Array {
  const size = HASH_BYTES[algorithm];
  if (salt.length !== size || length < 2 * size + 2) throw new RangeError('a salt or a modulus of the wrong length');
  const seal = hash(algorithm, concatBytes(new Uint8Array(8), digest, salt));
  const zeros = length - 2 * size - 2;
  const block = concatBytes(new Uint8Array(zeros), Uint8Array.of(1), salt);
  const mask = mgf1(seal, block.length, algorithm);
  const masked = block.map((byte, index) => byte ^ (mask[index] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return concatBytes(masked, seal, Uint8Array.of(0xbc));
}

/** EMSA-PSS-VERIFY (RFC 8017 section 9.1.2) with MGF1 and a salt as long as the hash; modulus a multiple of 8 bits. */
export function isPss(encoded: Uint8Array, digest: Uint8Array, algorithm: HashAlgorithm): boolean {
  const size = HASH_BYTES[algorithm];
  const maskedLength = encoded.length - size - 1;
  const masked = encoded.subarray(0, maskedLength);
  const seal = encoded.subarray(maskedLength, maskedLength + size);
  if (encoded.at(-1) !== 0xbc || ((encoded[0] ?? 0xff) & 0x80) !== 0) return false;
  const mask = mgf1(seal, maskedLength, algorithm);
  const block = masked.map((byte, index) => byte ^ (mask[index] ?? 0));
  block[0] = (block[0] ?? 0) & 0x7f;
  const zeros = maskedLength - size - 1;
  if (block.subarray(0, zeros).some((byte) => byte !== 0) || block[zeros] !== 1) return false;
  const salt = block.subarray(zeros + 1);
  return equalBytes(hash(algorithm, concatBytes(new Uint8Array(8), digest, salt)), seal);
}

function mgf1(seed: Uint8Array, length: number, algorithm: HashAlgorithm): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; counter * HASH_BYTES[algorithm] < length; counter += 1) {
    blocks.push(hash(algorithm, concatBytes(seed, Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter))));
  }
  return concatBytes(...blocks).subarray(0, length);
}
