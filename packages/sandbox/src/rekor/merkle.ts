import { createHash } from 'node:crypto';

/** The hash of a leaf: SHA-256(0x00 ‖ data), RFC 6962 section 2.1. */
export function leafHash(data: Uint8Array): Buffer {
  return createHash('sha256').update(Uint8Array.of(0)).update(data).digest();
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}

/** The largest power of two smaller than `size` (size > 1). */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/**
 * An append-only Merkle tree of RFC 6962 in memory. Every complete subtree is hashed once and stored, so a proof at any
 * size takes O(log² n).
 */
export class MerkleTree {
  /** `levels[k][i]` is the hash of the complete subtree over the leaves [i·2^k, (i+1)·2^k). */
  private readonly levels: Buffer[][] = [[]];

  get size(): number {
    return this.levels[0]?.length ?? 0;
  }

  /** Adds a leaf hash and returns its index. */
  append(hash: Buffer): number {
    const index = this.size;
    let level = 0;
    let current = hash;
    for (;;) {
      const row = (this.levels[level] ??= []);
      row.push(current);
      if (row.length % 2 === 1) return index;
      current = nodeHash(row[row.length - 2] as Buffer, current);
      level += 1;
    }
  }

  /** The root of the tree when it had `size` leaves; of no leaves, SHA-256 of nothing. */
  root(size = this.size): Buffer {
    this.mustHold(size);
    return size === 0 ? createHash('sha256').digest() : this.range(0, size);
  }

  /** PATH(index, D[size]) of RFC 6962 section 2.1.1, leaf to root. */
  inclusionProof(index: number, size = this.size): Buffer[] {
    this.mustHold(size);
    if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
    return this.path(index, 0, size);
  }

  /** PROOF(first, D[second]) of RFC 6962 section 2.1.2. */
  consistencyProof(first: number, second = this.size): Buffer[] {
    this.mustHold(second);
    if (first < 1 || first > second) throw new RangeError(`no tree of ${first} inside a tree of ${second}`);
    return this.subproof(first, 0, second, true);
  }

  /** The hashes of the complete subtrees of height `level`, from `start` to before `end` (for tiles). */
  hashes(level: number, start: number, end: number): readonly Buffer[] {
    return (this.levels[level] ?? []).slice(start, end);
  }

  private mustHold(size: number): void {
    if (!Number.isInteger(size) || size < 0 || size > this.size)
      throw new RangeError(`the tree has ${this.size} leaves, not ${size}`);
  }

  private range(start: number, end: number): Buffer {
    const width = end - start;
    const level = Math.log2(width);
    // Ranges come from splitting at powers of two, so a full-width range is always aligned.
    if (Number.isInteger(level)) return this.levels[level]?.[start / width] as Buffer;
    const middle = start + split(width);
    return nodeHash(this.range(start, middle), this.range(middle, end));
  }

  private path(index: number, start: number, end: number): Buffer[] {
    if (end - start === 1) return [];
    const middle = start + split(end - start);
    return index < middle
      ? [...this.path(index, start, middle), this.range(middle, end)]
      : [...this.path(index, middle, end), this.range(start, middle)];
  }

  private subproof(size: number, start: number, end: number, whole: boolean): Buffer[] {
    if (start + size === end) return whole ? [] : [this.range(start, end)];
    const half = split(end - start);
    const middle = start + half;
    return size <= half
      ? [...this.subproof(size, start, middle, whole), this.range(middle, end)]
      : [...this.subproof(size - half, middle, end, false), this.range(start, middle)];
  }
}
