import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { credentialFiles, readCredentialFile } from './credential-files.js';

describe('credential files that a variable names', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
    mkdirSync(join(home, '.docker'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const read = (env: Readonly<Record<string, string>>): unknown[] => credentialFiles(env).map(readCredentialFile);

  it.each(['/dev/null', '/proc/x', '/proc/self/fd', '/nonexistent'])('are ignored if HOME is %s', (path) => {
    expect(read({ HOME: path }).every((file) => file === undefined)).toBe(true);
  });

  it('may be links to files', () => {
    writeFileSync(join(home, 'real.json'), '{"auths":{}}');
    symlinkSync(join(home, 'real.json'), join(home, '.docker', 'config.json'));
    expect(read({ HOME: home })[0]).toEqual({ auths: {} });
  });

  it.each<[string, (path: string) => void]>([
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
    ['an endless device', (path) => symlinkSync('/dev/zero', path)],
  ])('are an error, and not waited for, where one is %s', (_, make) => {
    make(join(home, '.docker', 'config.json'));
    expect(() => read({ HOME: home })).toThrow('the credential file cannot be read');
  });
});
