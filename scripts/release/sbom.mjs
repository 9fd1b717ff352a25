/** What a release contains, as CycloneDX 1.6: one document a file, checked against the schema before it is written. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Contrib, Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseExpression from 'spdx-expression-parse';
import { parse } from 'yaml';
import { root } from '../bundling/bundle.mjs';

/**
 * @typedef {object} Part a package of another project that a released file contains or depends on
 * @property {string} name with its scope
 * @property {string} version
 * @property {string | undefined} [license] SPDX expression
 * @property {string} purl
 * @property {Readonly<Record<string, string>>} [hashes] algorithm, as CycloneDX spells it → hexadecimal
 * @property {readonly string[]} [needs] package URLs of what it depends on
 */

const lock = () => parse(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'), { maxAliasCount: 0 });

export function npmPurl(name, version) {
  const [scope, rest] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return new PackageURL('npm', scope, rest, version, undefined, undefined).toString();
}

/** The digest of the package's file in the registry, from the lockfile. */
function hashesOf({ packages }, name, version) {
  const integrity = packages[`${name}@${version}`]?.resolution?.integrity ?? '';
  if (!integrity.startsWith('sha512-')) throw new Error(`${name}@${version} is not in pnpm-lock.yaml with a SHA-512 digest`);
  return { 'SHA-512': Buffer.from(integrity.slice(7), 'base64').toString('hex') };
}

/** @returns {Part} */
const part = (locked, /** @type {any} */ { name, version, license }) => ({
  name,
  version,
  license,
  purl: npmPurl(name, version),
  hashes: hashesOf(locked, name, version),
});

/** @param {readonly {name: string, version: string, license?: string}[]} packages @returns {readonly Part[]} */
export function bundledParts(packages) {
  const locked = lock();
  return packages.map((one) => part(locked, one));
}

/** Everything that the lockfile installs for a package of this repository. @returns {{direct: string[], parts: Part[]}} */
export function installedParts(folder) {
  const locked = lock();
  const parts = new Map();
  const plain = (reference) => reference.replace(/\(.*$/, '');
  const visit = (name, reference) => {
    const key = `${name}@${reference}`;
    const version = plain(reference);
    const purl = npmPurl(name, version);
    if (parts.has(key)) return purl;
    const one = { ...part(locked, { name, version }), needs: /** @type {string[]} */ ([]) };
    parts.set(key, one);
    const { dependencies = {} } = locked.snapshots[key];
    one.needs = Object.entries(dependencies).map(([other, at]) => visit(other, at));
    return purl;
  };
  const direct = Object.entries(locked.importers[folder].dependencies).map(([name, { version }]) => visit(name, version));
  return { direct, parts: [...new Map([...parts.values()].map((one) => [one.purl, one])).values()] };
}

/**
 * @param {{name: string, version: string, purl: string, sha256: string, license: string}} subject the released file
 * @param {readonly Part[]} parts
 * @param {readonly string[]} [direct] package URLs of its own dependencies; default: all parts
 * @returns {Promise<string>} a CycloneDX document without time and serial number: the same parts give the same bytes
 * @throws Error with what the schema says
 */
export async function sbom(subject, parts, direct = parts.map(({ purl }) => purl)) {
  const licenses = new Contrib.License.Factories.LicenseFactory(parseExpression);
  const component = (/** @type {any} */ { name, version, purl, license, hashes = {} }, type) => {
    const [, group, rest = name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name) ?? [];
    const made = new Models.Component(type, rest, { group, version, bomRef: purl, purl });
    if (license) made.licenses.add(licenses.makeFromString(license));
    for (const [algorithm, value] of Object.entries(hashes)) made.hashes.set(/** @type {any} */ (algorithm), value);
    return made;
  };
  const main = component({ ...subject, hashes: { 'SHA-256': subject.sha256 } }, Enums.ComponentType.Application);
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: main }) });
  const components = new Map(parts.map((one) => [one.purl, component(one, Enums.ComponentType.Library)]));
  for (const one of components.values()) bom.components.add(one);
  const link = (from, purls) => {
    for (const purl of purls) from.dependencies.add(/** @type {any} */ (components.get(purl)).bomRef);
  };
  link(main, direct);
  for (const { purl, needs = [] } of parts) link(components.get(purl), needs);
  const text = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bom, {
    sortLists: true,
    space: 2,
  });
  const wrong = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
  if (wrong !== null) throw new Error(`the SBOM of ${subject.name} is not valid: ${JSON.stringify(wrong)}`);
  return `${text}\n`;
}
