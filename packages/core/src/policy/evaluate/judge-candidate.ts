import type { Subject } from '../../artifacts/index.js';
import type { Code } from '../../errors/index.js';
import type { VerifiedFacts } from '../../verification/index.js';
import {
  isImageSignature,
  type Circumstances,
  type EvidenceContext,
  type EvidenceRequirement,
  type Kinds,
  type Shortfall,
} from '../requirements/index.js';
import type { Policy } from '../resolve/index.js';
import { compareSigner, personOf, type PolicySigner } from '../signers/index.js';
import type { Bindings } from '../values/index.js';
import { aboutSubject } from './about-subject.js';
import { otherwiseFallback } from './fallback-refusal.js';
import { isSameKind, nearnessOfMismatches, nearnessOfRejected, OTHER_KIND } from './nearness.js';
import { checkRevokedSigner } from './revoked-signers.js';
import { checkAge, checkWindow, madeOf, type Made } from './times-of-signature.js';
import type { Candidate, SubjectFacts } from './types.js';

/** A requirement about evidence, with its kind and everything else that a candidate is judged by. */
export interface EvidenceCheck extends Circumstances {
  readonly kind: Extract<Kinds['require'][string], { readonly level: 'evidence' }>;
  readonly requirement: EvidenceRequirement & { readonly kind: string };
  readonly policy: Policy;
  readonly subject: Subject;
  readonly bindings: Bindings;
}

/** The result of one candidate for one signer. */
export interface Assessment {
  readonly candidate: Candidate;
  readonly signer: PolicySigner;
  /** Undefined: the candidate satisfies the requirement. */
  readonly shortfall: Shortfall | undefined;
  /** Who signed, for counting: issuer and identity, or the key. Undefined unless satisfied. */
  readonly identity: string | undefined;
  /**
   * When it was made. Undefined where it is not what is required, not for the subject or not by the signer: then it does not count
   * as newer or older evidence.
   */
  readonly competes: Made | undefined;
}

/** Whether the same signer has signed the same digest as an image: see `imagesSignedBy`. */
type SignedAsImage = (facts: VerifiedFacts) => boolean;

/** Judges one candidate for one signer of a requirement. Only facts verified under the signer's own trust count. */
export function judgeCandidate(
  check: EvidenceCheck,
  signer: PolicySigner,
  candidate: Candidate,
  signedAsImage: SignedAsImage,
): Assessment {
  let nearest: Shortfall | undefined;
  let competes: Made | undefined;
  for (const one of candidate.verifications.filter(({ trust }) => trust === signer.trust)) {
    if (one.kind === 'rejected') {
      const wasRead = signer.who.kind === 'key' && signer.who.fingerprint !== undefined;
      nearest = nearer(nearest, rejected((wasRead ? one.ofReadKeys : undefined) ?? one.error, candidate, signer));
      continue;
    }
    const result = judgeFacts(check, signer, one.facts, candidate, signedAsImage);
    if (result.competes) competes = madeOf(one.facts);
    if (result.shortfall === undefined)
      return { candidate, signer, shortfall: undefined, identity: personOf(one.facts), competes };
    nearest = nearer(nearest, result.shortfall);
  }
  const shortfall = otherwiseFallback(nearest ?? notVerified(signer), signer, candidate, check.policy);
  return { candidate, signer, shortfall, identity: undefined, competes };
}

const nearer = (best: Shortfall | undefined, one: Shortfall): Shortfall =>
  best === undefined || one.nearness > best.nearness ? one : best;

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
  // Another trust of this signer would not help where it has signed in another way.
  const elsewhere = isSameKind(signer, candidate)
    ? candidate.verifications.find((one) => one.kind === 'verified' && one.trust !== signer.trust)
    : undefined;
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
    nearness: nearnessOfRejected(error.code, signer, candidate),
    ...(error.exitStatus === 2 ? { undecided: true } : {}),
  };
}

function hintOf(code: Code, { who, unnamed }: PolicySigner): string | undefined {
  if (who.kind !== 'key' || code !== 'LOG_ENTRY_MISSING') return undefined;
  if (unnamed === undefined)
    return 'If its key signs without a transparency log (no log records ML-DSA), give the signer a trust with "log-entries: 0" and "timestamps: 1".';
  if (who.details === 'ML_DSA_65')
    return 'No log records signatures by ML-DSA keys, so a timestamp must prove their time: write a policy file with "trust: {keys: {sigstore: public-good, log-entries: 0, timestamps: 1}}" (or "root: FILE"). With "transparency-log: off", signatures without a proven time count, too.';
  return 'If keys may sign without a transparency log, set "transparency-log: off", or write a policy file with "trust: {keys: {log-entries: 0, timestamps: 0}}".';
}

const notVerified = (signer: PolicySigner): Shortfall => ({
  code: 'INTERNAL',
  message: `the bundle was not verified under the trust "${signer.trust}"`,
  expected: undefined,
  found: undefined,
  hint: undefined,
  nearness: 0,
  undecided: true,
});

/** Runs the checks in order; the first that fails is the result. */
function judgeFacts(
  check: EvidenceCheck,
  signer: PolicySigner,
  facts: VerifiedFacts,
  candidate: Candidate,
  signedAsImage: SignedAsImage,
): { readonly shortfall: Shortfall | undefined; readonly competes: boolean } {
  const { kind, requirement, policy, subject, bindings, now } = check;
  const context: EvidenceContext = { ...check, facts, signer, signedAsImage: () => signedAsImage(facts) };
  const unrelated = kind.counts(requirement, context) ?? aboutSubject(facts, subject) ?? checkSigner(signer, facts, bindings);
  if (unrelated !== undefined) {
    const nearness = isSameKind(signer, candidate) ? unrelated.nearness : OTHER_KIND;
    return { shortfall: { ...unrelated, nearness }, competes: false };
  }
  const shortfall =
    checkRevokedSigner(signer, facts, candidate, policy) ??
    checkWindow(signer, facts) ??
    checkAge(requirement, facts, now) ??
    kind.check(requirement, context);
  return { shortfall, competes: true };
}

/**
 * Tells whether the same signer has signed the same digest as an image: then it is an image, whatever name an attestation gives it.
 * The signature may be older than a requirement accepts. All candidates are searched once, at the first call: a search for each
 * candidate would take quadratic time.
 */
export function imagesSignedBy(
  signer: PolicySigner,
  candidates: SubjectFacts['candidates'],
  { policy, subject, bindings }: EvidenceCheck,
): SignedAsImage {
  let signed: ReadonlySet<string> | undefined;
  const collect = (): ReadonlySet<string> =>
    new Set(
      candidates.flatMap((candidate) =>
        candidate.verifications.flatMap((one) => {
          if (one.kind !== 'verified' || one.trust !== signer.trust || !isImageSignature(one.facts)) return [];
          const { facts } = one;
          const counts =
            checkSigner(signer, facts, bindings) === undefined &&
            aboutSubject(facts, subject) === undefined &&
            checkRevokedSigner(signer, facts, candidate, policy) === undefined &&
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
    nearness: nearnessOfMismatches(mismatches),
  };
}
