import type { Bundle } from '../bundles/index.js';
import type { TrustedRoot } from '../trust/index.js';
import { verifyBundle, type ArtifactInput, type ExpectedSigner, type VerifiedBundle } from '../verification/index.js';
import { thresholdsOf, type TransparencyLog } from './thresholds.js';

/** Proves a bundle that was just made, by the gate's own measure, and that it is by the signer who made it. */
export type Prove = (bundle: Bundle, artifact: ArtifactInput, expected: ExpectedSigner) => Promise<VerifiedBundle>;

/**
 * What signing is handed, so that it can prove each result without knowing verification.
 *
 * @param root absent only for keys that need neither log nor timestamp
 */
export function prover(
  root: TrustedRoot | undefined,
  now: () => Date,
  options: {
    readonly transparencyLog?: TransparencyLog | undefined;
  } = {},
): Prove {
  const trust = {
    name: 'signing',
    root: { kind: 'run' },
    logEntries: undefined,
    timestamps: undefined,
    certificateLogs: undefined,
  } as const;
  return (bundle, artifact, expected) =>
    verifyBundle({
      bundle,
      artifact,
      root,
      expected,
      thresholds: thresholdsOf(trust, bundle.material.kind, options.transparencyLog ?? 'required'),
      now: now(),
    });
}
