import { evaluate, type PolicyDecision } from '../index.js';

/** The decision of an evaluation that needs no further subjects. */
export function decisionOf(...input: Parameters<typeof evaluate>): PolicyDecision {
  const { decision, wanted } = evaluate(...input);
  if (wanted.length > 0) throw new Error('further subjects must be judged first');
  return decision;
}
