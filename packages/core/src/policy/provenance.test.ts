import { describe, expect, it } from '@jest/globals';
import type { FulcioExtensions } from '../crypto/index.js';
import type { Code } from '../errors/index.js';
import type { JsonObject } from '../wire/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import { readPolicy, withKeys, type Outcome, type RequirementResult } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, GITLAB, KEY_A, keySigner, mailSigner, without } from './testing/signers.js';
import { change, githubPredicate, gitlabPredicate, provenance } from './testing/statements.js';
import { FILE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

const SIGNERS = `
  release: {github: {source: {repository: acme/app}, workflow: release.yml}}
  any: {github: {source: {repository: "acme/*"}, workflow: release.yml}}
  reusable: {github: {source: {repository: acme/app}, workflow: {repository: acme/ci, path: build.yml, ref: refs/tags/v1}}}
  inside: {github: {source: {repository: acme/app}, workflow: {repository: acme/app, path: build.yml, ref: refs/heads/main}}}
  own: {github: {source: {repository: acme/app}, workflow: release.yml, runner: self-hosted}}
  pipeline: {gitlab: {source: {project: acme/app}}}
  hw: {key: {file: a.pub}}
  alice: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}}
`;

async function ask(requirement: string, signer: VerifiedSigner, predicate: JsonObject): Promise<RequirementResult | undefined> {
  const text = `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:${SIGNERS}rules:\n  - {name: r, match: {paths: ["**"]}, require: [provenance: ${requirement}]}\n`;
  // A level that these signers can never have is refused by the reader; the evaluation is asked all the same.
  const level = /min-level: ([0-9])/.exec(text)?.[1];
  const read = await readPolicy(new TextEncoder().encode(text.replace(/min-level: [0-9]/, 'min-level: 1')), 'test.yaml');
  const rules = read.rules.map((rule) => ({
    ...rule,
    require: rule.require.map((one) =>
      one.kind === 'provenance' ? { ...one, minLevel: level === undefined ? undefined : Number(level) } : one,
    ),
  }));
  const policy = withKeys({ ...read, rules }, new Map([['hw', KEY_A]]));
  const facts = factsOf(FILE, [accepted(verified(signer, { statement: provenance(predicate) }))]);
  return decisionOf(policy, [facts], { now: NOW, target: undefined }).subjects[0]?.rules[0]?.requirements[0];
}

const REUSABLE: FulcioExtensions = {
  ...GITHUB,
  buildSignerUri: 'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1',
};

describe('an honest provenance', () => {
  it.each<[string, string, FulcioExtensions, JsonObject]>([
    ['of GitHub', 'release', GITHUB, githubPredicate()],
    ['of a reusable workflow', 'reusable', REUSABLE, githubPredicate(REUSABLE)],
    ['of GitLab', 'pipeline', GITLAB, gitlabPredicate()],
  ])('%s is allowed', async (_, signer, fulcio, predicate) => {
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), predicate)).toMatchObject({ outcome: 'allowed' });
  });
});

type Row = readonly [path: readonly (string | number)[], extension: keyof FulcioExtensions | undefined, required: boolean];
const GITHUB_ROWS: readonly Row[] = [
  [['buildDefinition', 'externalParameters', 'workflow', 'ref'], 'sourceRepositoryRef', true],
  [['buildDefinition', 'externalParameters', 'workflow', 'repository'], 'sourceRepositoryUri', true],
  [['buildDefinition', 'externalParameters', 'workflow', 'path'], 'buildConfigUri', true],
  [['buildDefinition', 'internalParameters', 'github', 'event_name'], undefined, false],
  [['buildDefinition', 'internalParameters', 'github', 'repository_id'], 'sourceRepositoryIdentifier', false],
  [['buildDefinition', 'internalParameters', 'github', 'repository_owner_id'], 'sourceRepositoryOwnerIdentifier', false],
  [['buildDefinition', 'internalParameters', 'github', 'runner_environment'], 'runnerEnvironment', false],
  [['buildDefinition', 'resolvedDependencies', 0, 'uri'], undefined, true],
  [['buildDefinition', 'resolvedDependencies', 0, 'digest', 'gitCommit'], 'sourceRepositoryDigest', true],
  [['runDetails', 'builder', 'id'], undefined, true],
  [['runDetails', 'metadata', 'invocationId'], 'runInvocationUri', false],
];
const GITLAB_ROWS: readonly Row[] = [
  [['buildDefinition', 'externalParameters', 'source'], undefined, true],
  [['buildDefinition', 'externalParameters', 'ref'], undefined, true],
  [['buildDefinition', 'externalParameters', 'configPath'], 'buildConfigUri', true],
  [['buildDefinition', 'internalParameters', 'project_id'], 'sourceRepositoryIdentifier', false],
  [['buildDefinition', 'internalParameters', 'namespace_id'], 'sourceRepositoryOwnerIdentifier', false],
  [['buildDefinition', 'internalParameters', 'pipeline_source'], undefined, false],
  [['buildDefinition', 'internalParameters', 'runner_environment'], 'runnerEnvironment', false],
  [['buildDefinition', 'internalParameters', 'job_id'], 'runInvocationUri', false],
  [['buildDefinition', 'resolvedDependencies', 0, 'uri'], undefined, true],
  [['buildDefinition', 'resolvedDependencies', 0, 'digest', 'gitCommit'], 'sourceRepositoryDigest', true],
  [['runDetails', 'builder', 'id'], 'runnerEnvironment', true],
  [['runDetails', 'metadata', 'invocationId'], 'runInvocationUri', false],
];
const PLATFORMS = [
  ['release', GITHUB, githubPredicate(), GITHUB_ROWS],
  ['pipeline', GITLAB, gitlabPredicate(), GITLAB_ROWS],
] as const;

describe.each(PLATFORMS)('provenance by %s compared with its certificate', (signer, fulcio, predicate, rows) => {
  it.each(rows)('a false value in %j is found', async (path) => {
    const lie = change(predicate, path, 'https://example.com/lie');
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), lie)).toMatchObject({
      outcome: 'denied',
      code: 'PREDICATE_CERT_MISMATCH',
    });
  });

  it.each(rows)('%j that is not a text is malformed', async (path) => {
    const odd = change(predicate, path, 7);
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), odd)).toMatchObject({
      outcome: 'denied',
      code: expect.stringMatching(/^PREDICATE_/),
    });
  });

  it.each(rows.filter(([, , required]) => required))('%j cannot be left out', async (path) => {
    const gap = change(predicate, path, undefined);
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), gap)).toMatchObject({
      outcome: 'denied',
      code: expect.stringMatching(/^PREDICATE_/),
    });
  });

  it.each(rows.filter(([, , required]) => !required))('%j may be left out', async (path) => {
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), change(predicate, path, undefined))).toMatchObject({
      outcome: 'allowed',
    });
  });

  it.each(rows.filter(([, extension]) => extension !== undefined))(
    '%j that the certificate does not contain is unproven',
    async (_, extension) => {
      if (extension === undefined) return;
      const signerWithout = certificateSigner(without(fulcio, extension), fulcio.buildSignerUri);
      expect(await ask(`{by: ${signer}}`, signerWithout, predicate)).toMatchObject({ outcome: 'denied' });
    },
  );

  it('an unproven claim can be accepted by its group, and only that', async () => {
    const certificate = certificateSigner(without(fulcio, 'sourceRepositoryIdentifier'), fulcio.buildSignerUri);
    expect(await ask(`{by: ${signer}}`, certificate, predicate)).toMatchObject({
      code: 'CLAIM_UNPROVEN',
      hint: expect.stringContaining('unproven: [ids]'),
    });
    expect(await ask(`{by: ${signer}, unproven: [ids]}`, certificate, predicate)).toMatchObject({ outcome: 'allowed' });
    expect(await ask(`{by: ${signer}, unproven: [source, builder]}`, certificate, predicate)).toMatchObject({
      code: 'CLAIM_UNPROVEN',
    });
  });

  const dependencies = ['buildDefinition', 'resolvedDependencies'] as const;
  const own = {
    uri: `git+${fulcio.sourceRepositoryUri ?? ''}@${fulcio.sourceRepositoryRef ?? ''}`,
    digest: { gitCommit: fulcio.sourceRepositoryDigest },
  };
  it.each<[string, unknown, Outcome]>([
    ['other dependencies beside it', [own, { uri: 'pkg:npm/left-pad@1.0.0' }], 'allowed'],
    ['no dependency', [], 'denied'],
    ['none at all', undefined, 'denied'],
    ['twice', [own, own], 'denied'],
    ['a second commit of it', [own, { ...own, digest: { gitCommit: '0'.repeat(40) } }], 'denied'],
    ['another ref of it', [own, { ...own, uri: own.uri.replace(/@.*/, '@refs/heads/evil') }], 'denied'],
    ['another repository in its place', [{ ...own, uri: own.uri.replace('acme', 'evil') }], 'denied'],
    ['no commit', [{ uri: own.uri }], 'denied'],
  ])('the source must be listed exactly once: %s', async (_, value, outcome) => {
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), change(predicate, dependencies, value))).toMatchObject({
      outcome,
    });
  });

  it('an unknown external parameter is unproven', async () => {
    const more = change(predicate, ['buildDefinition', 'externalParameters', 'sneaky'], 'x');
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), more)).toMatchObject({ code: 'CLAIM_UNPROVEN' });
    expect(await ask(`{by: ${signer}, unproven: [parameters]}`, certificateSigner(fulcio), more)).toMatchObject({
      outcome: 'allowed',
    });
  });

  it('another build type is refused unless the policy lists it, and then proves nothing', async () => {
    const other = change(predicate, ['buildDefinition', 'buildType'], 'https://example.com/type');
    const types = 'build-types: ["https://example.com/type"]';
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), other)).toMatchObject({ code: 'BUILD_TYPE_INVALID' });
    expect(await ask(`{by: ${signer}, ${types}}`, certificateSigner(fulcio), other)).toMatchObject({ code: 'CLAIM_UNPROVEN' });
    expect(
      await ask(`{by: ${signer}, ${types}, unproven: [source, builder, parameters]}`, certificateSigner(fulcio), other),
    ).toMatchObject({ outcome: 'allowed' });
  });

  it.each([[{}], [{ buildDefinition: [], runDetails: 1 }], [{ buildDefinition: { buildType: '' } }]])(
    '%j is malformed',
    async (malformed) => {
      expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), malformed)).toMatchObject({
        outcome: 'denied',
        code: 'PREDICATE_INVALID',
        // No contradiction: nothing was compared.
        hint: expect.not.stringContaining('Do not use this artifact'),
      });
    },
  );
});

describe('provenance by a signer that is not a build platform', () => {
  const predicate = githubPredicate();
  it.each<[string, string, Code | undefined]>([
    ['nothing required of it', '{by: hw}', undefined],
    ['the source required', '{by: hw, source: {repository: acme/app}}', 'CLAIM_UNPROVEN'],
    ['the source accepted unproven', '{by: hw, source: {repository: acme/app}, unproven: [source]}', undefined],
    ['another source accepted unproven', '{by: hw, source: {repository: acme/other}, unproven: [source]}', 'SOURCE_MISMATCH'],
    ['the builder required', '{by: hw, builder: "https://b"}', 'CLAIM_UNPROVEN'],
    ['a parameter that a certificate would prove', '{by: hw, parameters: {workflow.ref: refs/tags/v2.4.1}}', 'CLAIM_UNPROVEN'],
    ['level 1', '{by: hw, min-level: 1}', undefined],
    ['level 2', '{by: hw, min-level: 2}', 'BUILD_LEVEL_TOO_LOW'],
  ])('a key: %s', async (_, requirement, code) => {
    expect(await ask(requirement, keySigner(KEY_A), predicate)).toMatchObject(
      code === undefined ? { outcome: 'allowed' } : { outcome: 'denied', code },
    );
  });

  it('a person’s certificate confirms no claim of a CI build', async () => {
    expect(await ask('{by: alice}', mailSigner('alice@acme.dev'), predicate)).toMatchObject({ code: 'CLAIM_UNPROVEN' });
  });
});

describe('requirements for provenance', () => {
  const asked = (requirement: string) => ask(`{by: any, ${requirement}}`, certificateSigner(GITHUB), githubPredicate());
  it.each<[string, Code | undefined]>([
    ['source: {repository: acme/app}', undefined],
    ['source: {repository: acme/other}', 'SOURCE_MISMATCH'],
    ['source: {ref: refs/tags/v2.4.1}', undefined],
    ['source: {ref: refs/tags/v2.4.10}', 'SOURCE_MISMATCH'],
    ['source: {branch: main}', 'SOURCE_MISMATCH'],
    ['source: {tag: v2.4.1}', undefined],
    ['source: {tag: v2.4}', 'TAG_MISMATCH'],
    ['source: {versioned-tag: v2}', undefined],
    ['source: {versioned-tag: v2.4}', undefined],
    ['source: {versioned-tag: v2.5}', 'VERSION_MISMATCH'],
    ['source: {versioned-tag: v3}', 'VERSION_MISMATCH'],
    ['source: {digest: 3f786850e387550fdab836ed7e6dc881de23001b}', undefined],
    [`source: {digest: ${'0'.repeat(40)}}`, 'SOURCE_MISMATCH'],
    ['builder: "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1"', undefined],
    ['builder: "https://github.com/acme/app"', 'BUILDER_MISMATCH'],
    ['parameters: {workflow.path: .github/workflows/release.yml}', undefined],
    [
      'parameters: {workflow: {ref: refs/tags/v2.4.1, repository: "https://github.com/acme/app", path: .github/workflows/release.yml}}',
      'CLAIM_UNPROVEN',
    ],
    ['parameters: {workflow.path: other.yml}', 'BUILD_INPUT_MISMATCH'],
    ['parameters: {inputs.level: "3"}', 'CLAIM_UNPROVEN'],
    ['parameters: {inputs.level: "3"}, unproven: [parameters]', 'BUILD_INPUT_MISMATCH'],
    ['min-level: 2', undefined],
    ['min-level: 3', 'BUILD_LEVEL_TOO_LOW'],
  ])('%s', async (requirement, code) => {
    expect(await asked(requirement)).toMatchObject(code === undefined ? { outcome: 'allowed' } : { outcome: 'denied', code });
  });

  it('a parameter that the certificate confirms is not hidden by another of the same name', async () => {
    const path = ['buildDefinition', 'externalParameters', 'workflow.ref'];
    const lie = change(githubPredicate(), path, 'refs/heads/release');
    const asked = (ref: string) => `{by: release, unproven: [parameters], parameters: {workflow.ref: ${ref}}}`;
    expect(await ask(asked('refs/heads/release'), certificateSigner(GITHUB), lie)).toMatchObject({
      outcome: 'denied',
      code: 'BUILD_INPUT_MISMATCH',
    });
    expect(await ask(asked('refs/tags/v2.4.1'), certificateSigner(GITHUB), lie)).toMatchObject({ outcome: 'allowed' });
  });

  it('parameters compare as text and by structure', async () => {
    const predicate = change(githubPredicate(), ['buildDefinition', 'externalParameters', 'inputs'], {
      debug: true,
      level: 3,
      list: ['a', { b: 1 }],
      'x.y': 'z',
    });
    const asked = (parameters: string) =>
      ask(`{by: release, unproven: [parameters], parameters: ${parameters}}`, certificateSigner(GITHUB), predicate);
    for (const same of ['{inputs.debug: true}', '{inputs.level: 3}', '{inputs.list: [a, {b: 1}]}', '{inputs.x.y: z}']) {
      expect(await asked(same)).toMatchObject({ outcome: 'allowed' });
    }
    for (const other of [
      '{inputs.debug: false}',
      '{inputs.list: [a]}',
      '{inputs.list: [a, {b: 1, c: 2}]}',
      '{inputs.list: a}',
      '{inputs: x}',
      '{inputs.constructor: x}',
    ]) {
      expect(await asked(other)).toMatchObject({ code: 'BUILD_INPUT_MISMATCH' });
    }
  });

  it('a branch is not a version', async () => {
    const fulcio = {
      ...GITHUB,
      sourceRepositoryRef: 'refs/heads/v2.4.1',
      buildSignerUri: GITHUB.buildSignerUri?.replace('tags', 'heads') ?? '',
      buildConfigUri: GITHUB.buildConfigUri?.replace('tags', 'heads') ?? '',
    };
    expect(
      await ask('{by: release, source: {versioned-tag: v2}}', certificateSigner(fulcio), githubPredicate(fulcio)),
    ).toMatchObject({ code: 'VERSION_MISMATCH' });
  });

  const levels: readonly [string, string, FulcioExtensions, number][] = [
    ['a reusable workflow of another repository', 'reusable', REUSABLE, 3],
    ['the same on a self-hosted runner', 'reusable', { ...REUSABLE, runnerEnvironment: 'self-hosted' }, 1],
    [
      'a reusable workflow of the built repository',
      'inside',
      { ...GITHUB, buildSignerUri: 'https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main' },
      2,
    ],
    ['its own workflow', 'release', GITHUB, 2],
    ['a self-hosted runner', 'release', { ...GITHUB, runnerEnvironment: 'self-hosted' }, 1],
    ['a self-hosted runner that the policy names', 'own', { ...GITHUB, runnerEnvironment: 'self-hosted' }, 2],
    ['GitLab', 'pipeline', GITLAB, 2],
  ];
  it.each(levels)('%s (signer %s) has its SLSA level', async (_, signer, fulcio, level) => {
    const predicate = signer === 'pipeline' ? gitlabPredicate(fulcio) : githubPredicate(fulcio);
    for (const wanted of [1, 2, 3]) {
      const answer = await ask(`{by: ${signer}, min-level: ${String(wanted)}}`, certificateSigner(fulcio), predicate);
      expect(answer).toMatchObject(
        wanted <= level ? { outcome: 'allowed' } : { code: 'BUILD_LEVEL_TOO_LOW', found: `Build L${String(level)}` },
      );
    }
  });
});
