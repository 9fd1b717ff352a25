import type { Code } from '../../errors/index.js';
import type { Subject } from '../../artifacts/index.js';
import type { VerifiedFacts } from '../../verification/index.js';
import { assessProvenance } from '../requirements/provenance/meets-requirement.js';
import { checkSubject } from './about-subject.js';
import { checkRevoked, type JudgedFacts } from './revoked-signers.js';
import { checkAge, checkWindow } from './times-of-signature.js';
import { compareSigner } from '../signers/compare-signer.js';
import type { Mismatch } from '../signers/mismatch.js';
import type { Bindings } from '../values/pattern.js';
import type {
  AttestationRequirement,
  Policy,
  PolicySigner,
  ProvenanceRequirement,
  SignatureRequirement,
} from '../resolve/model.js';
import { personOf } from '../signers/person-of.js';
import type { Shortfall } from '../requirements/shortfall.js';
import { isImageSignature, speaksFor } from '../requirements/speaks-for.js';
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

/** The same with what was found of the subject, seen by one signer. */
export interface Inquiry extends Circumstances {
  /** Whether the same signer has signed the same digest as an image: see `imagesSignedBy`. */
  readonly signedAsImage: (facts: VerifiedFacts) => boolean;
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
      ? (error.hint ?? hintOf(error.code, signer))
      : `It verifies under the trust "${elsewhere.trust}", but ${signer.unnamed ?? `signer "${signer.name}"`} trusts only "${signer.trust}".`;
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

/** In one line nobody can say that a key needs no witness; the word for it is in a policy. */
function hintOf(code: Code, { who, unnamed }: PolicySigner): string | undefined {
  if (who.kind !== 'key' || unnamed === undefined || (code !== 'LOG_ENTRY_MISSING' && code !== 'TIMESTAMP_MISSING'))
    return undefined;
  return 'Only a policy file accepts a signature of a key that no log and no timestamp witnesses: "trust: {keys: {log-entries: 0, timestamps: 0}}".';
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
    speaksFor({ requirement, facts, subject: circumstances.subject, signedAsImage: () => circumstances.signedAsImage(facts) }) ??
    checkSubject(facts, circumstances.subject) ??
    checkSigner(signer, facts, circumstances.bindings) ??
    checkRevoked(signer, proven, circumstances.policy) ??
    checkWindow(signer, facts) ??
    checkAge(requirement, facts, circumstances.now) ??
    (requirement.kind === 'provenance' ? assessProvenance(requirement, signer, facts, circumstances.bindings) : undefined)
  );
}

/**
 * Answers whether the same signer has signed the same digest as an image: then it is one, whatever an attestation calls it. The
 * signature need not be as young as a requirement asks. All candidates are looked through once, when it is first asked: for each
 * anew, a thousand of them would be a million looks.
 */
export function imagesSignedBy(
  signer: PolicySigner,
  candidates: SubjectFacts['candidates'],
  { policy, subject, bindings }: Circumstances,
): Inquiry['signedAsImage'] {
  let signed: ReadonlySet<string> | undefined;
  const collect = (): ReadonlySet<string> =>
    new Set(
      candidates.flatMap(({ judged }) =>
        judged.flatMap((one) => {
          if (one.kind !== 'verified' || one.trust !== signer.trust || !isImageSignature(one.facts)) return [];
          const { facts } = one;
          const counts =
            checkSigner(signer, facts, bindings) === undefined &&
            checkSubject(facts, subject) === undefined &&
            checkRevoked(signer, { facts, judged }, policy) === undefined &&
            checkWindow(signer, facts) === undefined;
          return counts ? (personAndDigest(facts) ?? []) : [];
        }),
      ),
    );
  return (facts) => {
    const own = personAndDigest(facts);
    return own !== undefined && (signed ??= collect()).has(own);
  };
}

function personAndDigest(facts: VerifiedFacts): string | undefined {
  const { sha256 } = facts.artifact;
  return sha256 === undefined ? undefined : `${sha256} ${personOf(facts)}`;
}

function checkSigner(signer: PolicySigner, facts: VerifiedFacts, bindings: Bindings): Shortfall | undefined {
  const mismatches = compareSigner(signer.who, facts.signer, bindings);
  const [first, ...more] = mismatches;
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : ` (also: ${more.map((one) => one.part).join(', ')})`;
  return {
    code: first.code,
    message: `not signed by ${signer.unnamed ?? `"${signer.name}"`}: ${first.part} differs${others}`,
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
