import type { Subject } from '../artifacts/index.js';
import { asCountersignError } from '../errors/index.js';
import {
  evaluateStep,
  type FurtherFacts,
  type FurtherSubject,
  type PolicyDecision,
  type SubjectFacts,
  type WantedSubject,
} from '../policy/index.js';
import type { Registry } from '../registry/index.js';
import { inOrder } from '../run/index.js';

/** How many further subjects are looked up at the same time. */
const AT_ONCE = 8;

type Step = Parameters<typeof evaluateStep>;

/**
 * The decision of a policy. Where the evaluation needs further subjects, their facts are looked up and the policy is evaluated again,
 * until it needs none. The evaluation limits their number, and each round looks up only new ones.
 */
export async function decide(
  policy: Step[0],
  facts: Step[1],
  context: Step[2],
  lookUp: (wanted: WantedSubject) => Promise<FurtherFacts>,
): Promise<PolicyDecision> {
  let further: readonly FurtherFacts[] = [];
  for (;;) {
    const { decision, wanted } = evaluateStep(policy, facts, { ...context, further });
    if (wanted.length === 0) return decision;
    further = [...further, ...(await inOrder(wanted, AT_ONCE, lookUp))];
  }
}

/**
 * The facts of a further subject. An error never ends the run, because a wrong name in evidence is not wrong use of the gate; the
 * results that need the subject are then undecided.
 *
 * @param judge gathers the evidence of a subject and verifies it
 */
export async function factsOfFurther(
  { key, subject }: WantedSubject,
  registry: Registry,
  judge: (subject: Subject) => Promise<SubjectFacts>,
): Promise<FurtherFacts> {
  try {
    const found = await lookUp(subject, registry);
    return { key, facts: await judge(found) };
  } catch (thrown) {
    return { key, facts: asCountersignError(thrown) };
  }
}

function lookUp(subject: FurtherSubject, registry: Registry): Promise<Subject> {
  switch (subject.kind) {
    case 'image':
      return registry.resolve(`${subject.name}@${subject.digest}`);
    case 'digest':
      return Promise.resolve({ ...subject, origin: 'evidence' });
  }
}
