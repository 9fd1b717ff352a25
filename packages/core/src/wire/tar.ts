import { CountersignError } from '../errors/index.js';

/** A regular file of an archive. */
export interface TarFile {
  /** Relative, with `/` between its parts; without empty parts, `.` and `..`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface TarLimits {
  /** How messages name the archive. */
  readonly what: string;
  readonly maxFiles: number;
  /** Of all files together. */
  readonly maxBytes: number;
}

const BLOCK = 512;
const FILE_TYPES = ['0', '\0'];
const FOLDER_TYPE = '5';

/**
 * The regular files of an uncompressed POSIX archive (ustar, IEEE Std 1003.1 `pax`). Folders are left out. Everything else is an error:
 * links, devices, extended headers, absolute names, names that lead out of the archive, names that differ in letter case only, and names that
 * Windows reads as something else. Nothing is written.
 * @throws CountersignError EVIDENCE_MALFORMED
 */
export function readTar(archive: Uint8Array, { what, maxFiles, maxBytes }: TarLimits): readonly TarFile[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const files: TarFile[] = [];
  const seen = new Set<string>();
  let total = 0;
  let at = 0;
  for (;;) {
    if (at + BLOCK > bytes.length) throw malformed(what, 'two blocks of zeros at its end', 'the end of the archive');
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const { path, size, type } = readHeader(header, what);
    at += BLOCK;
    if (type === FOLDER_TYPE && size === 0) continue;
    if (!FILE_TYPES.includes(type))
      throw malformed(what, 'regular files and folders only', `${path}, type ${JSON.stringify(type)}`);
    total += size;
    if (files.length >= maxFiles) throw malformed(what, `at most ${maxFiles} files`, 'more');
    if (total > maxBytes) throw malformed(what, `at most ${maxBytes} bytes`, 'more');
    if (at + size > bytes.length) throw malformed(what, `${size} bytes of ${path}`, 'the end of the archive');
    if (seen.has(path.toLowerCase())) throw malformed(what, 'each file once', `${path} twice`);
    seen.add(path.toLowerCase());
    files.push({ path, bytes: bytes.subarray(at, at + size) });
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  if (!bytes.subarray(at).every((byte) => byte === 0)) throw malformed(what, 'zeros behind its last file', 'other bytes');
  return files;
}

function readHeader(header: Buffer, what: string): { readonly path: string; readonly size: number; readonly type: string } {
  const magic = header.toString('latin1', 257, 263);
  if (magic !== 'ustar\0') throw malformed(what, 'the format ustar', JSON.stringify(magic));
  const sum = header.reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (octal(header, 148, 8, what) !== sum) throw malformed(what, 'headers with their checksum', 'another checksum');
  const [prefix, name] = [text(header, 345, 155, what), text(header, 0, 100, what)];
  const type = header.toString('latin1', 156, 157);
  const path = (prefix === '' ? name : `${prefix}/${name}`).replace(type === FOLDER_TYPE ? /\/$/ : /$^/, '');
  if (!isPlainPath(path)) throw malformed(what, 'relative names that stay inside the archive', JSON.stringify(path));
  return { path, size: octal(header, 124, 12, what), type };
}

/** Letters, digits and `._-+@`: no name that a shell, a file system or Windows (`aux`, `a:b`, `a.`) takes for something else. */
function isPlainPath(path: string): boolean {
  const parts = path.split('/');
  return parts.every(
    (part) => /^[A-Za-z0-9._+@-]+$/.test(part) && !part.endsWith('.') && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part),
  );
}

function text(header: Buffer, start: number, length: number, what: string): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  const value = field.toString('latin1', 0, end === -1 ? length : end);
  if (/[^\x20-\x7e]/.test(value)) throw malformed(what, 'names in ASCII', JSON.stringify(value));
  return value;
}

function octal(header: Buffer, start: number, length: number, what: string): number {
  const [, digits] = /^ *([0-7]+)[ \0]*$/.exec(header.toString('latin1', start, start + length)) ?? [];
  if (digits === undefined) throw malformed(what, 'numbers in octal digits', 'something else');
  return Number.parseInt(digits, 8);
}

function malformed(what: string, expected: string, found: string): CountersignError {
  return new CountersignError('EVIDENCE_MALFORMED', `${what} is not an archive that is unpacked`, {
    expected,
    found: found.slice(0, 200),
    hint: 'Get the file again from where it was published.',
  });
}
