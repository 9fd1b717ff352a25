/** Files and images signed on real services. */
import { interleave, line } from '../measure.mjs';
import { times } from '../table.mjs';
import { has, pushImages, smallFiles } from '../world.mjs';

const PEER = { cosign: "cosign's loop", python: 'sigstore-python' };
/** The target for a number of files: at most this part of the peer's time. */
const FILES = { 50: { cosign: 0.1, python: 0.5 }, 1000: { cosign: 1 / 30 } };

/** @param counts the numbers of files; the first must be 1 */
export async function signFiles(world, table, { counts, rounds }) {
  const peers = ['cosign', ...(has('sigstore') ? ['python'] : [])];
  if (!has('sigstore')) table.skip('sign files / sigstore-python', 'sigstore-python is not installed');
  const costs = new Map();
  for (const count of counts) {
    const files = smallFiles(world.folder, count);
    const runs = {};
    for (const who of ['ours', ...peers]) runs[who] = await world.work.signFiles[who](files, `${world.folder}/signed-by-${who}`);
    // A loop of a thousand takes cosign a quarter of an hour: it is measured once.
    costs.set(count, await interleave(runs, count > 200 ? 1 : rounds));
  }
  compareAll(table, costs, peers, 'files', (count, peer) => FILES[count]?.[peer]);
}

const IMAGES = { 20: { cosign: 1 / 8 } };

export async function signImages(world, table, { counts, rounds }) {
  const costs = new Map();
  for (const count of counts) {
    const runs = {};
    for (const who of ['ours', 'cosign']) {
      // An image that has a signature already is more work: each run signs images that have none.
      const rest = await Promise.all(Array.from({ length: rounds }, () => pushImages(world.registry, count)));
      const run = await world.work.signImages[who]([]);
      const prepare = async () => {
        await world.work.writeToken();
        return { args: [...run.args, ...(rest.pop() ?? [])] };
      };
      runs[who] = { ...run, prepare };
    }
    costs.set(count, await interleave(runs, rounds));
  }
  compareAll(table, costs, ['cosign'], 'images', (count, peer) => IMAGES[count]?.[peer], "cosign's one call");
}

/**
 * The whole of each number of items, then the straight line through the first and the last: each further item, and fixed cost.
 * @param {string | undefined} name of the peer in the rows; undefined: its usual name
 * @param {(peer: string) => number | undefined} eachLimit
 */
export function compareAll(table, costs, peers, what, limit, name = undefined, eachLimit = () => undefined, verb = 'sign') {
  const counts = [...costs.keys()];
  for (const peer of peers) {
    const label = name ?? PEER[peer];
    for (const count of counts.slice(1)) {
      const { ours, [peer]: theirs } = costs.get(count);
      const max = limit(count, peer);
      const target = max === undefined ? undefined : { of: 'wall', max: Number(max.toFixed(3)) };
      table.compare(`${verb} ${count} ${what} / ${label}`, ours, theirs, target, times(ours.wall, theirs.wall));
    }
    const [first, last] = [counts[0], counts.at(-1)];
    const lineOf = (who) => line(first, costs.get(first)[who], last, costs.get(last)[who]);
    const [ours, theirs] = [lineOf('ours'), lineOf(peer)];
    const each = eachLimit(peer);
    table.compare(
      `… each further one of ${last}`,
      ours.each,
      theirs.each,
      each === undefined ? undefined : { of: 'wall', max: each },
      times(ours.each.wall, theirs.each.wall),
    );
    // A loop has no fixed cost: its value would be noise.
    if ((theirs.fixed.wall ?? 0) < 0.02) continue;
    table.compare('… fixed cost', ours.fixed, theirs.fixed, undefined, times(ours.fixed.wall, theirs.fixed.wall));
  }
}
