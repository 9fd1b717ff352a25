import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLog } from '../log/create-log.js';
import { createSecrets } from '../log/secrets.js';
import { lightRunner } from '../light-runner.js';
import { toolkitRunner } from '../toolkit-runner.js';
import type { Runner } from './runner.js';
import { EVIL, isCommand, outputsIn } from './testing/runner-reading.js';

const folder = mkdtempSync(join(tmpdir(), 'countersign-runner-'));
const FILES = {
  GITHUB_OUTPUT: join(folder, 'output'),
  GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  GITHUB_PATH: join(folder, 'path'),
};
const before = { ...process.env };
const write = process.stdout.write.bind(process.stdout);

describe.each([
  ['lightRunner', lightRunner],
  ['toolkitRunner', toolkitRunner],
])('%s', (_, makeRunner) => {
  let printed = '';
  beforeEach(() => {
    printed = '';
    for (const file of Object.values(FILES)) writeFileSync(file, '');
    Object.assign(process.env, FILES);
    process.stdout.write = (text: string | Uint8Array) => {
      printed += String(text);
      return true;
    };
  });
  afterEach(() => {
    process.stdout.write = write;
    for (const name of Object.keys(FILES)) process.env[name] = before[name] ?? '';
  });

  const runner = (): Runner =>
    makeRunner({
      env: process.env,
      random: (length) => randomBytes(length),
      print: (line) => process.stdout.write(`${line}\n`),
    });
  const log = (format: 'text' | 'json' = 'text') =>
    createLog({ level: 'debug', format, screen: runner(), secrets: createSecrets(), clock: () => new Date(0) });

  it('writes levels, groups and secrets as escaped workflow commands', async () => {
    const it = log();
    it.secret('hunter2%\nsecond line');
    it.debug('100%');
    it.info('100%: hunter2%');
    it.warn('careful');
    runner().message('error', ['no', '  because: 5 % less'], 'A:B,C%');
    await expect(it.group('one\n::two', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(printed.split(/\r?\n/)).toEqual([
      '::add-mask::hunter2%25%0Asecond line',
      '::debug::100%25',
      '100%: ***',
      '::warning::careful',
      '::error title=A%3AB%2CC%25::no%0A  because: 5 %25 less',
      '::group::one\\n::two',
      '::endgroup::',
      '',
    ]);
  });

  it.each(EVIL)('never lets untrusted text become a command: %j', (text) => {
    log().info(text);
    log().info(`prefix ${text}`);
    expect(printed.split(/\r?\n|\r/).filter(isCommand)).toEqual([]);
  });

  it.each(EVIL)('keeps untrusted text inside its annotation: %j', (text) => {
    log().error(text, { code: 'INTERNAL' });
    expect(printed).toMatch(/^::error title=INTERNAL::[^\r\n]*\r?\n$/);
  });

  it('prints an event of the JSON log as it is', () => {
    log('json').warn('100%', { code: 'INTERNAL' });
    expect(JSON.parse(printed)).toEqual({ time: '1970-01-01T00:00:00.000Z', level: 'warn', message: '100%', code: 'INTERNAL' });
  });

  it('sets any value of an output, and no value can set another output', () => {
    const evil = 'x\nEOF\ndecision<<EOF\nallowed\nEOF';
    runner().setOutput('bundles', evil);
    runner().setOutput('decision', 'denied');
    runner().setOutput('empty', '');
    expect(outputsIn(readFileSync(FILES.GITHUB_OUTPUT, 'utf8'))).toEqual({ bundles: evil, decision: 'denied', empty: '' });
    expect(printed).toBe('');
  });

  it('appends to the summary', async () => {
    await runner().appendSummary('# one');
    await runner().appendSummary('| `100%` |');
    expect(readFileSync(FILES.GITHUB_STEP_SUMMARY, 'utf8').split(/\r?\n/)).toEqual(['# one', '| `100%` |', '']);
  });

  it('adds folders to PATH, and refuses one with a line break', () => {
    const path = process.env['PATH'];
    runner().addPath('/opt/a b');
    runner().addPath('C:\\c');
    expect(() => {
      runner().addPath('/opt/x\n/evil');
    }).toThrow('line break');
    process.env['PATH'] = path;
    expect(readFileSync(FILES.GITHUB_PATH, 'utf8').split(/\r?\n/)).toEqual(['/opt/a b', 'C:\\c', '']);
    expect(printed).toBe('');
  });

  it('cuts a summary that GitHub would refuse at the end of a line, with a note', async () => {
    await runner().appendSummary(Array.from({ length: 30_000 }, (_, row) => `| ${String(row)} | ${'ü'.repeat(40)} |`).join('\n'));
    const text = readFileSync(FILES.GITHUB_STEP_SUMMARY, 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain('The summary is cut here');
    expect(text).not.toContain('\ufffd');
  });

  it('neither prints nor fails without a runner', async () => {
    for (const name of Object.keys(FILES)) process.env[name] = '';
    runner().setOutput('bundles', 'x');
    await runner().appendSummary('x');
    runner().addPath('/opt/x');
    expect(printed).toBe('');
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});
