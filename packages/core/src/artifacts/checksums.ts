import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { decodeUtf8, excerpt } from '../wire/index.js';
import { isPlainName } from './file-names.js';
import { readFileCapped } from './read-file.js';
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from './hash-file.js';
import type { Digests } from './types.js';

const MAX_BYTES = 8 * 1024 * 1024;
/** `<hex>  name`, `<hex> *name`; after a leading backslash the name is escaped (GNU coreutils). goreleaser uses the same form. */
const GNU = /^(\\?)([0-9A-Fa-f]+) [ *]?(.+)$/;
/** `SHA256 (name) = <hex>` (BSD, `sha256sum --tag`), `SHA256(name)= <hex>` (openssl). */
const BSD = /^(\\?)([A-Za-z0-9-]+) ?\((.+)\) ?= ?([0-9A-Fa-f]+)$/;
const LENGTHS: Readonly<Record<number, DigestAlgorithm>> = { 64: 'sha256', 96: 'sha384', 128: 'sha512' };
const TAGS: Readonly<Record<string, DigestAlgorithm>> = {
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
  'SHA2-256': 'sha256',
  'SHA2-384': 'sha384',
  'SHA2-512': 'sha512',
};

/** A line of a checksum file; lines for one name under different algorithms are joined. */
export interface ChecksumLine {
  /** Normalized, in Unicode form NFC. */
  readonly name: string;
  /** The normalized path, in the Unicode form that the line has; relative to the folder of the checksum file. */
  readonly place: string;
  readonly digests: Digests;
  /** `SHA256SUMS:12`. */
  readonly origin: string;
}

/**
 * The lines of a checksum file: GNU, BSD and goreleaser lines with SHA-256, SHA-384 or SHA-512; blank lines and `#` comments are skipped,
 * every other line must be valid. A name is a path below the folder of the checksum file. It is normalized: `./`, `//` and `/./` are
 * removed, Unicode form NFC; backslashes that GNU would have escaped were written on Windows and become `/`. Paths out of the folder
 * (`..`, absolute paths), a folder (`app/`) and standard input (`-`) are rejected.
 * @param name the checksum file's name in errors and `origin`
 * @throws CountersignError CHECKSUM_MALFORMED with the line's number (also for a file without any line), SUBJECT_DUPLICATE
 */
export function readChecksums(text: string, name: string): readonly ChecksumLine[] {
  const subjects = new Map<string, ChecksumLine>();
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const origin = `${name}:${index + 1}`;
    const entry = readLine(line, origin);
    const earlier = subjects.get(entry.name);
    subjects.set(entry.name, earlier === undefined ? { ...entry, origin } : merge(earlier, entry, origin));
  }
  if (subjects.size === 0) {
    throw new CountersignError('CHECKSUM_MALFORMED', `${name} contains no checksum`, {
      expected: 'lines of <hex>  <name>',
      found: 'none',
    });
  }
  return [...subjects.values()];
}

/**
 * The same from a file (at most 8 MiB, UTF-8), relative to the run's `cwd`.
 * @throws CountersignError also FILE_UNREADABLE
 */
export function readChecksumFile(run: Pick<Run, 'cwd'>, path: string): readonly ChecksumLine[] {
  const bytes = readFileCapped(run, path, MAX_BYTES, 'CHECKSUM_MALFORMED');
  if (isUtf16(bytes)) {
    throw new CountersignError('CHECKSUM_MALFORMED', `${path} is UTF-16 text`, {
      expected: 'UTF-8',
      found: 'UTF-16',
      hint: 'PowerShell writes UTF-16 by default: use Out-File -Encoding utf8.',
    });
  }
  return readChecksums(decodeUtf8(bytes, path, 'CHECKSUM_MALFORMED'), path);
}

/** By the byte order mark, or by the zero byte of the first character: a checksum file begins with an ASCII character. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return bytes.length >= 2 && (first === 0) !== (second === 0);
}

function readLine(line: string, origin: string): Pick<ChecksumLine, 'name' | 'place' | 'digests'> {
  const bsd = BSD.exec(line);
  const gnu = bsd === null ? GNU.exec(line) : null;
  const [escaped, tag, written, hex] =
    bsd === null ? [gnu?.[1], undefined, gnu?.[3], gnu?.[2]] : [bsd[1], bsd[2], bsd[3], bsd[4]];
  if (written === undefined || hex === undefined)
    throw malformed(origin, '<hex>  <name> or SHA256 (<name>) = <hex>', excerpt(line));
  const algorithm = LENGTHS[hex.length];
  if (algorithm === undefined)
    throw malformed(origin, '64, 96 or 128 hex digits (SHA-256, SHA-384, SHA-512)', `${hex.length} hex digits`);
  if (tag !== undefined && TAGS[tag.toUpperCase()] !== algorithm)
    throw malformed(origin, `a digest of ${excerpt(tag)}`, `${hex.length} hex digits`);
  const place = placeOfLine(escaped === '\\' ? unescape(written, origin) : written.replaceAll('\\', '/'), origin);
  return { name: place.normalize('NFC'), place, digests: { [algorithm]: hex.toLowerCase() } };
}

/** @throws CountersignError CHECKSUM_MALFORMED for a name that is invalid or leads out of the folder of the checksum file */
function placeOfLine(written: string, origin: string): string {
  if (written.length > 4096) throw malformed(origin, 'a file name', excerpt(written));
  if (!isPlainName(written))
    throw malformed(origin, 'a name without control characters, line separators and U+FFFD', excerpt(written));
  const parts = written.split('/');
  if (written.startsWith('/') || /^[A-Za-z]:\//.test(written) || parts.includes('..')) {
    throw malformed(
      origin,
      'a path that stays in the folder of the checksum file',
      excerpt(written),
      'Write the checksum file in a folder that contains all its files, with relative paths.',
    );
  }
  if (written === '-') {
    const hint = 'Run sha256sum with the name of the file: "-" is standard input.';
    throw malformed(origin, 'the name of a file', excerpt(written), hint);
  }
  const last = parts.at(-1) ?? '';
  if (last === '' || last === '.') throw malformed(origin, 'a file name', excerpt(written));
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/** GNU coreutils escapes backslash, line feed and carriage return as `\\`, `\n` and `\r`. */
function unescape(name: string, origin: string): string {
  return name.replace(/\\(.?)/g, (_, letter: string) => {
    const character = { '\\': '\\', n: '\n', r: '\r' }[letter];
    if (character === undefined) throw malformed(origin, 'the escapes \\\\, \\n and \\r', excerpt(`\\${letter}`));
    return character;
  });
}

function merge(earlier: ChecksumLine, { place, digests }: Pick<ChecksumLine, 'place' | 'digests'>, origin: string): ChecksumLine {
  if (place !== earlier.place) {
    throw new CountersignError('SUBJECT_DUPLICATE', `${origin}: ${excerpt(earlier.name)} again, in another Unicode form`, {
      expected: 'names that differ in more than the Unicode form',
      found: `${earlier.origin} and ${origin}`,
    });
  }
  for (const algorithm of DIGEST_ALGORITHMS) {
    const [first, second] = [earlier.digests[algorithm], digests[algorithm]];
    if (first !== undefined && second !== undefined && first !== second) {
      throw new CountersignError('SUBJECT_DUPLICATE', `${origin}: ${excerpt(earlier.name)} again, with another digest`, {
        expected: `${algorithm}:${first} (${earlier.origin})`,
        found: `${algorithm}:${second}`,
      });
    }
  }
  return { ...earlier, digests: { ...earlier.digests, ...digests } };
}

function malformed(
  origin: string,
  expected: string,
  found: string,
  hint = 'Create the file with sha256sum, shasum -a 256 or goreleaser.',
): CountersignError {
  return new CountersignError('CHECKSUM_MALFORMED', `${origin}: not a checksum line`, {
    expected,
    found,
    hint,
  });
}
