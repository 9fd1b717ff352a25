import { CountersignError } from '../errors/index.js';
import { certificateSignedBy, type Certificate } from '../crypto/index.js';
import { describeRange, isWithin, type CertificateAuthority } from '../trust/index.js';
import { equalBytes } from '../wire/index.js';
import type { Checks } from './checks.js';

const ANY_USAGE = '2.5.29.37.0';
const OTHER_INSTANCE =
  'The bundle is probably from another Sigstore instance: give the trusted root of that instance if you trust it.';

/** What a chain is checked for. */
export interface ChainPurpose {
  readonly leaf: Certificate;
  /** Moments at which the whole chain must have been valid. */
  readonly times: readonly Date[];
  /** Dotted OID that a restricted authority must allow. */
  readonly usage: string;
}

/** An authority's own chain never changes while its root is loaded; its signatures are checked once. */
const soundChains = new WeakMap<CertificateAuthority, boolean>();

function isSound(authority: CertificateAuthority): boolean {
  const known = soundChains.get(authority);
  if (known !== undefined) return known;
  const sound = authority.chain.every((certificate, index) => {
    const issuer = authority.chain[index + 1];
    return issuer === undefined || certificateSignedBy(certificate, issuer);
  });
  soundChains.set(authority, sound);
  return sound;
}

/**
 * The authorities of the trusted root that bear the name of the leaf's issuer; proves nothing yet.
 * @throws CountersignError CERTIFICATE_UNTRUSTED when there is none
 */
export function findIssuers(leaf: Certificate, authorities: readonly CertificateAuthority[]): readonly CertificateAuthority[] {
  const named = authorities.filter(
    ({ chain: [issuer] }) => issuer !== undefined && equalBytes(leaf.issuerName, issuer.subjectName),
  );
  if (named.length > 0) return named;
  throw new CountersignError('CERTIFICATE_UNTRUSTED', 'the certificate was not issued by an authority of the trusted root', {
    expected: authorities.map(({ uri }) => uri).join(', ') || 'an authority in the trusted root',
    found: 'an issuer that the trusted root does not know',
    hint: OTHER_INSTANCE,
  });
}

/**
 * Validates the path from the leaf to the end of an authority's chain, the trust anchor (RFC 5280 section 6.1, without
 * revocation and policies, which Sigstore does not use).
 * @param issuers from `findIssuers`
 * @returns the authority that issued the leaf
 * @throws CountersignError CERTIFICATE_UNTRUSTED, CERTIFICATE_EXPIRED: the last miss where several authorities bear the name
 */
export function verifyChain(
  purpose: ChainPurpose,
  issuers: readonly CertificateAuthority[],
  checks: Checks,
): CertificateAuthority {
  let miss: unknown = new CountersignError('CERTIFICATE_UNTRUSTED', 'no authority was found for the certificate');
  for (const authority of issuers) {
    try {
      verifyAgainst(purpose, authority, checks);
      return authority;
    } catch (error) {
      miss = error;
    }
  }
  throw miss;
}

function verifyAgainst({ leaf, times, usage }: ChainPurpose, authority: CertificateAuthority, checks: Checks): void {
  const untrusted = (message: string, expected: string, found: string) => (): CountersignError =>
    new CountersignError('CERTIFICATE_UNTRUSTED', message, { expected, found, hint: OTHER_INSTANCE });
  const [issuer] = authority.chain;
  checks.require(
    'ca-signature',
    issuer !== undefined && certificateSignedBy(leaf, issuer),
    untrusted(
      'the certificate is not signed by the authority it names',
      `a signature by ${authority.uri}`,
      'a signature that does not verify',
    ),
  );
  checks.require(
    'ca-chain',
    isSound(authority),
    untrusted("the authority's own chain does not hold", 'certificates that sign one another', authority.uri),
  );
  authority.chain.forEach((certificate, depth) => {
    checks.require(
      'ca-is-ca',
      certificate.isCa && (certificate.keyUsage === undefined || certificate.keyUsage.includes('keyCertSign')),
      untrusted(
        'a certificate above the signer may not issue certificates',
        'a certificate authority',
        certificate.keyUsage?.join(', ') ?? 'no authority',
      ),
    );
    checks.require(
      'ca-path-length',
      certificate.pathLength === undefined || certificate.pathLength >= depth,
      untrusted(
        'the certificate chain is longer than an authority allows',
        `at most ${certificate.pathLength} intermediates`,
        `${depth}`,
      ),
    );
    checks.require(
      'ca-critical-extensions',
      certificate.unknownCriticalExtensions.length === 0,
      untrusted(
        'an authority has a critical extension that we do not know',
        'none',
        certificate.unknownCriticalExtensions.join(', '),
      ),
    );
    checks.require(
      'ca-extended-key-usage',
      certificate.extendedKeyUsage === undefined ||
        certificate.extendedKeyUsage.some((allowed) => allowed === usage || allowed === ANY_USAGE),
      untrusted('an authority is restricted to other purposes', usage, certificate.extendedKeyUsage?.join(', ') ?? ''),
    );
  });
  for (const time of times) verifyMoment(time, authority, checks);
}

function verifyMoment(time: Date, authority: CertificateAuthority, checks: Checks): void {
  for (const { notBefore: start, notAfter: end } of authority.chain) {
    checks.require(
      'ca-validity',
      isWithin(time, { start, end }),
      () =>
        new CountersignError('CERTIFICATE_EXPIRED', 'the authority was not valid when this was signed', {
          expected: `a time ${describeRange({ start, end })}`,
          found: time.toISOString(),
        }),
    );
  }
  checks.require(
    'ca-window',
    isWithin(time, authority.validFor),
    () =>
      new CountersignError('CERTIFICATE_UNTRUSTED', 'the trusted root did not trust the authority when this was signed', {
        expected: `a time ${describeRange(authority.validFor)}`,
        found: time.toISOString(),
      }),
  );
}
