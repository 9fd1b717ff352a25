import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import {
  MAX_BUNDLE_BYTES,
  MAX_BUNDLES_BYTES,
  readBundle,
  splitBundles,
  type Bundle,
  type EvidenceItem,
  type EvidenceOrigin,
} from '../bundles/index.js';
import { asCountersignError, CountersignError, isMissing, systemReason } from '../errors/index.js';
import { MAX_FOLDER_BYTES, MAX_RUN_BYTES, overLimit } from './limits.js';
import { mentionedDigests } from './mentioned-digests.js';

/** A candidate read from a file, with what it may be about. */
export interface FileCandidate {
  readonly item: EvidenceItem;
  /** Lower-case hex digests that it speaks of; undefined when that can't be told without verifying it. */
  readonly digests: ReadonlySet<string> | undefined;
}

/** Names of bundle files in a folder. */
function isBundleFile(name: string): boolean {
  return name.endsWith('.sigstore.json') || name.endsWith('.sigstore') || name.endsWith('.jsonl');
}

/** Bytes that may still be read. */
export interface ByteBudget {
  left: number;
}

/**
 * All bundles of a file, `.json` or `.jsonl`; undefined when there is no such file. What can't be read is an unreadable item.
 * The size is looked at first, and never more than the cap, or what is left of the budgets, is read.
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

/** Whether a file is a bundle, or bundles a line each, by what it holds: nothing else is in it. What cannot be read is none. */
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
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    return { item: { kind: 'bundle', origin, bundle, digest }, digests: mentionedDigests(bundle) };
  } catch (error) {
    return unreadable(origin, error);
  }
}

function unreadable(origin: EvidenceOrigin, error: unknown): FileCandidate {
  return { item: { kind: 'unreadable', origin, error: asCountersignError(error) }, digests: undefined };
}

/** @returns undefined when there is no such file. @throws CountersignError FILE_UNREADABLE, EVIDENCE_TOO_LARGE */
function readCapped(path: string, maxBytes: number, budgets: readonly ByteBudget[] = []): Uint8Array | undefined {
  let file: number | undefined;
  try {
    // Bundles are small: node:fs/promises and its threads cost more than the reading. O_NONBLOCK: a named pipe would wait for a writer.
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
    // One byte more than was promised: a file that grows meanwhile is noticed, not followed.
    const buffer = Buffer.alloc(size + 1);
    let filled = 0;
    for (;;) {
      const bytesRead = readSync(file, buffer, filled, buffer.length - filled, filled);
      filled += bytesRead;
      if (filled > size)
        throw new CountersignError('FILE_CHANGED', `${path} grew while it was read`, {
          hint: 'run again when nothing writes to it',
        });
      if (bytesRead === 0) return new Uint8Array(buffer.buffer, buffer.byteOffset, filled);
    }
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    if (isMissing(cause)) return undefined;
    throw new CountersignError('FILE_UNREADABLE', `${path} can't be read`, {
      expected: 'a bundle file',
      found: systemReason(cause),
      hint: "check the file's permissions",
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
    hint: 'split it into one bundle a file',
  });
}

function budgetSpent(path: string): CountersignError {
  return overLimit(
    `${basename(path)} is not read: the bundle files of this run are too large together`,
    `${MAX_FOLDER_BYTES} bytes in one folder, ${MAX_RUN_BYTES} bytes in all`,
    'name fewer or smaller places in evidence',
  );
}

/** Names of the bundle files in a folder (not of folders inside it) that `wanted` picks. */
export function bundleNames(all: readonly string[], wanted: (name: string) => boolean): readonly string[] {
  return all.filter((name) => isBundleFile(name) && wanted(name));
}

/** Sorted names. @throws CountersignError FILE_UNREADABLE */
export function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the folder ${folder} can't be read`, {
      expected: 'a folder with bundles',
      found: systemReason(cause),
      hint: 'check the path given in evidence',
      cause,
    });
  }
}
