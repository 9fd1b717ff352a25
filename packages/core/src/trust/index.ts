export type * from './types.js';
export { namesTrustFile } from './trust-pins.js';
export { loadTrust, readEmbeddedRoot, type Trust, type TrustOptions } from './load-trust.js';
export { readSigningConfig } from './read-signing-config.js';
export { MAX_TRUST_BYTES, readTrustedRoot } from './read-trusted-root.js';
export { selectServices, type SelectedServices } from './select-services.js';
export { describeRange, isWithin } from './valid-for.js';
