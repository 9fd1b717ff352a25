import type { Instance, SigningConfig, TrustedRoot } from './types.js';

const NO_SERVICES = { certificateAuthorities: [], transparencyLogs: [], timestampAuthorities: [] };

/** Where the public instances have their services: production and staging. */
const PUBLIC_HOSTS = /(?:^|\.)(?:sigstore|sigstage)\.dev$/;
/** GitHub's own instance, which signs for private repositories. */
const GITHUB_HOSTS = /(?:^|\.)githubapp\.com$/;

/**
 * The instance that a root and a signing config describe, by the hosts of their services. One public service is enough for
 * `public-good`, whatever the documents were read from: what is sent to it becomes public.
 */
export function instanceOf(root: TrustedRoot, config: SigningConfig | undefined): Instance {
  const { certificateAuthorities, transparencyLogs, timestampAuthorities } = config ?? NO_SERVICES;
  const urls = [
    ...[...root.transparencyLogs, ...root.certificateLogs].map(({ baseUrl }) => baseUrl),
    ...[...root.certificateAuthorities, ...root.timestampAuthorities].map(({ uri }) => uri),
    ...[...certificateAuthorities, ...transparencyLogs, ...timestampAuthorities].map(({ url }) => url),
  ];
  if (urls.some(isPublicService)) return 'public-good';
  return urls.some((url) => GITHUB_HOSTS.test(hostOf(url))) ? 'github' : 'own';
}

/** Whether a service belongs to the public-good instance: everybody can read what is sent to it, for ever. */
export const isPublicService = (url: string): boolean => PUBLIC_HOSTS.test(hostOf(url));

/** Roots name authorities with or without a scheme (`fulcio.githubapp.com`). */
function hostOf(url: string): string {
  const parsed = URL.parse(url.includes('://') ? url : `https://${url}`);
  return parsed?.hostname.replace(/\.$/, '') ?? '';
}

/**
 * Whether signatures under this root are proven by a timestamp alone: that of GitHub's instance, which names neither a transparency log
 * nor a certificate log. A root of another operator without logs does not count: its thresholds are written down
 * (`transparency-log: off`, or a policy). Nor does a root that names logs of a kind that is not supported here: it has logs.
 */
export function hasNoLogs(root: TrustedRoot): boolean {
  const { transparencyLogs, certificateLogs, unsupportedLogs, certificateAuthorities } = root;
  const named = transparencyLogs.length + certificateLogs.length + unsupportedLogs;
  if (named > 0 || certificateAuthorities.length === 0) return false;
  return certificateAuthorities.every(({ uri }) => GITHUB_HOSTS.test(hostOf(uri)));
}
