/**
 * The costs of the product and of programs that do the same work at the same time on the same machine, as ratios.
 * `npm run bench` takes minutes, with few items; `npm run bench -- --full` takes an hour, with many.
 *   --only WORD          rows whose group has WORD in its name
 *   --require-peers      with CI set: a peer that is not installed is an error, not a skipped row
 *   --output FILE        also write the table there
 * Times in the last column are for orientation; nothing compares them between runs. A missed target is no failure.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.mjs';
import { hashBigFile, hashFolder } from './rows/hashing.mjs';
import { flatMemory } from './rows/memory.mjs';
import { signFiles, signImages } from './rows/signing.mjs';
import { startToExit } from './rows/starting.mjs';
import { verifyFiles, verifyImages } from './rows/verifying.mjs';
import { REAL_PEERS } from '../interop/stack.mjs';
import { Table } from './table.mjs';
import { has, PEERS, startWorld } from './world.mjs';

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    'require-peers': { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const missing = PEERS.filter((name) => !has(name));
if (missing.length > 0 && options['require-peers'] && process.env.CI) {
  console.error(`not installed: ${missing.join(', ')} (npm run peers installs them)`);
  process.exit(2);
}

// Verifying is quick: with five files, the time is mostly that of starting; with fifty, cosign takes a second.
const size = options.full
  ? { sign: [1, 50, 1000], verify: [1, 50, 1000], signImages: [1, 20], verifyImages: [1, 20, 200], rounds: 3, starts: 41 }
  : { sign: [1, 5], verify: [1, 50], signImages: [1, 5], verifyImages: [1, 20], rounds: 3, starts: 21 };
const { rounds } = size;
const IMAGES = [...REAL_PEERS, 'registry'];
const GROUPS = [
  { name: 'start to exit', measure: (world, table) => startToExit(world, table, { rounds: size.starts }) },
  { name: 'sign files', needs: REAL_PEERS, measure: (world, table) => signFiles(world, table, { counts: size.sign, rounds }) },
  {
    name: 'sign images',
    needs: IMAGES,
    measure: (world, table) => signImages(world, table, { counts: size.signImages, rounds }),
  },
  {
    name: 'verify files',
    needs: REAL_PEERS,
    measure: (world, table) => verifyFiles(world, table, { counts: size.verify, rounds }),
  },
  {
    name: 'verify images',
    needs: IMAGES,
    measure: (world, table) => verifyImages(world, table, { counts: size.verifyImages, rounds }),
  },
  { name: 'hash a big file', measure: (world, table) => hashBigFile(world, table, { rounds }) },
  { name: 'hash a folder', measure: (world, table) => hashFolder(world, table, { rounds: 2 * rounds + 1 }) },
  { name: 'memory', measure: (world, table) => flatMemory(world, table, { many: 1000 }) },
];

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const table = new Table();
const started = performance.now();
const world = await startWorld(folder);
// A loop over a thousand files takes longer than a token is valid.
const tokens = setInterval(() => void world.work.writeToken(), 120_000);
try {
  for (const { name, needs = [], measure } of GROUPS.filter((group) => group.name.includes(options.only))) {
    const absent = needs.filter((peer) => !has(peer));
    if (absent.length > 0) {
      table.skip(name, `not installed: ${absent.join(', ')}`);
      continue;
    }
    console.error(`${name} … (${Math.round((performance.now() - started) / 1000)} s)`);
    const before = table.rows.length;
    await measure(world, table);
    for (const row of table.rows.slice(before)) console.error(table.line(row));
  }
} finally {
  clearInterval(tokens);
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
}
const page = `${describeMachine()}\n\n${table.markdown()}`;
console.log(page);
if (options.output) writeFileSync(options.output, page);
console.error(`${Math.round((performance.now() - started) / 1000)} s; targets missed: ${table.missed().length}`);
