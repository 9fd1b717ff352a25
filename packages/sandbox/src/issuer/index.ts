export { createIssuer, newIssuerKeys } from './issuer.js';
export type { Issuer, IssuerKeys, IssuerOptions } from './issuer.js';
export type { Claims, IssuerKind } from './claims.js';
export type { MintOptions } from './tokens.js';
export { githubClaims } from './github-claims.js';
export { gitlabClaims } from './gitlab-claims.js';
