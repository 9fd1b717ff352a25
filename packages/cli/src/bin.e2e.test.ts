import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bundle } from './testing/program.js';

describe('the kept code of the command line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-bin-'));
    cpSync(dirname(bundle), folder, { recursive: true, filter: (path) => !path.includes('.cache') });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const version = (flag = '--version'): readonly unknown[] => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'index.js'), flag], { encoding: 'utf8' });
    return [status, stdout, stderr];
  };
  const cache = (): string => join(folder, '.cache');
  const kept = (): string => join(cache(), readdirSync(cache())[0] ?? '');

  it('is written once and changes nothing', () => {
    const first = version();
    expect(first).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/), '']);
    const bytes = readFileSync(kept());
    expect(version()).toEqual(first);
    expect(readdirSync(cache())).toHaveLength(1);
    expect(readFileSync(kept()).equals(bytes)).toBe(true);
  });

  it('lets parts be loaded later, without a word', () => {
    for (let run = 0; run < 2; run += 1) expect(version('--help')).toEqual([0, expect.stringContaining('verify'), '']);
  });

  it.each([
    ['torn', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['altered', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -100), Buffer.alloc(100, 1)])],
    ['empty', () => Buffer.alloc(0)],
  ])('is not used when it is %s, and made anew', (_, harm) => {
    const first = version();
    const bytes = readFileSync(kept());
    writeFileSync(kept(), harm(bytes));
    expect(version()).toEqual(first);
    expect(readFileSync(kept()).length).toBeGreaterThan(bytes.length / 2);
  });

  it('is not that of another program of the same length', () => {
    version();
    const main = join(folder, 'program', 'main.js');
    const text = readFileSync(main, 'utf8');
    const changed = text.replaceAll(`"${String(version()[1]).trim()}"`, '"7.7.7"');
    expect(changed).not.toBe(text);
    writeFileSync(main, changed);
    expect(version()[1]).toMatch(/^7/);
  });

  it('is not needed where nothing can be written', () => {
    writeFileSync(cache(), 'a file in place of the folder');
    expect(version()[0]).toBe(0);
  });

  it('a program that cannot be read is no verdict', () => {
    rmSync(join(folder, 'program', 'main.js'));
    expect(version()[0]).toBe(2);
  });
});
