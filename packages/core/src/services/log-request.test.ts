import { describe, expect, it } from '@jest/globals';
import { assertLoggable } from './log-request.js';

const KEYS = {
  'P-256': { details: 'PKIX_ECDSA_P256_SHA_256', hash: 'sha256' },
  'P-384': { details: 'PKIX_ECDSA_P384_SHA_384', hash: 'sha384' },
  Ed25519: { details: 'PKIX_ED25519', hash: undefined },
  Ed25519ph: { details: 'PKIX_ED25519_PH', hash: 'sha512' },
  'RSA-PSS': { details: 'PKIX_RSA_PSS_3072_SHA256', hash: 'sha256' },
  'ML-DSA-65': { details: 'ML_DSA_65', hash: undefined },
} as const;

/** Which versions of Rekor record which signatures, as the real servers do. */
describe.each([
  ['P-256', 'message', [1, 2]],
  ['P-256', 'dsse', [1, 2]],
  ['P-384', 'message', [1, 2]],
  ['P-384', 'dsse', [2]],
  ['Ed25519', 'message', []],
  ['Ed25519', 'dsse', [1]],
  ['Ed25519ph', 'message', [1, 2]],
  ['Ed25519ph', 'dsse', [2]],
  ['RSA-PSS', 'message', []],
  ['RSA-PSS', 'dsse', []],
  ['ML-DSA-65', 'message', []],
  ['ML-DSA-65', 'dsse', []],
] as const)('a %s key signs a %s', (name, kind, recorded: readonly number[]) => {
  it.each([1, 2])('for Rekor v%i', (version) => {
    const check = () => assertLoggable(KEYS[name], kind, [version]);
    if (recorded.includes(version)) expect(check).not.toThrow();
    else expect(check).toThrow(/cannot be recorded|cannot record|v1\.5 only/);
  });

  it('without a log', () => expect(() => assertLoggable(KEYS[name], kind, [])).not.toThrow());
});

it('a key of Ed25519 is told how it can be recorded', () => {
  expect(() => assertLoggable(KEYS.Ed25519, 'message', [2])).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('signing-algorithm: ed25519-ph') as unknown }),
  );
});
