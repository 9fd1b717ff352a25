import { instanceOf } from './instance-of.js';
import { readEmbeddedRoot } from './load-trust.js';
import type { SigningConfig, TrustedRoot } from './types.js';

/**
 * Whether everybody can read the logs of an instance: its trusted root has a log of the public-good root that is embedded in this version,
 * or one of its services is at an address of that instance. The source does not matter: a copy in a file is of the same logs.
 */
export function isPublicGood(root: TrustedRoot, config: SigningConfig | undefined): boolean {
  if (instanceOf(root, config) === 'public-good') return true;
  const known = readEmbeddedRoot();
  const ids = new Set([...known.transparencyLogs, ...known.certificateLogs].map(({ logId }) => logId));
  return [...root.transparencyLogs, ...root.certificateLogs].some(({ logId }) => ids.has(logId));
}
