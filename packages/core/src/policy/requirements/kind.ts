import type { Digests, Subject } from '../../artifacts/index.js';
import type { VerifiedFacts } from '../../verification/index.js';
import type { JsonValue } from '../../wire/index.js';
import type { PolicySigner } from '../signers/index.js';
import type { Bindings, FieldPath, Shape } from '../values/index.js';
import type { Claimed, ClaimedDocument } from './claimed.js';
import type { Finding, RequirementResult } from './result.js';
import type { RuleScope } from './scope.js';
import type { Shortfall } from './shortfall.js';
import type { Requirement, RequirementDocument } from './table.js';

/*
 * What a kind of requirement brings. A kind is one file (or folder) and one line in table.ts; reader, published schema, `policy
 * explain`, `policy check`, the reference page and the evaluation read the table.
 *
 * Members are methods, which TypeScript compares loosely: so a kind of its own document and requirement fits the table of all.
 */

/** What people read about a kind. A test reads both examples, and finds a kind without them. */
export interface Page<Doc> {
  /** One sentence: what meets it. */
  readonly summary: string;
  /** One item of `require`, a key of a rule or of its match, in YAML; signers may be called `release`, `builder`, `alice`, `key`. */
  readonly example: string;
  /** What each key of its mapping means; none where it is no mapping. */
  readonly fields: Doc extends readonly unknown[] ? Readonly<Record<never, string>> : { readonly [F in keyof Doc]-?: string };
  /** An example that is refused, and words of the refusal. */
  readonly refuses: { readonly example: string; readonly message: string };
}

interface Kind<K extends string, Doc, Req extends { readonly kind: K }> {
  /** The word in a policy. */
  readonly key: K;
  readonly page: Page<Doc>;
  /** From plain texts to what they mean; what could never be met is reported. */
  resolve(document: Doc, scope: RuleScope, path: FieldPath): Req;
  /** Lines of `policy explain`, the first names the requirement. */
  explain(requirement: Req): readonly string[];
  /** What `policy check` warns of. */
  review?(requirement: Req): readonly string[];
}

/** Whether old evidence may count beside newer: one is enough, the newest decides, or every one must hold. */
export type Select = 'any' | 'newest' | 'all';

/** A requirement that evidence by a signer meets. */
export interface ClaimKind<
  K extends string,
  Doc extends ClaimedDocument,
  Req extends Claimed & { readonly kind: K },
> extends Kind<K, Doc, Req> {
  readonly level: 'claim';
  readonly shape: Shape<Doc>;
  /** What reports call it. */
  title(requirement: Req): string;
  /**
   * Why a candidate is not about what is asked; undefined: it is. A reason and not only yes or no, because whoever signed the wrong
   * thing must be told which.
   */
  speaks(requirement: Req, context: ClaimContext): Shortfall | undefined;
  select(requirement: Req): Select;
  /**
   * Why a candidate does not meet the requirement whose signer, time and subject are settled; undefined: it does. Undecided where
   * the check could not be made: an error is never a yes.
   */
  check(requirement: Req, context: ClaimContext): Shortfall | undefined;
}

/** A requirement of a subject itself, such as its size: no evidence is asked. */
export interface SubjectKind<K extends string, Doc, Req extends { readonly kind: K }> extends Kind<K, Doc, Req> {
  readonly level: 'subject';
  readonly shape: Shape<Doc>;
  /** Undefined: it says nothing about subjects of this kind; under `require` that denies. */
  check(requirement: Req, subject: Subject, context: Circumstances): Finding | undefined;
}

/** A requirement of the run of the gate: of all subjects together that a rule matches. */
export interface RunKind<K extends string, Doc, Req extends { readonly kind: K }> extends Kind<K, Doc, Req> {
  readonly level: 'run';
  readonly shape: Shape<Doc>;
  /** Undefined: it is met. */
  check(requirement: Req, run: RuleRun): Finding | undefined;
}

/** Requirements of which some must hold. */
export interface SetKind<K extends string, Doc, Req extends { readonly kind: K }> extends Kind<K, Doc, Req> {
  readonly level: 'set';
  /** @param one the shape of a requirement */
  shape(one: Shape<RequirementDocument>): Shape<Doc>;
  /** All requirements inside it. */
  members(requirement: Req): readonly Requirement[];
  explain(requirement: Req, explain?: (one: Requirement) => readonly string[]): readonly string[];
  judge(requirement: Req, judge: (one: Requirement) => RequirementResult): RequirementResult;
}

/** What a rule's match asks of a subject that it matches. */
export interface MatchKind<K extends string, Doc, Req extends { readonly kind: K }> extends SubjectKind<K, Doc, Req> {
  /** The patterns that it belongs to. */
  readonly goesWith: 'paths' | 'images';
}

/** A document that the run trusts beside the policy (a baseline, another policy): its signature was checked by who read it. */
export interface TrustedDocument {
  readonly name: string;
  /** `sha256:<hex>` of its bytes. */
  readonly digest: string;
  readonly value: JsonValue;
}

/** What evidence may name and is not among the subjects of the run: a dependency, a base image. */
export type FurtherSubject =
  | { readonly kind: 'image'; /** `registry/repository` */ readonly name: string; /** `sha256:<hex>` */ readonly digest: string }
  | { readonly kind: 'digest'; readonly name: string; readonly digests: Digests };

export interface Circumstances {
  readonly now: Date;
  readonly documents: readonly TrustedDocument[];
  /**
   * Whether the same policy allows a further subject; undefined: it does. While its evidence is not there the answer is undecided,
   * and the evaluation asks for it. Ask only for what a signer of the policy names: the gate will look it up in the network.
   *
   * @param why for people, such as "a dependency of dist/app.tgz"
   */
  readonly mustBeAllowed: (further: FurtherSubject, why: string) => Shortfall | undefined;
}

/** One candidate by one signer, before one subject. */
export interface ClaimContext extends Circumstances {
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
  /** What the rule matches, in words. */
  readonly matches: string;
  readonly subjects: readonly Subject[];
  /** The facts that satisfied the rule's requirements, of each subject. */
  readonly evidence: () => readonly { readonly subject: Subject; readonly facts: readonly VerifiedFacts[] }[];
}
