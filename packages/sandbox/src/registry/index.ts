export { createRegistry, type RegistryBehaviour, type RegistryOptions } from './registry.js';
export type { Credentials } from './auth.js';
