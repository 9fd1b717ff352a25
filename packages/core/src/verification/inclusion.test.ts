import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { rootFromInclusionProof } from './inclusion.js';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leafHash = (leaf: Uint8Array): Buffer => sha256(Uint8Array.of(0), leaf);
const split = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

/** The recursive definitions of RFC 6962 sections 2.1 and 2.1.1. */
function treeHash(leaves: readonly Uint8Array[]): Buffer {
  const [leaf = new Uint8Array()] = leaves;
  if (leaves.length === 1) return leafHash(leaf);
  const k = split(leaves.length);
  return sha256(Uint8Array.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}
function auditPath(index: number, leaves: readonly Uint8Array[]): readonly Buffer[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...auditPath(index, leaves.slice(0, k)), treeHash(leaves.slice(k))]
    : [...auditPath(index - k, leaves.slice(k)), treeHash(leaves.slice(0, k))];
}

const leavesOf = (size: number): readonly Uint8Array[] => Array.from({ length: size }, (_, index) => Uint8Array.of(index, size));
const leafAt = (leaves: readonly Uint8Array[], index: number): Uint8Array => leaves[index] ?? new Uint8Array();

describe('rootFromInclusionProof', () => {
  it('computes the root hash for every leaf of every small tree, and for no other index', () => {
    for (let size = 1; size <= 20; size += 1) {
      const leaves = leavesOf(size);
      const root = treeHash(leaves).toString('hex');
      for (let index = 0; index < size; index += 1) {
        const path = auditPath(index, leaves);
        for (let place = 0; place < size + 2; place += 1) {
          const found = rootFromInclusionProof(leafAt(leaves, index), BigInt(place), BigInt(size), path);
          const hex = found === undefined ? undefined : Buffer.from(found).toString('hex');
          if (place === index) expect(hex).toBe(root);
          else expect(hex).not.toBe(root);
        }
      }
    }
  });

  it('rejects proofs with a wrong number of hashes', () => {
    for (let size = 1; size <= 20; size += 1) {
      const leaves = leavesOf(size);
      for (let index = 0; index < size; index += 1) {
        const path = auditPath(index, leaves);
        expect(
          rootFromInclusionProof(leafAt(leaves, index), BigInt(index), BigInt(size), [...path, Buffer.alloc(32)]),
        ).toBeUndefined();
        if (path.length > 0)
          expect(rootFromInclusionProof(leafAt(leaves, index), BigInt(index), BigInt(size), path.slice(0, -1))).toBeUndefined();
      }
    }
  });

  it('returns undefined for an index outside the tree', () => {
    const leaf = Uint8Array.of(1);
    expect(rootFromInclusionProof(leaf, 0n, 0n, [])).toBeUndefined();
    expect(rootFromInclusionProof(leaf, 1n, 1n, [])).toBeUndefined();
    expect(rootFromInclusionProof(leaf, -1n, 1n, [])).toBeUndefined();
  });
});
