import type { Code } from '../errors/index.js';
import type { Subject } from '../artifacts/index.js';
import type { VerifiedFacts } from '../verification/index.js';
import { assessProvenance } from './assess-provenance.js';
import { checkSubject } from './check-subject.js';
import { checkRevoked, type JudgedFacts } from './check-revoked.js';
import { checkAge, checkWindow } from './check-times.js';
import { compareSigner } from './identity.js';
import type { Mismatch } from './mismatch.js';
import type { Bindings } from './pattern.js';
import type { AttestationRequirement, Policy, PolicySigner, ProvenanceRequirement, SignatureRequirement } from './model.js';
import { personOf } from './person-of.js';
import type { Shortfall } from './shortfall.js';
import { isImageSignature, speaksFor } from './speaks-for.js';
import type { Candidate, SubjectFacts } from './types.js';

export type ClaimRequirement = SignatureRequirement | ProvenanceRequirement | AttestationRequirement;

export type { Shortfall };

export interface Assessment {
  readonly candidate: Candidate;
  readonly signer: PolicySigner;
  /** Undefined: the candidate satisfies the requirement. */
  readonly shortfall: Shortfall | undefined;
  /** Who signed, for counting: issuer and identity, or the key. Undefined unless satisfied. */
  readonly identity: string | undefined;
}

export interface Circumstances {
  readonly policy: Policy;
  readonly subject: Subject;
  readonly bindings: Bindings;
  readonly now: Date;
}

/** The same with everything that was found of the subject. */
export interface Inquiry extends Circumstances {
  readonly facts: SubjectFacts;
}

/** Judges one candidate against one signer of a requirement. Only facts verified under the signer's own trust count. */
export function assess(
  requirement: ClaimRequirement,
  signer: PolicySigner,
  candidate: Candidate,
  circumstances: Inquiry,
): Assessment {
  const judged = candidate.judged.filter((one) => one.trust === signer.trust);
  let nearest: Shortfall | undefined;
  for (const one of judged) {
    const shortfall =
      one.kind === 'rejected'
        ? rejected(one.error, candidate, signer)
        : assessFacts(requirement, signer, { facts: one.facts, judged: candidate.judged }, circumstances);
    if (shortfall === undefined && one.kind === 'verified')
      return { candidate, signer, shortfall: undefined, identity: personOf(one.facts) };
    if (shortfall !== undefined && (nearest === undefined || shortfall.nearness > nearest.nearness)) nearest = shortfall;
  }
  return { candidate, signer, shortfall: nearest ?? notJudged(signer), identity: undefined };
}

function rejected(
  error: {
    readonly code: Code;
    readonly message: string;
    readonly expected: string | undefined;
    readonly found: string | undefined;
    readonly hint: string | undefined;
    readonly exitStatus: number;
  },
  candidate: Candidate,
  signer: PolicySigner,
): Shortfall {
  const elsewhere = candidate.judged.find((one) => one.kind === 'verified' && one.trust !== signer.trust);
  const hint =
    elsewhere === undefined
      ? error.hint
      : `It verifies under the trust "${elsewhere.trust}", but signer "${signer.name}" trusts only "${signer.trust}".`;
  return {
    code: error.code,
    message: error.message,
    expected: error.expected,
    found: error.found,
    hint,
    nearness: 1,
    ...(error.exitStatus === 2 ? { undecided: true } : {}),
  };
}

const notJudged = (signer: PolicySigner): Shortfall => ({
  code: 'INTERNAL',
  message: `the bundle was not verified under the trust "${signer.trust}"`,
  expected: undefined,
  found: undefined,
  hint: undefined,
  nearness: 0,
  undecided: true,
});

/** Each step in turn; the first that fails is the answer, and says how near the candidate came. */
function assessFacts(
  requirement: ClaimRequirement,
  signer: PolicySigner,
  proven: JudgedFacts,
  circumstances: Inquiry,
): Shortfall | undefined {
  const { facts } = proven;
  return (
    speaksFor({
      requirement,
      facts,
      subject: circumstances.subject,
      signedAsImage: () => isSignedAsImage(signer, facts, circumstances),
    }) ??
    checkSubject(facts, circumstances.subject) ??
    checkSigner(signer, facts, circumstances.bindings) ??
    checkRevoked(signer, proven, circumstances.policy) ??
    checkWindow(signer, facts) ??
    checkAge(requirement, facts, circumstances.now) ??
    (requirement.kind === 'provenance' ? assessProvenance(requirement, signer, facts, circumstances.bindings) : undefined)
  );
}

/**
 * Whether the same signer has signed the same digest as an image: then it is one, whatever an attestation calls it. The
 * signature need not be as young as a requirement asks.
 */
function isSignedAsImage(signer: PolicySigner, facts: VerifiedFacts, circumstances: Inquiry): boolean {
  const { policy, subject, bindings } = circumstances;
  const all = circumstances.facts.candidates.flatMap(({ judged }) =>
    judged.flatMap((one) => (one.kind === 'verified' && one.trust === signer.trust ? [{ facts: one.facts, judged }] : [])),
  );
  return all.some(
    ({ facts: other, judged }) =>
      isImageSignature(other) &&
      personOf(other) === personOf(facts) &&
      other.artifact.sha256 !== undefined &&
      other.artifact.sha256 === facts.artifact.sha256 &&
      checkSubject(other, subject) === undefined &&
      checkSigner(signer, other, bindings) === undefined &&
      checkRevoked(signer, { facts: other, judged }, policy) === undefined &&
      checkWindow(signer, other) === undefined,
  );
}

function checkSigner(signer: PolicySigner, facts: VerifiedFacts, bindings: Bindings): Shortfall | undefined {
  const mismatches = compareSigner(signer.who, facts.signer, bindings);
  const [first, ...more] = mismatches;
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : ` (also: ${more.map((one) => one.part).join(', ')})`;
  return {
    code: first.code,
    message: `not signed by "${signer.name}": ${first.part} differs${others}`,
    expected: first.expected,
    found: first.found,
    hint: first.hint ?? more.find((one) => one.hint !== undefined)?.hint,
    nearness: nearnessOf(mismatches),
  };
}

/** A signer of another kind or issuer is somebody else; the fewer the differences otherwise, the likelier he was meant. */
function nearnessOf(mismatches: readonly Mismatch[]): number {
  if (mismatches[0]?.part === 'kind of signer') return 2.2;
  return (mismatches.some((one) => one.code === 'ISSUER_MISMATCH') ? 3 : 4) - Math.min(mismatches.length, 10) / 20;
}
