import { createHash } from 'node:crypto';
import { encodeDer, encodeDerInteger, encodeDerOctets, encodeDerOid, encodeDerSequence } from '../../wire/index.js';
import { hashIdentifier, nameOf, type TestAlgorithm, type TestKey } from './certificate-builder.js';

export const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SIGNED_DATA = '1.2.840.113549.1.7.2';

type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512';
const digest = (hash: Hash, bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash(hash).update(bytes).digest());

export interface TestTimestamp {
  readonly key: TestKey;
  /** The signer's certificate, DER: named by the signing-certificate attribute. */
  readonly certificate: Uint8Array;
  readonly algorithm: TestAlgorithm;
  /** Hash of the imprint. */
  readonly hash?: Hash;
  /** Hash of the CMS digest. */
  readonly digestHash?: Hash;
  readonly imprint?: Uint8Array;
  readonly genTime?: string;
  readonly status?: bigint;
  readonly issuer?: string;
  readonly serial?: bigint;
  readonly signerIdentifier?: Uint8Array;
  readonly version?: bigint;
  readonly contentType?: string;
  readonly encapsulatedType?: string;
  /** The message-digest attribute's value. */
  readonly messageDigest?: Uint8Array;
  /** Attributes that replace or extend the usual ones. */
  readonly attributes?: readonly Uint8Array[];
  readonly moreAttributes?: readonly Uint8Array[];
  readonly essCertificate?: Uint8Array | undefined;
  readonly embedded?: readonly Uint8Array[];
  /** Members of TSTInfo after genTime. */
  readonly tail?: readonly Uint8Array[];
  readonly signers?: number;
  readonly signedMessage?: Uint8Array;
  readonly unsigned?: readonly Uint8Array[];
}

export const attribute = (oid: string, ...values: readonly Uint8Array[]): Uint8Array =>
  encodeDerSequence(encodeDerOid(oid), encodeDer(0x31, ...values));

/** The signing-certificate-v2 attribute (RFC 5035) with its default hash, or the old one with SHA-1. */
export const essV2 = (certificate: Uint8Array): Uint8Array =>
  attribute(
    '1.2.840.113549.1.9.16.2.47',
    encodeDerSequence(encodeDerSequence(encodeDerSequence(encodeDerOctets(digest('sha256', certificate))))),
  );
export const essV1 = (certificate: Uint8Array): Uint8Array =>
  attribute(
    '1.2.840.113549.1.9.16.2.12',
    encodeDerSequence(encodeDerSequence(encodeDerSequence(encodeDerOctets(digest('sha1', certificate))))),
  );

/** A TimeStampResp, DER. */
export function buildTimestamp(options: TestTimestamp): Uint8Array {
  const hash = options.hash ?? 'sha256';
  const digestHash = options.digestHash ?? 'sha256';
  const info = encodeDerSequence(
    encodeDerInteger(options.version ?? 1n),
    encodeDerOid('1.2.3.4'),
    encodeDerSequence(hashIdentifier(hash), encodeDerOctets(options.imprint ?? digest(hash, Buffer.from('signature')))),
    encodeDerInteger(77n),
    encodeDer(0x18, Buffer.from(options.genTime ?? '20261120102030Z')),
    ...(options.tail ?? []),
  );
  const attributes = [
    ...(options.attributes ?? [
      attribute('1.2.840.113549.1.9.3', encodeDerOid(options.contentType ?? TST_INFO)),
      attribute('1.2.840.113549.1.9.4', encodeDerOctets(options.messageDigest ?? digest(digestHash, info))),
    ]),
    ...('essCertificate' in options
      ? options.essCertificate === undefined
        ? []
        : [options.essCertificate]
      : [essV2(options.certificate)]),
    ...(options.moreAttributes ?? []),
  ];
  const signature = options.algorithm.sign(options.key, options.signedMessage ?? encodeDer(0x31, ...attributes));
  const signer = encodeDerSequence(
    encodeDerInteger(1n),
    options.signerIdentifier ?? encodeDerSequence(nameOf(options.issuer ?? 'tsa'), encodeDerInteger(options.serial ?? 0x1234n)),
    hashIdentifier(digestHash),
    encodeDer(0xa0, ...attributes),
    options.algorithm.identifier,
    encodeDerOctets(signature),
    ...(options.unsigned ?? []),
  );
  const signedData = encodeDerSequence(
    encodeDerInteger(3n),
    encodeDer(0x31, hashIdentifier(digestHash)),
    encodeDerSequence(encodeDerOid(options.encapsulatedType ?? TST_INFO), encodeDer(0xa0, encodeDerOctets(info))),
    ...(options.embedded === undefined ? [] : [encodeDer(0xa0, ...options.embedded)]),
    encodeDer(0x31, ...Array.from({ length: options.signers ?? 1 }, () => signer)),
  );
  return encodeDerSequence(
    encodeDerSequence(encodeDerInteger(options.status ?? 0n)),
    encodeDerSequence(encodeDerOid(SIGNED_DATA), encodeDer(0xa0, signedData)),
  );
}
