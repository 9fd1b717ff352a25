import type { FulcioExtensions } from '../../../crypto/index.js';
import type { Statement } from '../../../statements/index.js';
import type { VerifiedSigner } from '../../../verification/index.js';
import { platformOfSigner, tableOf, typesOfPlatform } from './build-types.js';
import { originOf, type GitlabWho, type Who } from '../../signers/index.js';
import { ClaimReader, type CheckedProvenance } from './claim-reader.js';

const BUILD_DEFINITION = 'buildDefinition';
const EXTERNAL = 'externalParameters';
const INTERNAL = 'internalParameters';
const RUN_DETAILS = 'runDetails';

/**
 * Compares a SLSA provenance v1 with the certificate that signed it, row by row of the build type's table. A build job can write
 * any predicate, but not the certificate. The build type must belong to the signer's platform; otherwise the predicate could choose
 * a table with fewer checks.
 */
export function compareWithCertificate(statement: Statement, signer: VerifiedSigner, who: Who): CheckedProvenance {
  const claims = new ClaimReader(statement, signer);
  const buildType = claims.text(BUILD_DEFINITION, 'buildType') ?? '';
  if (buildType === '') claims.malformed('buildDefinition.buildType', 'a URI', 'nothing');
  const builder = claims.text(RUN_DETAILS, 'builder', 'id');
  if (builder === undefined) claims.malformed('runDetails.builder.id', 'a URI', 'nothing');
  const table = tableOf(buildType);
  const platform = platformOfSigner(who, signer);
  if (table !== undefined && platform !== undefined && table !== platform)
    claims.otherPlatform(buildType, typesOfPlatform(platform));
  const source = table === undefined ? unknown(claims, builder) : TABLES[table](claims, builder, who);
  return {
    problems: claims.problems,
    unproven: claims.unproven,
    buildType,
    builder,
    ...source,
    parameters: claims.object(BUILD_DEFINITION, EXTERNAL),
  };
}

const TABLES = { github, gitlab } satisfies Record<
  NonNullable<ReturnType<typeof tableOf>>,
  (claims: ClaimReader, builder: string | undefined, who: Who) => Source
>;

interface Source {
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  readonly confirmed: ReadonlySet<string>;
}

/** https://actions.github.io/buildtypes/workflow/v1, and the other build types of GitHub, which have the same fields. */
function github(claims: ClaimReader, builder: string | undefined): Source {
  const { extensions } = claims;
  const external = [BUILD_DEFINITION, EXTERNAL];
  const workflow = claims.object(...external, 'workflow');
  const ref = claims.text(...external, 'workflow', 'ref');
  const repository = claims.text(...external, 'workflow', 'repository');
  const path = claims.text(...external, 'workflow', 'path');
  const isRef = claims.row('source', 'externalParameters.workflow.ref', ref, extensions.sourceRepositoryRef);
  const isRepository = claims.row('source', 'externalParameters.workflow.repository', repository, extensions.sourceRepositoryUri);
  let isWhole = false;
  if (path === undefined) claims.malformed('externalParameters.workflow.path', 'a path', 'nothing');
  else {
    const uri = `${repository ?? ''}/${path}@${ref ?? ''}`;
    isWhole = claims.row('workflow', 'externalParameters.workflow', uri, extensions.buildConfigUri);
  }
  claims.unknownParameters(['workflow', 'inputs', 'vars'], EXTERNAL, claims.object(...external));
  claims.unknownParameters(['ref', 'repository', 'path'], 'externalParameters.workflow', workflow);
  const internal = (name: string): string | undefined => claims.text(BUILD_DEFINITION, INTERNAL, 'github', name);
  const optional = { optional: true };
  claims.row('trigger', 'internalParameters.github.event_name', internal('event_name'), extensions.buildTrigger, optional);
  claims.row(
    'ids',
    'internalParameters.github.repository_id',
    internal('repository_id'),
    extensions.sourceRepositoryIdentifier,
    optional,
  );
  claims.row(
    'ids',
    'internalParameters.github.repository_owner_id',
    internal('repository_owner_id'),
    extensions.sourceRepositoryOwnerIdentifier,
    optional,
  );
  claims.row(
    'runner',
    'internalParameters.github.runner_environment',
    internal('runner_environment'),
    extensions.runnerEnvironment,
    optional,
  );
  if (builder !== undefined) claims.row('builder', 'runDetails.builder.id', builder, identityOf(claims));
  claims.row(
    'invocation',
    'runDetails.metadata.invocationId',
    claims.text(RUN_DETAILS, 'metadata', 'invocationId'),
    extensions.runInvocationUri,
    optional,
  );
  const confirmed = namesOf({
    'workflow.ref': isRef,
    'workflow.repository': isRepository,
    // The URI can be divided in several ways; with the other two rows, only one is left.
    'workflow.path': isWhole && isRef && isRepository,
  });
  return { repository, ref, commit: claims.source(repository, ref), confirmed };
}

const namesOf = (rows: Readonly<Record<string, boolean>>): ReadonlySet<string> =>
  new Set(Object.keys(rows).filter((name) => rows[name] === true));

/** The SAN where it is a CI workflow; a person's address confirms no builder. */
function identityOf(claims: ClaimReader): string | undefined {
  return claims.extensions.buildSignerUri === undefined || claims.signer.kind !== 'certificate'
    ? undefined
    : claims.signer.identity;
}

/** Our GitLab build type. */
function gitlab(claims: ClaimReader, builder: string | undefined, who: Who): Source {
  const { extensions } = claims;
  const external = [BUILD_DEFINITION, EXTERNAL];
  const repository = claims.text(...external, 'source');
  const ref = claims.text(...external, 'ref');
  const configPath = claims.text(...external, 'configPath');
  const confirmed = namesOf({
    source: claims.row('source', 'externalParameters.source', repository, extensions.sourceRepositoryUri),
    ref: claims.row('source', 'externalParameters.ref', ref, extensions.sourceRepositoryRef),
    configPath: claims.row('workflow', 'externalParameters.configPath', configPath, configPathOf(extensions)),
  });
  claims.unknownParameters(['source', 'ref', 'configPath', 'entryPoint', 'inputs'], EXTERNAL, claims.object(...external));
  const internal = (name: string): string | undefined => claims.text(BUILD_DEFINITION, INTERNAL, name);
  const optional = { optional: true };
  claims.row('ids', 'internalParameters.project_id', internal('project_id'), extensions.sourceRepositoryIdentifier, optional);
  claims.row(
    'ids',
    'internalParameters.namespace_id',
    internal('namespace_id'),
    extensions.sourceRepositoryOwnerIdentifier,
    optional,
  );
  claims.row('trigger', 'internalParameters.pipeline_source', internal('pipeline_source'), extensions.buildTrigger, optional);
  claims.row(
    'runner',
    'internalParameters.runner_environment',
    internal('runner_environment'),
    extensions.runnerEnvironment,
    optional,
  );
  claims.row('invocation', 'internalParameters.job_id', internal('job_id'), jobIdOf(extensions.runInvocationUri), optional);
  if (builder !== undefined) claims.row('builder', 'runDetails.builder.id', builder, gitlabBuilder(claims, who));
  claims.row(
    'invocation',
    'runDetails.metadata.invocationId',
    claims.text(RUN_DETAILS, 'metadata', 'invocationId'),
    extensions.runInvocationUri,
    optional,
  );
  return { repository, ref, commit: claims.source(repository, ref), confirmed };
}

/** The builder is the GitLab instance with the kind of runner. */
function gitlabBuilder(claims: ClaimReader, who: Who): string | undefined {
  const { runnerEnvironment, sourceRepositoryUri } = claims.extensions;
  if (runnerEnvironment === undefined || sourceRepositoryUri === undefined) return undefined;
  const server = who.kind === 'gitlab' ? gitlabServer(who) : originOf(sourceRepositoryUri);
  if (server === undefined) claims.noUri('runDetails.builder.id', 'source repository (.12)', sourceRepositoryUri);
  return server === undefined ? undefined : `${server}/-/runners/${runnerEnvironment}`;
}

const gitlabServer = (who: GitlabWho): string => `https://${who.host}`;

/** The path of the configuration file in the source project at its ref; the whole URI for a file of another project or ref. */
function configPathOf(extensions: FulcioExtensions): string | undefined {
  const { buildConfigUri: uri, sourceRepositoryUri: source, sourceRepositoryRef: ref } = extensions;
  if (uri === undefined || source === undefined || ref === undefined) return undefined;
  const prefix = `${source}//`;
  const suffix = `@${ref}`;
  const isOwn = uri.startsWith(prefix) && uri.endsWith(suffix) && uri.length > prefix.length + suffix.length;
  return isOwn ? uri.slice(prefix.length, uri.length - suffix.length) : uri;
}

const jobIdOf = (uri: string | undefined): string | undefined => /\/-\/jobs\/([0-9]+)$/.exec(uri ?? '')?.[1];

/** A build type without a table: none of its claims can be confirmed. */
function unknown(claims: ClaimReader, builder: string | undefined): Source {
  claims.notCertified('source', 'buildDefinition.resolvedDependencies', 'its source');
  if (builder !== undefined) claims.notCertified('builder', 'runDetails.builder.id', builder);
  claims.notCertified('parameters', 'buildDefinition.externalParameters', 'its parameters');
  return { repository: undefined, ref: undefined, commit: undefined, confirmed: new Set() };
}
