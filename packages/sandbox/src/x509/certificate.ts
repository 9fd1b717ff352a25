import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  set,
  time,
} from './der.js';
import { bitStringBytes, children, readElement } from './der-reader.js';
import { type HashName, signatureAlgorithm, signBytes } from './keys.js';
import { OID } from './oids.js';

/** DER of one `Extension` (RFC 5280 4.1). */
export function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** A `Name` as Sigstore writes it: organization, then common name, both PrintableString. */
export function distinguishedName(organization: string, commonName: string): Buffer {
  return sequence(
    set(sequence(oid(OID.organization), printableString(organization))),
    set(sequence(oid(OID.commonName), printableString(commonName))),
  );
}

/** The SHA-1 of the subjectPublicKey bits (RFC 5280 4.2.1.2, method 1), from a DER SubjectPublicKeyInfo. */
function keyIdentifier(spki: Uint8Array): Buffer {
  const [, bits] = children(readElement(spki));
  return createHash('sha1').update(bitStringBytes(bits)).digest();
}

export const subjectKeyIdentifier = (spki: Uint8Array): Buffer =>
  extension(OID.subjectKeyIdentifier, false, octetString(keyIdentifier(spki)));

export const authorityKeyIdentifier = (issuerSpki: Uint8Array): Buffer =>
  extension(OID.authorityKeyIdentifier, false, sequence(contextPrimitive(0, keyIdentifier(issuerSpki))));

export const extendedKeyUsage = (critical: boolean, ...purposes: readonly string[]): Buffer =>
  extension(OID.extendedKeyUsage, critical, sequence(...purposes.map(oid)));

/** keyUsage with only digitalSignature (bit 0). */
export const digitalSignatureUsage = (): Buffer => extension(OID.keyUsage, true, bitString(Buffer.from([0x80]), 7));

/** keyUsage with keyCertSign and cRLSign (bits 5 and 6). */
export const certificateSigningUsage = (): Buffer => extension(OID.keyUsage, true, bitString(Buffer.from([0x06]), 1));

/** basicConstraints of a CA; `pathLength` is the number of CAs allowed below it. */
export const authorityConstraints = (pathLength: number): Buffer =>
  extension(OID.basicConstraints, true, sequence(boolean(true), integer(pathLength)));

export interface CertificateFields {
  /** Default: 159 random bits, as in Sigstore's authorities. */
  readonly serial?: bigint;
  /** DER `Name`s. An empty SEQUENCE is the empty subject of a Fulcio leaf. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** DER `Extension`s in the order of the certificate. */
  readonly extensions: readonly Uint8Array[];
}

/** A positive serial number of at most 160 bits (RFC 5280 4.1.2.2). */
export function randomSerial(): bigint {
  return BigInt(`0x${randomBytes(20).toString('hex')}`) >> 1n || 1n;
}

/** DER `TBSCertificate`, version 3, with the signature algorithm of `key`. */
function certificateBody(fields: CertificateFields, key: KeyObject, hash?: HashName): Buffer {
  return sequence(
    context(0, integer(2)),
    integer(fields.serial ?? randomSerial()),
    signatureAlgorithm(key, hash),
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    fields.spki,
    context(3, sequence(...fields.extensions)),
  );
}

/** DER `Certificate`: a body and its issuer's signature. */
function signCertificate(body: Uint8Array, key: KeyObject, hash?: HashName): Buffer {
  return sequence(body, signatureAlgorithm(key, hash), bitString(signBytes(key, body, hash)));
}

/** `certificateBody` and `signCertificate` in one step. */
export function issueCertificate(fields: CertificateFields, key: KeyObject, hash?: HashName): Buffer {
  return signCertificate(certificateBody(fields, key, hash), key, hash);
}
