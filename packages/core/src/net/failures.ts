import { CountersignError } from '../errors/index.js';
import { describeUrl } from './addresses.js';

/** Failures that a second attempt won't cure. Node's and OpenSSL's codes. */
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

/** What to do about a network failure, by its code. */
function cure(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'check the host name, DNS and the proxy settings (HTTPS_PROXY, NO_PROXY)';
  if (code === 'ECONNREFUSED') return 'check that the service runs and that host and port are right';
  if (code === 'PROXY_REFUSED') return 'check HTTPS_PROXY, its user name and password, or name the host in NO_PROXY';
  if (/CERT|ISSUER|SIGNATURE/.test(code)) return 'if the service has a CA of its own, name its file in NODE_EXTRA_CA_CERTS';
  if (/SSL|EPROTO/.test(code)) return 'check that the address speaks https';
  return 'try again; check the network, proxy and firewall between here and the service';
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node tries several addresses of a name and reports all failures together.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return codeOf(error.errors[0]);
  return 'UNKNOWN';
}

/** No answer came. The cause is kept as its code only: messages of lower layers may quote headers or credentials of a proxy. */
export function fetchFailure(url: URL, error: unknown): CountersignError {
  const code = codeOf(error);
  const found = code === 'UNKNOWN' ? 'the connection failed' : code;
  return new CountersignError('FETCH_FAILED', `${describeUrl(url)}: no answer (${found})`, {
    expected: 'an answer',
    found,
    hint: cure(code),
    cause: new NetworkFailure(code),
  });
}

/** Says whether another attempt makes sense. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';
  readonly permanent: boolean;

  constructor(readonly code: string) {
    super(code);
    this.permanent = PERMANENT.has(code);
  }
}
