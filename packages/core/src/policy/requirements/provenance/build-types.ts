import type { VerifiedSigner } from '../../../verification/index.js';
import { platformOfIdentity, platformOfIssuer, readRun, type Platform, type Who } from '../../signers/index.js';

const GITHUB_BUILD_TYPES = [
  'https://actions.github.io/buildtypes/workflow/v1',
  'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
  // Ours, for the events that GitHub's build type is not defined for; docs/reference/buildtypes/github-workflow-v1.md.
  'https://countersign.dev/buildtypes/github-workflow/v1',
] as const;

/** Our GitLab components' build type; docs/reference/buildtypes/gitlab-pipeline-v1.md describes every field. */
const GITLAB_BUILD_TYPE = 'https://countersign.dev/buildtypes/gitlab-pipeline/v1';

/** Build types whose claims can be compared with a certificate, and the platform of that certificate. */
const TABLES: ReadonlyMap<string, 'github' | 'gitlab'> = new Map([
  ...GITHUB_BUILD_TYPES.map((type) => [type, 'github'] as const),
  [GITLAB_BUILD_TYPE, 'gitlab'],
]);

export const KNOWN_BUILD_TYPES: readonly string[] = [...TABLES.keys()];

/** Undefined: there is no table for it, and none of its claims can be confirmed. */
export const tableOf = (buildType: string): 'github' | 'gitlab' | undefined => TABLES.get(buildType);

/** The build types that signers of a platform can have. */
export const typesOfPlatform = (platform: Platform): readonly string[] =>
  KNOWN_BUILD_TYPES.filter((type) => TABLES.get(type) === platform);

/**
 * The platform of a signer, from the policy and the certificate, never from the predicate, which is written inside the build.
 * Undefined for keys, people and services: they confirm no claims.
 */
export function platformOfSigner(who: Who, signer: VerifiedSigner): Platform | undefined {
  if (who.kind === 'github' || who.kind === 'gitlab') return who.kind;
  return signer.kind === 'key' ? undefined : readRun(signer)?.platform;
}

/** Whether a provenance by this signer can have the build type; unknown cases are left to the evaluation. */
export function canHaveBuildType(who: Who, buildType: string): boolean {
  const table = tableOf(buildType);
  if (table === undefined) return true;
  if (who.kind === 'github' || who.kind === 'gitlab') return who.kind === table;
  if (who.kind !== 'keyless') return true;
  const platform = platformOfIssuer(who.issuer) ?? platformOfIdentity(who.identity);
  return platform === 'other' || platform === table;
}
