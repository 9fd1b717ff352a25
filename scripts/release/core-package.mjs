/** `@countersign/core` as an npm package: ES modules and their types, one entry a room. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, withoutMapComments } from '../bundling/bundle.mjs';
import { withLibrariesAt } from '../bundling/libraries.mjs';
import { folderFiles } from './archive.mjs';
import { filled } from './references.mjs';

const core = join(root, 'packages/core');
const read = (path) => readFileSync(join(root, path), 'utf8');

/** Rooms, sorted by name; what the index of a room does not export is private. */
const rooms = () =>
  readdirSync(join(core, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(core, 'src', entry.name, 'index.ts')))
    .map(({ name }) => name)
    .sort();

/** Emitted code and types of the sources that exist. A build does not remove what it emitted for deleted sources. Maps are left out, because they name sources. @returns {[string, import('./archive.mjs').File][]} */
function emitted() {
  const source = (name) => join(core, 'src', name.replace(/(?:\.d\.ts|\.js)$/, '.ts'));
  const files = folderFiles(join(core, 'lib'), 'lib/', (name) => /(?:\.d\.ts|\.js)$/.test(name) && existsSync(source(name)));
  return [...files].map(([name, { content }]) => {
    const up = '../'.repeat(name.split('/').length - 1);
    const text = withLibrariesAt(withoutMapComments(content.toString('utf8')), `${up}libraries/`).replaceAll(
      /(from ["'])@countersign\/libraries\/([\w-]+)(["'])/g,
      (_found, from, entry, quote) => `${from}${up}libraries/${entry}.js${quote}`,
    );
    if (text.includes('@countersign/libraries'))
      throw new Error(`${name} names a library as no one who installs the package can load it`);
    return [name, { content: text }];
  });
}

/** The types of entries of libraries; those that are made of a vendor's types would need its package. @returns {[string, import('./archive.mjs').File][]} */
function libraryTypes() {
  const source = (name) => join(root, 'packages/libraries/src', name.replace(/\.d\.ts$/, '.ts'));
  const files = folderFiles(
    join(root, 'packages/libraries/lib'),
    '',
    (name) => name.endsWith('.d.ts') && existsSync(source(name)),
  );
  return [...files]
    .map(([name, { content }]) => /** @type {[string, string]} */ ([name, withoutMapComments(content.toString('utf8'))]))
    .filter(([, text]) => !/from ["'](?!\.)/.test(text))
    .map(([name, content]) => [`libraries/${name}`, { content }]);
}

/** @param {import('./references.mjs').Release} release @returns {import('./archive.mjs').Files} paths within the package */
export function corePackage(release) {
  const { license, type, sideEffects, engines, dependencies } = JSON.parse(read('packages/core/package.json'));
  const loose = Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  if (loose.length > 0) throw new Error(`dependencies without an exact version: ${loose.join(', ')}`);
  const manifest = {
    name: '@countersign/core',
    version: release.version,
    description: 'Signs, attests, verifies and decides: the library behind Countersign.',
    license,
    homepage: 'https://github.com/countersign/countersign',
    repository: { type: 'git', url: 'git+https://github.com/countersign/countersign.git', directory: 'packages/core' },
    bugs: 'https://github.com/countersign/countersign/issues',
    type,
    sideEffects,
    engines,
    exports: {
      ...Object.fromEntries(
        rooms().map((name) => [`./${name}`, { types: `./lib/${name}/index.d.ts`, default: `./lib/${name}/index.js` }]),
      ),
      './package.json': './package.json',
    },
    files: ['lib', 'libraries'],
    dependencies,
    peerDependencies: { '@types/node': '>=20' },
    peerDependenciesMeta: { '@types/node': { optional: true } },
  };
  return new Map(
    /** @type {[string, import('./archive.mjs').File][]} */ ([
      ...emitted(),
      // The vendors' libraries as they were bundled for the actions.
      ...folderFiles(join(root, 'actions/libraries'), 'libraries/'),
      ...libraryTypes(),
      ['package.json', { content: `${JSON.stringify(manifest, null, 2)}\n` }],
      ['README.md', { content: filled(read('packages/core/README.md'), release) }],
      ['LICENSE', { content: read('LICENSE') }],
    ]),
  );
}
