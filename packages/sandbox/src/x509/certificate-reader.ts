import { createPublicKey, type KeyObject } from 'node:crypto';
import { bitStringBytes, children, contentOf, DerError, readElement, readElements, readOid } from './der-reader.js';

export interface ExtensionParts {
  /** Dotted decimal. */
  readonly id: string;
  readonly critical: boolean;
  /** The content of the extnValue OCTET STRING. */
  readonly value: Buffer;
  /** The whole DER `Extension`. */
  readonly raw: Buffer;
}

/** The parts of a DER certificate that are needed to issue certificates with it or to log it. All DER unless noted. */
export interface CertificateParts {
  /** The signed `TBSCertificate`. */
  readonly body: Buffer;
  /** The signature's bytes. */
  readonly signature: Buffer;
  /** OID of the signature algorithm, dotted decimal. */
  readonly algorithm: string;
  /** The serialNumber INTEGER. */
  readonly serial: Buffer;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  /** The body's elements before `[3] extensions`. */
  readonly head: readonly Buffer[];
  readonly extensions: readonly ExtensionParts[];
}

/** Reads a version 3 certificate (RFC 5280 4.1); throws `DerError` for anything else. */
export function readCertificate(der: Uint8Array): CertificateParts {
  const [body, algorithm, signature] = children(readElement(der));
  if (!body) throw new DerError('not a certificate');
  const fields = children(body);
  const [version, serial, innerAlgorithm, issuer, , subject, spki] = fields;
  if (version?.tag !== 0xa0 || !serial || !issuer || !subject || !spki) throw new DerError('not a version 3 certificate');
  // RFC 5280 4.1.1.2: the algorithm outside the signed body must be the one inside.
  if (!algorithm || !innerAlgorithm?.raw.equals(algorithm.raw)) throw new DerError('the signature algorithms differ');
  const extensions = fields.at(-1);
  return {
    body: body.raw,
    signature: bitStringBytes(signature),
    algorithm: readOid(children(algorithm)[0]),
    serial: serial.raw,
    issuer: issuer.raw,
    subject: subject.raw,
    spki: spki.raw,
    head: fields.slice(0, -1).map((field) => field.raw),
    extensions: children(children(extensions, 0xa3)[0]).map((entry) => {
      const [id, second, third] = readElements(contentOf(entry, 0x30));
      return {
        id: readOid(id),
        critical: second?.tag === 0x01 && second.content[0] === 0xff,
        value: contentOf(third ?? second, 0x04),
        raw: entry.raw,
      };
    }),
  };
}

/** A public key from a DER SubjectPublicKeyInfo; throws `DerError` for other bytes. */
export function publicKeyOf(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new DerError(`not a public key: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
