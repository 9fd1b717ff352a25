import { CountersignError } from '../errors/index.js';
import { parseCertificate, type Certificate } from '../crypto/index.js';
import { equalBytes } from '../wire/index.js';
import type { Checks, CheckName } from './checks.js';
import { CODE_SIGNING } from './key-purposes.js';

/** The certificate of a bundle with its identity. */
export interface SigningCertificate {
  readonly certificate: Certificate;
  readonly identity: string;
  readonly issuer: string;
}

/**
 * Reads the signing certificate and checks what it may be used for (Fulcio specification, section 7.3; RFC 5280 section 4.2.1).
 * Intermediate certificates in older bundles are not used (the trusted root has them), but a root certificate is rejected.
 * @param chain DER, leaf first
 */
export function readSigningCertificate(chain: readonly Uint8Array[], checks: Checks): SigningCertificate {
  const [leaf, ...rest] = chain.map((der) => parseCertificate(der));
  if (leaf === undefined) throw invalid('the bundle has no certificate', 'a certificate', 'none');
  const { alternativeNames, keyUsage, extendedKeyUsage, unknownCriticalExtensions } = leaf;
  const require = (name: CheckName, holds: boolean, message: string, expected: string, found: string): void => {
    checks.require(name, holds, () => invalid(message, expected, found));
  };
  const root = rest.find((certificate) => equalBytes(certificate.issuerName, certificate.subjectName));
  require('chain-without-root', root ===
    undefined, 'the bundle contains a root certificate', 'no self-signed certificate', 'one');
  require('leaf-not-ca', !leaf.isCa, 'the signing certificate is a CA certificate', 'an end-entity certificate', 'a CA certificate');
  require('leaf-key-usage', keyUsage?.includes('digitalSignature') ===
    true, 'the signing certificate is not for signatures', 'key usage digitalSignature', keyUsage?.join(', ') ?? 'no key usage');
  require('leaf-extended-key-usage', extendedKeyUsage?.includes(CODE_SIGNING) ===
    true, 'the signing certificate is not for code signing', `extended key usage codeSigning (${CODE_SIGNING})`, extendedKeyUsage?.join(
    ', ',
  ) ?? 'none');
  require('leaf-critical-extensions', unknownCriticalExtensions.length ===
    0, 'the signing certificate has an unknown critical extension', 'none', unknownCriticalExtensions.join(', '));
  const [name] = alternativeNames;
  require('leaf-one-name', alternativeNames.length ===
    1, 'the signing certificate does not have exactly one identity', 'one subject alternative name', alternativeNames
    .map(({ value }) => value)
    .join(', ') || 'none');
  const issuer = leaf.fulcio.issuer;
  require('leaf-issuer', issuer !==
    undefined, 'the signing certificate has no issuer of the identity', 'the extension 1.3.6.1.4.1.57264.1.8 or .1', 'neither');
  return { certificate: leaf, identity: name?.value ?? '', issuer: issuer ?? '' };
}

function invalid(message: string, expected: string, found: string): CountersignError {
  return new CountersignError('CERTIFICATE_INVALID', message, { expected, found });
}
