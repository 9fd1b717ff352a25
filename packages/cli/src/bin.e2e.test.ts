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

describe('the cached code of the command line', () => {
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
  const cached = (): string => join(cache(), readdirSync(cache())[0] ?? '');

  it('is written once and changes nothing', () => {
    const first = version();
    expect(first).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/), '']);
    const bytes = readFileSync(cached());
    expect(version()).toEqual(first);
    expect(readdirSync(cache())).toHaveLength(1);
    expect(readFileSync(cached()).equals(bytes)).toBe(true);
  });

  it('lets parts be loaded later, and prints nothing', () => {
    for (let run = 0; run < 2; run += 1) expect(version('--help')).toEqual([0, expect.stringContaining('verify'), '']);
  });

  it.each([
    ['incomplete', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['changed', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -100), Buffer.alloc(100, 1)])],
    ['empty', () => Buffer.alloc(0)],
  ])('is not used when it is %s, and written again', (_, harm) => {
    const first = version();
    const bytes = readFileSync(cached());
    writeFileSync(cached(), harm(bytes));
    expect(version()).toEqual(first);
    expect(readFileSync(cached()).length).toBeGreaterThan(bytes.length / 2);
  });

  const onUnix = process.platform === 'win32' ? it.skip : it;
  /** Whether the cached file is read. */
  const isUsed = (): boolean => {
    // A wrong digest is noticed only when the file is read; then the file is replaced.
    writeFileSync(cached(), Buffer.alloc(64));
    version();
    return readFileSync(cached()).length !== 64;
  };

  onUnix('is used if only we can write to the folder', () => {
    version();
    expect(isUsed()).toBe(true);
  });

  onUnix.each<[string, () => void]>([
    ['a folder that all users may write', () => chmodSync(cache(), 0o777)],
    ['a folder that a group may write', () => chmodSync(cache(), 0o770)],
    [
      'a link to a folder',
      () => {
        renameSync(cache(), join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), cache());
      },
    ],
  ])('is not used or written in %s', (_, open) => {
    const first = version();
    open();
    expect(isUsed()).toBe(false);
    expect(version('--help')[0]).toBe(0);
    expect(version()).toEqual(first);
  });

  it('of another program of the same length is not used', () => {
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

  it('a program that cannot be read ends with status 2, not with a decision', () => {
    rmSync(join(folder, 'program', 'main.js'));
    expect(version()[0]).toBe(2);
  });
});

it.each([
  ['18.20.8', 'process.getBuiltinModule'],
  ['20.17.0', 'URL.parse'],
])('Node %s, which lacks %s, prints which version is needed', (version, lacks) => {
  const older = `data:text/javascript,delete ${lacks};Object.defineProperty(process,'versions',{value:{node:'${version}'}})`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', older, bundle, '--version'], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    `countersign: Node 20.18, 22.3 or newer is needed; this is Node ${version}\n`,
  ]);
});
