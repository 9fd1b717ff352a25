import { describe, expect, it } from '@jest/globals';
import type { Code } from '../errors/index.js';
import type { FulcioExtensions } from '../crypto/index.js';
import type { JsonObject } from '../wire/index.js';
import type { Statement } from '../statements/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import { expandOneLine, readPolicy, withKeys, type Policy, type RequirementResult } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, GITLAB, KEY_A, keySigner, mailSigner, without } from './testing/signers.js';
import { change, githubPredicate, gitlabPredicate, provenance } from './testing/statements.js';
import { FILE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* The predicate names the table by which it is checked. It must not be able to choose a table with fewer checks. */

const GITHUB_TYPE = 'https://actions.github.io/buildtypes/workflow/v1';
const OLDER_GITHUB_TYPE = 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1';
const GITLAB_TYPE = 'https://countersign.dev/buildtypes/gitlab-pipeline/v1';
const CALLED: FulcioExtensions = {
  ...GITHUB,
  buildSignerUri: 'https://github.com/acme/ci/.github/workflows/build.yml@refs/heads/main',
  buildConfigUri: 'https://github.com/acme/app/.github/workflows/evil.yml@refs/tags/v2.4.1',
};
const SIGNERS = `
  builder: {github: {source: {repository: acme/app}, workflow: {repository: acme/ci, path: build.yml, ref: refs/heads/main}}}
  release: {github: {source: {repository: acme/app}, workflow: release.yml}}
  pipeline: {gitlab: {source: {project: acme/app}}}
  named: {keyless: {identity: "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1", issuer: "https://token.actions.githubusercontent.com"}}
  named-pipeline: {keyless: {identity: "https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main", issuer: "https://gitlab.com"}}
  own-pipeline: {keyless: {identity: "https://gitlab.acme.dev/acme/app//.gitlab-ci.yml@refs/heads/main", issuer: "https://gitlab.acme.dev"}}
  alice: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}}
  buildkite: {keyless: {identity: "https://buildkite.com/acme/app", issuer: "https://agent.buildkite.com"}}
  hw: {key: {file: a.pub}}
`;

async function policyOf(requirement: string): Promise<Policy> {
  const text = `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:${SIGNERS}rules:\n  - {name: r, match: {paths: ["**"]}, require: [${requirement}]}\n`;
  return withKeys(await readPolicy(new TextEncoder().encode(text), 'test.yaml'), new Map([['hw', KEY_A]]));
}

function judged(policy: Policy, signer: VerifiedSigner, statement: Statement): RequirementResult | undefined {
  const facts = factsOf(FILE, [accepted(verified(signer, { statement }))]);
  return decisionOf(policy, [facts], { now: NOW, target: undefined }).subjects[0]?.rules[0]?.requirements[0];
}
const ask = async (requirement: string, signer: VerifiedSigner, predicate: JsonObject) =>
  judged(await policyOf(`provenance: ${requirement}`), signer, provenance(predicate));

/** The claims that the certificate of a GitHub run confirms, as GitLab's build type writes them, with any further parameters. */
function inGitlabWords(fulcio: FulcioExtensions): JsonObject {
  const { sourceRepositoryUri: source = '', sourceRepositoryRef: ref = '', buildConfigUri: configPath } = fulcio;
  return {
    buildDefinition: {
      buildType: GITLAB_TYPE,
      externalParameters: {
        source,
        ref,
        configPath,
        workflow: { ref, repository: source, path: '.github/workflows/release.yml' },
        inputs: { env: 'production' },
      },
      internalParameters: {},
      resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: fulcio.sourceRepositoryDigest } }],
    },
    runDetails: { builder: { id: `https://github.com/-/runners/${fulcio.runnerEnvironment ?? ''}` } },
  };
}

/** The claims of a GitLab run, as GitHub's build type writes them. */
function inGithubWords(fulcio: FulcioExtensions): JsonObject {
  const { sourceRepositoryUri: repository = '', sourceRepositoryRef: ref = '', buildSignerUri } = fulcio;
  return {
    buildDefinition: {
      buildType: GITHUB_TYPE,
      externalParameters: { workflow: { ref, repository, path: '/.gitlab-ci.yml' }, configPath: 'release.yml' },
      resolvedDependencies: [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: fulcio.sourceRepositoryDigest } }],
    },
    runDetails: { builder: { id: buildSignerUri } },
  };
}

describe('the build type of another platform', () => {
  it.each([
    '{by: builder, min-level: 3, parameters: {workflow.path: .github/workflows/release.yml, inputs.env: production}, unproven: [parameters]}',
    '{by: builder, unproven: [parameters]}',
    '{by: builder, unproven: [source, workflow, builder, trigger, runner, ids, invocation, parameters]}',
    `{by: builder, build-types: ["${GITHUB_TYPE}", "${GITLAB_TYPE}"], unproven: [parameters]}`,
  ])('is refused for a GitHub workflow: %s', async (requirement) => {
    expect(await ask(requirement, certificateSigner(CALLED), inGitlabWords(CALLED))).toMatchObject({
      outcome: 'denied',
      code: 'BUILD_TYPE_INVALID',
      found: GITLAB_TYPE,
    });
  });

  it.each<[string, FulcioExtensions, JsonObject]>([
    ['pipeline', GITLAB, inGithubWords(GITLAB)],
    ['named', GITHUB, inGitlabWords(GITHUB)],
    ['named-pipeline', GITLAB, inGithubWords(GITLAB)],
  ])('is refused for %s', async (signer, fulcio, predicate) => {
    for (const unproven of ['[parameters]', '[source, workflow, builder, trigger, runner, ids, invocation, parameters]'])
      expect(await ask(`{by: ${signer}, unproven: ${unproven}}`, certificateSigner(fulcio), predicate)).toMatchObject({
        outcome: 'denied',
        code: 'BUILD_TYPE_INVALID',
      });
  });

  it('every known build type is refused for a CI platform without one', async () => {
    const identity = 'https://buildkite.com/acme/app';
    const fulcio = { ...without(without(GITHUB, 'buildTrigger'), 'buildConfigUri'), issuer: 'https://agent.buildkite.com' };
    const buildkite = certificateSigner({ ...fulcio, buildSignerUri: identity }, identity);
    for (const predicate of [githubPredicate(), gitlabPredicate()])
      expect(
        await ask(
          '{by: buildkite, unproven: [source, workflow, builder, trigger, runner, ids, invocation]}',
          buildkite,
          predicate,
        ),
      ).toMatchObject({ outcome: 'denied', code: 'BUILD_TYPE_INVALID' });
  });

  it('is refused for a signer of the one-line policy, too', async () => {
    const policy = await expandOneLine({
      certificateIdentityRegexp: 'https://github\\.com/acme/app/\\.github/workflows/release\\.yml@.*',
      certificateOidcIssuer: GITHUB.issuer ?? '',
      predicateType: 'https://slsa.dev/provenance/v1',
    });
    const words = change(inGitlabWords(GITHUB), ['buildDefinition', 'externalParameters'], {
      source: GITHUB.sourceRepositoryUri,
      ref: GITHUB.sourceRepositoryRef,
      configPath: GITHUB.buildConfigUri,
    });
    const result = judged(policy, certificateSigner(GITHUB), provenance(words));
    expect([result?.outcome, result?.code]).toEqual(['denied', 'BUILD_TYPE_INVALID']);
    expect(judged(policy, certificateSigner(GITHUB), provenance(githubPredicate()))?.outcome).toBe('allowed');
  });

  it.each<[string, FulcioExtensions, JsonObject]>([
    ['release', GITHUB, githubPredicate()],
    ['release', GITHUB, change(githubPredicate(), ['buildDefinition', 'buildType'], OLDER_GITHUB_TYPE)],
    ['named', GITHUB, githubPredicate()],
    ['pipeline', GITLAB, gitlabPredicate()],
    ['named-pipeline', GITLAB, gitlabPredicate()],
  ])('its own build type is accepted for %s', async (signer, fulcio, predicate) => {
    expect(await ask(`{by: ${signer}}`, certificateSigner(fulcio), predicate)).toMatchObject({ outcome: 'allowed' });
  });

  it('its own build type is accepted for a pipeline of a self-managed instance that is named by its identity', async () => {
    const here = JSON.parse(
      JSON.stringify(GITLAB).replaceAll('https://gitlab.com', 'https://gitlab.acme.dev'),
    ) as FulcioExtensions;
    const predicate = change(
      gitlabPredicate(here),
      ['runDetails', 'builder', 'id'],
      'https://gitlab.acme.dev/-/runners/gitlab-hosted',
    );
    expect(await ask('{by: own-pipeline}', certificateSigner(here), predicate)).toMatchObject({ outcome: 'allowed' });
  });

  it.each([
    `{by: release, build-types: ["${GITLAB_TYPE}"]}`,
    `{by: pipeline, build-types: ["${GITHUB_TYPE}", "${OLDER_GITHUB_TYPE}"]}`,
    `{by: named, build-types: ["${GITLAB_TYPE}"]}`,
  ])('is refused where the policy is read: %s', async (requirement) => {
    await expect(policyOf(`provenance: ${requirement}`)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringMatching(/build-types: can never be met/),
    });
  });
});

describe('a parameter is proven only where the table of the build type found it in the certificate', () => {
  const asked = (by: string, parameter: string, more = '') => `{by: ${by}, parameters: {${parameter}}${more}}`;

  it.each<[string, string, FulcioExtensions, JsonObject, Code | undefined]>([
    ['release', 'workflow.path: .github/workflows/release.yml', GITHUB, githubPredicate(), undefined],
    ['pipeline', 'configPath: .gitlab-ci.yml', GITLAB, gitlabPredicate(), undefined],
    ['release', 'configPath: a.yml', GITHUB, githubPredicate(), 'CLAIM_UNPROVEN'],
    ['release', 'source: x', GITHUB, githubPredicate(), 'CLAIM_UNPROVEN'],
    ['release', 'ref: x', GITHUB, githubPredicate(), 'CLAIM_UNPROVEN'],
    ['pipeline', 'workflow.path: x', GITLAB, gitlabPredicate(), 'CLAIM_UNPROVEN'],
    ['pipeline', 'workflow.ref: x', GITLAB, gitlabPredicate(), 'CLAIM_UNPROVEN'],
    ['pipeline', 'entryPoint: build', GITLAB, gitlabPredicate(), 'CLAIM_UNPROVEN'],
  ])('%s: {%s}', async (by, parameter, fulcio, predicate, code) => {
    const result = await ask(asked(by, parameter), certificateSigner(fulcio), predicate);
    expect([result?.outcome, result?.code]).toEqual([code === undefined ? 'allowed' : 'denied', code]);
  });

  it('not where the certificate lacks it, although its group is accepted unproven', async () => {
    const gap = certificateSigner(without(GITHUB, 'buildConfigUri'));
    const given = asked('release', 'workflow.path: .github/workflows/release.yml', ', unproven: [workflow]');
    expect(await ask(given, gap, githubPredicate())).toMatchObject({ outcome: 'denied', code: 'CLAIM_UNPROVEN' });
    expect(await ask(given.replace('[workflow]', '[workflow, parameters]'), gap, githubPredicate())).toMatchObject({
      outcome: 'allowed',
    });
  });

  const all = 'source, workflow, builder, trigger, runner, ids, invocation';
  it.each<[string, VerifiedSigner]>([
    ['hw', keySigner(KEY_A)],
    ['alice', mailSigner('alice@acme.dev')],
  ])('never for %s, which proves nothing about a build', async (by, signer) => {
    const given = asked(by, 'workflow.ref: refs/tags/v2.4.1', `, unproven: [${all}]`);
    expect(await ask(given, signer, githubPredicate())).toMatchObject({ outcome: 'denied', code: 'CLAIM_UNPROVEN' });
    expect(await ask(given.replace(`[${all}]`, `[${all}, parameters]`), signer, githubPredicate())).toMatchObject({
      outcome: 'allowed',
    });
  });

  it('nor under a build type without a table', async () => {
    const other = change(githubPredicate(), ['buildDefinition', 'buildType'], 'https://example.com/type');
    const given = asked(
      'release',
      'workflow.ref: refs/tags/v2.4.1',
      `, build-types: ["https://example.com/type"], unproven: [${all}]`,
    );
    expect(await ask(given, certificateSigner(GITHUB), other)).toMatchObject({ outcome: 'denied', code: 'CLAIM_UNPROVEN' });
  });
});

describe('other types that the signer chooses', () => {
  const lie = change(githubPredicate(), ['buildDefinition', 'resolvedDependencies', 0, 'digest', 'gitCommit'], 'd'.repeat(40));
  const older = (predicate: JsonObject): Statement => ({ ...provenance(predicate), type: 'https://in-toto.io/Statement/v0.1' });
  const typed = (predicateType: string, predicate: JsonObject): Statement => ({ ...provenance(predicate), predicateType });
  const V02: JsonObject = {
    builder: { id: GITHUB.buildSignerUri },
    buildType: GITHUB_TYPE,
    invocation: { configSource: { uri: `git+${GITHUB.sourceRepositoryUri ?? ''}@${GITHUB.sourceRepositoryRef ?? ''}` } },
  };

  it.each<[string, Statement, Code]>([
    ['the older statement, with a false value', older(lie), 'PREDICATE_CERT_MISMATCH'],
    ['the older predicate under its own type', typed('https://slsa.dev/provenance/v0.2', V02), 'PREDICATE_TYPE_MISMATCH'],
    ['the older predicate under the new type', provenance(V02), 'PREDICATE_INVALID'],
    [
      'the new predicate under the older type',
      typed('https://slsa.dev/provenance/v0.2', githubPredicate()),
      'PREDICATE_TYPE_MISMATCH',
    ],
    [
      'a type that ends like it',
      typed('https://evil.example/https://slsa.dev/provenance/v1', githubPredicate()),
      'PREDICATE_TYPE_MISMATCH',
    ],
    ['a type with a longer version', typed('https://slsa.dev/provenance/v1.1', githubPredicate()), 'PREDICATE_TYPE_MISMATCH'],
    [
      'a build type in another case',
      provenance(change(githubPredicate(), ['buildDefinition', 'buildType'], GITHUB_TYPE.toUpperCase())),
      'BUILD_TYPE_INVALID',
    ],
    [
      'a build type of a name that all objects have',
      provenance(change(githubPredicate(), ['buildDefinition', 'buildType'], 'constructor')),
      'BUILD_TYPE_INVALID',
    ],
    [
      'the builder of another platform',
      provenance(change(githubPredicate(), ['runDetails', 'builder', 'id'], 'https://github.com/-/runners/github-hosted')),
      'PREDICATE_CERT_MISMATCH',
    ],
  ])('%s', async (_, statement, code) => {
    const all = 'source, workflow, builder, trigger, runner, ids, invocation, parameters';
    for (const requirement of ['{by: release}', `{by: release, unproven: [${all}]}`]) {
      const result = judged(await policyOf(`provenance: ${requirement}`), certificateSigner(GITHUB), statement);
      expect([requirement, result?.outcome, result?.code]).toEqual([requirement, 'denied', code]);
    }
  });

  it('the older statement type with the same content gives the same result', async () => {
    const result = judged(await policyOf('provenance: {by: release}'), certificateSigner(GITHUB), older(githubPredicate()));
    expect(result?.outcome).toBe('allowed');
  });
});
