export { policyPin } from './load-policies.js';
export { prover, type Prove } from './prover.js';
export { runGate } from './run-gate.js';
export type { Confirm, GateOptions, GateResult } from './options.js';
