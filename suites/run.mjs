/**
 * Runs suites of suites/table.mjs.
 *   npm run suites                  lists them
 *   npm run suites -- NAME…         these, whole
 *   npm run suites -- --all         every one, whole
 *   npm run suites -- --push        those of every push, with samples of their matrices
 *   npm run suites -- --lag         by how many commits each row of docs/explain/judged.md lags behind what the suite judges
 * Whole runs on a clean work tree are written to docs/explain/judged.md. Exit status 1 when a suite fails.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isClean, lags, recordJudged } from './judged.mjs';
import { SUITES } from './table.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean' }, push: { type: 'boolean' }, lag: { type: 'boolean' } },
  allowPositionals: true,
});

/** Runs a suite and shows what it says. @returns {Promise<{status: number | null, result: string, seconds: number}>} */
function run({ command }, whole) {
  const started = performance.now();
  const env = { ...process.env, COUNTERSIGN_SAMPLE: whole ? 'all' : 'some' };
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let last = '';
  const show = (from, to) =>
    from.on('data', (chunk) => {
      to.write(chunk);
      last = `${last}${chunk}`.slice(-2000);
    });
  show(child.stdout, process.stdout);
  show(child.stderr, process.stderr);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      const lines = last.split('\n').filter((line) => line.trim() !== '');
      // jest's own summary comes after our line with the result.
      const result = lines.findLast((line) => /\d+ passed, \d+ failed/.test(line)) ?? lines.at(-1) ?? '';
      resolve({ status, result, seconds: Math.round((performance.now() - started) / 1000) });
    });
  });
}

function chosen() {
  const unknown = positionals.filter((name) => !Object.hasOwn(SUITES, name));
  if (unknown.length > 0) {
    console.error(`no suite is called ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`);
    process.exit(3);
  }
  return Object.entries(SUITES).filter(
    ([name, { lane }]) => values.all || (values.push && lane === 'push') || positionals.includes(name),
  );
}

if (values.lag) for (const line of lags()) console.log(line);
else if (!values.all && !values.push && positionals.length === 0) {
  for (const [name, { what, lane, install }] of Object.entries(SUITES))
    console.log(`${name.padEnd(14)} ${lane.padEnd(5)} ${what}\n${' '.repeat(21)}peers from an empty machine: ${install}`);
} else {
  const whole = !values.push;
  const clean = isClean();
  const passed = new Map();
  const table = [];
  for (const [name, suite] of chosen()) {
    console.log(`\n--- ${name}: ${suite.what}`);
    const { status, result, seconds } = await run(suite, whole);
    table.push(`${String(seconds).padStart(5)} s  ${status === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${result}`);
    if (status === 0) passed.set(name, result);
    else process.exitCode = 1;
  }
  console.log(`\n${table.join('\n')}`);
  if (whole && clean && isClean()) await recordJudged(passed);
  else if (whole) console.log('docs/explain/judged.md is left as it is: there are changes that are not committed');
}
