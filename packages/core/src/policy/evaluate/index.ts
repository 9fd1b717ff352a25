export { assertInForce, evaluate, evaluateStep, type Evaluation, type EvaluationContext, type Waiver } from './evaluate.js';
export { MAX_DEPTH, MAX_FURTHER, subjectKey, type FurtherFacts, type WantedSubject } from './further.js';
export type * from './types.js';
