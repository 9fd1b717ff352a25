import type { Code } from '../../errors/index.js';

/** Why a candidate does not satisfy a requirement by one signer. `nearness`: how far it got, higher is nearer. */
export interface Shortfall {
  readonly code: Code;
  readonly message: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;
  readonly nearness: number;
  /** The check itself could not be made: not a no. */
  readonly undecided?: boolean;
}
