import { stat } from 'node:fs/promises';
import { CountersignError, systemReason } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { concatBytes, encodeUtf8, replaceFile } from '../wire/index.js';

/**
 * Writes a bundle whole or not at all, and flushed: what is pushed after it is on disk by then.
 * @param path absolute
 * @throws CountersignError STORE_FAILED, INPUT_INVALID for what is there and is no file: a rename would replace a device
 */
export async function writeWhole(run: Pick<Run, 'random'>, path: string, bytes: Uint8Array): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  // Over a folder the rename itself fails.
  if (there !== undefined && !there.isFile() && !there.isDirectory()) {
    throw new CountersignError('INPUT_INVALID', `${path} is there and is no regular file`, {
      expected: 'a path where a bundle can be made',
      found: 'a pipe, socket or device',
      hint: 'Choose another output-dir or bundle-path.',
    });
  }
  try {
    await replaceFile(path, bytes, { random: run.random, flush: true, mode: 0o644 });
  } catch (cause) {
    throw new CountersignError('STORE_FAILED', `The bundle can’t be written to ${path}.`, {
      expected: 'a writable folder',
      found: systemReason(cause),
      hint: 'Choose another output-dir or bundle-path.',
      cause,
    });
  }
}

/** One bundle a line (JSON Lines). */
export function joinLines(bundles: readonly Uint8Array[]): Uint8Array {
  const newline = encodeUtf8('\n');
  return concatBytes(...bundles.flatMap((bundle) => [bundle, newline]));
}
