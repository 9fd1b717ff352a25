import { describe, expect, it } from '@jest/globals';
import { createLog } from '../log/create-log.js';
import { createSecrets } from '../log/secrets.js';
import { command, githubStyle } from './commands.js';

/** What the runner does to a line before it looks for commands (ActionCommand.TryParseV2 and TryParse). */
function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[');
}

function record(style = githubStyle) {
  const lines: string[] = [];
  const secrets = createSecrets();
  const log = createLog({
    level: 'debug',
    format: 'text',
    style,
    secrets,
    write: (line) => lines.push(line),
    clock: () => new Date(0),
  });
  return { lines, log };
}

const EVIL = [
  '::set-env name=PATH::/tmp',
  '  ::add-mask::x',
  'a\n::error::forged',
  'x ##[command]rm',
  '\r::warning::x',
  '\u2028::debug::x',
  ':::set-output::',
];

describe('workflow commands', () => {
  it('escapes data and properties as the runner unescapes them', () => {
    expect(command('error', { title: 'A:B,C%' }, '100%\r\nnext')).toBe('::error title=A%3AB%2CC%25::100%25%0D%0Anext');
  });

  it.each(EVIL)('never lets foreign text become a command: %j', (text) => {
    const { lines, log } = record();
    log.info(text);
    log.info(`prefix ${text}`);
    expect(lines.flatMap((line) => line.split(/\r?\n|\r/)).filter(isCommand)).toEqual([]);
  });

  it.each(EVIL)('keeps foreign text inside its annotation: %j', (text) => {
    const { lines, log } = record();
    log.error(text, { code: 'INTERNAL' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error title=INTERNAL::[^\r\n]*$/);
  });

  it('folds groups even when their body fails', async () => {
    const { lines, log } = record();
    await expect(log.group('one\n::two', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(lines).toEqual(['::group::one\\n::two', '::endgroup::']);
  });

  it('masks secrets in messages, groups and events, longest first', () => {
    const { lines, log } = record();
    log.secret('hunter2hunter2');
    log.secret('hunter2');
    log.info('password hunter2hunter2, hunter2');
    expect(lines.at(-1)).toBe('password ***, ***');
  });
});
