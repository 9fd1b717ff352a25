export { CODES, type Code, type ExitStatus } from './codes.js';
export { asCountersignError, CountersignError, shortened, type ErrorDetails } from './countersign-error.js';
export type {
  Environment,
  Exec,
  ExecResult,
  Log,
  LogFields,
  LogLevel,
  Net,
  NetCapability,
  NetPurpose,
  NetRequest,
  NetResponse,
  Run,
} from './run.js';
