/**
 * Starts every task: `npm run demo`, `npm test`, … on a machine that has only Node 20 and npm.
 * Installs the pinned pnpm's dependencies when the lockfile changed, then runs the task on the pinned Node 24.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
/** Named here and not as `packageManager`: pnpm would then look up its own package in the registry and write it into the lockfile. */
const PNPM = 'pnpm@12.21.0';
const windows = process.platform === 'win32';

/** Runs a program to its end; stops the task with its status when it fails. */
function run(command, args, extra = {}) {
  const result = spawnSync(command, args, { cwd: root, env: { ...env, ...extra }, stdio: 'inherit', shell: windows });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function install() {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'));
  const wanted = createHash('sha256')
    .update(lock)
    .update(readFileSync(join(root, 'package.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.countersign-install');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('installing what package.json names …');
  quietly('npx', ['-y', PNPM, 'install', '--frozen-lockfile'], { CI: 'true', npm_config_loglevel: 'error' });
  writeFileSync(stamp, wanted);
}

/** Runs a program whose output is shown only if it fails, such as a package manager that warns about the version of Node. */
function quietly(command, args, extra) {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: { ...env, ...extra },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    shell: windows,
  });
  if (error) throw error;
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

const node24 = (...args) => run('node', args);
const script = (name) => (args) => node24(join('scripts', `${name}.mjs`), ...args);
const build = () => {
  node24('node_modules/typescript/bin/tsc', '-b');
};
const jest = (args) => {
  const names = args.some((arg) => !arg.startsWith('-') && !/^\d+$/.test(arg));
  const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  // Named tests run also where a suite of their own usually runs them.
  run('node', [...flags, ...args], names && !process.env.COUNTERSIGN_SAMPLE ? { COUNTERSIGN_SAMPLE: 'some' } : {});
};

/** Tests that start programs start the bundles; what is in `tests` and the command line's own do. */
const needsBundles = (file) => /(^|\/)tests\/|e2e/.test(file);
function fail(text) {
  console.error(text);
  process.exit(3);
}

/** Exports that no other file imports; asked twice, because of the indexes of rooms only the values must be used. See knip.jsonc. */
function deadExports() {
  const knip = ['node_modules/knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors'];
  const packages = ['core', 'surface', 'cli', 'sandbox'].flatMap((name) => ['--workspace', `packages/${name}`]);
  node24(...knip);
  node24(...knip, '--include', 'exports', '--include-entry-exports', ...packages);
}

const tasks = {
  install: () => {},
  build,
  dist: () => (build(), script('build-dist')([])),
  test: (args) => (build(), script('build-dist')([]), jest(args)),
  jest,
  'test:one': (args) => {
    if (args.length === 0) fail('usage: npm run test:one FILE [-- -t NAME]; FILE may be a part of a path');
    if (args.some((file) => needsBundles(file))) tasks.dist();
    jest(['-w', '1', ...args]);
  },
  watch: (args) => jest(['--watch', ...args]),
  docs: () => (
    build(),
    script('gen-policy-schema')([]),
    script('gen-docs')([]),
    script('build-components')([]),
    node24('suites/judged.mjs'),
    node24('node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', 'docs')
  ),
  action: (args) => (build(), script('debug-action')(args)),
  lint: () => (
    node24('node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'),
    deadExports(),
    node24('node_modules/prettier/bin/prettier.cjs', '--check', '.')
  ),
  types: () => (
    build(),
    node24('node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'),
    node24('node_modules/typescript/bin/tsc', '-p', 'tsconfig.scripts.json')
  ),
  'check-dist': () => (build(), script('build-dist')(['--check'])),
  'check-docs': () => (build(), script('check-docs')([])),
  demo: (args) => (build(), script('build-dist')(['--cli-only']), node24('examples/demo/demo.mjs', ...args)),
  conformance: (args) => node24('suites/conformance/run.mjs', ...args),
  'check-removal': (args) => node24('suites/check-removal.mjs', ...args),
  peers: (args) => node24('suites/peers.mjs', ...args),
  interop: (args) => (build(), script('build-dist')(['--cli-only']), node24('suites/interop/run.mjs', ...args)),
  runners: (args) => (build(), script('build-dist')([]), node24('suites/runners/run.mjs', ...args)),
  suites: (args) => {
    // .ci/run has just built them, and compared them with what is committed.
    const built = args.includes('--lag') || process.env.COUNTERSIGN_BUNDLES === 'checked';
    if (args.length > 0 && !built) tasks.dist();
    node24('suites/run.mjs', ...args);
  },
  'release-files': (args) => (build(), script('build-dist')([]), script('release-files')(args)),
  'release-follow-up': (args) => (
    build(),
    script('build-dist')(['--cli-only']),
    node24('scripts/release/freeze.mjs'),
    node24('scripts/release/fill.mjs', ...args)
  ),
  bench: (args) => (build(), script('build-dist')(['--cli-only']), node24('suites/bench/bench.mjs', ...args)),
};

const [name, ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) fail(`usage: node scripts/task.mjs ${Object.keys(tasks).join('|')}`);
install();
task(args);
