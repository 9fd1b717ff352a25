import { describe, expect, it } from '@jest/globals';
import { markdownCode, markdownText, xml } from '../../../core/src/reports/escape.js';
import { cell } from '../markdown.js';
import { githubStyle } from '../github/commands.js';
import { createLog, screenOf } from './create-log.js';
import { createSecrets } from './secrets.js';

const PASSWORD = 'Tr0ub4dor&3 "x"';
const OPAQUE = 'ghs_9f8Q2mX7vLk3Rw6ZtYb1Nc5Hd0Js4Pa8Ue';
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = part({ alg: 'RS256', typ: 'JWT', kid: '0123456789abcdef' });
const PAYLOAD = part({
  jti: 'e9c7a1f0',
  sub: 'repo:acme/app:ref:refs/heads/main',
  iss: 'https://token.actions.githubusercontent.com',
});
const SIGNATURE = Buffer.alloc(256, 'q7Zk1-_signature-bytes').toString('base64url');
const TOKEN = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;

const masker = (...secrets: readonly string[]): ((text: string) => string) => {
  const known = createSecrets();
  for (const secret of secrets) known.add(secret);
  return known.mask;
};
const wrapped = (text: string, width: number, end: string): string =>
  text.match(new RegExp(`.{1,${width}}`, 'gs'))?.join(end) ?? '';
const everyByte = (text: string): string => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('');

const FORMS: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['base64', (secret) => Buffer.from(secret).toString('base64')],
  ['base64 behind a user name', (secret) => Buffer.from(`user:${secret}`).toString('base64')],
  ['base64 behind another user name', (secret) => Buffer.from(`robot:${secret}`).toString('base64')],
  ['base64 behind a third', (secret) => Buffer.from(`oauth2:${secret}`).toString('base64')],
  ['base64url', (secret) => Buffer.from(secret).toString('base64url')],
  ['hex', (secret) => Buffer.from(secret).toString('hex')],
  ['upper-case hex', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded in a form', (secret) => new URLSearchParams({ a: secret }).toString().slice(2)],
  ['percent-encoded byte by byte', everyByte],
  ['JSON', (secret) => JSON.stringify(secret)],
  ['JSON inside JSON', (secret) => JSON.stringify(JSON.stringify(secret))],
  ['Markdown code', (secret) => markdownCode(secret, 9999)],
  ['Markdown text', (secret) => markdownText(secret, 9999)],
  ['a table cell', (secret) => cell(secret, 9999)],
  ['XML', xml],
  ['over lines', (secret) => wrapped(secret, 5, '\n')],
  ['over lines, indented', (secret) => wrapped(secret, 7, '\r\n    ')],
  ['over lines, in JSON', (secret) => JSON.stringify(wrapped(secret, 7, '\n'))],
  ['base64 over lines', (secret) => wrapped(Buffer.from(secret).toString('base64'), 8, '\n')],
];

/** Eight successive characters of the secret that are still in the text. */
function left(shown: string, secret: string): readonly string[] {
  return Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8)).filter((run) => shown.includes(run));
}

describe.each([
  ['a password', PASSWORD],
  ['an opaque token', OPAQUE],
  ['an identity token', TOKEN],
])('%s is masked', (_, secret) => {
  const mask = masker(secret);
  it.each(FORMS)('%s', (form, write) => {
    const shown = mask(`before ${write(secret)} after`);
    // A user name before it is not a secret.
    expect(left(shown, write(secret).slice(form.includes('behind') ? 12 : 0))).toEqual([]);
    expect(shown.startsWith('before ')).toBe(true);
    expect(shown.endsWith(' after')).toBe(true);
    expect(shown).toContain('***');
  });

  it('several times, together with others', () => {
    expect(mask(`${secret}${secret} and ${secret}`)).toBe('*** and ***');
  });
});

describe('parts of a token are masked', () => {
  const mask = masker(TOKEN, OPAQUE);
  it.each([
    ['its signature', SIGNATURE],
    ['its payload', PAYLOAD],
    ['its payload in standard base64', Buffer.from(PAYLOAD, 'base64url').toString('base64').replace(/=+$/, '')],
    ['its signature in standard base64', Buffer.from(SIGNATURE, 'base64url').toString('base64').replace(/=+$/, '')],
    ['its signature in hex', Buffer.from(SIGNATURE, 'base64url').toString('hex')],
    ['payload and signature', `${PAYLOAD}.${SIGNATURE}`],
    ['header and payload', `${HEADER}.${PAYLOAD}`],
    ['its first 60 characters', TOKEN.slice(0, 60)],
    ['its first 300 characters', TOKEN.slice(0, 300)],
    ['its last 100 characters', TOKEN.slice(-100)],
    ['a part of its signature', SIGNATURE.slice(40, 90)],
    ['the first half of an opaque one', OPAQUE.slice(0, 20)],
    ['the second half of an opaque one', OPAQUE.slice(-20)],
  ])('%s', (_, text) => {
    expect(mask(`< ${text} >`)).toBe('< *** >');
  });
});

describe('text that is not secret is kept', () => {
  it('short values, marker lines of PEM, digests, identities and base64 of public claims', () => {
    const mask = masker(
      'abc',
      TOKEN,
      '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----',
    );
    for (const text of [
      'abc',
      '-----BEGIN PRIVATE KEY----- -----BEGIN PUBLIC KEY-----',
      'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      'https://token.actions.githubusercontent.com repo:acme/app:ref:refs/heads/main',
      Buffer.from('https://token.actions.githubusercontent.com').toString('base64'),
    ])
      expect(mask(text)).toBe(text);
    expect(mask('key MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg end')).toBe('key *** end');
  });

  it('text before and after a secret, with its line breaks', () => {
    expect(masker(OPAQUE)(`a\n${OPAQUE}\nb &amp; c \\n d`)).toBe('a\n***\nb &amp; c \\n d');
  });

  it('takes time in proportion to the text', () => {
    const mask = masker(TOKEN, OPAQUE, PASSWORD);
    const text = `${'x'.repeat(80)}\n`.repeat(20_000);
    expect(mask(text)).toBe(text);
  });
});

it('a value that is too short, or one of our own words, is not masked', () => {
  const secrets = createSecrets();
  const lines: string[] = [];
  const screen = screenOf(githubStyle, (line) => lines.push(line));
  const log = createLog({ level: 'info', format: 'text', screen, secrets, clock: () => new Date(0) });
  for (const value of ['e', 'abc', 'denied', 'Allowed', ' decision\n']) log.secret(value);
  log.error('decision: denied for dist/app.tgz', { code: 'NO_RULE' });
  expect(lines).toEqual(['::error title=NO_RULE::decision: denied for dist/app.tgz']);
  log.secret(OPAQUE);
  log.secret(OPAQUE);
  expect(lines.slice(1)).toEqual([`::add-mask::${OPAQUE}`, `::add-mask::${OPAQUE}`]);
});
