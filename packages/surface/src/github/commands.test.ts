import { describe, expect, it } from '@jest/globals';
import { createLog, screenOf } from '../log/create-log.js';
import { createSecrets } from '../log/secrets.js';
import { command, githubStyle } from './commands.js';

describe('workflow commands', () => {
  it('escapes data and properties as the runner unescapes them', () => {
    expect(command('error', { title: 'A:B,C%' }, '100%\r\nnext')).toBe('::error title=A%3AB%2CC%25::100%25%0D%0Anext');
  });

  it('masks secrets in messages, groups and events, longest first', () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'debug',
      format: 'text',
      screen: screenOf(githubStyle, (line) => lines.push(line)),
      secrets: createSecrets(),
      clock: () => new Date(0),
    });
    log.secret('hunter2hunter2');
    log.secret('hunter2');
    log.info('password hunter2hunter2, hunter2');
    expect(lines.at(-1)).toBe('password ***, ***');
  });

  it('JSON events contain no command of the runner, and no secret in any JSON escape', () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'info',
      format: 'json',
      screen: screenOf(githubStyle, (line) => lines.push(line)),
      secrets: createSecrets(),
      clock: () => new Date(0),
    });
    log.secret('pass"word\\1');
    log.info('##[set-output name=decision]allowed ###[x', { artifact: 'pass"word\\1', code: 'A' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/##\[|word/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: '##[set-output name=decision]allowed ###[x',
      artifact: '***',
    });
  });
});
