import type { OpenPublicKey } from './types.js';
import { readTransitKey } from './vault/transit.js';

// For the code that signs and makes keys, which loads this file with the scheme.
export { invalidAnswer } from './vault/request.js';
export { findTransitKey, readTransitKey } from './vault/transit.js';

/** The public key of a key of HashiCorp Vault or OpenBao (engine Transit), of the version that the reference names, else of the newest. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details, services }) => {
  const { publicKey, version, reference: parsed } = await readTransitKey(run, reference, { details, services, toSign: false });
  return { key: publicKey, where: parsed.label, version: String(version), bytes: undefined };
};
