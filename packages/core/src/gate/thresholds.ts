import type { Bundle } from '../bundles/index.js';
import type { Trust } from '../policy/index.js';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../verification/index.js';

export type TransparencyLog = 'required' | 'off';

/**
 * The proofs that a bundle needs under a trust: the policy's values, otherwise the defaults. Where the run has `transparency-log: off`
 * and the policy has no `trust`, no log entry is needed, and a certificate needs a timestamp in its place. Thresholds on certificates
 * do not apply to keys.
 */
export function thresholdsOf(trust: Trust, material: Bundle['material']['kind'], transparencyLog: TransparencyLog): Thresholds {
  const off = trust.root.kind === 'run' && transparencyLog === 'off';
  const defaults = DEFAULT_THRESHOLDS[material];
  const isCertificate = material === 'certificate';
  return {
    logEntries: trust.logEntries ?? (off ? 0 : defaults.logEntries),
    timestamps: trust.timestamps ?? (off && isCertificate ? 1 : defaults.timestamps),
    scts: isCertificate ? (trust.certificateLogs ?? defaults.scts) : defaults.scts,
    times: defaults.times,
  };
}
