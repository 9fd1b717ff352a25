import { CountersignError } from '../errors/index.js';
import { readBundle } from './read-bundle.js';
import type { Bundle } from './types.js';

/** Largest accepted `.jsonl` file in bytes, and largest number of bundles in it. */
export const MAX_BUNDLES_BYTES = 128 * 1024 * 1024;
export const MAX_BUNDLES = 20_000;

/** One bundle of a file, not parsed yet; `what` is its place (`FILE` or `FILE:LINE`). */
export interface BundleText {
  readonly what: string;
  readonly bytes: Uint8Array;
}

/**
 * Splits a file into its bundles: one JSON document, or one per line (`.jsonl`, as `gh attestation download` writes it).
 * Each is read separately, so that the others stay usable if one line is unreadable.
 * @throws CountersignError EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE
 */
export function splitBundles(bytes: Uint8Array, what: string): readonly BundleText[] {
  if (bytes.length > MAX_BUNDLES_BYTES) {
    throw new CountersignError('EVIDENCE_TOO_LARGE', `${what} is too large`, {
      expected: `at most ${MAX_BUNDLES_BYTES} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  const lines = linesOf(bytes);
  const [first] = lines;
  if (first === undefined)
    throw new CountersignError('EVIDENCE_MALFORMED', `${what} is empty`, { expected: 'a bundle', found: 'nothing' });
  // In a pretty-printed document the first line does not contain the complete object.
  const oneDocument = lines.length === 1 || !(first.bytes.at(0) === 0x7b && first.bytes.at(-1) === 0x7d);
  if (oneDocument) return [{ what, bytes }];
  if (lines.length > MAX_BUNDLES) {
    throw new CountersignError('EVIDENCE_TOO_LARGE', `${what} has too many bundles`, {
      expected: `at most ${MAX_BUNDLES}`,
      found: `${lines.length}`,
    });
  }
  return lines.map(({ bytes: line, number }) => ({ what: `${what}:${number}`, bytes: line }));
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

/** Non-empty lines without surrounding white space, as views, so that a large file is not copied. */
function linesOf(bytes: Uint8Array): readonly { readonly bytes: Uint8Array; readonly number: number }[] {
  const lines: { readonly bytes: Uint8Array; readonly number: number }[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  for (let number = 1; start < bytes.length; number += 1) {
    const found = buffer.indexOf(0x0a, start);
    const next = found === -1 ? bytes.length : found;
    let [from, to] = [start, next];
    while (from < to && isSpace(bytes[from])) from += 1;
    while (to > from && isSpace(bytes[to - 1])) to -= 1;
    if (from < to) lines.push({ bytes: bytes.subarray(from, to), number });
    start = next + 1;
  }
  return lines;
}

/**
 * Reads every bundle of a file, `.json` or `.jsonl`.
 * @throws CountersignError EVIDENCE_MALFORMED (with the line), EVIDENCE_TOO_LARGE
 */
export function readBundles(bytes: Uint8Array, what: string): readonly Bundle[] {
  return splitBundles(bytes, what).map((text) => readBundle(text.bytes, text.what));
}
