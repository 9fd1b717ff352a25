export { createRegistry, type RegistryBehaviour } from './registry.js';
export type { Credentials } from './auth.js';
