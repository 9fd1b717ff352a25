import { CountersignError } from '../errors/index.js';
import { verifySignature, type Certificate, type PublicKey } from '../crypto/index.js';
import { describeRange, isWithin, type TransparencyLog, type TrustedRoot } from '../trust/index.js';
import { decodeHex, encodeHex } from '../wire/index.js';
import type { Checks } from './checks.js';

/** A SignedCertificateTimestamp (RFC 6962 section 3.2). */
interface Sct {
  readonly logId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: bigint;
  readonly extensions: Uint8Array;
  readonly hashAlgorithm: number;
  readonly signatureAlgorithm: number;
  readonly signature: Uint8Array;
}

function malformed(): CountersignError {
  return new CountersignError('SCT_INVALID', 'the SCT list of the certificate is malformed', {
    expected: 'a SignedCertificateTimestampList (RFC 6962 section 3.3)',
  });
}

/** Reads length-prefixed fields of the TLS presentation language. @throws CountersignError SCT_INVALID if bytes are missing */
class TlsReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw malformed();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  integer(length: number): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
  }

  vector(): Uint8Array {
    return this.take(this.integer(2));
  }
}

function parseSctList(list: Uint8Array): readonly Sct[] {
  const outer = new TlsReader(list);
  const items = new TlsReader(outer.vector());
  if (!outer.done || items.done) throw malformed();
  const scts: Sct[] = [];
  while (!items.done) {
    const reader = new TlsReader(items.vector());
    if (reader.integer(1) !== 0) continue; // a version other than v1: not supported, not counted
    const sct = {
      logId: encodeHex(reader.take(32)),
      timestamp: BigInt(`0x${encodeHex(reader.take(8))}`),
      extensions: reader.vector(),
      hashAlgorithm: reader.integer(1),
      signatureAlgorithm: reader.integer(1),
      signature: reader.vector(),
    };
    if (!reader.done) throw malformed();
    scts.push(sct);
  }
  return scts;
}

function unsigned(value: bigint | number, length: number): Uint8Array {
  return decodeHex(value.toString(16).padStart(length * 2, '0'), 'number');
}

/** The bytes that the log signed: `digitally-signed` of RFC 6962 section 3.2 with a `precert_entry`. */
function signedData(sct: Sct, certificate: Certificate, issuer: Certificate): Uint8Array {
  const tbs = certificate.tbsWithoutScts;
  return Buffer.concat([
    Uint8Array.of(0, 0),
    unsigned(sct.timestamp, 8),
    Uint8Array.of(0, 1),
    decodeHex(issuer.publicKey.fingerprint, 'issuer key hash'),
    unsigned(tbs.length, 3),
    tbs,
    unsigned(sct.extensions.length, 2),
    sct.extensions,
  ]);
}

/** RFC 6962 section 2.1.4 allows ECDSA and RSA, with SHA-256 only; the numbers are those of RFC 5246 section 7.4.1.4.1. */
function fitsKey(sct: Sct, key: PublicKey): boolean {
  const kind = key.object.asymmetricKeyType === 'ec' ? 3 : key.object.asymmetricKeyType === 'rsa' ? 1 : 0;
  return sct.hashAlgorithm === 4 && kind !== 0 && sct.signatureAlgorithm === kind;
}

/**
 * Verifies the SCTs in the certificate (RFC 6962 section 3.2). SCTs of CT logs that are not in the trusted root are skipped;
 * those of known logs must be valid.
 * @returns the distinct CT logs with a verified SCT
 */
export function verifyScts(
  certificate: Certificate,
  issuer: Certificate,
  root: TrustedRoot,
  checks: Checks,
): readonly TransparencyLog[] {
  const { sctList } = certificate;
  const logs = new Map<string, TransparencyLog>();
  for (const sct of sctList === undefined ? [] : parseSctList(sctList)) {
    const known = root.certificateLogs.filter(({ logId }) => logId === sct.logId);
    const [first] = known;
    if (first === undefined) continue;
    const time = new Date(Number(sct.timestamp));
    const log = known.find(({ validFor }) => isWithin(time, validFor));
    checks.require(
      'sct-window',
      log !== undefined,
      () =>
        new CountersignError('SCT_INVALID', 'an SCT was issued at a time when the trusted root did not trust the CT log', {
          expected: `a time ${describeRange(first.validFor)}`,
          found: Number.isNaN(time.getTime()) ? `${sct.timestamp}` : time.toISOString(),
        }),
    );
    const { key, baseUrl } = log ?? first;
    checks.require(
      'sct-signature',
      fitsKey(sct, key) && verifySignature(key, signedData(sct, certificate, issuer), sct.signature),
      () =>
        new CountersignError('SCT_INVALID', 'the signature of an SCT does not verify', {
          expected: `a signature by ${baseUrl}`,
        }),
    );
    logs.set(key.fingerprint, log ?? first);
  }
  return [...logs.values()];
}
