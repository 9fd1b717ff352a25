import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Bundle } from '../bundles/index.js';
import { CountersignError, systemReason } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { concatBytes, encodeUtf8, replaceFile } from '../wire/index.js';

/**
 * Writes a bundle completely or not at all, and flushes it to disk, so that it is on disk before it is pushed.
 * @param path absolute
 * @throws CountersignError STORE_FAILED, INPUT_INVALID if the path is not a regular file, because a rename would replace a device
 */
export async function writeWhole(run: Pick<Run, 'random'>, path: string, bytes: Uint8Array): Promise<void> {
  refuseSpecial(path, await stat(path).catch(() => undefined));
  try {
    await replaceFile(path, bytes, { random: run.random, flush: true, mode: 0o644 });
  } catch (cause) {
    throw new CountersignError('STORE_FAILED', `the bundle cannot be written to ${path}`, {
      expected: 'a writable folder',
      found: systemReason(cause),
      hint: 'Choose another output-dir or bundle-path.',
      cause,
    });
  }
}

/** Rejects what is neither a file nor a folder; a folder is rejected where it is written to. @throws CountersignError INPUT_INVALID */
export function refuseSpecial(path: string, there: Stats | undefined): void {
  if (there === undefined || there.isFile() || there.isDirectory()) return;
  throw new CountersignError('INPUT_INVALID', `${path} exists and is not a regular file`, {
    expected: 'a path for a new file',
    found: 'a pipe, socket or device',
    hint: 'Choose another output-dir or bundle-path.',
  });
}

/** A bundle for a file with one in each line: on one line, if it was not. */
export function onOneLine(bytes: Uint8Array, bundle: Bundle): Uint8Array {
  return bytes.includes(0x0a) ? encodeUtf8(JSON.stringify(bundle.json)) : bytes;
}

/** One bundle per line (JSON Lines). */
export function joinLines(bundles: readonly Uint8Array[]): Uint8Array {
  const newline = encodeUtf8('\n');
  return concatBytes(...bundles.flatMap((bundle) => [bundle, newline]));
}
