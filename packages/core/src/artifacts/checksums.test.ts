import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { readChecksumFile, readChecksums } from './checksums.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const C = 'c'.repeat(128);
const read = (text: string): unknown[] =>
  readChecksums(text, 'SHA256SUMS').map(({ name, digests, origin }) => [name, digests, origin.slice('SHA256SUMS:'.length)]);

describe('readChecksums', () => {
  it.each<[string, string, unknown[]]>([
    [
      'GNU text and binary lines',
      `${A}  app.tgz\n${B} *other app.zip\n`,
      [
        ['app.tgz', { sha256: A }, '1'],
        ['other app.zip', { sha256: B }, '2'],
      ],
    ],
    ['upper-case hex, CRLF, a byte order mark', `\ufeff${A.toUpperCase()}  app.tgz\r\n`, [['app.tgz', { sha256: A }, '1']]],
    ['no newline at the end', `${A}  app.tgz`, [['app.tgz', { sha256: A }, '1']]],
    ['blank lines and comments', `# made by x\n\n${A}  app.tgz\n \n`, [['app.tgz', { sha256: A }, '3']]],
    ['SHA-512 by its length', `${C}  app.tgz`, [['app.tgz', { sha512: C }, '1']]],
    ['a name with a path', `${A}  ./dist/app.tgz`, [['dist/app.tgz', { sha256: A }, '1']]],
    ['a name with parentheses', `${A}  app (1).tgz`, [['app (1).tgz', { sha256: A }, '1']]],
    [
      'BSD lines',
      `SHA256 (app (1).tgz) = ${A}\nSHA512 (b) = ${C}`,
      [
        ['app (1).tgz', { sha256: A }, '1'],
        ['b', { sha512: C }, '2'],
      ],
    ],
    [
      'lines of openssl',
      `SHA256(app.tgz)= ${A}\nSHA2-256(b)= ${B}`,
      [
        ['app.tgz', { sha256: A }, '1'],
        ['b', { sha256: B }, '2'],
      ],
    ],
    [
      'one thing by one name',
      `${A}  a//b\n${A}  ./a/./b\n${A}  .//a/b\n${B}  gro\u0308\u00dfe\n`,
      [
        ['a/b', { sha256: A }, '1'],
        ['gr\u00f6\u00dfe', { sha256: B }, '4'],
      ],
    ],
    ['a Windows path', `${A} *dist\\app.exe\r\n`, [['dist/app.exe', { sha256: A }, '1']]],
    ['an escaped backslash', `\\${A}  a\\\\b.txt`, [['a\\b.txt', { sha256: A }, '1']]],
    ['one name under two algorithms', `${A}  x\n${C}  x`, [['x', { sha256: A, sha512: C }, '1']]],
    ['one line twice', `${A}  x\n${A}  x`, [['x', { sha256: A }, '1']]],
    [
      'two names for one digest',
      `${A}  x\n${A}  y`,
      [
        ['x', { sha256: A }, '1'],
        ['y', { sha256: A }, '2'],
      ],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each<[string, string, string, string]>([
    ['a short digest', `${A}  ok\n${'a'.repeat(40)}  app.tgz`, 'SHA256SUMS:2', '40 hex digits'],
    ['MD5 of BSD', `MD5 (x) = ${'a'.repeat(32)}`, 'SHA256SUMS:1', '32 hex digits'],
    ['an algorithm that does not fit the digest', `SHA512 (x) = ${A}`, 'SHA256SUMS:1', '64 hex digits'],
    ['a digest without a name', `${A}\n`, 'SHA256SUMS:1', ''],
    ['a name without a digest', `\n\napp.tgz\n`, 'SHA256SUMS:3', '"app.tgz"'],
    ['an invalid hex digit', `${A.slice(1)}g  x`, 'SHA256SUMS:1', ''],
    ['HTML', '<!doctype html>', 'SHA256SUMS:1', '"<!doctype html>"'],
    ['an unknown escape', `\\${A}  a\\tb`, 'SHA256SUMS:1', ''],
    ['an escaped newline', `\\${A}  a\\nb`, 'SHA256SUMS:1', '"a\\nb"'],
    ['a control character', `${A}  a\u001bb`, 'SHA256SUMS:1', '"a\\u001bb"'],
    ['an empty name', `${A}  ./`, 'SHA256SUMS:1', '"./"'],
    ['a folder', `${A}  dist/`, 'SHA256SUMS:1', '"dist/"'],
    ['this folder', `${A}  dist/.`, 'SHA256SUMS:1', '"dist/."'],
    ['standard input', `${A}  -`, 'SHA256SUMS:1', '"-"'],
    ['a path with ".."', `${A}  docs/../bin/app`, 'SHA256SUMS:1', '"docs/../bin/app"'],
    ['a path with ".." and backslashes', `${A}  docs\\..\\bin\\app`, 'SHA256SUMS:1', '"docs/../bin/app"'],
    ['a path out of the folder', `${A}  ../bin/app`, 'SHA256SUMS:1', '"../bin/app"'],
    ['an absolute path', `${A}  /bin/app`, 'SHA256SUMS:1', '"/bin/app"'],
    ['two leading slashes', `${A}  //bin/app`, 'SHA256SUMS:1', '"//bin/app"'],
    ['an absolute Windows path', `${A} *C:\\bin\\app`, 'SHA256SUMS:1', '"C:/bin/app"'],
    ['no line', '\n# nothing\n', 'SHA256SUMS', 'none'],
  ])('rejects %s, with the line', (_, text, where, found) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'CHECKSUM_MALFORMED',
        message: expect.stringMatching(new RegExp(`^${where}\\b`)),
        found: expect.stringContaining(found),
      }),
    );
  });

  it('rejects a name with two digests', () => {
    expect(() => read(`${A}  x\n${B}  ./x`)).toThrow(
      expect.objectContaining({
        code: 'SUBJECT_DUPLICATE',
        message: expect.stringContaining('SHA256SUMS:2'),
        expected: expect.stringContaining('SHA256SUMS:1'),
      }),
    );
  });

  it('rejects a name in two Unicode forms', () => {
    expect(() => read(`${A}  gro\u0308\u00dfe\n${A}  gr\u00f6\u00dfe`)).toThrow(
      expect.objectContaining({ code: 'SUBJECT_DUPLICATE' }),
    );
  });

  it('reads every printable name as sha256sum writes it', () => {
    // fast-check takes some characters for printable that are rejected in names.
    const name = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((text) => !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd/]|^[ *]|^\.{1,2}$|^-$/.test(text))
      .map((text) => text.normalize('NFC'))
      .filter((text) => text !== '');
    fc.assert(
      fc.property(name, (text) => {
        const line = text.includes('\\') ? `\\${A}  ${text.replaceAll('\\', '\\\\')}` : `${A}  ${text}`;
        expect(read(line)).toEqual([[text, { sha256: A }, '1']]);
      }),
    );
  });

  it('throws nothing but CountersignError', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'f', '0', ' ', '*', '\\', '(', ')', '=', 'S', '\n', '\r', '#') });
    fc.assert(
      fc.property(line, fc.constantFrom('', A, `\\${A} `), (text, start) => {
        try {
          read(start + text);
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
        }
      }),
    );
  });
});

describe('readChecksumFile', () => {
  it('reads a file; errors contain its name', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'countersign-sums-'));
    try {
      writeFileSync(join(cwd, 'good'), `${A}  app.tgz\n`);
      writeFileSync(join(cwd, 'bad'), Uint8Array.of(0x61, 0xfe));
      writeFileSync(join(cwd, 'huge'), '');
      truncateSync(join(cwd, 'huge'), 9 * 1024 * 1024);
      const failure = (name: string): unknown => {
        try {
          return readChecksumFile({ cwd }, name);
        } catch (error) {
          return error;
        }
      };
      expect(readChecksumFile({ cwd }, 'good')).toEqual([
        { name: 'app.tgz', place: 'app.tgz', digests: { sha256: A }, origin: 'good:1' },
      ]);
      expect(failure('bad')).toMatchObject({ code: 'CHECKSUM_MALFORMED', expected: 'UTF-8' });
      expect(failure('huge')).toMatchObject({ code: 'CHECKSUM_MALFORMED', message: 'huge is too large' });
      expect(failure('none')).toMatchObject({ code: 'FILE_UNREADABLE', found: 'no such file' });
      expect(failure('.')).toMatchObject({ code: 'FILE_UNREADABLE' });
      for (const bytes of [
        Buffer.from(`\ufeff${A} *app.exe\r\n`, 'utf16le'),
        Buffer.from(`${A} *app.exe\r\n`, 'utf16le'),
        Buffer.from(`\ufeff${A} *app.exe\r\n`, 'utf16le').swap16(),
      ]) {
        writeFileSync(join(cwd, 'powershell'), bytes);
        expect(failure('powershell')).toMatchObject({
          code: 'CHECKSUM_MALFORMED',
          found: 'UTF-16',
          hint: expect.stringMatching(/PowerShell.*-Encoding utf8/),
        });
      }
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
