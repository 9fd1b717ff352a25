import { describe, expect, it } from '@jest/globals';
import type { LogLevel, RunEvent } from '@countersign/core/run';
import { screenOf } from '../log/create-log.js';
import { createSecrets } from '../log/secrets.js';
import { terminalStyle } from '../log/terminal-style.js';
import { createEmit } from './emit.js';

function linesOf(events: readonly RunEvent[], level: LogLevel = 'info', format: 'text' | 'json' = 'text'): readonly string[] {
  const shown: string[] = [];
  const progress = { show: (text: string) => void shown.push(text), end: () => void shown.push('(end)') };
  const screen = screenOf(terminalStyle, () => undefined);
  const emit = createEmit({ level, format, screen, secrets: createSecrets(), clock: () => new Date(0), progress });
  for (const event of events) emit(event);
  return shown;
}
const signed = (artifact: string): RunEvent => ({
  event: 'signed',
  artifact,
  subjects: 1,
  signer: 'me',
  key: '00',
  durationMs: 1,
});
const stored: RunEvent = { event: 'stored', artifact: 'r/i', digest: 'sha256:00', reference: 'r/i@sha256:01' };
const examined = (artifact: string): RunEvent => ({ event: 'examined', artifact, digest: 'sha256:00' });
const decided: RunEvent = { event: 'decided', outcome: 'denied', subjects: 2, mode: 'enforce', verdicts: [], durationMs: 1 };

describe('the progress line', () => {
  it('counts signatures, and what is stored with images', () => {
    expect(linesOf([{ event: 'to-sign', count: 2 }, signed('a'), signed('b'), stored])).toEqual([
      'made 0 of 2 signatures',
      'made 1 of 2 signatures',
      'made 2 of 2 signatures',
      'made 2 of 2 signatures, stored 1',
    ]);
  });

  it('counts artifacts, without names and outcomes, and ends with the decision', () => {
    expect(linesOf([{ event: 'to-judge', subjects: 2 }, examined('a'), examined('b'), decided])).toEqual([
      'examined 0 of 2 artifacts',
      'examined 1 of 2 artifacts',
      'examined 2 of 2 artifacts',
      '(end)',
    ]);
  });

  it('is not there for one artifact, in a JSON log, and where only warnings are printed', () => {
    expect(linesOf([{ event: 'to-sign', count: 1 }, signed('a')])).toEqual([]);
    expect(linesOf([{ event: 'to-judge', subjects: 2 }, examined('a')], 'info', 'json')).toEqual([]);
    expect(linesOf([{ event: 'to-judge', subjects: 2 }, examined('a')], 'warn')).toEqual([]);
  });
});
