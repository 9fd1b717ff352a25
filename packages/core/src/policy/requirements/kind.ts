import type { Digests, Subject } from '../../artifacts/index.js';
import type { VerifiedFacts } from '../../verification/index.js';
import type { JsonValue } from '../../wire/index.js';
import type { PolicySigner } from '../signers/index.js';
import type { Bindings, FieldPath, Shape } from '../values/index.js';
import type { EvidenceRequirement, EvidenceDocument } from './evidence-requirement.js';
import type { Requirement, RequirementDocument } from './requirement.js';
import type { Finding, RequirementResult } from './result.js';
import type { RuleScope } from './scope.js';
import type { Shortfall } from './shortfall.js';

/*
 * The interface of a kind of requirement. A kind is one file (or folder) and one line in table.ts; reader, published schema,
 * `policy explain`, `policy check`, the reference page and the evaluation use the table.
 *
 * Members are methods, because TypeScript compares their parameters loosely: so every kind fits the table, with its own types.
 */

/** The documentation of a kind. A test reads both examples, and fails for a kind without them. */
export interface Page<Doc> {
  /** What meets the requirement, in one sentence. */
  readonly summary: string;
  /** One item of `require`, a key of a rule or of its match, in YAML; signers may be called `release`, `builder`, `alice`, `key`. */
  readonly example: string;
  /** The meaning of each key of its mapping; empty where it is not a mapping. */
  readonly fields: Doc extends readonly unknown[] ? Readonly<Record<never, string>> : { readonly [F in keyof Doc]-?: string };
  /** An example that is refused, and a part of the message. */
  readonly refuses: { readonly example: string; readonly message: string };
}

interface Kind<K extends string, Doc, Req extends { readonly kind: K }> {
  /** The key in a policy. */
  readonly key: K;
  readonly page: Page<Doc>;
  /** Computes the meaning of the document's texts; reports what can never be met. */
  resolve(document: Doc, scope: RuleScope, path: FieldPath): Req;
  /** Lines of `policy explain`; the first one names the requirement. */
  explain(requirement: Req): readonly string[];
  /** Warnings of `policy check`. */
  review?(requirement: Req): readonly string[];
}

/** Which evidence must pass where there is more than one: any one, the newest, or all. */
export type Select = 'any' | 'newest' | 'all';

/** A requirement that signed evidence meets. */
export interface EvidenceKind<
  K extends string,
  Doc extends EvidenceDocument,
  Req extends EvidenceRequirement & { readonly kind: K },
> extends Kind<K, Doc, Req> {
  readonly level: 'evidence';
  readonly shape: Shape<Doc>;
  /** Its name in reports. */
  title(requirement: Req): string;
  /**
   * Why the evidence is not of the required kind, or not for the subject; undefined: it is. A reason and not a boolean, because
   * users must be told what was signed instead.
   */
  counts(requirement: Req, context: EvidenceContext): Shortfall | undefined;
  select(requirement: Req): Select;
  /**
   * Why evidence does not meet the requirement, after its signer, time and subject were checked; undefined: it does. Undecided
   * where the check could not be made: an error never allows.
   */
  check(requirement: Req, context: EvidenceContext): Shortfall | undefined;
}

/** A requirement about the subject itself, such as its size, without evidence. */
export interface SubjectKind<K extends string, Doc, Req extends { readonly kind: K }> extends Kind<K, Doc, Req> {
  readonly level: 'subject';
  readonly shape: Shape<Doc>;
  /** Undefined: it does not apply to subjects of this kind; under `require` the subject is then denied. */
  check(requirement: Req, subject: Subject, context: Circumstances): Finding | undefined;
}

/** A requirement about all subjects together that a rule matches in a run of the gate. */
export interface RunKind<K extends string, Doc, Req extends { readonly kind: K }> extends Kind<K, Doc, Req> {
  readonly level: 'run';
  readonly shape: Shape<Doc>;
  /** Undefined: it is met. */
  check(requirement: Req, run: RuleRun): Finding | undefined;
}

/** A requirement that is made of other requirements. */
export interface SetKind<K extends string, Doc, Req extends { readonly kind: K }> extends Kind<K, Doc, Req> {
  readonly level: 'set';
  /** @param one the shape of a requirement */
  shape(one: Shape<RequirementDocument>): Shape<Doc>;
  /** All requirements that it contains. */
  members(requirement: Req): readonly Requirement[];
  explain(requirement: Req, explain?: (one: Requirement) => readonly string[]): readonly string[];
  /** @param judgeMember judges one of the contained requirements */
  judge(requirement: Req, judgeMember: (one: Requirement) => RequirementResult): RequirementResult;
}

/** A requirement in the match of a rule, about the subjects that match. */
export interface MatchKind<K extends string, Doc, Req extends { readonly kind: K }> extends SubjectKind<K, Doc, Req> {
  /** The patterns that it needs. */
  readonly goesWith: 'paths' | 'images';
}

/** A document that the run trusts beside the policy (a baseline, another policy). Its reader has checked its signature. */
export interface TrustedDocument {
  readonly name: string;
  /** `sha256:<hex>` of its bytes. */
  readonly digest: string;
  readonly value: JsonValue;
}

/** A subject that evidence names and that is not one of the run's subjects: a dependency, a base image. */
export type FurtherSubject =
  | { readonly kind: 'image'; /** `registry/repository` */ readonly name: string; /** `sha256:<hex>` */ readonly digest: string }
  | { readonly kind: 'digest'; readonly name: string; readonly digests: Digests };

export interface Circumstances {
  readonly now: Date;
  readonly documents: readonly TrustedDocument[];
  /**
   * Why the same policy does not allow a further subject; undefined: it does. While its evidence is not known, the result is
   * undecided, and the evaluation asks the gate for it. Use it only for names in evidence by a signer of the policy, because the
   * gate looks them up in the network.
   *
   * @param why for messages, such as "a dependency of dist/app.tgz"
   */
  readonly mustBeAllowed: (further: FurtherSubject, why: string) => Shortfall | undefined;
}

/** One candidate, for one signer of the policy and one subject. */
export interface EvidenceContext extends Circumstances {
  readonly facts: VerifiedFacts;
  readonly signer: PolicySigner;
  readonly subject: Subject;
  readonly bindings: Bindings;
  /** Whether the same signer has signed the same digest as an image. */
  readonly signedAsImage: () => boolean;
}

/** What a rule matched in a run, in the order of the subjects. */
export interface RuleRun {
  readonly rule: string;
  /** What the rule matches, for messages. */
  readonly matches: string;
  readonly subjects: readonly Subject[];
  /** The facts that satisfied the rule's requirements, of each subject. */
  readonly evidence: () => readonly { readonly subject: Subject; readonly facts: readonly VerifiedFacts[] }[];
}
