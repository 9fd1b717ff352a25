export type * from './types.js';
export { ephemeralSigner } from './ephemeral-signer.js';
export { openSigner } from './open-signer.js';
