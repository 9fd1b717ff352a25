import { sep } from 'node:path';
import { CountersignError } from '../errors/index.js';
import { encodeUtf8, excerpt } from '../wire/index.js';

/**
 * Characters that are rejected in file names: control characters and line separators (C0, DEL, C1 with NEL, U+2028, U+2029), because
 * names are written into lists with one name per line; U+FFFD and lone surrogates, because they replace bytes that could not be decoded,
 * so that the name may be that of another file.
 */
const REFUSED = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufffd]|\\p{Surrogate}', 'u');
const EXPECTED = 'UTF-8 without control characters, line separators and U+FFFD';

/** Whether a name or path contains no rejected character. */
export function isPlainName(name: string): boolean {
  return !REFUSED.test(name);
}

/** A decoded name; `isUtf8` is false if bytes were lost. */
interface DecodedName {
  readonly text: string;
  readonly isUtf8: boolean;
}

export function decodeName(bytes: Buffer): DecodedName {
  const text = bytes.toString();
  // Lost bytes become U+FFFD, but U+FFFD may also be in the name itself.
  return { text, isUtf8: !text.includes('\ufffd') || Buffer.from(text).equals(bytes) };
}

/** @param where beginning of the message, such as `"dist" contains` */
export function nameRefused(where: string, bytes: Uint8Array): CountersignError {
  const buffer = Buffer.from(bytes);
  return new CountersignError('FILE_UNREADABLE', `${where} a name that is not supported`, {
    expected: EXPECTED,
    found: `${excerpt(buffer.toString())} (hex ${buffer.toString('hex')})`,
    hint: 'Rename it, or exclude it (!pattern).',
  });
}

/**
 * Decodes a path that the file system returned.
 * @param from the path that was resolved, for the message
 * @throws CountersignError FILE_UNREADABLE for a part that is not UTF-8 or that `isPlainName` rejects
 */
export function decodePath(bytes: Buffer, from: string): string {
  const { text, isUtf8 } = decodeName(bytes);
  if (isUtf8 && isPlainName(text)) return text;
  const parts = bytes
    .toString('latin1')
    .split(sep)
    .map((part) => Buffer.from(part, 'latin1'));
  throw nameRefused(`${excerpt(from)} leads to`, parts.find((part) => !isPlainName(part.toString())) ?? bytes);
}

/**
 * Rejects a path or pattern with a rejected character: it may have lost bytes in a shell, and then names another file.
 * @throws CountersignError INPUT_INVALID
 */
export function refuseOddPath(path: string): void {
  if (isPlainName(path)) return;
  const part = path.split(sep).find((one) => !isPlainName(one)) ?? path;
  throw new CountersignError('INPUT_INVALID', `${excerpt(path)} is a path that is not supported`, {
    expected: EXPECTED,
    found: `${excerpt(part)} (hex ${Buffer.from(encodeUtf8(part)).toString('hex')})`,
    hint: 'Rename the file or folder. Bytes that are not UTF-8 appear as U+FFFD.',
  });
}
