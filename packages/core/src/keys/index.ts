export type * from './types.js';
export { ephemeralSigner } from './ephemeral-signer.js';
export { KNOWN_KEYS, openSigner, type SignerOptions } from './open-signer.js';
