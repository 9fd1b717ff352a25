import { assertGithubClaims, type Claims } from '../ci/index.js';
import { CountersignError } from '../errors/index.js';
import type { JsonObject } from '../wire/index.js';
import type { BuildFacts } from './build-facts.js';
import { eventParameters } from './github-events.js';

/**
 * SLSA provenance v1 of a GitHub Actions run, every value from the claims of a verified token.
 * @param serverUrl `https://github.com` or the enterprise server; the only value that is not in a claim
 * @throws CountersignError TOKEN_CLAIMS_MISSING, TOKEN_INVALID
 */
export function githubFacts(claims: Claims, serverUrl: string): BuildFacts {
  assertGithubClaims(claims);
  const { buildType, github, notRecorded } = eventParameters(claims);
  const repository = `${serverUrl}/${claims.repository}`;
  const invocationId = `${repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`;
  const builderId = `${serverUrl}/${claims.job_workflow_ref}`;
  const predicate: JsonObject = {
    buildDefinition: {
      buildType,
      externalParameters: {
        workflow: { ref: claims.ref, repository, path: workflowPath(claims.workflow_ref, claims.repository, claims.ref) },
      },
      internalParameters: {
        github: {
          event_name: claims.event_name,
          repository_id: claims.repository_id,
          repository_owner_id: claims.repository_owner_id,
          runner_environment: claims.runner_environment,
          ...github,
        },
        ...(notRecorded.length > 0 ? { notRecorded: [...notRecorded] } : {}),
      },
      resolvedDependencies: [{ uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } }],
    },
    runDetails: { builder: { id: builderId }, metadata: { invocationId } },
  };
  return {
    predicate,
    certificate: {
      buildSignerUri: builderId,
      sourceRepositoryUri: repository,
      sourceRepositoryRef: claims.ref,
      sourceRepositoryDigest: claims.sha,
      runInvocationUri: invocationId,
    },
  };
}

/** `owner/name/<path>@<ref>` without its known prefix and suffix; path and ref may contain `@`, so the text is not split. */
function workflowPath(workflowRef: string, repository: string, ref: string): string {
  const prefix = `${repository}/`;
  const suffix = `@${ref}`;
  const path =
    workflowRef.startsWith(prefix) && workflowRef.endsWith(suffix) ? workflowRef.slice(prefix.length, -suffix.length) : '';
  if (path !== '') return path;
  throw new CountersignError('TOKEN_INVALID', 'the claims of the token about the workflow contradict each other', {
    expected: `workflow_ref ${prefix}<path>${suffix}`,
    found: workflowRef.slice(0, 300),
    hint: 'If a ruleset requires this workflow from another repository, attest in a workflow of the repository that is built. Otherwise report this with the event that started the run.',
  });
}
