import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hasBrowser, openBrowser, openers } from './open-browser.js';

describe('the commands that open an address', () => {
  it.each<readonly [NodeJS.Platform, Readonly<Record<string, string>>, readonly string[]]>([
    ['linux', {}, []],
    ['linux', { DISPLAY: ':0' }, ['xdg-open', 'x-www-browser']],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', 'x-www-browser']],
    ['linux', { WSL_DISTRO_NAME: 'Debian' }, ['wslview']],
    ['linux', { BROWSER: 'firefox --new-window', DISPLAY: ':0' }, ['firefox', 'xdg-open', 'x-www-browser']],
    ['darwin', {}, ['open']],
    ['win32', {}, ['rundll32.exe']],
  ])('on %s with %j', (platform, env, programs) => {
    expect(openers(env, platform).map(([program]) => program)).toEqual(programs);
  });
});

(process.platform === 'win32' ? describe.skip : describe)('a browser', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-browser-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const program = (name: string, script: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const CHILD = { PATH: process.env['PATH'], GIVEN: 'given' };
  const url = "https://id.example/auth?a=$(touch here)&b='c'%20d";

  it('gets the address as one word, unchanged, and no shell reads it', async () => {
    const browser = program('browser', `printf '%s\\n' "$#" "$@" > "${join(folder, 'got')}"`);
    expect(await openBrowser(url, { BROWSER: browser }, CHILD, 'linux')).toBe(true);
    expect(readFileSync(join(folder, 'got'), 'utf8')).toBe(`1\n${url}\n`);
    expect(await openBrowser(url, { BROWSER: `${browser} --open=%s -x` }, CHILD, 'linux')).toBe(true);
    expect(readFileSync(join(folder, 'got'), 'utf8')).toBe(`2\n--open=${url}\n-x\n`);
    expect(existsSync('here')).toBe(false);
  });

  it('gets only the environment for other programs', async () => {
    const browser = program('browser', `env > "${join(folder, 'env')}"`);
    expect(await openBrowser(url, { BROWSER: browser, MY_PHRASE: 'hunter2' }, CHILD, 'linux')).toBe(true);
    const given = readFileSync(join(folder, 'env'), 'utf8');
    expect([given.includes('GIVEN=given'), given.includes('hunter2')]).toEqual([true, false]);
  });

  it('that fails is followed by the next one', async () => {
    program('xdg-open', 'exit 3');
    program('x-www-browser', `: > "${join(folder, 'opened')}"`);
    const env = { PATH: folder, DISPLAY: ':0', BROWSER: program('broken', 'exit 1') };
    expect(await openBrowser(url, env, CHILD, 'linux')).toBe(true);
    expect(existsSync(join(folder, 'opened'))).toBe(true);
  });

  it('that does not exist is none', async () => {
    const env = { PATH: folder, DISPLAY: ':0', BROWSER: 'no-such-browser' };
    expect([hasBrowser(env, 'linux'), await openBrowser(url, env, CHILD, 'linux')]).toEqual([false, false]);
  });

  it('is never a program of the working folder', async () => {
    const before = process.cwd();
    const ran = join(folder, 'ran');
    for (const name of ['xdg-open', 'firefox']) program(name, `: > "${ran}"`);
    process.chdir(folder);
    try {
      for (const PATH of ['', '.', `..${sep}${basename(folder)}`])
        for (const BROWSER of ['firefox', './firefox']) {
          const env = { PATH, DISPLAY: ':0', BROWSER };
          expect([hasBrowser(env, 'linux'), await openBrowser(url, env, CHILD, 'linux')]).toEqual([false, false]);
        }
    } finally {
      process.chdir(before);
    }
    expect(existsSync(ran)).toBe(false);
  });

  it('that stays open does not hold us up', async () => {
    const browser = program('browser', 'exec sleep 20');
    expect(await openBrowser(url, { BROWSER: browser, PATH: process.env['PATH'] }, CHILD, 'linux')).toBe(true);
  });
});
