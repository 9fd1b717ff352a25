import type { Bundle } from '../bundles/index.js';
import type { Trust } from '../policy/index.js';
import type { Thresholds } from '../verification/index.js';

export type TransparencyLog = 'required' | 'off';

/**
 * The proofs that a bundle needs under a trust. The policy's values count; the default is one log entry, or one timestamp where the
 * run has `transparency-log: off` and the policy has no `trust`.
 */
export function thresholdsOf(trust: Trust, material: Bundle['material']['kind'], transparencyLog: TransparencyLog): Thresholds {
  const off = trust.root.kind === 'run' && transparencyLog === 'off';
  const certificate = material === 'certificate';
  return {
    logEntries: trust.logEntries ?? (off ? 0 : 1),
    timestamps: trust.timestamps ?? (off ? 1 : 0),
    scts: certificate ? (trust.certificateLogs ?? 1) : 0,
    // A certificate is valid for minutes, so it proves nothing without a verified time. A key needs one only for time windows.
    times: certificate ? 1 : 0,
  };
}
