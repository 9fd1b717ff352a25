import { createHash } from 'node:crypto';
import { randomSerial } from '../x509/certificate.js';
import { context, generalizedTime, integer, nullValue, octetString, oid, sequence, set, setOf, time } from '../x509/der.js';
import type { OpenedChain } from '../x509/hierarchy.js';
import { HASH_OIDS, signatureAlgorithm, signBytes, type HashName } from '../x509/keys.js';
import { OID } from '../x509/oids.js';
import type { TimestampQuery } from './query.js';

export interface TokenOptions {
  readonly genTime: Date;
  /** Digits of the second's fraction in genTime, 0 to 3; default 0. */
  readonly fractionDigits?: number;
  readonly policy: string;
  readonly serial?: bigint;
  /** Hash of the signed attributes and of the signature; default SHA-256. */
  readonly hash?: HashName;
}

/** A granted DER `TimeStampResp` (RFC 3161 2.4.2) whose token is signed by the chain's first certificate. */
export function timestampResponse(query: TimestampQuery, authority: OpenedChain, options: TokenOptions): Buffer {
  return sequence(sequence(integer(0)), timestampToken(query, authority, options));
}

/** The token: CMS SignedData (RFC 5652 5.1) over a TSTInfo. */
function timestampToken(query: TimestampQuery, authority: OpenedChain, options: TokenOptions): Buffer {
  const hash = options.hash ?? 'sha256';
  const { key, certificate, chain } = authority;
  const own = chain[0] ?? Buffer.alloc(0);
  const info = timestampInfo(query, certificate.subject, options);
  const attributes = signedAttributes(info, own, certificate, { attributes: hash, certificate: query.hash }, options.genTime);
  const digestAlgorithm = sequence(oid(HASH_OIDS[hash]));
  const signerInfo = sequence(
    integer(1),
    sequence(certificate.issuer, certificate.serial),
    digestAlgorithm,
    // The attributes are signed as a SET and stored as [0] IMPLICIT (RFC 5652 5.4).
    Buffer.concat([Buffer.from([0xa0]), attributes.subarray(1)]),
    signatureAlgorithm(key.privateKey, hash),
    octetString(signBytes(key.privateKey, attributes, hash)),
  );
  return sequence(
    oid(OID.signedData),
    context(
      0,
      sequence(
        integer(3),
        set(digestAlgorithm),
        sequence(oid(OID.timestampInfo), context(0, octetString(info))),
        // Sigstore's authority writes the field even if it is empty.
        context(0, ...(query.certificates ? [own] : [])),
        set(signerInfo),
      ),
    ),
  );
}

/** DER `TSTInfo` (RFC 3161 2.4.2): accuracy of one second, not ordered, like Sigstore's authority. */
function timestampInfo(query: TimestampQuery, subject: Buffer, options: TokenOptions): Buffer {
  return sequence(
    integer(1),
    oid(options.policy),
    sequence(sequence(oid(HASH_OIDS[query.hash]), nullValue()), octetString(query.digest)),
    integer(options.serial ?? randomSerial()),
    generalizedTime(options.genTime, options.fractionDigits),
    sequence(integer(1)),
    ...(query.nonce === undefined ? [] : [integer(query.nonce)]),
    context(0, context(4, subject)),
  );
}

function signedAttributes(
  info: Buffer,
  own: Buffer,
  certificate: OpenedChain['certificate'],
  hash: { readonly attributes: HashName; readonly certificate: HashName },
  genTime: Date,
): Buffer {
  const attribute = (id: string, value: Buffer): Buffer => sequence(oid(id), set(value));
  // ESSCertIDv2 (RFC 5035 4), hashed like the imprint, as Sigstore's authority does; SHA-256 is the default and omitted.
  const identifier = sequence(
    ...(hash.certificate === 'sha256' ? [] : [sequence(oid(HASH_OIDS[hash.certificate]), nullValue())]),
    octetString(createHash(hash.certificate).update(own).digest()),
    sequence(sequence(context(4, certificate.issuer)), certificate.serial),
  );
  return setOf(
    attribute(OID.contentType, oid(OID.timestampInfo)),
    attribute(OID.signingTime, time(genTime)),
    attribute(OID.messageDigest, octetString(createHash(hash.attributes).update(info).digest())),
    attribute(OID.signingCertificateV2, sequence(sequence(identifier))),
  );
}
