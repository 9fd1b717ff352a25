import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import type { Checks } from './checks.js';
import type { ExpectedSigner, VerifiedSigner } from './types.js';

/** Checked at run time, because callers in JavaScript have no types. @throws CountersignError INPUT_MISSING without an expected signer */
export function requireExpectation(expected: ExpectedSigner | undefined): asserts expected is ExpectedSigner {
  const named =
    expected?.kind === 'certificate'
      ? isText(expected.identity) && isText(expected.issuer)
      : expected?.kind === 'key' && Array.isArray(expected.keys) && expected.keys.length > 0;
  if (named) return;
  throw new CountersignError('INPUT_MISSING', 'no expected signer is given', {
    expected: 'an identity with its issuer, or at least one key',
    found: expected === undefined ? 'nothing' : `an empty ${expected.kind}`,
    hint: 'Give the exact identity and issuer, or a key: a valid signature by an unknown signer proves nothing.',
  });
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/**
 * Identity and issuer are compared exactly, never by a part or a pattern (Sigstore client specification, section 4.3, last paragraph).
 * A signature by a key was verified with the expected keys only, so only the kind is compared here.
 * @throws CountersignError KEY_MISMATCH, IDENTITY_MISMATCH, ISSUER_MISMATCH
 */
export function requireExpectedSigner(signer: VerifiedSigner, expected: ExpectedSigner, checks: Checks): void {
  const error = mismatch(signer, expected);
  checks.require('expected-signer', error === undefined, () => error ?? new CountersignError('INTERNAL', 'no mismatch'));
}

function mismatch(signer: VerifiedSigner, expected: ExpectedSigner): CountersignError | undefined {
  if (expected.kind === 'key') {
    if (signer.kind === 'key') return undefined;
    return new CountersignError('KEY_MISMATCH', 'the bundle was signed with a certificate, and a key is expected', {
      expected: expected.keys.map(({ fingerprint }) => fingerprint).join(', '),
      found: excerpt(signer.identity),
    });
  }
  // Not reached by a real bundle: without a given key its verification fails earlier.
  if (signer.kind === 'key') return new CountersignError('KEY_MISMATCH', 'the bundle was signed with a key');
  if (signer.issuer !== expected.issuer) {
    return new CountersignError('ISSUER_MISMATCH', 'the identity of the signer is from another issuer', {
      expected: expected.issuer,
      found: excerpt(signer.issuer),
    });
  }
  if (signer.identity === expected.identity) return undefined;
  return new CountersignError('IDENTITY_MISMATCH', 'the bundle was signed by another identity', {
    expected: expected.identity,
    found: excerpt(signer.identity),
  });
}
