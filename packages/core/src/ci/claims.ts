import { CountersignError } from '../errors/index.js';
import type { Platform } from './types.js';

/** Claims of a GitHub token that Fulcio writes into the certificate; all are required. */
export const GITHUB_CLAIMS = [
  'iss',
  'sub',
  'event_name',
  'sha',
  'workflow',
  'repository',
  'ref',
  'job_workflow_ref',
  'job_workflow_sha',
  'runner_environment',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'workflow_ref',
  'workflow_sha',
  'run_id',
  'run_attempt',
  'repository_visibility',
] as const;

/** Claims of a GitLab token that Fulcio writes into the certificate; all are required. */
export const GITLAB_CLAIMS = [
  'iss',
  'sub',
  'ci_config_ref_uri',
  'ci_config_sha',
  'runner_environment',
  'project_path',
  'project_id',
  'namespace_path',
  'namespace_id',
  'sha',
  'ref',
  'ref_type',
  'pipeline_source',
  'job_id',
  'project_visibility',
] as const;

/** Required claims of any other issuer. */
const GENERIC_CLAIMS = ['iss', 'sub'] as const;

export type GithubClaims = Readonly<Record<(typeof GITHUB_CLAIMS)[number], string>>;
export type GitlabClaims = Readonly<Record<(typeof GITLAB_CLAIMS)[number], string>>;
export type Claims = Readonly<Record<string, unknown>>;

/** GitLab sets it only for a configuration on the same instance; if empty, the certificate has no extension for it. */
const MAY_BE_EMPTY: readonly string[] = ['ci_config_sha'];

/** Names in the list whose claims are missing or are not text. */
function missingClaims(claims: Claims, names: readonly string[]): string[] {
  return names.filter((name) => {
    const value = claims[name];
    return typeof value !== 'string' || (value === '' && !MAY_BE_EMPTY.includes(name));
  });
}

/** @throws CountersignError TOKEN_CLAIMS_MISSING, naming every missing claim */
export function assertGithubClaims(claims: Claims): asserts claims is GithubClaims {
  assertClaims(claims, GITHUB_CLAIMS, 'GitHub Actions');
}

/** @throws CountersignError TOKEN_CLAIMS_MISSING, naming every missing claim */
export function assertGitlabClaims(claims: Claims): asserts claims is GitlabClaims {
  assertClaims(claims, GITLAB_CLAIMS, 'GitLab CI/CD');
}

/** Checks the claims that Fulcio requires, before the request. @throws CountersignError TOKEN_CLAIMS_MISSING */
export function assertSigningClaims(claims: Claims, platform: Platform): void {
  if (platform === 'github') assertGithubClaims(claims);
  else if (platform === 'gitlab') assertGitlabClaims(claims);
  else assertClaims(claims, GENERIC_CLAIMS, 'the token issuer');
}

/** The platform that issued a token, by claims that only it writes; only a check of the issuer makes this reliable. */
export function platformOfClaims(claims: Claims): Platform {
  if ('job_workflow_ref' in claims && 'repository' in claims) return 'github';
  if ('project_path' in claims && 'pipeline_source' in claims) return 'gitlab';
  return 'other';
}

/** The e-mail address of a person, if the issuer says that it verified it: Fulcio accepts no other. */
export function verifiedEmail({ email, email_verified: verified }: Claims): string | undefined {
  return typeof email === 'string' && email !== '' && (verified === true || verified === 'true') ? email : undefined;
}

function assertClaims(claims: Claims, names: readonly string[], producer: string): void {
  const missing = missingClaims(claims, names);
  if (missing.length === 0) return;
  throw new CountersignError(
    'TOKEN_CLAIMS_MISSING',
    `the identity token of ${producer} lacks claims that the certificate authority needs: ${missing.join(', ')}`,
    {
      expected: names.join(', '),
      found: `missing: ${missing.join(', ')}`,
      hint:
        missing.includes('ci_config_ref_uri') && producer.startsWith('GitLab')
          ? 'Older GitLab versions do not set ci_config_ref_uri for child pipelines and configuration outside the repository: run the job in a pipeline of the project or update GitLab.'
          : missing.includes('ref') && producer.startsWith('GitHub')
            ? 'The event that started this run names no branch or tag (a deployment of a commit): start the run for a branch or tag.'
            : 'Check that the token comes from the CI platform itself and that its version is current.',
    },
  );
}
