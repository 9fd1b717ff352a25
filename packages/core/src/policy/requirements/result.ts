import type { Code } from '../../errors/index.js';

export type Outcome = 'allowed' | 'denied' | 'undecided';

/** An outcome with its reason. */
export interface Finding {
  readonly outcome: Outcome;
  /** Absent when allowed. */
  readonly code: Code | undefined;
  readonly message: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;
}

/** The result of one requirement: reason code, expected, found, nearest candidate, hint. */
export interface RequirementResult extends Finding {
  /** `signature`, `provenance`, `attestation https://…`, `any-of`, `revocation`, `rule` … */
  readonly requirement: string;
  /** Digests (`sha256:…`) of the bundles that satisfied it, or of the nearest candidate when it failed. */
  readonly evidence: readonly string[];
  /** Names of the signers that satisfied it. */
  readonly signers: readonly string[];
  /** Names of fallback signers without which it would not be met; absent if it rests on none. */
  readonly fallback?: readonly string[];
  /** Alternatives of `any-of`, members of `at-least`. */
  readonly parts: readonly RequirementResult[];
}

/** The result of a requirement that needs no bundle. */
export const resultOf = (requirement: string, { outcome, code, message, expected, found, hint }: Finding): RequirementResult => ({
  requirement,
  outcome,
  code,
  message,
  expected,
  found,
  hint,
  evidence: [],
  signers: [],
  parts: [],
});

/** Denied before undecided before allowed; an empty list is denied. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 0 || outcomes.includes('denied')) return 'denied';
  return outcomes.includes('undecided') ? 'undecided' : 'allowed';
}
