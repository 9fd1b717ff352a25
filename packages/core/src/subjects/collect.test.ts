import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SUBJECT_KINDS, type ImageSubject, type PlatformManifest } from '../artifacts/index.js';
import { CountersignError, type Code } from '../errors/index.js';
import { failure, testRun, type TestRun } from '../net/testing/test-run.js';
import type { Registry } from '../registry/index.js';
import { collectSubjects, SOURCES, type CollectSubjectsOptions, type NamedSubjects, type Use } from './index.js';

let cwd: string;
let run: TestRun;
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-subjects-')));
  run = testRun({ cwd });
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

const hex = (content: string): string => createHash('sha256').update(content).digest('hex');
const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
};
const collect = (use: Use, named: NamedSubjects, options: Partial<CollectSubjectsOptions> = {}) =>
  collectSubjects(run, use, named, { isBundle: () => false, ...options });
const names = async (...given: Parameters<typeof collect>): Promise<readonly string[]> =>
  (await collect(...given)).subjects.map(({ name }) => name);

const read = (text: string) => ({
  ...{ digest: `sha256:${hex(text)}`, mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 1 },
  ...{ contentDigests: { sha256: hex(text) }, blobs: [] },
});
const image = (reference: string, changes: Partial<ImageSubject> = {}): ImageSubject => ({
  ...read(reference),
  ...{ kind: 'image', name: `r.example/${reference}`, registry: 'r.example', repository: reference, reference, tag: undefined },
  ...{ digests: { sha256: hex(reference) }, platforms: [], others: [] },
  ...changes,
});
const listed = (platform: string): PlatformManifest => {
  const index = read('index');
  return { ...read(platform), platform, indexes: [index], labelledBy: [index] };
};

type Answer = ImageSubject | CountersignError | undefined;

/** A registry that answers when the test says so, and counts the calls. */
function slowRegistry(answers: Readonly<Record<string, { readonly afterMs: number; readonly answer: Answer }>> = {}) {
  const begun: string[] = [];
  const asked: unknown[] = [];
  let working = 0;
  const seen = { begun, asked, most: 0 };
  const registry: Registry = {
    async resolve(reference, wanted) {
      begun.push(reference);
      asked.push(wanted);
      seen.most = Math.max(seen.most, (working += 1));
      const { afterMs = 20, answer } = answers[reference] ?? {};
      await new Promise((done) => setTimeout(done, afterMs));
      working -= 1;
      if (answer instanceof CountersignError) throw answer;
      return answer ?? image(reference);
    },
    tagged: () => Promise.reject(new Error('not asked')),
    checkPush: () => Promise.resolve(),
    attach: () => Promise.reject(new Error('nothing is pushed')),
    find: () => Promise.reject(new Error('nothing is searched')),
  };
  return { registry, seen };
}
const error = (code: Code, message = code): CountersignError => new CountersignError(code, message);

describe('the table of sources', () => {
  it('has the input that each kind of subject is named by', () => {
    const file = { kind: 'file', name: 'a', path: '/a', size: 1, digests: {}, content: 'data' } as const;
    const digest = { kind: 'digest', name: 'a', origin: 'SUMS:3', digests: {} } as const;
    const ways = [
      SUBJECT_KINDS.file.namedBy(file),
      SUBJECT_KINDS.digest.namedBy(digest),
      SUBJECT_KINDS.image.namedBy(image('app')),
    ];
    expect(Object.keys(SOURCES)).toEqual(expect.arrayContaining(ways.map(({ input }) => input)));
    expect(ways.map(({ value }) => value)).toEqual(['/a', 'SUMS', `r.example/app@sha256:${hex('app')}`]);
    expect(ways).toHaveLength(Object.keys(SUBJECT_KINDS).length);
  });

  it('is read in its own order, not in that of the inputs: files, lines, images', async () => {
    write({ b: 'b', a: 'a', SUMS: `${hex('gone')}  gone` });
    const { registry } = slowRegistry();
    const named = { images: ['app'], checksums: ['SUMS'], paths: ['b', 'a'] };
    for (const use of ['sign', 'verify'] as const)
      expect(await names(use, named, { registry })).toEqual(['a', 'b', 'gone', 'r.example/app']);
  });
});

describe('no subject', () => {
  it.each([
    ['sign', { paths: [], checksums: [] }, 'paths or checksums'],
    ['sign', { images: [] }, 'images'],
    ['verify', { paths: [], checksums: [], images: [] }, 'paths, checksums or images'],
    ['verify', {}, 'paths, checksums or images'],
  ] as const)('named is wrong use: to %s, with %j', async (use, named, expected) => {
    const thrown = await failure(collect(use, named));
    expect(thrown).toMatchObject({ code: 'INPUT_MISSING', message: `no input names anything to ${use}`, expected });
  });
});

describe.each(['sign', 'verify'] as const)('files, to %s', (use) => {
  it('are collected once if they are named and listed', async () => {
    write({ app: 'app', SUMS: `${hex('app')}  app`, MORE: `${hex('app')}  app` });
    const { subjects } = await collect(use, { paths: ['app'], checksums: ['SUMS', 'MORE'] });
    expect(subjects).toMatchObject([{ kind: 'file', name: 'app' }]);
  });

  it('are an error if two have one name, before a registry is contacted', async () => {
    write({ 'one/SUMS': `${hex('1')}  gone`, 'two/SUMS': `${hex('2')}  gone` });
    symlinkSync(join(cwd, 'one'), join(cwd, 'link'));
    const { registry, seen } = slowRegistry();
    write({ SUMS: `${hex('1')}  one/gone` });
    const thrown = await failure(collect(use, { checksums: ['one/SUMS', 'SUMS'], images: ['app'] }, { registry }));
    expect(thrown).toMatchObject({ code: 'SUBJECT_DUPLICATE', message: '"one/gone" is named twice' });
    expect(seen.begun).toEqual([]);
  });
});

describe('differences between signing and the gate', () => {
  it('a file with another digest than its line ends signing; the gate continues and reports it', async () => {
    write({ app: 'evil', lib: 'lib', SUMS: `${hex('app')}  app\n${hex('lib')}  lib` });
    expect((await failure(collect('sign', { checksums: ['SUMS'] }))).code).toBe('SUBJECT_MISMATCH');
    const { subjects, problems } = await collect('verify', { checksums: ['SUMS'] });
    expect(subjects.map(({ name }) => name)).toEqual(['lib']);
    expect(problems).toMatchObject([{ about: 'checksums SUMS', error: { code: 'SUBJECT_MISMATCH' } }]);
  });

  it('signing names a file as the user wrote it, the gate by its resolved path', async () => {
    write({ 'real/app': 'app' });
    symlinkSync(join(cwd, 'real/app'), join(cwd, 'link'));
    const outside = mkdtempSync(join(tmpdir(), 'countersign-outside-'));
    writeFileSync(join(outside, 'lib'), 'lib');
    const paths = ['link', join(outside, 'lib')];
    expect(await names('sign', { paths })).toEqual(['lib', 'link']);
    const place = realpathSync(join(outside, 'lib'));
    expect(await names('verify', { paths })).toEqual([place, 'real/app']);
    expect(run.lines).toContain(`info ${place} lies outside of the working folder: rules match it by this path`);
    rmSync(outside, { recursive: true });
  });

  it('signing logs that two names are one file, and the number of subjects of each kind', async () => {
    write({ app: 'app', SUMS: `${hex('app')}  same\n${hex('gone')}  gone` });
    symlinkSync('app', join(cwd, 'same'));
    const { registry } = slowRegistry();
    expect(await names('sign', { paths: ['app'], checksums: ['SUMS'], images: ['a', 'b'] }, { registry })).toHaveLength(4);
    expect(run.lines).toContain('info same and app are one file');
    expect(run.lines.at(-1)).toBe('info 1 file, 1 digest, 2 images');
  });

  it('for platforms, signing uses the manifests and logs that the index is left out; the gate verifies the manifests instead of the index', async () => {
    const index = image('app', { platforms: [listed('linux/amd64'), listed('linux/arm64')], tag: '1' });
    const { registry, seen } = slowRegistry({ '1': { afterMs: 0, answer: index } });
    const given = [{ images: ['1'] }, { registry, platforms: ['linux/arm64'] }] as const;
    const digest = `sha256:${hex('linux/arm64')}`;
    const parent = { digest: index.digest, platform: 'linux/arm64' };
    expect((await collect('sign', ...given)).subjects).toMatchObject([
      { digest, digests: { sha256: hex('linux/arm64') }, tag: undefined, reference: `${index.name}@${digest}`, parent },
    ]);
    expect(run.lines.join('\n')).toContain(`${index.name}@${index.digest} is not signed itself, only its manifests for`);
    run.lines.splice(0);
    expect((await collect('verify', ...given)).subjects).toMatchObject([{ digest, tag: '1', reference: 'app', parent }]);
    expect(run.lines).toEqual([`info 1 is ${index.name}@${index.digest}`]);
    expect(seen.asked).toEqual([1, 2].map(() => ({ platforms: ['linux/arm64'], own: true })));
  });

  it('a platform that an image does not have ends signing and the gate', async () => {
    const index = image('app', { platforms: [listed('linux/amd64')] });
    const { registry } = slowRegistry({ app: { afterMs: 0, answer: index } });
    const given = [{ images: ['app'] }, { registry, platforms: ['linux/s390x'] }] as const;
    expect((await failure(collect('sign', ...given))).code).toBe('NO_MATCH');
    // Wrong use ends the gate, too.
    expect((await failure(collect('verify', ...given))).code).toBe('NO_MATCH');
  });
});

describe('images', () => {
  const references = Array.from({ length: 20 }, (_, index) => `app${String(index)}`);

  it.each(['sign', 'verify'] as const)('are resolved eight at a time, and stay in order, to %s', async (use) => {
    const slowest = { app0: { afterMs: 90, answer: undefined } };
    const { registry, seen } = slowRegistry(slowest);
    expect(await names(use, { images: references }, { registry })).toEqual(references.map((one) => `r.example/${one}`));
    expect(seen.most).toBe(8);
  });

  it('are collected once, even if named in several ways', async () => {
    const { registry } = slowRegistry({ tag: { afterMs: 0, answer: image('app') } });
    for (const use of ['sign', 'verify'] as const)
      expect(await names(use, { images: ['app', 'tag'] }, { registry })).toEqual(['r.example/app']);
  });

  it('end signing with the first failure in their order, and no further image is resolved', async () => {
    const { registry, seen } = slowRegistry({
      app2: { afterMs: 90, answer: error('FETCH_FAILED') },
      app4: { afterMs: 0, answer: error('IMAGE_INVALID') },
    });
    expect((await failure(collect('sign', { images: references }, { registry }))).code).toBe('FETCH_FAILED');
    expect(seen.begun).toEqual(references.slice(0, 8));
  });

  it('that fail are problems of the gate, in their order, and the others are verified', async () => {
    const { registry, seen } = slowRegistry({
      app2: { afterMs: 90, answer: error('FETCH_FAILED') },
      app4: { afterMs: 0, answer: error('IMAGE_INVALID') },
    });
    const { subjects, problems } = await collect('verify', { images: references }, { registry });
    expect(seen.begun).toEqual(references);
    expect(subjects).toHaveLength(18);
    expect(problems).toMatchObject([
      { about: 'image app2', error: { code: 'FETCH_FAILED' } },
      { about: 'image app4', error: { code: 'IMAGE_INVALID' } },
    ]);
  });

  it('end the gate if one is not an image reference', async () => {
    const { registry } = slowRegistry({ app4: { afterMs: 0, answer: error('IMAGE_REFERENCE_INVALID') } });
    expect((await failure(collect('verify', { images: references }, { registry }))).code).toBe('IMAGE_REFERENCE_INVALID');
  });

  it('are an error without a registry client', async () => {
    expect((await failure(collect('verify', { images: ['app'] }))).code).toBe('INTERNAL');
  });
});
