export { keyOfSigner } from './policy-key.js';
export { policyPin } from './load-policies.js';
export { prover, type Prove } from './prover.js';
export { runGate } from './run-gate.js';
export type { Confirm, GateAnswer, GateOptions, GateResult } from './options.js';
