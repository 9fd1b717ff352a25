import type { FulcioExtensions } from '../../crypto/index.js';
import type { VerifiedSigner } from '../../verification/index.js';
import type { Platform } from './model.js';

type CertificateSigner = Extract<VerifiedSigner, { kind: 'certificate' }>;

/** What a certificate of a CI says about the run that signed (fulcio/docs/oid-info.md). */
export interface CiRun {
  readonly platform: Platform;
  /** URI of the repository that was built (.12, else from .5); undefined: the certificate does not say. */
  readonly source: string | undefined;
  /** What started the run (.20, else .2). */
  readonly trigger: string | undefined;
}

/** Any of these makes a certificate one of a CI: people and services have none of them. */
const MARKS = [
  'githubWorkflowTrigger',
  'githubWorkflowSha',
  'githubWorkflowName',
  'githubWorkflowRepository',
  'githubWorkflowRef',
  'buildSignerUri',
  'buildSignerDigest',
  'runnerEnvironment',
  'sourceRepositoryUri',
  'sourceRepositoryDigest',
  'sourceRepositoryRef',
  'sourceRepositoryIdentifier',
  'sourceRepositoryOwnerUri',
  'sourceRepositoryOwnerIdentifier',
  'buildConfigUri',
  'buildConfigDigest',
  'buildTrigger',
  'runInvocationUri',
  'sourceRepositoryVisibility',
  'deploymentEnvironment',
] as const satisfies readonly (keyof FulcioExtensions)[];

/**
 * The run behind a certificate; undefined for people and services. A certificate whose issuer or name is of a CI is one even
 * where it says nothing more: what is missing then counts against it.
 */
export function readRun(signer: CertificateSigner): CiRun | undefined {
  const { fulcio } = signer.certificate;
  const marked = MARKS.some((name) => fulcio[name] !== undefined);
  const platform = platformOf(signer);
  if (!marked && platform === 'other') return undefined;
  const origin = originOf(signer.identity);
  const older = fulcio.githubWorkflowRepository;
  return {
    platform,
    source: fulcio.sourceRepositoryUri ?? (older === undefined || origin === undefined ? undefined : `${origin}/${older}`),
    trigger: fulcio.buildTrigger ?? fulcio.githubWorkflowTrigger,
  };
}

function platformOf({ identity, issuer, certificate: { fulcio } }: CertificateSigner): Platform {
  if (fulcio.githubWorkflowRepository !== undefined || fulcio.githubWorkflowTrigger !== undefined) return 'github';
  return platformOfIssuer(issuer) ?? platformOfIdentity(identity);
}

/** The platform whose tokens an issuer signs, where its address alone says so. */
export function platformOfIssuer(issuer: string): Platform | undefined {
  if (/^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)/.test(issuer)) return 'github';
  if (/^https:\/\/token\.actions\.[^/]+\.ghe\.com\/?$/.test(issuer) || /\/_services\/token\/?$/.test(issuer)) return 'github';
  return /^https:\/\/gitlab\.com\/?$/.test(issuer) ? 'gitlab' : undefined;
}

/** GitHub's workflows lie in `.github/workflows`; GitLab writes two slashes between project and configuration. */
export function platformOfIdentity(identity: string): Platform {
  if (/^https?:\/\/[^/]+\/[^/]+\/[^/]+\/\.github\/workflows\//.test(identity)) return 'github';
  return /^https?:\/\/[^/]+\/(?:[^/]+\/)+\/[^/]/.test(identity) ? 'gitlab' : 'other';
}

/** `https://github.com` of a workflow's URI. */
export const originOf = (identity: string): string | undefined => /^https?:\/\/[^/\s]+(?=\/)/.exec(identity)?.[0];

/** A workflow's URI taken apart; undefined where it has no such form. */
export interface WorkflowName {
  readonly origin: string;
  /** `owner/name`, or the path of a GitLab project. */
  readonly repository: string;
  readonly path: string;
  /** Undefined: the URI names none. */
  readonly ref: string | undefined;
}

/** The path ends at the first `@` that a ref follows: paths and refs may both hold an `@`, so only the whole is compared. */
export function readWorkflowName(identity: string): WorkflowName | undefined {
  const platform = platformOfIdentity(identity);
  const form =
    platform === 'github'
      ? /^(https?:\/\/[^/]+)\/([^/]+\/[^/]+)\/(.+)$/
      : platform === 'gitlab'
        ? /^(https?:\/\/[^/]+)\/((?:[^/]+\/)*[^/]+)\/\/(.+)$/
        : undefined;
  const [, origin, repository, rest] = form?.exec(identity) ?? [];
  if (origin === undefined || repository === undefined || rest === undefined) return undefined;
  const cut = /^(.+?)@(refs\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/.exec(rest);
  return { origin, repository, path: cut?.[1] ?? rest, ref: cut?.[2] };
}
