import { readEmbeddedRoot } from './load-trust.js';
import type { SigningConfig, TrustedRoot } from './types.js';

/** Domains of the services whose logs everybody can read: the public-good instance, and its staging instance. */
const PUBLIC_DOMAINS: readonly string[] = ['sigstore.dev', 'sigstage.dev'];

/**
 * Whether everybody can read the logs of an instance: its trusted root has a log of the public-good root that is embedded in this version,
 * or its signing config names a service of that instance. The source does not matter: a copy in a file is of the same logs.
 */
export function isPublicGood(root: TrustedRoot, config: SigningConfig | undefined): boolean {
  const known = readEmbeddedRoot();
  const ids = new Set([...known.transparencyLogs, ...known.certificateLogs].map(({ logId }) => logId));
  const services = [...(config?.certificateAuthorities ?? []), ...(config?.transparencyLogs ?? [])];
  return (
    [...root.transparencyLogs, ...root.certificateLogs].some(({ logId }) => ids.has(logId)) ||
    services.some(({ url }) => isPublicHost(URL.parse(url)?.hostname ?? ''))
  );
}

const isPublicHost = (host: string): boolean => PUBLIC_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`));
