import { CODES, type Code, type ExitStatus } from './codes.js';

export interface ErrorDetails {
  /** What should have been there, in the words of the user's input. */
  readonly expected?: string;
  /** What was there instead. */
  readonly found?: string;
  /** What to do about it; one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The only error that leaves a room of core: a code (docs/errors.md), what was expected and found, and the cure. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError';
  readonly code: Code;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.expected = details.expected;
    this.found = details.found;
    this.hint = details.hint;
  }

  get exitStatus(): ExitStatus {
    return CODES[this.code];
  }
}

/** Wraps whatever was thrown; a CountersignError is returned as it is, anything else becomes INTERNAL with its cause. */
export function asCountersignError(thrown: unknown, code: Code = 'INTERNAL'): CountersignError {
  if (thrown instanceof CountersignError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CountersignError(code, message, { cause: thrown });
}
