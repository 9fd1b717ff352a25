import { describe, expect, it } from '@jest/globals';
import type { CountersignError } from '@countersign/core/errors';
import { readOptions, type Piece, type RawInputs } from '../options.js';

function refusal(piece: Piece, raw: RawInputs, spelling: 'input' | 'flag' = 'input'): CountersignError {
  try {
    readOptions(piece, raw, spelling);
  } catch (error) {
    return error as CountersignError;
  }
  throw new Error('was accepted');
}

const IMAGES = { images: ['ghcr.io/acme/app:1'], policies: ['p'] };
const GATE = { paths: ['dist/*'], policies: ['release.policy.yaml'] };

describe('readOptions', () => {
  it('gives every input its type and default', () => {
    expect(readOptions('sign-blob', { paths: ['a.tgz\n!b c,d.tgz\r\n\n  ünï.bin  '] }, 'input')).toEqual({
      paths: ['a.tgz', '!b c,d.tgz', 'ünï.bin'],
      checksums: [],
      keys: ['keyless'],
      keyLogin: [],
      keyPassword: [],
      signingAlgorithm: [],
      identityToken: undefined,
      trustedRoot: undefined,
      signingConfig: undefined,
      trustDigest: [],
      transparencyLog: 'required',
      network: 'all',
      outputDir: undefined,
      bundlePath: undefined,
      failFast: false,
      dryRun: false,
      confirmPublic: false,
      resume: false,
      timeout: 600_000,
      logLevel: 'info',
      logFormat: 'text',
      githubToken: undefined,
    });
  });

  it.each([
    ['90s', 90_000],
    ['500ms', 500],
    ['1h', 3_600_000],
  ])('reads the time %s', (text, milliseconds) => {
    expect(readOptions('verify-gate', { ...GATE, timeout: [text] }, 'input').timeout).toBe(milliseconds);
  });

  it.each(['[', ']', '[ab]', '[a', 'a,b]', 'a[,]', '[]', `[${','.repeat(2 ** 17)}`])(
    'takes %.20s for a path or a glob',
    (path) => {
      expect(readOptions('sign-blob', { paths: [path] }, 'input').paths).toEqual([path]);
    },
  );

  it.each<[string, Piece, RawInputs, string, RegExp]>([
    ['an unknown name', 'sign-blob', { paths: ['a'], polices: ['x'] }, 'INPUT_INVALID', /no input "polices"/],
    ['an input of another piece', 'sign-image', { images: ['r/i'], paths: ['x'] }, 'INPUT_INVALID', /no input "paths"/],
    ['nothing to sign', 'sign-blob', {}, 'INPUT_MISSING', /"paths" or input "checksums"/],
    ['no image', 'sign-image', {}, 'INPUT_MISSING', /"images"/],
    ['nothing to verify', 'verify-gate', { policies: ['p'] }, 'INPUT_MISSING', /"paths"/],
    ['no policy', 'verify-gate', { paths: ['a'] }, 'INPUT_MISSING', /"policies"/],
    ['a list of blanks', 'sign-blob', { paths: [' \n '] }, 'INPUT_INVALID', /"paths" is empty/],
    ['a value like a flag', 'sign-blob', { paths: ['ok\n--mode=warn'] }, 'INPUT_INVALID', /"paths".*looks like a flag/],
    ['a line break in a text', 'verify-gate', { ...GATE, target: ['a\nb'] }, 'INPUT_INVALID', /"target".*line break/],
    ['a NUL', 'sign-blob', { paths: ['a\0b'] }, 'INPUT_INVALID', /control character/],
    ['a YAML list in a text', 'sign-blob', { paths: ['- a.tgz\n- b.tgz'] }, 'INPUT_INVALID', /"paths" has a list inside a line/],
    ['a list in brackets', 'sign-blob', { paths: ['["a.tgz", "b.tgz"]'] }, 'INPUT_INVALID', /list inside a line/],
    ['a list in brackets, without quotes', 'sign-blob', { paths: ['[a, b]'] }, 'INPUT_INVALID', /list inside a line/],
    [
      'several reports in a line',
      'verify-gate',
      { ...GATE, reports: ['json=a.json,junit=b.xml'] },
      'INPUT_INVALID',
      /several values/,
    ],
    [
      'several annotations in a line',
      'sign-image',
      { images: ['r/i'], annotations: ['a=1, b=2'] },
      'INPUT_INVALID',
      /several values/,
    ],
    [
      "cosign's name of a predicate type",
      'verify-gate',
      { ...GATE, 'predicate-type': ['slsaprovenance1'] },
      'INPUT_INVALID',
      /not a URI/,
    ],
    ['an unknown choice', 'verify-gate', { ...GATE, mode: ['Warn'] }, 'INPUT_INVALID', /"mode"/],
    ['an unknown log choice', 'sign-blob', { paths: ['a'], 'transparency-log': ['none'] }, 'INPUT_INVALID', /"transparency-log"/],
    ['a time without unit', 'verify-gate', { ...GATE, timeout: ['10'] }, 'INPUT_INVALID', /"timeout"/],
    ['no time at all', 'verify-gate', { ...GATE, timeout: ['0s'] }, 'INPUT_INVALID', /"timeout"/],
    ['endless time', 'verify-gate', { ...GATE, timeout: ['999999999h'] }, 'INPUT_INVALID', /"timeout"/],
    ['a flag that is neither', 'sign-blob', { paths: ['a'], 'fail-fast': ['yes'] }, 'INPUT_INVALID', /"fail-fast"/],
    ['an unknown report', 'verify-gate', { ...GATE, reports: ['pdf=a.pdf'] }, 'INPUT_INVALID', /"reports"/],
    ...['html', 'sarif', 'codequality', 'vsa'].map((format): [string, Piece, RawInputs, string, RegExp] => [
      `a report of a later version, ${format}`,
      'verify-gate',
      { ...GATE, reports: [`${format}=a`] },
      'INPUT_UNSUPPORTED',
      /"reports"/,
    ]),
    ['a report without path', 'verify-gate', { ...GATE, reports: ['json='] }, 'INPUT_INVALID', /"reports"/],
    ['two reports in one file', 'verify-gate', { ...GATE, reports: ['json=a\njunit=a'] }, 'INPUT_INVALID', /same file/],
    [
      'platforms in one line',
      'verify-gate',
      { ...IMAGES, platforms: ['linux/amd64,linux/arm64'] },
      'INPUT_INVALID',
      /"platforms".*not a platform/,
    ],
    [
      'a platform without its system',
      'verify-gate',
      { ...IMAGES, platforms: ['amd64'] },
      'INPUT_INVALID',
      /"platforms".*not a platform/,
    ],
    ['an annotation without =', 'sign-image', { images: ['r/i'], annotations: ['version'] }, 'INPUT_INVALID', /"annotations"/],
    ['an annotation twice', 'sign-image', { images: ['r/i'], annotations: ['a=1\na=2'] }, 'INPUT_INVALID', /twice/],
    ['a text twice', 'verify-gate', { ...GATE, target: ['a', 'b'] }, 'INPUT_INVALID', /more than once/],
    [
      'two places for bundles',
      'sign-blob',
      { paths: ['a'], 'output-dir': ['x'], 'bundle-path': ['y'] },
      'INPUT_INVALID',
      /contradict/,
    ],
    ['policy and one-line policy', 'verify-gate', { ...GATE, key: ['k.pub'] }, 'INPUT_INVALID', /contradict/],
    [
      'identity without issuer',
      'verify-gate',
      { paths: ['a'], 'certificate-identity': ['x'] },
      'INPUT_MISSING',
      /certificate-oidc-issuer/,
    ],
    ['issuer alone', 'verify-gate', { paths: ['a'], 'certificate-oidc-issuer': ['x'] }, 'INPUT_MISSING', /"policies"/],
    ['a predicate type with policies', 'verify-gate', { ...GATE, 'predicate-type': ['x'] }, 'INPUT_MISSING', /predicate-type/],
    ['a target with a one-line policy', 'verify-gate', { paths: ['a'], key: ['k'], target: ['x'] }, 'INPUT_MISSING', /"target"/],
    ['a key and an owner', 'verify-gate', { paths: ['a'], key: ['k'], owner: ['x'] }, 'INPUT_INVALID', /contradict/],
    [
      'an owner and a repository',
      'verify-gate',
      { paths: ['a'], owner: ['x'], repository: ['x/y'] },
      'INPUT_INVALID',
      /contradict/,
    ],
    ['an owner with policies', 'verify-gate', { ...GATE, owner: ['x'] }, 'INPUT_INVALID', /contradict/],
    ['an empty pin', 'verify-gate', { ...GATE, 'policy-digest': [''] }, 'INPUT_INVALID', /"policy-digest" is empty/],
    ['an empty target', 'verify-gate', { ...GATE, target: [' '] }, 'INPUT_INVALID', /"target" is empty/],
    ['platforms without images', 'verify-gate', { ...GATE, platforms: ['linux/amd64'] }, 'INPUT_MISSING', /"platforms"/],
  ])('refuses %s', (_, piece, raw, code, message) => {
    const error = refusal(piece, raw);
    expect({ code: error.code, status: error.exitStatus }).toEqual({ code, status: 3 });
    expect(error.message).toMatch(message);
  });

  it('explains the usual reason for an empty text', () => {
    expect(refusal('verify-gate', { ...GATE, 'policy-digest': [''] }).hint).toContain('A variable that is not set');
  });

  it('accepts an owner together with an identity', () => {
    const identity = { 'certificate-identity': ['x'], 'certificate-oidc-issuer': ['y'] };
    expect(readOptions('verify-gate', { paths: ['a'], ...identity, owner: ['acme'] }, 'input')).toMatchObject({ owner: 'acme' });
  });

  it('names flags on the command line', () => {
    expect(refusal('verify-gate', { paths: ['a'] }, 'flag').message).toContain('--policy or --certificate-identity');
  });

  it('suggests the input that was probably meant', () => {
    expect(refusal('verify-gate', { ...GATE, policy: ['x'] }).hint).toContain('"policies"');
    expect(refusal('verify-gate', { ...GATE, 'trust-root': ['x'] }).hint).toContain('"trusted-root"');
  });

  it('explains the form of a platform', () => {
    const hintOf = (platform: string) => refusal('verify-gate', { ...IMAGES, platforms: [platform] }, 'flag').hint;
    expect(hintOf('linux/amd64,linux/arm64')).toContain('one --platform for each');
    expect(hintOf('amd64')).toBe('Did you mean linux/amd64?');
    expect(readOptions('verify-gate', { ...IMAGES, platforms: ['linux/amd64\nlinux/arm/v7'] }, 'input').platforms).toHaveLength(
      2,
    );
  });

  it('never repeats a key that was given in place of a reference', () => {
    const error = refusal('sign-blob', {
      paths: ['a'],
      keys: ['-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----'],
    });
    expect(JSON.stringify([error.message, error.found, error.expected, error.hint])).not.toContain('MIGH');
    const password = refusal('sign-blob', { paths: ['a'], 'identity-token': ['hunter2\nhunter2'] });
    expect(JSON.stringify([password.message, password.found, password.expected, password.hint])).not.toContain('hunter2');
  });
});
