export type * from './types.js';
export {
  assertGithubClaims,
  assertGitlabClaims,
  GITHUB_CLAIMS,
  GITLAB_CLAIMS,
  platformOfClaims,
  verifiedEmail,
  type Claims,
  type GithubClaims,
  type GitlabClaims,
} from './claims.js';
export { detectContext } from './detect-context.js';
export { checkToken } from './jwt.js';
export { publicIssuers, publicServerOf, serverOf } from './issuers.js';
export { SIGSTORE_AUDIENCE, tokenSource, type TokenSourceOptions } from './token-source.js';
export { verifyToken, type TokenExpectations } from './verify-token.js';
