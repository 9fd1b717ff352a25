import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { concatBytes, encodeHex, encodeUtf8 } from '../wire/index.js';
import { systemCode } from './system-code.js';

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed, then renamed over it.
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
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${encodeHex(run.random(8))}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx', 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new CountersignError('STORE_FAILED', `The bundle can’t be written to ${path}.`, {
      expected: 'a writable folder',
      found: systemCode(cause),
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
