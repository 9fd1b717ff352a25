import { hash as digest } from 'node:crypto';
import type { HashAlgorithm } from './types.js';

/** Length of each hash in bytes. */
export const HASH_BYTES: Readonly<Record<HashAlgorithm, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** One-shot hash of bytes in memory (up to 2^31-1 of them, Node's limit). */
export function hash(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array {
  const result = digest(algorithm, bytes, 'buffer');
  return new Uint8Array(result.buffer, result.byteOffset, result.byteLength);
}

/** The same as lower-case hex. */
export function hashHex(algorithm: HashAlgorithm, bytes: Uint8Array): string {
  return digest(algorithm, bytes, 'hex');
}
