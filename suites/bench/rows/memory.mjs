/** Our memory compared with itself: many files with few, a big file with a small one. */
import { join } from 'node:path';
import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { measure, measuresMemory } from '../measure.mjs';
import { bigFile, smallFiles } from '../world.mjs';
import { signedFiles } from './verifying.mjs';

/** How much more still counts as constant memory: for a longer run, V8 enlarges the heap of young objects by up to 48 MiB, half of what an empty run uses. */
const FLAT = { of: 'memory', max: 2 };
const mib = (ours, base) => `${ours.memory.toFixed(0)} / ${base.memory.toFixed(0)} MiB`;

async function signed(world, files) {
  const run = await world.work.signFiles.ours(files, `${files}-out`);
  await run.prepare();
  const cost = await measure(run);
  rmSync(`${files}-out`, { recursive: true });
  return cost;
}

/** @param many how many files are compared with ten */
export async function flatMemory(world, table, { many }) {
  if (!measuresMemory) return table.skip('memory', '/usr/bin/time is not installed');
  const only = ({ memory }) => ({ memory });
  const add = (what, more, base) => table.compare(what, only(more), only(base), FLAT, mib(more, base));

  add(
    `sign ${many} files / 10`,
    await signed(world, smallFiles(world.folder, many)),
    await signed(world, smallFiles(world.folder, 10)),
  );
  const verified = async (count) => measure(await world.work.verifyFiles.ours(await signedFiles(world, count)));
  add(`verify ${many} files / 10`, await verified(many), await verified(10));

  const some = (count) => smallFiles(world.folder, count, 2 ** 20);
  add('sign 200 files of 1 MiB / 10 of them', await signed(world, some(200)), await signed(world, some(10)));

  const big = (world.big ??= bigFile(join(world.folder, 'big'), 2 ** 32));
  const folder = join(world.folder, 'one-big');
  mkdirSync(folder);
  linkSync(big, join(folder, '0.bin'));
  const small = smallFiles(world.folder, 1);
  add('sign one file of 4 GiB / a small one', await signed(world, folder), await signed(world, small));
}
