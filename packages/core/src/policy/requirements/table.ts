import type { JsonObject } from '../../wire/index.js';
import type { Claimed, ClaimedDocument } from './claimed.js';
import { anyOf } from './any-of.js';
import { attestation } from './attestation.js';
import { expect } from './expect.js';
import type { ClaimKind, MatchKind, RunKind, SetKind, SubjectKind } from './kind.js';
import { platforms } from './platforms.js';
import { provenance } from './provenance/index.js';
import { signature } from './signature.js';

/** One item of `require` as it is written: one key with its value. */
export type RequirementDocument = JsonObject;

type AnyClaim = ClaimKind<string, ClaimedDocument, Claimed & { readonly kind: string }>;
type AnySubject = SubjectKind<string, unknown, { readonly kind: string }>;
type AnyRun = RunKind<string, unknown, { readonly kind: string }>;
type AnySet = SetKind<string, unknown, { readonly kind: string }>;
type AnyMatch = MatchKind<string, unknown, { readonly kind: string }>;

/** The kinds of requirements, by their place in a policy. */
export interface Kinds {
  /** Items of `require`. */
  readonly require: Readonly<Record<string, AnyClaim | AnySubject | AnySet>>;
  /** Keys of a rule beside `require`. */
  readonly rule: Readonly<Record<string, AnySubject | AnyRun>>;
  /** Keys of a rule's `match` beside the patterns. */
  readonly match: Readonly<Record<string, AnyMatch>>;
}

/** Every kind of requirement. To add one, write a file in this room and add a line here; remove its key from `LATER` (policy/values/later.ts). */
export const KINDS = {
  require: { signature, provenance, attestation, 'any-of': anyOf },
  rule: { expect },
  match: { platforms },
} satisfies Kinds;

type ResolvedBy<Table> = {
  [K in keyof Table]: Table[K] extends { resolve: (...args: never[]) => infer R } ? R : never;
}[keyof Table];

/** A requirement of a rule. */
export type Requirement = ResolvedBy<(typeof KINDS)['require']>;
/** A requirement of a rule beside `require`, or of its match. */
export type RuleRequirement = ResolvedBy<(typeof KINDS)['rule']> | ResolvedBy<(typeof KINDS)['match']>;
