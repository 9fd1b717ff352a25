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
export { loadAws } from './load-aws.js';
export { openPublicKey } from './open-public-key.js';
export { loadScheme } from './open-scheme.js';
export { knownKeys, parseKeyReference, similarForm } from './parse-reference.js';
export { KEY_SCHEMES, keyForms, schemesFor, type KeySchemeName, type SigningSchemeName } from './schemes.js';
export { loadProgramKeys } from './load-program-keys.js';
export type { Pkcs11Uri } from './pkcs11-uri.js';
export type { ProgramAnswer } from './program.js';
export { namesVariable, readVariable } from './variable.js';
