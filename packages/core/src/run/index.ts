export type {
  Environment,
  Exec,
  ExecOptions,
  ExecResult,
  Log,
  LogFields,
  Net,
  NetCapability,
  NetPurpose,
  NetRequest,
  NetResponse,
  Run,
} from './run.js';
export { atEnd, endRun } from './at-end.js';
export { createBudget, type Budget } from './budget.js';
export { inOrder } from './in-order.js';
export type { LogLevel } from './log-level.js';
export {
  EVENTS,
  eventFields,
  eventLevel,
  eventText,
  FIELD_MEANINGS,
  isShownBySurface,
  type EventField,
  type EventName,
  type RunEvent,
  type Verdict,
} from './events/index.js';
export { hasSigningToken, isSecretOfJob, withheldNote, withoutSecrets } from './child-environment.js';
export { keepingTime, MOST_OF_TIME } from './keeping-time.js';
