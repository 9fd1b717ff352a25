export type * from './types.js';
export {
  NO_KEY_SERVICES,
  readKeyLogins,
  type IdentityTokens,
  type KeyLogin,
  type KeyLoginService,
  type KeyServices,
} from './key-login.js';
export { loadAws } from './load-aws.js';
export { loginToken } from './login-token.js';
export { openPublicKey } from './open-public-key.js';
export { loadScheme } from './open-scheme.js';
export { knownKeys, parseKeyReference } from './parse-reference.js';
export { KEY_SCHEMES, keyForms, schemesFor, type KeySchemeName, type SigningSchemeName } from './schemes.js';
export { namesVariable, readVariable } from './variable.js';
