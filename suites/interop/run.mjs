/**
 * `npm run interop [-- PATTERN]`: the product and programs of other projects, on real services. PATTERN picks cases whose
 * row contains it. Prints case × direction × verdict and ends with the numbers; exit status 1 when a case failed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alreadyLoggedCases } from './cases/already-logged.mjs';
import { bundleCases, firstEntries } from './cases/bundles.mjs';
import { gateCases } from './cases/gate.mjs';
import { imageCases } from './cases/images.mjs';
import { bundleVersionCases } from './cases/bundle-versions.mjs';
import { cosignFileCases } from './cases/cosign-files.mjs';
import { cosignTagCases } from './cases/cosign-tags.mjs';
import { rejectionCases } from './cases/rejections.mjs';
import { timestampCases } from './cases/timestamps.mjs';
import { SUITES } from '../table.mjs';
import { makeKeys } from './keys.mjs';
import { CACHE, install, peer, PEERS } from '../peers.mjs';
import { stopPython } from './python-judge.mjs';
import { startRegistries } from './registries.mjs';
import { startStack } from './stack.mjs';
import { markdown, runCases, summary } from './table.mjs';

const pattern = process.argv[2] ?? '';
const strict = Boolean(process.env.CI);
const started = performance.now();
const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
const log = (line) => console.log(line);

for (const one of PEERS.filter(({ name }) => SUITES.interop.peers.includes(name)))
  if (!install(one)) log(`not installed: ${one.name} ${one.version}`);
log(`peers ready (${seconds()})`);

const folder = mkdtempSync(join(tmpdir(), 'countersign-interop-'));
const stack = await startStack(join(folder, 'stack'));
// Otherwise the servers would continue to run.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stack.stop().finally(() => process.exit(2)));
let results;
try {
  const registries = await startRegistries(folder, stack.servers);
  log(`services ready (${seconds()})`);
  // First of all: Protocol Buffers JSON omits `logIndex` for the entry at index 0.
  const firsts = await firstEntries(folder, stack);
  const world = { folder, stack, registries, firsts, keys: await makeKeys(folder) };
  const cases = (
    await Promise.all(
      [
        bundleCases,
        alreadyLoggedCases,
        timestampCases,
        imageCases,
        gateCases,
        cosignFileCases,
        cosignTagCases,
        bundleVersionCases,
        rejectionCases,
      ].map((make) => make(world)),
    )
  ).flat();
  results = await runCases(
    cases.filter(({ group, name, direction }) => `${group} ${name} ${direction}`.includes(pattern)),
    { concurrency: 3, missing: (needs) => needs.filter((name) => !peer(name)), strict, log },
  );
} finally {
  stopPython();
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}

for (const { name, direction, state, verdict } of results)
  if (state === 'failed') log(`\nFAILED ${name} | ${direction}\n${verdict}`);
const table = markdown(results);
const page = join(CACHE, 'interop.md');
mkdirSync(CACHE, { recursive: true });
writeFileSync(page, table);
log(`\n${table}\nThe table is in ${page} (${seconds()})\n`);
log(summary(results));
process.exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0;
