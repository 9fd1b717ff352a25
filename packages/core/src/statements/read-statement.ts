import { CountersignError } from '../errors/index.js';
import { excerpt, parseJson, readArray, readObject, readString, type JsonObject, type JsonValue } from '../wire/index.js';
import type { Statement, StatementSubject } from './types.js';

/** Largest statement that is read or written, in bytes (an SBOM can be large). */
export const MAX_STATEMENT_BYTES = 32 * 1024 * 1024;
/** Largest number of subjects in one statement. */
export const MAX_SUBJECTS = 20_000;
const MAX_DIGESTS = 32;
/** Longest predicateType, a URI, in characters: reports and errors repeat it. */
const MAX_PREDICATE_TYPE = 2048;

/** Number of hex digits of known digests (in-toto digest_set). */
const HEX_DIGITS: Readonly<Record<string, readonly number[]>> = {
  sha1: [40],
  sha224: [56],
  sha256: [64],
  sha384: [96],
  sha512: [128],
  sha512_224: [56],
  sha512_256: [64],
  sha3_224: [56],
  sha3_256: [64],
  sha3_384: [96],
  sha3_512: [128],
  gitCommit: [40, 64],
  gitTree: [40, 64],
  gitBlob: [40, 64],
  gitTag: [40, 64],
};

const TYPES = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'] as const;

/**
 * Reads an in-toto statement (Statement v1; v0.1 too) strictly: at least one subject, every subject with digests in lower-case hex of the right
 * length. Unknown members are ignored, as the specification requires of consumers ("Parsing rules"); duplicate
 * names are refused by the JSON reader.
 * @throws CountersignError EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE, SUBJECT_INVALID
 */
export function readStatement(payload: Uint8Array): Statement {
  const top = readObject(parseJson(payload, { maxBytes: MAX_STATEMENT_BYTES, what: 'the statement' }), 'the statement');
  const type = TYPES.find((known) => known === top['_type']);
  if (type === undefined) {
    throw new CountersignError('EVIDENCE_MALFORMED', 'the statement is not a known version of an in-toto statement', {
      expected: TYPES.join(' or '),
      found: typeof top['_type'] === 'string' ? excerpt(top['_type']) : 'no _type',
    });
  }
  const predicateType = readString(top['predicateType'], 'predicateType of the statement');
  if (predicateType === '')
    throw new CountersignError('EVIDENCE_MALFORMED', 'the statement has an empty predicateType', { expected: 'a URI' });
  if (predicateType.length > MAX_PREDICATE_TYPE)
    throw new CountersignError('EVIDENCE_MALFORMED', 'the statement has a predicateType that is too long', {
      expected: `at most ${MAX_PREDICATE_TYPE} characters`,
      found: `${predicateType.length}`,
    });
  const subjects = readArray(top['subject'], 'subject of the statement');
  if (subjects.length === 0 || subjects.length > MAX_SUBJECTS) {
    throw new CountersignError('SUBJECT_INVALID', 'the statement must have subjects', {
      expected: `1 to ${MAX_SUBJECTS}`,
      found: String(subjects.length),
    });
  }
  // The predicate is optional in v1; absent and empty mean the same.
  const predicate = top['predicate'] === undefined ? {} : readObject(top['predicate'], 'predicate of the statement');
  return { type, subjects: subjects.map(readSubject), predicateType, predicate };
}

function readSubject(value: JsonValue, index: number): StatementSubject {
  const what = `subject ${index + 1} of the statement`;
  const object = readObject(value, what, 'SUBJECT_INVALID');
  const name = object['name'] === undefined ? '' : readString(object['name'], `name of ${what}`, 'SUBJECT_INVALID');
  const digest = readDigestSet(object['digest'], what);
  const annotations = object['annotations'];
  return {
    name,
    digest,
    ...(annotations === undefined || annotations === null ? {} : { annotations: readAnnotations(annotations, what) }),
    ...(typeof object['uri'] === 'string' ? { uri: object['uri'] } : {}),
    ...(typeof object['mediaType'] === 'string' ? { mediaType: object['mediaType'] } : {}),
  };
}

function readAnnotations(value: JsonValue, what: string): JsonObject {
  return readObject(value, `annotations of ${what}`, 'SUBJECT_INVALID');
}

/** A DigestSet with at least one digest; known algorithms are checked, others are kept as text. */
export function readDigestSet(value: JsonValue | undefined, what: string): Readonly<Record<string, string>> {
  const set = readObject(value, `digest of ${what}`, 'SUBJECT_INVALID');
  const entries = Object.entries(set).map(([algorithm, digest]) => [algorithm, readDigest(algorithm, digest, what)] as const);
  if (entries.length === 0 || entries.length > MAX_DIGESTS) {
    throw new CountersignError('SUBJECT_INVALID', `${what} must have digests`, {
      expected: `1 to ${MAX_DIGESTS}`,
      found: String(entries.length),
    });
  }
  // No prototype, so that `digest.constructor` is undefined.
  return Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(entries));
}

function readDigest(algorithm: string, value: JsonValue | undefined, what: string): string {
  const digest = readString(value, `digest ${excerpt(algorithm)} of ${what}`, 'SUBJECT_INVALID');
  const lengths = Object.hasOwn(HEX_DIGITS, algorithm) ? HEX_DIGITS[algorithm] : undefined;
  const good =
    lengths === undefined
      ? digest !== '' && digest.length <= 1024
      : lengths.includes(digest.length) && /^[0-9a-f]+$/.test(digest);
  if (good) return digest;
  throw new CountersignError('SUBJECT_INVALID', `digest ${excerpt(algorithm)} of ${what} is malformed`, {
    expected: lengths === undefined ? 'text' : `${lengths.join(' or ')} lower-case hex digits`,
    found: excerpt(digest),
  });
}
