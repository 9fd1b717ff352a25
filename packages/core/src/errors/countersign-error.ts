import { CODES, type Code, type ExitStatus } from './codes.js';

export interface ErrorDetails {
  /** What should have been there, in the words of the user's input. */
  readonly expected?: string | undefined;
  /** What was there instead. */
  readonly found?: string | undefined;
  /** What to do about it; one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** The only error that leaves a room of core: a code (docs/reference/errors.md), what was expected and found, and the cure. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError';
  readonly code: Code;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(shortened(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.expected = maybeShortened(details.expected);
    this.found = maybeShortened(details.found);
    this.hint = maybeShortened(details.hint);
  }

  get exitStatus(): ExitStatus {
    return CODES[this.code];
  }
}

/** Longest text of an error, in UTF-16 units: names, identities and answers of others are part of them. */
const MAX_ERROR_TEXT = 4096;

/** Text that others had a hand in, at most as long as a reason may be; what was cut is seen to be cut. */
export function shortened(text: string): string {
  return text.length <= MAX_ERROR_TEXT ? text : `${text.slice(0, MAX_ERROR_TEXT - 1).toWellFormed()}…`;
}

function maybeShortened(text: string | undefined): string | undefined {
  return text === undefined ? undefined : shortened(text);
}

/** Wraps whatever was thrown; a CountersignError is returned as it is, anything else becomes INTERNAL with its cause. */
export function asCountersignError(thrown: unknown, code: Code = 'INTERNAL'): CountersignError {
  if (thrown instanceof CountersignError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CountersignError(code, message, { cause: thrown });
}
