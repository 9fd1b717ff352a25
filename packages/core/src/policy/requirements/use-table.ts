import { CountersignError } from '../../errors/index.js';
import { LATER, may, object, type Field, type FieldPath, type Shape } from '../values/index.js';
import type { EvidenceRequirement } from './evidence-requirement.js';
import type { RuleScope } from './scope.js';
import type { Requirement, RequirementDocument } from './requirement.js';
import { KINDS, type Kinds } from './table.js';

/* Functions over the table, for requirements of any kind. */

/** The shape of an item of `require`: exactly one of the kinds. Alternatives nest, so the schema refers to it by name. */
export function requirementShape({ require }: Kinds): Shape<RequirementDocument> {
  const nested: Shape<RequirementDocument> = {
    schema: { $ref: '#/$defs/requirement' },
    read: (place) => one.read(place),
  };
  const fields = Object.entries(require).map(([key, kind]): [string, Field<unknown>] => [
    key,
    may(kind.level === 'set' ? kind.shape(nested) : kind.shape),
  ]);
  const one = object<RequirementDocument>(Object.fromEntries(fields) as never, {
    later: LATER.require.filter((key) => !Object.hasOwn(require, key)),
    exactlyOne: Object.keys(require),
  });
  return one;
}

/** Resolves an item of `require`. */
export function resolveRequirement(
  kinds: Pick<Kinds, 'require'>,
  document: RequirementDocument,
  scope: Omit<RuleScope, 'requirement'>,
  path: FieldPath,
): Requirement {
  const inner: RuleScope = {
    ...scope,
    requirement: (nested, at) => resolveRequirement(kinds, nested, scope, at),
  };
  const [[key, value] = ['', null]] = Object.entries(document);
  return kindOfRequirement(kinds, { kind: key }).resolve(value as never, inner, [...path, key]) as Requirement;
}

/** The kind of a requirement. */
export function kindOfRequirement(
  { require }: Pick<Kinds, 'require'>,
  { kind }: { readonly kind: string },
): Kinds['require'][string] {
  const known = Object.hasOwn(require, kind) ? require[kind] : undefined;
  if (known === undefined) throw new CountersignError('INTERNAL', `the requirement "${kind}" is in no table`);
  return known;
}

/** Lines of `policy explain` for one requirement. */
export function explainRequirement(kinds: Kinds, requirement: Requirement): readonly string[] {
  const kind = kindOfRequirement(kinds, requirement);
  return kind.level === 'set'
    ? kind.explain(requirement, (one) => explainRequirement(kinds, one))
    : kind.explain(requirement as never);
}

/** Warnings of `policy check` for a requirement and those that it contains. */
export function reviewRequirement(kinds: Kinds, requirement: Requirement): readonly string[] {
  const kind = kindOfRequirement(kinds, requirement);
  const own = kind.review?.(requirement as never) ?? [];
  return kind.level === 'set' ? [...own, ...kind.members(requirement).flatMap((one) => reviewRequirement(kinds, one))] : own;
}

/** Names of all signers whose evidence can count for a requirement. */
export function signersOf(requirement: Requirement, kinds: Kinds = KINDS): readonly string[] {
  const kind = kindOfRequirement(kinds, requirement);
  switch (kind.level) {
    case 'evidence':
      return (requirement as Requirement & EvidenceRequirement).by.people.flatMap((person) => person.signers);
    case 'set':
      return kind.members(requirement).flatMap((one) => signersOf(one, kinds));
    case 'subject':
      return [];
  }
}
