import { describe, expect, it } from '@jest/globals';
import { inputsOf, NOT_GIVEN } from '../options.js';
import { readActionOptions } from './options.js';

const GATE = { INPUT_PATHS: 'dist/*', INPUT_POLICIES: 'p.yaml', 'INPUT_TRUSTED-ROOT': NOT_GIVEN, INPUT_REPORTS: '' };

describe('readActionOptions', () => {
  it("reads the runner's variables: upper case, hyphens kept, empty means not given", () => {
    const options = readActionOptions('verify-gate', { ...GATE, 'INPUT_POLICY-DIGEST': 'sha256:00' });
    expect(options).toMatchObject({
      paths: ['dist/*'],
      policies: ['p.yaml'],
      trustedRoot: undefined,
      policyDigest: 'sha256:00',
      mode: 'enforce',
    });
  });

  it('an input that decides at the gate is omitted by its default; an empty one is refused', () => {
    const deciding = inputsOf('verify-gate').flatMap(([name, spec]) => ('decides' in spec ? [name] : []));
    expect(deciding).toEqual(
      expect.arrayContaining([
        'policy-digest',
        'target',
        'platforms',
        'policies',
        'certificate-identity',
        'owner',
        'repository',
        'key',
      ]),
    );
    const leftOut = Object.fromEntries(deciding.map((name) => [`INPUT_${name.toUpperCase()}`, NOT_GIVEN]));
    expect(readActionOptions('verify-gate', { ...leftOut, ...GATE })).toMatchObject({
      policyDigest: undefined,
      target: undefined,
      images: [],
    });
    for (const name of deciding)
      for (const empty of ['', ' ', '\n'])
        expect(() => readActionOptions('verify-gate', { ...leftOut, ...GATE, [`INPUT_${name.toUpperCase()}`]: empty })).toThrow(
          `input "${name}" is empty`,
        );
  });

  it('an input that does not decide is omitted if it is empty', () => {
    expect(readActionOptions('sign-blob', { INPUT_PATHS: 'a', INPUT_CHECKSUMS: '', 'INPUT_TRUSTED-ROOT': '' })).toMatchObject({
      checksums: [],
      trustedRoot: undefined,
    });
  });

  it.each(['INPUT_POLICY', 'INPUT_NETWORKS', 'INPUT_TIMEOUTS', 'INPUT_KEYS', 'INPUT_MODES'])(
    'refuses %s as misspelt',
    (variable) => {
      expect(() => readActionOptions('verify-gate', { ...GATE, [variable]: 'x' })).toThrow(/verify-gate has no input/);
    },
  );

  it.each(['INPUT_mode', 'INPUT_Mode', 'INPUT_trusted-root'])('refuses %s, because the runner writes upper case', (variable) => {
    const env = { ...GATE, INPUT_MODE: 'enforce' };
    for (const both of [
      { ...env, [variable]: 'warn' },
      { [variable]: 'warn', ...env },
    ])
      expect(() => readActionOptions('verify-gate', both)).toThrow(/beside the step's own inputs/);
  });

  it("ignores a job's own INPUT_ variables", () => {
    expect(readActionOptions('verify-gate', { ...GATE, INPUT_VERSION: '1.2.3', INPUT_RELEASE_NOTES: 'x' }).paths).toEqual([
      'dist/*',
    ]);
  });
});
