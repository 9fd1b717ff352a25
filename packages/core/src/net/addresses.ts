import { CountersignError } from '../errors/index.js';
import type { NetCapability, NetPurpose, NetRequest } from '../run/index.js';

/** The purposes that a capability allows. All others are refused, for any address. */
const ALLOWED: Readonly<Record<NetCapability, readonly NetPurpose[]>> = {
  all: ['registry', 'sigstore', 'token', 'attestations', 'release', 'keys'],
  registries: ['registry'],
  none: [],
};

/** The URL without parts that may be secret (user name, password, query, fragment), for messages and logs. */
export function describeUrl(url: URL | string): string {
  const parsed = typeof url === 'string' ? URL.parse(url) : url;
  if (parsed === null) return 'an address that is not a URL';
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${parsed.search === '' ? '' : '?…'}`;
}

/**
 * Whether a host name (`URL.hostname` form) is this machine by definition. Names other than `localhost` are not resolved:
 * an answer of DNS about `something.localhost` cannot be trusted with a secret.
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** Whether a list of `host` or `host:port` names the URL's host; an entry without port means every port. Exact, never a suffix. */
export function namesHost(list: readonly string[], url: URL): boolean {
  return list.some((entry) => entry === url.hostname || entry === url.host);
}

/**
 * The services that give programs the credentials of the machine that they run on: instance metadata of AWS, Google and Azure (IPv4 and IPv6), and
 * those of containers on ECS and EKS. Exactly these addresses.
 */
const MACHINE_CREDENTIALS: readonly string[] = [
  '169.254.169.254',
  '[fd00:ec2::254]',
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
  'metadata.google.internal',
];

/** Whether a URL is that of a service of machine credentials. */
export const isMachineCredentials = ({ protocol, host }: Pick<URL, 'protocol' | 'host'>): boolean =>
  protocol === 'http:' && MACHINE_CREDENTIALS.includes(host);

/** The hosts that may be asked although rules for all others forbid it: those that the user named, and the one of the request if it asks for machine credentials. */
export function exemptHosts(request: NetRequest, insecureHosts: readonly string[] = []): readonly string[] {
  if (request.machineCredentials !== true || request.purpose !== 'keys' || request.from !== undefined) return insecureHosts;
  const url = URL.parse(request.url);
  return url !== null && isMachineCredentials(url) ? [...insecureHosts, url.host] : insecureHosts;
}

/**
 * Parses and checks the address of a request: https, or http where allowed; without credentials.
 *
 * @throws CountersignError FETCH_FAILED for an address that is not allowed
 */
export function checkedUrl(text: string, purpose: NetPurpose, insecureHosts: readonly string[], base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null)
    throw new CountersignError('FETCH_FAILED', 'an address is not a URL', {
      hint: 'Check the service URLs of the configuration.',
    });
  const where = describeUrl(url);
  if (url.username !== '' || url.password !== '') {
    throw new CountersignError('FETCH_FAILED', `${where}: the address contains a user name or password`, {
      hint: 'Remove credentials from the URL; pass them with the option of the service.',
    });
  }
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && (isLoopback(url.hostname) || namesHost(insecureHosts, url))) return url;
  throw new CountersignError('FETCH_FAILED', `${where}: plain http is refused`, {
    expected: 'https, or http on loopback',
    found: url.protocol.replace(':', ''),
    hint:
      purpose === 'registry'
        ? `Use https; for a registry with plain http, name ${url.host} in insecure-registries (--insecure-registry ${url.host}).`
        : 'Use https.',
  });
}

/** @throws CountersignError NETWORK_FORBIDDEN when the run's capability does not allow the request's purpose */
export function checkCapability(capability: NetCapability, request: NetRequest): void {
  if (ALLOWED[capability].includes(request.purpose)) return;
  throw new CountersignError('NETWORK_FORBIDDEN', `a request to ${describeUrl(request.url)} is not allowed`, {
    expected: capability === 'none' ? 'no network at all (network: none)' : 'requests to registries only (network: registries)',
    found: `a request for ${PURPOSES[request.purpose]}`,
    hint: 'Pass the data as a file (trusted-root, signing-config, evidence), or allow more with network.',
  });
}

/** What a request is for, in words. */
export const PURPOSES: Readonly<Record<NetPurpose, string>> = {
  registry: 'a registry',
  sigstore: 'a Sigstore service or trust root',
  token: 'an identity token or its issuer',
  attestations: "a platform's attestation API",
  keys: 'a service of keys',
  release: 'a release of Countersign',
};
