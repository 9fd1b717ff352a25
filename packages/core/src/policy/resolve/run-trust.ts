import type { Trust } from '../signers/index.js';

export const DEFAULT_TRUST = 'default';

/** The trust of policies without `trust`: the root of the run. */
export function runTrust(): Trust {
  return { name: DEFAULT_TRUST, root: { kind: 'run' }, logEntries: undefined, timestamps: undefined, certificateLogs: undefined };
}
