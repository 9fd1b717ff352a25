import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { leafHash, MerkleTree } from './merkle.js';

const node = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();

/** MTH(D[n]) as defined in RFC 6962 section 2.1. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0] as Buffer;
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return node(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

/** Verification of an inclusion proof as in RFC 9162 section 2.1.3.2. */
function rootFromProof(index: number, size: number, leaf: Buffer, proof: readonly Buffer[]): Buffer | undefined {
  let fn = index;
  let sn = size - 1;
  let r = leaf;
  for (const p of proof) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      r = node(p, r);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      r = node(r, p);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? r : undefined;
}

/** Verification of a consistency proof as in RFC 9162 section 2.1.4.2. */
function isConsistent(first: number, second: number, from: Buffer, to: Buffer, proof: readonly Buffer[]): boolean {
  if (first === second) return proof.length === 0 && from.equals(to);
  const path = Number.isInteger(Math.log2(first)) ? [from, ...proof] : [...proof];
  let fn = first - 1;
  let sn = second - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let fr = path[0] as Buffer;
  let sr = path[0] as Buffer;
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = node(c, fr);
      sr = node(c, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      sr = node(sr, c);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return fr.equals(from) && sr.equals(to) && sn === 0;
}

const leaves = Array.from({ length: 70 }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));

function treeOf(hashes: readonly Buffer[]): MerkleTree {
  const tree = new MerkleTree();
  for (const hash of hashes) tree.append(hash);
  return tree;
}

describe('Merkle tree', () => {
  it('has the root of the certificate-transparency test data with eight entries', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const tree = treeOf(inputs.map((hex) => leafHash(Buffer.from(hex, 'hex'))));
    expect(tree.root().toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
    expect(tree.root(0).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('has the right root at every earlier size', () => {
    const tree = treeOf(leaves);
    for (let size = 0; size <= leaves.length; size += 1) expect(tree.root(size)).toEqual(rootOf(leaves.slice(0, size)));
  });

  it('has a valid inclusion proof for every leaf in every tree, and for no other data', () => {
    const tree = treeOf(leaves);
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = tree.root(size);
      for (let index = 0; index < size; index += 1) {
        const proof = tree.inclusionProof(index, size);
        expect(rootFromProof(index, size, leaves[index] as Buffer, proof)).toEqual(root);
        expect(rootFromProof(index, size, leafHash(Buffer.from('other')), proof)).not.toEqual(root);
      }
    }
  });

  it('has a valid consistency proof from every earlier tree', () => {
    const tree = treeOf(leaves);
    for (let second = 1; second <= leaves.length; second += 1) {
      for (let first = 1; first <= second; first += 1) {
        const proof = tree.consistencyProof(first, second);
        expect(isConsistent(first, second, tree.root(first), tree.root(second), proof)).toBe(true);
      }
    }
  });

  it('has no proof beyond its size', () => {
    const tree = treeOf(leaves.slice(0, 3));
    expect(() => tree.inclusionProof(3)).toThrow(RangeError);
    expect(() => tree.inclusionProof(0, 4)).toThrow(RangeError);
    expect(() => tree.consistencyProof(0, 2)).toThrow(RangeError);
    expect(() => tree.root(4)).toThrow(RangeError);
  });
});
