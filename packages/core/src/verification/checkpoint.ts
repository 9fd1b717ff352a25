import { CountersignError } from '../errors/index.js';
import { verifySignature } from '../crypto/index.js';
import { decodeBase64, decodeHex, encodeUtf8, equalBytes } from '../wire/index.js';
import type { TransparencyLog } from '../trust/index.js';
import type { Checks } from './checks.js';

const CODE = 'LOG_ENTRY_INVALID';
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;
const SIZE = /^(0|[1-9][0-9]{0,18})$/;
/** Limit for the note's text with its signatures; real checkpoints are much smaller. */
const MAX_LENGTH = 64 * 1024;

/** The tree head in a checkpoint. */
interface TreeHead {
  readonly origin: string;
  readonly size: bigint;
  readonly rootHash: Uint8Array;
}

interface NoteSignature {
  readonly name: string;
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
}

interface Note extends TreeHead {
  /** The signed bytes: everything before the blank line, with the line feed at its end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

function malformed(expected: string): CountersignError {
  return new CountersignError(CODE, 'the checkpoint of the log is malformed', { expected });
}

/** Parses a signed note (C2SP signed-note) that is a checkpoint (C2SP tlog-checkpoint). */
function parseCheckpoint(envelope: string): Note {
  if (envelope.length > MAX_LENGTH) throw malformed(`at most ${MAX_LENGTH} characters`);
  const split = envelope.lastIndexOf('\n\n');
  if (split < 0 || !envelope.endsWith('\n')) throw malformed('text, a blank line, and signature lines');
  const text = envelope.slice(0, split + 1);
  const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
  if (origin === '') throw malformed('an origin in the first line');
  if (!SIZE.test(size)) throw malformed('a tree size in the second line');
  const rootHash = decodeBase64(root, 'root hash of the checkpoint', CODE);
  if (rootHash.length !== 32) throw malformed('a SHA-256 root hash in the third line');
  if (extensions.includes('')) throw malformed('no blank line before the signatures');
  const lines = envelope.slice(split + 2, -1).split('\n');
  return { origin, size: BigInt(size), rootHash, text, signatures: lines.map(parseSignatureLine) };
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, base64] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || base64 === undefined) throw malformed('signature lines: em dash, name, base64');
  const bytes = decodeBase64(base64, 'signature of the checkpoint', CODE);
  if (bytes.length < 5) throw malformed('signatures with a key hash');
  return { name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/** The origin of Rekor is its host name, with or without port; Rekor v1 adds the ID of its tree. */
function isAboutLog(note: Note, name: string): boolean {
  return note.origin === name || (note.origin.startsWith(`${name} - `) && /^\d+$/.test(note.origin.slice(name.length + 3)));
}

/**
 * Verifies that the log signed the checkpoint, and returns its tree head. Signatures of others (witnesses, other keys with the same
 * name) are ignored; a signature with the log's key name and key ID must be valid (C2SP signed-note, section "Signatures").
 */
export function verifyCheckpoint(envelope: string, log: TransparencyLog, checks: Checks): TreeHead {
  const note = parseCheckpoint(envelope);
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
