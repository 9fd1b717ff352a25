import { platformOfClaims, serverOf, verifiedEmail, type Claims } from '../ci/index.js';
import type { FulcioExtensions } from '../crypto/index.js';
import type { Run } from '../run/index.js';

type Extensions = Readonly<Partial<Record<keyof FulcioExtensions, string>>>;

/** The texts about the signer that a certificate authority writes into a certificate (fulcio/docs/oid-info.md). */
export interface CertificateTexts {
  /** The subject alternative name. */
  readonly identity: string;
  readonly issuer: string;
  /** Without the issuer, and without empty ones, which a certificate does not contain. */
  readonly extensions: Extensions;
  /** False for issuers for which the authority may derive further texts from the claims (other CI systems). */
  readonly isComplete: boolean;
}

/**
 * The texts of the certificate for a token. Only the URL of the server is in no claim (`serverOf`). Once there is a certificate, it is
 * compared with the token.
 */
export function certificateTexts(run: Pick<Run, 'env'>, claims: Claims): CertificateTexts {
  const issuer = connectorOf(claims) || textClaim(claims, 'iss');
  const platform = platformOfClaims(claims);
  const subject = textClaim(claims, 'sub');
  const extensions: Extensions =
    platform === 'github'
      ? githubExtensions(claims, serverOf(issuer, platform, run.env))
      : platform === 'gitlab'
        ? gitlabExtensions(claims, serverOf(issuer, platform, run.env))
        : {};
  const all = Object.entries({ ...extensions, tokenSubject: subject }).filter(([, value]) => value !== '');
  return {
    identity: extensions.buildSignerUri ?? possessionSubject(claims),
    issuer,
    extensions: Object.fromEntries(all),
    isComplete: platform === 'github' || platform === 'gitlab' || possessionSubject(claims) !== subject,
  };
}

export function githubExtensions(claims: Claims, server: string): Extensions {
  const of = (name: string): string => textClaim(claims, name);
  const repository = `${server}/${of('repository')}`;
  return {
    githubWorkflowTrigger: of('event_name'),
    githubWorkflowSha: of('sha'),
    githubWorkflowName: of('workflow'),
    githubWorkflowRepository: of('repository'),
    githubWorkflowRef: of('ref'),
    buildSignerUri: `${server}/${of('job_workflow_ref')}`,
    buildSignerDigest: of('job_workflow_sha'),
    runnerEnvironment: of('runner_environment'),
    sourceRepositoryUri: repository,
    sourceRepositoryDigest: of('sha'),
    sourceRepositoryRef: of('ref'),
    sourceRepositoryIdentifier: of('repository_id'),
    sourceRepositoryOwnerUri: `${server}/${of('repository_owner')}`,
    sourceRepositoryOwnerIdentifier: of('repository_owner_id'),
    buildConfigUri: `${server}/${of('workflow_ref')}`,
    buildConfigDigest: of('workflow_sha'),
    buildTrigger: of('event_name'),
    runInvocationUri: `${repository}/actions/runs/${of('run_id')}/attempts/${of('run_attempt')}`,
    sourceRepositoryVisibility: of('repository_visibility'),
    deploymentEnvironment: of('environment'),
  };
}

export function gitlabExtensions(claims: Claims, server: string): Extensions {
  const of = (name: string): string => textClaim(claims, name);
  const config = `https://${of('ci_config_ref_uri')}`;
  return {
    buildSignerUri: config,
    buildSignerDigest: of('ci_config_sha'),
    runnerEnvironment: of('runner_environment'),
    sourceRepositoryUri: `${server}/${of('project_path')}`,
    sourceRepositoryDigest: of('sha'),
    sourceRepositoryRef: `refs/${of('ref_type') === 'tag' ? 'tags' : 'heads'}/${of('ref')}`,
    sourceRepositoryIdentifier: of('project_id'),
    sourceRepositoryOwnerUri: `${server}/${of('namespace_path')}`,
    sourceRepositoryOwnerIdentifier: of('namespace_id'),
    buildConfigUri: config,
    buildConfigDigest: of('ci_config_sha'),
    buildTrigger: of('pipeline_source'),
    runInvocationUri: `${server}/${of('project_path')}/-/jobs/${of('job_id')}`,
    sourceRepositoryVisibility: of('project_visibility'),
    deploymentEnvironment: of('environment'),
  };
}

/** The identity provider behind a broker (Dex: `federated_claims.connector_id`), which Fulcio uses as the issuer; empty if there is none. */
export function connectorOf(claims: Claims): string {
  const federated = claims['federated_claims'];
  const connector =
    typeof federated === 'object' && federated !== null && 'connector_id' in federated ? federated.connector_id : undefined;
  return typeof connector === 'string' ? connector : '';
}

/** A claim as text; empty if it is absent. */
export function textClaim(claims: Claims, name: string): string {
  const value = claims[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** URIs in certificates are ASCII: other characters of a ref are percent-encoded. */
export function sameUri(a: string, b: string): boolean {
  return a === b || decoded(a) === decoded(b);
}

function decoded(uri: string): string {
  try {
    return decodeURI(uri);
  } catch {
    return uri;
  }
}

/** The value that Fulcio's proof of possession signs: a verified e-mail address if there is one, otherwise the subject. */
export function possessionSubject(claims: Claims): string {
  return verifiedEmail(claims) ?? (typeof claims['sub'] === 'string' ? claims['sub'] : '');
}
