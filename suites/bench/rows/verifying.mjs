/** Files and images verified: what we signed, by us and by the peers. */
import { cpSync } from 'node:fs';
import { interleave, measure } from '../measure.mjs';
import { has, pushImages, smallFiles } from '../world.mjs';
import { compareAll } from './signing.mjs';

const FILES = { 1000: { cosign: 1 / 20 } };

/** @returns {Promise<string>} a folder with signed files, each with its bundle beside it */
export async function signedFiles(world, count) {
  const files = smallFiles(world.folder, count);
  const out = `${files}-bundles`;
  const run = await world.work.signFiles.ours(files, out);
  await run.prepare();
  await measure(run);
  cpSync(out, files, { recursive: true });
  return files;
}

export async function verifyFiles(world, table, { counts, rounds }) {
  const peers = ['cosign', ...(has('sigstore') ? ['python'] : [])];
  if (!has('sigstore')) table.skip('verify files / sigstore-python', 'sigstore-python is not installed');
  const costs = new Map();
  for (const count of counts) {
    const files = await signedFiles(world, count);
    const runs = {};
    for (const who of ['ours', ...peers]) runs[who] = await world.work.verifyFiles[who](files);
    costs.set(count, await interleave(runs, rounds, { warmUp: count === 1 }));
  }
  const each = (peer) => (peer === 'python' ? 1 : undefined);
  compareAll(table, costs, peers, 'files', (count, peer) => FILES[count]?.[peer], undefined, each, 'verify');
}

const IMAGES = { 200: { cosign: 1 } };

export async function verifyImages(world, table, { counts, rounds }) {
  const costs = new Map();
  for (const count of counts) {
    const images = await pushImages(world.registry, count);
    await measure(await world.work.signImages.ours(images));
    const runs = {};
    for (const who of ['ours', 'cosign']) runs[who] = await world.work.verifyImages[who](images);
    costs.set(count, await interleave(runs, rounds, { warmUp: count === 1 }));
  }
  const limit = (count, peer) => IMAGES[count]?.[peer];
  compareAll(table, costs, ['cosign'], 'images', limit, "cosign's one call", undefined, 'verify');
}
