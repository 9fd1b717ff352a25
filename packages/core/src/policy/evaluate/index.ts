export { assertInForce, evaluate, type Evaluation, type EvaluationContext, type Waiver } from './evaluate.js';
export { MAX_DEPTH, MAX_FURTHER, type FurtherFacts, type WantedSubject } from './further.js';
export { refusals } from './refusals.js';
export { groupedByReason, judgedSubjects, outcomeCounts, type JudgedSubject } from './same-reasons.js';
export { bundlesBehind, signingIdentities } from './signing-identities.js';
export type * from './types.js';
