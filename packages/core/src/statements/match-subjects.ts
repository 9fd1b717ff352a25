import type { Statement, StatementSubject } from './types.js';

/** Lower-case hex digests of an artifact, as we computed them. */
export interface ComputedDigests {
  readonly sha256?: string;
  readonly sha384?: string;
  readonly sha512?: string;
}

const STRONG = ['sha256', 'sha384', 'sha512'] as const;

/**
 * The subjects that are this artifact: at least one digest of 256 bits or more that we computed is equal, and none that we computed differs.
 * Names play no part; digests under algorithms we did not compute neither help nor hurt.
 */
export function matchSubjects(statement: Statement, digests: ComputedDigests): readonly StatementSubject[] {
  return statement.subjects.filter(({ digest }) => {
    const comparable = STRONG.filter((algorithm) => digests[algorithm] !== undefined && digest[algorithm] !== undefined);
    return comparable.length > 0 && comparable.every((algorithm) => digests[algorithm] === digest[algorithm]);
  });
}
