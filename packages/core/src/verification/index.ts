export { isSignedBy } from './content.js';
export * from './types.js';
export type * from './input.js';
export { VerificationMemory } from './memory.js';
export { hintNames, keysToTry, verifyBundle, verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';
