import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventText, type RunEvent } from '../run/index.js';
import { listedFiles } from './listed-files.js';

let cwd: string;
let said: string[];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-listed-'));
  said = [];
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

const hex = (content: string, algorithm = 'sha256'): string => createHash(algorithm).update(content).digest('hex');
const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
};
const list = (
  lines: readonly string[],
  options: Parameters<typeof listedFiles>[2] = {},
  name = 'SUMS',
): ReturnType<typeof listedFiles> => {
  write({ [name]: lines.join('\n') });
  const emit = (event: RunEvent): unknown => said.push(eventText(event));
  return listedFiles({ cwd, signal: new AbortController().signal, emit }, name, options);
};

describe('the subject of a line in a checksum file', () => {
  it('is the file if it exists, read and compared; otherwise the digest, which is logged', async () => {
    write({ 'dist/app': 'app', 'dist/sub/lib': 'lib', gone: 'of the working folder' });
    const { subjects, mismatched } = await list(
      [`${hex('app')}  ./app`, `${hex('lib', 'sha512')}  sub//lib`, `${hex('gone')}  gone`],
      {},
      'dist/SUMS',
    );
    expect(mismatched).toEqual([]);
    expect(subjects).toMatchObject([
      { kind: 'file', name: 'dist/app', path: join(cwd, 'dist/app'), size: 3, origin: 'dist/SUMS:1' },
      { kind: 'file', name: 'dist/sub/lib', digests: { sha256: hex('lib'), sha512: hex('lib', 'sha512') } },
      {
        kind: 'digest',
        name: 'dist/gone',
        path: join(cwd, 'dist/gone'),
        digests: { sha256: hex('gone') },
        origin: 'dist/SUMS:3',
      },
    ]);
    expect(subjects[2]).not.toHaveProperty('place');
    expect(said.join('\n')).toMatch(/dist\/SUMS names files that are not beside it; their bytes were not read: "dist\/gone"/);
  });

  it('is an error if the file has another digest', async () => {
    write({ app: 'evil', lib: 'lib' });
    const { subjects, mismatched } = await list([`${hex('app')}  app`, `${hex('lib')}  lib`, `${hex('evil', 'sha512')}  app`]);
    expect(subjects.map(({ name }) => name)).toEqual(['lib']);
    expect(mismatched).toMatchObject([
      { code: 'SUBJECT_MISMATCH', exitStatus: 1, expected: `sha256:${hex('app')}`, found: `sha256:${hex('evil')}` },
    ]);
  });

  it('is one file, by its resolved path, if several names are links to it', async () => {
    write({ 'x/bin/app': 'app', 'elsewhere/tool': 'tool' });
    symlinkSync('bin', join(cwd, 'x/docs'));
    symlinkSync('../elsewhere', join(cwd, 'x/out'));
    const lines = [`${hex('app')}  docs/app`, `${hex('app')}  bin/app`, `${hex('tool')}  out/tool`];
    const { subjects } = await list(lines, { naming: 'real' }, 'x/SUMS');
    expect(subjects.map(({ name }) => name)).toEqual(['x/bin/app', 'elsewhere/tool']);
  });

  it('has the same name as if it were named as a path, whether the file exists or not', async () => {
    for (const here of [false, true]) {
      if (here) write({ 'a/b/app': 'app', 'out/app': 'app' });
      const names = async (name: string, options: Parameters<typeof listedFiles>[2] = {}): Promise<string[]> =>
        (await list([`${hex('app')}  app`], options, name)).subjects.map((one) => `${one.kind} ${one.name}`);
      const kind = here ? 'file' : 'digest';
      for (const naming of ['real', 'written'] as const) {
        expect(await names('a/b/SUMS', { naming })).toEqual([`${kind} a/b/app`]);
        expect(await names('a/b/SUMS', { naming, base: 'a' })).toEqual([`${kind} b/app`]);
      }
      expect(await names('out/SUMS', { base: 'a' })).toEqual([`${kind} app`]);
      expect(await names('out/SUMS', { base: 'a', naming: 'real' })).toEqual([`${kind} ${realpathSync(cwd)}/out/app`]);
    }
  });

  it('is an error if two files have names that differ only in their Unicode form', async () => {
    const [composed, decomposed] = ['gr\u00f6\u00dfe', 'gro\u0308\u00dfe'];
    write({ [decomposed]: 'x' });
    const { subjects } = await list([`${hex('x')}  ${decomposed}`]);
    expect(subjects).toMatchObject([{ kind: 'file', name: composed, digests: { sha256: hex('x') } }]);
    if (process.platform !== 'linux') return;
    write({ [composed]: 'evil' });
    await expect(list([`${hex('x')}  ${decomposed}`])).rejects.toMatchObject({ code: 'SUBJECT_DUPLICATE' });
    await expect(list([`${hex('evil')}  ${composed}`])).rejects.toMatchObject({ code: 'SUBJECT_DUPLICATE' });
  });

  it.each<[string, () => void]>([
    [
      'a folder',
      () => {
        mkdirSync(join(cwd, 'app'));
      },
    ],
    [
      'a dead link',
      () => {
        symlinkSync('nowhere', join(cwd, 'app'));
      },
    ],
    ...(process.platform === 'win32'
      ? []
      : [
          [
            'a pipe',
            () => {
              execFileSync('mkfifo', [join(cwd, 'app')]);
            },
          ] as [string, () => void],
        ]),
  ])('is an error if it is %s', async (_, make) => {
    make();
    await expect(list([`${hex('app')}  app`])).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
