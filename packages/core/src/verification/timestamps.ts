import { CountersignError } from '../errors/index.js';
import {
  hash,
  isTimestampSigner,
  parseTimestampResponse,
  verifyTimestampSignature,
  type Certificate,
  type ParsedTimestamp,
} from '../crypto/index.js';
import type { Bundle } from '../bundles/index.js';
import { describeRange, isWithin, type CertificateAuthority } from '../trust/index.js';
import { encodeHex, equalBytes } from '../wire/index.js';
import { isSignedPath } from './certificate-path.js';
import type { Checks } from './checks.js';
import { ANY_PURPOSE, TIME_STAMPING } from './key-purposes.js';
import type { VerifiedTime } from './types.js';

const CODE = 'TIMESTAMP_INVALID';

export interface TimestampEvidence {
  readonly times: readonly VerifiedTime[];
  /** Number of distinct authorities: the smaller of the number of names in the trusted root and the number of keys. */
  readonly distinct: number;
  /** Number of timestamps of authorities that are not in the trusted root. */
  readonly unknown: number;
}

/** An authority in the trusted root that may have issued the timestamp, and the certificate that the timestamp names as its signer. */
interface Candidate {
  readonly authority: CertificateAuthority;
  readonly signer: Certificate;
  /** Signer first, trust anchor last. */
  readonly path: readonly Certificate[];
}

/**
 * Verifies the bundle's RFC 3161 timestamps over its signature. Timestamps of authorities that are not in the trusted root are
 * skipped; those of known authorities must be valid.
 * @throws CountersignError TIMESTAMP_INVALID
 */
export function verifyTimestamps(
  bundle: Bundle,
  authorities: readonly CertificateAuthority[],
  checks: Checks,
): TimestampEvidence {
  const verified: { readonly issuer: Candidate; readonly time: Date }[] = [];
  for (const der of bundle.timestamps) {
    const timestamp = parseTimestampResponse(der);
    const candidates = findCandidates(timestamp, authorities);
    if (candidates.length > 0)
      verified.push({ issuer: verifyAny(timestamp, candidates, bundle, checks), time: timestamp.genTime });
  }
  const names = new Set(verified.map(({ issuer }) => nameOf(issuer.authority)));
  const keys = new Set(verified.map(({ issuer }) => issuer.signer.publicKey.material));
  return {
    times: verified.map(({ issuer, time }) => ({ kind: 'timestamp-authority', time, authority: nameOf(issuer.authority) })),
    distinct: Math.min(names.size, keys.size),
    unknown: bundle.timestamps.length - verified.length,
  };
}

/** The URI of the authority; the digest of its trust anchor if the trusted root gives no URI. */
function nameOf({ uri, chain }: CertificateAuthority): string {
  return uri !== '' ? uri : `sha256:${encodeHex(hash('sha256', chain.at(-1)?.raw ?? new Uint8Array()))}`;
}

/** A trusted root contains the signing certificate, or only the CA certificates above it; then the timestamp contains the signing certificate. */
function findCandidates(timestamp: ParsedTimestamp, authorities: readonly CertificateAuthority[]): readonly Candidate[] {
  return authorities.flatMap((authority) => {
    const [first] = authority.chain;
    if (first === undefined) return [];
    if (isTimestampSigner(timestamp, first)) return [{ authority, signer: first, path: authority.chain }];
    return timestamp.certificates
      .filter((signer) => isTimestampSigner(timestamp, signer) && equalBytes(signer.issuerName, first.subjectName))
      .map((signer) => ({ authority, signer, path: [signer, ...authority.chain] }));
  });
}

/** @returns the first candidate that verifies. @throws the error of the last one if none does */
function verifyAny(timestamp: ParsedTimestamp, candidates: readonly Candidate[], bundle: Bundle, checks: Checks): Candidate {
  let failure: unknown;
  for (const candidate of candidates) {
    try {
      verifyTimestamp(timestamp, candidate, bundle, checks);
      return candidate;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function verifyTimestamp(
  timestamp: ParsedTimestamp,
  { authority, signer, path }: Candidate,
  bundle: Bundle,
  checks: Checks,
): void {
  const invalid = (message: string, expected: string, found: string) => (): CountersignError =>
    new CountersignError(CODE, message, { expected, found });
  const { genTime: time, imprint } = timestamp;
  const name = nameOf(authority);
  checks.require(
    'timestamp-signature',
    verifyTimestampSignature(timestamp, signer),
    invalid("the timestamp's signature does not verify", `a signature by ${name}`, 'another signature'),
  );
  const stamped = hash(imprint.hash, bundle.content.signature);
  checks.require(
    'timestamp-imprint',
    equalBytes(stamped, imprint.digest),
    invalid(
      'the timestamp is over another signature',
      `${imprint.hash}:${encodeHex(stamped)}`,
      `${imprint.hash}:${encodeHex(imprint.digest)}`,
    ),
  );
  // RFC 3161 section 2.3: timeStamping is the only purpose, so a key that is used for anything else cannot issue timestamps.
  const usage = signer.extendedKeyUsage ?? [];
  checks.require(
    'timestamp-authority-usage',
    usage.length === 1 &&
      usage[0] === TIME_STAMPING &&
      (signer.keyUsage === undefined || signer.keyUsage.includes('digitalSignature')),
    invalid("the authority's signing certificate is not for time stamping only", TIME_STAMPING, usage.join(', ') || 'none'),
  );
  checks.require(
    'timestamp-authority-chain',
    isValidPath(path),
    invalid(
      "the authority's signing certificate does not chain up to the trusted root",
      `a certificate of ${name}`,
      'another certificate',
    ),
  );
  for (const { notBefore: start, notAfter: end } of path) {
    checks.require(
      'timestamp-authority-validity',
      isWithin(time, { start, end }),
      invalid(
        'a certificate of the authority was not valid at the time of the timestamp',
        `a time ${describeRange({ start, end })}`,
        time.toISOString(),
      ),
    );
  }
  checks.require(
    'timestamp-authority-window',
    isWithin(time, authority.validFor),
    invalid(
      'the trusted root did not trust the authority at the time of the timestamp',
      `a time ${describeRange(authority.validFor)}`,
      time.toISOString(),
    ),
  );
}

/** RFC 5280 section 6.1 without validity periods: signatures, names, and what each certificate may be used for. */
function isValidPath(path: readonly Certificate[]): boolean {
  return (
    isSignedPath(path) &&
    path.every((certificate, depth) => (depth === 0 ? isPlain(certificate) : mayIssue(certificate, depth - 1)))
  );
}

function isPlain({ unknownCriticalExtensions }: Certificate): boolean {
  return unknownCriticalExtensions.length === 0;
}

function mayIssue(certificate: Certificate, below: number): boolean {
  const { isCa, pathLength, keyUsage, extendedKeyUsage } = certificate;
  return (
    isCa &&
    isPlain(certificate) &&
    (pathLength === undefined || pathLength >= below) &&
    (keyUsage === undefined || keyUsage.includes('keyCertSign')) &&
    (extendedKeyUsage === undefined || extendedKeyUsage.includes(TIME_STAMPING) || extendedKeyUsage.includes(ANY_PURPOSE))
  );
}
