import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import type { JsonObject } from '../wire/index.js';
import { readProvenance, SLSA_PROVENANCE_V02, type Provenance } from './provenance.js';
import { SLSA_PROVENANCE_V1 } from './types.js';

const read = (predicate: JsonObject, predicateType: string = SLSA_PROVENANCE_V1): Provenance =>
  readProvenance({ type: 'https://in-toto.io/Statement/v1', subjects: [], predicateType, predicate });

const github = {
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: {
      workflow: { ref: 'refs/heads/main', repository: 'https://github.com/acme/app', path: '.github/workflows/release.yml' },
    },
    internalParameters: {
      github: { event_name: 'push', repository_id: '1', repository_owner_id: '2', runner_environment: 'github-hosted' },
    },
    resolvedDependencies: [{ uri: 'git+https://github.com/acme/app@refs/heads/main', digest: { gitCommit: 'a'.repeat(40) } }],
  },
  runDetails: {
    builder: { id: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main' },
    metadata: { invocationId: 'https://github.com/acme/app/actions/runs/1/attempts/1', startedOn: '2026-11-20T10:00:00Z' },
  },
};

const gitlabRunner = {
  buildDefinition: {
    buildType: 'https://gitlab.com/gitlab-org/gitlab-runner/-/blob/v18.0.0/PROVENANCE.md',
    externalParameters: { CI: '', entryPoint: 'build', source: 'https://gitlab.com/acme/app' },
    internalParameters: { name: 'runner', executor: 'docker', architecture: 'amd64', job: 7 },
    resolvedDependencies: [{ uri: 'https://gitlab.com/acme/app', digest: { sha256: 'a'.repeat(40) } }],
  },
  runDetails: {
    builder: { id: 'https://gitlab.com/acme/app/-/runners/1', version: { 'gitlab-runner': '18.0.0' } },
    metadata: { invocationID: '7', startedOn: '2026-11-20T10:00:00Z', finishedOn: '2026-11-20T10:01:00.5Z' },
    byproducts: [],
  },
};

const v02 = {
  builder: { id: 'https://github.com/npm/cli@9' },
  buildType: 'https://github.com/npm/cli/gha/v2',
  invocation: {
    configSource: { uri: 'git+https://github.com/a/b@refs/heads/main', entryPoint: 'x.yml' },
    parameters: {},
    environment: { GITHUB_RUN_ID: '1' },
  },
  metadata: {
    buildInvocationId: '1-1',
    completeness: { parameters: false, environment: false, materials: false },
    reproducible: false,
  },
  materials: [{ uri: 'git+https://github.com/a/b', digest: { sha1: 'a'.repeat(40) } }],
};

describe('readProvenance', () => {
  it("reads GitHub's", () => {
    expect(read(github)).toEqual({
      version: 'v1',
      buildType: github.buildDefinition.buildType,
      externalParameters: github.buildDefinition.externalParameters,
      internalParameters: github.buildDefinition.internalParameters,
      resolvedDependencies: [{ name: undefined, ...github.buildDefinition.resolvedDependencies[0] }],
      builder: { id: github.runDetails.builder.id, version: undefined },
      metadata: {
        invocationId: github.runDetails.metadata.invocationId,
        startedOn: new Date('2026-11-20T10:00:00Z'),
        finishedOn: undefined,
      },
      claimsCompleteness: false,
    });
  });

  it("reads GitLab Runner's, with its spelling of the invocation", () => {
    expect(read(gitlabRunner)).toMatchObject({
      internalParameters: { job: 7 },
      builder: { version: { 'gitlab-runner': '18.0.0' } },
      metadata: { invocationId: '7', finishedOn: new Date('2026-11-20T10:01:00.500Z') },
    });
  });

  it('reads the least that the specification asks for', () => {
    const least = { buildDefinition: { buildType: 'x', externalParameters: {} }, runDetails: { builder: { id: 'y' } } };
    expect(read(least)).toMatchObject({
      internalParameters: {},
      resolvedDependencies: [],
      metadata: { invocationId: undefined },
    });
  });

  it('reads v0.2, and sees what it must not claim', () => {
    expect(read(v02, SLSA_PROVENANCE_V02)).toMatchObject({
      version: 'v0.2',
      externalParameters: { configSource: v02.invocation.configSource, parameters: {} },
      internalParameters: { GITHUB_RUN_ID: '1' },
      resolvedDependencies: [v02.materials[0]],
      builder: { id: v02.builder.id },
      metadata: { invocationId: '1-1' },
      claimsCompleteness: false,
    });
    expect(read({ ...v02, metadata: { reproducible: true } }, SLSA_PROVENANCE_V02).claimsCompleteness).toBe(true);
    expect(read({ ...v02, metadata: { completeness: { materials: true } } }, SLSA_PROVENANCE_V02).claimsCompleteness).toBe(true);
  });

  it('refuses a statement that is no provenance', () => {
    for (const type of ['https://slsa.dev/provenance/v1.0', 'https://slsa.dev/provenance/v1/', 'https://spdx.dev/Document']) {
      expect(() => read(github, type)).toThrow(expect.objectContaining({ code: 'PREDICATE_TYPE_MISMATCH' }));
    }
  });

  const definition = (change: object): object => ({ ...github, buildDefinition: { ...github.buildDefinition, ...change } });
  const details = (change: object): object => ({ ...github, runDetails: { ...github.runDetails, ...change } });

  it.each<[string, object]>([
    ['an empty predicate', {}],
    ['no build definition', { runDetails: github.runDetails }],
    ['no run details', { buildDefinition: github.buildDefinition }],
    ['no build type', definition({ buildType: undefined })],
    ['an empty build type', definition({ buildType: '' })],
    ['no external parameters', definition({ externalParameters: undefined })],
    ['external parameters that are a list', definition({ externalParameters: [] })],
    ['internal parameters that are text', definition({ internalParameters: 'x' })],
    ['dependencies that are no list', definition({ resolvedDependencies: {} })],
    ['a dependency that is text', definition({ resolvedDependencies: ['x'] })],
    ['a dependency whose digest is text', definition({ resolvedDependencies: [{ digest: 'x' }] })],
    ['a dependency whose digest holds a number', definition({ resolvedDependencies: [{ digest: { gitCommit: 1 } }] })],
    ['a dependency whose uri is a number', definition({ resolvedDependencies: [{ uri: 1 }] })],
    ['no builder', details({ builder: undefined })],
    ['a builder without id', details({ builder: {} })],
    ['a builder that is text', details({ builder: 'x' })],
    ['a time that is none', details({ metadata: { startedOn: 'yesterday' } })],
    ['an invocation that is a number', details({ metadata: { invocationId: 1 } })],
  ])('refuses %s', (_, predicate) => {
    expect(() => read(predicate as JsonObject)).toThrow(expect.objectContaining({ code: 'PREDICATE_INVALID' }));
  });

  it('throws nothing but CountersignError', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(SLSA_PROVENANCE_V1, SLSA_PROVENANCE_V02),
        fc.jsonValue(),
        fc.jsonValue(),
        fc.jsonValue(),
        (type, a, b, c) => {
          try {
            read(
              {
                ...(type === SLSA_PROVENANCE_V1 ? github : v02),
                buildDefinition: a,
                runDetails: b,
                metadata: c,
                invocation: a,
                materials: b,
              } as JsonObject,
              type,
            );
          } catch (error) {
            expect(error).toBeInstanceOf(CountersignError);
          }
        },
      ),
    );
  });
});
