import { CountersignError } from '../../errors/index.js';
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
        asks: resolveKeys(kinds.match, rule.match, inner, [...path, 'match']),
      },
      asks: resolveKeys(kinds.rule, rule, inner, path),
      require: rule.require.map((one, at) => resolveRequirement(kinds, one, inner, [...path, 'require', at])),
    };
  });
}

/** The requirements of a mapping, by the keys of a table. */
function resolveKeys(
  table: Kinds['rule'] | Kinds['match'],
  document: Readonly<Record<string, unknown>>,
  scope: Omit<RuleScope, 'requirement'>,
  path: FieldPath,
): readonly RuleRequirement[] {
  const none = (): never => {
    throw new CountersignError('INTERNAL', 'a key of a rule contains no other requirements');
  };
  return Object.entries(table).flatMap(([key, kind]) =>
    document[key] === undefined
      ? []
      : [kind.resolve(document[key] as never, { ...scope, requirement: none }, [...path, key]) as RuleRequirement],
  );
}
