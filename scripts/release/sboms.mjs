/** Which parts each released file has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackageURL } from 'packageurl-js';
import { root } from '../bundling/bundle.mjs';
import { imageLock } from './image/image.mjs';
import { bundledParts, installedParts, npmPurl, sbom } from './sbom.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
/** What the bundler put into the command line. */
const commandLinePackages = () => JSON.parse(read('packages/cli/dist/packages.json'));

/** What the libraries of key services contain; they are files of the npm package of core. */
const libraryParts = () => bundledParts(JSON.parse(read('actions/libraries/packages.json')));

/** The components' programs are parts of the command line: their list of licenses names the packages, the command line's the versions. */
function componentPackages() {
  const names = new Set(read('gitlab-components/dist/licenses.txt').split('\n'));
  return commandLinePackages().filter(({ name }) => names.has(name));
}

/** @param {ReturnType<typeof installedParts>} core @returns {[import('./sbom.mjs').Part[], string[]]} the parts of core, and those that it has itself */
function withLibraries({ direct, parts }) {
  const added = libraryParts();
  const all = new Map([...added, ...parts].map((one) => [one.purl, one]));
  return [[...all.values()], [...new Set([...direct, ...added.map(({ purl }) => purl)])]];
}

/** Debian's packages and Node, of both platforms. */
function imageParts() {
  const { platforms } = imageLock();
  const parts = Object.entries(platforms).flatMap(([arch, { debian, node }]) => [
    ...debian.map(({ name, version, sha256 }) => ({
      name,
      version,
      purl: new PackageURL('deb', 'debian', name, version, { arch }, undefined).toString(),
      hashes: { 'SHA-256': sha256 },
    })),
    {
      ...node,
      purl: npmPurl(node.name, node.version),
      hashes: { 'SHA-512': Buffer.from(node.integrity.slice('sha512-'.length), 'base64').toString('hex') },
    },
  ]);
  return parts;
}

/**
 * @param {import('./references.mjs').Release} release
 * @param {ReadonlyMap<string, string>} sums file → SHA-256
 * @returns {Promise<ReadonlyMap<string, string>>} name → document
 */
export async function sboms({ version }, sums) {
  const core = installedParts('packages/core');
  const generic = (name) => `pkg:generic/${name}@${version}`;
  const bundled = bundledParts(commandLinePackages());
  /** @type {any[]} */
  const all = [
    [`countersign-${version}.tgz`, 'countersign', npmPurl('countersign', version), bundled],
    [`countersign-${version}.tar.gz`, 'countersign', generic('countersign'), bundled],
    [`countersign-core-${version}.tgz`, '@countersign/core', npmPurl('@countersign/core', version), ...withLibraries(core)],
    [
      `countersign-components-${version}.tar.gz`,
      'countersign-components',
      generic('countersign-components'),
      bundledParts(componentPackages()),
    ],
  ];
  const imageFile = `countersign-${version}.oci.tar`;
  if (sums.has(imageFile))
    all.push([imageFile, 'countersign-image', generic('countersign-image'), [...bundled, ...imageParts()]]);
  /** @type {Promise<[string, string]>[]} */
  const made = all.map(async ([file, name, purl, parts, direct]) => {
    const subject = { name, version, purl, sha256: sums.get(file) ?? '', license: 'Apache-2.0' };
    return /** @type {[string, string]} */ ([`${file}.cdx.json`, await sbom(subject, parts, direct)]);
  });
  return new Map(await Promise.all(made));
}
