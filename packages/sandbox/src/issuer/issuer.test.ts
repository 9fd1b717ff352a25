import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { claimsOf, sharedIssuerKeys, startServices, type Services } from '../testing/services.js';
import { githubClaims } from './github-claims.js';
import { createIssuer, type Claims, type IssuerKind } from './index.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

/** Verifies a token as a client does: discovery, key set, signature, issuer, audience, times. */
async function verified(token: string, issuer: string, audience: string): Promise<Record<string, unknown>> {
  const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as {
    issuer: string;
    jwks_uri: string;
  };
  expect(metadata.issuer).toBe(issuer);
  const keys = (await (await fetch(metadata.jwks_uri)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer, audience, algorithms: ['RS256'] });
  return payload;
}

const KINDS: readonly IssuerKind[] = ['github', 'gitlab', 'oidc'];

it.each(KINDS)('%s: tokens verify with the discovered keys, and only with those', async (kind) => {
  const token = await services.issuer.mint(kind, { sub: 'someone' });
  const issuer = services.issuer.issuers[kind];
  expect(issuer).toBe(`${services.issuerUrl}/${kind}`);
  expect(await verified(token, issuer, 'sigstore')).toMatchObject({ sub: 'someone', iss: issuer });
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  const other = services.issuer.keySets[kind === 'github' ? 'gitlab' : 'github'];
  await expect(jwtVerify(token, createLocalJWKSet(other))).rejects.toThrow();
});

it('no key set contains a private key', () => {
  for (const kind of KINDS) for (const key of services.issuer.keySets[kind].keys) expect(Object.keys(key)).not.toContain('d');
});

describe('GitHub', () => {
  // https://docs.github.com/actions/reference/openid-connect-reference
  const CLAIMS =
    'jti sub aud ref sha repository repository_owner repository_owner_id run_id run_number run_attempt repository_visibility repository_id actor_id actor workflow head_ref base_ref event_name ref_protected ref_type workflow_ref workflow_sha job_workflow_ref job_workflow_sha runner_environment iss nbf exp iat';

  it('tokens have every claim of a real token', async () => {
    const claims = claimsOf(await services.issuer.mint('github'));
    expect(Object.keys(claims).sort()).toEqual(CLAIMS.split(' ').sort());
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
  });

  it('derived claims follow the given claims', async () => {
    const claims = claimsOf(
      await services.issuer.mint('github', { repository: 'octo/tool', ref: 'refs/tags/v1', sha: 'a'.repeat(40) }),
    );
    expect(claims).toMatchObject({
      sub: 'repo:octo/tool:ref:refs/tags/v1',
      repository_owner: 'octo',
      ref_type: 'tag',
      workflow_ref: 'octo/tool/.github/workflows/release.yml@refs/tags/v1',
      job_workflow_sha: 'a'.repeat(40),
    });
  });

  it.each([
    [{ environment: 'production' }, 'repo:acme/app:environment:production'],
    [{ event_name: 'pull_request', ref: 'refs/pull/1/merge' }, 'repo:acme/app:pull_request'],
    [{ sub: 'custom' }, 'custom'],
  ])('the subject for %j', async (claims, subject) => {
    expect(claimsOf(await services.issuer.mint('github', claims))['sub']).toBe(subject);
  });

  it('the subject has ids for repositories made, renamed or transferred since July 2026', () => {
    const subject = (claims: Claims): unknown => githubClaims(claims, 'ids')['sub'];
    expect(subject({})).toBe('repo:acme@400500600/app@100200300:ref:refs/heads/main');
    expect(subject({ environment: 'production', repository_id: '7' })).toBe('repo:acme@400500600/app@7:environment:production');
    expect(subject({ event_name: 'pull_request' })).toBe('repo:acme@400500600/app@100200300:pull_request');
    expect(subject({ sub: 'custom' })).toBe('custom');
  });

  it('a job requests tokens for an audience, and gets its own identity', async () => {
    const one = services.issuer.githubEnvironment({ repository: 'acme/one' });
    const two = services.issuer.githubEnvironment({ repository: 'acme/two' });
    for (const [job, repository] of [
      [one, 'acme/one'],
      [two, 'acme/two'],
    ] as const) {
      const response = await fetch(`${job['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=sigstore`, {
        headers: { authorization: `bearer ${job['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}` },
      });
      const { value } = (await response.json()) as { value: string };
      expect(await verified(value, services.issuer.issuers.github, 'sigstore')).toMatchObject({ repository });
    }
  });

  it('the default audience is the owner of the repository', async () => {
    const job = services.issuer.githubEnvironment();
    const headers = { authorization: `Bearer ${job['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}` };
    const { value } = (await (await fetch(job['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '', { headers })).json()) as { value: string };
    expect(claimsOf(value)['aud']).toBe('https://github.com/acme');
  });

  it.each([
    ['no request token', {}, 401],
    ['an unknown request token', { authorization: 'bearer nobody' }, 403],
    ['another scheme', { authorization: 'Basic bm9ib2R5' }, 401],
  ])('%s gets no token', async (_, headers, status) => {
    const url = services.issuer.githubEnvironment()['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '';
    expect((await fetch(`${url}&audience=sigstore`, { headers: headers as Record<string, string> })).status).toBe(status);
  });

  it('the environment agrees with the claims', async () => {
    const claims = { repository: 'octo/tool', ref: 'refs/heads/feature/x', run_id: '77', event_name: 'workflow_dispatch' };
    const job = services.issuer.githubEnvironment(claims);
    const token = claimsOf(await services.issuer.mint('github', claims));
    const pairs: readonly [string, string][] = [
      ['GITHUB_REPOSITORY', 'repository'],
      ['GITHUB_REPOSITORY_ID', 'repository_id'],
      ['GITHUB_REPOSITORY_OWNER', 'repository_owner'],
      ['GITHUB_REF', 'ref'],
      ['GITHUB_REF_TYPE', 'ref_type'],
      ['GITHUB_SHA', 'sha'],
      ['GITHUB_WORKFLOW', 'workflow'],
      ['GITHUB_WORKFLOW_REF', 'workflow_ref'],
      ['GITHUB_WORKFLOW_SHA', 'workflow_sha'],
      ['GITHUB_RUN_ID', 'run_id'],
      ['GITHUB_RUN_ATTEMPT', 'run_attempt'],
      ['GITHUB_EVENT_NAME', 'event_name'],
      ['RUNNER_ENVIRONMENT', 'runner_environment'],
    ];
    for (const [variable, claim] of pairs) expect([variable, job[variable]]).toEqual([variable, token[claim]]);
    expect(job).toMatchObject({ GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://github.com', GITHUB_REF_NAME: 'feature/x' });
  });
});

describe('GitLab', () => {
  // https://docs.gitlab.com/ci/secrets/id_token_authentication/
  const CLAIMS =
    'iss sub aud exp nbf iat jti project_id project_path namespace_id namespace_path user_id user_login user_email user_access_level pipeline_id pipeline_source job_id ref ref_type ref_path ref_protected runner_id runner_environment sha ci_config_ref_uri ci_config_sha project_visibility groups_direct';

  it('tokens have the claims of a real token, all as text except the runner ID', async () => {
    const claims = claimsOf(await services.issuer.mint('gitlab'));
    expect(Object.keys(claims)).toEqual(expect.arrayContaining(CLAIMS.split(' ')));
    const numbers = Object.entries(claims).filter(([, value]) => typeof value === 'number');
    expect(numbers.map(([name]) => name).sort()).toEqual(['exp', 'iat', 'nbf', 'runner_id']);
  });

  it('derived claims follow the given claims', async () => {
    const claims = claimsOf(await services.issuer.mint('gitlab', { project_path: 'a/b/c', ref: 'v1', ref_type: 'tag' }));
    expect(claims).toMatchObject({
      sub: 'project_path:a/b/c:ref_type:tag:ref:v1',
      namespace_path: 'a/b',
      ref_path: 'refs/tags/v1',
      ci_config_ref_uri: 'gitlab.com/a/b/c//.gitlab-ci.yml@refs/tags/v1',
    });
  });

  it('a job has its token for sigstore, and an environment that agrees with it', async () => {
    const job = await services.issuer.gitlabEnvironment({
      project_path: 'a/b',
      ref: 'v1',
      ref_type: 'tag',
      environment: 'production',
    });
    const claims = await verified(job['SIGSTORE_ID_TOKEN'] ?? '', services.issuer.issuers.gitlab, 'sigstore');
    expect(job).toMatchObject({
      GITLAB_CI: 'true',
      CI_SERVER_URL: 'https://gitlab.com',
      CI_PROJECT_PATH: claims['project_path'],
      CI_PROJECT_ID: claims['project_id'],
      CI_COMMIT_SHA: claims['sha'],
      CI_COMMIT_TAG: 'v1',
      CI_JOB_URL: `https://gitlab.com/a/b/-/jobs/${String(claims['job_id'])}`,
      CI_PIPELINE_SOURCE: claims['pipeline_source'],
      CI_ENVIRONMENT_NAME: 'production',
    });
    expect(Object.keys(job)).not.toContain('CI_COMMIT_BRANCH');
    expect(job['CI_JOB_STARTED_AT']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});

it('an undefined claim is omitted; times can be set', async () => {
  const claims = claimsOf(await services.issuer.mint('github', { job_workflow_ref: undefined, nbf: 5 }, { lifetime: 60 }));
  expect(Object.keys(claims)).not.toContain('job_workflow_ref');
  expect(claims).toMatchObject({ nbf: 5, exp: Number(claims['iat']) + 60 });
});

describe("servers of one's own", () => {
  it.each([
    ['https://github.example.test', 'https://github.example.test/_services/token', 'https://github.example.test/api/v3'],
    ['https://acme.ghe.com', 'https://token.actions.acme.ghe.com', 'https://api.acme.ghe.com'],
  ])('GitHub at %s', async (url, issuer, api) => {
    const own = await createIssuer({
      clock: () => new Date(),
      keys: await sharedIssuerKeys(),
      baseUrl: 'http://127.0.0.1:1',
      github: { url, issuer },
    });
    expect(own.githubEnvironment()).toMatchObject({
      GITHUB_SERVER_URL: url,
      GITHUB_API_URL: api,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer}/token?api-version=2.0`,
    });
    expect(claimsOf(await own.mint('github'))['iss']).toBe(issuer);
  });

  it('GitLab under a path: the server of the configuration has no path', async () => {
    const url = 'https://git.example.test/gitlab';
    const own = await createIssuer({
      clock: () => new Date(),
      keys: await sharedIssuerKeys(),
      baseUrl: 'http://127.0.0.1:1',
      gitlab: { url, issuer: url },
    });
    const job = await own.gitlabEnvironment();
    expect(job).toMatchObject({ CI_SERVER_URL: url, CI_PROJECT_URL: `${url}/acme/app`, CI_SERVER_FQDN: 'git.example.test' });
    expect(claimsOf(job['SIGSTORE_ID_TOKEN'] ?? '')).toMatchObject({
      iss: url,
      ci_config_ref_uri: 'git.example.test/acme/app//.gitlab-ci.yml@refs/heads/main',
    });
  });

  it('GitLab: a merge request from a fork runs in the project, with the claims of the fork', async () => {
    const job = await services.issuer.gitlabEnvironment({
      pipeline_source: 'merge_request_event',
      project_path: 'mallory/app',
      job_project_path: 'acme/app',
    });
    expect(job['CI_PROJECT_PATH']).toBe('acme/app');
    expect(Object.keys(job)).not.toContain('CI_COMMIT_BRANCH');
    expect(claimsOf(job['SIGSTORE_ID_TOKEN'] ?? '')['project_path']).toBe('mallory/app');
  });
});
