import { closeSync, readSync } from 'node:fs';
import { fileUnreadable } from './file-errors.js';
import { openFile } from './open-file.js';
import type { FileSubject } from './types.js';

/** DSSE protocol v1.0, "Signature Definition": how everything begins that is signed as an envelope. */
const BEGINNING = 'DSSEv1 ';

/**
 * Whether a file holds what is signed of an attestation. A signature over such a file is at the same time one over the
 * attestation, and the other way round, so that one claim could be passed off as the other: no such file is signed, and no
 * signature of one counts.
 * @throws CountersignError FILE_UNREADABLE
 */
export function isEncodedEnvelope({ path, bytes }: Pick<FileSubject, 'path' | 'bytes'>): boolean {
  return Buffer.from(bytes?.subarray(0, BEGINNING.length) ?? start(path)).toString('latin1') === BEGINNING;
}

function start(path: string): Uint8Array {
  const { descriptor } = openFile(path);
  try {
    const buffer = new Uint8Array(BEGINNING.length);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } catch (cause) {
    throw fileUnreadable(path, cause);
  } finally {
    closeSync(descriptor);
  }
}
