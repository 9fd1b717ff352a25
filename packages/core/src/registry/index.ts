export type * from './types.js';
export { createRegistry } from './create-registry.js';
export type { RegistryCredential } from './credential.js';
