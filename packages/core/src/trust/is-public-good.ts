import { readEmbeddedRoot } from './load-trust.js';
import type { TrustedRoot } from './types.js';

/**
 * Whether a trusted root is that of the public-good instance, whose logs everybody can read: it has a log of the root that is embedded in
 * this version. The source does not matter: a copy in a file is of the same logs.
 */
export function isPublicGood({ transparencyLogs, certificateLogs }: TrustedRoot): boolean {
  const known = readEmbeddedRoot();
  const ids = new Set([...known.transparencyLogs, ...known.certificateLogs].map(({ logId }) => logId));
  return [...transparencyLogs, ...certificateLogs].some(({ logId }) => ids.has(logId));
}
