/** Digests of one big file and of a folder of medium-sized files. */
import { mkdirSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { has, bigFile } from '../world.mjs';
import { interleave } from '../measure.mjs';
import { times } from '../table.mjs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const artifacts = new URL('../../../packages/core/lib/artifacts/index.js', import.meta.url).href;
const node = (text, ...args) => ({ command: process.execPath, args: ['--input-type=module', '-e', text, '--', ...args] });

const HASH_FILES = `import { hashFiles } from ${JSON.stringify(artifacts)}; await hashFiles(process.argv.slice(1));`;
/** The upper limit for one thread: the same hash over 4 MiB that stay in memory. */
const IN_MEMORY = `import { createHash, randomFillSync } from 'node:crypto';
const chunk = randomFillSync(Buffer.alloc(1 << 22));
const hash = createHash('sha256');
for (let left = Number(process.argv[1]); left > 0; left -= chunk.length) hash.update(chunk);
hash.digest();`;
const python = fileURLToPath(new URL('../python/hash_folder.py', import.meta.url));

const GIB = 2 ** 30;

export async function hashBigFile(world, table, { rounds }) {
  const gib = [4, 2, 1].find((size) => freemem() > 1.5 * size * GIB) ?? 1;
  const file = (world.big ??= bigFile(join(world.folder, 'big'), gib * GIB));
  const runs = {
    ours: node(HASH_FILES, file),
    memory: node(IN_MEMORY, String(gib * GIB)),
    ...(has('openssl') && { openssl: { command: 'openssl', args: ['dgst', '-sha256', file] } }),
  };
  const { ours, memory, openssl } = await interleave(runs, rounds, { warmUp: true });
  if (openssl)
    table.compare(`hash ${gib} GiB / \`openssl dgst\``, ours, openssl, { of: 'wall', max: 1 }, times(ours.wall, openssl.wall));
  else table.skip('hash a big file / `openssl dgst`', 'openssl is not installed');
  table.compare(
    `hash ${gib} GiB / the same number of bytes in memory`,
    ours,
    memory,
    { of: 'wall', max: 1.25 },
    times(ours.wall, memory.wall),
  );
}

export async function hashFolder(world, table, { rounds }) {
  const folder = join(world.folder, 'folder');
  mkdirSync(folder);
  const files = Array.from({ length: 200 }, (_, index) => bigFile(join(folder, `${index}.bin`), 4_980_736));
  const found = spawnSync('python3', ['--version']).status === 0;
  if (!found) return table.skip('hash a folder / threads of Python', 'python3 is not installed');
  const runs = { ours: node(HASH_FILES, ...files), threads: { command: 'python3', args: [python, ...files] } };
  const { ours, threads } = await interleave(runs, rounds, { warmUp: true });
  table.compare(
    'hash 200 files (950 MiB) / threads of Python, as model_signing hashes',
    ours,
    threads,
    { of: 'wall', max: 1.1 },
    times(ours.wall, threads.wall),
  );
}
