export * from './types.js';
export { verifyBundle } from './verify-bundle.js';
