import { describe, expect, it } from '@jest/globals';
import { EVENTS, eventFields, eventLevel, eventText, FIELD_MEANINGS, isShownBySurface, type EventName } from './index.js';

const NAMES = Object.keys(EVENTS) as EventName[];

describe('the table of events', () => {
  it('has no field that no event has, and says what each event means', () => {
    const used = NAMES.flatMap((name) => [...eventFields(name).must, ...eventFields(name).may]);
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(FIELD_MEANINGS).toSorted());
    for (const name of NAMES) expect([name, EVENTS[name].when]).toEqual([name, expect.stringMatching(/^\S.{10,}[^.]$/)]);
  });

  it('names a field of an event once', () => {
    for (const name of NAMES) {
      const fields = [...eventFields(name).must, ...eventFields(name).may];
      expect([name, new Set(fields).size]).toEqual([name, fields.length]);
    }
  });

  it.each([
    [
      { event: 'left-out', artifact: 'dist', reason: 'folder' },
      'warn',
      'left out: dist is a folder; dist/** would take the files in it',
    ],
    [{ event: 'left-out', artifact: 'a.jsonl', reason: 'bundle' }, 'info', 'left out: a.jsonl is a bundle'],
    [
      { event: 'bytes-not-read', path: 'SUMS', count: 3, names: ['a', 'b'] },
      'info',
      'SUMS names files that are not beside it; their bytes were not read: a, b and 1 more',
    ],
    [
      { event: 'retried', host: 'h', problem: 'it answered 503', durationMs: 1250, attempt: 1 },
      'debug',
      'h: it answered 503; asked again in 1.3 s, attempt 2',
    ],
    [
      { event: 'waiting', service: 'the timestamp authority', host: 'h', problem: 'no answer yet', durationMs: 5012 },
      'info',
      'waiting for the timestamp authority, h, for 5 s: no answer yet',
    ],
    [
      { event: 'waiting', service: 'the log', host: 'h', problem: 'it answered 429; next attempt in 7.1 s', durationMs: 40 },
      'info',
      'waiting for the log, h: it answered 429; next attempt in 7.1 s',
    ],
    [
      { event: 'fell-back', fallback: 'service', from: 'log https://a', to: 'https://b', problem: 'no' },
      'warn',
      'log https://a failed, using https://b: no',
    ],
    [
      { event: 'unlogged', count: 0 },
      'warn',
      'transparency-log is off and there is no timestamp authority: these signatures are recorded in no public log and prove no time',
    ],
  ] as const)('words %j', (event, level, text) => {
    expect([eventLevel(event), eventText(event)]).toEqual([level, text]);
  });

  it.each([
    ['allowed', 'enforce', 'info'],
    ['denied', 'enforce', 'error'],
    ['undecided', 'enforce', 'error'],
    ['denied', 'warn', 'warn'],
  ] as const)('a decision that is %s, in mode %s, is of level %s, and the surface shows it', (outcome, mode, level) => {
    const event = { event: 'decided', outcome, mode, subjects: 1, verdicts: [], durationMs: 0 } as const;
    expect([eventLevel(event), isShownBySurface(event)]).toEqual([level, true]);
  });
});
