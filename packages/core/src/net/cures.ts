import type { NetPurpose } from '../run/index.js';
import type { Proxy } from './proxy.js';

/** How a request is sent. */
export interface Route {
  readonly purpose: NetPurpose;
  readonly proxy: Proxy | undefined;
  /** Whether the failure happened before the proxy answered. */
  readonly atProxy?: boolean;
}

interface Failure {
  readonly code: string;
  /** OpenSSL's reason. */
  readonly reason: string | undefined;
}

const CA_VARIABLES = 'SSL_CERT_FILE or NODE_EXTRA_CA_CERTS';

/** The hint for a network failure. */
export function cure(url: URL, failure: Failure, route: Route): string {
  if (route.atProxy === true && route.proxy !== undefined) return proxyCure(failure, route.proxy);
  const { code, reason } = failure;
  if (code === 'ENOTFOUND' || code.startsWith('EAI_'))
    return 'Check the host name, DNS and the proxy settings (HTTPS_PROXY, NO_PROXY).';
  if (code === 'ECONNREFUSED') return 'Check that the service runs and that host and port are correct.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'The certificate is for other host names: check the address.';
  if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(code))
    return "Check this machine's clock; if it is right, the operator of the service must renew its certificate.";
  if (isUnknownAuthority(code)) {
    const who = route.proxy === undefined ? 'A proxy or firewall' : `The proxy ${route.proxy.host} or a firewall`;
    return `${who} seems to inspect TLS, or the service has its own CA: name the file of that CA in ${CA_VARIABLES}.`;
  }
  if (isTls(code)) return tlsCure(url, reason, route.purpose);
  if (code === 'HPE_HEADER_OVERFLOW')
    return 'The headers of the answer are too large: check the service and the proxies before it.';
  if (isNotHttp(code)) return httpCure(url);
  if (code === 'EACCES' || code === 'EPERM') return 'This machine does not allow the connection: check its firewall.';
  return 'Try again; check the network, proxy and firewall between this machine and the service.';
}

/** An authority that is not known here. `DEPTH_ZERO_SELF_SIGNED_CERT` is a certificate that signed itself. */
const isUnknownAuthority = (code: string): boolean =>
  /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_UNTRUSTED$|CERT_SIGNATURE_FAILURE$|INVALID_CA$)/.test(code);

/** Also OpenSSL's other certificate errors, which have no prefix. */
const isTls = (code: string): boolean => /^(EPROTO$|ERR_SSL_|ERR_TLS_)|CERT|CRL/.test(code);

/** Not the two codes of an answer that ended early. */
const isNotHttp = (code: string): boolean => /^HPE_(?!INVALID_EOF_STATE$|CLOSED_CONNECTION$)/.test(code);

/** What a server that does not use TLS causes. */
const NOT_TLS = /wrong version number|packet length too long|http request|record layer failure/;

function tlsCure(url: URL, reason: string | undefined, purpose: NetPurpose): string {
  if (reason !== undefined && NOT_TLS.test(reason)) {
    return purpose === 'registry'
      ? `This address does not use https. If the registry uses plain http on purpose, name ${url.host} in insecure-registries (--insecure-registry ${url.host}).`
      : 'This address does not use https: check scheme and port of the service; plain http is not accepted.';
  }
  if (/protocol version|unsupported protocol/.test(reason ?? '')) return 'The service must offer TLS 1.2 or newer.';
  if (/certificate required|handshake failure/.test(reason ?? ''))
    return 'The service refuses the TLS handshake: it may require a client certificate, which is not supported, or other ciphers.';
  return 'The TLS connection failed: check host, port and certificate of the service.';
}

function httpCure(url: URL): string {
  return url.protocol === 'http:'
    ? 'The answer is not HTTP: the service may require https at this address.'
    : 'The answer is not HTTP: check that host and port are those of the service.';
}

function proxyCure({ code, reason }: Failure, { host, variable }: Proxy): string {
  if (isUnknownAuthority(code)) return `Name the file of the CA of the proxy ${host} in ${CA_VARIABLES}.`;
  if (isTls(code))
    return NOT_TLS.test(reason ?? '')
      ? `The proxy does not use https: write http://HOST:PORT in ${variable}.`
      : `The TLS connection to the proxy failed: check ${variable}.`;
  return `Check that ${variable} names the right host and port, or name the host of the service in NO_PROXY.`;
}
