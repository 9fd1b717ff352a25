import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { optionsByKey, type KeyInputs } from './per-key.js';

const KEYS = ['env://A', 'b.pem', 'b.pem=old', 'awskms:///alias/c'];
const refused = (inputs: KeyInputs): CountersignError => {
  try {
    optionsByKey(KEYS, inputs);
  } catch (error) {
    if (error instanceof CountersignError) return error;
  }
  throw new Error('was accepted');
};

describe('key-password and signing-algorithm', () => {
  it('one line is for all keys, and a line with a key for this one', () => {
    const of = optionsByKey(KEYS, {
      keyPassword: ['env://ALL', 'env://A=env://ONE', 'b.pem=old=file=name'],
      signingAlgorithm: ['b.pem=ed25519-ph', 'rsa-sign-pss-2048-sha256'],
    });
    expect(KEYS.map((key) => of(key).password)).toEqual(['env://ONE', 'env://ALL', 'file=name', 'env://ALL']);
    expect(KEYS.map((key) => of(key).details)).toEqual([
      'PKIX_RSA_PSS_2048_SHA256',
      'PKIX_ED25519_PH',
      'PKIX_RSA_PSS_2048_SHA256',
      'PKIX_RSA_PSS_2048_SHA256',
    ]);
  });

  it('nothing given is nothing chosen', () => {
    expect(optionsByKey(KEYS, {})('b.pem')).toEqual({ password: undefined, details: undefined });
    expect(optionsByKey(KEYS, { keyPassword: ['b.pem=env://P'] })('env://A').password).toBeUndefined();
  });

  it.each<[string, KeyInputs]>([
    ['a key that is not in keys', { keyPassword: ['hunter2=env://P'] }],
    ['two passwords for all', { keyPassword: ['hunter2', 'env://B'] }],
    ['two passwords for one key', { keyPassword: ['b.pem=hunter2', 'b.pem=env://B'] }],
  ])('%s is refused, and no line is shown', (_, inputs) => {
    const error = refused(inputs);
    expect([error.code, error.exitStatus]).toEqual(['INPUT_INVALID', 3]);
    expect(JSON.stringify([error.message, error.expected, error.found, error.hint])).not.toContain('hunter2');
  });

  it.each<[string, KeyInputs, string]>([
    ['an unknown name', { signingAlgorithm: ['ed25519ph'] }, 'Did you mean ed25519-ph?'],
    ['the name of the registry', { signingAlgorithm: ['PKIX_ED25519'] }, 'For example'],
    ['a member of every object', { signingAlgorithm: ['constructor'] }, 'For example'],
    ['a key that is not in keys', { signingAlgorithm: ['x.pem=ed25519'] }, 'release.key=rsa-sign-pss-3072-sha256'],
    ['two for one key', { signingAlgorithm: ['ed25519', 'ed25519-ph'] }, 'For example'],
  ])('%s', (_, inputs, hint) => {
    const error = refused(inputs);
    expect([error.code, error.hint]).toEqual(['INPUT_INVALID', expect.stringContaining(hint)]);
  });
});
