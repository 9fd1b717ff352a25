import { describe, expect, it } from '@jest/globals';
import type { FulcioExtensions } from '../crypto/index.js';
import type { DigestSubject } from '../artifacts/index.js';
import { expandOneLine, readPolicy, type Candidate, type Policy, type RequirementResult } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, COMMIT, GITHUB } from './testing/signers.js';
import { statement } from './testing/statements.js';
import { FILE, SHA } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* Certificates and evidence that are nearly what a policy requires. */

const signers = `
  commit: {github: {source: {repository: acme/app, digest: ${COMMIT}}, workflow: release.yml}}
  digest: {github: {source: {repository: acme/app}, workflow: {repository: acme/ci, path: build.yml, digest: ${COMMIT}}}}
`;
const policyOf = (signer: string): Promise<Policy> =>
  readPolicy(
    new TextEncoder().encode(
      `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:${signers}rules:\n  - {name: r, match: {paths: ["**"]}, require: [signature: {by: ${signer}}]}\n`,
    ),
    'test.yaml',
  );
const judged = (
  policy: Policy,
  candidate: Candidate,
  subject: Parameters<typeof factsOf>[0] = FILE,
): RequirementResult | undefined =>
  decisionOf(policy, [factsOf(subject, [candidate])], { now: NOW, target: undefined }).subjects[0]?.rules[0]?.requirements[0];

const REUSABLE = 'https://github.com/acme/ci/.github/workflows/build.yml@refs/heads/main';

describe('a certificate that nearly matches', () => {
  const honest: readonly [string, FulcioExtensions][] = [
    ['commit', GITHUB],
    ['digest', { ...GITHUB, buildSignerUri: REUSABLE }],
  ];
  it.each(honest)('%s: the right one is allowed', async (signer, fulcio) => {
    expect(judged(await policyOf(signer), accepted(verified(certificateSigner(fulcio))))).toMatchObject({ outcome: 'allowed' });
  });

  it.each<[string, string, FulcioExtensions, RegExp]>([
    ['of another commit', 'commit', { sourceRepositoryDigest: 'd'.repeat(40) }, /commit \(\.13\)/],
    ['on a host of the same length', 'digest', { buildSignerUri: REUSABLE.replace('github.com', 'github.org') }, /host of/],
    ['over http', 'digest', { buildSignerUri: REUSABLE.replace('https://g', 'http://gi') }, /host of/],
    ['of a path of the same length', 'digest', { buildSignerUri: REUSABLE.replace('build.yml', 'evil1.yml') }, /path of/],
    ['of a longer path', 'digest', { buildSignerUri: REUSABLE.replace('build.yml', 'build.yml/x') }, /path of/],
    ['of a deeper repository', 'digest', { buildSignerUri: REUSABLE.replace('acme/ci', 'acme/ci/x') }, /path of/],
    [
      'of a repository with a longer name',
      'digest',
      { buildSignerUri: REUSABLE.replace('acme/ci', 'acme/ci-x') },
      /repository of/,
    ],
    ['with a line break', 'digest', { buildSignerUri: REUSABLE.replace('acme/ci', 'acme/ci\n') }, /repository of/],
    ['in letters that look the same', 'digest', { buildSignerUri: REUSABLE.replace('acme', '\u0430cme') }, /owner of/],
    ['in percent encoding', 'digest', { buildSignerUri: REUSABLE.replace('acme', '%61cme') }, /owner of/],
  ])('%s is denied', async (_, signer, change, message) => {
    const fulcio = { ...GITHUB, ...(signer === 'digest' ? { buildSignerUri: REUSABLE } : {}), ...change };
    const result = judged(await policyOf(signer), accepted(verified(certificateSigner(fulcio))));
    expect(result).toMatchObject({ outcome: 'denied', message: expect.stringMatching(message) });
  });

  it.each([
    ['the workflow of another repository', 'https://github.com/acme/ci/.github/workflows/a.yml@refs/heads/main'],
    ['one with a longer name', 'https://github.com/acme/app-x/.github/workflows/a.yml@refs/heads/main'],
    ['one on another host', 'https://github.com.evil/acme/app/.github/workflows/a.yml@refs/heads/main'],
  ])('a repository in the one-line policy does not match %s that it called', async (_, buildSignerUri) => {
    const policy = await expandOneLine({ repository: 'acme/app', predicateType: 'https://a/b' });
    const ask = (fulcio: FulcioExtensions) =>
      judged(policy, accepted(verified(certificateSigner(fulcio), { statement: statement('https://a/b') })));
    expect(ask(GITHUB)).toMatchObject({ outcome: 'allowed' });
    expect(ask({ ...GITHUB, buildSignerUri })).toMatchObject({ outcome: 'denied', code: 'IDENTITY_MISMATCH' });
  });
});

describe('digests that are nearly confirmed', () => {
  const sha512 = 'b'.repeat(128);
  const line = (digests: DigestSubject['digests']): DigestSubject => ({ kind: 'digest', name: 'app', digests, origin: 'SUMS:1' });
  const both = line({ sha256: SHA, sha512 });
  const about = (...subjects: readonly Readonly<Record<string, string>>[]) => ({
    ...statement('https://a/b'),
    subjects: subjects.map((digest) => ({ name: 'app', digest })),
  });
  const attested = async (subject: DigestSubject, ...subjects: readonly Readonly<Record<string, string>>[]) => {
    const policy = await expandOneLine({ repository: 'acme/app', predicateType: 'https://a/b' });
    const facts = verified(certificateSigner(GITHUB), { statement: about(...subjects), artifact: subject.digests });
    return judged(policy, accepted(facts), subject)?.outcome;
  };

  it('an attestation must confirm all of them in one subject', async () => {
    expect(await attested(both, { sha256: SHA, sha512 })).toBe('allowed');
    expect(await attested(both, { sha256: SHA }, { sha256: SHA, sha512 })).toBe('allowed');
    expect(await attested(both, { sha256: SHA }, { sha512 })).toBe('denied');
    expect(await attested(line({ sha512 }), { sha512 })).toBe('allowed');
  });

  it('an attestation must name the file where only the digest is known', async () => {
    const policy = await expandOneLine({ repository: 'acme/app', predicateType: 'https://a/b' });
    const ask = (lineName: string, name: string) => {
      const subject: DigestSubject = { kind: 'digest', name: lineName, digests: { sha256: SHA }, origin: 'SUMS:1' };
      const of = { ...statement('https://a/b'), subjects: [{ name, digest: { sha256: SHA } }] };
      return judged(policy, accepted(verified(certificateSigner(GITHUB), { statement: of })), subject)?.outcome;
    };
    expect(ask('app.tgz', 'dist/app.tgz')).toBe('allowed');
    expect(ask('release/app.tgz', 'app.tgz')).toBe('allowed');
    expect(ask('app-1.0.0.tgz', 'pkg:npm/app@1.0.0')).toBe('allowed');
    expect(ask(`sha256:${SHA}`, 'anything.tgz')).toBe('allowed');
    for (const [lineName, name] of [
      ['app.tgz', 'other.tgz'],
      ['app', ''],
      ['dist/', ''],
      ['dist/', 'ghcr.io/acme/app'],
      ['app', 'ghcr.io/acme/app'],
      ['ghcr.io/acme/app', 'ghcr.io/acme/app'],
      ['.', '.'],
      [`sha256:${SHA}`, 'ghcr.io/acme/app'],
      [`sha256:${'b'.repeat(64)}`, 'app'],
    ] as const) {
      expect([lineName, name, ask(lineName, name)]).toEqual([lineName, name, 'denied']);
    }
  });

  it('the verified artifact must be the judged subject, by every algorithm', async () => {
    const policy = await policyOf('commit');
    const ask = (artifact: DigestSubject['digests'], digests: DigestSubject['digests']) =>
      judged(policy, accepted(verified(certificateSigner(GITHUB), { artifact })), { ...FILE, digests })?.outcome;
    expect(ask({ sha256: SHA, sha512 }, { sha256: SHA, sha512 })).toBe('allowed');
    expect(ask({ sha256: SHA, sha512: 'c'.repeat(128) }, { sha256: SHA, sha512 })).toBe('denied');
    expect(ask({ sha512 }, { sha256: SHA })).toBe('denied');
    expect(ask({}, { sha256: SHA })).toBe('denied');
  });
});
