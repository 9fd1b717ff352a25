import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npmPurl, sbom } from '../../scripts/release/sbom.mjs';
import { makeRelease, RELEASE, root, temporary } from './made.js';

interface Document {
  readonly metadata: {
    readonly component: { readonly version: string; readonly 'bom-ref': string; readonly hashes: readonly { content: string }[] };
  };
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly purl: string;
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const { folder, remove } = temporary('sbom');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const sbomOf = (file: string): Document => JSON.parse(read(`${file}.cdx.json`)) as Document;
const partsOf = (file: string): readonly string[] =>
  sbomOf(file).components.map(({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name}@${version}`);
const file = (name: string, ending: string): string => `${name}-${RELEASE.version}.${ending}`;

beforeAll(() => {
  makeRelease(folder);
});
afterAll(remove);

describe('the SBOM of a released file', () => {
  it('is there for every archive, valid, and names the archive by its digest', async () => {
    const archives = readdirSync(folder).filter((name) => /\.(?:tgz|tar\.gz)$/.test(name));
    expect(archives.length).toBe(4);
    for (const archive of archives) {
      expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(read(`${archive}.cdx.json`))).toBeNull();
      const { component } = sbomOf(archive).metadata;
      const sha256 = createHash('sha256')
        .update(readFileSync(join(folder, archive)))
        .digest('hex');
      expect([component.version, component.hashes[0]?.content]).toEqual([RELEASE.version, sha256]);
    }
  });

  it('lists what the bundler put into the command line', () => {
    const packages = JSON.parse(readFileSync(join(root, 'packages/cli/dist/packages.json'), 'utf8')) as readonly {
      readonly name: string;
      readonly version: string;
    }[];
    const expected = packages.map(({ name, version }) => `${name}@${version}`).sort();
    expect([...partsOf(file('countersign', 'tgz'))].sort()).toEqual(expected);
    expect([...partsOf(file('countersign', 'tar.gz'))].sort()).toEqual(expected);
    // Of what the project itself depends on, nothing is missing that its code calls.
    for (const name of ['sigstore', '@sigstore/verify', 'yaml', 're2js', 'jose']) expect(expected.join()).toContain(`${name}@`);
    expect(expected.join()).not.toContain('typescript@');
  });

  it('lists what the programs of the components name in their licenses', () => {
    const licenses = readFileSync(join(root, 'gitlab-components/dist/licenses.txt'), 'utf8').split('\n');
    const parts = partsOf(file('countersign-components', 'tar.gz')).map((one) => one.slice(0, one.lastIndexOf('@')));
    expect(parts.length).toBeGreaterThan(20);
    expect(parts.filter((name) => !licenses.includes(name))).toEqual([]);
  });

  it('lists what the lockfile installs for core, and who needs what', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const { metadata, dependencies: graph, components } = sbomOf(file('countersign-core', 'tgz'));
    const direct = graph.find(({ ref }) => ref === metadata.component['bom-ref'])?.dependsOn ?? [];
    // The libraries of key services are files of the package.
    const contained = JSON.parse(readFileSync(join(root, 'actions/libraries/packages.json'), 'utf8')) as {
      readonly name: string;
      readonly version: string;
    }[];
    expect(contained.map(({ name }) => name)).toEqual(expect.arrayContaining(['@aws-sdk/client-kms', '@azure/identity']));
    const wanted = [...Object.entries(dependencies), ...contained.map(({ name, version }) => [name, version] as const)].map(
      ([name, version]) => `pkg:npm/${name.replace('@', '%40')}@${version}`,
    );
    expect([...direct].sort()).toEqual([...new Set(wanted)].sort());
    const reached = new Set<string>();
    const visit = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      graph.find((one) => one.ref === ref)?.dependsOn?.forEach(visit);
    };
    direct.forEach(visit);
    expect([...reached].sort()).toEqual(components.map(({ purl }) => purl).sort());
  });
});

it('a license expression is written as an expression, and another text as a name', async () => {
  const part = (name: string, license: string): object => ({ name, version: '1.0.0', license, purl: npmPurl(name, '1.0.0') });
  const parts = [part('a', 'MIT'), part('b', '(MIT OR Apache-2.0)'), part('c', 'see file')] as Parameters<typeof sbom>[1];
  const subject = {
    name: 'app',
    version: '1.0.0',
    purl: npmPurl('app', '1.0.0'),
    sha256: '00'.repeat(32),
    license: 'Apache-2.0',
  };
  const { components } = JSON.parse(await sbom(subject, parts)) as { components: readonly { licenses: readonly object[] }[] };
  expect(components.map(({ licenses }) => licenses)).toEqual([
    [{ license: { id: 'MIT' } }],
    [{ expression: '(MIT OR Apache-2.0)' }],
    [{ license: { name: 'see file' } }],
  ]);
});
