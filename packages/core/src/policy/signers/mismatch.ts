import type { Code } from '../../errors/index.js';
import { hintOfMismatch } from './mismatch-hints.js';

/** One difference between a verified signer and the signer that a policy names. */
export interface Mismatch {
  readonly code: Code;
  /** The part that differs, such as `identity` or `ref (.14)`: the number is the last one of Fulcio's OID. */
  readonly part: string;
  readonly expected: string;
  readonly found: string;
  readonly hint?: string;
}

export const missing = (code: Code, part: string, expected: string): Mismatch => ({
  code,
  part,
  expected,
  found: 'not in the certificate',
});

/** A difference. A hint points out a difference in letter case only, because it is easily overlooked. */
export function differs(code: Code, part: string, expected: string, found: string): Mismatch {
  const caseOnly = expected.toLowerCase() === found.toLowerCase();
  const hint = caseOnly
    ? 'Only the letter case differs, and names are compared byte for byte. Write the name as the platform does.'
    : hintOfMismatch(part, expected, found);
  return { code, part, expected, found, ...(hint === undefined ? {} : { hint }) };
}

export function equal(code: Code, part: string, expected: string, found: string | undefined): readonly Mismatch[] {
  if (found === undefined) return [missing(code, part, expected)];
  return found === expected ? [] : [differs(code, part, expected, found)];
}
