import type { Code } from '../../errors/index.js';

/** Why a candidate does not satisfy a requirement by one signer. */
export interface Shortfall {
  readonly code: Code;
  readonly message: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;
  /** How many checks it passed: reports show the candidate with the highest value. */
  readonly nearness: number;
  /** The check could not be made, so the outcome is undecided and not denied. */
  readonly undecided?: boolean;
}
