import { createHash } from 'node:crypto';

function leafHash(leaf: Uint8Array): Uint8Array {
  return createHash('sha256').update(Uint8Array.of(0)).update(leaf).digest();
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}

/**
 * The root hash of a tree of `size` leaves, computed from the leaf at `index` and its inclusion proof (RFC 9162 section 2.1.3.2).
 * Undefined if the proof has a wrong number of hashes for this index, or the index is outside the tree.
 */
export function rootFromInclusionProof(
  leaf: Uint8Array,
  index: bigint,
  size: bigint,
  hashes: readonly Uint8Array[],
): Uint8Array | undefined {
  if (index < 0n || index >= size) return undefined;
  let node = index;
  let last = size - 1n;
  let hash = leafHash(leaf);
  for (const sibling of hashes) {
    if (last === 0n) return undefined;
    if ((node & 1n) === 1n || node === last) {
      hash = nodeHash(sibling, hash);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : undefined;
}
