import type { Bundle } from '../bundles/index.js';
import type { Trust } from '../policy/index.js';
import type { Thresholds } from '../verification/index.js';

export type TransparencyLog = 'required' | 'off';

/**
 * How much proof a bundle must bring under a trust. What the policy says counts; where it says nothing, one log entry, or one
 * timestamp where the run itself has switched the log off and the policy leaves the trust to the run.
 */
export function thresholdsOf(trust: Trust, material: Bundle['material']['kind'], transparencyLog: TransparencyLog): Thresholds {
  const off = trust.root.kind === 'run' && transparencyLog === 'off';
  const certificate = material === 'certificate';
  return {
    logEntries: trust.logEntries ?? (off ? 0 : 1),
    timestamps: trust.timestamps ?? (off ? 1 : 0),
    scts: certificate ? (trust.certificateLogs ?? 1) : 0,
    // A certificate is valid for minutes: without a verified time it proves nothing. A key needs one only for windows and ages.
    times: certificate ? 1 : 0,
  };
}
