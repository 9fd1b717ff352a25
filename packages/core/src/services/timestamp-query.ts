import { hash, parseTimestampResponse } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import {
  derInteger,
  derIs,
  derSequence,
  derUtf8,
  encodeDerBoolean,
  encodeDerInteger,
  encodeDerOctets,
  encodeDerOid,
  encodeDerSequence,
  encodeHex,
  equalBytes,
  parseDer,
} from '../wire/index.js';

const WHAT = 'the timestamp';
const SHA256_OID = '2.16.840.1.101.3.4.2.1';
/** `granted` and `grantedWithMods` (RFC 3161 section 2.4.2). */
const GRANTED = [0n, 1n];

export interface TimestampQuery {
  /** DER of the TimeStampReq. */
  readonly der: Uint8Array;
  /** SHA-256 of the bytes to be timestamped. */
  readonly imprint: Uint8Array;
  readonly nonce: bigint;
}

/**
 * A TimeStampReq (RFC 3161 section 2.4.1) over SHA-256 of `bytes`, with a nonce, requesting the authority's certificate.
 * @param nonce 16 random bytes
 */
export function timestampQuery(bytes: Uint8Array, nonce: Uint8Array): TimestampQuery {
  const imprint = hash('sha256', bytes);
  // A zero first bit keeps the integer positive.
  const number = BigInt.asUintN(127, BigInt(`0x${encodeHex(nonce)}`));
  const der = encodeDerSequence(
    encodeDerInteger(1n),
    encodeDerSequence(encodeDerSequence(encodeDerOid(SHA256_OID)), encodeDerOctets(imprint)),
    encodeDerInteger(number),
    encodeDerBoolean(true),
  );
  return { der, imprint, nonce: number };
}

/**
 * Checks that a TimeStampResp grants the query: status, imprint and nonce. Signature and chain are checked by verification.
 * @throws CountersignError SERVICE_REFUSED (status), SERVICE_ANSWER_INVALID, TIMESTAMP_INVALID
 */
export function checkTimestampAnswer(der: Uint8Array, query: TimestampQuery): void {
  assertGranted(der);
  const { imprint, nonce } = parseTimestampResponse(der, WHAT);
  if (imprint.hash !== 'sha256' || !equalBytes(imprint.digest, query.imprint)) throw invalid('a timestamp of other bytes');
  if (nonce !== query.nonce) throw invalid('a timestamp with another nonce');
}

/** Checked before the token is read, because a refusal has no token. */
function assertGranted(der: Uint8Array): void {
  const [info] = derSequence(parseDer(der, WHAT, 'SERVICE_ANSWER_INVALID'), 1, 2);
  const [status, text] = info === undefined ? [] : derSequence(info, 1, 3);
  if (status !== undefined && GRANTED.includes(derInteger(status))) return;
  const [line] = text !== undefined && derIs(text, 'sequence') ? derSequence(text) : [];
  const words = line !== undefined && derIs(line, 'utf8String') ? `: ${derUtf8(line).slice(0, 200)}` : '';
  throw new CountersignError('SERVICE_REFUSED', 'the timestamp authority did not grant a timestamp', {
    expected: 'status granted',
    found: `status ${status === undefined ? 'missing' : String(derInteger(status))}${words}`,
    hint: 'Check that the authority accepts SHA-256 and requests without a policy.',
  });
}

function invalid(found: string): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `the answer contains ${found}`, { found });
}
