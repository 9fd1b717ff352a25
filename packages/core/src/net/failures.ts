import { CountersignError } from '../errors/index.js';
import { describeUrl } from './addresses.js';

/** Permanent failures, by the codes of Node and OpenSSL. */
const PERMANENT = new Set([
  'ENOTFOUND',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'HPE_HEADER_OVERFLOW',
  'ERR_INVALID_CHAR',
  'ERR_UNESCAPED_CHARACTERS',
]);

/** The hint for a network failure, by its code. */
function cure(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'Check the host name, DNS and the proxy settings (HTTPS_PROXY, NO_PROXY).';
  if (code === 'ECONNREFUSED') return 'Check that the service runs and that host and port are correct.';
  if (code === 'PROXY_REFUSED') return 'Check HTTPS_PROXY, its user name and password, or name the host in NO_PROXY.';
  if (/CERT|ISSUER|SIGNATURE/.test(code)) return 'If the service has its own CA, name its file in NODE_EXTRA_CA_CERTS.';
  if (/SSL|EPROTO/.test(code)) return 'Check that the service uses https at this address.';
  return 'Try again; check the network, proxy and firewall between this machine and the service.';
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node tries several addresses of a name and reports all failures together.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return codeOf(error.errors[0]);
  return 'UNKNOWN';
}

/** The error for a missing answer. Only the code of the cause is kept: messages of lower layers may contain headers or credentials of a proxy. */
export function fetchFailure(url: URL, error: unknown): CountersignError {
  const code = codeOf(error);
  const found = code === 'UNKNOWN' ? 'the connection failed' : code;
  return new CountersignError('FETCH_FAILED', `${describeUrl(url)}: no answer (${found})`, {
    expected: 'an answer',
    found: `${found} ${afterAttempts(1)}`,
    hint: cure(code),
    cause: new NetworkFailure(code),
  });
}

/** `after 3 attempts`, for messages. */
export function afterAttempts(attempts: number): string {
  return `after ${attempts} attempt${attempts === 1 ? '' : 's'}`;
}

/** The error of a request's last attempt, with the number of all of them. Other errors stay as they are. */
export function withAttempts(error: unknown, attempts: number): unknown {
  if (!(error instanceof CountersignError && error.cause instanceof NetworkFailure)) return error;
  const { code, message, expected, hint } = error;
  const found = error.found?.replace(/ after \d+ attempts?$/, '');
  return new CountersignError(code, message, {
    ...(expected === undefined ? {} : { expected }),
    found: `${found === undefined ? '' : `${found} `}${afterAttempts(attempts)}`,
    ...(hint === undefined ? {} : { hint }),
    cause: new NetworkFailure(error.cause.code, attempts),
  });
}

/** Why no answer came, and whether another attempt can succeed. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';
  readonly permanent: boolean;

  /** @param attempts how many requests were sent */
  constructor(
    readonly code: string,
    readonly attempts = 1,
  ) {
    super(code);
    this.permanent = PERMANENT.has(code);
  }
}
