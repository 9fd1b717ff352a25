/** The configuration of a real Fulcio: as the public instance has it for GitHub and GitLab. */
const CI_METADATA = {
  github: {
    'default-template-values': { url: 'https://github.com', environment: '' },
    'subject-alternative-name-template': '{{ .url }}/{{ .job_workflow_ref }}',
    'extension-templates': {
      'github-workflow-trigger': 'event_name',
      'github-workflow-sha': 'sha',
      'github-workflow-name': 'workflow',
      'github-workflow-repository': 'repository',
      'github-workflow-ref': 'ref',
      'build-signer-uri': '{{ .url }}/{{ .job_workflow_ref }}',
      'build-signer-digest': 'job_workflow_sha',
      'runner-environment': 'runner_environment',
      'source-repository-uri': '{{ .url }}/{{ .repository }}',
      'source-repository-digest': 'sha',
      'source-repository-ref': 'ref',
      'source-repository-identifier': 'repository_id',
      'source-repository-owner-uri': '{{ .url }}/{{ .repository_owner }}',
      'source-repository-owner-identifier': 'repository_owner_id',
      'build-config-uri': '{{ .url }}/{{ .workflow_ref }}',
      'build-config-digest': 'workflow_sha',
      'build-trigger': 'event_name',
      'run-invocation-uri': '{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}',
      'source-repository-visibility-at-signing': 'repository_visibility',
      'deployment-environment': 'environment',
    },
  },
  gitlab: {
    'default-template-values': { url: 'https://gitlab.com', environment: '' },
    'subject-alternative-name-template': 'https://{{ .ci_config_ref_uri }}',
    'extension-templates': {
      'build-signer-uri': 'https://{{ .ci_config_ref_uri }}',
      'build-signer-digest': 'ci_config_sha',
      'runner-environment': 'runner_environment',
      'source-repository-uri': '{{ .url }}/{{ .project_path }}',
      'source-repository-digest': 'sha',
      'source-repository-ref': 'refs/{{if eq .ref_type "branch"}}heads/{{ else }}tags/{{end}}{{ .ref }}',
      'source-repository-identifier': 'project_id',
      'source-repository-owner-uri': '{{ .url }}/{{ .namespace_path }}',
      'source-repository-owner-identifier': 'namespace_id',
      'build-config-uri': 'https://{{ .ci_config_ref_uri }}',
      'build-config-digest': 'ci_config_sha',
      'build-trigger': 'pipeline_source',
      'run-invocation-uri': '{{ .url }}/{{ .project_path }}/-/jobs/{{ .job_id }}',
      'source-repository-visibility-at-signing': 'project_visibility',
      'deployment-environment': 'environment',
    },
  },
};

/** YAML whose values are JSON: a whole JSON file would be read by Fulcio's other, older parser. */
export function fulcioConfig(issuers) {
  const known = Object.fromEntries(
    Object.keys(CI_METADATA).map((provider) => [
      issuers[provider],
      { 'issuer-url': issuers[provider], 'client-id': 'sigstore', type: 'ci-provider', 'ci-provider': provider },
    ]),
  );
  return `oidc-issuers: ${JSON.stringify(known)}\nci-issuer-metadata: ${JSON.stringify(CI_METADATA)}\n`;
}
