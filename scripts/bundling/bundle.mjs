/** Makes the committed and released files from emitted JavaScript; every function gives the same bytes for the same input. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { librariesAsText, libraryPaths, withLibrariesAsText, withLibrariesAt } from './libraries.mjs';
import { absentPackages, REQUIRE_BUILTIN, strayLoads, withoutAbsent } from './self-contained.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cache = join(root, 'node_modules', '.cache', 'countersign-dist');

/**
 * Bundles an ES module and its lazy chunks into a folder, which is replaced as a whole once the bundle is there.
 * @param {string} entry
 * @param {string} out
 * @param {{stats?: string, libraries?: string}} [options] `stats`: where to write the bundler's report (JSON, tens of megabytes);
 *   `libraries`: the path from the bundle to the libraries of key services
 */
export async function ncc(entry, out, { stats, libraries = './libraries/' } = {}) {
  const fresh = `${out}.${process.pid}.new`;
  const cli = join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js');
  const args = [cli, 'build', entry, '-o', fresh, '--license', 'licenses.txt', '--no-cache', '--quiet', '--target', 'es2024'];
  if (stats !== undefined) args.push('--stats-out', stats);
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (result.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`ncc ${relative(root, entry)} failed:\n${result.stdout}${result.stderr}`);
  }
  for (const name of filesOf(fresh).filter((file) => file.endsWith('.js'))) {
    askNodeDirectly(join(fresh, name));
    loadLibrariesFrom(join(fresh, name), libraries);
    await refuseStrayLoads(join(fresh, name), libraryPaths(root, libraries));
  }
  rmSync(out, { recursive: true, force: true });
  renameSync(fresh, out);
}

/** ncc fetches each of Node's own modules through a new `require`; asking Node for it is shorter, and a gate starts sooner. */
function askNodeDirectly(file) {
  const asked = /__WEBPACK_EXTERNAL_createRequire\(import\.meta\.url\)\(("[^"]+")\)/g;
  const imported = /^import \{ createRequire as __WEBPACK_EXTERNAL_createRequire \} from "(?:node:)?module";\n/m;
  const text = withoutMapComments(withoutAbsent(readFileSync(file, 'utf8'))).replace(asked, (call, name) =>
    isBuiltin(JSON.parse(name)) ? `process.getBuiltinModule(${name})` : call,
  );
  const rest = text.replace(imported, '');
  writeFileSync(file, rest.includes('__WEBPACK_EXTERNAL_createRequire') ? text : rest);
}

/** The vendors' libraries are bundled once, and not again with each program: see libraries.mjs. */
function loadLibrariesFrom(file, base) {
  const text = readFileSync(file, 'utf8');
  if (/^;\/\/ CONCATENATED MODULE: .*packages\/libraries\/|packages\/libraries\/lib\//m.test(text))
    throw new Error(`${relative(root, file)} has a library in it: core loads one by import(/* webpackIgnore: true */ '…')`);
  writeFileSync(file, withLibrariesAt(text, base));
}

/**
 * Takes out the comments that name the source map of each module. The maps stay in lib: that of one action is larger than the action
 * itself, and would be committed four times.
 */
export const withoutMapComments = (text) => text.replaceAll(/^\/\/# sourceMappingURL=.*(?:\n|$)/gm, '');

/** @throws Error with the modules that the bundle would look up at run time */
async function refuseStrayLoads(file, libraries = []) {
  const stray = await strayLoads(readFileSync(file, 'utf8'), libraries);
  if (stray.length > 0) throw new Error(`${relative(root, file)} would load code that is not in it:\n${stray.join('\n')}`);
}

/**
 * The packages that a bundle has code of, from the bundler's report: name, version and license, sorted. Code of this repository is not listed.
 * @param {string} stats path of the report
 */
export function bundledPackages(stats) {
  const [seen, found] = [new Set(), new Map()];
  const visit = (modules) => {
    for (const { nameForCondition, modules: inner } of modules) {
      const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec((nameForCondition ?? '').split(sep).join('/'))?.[0];
      if (folder !== undefined && !seen.has(folder)) {
        seen.add(folder);
        const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        found.set(`${name}@${version}`, { name, version, license });
      }
      if (inner) visit(inner);
    }
  };
  visit(JSON.parse(readFileSync(stats, 'utf8')).modules);
  return [...found.keys()].sort().map((key) => found.get(key));
}

/** Bundles an ES module into one file, lazy parts included. `libraries`: the folder of the built libraries of key services. */
export async function singleFile(entry, out, libraries) {
  const { build } = await import('esbuild');
  mkdirSync(dirname(out), { recursive: true });
  await build({
    entryPoints: [entry],
    outfile: out,
    absWorkingDir: root,
    bundle: true,
    splitting: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    legalComments: 'eof',
    charset: 'utf8',
    logLevel: 'error',
    plugins: [librariesAsText, absentPackages],
    banner: { js: REQUIRE_BUILTIN },
  });
  writeFileSync(out, await withLibrariesAsText(readFileSync(out, 'utf8'), libraries));
  await refuseStrayLoads(out);
}

/** Makes a program that is not committed shorter, and so quicker to start: its text need not be reviewed. Names stay. */
export async function minify(folder) {
  const { transform } = await import('esbuild');
  for (const name of filesOf(folder).filter((file) => file.endsWith('.js'))) {
    const file = join(folder, name);
    const { code } = await transform(readFileSync(file, 'utf8'), {
      minifyWhitespace: true,
      minifySyntax: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
    });
    writeFileSync(file, code);
  }
}

/** An ncc bundle without imports as an expression, `(url, load) => …`, that `new vm.Script` takes; `load` is the `import()` of its chunks. */
export async function moduleToScript(module, script) {
  const { transform } = await import('esbuild');
  const text = readFileSync(module, 'utf8');
  const { code } = await transform(text.replaceAll(/\bimport\((?="\.\/(?:" ?\+|libraries\/))/g, 'countersignLoad('), {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minifyWhitespace: true,
    // Local names are a third of the text that every start reads; in a checkout, lib/ has them.
    minifyIdentifiers: true,
    define: { 'import.meta.url': 'countersignUrl' },
  });
  if (/\bimport\.meta\b|\bimport\(/.test(code) || /^import[\s{*"']/m.test(text))
    throw new Error(`${module} asks for more than its own URL`);
  writeFileSync(script, `(function (countersignUrl, countersignLoad) {\n${code}})\n`);
  rmSync(module);
}

/** All files of a folder, relative, with `/`, sorted by code unit. */
export function filesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort();
}

/** A ustar archive of a folder: fixed times, owners and modes, sorted names, no compression (its bytes would depend on the machine). */
export function tar(folder, out) {
  const blocks = filesOf(folder).flatMap((name) => {
    const content = readFileSync(join(folder, name));
    return [header(name, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function header(name, size) {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for a ustar header`);
  const block = Buffer.alloc(512);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ) + ' ',
    148,
  );
  return block;
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** One digest over everything a bundle is made from: emitted code of all packages, the lockfile, these scripts. */
export function inputsDigest() {
  const names = globSync(
    [
      'packages/*/lib/**/*.{js,json}',
      'actions/lib/**/*.js',
      'packages/*/package.json',
      'pnpm-lock.yaml',
      'scripts/build-*.mjs',
      'scripts/surface.mjs',
      'scripts/bundling/**/*.{mjs,sh}',
    ],
    { cwd: root },
  );
  const hash = createHash('sha256');
  for (const name of names.sort()) hash.update(`${name}\0`).update(sha256(readFileSync(join(root, name))));
  return hash.digest('hex');
}

/** Runs `make` unless `outputs` are exactly what it made from the same inputs last time. @returns whether it ran */
export async function unlessFresh(name, inputs, outputs, make) {
  const stamp = join(cache, name.replaceAll('/', '_'));
  const state = () => sha256(JSON.stringify([inputs, outputs.map((path) => digestOf(path))]));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state()) return false;
  await make();
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, state());
  return true;
}

function digestOf(path) {
  if (!existsSync(path)) return null;
  if (statSync(path).isFile()) return sha256(readFileSync(path));
  // Names that start with a dot are compiled code of a run, not of a build.
  const built = filesOf(path).filter((name) => !name.startsWith('.'));
  return built.map((name) => [name, sha256(readFileSync(join(path, name)))]);
}

/** One build at a time: a second one waits, and then finds everything up to date. @returns what ends the lock */
export function lock() {
  const folder = join(cache, 'lock');
  mkdirSync(cache, { recursive: true });
  for (let waited = 0; ; waited += 200) {
    try {
      mkdirSync(folder);
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    // A build takes half a minute; a lock as old as this is from a build that was killed.
    if (waited > 120_000) rmSync(folder, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/** Names of files that differ between two folders, or exist in one only. */
export function differences(wanted, found) {
  const names = new Set([...filesOf(wanted), ...filesOf(found)]);
  return [...names].filter((name) => {
    const [a, b] = [join(wanted, name), join(found, name)];
    return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b));
  });
}
