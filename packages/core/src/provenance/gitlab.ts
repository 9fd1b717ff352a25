import { assertGitlabClaims, type Claims, type GitlabClaims } from '../ci/index.js';
import { CountersignError } from '../errors/index.js';
import type { Environment } from '../run/index.js';
import type { JsonObject } from '../wire/index.js';
import type { BuildFacts } from './build-facts.js';

/** Documented in docs/reference/buildtypes/gitlab-pipeline-v1.md. */
const GITLAB_BUILD_TYPE = 'https://countersign.dev/buildtypes/gitlab-pipeline/v1';

/** Data of the component about itself; not confirmed by token or certificate. */
export interface GitlabComponent {
  readonly name: string;
  readonly sha: string;
  readonly version?: string | undefined;
  readonly reference?: string | undefined;
}

export interface GitlabDetails {
  readonly component?: GitlabComponent | undefined;
  /** The component's inputs; never secrets. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * SLSA provenance v1 of a GitLab job. Values come from the claims of a verified token; the few values from the job's
 * environment or the component are listed in `internalParameters.selfAsserted`.
 * @param serverUrl `https://gitlab.com` or the self-managed instance
 * @throws CountersignError TOKEN_CLAIMS_MISSING, TOKEN_INVALID
 */
export function gitlabFacts(claims: Claims, serverUrl: string, env: Environment, details: GitlabDetails = {}): BuildFacts {
  assertGitlabClaims(claims);
  const source = `${serverUrl}/${claims.project_path}`;
  const ref = fullRef(claims);
  const jobUrl = `${source}/-/jobs/${claims.job_id}`;
  const jobName = env['CI_JOB_NAME'];
  const startedOn = RFC_3339.exec(env['CI_JOB_STARTED_AT'] ?? '')?.[0];
  const { component, inputs } = details;
  const selfAsserted = [
    ...(jobName ? ['externalParameters.entryPoint'] : []),
    ...(inputs ? ['externalParameters.inputs'] : []),
    ...(component ? ['internalParameters.component'] : []),
    ...(startedOn ? ['runDetails.metadata.startedOn'] : []),
  ];
  const predicate: JsonObject = {
    buildDefinition: {
      buildType: GITLAB_BUILD_TYPE,
      externalParameters: {
        source,
        ref,
        configPath: configPath(claims.ci_config_ref_uri, serverUrl, claims.project_path, ref),
        ...(jobName ? { entryPoint: jobName } : {}),
        ...(inputs ? { inputs: { ...inputs } } : {}),
      },
      internalParameters: {
        project_id: claims.project_id,
        namespace_id: claims.namespace_id,
        job_id: claims.job_id,
        pipeline_source: claims.pipeline_source,
        runner_environment: claims.runner_environment,
        ...optionalId(claims, 'pipeline_id'),
        ...optionalId(claims, 'runner_id'),
        ...mergeRequest(claims),
        ...(component ? { component: plain(component) } : {}),
        ...(selfAsserted.length > 0 ? { selfAsserted } : {}),
      },
      resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: claims.sha } }],
    },
    runDetails: {
      builder: { id: `${serverUrl}/-/runners/${claims.runner_environment}` },
      metadata: { invocationId: jobUrl, ...(startedOn ? { startedOn } : {}) },
    },
  };
  return {
    predicate,
    certificate: {
      buildSignerUri: `https://${claims.ci_config_ref_uri}`,
      sourceRepositoryUri: source,
      sourceRepositoryRef: ref,
      sourceRepositoryDigest: claims.sha,
      runInvocationUri: jobUrl,
    },
  };
}

/** Same format as Fulcio's extension .14, so that the two can be compared. */
function fullRef({ ref, ref_type: type }: GitlabClaims): string {
  if (type === 'branch') return `refs/heads/${ref}`;
  if (type === 'tag') return `refs/tags/${ref}`;
  throw new CountersignError('TOKEN_INVALID', 'the claim ref_type of the token has an unknown value', {
    expected: 'branch or tag',
    found: type.slice(0, 100),
    hint: 'Attest in a pipeline of a branch or a tag.',
  });
}

/** The path in the project at its ref; the complete URI for a configuration outside the project. */
function configPath(uri: string, serverUrl: string, project: string, ref: string): string {
  const prefix = `${serverUrl.replace(/^https?:\/\//, '')}/${project}//`;
  const suffix = `@${ref}`;
  const path = uri.startsWith(prefix) && uri.endsWith(suffix) ? uri.slice(prefix.length, -suffix.length) : '';
  return path === '' ? `https://${uri}` : path;
}

/** Claims of merge request pipelines only: a merge train or not, the target branch, and for a fork the project that the job runs in. */
function mergeRequest(claims: GitlabClaims): JsonObject {
  if (claims.pipeline_source !== 'merge_request_event') return {};
  const runsElsewhere = optionalId(claims, 'job_project_id')['job_project_id'] !== claims.project_id;
  return {
    ...optionalId(claims, 'pipeline_source_event'),
    ...optionalId(claims, 'target_ref'),
    ...(runsElsewhere ? { ...optionalId(claims, 'job_project_id'), ...optionalId(claims, 'job_project_path') } : {}),
  };
}

function optionalId(claims: Claims, name: string): JsonObject {
  const value = claims[name];
  return typeof value === 'string' || typeof value === 'number' ? { [name]: value } : {};
}

function plain(component: GitlabComponent): JsonObject {
  const { name, sha, version, reference } = component;
  return { name, sha, ...(version ? { version } : {}), ...(reference ? { reference } : {}) };
}
