import { extension } from '../x509/certificate.js';
import { octetString } from '../x509/der.js';
import { OID } from '../x509/oids.js';

/** A signed certificate timestamp (RFC 6962 3.2), version 1, ECDSA with SHA-256. */
export interface CertificateTimestamp {
  /** SHA-256 of the log's DER SubjectPublicKeyInfo. */
  readonly logId: Buffer;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** DER (r, s). */
  readonly signature: Buffer;
}

/**
 * The signed data of an SCT for a pre-certificate (RFC 6962 3.2). The Merkle tree leaf (3.4) has the same bytes: both begin
 * with version 0 and type 0.
 */
export function timestampedEntry(timestamp: number, issuerKeyHash: Uint8Array, body: Uint8Array): Buffer {
  const version1Precertificate = [Buffer.from([0, 0]), uint(timestamp, 8), Buffer.from([0, 1])];
  const noExtensions = Buffer.from([0, 0]);
  return Buffer.concat([...version1Precertificate, issuerKeyHash, uint(body.length, 3), body, noExtensions]);
}

/** TLS `DigitallySigned` (RFC 5246 4.7): SHA-256 (4), ECDSA (3), then the signature with its length. */
export function digitallySigned(signature: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([4, 3]), uint(signature.length, 2), signature]);
}

/** The TLS encoding of one SCT. */
function encodeTimestamp(sct: CertificateTimestamp): Buffer {
  const noExtensions = Buffer.from([0, 0]);
  return Buffer.concat([Buffer.from([0]), sct.logId, uint(sct.timestamp, 8), noExtensions, digitallySigned(sct.signature)]);
}

/** The X.509 extension that embeds SCTs in a certificate (RFC 6962 3.3). */
export function timestampsExtension(scts: readonly CertificateTimestamp[]): Buffer {
  const list = Buffer.concat(scts.map(encodeTimestamp).map((sct) => Buffer.concat([uint(sct.length, 2), sct])));
  return extension(OID.ctTimestamps, false, octetString(Buffer.concat([uint(list.length, 2), list])));
}

/** A big-endian unsigned number of `size` bytes. */
export function uint(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes.subarray(8 - size);
}
