import type { RequirementResult } from '../policy/index.js';
import type { SubjectProblem } from '../subjects/index.js';

/** What is wrong with one of the things that were named, as a reason of the decision: the others are judged all the same. */
export function subjectProblem({ about, error }: SubjectProblem): RequirementResult {
  return {
    requirement: about,
    outcome: error.exitStatus === 1 ? 'denied' : 'undecided',
    code: error.code,
    message: error.message,
    expected: error.expected,
    found: error.found,
    hint: error.hint,
    evidence: [],
    signers: [],
    parts: [],
  };
}
