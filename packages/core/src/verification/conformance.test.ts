import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { hasConformance, inputOf, readCases, withConformance, type ConformanceCase } from './testing/conformance.js';
import type { VerifiedFacts } from './types.js';
import { verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';

/** The policy of the suite: the exact identity and issuer, or the key. */
function isWelcome({ signer }: VerifiedFacts, { identity }: ConformanceCase): boolean {
  return signer.kind === 'key'
    ? identity === undefined
    : signer.identity === identity?.identity && signer.issuer === identity.issuer;
}

(hasConformance ? describe : describe.skip)(withConformance('sigstore-conformance'), () => {
  it('has all its cases', () => {
    expect(readCases().length).toBeGreaterThanOrEqual(70);
  });
  for (const conformance of readCases()) {
    for (const how of ['bytes', 'digest'] as const) {
      it(`${conformance.name}, by ${how}: ${conformance.mustFail ? 'rejected' : 'verified'}`, async () => {
        const verdict = await Promise.resolve()
          .then(() => verifyBundleWithoutIdentityUnsafe(inputOf(conformance, how)))
          .then((verified) => (isWelcome(verified, conformance) ? 'verified' : 'another identity'))
          .catch((error: unknown) => {
            // A TypeError would also reject the bundle, but only by chance.
            if (error instanceof CountersignError && error.code !== 'INTERNAL') return `${error.code}: ${error.message}`;
            throw error;
          });
        if (conformance.mustFail) expect(verdict).not.toBe('verified');
        else expect(verdict).toBe('verified');
      });
    }
  }
});
