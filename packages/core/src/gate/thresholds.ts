import type { Bundle } from '../bundles/index.js';
import type { Trust } from '../policy/index.js';
import { hasNoLogs, type TrustedRoot } from '../trust/index.js';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../verification/index.js';

export type TransparencyLog = 'required' | 'off';

const WITHOUT_LOGS = { logEntries: 0, timestamps: 1, scts: 0 };

/**
 * The proofs that a bundle needs under a trust: the policy's values, otherwise the defaults. Where the run has `transparency-log: off`
 * and the policy has no `trust`, no log entry is needed, and a certificate needs a timestamp in its place. Thresholds on certificates
 * do not apply to keys. GitHub's instance has no logs: everything under its root needs a timestamp instead.
 *
 * @param isOneOfSeveral whether the run has several roots. A key belongs to none of them, so what it signed could choose the root
 *   that asks for less: a root without logs does not lower the thresholds of keys there
 */
export function thresholdsOf(
  trust: Trust,
  material: Bundle['material']['kind'],
  transparencyLog: TransparencyLog,
  root: TrustedRoot | undefined,
  isOneOfSeveral = false,
): Thresholds {
  const isCertificate = material === 'certificate';
  const noLogs = root !== undefined && (isCertificate || !isOneOfSeveral) && hasNoLogs(root);
  const off = trust.root.kind === 'run' && transparencyLog === 'off';
  const defaults = noLogs ? { ...DEFAULT_THRESHOLDS[material], ...WITHOUT_LOGS } : DEFAULT_THRESHOLDS[material];
  return {
    logEntries: trust.logEntries ?? (off ? 0 : defaults.logEntries),
    timestamps: trust.timestamps ?? (off && isCertificate ? Math.max(1, defaults.timestamps) : defaults.timestamps),
    scts: isCertificate ? (trust.certificateLogs ?? defaults.scts) : defaults.scts,
    times: defaults.times,
  };
}
