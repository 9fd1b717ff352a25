import type { FulcioExtensions } from '../../crypto/index.js';
import { COSIGN_SIGN_V1, SLSA_PROVENANCE_V1, type Statement } from '../../statements/index.js';
import type { JsonObject } from '../../wire/index.js';
import { GITHUB, GITLAB } from './signers.js';
import { SHA } from './subjects.js';

/* Statements and predicates. */

export function statement(predicateType: string, predicate: JsonObject = {}): Statement {
  return {
    type: 'https://in-toto.io/Statement/v1',
    // cosign leaves the name of an image signature empty.
    subjects: [{ name: predicateType === COSIGN_SIGN_V1 ? '' : 'app.tgz', digest: { sha256: SHA } }],
    predicateType,
    predicate,
  };
}

/** What an honest producer writes for a certificate: GitHub's build type. */
export function githubPredicate(fulcio: FulcioExtensions = GITHUB): JsonObject {
  const { sourceRepositoryUri: repository = '', sourceRepositoryRef: ref = '' } = fulcio;
  const config = fulcio.buildConfigUri ?? '';
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: {
        workflow: { ref, repository, path: config.slice(repository.length + 1, config.length - ref.length - 1) },
      },
      internalParameters: {
        github: {
          event_name: fulcio.buildTrigger,
          repository_id: fulcio.sourceRepositoryIdentifier,
          repository_owner_id: fulcio.sourceRepositoryOwnerIdentifier,
          runner_environment: fulcio.runnerEnvironment,
        },
      },
      resolvedDependencies: [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: fulcio.sourceRepositoryDigest } }],
    },
    runDetails: { builder: { id: fulcio.buildSignerUri }, metadata: { invocationId: fulcio.runInvocationUri } },
  };
}

/** The same for our GitLab build type. */
export function gitlabPredicate(fulcio: FulcioExtensions = GITLAB): JsonObject {
  const { sourceRepositoryUri: source = '', sourceRepositoryRef: ref = '' } = fulcio;
  return {
    buildDefinition: {
      buildType: 'https://countersign.dev/buildtypes/gitlab-pipeline/v1',
      externalParameters: { source, ref, configPath: '.gitlab-ci.yml', entryPoint: 'build' },
      internalParameters: {
        project_id: fulcio.sourceRepositoryIdentifier,
        namespace_id: fulcio.sourceRepositoryOwnerIdentifier,
        job_id: '99',
        pipeline_source: fulcio.buildTrigger,
        runner_environment: fulcio.runnerEnvironment,
      },
      resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: fulcio.sourceRepositoryDigest } }],
    },
    runDetails: {
      builder: { id: `https://gitlab.com/-/runners/${fulcio.runnerEnvironment ?? ''}` },
      metadata: { invocationId: fulcio.runInvocationUri },
    },
  };
}

export const provenance = (predicate: JsonObject): Statement => statement(SLSA_PROVENANCE_V1, predicate);

/** A copy of a JSON value with one member set (or removed, with `undefined`), by path. */
export function change(value: JsonObject, path: readonly (string | number)[], to: unknown): JsonObject {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  let at = copy;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (to === undefined) delete at[last];
  else at[last] = to;
  return copy as JsonObject;
}
