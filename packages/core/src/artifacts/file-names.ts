import { sep } from 'node:path';
import { CountersignError } from '../errors/index.js';
import { encodeUtf8, excerpt } from '../wire/index.js';

/**
 * What no name of a file holds here: control characters and line separators (C0, DEL, C1 with NEL, U+2028, U+2029), since names are
 * written into lists with one name a line; U+FFFD and lone surrogates, since they stand for bytes that were lost on the way: the
 * file of that name is then another one than the one that was meant.
 */
const REFUSED = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufffd]|\\p{Surrogate}', 'u');
const EXPECTED = 'UTF-8 without control characters, line separators and U+FFFD';

/** Whether a name, or a path, is one that files can have here. */
export function isPlainName(name: string): boolean {
  return !REFUSED.test(name);
}

/** A name as the file system has it, and whether `text` says the same. */
export interface DecodedName {
  readonly text: string;
  readonly isUtf8: boolean;
}

export function decodeName(bytes: Buffer): DecodedName {
  const text = bytes.toString();
  // Lost bytes leave U+FFFD behind; a name that has one need not have lost any.
  return { text, isUtf8: !text.includes('\ufffd') || Buffer.from(text).equals(bytes) };
}

/** @param where in what the name was met, such as `"dist" holds` */
export function nameRefused(where: string, bytes: Uint8Array): CountersignError {
  const buffer = Buffer.from(bytes);
  return new CountersignError('FILE_UNREADABLE', `${where} a name that cannot be taken`, {
    expected: EXPECTED,
    found: `${excerpt(buffer.toString())} (hex ${buffer.toString('hex')})`,
    hint: 'Rename it, or take it out with an exclude (!pattern).',
  });
}

/**
 * A path as the file system returns it.
 * @param from what led there, for the message
 * @throws CountersignError FILE_UNREADABLE for a part that is not UTF-8, or no plain name
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
 * Refuses a path or pattern that cannot have come here whole: what a shell expanded may have lost bytes, and then names another file.
 * @throws CountersignError INPUT_INVALID
 */
export function refuseOddPath(path: string): void {
  if (isPlainName(path)) return;
  const part = path.split(sep).find((one) => !isPlainName(one)) ?? path;
  throw new CountersignError('INPUT_INVALID', `${excerpt(path)} is a path that cannot be taken`, {
    expected: EXPECTED,
    found: `${excerpt(part)} (hex ${Buffer.from(encodeUtf8(part)).toString('hex')})`,
    hint: 'Rename what is called so. Bytes that are not UTF-8 arrive here as U+FFFD.',
  });
}
