import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { readGlob } from './glob-parts.js';
import { pathMatcher } from './path-matcher.js';
import { budget, walk, type Budget } from './walk.js';

let root: string;
let cwd: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-walk-'));
});
beforeEach(() => {
  cwd = mkdtempSync(join(root, 'w-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const put = (path: string): void => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), 'x');
};
const none = pathMatcher([]);
async function search(pattern: string, seen: Budget = budget(), signal?: AbortSignal): Promise<readonly string[]> {
  const [glob] = await readGlob(pattern, cwd);
  if (glob === undefined) throw new Error('one glob');
  const found = await walk(glob.base, { include: pathMatcher([glob.parts]), exclude: none, budget: seen, signal });
  return found.map((path) => relative(cwd, path)).sort();
}

/** Eight links in each of six folders to the next folder: there are 8⁶ paths to the last one. */
function linkBomb(): void {
  const depth = 6;
  for (let at = 0; at <= depth; at += 1) mkdirSync(join(cwd, `o/${at}`), { recursive: true });
  for (let at = 0; at < depth; at += 1)
    for (let link = 0; link < 8; link += 1) symlinkSync(`../${at + 1}`, join(cwd, `o/${at}/l${link}`));
  put(`o/${depth}/last`);
  put('dist/app');
  symlinkSync('../o/0', join(cwd, 'dist/linked'));
}

describe('walk', () => {
  it.each(['dist/**', 'dist/**/last', 'dist/*/**', 'dist/**/l*/**', 'dist/*/*/*/*/*/*/*/*'])(
    'looks into each real folder a few times, however many links lead there: %s',
    async (pattern) => {
      linkBomb();
      const seen = budget();
      const found = await search(pattern, seen);
      expect(found.filter((path) => path.endsWith('/last'))).toHaveLength(1);
      expect(seen.entries).toBeLessThan(4 * 60);
    },
  );

  it('fails if there are more entries than its limit', async () => {
    for (let at = 0; at < 20; at += 1) put(`many/${at}/file`);
    await expect(search('many/**', budget(40))).resolves.toHaveLength(20);
    await expect(search('many/**', budget(39))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      expected: expect.stringContaining('at most 39'),
    });
  });

  it('stops if the run is cancelled', async () => {
    for (let at = 0; at < 200; at += 1) put(`many/${at}/file`);
    await expect(search('many/**', budget(), AbortSignal.abort())).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const controller = new AbortController();
    const seen = budget();
    const searched = search('many/**', seen, controller.signal);
    setImmediate(() => {
      controller.abort();
    });
    await expect(searched).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(seen.entries).toBeLessThan(400);
    // The deadline limits only waiting.
    const late = AbortSignal.abort(new CountersignError('DEADLINE_EXCEEDED', 'too late'));
    await expect(search('many/**', budget(), late)).resolves.toHaveLength(200);
  });

  it('finds files that can be reached only through a circle of links', async () => {
    put('dist/evil');
    put('dist/sub/deep');
    symlinkSync('.', join(cwd, 'dist/x'));
    symlinkSync('.', join(cwd, 'dist/lib'));
    symlinkSync('..', join(cwd, 'dist/sub/up'));
    for (const pattern of ['dist/**/x/lib/evil', 'dist/*/*/*/evil', 'dist/x/x/x/x/evil', 'dist/**/sub/up/x/evil'])
      expect(await search(pattern)).not.toEqual([]);
    expect(await search('dist/**')).toEqual(['dist/evil', 'dist/sub/deep']);
  });

  it('returns the path of a file without links if there is one', async () => {
    put('dist/v1/app');
    put('other/app');
    for (const [link, to] of [
      ['dist/a-first', 'v1'],
      ['dist/z-last', 'v1'],
      ['dist/outside', '../other'],
    ] as const)
      symlinkSync(to, join(cwd, link));
    expect(await search('dist/**')).toEqual(['dist/outside/app', 'dist/v1/app']);
  });

  it('searches only below the part of the pattern without wildcards, and only folders that match', async () => {
    put('dist/a/b/file.tgz');
    for (let at = 0; at < 50; at += 1) put(`dist/other/${at}/file.tgz`);
    const seen = budget();
    expect(await search('dist/a*/**/*.tgz', seen)).toEqual(['dist/a/b/file.tgz']);
    expect(seen.entries).toBe(4);
  });
});
