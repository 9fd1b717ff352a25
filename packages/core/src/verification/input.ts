import type { Bundle } from '../bundles/index.js';
import type { PublicKey } from '../crypto/index.js';
import type { TrustedRoot } from '../trust/index.js';
import type { VerificationMemory } from './memory.js';
import type { ArtifactInput, ExpectedSigner, Thresholds } from './types.js';

/** Everything that the verification of a bundle depends on, except the expected signer. */
export interface VerificationInput {
  readonly bundle: Bundle;
  readonly artifact: ArtifactInput;
  /** Absent only for key signatures that need neither log nor timestamp. */
  readonly root: TrustedRoot | undefined;
  /** Keys that may have signed; the bundle's key hint only selects one of them. */
  readonly keys: readonly PublicKey[];
  readonly thresholds: Thresholds;
  /** Used for log entries of key signatures that have no verified time. */
  readonly now: Date;
  /** What this run has verified so far. */
  readonly memory?: VerificationMemory | undefined;
}

/** The same with the expected signer. If it is a key, only the expected keys may have signed. */
export type ExpectingInput = Omit<VerificationInput, 'keys'> & { readonly expected: ExpectedSigner };
