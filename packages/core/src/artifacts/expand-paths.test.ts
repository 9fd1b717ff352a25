import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventLevel, eventText, type Run } from '../run/index.js';
import { collectFiles } from './collect-files.js';
import { expandPaths } from './expand-paths.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-expand-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** A new folder with these files; a name may be bytes. */
function tree(files: readonly (string | Buffer)[]): string {
  const cwd = mkdtempSync(join(root, 't-'));
  for (const file of files) {
    const path = Buffer.concat([Buffer.from(`${cwd}/`), Buffer.from(file)]);
    mkdirSync(path.subarray(0, path.lastIndexOf('/')), { recursive: true });
    writeFileSync(path, 'x');
  }
  return cwd;
}
const expand = async (cwd: string, ...patterns: string[]): Promise<readonly string[]> =>
  [...(await expandPaths(patterns, cwd)).keys()].map((path) => relative(cwd, path)).sort();
const expandFiles = async (cwd: string, ...patterns: string[]): Promise<readonly string[]> =>
  [...(await expandPaths(patterns, cwd, undefined, () => undefined)).keys()].map((path) => relative(cwd, path)).sort();
const bytes = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));
const onUnix = process.platform === 'win32' ? describe.skip : describe;

/** Matches `*`, `?` and `**` as a shell does; implemented differently from the product, by trying every possibility. */
function shellMatches(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  const [name, ...below] = path;
  if (first === undefined) return path.length === 0;
  if (first === '**')
    return (
      path.length > 0 && (shellMatches(rest, path) || (rest.length === 0 && path.length === 1) || shellMatches(pattern, below))
    );
  return name !== undefined && nameMatches([...first], [...name]) && shellMatches(rest, below);
}
function nameMatches(pattern: readonly string[], name: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return name.length === 0;
  if (first === '*') return nameMatches(rest, name) || (name.length > 0 && nameMatches(pattern, name.slice(1)));
  return name.length > 0 && (first === '?' || first === name[0]) && nameMatches(rest, name.slice(1));
}

onUnix('a glob over names as files may have them', () => {
  // prettier-ignore
  const odd = [
    'a', '..a', '...', '.a', '-a', '~', 'a\u00a0b', 'a\\b', 'a\\', '\\a', 'a*', 'a?', '[a]', '{a}', '(a)', '!a', '!(a)', '@a', '+(a)',
    '#a', 'a,b', 'a:b', '"a"', "'a'", 'a|b', '$a', '^a', 'a%2fb', 'a;b', 'a&b', '\u202ea', '\ufeffa', 'e\u0301', '\u00e9', '😀', '😀😀', 'a b', ' ',
  ];
  const all = odd.flatMap((name) => [`dist/${name}.tgz`, `dist/d${name}/x.tgz`, `dist/${name}_/y/z.tgz`, `dist/q/${name}`]);
  let cwd: string;
  beforeAll(() => {
    cwd = tree(all);
  });

  // prettier-ignore
  it.each([
    'dist/*', 'dist/*.tgz', 'dist/**', '**', '**/*', '**/*.tgz', 'dist/*/*', 'dist/**/x.tgz', 'dist/**/y/*.tgz', 'dist/d*/**', 'dist/*/*.tgz',
    'dist/?a.tgz', 'dist/?.tgz', 'dist/??.tgz', 'dist/q/*', 'dist/q/**', '*/**', '*/*/*.tgz', '**/q/?', '**/?_/**', 'dist/**/**/z.tgz', './/dist/./q//*', 'dist/q/"*"', 'dist/q/a|*',
  ])('matches the same files as a shell: %s', async (pattern) => {
    const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
    const expected = all.filter((path) => shellMatches(parts, path.split('/')));
    expect(expected.length).toBeGreaterThan(0);
    expect(await expandFiles(cwd, pattern)).toEqual(expected.sort());
  });

  it.each<[string, readonly string[]]>([
    ['dist/q/{a\\*,\\[a\\]}', ['dist/q/[a]', 'dist/q/a*']],
    ['dist/{q,da}/{a,x.tgz,b}', ['dist/da/x.tgz', 'dist/q/a']],
    [
      'dist/{q/a,da/x.tgz}*',
      [
        'dist/da/x.tgz',
        ...['', '*', ',b', ':b', ';b', '?', '\\', '\\b', '|b', ' b', '%2fb', '&b', '\u00a0b'].map((end) => `dist/q/a${end}`),
      ],
    ],
    ['dist/../{../x,dist}/q/~*', ['dist/q/~']],
    ['{dist/q,.}/[~#-]*', ['dist/q/#a', 'dist/q/-a', 'dist/q/~']],
    ['dist/q/[!a-z!@"]a', ['#a', '$a', '-a', '.a', '\\a', '^a', '\u202ea', '\ufeffa'].map((name) => `dist/q/${name}`)],
    ['dist/q/@(a|#a|😀)', ['dist/q/#a', 'dist/q/a', 'dist/q/😀']],
    ['dist/q/+(😀)', ['dist/q/😀', 'dist/q/😀😀']],
    ['dist/q/!(*[!a]*)', ['dist/q/a']],
    ['dist/q/[[:alpha:]]', ['dist/q/a']],
    ['dist/q/a\\\\*', ['dist/q/a\\', 'dist/q/a\\b']],
    ['dist/q/\\a', ['dist/q/\\a', 'dist/q/a']],
    ['dist/q/{a}', ['dist/q/{a}']],
  ])('reads braces, classes and extended globs: %s', async (pattern, expected) => {
    expect(await expand(cwd, pattern)).toEqual([...expected].sort());
  });
});

describe('a folder that a glob matches', () => {
  // A shell passes it to `./deploy.sh dist/*.tgz`.
  it.each([
    ['dist/*.tgz', 'dist/evil.tgz'],
    ['dist/*', 'dist/evil.tgz'],
    ['dist/*/', 'dist/evil.tgz'],
    ['*/*.tgz', 'dist/evil.tgz'],
    ['**/*.tgz', 'dist/evil.tgz'],
    ['dist/**/evil*', 'dist/evil.tgz'],
    ['dist/{good,evil}.tgz', 'dist/evil.tgz'],
    ['{dist/evil.tgz,dist/good.tgz}', 'dist/evil.tgz'],
    ['dist/@(good|evil).tgz', 'dist/evil.tgz'],
    ['dist/[a-z]*.tgz', 'dist/evil.tgz'],
    ['{dist,x}', 'dist'],
    ['dist/*.tgz/*', 'dist/evil.tgz/sub'],
  ])('is an error, as if it were named: %s', async (pattern, folder) => {
    const cwd = tree(['dist/good.tgz', 'dist/evil.tgz/sub/package.json', 'x']);
    await expect(expand(cwd, pattern)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      found: 'a folder',
      hint: `To include every file in it, also write ${folder}/**. To leave it out, write !${folder}.`,
    });
    expect(await expand(cwd, pattern, `!${folder}`).catch((error: unknown) => error)).not.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
    expect(await expand(cwd, pattern, `${folder}/**`)).toContain('dist/evil.tgz/sub/package.json');
  });

  it('is an error also if it is empty, or reached through a link', async () => {
    const cwd = tree(['dist/good.tgz', 'real/package.json']);
    symlinkSync('../real', join(cwd, 'dist/evil.tgz'));
    await expect(expand(cwd, 'dist/*.tgz')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    rmSync(join(cwd, 'dist/evil.tgz'));
    mkdirSync(join(cwd, 'dist/evil.tgz'));
    await expect(expand(cwd, 'dist/*.tgz')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it.each([
    'dist/**',
    '**',
    '**/*',
    'dist/**/*',
    'dist/**/**/*',
    '*/**',
    'dist/*/**',
    'dist/**/*/**',
    'dist/g*',
    'dist/*.t?z/**/*',
  ])('is no error if everything in it is included, or it does not match: %s', async (pattern) => {
    const cwd = tree(['dist/good.tgz', 'dist/evil.tgz/sub/package.json']);
    expect((await expand(cwd, pattern)).length).toBeGreaterThan(0);
  });

  it('is left out for signing, and reported', async () => {
    const cwd = tree(['dist/good.tgz', 'dist/evil.tgz/package.json']);
    const warned: string[] = [];
    const emit: Run['emit'] = (event) => {
      if (eventLevel(event) === 'warn') warned.push(eventText(event));
    };
    const run = { cwd, signal: AbortSignal.any([]), emit };
    const files = await collectFiles(run, { paths: ['dist/*'], purpose: 'signing' });
    expect(files.map(({ name }) => name)).toEqual(['dist/good.tgz']);
    expect(warned).toEqual([expect.stringContaining('evil.tgz is a folder')]);
    await expect(collectFiles(run, { paths: ['dist/*'] })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('a glob', () => {
  it('expands ranges in braces', async () => {
    const cwd = tree(Array.from({ length: 12 }, (_, index) => `n/${index}.txt`).concat('n/007', 'n/c'));
    expect(await expand(cwd, 'n/{8..10}.txt')).toEqual(['n/10.txt', 'n/8.txt', 'n/9.txt']);
    expect(await expand(cwd, 'n/{11..0..5}.t*')).toEqual(['n/1.txt', 'n/11.txt', 'n/6.txt']);
    expect(await expand(cwd, 'n/{005..010}')).toEqual(['n/007']);
    expect(await expand(cwd, 'n/{a..e}')).toEqual(['n/c']);
  });

  it('applies excludes to every path of a file, and to nothing else', async () => {
    const cwd = tree(['dist/v1/app.txt', 'dist/v1/lib.so', 'dist/z.txt']);
    symlinkSync('v1', join(cwd, 'dist/latest'));
    expect(await expand(cwd, 'dist/**', '!dist/v1/*.txt')).toEqual([
      'dist/latest/app.txt',
      'dist/latest/lib.so',
      'dist/v1/lib.so',
      'dist/z.txt',
    ]);
    expect(await expand(cwd, 'dist/**', '!dist/v1')).toEqual(['dist/latest/app.txt', 'dist/latest/lib.so', 'dist/z.txt']);
    expect(await expand(cwd, 'dist/**', '!**/*.{txt,zip}')).toEqual(['dist/v1/lib.so']);
    expect(await expand(cwd, 'dist/z.txt', '!!dist/*', '!dist/?')).toEqual(['dist/z.txt']);
    expect(await expand(join(cwd, 'dist/v1'), '../*.txt', '!../v1/**')).toEqual(['../z.txt']);
  });

  it.each(['dist/*/../x', 'dist/*/{a,..}/x', 'dist/@(a/b)', 'dist/+(a/*', '{1..5000}', '{1..99}{1..99}'])(
    'that is not valid is rejected: %s',
    async (pattern) => {
      const cwd = tree(['dist/a/b', 'x']);
      await expect(expand(cwd, pattern)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    },
  );
});

onUnix('a name that cannot be written down', () => {
  const control = ['\n', '\r', '\u0001', '\t', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029', '\ufffd'];

  it.each(control)('with %j is an error if a glob matches it, as a file and as a folder', async (character) => {
    const name = `x${character}y`;
    for (const file of [`dist/${name}.tgz`, `dist/${name}/x.tgz`]) {
      const cwd = tree(['dist/app.tgz', file]);
      for (const pattern of ['dist/**', '**/*.tgz', 'dist/x*/**', '**'])
        await expect(expand(cwd, pattern)).rejects.toMatchObject({
          code: 'FILE_UNREADABLE',
          found: expect.stringContaining(Buffer.from(name).toString('hex')),
        });
      expect(await expand(cwd, 'dist/a*')).toEqual(['dist/app.tgz']);
      expect(await expand(cwd, 'dist/**', '!dist/x*')).toEqual(['dist/app.tgz']);
      for (const path of [file, `dist/${name}*`, `!${file}`])
        await expect(expand(cwd, 'dist/a*', path)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  it('that is not UTF-8 is an error for every pattern', async () => {
    for (const file of [bytes('dist/x', 0xff, '.tgz'), bytes('dist/x', 0xff, '/x.tgz'), bytes('dist/', 0xe2, 0x82, '.txt')]) {
      const cwd = tree(['dist/app.tgz', file]);
      for (const pattern of ['dist/**', 'dist/*', '**/*.tgz', 'dist/?pp.tgz'])
        await expect(expand(cwd, pattern)).rejects.toMatchObject({
          code: 'FILE_UNREADABLE',
          found: expect.stringMatching(/hex .*(ff|e282)/),
        });
    }
    const cwd = tree(['dist/app.tgz', bytes('dist/x', 0xff, '.txt')]);
    expect(await expand(cwd, 'dist/*', '!**/*.txt')).toEqual(['dist/app.tgz']);
  });

  it('is an error if a link leads to it', async () => {
    for (const name of [bytes('x', 0xff), bytes('x\n'), bytes('x\ufffd')]) {
      const cwd = tree(['dist/app.tgz', Buffer.concat([Buffer.from('o/'), name, Buffer.from('/evil.tgz')])]);
      symlinkSync(Buffer.concat([Buffer.from('../o/'), name, Buffer.from('/evil.tgz')]), join(cwd, 'dist/file.tgz'));
      symlinkSync(Buffer.concat([Buffer.from('../o/'), name]), join(cwd, 'dist/folder'));
      for (const paths of [['dist/*.tgz'], ['dist/file.tgz'], ['dist/folder/*'], ['dist/folder/evil.tgz'], ['dist/f*/**']])
        await expect(collectFiles({ cwd, signal: AbortSignal.any([]) }, { paths })).rejects.toMatchObject({
          code: 'FILE_UNREADABLE',
          found: expect.stringContaining(name.toString('hex')),
        });
    }
  });

  it('is an error in the path of the working folder', async () => {
    const cwd = join(root, 'work\ufffd');
    mkdirSync(dirname(join(cwd, 'dist/app.tgz')), { recursive: true });
    writeFileSync(join(cwd, 'dist/app.tgz'), 'x');
    for (const path of ['dist/*', 'dist/app.tgz'])
      await expect(expand(cwd, path)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
