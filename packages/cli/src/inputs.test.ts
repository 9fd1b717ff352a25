import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readOptions } from '@countersign/surface/options';
import { withSubjects } from './inputs.js';

const NOTHING = { inputs: {}, extra: {}, command: undefined, json: false, help: false };
const pathsOf = (...positionals: readonly string[]): readonly string[] | undefined => {
  const inputs = withSubjects({ ...NOTHING, positionals });
  return readOptions('verify-gate', { ...inputs, policies: ['p.yaml'] }, 'flag').paths;
};

/* `countersign verify dist/*`: the shell puts the names of all files in the folder into the arguments. */
describe('names of files as arguments', () => {
  const before = process.cwd();
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-inputs-'));
    writeFileSync(join(folder, '!app.tgz'), '');
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  it('are read as they are', () => {
    expect(pathsOf('dist/app.tgz', 'dist/tool, v1.bin', 'dist/\u00fc b')).toEqual([
      'dist/app.tgz',
      'dist/tool, v1.bin',
      'dist/\u00fc b',
    ]);
    expect(pathsOf('dist/*', '!dist/*.txt')).toEqual(['dist/*', '!dist/*.txt']);
  });

  it.each(['dist/app.tgz ', ' app.tgz', 'app.tgz\t', 'app.tgz\n!evil.tgz', 'app.tgz\revil.tgz', '!app.tgz', 'app.tgz\u00a0'])(
    'are refused if they would be read as another name: %j',
    (name) => {
      expect(() => pathsOf('app.tgz', name)).toThrow(/would be read as another/);
    },
  );
});
