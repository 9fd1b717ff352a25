import { describe, expect, it } from '@jest/globals';
import { coloured, wantsColours } from './colours.js';
import { terminalStyle } from './terminal-style.js';

describe('wantsColours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ CI: 'true' }, true, false],
    [{ CI: 'true', FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ])('%j, on a terminal: %j', (env, isTerminal, expected) => {
    expect(wantsColours(env, () => isTerminal)).toBe(expected);
  });
});

describe('coloured', () => {
  const style = coloured(terminalStyle);
  const bare = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');

  it('colours levels and decisions, and changes no text', () => {
    const lines = [
      'denied: 1 of 2 artifacts: a',
      'denied: a (policy p)',
      '  EVIDENCE_NONE: allowed is no start',
      'decision: denied',
    ];
    const text = style.message('error', lines, 'EVIDENCE_NONE');
    expect(bare(text)).toBe(terminalStyle.message('error', lines, 'EVIDENCE_NONE'));
    expect(text.split('\n')).toEqual([
      '\u001b[31merror:\u001b[39m EVIDENCE_NONE: \u001b[31mdenied\u001b[39m: 1 of 2 artifacts: a',
      '\u001b[31mdenied\u001b[39m: a (policy p)',
      '  EVIDENCE_NONE: allowed is no start',
      'decision: \u001b[31mdenied\u001b[39m',
    ]);
    expect(style.message('info', ['allowed: b (policy p)', 'signed c'], undefined)).toBe(
      '\u001b[32mallowed\u001b[39m: b (policy p)\nsigned c',
    );
    expect(style.message('warn', ['careful'], undefined)).toBe('\u001b[33mwarning:\u001b[39m careful');
  });
});
