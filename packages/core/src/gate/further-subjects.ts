import type { Subject } from '../artifacts/index.js';
import { asCountersignError, type CountersignError } from '../errors/index.js';
import {
  evaluate,
  type EvaluationContext,
  type FurtherFacts,
  type FurtherSubject,
  type Policy,
  type PolicyDecision,
  type SubjectFacts,
  type WantedSubject,
} from '../policy/index.js';
import type { Registry } from '../registry/index.js';
import { inOrder } from '../run/index.js';

/** How many further subjects are looked up at the same time. */
const AT_ONCE = 8;

/**
 * The decision of a policy. Where the evaluation needs further subjects, their facts are looked up and the policy is evaluated again,
 * until it needs none. The evaluation limits their number, and each round looks up only new ones.
 */
export async function decide(
  policy: Policy,
  facts: readonly SubjectFacts[],
  context: EvaluationContext,
  factsOf: (wanted: WantedSubject) => Promise<SubjectFacts | CountersignError>,
): Promise<PolicyDecision> {
  let further: FurtherFacts = new Map();
  for (;;) {
    const { decision, wanted } = evaluate(policy, facts, { ...context, further });
    if (wanted.length === 0) return decision;
    const found = await inOrder(wanted, AT_ONCE, async (one) => [one.key, await factsOf(one)] as const);
    further = new Map([...further, ...found]);
  }
}

/**
 * The facts of a further subject. An error never ends the run, because a wrong name in evidence is not wrong use of the gate; the
 * results that need the subject are then undecided.
 *
 * @param verify finds the evidence for a subject and verifies it
 */
export async function factsOfFurther(
  { subject }: WantedSubject,
  registry: Registry,
  verify: (subject: Subject) => Promise<SubjectFacts>,
): Promise<SubjectFacts | CountersignError> {
  try {
    return await verify(await resolve(subject, registry));
  } catch (thrown) {
    return asCountersignError(thrown);
  }
}

function resolve(subject: FurtherSubject, registry: Registry): Promise<Subject> {
  switch (subject.kind) {
    case 'image':
      return registry.resolve(`${subject.name}@${subject.digest}`);
    case 'digest':
      return Promise.resolve({ ...subject, origin: 'evidence' });
  }
}
