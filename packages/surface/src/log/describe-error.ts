import type { CountersignError } from '@countersign/core/errors';
import { pageOfCode } from '../pages.js';

/**
 * The lines of an error for people: message, expected, found, hint, causes, and where to read more. A cause whose text is in a line above
 * says nothing new and is left out. Nothing is escaped.
 */
export function describeError(error: CountersignError): readonly string[] {
  const lines = [error.message];
  if (error.expected !== undefined) lines.push(`  expected: ${error.expected}`);
  if (error.found !== undefined) lines.push(`  found:    ${error.found}`);
  if (error.hint !== undefined) lines.push(`  hint:     ${error.hint}`);
  for (let cause = error.cause, depth = 0; cause instanceof Error && depth < 3; cause = cause.cause, depth += 1) {
    const { message } = cause;
    if (!lines.some((line) => line.includes(message))) lines.push(`  because:  ${message}`);
  }
  lines.push(`  more:     ${pageOfCode(error.code)}`);
  return lines;
}
