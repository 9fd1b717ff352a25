import type { ExtensionName } from './extensions.js';

/** A text with `{claim}` placeholders. */
type Template = string;

/** The mapping from one CI provider's claims to a certificate's identity. */
export interface ClaimMapping {
  readonly subjectAlternativeName: Template;
  readonly extensions: Readonly<Partial<Record<ExtensionName, Template>>>;
  /** Values of placeholders for claims that the token may omit. */
  readonly defaults: Readonly<Record<string, string>>;
}

export const GITHUB_MAPPING: ClaimMapping = {
  subjectAlternativeName: '{url}/{job_workflow_ref}',
  extensions: {
    githubWorkflowTrigger: '{event_name}',
    githubWorkflowSha: '{sha}',
    githubWorkflowName: '{workflow}',
    githubWorkflowRepository: '{repository}',
    githubWorkflowRef: '{ref}',
    buildSignerUri: '{url}/{job_workflow_ref}',
    buildSignerDigest: '{job_workflow_sha}',
    runnerEnvironment: '{runner_environment}',
    sourceRepositoryUri: '{url}/{repository}',
    sourceRepositoryDigest: '{sha}',
    sourceRepositoryRef: '{ref}',
    sourceRepositoryIdentifier: '{repository_id}',
    sourceRepositoryOwnerUri: '{url}/{repository_owner}',
    sourceRepositoryOwnerIdentifier: '{repository_owner_id}',
    buildConfigUri: '{url}/{workflow_ref}',
    buildConfigDigest: '{workflow_sha}',
    buildTrigger: '{event_name}',
    runInvocationUri: '{url}/{repository}/actions/runs/{run_id}/attempts/{run_attempt}',
    sourceRepositoryVisibility: '{repository_visibility}',
    deploymentEnvironment: '{environment}',
  },
  defaults: { url: 'https://github.com', environment: '' },
};

export const GITLAB_MAPPING: ClaimMapping = {
  subjectAlternativeName: 'https://{ci_config_ref_uri}',
  extensions: {
    buildSignerUri: 'https://{ci_config_ref_uri}',
    buildSignerDigest: '{ci_config_sha}',
    runnerEnvironment: '{runner_environment}',
    sourceRepositoryUri: '{url}/{project_path}',
    sourceRepositoryDigest: '{sha}',
    // `ref_kind` is "tags" or "heads", computed from the claim `ref_type`.
    sourceRepositoryRef: 'refs/{ref_kind}/{ref}',
    sourceRepositoryIdentifier: '{project_id}',
    sourceRepositoryOwnerUri: '{url}/{namespace_path}',
    sourceRepositoryOwnerIdentifier: '{namespace_id}',
    buildConfigUri: 'https://{ci_config_ref_uri}',
    buildConfigDigest: '{ci_config_sha}',
    buildTrigger: '{pipeline_source}',
    runInvocationUri: '{url}/{project_path}/-/jobs/{job_id}',
    sourceRepositoryVisibility: '{project_visibility}',
    deploymentEnvironment: '{environment}',
  },
  defaults: { url: 'https://gitlab.com', environment: '' },
};

/** Fills a template; a claim that is neither in the values nor in the defaults is an error, as in Fulcio. */
export function fillTemplate(template: Template, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`value <${name}> not present in either claims or defaults`);
    return value;
  });
}
