import type { CertificateLog } from '../ct/log.js';
import { timestampsExtension } from '../ct/sct.js';
import {
  authorityKeyIdentifier,
  digitalSignatureUsage,
  extendedKeyUsage,
  extension,
  issueCertificate,
  randomSerial,
  subjectKeyIdentifier,
} from '../x509/certificate.js';
import { nullValue, sequence } from '../x509/der.js';
import type { OpenedChain } from '../x509/hierarchy.js';
import { OID } from '../x509/oids.js';
import { fulcioExtensions } from './extensions.js';
import { subjectAlternativeName, type CertificateIdentity } from './identity.js';

/** Differences from certificates of Fulcio, for tests of verifiers. */
export interface LeafOverrides {
  readonly notBefore?: Date;
  /** Seconds; default 600. */
  readonly lifetime?: number;
  /** Logs whose SCTs are embedded; an empty list omits the extension. Default: the authority's log, if it has one. */
  readonly logs?: readonly CertificateLog[];
  /** Gets the DER `Extension`s before poison and SCT are added, returns those to write. */
  readonly extensions?: (extensions: readonly Buffer[]) => readonly Buffer[];
}

const LIFETIME_SECONDS = 600;

/** Issues a DER leaf: pre-certificate to each log, then the certificate with their SCTs in it (RFC 6962 3.1). */
export function issueLeaf(
  identity: CertificateIdentity,
  spki: Uint8Array,
  authority: OpenedChain,
  settings: LeafOverrides & { readonly notBefore: Date; readonly logs: readonly CertificateLog[] },
): Buffer {
  const { key, certificate, chain } = authority;
  const standard = [
    digitalSignatureUsage(),
    extendedKeyUsage(false, OID.codeSigning),
    subjectKeyIdentifier(spki),
    authorityKeyIdentifier(certificate.spki),
    subjectAlternativeName(identity.name),
    ...fulcioExtensions(identity.extensions),
  ];
  const extensions = settings.extensions?.(standard) ?? standard;
  const fields = {
    serial: randomSerial(),
    issuer: certificate.subject,
    subject: sequence(),
    notBefore: settings.notBefore,
    notAfter: new Date(settings.notBefore.getTime() + (settings.lifetime ?? LIFETIME_SECONDS) * 1000),
    spki,
  };
  const issue = (...last: readonly Buffer[]): Buffer =>
    issueCertificate({ ...fields, extensions: [...extensions, ...last] }, key.privateKey);

  if (settings.logs.length === 0) return issue();
  const precertificate = issue(extension(OID.ctPoison, true, nullValue()));
  const scts = settings.logs.map((log) => log.addPreCertificate(precertificate, chain[0] ?? Buffer.alloc(0)));
  return issue(timestampsExtension(scts));
}
