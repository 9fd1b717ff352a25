import { resolveRequirement, type Kinds, type RuleRequirement, type RuleScope, type Scope } from '../requirements/index.js';
import { patternOf, type FieldPath } from '../values/index.js';
import type { RuleDocument } from '../document/index.js';
import type { Rule } from './model.js';

export function resolveRules(rules: readonly RuleDocument[], kinds: Kinds, scope: Scope): readonly Rule[] {
  return rules.map((rule, index) => {
    const path = ['rules', index];
    const paths = rule.match.paths?.map(patternOf);
    const images = rule.match.images?.map(patternOf);
    const patterns = [...(paths ?? []), ...(images ?? [])];
    const first = patterns[0]?.names ?? [];
    const bound = new Set(first.filter((name) => patterns.every((pattern) => pattern.names.includes(name))));
    const inner = { ...scope, bound };
    const targets = rule.match.target;
    return {
      name: rule.name,
      match: {
        paths,
        images,
        targets: typeof targets === 'string' ? [targets] : targets,
        asks: resolveAsked(kinds.match, rule.match, inner, [...path, 'match']),
      },
      asks: resolveAsked(kinds.rule, rule, inner, path),
      require: rule.require.map((one, at) => resolveRequirement(kinds, one, inner, [...path, 'require', at])),
    };
  });
}

/** What a mapping asks under the words of a table. */
function resolveAsked(
  table: Kinds['rule'] | Kinds['match'],
  document: Readonly<Record<string, unknown>>,
  scope: Omit<RuleScope, 'requirement'>,
  path: FieldPath,
): readonly RuleRequirement[] {
  const none = (): never => {
    throw new Error('no requirement stands inside a key of a rule');
  };
  return Object.entries(table).flatMap(([key, kind]) =>
    document[key] === undefined
      ? []
      : [kind.resolve(document[key] as never, { ...scope, requirement: none }, [...path, key]) as RuleRequirement],
  );
}
