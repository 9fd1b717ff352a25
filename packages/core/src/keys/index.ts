export type * from './types.js';
export { canCreateKey, createKey } from './create-key.js';
export { ephemeralSigner } from './ephemeral-signer.js';
export { optionsByKey, type KeyInputs } from './per-key.js';
export { openSigner } from './open-signer.js';
export { encryptCosignKey } from './cosign-key.js';
export { readPrivateKey } from './private-key.js';
export { readSecret } from './secret.js';
export { storeSecret } from './store-secret.js';
