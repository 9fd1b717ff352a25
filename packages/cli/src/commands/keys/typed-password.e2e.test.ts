import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { countersign } from '../../testing/program.js';
import { hasTerminal, onTerminal } from '../../testing/terminal.js';

/** The password of a new key, typed at a terminal of its own. */

const PASSWORD = 'correct horse bättery';
const FIRST = 'Password for the new key: ';
const SECOND = 'The same password again: ';
const ENTER = '\r';
const BACKSPACE = '\u007f';
const INTERRUPT = '\u0003';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-typed-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const GENERATE = ['keys', 'generate', '--output', 'release.key'];
const generate = (...answers: readonly (readonly [string, string])[]) => onTerminal(GENERATE, { cwd, answers });

/** Whether the key that was made opens with a password. */
async function opensWith(password: string): Promise<boolean> {
  const inspected = await countersign(['keys', 'inspect', 'release.key', '--key-password', 'env://GIVEN'], {
    cwd,
    env: { GIVEN: password },
  });
  return inspected.status === 0;
}

(hasTerminal ? describe : describe.skip)('a password that is typed', () => {
  it('is asked for twice, is shown nowhere, and opens the key', async () => {
    const { status, text } = await generate([FIRST, `${PASSWORD}${ENTER}`], [SECOND, `${PASSWORD}${ENTER}`]);
    expect([status, text]).toEqual([0, expect.stringContaining(`${FIRST}\n${SECOND}\n`)]);
    for (const part of [PASSWORD, 'correct', 'horse', 'ttery']) expect(text).not.toContain(part);
    expect(readFileSync(join(cwd, 'release.key'), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----/);
    expect([await opensWith(PASSWORD), await opensWith(`${PASSWORD}x`)]).toEqual([true, false]);
  });

  it('can be corrected, also by a character of several bytes', async () => {
    const typed = `wröng${BACKSPACE.repeat(3)}ong one${ENTER}`;
    const { status } = await generate([FIRST, typed], [SECOND, `wrong one${ENTER}`]);
    expect([status, await opensWith('wrong one')]).toEqual([0, true]);
  });

  it('may be typed ahead: the second question takes the rest', async () => {
    const { status } = await generate([FIRST, `${PASSWORD}${ENTER}${PASSWORD}${ENTER}`]);
    expect([status, await opensWith(PASSWORD)]).toEqual([0, true]);
  });

  it.each<readonly [string, readonly (readonly [string, string])[], RegExp]>([
    [
      'the second differs',
      [
        [FIRST, `one${ENTER}`],
        [SECOND, `two${ENTER}`],
      ],
      /INPUT_INVALID: the two passwords differ/,
    ],
    ['it is empty', [[FIRST, ENTER]], /INPUT_INVALID: the password for the new key is empty/],
  ])('makes no key if %s', async (_, answers, message) => {
    const { status, text } = await generate(...answers);
    expect([status, text]).toEqual([3, expect.stringMatching(message)]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('Ctrl-C ends the program, makes no key, and leaves the terminal as it was', async () => {
    const { status, text } = await onTerminal(GENERATE, {
      cwd,
      answers: [[FIRST, `half${INTERRUPT}`]],
      redirected: '; echo "ended with $?"; stty -a',
    });
    expect([status, text]).toEqual([0, expect.stringMatching(/ended with 130/)]);
    // The terminal shows again what is typed.
    expect(text).toMatch(/[^-]echo\b/);
    expect(text).toMatch(/[^-]icanon\b/);
    expect(text).not.toContain('half');
    expect(existsSync(join(cwd, 'release.key'))).toBe(false);
  });

  it('is not asked for where standard input is no terminal', async () => {
    const { status, text } = await onTerminal(GENERATE, { cwd, redirected: '</dev/null' });
    expect([status, text]).toEqual([3, expect.stringContaining('no terminal to ask at')]);
    expect(text).not.toContain(FIRST);
  });
});
