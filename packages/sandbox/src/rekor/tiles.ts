import type { TransparencyLog } from './log.js';

/** Hashes in a full tile and entries in a full bundle (C2SP tlog-tiles). */
const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** `x001/x234/067` → 1234067; undefined for another format. */
function tileIndex(path: string): number | undefined {
  if (!/^(x\d{3}\/)*\d{3}$/.test(path)) return undefined;
  const index = Number(path.replaceAll('x', '').replaceAll('/', ''));
  return Number.isSafeInteger(index) ? index : undefined;
}

/** How many of the `available` elements of a tile are requested; undefined if the tile is not published with this width. */
function width(available: number, partial: string | undefined): number | undefined {
  const asked = partial === undefined ? TILE_WIDTH : Number(partial);
  return asked >= 1 && asked <= TILE_WIDTH && asked <= available ? asked : undefined;
}

/**
 * A tile of a published log by its path after `tile/`: `<L>/<N>[.p/<W>]` gives hashes, `entries/<N>[.p/<W>]` the
 * entries, each after its length (two bytes, big-endian). C2SP tlog-tiles.
 */
export function readTile(log: TransparencyLog, path: string): Buffer | undefined {
  const match = /^(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) return undefined;
  const [, what = '', place = '', partial] = match;
  const index = tileIndex(place);
  if (index === undefined) return undefined;
  const start = index * TILE_WIDTH;

  if (what === 'entries') {
    const count = width(log.size - start, partial);
    if (count === undefined) return undefined;
    const parts: Buffer[] = [];
    for (let at = start; at < start + count; at += 1) {
      const body = log.entry(at)?.body ?? Buffer.alloc(0);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(body.length);
      parts.push(length, body);
    }
    return Buffer.concat(parts);
  }

  const level = Number(what) * TILE_HEIGHT;
  const nodes = Math.floor(log.size / 2 ** level);
  const count = width(nodes - start, partial);
  return count === undefined ? undefined : Buffer.concat(log.merkle.hashes(level, start, start + count));
}
