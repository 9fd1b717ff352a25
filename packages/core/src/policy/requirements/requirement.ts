import type { JsonObject } from '../../wire/index.js';

/** One item of `require` as it is written: one key with its value. */
export type RequirementDocument = JsonObject;

/**
 * The types of all requirements, by key. The file of a kind adds its own type (`declare module './requirement.js'`), so that this file
 * imports no kind. The compiler then demands the line of the kind in table.ts.
 */
export interface RequirementTypes {
  readonly 'any-of': At<'require', AnyOf>;
}

/** A type with its place in a policy: an item of `require`, a key of a rule, or a key of the rule's `match`. */
export interface At<Place extends 'require' | 'rule' | 'match', Type> {
  readonly place: Place;
  readonly type: Type;
}

/** Alternatives, each a set of requirements. */
export interface AnyOf {
  readonly kind: 'any-of';
  readonly alternatives: readonly (readonly Requirement[])[];
}

type TypeAt<Place extends 'require' | 'rule' | 'match'> = {
  [Key in keyof RequirementTypes]: RequirementTypes[Key] extends At<Place, infer Type> ? Type : never;
}[keyof RequirementTypes];

/** An item of `require`. */
export type Requirement = TypeAt<'require'>;

/** A requirement of a rule beside `require`, or of its match. */
export type RuleRequirement = TypeAt<'rule' | 'match'>;
