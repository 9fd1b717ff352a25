import { CountersignError } from '../errors/index.js';
import {
  certificateSignedBy,
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
import type { Checks } from './checks.js';
import type { VerifiedTime } from './types.js';

const CODE = 'TIMESTAMP_INVALID';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANY_USAGE = '2.5.29.37.0';

export interface TimestampEvidence {
  readonly times: readonly VerifiedTime[];
  /** Different authorities among them: by name in the trusted root and by key, whichever is fewer. */
  readonly distinct: number;
  /** Timestamps of authorities that the trusted root doesn't know. */
  readonly unknown: number;
}

/** An authority of the trusted root that the timestamp names, and the certificate that would have signed. */
interface Claimed {
  readonly authority: CertificateAuthority;
  readonly signer: Certificate;
  /** Signer first, trust anchor last. */
  readonly path: readonly Certificate[];
}

/**
 * Verifies the bundle's RFC 3161 timestamps over its signature. Those of authorities that the root doesn't know are skipped;
 * one that names a known authority must be good.
 * @throws CountersignError TIMESTAMP_INVALID
 */
export function verifyTimestamps(
  bundle: Bundle,
  authorities: readonly CertificateAuthority[],
  checks: Checks,
): TimestampEvidence {
  const verified: { readonly claimed: Claimed; readonly time: Date }[] = [];
  for (const der of bundle.timestamps) {
    const timestamp = parseTimestampResponse(der);
    const claimed = findClaimed(timestamp, authorities);
    if (claimed.length > 0)
      verified.push({ claimed: firstThatHolds(timestamp, claimed, bundle, checks), time: timestamp.genTime });
  }
  const names = new Set(verified.map(({ claimed }) => nameOf(claimed.authority)));
  const keys = new Set(verified.map(({ claimed }) => claimed.signer.publicKey.material));
  return {
    times: verified.map(({ claimed, time }) => ({ kind: 'timestamp-authority', time, authority: nameOf(claimed.authority) })),
    distinct: Math.min(names.size, keys.size),
    unknown: bundle.timestamps.length - verified.length,
  };
}

/** A trusted root may leave the URI out; the authority's anchor then stands for it. */
function nameOf({ uri, chain }: CertificateAuthority): string {
  return uri !== '' ? uri : `sha256:${encodeHex(hash('sha256', chain.at(-1)?.raw ?? new Uint8Array()))}`;
}

/** Roots list the signing certificate itself, or only the authorities above one that the timestamp brings along. */
function findClaimed(timestamp: ParsedTimestamp, authorities: readonly CertificateAuthority[]): readonly Claimed[] {
  return authorities.flatMap((authority) => {
    const [first] = authority.chain;
    if (first === undefined) return [];
    if (isTimestampSigner(timestamp, first)) return [{ authority, signer: first, path: authority.chain }];
    return timestamp.certificates
      .filter((signer) => isTimestampSigner(timestamp, signer) && equalBytes(signer.issuerName, first.subjectName))
      .map((signer) => ({ authority, signer, path: [signer, ...authority.chain] }));
  });
}

function firstThatHolds(timestamp: ParsedTimestamp, claimed: readonly Claimed[], bundle: Bundle, checks: Checks): Claimed {
  let nearest: unknown;
  for (const candidate of claimed) {
    try {
      verifyTimestamp(timestamp, candidate, bundle, checks);
      return candidate;
    } catch (error) {
      nearest = error;
    }
  }
  throw nearest;
}

function verifyTimestamp(timestamp: ParsedTimestamp, { authority, signer, path }: Claimed, bundle: Bundle, checks: Checks): void {
  const invalid = (message: string, expected: string, found: string) => (): CountersignError =>
    new CountersignError(CODE, message, { expected, found });
  const { genTime: time, imprint } = timestamp;
  const name = nameOf(authority);
  checks.require(
    'timestamp-signature',
    verifyTimestampSignature(timestamp, signer),
    invalid("the timestamp's signature does not verify", `a signature by ${name}`, 'another'),
  );
  const stamped = hash(imprint.hash, bundle.content.signature);
  checks.require(
    'timestamp-imprint',
    equalBytes(stamped, imprint.digest),
    invalid(
      'the timestamp is for another signature',
      `${imprint.hash}:${encodeHex(stamped)}`,
      `${imprint.hash}:${encodeHex(imprint.digest)}`,
    ),
  );
  // RFC 3161 section 2.3: the only purpose, so that no web server's key can tell the time.
  const usage = signer.extendedKeyUsage ?? [];
  checks.require(
    'timestamp-authority-usage',
    usage.length === 1 &&
      usage[0] === TIME_STAMPING &&
      (signer.keyUsage === undefined || signer.keyUsage.includes('digitalSignature')),
    invalid("the timestamp's certificate is not for time stamping alone", TIME_STAMPING, usage.join(', ') || 'no purpose'),
  );
  checks.require(
    'timestamp-authority-chain',
    isSoundPath(path),
    invalid("the timestamp's certificate does not lead to the trusted root", `a certificate of ${name}`, 'one that does not'),
  );
  for (const { notBefore: start, notAfter: end } of path) {
    checks.require(
      'timestamp-authority-validity',
      isWithin(time, { start, end }),
      invalid(
        'the timestamp was made outside the validity of its authority',
        `a time ${describeRange({ start, end })}`,
        time.toISOString(),
      ),
    );
  }
  checks.require(
    'timestamp-authority-window',
    isWithin(time, authority.validFor),
    invalid(
      'the trusted root did not trust the authority at that time',
      `a time ${describeRange(authority.validFor)}`,
      time.toISOString(),
    ),
  );
}

/** Paths of a loaded root never change; their signatures are checked once. */
const soundPaths = new WeakMap<readonly Certificate[], boolean>();

/** RFC 5280 section 6.1 without moments: signatures, names, and what each certificate may do. */
function isSoundPath(path: readonly Certificate[]): boolean {
  const known = soundPaths.get(path);
  if (known !== undefined) return known;
  const sound = path.every((certificate, depth) => {
    const issuer = path[depth + 1];
    return (
      (issuer === undefined || certificateSignedBy(certificate, issuer)) &&
      (depth === 0 ? isPlain(certificate) : mayIssue(certificate, depth - 1))
    );
  });
  soundPaths.set(path, sound);
  return sound;
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
    (extendedKeyUsage === undefined || extendedKeyUsage.includes(TIME_STAMPING) || extendedKeyUsage.includes(ANY_USAGE))
  );
}
