import type { VerifiedFacts } from '../../verification/index.js';
import type { Claimed, Shortfall } from '../requirements/index.js';
import type { PolicySigner } from '../signers/index.js';
import { describeDuration, describeWindow, iso } from '../values/index.js';

/**
 * When a signature was made, as far as it is proven. A timestamp or log entry proves that it existed *before*; only a
 * certificate, which is issued for the one signature, proves that it was not made earlier. With nothing but a bundle anybody
 * can have an old signature stamped anew.
 */
export interface Made {
  /** Not before: when the certificate began. Undefined for keys: nothing proves it. */
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

/** All of the time in which it may have been made must lie in the signer's window. */
export function checkWindow(signer: PolicySigner, facts: VerifiedFacts): Shortfall | undefined {
  const { window } = signer;
  if (window.from === undefined && window.until === undefined) return undefined;
  const made = madeOf(facts);
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

/** Age counts from the certificate's beginning: a new timestamp on an old signature makes it no younger. */
export function checkAge(requirement: Claimed, facts: VerifiedFacts, now: Date): Shortfall | undefined {
  const time = facts.times[0]?.time;
  if (time !== undefined && time.getTime() - now.getTime() > CLOCK_SKEW) {
    return {
      code: 'TIMESTAMP_INVALID',
      message: 'the verified time lies in the future',
      expected: `at or before ${iso(now)}`,
      found: iso(time),
      hint: 'Check this machine’s clock.',
      nearness: 6,
    };
  }
  if (requirement.maxAge === undefined) return undefined;
  const limit = describeDuration(requirement.maxAge);
  const { from } = madeOf(facts);
  // Policies that ask a key for an age are refused when they are read; this line does not rely on it.
  if (from === undefined)
    return noTime(
      `signed at most ${limit} ago`,
      'the requirement has a max-age, and nothing proves how old a key’s signature is',
    );
  if (now.getTime() - from.getTime() <= requirement.maxAge) return undefined;
  return {
    code: 'EVIDENCE_STALE',
    message: `older than ${limit}`,
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
  hint: 'Sign with a timestamp authority, or a log that signs its time.',
  nearness: 6,
});
