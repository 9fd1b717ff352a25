import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventLevel, eventText, type Run } from '../run/index.js';
import { collectFiles, withDigests } from './collect-files.js';

let cwd: string;
const { signal } = new AbortController();
const names = async (options: Parameters<typeof collectFiles>[1]): Promise<readonly string[]> =>
  (await collectFiles({ cwd, signal }, options)).map(({ name }) => name);

const write = (path: string, content: string): void => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), content);
};

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

  it('includes hidden files and follows links, as a deployment does', async () => {
    expect(await names({ paths: ['dist/**'] })).toContain('dist/.hidden');
    expect(await names({ paths: ['UPPER/**'] })).toContain('UPPER/link');
    expect(await names({ paths: ['UPPER/loop/*', '!UPPER/loop/loop'] })).toEqual([
      'UPPER/loop/Z',
      'UPPER/loop/a',
      'UPPER/loop/link',
    ]);
  });

  it('includes a file whose name is a pattern, and also what the pattern matches', async () => {
    expect(await names({ paths: ['star/*'] })).toEqual(['star/*', 'star/plain']);
    expect(await names({ paths: ['dist/brackets [1].txt'] })).toEqual(['dist/brackets 1.txt', 'dist/brackets [1].txt']);
  });

  const isBundle = (path: string): boolean => readFileSync(path, 'utf8') === 'a bundle';
  const bundlesIn = (folder: string): void => {
    for (const name of ['app.tgz', 'evil.sigstore.json', 'evil.jsonl', 'innocent.sigstore'])
      write(`${folder}/${name}`, 'whatever is deployed');
    for (const name of [
      'app.tgz.sigstore.json',
      'app.tgz.release.sigstore.json',
      'provenance.sigstore.json',
      'all.jsonl',
      'old.sigstore',
    ])
      write(`${folder}/${name}`, 'a bundle');
    write(`${folder}/bundle.txt`, 'a bundle');
  };
  const artifacts = ['app.tgz', 'bundle.txt', 'evil.jsonl', 'evil.sigstore.json', 'innocent.sigstore'];

  it('leaves bundles out of globs by their content, not only by name, and logs it', async () => {
    bundlesIn('signed');
    const emit = jest.fn<Run['emit']>();
    const found = await collectFiles({ cwd, signal, emit }, { paths: ['signed/*'], base: 'signed', isBundle });
    expect(found.map(({ name }) => name)).toEqual(artifacts);
    const said = emit.mock.calls.map(([event]) => `${eventLevel(event)} ${eventText(event)}`).join('\n');
    for (const name of [
      'app.tgz.sigstore.json',
      'app.tgz.release.sigstore.json',
      'provenance.sigstore.json',
      'all.jsonl',
      'old.sigstore',
    ])
      expect(said).toContain(name);
    expect(await names({ paths: ['signed/*', 'signed/all.jsonl'], base: 'signed', isBundle })).toContain('all.jsonl');
    await expect(names({ paths: ['signed/*.release.*'], isBundle })).rejects.toMatchObject({
      code: 'NO_MATCH',
      found: '1 bundles',
    });
  });

  it('leaves out named bundles when signing, unless only bundles are named', async () => {
    bundlesIn('named');
    const all = readdirSync(join(cwd, 'named')).map((name) => `named/${name}`);
    expect(await names({ paths: all, base: 'named', isBundle, purpose: 'signing' })).toEqual(artifacts);
    const one = ['named/all.jsonl'];
    expect(await names({ paths: one, base: 'named', isBundle, purpose: 'signing' })).toEqual(['all.jsonl']);
    expect(await names({ paths: all, base: 'named', isBundle })).toContain('all.jsonl');
  });

  it('includes a file once, even if several links lead to it', async () => {
    write('links/v1/app.tgz', 'x');
    for (const [link, to] of [
      ['latest', 'v1'],
      ['self', '.'],
      ['app.tgz', 'v1/app.tgz'],
    ] as const)
      symlinkSync(to, join(cwd, 'links', link));
    for (const naming of ['written', 'real'] as const)
      expect(await names({ paths: ['links/**/*.tgz'], naming })).toEqual(['links/v1/app.tgz']);
    expect(await names({ paths: ['links/latest/app.tgz', 'links/app.tgz'], naming: 'real' })).toEqual(['links/v1/app.tgz']);
    expect(await names({ paths: ['links/latest/app.tgz'] })).toEqual(['links/latest/app.tgz']);
    const [file] = await collectFiles({ cwd, signal }, { paths: ['links/latest/app.tgz'], naming: 'real' });
    expect(file).toMatchObject({
      path: join(cwd, 'links/latest/app.tgz'),
      realPath: join(realpathSync(cwd), 'links/v1/app.tgz'),
    });
  });

  it('follows a link in a linked folder, also to a folder whose name has the same beginning', async () => {
    write('deploy/tree/x', 'x');
    write('store/p/inside', 'p');
    write('store/pp/evil', 'pp');
    symlinkSync('../../store/p', join(cwd, 'deploy/tree/linked'));
    symlinkSync('../pp', join(cwd, 'store/p/more'));
    expect(await names({ paths: ['deploy/**'] })).toEqual([
      'deploy/tree/linked/inside',
      'deploy/tree/linked/more/evil',
      'deploy/tree/x',
    ]);
  });

  it('ends if folders link to each other', async () => {
    for (const name of ['a', 'b', 'c']) write(`ring/${name}/file`, name);
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['a', 'c'],
    ] as const)
      symlinkSync(`../${to}`, join(cwd, 'ring', from, to));
    expect(await names({ paths: ['ring/**'], naming: 'real' })).toEqual(['ring/a/file', 'ring/b/file', 'ring/c/file']);
  });

  it('with naming "real" uses the resolved path, and the absolute path outside of the base', async () => {
    write('real/bin/app', 'bin');
    symlinkSync('bin', join(cwd, 'real/docs'));
    const real = realpathSync(cwd);
    const judged = (paths: readonly string[]): Promise<readonly string[]> => names({ paths, base: 'real', naming: 'real' });
    for (const path of ['real/docs/app', 'real/docs/../bin/app', './real//bin/./app', join(cwd, 'real/docs/app')])
      expect(await judged([path])).toEqual(['bin/app']);
    expect(await judged(['dist/app.tgz'])).toEqual([`${real}/dist/app.tgz`]);
    symlinkSync('../dist', join(cwd, 'real/inside'));
    expect(await judged(['real/inside/app.tgz'])).toEqual([`${real}/dist/app.tgz`]);
  });

  it('rejects two files whose names differ only in their Unicode form', async () => {
    write('composed/gr\u00f6\u00dfe', '1');
    expect(await names({ paths: ['composed/*'] })).toEqual(['composed/gr\u00f6\u00dfe']);
    write('composed/gro\u0308\u00dfe', '2');
    const found = readdirSync(join(cwd, 'composed'));
    // Some file systems store only one of them.
    if (found.length === 2) await expect(names({ paths: ['composed/*'] })).rejects.toMatchObject({ code: 'SUBJECT_DUPLICATE' });
    rmSync(join(cwd, 'composed/gr\u00f6\u00dfe'));
    if (found.length === 2) expect(await names({ paths: ['composed/*'] })).toEqual(['composed/gr\u00f6\u00dfe']);
  });

  const onUnix = process.platform === 'win32' ? it.skip : it;
  onUnix('refuses a pipe, a socket, a device and a dead link that a glob met, as when they are named', async () => {
    mkdirSync(join(cwd, 'special'));
    write('special/file', 'x');
    const server = createServer();
    const place = (name: string): string => join(cwd, 'special', name);
    const made: readonly (readonly [string, () => unknown, () => unknown])[] = [
      ['pipe', () => execFileSync('mkfifo', [place('pipe')]), () => undefined],
      [
        'socket',
        () => new Promise<void>((ready) => server.listen(place('socket'), ready)),
        () => new Promise((done) => server.close(done)),
      ],
      [
        'device',
        () => {
          symlinkSync('/dev/zero', place('device'));
        },
        () => undefined,
      ],
      [
        'dead',
        () => {
          symlinkSync('nowhere', place('dead'));
        },
        () => undefined,
      ],
    ];
    for (const [name, make, end] of made) {
      await make();
      for (const paths of [['special/*'], ['special/**'], [`special/${name}`]])
        await expect(names({ paths })).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining(name) });
      await expect(names({ paths: ['special/*', `!special/${name}`] })).resolves.toEqual(['special/file']);
      if (name !== 'dead')
        await expect(names({ paths: ['special/*'], purpose: 'signing' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
      await end();
      rmSync(place(name), { force: true });
    }
  });

  it('leaves out a broken link when signing, with a warning', async () => {
    write('dead/file', 'x');
    symlinkSync('nowhere', join(cwd, 'dead/link'));
    const emit = jest.fn<Run['emit']>();
    const run = { cwd, signal, emit };
    const found = await collectFiles(run, { paths: ['dead/*'], purpose: 'signing' });
    expect(found.map(({ name }) => name)).toEqual(['dead/file']);
    expect(emit).toHaveBeenCalledWith({ event: 'left-out', artifact: 'dead/link', reason: 'dead-link' });
    await expect(names({ paths: ['dead/link'], purpose: 'signing' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('names files relative to the base; a file outside of it by its last part', async () => {
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
    [['dist/*.zip'], 'NO_MATCH', '"dist/*.zip" matches no file'],
    [['dist/app.tgz', 'dist/*.zip'], 'NO_MATCH', '"dist/*.zip" matches no file'],
    [['missing.txt'], 'NO_MATCH', '"missing.txt" matches no file'],
    [['empty/*'], 'NO_MATCH', '"empty/*" matches no file'],
    [['*'], 'FILE_UNREADABLE', '"UPPER" is a folder, and a glob matches it'],
    [['dist'], 'FILE_UNREADABLE', '"dist" is a folder'],
    [['dist/'], 'FILE_UNREADABLE', '"dist/" is a folder'],
    [[], 'INPUT_INVALID', 'no path is given'],
    [[''], 'INPUT_INVALID', 'no path is given'],
    [['!dist/*'], 'INPUT_INVALID', 'no path is given'],
  ])('rejects %j with %s', async (paths, code, message) => {
    await expect(names({ paths })).rejects.toMatchObject({ code, message });
  });

  it.each([
    ['ghcr.io/acme/app:1.0', true],
    ['localhost:5000/app:1', true],
    [`docker.io/library/alpine@sha256:${'a'.repeat(64)}`, true],
    ['dist/none.tgz', false],
    ['ubuntu:24.04', true],
    ['ghcr.io/acme/app', true],
    ['v1.2/app.tgz', false],
    ['dist/app:1.0', false],
  ])('the hint says how to name an image: %s, %s', async (name, isImage) => {
    await expect(names({ paths: [name] })).rejects.toMatchObject({
      code: 'NO_MATCH',
      hint: isImage ? expect.stringContaining(`oci://${name}`) : expect.not.stringContaining('oci://'),
    });
  });

  it('fails if a folder cannot be read', async () => {
    mkdirSync(join(cwd, 'broken'));
    writeFileSync(join(cwd, 'broken/file'), '');
    symlinkSync('circle', join(cwd, 'broken/circle'));
    await expect(names({ paths: ['broken/**'] })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      found: 'too many symbolic links',
    });
    rmSync(join(cwd, 'broken'), { recursive: true });
  });

  it('the hint says what to write instead of commas', async () => {
    await expect(names({ paths: ['dist/app.tgz, other/x.txt'] })).rejects.toMatchObject({
      hint: expect.stringContaining('one path per line'),
    });
  });

  it('the hint says what to write for a folder', async () => {
    await expect(names({ paths: ['dist/'] })).rejects.toMatchObject({ hint: 'To include every file in it, write dist/**.' });
  });
});

describe('withDigests', () => {
  it('adds digests of kept bytes, and of a large file that is read again', async () => {
    writeFileSync(join(cwd, 'big'), Buffer.alloc(2 * 1024 * 1024, 7));
    for (const subject of await collectFiles({ cwd, signal }, { paths: ['big', 'dist/app.tgz'] })) {
      const { digests } = await withDigests({ signal }, subject, ['sha256', 'sha512']);
      expect(digests).toMatchObject({ sha256: subject.digests.sha256, sha512: expect.stringMatching(/^[0-9a-f]{128}$/) });
    }
  });

  it('fails if the file changed after it was hashed', async () => {
    writeFileSync(join(cwd, 'big2'), Buffer.alloc(2 * 1024 * 1024, 7));
    const [subject] = await collectFiles({ cwd, signal }, { paths: ['big2'] });
    if (subject === undefined) throw new Error('one file');
    writeFileSync(join(cwd, 'big2'), Buffer.alloc(2 * 1024 * 1024, 8));
    await expect(withDigests({ signal }, subject, ['sha512'])).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    chmodSync(join(cwd, 'big2'), 0o600);
  });
});

it.each([
  ['"dist/app.tgz"', 'Leave the quotes out: they are part of the name.'],
  ['a.tgz, b.tgz', 'Write one path per line (on the command line: each as an argument of its own): a comma is part of the name.'],
  ['dist/app-$CI_COMMIT_TAG.tgz', 'Variables are not replaced here'],
  ['dist/other.tgz', 'Files of another job must be downloaded first'],
])('says how a list is written, or where the file may be: %s', async (path, hint) => {
  await expect(names({ paths: [path] })).rejects.toMatchObject({
    code: 'NO_MATCH',
    hint: expect.stringContaining(hint) as unknown,
  });
});
