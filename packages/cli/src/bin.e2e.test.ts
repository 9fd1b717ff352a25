import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

  const onUnix = process.platform === 'win32' ? it.skip : it;
  /** Code that V8 takes for that of the program, kept by whoever: it has to be left alone. */
  const isUsed = (): boolean => {
    // A digest that does not fit is only noticed when the file is read; read, it is replaced.
    writeFileSync(kept(), Buffer.alloc(64));
    version();
    return readFileSync(kept()).length !== 64;
  };

  onUnix('is used where the folder is ours alone', () => {
    version();
    expect(isUsed()).toBe(true);
  });

  onUnix.each<[string, () => void]>([
    ['a folder that others may write', () => chmodSync(cache(), 0o777)],
    ['a folder of a group', () => chmodSync(cache(), 0o770)],
    [
      'a link to a folder',
      () => {
        renameSync(cache(), join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), cache());
      },
    ],
  ])('is not used, and not made, in %s', (_, open) => {
    const first = version();
    open();
    expect(isUsed()).toBe(false);
    expect(version('--help')[0]).toBe(0);
    expect(version()).toEqual(first);
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

it('an older Node is told which one is needed', () => {
  const older =
    "data:text/javascript,delete process.getBuiltinModule;Object.defineProperty(process,'versions',{value:{node:'18.20.8'}})";
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', older, bundle, '--version'], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    'countersign: Node 20.16, 22.3 or newer is needed, and this is Node 18.20.8\n',
  ]);
});
