export { createIssuer, newIssuerKeys } from './issuer.js';
export type { Issuer, IssuerKeys, CiServer } from './issuer.js';
export type { GithubSubject } from './github-claims.js';
export type { Claims, IssuerKind } from './claims.js';
