import type { Subject } from '@countersign/core/artifacts';
import type { CountersignError } from '@countersign/core/errors';
import type { RequirementResult } from '@countersign/core/policy';
import type { Judged } from './judged-places.js';

/**
 * The decision after a file turned out to be another one than was judged: about what is there now, nothing is known. It is taken
 * back everywhere: no output of a command that was refused says "allowed" of anything.
 */
export function withdraw(judged: Judged, subject: Subject | undefined, error: CountersignError): Judged {
  const outcome = 'undecided' as const;
  const result: RequirementResult = {
    requirement: 'the files, right before they are used',
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
    // Their decisions rested on what was judged before.
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
