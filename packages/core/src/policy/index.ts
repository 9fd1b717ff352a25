import type { PolicyDocument } from './document/index.js';
import type { Policy } from './resolve/index.js';

export type { PolicyDocument } from './document/index.js';
export {
  assertInForce,
  evaluate,
  groupedByReason,
  judgedSubjects,
  outcomeCounts,
  refusals,
  bundlesBehind,
  signingIdentities,
  type EvaluationContext,
  type FurtherFacts,
  type JudgedSubject,
  type WantedSubject,
} from './evaluate/index.js';
export type { Candidate, Decision, TrustVerification, PolicyDecision, SubjectDecision, SubjectFacts } from './evaluate/index.js';
export { signersOf, worst, type FurtherSubject, type Outcome, type RequirementResult } from './requirements/index.js';
export {
  asksForPlatforms,
  checkTarget,
  expandOneLine,
  explainPolicy,
  oneLineFor,
  reviewPolicy,
  withKeys,
  type OneLinePolicy,
  type Policy,
  type ReadKey,
} from './resolve/index.js';
export type { KeySource, KeyWho, PolicySigner, Trust } from './signers/index.js';

/**
 * Reads and checks a policy: YAML 1.2 or JSON, UTF-8, at most 1 MiB. Files that it names are not loaded. All problems are reported
 * at once, each with line, column and field.
 *
 * @param what its name in messages, usually the path
 * @throws CountersignError POLICY_INVALID, POLICY_EMPTY, INPUT_UNSUPPORTED
 */
export async function readPolicy(bytes: Uint8Array, what: string): Promise<Policy> {
  // Loaded late, because the one-line policy needs neither the YAML library nor the document's tables.
  const { read } = await import('./read-policy.js');
  return read(bytes, what);
}

/** The same with the plain document, which `writePolicy` can write. */
export async function readPolicyWithDocument(
  bytes: Uint8Array,
  what: string,
): Promise<{ readonly document: PolicyDocument; readonly policy: Policy }> {
  const { readBoth } = await import('./read-policy.js');
  return readBoth(bytes, what);
}

/** Writes a document as YAML that reads as the same document. */
export async function writePolicy(document: PolicyDocument): Promise<string> {
  const { writePolicy: write } = await import('./document/index.js');
  return write(document);
}
