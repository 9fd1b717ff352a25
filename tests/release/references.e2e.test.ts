import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectFiles } from '../../scripts/release/fill.mjs';
import { filled, mayRefer, namedRelease, references } from '../../scripts/release/references.mjs';
import { makeRelease, RELEASE, root, temporary, textsIn, unpack } from './made.js';

/** References of a text that do not name `release`. */
const strays = (text: string, release: Parameters<typeof filled>[1]): readonly string[] =>
  references(text)
    .filter(({ found, part }) => found !== release[part])
    .map(({ found }) => found);

describe('a reference to a release', () => {
  it.each([
    ['  - uses: countersign/countersign/actions/sign-blob@<commit>', '@COMMIT'],
    ['  - uses: countersign/countersign/actions/sign-blob@<commit> # v<version>', '@COMMIT # vVERSION'],
    [`    uses: 'countersign/countersign/.github/workflows/b.yml@${'a'.repeat(40)}' # v0.9.0-rc.1`, "@COMMIT' # vVERSION"],
    [`  - component: $CI_SERVER_FQDN/countersign/components/sign-blob@${'b'.repeat(40)} # 1.0.0`, '@COMMIT # VERSION'],
    ['  - component: gitlab.com/countersign/components/sign-blob@1.0.0', '@VERSION'],
    ['uses: countersign/countersign/actions/setup@v1.0.0', '@vVERSION'],
    [
      'https://github.com/countersign/countersign/releases/download/v1.0.0/countersign-1.0.0.tar.gz',
      '/vVERSION/countersign-VERSION.tar.gz',
    ],
    ['https://github.com/countersign/countersign/blob/v1.0.0/docs/reference/errors.md', '/blob/vVERSION/docs'],
    ['https://raw.githubusercontent.com/countersign/countersign/v1.0.0/docs/reference/policy.schema.json', '/vVERSION/docs'],
    ['npm install ./countersign-core-1.0.0.tgz', 'countersign-core-VERSION.tgz'],
    ['tar -xzf x && ./countersign-1.0.0/countersign', './countersign-VERSION/countersign'],
    ['npx countersign@1.0.0 verify', 'countersign@VERSION verify'],
    ['npm install @countersign/core@<version>', '@countersign/core@VERSION'],
    ['image: ghcr.io/countersign/countersign:1.0.0', 'countersign:VERSION'],
    ['VERSION=1.0.0', 'VERSION=VERSION'],
    [
      '--certificate-identity https://github.com/countersign/countersign/.github/workflows/release.yml@refs/tags/v1.0.0',
      '/vVERSION',
    ],
  ])('is filled in: %s', (text, expected) => {
    const wanted = expected.replace('COMMIT', RELEASE.commit).replaceAll(/(?<!^)VERSION/g, RELEASE.version);
    const result = filled(text, RELEASE);
    expect(result).toContain(wanted);
    expect(strays(result, RELEASE)).toEqual([]);
    expect(references(text).length).toBeGreaterThan(0);
  });

  it.each([
    'uses: countersign/countersign/actions/sign-blob@v1',
    `uses: actions/checkout@${'a'.repeat(40)} # v7.0.1`,
    `uses: acme/countersign-fork@${'a'.repeat(40)} # v1.0.0`,
    'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
    'ghcr.io/acme/app:1.0.0',
    'node:24.21.0-slim',
  ])('is nothing else: %s', (text) => {
    expect(filled(text, RELEASE)).toBe(text);
  });
});

describe('documentation and examples', () => {
  const files = projectFiles().filter(mayRefer);
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');

  it('name the release of release.json, and no other; `node scripts/release/fill.mjs` makes them do', () => {
    const wrong = files.flatMap((path) => strays(read(path), namedRelease()).map((found) => `${path}: ${found}`));
    expect(wrong).toEqual([]);
    expect(files.filter((path) => references(read(path)).length > 0).length).toBeGreaterThan(8);
  });

  it('are filled in for a release without a rest', () => {
    const texts = files.map((path) => [path, filled(read(path), RELEASE)] as const);
    expect(texts.filter(([, text]) => strays(text, RELEASE).length > 0)).toEqual([]);
    const { commit } = namedRelease();
    const left = texts.filter(
      ([path, text]) => path !== 'release.json' && (text.includes(commit) || /@<(?:commit|version)>/.test(text)),
    );
    expect(left.map(([path]) => path)).toEqual([]);
  });

  it('are as `node scripts/release/fill.mjs` writes them', () => {
    expect(files.filter((path) => read(path) !== filled(read(path), namedRelease()))).toEqual([]);
  });

  it('say that there is no release only as long as there is none', () => {
    const none = /no release yet|nothing runs until|have yet: (?:<!--.*?-->)?a release|c0de…/i;
    const saying = (release: typeof RELEASE): readonly string[] =>
      files.filter((path) => path.endsWith('.md') && none.test(filled(read(path), release)));
    const placeholder = { version: '1.0.0', commit: `c0de${'0'.repeat(32)}c0de` };
    const pages = ['github-files', 'github-image', 'gitlab-files', 'gitlab-image'].map((name) => `docs/start/${name}.md`);
    expect(saying(placeholder)).toEqual(expect.arrayContaining(['README.md', ...pages]));
    expect(saying(RELEASE)).toEqual([]);
    expect(filled(read('README.md'), RELEASE)).toContain(`npm install --global countersign@${RELEASE.version}`);
    const back = files.filter((path) => filled(filled(read(path), RELEASE), namedRelease()) !== read(path));
    expect(back).toEqual([]);
  });

  it('have no sentence about the release that is not known', () => {
    expect(() => filled('<!-- release-nothing:start -->x<!-- release-nothing:end -->', RELEASE)).toThrow(/nothing/);
  });

  it('are the only files that name the placeholder', () => {
    const { commit } = namedRelease();
    const others = projectFiles().filter((path) => !mayRefer(path) && !/^CHANGELOG\.md$|\.test\.ts$|\/dist\//.test(path));
    expect(others.filter((path) => read(path).includes(commit))).toEqual([]);
  });
});

describe('what is released', () => {
  const { folder, remove } = temporary('placeholders');
  afterAll(remove);
  beforeAll(() => {
    makeRelease(join(folder, 'made'));
  });

  it('has no placeholder, and its pages name this release', () => {
    const archives = readdirSync(join(folder, 'made')).filter((file) => /\.(?:tgz|tar\.gz)$/.test(file));
    expect(archives.length).toBeGreaterThan(3);
    const texts = archives.flatMap((archive) => {
      const unpacked = unpack(join(folder, 'made', archive), join(folder, archive.replaceAll('.', '-')));
      return [...textsIn(unpacked)].map(([path, text]) => [`${archive}: ${path}`, text] as const);
    });
    const { commit } = namedRelease();
    const left = texts.filter(([, text]) => text.includes(commit) || /<commit>|@<version>/.test(text));
    expect(left.map(([path]) => path)).toEqual([]);
    const pages = texts.filter(([path]) => /\.(?:md|yml)$/.test(path));
    expect(pages.flatMap(([path, text]) => strays(text, RELEASE).map((found) => `${path}: ${found}`))).toEqual([]);
    expect(pages.filter(([, text]) => references(text).length > 0).length).toBeGreaterThan(3);
  });

  it('has the files that the page of the components links to', () => {
    const archive = `countersign-components-${RELEASE.version}`;
    const unpacked = join(unpack(join(folder, 'made', `${archive}.tar.gz`), join(folder, 'links')), archive);
    const page = readFileSync(join(unpacked, 'README.md'), 'utf8');
    const links = [...page.matchAll(/\]\(([^()\s#:]+)(?:#[^()\s]*)?\)/g)].map(([, link = '']) => link);
    expect(links).toContain('INPUTS.md');
    expect(links.filter((link) => !existsSync(join(unpacked, link)))).toEqual([]);
  });
});

describe('the version', () => {
  it('is the same in every package and in the program', () => {
    const versions = projectFiles()
      .filter((path) => /^(?:packages\/[^/]+\/)?package\.json$/.test(path))
      .map((path) => (JSON.parse(readFileSync(join(root, path), 'utf8')) as { version: string }).version);
    const programs = projectFiles()
      .filter((path) => /^packages\/[^/]+\/src\/version\.ts$/.test(path))
      .flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(/VERSION = '([^']+)'/g)].map(([, one]) => one));
    expect(programs.length).toBeGreaterThan(0);
    expect(versions.length).toBe(6);
    expect(new Set([...versions, ...programs]).size).toBe(1);
  });
});
