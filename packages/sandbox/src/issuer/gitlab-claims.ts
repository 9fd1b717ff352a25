import { claimText, type Claims } from './claims.js';

const DEFAULTS = {
  project_path: 'acme/app',
  project_id: '5001',
  namespace_id: '6001',
  user_id: '7001',
  user_login: 'tanuki',
  user_email: 'tanuki@example.com',
  user_access_level: 'maintainer',
  pipeline_id: '8001',
  pipeline_source: 'push',
  job_id: '9001',
  ref: 'main',
  ref_type: 'branch',
  ref_protected: 'true',
  runner_id: 12,
  runner_environment: 'gitlab-hosted',
  sha: '7c4a8d09ca3762af61e59520943dc26494f8941b',
  project_visibility: 'public',
  groups_direct: ['acme'],
} as const;

/**
 * All claims of a job's ID token from GitLab, except `iss`, `aud`, `jti` and the times. Claims are derived as in
 * `githubClaims`. `host` is the instance in `ci_config_ref_uri`.
 */
export function gitlabClaims(given: Claims = {}, host = 'gitlab.com'): Claims {
  const base: Claims = { ...DEFAULTS, ...given };
  const project = claimText(base, 'project_path');
  const ref = claimText(base, 'ref');
  const type = claimText(base, 'ref_type');
  const refPath = `refs/${type === 'tag' ? 'tags' : 'heads'}/${ref}`;
  const namespace = project.slice(0, Math.max(0, project.lastIndexOf('/')));
  const derived: Claims = {
    sub: `project_path:${project}:ref_type:${type}:ref:${ref}`,
    namespace_path: namespace,
    ref_path: refPath,
    ci_config_ref_uri: `${host}/${project}//.gitlab-ci.yml@${refPath}`,
    ci_config_sha: base['sha'],
    // For a merge request from a fork these differ: they are of the project that the job runs in.
    job_project_id: base['project_id'],
    job_project_path: base['project_path'],
    job_namespace_id: base['namespace_id'],
    job_namespace_path: base['namespace_path'] ?? namespace,
    job_source: base['pipeline_source'],
    ...(base['environment'] === undefined
      ? {}
      : { environment_protected: 'true', deployment_tier: 'production', environment_action: 'start' }),
  };
  return { ...derived, ...base };
}

/** The environment of a job with these (complete) claims, without the ID token. */
export function gitlabJobEnvironment(claims: Claims, serverUrl: string, startedAt: Date): Record<string, string> {
  const of = (name: string): string => claimText(claims, name);
  const project = of('job_project_path');
  const projectUrl = `${serverUrl}/${project}`;
  const fqdn = new URL(serverUrl).host;
  const started = startedAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const environment = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_API_V4_URL: `${serverUrl}/api/v4`,
    CI_COMMIT_REF_NAME: of('ref'),
    CI_COMMIT_REF_PROTECTED: of('ref_protected'),
    CI_COMMIT_SHA: of('sha'),
    ...branchOrTag(claims),
    CI_CONFIG_PATH: /\/\/(.+)@refs\//.exec(of('ci_config_ref_uri'))?.[1] ?? '.gitlab-ci.yml',
    CI_JOB_ID: of('job_id'),
    CI_JOB_NAME: 'sign',
    CI_JOB_STAGE: 'deploy',
    CI_JOB_STARTED_AT: started,
    CI_JOB_URL: `${projectUrl}/-/jobs/${of('job_id')}`,
    CI_PIPELINE_CREATED_AT: started,
    CI_PIPELINE_ID: of('pipeline_id'),
    CI_PIPELINE_SOURCE: of('pipeline_source'),
    CI_PIPELINE_URL: `${projectUrl}/-/pipelines/${of('pipeline_id')}`,
    CI_PROJECT_ID: of('job_project_id'),
    CI_PROJECT_NAME: project.slice(project.lastIndexOf('/') + 1),
    CI_PROJECT_NAMESPACE: of('job_namespace_path'),
    CI_PROJECT_NAMESPACE_ID: of('job_namespace_id'),
    CI_PROJECT_PATH: project,
    CI_PROJECT_URL: projectUrl,
    CI_PROJECT_VISIBILITY: of('project_visibility'),
    CI_RUNNER_EXECUTABLE_ARCH: 'linux/amd64',
    CI_RUNNER_ID: of('runner_id'),
    CI_SERVER: 'yes',
    CI_SERVER_FQDN: fqdn,
    CI_SERVER_HOST: new URL(serverUrl).hostname,
    CI_SERVER_NAME: 'GitLab',
    CI_SERVER_URL: serverUrl,
    CI_SERVER_VERSION: '19.2.0',
    ...(of('environment') === '' ? {} : { CI_ENVIRONMENT_NAME: of('environment'), CI_ENVIRONMENT_TIER: of('deployment_tier') }),
  };
  return environment;
}

/** Merge request pipelines have neither of the two variables. */
function branchOrTag(claims: Claims): Record<string, string> {
  const ref = claimText(claims, 'ref');
  if (claimText(claims, 'pipeline_source') === 'merge_request_event') return { CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: ref };
  return claimText(claims, 'ref_type') === 'tag' ? { CI_COMMIT_TAG: ref } : { CI_COMMIT_BRANCH: ref };
}
