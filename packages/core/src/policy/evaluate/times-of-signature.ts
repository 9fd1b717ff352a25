import type { VerifiedFacts } from '../../verification/index.js';
import type { EvidenceRequirement, Shortfall } from '../requirements/index.js';
import type { KeyValidity, PolicySigner } from '../signers/index.js';
import { describeDuration, describeWindow, iso } from '../values/index.js';

/**
 * The interval in which a signature was provably made. A timestamp or log entry proves that it existed *before* a time; only a
 * certificate, which is issued for one signature, proves that it was not made earlier. Anyone with a bundle can get a new timestamp
 * for an old signature.
 */
export interface Made {
  /** Not before: the start of the certificate. Undefined for keys: nothing proves it. */
  readonly from: Date | undefined;
  /** Not after: the earliest verified time. Undefined: nothing proves it. */
  readonly until: Date | undefined;
}

export function madeOf({ signer, times }: VerifiedFacts): Made {
  const until = times[0]?.time;
  if (signer.kind === 'key') return { from: undefined, until };
  const { notBefore, notAfter } = signer.certificate;
  return { from: notBefore, until: until ?? notAfter };
}

/** Clocks of logs and authorities may run a little ahead of ours. */
const CLOCK_SKEW = 10 * 60_000;

/** The whole interval in which the signature may have been made must be in the signer's window. */
export function checkWindow(signer: PolicySigner, facts: VerifiedFacts): Shortfall | undefined {
  const { window, who } = signer;
  const made = madeOf(facts);
  const outside = who.kind === 'key' && who.validity !== undefined ? checkValidity(signer.name, who.validity, made) : undefined;
  if (outside !== undefined) return outside;
  if (window.from === undefined && window.until === undefined) return undefined;
  const expected = `signed ${describeWindow(window)}`;
  if (window.until !== undefined && made.until === undefined)
    return noTime(expected, `signer "${signer.name}" counts only in a time window, and the bundle has no verified time`);
  const begins = window.from === undefined || (made.from !== undefined && made.from >= window.from);
  const ends = window.until === undefined || (made.until !== undefined && made.until < window.until);
  if (begins && ends) return undefined;
  return {
    code: 'SIGNER_UNTRUSTED',
    message: `signed outside the time window of "${signer.name}"`,
    expected,
    found: describeMade(made),
    hint: 'Sign again with a current signer, or correct "not-before" and "not-after".',
    nearness: 6,
  };
}

/**
 * The key of a certificate counts for signatures that existed while the certificate was valid. A signature that existed before is not by its
 * holder. That it was made after the beginning, nothing proves, as for every key.
 */
function checkValidity(name: string, { notBefore, notAfter }: KeyValidity, made: Made): Shortfall | undefined {
  const expected = `signed between ${iso(notBefore)} and ${iso(notAfter)}`;
  if (made.until === undefined)
    return noTime(
      expected,
      `the key of "${name}" counts only while its certificate is valid, and the bundle has no verified time`,
    );
  if (made.until >= notBefore && made.until <= notAfter) return undefined;
  return {
    code: 'CERTIFICATE_EXPIRED',
    message: `the certificate with the key of "${name}" was not valid when this was signed`,
    expected,
    found: describeMade(made),
    hint: 'Sign again with a key whose certificate is valid, or name the certificate of that time in a further signer.',
    nearness: 6,
  };
}

/** The age counts from the start of the certificate: a new timestamp does not make an old signature younger. */
export function checkAge(requirement: EvidenceRequirement, facts: VerifiedFacts, now: Date): Shortfall | undefined {
  const time = facts.times[0]?.time;
  if (time !== undefined && time.getTime() - now.getTime() > CLOCK_SKEW) {
    return {
      code: 'TIMESTAMP_INVALID',
      message: 'the verified time is in the future',
      expected: `at or before ${iso(now)}`,
      found: iso(time),
      hint: 'Check the clock of this machine.',
      nearness: 6,
    };
  }
  if (requirement.maxAge === undefined) return undefined;
  const limit = describeDuration(requirement.maxAge);
  const { from } = madeOf(facts);
  // Policies with a max-age for a key are refused when they are read; this check does not rely on it.
  if (from === undefined)
    return noTime(`signed at most ${limit} ago`, 'the requirement has a max-age, and nothing proves the age of a key signature');
  if (now.getTime() - from.getTime() <= requirement.maxAge) return undefined;
  return {
    code: 'EVIDENCE_STALE',
    message: `the certificate is older than ${limit}`,
    expected: `a certificate issued at or after ${iso(new Date(now.getTime() - requirement.maxAge))}`,
    found: iso(from),
    hint: 'Sign or attest again.',
    nearness: 7,
  };
}

export function describeMade({ from, until }: Made): string {
  if (until === undefined) return 'no verified time';
  return from === undefined ? `at or before ${iso(until)}` : `between ${iso(from)} and ${iso(until)}`;
}

const noTime = (expected: string, message: string): Shortfall => ({
  code: 'TIMESTAMP_MISSING',
  message,
  expected,
  found: 'no verified time',
  hint: 'Sign with a timestamp authority, or with a log that gives signed entry timestamps (SET).',
  nearness: 6,
});
