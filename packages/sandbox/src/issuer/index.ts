export { createIssuer, newIssuerKeys } from './issuer.js';
export type { Issuer, IssuerKeys } from './issuer.js';
export type { Claims, IssuerKind } from './claims.js';
