import { derExplicit, derIsContext, derOctets, derOid, derSequence, parseDer } from '../wire/index.js';
import type { Certificate } from './types.js';

const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

/** Value of a certificate's subject key identifier (RFC 5280 section 4.2.1.2); undefined when it has none. */
export function keyIdentifierOf(certificate: Certificate): Uint8Array | undefined {
  const [tbs] = derSequence(parseDer(certificate.raw, 'the certificate', 'CERTIFICATE_INVALID'));
  const holder = tbs?.children.find((member) => derIsContext(member, 3));
  if (holder === undefined) return undefined;
  for (const extension of derSequence(derExplicit(holder, 3))) {
    const [oid, ...rest] = derSequence(extension, 2, 3);
    const value = rest.at(-1);
    if (oid !== undefined && value !== undefined && derOid(oid) === SUBJECT_KEY_IDENTIFIER) {
      return derOctets(parseDer(derOctets(value), 'the subject key identifier', 'CERTIFICATE_INVALID'));
    }
  }
  return undefined;
}
