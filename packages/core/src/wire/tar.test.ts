import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { readTar, type TarFile } from './tar.js';

const LIMITS = { what: 'a.tar', maxFiles: 10, maxBytes: 10_000 };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-tar-'));
  mkdirSync(join(folder, 'top', 'inner'), { recursive: true });
  writeFileSync(join(folder, 'top', 'a.js'), 'a');
  writeFileSync(join(folder, 'top', 'inner', 'b'), 'b'.repeat(513));
  symlinkSync('/etc/passwd', join(folder, 'top', 'link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const gnuTar = (...args: readonly string[]): Buffer => execFileSync('tar', ['-c', '--format=ustar', ...args], { cwd: folder });
const shown = (files: readonly TarFile[]) =>
  Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));

/** One header as `tar` writes it, and the content. */
function entry(name: string, content = 'x', { type = '0', size = content.length, magic = 'ustar\0', sum = 0 } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write(`0000644\0`, 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156, 'latin1');
  header.write(`${magic}00`, 257, 'latin1');
  header.write(`${(header.reduce((all, byte) => all + byte, 0) + sum).toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}
const END = Buffer.alloc(1024);
const refused = (archive: Uint8Array, limits = LIMITS): CountersignError => {
  try {
    readTar(archive, limits);
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
  throw new Error('not refused');
};

describe('readTar', () => {
  it('reads regular files as tar writes them', () => {
    expect(shown(readTar(gnuTar('top/a.js', 'top/inner'), LIMITS))).toEqual({ 'top/a.js': 'a', 'top/inner/b': 'b'.repeat(513) });
    expect(shown(readTar(Buffer.concat([entry('a/b', 'yes'), entry('c', ''), END]), LIMITS))).toEqual({ 'a/b': 'yes', c: '' });
  });

  it.each<[string, () => Uint8Array]>([
    ['a symbolic link', () => gnuTar('top/link')],
    ['a hard link', () => Buffer.concat([entry('a', '', { type: '1' }), END])],
    ['a device', () => Buffer.concat([entry('a', '', { type: '3' }), END])],
    ['an extended header, which may rename files', () => Buffer.concat([entry('a', 'path=/b', { type: 'x' }), END])],
    ['a long name of GNU tar', () => Buffer.concat([entry('a', 'b', { type: 'L' }), END])],
    ['a folder with content', () => Buffer.concat([entry('a/', 'x', { type: '5' }), END])],
    ...['/etc/x', '../x', 'a/../x', 'a//x', './x', 'a\\x', 'C:x', 'aux', 'NUL.js', 'a.', 'a b', 'ä', ''].map(
      (name): [string, () => Uint8Array] => [`the name ${JSON.stringify(name)}`, () => Buffer.concat([entry(name), END])],
    ),
    ['a name twice', () => Buffer.concat([entry('a'), entry('a'), END])],
    ['a name twice, in another letter case', () => Buffer.concat([entry('a'), entry('A'), END])],
    ['another format', () => Buffer.concat([entry('a', 'x', { magic: 'ustar ' }), END])],
    ['a wrong checksum', () => Buffer.concat([entry('a', 'x', { sum: 1 }), END])],
    ['a size beyond its end', () => Buffer.concat([entry('a', 'x', { size: 5000 }), END])],
    ['no end', () => entry('a')],
    ['bytes behind its end', () => Buffer.concat([entry('a'), END, Buffer.from('x'.repeat(512))])],
  ])('refuses %s', (_name, archive) => {
    expect(refused(archive()).code).toBe('EVIDENCE_MALFORMED');
  });

  it('reads no more files and bytes than it may', () => {
    const two = Buffer.concat([entry('a'), entry('b'), END]);
    expect(refused(two, { ...LIMITS, maxFiles: 1 }).expected).toBe('at most 1 files');
    expect(refused(two, { ...LIMITS, maxBytes: 1 }).expected).toBe('at most 1 bytes');
  });

  it('gives files or one error for any bytes', () => {
    const valid = Buffer.concat([entry('a/b', 'yes'), END]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(valid);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          for (const { path } of readTar(bytes, LIMITS)) expect(path).toMatch(/^[A-Za-z0-9._+@/-]+$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'EVIDENCE_MALFORMED' });
        }
      }),
    );
  });
});
