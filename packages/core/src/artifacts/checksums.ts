import { CountersignError, type Run } from '../errors/index.js';
import { decodeUtf8, excerpt } from '../wire/index.js';
import { readFileCapped } from './read-file.js';
import type { DigestAlgorithm } from './hash-file.js';
import type { Digests, DigestSubject } from './types.js';

const MAX_BYTES = 8 * 1024 * 1024;
/** `<hex>  name`, `<hex> *name`; a leading backslash says that the name is escaped (GNU coreutils). goreleaser writes the same. */
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

/**
 * Subjects of a checksum file: GNU, BSD and goreleaser lines with SHA-256, SHA-384 or SHA-512; blank lines and `#` comments are skipped,
 * nothing else is. A leading `./` of a name is dropped. Lines for one name under different algorithms become one subject.
 * @param name how errors and `origin` name the file
 * @throws CountersignError CHECKSUM_MALFORMED with the line's number (also for a file without any line), SUBJECT_DUPLICATE
 */
export function readChecksums(text: string, name: string): readonly DigestSubject[] {
  const subjects = new Map<string, DigestSubject>();
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const origin = `${name}:${index + 1}`;
    const entry = readLine(line, origin);
    const earlier = subjects.get(entry.name);
    subjects.set(
      entry.name,
      earlier === undefined ? { kind: 'digest', ...entry, origin } : merge(earlier, entry.digests, origin),
    );
  }
  if (subjects.size === 0) {
    throw new CountersignError('CHECKSUM_MALFORMED', `${name} holds no checksum`, {
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
export async function checksumSubjects(run: Pick<Run, 'cwd'>, path: string): Promise<readonly DigestSubject[]> {
  const bytes = readFileCapped(run, path, MAX_BYTES, 'CHECKSUM_MALFORMED');
  return readChecksums(decodeUtf8(bytes, path, 'CHECKSUM_MALFORMED'), path);
}

/**
 * A subject from `sha256:<hex>` (also sha384, sha512) as it is written on a command line.
 * @throws CountersignError INPUT_INVALID
 */
export function digestSubject(text: string, origin: string): DigestSubject {
  const [, algorithm = '', hex = ''] = /^(sha256|sha384|sha512):([0-9a-f]+)$/.exec(text) ?? [];
  if (LENGTHS[hex.length] !== algorithm) {
    throw new CountersignError('INPUT_INVALID', `${excerpt(text)} is not a digest`, {
      expected: 'sha256:<64 lower-case hex digits>',
      found: excerpt(text),
    });
  }
  return { kind: 'digest', name: text, digests: { [algorithm]: hex }, origin };
}

function readLine(line: string, origin: string): { readonly name: string; readonly digests: Digests } {
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
  const name = (escaped === '\\' ? unescape(written, origin) : written).replace(/^(?:\.\/)+/, '');
  if (name === '' || name.length > 4096) throw malformed(origin, 'a file name', excerpt(written));
  if ([...name].some((character) => character < ' ' || character === '\u007f'))
    throw malformed(origin, 'a name without control characters', excerpt(name));
  return { name, digests: { [algorithm]: hex.toLowerCase() } };
}

/** GNU writes `\\`, `\n` and `\r` for characters that would break the line. */
function unescape(name: string, origin: string): string {
  return name.replace(/\\(.?)/g, (_, letter: string) => {
    const character = { '\\': '\\', n: '\n', r: '\r' }[letter];
    if (character === undefined) throw malformed(origin, 'the escapes \\\\, \\n and \\r', excerpt(`\\${letter}`));
    return character;
  });
}

function merge(earlier: DigestSubject, digests: Digests, origin: string): DigestSubject {
  for (const algorithm of ['sha256', 'sha384', 'sha512'] as const) {
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

function malformed(origin: string, expected: string, found: string): CountersignError {
  return new CountersignError('CHECKSUM_MALFORMED', `${origin}: not a checksum line`, {
    expected,
    found,
    hint: 'Write the file with sha256sum, shasum -a 256 or goreleaser.',
  });
}
