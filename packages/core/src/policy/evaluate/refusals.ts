import type { RequirementResult } from '../requirements/index.js';
import type { SubjectDecision } from './types.js';

/** All results of a subject's decision that are not `allowed`. */
export function refusals({ rules, unmatched }: SubjectDecision): readonly RequirementResult[] {
  const all = [...(unmatched === undefined ? [] : [unmatched]), ...rules.flatMap(({ requirements }) => requirements)];
  return all.filter(({ outcome }) => outcome !== 'allowed');
}
