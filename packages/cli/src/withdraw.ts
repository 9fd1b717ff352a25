import type { Subject } from '@countersign/core/artifacts';
import type { CountersignError } from '@countersign/core/errors';
import type { RequirementResult } from '@countersign/core/policy';
import type { Judged } from './judged-files.js';

/**
 * The decision after a file turned out to differ from the judged one: nothing is known about the file that exists now. All parts of the
 * decision are withdrawn, so that no output of a command that was refused contains "allowed".
 */
export function withdraw(judged: Judged, subject: Subject | undefined, error: CountersignError): Judged {
  const outcome = 'undecided' as const;
  const result: RequirementResult = {
    requirement: 'files unchanged right before use',
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
  const policies = judged.decision.policies.map((policy) => ({
    ...policy,
    outcome,
    problems: [],
    // These decisions were based on the files that were judged before.
    further: [],
    subjects: policy.subjects.map((one) => ({
      ...one,
      outcome,
      rules: one.subject === subject ? [{ rule: 'before use', outcome, requirements: [result] }] : [],
    })),
  }));
  const { decision } = judged;
  return {
    decision: { ...decision, outcome, policies, problems: [...decision.problems, result] },
    pinnedImages: [],
    exitStatus: 2,
  };
}
