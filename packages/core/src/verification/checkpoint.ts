import { CountersignError } from '../errors/index.js';
import { verifySignature } from '../crypto/index.js';
import { decodeHex, encodeUtf8, equalBytes, parseCheckpoint, type CheckpointNote } from '../wire/index.js';
import type { TransparencyLog } from '../trust/index.js';
import type { Checks } from './checks.js';

const CODE = 'LOG_ENTRY_INVALID';

/** The tree head in a checkpoint. */
interface TreeHead {
  readonly origin: string;
  readonly size: bigint;
  readonly rootHash: Uint8Array;
}

/** The origin of Rekor is its host name, with or without port; Rekor v1 adds the ID of its tree. */
function isAboutLog(note: CheckpointNote, name: string): boolean {
  return note.origin === name || (note.origin.startsWith(`${name} - `) && /^\d+$/.test(note.origin.slice(name.length + 3)));
}

/**
 * Verifies that the log signed the checkpoint, and returns its tree head. Signatures of others (witnesses, other keys with the same
 * name) are ignored; a signature with the log's key name and key ID must be valid (C2SP signed-note, section "Signatures").
 */
export function verifyCheckpoint(envelope: string, log: TransparencyLog, checks: Checks): TreeHead {
  const note = parseCheckpoint(envelope, CODE);
  const names = [log.origin, log.origin.replace(/:\d+(?=\/|$)/, '')];
  const keyHash = decodeHex(log.checkpointKeyId, 'checkpoint key ID').subarray(0, 4);
  const own = note.signatures.filter(({ name, keyHash: hash }) => names.includes(name) && equalBytes(hash, keyHash));
  const text = encodeUtf8(note.text);
  const isValid = own.length > 0 && own.every(({ signature }) => verifySignature(log.key, text, signature));
  checks.require(
    'checkpoint-origin',
    names.some((name) => isAboutLog(note, name)),
    () =>
      new CountersignError(CODE, 'the checkpoint is that of another log', {
        expected: log.origin,
        found: note.origin.slice(0, 120),
      }),
  );
  checks.require(
    'checkpoint-signature',
    isValid,
    () =>
      new CountersignError(CODE, 'the checkpoint is not signed by the log', {
        expected: `a signature by ${log.origin} with its key ${log.checkpointKeyId.slice(0, 8)}`,
        found:
          own.length > 0
            ? 'a signature that does not verify'
            : `signatures by ${note.signatures.map(({ name }) => name).join(', ')}`.slice(0, 200),
      }),
  );
  return note;
}
