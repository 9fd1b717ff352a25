import type { Subject } from './types.js';

/** One answer for each kind of subject. */
export type ByKind<T> = { readonly [K in Subject['kind']]: (subject: Extract<Subject, { kind: K }>) => T };

/**
 * Answers by what a subject is. A kind without an answer does not compile: a new kind of subject meets every place that has to
 * know of it, and none treats it as what it is not.
 */
export function byKind<T>(subject: Subject, answers: ByKind<T>): T {
  const answer = answers[subject.kind] as (one: Subject) => T;
  return answer(subject);
}
