import { CountersignError } from '../errors/index.js';
import { decodeUtf8 } from '../wire/index.js';
import { readBundle } from './read-bundle.js';
import type { Bundle } from './types.js';

/** Largest `.jsonl` file of bundles that is read, in bytes, and the most bundles in it. */
export const MAX_BUNDLES_BYTES = 256 * 1024 * 1024;
export const MAX_BUNDLES = 20_000;

/** One bundle of a file, still unread; `what` says where it stands (`FILE`, or `FILE:LINE`). */
export interface BundleText {
  readonly what: string;
  readonly bytes: Uint8Array;
}

/**
 * Splits a file into its bundles: one JSON document, or one per line (`.jsonl`, as `gh attestation download` writes it).
 * Reading each by itself lets one unreadable line leave the others usable.
 * @throws CountersignError EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE
 */
export function splitBundles(bytes: Uint8Array, what: string): readonly BundleText[] {
  if (bytes.length > MAX_BUNDLES_BYTES) {
    throw new CountersignError('EVIDENCE_TOO_LARGE', `${what} is too large`, {
      expected: `at most ${MAX_BUNDLES_BYTES} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  const lines = decodeUtf8(bytes, what)
    .split('\n')
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '');
  const [first] = lines;
  if (first === undefined)
    throw new CountersignError('EVIDENCE_MALFORMED', `${what} is empty`, { expected: 'a bundle', found: 'nothing' });
  // A pretty-printed document never has a first line that both opens and closes its object.
  const oneDocument = lines.length === 1 || !(first.text.startsWith('{') && first.text.endsWith('}'));
  if (oneDocument) return [{ what, bytes }];
  if (lines.length > MAX_BUNDLES) {
    throw new CountersignError('EVIDENCE_TOO_LARGE', `${what} has too many bundles`, {
      expected: `at most ${MAX_BUNDLES}`,
      found: `${lines.length}`,
    });
  }
  return lines.map(({ text, line }) => ({ what: `${what}:${line}`, bytes: Buffer.from(text, 'utf8') }));
}

/**
 * Reads every bundle of a file, `.json` or `.jsonl`.
 * @throws CountersignError EVIDENCE_MALFORMED (with the line), EVIDENCE_TOO_LARGE
 */
export function readBundles(bytes: Uint8Array, what: string): readonly Bundle[] {
  return splitBundles(bytes, what).map((text) => readBundle(text.bytes, text.what));
}
