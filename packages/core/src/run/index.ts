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
export { inOrder } from './in-order.js';
