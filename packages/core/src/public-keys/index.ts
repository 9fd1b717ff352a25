export type * from './types.js';
export { keyOfCertificate } from './certificate.js';
export {
  NO_KEY_SERVICES,
  readKeyLogins,
  type IdentityTokens,
  type KeyLogin,
  type KeyLoginService,
  type KeyServices,
} from './key-login.js';
export { openPublicKey } from './open-public-key.js';
export { loadScheme } from './open-scheme.js';
export { knownKeys, parseKeyReference } from './parse-reference.js';
export { KEY_SCHEMES, keyForms, schemesFor, type KeySchemeName, type SigningSchemeName } from './schemes.js';
export { namesVariable, readVariable } from './variable.js';
