/**
 * The vendors' libraries for keys at cloud services: each entry of packages/libraries is bundled once, and every program loads it by
 * a path of its own. Entries that sign and entries that the gate loads share no file, because a shared file would have what both use.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { absentPackages, REQUIRE_BUILTIN, strayLoads } from './self-contained.mjs';

const folderOf = (root) => join(root, 'packages', 'libraries');

/** Names of all entries, sorted. @param {string} root */
const libraryEntries = (root) =>
  readdirSync(join(folderOf(root), 'src'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();

/** Entries with this ending may sign. No program of the gate names one. */
const isSigningLibrary = (name) => name.endsWith('-signing');

/** An import of an entry as core writes it; the comment keeps the bundler of the actions from following it. */
const IMPORT = /\bimport\(\s*\/\* webpackIgnore: true \*\/\s*(["'])@countersign\/libraries\/([\w-]+)\1\s*\)/g;

/** The text with imports of entries below `base` (`./libraries/`). */
export const withLibrariesAt = (text, base) =>
  text.replaceAll(IMPORT, (_call, _quote, name) => `import(${JSON.stringify(`${base}${name}.js`)})`);

/** The paths by which a program may load entries. */
export const libraryPaths = (root, base) => libraryEntries(root).map((name) => `${base}${name}.js`);

/** Functions that give credentials in no case. */
const refusing = (names, reason) =>
  names.map((name) => `export const ${name} = () => () => Promise.reject(new Error(${JSON.stringify(reason)}));`).join('\n');

/**
 * Parts of libraries that would use the network, other programs or the machine's credentials without the run. The program hands its own client and
 * its credentials to a library, so these parts are never called.
 */
const REPLACED = {
  '@aws-sdk/credential-provider-node': refusing(['defaultProvider'], 'the program has given no credentials'),
  '@aws-sdk/credential-provider-process': refusing(['fromProcess'], 'credential_process is not supported: no program is started'),
  '@aws-sdk/credential-provider-login': refusing(['fromLoginCredentials'], 'login_session is not supported'),
  '@aws-sdk/credential-provider-http': refusing(['fromHttp'], 'credential_source is not supported in a profile'),
  '@smithy/credential-provider-imds': refusing(
    ['fromContainerMetadata', 'fromInstanceMetadata'],
    'credential_source is not supported in a profile',
  ),
  '@smithy/node-http-handler':
    'export const NodeHttpHandler = { create: (handler) => handler }; export const streamCollector = (bytes) => Promise.resolve(bytes);',
};

/** For esbuild. @type {import('esbuild').Plugin} */
const replacedParts = {
  name: 'replaced-parts',
  setup(build) {
    build.onResolve({ filter: /^@(?:aws-sdk|smithy)\// }, ({ path }) =>
      Object.hasOwn(REPLACED, path) ? { path, namespace: 'replaced', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path }) => ({ contents: REPLACED[path] }));
    // Looks for the region of the machine, which the program never leaves open.
    build.onLoad({ filter: /[\\/]@smithy[\\/]core[\\/].*getInstanceMetadataRegion\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import("node:http")',
        'Promise.reject(new Error("the network is not used"))',
      ),
    }));
    // Its error messages quote a call of `require`, which looks like one.
    build.onLoad({ filter: /[\\/]signature-v4-multi-region[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/\[require\(.*?\);?\]/g, 'it'),
    }));
  },
};

/** The name of an entry in the code of all entries. */
const memberOf = (entry) => entry.replaceAll('-', '_');

/** In the place of the code of the libraries, until the program around it is built. */
const CODE = '"the code of the libraries"';

/**
 * For the program that is one file: imports of entries become calls of a function that evaluates the code of all entries when it is first used. As a
 * text, that code costs a start of the program almost nothing.
 * @type {import('esbuild').Plugin}
 */
export const librariesAsText = {
  name: 'libraries-as-text',
  setup(build) {
    build.onLoad({ filter: /[\\/]packages[\\/]core[\\/]lib[\\/].*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const called = text.replaceAll(IMPORT, (_call, _quote, name) => `countersignLibrary(${JSON.stringify(memberOf(name))})`);
      return called === text
        ? undefined
        : { contents: `import { countersignLibrary } from 'countersign-libraries';\n${called}`, resolveDir: dirname(path) };
    });
    build.onResolve({ filter: /^countersign-libraries$/ }, ({ path }) => ({ path, namespace: 'libraries' }));
    build.onLoad({ filter: /.*/, namespace: 'libraries' }, () => ({
      contents: `let loaded;
export async function countersignLibrary(member) {
  loaded ??= import('data:text/javascript;base64,' + Buffer.from(${CODE}).toString('base64'));
  return (await loaded)[member];
}`,
    }));
  },
};

/**
 * The program with the code of the entries for the gate.
 * @param {string} program built with `librariesAsText`
 * @param {string} built folder of `buildLibraries`
 */
export async function withLibrariesAsText(program, built) {
  const { build } = await import('esbuild');
  const names = readdirSync(built)
    .filter((name) => name.endsWith('.js') && !/^(?:shared|signing)-|-signing\.js$/.test(name))
    .sort();
  const { outputFiles } = await build({
    stdin: {
      contents: names.map((name) => `export * as ${memberOf(name.slice(0, -'.js'.length))} from './${name}';`).join('\n'),
      resolveDir: built,
    },
    // Names of modules are relative to it.
    absWorkingDir: built,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifyWhitespace: true,
    charset: 'utf8',
    logLevel: 'error',
    banner: { js: REQUIRE_BUILTIN },
  });
  const code = (outputFiles[0]?.text ?? '').replaceAll(/[\\`]|\$\{/g, (found) => `\\${found}`);
  if (program.split(CODE).length !== 2) throw new Error('the program does not have one place for the code of the libraries');
  return program.replace(CODE, () => `\`${code}\``);
}

/**
 * Builds all entries, their shared parts and their licenses into a folder, which is replaced as a whole.
 * @param {string} root
 * @param {string} out
 * @returns {Promise<readonly LibraryPackage[]>} the packages that have code in it, sorted
 */
export async function buildLibraries(root, out) {
  const fresh = `${out}.${process.pid}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const entries = libraryEntries(root);
  /** @type {Map<string, LibraryPackage>} */
  const packages = new Map();
  for (const [prefix, names] of [
    ['shared', entries.filter((name) => !isSigningLibrary(name))],
    ['signing', entries.filter(isSigningLibrary)],
  ]) {
    if (names.length > 0) for (const found of await bundle(root, fresh, prefix, names)) packages.set(found.key, found);
  }
  const sorted = [...packages.keys()].sort().flatMap((key) => packages.get(key) ?? []);
  writeFileSync(join(fresh, 'licenses.txt'), licensesText(sorted));
  // A release makes its list of components (SBOM) from this.
  const listed = sorted.map(({ name, version, license }) => ({ name, version, license }));
  writeFileSync(join(fresh, 'packages.json'), `${JSON.stringify(listed, null, 2)}\n`);
  writeFileSync(join(fresh, 'package.json'), '{\n  "type": "module"\n}\n');
  rmSync(out, { recursive: true, force: true });
  renameSync(fresh, out);
  return sorted;
}

async function bundle(root, out, prefix, names) {
  const { build } = await import('esbuild');
  mkdirSync(out, { recursive: true });
  const { metafile } = await build({
    entryPoints: names.map((name) => join(folderOf(root), 'lib', `${name}.js`)),
    outdir: out,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    metafile: true,
    platform: 'node',
    // ES modules, of which only what is used comes along: no operation but those of the entry.
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'node20',
    chunkNames: `${prefix}-[hash]`,
    minifyWhitespace: true,
    minifySyntax: true,
    // Their texts are in licenses.txt.
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'error',
    plugins: [absentPackages, replacedParts],
    banner: { js: REQUIRE_BUILTIN },
  });
  const inputs = new Set();
  for (const [file, { inputs: parts }] of Object.entries(metafile.outputs)) {
    const stray = await strayLoads(readFileSync(join(root, file), 'utf8'));
    if (stray.length > 0) throw new Error(`${file} would load code that is not in it:\n${stray.join('\n')}`);
    for (const [name, { bytesInOutput }] of Object.entries(parts)) if (bytesInOutput > 0) inputs.add(name);
  }
  return packagesOf(root, inputs);
}

/** @typedef {{key: string, name: string, version: string, license: string, text: string}} LibraryPackage */

function packagesOf(root, inputs) {
  /** @type {Map<string, LibraryPackage>} */
  const found = new Map();
  for (const input of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
    if (folder === undefined || found.has(folder)) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(?:\.|-|$)/i.test(entry));
    const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8').trim();
    found.set(folder, { key: `${name}@${version}`, name, version, license, text });
  }
  return [...found.values()];
}

/** In the form in which the bundler of the actions writes it. */
const licensesText = (packages) =>
  packages.map(({ name, license, text }) => [name, license, ...(text === '' ? [] : [text]), ''].join('\n')).join('\n');

/** Appends the licenses of libraries to those of a program, without those that it names already. */
export function addLicenses(file, packages) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const known = new Set(text.split('\n'));
  const added = packages.filter(({ name }) => !known.has(name));
  if (added.length > 0) writeFileSync(file, `${text.trimEnd()}\n\n${licensesText(added)}`);
}
