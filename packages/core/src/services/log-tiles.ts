import { hash } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { concatBytes } from '../wire/index.js';

/** Hashes in a full tile and entries in a full bundle of entries (C2SP tlog-tiles). */
const TILE_WIDTH = 256;
const TILE_LEVELS = 8;
const HASH_BYTES = 32;
/** An entry has its length in two bytes before it. */
const MAX_ENTRIES_BYTES = TILE_WIDTH * (2 + 0xffff);
/** More than a proof in a tree of 2^53 leaves needs: at most two tiles of each of its seven levels, full or partial. */
const MAX_TILES = 64;

/** Reads a path of a log's read API (`tile/0/000`), `maxBytes` at most; undefined if the log has nothing there. */
export type ReadTile = (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;

/** One entry of a log with its proof, computed from the log's tiles. Only `root` says whether the tiles are those of a checkpoint. */
interface ProvenEntry {
  /** The bytes that the log hashed. */
  readonly body: Uint8Array;
  /** Inclusion proof, from leaf to root (RFC 6962 section 2.1.1). */
  readonly hashes: readonly Uint8Array[];
  /** Root hash that entry and proof lead to. */
  readonly root: Uint8Array;
}

/**
 * Reads the entry at `index` from the tiles of a log (C2SP tlog-tiles) and computes its proof in the tree of `size` leaves. Tiles and
 * entries are those of this size; a full tile is read where the log no longer has the partial one.
 * @throws CountersignError EVIDENCE_MALFORMED for tiles that are missing or malformed
 */
export async function proveFromTiles(read: ReadTile, index: number, size: number): Promise<ProvenEntry> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    throw malformed('an index in the tree', `${index} in a tree of ${size}`);
  }
  const tiles = new Tiles(read, size);
  const body = await tiles.entry(index);
  const leaf = hash('sha256', concatBytes(Uint8Array.of(0), body));
  const proof = await prove(tiles, index, leaf, 0, size);
  return { body, hashes: proof.hashes, root: proof.hash };
}

/** The hash of the leaves from `start` to before `end`, computed from the leaf at `index`, and the siblings on its way. */
async function prove(
  tiles: Tiles,
  index: number,
  leaf: Uint8Array,
  start: number,
  end: number,
): Promise<{ readonly hash: Uint8Array; readonly hashes: readonly Uint8Array[] }> {
  if (end - start === 1) return { hash: leaf, hashes: [] };
  const middle = start + largestPowerBelow(end - start);
  if (index < middle) {
    const left = await prove(tiles, index, leaf, start, middle);
    const sibling = await rangeHash(tiles, middle, end);
    return { hash: nodeHash(left.hash, sibling), hashes: [...left.hashes, sibling] };
  }
  const right = await prove(tiles, index, leaf, middle, end);
  const sibling = await rangeHash(tiles, start, middle);
  return { hash: nodeHash(sibling, right.hash), hashes: [...right.hashes, sibling] };
}

/** MTH of RFC 6962 section 2.1: a full subtree is in a tile, another range is computed from its two parts. */
async function rangeHash(tiles: Tiles, start: number, end: number): Promise<Uint8Array> {
  const width = end - start;
  const level = Math.log2(width);
  if (Number.isInteger(level)) return tiles.node(level, start / width);
  const middle = start + largestPowerBelow(width);
  return nodeHash(await rangeHash(tiles, start, middle), await rangeHash(tiles, middle, end));
}

class Tiles {
  readonly #read: ReadTile;
  readonly #size: number;
  readonly #known = new Map<string, Promise<Uint8Array>>();

  constructor(read: ReadTile, size: number) {
    this.#read = read;
    this.#size = size;
  }

  async entry(index: number): Promise<Uint8Array> {
    const number = Math.floor(index / TILE_WIDTH);
    const bundle = await this.#tile('entries', number, this.#size, MAX_ENTRIES_BYTES);
    const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
    let at = 0;
    for (let place = number * TILE_WIDTH; at + 2 <= bundle.length; place += 1) {
      const from = at + 2;
      at = from + view.getUint16(at);
      if (at > bundle.length) break;
      if (place === index) return bundle.slice(from, at);
    }
    throw malformed(`entry ${index} in its bundle of entries`, `${bundle.length} bytes without it`);
  }

  /** The hash of the full subtree of 2^level leaves that is number `position` of its level. */
  async node(level: number, position: number): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / TILE_LEVELS);
    // The node is computed from so many hashes of the next tile level below.
    const count = 2 ** (level % TILE_LEVELS);
    const first = position * count;
    const number = Math.floor(first / TILE_WIDTH);
    const published = Math.floor(this.#size / TILE_WIDTH ** tileLevel);
    const tile = await this.#tile(String(tileLevel), number, published, TILE_WIDTH * HASH_BYTES);
    const start = (first - number * TILE_WIDTH) * HASH_BYTES;
    let row = Array.from({ length: count }, (_, at) => tile.subarray(start + at * HASH_BYTES, start + (at + 1) * HASH_BYTES));
    if (row.at(-1)?.length !== HASH_BYTES) throw malformed('tiles with all hashes of this size', `${tile.length} bytes`);
    while (row.length > 1) {
      row = row.flatMap((left, at) => (at % 2 === 0 ? [nodeHash(left, row[at + 1] ?? left)] : []));
    }
    return row[0] ?? tile;
  }

  /** @param published number of hashes or entries of this level in the tree */
  #tile(level: string, number: number, published: number, maxBytes: number): Promise<Uint8Array> {
    const path = `tile/${level}/${tileNumber(number)}`;
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_TILES) throw malformed(`at most ${MAX_TILES} tiles`, 'more');
    const read = this.#fetch(path, published - number * TILE_WIDTH, maxBytes);
    this.#known.set(path, read);
    return read;
  }

  async #fetch(path: string, width: number, maxBytes: number): Promise<Uint8Array> {
    const partial = width < TILE_WIDTH ? await this.#read(`${path}.p/${width}`, maxBytes) : undefined;
    // A log may delete partial tiles when the full one exists.
    const tile = partial ?? (await this.#read(path, maxBytes));
    if (tile === undefined) throw malformed(`the tile ${path} of the log`, 'no such tile');
    return tile;
  }
}

/** 1234067 → `x001/x234/067`. */
function tileNumber(number: number): string {
  const last = String(number % 1000).padStart(3, '0');
  const rest: string[] = [];
  for (let above = Math.floor(number / 1000); above > 0; above = Math.floor(above / 1000)) {
    rest.unshift(`x${String(above % 1000).padStart(3, '0')}`);
  }
  return [...rest, last].join('/');
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash('sha256', concatBytes(Uint8Array.of(1), left, right));
}

function malformed(expected: string, found: string): CountersignError {
  return new CountersignError('EVIDENCE_MALFORMED', 'the tiles of the log cannot be used', { expected, found });
}
