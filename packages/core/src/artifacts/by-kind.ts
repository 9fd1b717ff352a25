import type { Subject } from './types.js';

/** A function for each kind of subject. */
type ByKind<T> = { readonly [K in Subject['kind']]: (subject: Extract<Subject, { kind: K }>) => T };

/**
 * Calls the function for the kind of a subject. A missing kind does not compile, so a new kind must be handled in every place that
 * depends on kinds.
 */
export function byKind<T>(subject: Subject, answers: ByKind<T>): T {
  const answer = answers[subject.kind] as (one: Subject) => T;
  return answer(subject);
}
