import { describe, expect, it } from '@jest/globals';
import type { Code } from '../errors/index.js';
import type { FulcioExtensions } from '../crypto/index.js';
import type { JsonObject } from '../wire/index.js';
import { readPolicy, type RequirementResult } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, GITLAB } from './testing/signers.js';
import { change, githubPredicate, gitlabPredicate, provenance } from './testing/statements.js';
import { FILE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* A job can write any predicate. These look right at first sight, and are false in a detail. */

async function ask(requirement: string, fulcio: FulcioExtensions, predicate: JsonObject): Promise<RequirementResult | undefined> {
  const text = `apiVersion: countersign.dev/v1beta1
kind: Policy
signers:
  release: {github: {source: {repository: acme/app}, workflow: release.yml}}
  pipeline: {gitlab: {source: {project: acme/app}}}
rules:
  - {name: r, match: {paths: ["**"]}, require: [provenance: ${requirement}]}
`;
  const policy = await readPolicy(new TextEncoder().encode(text), 'test.yaml');
  const facts = factsOf(FILE, [accepted(verified(certificateSigner(fulcio), { statement: provenance(predicate) }))]);
  return decisionOf(policy, [facts], { now: NOW, target: undefined }).subjects[0]?.rules[0]?.requirements[0];
}

const EXTERNAL = ['buildDefinition', 'externalParameters'] as const;
const SOURCE = ['buildDefinition', 'resolvedDependencies', 0] as const;
const REF = 'refs/tags/v2.4.1';
const REPOSITORY = 'https://github.com/acme/app';
const PATH = '.github/workflows/release.yml';

describe('GitHub', () => {
  const workflow = [...EXTERNAL, 'workflow'];
  it.each<[string, readonly (string | number)[], unknown, Code]>([
    [
      'a shorter repository, a longer path',
      workflow,
      { ref: REF, repository: 'https://github.com/acme', path: `app/${PATH}` },
      'PREDICATE_CERT_MISMATCH',
    ],
    [
      'a longer repository, a shorter path',
      workflow,
      { ref: REF, repository: `${REPOSITORY}/.github`, path: 'workflows/release.yml' },
      'PREDICATE_CERT_MISMATCH',
    ],
    [
      'a shorter ref, a longer path',
      workflow,
      { ref: 'v2.4.1', repository: REPOSITORY, path: `${PATH}@refs/tags/v2.4.1`.replace('/v2.4.1', '') },
      'PREDICATE_CERT_MISMATCH',
    ],
    ['an empty ref', workflow, { ref: '', repository: REPOSITORY, path: PATH }, 'PREDICATE_CERT_MISMATCH'],
    [
      'more about the workflow',
      workflow,
      { ref: REF, repository: REPOSITORY, path: PATH, commit: 'd'.repeat(40) },
      'CLAIM_UNPROVEN',
    ],
    ['a list for the workflow', workflow, [REF, REPOSITORY, PATH], 'PREDICATE_INVALID'],
    ['a text for the workflow', workflow, `${REPOSITORY}/${PATH}@${REF}`, 'PREDICATE_INVALID'],
    ['a list for the ref', [...workflow, 'ref'], [REF], 'PREDICATE_INVALID'],
    ['another ref of the source', [...SOURCE, 'uri'], `git+${REPOSITORY}@refs/heads/evil`, 'PREDICATE_CERT_MISMATCH'],
    ['no ref of the source', [...SOURCE, 'uri'], `git+${REPOSITORY}`, 'PREDICATE_CERT_MISMATCH'],
    [
      'a source on another host of a longer name',
      [...SOURCE, 'uri'],
      `git+https://github.com.evil/acme/app@${REF}`,
      'PREDICATE_CERT_MISMATCH',
    ],
    [
      'a commit in upper case',
      [...SOURCE, 'digest', 'gitCommit'],
      GITHUB.sourceRepositoryDigest?.toUpperCase(),
      'PREDICATE_CERT_MISMATCH',
    ],
    ['a commit under another name', [...SOURCE, 'digest'], { sha1: GITHUB.sourceRepositoryDigest }, 'PREDICATE_INVALID'],
    ['null among the dependencies', [...SOURCE], null, 'PREDICATE_CERT_MISMATCH'],
    ['a map of dependencies', SOURCE.slice(0, 2), { 0: { uri: `git+${REPOSITORY}@${REF}` } }, 'PREDICATE_INVALID'],
    [
      "GitLab's build type",
      ['buildDefinition', 'buildType'],
      'https://countersign.dev/buildtypes/gitlab-pipeline/v1',
      'BUILD_TYPE_INVALID',
    ],
    [
      'a build type with a slash more',
      ['buildDefinition', 'buildType'],
      'https://actions.github.io/buildtypes/workflow/v1/',
      'BUILD_TYPE_INVALID',
    ],
  ])('%s', async (_, path, value, code) => {
    expect(await ask('{by: release}', GITHUB, githubPredicate())).toMatchObject({ outcome: 'allowed' });
    const lie = change(githubPredicate(), path, value);
    expect(await ask('{by: release}', GITHUB, lie)).toMatchObject({ outcome: 'denied', code });
  });
});

describe('GitLab', () => {
  it.each<[string, string, unknown, Code]>([
    ['a path with its ref', 'configPath', '.gitlab-ci.yml@refs/heads/main', 'PREDICATE_CERT_MISMATCH'],
    ['a path from the root', 'configPath', '/.gitlab-ci.yml', 'PREDICATE_CERT_MISMATCH'],
    ['an empty path', 'configPath', '', 'PREDICATE_CERT_MISMATCH'],
    ['a ref without its kind', 'ref', 'main', 'PREDICATE_CERT_MISMATCH'],
    ['a source with an end', 'source', 'https://gitlab.com/acme/app/', 'PREDICATE_CERT_MISMATCH'],
  ])('%s', async (_, name, value, code) => {
    const lie = change(gitlabPredicate(), [...EXTERNAL, name], value);
    expect(await ask('{by: pipeline}', GITLAB, lie)).toMatchObject({ outcome: 'denied', code });
  });

  it.each([
    ['that begins as the own one does', 'https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/evil', '.gitlab-ci.yml'],
    ['that ends as the own one does', 'https://gitlab.com/acme/api//.gitlab-ci.yml@refs/heads/main', '.gitlab-ci.yml'],
  ])('a configuration %s is not the own one', async (_, buildConfigUri, configPath) => {
    const fulcio = { ...GITLAB, buildConfigUri };
    const predicate = change(gitlabPredicate(), [...EXTERNAL, 'configPath'], configPath);
    expect(await ask('{by: pipeline}', fulcio, predicate)).toMatchObject({ outcome: 'denied', code: 'PREDICATE_CERT_MISMATCH' });
  });
});

it.each<[string, unknown]>([
  ['another value in a map', { list: ['a', 'b'], map: { a: '1', b: '3' } }],
  ['a value missing in a map', { list: ['a', 'b'], map: { a: '1' } }],
  ['another name in a map', { list: ['a', 'b'], map: { a: '1', c: '2' } }],
  ['a map for a list', { list: { 0: 'a', 1: 'b', length: 2 }, map: { a: '1', b: '2' } }],
  ['a list for a map', { list: ['a', 'b'], map: ['1', '2'] }],
  ['a text for a list', { list: 'a,b', map: { a: '1', b: '2' } }],
  ['null for a map', { list: ['a', 'b'], map: null }],
  ['another order', { list: ['b', 'a'], map: { a: '1', b: '2' } }],
])('parameters that are nearly the same: %s', async (_, inputs) => {
  const requirement = '{by: release, unproven: [parameters], parameters: {inputs.list: [a, b], inputs.map: {a: 1, b: 2}}}';
  const given = (value: unknown) => change(githubPredicate(), [...EXTERNAL, 'inputs'], value);
  expect(await ask(requirement, GITHUB, given({ list: ['a', 'b'], map: { b: 2, a: 1 } }))).toMatchObject({ outcome: 'allowed' });
  expect(await ask(requirement, GITHUB, given(inputs))).toMatchObject({ outcome: 'denied', code: 'BUILD_INPUT_MISMATCH' });
});

it.each(['source', 'builder', 'parameters'])('an unknown build type proves no %s', async (group) => {
  const other = change(githubPredicate(), ['buildDefinition', 'buildType'], 'https://example.com/type');
  const rest = ['source', 'builder', 'parameters'].filter((one) => one !== group).join(', ');
  const asked = (unproven: string) => `{by: release, build-types: ["https://example.com/type"], unproven: [${unproven}]}`;
  expect(await ask(asked(rest), GITHUB, other)).toMatchObject({ outcome: 'denied', code: 'CLAIM_UNPROVEN' });
  expect(await ask(asked(`${rest}, ${group}`), GITHUB, other)).toMatchObject({ outcome: 'allowed' });
});
