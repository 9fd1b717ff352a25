import { isIP } from 'node:net';
import {
  alternativeNames,
  basicConstraints,
  buildCertificate,
  ecKey,
  type TestCertificate,
} from '../../crypto/testing/certificate-builder.js';
import { encodeDer, encodeDerBoolean, encodePem } from '../../wire/index.js';

/** Key and certificate of a TLS server, PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority for TLS servers. */
export interface Authority {
  /** Its own certificate, PEM. */
  readonly cert: string;
  issue(name: string, options?: Pick<TestCertificate, 'notBefore' | 'notAfter'>): TlsIdentity;
}

export function createAuthority(name: string): Authority {
  const ca = ecKey();
  const own = buildCertificate({ key: ca, subject: name, extensions: [basicConstraints(encodeDerBoolean(true))] });
  let serial = 0x2000n;
  return {
    cert: encodePem('CERTIFICATE', own),
    issue(host, options = {}) {
      const key = ecKey();
      serial += 1n;
      const extensions = [
        alternativeNames(isIP(host) === 4 ? encodeDer(0x87, addressBytes(host)) : encodeDer(0x82, Buffer.from(host))),
      ];
      const der = buildCertificate({ ...options, key, signer: ca, subject: host, issuer: name, serial, extensions });
      return identity(key.privateKey, der);
    },
  };
}

/** A certificate that signed itself. */
export function selfSigned(host: string): TlsIdentity {
  const key = ecKey();
  const extensions = [alternativeNames(encodeDer(0x87, addressBytes(host)))];
  return identity(key.privateKey, buildCertificate({ key, subject: host, extensions }));
}

const addressBytes = (address: string): Uint8Array => Uint8Array.from(address.split('.').map(Number));

const identity = (key: ReturnType<typeof ecKey>['privateKey'], der: Uint8Array): TlsIdentity => ({
  key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  cert: encodePem('CERTIFICATE', der),
});
