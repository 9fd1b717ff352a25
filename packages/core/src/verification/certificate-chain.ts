import { CountersignError } from '../errors/index.js';
import { certificateSignedBy, type Certificate } from '../crypto/index.js';
import { describeRange, isWithin, type CertificateAuthority } from '../trust/index.js';
import { equalBytes } from '../wire/index.js';
import { isSignedPath } from './certificate-path.js';
import type { Checks } from './checks.js';
import { ANY_PURPOSE } from './key-purposes.js';
import { OTHER_INSTANCE } from './other-instance.js';

/** What a chain is verified for. */
interface ChainPurpose {
  readonly leaf: Certificate;
  /** Times at which the whole chain must have been valid. */
  readonly times: readonly Date[];
  /** OID of the extended key usage that a restricted CA certificate must allow. */
  readonly usage: string;
}

/**
 * The authorities of the trusted root whose name is the leaf's issuer name. No signature is verified here.
 * @throws CountersignError CERTIFICATE_UNTRUSTED if there is none
 */
export function findIssuers(leaf: Certificate, authorities: readonly CertificateAuthority[]): readonly CertificateAuthority[] {
  const named = authorities.filter(
    ({ chain: [issuer] }) => issuer !== undefined && equalBytes(leaf.issuerName, issuer.subjectName),
  );
  if (named.length > 0) return named;
  throw new CountersignError('CERTIFICATE_UNTRUSTED', 'the certificate was not issued by an authority in the trusted root', {
    expected: authorities.map(({ uri }) => uri).join(', ') || 'an authority in the trusted root',
    found: 'an issuer that is not in the trusted root',
    hint: OTHER_INSTANCE,
  });
}

/**
 * Validates the path from the leaf to the end of an authority's chain, the trust anchor (RFC 5280 section 6.1, without
 * revocation and policies, which Sigstore does not use).
 * @param issuers from `findIssuers`
 * @returns the authority that issued the leaf
 * @throws CountersignError CERTIFICATE_UNTRUSTED, CERTIFICATE_EXPIRED: the last failure if several authorities have the name
 */
export function verifyChain(
  purpose: ChainPurpose,
  issuers: readonly CertificateAuthority[],
  checks: Checks,
): CertificateAuthority {
  let failure: unknown = new CountersignError('CERTIFICATE_UNTRUSTED', 'no authority was found for the certificate');
  for (const authority of issuers) {
    try {
      verifyAgainst(purpose, authority, checks);
      return authority;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function verifyAgainst({ leaf, times, usage }: ChainPurpose, authority: CertificateAuthority, checks: Checks): void {
  const untrusted = (message: string, expected: string, found: string) => (): CountersignError =>
    new CountersignError('CERTIFICATE_UNTRUSTED', message, { expected, found, hint: OTHER_INSTANCE });
  const [issuer] = authority.chain;
  checks.require(
    'ca-signature',
    issuer !== undefined && certificateSignedBy(leaf, issuer),
    untrusted(
      'the certificate is not signed by its issuer',
      `a signature by ${authority.uri}`,
      'a signature that does not verify',
    ),
  );
  checks.require(
    'ca-chain',
    isSignedPath(authority.chain),
    untrusted(
      'the certificate chain of the authority is invalid',
      'certificates that are each signed by the next one',
      authority.uri,
    ),
  );
  authority.chain.forEach((certificate, depth) => {
    checks.require(
      'ca-is-ca',
      certificate.isCa && (certificate.keyUsage === undefined || certificate.keyUsage.includes('keyCertSign')),
      untrusted(
        'a certificate in the chain may not issue certificates',
        'a CA certificate with the key usage keyCertSign',
        certificate.isCa ? (certificate.keyUsage?.join(', ') ?? '') : 'not a CA certificate',
      ),
    );
    checks.require(
      'ca-path-length',
      certificate.pathLength === undefined || certificate.pathLength >= depth,
      untrusted(
        'the certificate chain is longer than its path length constraint allows',
        `at most ${certificate.pathLength} intermediate certificates`,
        `${depth}`,
      ),
    );
    checks.require(
      'ca-critical-extensions',
      certificate.unknownCriticalExtensions.length === 0,
      untrusted('a CA certificate has an unknown critical extension', 'none', certificate.unknownCriticalExtensions.join(', ')),
    );
    checks.require(
      'ca-extended-key-usage',
      certificate.extendedKeyUsage === undefined ||
        certificate.extendedKeyUsage.some((allowed) => allowed === usage || allowed === ANY_PURPOSE),
      untrusted('a CA certificate is restricted to other purposes', usage, certificate.extendedKeyUsage?.join(', ') ?? ''),
    );
  });
  for (const time of times) verifyTime(time, authority, checks);
}

function verifyTime(time: Date, authority: CertificateAuthority, checks: Checks): void {
  for (const { notBefore: start, notAfter: end } of authority.chain) {
    checks.require(
      'ca-validity',
      isWithin(time, { start, end }),
      () =>
        new CountersignError('CERTIFICATE_EXPIRED', 'a CA certificate was not valid at the time of signing', {
          expected: `a time ${describeRange({ start, end })}`,
          found: time.toISOString(),
        }),
    );
  }
  checks.require(
    'ca-window',
    isWithin(time, authority.validFor),
    () =>
      new CountersignError('CERTIFICATE_UNTRUSTED', 'the trusted root did not trust the authority at the time of signing', {
        expected: `a time ${describeRange(authority.validFor)}`,
        found: time.toISOString(),
      }),
  );
}
