import { describe, expect, it } from '@jest/globals';
import type { Digests, Subject } from '../artifacts/index.js';
import { CountersignError, type Code } from '../errors/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import {
  readPolicy,
  withKeys,
  type Candidate,
  type Outcome,
  type Policy,
  type RequirementResult,
  type SubjectFacts,
} from './index.js';
import { accepted, candidate, factsOf, NOW, rejected, verified } from './testing/facts.js';
import {
  certificateSigner,
  github,
  GITHUB,
  gitlab,
  GITLAB,
  KEY_A,
  KEY_B,
  keySigner,
  mailSigner,
  without,
} from './testing/signers.js';
import { statement } from './testing/statements.js';
import { FILE, IMAGE, platformOfImage, readManifest, SHA } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

const SIGNERS = `
  release: {github: {source: {repository: acme/app, refs: [refs/heads/main, "refs/tags/v*"]}, workflow: release.yml}}
  named: {github: {source: {repository: "acme/{name}"}, workflow: release.yml}}
  reusable: {github: {source: {repository: acme/app, id: "4401", owner-id: "17"}, workflow: {repository: acme/ci, path: build.yml, digest: ${'c'.repeat(40)}}, runner: github-hosted, triggers: [push], caller: release.yml}}
  pinned: {github: {source: {repository: acme/app}, workflow: {repository: acme/ci, path: build.yml, ref: refs/tags/v1}}}
  pipeline: {gitlab: {source: {project: acme/app, id: "44", refs: [refs/heads/main]}, environment: production, runner: gitlab-hosted}}
  alice: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}}
  bob: {keyless: {identity: bob@acme.dev, issuer: "https://accounts.example.com"}}
  twin: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}}
  hw: {key: {file: a.pub}}
  old: {key: {file: b.pub}, not-after: 2026-02-01}
`;
const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';

async function policyOf(
  requirement: string,
  more = '',
  match = '{paths: ["dist/*"], images: ["ghcr.io/acme/{name}"]}',
): Promise<Policy> {
  // Every pattern must bind `{name}`, so a rule that binds it is only for images.
  const bound = requirement.includes('named') ? '{images: ["ghcr.io/acme/{name}"]}' : match;
  const text = `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:${SIGNERS}rules:\n  - name: r\n    match: ${bound}\n    require:\n      - ${requirement}\n${more}`;
  const policy = await readPolicy(new TextEncoder().encode(text), 'test.yaml');
  return withKeys(
    policy,
    new Map([
      ['hw', KEY_A],
      ['old', KEY_B],
    ]),
  );
}

interface Answer {
  readonly outcome: Outcome;
  readonly code: Code | undefined;
  readonly result: RequirementResult | undefined;
}

async function ask(requirement: string, facts: SubjectFacts, more = '', target?: string): Promise<Answer> {
  const decision = decisionOf(await policyOf(requirement, more), [facts], { now: NOW, target });
  const [subject] = decision.subjects;
  const result =
    subject?.unmatched ?? subject?.rules.flatMap((rule) => rule.requirements).find((one) => one.outcome !== 'allowed');
  return { outcome: decision.outcome, code: result?.code, result };
}

const file = (...candidates: readonly Candidate[]): SubjectFacts => factsOf(FILE, candidates);
const signed = (signer: VerifiedSigner, times?: readonly string[]): SubjectFacts =>
  file(accepted(verified(signer, times === undefined ? {} : { times })));

describe('the signer', () => {
  const reusable = {
    ...GITHUB,
    buildSignerUri: 'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1',
    buildSignerDigest: 'c'.repeat(40),
  };
  const allowedCases: readonly [string, string, VerifiedSigner][] = [
    ['its own workflow on a tag', 'release', github()],
    [
      'its own workflow on main',
      'release',
      github({
        sourceRepositoryRef: 'refs/heads/main',
        buildSignerUri: GITHUB.buildSignerUri?.replace('refs/tags/v2.4.1', 'refs/heads/main') ?? '',
      }),
    ],
    ['a reusable workflow by digest', 'reusable', certificateSigner(reusable)],
    ['a reusable workflow by ref', 'pinned', certificateSigner(reusable)],
    ['a GitLab pipeline', 'pipeline', gitlab()],
    ['a person', 'alice', mailSigner('alice@acme.dev')],
    ['a key', 'hw', keySigner(KEY_A)],
  ];
  it.each(allowedCases)('%s is allowed', async (_, signer, by) => {
    expect(await ask(`signature: {by: ${signer}}`, signed(by))).toMatchObject({ outcome: 'allowed' });
  });

  const uri = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1';
  const denied: readonly [string, string, VerifiedSigner, Code, RegExp][] = [
    [
      'another issuer',
      'release',
      github({ issuer: 'https://token.actions.githubusercontent.com/evil' }),
      'ISSUER_MISMATCH',
      /issuer/,
    ],
    [
      'another host',
      'release',
      github({ sourceRepositoryUri: 'https://github.evil/acme/app', buildSignerUri: uri.replace('github.com', 'github.evil') }),
      'SOURCE_MISMATCH',
      /host/,
    ],
    [
      'another owner',
      'release',
      github({ sourceRepositoryUri: 'https://github.com/evil/app', buildSignerUri: uri.replace('acme', 'evil') }),
      'SOURCE_MISMATCH',
      /owner/,
    ],
    [
      'another repository',
      'release',
      github({ sourceRepositoryUri: 'https://github.com/acme/other', buildSignerUri: uri.replace('acme/app', 'acme/other') }),
      'SOURCE_MISMATCH',
      /repository/,
    ],
    [
      'a longer repository',
      'release',
      github({
        sourceRepositoryUri: 'https://github.com/acme/app-evil',
        buildSignerUri: uri.replace('acme/app', 'acme/app-evil'),
      }),
      'SOURCE_MISMATCH',
      /repository/,
    ],
    ['another path', 'release', github({ buildSignerUri: uri.replace('release.yml', 'test.yml') }), 'IDENTITY_MISMATCH', /path/],
    ['another ref in the SAN', 'release', github({ buildSignerUri: uri.replace('v2.4.1', 'v9') }), 'IDENTITY_MISMATCH', /ref/],
    [
      'a branch that is not listed',
      'release',
      github({ sourceRepositoryRef: 'refs/heads/evil', buildSignerUri: uri.replace('refs/tags/v2.4.1', 'refs/heads/evil') }),
      'SOURCE_MISMATCH',
      /ref/,
    ],
    [
      'a longer branch',
      'release',
      github({
        sourceRepositoryRef: 'refs/heads/main-evil',
        buildSignerUri: uri.replace('refs/tags/v2.4.1', 'refs/heads/main-evil'),
      }),
      'SOURCE_MISMATCH',
      /ref/,
    ],
    [
      'a SAN that differs from .9',
      'release',
      certificateSigner(GITHUB, uri.replace('release.yml', 'test.yml')),
      'IDENTITY_MISMATCH',
      /signer URI/,
    ],
    ['a pull request', 'release', github({ buildTrigger: 'pull_request_target' }), 'EXTENSION_MISMATCH', /trigger/],
    ['a schedule', 'release', github({ buildTrigger: 'schedule' }), 'EXTENSION_MISMATCH', /trigger/],
    [
      'a name in other case',
      'release',
      github({ sourceRepositoryUri: 'https://github.com/Acme/app', buildSignerUri: uri.replace('acme', 'Acme') }),
      'SOURCE_MISMATCH',
      /owner/,
    ],
    [
      'another commit of the reusable workflow',
      'reusable',
      certificateSigner({ ...reusable, buildSignerDigest: 'd'.repeat(40) }),
      'EXTENSION_MISMATCH',
      /commit of the workflow/,
    ],
    [
      'another caller of the reusable workflow',
      'reusable',
      certificateSigner({ ...reusable, sourceRepositoryUri: 'https://github.com/evil/app' }),
      'SOURCE_MISMATCH',
      /owner/,
    ],
    [
      'another calling workflow',
      'reusable',
      certificateSigner({ ...reusable, buildConfigUri: uri.replace('release.yml', 'test.yml') }),
      'EXTENSION_MISMATCH',
      /caller/,
    ],
    [
      'a self-hosted runner',
      'reusable',
      certificateSigner({ ...reusable, runnerEnvironment: 'self-hosted' }),
      'EXTENSION_MISMATCH',
      /runner/,
    ],
    [
      'another repository id',
      'reusable',
      certificateSigner({ ...reusable, sourceRepositoryIdentifier: '1' }),
      'EXTENSION_MISMATCH',
      /repository id/,
    ],
    [
      'another owner id',
      'reusable',
      certificateSigner({ ...reusable, sourceRepositoryOwnerIdentifier: '1' }),
      'EXTENSION_MISMATCH',
      /owner id/,
    ],
    [
      'a reusable workflow of another repository',
      'reusable',
      certificateSigner({ ...reusable, buildSignerUri: reusable.buildSignerUri.replace('acme/ci', 'evil/ci') }),
      'IDENTITY_MISMATCH',
      /owner of the workflow/,
    ],
    [
      'a reusable workflow of a longer path',
      'pinned',
      certificateSigner({ ...reusable, buildSignerUri: reusable.buildSignerUri.replace('build.yml', 'build.yml@x/build.yml') }),
      'IDENTITY_MISMATCH',
      /ref of the workflow/,
    ],
    [
      'another ref of the reusable workflow',
      'pinned',
      certificateSigner({ ...reusable, buildSignerUri: reusable.buildSignerUri.replace('v1', 'v2') }),
      'IDENTITY_MISMATCH',
      /ref of the workflow/,
    ],
    ['the own workflow in place of the reusable one', 'pinned', github(), 'IDENTITY_MISMATCH', /repository of the workflow/],
    [
      'another GitLab project',
      'pipeline',
      gitlab({ sourceRepositoryUri: 'https://gitlab.com/acme/app2' }),
      'SOURCE_MISMATCH',
      /repository/,
    ],
    [
      'a GitLab subgroup',
      'pipeline',
      gitlab({ sourceRepositoryUri: 'https://gitlab.com/acme/app/evil' }),
      'SOURCE_MISMATCH',
      /repository/,
    ],
    [
      'another GitLab configuration',
      'pipeline',
      gitlab({ buildSignerUri: 'https://gitlab.com/acme/app//evil.yml@refs/heads/main' }),
      'IDENTITY_MISMATCH',
      /path/,
    ],
    [
      'one slash on GitLab',
      'pipeline',
      gitlab({ buildSignerUri: 'https://gitlab.com/acme/app/.gitlab-ci.yml@refs/heads/main' }),
      'IDENTITY_MISMATCH',
      /of the workflow/,
    ],
    ['a merge request', 'pipeline', gitlab({ buildTrigger: 'merge_request_event' }), 'EXTENSION_MISMATCH', /trigger/],
    ['another environment', 'pipeline', gitlab({ deploymentEnvironment: 'staging' }), 'EXTENSION_MISMATCH', /environment/],
    ['a GitHub job in place of GitLab', 'pipeline', github(), 'ISSUER_MISMATCH', /issuer/],
    ['another person', 'alice', mailSigner('mallory@acme.dev'), 'IDENTITY_MISMATCH', /identity/],
    ['a person with a longer address', 'alice', mailSigner('alice@acme.dev.evil'), 'IDENTITY_MISMATCH', /identity/],
    [
      'the right person of another issuer',
      'alice',
      mailSigner('alice@acme.dev', 'https://accounts.example.com.evil'),
      'ISSUER_MISMATCH',
      /issuer/,
    ],
    ['another key', 'hw', keySigner(KEY_B), 'KEY_MISMATCH', /key/],
    ['a certificate in place of a key', 'hw', github(), 'KEY_MISMATCH', /kind/],
    ['a key in place of a certificate', 'release', keySigner(KEY_A), 'KEY_MISMATCH', /kind/],
  ];
  it.each(denied)('%s is denied', async (_, signer, by, code, message) => {
    const answer = await ask(`signature: {by: ${signer}}`, signed(by));
    expect(answer).toMatchObject({ outcome: 'denied', code });
    expect(answer.result?.message).toMatch(message);
  });

  it('a hint says when only letter case differs', async () => {
    const answer = await ask(
      'signature: {by: release}',
      signed(github({ sourceRepositoryUri: 'https://github.com/Acme/app', buildSignerUri: uri.replace('acme', 'Acme') })),
    );
    expect(answer.result?.hint).toMatch(/letter case/);
  });

  const bound: readonly [string, typeof GITHUB, readonly (keyof typeof GITHUB)[]][] = [
    ['release', GITHUB, ['issuer', 'buildSignerUri', 'sourceRepositoryUri', 'sourceRepositoryRef', 'buildTrigger']],
    [
      'pipeline',
      GITLAB,
      [
        'issuer',
        'buildSignerUri',
        'sourceRepositoryUri',
        'sourceRepositoryRef',
        'sourceRepositoryIdentifier',
        'buildTrigger',
        'runnerEnvironment',
        'deploymentEnvironment',
      ],
    ],
    [
      'reusable',
      reusable,
      [
        'buildSignerDigest',
        'sourceRepositoryIdentifier',
        'sourceRepositoryOwnerIdentifier',
        'runnerEnvironment',
        'buildConfigUri',
        'buildTrigger',
      ],
    ],
  ];
  it.each(bound.flatMap(([signer, fulcio, names]) => names.map((name) => [signer, name, fulcio] as const)))(
    '%s: a certificate without %s never matches',
    async (signer, name, fulcio) => {
      const partial = certificateSigner(without(fulcio, name), fulcio.buildSignerUri);
      expect(await ask(`signature: {by: ${signer}}`, signed(partial))).toMatchObject({ outcome: 'denied' });
    },
  );

  it('binds {name} of the image to the repository that signed', async () => {
    const imageSignature = accepted(verified(github(), { statement: statement(SIGNATURE_TYPE) }));
    expect(await ask('signature: {by: named}', factsOf(IMAGE, [imageSignature]))).toMatchObject({ outcome: 'allowed' });
    const copied = { ...IMAGE, name: 'ghcr.io/acme/payments', repository: 'acme/payments' };
    expect(await ask('signature: {by: named}', factsOf(copied, [imageSignature]))).toMatchObject({
      outcome: 'denied',
      code: 'SOURCE_MISMATCH',
    });
  });

  it('a key signer whose key was not read matches nothing', async () => {
    const text = await policyOf('signature: {by: hw}');
    const unread = {
      ...text,
      signers: new Map(
        [...text.signers].map(([name, one]) => [
          name,
          one.who.kind === 'key' ? { ...one, who: { ...one.who, fingerprint: undefined } } : one,
        ]),
      ),
    };
    expect(decisionOf(unread, [signed(keySigner(KEY_A))], { now: NOW, target: undefined }).outcome).toBe('denied');
  });
});

describe('one kind of evidence never counts as another', () => {
  const type = 'https://acme.dev/test/v1';
  const attestation = (of: string) => accepted(verified(github(), { statement: statement(of) }));
  const plain = accepted(verified(github()));
  const text = accepted(verified(github(), { claim: { kind: 'image-text', reference: IMAGE.name } }));
  const cases: readonly [string, string, Subject, Candidate, Outcome][] = [
    ['a signature by a plain signature', 'signature: {by: release}', FILE, plain, 'allowed'],
    ['a signature of a file by an image signature', 'signature: {by: release}', FILE, attestation(SIGNATURE_TYPE), 'denied'],
    ['a signature by an attestation', 'signature: {by: release}', FILE, attestation(type), 'denied'],
    ['a signature by provenance', 'signature: {by: release}', FILE, attestation('https://slsa.dev/provenance/v1'), 'denied'],
    ['a signature of an image by an image signature', 'signature: {by: release}', IMAGE, attestation(SIGNATURE_TYPE), 'allowed'],
    ['a signature of an image by one in the old form', 'signature: {by: release}', IMAGE, text, 'allowed'],
    ['a signature of a file by an image signature in the old form', 'signature: {by: release}', FILE, text, 'denied'],
    ['a signature of an image by a plain signature', 'signature: {by: release}', IMAGE, plain, 'denied'],
    [
      'an attestation by an image signature in the old form',
      `attestation: {type: "${type}", by: release}`,
      IMAGE,
      text,
      'denied',
    ],
    ['a signature of an image by an attestation', 'signature: {by: release}', IMAGE, attestation(type), 'denied'],
    ['an attestation by its type', `attestation: {type: "${type}", by: release}`, FILE, attestation(type), 'allowed'],
    ['an attestation by another type', `attestation: {type: "${type}", by: release}`, FILE, attestation(`${type}.1`), 'denied'],
    ['an attestation by a plain signature', `attestation: {type: "${type}", by: release}`, FILE, plain, 'denied'],
    ['provenance by a plain signature', 'provenance: {by: release}', FILE, plain, 'denied'],
    ['provenance by an attestation', 'provenance: {by: release}', FILE, attestation(type), 'denied'],
    ['provenance by v0.2', 'provenance: {by: release}', FILE, attestation('https://slsa.dev/provenance/v0.2'), 'denied'],
  ];
  it.each(cases)('%s', async (_, requirement, subject, one, outcome) => {
    const answer = await ask(requirement, factsOf(subject, [one]));
    expect(answer.outcome).toBe(outcome);
    if (outcome === 'denied') expect(answer.code).toBe('PREDICATE_TYPE_MISMATCH');
  });

  it.each([
    [
      'the bundle of a signature',
      'signature: {by: release}',
      attestation(type),
      /^No signature was found\. Sign .* or pass the bundle/,
    ],
    ['the bundle of provenance', 'provenance: {by: release}', plain, /^No provenance was found\. Make it, or pass its bundle/],
    [
      'the bundle of an attestation',
      `attestation: {type: "${type}", by: release}`,
      attestation(`${type}.1`),
      /^No attestation of this type was found/,
    ],
  ])('names the cure where %s was not handed on', async (_, requirement, one, cure) => {
    expect((await ask(requirement, factsOf(FILE, [one]))).result?.hint).toMatch(cure);
  });

  it('facts about another artifact never count', async () => {
    const other = verified(github(), { artifact: { sha256: 'b'.repeat(64) } });
    expect(await ask('signature: {by: release}', file(accepted(other)))).toMatchObject({
      outcome: 'denied',
      code: 'SUBJECT_MISMATCH',
    });
    const unbound = { ...verified(github(), { statement: statement(SIGNATURE_TYPE) }), matchedSubjects: [] };
    expect(await ask('signature: {by: release}', factsOf(IMAGE, [accepted(unbound)]))).toMatchObject({
      outcome: 'denied',
      code: 'SUBJECT_MISMATCH',
    });
  });

  it('evidence for an index counts only for the platforms that it lists', async () => {
    const platform = platformOfImage('1', 'linux/amd64');
    const overIndex = accepted(verified(github(), { statement: statement(SIGNATURE_TYPE) }));
    expect(await ask('signature: {by: release}', factsOf(platform, [overIndex]))).toMatchObject({ outcome: 'allowed' });
    const elsewhere = platformOfImage('1', 'linux/amd64', { digest: `sha256:${'e'.repeat(64)}`, indexes: [readManifest('e')] });
    expect(await ask('signature: {by: release}', factsOf(elsewhere, [overIndex]))).toMatchObject({
      outcome: 'denied',
      code: 'SUBJECT_MISMATCH',
    });
  });
});

describe('the platform of a manifest', () => {
  const over = (artifact: Readonly<Record<string, string>>, signer = github()) =>
    accepted(verified(signer, { statement: statement(SIGNATURE_TYPE), artifact }));
  const overLeaf = over({ sha256: '1'.repeat(64) });
  const overIndex = over({ sha256: SHA });
  const label = async (candidates: readonly Candidate[], parent: NonNullable<Parameters<typeof platformOfImage>[2]>) => {
    const facts = factsOf(platformOfImage('1', 'linux/arm64', parent), candidates);
    const decision = decisionOf(await policyOf('signature: {by: release}'), [facts], { now: NOW, target: undefined });
    return decision.subjects[0]?.rules[0]?.requirements.find((one) => one.requirement === 'platform');
  };
  const AMD64 = { kind: 'said', platform: 'linux/amd64' } as const;

  it('is not the one in an index without evidence', async () => {
    expect(await label([overLeaf], { own: AMD64 })).toMatchObject({
      outcome: 'denied',
      code: 'SUBJECT_MISMATCH',
      found: 'a config for linux/amd64',
    });
    expect(await label([overLeaf], { own: { kind: 'none', found: 'a config of another kind' } })).toMatchObject({
      outcome: 'denied',
    });
  });

  it('is the one in the config, in any spelling', async () => {
    for (const platform of ['linux/arm64', 'linux/arm64/v8', 'linux/aarch64'])
      expect(await label([overLeaf], { own: { kind: 'said', platform } })).toMatchObject({ outcome: 'allowed' });
  });

  it('is the one in an index whose evidence alone satisfies the rule', async () => {
    expect(await label([overIndex], { own: AMD64 })).toMatchObject({ outcome: 'allowed' });
    const stranger = over({ sha256: SHA }, mailSigner('eve@acme.dev'));
    expect(await label([overLeaf, stranger], { own: AMD64 })).toMatchObject({ outcome: 'denied' });
    // No index lists this one with a platform, so only the config counts.
    expect(await label([overIndex], { labelledBy: [], own: AMD64 })).toMatchObject({ outcome: 'denied' });
  });

  it('is not known when the config could not be read', async () => {
    const error = new CountersignError('REGISTRY_UNAVAILABLE', 'no answer');
    expect(await label([overLeaf], { own: { kind: 'unread', error } })).toMatchObject({
      outcome: 'undecided',
      code: 'REGISTRY_UNAVAILABLE',
    });
    expect(await label([overIndex], { own: { kind: 'unread', error } })).toMatchObject({ outcome: 'allowed' });
  });
});

describe('a signer trusts exactly one root', () => {
  const trust = 'trust: {public: {root: p.json}, corp: {root: c.json}}\n';
  const asked = async (one: Candidate) => {
    const text = `apiVersion: countersign.dev/v1beta1\nkind: Policy\n${trust}signers: {release: {github: {source: {repository: acme/app}, workflow: release.yml}, trust: public}}\nrules: [{name: r, match: {paths: ["**"]}, require: [signature: {by: release}]}]\n`;
    const policy = await readPolicy(new TextEncoder().encode(text), 'p');
    return decisionOf(policy, [file(one)], { now: NOW, target: undefined }).subjects[0]?.rules[0]?.requirements[0];
  };
  const error = new CountersignError('CERTIFICATE_UNTRUSTED', 'unknown authority');

  it('and only evidence verified under it counts', async () => {
    const facts = verified(github());
    expect(
      await asked(candidate({ kind: 'verified', trust: 'public', facts }, { kind: 'rejected', trust: 'corp', error })),
    ).toMatchObject({ outcome: 'allowed' });
    const other = await asked(
      candidate({ kind: 'rejected', trust: 'public', error }, { kind: 'verified', trust: 'corp', facts }),
    );
    expect(other).toMatchObject({ outcome: 'denied', code: 'CERTIFICATE_UNTRUSTED', hint: expect.stringContaining('"corp"') });
    expect(await asked(candidate({ kind: 'verified', trust: 'corp', facts }))).toMatchObject({
      outcome: 'undecided',
      code: 'INTERNAL',
    });
  });
});

describe('time', () => {
  it('a policy is in force until its end, half-open', async () => {
    const policy = await policyOf('signature: {by: hw}', 'metadata: {not-after: 2026-11-21}\n');
    expect(() => decisionOf(policy, [], { now: new Date('2026-11-21'), target: undefined })).toThrow(
      expect.objectContaining({ code: 'POLICY_EXPIRED' }),
    );
    expect(
      decisionOf(policy, [signed(keySigner(KEY_A), ['2026-11-20T00:00:00Z'])], {
        now: new Date('2026-11-20T23:59:59Z'),
        target: undefined,
      }).outcome,
    ).toBe('allowed');
  });
});

describe('revocation', () => {
  const revoke = (text: string) => `revoked: [${text}]\n`;
  const cases: readonly [string, string, SubjectFacts, Outcome][] = [
    ['a digest', `{digest: "sha256:${SHA}"}`, signed(keySigner(KEY_A)), 'denied'],
    ['another digest', `{digest: "sha256:${'b'.repeat(64)}"}`, signed(keySigner(KEY_A)), 'allowed'],
    ['a digest that cannot be compared', `{digest: "sha512:${'b'.repeat(128)}"}`, signed(keySigner(KEY_A)), 'undecided'],
    ['all signatures of a signer', '{signer: hw}', signed(keySigner(KEY_A)), 'denied'],
    ['another signer', '{signer: old}', signed(keySigner(KEY_A)), 'allowed'],
  ];
  it.each(cases)('%s', async (_, text, facts, outcome) => {
    const answer = await ask('signature: {by: hw}', facts, revoke(text));
    expect(answer.outcome).toBe(outcome);
    if (outcome !== 'allowed') expect(answer.code).toBe('REVOKED');
  });

  describe('denies everything above and below, by every algorithm and in any letter case', () => {
    const overIndex = accepted(verified(keySigner(KEY_A), { statement: statement(SIGNATURE_TYPE) }));
    const nested = { ...readManifest('b'), platform: 'index', indexes: [], labelledBy: [] };
    const below = {
      ...readManifest('c'),
      blobs: [`sha256:${'d'.repeat(64)}`],
      platform: 'linux/s390x',
      indexes: [],
      labelledBy: [],
    };
    const attestation = { ...readManifest('e'), platform: 'unknown/unknown', indexes: [], labelledBy: [], about: below.digest };
    const image = { ...IMAGE, platforms: [...IMAGE.platforms, below], others: [nested, attestation] };
    const [named] = platformOfImage('1', 'linux/amd64').parent?.indexes ?? [];
    const leaf = platformOfImage('1', 'linux/amd64', { indexes: [named ?? readManifest('f'), readManifest('b')] });
    const word = async (subject: Subject, digest: string) =>
      (await ask('signature: {by: hw}', factsOf(subject, [overIndex]), revoke(`{digest: "${digest}"}`))).outcome;

    it.each([
      ['an index, by a platform that it lists', image, '2'],
      ['an index, by a manifest inside a nested index', image, 'c'],
      ['an index, by the nested index', image, 'b'],
      ['an index, by an attestation manifest', image, 'e'],
      ['an index, by itself', image, 'a'],
      ['a platform, by the index that was named', leaf, 'a'],
      ['a platform, by the nested index that lists it', leaf, 'b'],
      ['a platform, by itself', leaf, '1'],
    ])('%s', async (_, subject, digit) => {
      expect(await word(subject, 'sha256:' + 'f'.repeat(64))).toBe('allowed');
      for (const [algorithm, length] of [
        ['sha256', 64],
        ['sha384', 96],
        ['SHA512', 128],
      ] as const)
        expect([algorithm, await word(subject, `${algorithm}:${digit.repeat(length).toUpperCase()}`)]).toEqual([
          algorithm,
          'denied',
        ]);
    });

    it('an image, by its config or a layer', async () => {
      expect(await word(image, `sha256:${'d'.repeat(64)}`)).toBe('denied');
    });

    it('where the digest by that algorithm is not known, nothing is allowed', async () => {
      expect(await word({ ...image, contentDigests: { sha256: SHA } }, `sha512:${'f'.repeat(128)}`)).toBe('undecided');
    });
  });
});

describe('thresholds count people', () => {
  const people = 'people: {ann: [alice, hw]}\n';
  const alice = accepted(verified(mailSigner('alice@acme.dev')));
  const bob = accepted(verified(mailSigner('bob@acme.dev')));
  const key = accepted(verified(keySigner(KEY_A)));
  const cases: readonly [string, string, readonly Candidate[], Outcome][] = [
    ['two people', '{at-least: 2, of: [alice, bob]}', [alice, bob], 'allowed'],
    ['one of two', '{at-least: 2, of: [alice, bob]}', [alice], 'denied'],
    [
      'one who signed twice',
      '{at-least: 2, of: [alice, bob]}',
      [alice, accepted(verified(mailSigner('alice@acme.dev')))],
      'denied',
    ],
    ['one identity under two names', '{at-least: 2, of: [alice, twin, bob]}', [alice], 'denied'],
    ['two identities under three names', '{at-least: 2, of: [alice, twin, bob]}', [alice, bob], 'allowed'],
    ['one person with two certificates', '{at-least: 2, of: [ann, bob]}', [alice, key], 'denied'],
    ['a person by her second key', '{at-least: 2, of: [ann, bob]}', [key, bob], 'allowed'],
    ['one of many', '{at-least: 1, of: [alice, bob]}', [bob], 'allowed'],
    ['none', '{at-least: 2, of: [alice, bob]}', [accepted(verified(mailSigner('eve@acme.dev')))], 'denied'],
  ];
  it.each(cases)('%s', async (_, by, candidates, outcome) => {
    const answer = await ask(`signature: {by: ${by}}`, file(...candidates), people);
    expect(answer.outcome).toBe(outcome);
    if (outcome === 'denied') expect(answer).toMatchObject({ code: 'THRESHOLD_NOT_MET' });
  });

  it('names the missing person', async () => {
    const { result } = await ask('signature: {by: {at-least: 2, of: [alice, bob]}}', file(alice));
    expect(result?.parts.map((part) => [part.requirement, part.outcome])).toEqual([
      ['by alice', 'allowed'],
      ['by bob', 'denied'],
    ]);
  });
});

describe('any-of', () => {
  const anyOf = 'any-of: [[signature: {by: old}, attestation: {type: "https://a/t", by: hw}], [signature: {by: release}]]';
  const a = accepted(verified(keySigner(KEY_B), { times: ['2026-01-15T00:00:00Z'] }));
  const b = accepted(verified(keySigner(KEY_A), { statement: statement('https://a/t') }));
  const c = accepted(verified(github()));
  it.each<[string, readonly Candidate[], Outcome]>([
    ['the first set completely', [a, b], 'allowed'],
    ['the second set', [c], 'allowed'],
    ['half of the first', [a], 'denied'],
    ['nothing', [], 'denied'],
  ])('%s', async (_, candidates, outcome) => {
    expect((await ask(anyOf, file(...candidates))).outcome).toBe(outcome);
  });
});

describe('missing answers make the result undecided, not denied', () => {
  const down = new CountersignError('REGISTRY_UNAVAILABLE', 'the registry is down');
  const stale = rejected('TRUST_ROOT_STALE');
  const cases: readonly [string, SubjectFacts, Outcome, Code | undefined][] = [
    ['nothing found', file(), 'denied', 'EVIDENCE_NONE'],
    ['nothing found, a place not asked', factsOf(FILE, [], { incomplete: [down] }), 'undecided', 'REGISTRY_UNAVAILABLE'],
    [
      'enough found, a place not asked',
      factsOf(FILE, [accepted(verified(github()))], { incomplete: [down] }),
      'allowed',
      undefined,
    ],
    [
      'another signer found, a place not asked',
      factsOf(FILE, [accepted(verified(keySigner(KEY_A)))], { incomplete: [down] }),
      'undecided',
      'REGISTRY_UNAVAILABLE',
    ],
    ['a root that could not be loaded', file(stale), 'undecided', 'TRUST_ROOT_STALE'],
    ['a bundle that is refused', file(rejected('SIGNATURE_INVALID')), 'denied', 'SIGNATURE_INVALID'],
    [
      'an unreadable bundle',
      factsOf(FILE, [], {
        unreadable: [
          { origin: { kind: 'file', location: '/x' }, error: new CountersignError('EVIDENCE_MALFORMED', 'no bundle') },
        ],
      }),
      'denied',
      'EVIDENCE_MALFORMED',
    ],
    [
      'an unreadable bundle beside a good one',
      factsOf(FILE, [accepted(verified(github()))], {
        unreadable: [
          { origin: { kind: 'file', location: '/x' }, error: new CountersignError('EVIDENCE_MALFORMED', 'no bundle') },
        ],
      }),
      'allowed',
      undefined,
    ],
    [
      'a bundle that could not be fetched',
      factsOf(FILE, [], {
        unreadable: [{ origin: { kind: 'registry', location: 'x' }, error: new CountersignError('FETCH_FAILED', 'reset') }],
      }),
      'undecided',
      'FETCH_FAILED',
    ],
  ];
  it.each(cases)('%s', async (_, facts, outcome, code) => {
    expect(await ask('signature: {by: release}', facts)).toMatchObject({ outcome, code });
  });

  it('the nearest candidate is named', async () => {
    const near = accepted(verified(github({ buildTrigger: 'schedule' })));
    const { result } = await ask(
      'signature: {by: release}',
      file(rejected('SIGNATURE_INVALID'), accepted(verified(keySigner(KEY_A))), near),
    );
    expect(result).toMatchObject({
      code: 'EXTENSION_MISMATCH',
      evidence: [near.digest],
      expected: expect.stringContaining('push'),
      found: 'schedule',
    });
  });
});

describe('rules', () => {
  const good = accepted(verified(github()));
  const evaluated = async (match: string, subject: Subject, target?: string, more = '') => {
    const policy = await policyOf('signature: {by: release}', more, match);
    return decisionOf(
      policy,
      [
        factsOf(subject, [
          subject.kind === 'image' ? accepted(verified(github(), { statement: statement(SIGNATURE_TYPE) })) : good,
        ]),
      ],
      { now: NOW, target },
    );
  };
  it.each<[string, string, Subject, string | undefined, Outcome]>([
    ['a path', '{paths: ["dist/*"]}', FILE, undefined, 'allowed'],
    ['another path', '{paths: ["other/*"]}', FILE, undefined, 'denied'],
    ['an image is no path', '{paths: ["**"]}', IMAGE, undefined, 'denied'],
    ['a path is no image', '{images: ["ghcr.io/**"]}', FILE, undefined, 'denied'],
    ['an image', '{images: ["ghcr.io/acme/app"]}', IMAGE, undefined, 'allowed'],
    ['an image of another registry', '{images: ["ghcr.io.evil/acme/app"]}', IMAGE, undefined, 'denied'],
    ['the right target', '{paths: ["**"], target: production}', FILE, 'production', 'allowed'],
    ['another target', '{paths: ["**"], target: production}', FILE, 'staging', 'denied'],
    ['no target', '{paths: ["**"], target: production}', FILE, undefined, 'denied'],
    ['platforms that are there', '{images: ["ghcr.io/acme/app"], platforms: [linux/amd64]}', IMAGE, undefined, 'allowed'],
    ['a platform that is not there', '{images: ["ghcr.io/acme/app"], platforms: [linux/s390x]}', IMAGE, undefined, 'denied'],
    [
      'platforms of a single manifest whose config was not read',
      '{images: ["ghcr.io/acme/app"], platforms: [linux/amd64]}',
      { ...IMAGE, platforms: [] },
      undefined,
      'denied',
    ],
    ...[
      ['its own platform', { kind: 'said', platform: 'linux/amd64' }, 'allowed'] as const,
      ['another platform', { kind: 'said', platform: 'linux/arm64' }, 'denied'] as const,
      ['no platform', { kind: 'none', found: 'no config' }, 'denied'] as const,
      ['nothing yet', { kind: 'unread', error: new CountersignError('FETCH_FAILED', 'x') }, 'undecided'] as const,
      ['what cannot be', { kind: 'unread', error: new CountersignError('IMAGE_INVALID', 'x') }, 'denied'] as const,
    ].map(([name, own, outcome]): [string, string, Subject, undefined, Outcome] => [
      `a single manifest whose config has ${name}`,
      '{images: ["ghcr.io/acme/app"], platforms: [linux/amd64]}',
      { ...IMAGE, platforms: [], own },
      undefined,
      outcome,
    ]),
  ])('%s', async (_, match, subject, target, outcome) => {
    expect((await evaluated(match, subject, target)).outcome).toBe(outcome);
  });

  it('without a matching rule, the result shows what would match', async () => {
    const decision = await evaluated('{paths: ["**"], target: production}', FILE, 'staging');
    expect(decision.subjects[0]?.unmatched).toMatchObject({
      code: 'NO_RULE',
      expected: 'target production',
      found: 'target staging',
    });
  });

  it('abstaining never allows', async () => {
    const decision = await evaluated('{paths: ["other/*"]}', FILE, undefined, 'unmatched: abstain\n');
    expect(decision.outcome).toBe('undecided');
  });

  it('no subjects are denied', async () => {
    expect(decisionOf(await policyOf('signature: {by: release}'), [], { now: NOW, target: undefined }).outcome).toBe('denied');
  });

  it('every rule that matches applies', async () => {
    const text = `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:${SIGNERS}rules:\n  - {name: a, match: {paths: ["**"]}, require: [signature: {by: release}]}\n  - {name: b, match: {paths: ["dist/*"]}, require: [signature: {by: alice}]}\n`;
    const decision = decisionOf(await readPolicy(new TextEncoder().encode(text), 'p'), [file(good)], {
      now: NOW,
      target: undefined,
    });
    expect(decision.subjects[0]?.rules.map((rule) => rule.outcome)).toEqual(['allowed', 'denied']);
    expect(decision.outcome).toBe('denied');
  });

  it('an expectation counts the contents of files, not their names, and is not met by fewer', async () => {
    const text = `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:${SIGNERS}rules:\n  - {name: a, match: {paths: ["**"]}, expect: {at-least: 2}, require: [signature: {by: release}]}\n`;
    const policy = await readPolicy(new TextEncoder().encode(text), 'p');
    const one = decisionOf(policy, [file(good)], { now: NOW, target: undefined });
    expect(one).toMatchObject({ outcome: 'denied', problems: [{ code: 'EXPECTATION_NOT_MET', found: '1' }] });
    const missing = (digests: Digests): unknown =>
      decisionOf(policy, [file(good), factsOf({ ...FILE, name: 'dist/b', digests }, [])], {
        now: NOW,
        target: undefined,
      }).problems.map(({ found }) => found);
    expect(missing({ sha256: 'ee'.repeat(32) })).toEqual([]);
    expect(missing(FILE.digests)).toEqual(['1']);
    expect(missing({ sha512: 'ee'.repeat(64) })).toEqual(['1']);
  });
});
