import type { Trust } from '../signers/index.js';

export const DEFAULT_TRUST = 'default';

/** The trust of policies that name none: the run's own root. */
export function runTrust(): Trust {
  return { name: DEFAULT_TRUST, root: { kind: 'run' }, logEntries: undefined, timestamps: undefined, certificateLogs: undefined };
}
