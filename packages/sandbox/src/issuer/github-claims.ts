import { claimText, shortRef, type Claims } from './claims.js';

const DEFAULTS = {
  repository: 'acme/app',
  ref: 'refs/heads/main',
  sha: '2b5f1f1b5d3c4a9e8f7061524334251607182930',
  repository_id: '100200300',
  repository_owner_id: '400500600',
  repository_visibility: 'public',
  actor: 'octo',
  actor_id: '7001',
  workflow: 'Release',
  head_ref: '',
  base_ref: '',
  event_name: 'push',
  ref_protected: 'true',
  run_id: '9000000001',
  run_number: '42',
  run_attempt: '1',
  runner_environment: 'github-hosted',
} as const;

/**
 * The form of the subject claim: `repo:OWNER/NAME:…`, or `repo:OWNER@ID/NAME@ID:…`, which repositories have that were made, renamed or
 * transferred since 2026-07-15 on github.com; not on GitHub Enterprise Server.
 */
export type GithubSubject = 'names' | 'ids';

/**
 * All claims of a job's token from GitHub, except `iss`, `aud`, `jti` and the times. Claims of the caller take precedence, and
 * other claims are derived from them: if only `repository` is given, owner, workflow refs and `sub` change too.
 */
export function githubClaims(given: Claims = {}, form: GithubSubject = 'names'): Claims {
  const base: Claims = { ...DEFAULTS, ...given };
  const repository = claimText(base, 'repository');
  const ref = claimText(base, 'ref');
  const workflowRef = claimText(base, 'workflow_ref') || `${repository}/.github/workflows/release.yml@${ref}`;
  const derived: Claims = {
    sub: subject(base, form === 'ids' ? withIds(base, repository) : repository, ref),
    repository_owner: repository.split('/')[0] ?? '',
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    workflow_ref: workflowRef,
    workflow_sha: base['sha'],
    job_workflow_ref: workflowRef,
    job_workflow_sha: base['workflow_sha'] ?? base['sha'],
  };
  return { ...derived, ...base };
}

function withIds(claims: Claims, repository: string): string {
  const [owner = '', name = ''] = repository.split('/');
  return `${owner}@${claimText(claims, 'repository_owner_id')}/${name}@${claimText(claims, 'repository_id')}`;
}

function subject(claims: Claims, repository: string, ref: string): string {
  const environment = claimText(claims, 'environment');
  if (environment !== '') return `repo:${repository}:environment:${environment}`;
  return claimText(claims, 'event_name') === 'pull_request' ? `repo:${repository}:pull_request` : `repo:${repository}:ref:${ref}`;
}

function apiUrl(serverUrl: string): string {
  const { host } = new URL(serverUrl);
  return host === 'github.com' || host.endsWith('.ghe.com') ? `https://api.${host}` : `${serverUrl}/api/v3`;
}

/** The environment of a job with these (complete) claims, without the token request variables. */
export function githubJobEnvironment(claims: Claims, serverUrl: string): Record<string, string> {
  const of = (name: string): string => claimText(claims, name);
  const environment = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: of('actor'),
    GITHUB_ACTOR_ID: of('actor_id'),
    GITHUB_API_URL: apiUrl(serverUrl),
    GITHUB_BASE_REF: of('base_ref'),
    GITHUB_EVENT_NAME: of('event_name'),
    GITHUB_HEAD_REF: of('head_ref'),
    GITHUB_JOB: 'release',
    GITHUB_REF: of('ref'),
    GITHUB_REF_NAME: shortRef(of('ref')),
    GITHUB_REF_PROTECTED: of('ref_protected'),
    GITHUB_REF_TYPE: of('ref_type'),
    GITHUB_REPOSITORY: of('repository'),
    GITHUB_REPOSITORY_ID: of('repository_id'),
    GITHUB_REPOSITORY_OWNER: of('repository_owner'),
    GITHUB_REPOSITORY_OWNER_ID: of('repository_owner_id'),
    GITHUB_RUN_ATTEMPT: of('run_attempt'),
    GITHUB_RUN_ID: of('run_id'),
    GITHUB_RUN_NUMBER: of('run_number'),
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_SHA: of('sha'),
    GITHUB_TRIGGERING_ACTOR: of('actor'),
    GITHUB_WORKFLOW: of('workflow'),
    GITHUB_WORKFLOW_REF: of('workflow_ref'),
    GITHUB_WORKFLOW_SHA: of('workflow_sha'),
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: of('runner_environment'),
    RUNNER_OS: 'Linux',
  };
  return environment;
}
