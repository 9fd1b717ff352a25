import { subjectLabel, type Subject } from '@countersign/core/artifacts';
import type { CountersignError } from '@countersign/core/errors';
import type { Judged } from './judged-files.js';

/**
 * The decision after a file has changed since it was judged: nothing is known about its present content, so every part of the
 * decision becomes undecided, and no output of a refused command contains "allowed". The reason is one problem of the whole decision,
 * because no policy has decided it.
 *
 * @param subject the changed file, where it is known
 */
export function withdraw(judged: Judged, subject: Subject | undefined, error: CountersignError): Judged {
  const { decision } = judged;
  const outcome = 'undecided' as const;
  const problem = {
    requirement: `${subject === undefined ? 'the files' : subjectLabel(subject)}, right before use`,
    outcome,
    code: error.code,
    message: error.message,
    expected: error.expected,
    found: error.found,
    hint: error.hint,
    evidence: [],
    signers: [],
    parts: [],
  };
  const policies = decision.policies.map((policy) => ({
    ...policy,
    outcome,
    problems: [],
    // Subjects of the run needed them, and their decisions are withdrawn as well.
    further: [],
    subjects: policy.subjects.map((one) => ({ ...one, outcome, rules: [] })),
  }));
  return {
    decision: { ...decision, outcome, policies, problems: [...decision.problems, problem] },
    pinnedImages: [],
    exitStatus: 2,
  };
}
