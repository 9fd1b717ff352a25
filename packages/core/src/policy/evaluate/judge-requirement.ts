import { shortened } from '../../errors/index.js';
import {
  kindOfRequirement,
  resultOf,
  type Circumstances,
  type Kinds,
  type Requirement,
  type RequirementResult,
} from '../requirements/index.js';
import type { Policy } from '../resolve/index.js';
import type { Bindings } from '../values/index.js';
import { judgeEvidence } from './judge-evidence.js';
import type { SubjectFacts } from './types.js';

/** Judges one requirement of a rule by the facts of a subject. */
export type JudgeRequirement = (requirement: Requirement, facts: SubjectFacts) => RequirementResult;

/** Gives the function that judges the requirements of a rule. */
export function requirementJudge(
  kinds: Kinds,
  policy: Policy,
  bindings: Bindings,
  circumstances: Circumstances,
): JudgeRequirement {
  const judge: JudgeRequirement = (requirement, facts) => {
    const kind = kindOfRequirement(kinds, requirement);
    switch (kind.level) {
      case 'evidence':
        return judgeEvidence(
          { ...circumstances, kind, requirement: requirement as never, policy, bindings, subject: facts.subject },
          facts,
        );
      case 'subject':
        return resultOf(
          kind.key,
          kind.check(requirement as never, facts.subject, circumstances) ?? doesNotApply(facts, kind.key),
        );
      case 'set':
        return kind.judge(requirement as never, (one) => withShortTexts(judge(one, facts)));
    }
  };
  return (requirement, facts) => withShortTexts(judge(requirement, facts));
}

/** A requirement that does not apply to the subject is not met. */
const doesNotApply = ({ subject }: SubjectFacts, key: string) =>
  ({
    outcome: 'denied',
    code: 'RULE_FAILED',
    message: `"${key}" does not apply to ${subject.name}`,
    expected: `an artifact that "${key}" applies to`,
    found: subject.kind,
    hint: 'Use it in a rule that matches only such artifacts.',
  }) as const;

/** Certificates and bundles may contain values of any length, so every text of a result is shortened. */
function withShortTexts(result: RequirementResult): RequirementResult {
  const maybe = (text: string | undefined) => (text === undefined ? undefined : shortened(text));
  return {
    ...result,
    message: shortened(result.message),
    expected: maybe(result.expected),
    found: maybe(result.found),
    hint: maybe(result.hint),
    parts: result.parts.map(withShortTexts),
  };
}
