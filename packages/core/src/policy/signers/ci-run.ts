import type { FulcioExtensions } from '../../crypto/index.js';
import type { VerifiedSigner } from '../../verification/index.js';
import type { Platform } from './model.js';

type CertificateSigner = Extract<VerifiedSigner, { kind: 'certificate' }>;

/** The CI run that signed, as its certificate describes it (fulcio/docs/oid-info.md). */
export interface CiRun {
  readonly platform: Platform;
  /** URI of the repository that was built (.12, else from .5); undefined: not in the certificate. */
  readonly source: string | undefined;
  /** The event that started the run (.20, else .2). */
  readonly trigger: string | undefined;
}

/** Extensions of CI certificates; certificates of people and services have none of them. */
const CI_EXTENSIONS = [
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
 * The CI run of a certificate; undefined for people and services. A certificate whose issuer or name belongs to a CI platform is a
 * CI certificate even without further extensions; missing extensions are then a mismatch.
 */
export function readRun(signer: CertificateSigner): CiRun | undefined {
  const { fulcio } = signer.certificate;
  const isCi = CI_EXTENSIONS.some((name) => fulcio[name] !== undefined);
  const platform = platformOf(signer);
  if (!isCi && platform === 'other') return undefined;
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

/** The platform of an issuer; undefined where its URL alone does not identify it. */
export function platformOfIssuer(issuer: string): Platform | undefined {
  if (/^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)/.test(issuer)) return 'github';
  if (/^https:\/\/token\.actions\.[^/]+\.ghe\.com\/?$/.test(issuer) || /\/_services\/token\/?$/.test(issuer)) return 'github';
  return /^https:\/\/gitlab\.com\/?$/.test(issuer) ? 'gitlab' : undefined;
}

/** GitHub's workflows are in `.github/workflows`; GitLab writes two slashes between project and configuration file. */
export function platformOfIdentity(identity: string): Platform {
  if (/^https?:\/\/[^/]+\/[^/]+\/[^/]+\/\.github\/workflows\//.test(identity)) return 'github';
  return /^https?:\/\/[^/]+\/(?:[^/]+\/)+\/[^/]/.test(identity) ? 'gitlab' : 'other';
}

/** The origin of a workflow's URI, such as `https://github.com`. */
export const originOf = (identity: string): string | undefined => /^https?:\/\/[^/\s]+(?=\/)/.exec(identity)?.[0];

/** The parts of a workflow's URI. */
interface WorkflowName {
  readonly origin: string;
  /** `owner/name`, or the path of a GitLab project. */
  readonly repository: string;
  readonly path: string;
  /** Undefined: the URI has none. */
  readonly ref: string | undefined;
}

/**
 * Undefined where the identity is not the URI of a workflow. The path ends at the first `@` that a ref follows. Paths and refs may
 * both contain an `@`, so decisions compare the whole identity.
 */
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
