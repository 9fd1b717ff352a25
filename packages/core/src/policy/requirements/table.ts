import type { EvidenceRequirement, EvidenceDocument } from './evidence-requirement.js';
import { anyOf } from './any-of.js';
import { attestation } from './attestation.js';
import { expect } from './expect.js';
import type { EvidenceKind, MatchKind, RunKind, SetKind, SubjectKind } from './kind.js';
import { platforms } from './platforms.js';
import { provenance } from './provenance/index.js';
import type { At, RequirementTypes } from './requirement.js';
import { signature } from './signature.js';

type AnyEvidence = EvidenceKind<string, EvidenceDocument, EvidenceRequirement & { readonly kind: string }>;
type AnySubject = SubjectKind<string, unknown, { readonly kind: string }>;
type AnyRun = RunKind<string, unknown, { readonly kind: string }>;
type AnySet = SetKind<string, unknown, { readonly kind: string }>;
type AnyMatch = MatchKind<string, unknown, { readonly kind: string }>;

/** The kinds of requirements, by their place in a policy. */
export interface Kinds {
  /** Items of `require`. */
  readonly require: Readonly<Record<string, AnyEvidence | AnySubject | AnySet>>;
  /** Keys of a rule beside `require`. */
  readonly rule: Readonly<Record<string, AnySubject | AnyRun>>;
  /** Keys of a rule's `match` beside the patterns. */
  readonly match: Readonly<Record<string, AnyMatch>>;
}

/** A line for each type of `RequirementTypes`, at its place. */
type Declared = {
  readonly [Place in keyof Kinds]: {
    readonly [Key in keyof RequirementTypes as RequirementTypes[Key] extends At<Place, unknown> ? Key : never]: unknown;
  };
};

/** Every kind of requirement. To add one, write a file in this room and add a line here; remove its key from `LATER` (policy/values/later.ts). */
export const KINDS = {
  require: { signature, provenance, attestation, 'any-of': anyOf },
  rule: { expect },
  match: { platforms },
} satisfies Kinds & Declared;
