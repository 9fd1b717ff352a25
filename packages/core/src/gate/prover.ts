import type { Bundle } from '../bundles/index.js';
import { isUnlogged } from '../crypto/index.js';
import type { TrustedRoot } from '../trust/index.js';
import {
  verifyBundle,
  type ArtifactInput,
  type ExpectedSigner,
  type Thresholds,
  type VerifiedBundle,
} from '../verification/index.js';
import { thresholdsOf, type TransparencyLog } from './thresholds.js';

/** Verifies a bundle that was just made, with the thresholds of the gate and the expected signer. */
export type Prove = (bundle: Bundle, artifact: ArtifactInput, expected: ExpectedSigner) => Promise<VerifiedBundle>;

/**
 * Gives the function with which `signing` verifies each result, because `signing` does not import `verification`.
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
  const thresholds = (bundle: Bundle, expected: ExpectedSigner): Thresholds => {
    const log = options.transparencyLog ?? 'required';
    const unlogged = expected.kind === 'key' && expected.keys.every(({ details }) => isUnlogged(details));
    if (!unlogged || log === 'off') return thresholdsOf(trust, bundle.material.kind, log, root);
    // No log records it: a timestamp must prove its time instead.
    const { timestamps, ...others } = thresholdsOf(trust, bundle.material.kind, 'off', root);
    return { ...others, timestamps: Math.max(1, timestamps) };
  };
  return (bundle, artifact, expected) =>
    verifyBundle({ bundle, artifact, root, expected, thresholds: thresholds(bundle, expected), now: now() });
}
