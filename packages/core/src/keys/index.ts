export type * from './types.js';
export { ephemeralSigner } from './ephemeral-signer.js';
export { openSigner, SIGNERS } from './open-signer.js';
