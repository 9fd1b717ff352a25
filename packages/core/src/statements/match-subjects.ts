import type { Statement, StatementSubject } from './types.js';

/** Computed digests of an artifact, lower-case hex. */
export interface ComputedDigests {
  readonly sha256?: string;
  readonly sha384?: string;
  readonly sha512?: string;
}

const STRONG = ['sha256', 'sha384', 'sha512'] as const;

/**
 * The subjects that match an artifact: at least one computed digest of 256 bits or more is equal, and no computed digest differs.
 * Names are not compared; digests of other algorithms are ignored.
 */
export function matchSubjects(statement: Statement, digests: ComputedDigests): readonly StatementSubject[] {
  return statement.subjects.filter(({ digest }) => {
    const comparable = STRONG.filter((algorithm) => digests[algorithm] !== undefined && digest[algorithm] !== undefined);
    return comparable.length > 0 && comparable.every((algorithm) => digests[algorithm] === digest[algorithm]);
  });
}

/** Finds the subjects that match an artifact, like `matchSubjects`. */
export type SubjectIndex = (digests: ComputedDigests) => readonly StatementSubject[];

/** `matchSubjects` for many artifacts: a statement with ten thousand subjects is not searched for each of them. */
export function subjectIndex(statement: Statement): SubjectIndex {
  const positions = positionsOf(statement);
  return (digests) => {
    const found = STRONG.flatMap((algorithm) => positions.get(`${algorithm}:${String(digests[algorithm])}`) ?? []);
    const subjects = [...new Set(found)].sort((a, b) => a - b).flatMap((position) => statement.subjects[position] ?? []);
    return matchSubjects({ ...statement, subjects }, digests);
  };
}

/** Whether a statement names one of an artifact's digests; keeps only the digests in memory, not the statement. */
export function subjectTest(statement: Statement): (digests: ComputedDigests) => boolean {
  const named = new Set(positionsOf(statement).keys());
  return (digests) => STRONG.some((algorithm) => named.has(`${algorithm}:${String(digests[algorithm])}`));
}

/** `algorithm:hex` → indexes of the subjects with this digest. */
function positionsOf({ subjects }: Statement): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (const [position, { digest }] of subjects.entries()) {
    for (const algorithm of STRONG) {
      if (digest[algorithm] === undefined) continue;
      const key = `${algorithm}:${digest[algorithm]}`;
      const known = positions.get(key);
      if (known === undefined) positions.set(key, [position]);
      else known.push(position);
    }
  }
  return positions;
}
