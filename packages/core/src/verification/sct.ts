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
  return new CountersignError('SCT_INVALID', "the certificate's list of transparency promises is malformed", {
    expected: 'a SignedCertificateTimestampList (RFC 6962 section 3.3)',
  });
}

/** Reads length-prefixed fields of the TLS presentation language; anything short of bytes is malformed. */
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
    if (reader.integer(1) !== 0) continue; // another version than v1: nobody we know
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

/** What the log signed for a certificate that carries the promise: `digitally-signed` of RFC 6962 section 3.2, precert_entry. */
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

/** TLS names for SHA-256 with the key's kind (RFC 5246 section 7.4.1.4.1); RFC 6962 allows no other. */
function fitsKey(sct: Sct, key: PublicKey): boolean {
  const kind = key.object.asymmetricKeyType === 'ec' ? 3 : key.object.asymmetricKeyType === 'rsa' ? 1 : 0;
  return sct.hashAlgorithm === 4 && kind !== 0 && sct.signatureAlgorithm === kind;
}

/**
 * Verifies the promises of certificate logs that the certificate carries. Logs that the root does not know are skipped;
 * a known log's promise must be good.
 * @returns the distinct logs that promised
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
        new CountersignError('SCT_INVALID', 'a certificate log promised while the trusted root did not trust it', {
          expected: `a time ${describeRange(first.validFor)}`,
          found: Number.isNaN(time.getTime()) ? `${sct.timestamp}` : time.toISOString(),
        }),
    );
    const { key, baseUrl } = log ?? first;
    checks.require(
      'sct-signature',
      fitsKey(sct, key) && verifySignature(key, signedData(sct, certificate, issuer), sct.signature),
      () =>
        new CountersignError('SCT_INVALID', "a certificate log's promise does not verify", {
          expected: `a signature by ${baseUrl}`,
        }),
    );
    logs.set(key.fingerprint, log ?? first);
  }
  return [...logs.values()];
}
