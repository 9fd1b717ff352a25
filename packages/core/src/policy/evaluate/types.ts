import type { Subject } from '../../artifacts/index.js';
import type { CountersignError } from '../../errors/index.js';
import type { EvidenceOrigin } from '../../evidence/index.js';
import type { VerifiedFacts } from '../../verification/index.js';
import type { Outcome, RequirementResult } from '../requirements/index.js';

/** The verification of a candidate under one trust of the policy: verified facts, or the reason for the rejection. */
export type TrustVerification =
  | { readonly kind: 'verified'; readonly trust: string; readonly facts: VerifiedFacts }
  | {
      readonly kind: 'rejected';
      readonly trust: string;
      readonly error: CountersignError;
      /** Where `error` is that a key could not be read: the reason for signers whose key was read. They did not sign it. */
      readonly ofReadKeys?: CountersignError;
    };

/** How a bundle says that it was signed. This is not proven: it decides only which of several reasons a report shows. */
export type ClaimedSigner =
  | { readonly kind: 'certificate' }
  /** `fingerprint`: of the key of the policy that the bundle names, if any. */
  | { readonly kind: 'key'; readonly fingerprint: string | undefined };

/** A candidate bundle with its verification under every trust that the policy names. */
export interface Candidate {
  readonly origin: EvidenceOrigin;
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly claimed: ClaimedSigner;
  readonly verifications: readonly TrustVerification[];
}

/** Everything that `evaluate` gets for one subject. */
export interface SubjectFacts {
  readonly subject: Subject;
  readonly candidates: readonly Candidate[];
  /** Candidates that could not be parsed. */
  readonly unreadable: readonly { readonly origin: EvidenceOrigin; readonly error: CountersignError }[];
  /** Places that could not be searched: then "no evidence" is undecided and not denied. */
  readonly incomplete: readonly CountersignError[];
  /** All places that were searched, for the message that nothing was found. */
  readonly searched?: readonly string[];
}

export interface RuleResult {
  readonly rule: string;
  readonly outcome: Outcome;
  readonly requirements: readonly RequirementResult[];
}

export interface SubjectDecision {
  readonly subject: Subject;
  readonly outcome: Outcome;
  /** Empty when no rule matched; then `unmatched` has the reason. */
  readonly rules: readonly RuleResult[];
  readonly unmatched: RequirementResult | undefined;
  readonly candidates: readonly Candidate[];
  readonly unreadable: SubjectFacts['unreadable'];
}

export interface PolicyDecision {
  /** `metadata.name`, or `command line`. */
  readonly policy: string;
  /** `sha256:<hex>` of the policy file's bytes; of its canonical JSON for the one-line policy. */
  readonly digest: string;
  readonly outcome: Outcome;
  readonly subjects: readonly SubjectDecision[];
  /** Requirements that the run as a whole did not meet (`expect.at-least`). */
  readonly problems: readonly RequirementResult[];
  /** Subjects that had to be verifications because evidence names them; absent where there are none. */
  readonly further?: readonly SubjectDecision[];
}

/** The decision of the gate: every policy must allow every subject. */
export interface Decision {
  readonly outcome: Outcome;
  readonly time: Date;
  readonly target: string | undefined;
  readonly policies: readonly PolicyDecision[];
  /** Subjects in the order they were named. */
  readonly subjects: readonly Subject[];
  /** Problems that belong to no subject, such as `expect.at-least` not met. */
  readonly problems: readonly RequirementResult[];
  /** Names of the fallback signers that it rests on; absent if there are none. */
  readonly fallbackSigners?: readonly string[];
  /** Notices for every report, such as a transparency log that was switched off. */
  readonly notices?: readonly string[];
}
