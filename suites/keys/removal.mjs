/**
 * Proves that every check of our clients of key services, and of the stand-ins for Google Cloud and Azure, matters: takes each one out of a copy of
 * the sources, in turn, and shows a test that fails then. `node suites/keys/removal.mjs [WORDS …]`: those whose
 * group and name contain one of the texts.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GROUPS } from './removal-checks.mjs';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const packageOf = (name) => join(project, 'packages', name);
/** Inside the packages, so that their dependencies are found. */
const scratchIn = (name) => join(packageOf(name), `.check-removal-keys-${process.pid}`);
const words = process.argv.slice(2);

const all = Object.entries(GROUPS).flatMap(([group, { checks, ...about }]) =>
  Object.entries(checks).map(([name, removal]) => ({ ...about, name: `${group}: ${name}`, removal })),
);
const wanted = all.filter(({ name }) => words.length === 0 || words.some((text) => name.includes(text)));

/**
 * A copy of the sources without a check, and how jest runs its tests.
 * @param {typeof all[number]} one
 * @param {string} folder
 * @returns {{config: string, tests: string[]}}
 */
function copyWithout({ name, in: from, tests, removal: [file, text, instead] }, folder) {
  const source = readFileSync(join(packageOf(from), 'src', file), 'utf8');
  const changed = source.replace(text, () => instead);
  if (changed === source) throw new Error(`nothing to take out for: ${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(packageOf(from), 'src'), join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src', file), changed);
  // Tests of the stand-ins are those of the vendors' libraries, which drive them.
  const roots = from === 'core' ? join(folder, 'src') : join(packageOf('libraries'), 'src');
  const sandbox = from === 'sandbox' ? folder : packageOf('sandbox');
  const config = join(folder, 'jest.config.mjs');
  writeFileSync(
    config,
    `import base from ${JSON.stringify(join(project, 'jest.config.mjs'))};
export default { ...base, reporters: ['default'], testPathIgnorePatterns: ['/node_modules/'], rootDir: ${JSON.stringify(project)}, roots: [${JSON.stringify(roots)}],
  moduleNameMapper: { '^(?:\\\\.\\\\./)+sandbox/src/(.*)\\\\.js$': ${JSON.stringify(join(sandbox, 'src/$1.ts'))}, ...base.moduleNameMapper } };`,
  );
  return { config, tests: tests.map((one) => join(roots, one)) };
}

/** @returns {Promise<{ran: number, failed: string[]}>} */
const test = ({ config, tests }) =>
  new Promise((resolve, reject) => {
    const jest = ['--experimental-vm-modules', '--no-warnings', join(project, 'node_modules/jest/bin/jest.js')];
    // A test that fails may leave a server open.
    const args = [...jest, '-c', config, '-i', '--json', '--silent', '--forceExit', ...tests];
    const child = spawn(process.execPath, args, { cwd: project });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', () => {
      const report = JSON.parse(out);
      const failed = report.testResults.flatMap(({ assertionResults }) =>
        assertionResults.filter(({ status }) => status === 'failed'),
      );
      resolve({ ran: report.numTotalTests, failed: failed.map(({ fullName }) => fullName) });
    });
  });

let survived = 0;
const queue = [...wanted];
async function worker(_value, number) {
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    const { ran, failed } = await test(copyWithout(one, join(scratchIn(one.in), String(number))));
    const shown = ran >= 10 && failed.length > 0;
    if (!shown) survived += 1;
    console.log(`${shown ? 'ok  ' : 'FAIL'} ${one.name} | ${failed[0] ?? `no test fails (${ran} ran)`}`);
  }
}
try {
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
} finally {
  for (const name of ['core', 'sandbox']) rmSync(scratchIn(name), { recursive: true, force: true });
}
console.log(`${wanted.length - survived} passed, ${survived} failed`);
process.exitCode = survived > 0 ? 1 : 0;
