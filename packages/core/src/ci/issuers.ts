const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
const GITLAB_ISSUER = 'https://gitlab.com';
/** The custom issuer of an enterprise has one path segment; the same alphabet as in Fulcio's meta-issuer. */
const GITHUB_ENTERPRISE_ISSUER = /^https:\/\/token\.actions\.githubusercontent\.com\/[-_a-zA-Z0-9]+$/;

/**
 * The issuers accepted by default, compared as a whole: those of github.com and gitlab.com. Own servers must be
 * named in the signing config; the environment is not used, because everyone who starts a pipeline can set `CI_SERVER_URL`.
 *
 * @param claimed the issuer in the token: accepted only if it is the custom issuer of an enterprise on github.com
 */
export function publicIssuers(claimed?: string): readonly string[] {
  const enterprise = claimed !== undefined && GITHUB_ENTERPRISE_ISSUER.test(claimed) ? [claimed] : [];
  return [GITHUB_ISSUER, GITLAB_ISSUER, ...enterprise];
}
