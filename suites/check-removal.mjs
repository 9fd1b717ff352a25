// Proves that every check of verification matters: takes each one out of a copy of the sources, in turn, and shows a test
// that fails then. `npm run check-removal -- [NAME …]`; without names all of them, which takes two minutes. On a push, some of them.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { sampler } from '../scripts/sample.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const core = join(project, 'packages', 'core');
/** Inside the package, so that its dependencies are found. */
const scratch = join(core, `.check-removal-${process.pid}`);
const TESTS = ['verification/checks.test.ts', 'verification/conformance.test.ts', 'verification/authorities.test.ts'];

const source = readFileSync(join(core, 'src', 'verification', 'checks.ts'), 'utf8');
/** The table itself, from the source: a build could be older. */
const compiled = transformSync(source, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } });
const { CHECKS } = await import(`data:text/javascript,${encodeURIComponent(compiled.code)}`);
const known = Object.keys(CHECKS);
const named = process.argv.slice(2);
const wanted =
  named.length > 0 ? named : process.env.COUNTERSIGN_SAMPLE === 'some' ? sampler('checks that are taken out')(known, 20) : known;

const sectionsOf = (name) =>
  Object.entries(CHECKS[name].spec)
    .map((pair) => pair.join(' '))
    .join(', ');

function copyWithout(name, folder) {
  const target = join(folder, 'src');
  mkdirSync(folder, { recursive: true });
  cpSync(join(core, 'src'), target, { recursive: true });
  const body = 'if (!holds && name !== this.#without) throw error();';
  if (!source.includes(body) || !known.includes(name)) throw new Error(`nothing to take out for ${name}`);
  writeFileSync(join(target, 'verification', 'checks.ts'), source.replace(body, `if (name === '${name}') return;\n    ${body}`));
  writeFileSync(
    join(folder, 'jest.config.mjs'),
    `import base from ${JSON.stringify(join(project, 'jest.config.mjs'))};
     export default { ...base, reporters: ['default'], testPathIgnorePatterns: ['/node_modules/'], rootDir: ${JSON.stringify(project)}, roots: [${JSON.stringify(target)}], cache: true };`,
  );
}

function runTests(folder) {
  const jest = join(project, 'node_modules', 'jest', 'bin', 'jest.js');
  const tests = TESTS.map((test) => join(folder, 'src', test));
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '-c',
    join(folder, 'jest.config.mjs'),
    '-i',
    '--json',
    '--silent',
    ...tests,
  ];
  const env = {
    ...process.env,
    COUNTERSIGN_CONFORMANCE: process.env.COUNTERSIGN_CONFORMANCE ?? join(project, '..', 'shared', 'conformance'),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: project, env });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', () => {
      const report = JSON.parse(out);
      const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
      if (results.length === 0) reject(new Error('no test ran'));
      else resolve(results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName));
    });
  });
}

let unguarded = 0;
const queue = [...wanted];
async function work(worker) {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const folder = join(scratch, `${worker}`);
    rmSync(folder, { recursive: true, force: true });
    copyWithout(name, folder);
    const failed = await runTests(folder);
    if (failed.length === 0) unguarded += 1;
    console.log(
      `${name.padEnd(30)} ${sectionsOf(name).padEnd(44)} ${failed.length === 0 ? 'NO TEST FAILS WITHOUT IT' : `${failed.length} fail, e.g. ${failed[0]}`}`,
    );
  }
}

try {
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, (_, worker) => work(worker)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${wanted.length - unguarded} of ${wanted.length} checks are guarded by a test`);
process.exit(unguarded === 0 && wanted.length > 0 ? 0 : 1);
