import {
  authorityConstraints,
  authorityKeyIdentifier,
  certificateSigningUsage,
  digitalSignatureUsage,
  distinguishedName,
  extendedKeyUsage,
  issueCertificate,
  subjectKeyIdentifier,
} from './certificate.js';
import { readCertificate } from './certificate-reader.js';
import { newEcKey, openKey, type SigningKey } from './keys.js';
import { OID } from './oids.js';
import { certificatePem, readPem } from './pem.js';

/** A private key and its certificate chain, as text that can be stored in a file. */
export interface KeyWithChain {
  /** PKCS#8 PEM. */
  readonly key: string;
  /** PEM certificates: the key's own first, the root last. */
  readonly chain: readonly string[];
}

export interface OpenedChain {
  readonly key: SigningKey;
  /** DER certificates: the key's own first, the root last. */
  readonly chain: readonly Buffer[];
  readonly certificate: ReturnType<typeof readCertificate>;
}

export interface HierarchyOptions {
  /** The reference time of the validity. */
  readonly now: Date;
  /** Organization in every name; default `countersign.sandbox`. */
  readonly organization?: string;
  /** Beginning of the common names; default `sandbox`. */
  readonly name?: string;
}

const DAY = 86_400_000;

function validity(now: Date): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - 30 * DAY), notAfter: new Date(now.getTime() + 3650 * DAY) };
}

/**
 * A certificate authority for code signing: root → intermediate like the public-good instance (P-384, ten years), or
 * one self-signed P-256 certificate if `selfSigned` is set.
 */
export async function newCodeSigningAuthority(
  options: HierarchyOptions & { readonly selfSigned?: boolean },
): Promise<KeyWithChain> {
  const organization = options.organization ?? 'countersign.sandbox';
  const name = options.name ?? 'sandbox';
  const period = validity(options.now);
  if (options.selfSigned) {
    const key = await newEcKey('P-256');
    const subject = distinguishedName(organization, name);
    const spki = openKey(key).spki;
    const certificate = issueCertificate(
      {
        issuer: subject,
        subject,
        ...period,
        spki,
        extensions: [
          certificateSigningUsage(),
          extendedKeyUsage(false, OID.codeSigning),
          authorityConstraints(0),
          subjectKeyIdentifier(spki),
        ],
      },
      openKey(key).privateKey,
    );
    return { key, chain: [certificatePem(certificate)] };
  }
  const [rootKey, key] = await Promise.all([newEcKey('P-384'), newEcKey('P-384')]);
  const root = selfSignedRoot(organization, name, period, rootKey);
  const { spki } = openKey(key);
  const intermediate = issueCertificate(
    {
      issuer: root.subject,
      subject: distinguishedName(organization, `${name}-intermediate`),
      ...period,
      spki,
      extensions: [
        certificateSigningUsage(),
        extendedKeyUsage(false, OID.codeSigning),
        authorityConstraints(0),
        subjectKeyIdentifier(spki),
        authorityKeyIdentifier(root.spki),
      ],
    },
    openKey(rootKey).privateKey,
  );
  return { key, chain: [certificatePem(intermediate), certificatePem(root.der)] };
}

/** A timestamp authority: root → leaf whose only, critical, purpose is timeStamping (RFC 3161 2.3). */
export async function newTimestampAuthority(options: HierarchyOptions): Promise<KeyWithChain> {
  const organization = options.organization ?? 'countersign.sandbox';
  const name = options.name ?? 'sandbox-tsa';
  const period = validity(options.now);
  const [rootKey, key] = await Promise.all([newEcKey('P-384'), newEcKey('P-256')]);
  const root = selfSignedRoot(organization, `${name}-root`, period, rootKey);
  const { spki } = openKey(key);
  const leaf = issueCertificate(
    {
      issuer: root.subject,
      subject: distinguishedName(organization, name),
      ...period,
      spki,
      extensions: [
        digitalSignatureUsage(),
        subjectKeyIdentifier(spki),
        authorityKeyIdentifier(root.spki),
        extendedKeyUsage(true, OID.timeStamping),
      ],
    },
    openKey(rootKey).privateKey,
  );
  return { key, chain: [certificatePem(leaf), certificatePem(root.der)] };
}

/** Loads the result of the functions above; throws if there is no certificate. */
export function openChain(material: KeyWithChain): OpenedChain {
  const chain = material.chain.flatMap((pem) => readPem(pem));
  const [own] = chain;
  if (!own) throw new Error('a key with a chain needs at least one certificate');
  const certificate = readCertificate(own);
  const key = openKey(material.key);
  if (!key.spki.equals(certificate.spki)) throw new Error('the first certificate of the chain does not belong to the key');
  return { key, chain, certificate };
}

function selfSignedRoot(
  organization: string,
  name: string,
  period: { notBefore: Date; notAfter: Date },
  keyPem: string,
): { der: Buffer; subject: Buffer; spki: Buffer } {
  const { privateKey, spki } = openKey(keyPem);
  const subject = distinguishedName(organization, name);
  const extensions = [certificateSigningUsage(), authorityConstraints(1), subjectKeyIdentifier(spki)];
  return { der: issueCertificate({ issuer: subject, subject, ...period, spki, extensions }, privateKey), subject, spki };
}
