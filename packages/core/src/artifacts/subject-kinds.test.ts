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
  it('has a label with the digest of an image, and says if bytes were not read', () => {
    expect(ALL.map(subjectLabel)).toEqual([
      'dist/app',
      'app',
      `r.example/app@sha256:${HEX}`,
      `r.example/app@sha256:${HEX} (linux/arm64)`,
    ]);
    expect(ALL.map(judgedLabel).filter((label) => label.includes('bytes'))).toEqual(['app (bytes not seen)']);
  });

  it('has one digest for messages: SHA-256 if there is one', () => {
    expect(ALL.map(digestText)).toEqual([`sha256:${HEX}`, `sha512:${'b'.repeat(128)}`, `sha256:${HEX}`, `sha256:${HEX}`]);
    expect(digestText({ ...digest, digests: { sha384: 'd' } })).toBe('sha384:d');
  });

  it('is a file, has a path, or is in a registry', () => {
    expect(ALL.map(fileOf)).toEqual([file, undefined, undefined, undefined]);
    expect(ALL.map(onDisk)).toEqual([file, digest, undefined, undefined]);
    expect(ALL.map(imageOf)).toEqual([undefined, undefined, image, platform]);
    for (const subject of ALL) expect([onDisk(subject), imageOf(subject)].filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('was read from files that must not be overwritten; none if it was not read', () => {
    expect(ALL.map(readFrom)).toEqual([['/w/dist/app', '/real/app'], [], [], []]);
  });

  it('is in the report with whether its bytes were read, and with its index', () => {
    expect(ALL.map(subjectReport)).toMatchObject([
      { kind: 'file', size: 3 },
      { kind: 'digest', origin: 'SUMS:12', bytesSeen: false },
      { kind: 'image', pinned: `r.example/app@sha256:${HEX}`, reference: 'r.example/app:1' },
      { kind: 'image', platform: 'linux/arm64', index: `sha256:${'c'.repeat(64)}` },
    ]);
  });

  it('selects its own function in byKind', () => {
    const own = { file: () => 'file', digest: () => 'digest', image: () => 'image' };
    expect(ALL.map((subject) => byKind(subject, own))).toEqual(['file', 'digest', 'image', 'image']);
    expect(Object.keys(SUBJECT_KINDS)).toEqual(Object.keys(own));
  });
});

describe('code that depends on the kind of a subject', () => {
  const packages = fileURLToPath(new URL('../../../', import.meta.url));
  /** A comparison of `kind` compiles also if a kind is missing, so a new kind would be treated as another one. */
  const COMPARED = /\b(?:subject|artifact)\.kind\s*[!=]==|\.kind\s*[!=]==\s*'image'|case 'image'/;

  it('uses the table or byKind', () => {
    const sources = globSync('{core,surface,cli}/src/**/*.ts', { cwd: packages }).filter(
      (path) => !/\.test\.ts$|\/testing\//.test(path),
    );
    expect(sources.length).toBeGreaterThan(300);
    // These files switch over other unions, exhaustively.
    const compared = sources.filter((path) => COMPARED.test(readFileSync(join(packages, path), 'utf8')));
    expect(compared.toSorted()).toEqual(['core/src/artifacts/listed-files.ts', 'core/src/gate/further-subjects.ts']);
  });
});
