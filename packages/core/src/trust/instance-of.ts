import type { Instance, SigningConfig, TrustedRoot } from './types.js';

/** Where the public instances have their services: production and staging. */
const PUBLIC_HOSTS = /(?:^|\.)sigstore\.dev$/;
/** GitHub's own instance, which signs for private repositories. */
const GITHUB_HOSTS = /(?:^|\.)githubapp\.com$/;

/**
 * The instance that a root and a signing config describe, by the hosts of their services. One public service is enough for
 * `public-good`, whatever the documents were read from: what is sent to it becomes public.
 */
export function instanceOf(root: TrustedRoot, config: SigningConfig | undefined): Instance {
  const urls = [
    ...[...root.transparencyLogs, ...root.certificateLogs].map(({ baseUrl }) => baseUrl),
    ...[...root.certificateAuthorities, ...root.timestampAuthorities].map(({ uri }) => uri),
    ...[
      ...(config?.certificateAuthorities ?? []),
      ...(config?.transparencyLogs ?? []),
      ...(config?.timestampAuthorities ?? []),
    ].map(({ url }) => url),
  ];
  const hosts = urls.map((url) => URL.parse(url)?.hostname.replace(/\.$/, '') ?? '');
  if (hosts.some((host) => PUBLIC_HOSTS.test(host))) return 'public-good';
  return hosts.some((host) => GITHUB_HOSTS.test(host)) ? 'github' : 'own';
}
