import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import {
  byKind,
  digestText,
  fileOf,
  imageOf,
  judgedLabel,
  onDisk,
  readFrom,
  SUBJECT_KINDS,
  subjectLabel,
  subjectReport,
  type DigestSubject,
  type FileSubject,
  type ImageSubject,
  type Subject,
} from './index.js';

const HEX = 'a'.repeat(64);
const file: FileSubject = {
  ...{ kind: 'file', name: 'dist/app', path: '/w/dist/app', realPath: '/real/app', size: 3, content: 'data' },
  digests: { sha512: 'b'.repeat(128), sha256: HEX },
};
const digest: DigestSubject = {
  kind: 'digest',
  name: 'app',
  digests: { sha512: 'b'.repeat(128) },
  origin: 'SUMS:12',
  path: '/w/app',
};
const image: ImageSubject = {
  ...{ kind: 'image', name: 'r.example/app', registry: 'r.example', repository: 'app', reference: 'r.example/app:1', tag: '1' },
  ...{ digest: `sha256:${HEX}`, digests: { sha256: HEX }, contentDigests: {}, mediaType: 'm', size: 1, blobs: [] },
  ...{ platforms: [], others: [] },
};
const platform: ImageSubject = {
  ...image,
  parent: { digest: `sha256:${'c'.repeat(64)}`, platform: 'linux/arm64', indexes: [], labelledBy: [] },
};
const ALL: readonly Subject[] = [file, digest, image, platform];

describe('a kind of subject', () => {
  it('is called by what cannot move, and by what was not seen of it', () => {
    expect(ALL.map(subjectLabel)).toEqual([
      'dist/app',
      'app',
      `r.example/app@sha256:${HEX}`,
      `r.example/app@sha256:${HEX} (linux/arm64)`,
    ]);
    expect(ALL.map(judgedLabel).filter((label) => label.includes('bytes'))).toEqual(['app (bytes not seen)']);
  });

  it('has one digest for people: SHA-256 where there is one', () => {
    expect(ALL.map(digestText)).toEqual([`sha256:${HEX}`, `sha512:${'b'.repeat(128)}`, `sha256:${HEX}`, `sha256:${HEX}`]);
    expect(digestText({ ...digest, digests: { sha384: 'd' } })).toBe('sha384:d');
  });

  it('is in one place: a file, something with a path, or something in a registry', () => {
    expect(ALL.map(fileOf)).toEqual([file, undefined, undefined, undefined]);
    expect(ALL.map(onDisk)).toEqual([file, digest, undefined, undefined]);
    expect(ALL.map(imageOf)).toEqual([undefined, undefined, image, platform]);
    for (const subject of ALL) expect([onDisk(subject), imageOf(subject)].filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('is read from files that nothing may replace: none for what was not read here', () => {
    expect(ALL.map(readFrom)).toEqual([['/w/dist/app', '/real/app'], [], [], []]);
  });

  it('says in a report whether its bytes were seen, and from which index it comes', () => {
    expect(ALL.map(subjectReport)).toMatchObject([
      { kind: 'file', size: 3 },
      { kind: 'digest', origin: 'SUMS:12', bytesSeen: false },
      { kind: 'image', pinned: `r.example/app@sha256:${HEX}`, reference: 'r.example/app:1' },
      { kind: 'image', platform: 'linux/arm64', index: `sha256:${'c'.repeat(64)}` },
    ]);
  });

  it('answers for itself alone', () => {
    const own = { file: () => 'file', digest: () => 'digest', image: () => 'image' };
    expect(ALL.map((subject) => byKind(subject, own))).toEqual(['file', 'digest', 'image', 'image']);
    expect(Object.keys(SUBJECT_KINDS)).toEqual(Object.keys(own));
  });
});

describe('who asks for a kind', () => {
  const packages = fileURLToPath(new URL('../../../', import.meta.url));
  /** A comparison compiles whatever kinds there are: a new one is then taken for what it is not. */
  const COMPARED = /\b(?:subject|artifact)\.kind\s*[!=]==|\.kind\s*[!=]==\s*'image'|case 'image'/;

  it('reads the table or uses byKind', () => {
    const sources = globSync('{core,surface,cli}/src/**/*.ts', { cwd: packages }).filter(
      (path) => !/\.test\.ts$|\/testing\//.test(path),
    );
    expect(sources.length).toBeGreaterThan(300);
    // What a checksum file gives, and what evidence names, are unions of their own; both are exhaustive.
    const compared = sources.filter((path) => COMPARED.test(readFileSync(join(packages, path), 'utf8')));
    expect(compared.toSorted()).toEqual(['core/src/artifacts/listed-files.ts', 'core/src/gate/further-subjects.ts']);
  });
});
