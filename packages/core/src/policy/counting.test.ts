import { describe, expect, it } from '@jest/globals';
import type { ImageSubject, Subject } from '../artifacts/index.js';
import type { FulcioExtensions } from '../crypto/index.js';
import { readPolicy, type Policy } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, github, without } from './testing/signers.js';
import { githubPredicate, provenance, statement } from './testing/statements.js';
import { FILE, IMAGE, platformOfImage, readManifest } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

const policyOf = (rule: string, more = ''): Promise<Policy> =>
  readPolicy(
    new TextEncoder().encode(
      `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:\n  release: {github: {source: {repository: acme/app}, workflow: release.yml}}\n  reusable: {github: {source: {repository: acme/app}, workflow: {repository: acme/ci, path: build.yml, ref: refs/tags/v1}}}\nrules:\n  - {name: r, ${rule}}\n${more}`,
    ),
    'test.yaml',
  );

describe('expect: at-least', () => {
  const SIGNED = 'require: [signature: {by: release}]';
  const image = (digit: string, platform?: string): ImageSubject => {
    return platform === undefined
      ? { ...IMAGE, ...readManifest(digit), platforms: [], digests: { sha256: digit.repeat(64) } }
      : platformOfImage(digit, platform);
  };
  const signed = (subject: Subject) =>
    factsOf(subject, [
      accepted(
        verified(github(), {
          statement: statement('https://sigstore.dev/cosign/sign/v1'),
          artifact: subject.digests,
        }),
      ),
    ]);
  const ask = async (subjects: readonly Subject[], target?: string, match = 'images: ["ghcr.io/acme/*"]') =>
    decisionOf(await policyOf(`match: {${match}}, expect: {at-least: 2}, ${SIGNED}`), subjects.map(signed), { now: NOW, target });

  it('counts images by digest, and one image once, even where several of its platforms are judged', async () => {
    expect(await ask([image('1'), image('2')])).toMatchObject({ outcome: 'allowed', problems: [] });
    const platforms = [image('1', 'linux/amd64'), image('2', 'linux/arm64')];
    expect(await ask(platforms)).toMatchObject({ outcome: 'denied', problems: [{ code: 'EXPECTATION_NOT_MET', found: '1' }] });
  });

  it('counts one image once, under whatever names and indexes', async () => {
    const once = { outcome: 'denied', problems: [{ code: 'EXPECTATION_NOT_MET', found: '1' }] };
    const renamed: Subject = { ...image('1'), name: 'ghcr.io/acme/again' };
    expect(await ask([image('1'), renamed])).toMatchObject(once);
    const around = (digit: string, ...inside: readonly string[]): Subject => ({
      ...IMAGE,
      ...readManifest(digit),
      digests: { sha256: digit.repeat(64) },
      platforms: IMAGE.platforms.slice(0, 1).flatMap((one) => inside.map((name) => ({ ...one, ...readManifest(name) }))),
    });
    const single: Subject = { ...image('1'), platforms: [] };
    expect(await ask([single, around('8', '1')])).toMatchObject(once);
    expect(await ask([around('9', '1', '2'), single, around('8', '1')])).toMatchObject(once);
    expect(await ask([single, platformOfImage('1', 'linux/amd64')])).toMatchObject(once);
    const below = [image('1', 'linux/amd64'), platformOfImage('1', 'linux/amd64', { digest: `sha256:${'8'.repeat(64)}` })];
    expect(await ask(below)).toMatchObject(once);
    expect(await ask([around('8', '1', '3'), around('9', '1', '2')])).toMatchObject({ problems: [] });
    expect(await ask([around('8', '1'), around('9', '2')])).toMatchObject({ problems: [] });
  });

  it('is only required for the targets of its rule', async () => {
    const match = 'images: ["ghcr.io/acme/*"], target: production';
    expect((await ask([], 'production', match)).problems).toHaveLength(1);
    expect((await ask([], 'staging', match)).problems).toEqual([]);
    expect((await ask([], undefined, match)).problems).toEqual([]);
  });
});

it.each<[string, FulcioExtensions, string]>([
  ['the pinned reusable workflow', {}, 'allowed'],
  ['one whose caller the certificate does not name', { buildConfigUri: undefined } as unknown as FulcioExtensions, 'denied'],
  ['a self-hosted runner', { runnerEnvironment: 'self-hosted' }, 'denied'],
])('Build L3 for %s: %s', async (_, change, outcome) => {
  const fulcio = { ...GITHUB, buildSignerUri: 'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1' };
  const shown = 'buildConfigUri' in change ? without(fulcio, 'buildConfigUri') : { ...fulcio, ...change };
  const policy = await policyOf(
    'match: {paths: ["**"]}, require: [provenance: {by: reusable, min-level: 3, unproven: [workflow]}]',
  );
  const facts = verified(certificateSigner(shown), {
    statement: provenance(githubPredicate({ ...fulcio, ...change, buildConfigUri: GITHUB.buildConfigUri ?? '' })),
  });
  const [subject] = decisionOf(policy, [factsOf(FILE, [accepted(facts)])], { now: NOW, target: undefined }).subjects;
  expect(subject?.outcome).toBe(outcome);
  if (outcome === 'denied') expect(subject?.rules[0]?.requirements[0]?.code).toBe('BUILD_LEVEL_TOO_LOW');
});
