import { describe, expect, it } from '@jest/globals';
import type { LogLevel, RunEvent } from '@countersign/core/run';
import { githubStyle } from '../github/commands.js';
import { EVIL, isCommand } from '../github/testing/runner-reading.js';
import { screenOf } from '../log/create-log.js';
import { createSecrets } from '../log/secrets.js';
import { createEmit } from './emit.js';
import type { ReadEvent } from './reader.js';

const SECRET = 'hunter2-hunter2';

function logOf(format: 'text' | 'json', level: LogLevel = 'debug') {
  const lines: string[] = [];
  const secrets = createSecrets();
  secrets.add(SECRET);
  const screen = screenOf(githubStyle, (line) => void lines.push(line));
  const settings = { level, format, screen, secrets, clock: () => new Date(0) };
  return { lines, settings, emit: createEmit(settings) };
}
const decided = (more: Partial<Extract<RunEvent, { readonly event: 'decided' }>> = {}): RunEvent => ({
  event: 'decided',
  outcome: 'denied',
  code: 'EVIDENCE_NONE',
  mode: 'enforce',
  subjects: 1,
  durationMs: 5,
  verdicts: [{ artifact: 'app', digest: 'sha256:00', policy: 'p', outcome: 'denied', code: 'EVIDENCE_NONE' }],
  ...more,
});

describe('the JSON log', () => {
  it('has one event per line, with its fields', () => {
    const { lines, emit } = logOf('json');
    emit({ event: 'stored', artifact: 'r/i@sha256:00', digest: 'sha256:01', reference: 'r/i@sha256:01' });
    emit(decided());
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'info',
        event: 'stored',
        message: 'stored r/i@sha256:01',
        artifact: 'r/i@sha256:00',
        digest: 'sha256:01',
        reference: 'r/i@sha256:01',
      },
      { time: '1970-01-01T00:00:00.000Z', level: 'error', message: 'denied: 1 artifact', ...decided() },
    ]);
  });

  it.each(EVIL)('never lets untrusted text become a command: %j', (text) => {
    const { lines, emit } = logOf('json');
    emit({ event: 'one-file', artifact: text, other: text });
    expect(lines).toHaveLength(1);
    expect(lines.flatMap((line) => line.split(/\r?\n|\r/)).filter(isCommand)).toEqual([]);
  });
});

describe('the text log', () => {
  it('has lines for people, and omits events that the surface shows', () => {
    const { lines, emit } = logOf('text');
    emit(decided());
    emit({ event: 'not-stored', artifact: 'a', code: 'STORE_FAILED', problem: 'no room', path: 'a.json' });
    expect(lines).toEqual([
      '::warning title=STORE_FAILED::no room; the bundle is kept in a.json, from where a run with resume stores it',
    ]);
  });

  it.each(EVIL)('never lets untrusted text become a command: %j', (text) => {
    const { lines, emit } = logOf('text');
    emit({ event: 'one-file', artifact: text, other: text });
    expect(lines.flatMap((line) => line.split(/\r?\n|\r/)).filter(isCommand)).toEqual([]);
  });
});

describe.each(['text', 'json'] as const)('both logs: %s', (format) => {
  it('omit events below their level', () => {
    const { lines, emit } = logOf(format, 'warn');
    emit({ event: 'resolved', artifact: 'r/i', digest: 'sha256:00', reference: 'r/i:v1' });
    expect(lines).toEqual([]);
    emit({ event: 'trust-cache-refused', problem: 'expired' });
    expect(lines).toHaveLength(1);
  });

  it('show no secret, in any field, and cut long texts', () => {
    const { lines, emit } = logOf(format);
    emit(decided({ target: SECRET, verdicts: [{ artifact: SECRET, digest: '', policy: `a ${SECRET} b`, outcome: 'denied' }] }));
    emit({ event: 'retried', host: SECRET, problem: Buffer.from(SECRET).toString('base64'), durationMs: 1 });
    emit({ event: 'trust-cache-refused', problem: 'x'.repeat(1_000_000) });
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).not.toContain(Buffer.from(SECRET).toString('base64'));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(6000);
  });

  it('show no secret that is complete only in the text of the event', () => {
    const { lines, emit, settings } = logOf(format);
    settings.secrets.add('sesame and lily');
    emit({ event: 'one-file', artifact: 'sesame', other: 'lily' });
    expect(lines).toHaveLength(1);
    expect(lines.join('')).not.toContain('sesame and lily');
  });
});

it('a further reader gets every event, masked, whatever the log shows', () => {
  const { settings, lines } = logOf('text', 'error');
  const heard: ReadEvent[] = [];
  const emit = createEmit(settings, [() => ({ wants: () => true, read: (one) => void heard.push(one) }), () => undefined]);
  emit({ event: 'one-file', artifact: SECRET, other: 'b' });
  expect(heard).toEqual([
    {
      event: { event: 'one-file', artifact: '***', other: 'b' },
      time: new Date(0),
      level: 'info',
      text: '*** and b are one file',
    },
  ]);
  expect(lines).toEqual([]);
});
