import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { INPUTS } from './options.js';
import { clearOutputs, reportFiles, withdrawOutputs } from './outputs.js';

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
  it('are removed, or "undecided", before anything else; folders are created', async () => {
    put('r.json');
    put('v.env', 'COUNTERSIGN_DECISION=allowed\n');
    const places = [...reportFiles(['json=r.json', 'markdown=new/r.md']), { ...output('v.env'), undecided: 'undecided\n' }];
    await clearOutputs(cwd, places, { paths: [] });
    expect(existsSync(at('r.json'))).toBe(false);
    expect(readFileSync(at('v.env'), 'utf8')).toBe('undecided\n');
    expect(existsSync(at('new'))).toBe(true);
    put('r.json');
    put('new/r.md');
    put('v.env');
    withdrawOutputs(cwd, places);
    expect(['r.json', 'new/r.md'].filter((name) => existsSync(at(name)))).toEqual([]);
    expect(readFileSync(at('v.env'), 'utf8')).toBe('undecided\n');
  });

  it('are removed even if another output is refused', async () => {
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
  ])('are kept if the run reads them: %s', async (name, inputs) => {
    for (const file of ['dist/app', 'dist/listed file', 'policies/k.pub', 'evidence/deep/x', 'root.json', 'k.pub']) put(file);
    put('dist/SUMS', `${'a'.repeat(64)}  listed file\n`);
    put('policies/p.yaml', 'signers: {releases: {key: {file: k.pub}}}\n');
    symlinkSync('app', at('dist/link'));
    await expect(clearOutputs(cwd, [output(name)], inputs)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(existsSync(at(name))).toBe(true);
  });
});

describe('the files that inputs name', () => {
  const reading = Object.entries(INPUTS).filter(([, { reads }]) => reads !== 'nothing');

  it.each(reading)('are kept, for every input of the table that reads files: %s', async (input) => {
    put('read.json');
    await expect(clearOutputs(cwd, [output('read.json')], { [input]: ['read.json'] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(readFileSync(at('read.json'), 'utf8')).toBe('read.json');
  });

  it('are kept if a TUF mirror names its root', async () => {
    put('root.json');
    const inputs = { 'trusted-root': ['https://mirror.example#root=root.json'] };
    await expect(clearOutputs(cwd, [output('root.json')], inputs)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('are declared for every input with the name of a file, folder, glob, place or key as its value', () => {
    const written = ['output-dir', 'bundle-path', 'reports'];
    const named = Object.entries(INPUTS).filter(
      ([name, spec]) =>
        ('refersToSecret' in spec || ('placeholder' in spec && /FILE|FOLDER|GLOB|PLACE|PATH|DIR|KEY$/.test(spec.placeholder))) &&
        !written.includes(name),
    );
    expect(named.map(([name]) => name).sort()).toEqual(reading.map(([name]) => name).sort());
  });
});

describe('an output', () => {
  it.each(['folder', 'to-folder', 'pipe', 'to-pipe', '/dev/null'])(
    'that exists and is not a file is refused and kept: %s',
    async (name) => {
      mkdirSync(at('folder'));
      symlinkSync('folder', at('to-folder'));
      execFileSync('mkfifo', [at('pipe')]);
      symlinkSync('pipe', at('to-pipe'));
      const places = [{ ...output(name), undecided: 'undecided' }];
      await expect(clearOutputs(cwd, places, {})).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringContaining('not a regular file'),
      });
      expect(lstatSync(name.startsWith('/') ? name : at(name)).isFile()).toBe(false);
    },
  );

  it('below a file is refused before anything is judged', async () => {
    put('app');
    await expect(clearOutputs(cwd, [output('app/x/r.md')], {})).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(readFileSync(at('app'), 'utf8')).toBe('app');
  });

  it('has a path of its own', async () => {
    await expect(clearOutputs(cwd, [output('a'), output('./a')], {})).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
