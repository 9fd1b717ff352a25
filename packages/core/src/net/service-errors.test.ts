import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { AnswerRefused, NetworkFailure } from './failures.js';
import { serverWords } from './server-words.js';
import { clockNote, noAnswer, notAnswered, type AskedService } from './service-errors.js';
import { testRun } from './testing/test-run.js';

const run = testRun();
const started = run.clock();
const asked: AskedService = {
  role: 'the service',
  url: 'https://a.test/x?secret=1',
  expected: 'an answer',
  configured: 'the file',
  instead: 'Use another.',
  refused: 'Ask the operator.',
  secrets: ['hunter2hunter2'],
};
const answer = (status: number, body = '', headers: Record<string, string> = {}, attempts = 1) => ({
  status,
  headers,
  body: new TextEncoder().encode(body),
  url: 'https://a.test/x?secret=1',
  attempts,
});

describe('the words of a server', () => {
  it.each([
    ['{"message":"no"}', 'no'],
    ['{"code":3,"message":"general","detail":"the reason"}', 'general; the reason'],
    ['{"error":"invalid_grant","error_description":"the token is old"}', 'the token is old; invalid_grant'],
    ['{"type":"about:blank","title":"Forbidden","detail":"not this key"}', 'not this key; Forbidden'],
    ['{"error":{"code":500,"message":"inside"}}', 'inside'],
    ['{"errors":[{"code":"DENIED","message":"no push"}]}', 'no push'],
    ['{"a":1}', '{"a":1}'],
    ['<html>502</html>', '<html>502</html>'],
    ['', 'no message'],
    [
      '{"message":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln and Bearer abc and hunter2hunter2"}',
      '[token] and Bearer [secret] and [secret]',
    ],
    [JSON.stringify({ message: '\u001b[31mred\u202e' }), String.raw`\u001b[31mred\u202e`],
  ])('%s', (body, words) => {
    expect(serverWords(new TextEncoder().encode(body), ['hunter2hunter2'])).toBe(words);
  });

  it('are short', () => {
    expect(serverWords(Buffer.alloc(100_000, 'x')).length).toBeLessThan(400);
  });
});

describe('errors of services', () => {
  it('say it once if the deadline of the run passed during an attempt', () => {
    const thrown = new CountersignError('DEADLINE_EXCEEDED', 'https://a.test/x: over', { found: 'none', hint: 'Raise timeout.' });
    expect(noAnswer(run, asked, started, thrown)).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      found: 'no answer before the timeout of the run',
      hint: 'Use another.',
    });
  });

  it('name the service, the status, the attempts and the words', () => {
    const error = notAnswered(run, asked, started, answer(503, '{"detail":"down hunter2hunter2"}', {}, 4));
    expect(error).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'the service a.test is not available; waited 0 s for it',
      expected: 'an answer from https://a.test/x?…',
      found: 'HTTP 503 after 4 attempts: down [secret]',
      hint: 'Use another.',
    });
    expect(notAnswered(run, asked, started, answer(400, 'bad'))).toMatchObject({
      code: 'SERVICE_REFUSED',
      found: 'bad',
      hint: 'Ask the operator.',
    });
  });

  it('say where a redirect leads, without its query', () => {
    expect(notAnswered(run, asked, started, answer(302, '', { location: 'https://b.test/y?token=1' }))).toMatchObject({
      code: 'SERVICE_REFUSED',
      found: 'HTTP 302 to https://b.test/y?…',
      hint: expect.stringContaining('in the file'),
    });
  });

  it.each([
    [
      'a connection that can be tried again',
      new NetworkFailure('ECONNREFUSED', 3),
      'SERVICE_UNAVAILABLE',
      'm after 3 attempts',
      'h Use another.',
    ],
    ['a certificate', new NetworkFailure('CERT_HAS_EXPIRED'), 'SERVICE_UNAVAILABLE', 'm after 1 attempt', 'h'],
    ['an answer that is too large', new AnswerRefused('too large'), 'SERVICE_ANSWER_INVALID', 'm: f', 'h'],
    ['an address that is not allowed', undefined, 'FETCH_FAILED', 'f', 'h'],
  ])('about %s', (_what, cause, code, found, hint) => {
    const thrown = new CountersignError('FETCH_FAILED', 'm', { found: 'f', hint: 'h', cause });
    expect(noAnswer(run, asked, started, thrown)).toMatchObject({ code, found, hint });
  });

  it('stay as they are if the request was not allowed', () => {
    const forbidden = new CountersignError('NETWORK_FORBIDDEN', 'm');
    expect(noAnswer(run, asked, started, forbidden)).toBe(forbidden);
  });
});

describe('the clock', () => {
  const at = (minutes: number, headers: Record<string, string> = {}): string =>
    clockNote(run, {
      headers: { date: new Date(run.clock().getTime() - minutes * 60_000).toUTCString(), ...headers },
      url: 'https://a.test/x',
    });

  it('is compared with the Date header', () => {
    expect(at(10)).toBe("This machine's clock is 10 minutes ahead of the Date header of a.test: correct the clock first.");
    expect(at(-10)).toContain('10 minutes behind the Date header of a.test');
    expect(at(1)).toBe('');
    expect(clockNote(run, { headers: {}, url: 'https://a.test/' })).toBe('');
    expect(clockNote(run, { headers: { date: 'today' }, url: 'https://a.test/' })).toBe('');
  });

  it('is not wrong because an answer comes from a cache', () => {
    expect(at(60, { age: '3600' })).toBe('');
  });
});
