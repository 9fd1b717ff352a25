const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
const GITLAB_ISSUER = 'https://gitlab.com';
/** Enterprises with a custom issuer get one path segment; the same alphabet as Fulcio's meta-issuer. */
const GITHUB_ENTERPRISE_ISSUER = /^https:\/\/token\.actions\.githubusercontent\.com\/[-_a-zA-Z0-9]+$/;

/**
 * The issuers that are believed without being named, as whole strings: those of github.com and gitlab.com. Servers of one's own
 * are named in the signing config and never taken from the environment: `CI_SERVER_URL` is set by whoever starts a pipeline.
 *
 * @param claimed the token's own issuer: only let through where github.com gives an enterprise an issuer of its own
 */
export function publicIssuers(claimed?: string): readonly string[] {
  const enterprise = claimed !== undefined && GITHUB_ENTERPRISE_ISSUER.test(claimed) ? [claimed] : [];
  return [GITHUB_ISSUER, GITLAB_ISSUER, ...enterprise];
}
