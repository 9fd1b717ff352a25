export * from './types.js';
export { VerificationMemory } from './memory.js';
export { verifyBundle, verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';
