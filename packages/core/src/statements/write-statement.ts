import { CountersignError } from '../errors/index.js';
import { encodeUtf8, excerpt, type JsonObject } from '../wire/index.js';
import { MAX_STATEMENT_BYTES, readDigestSet } from './read-statement.js';
import type { StatementSubject } from './types.js';

export interface StatementInput {
  readonly subjects: readonly StatementSubject[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

/**
 * Writes an in-toto Statement v1 as compact JSON, subjects in the given order.
 * @returns UTF-8 bytes, the DSSE payload
 * @throws CountersignError SUBJECT_INVALID (none, or a malformed digest), SUBJECT_DUPLICATE (one name, different digests), INPUT_INVALID
 */
export function writeStatement(input: StatementInput): Uint8Array {
  if (input.subjects.length === 0) {
    throw new CountersignError('SUBJECT_INVALID', 'a statement needs a subject', { expected: 'at least one', found: 'none' });
  }
  if (input.predicateType === '')
    throw new CountersignError('INPUT_INVALID', 'a statement needs a predicate type', { expected: 'a URI' });
  const byName = new Map<string, string>();
  for (const subject of input.subjects) {
    const digests = readDigestSet(subject.digest, excerpt(subject.name));
    if (subject.name === '') continue;
    const written = JSON.stringify(Object.entries(digests).sort());
    const earlier = byName.get(subject.name);
    if (earlier !== undefined && earlier !== written) {
      throw new CountersignError('SUBJECT_DUPLICATE', `two subjects have the name ${excerpt(subject.name)}`, {
        expected: 'one digest for each name',
        found: 'different digests',
      });
    }
    byName.set(subject.name, written);
  }
  const bytes = encodeUtf8(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: input.subjects.map(({ name, digest, annotations }) => ({ name, digest, annotations })),
      predicateType: input.predicateType,
      predicate: input.predicate,
    }),
  );
  if (bytes.length > MAX_STATEMENT_BYTES) {
    throw new CountersignError('INPUT_INVALID', 'the statement is too large', {
      expected: `at most ${MAX_STATEMENT_BYTES} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  return bytes;
}
