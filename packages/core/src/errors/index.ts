export { CODES, type Code, type ExitStatus } from './codes.js';
export { asCountersignError, CountersignError, shortened, type ErrorDetails } from './countersign-error.js';
export { nearest } from './nearest.js';
export { referenceHint, type ReferenceInput } from './reference-hint.js';
export { isMissing, systemCode, systemReason } from './system-code.js';
