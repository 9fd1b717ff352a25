export * from './types.js';
export { VerificationMemory } from './memory.js';
export { verifyBundle } from './verify-bundle.js';
