import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { failure } from '../net/testing/test-run.js';
import { rootFromInclusionProof } from '../verification/inclusion.js';
import { proveFromTiles, type ReadTile } from './log-tiles.js';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const leafOf = (index: number): Buffer => Buffer.from(`entry ${index}`);

/** The hash at each place of each level of 2^n subtrees that is full in a tree of `size` leaves. */
function levelsOf(size: number): Buffer[][] {
  const levels = [Array.from({ length: size }, (_, index) => sha256(Uint8Array.of(0), leafOf(index)))];
  for (let row = levels[0] ?? []; row.length > 1; levels.push(row)) {
    row = Array.from({ length: Math.floor(row.length / 2) }, (_, at) =>
      sha256(Uint8Array.of(1), row[2 * at] ?? Buffer.alloc(0), row[2 * at + 1] ?? Buffer.alloc(0)),
    );
  }
  return levels;
}

/** Root of the tree by RFC 6962's definition. */
function rootOf(levels: Buffer[][], start: number, end: number): Buffer {
  const width = end - start;
  if (Number.isInteger(Math.log2(width))) return levels[Math.log2(width)]?.[start / width] ?? Buffer.alloc(0);
  const middle = start + 2 ** Math.floor(Math.log2(width));
  return sha256(Uint8Array.of(1), rootOf(levels, start, middle), rootOf(levels, middle, end));
}

/** A log of `size` leaves; it has deleted the partial tiles of those that are full. */
function logOf(levels: Buffer[][], size: number, asked: string[] = []): ReadTile {
  return (path) => {
    asked.push(path);
    const [, level = '', place = '', partial] = /^tile\/(entries|\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path) ?? [];
    const number = Number(place.replaceAll(/[x/]/g, ''));
    const row = level === 'entries' ? (levels[0] ?? []) : (levels[8 * Number(level)] ?? []);
    const published = level === 'entries' ? size : Math.floor(size / 256 ** Number(level));
    const available = published - 256 * number;
    const width = Number(partial ?? 256);
    if (width > available || (partial !== undefined && available >= 256)) return Promise.resolve(undefined);
    const items = row.slice(256 * number, 256 * number + width).map((hash, at) => {
      if (level !== 'entries') return hash;
      const body = leafOf(256 * number + at);
      return Buffer.concat([Buffer.from([body.length >> 8, body.length & 255]), body]);
    });
    return Promise.resolve(new Uint8Array(Buffer.concat(items)));
  };
}

const LARGEST = 66_000;
const all = levelsOf(LARGEST);

describe('an entry and its proof, from tiles', () => {
  const sizes = [1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 1000, 65_535, 65_536, 65_537, LARGEST];
  it.each(sizes)('lead to the root of a tree of %d leaves', async (size) => {
    const levels = all.map((row, level) => row.slice(0, Math.floor(size / 2 ** level)));
    const root = rootOf(levels, 0, size);
    const places = [0, 1, 255, 256, 257, Math.floor(size / 2), size - 2, size - 1].filter((index) => index >= 0 && index < size);
    for (const index of places) {
      const asked: string[] = [];
      const proven = await proveFromTiles(logOf(levels, size, asked), index, size);
      expect(Buffer.from(proven.body)).toEqual(leafOf(index));
      expect(Buffer.from(proven.root)).toEqual(root);
      const checked = rootFromInclusionProof(proven.body, BigInt(index), BigInt(size), proven.hashes);
      expect(Buffer.from(checked ?? [])).toEqual(root);
      expect(asked.length).toBeLessThanOrEqual(6);
    }
  });

  it('are read from full tiles where the log has deleted the partial ones', async () => {
    const asked: string[] = [];
    const grown = logOf(all, 1024, asked);
    const proven = await proveFromTiles(grown, 290, 300);
    expect(Buffer.from(proven.root)).toEqual(rootOf(all, 0, 300));
    expect(asked).toEqual(expect.arrayContaining(['tile/entries/001.p/44', 'tile/entries/001', 'tile/0/001.p/44', 'tile/0/001']));
  });

  it('use the places of large numbers that C2SP tlog-tiles defines', async () => {
    const asked: string[] = [];
    const read: ReadTile = (path) => (asked.push(path), Promise.resolve(undefined));
    await failure(proveFromTiles(read, 1_234_067 * 256, 1_234_067 * 256 + 1));
    expect(asked).toEqual(['tile/entries/x001/x234/067.p/1', 'tile/entries/x001/x234/067']);
  });

  it.each<[string, RegExp, (tile: Uint8Array) => Uint8Array | undefined]>([
    ['no entries', /entries/, () => undefined],
    ['no hashes', /tile\/0/, () => undefined],
    ['short entries', /entries/, (tile) => tile.subarray(0, 20)],
    ['an entry that is cut', /entries/, (tile) => tile.subarray(0, -1)],
    ['short hashes', /tile\/0/, (tile) => tile.subarray(0, 31)],
    ['an empty tile', /tile\/0/, () => new Uint8Array()],
  ])('are refused with %s', async (_what, path, change) => {
    const good = logOf(all, 300);
    const read: ReadTile = async (asked, maxBytes) => {
      const tile = await good(asked, maxBytes);
      return path.test(asked) && tile !== undefined ? change(tile) : tile;
    };
    expect(await failure(proveFromTiles(read, 299, 300))).toMatchObject({ code: 'EVIDENCE_MALFORMED' });
  });

  it('lead to another root if a byte of a tile differs', async () => {
    const good = logOf(all, 300);
    const changes = { 'tile/entries/001.p/44': 3, 'tile/0/001.p/44': 35, 'tile/1/000.p/1': 3 };
    for (const [path, at] of Object.entries(changes)) {
      const read: ReadTile = async (asked, maxBytes) => {
        const tile = await good(asked, maxBytes);
        if (asked !== path || tile === undefined) return tile;
        const changed = tile.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        return changed;
      };
      expect(Buffer.from((await proveFromTiles(read, 256, 300)).root)).not.toEqual(rootOf(all, 0, 300));
    }
  });

  it.each([
    [5, 5],
    [-1, 5],
    [0.5, 5],
    [0, 2 ** 60],
  ])('are refused at index %d of %d', async (index, size) => {
    expect(await failure(proveFromTiles(logOf(all, 300), index, size))).toMatchObject({ code: 'EVIDENCE_MALFORMED' });
  });
});
