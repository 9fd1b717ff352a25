import { CountersignError, type Code } from '../errors/index.js';
import { decodeBase64 } from './text.js';

const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;
const SIZE = /^(0|[1-9][0-9]{0,18})$/;
/** Limit for the note's text with its signatures; real checkpoints are much smaller. */
const MAX_LENGTH = 64 * 1024;

interface NoteSignature {
  readonly name: string;
  /** The first four bytes of the key ID. */
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** The tree head of a log in a signed note. Nothing of it is verified. */
export interface CheckpointNote {
  readonly origin: string;
  readonly size: bigint;
  readonly rootHash: Uint8Array;
  /** The signed bytes: everything before the blank line, with the line feed at its end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/**
 * Parses a signed note (C2SP signed-note) that is a checkpoint (C2SP tlog-checkpoint).
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
export function parseCheckpoint(envelope: string, code: Code = 'EVIDENCE_MALFORMED'): CheckpointNote {
  const malformed = (expected: string): CountersignError =>
    new CountersignError(code, 'the checkpoint of the log is malformed', { expected });
  if (envelope.length > MAX_LENGTH) throw malformed(`at most ${MAX_LENGTH} characters`);
  const split = envelope.lastIndexOf('\n\n');
  if (split < 0 || !envelope.endsWith('\n')) throw malformed('text, a blank line, and signature lines');
  const text = envelope.slice(0, split + 1);
  const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
  if (origin === '') throw malformed('an origin in the first line');
  if (!SIZE.test(size)) throw malformed('a tree size in the second line');
  const rootHash = decodeBase64(root, 'root hash of the checkpoint', code);
  if (rootHash.length !== 32) throw malformed('a SHA-256 root hash in the third line');
  if (extensions.includes('')) throw malformed('no blank line before the signatures');
  const signatures = envelope
    .slice(split + 2, -1)
    .split('\n')
    .map((line) => {
      const [, name, base64] = SIGNATURE_LINE.exec(line) ?? [];
      if (name === undefined || base64 === undefined) throw malformed('signature lines: em dash, name, base64');
      const bytes = decodeBase64(base64, 'signature of the checkpoint', code);
      if (bytes.length < 5) throw malformed('signatures with a key hash');
      return { name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
    });
  return { origin, size: BigInt(size), rootHash, text, signatures };
}
