import type { Code } from '../../errors/index.js';

/** One way in which a verified signer is not the one that a policy names. */
export interface Mismatch {
  readonly code: Code;
  /** What differs, e.g. `owner`, `ref (extension .14)`. */
  readonly part: string;
  readonly expected: string;
  readonly found: string;
  readonly hint?: string;
}

export const missing = (code: Code, part: string, expected: string): Mismatch => ({
  code,
  part,
  expected,
  found: 'the certificate does not say',
});

/** A difference; when only letter case differs, says so, because it is easily overlooked and never forgiven. */
export function differs(code: Code, part: string, expected: string, found: string): Mismatch {
  const caseOnly = expected.toLowerCase() === found.toLowerCase();
  return {
    code,
    part,
    expected,
    found,
    ...(caseOnly
      ? { hint: 'Only letter case differs; names are compared byte for byte. Write it in the policy as the platform does.' }
      : {}),
  };
}

export function equal(code: Code, part: string, expected: string, found: string | undefined): readonly Mismatch[] {
  if (found === undefined) return [missing(code, part, expected)];
  return found === expected ? [] : [differs(code, part, expected, found)];
}
