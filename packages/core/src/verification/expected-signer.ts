import { CountersignError } from '../errors/index.js';
import { excerpt } from '../wire/index.js';
import type { Checks } from './checks.js';
import type { ExpectedSigner, VerifiedSigner } from './types.js';

/** Nobody expected is not "anybody": types do not reach callers in JavaScript. @throws CountersignError INPUT_MISSING */
export function requireExpectation(expected: ExpectedSigner | undefined): asserts expected is ExpectedSigner {
  const named =
    expected?.kind === 'certificate'
      ? isText(expected.identity) && isText(expected.issuer)
      : expected?.kind === 'key' && Array.isArray(expected.keys) && expected.keys.length > 0;
  if (named) return;
  throw new CountersignError('INPUT_MISSING', 'nobody is named who may have signed', {
    expected: 'an identity with its issuer, or at least one key',
    found: expected === undefined ? 'nobody' : `an empty ${expected.kind}`,
    hint: 'Name the exact identity; “signed by somebody” proves nothing.',
  });
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/**
 * The identity and its issuer, both whole, never by a part or a pattern (Sigstore client specification, section 4.3, last paragraph).
 * A key's signature was checked with the expected keys alone; here only the kind is left to compare.
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
  // A key's bundle fails before: no key was given to judge it by.
  if (signer.kind === 'key') return new CountersignError('KEY_MISMATCH', 'the bundle was signed with a key');
  if (signer.issuer !== expected.issuer) {
    return new CountersignError('ISSUER_MISMATCH', 'another issuer vouched for the signer', {
      expected: expected.issuer,
      found: excerpt(signer.issuer),
    });
  }
  if (signer.identity === expected.identity) return undefined;
  return new CountersignError('IDENTITY_MISMATCH', 'somebody else signed', {
    expected: expected.identity,
    found: excerpt(signer.identity),
  });
}
