/**
 * What a release consists of: file name → files in it. Texts name the release that is being made. Expects `npm run dist` to have run.
 *
 * @typedef {import('./references.mjs').Release} Release
 * @typedef {import('./archive.mjs').Files} Files
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bundling/bundle.mjs';
import { folderFiles } from './archive.mjs';
import { corePackage } from './core-package.mjs';
import { filled } from './references.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
/** @returns {import('./archive.mjs').File} */
const json = (value) => ({ content: `${JSON.stringify(value, null, 2)}\n` });

/** The program with its license and those of what it contains, and its list of packages. @returns {Map<string, import('./archive.mjs').File>} */
function program() {
  const files = folderFiles(join(root, 'packages/cli/dist'), 'dist/', (name) => !name.startsWith('.cache'));
  const licenses = files.get('dist/program/licenses.txt');
  if (licenses === undefined) throw new Error('packages/cli/dist has no licenses: npm run dist');
  files.delete('dist/program/licenses.txt');
  return new Map([...files, ['LICENSE', { content: read('LICENSE') }], ['THIRD_PARTY_LICENSES.txt', licenses]]);
}

/** @param {Release} release @returns {Files} */
function commandLinePackage(release) {
  const { description, license } = JSON.parse(read('package.json'));
  const manifest = {
    name: 'countersign',
    version: release.version,
    description,
    keywords: ['sigstore', 'slsa', 'provenance', 'attestation', 'signing', 'supply-chain', 'policy'],
    license,
    homepage: 'https://github.com/countersign/countersign',
    repository: { type: 'git', url: 'git+https://github.com/countersign/countersign.git', directory: 'packages/cli' },
    bugs: 'https://github.com/countersign/countersign/issues',
    type: 'module',
    engines: { node: '^20.18.0 || >=22.3.0' },
    bin: { countersign: 'dist/index.js' },
    files: ['dist', 'THIRD_PARTY_LICENSES.txt'],
  };
  const files = new Map([...program(), ['package.json', json(manifest)], ['README.md', text('packages/cli/README.md', release)]]);
  files.set('dist/index.js', { content: read('packages/cli/dist/index.js'), executable: true });
  return under('package/', files);
}

/** The folder that the `setup` action unpacks: its layout stays. @param {Release} release @returns {Files} */
export function commandLineArchive(release) {
  const launcher = (name) => ({ content: read(`scripts/release/launchers/${name}`), executable: true });
  const files = new Map([
    ...program(),
    ['countersign', launcher('countersign')],
    // The command interpreter of Windows misreads jump labels and some lines without carriage returns.
    [
      'countersign.cmd',
      { content: read('scripts/release/launchers/countersign.cmd').replaceAll('\n', '\r\n'), executable: true },
    ],
    ['README.md', text('packages/cli/README.md', release)],
  ]);
  return under(`countersign-${release.version}/`, files);
}

/** The project that GitLab users include from. @param {Release} release @returns {Files} */
function components(release) {
  const wanted = (name) => /^(?:\.gitlab-ci\.yml|LICENSE|README\.md|INPUTS\.md|dist\/.*|templates\/.*)$/.test(name);
  const files = folderFiles(join(root, 'gitlab-components'), '', wanted);
  for (const page of ['README.md', 'INPUTS.md']) files.set(page, text(`gitlab-components/${page}`, release));
  return under(`countersign-components-${release.version}/`, files);
}

const text = (path, release) => ({ content: filled(read(path), release) });
const under = (prefix, files) => new Map([...files].map(([name, file]) => [`${prefix}${name}`, file]));

/** @param {Release} release @returns {ReadonlyMap<string, Files>} */
export function contents(release) {
  const { version } = release;
  return new Map([
    [`countersign-${version}.tgz`, commandLinePackage(release)],
    [`countersign-core-${version}.tgz`, under('package/', corePackage(release))],
    [`countersign-${version}.tar.gz`, commandLineArchive(release)],
    [`countersign-components-${version}.tar.gz`, components(release)],
  ]);
}
