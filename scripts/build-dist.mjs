/**
 * Builds what runs: actions/<name>/dist and actions/libraries (committed), packages/cli/dist (not committed), gitlab-components/dist and its templates
 * (committed). Expects `tsc -b` to have run. Files that are up to date are not built again.
 *   --cli-only  packages/cli/dist alone
 *   --check     builds everything committed into a temporary folder and fails with the list of files that differ
 */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPrograms, checkTemplates, writeTemplates } from './build-components.mjs';
import {
  bundledPackages,
  differences,
  inputsDigest,
  lock,
  minify,
  moduleToScript,
  ncc,
  root,
  unlessFresh,
  withoutMapComments,
} from './bundling/bundle.mjs';
import { addLicenses, buildLibraries } from './bundling/libraries.mjs';
import { PIECE_NAMES } from './surface.mjs';

const mode = process.argv[2];
const inputs = inputsDigest();
const actionEntry = (piece) => join(root, 'actions', 'lib', piece, 'src', 'index.js');
const actionDist = (piece) => join('actions', piece, 'dist');
const libraries = join('actions', 'libraries');
const componentDist = join('gitlab-components', 'dist');

/** The program in `program/`, minified, beside the first file, which is not changed and runs the program as a script. */
async function cli() {
  const out = join(root, 'packages', 'cli', 'dist');
  const lib = join(root, 'packages', 'cli', 'lib');
  await unlessFresh('packages/cli', inputs, [out], async () => {
    const fresh = `${out}.${process.pid}.new`;
    mkdirSync(fresh, { recursive: true });
    const stats = join(fresh, 'stats.json');
    await ncc(join(lib, 'main.js'), join(fresh, 'program'), { stats });
    // A release makes its list of components (SBOM) from this.
    const own = bundledPackages(stats);
    rmSync(stats);
    await minify(join(fresh, 'program'));
    const added = await buildLibraries(root, join(fresh, 'program', 'libraries'));
    addLicenses(join(fresh, 'program', 'licenses.txt'), added);
    writeFileSync(join(fresh, 'packages.json'), `${JSON.stringify(allPackages(own, added), null, 2)}\n`);
    await moduleToScript(join(fresh, 'program', 'index.js'), join(fresh, 'program', 'main.js'));
    writeFileSync(join(fresh, 'index.js'), withoutMapComments(readFileSync(join(lib, 'bin.js'), 'utf8')));
    writeFileSync(join(fresh, 'package.json'), '{ "type": "module" }\n');
    rmSync(out, { recursive: true, force: true });
    renameSync(fresh, out);
  });
}

/** Name, version and license of every package in the program or its libraries, sorted. */
function allPackages(own, added) {
  const all = new Map([...own, ...added].map(({ name, version, license }) => [`${name}@${version}`, { name, version, license }]));
  return [...all.keys()].sort().map((key) => all.get(key));
}

const buildAction = (piece, out) => ncc(actionEntry(piece), out, { libraries: '../../libraries/' });

async function check() {
  const temporary = mkdtempSync(join(tmpdir(), 'countersign-dist-'));
  try {
    for (const piece of PIECE_NAMES) await buildAction(piece, join(temporary, actionDist(piece)));
    await buildLibraries(root, join(temporary, libraries));
    await buildPrograms(join(temporary, componentDist));
    const stale = [...PIECE_NAMES.map(actionDist), libraries, componentDist].flatMap((folder) =>
      differences(join(temporary, folder), join(root, folder)).map((name) => join(folder, name)),
    );
    return [...stale, ...(await checkTemplates(join(temporary, componentDist)))];
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (mode === '--check') {
  const stale = await check();
  for (const path of stale) console.error(`out of date: ${path}`);
  if (stale.length > 0) {
    console.error('The committed bundles are not what the sources give. Run: npm run dist');
    process.exit(1);
  }
} else {
  const unlock = lock();
  process.on('exit', unlock);
  await cli();
  if (mode !== '--cli-only') {
    for (const piece of PIECE_NAMES) {
      const out = join(root, actionDist(piece));
      await unlessFresh(`actions/${piece}`, inputs, [out], () => buildAction(piece, out));
    }
    const shared = join(root, libraries);
    await unlessFresh('actions/libraries', inputs, [shared], () => buildLibraries(root, shared));
    const dist = join(root, componentDist);
    await unlessFresh('gitlab-components', inputs, [dist, join(root, 'gitlab-components', 'templates')], async () => {
      await buildPrograms(dist);
      await writeTemplates(dist);
    });
  }
}
