import { list, type Shape } from '../values/index.js';
import type { SetKind } from './kind.js';
import { worst, type RequirementResult } from './result.js';
import type { AnyOf, Requirement, RequirementDocument } from './requirement.js';

type AnyOfDocument = readonly (readonly RequirementDocument[])[];

export const anyOf: SetKind<'any-of', AnyOfDocument, AnyOf> = {
  key: 'any-of',
  level: 'set',
  page: {
    summary: 'all requirements of at least one of the sets',
    example: 'any-of: [[signature: {by: key}], [signature: {by: builder}, provenance: {by: builder}]]',
    fields: {},
    refuses: { example: 'any-of: [[signature: {by: release}], []]', message: 'the list is empty' },
  },
  shape: (one: Shape<RequirementDocument>) => list(list(one)),
  resolve: (document, scope, path) => ({
    kind: 'any-of',
    alternatives: document.map((set, at) => set.map((one, index) => scope.requirement(one, [...path, at, index]))),
  }),
  members: ({ alternatives }) => alternatives.flat(),
  explain: ({ alternatives }, explain = () => []) => [
    'one of:',
    ...alternatives.flatMap((set, index) => [
      `${String(index + 1)}. all of:`,
      ...set.flatMap((one) => explain(one).map((line, at) => `   ${at === 0 ? '- ' : '  '}${line}`)),
    ]),
  ],
  judge(requirement, judgeMember) {
    const parts = requirement.alternatives.map((set, index) => alternative(set, index, judgeMember));
    const met = parts.filter((part) => part.outcome === 'allowed');
    // What also holds without a fallback key does not rest on it.
    const held = met.find(({ fallback }) => fallback === undefined) ?? met[0];
    if (held !== undefined) return { ...held, requirement: 'any-of', message: `${held.requirement} is met`, parts };
    const open = parts.find((part) => part.outcome === 'undecided');
    const shown =
      open ??
      parts.reduce<RequirementResult | undefined>(
        (best, part) => (best === undefined || passed(part) > passed(best) ? part : best),
        undefined,
      );
    return {
      requirement: 'any-of',
      outcome: open === undefined ? 'denied' : 'undecided',
      code: shown?.code ?? 'RULE_FAILED',
      message: `none of ${String(parts.length)} alternatives is met; nearest: ${shown?.requirement ?? ''}: ${shown?.message ?? ''}`,
      expected: shown?.expected,
      found: shown?.found,
      hint: shown?.hint,
      evidence: shown?.evidence ?? [],
      signers: [],
      parts,
    };
  },
};

/** An alternative is met only as a whole: parts of two alternatives never add up. */
function alternative(
  set: readonly Requirement[],
  index: number,
  judgeMember: (one: Requirement) => RequirementResult,
): RequirementResult {
  const results = set.map(judgeMember);
  const outcome = worst(results.map((one) => one.outcome));
  const first = results.find((one) => one.outcome === outcome) ?? results[0];
  const failed = outcome === 'allowed' ? undefined : first;
  const fallback = [...new Set(results.flatMap((one) => one.fallback ?? []))];
  return {
    requirement: `alternative ${String(index + 1)}`,
    outcome,
    code: outcome === 'allowed' ? undefined : (first?.code ?? 'RULE_FAILED'),
    message: outcome === 'allowed' ? 'all of its requirements are met' : `${first?.requirement ?? ''}: ${first?.message ?? ''}`,
    expected: failed?.expected,
    found: failed?.found,
    hint: failed?.hint,
    evidence: [...new Set(results.flatMap((one) => one.evidence))],
    signers: [...new Set(results.flatMap((one) => one.signers))],
    ...(outcome === 'allowed' && fallback.length > 0 ? { fallback } : {}),
    parts: results,
  };
}

const passed = (part: RequirementResult): number => part.parts.filter((one) => one.outcome === 'allowed').length;
