import { createHash } from 'node:crypto';
import { derFail, derIs, derIsContext, derOctets, derSequence, equalBytes, type DerNode } from '../wire/index.js';
import { readHashAlgorithm } from './algorithm-oids.js';
import { readSerial } from './certificate.js';
import { hash } from './hash.js';
import type { Certificate } from './types.js';

/** signing-certificate (RFC 2634 section 5.4) and signing-certificate-v2 (RFC 5035 section 3). */
const ATTRIBUTE_V1 = '1.2.840.113549.1.9.16.2.12';
const ATTRIBUTE_V2 = '1.2.840.113549.1.9.16.2.47';

/**
 * Whether every signing-certificate attribute that is present names this certificate: this prevents use of the signature with
 * another certificate for the same key. Version 1 hashes with SHA-1; that is enough for an additional
 * check that can only refuse.
 */
export function matchesSigningCertificate(attributes: ReadonlyMap<string, DerNode>, certificate: Certificate): boolean {
  const v1 = attributes.get(ATTRIBUTE_V1);
  const v2 = attributes.get(ATTRIBUTE_V2);
  return (
    (v1 === undefined || matches(firstId(v1), certificate, false)) &&
    (v2 === undefined || matches(firstId(v2), certificate, true))
  );
}

/** SigningCertificate(V2) ::= SEQUENCE { certs SEQUENCE OF ESSCertID, policies OPTIONAL }; the first names the signer. */
function firstId(attribute: DerNode): DerNode {
  const [certificates] = derSequence(attribute, 1, 2);
  const [first] = certificates === undefined ? [] : derSequence(certificates, 1);
  return first ?? derFail(attribute, 'no certificate', 'a signing certificate');
}

/** ESSCertID ::= { hash, issuerSerial OPTIONAL }; version 2 begins with the hash algorithm, SHA-256 by default. */
function matches(id: DerNode, certificate: Certificate, second: boolean): boolean {
  const members = [...derSequence(id, 1, 3)];
  const algorithm = second && derIs(members[0], 'sequence') ? members.shift() : undefined;
  const [digest, issuerSerial, ...more] = members;
  if (digest === undefined || more.length > 0) return derFail(id, 'something else', 'an ESSCertID');
  const own = second
    ? hash(algorithm === undefined ? 'sha256' : readHashAlgorithm(algorithm), certificate.raw)
    : createHash('sha1').update(certificate.raw).digest();
  return equalBytes(derOctets(digest), own) && (issuerSerial === undefined || namesIssuer(issuerSerial, certificate));
}

/** IssuerSerial ::= SEQUENCE { GeneralNames, INTEGER }; the directory name [4] is that of the issuer. */
function namesIssuer(node: DerNode, certificate: Certificate): boolean {
  const [names, serial] = derSequence(node, 2, 2);
  if (names === undefined || serial === undefined || readSerial(serial) !== certificate.serialNumber) return false;
  return derSequence(names, 1).some((name) => {
    const directory = name.children[0];
    return derIsContext(name, 4) && directory !== undefined && equalBytes(directory.raw, certificate.issuerName);
  });
}
