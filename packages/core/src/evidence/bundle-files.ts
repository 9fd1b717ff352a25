import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { MAX_BUNDLE_BYTES, MAX_BUNDLES_BYTES, readBundle, splitBundles, type Bundle } from '../bundles/index.js';
import { asCountersignError, CountersignError, isMissing, systemReason } from '../errors/index.js';
import { sha256Digest } from '../wire/index.js';
import { MAX_FOLDER_BYTES, MAX_RUN_BYTES, overLimit } from './limits.js';
import { mentionedDigests } from './mentioned-digests.js';
import type { EvidenceItem, EvidenceOrigin } from './types.js';

/** A candidate that was read from a file, with the digests that it mentions. */
export interface FileCandidate {
  readonly item: EvidenceItem;
  /** The digests that it mentions, lower-case hex; undefined if it mentions none, so that it must be tried. */
  readonly digests: ReadonlySet<string> | undefined;
}

/** Whether a file in a folder is read as a bundle file, by its name. */
function isBundleFile(name: string): boolean {
  return name.endsWith('.sigstore.json') || name.endsWith('.sigstore') || name.endsWith('.jsonl');
}

/** Number of bytes that may still be read. */
export interface ByteBudget {
  left: number;
}

/**
 * All bundles in a file, `.json` or `.jsonl`; undefined if the file does not exist. A bundle that cannot be read is an unreadable
 * item. The size is checked first; never more bytes are read than the cap and the budgets allow.
 */
export function readBundleFile(path: string, ...budgets: readonly ByteBudget[]): readonly FileCandidate[] | undefined {
  const origin: EvidenceOrigin = { kind: 'file', location: path };
  try {
    const bytes = readCapped(path, path.endsWith('.jsonl') ? MAX_BUNDLES_BYTES : MAX_BUNDLE_BYTES, budgets);
    if (bytes === undefined) return undefined;
    return splitBundles(bytes, path).map((text) => readOne(text.bytes, { kind: 'file', location: text.what }));
  } catch (error) {
    return [unreadable(origin, error)];
  }
}

/** Whether a file contains a bundle, or one bundle per line, and nothing else. False if it cannot be read. */
export function holdsBundles(path: string): boolean {
  try {
    const bytes = readCapped(path, path.endsWith('.jsonl') ? MAX_BUNDLES_BYTES : MAX_BUNDLE_BYTES);
    if (bytes === undefined) return false;
    return splitBundles(bytes, path).every(
      (text) => readOne(text.bytes, { kind: 'file', location: path }).item.kind === 'bundle',
    );
  } catch {
    return false;
  }
}

function readOne(bytes: Uint8Array, origin: EvidenceOrigin): FileCandidate {
  try {
    const bundle: Bundle = readBundle(bytes, origin.location);
    const digest = sha256Digest(bytes);
    return { item: { kind: 'bundle', origin, bundle, digest }, digests: mentionedDigests(bundle) };
  } catch (error) {
    return unreadable(origin, error);
  }
}

function unreadable(origin: EvidenceOrigin, error: unknown): FileCandidate {
  return { item: { kind: 'unreadable', origin, error: asCountersignError(error) }, digests: undefined };
}

/** @returns undefined if the file does not exist. @throws CountersignError FILE_UNREADABLE, EVIDENCE_TOO_LARGE */
function readCapped(path: string, maxBytes: number, budgets: readonly ByteBudget[] = []): Uint8Array | undefined {
  let file: number | undefined;
  try {
    // Bundles are small: node:fs/promises with its threads would take longer. O_NONBLOCK: opening a named pipe would wait for a writer.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    const { size } = stat;
    if (!stat.isFile())
      throw new CountersignError('FILE_UNREADABLE', `${path} is not a file`, {
        expected: 'a bundle file',
        found: 'a folder or device',
      });
    if (size > maxBytes) throw tooLarge(path, maxBytes, size);
    if (budgets.some(({ left }) => left < size)) throw budgetSpent(path);
    for (const budget of budgets) budget.left -= size;
    // One byte more than the size, to notice that the file grows.
    const buffer = Buffer.alloc(size + 1);
    let filled = 0;
    for (;;) {
      const bytesRead = readSync(file, buffer, filled, buffer.length - filled, filled);
      filled += bytesRead;
      if (filled > size)
        throw new CountersignError('FILE_CHANGED', `${path} grew while it was read`, {
          hint: 'Run again when no other program writes to the file.',
        });
      if (bytesRead === 0) return new Uint8Array(buffer.buffer, buffer.byteOffset, filled);
    }
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    if (isMissing(cause)) return undefined;
    throw new CountersignError('FILE_UNREADABLE', `${path} cannot be read`, {
      expected: 'a bundle file',
      found: systemReason(cause),
      hint: 'Check the permissions of the file.',
      cause,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function tooLarge(path: string, maxBytes: number, size: number): CountersignError {
  return new CountersignError('EVIDENCE_TOO_LARGE', `${path} is too large for a bundle`, {
    expected: `at most ${maxBytes} bytes`,
    found: `${size} bytes`,
    hint: 'Split it into files with one bundle each.',
  });
}

function budgetSpent(path: string): CountersignError {
  return overLimit(
    `${basename(path)} is not read, because the bundle files of this run are too large together`,
    `${MAX_FOLDER_BYTES} bytes in one folder, ${MAX_RUN_BYTES} bytes in all`,
    'Name fewer or smaller places in evidence.',
  );
}

/** The bundle files among the names in a folder that `wanted` selects. */
export function bundleNames(all: readonly string[], wanted: (name: string) => boolean): readonly string[] {
  return all.filter((name) => isBundleFile(name) && wanted(name));
}

/** Sorted names. @throws CountersignError FILE_UNREADABLE */
export function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the folder ${folder} cannot be read`, {
      expected: 'a folder with bundles',
      found: systemReason(cause),
      hint: 'Check the path in evidence.',
      cause,
    });
  }
}
