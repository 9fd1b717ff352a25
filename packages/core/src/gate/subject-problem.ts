import type { RequirementResult } from '../policy/index.js';
import type { SubjectProblem } from '../subjects/index.js';

/** The error of one subject as a problem of the decision: the other subjects are judged all the same. */
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
