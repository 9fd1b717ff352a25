/**
 * Real services of keys: `npm run suites -- keys`, or `node suites/keys/run.mjs [WORDS]` for the rows that contain the words. Each file in
 * `cases/` starts what it needs, signs and verifies there with us and with others, and stops it again.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopPython } from '../interop/python-judge.mjs';
import { startStack } from '../interop/stack.mjs';
import { markdown, runCases, summary } from '../interop/table.mjs';
import { install, peer, PEERS } from '../peers.mjs';
import { SUITES } from '../table.mjs';
import { startExamples } from './example-cases.mjs';
import { SERVICES } from './services.mjs';

const pattern = process.argv[2] ?? '';
for (const one of PEERS.filter(({ name }) => SUITES.keys.peers.includes(name)))
  if (!install(one)) console.log(`not installed: ${one.name} ${one.version}`);

const folder = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
const stack = await startStack(join(folder, 'stack'));
const examples = await startExamples();
const stops = [stack.stop, examples.stop];
const stop = async () => {
  for (const one of stops.splice(0).reverse()) await one();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(2)));
let results;
try {
  const cases = [];
  for (const [name, open] of Object.entries(SERVICES)) {
    const own = join(folder, name);
    mkdirSync(own);
    const service = await open({ folder: own, stack, examples });
    stops.push(service.stop);
    cases.push(...service.cases.map((one) => ({ group: name, ...one })));
  }
  results = await runCases(
    cases.filter(({ group, name, direction }) => `${group} ${name} ${direction}`.includes(pattern)),
    {
      concurrency: 3,
      missing: (wanted) => wanted.filter((name) => !peer(name)),
      strict: Boolean(process.env.CI),
      log: console.log,
    },
  );
} finally {
  stopPython();
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const { name, direction, state, verdict } of results)
  if (state === 'failed') console.log(`\nFAILED ${name} | ${direction}\n${verdict}`);
console.log(`\n${markdown(results)}`);
console.log(summary(results));
process.exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0;
