import { bytesOf, MAX_WHOLE_BYTES, subjectLabel, withDigests, type Digests, type FileSubject } from '../artifacts/index.js';
import { hash, type HashAlgorithm, type KeyDetails } from '../crypto/index.js';
import { CountersignError, systemReason } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Signer, SignInput } from '../keys/index.js';
import { decodeHex, encodeHex, readRegularFile } from '../wire/index.js';
import { refuseOtherClaims } from './refuse-other-claims.js';

/** The input of the signer, and the digest in the bundle. */
export interface Message {
  readonly input: SignInput;
  readonly algorithm: HashAlgorithm;
  readonly digests: Digests;
}

/**
 * The message if it is in memory or needed, otherwise the digest under the key's hash. If a file must be read again, it must still have
 * the same digests.
 * @throws CountersignError KEY_UNSUPPORTED, FILE_CHANGED, FILE_UNREADABLE, INPUT_UNSUPPORTED
 */
export async function messageOf(run: Run, subject: FileSubject, signer: Pick<Signer, 'hash' | 'details'>): Promise<Message> {
  refuseOtherClaims(subject);
  if (signer.hash === undefined) {
    const message = wholeFile(subject, signer.details);
    return { input: { kind: 'message', message }, algorithm: 'sha256', digests: subject.digests };
  }
  const { digests } = await withDigests(run, subject, [signer.hash]);
  const bytes = bytesOf(subject);
  const input: SignInput =
    bytes === undefined
      ? { kind: 'digest', digest: decodeHex(digests[signer.hash] ?? '', 'digest') }
      : { kind: 'message', message: bytes };
  return { input, algorithm: signer.hash, digests };
}

/** Rejects a file that is too large for a key that signs whole messages. @throws CountersignError KEY_UNSUPPORTED */
export function refuseLargeFile(subject: FileSubject, details: KeyDetails): void {
  if (subject.size <= MAX_WHOLE_BYTES) return;
  throw new CountersignError('KEY_UNSUPPORTED', `${subjectLabel(subject)} is too large for a key of the kind ${details}`, {
    expected: `a file of at most ${MAX_WHOLE_BYTES} bytes`,
    found: `${subject.size} bytes`,
    hint: 'Keys of this kind sign whole messages: for large files use a P-256 key, or attest the file.',
  });
}

function wholeFile(subject: FileSubject, details: KeyDetails): Uint8Array {
  refuseLargeFile(subject, details);
  if (subject.bytes !== undefined) return subject.bytes;
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(subject.path, MAX_WHOLE_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `${subject.name} can no longer be read`, {
      expected: 'the file that was hashed',
      found: systemReason(cause),
      cause,
    });
  }
  if (encodeHex(hash('sha256', bytes)) !== subject.digests.sha256) throw changed(subject.name);
  return bytes;
}

function changed(name: string): CountersignError {
  return new CountersignError('FILE_CHANGED', `${name} changed while it was being signed`, {
    expected: 'the bytes that were hashed first',
    found: 'other bytes',
    hint: 'Sign after all programs that write the file have ended.',
  });
}
