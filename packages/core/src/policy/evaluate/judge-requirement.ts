import type { Bindings } from '../values/index.js';
import { shortened } from '../../errors/index.js';
import { resultOf, type Circumstances, type Kinds, type Requirement, type RequirementResult } from '../requirements/index.js';
import { kindOfRequirement } from '../requirements/index.js';
import type { Policy } from '../resolve/index.js';
import { judgeClaim } from './judge-claim.js';
import type { SubjectFacts } from './types.js';

/** Judges one requirement of a rule by these facts. */
export type JudgeRequirement = (requirement: Requirement, facts: SubjectFacts) => RequirementResult;

/** What a rule's requirements of one subject are judged by, beside its facts. */
export function requirementJudge(
  kinds: Kinds,
  policy: Policy,
  bindings: Bindings,
  circumstances: Circumstances,
): JudgeRequirement {
  const judge: JudgeRequirement = (requirement, facts) => {
    const kind = kindOfRequirement(kinds, requirement);
    switch (kind.level) {
      case 'claim':
        return judgeClaim({ kind, requirement: requirement as never }, facts, {
          ...circumstances,
          policy,
          bindings,
          subject: facts.subject,
        });
      case 'subject':
        return resultOf(kind.key, kind.check(requirement as never, facts.subject, circumstances) ?? saysNothing(facts, kind.key));
      case 'set':
        return kind.judge(requirement as never, (one) => withShortTexts(judge(one, facts)));
    }
  };
  return (requirement, facts) => withShortTexts(judge(requirement, facts));
}

/** A requirement that nobody can check of this subject is not met. */
const saysNothing = ({ subject }: SubjectFacts, key: string) =>
  ({
    outcome: 'denied',
    code: 'RULE_FAILED',
    message: `"${key}" says nothing about ${subject.name}`,
    expected: `an artifact that "${key}" is about`,
    found: subject.kind,
    hint: 'Ask for it in a rule that matches only what it is about.',
  }) as const;

/** A certificate of a stranger may hold an identity of any length: every reason has an end, whoever had a hand in it. */
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
