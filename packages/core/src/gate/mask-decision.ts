import { CountersignError } from '../errors/index.js';
import type { Log } from '../run/index.js';
import type { Decision, PolicyDecision, RequirementResult, SubjectDecision } from '../policy/index.js';

/**
 * Masks secrets in a decision, for reports, outputs and standard output: messages may contain answers of a server, and a server may
 * repeat what it was sent. Only texts change, never an outcome, a code or a digest.
 */
export function maskDecision(decision: Decision, log: Log): Decision {
  const { mask } = log;
  if (mask === undefined) return decision;
  const masker = new Masker(mask);
  return {
    ...decision,
    target: decision.target === undefined ? undefined : mask(decision.target),
    problems: decision.problems.map((one) => masker.requirement(one)),
    policies: decision.policies.map((one) => masker.policy(one)),
  };
}

class Masker {
  constructor(private readonly mask: (text: string) => string) {}

  policy(policy: PolicyDecision): PolicyDecision {
    return {
      ...policy,
      subjects: policy.subjects.map((one) => this.subject(one)),
      problems: policy.problems.map((one) => this.requirement(one)),
      ...(policy.further === undefined ? {} : { further: policy.further.map((one) => this.subject(one)) }),
    };
  }

  requirement(one: RequirementResult): RequirementResult {
    const { requirement, message, expected, found, hint, parts } = one;
    return {
      ...one,
      requirement: this.mask(requirement),
      message: this.mask(message),
      expected: this.maybe(expected),
      found: this.maybe(found),
      hint: this.maybe(hint),
      parts: parts.map((part) => this.requirement(part)),
    };
  }

  private subject(subject: SubjectDecision): SubjectDecision {
    return {
      ...subject,
      rules: subject.rules.map((rule) => ({ ...rule, requirements: rule.requirements.map((one) => this.requirement(one)) })),
      unmatched: subject.unmatched === undefined ? undefined : this.requirement(subject.unmatched),
      candidates: subject.candidates.map((candidate) => ({
        ...candidate,
        verifications: candidate.verifications.map((one) =>
          one.kind === 'rejected' ? { ...one, error: this.error(one.error) } : one,
        ),
      })),
      unreadable: subject.unreadable.map(({ origin, error }) => ({ origin, error: this.error(error) })),
    };
  }

  private error(error: CountersignError): CountersignError {
    const { expected, found, hint } = error;
    return new CountersignError(error.code, this.mask(error.message), {
      ...(expected === undefined ? {} : { expected: this.mask(expected) }),
      ...(found === undefined ? {} : { found: this.mask(found) }),
      ...(hint === undefined ? {} : { hint: this.mask(hint) }),
    });
  }

  private maybe(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.mask(text);
  }
}
