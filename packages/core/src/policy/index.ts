import type { Policy } from './resolve/model.js';

export type * from './evaluate/types.js';
export type { Bindings } from './values/pattern.js';
export type { By, KeyWho, Policy, PolicySigner, Requirement, Rule, Trust, TrustSource, Who } from './resolve/model.js';
export { assertInForce, evaluate, type EvaluationContext } from './evaluate/evaluate.js';
export { worst } from './evaluate/judge-requirement.js';
export { checkTarget } from './resolve/targets.js';
export { reviewPolicy, type Warning } from './resolve/review.js';
export { explainPolicy } from './resolve/explain.js';
export { expandOneLine, type OneLinePolicy } from './resolve/one-line.js';
export { oneLineFor } from './resolve/one-line-for.js';
export { withKeys } from './resolve/with-keys.js';

/**
 * Reads and checks a policy document: YAML 1.2 or JSON, UTF-8, at most 1 MiB. Nothing is loaded: files that it names stay
 * references. Every problem is reported at once, each with line, column and field.
 *
 * @param what how messages call it, usually its path
 * @throws CountersignError POLICY_INVALID, POLICY_EMPTY, INPUT_UNSUPPORTED
 */
export async function readPolicy(bytes: Uint8Array, what: string): Promise<Policy> {
  // The reader brings the YAML library and the document's tables, which a one-line policy never needs.
  const { read } = await import('./document/read-policy.js');
  return read(bytes, what);
}
