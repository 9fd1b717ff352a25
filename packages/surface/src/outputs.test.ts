import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clearOutputs, reportPlaces, takeBack } from './outputs.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-outputs-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});
const at = (name: string): string => join(cwd, name);
const put = (name: string, text = name): void => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), text);
};
const output = (path: string) => ({ what: `--to ${path}`, path });

describe('outputs of an earlier run', () => {
  it('are gone, or undecided, before anything else; folders are made', async () => {
    put('r.json');
    put('v.env', 'COUNTERSIGN_DECISION=allowed\n');
    const places = [...reportPlaces(['json=r.json', 'markdown=new/r.md']), { ...output('v.env'), undecided: 'undecided\n' }];
    await clearOutputs(cwd, places, { paths: [] });
    expect(existsSync(at('r.json'))).toBe(false);
    expect(readFileSync(at('v.env'), 'utf8')).toBe('undecided\n');
    expect(existsSync(at('new'))).toBe(true);
    put('r.json');
    put('new/r.md');
    put('v.env');
    takeBack(cwd, places);
    expect(['r.json', 'new/r.md'].filter((name) => existsSync(at(name)))).toEqual([]);
    expect(readFileSync(at('v.env'), 'utf8')).toBe('undecided\n');
  });

  it('are gone although another output is refused, wherever it stands in the list', async () => {
    put('a');
    put('b');
    put('app');
    await expect(clearOutputs(cwd, ['a', 'app', 'b'].map(output), { paths: ['app'] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: '--to app would overwrite ' + at('app'),
    });
    expect(['a', 'b', 'app'].filter((name) => existsSync(at(name)))).toEqual(['app']);
  });

  it.each([
    ['dist/app', { paths: ['dist/*'] }],
    ['dist/app', { paths: ['dist/*', 'nothing-here'] }],
    ['dist/link', { paths: ['dist/app'] }],
    ['dist/listed file', { checksums: ['dist/SUMS'] }],
    ['dist/SUMS', { checksums: ['dist/SUMS'] }],
    ['policies/p.yaml', { policies: ['policies/p.yaml'] }],
    ['policies/k.pub', { policies: ['policies/p.yaml'] }],
    ['evidence/deep/x', { evidence: ['evidence'] }],
    ['root.json', { 'trusted-root': ['root.json'] }],
    ['k.pub', { key: ['k.pub'] }],
  ])('stay where they are what the run reads: %s', async (name, inputs) => {
    for (const file of ['dist/app', 'dist/listed file', 'policies/k.pub', 'evidence/deep/x', 'root.json', 'k.pub']) put(file);
    put('dist/SUMS', `${'a'.repeat(64)}  listed file\n`);
    put('policies/p.yaml', 'signers: {releases: {key: {file: k.pub}}}\n');
    symlinkSync('app', at('dist/link'));
    await expect(clearOutputs(cwd, [output(name)], inputs)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(existsSync(at(name))).toBe(true);
  });
});

describe('an output', () => {
  it.each(['folder', 'to-folder', 'pipe', 'to-pipe', '/dev/null'])(
    'that is there and no file is refused and stays: %s',
    async (name) => {
      mkdirSync(at('folder'));
      symlinkSync('folder', at('to-folder'));
      execFileSync('mkfifo', [at('pipe')]);
      symlinkSync('pipe', at('to-pipe'));
      const places = [{ ...output(name), undecided: 'undecided' }];
      await expect(clearOutputs(cwd, places, {})).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringContaining('no regular file'),
      });
      expect(lstatSync(name.startsWith('/') ? name : at(name)).isFile()).toBe(false);
    },
  );

  it('below a file is refused before anything is judged', async () => {
    put('app');
    await expect(clearOutputs(cwd, [output('app/x/r.md')], {})).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(readFileSync(at('app'), 'utf8')).toBe('app');
  });

  it('takes the place of no other', async () => {
    await expect(clearOutputs(cwd, [output('a'), output('./a')], {})).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
