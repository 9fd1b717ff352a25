import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { tokenSource } from '../ci/index.js';
import { failure, testRun } from '../net/testing/test-run.js';
import { describeBuild } from './index.js';

let sandbox: Sandbox;
const requests: string[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ log: (line) => requests.push(line) });
});
afterAll(() => sandbox.stop());

async function describeWith(env: Readonly<Record<string, string>>, issuers: readonly string[] = Object.values(sandbox.issuers)) {
  const run = testRun({ env });
  return describeBuild(run, { tokens: tokenSource(run, { trustedOrigins: [new URL(sandbox.issuers.github).origin] }), issuers });
}

describe('provenance on GitHub', () => {
  it('takes every value from the claims of a verified token, none from the environment', async () => {
    const claims = {
      repository: 'acme/app@home',
      ref: 'refs/tags/pkg@1.0.0',
      workflow_ref: 'acme/app@home/.github/workflows/r@elease.yml@refs/tags/pkg@1.0.0',
      job_workflow_ref: 'acme/ci/.github/workflows/build.yml@refs/heads/main',
      event_name: 'release',
    };
    const env = {
      ...sandbox.github(claims),
      GITHUB_SHA: '0'.repeat(40),
      GITHUB_REF: 'refs/heads/evil',
    };
    const { predicate } = await describeWith(env);
    expect(predicate).toEqual({
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: {
            ref: 'refs/tags/pkg@1.0.0',
            repository: 'https://github.com/acme/app@home',
            path: '.github/workflows/r@elease.yml',
          },
        },
        internalParameters: {
          github: {
            event_name: 'release',
            repository_id: '100200300',
            repository_owner_id: '400500600',
            runner_environment: 'github-hosted',
          },
        },
        resolvedDependencies: [
          {
            uri: 'git+https://github.com/acme/app@home@refs/tags/pkg@1.0.0',
            digest: { gitCommit: '2b5f1f1b5d3c4a9e8f7061524334251607182930' },
          },
        ],
      },
      runDetails: {
        builder: { id: 'https://github.com/acme/ci/.github/workflows/build.yml@refs/heads/main' },
        metadata: { invocationId: 'https://github.com/acme/app@home/actions/runs/9000000001/attempts/1' },
      },
    });
  });

  it('refuses claims that contradict each other', async () => {
    const error = await failure(
      describeWith(sandbox.github({ workflow_ref: 'acme/other/.github/workflows/r.yml@refs/heads/main' })),
    );
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', expected: 'workflow_ref acme/app/<path>@refs/heads/main' });
  });

  it('names the claims that a token lacks', async () => {
    const error = await failure(describeWith(sandbox.github({ job_workflow_ref: '', repository_owner_id: '' })));
    expect(error).toMatchObject({ code: 'TOKEN_CLAIMS_MISSING', found: 'missing: job_workflow_ref, repository_owner_id' });
  });

  it('makes no request to an issuer that is not accepted', async () => {
    requests.length = 0;
    const error = await failure(describeWith(sandbox.github(), ['https://elsewhere.example', `${sandbox.issuers.github}/`]));
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', found: sandbox.issuers.github });
    expect(requests.filter((line) => line.includes('well-known') || line.includes('jwks'))).toEqual([]);
  });
});

describe('provenance on GitLab', () => {
  it('marks values that only the job provides', async () => {
    const env = await sandbox.gitlab({ ref: 'v1', ref_type: 'tag', runner_environment: 'self-hosted' });
    const { predicate } = await describeWith({
      ...env,
      CI_COMMIT_SHA: '0'.repeat(40),
      CI_JOB_NAME: 'sign',
    });
    expect(predicate).toEqual({
      buildDefinition: {
        buildType: 'https://countersign.dev/buildtypes/gitlab-pipeline/v1',
        externalParameters: {
          source: 'https://gitlab.com/acme/app',
          ref: 'refs/tags/v1',
          configPath: '.gitlab-ci.yml',
          entryPoint: 'sign',
        },
        internalParameters: {
          project_id: '5001',
          namespace_id: '6001',
          job_id: '9001',
          pipeline_source: 'push',
          runner_environment: 'self-hosted',
          pipeline_id: '8001',
          runner_id: 12,
          selfAsserted: ['externalParameters.entryPoint', 'runDetails.metadata.startedOn'],
        },
        resolvedDependencies: [
          {
            uri: 'git+https://gitlab.com/acme/app@refs/tags/v1',
            digest: { gitCommit: '7c4a8d09ca3762af61e59520943dc26494f8941b' },
          },
        ],
      },
      runDetails: {
        builder: { id: 'https://gitlab.com/-/runners/self-hosted' },
        metadata: { invocationId: 'https://gitlab.com/acme/app/-/jobs/9001', startedOn: env['CI_JOB_STARTED_AT'] },
      },
    });
  });

  it('names a configuration of another project by its complete URI', async () => {
    const env = await sandbox.gitlab({ ci_config_ref_uri: 'gitlab.com/acme/ci//release.yml@refs/heads/main' });
    const { predicate } = await describeWith({ ...env, CI_JOB_STARTED_AT: 'yesterday' });
    expect(predicate).toMatchObject({
      buildDefinition: { externalParameters: { configPath: 'https://gitlab.com/acme/ci//release.yml@refs/heads/main' } },
    });
    expect(JSON.stringify(predicate)).not.toContain('yesterday');
  });
});

it('refuses a token that does not describe a build', async () => {
  const error = await failure(describeWith({ SIGSTORE_ID_TOKEN: await sandbox.token('oidc', { sub: 'robot' }) }));
  expect(error.code).toBe('INPUT_UNSUPPORTED');
});

describe('the job and issuer of the token', () => {
  it('refuses an issuer that only the environment names', async () => {
    for (const env of [
      { ...sandbox.github(), GITHUB_SERVER_URL: sandbox.issuers.github.replace(/\/_services\/token$/, '') },
      { ...(await sandbox.gitlab()), CI_SERVER_URL: sandbox.issuers.gitlab },
    ]) {
      requests.length = 0;
      expect(await failure(describeWith(env, []))).toMatchObject({
        code: 'TOKEN_INVALID',
        expected: 'https://token.actions.githubusercontent.com or https://gitlab.com',
        hint: expect.stringContaining('signing config'),
      });
      expect(requests.filter((line) => line.includes('well-known') || line.includes('jwks'))).toEqual([]);
    }
  });

  it.each([
    ['another repository', () => sandbox.github(), { GITHUB_REPOSITORY: 'acme/other' }],
    ['another run', () => sandbox.github(), { GITHUB_RUN_ID: '1' }],
    ['another project', () => sandbox.gitlab(), { CI_PROJECT_PATH: 'acme/other' }],
    ['another job', () => sandbox.gitlab(), { CI_JOB_URL: 'https://gitlab.com/acme/app/-/jobs/1' }],
  ])('refuses the token of %s', async (_, job, change) => {
    expect(await failure(describeWith({ ...(await job()), ...change }))).toMatchObject({
      code: 'TOKEN_INVALID',
      message: expect.stringContaining('of another job'),
    });
  });
});
