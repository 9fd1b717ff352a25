export type * from './types.js';
export { createRegistry, type RegistryOptions } from './create-registry.js';
export type { RegistryCredential } from './credentials.js';
