import { closeSync } from 'node:fs';
import { fileChanged } from './file-errors.js';
import { algorithmsOf, hashBytes, KEEP_BYTES } from './hash-file.js';
import { openFile, readWhole } from './open-file.js';
import type { FileSubject } from './types.js';

/** Largest file for keys that sign whole messages (pure Ed25519, ML-DSA), in bytes: such a file is read into memory. */
export const MAX_WHOLE_BYTES = 512 * 1024 * 1024;

/**
 * The bytes that were hashed, for a file of at most `maxBytes` (default 1 MiB); undefined for larger files. If they were not kept, because
 * there are many files or the file is large, they are read again and must still have every known digest.
 * @throws CountersignError FILE_CHANGED, FILE_UNREADABLE
 */
export function bytesOf(subject: FileSubject, maxBytes: number = KEEP_BYTES): Uint8Array | undefined {
  if (subject.bytes !== undefined || subject.size > maxBytes) return subject.bytes;
  const file = openFile(subject.path);
  try {
    if (Number(file.before.size) !== subject.size) throw fileChanged(subject.path);
    const bytes = readWhole(file.descriptor, subject.size, subject.path);
    const known = algorithmsOf(subject.digests);
    const found = hashBytes(bytes, known);
    if (known.length === 0 || known.some((algorithm) => found[algorithm] !== subject.digests[algorithm]))
      throw fileChanged(subject.path);
    return bytes;
  } finally {
    closeSync(file.descriptor);
  }
}
