export { CODES, type Code, type ExitStatus } from './codes.js';
export { asCountersignError, CountersignError, shortened, type ErrorDetails } from './countersign-error.js';
export { nearest } from './nearest.js';
