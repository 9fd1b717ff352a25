import { describe, expect, it } from '@jest/globals';
import { readActionOptions } from './options.js';

const GATE = { INPUT_PATHS: 'dist/*', INPUT_POLICIES: 'p.yaml', 'INPUT_TRUSTED-ROOT': '' };

describe('readActionOptions', () => {
  it("reads the runner's variables: upper case, hyphens kept, empty is not given", () => {
    const options = readActionOptions('verify-gate', { ...GATE, 'INPUT_POLICY-DIGEST': 'sha256:00' });
    expect(options).toMatchObject({
      paths: ['dist/*'],
      policies: ['p.yaml'],
      trustedRoot: undefined,
      policyDigest: 'sha256:00',
      mode: 'enforce',
    });
  });

  it.each(['INPUT_POLICY', 'INPUT_NETWORKS', 'INPUT_TIMEOUTS', 'INPUT_KEYS', 'INPUT_MODES'])(
    'refuses %s as misspelt',
    (variable) => {
      expect(() => readActionOptions('verify-gate', { ...GATE, [variable]: 'x' })).toThrow(/verify-gate has no input/);
    },
  );

  it.each(['INPUT_mode', 'INPUT_Mode', 'INPUT_trusted-root'])('refuses %s, which is not how the runner writes it', (variable) => {
    const env = { ...GATE, INPUT_MODE: 'enforce' };
    for (const both of [
      { ...env, [variable]: 'warn' },
      { [variable]: 'warn', ...env },
    ])
      expect(() => readActionOptions('verify-gate', both)).toThrow(/beside the step's own inputs/);
  });

  it("leaves a job's own INPUT_ variables alone", () => {
    expect(readActionOptions('verify-gate', { ...GATE, INPUT_VERSION: '1.2.3', INPUT_RELEASE_NOTES: 'x' }).paths).toEqual([
      'dist/*',
    ]);
  });
});
