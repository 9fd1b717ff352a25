import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectFiles, withDigests, type CollectOptions } from './collect-files.js';

let cwd: string;
const { signal } = new AbortController();
const names = async (options: CollectOptions): Promise<readonly string[]> =>
  (await collectFiles({ cwd, signal }, options)).map(({ name }) => name);

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign collect ü,'));
  for (const name of [
    'dist/app.tgz',
    'dist/app.tgz.sigstore.json',
    'dist/alone.sigstore.json',
    'dist/.hidden',
    'dist/deep/down/x.txt',
    'dist/with space.txt',
    'dist/comma,and ünïcode ✓.txt',
    'dist/brackets [1].txt',
    'dist/brackets 1.txt',
    'dist/{a,b}.txt',
    'dist/!bang',
    'star/*',
    'star/plain',
    'other/x.txt',
    'UPPER/Z',
    'UPPER/a',
  ]) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), name);
  }
  mkdirSync(join(cwd, 'empty'));
  symlinkSync('../other/x.txt', join(cwd, 'UPPER/link'));
  symlinkSync('../UPPER', join(cwd, 'UPPER/loop'));
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

describe('collectFiles', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['dist/app.tgz'], ['dist/app.tgz']],
    [['./dist//app.tgz', 'dist/app.tgz'], ['dist/app.tgz']],
    [['dist/with space.txt'], ['dist/with space.txt']],
    [['dist/comma,and ünïcode ✓.txt'], ['dist/comma,and ünïcode ✓.txt']],
    [['dist/*ünïcode*'], ['dist/comma,and ünïcode ✓.txt']],
    [['dist/brackets \\[1\\].txt'], ['dist/brackets [1].txt']],
    [['dist/brackets [[]1].txt'], ['dist/brackets [1].txt']],
    [['dist/{a,b}.txt'], ['dist/{a,b}.txt']],
    [['dist/!bang'], ['dist/!bang']],
    [
      ['dist/*.tgz', 'other/*'],
      ['dist/app.tgz', 'other/x.txt'],
    ],
    [['dist/**/*.txt', '!dist/*.txt'], ['dist/deep/down/x.txt']],
    [['!dist/deep/**', '**/x.txt'], ['other/x.txt']],
    [['**/x.txt', '!dist'], ['other/x.txt']],
    [['**/x.txt', '!dist/'], ['other/x.txt']],
    [['other/x.txt', 'dist/app.tgz', '!**/*.txt'], []],
    [['dist/.*'], ['dist/.hidden']],
    [['UPPER/?'], ['UPPER/Z', 'UPPER/a']],
    [['UPPER/link'], ['UPPER/link']],
  ])('%j', async (paths, expected) => {
    if (expected.length === 0)
      await expect(names({ paths })).rejects.toMatchObject({ code: 'NO_MATCH', found: expect.stringContaining('excludes') });
    else await expect(names({ paths })).resolves.toEqual(expected);
  });

  it('takes hidden files and follows links: what a deployment would copy is checked', async () => {
    expect(await names({ paths: ['dist/**'] })).toContain('dist/.hidden');
    expect(await names({ paths: ['UPPER/**'] })).toContain('UPPER/link');
    expect(await names({ paths: ['UPPER/**'] })).toContain('UPPER/loop/a');
  });

  it('takes a file whose name is a pattern as well as what the pattern matches, never instead of it', async () => {
    expect(await names({ paths: ['star/*'] })).toEqual(['star/*', 'star/plain']);
    expect(await names({ paths: ['dist/brackets [1].txt'] })).toEqual(['dist/brackets 1.txt', 'dist/brackets [1].txt']);
  });

  it('leaves out a bundle that stands beside its artifact, unless it is named', async () => {
    const found = await names({ paths: ['dist/*'] });
    expect(found).toContain('dist/app.tgz');
    expect(found).not.toContain('dist/app.tgz.sigstore.json');
    expect(found).toContain('dist/alone.sigstore.json');
    expect(await names({ paths: ['dist/*.json'] })).toEqual(['dist/alone.sigstore.json', 'dist/app.tgz.sigstore.json']);
    expect(await names({ paths: ['dist/*', 'dist/app.tgz.sigstore.json'] })).toContain('dist/app.tgz.sigstore.json');
  });

  it('names files relative to a base, and by their last part outside of it', async () => {
    expect(await names({ paths: ['dist/app.tgz'], base: 'dist' })).toEqual(['app.tgz']);
    expect(await names({ paths: [join(cwd, 'dist/app.tgz')] })).toEqual(['dist/app.tgz']);
    expect(await names({ paths: ['other/x.txt', 'dist/app.tgz'], base: 'dist' })).toEqual(['app.tgz', 'x.txt']);
    await expect(names({ paths: ['**/x.txt', '!UPPER'], base: 'empty' })).rejects.toMatchObject({
      code: 'SUBJECT_DUPLICATE',
      found: expect.stringMatching(/deep.* and .*other|other.* and .*deep/),
    });
  });

  it('hashes what it finds', async () => {
    const [file] = await collectFiles({ cwd, signal }, { paths: ['dist/app.tgz'], algorithms: ['sha256', 'sha384'] });
    expect(file).toMatchObject({
      kind: 'file',
      path: join(cwd, 'dist/app.tgz'),
      size: 12,
      digests: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), sha384: expect.stringMatching(/^[0-9a-f]{96}$/) },
    });
  });

  it.each<[readonly string[], string, string]>([
    [['dist/*.zip'], 'NO_MATCH', '"dist/*.zip" names no file'],
    [['dist/app.tgz', 'dist/*.zip'], 'NO_MATCH', '"dist/*.zip" names no file'],
    [['missing.txt'], 'NO_MATCH', '"missing.txt" names no file'],
    [['empty/*'], 'NO_MATCH', '"empty/*" names no file'],
    [['*'], 'NO_MATCH', '"*" names no file'],
    [['dist'], 'FILE_UNREADABLE', '"dist" is a folder'],
    [['dist/'], 'FILE_UNREADABLE', '"dist/" is a folder'],
    [[], 'INPUT_INVALID', 'no path is named'],
    [[''], 'INPUT_INVALID', 'no path is named'],
    [['!dist/*'], 'INPUT_INVALID', 'no path is named'],
  ])('refuses %j with %s', async (paths, code, message) => {
    await expect(names({ paths })).rejects.toMatchObject({ code, message });
  });

  it('refuses a search that met what it could not read, and passes over links that lead nowhere', async () => {
    mkdirSync(join(cwd, 'broken'));
    writeFileSync(join(cwd, 'broken/file'), '');
    symlinkSync('nowhere', join(cwd, 'broken/dangling'));
    await expect(names({ paths: ['broken/**'] })).resolves.toEqual(['broken/file']);
    symlinkSync('circle', join(cwd, 'broken/circle'));
    await expect(names({ paths: ['broken/**'] })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      found: 'too many symbolic links',
    });
    rmSync(join(cwd, 'broken'), { recursive: true });
  });

  it('says what to write for a folder', async () => {
    await expect(names({ paths: ['dist/'] })).rejects.toMatchObject({ hint: 'To take every file in it, write dist/**' });
  });
});

describe('withDigests', () => {
  it('adds digests of kept bytes, and of a big file read again', async () => {
    writeFileSync(join(cwd, 'big'), Buffer.alloc(2 * 1024 * 1024, 7));
    for (const subject of await collectFiles({ cwd, signal }, { paths: ['big', 'dist/app.tgz'] })) {
      const { digests } = await withDigests({ signal }, subject, ['sha256', 'sha512']);
      expect(digests).toMatchObject({ sha256: subject.digests.sha256, sha512: expect.stringMatching(/^[0-9a-f]{128}$/) });
    }
  });

  it('refuses a file that is no longer the one that was hashed', async () => {
    writeFileSync(join(cwd, 'big2'), Buffer.alloc(2 * 1024 * 1024, 7));
    const [subject] = await collectFiles({ cwd, signal }, { paths: ['big2'] });
    if (subject === undefined) throw new Error('one file');
    writeFileSync(join(cwd, 'big2'), Buffer.alloc(2 * 1024 * 1024, 8));
    await expect(withDigests({ signal }, subject, ['sha512'])).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    chmodSync(join(cwd, 'big2'), 0o600);
  });
});
