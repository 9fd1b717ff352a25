import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.js';
import { command } from './commands/verify.js';

describe('flags of other tools', () => {
  it.each([
    ['--repo', '--repository'],
    ['--certificate-github-workflow-repository', '--repository'],
    ['--cert-identity', '--certificate-identity'],
    ['--type', '--predicate-type'],
    ['-R', '--repository'],
    ['--source-uri=github.com/acme/app', '--repository'],
    ['--polcy', '--policy'],
  ])('for %s, %s is suggested', (found, meant) => {
    expect(() => readArguments(command, ['app.tgz', found, 'x'])).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        hint: expect.stringMatching(new RegExp(`^Did you mean ${meant}\\?`)) as unknown,
      }),
    );
  });
});

describe('files with names of flags', () => {
  const before = process.cwd();
  beforeEach(() => {
    process.chdir(mkdtempSync(join(tmpdir(), 'countersign-arguments-')));
    writeFileSync('app.tgz', '');
  });
  afterEach(() => {
    const folder = process.cwd();
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  const flags = ['--policy', 'p.yaml', '--mode=enforce'];

  it.each(['--help', '-h', '--mode=warn', '--json', '--policy=evil.yaml', '--'])(
    '`verify *` with a file %s is refused',
    (name) => {
      expect(readArguments(command, [...readdirSync('.'), ...flags]).positionals).toEqual(['app.tgz']);
      writeFileSync(name, '');
      for (const argv of [
        [...readdirSync('.'), ...flags],
        [...flags, ...readdirSync('.')],
      ])
        expect(() => readArguments(command, argv)).toThrow(/is the name of a file in this folder/);
    },
  );

  it('words after -- are not read as our flags', () => {
    writeFileSync('--help', '');
    expect(readArguments(command, ['app.tgz', ...flags, '--', 'tool', '--help']).command).toEqual(['tool', '--help']);
  });
});
