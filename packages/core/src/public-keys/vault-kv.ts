import { publicKeyFromPem } from '../crypto/index.js';
import type { OpenPublicKey } from './types.js';
import { readKvField } from './vault/kv.js';

// For the code that signs and stores keys, which loads this file with the scheme.
export { readKvField, readKvSecret } from './vault/kv.js';

/** A public key in PEM form in the engine KV of HashiCorp Vault or OpenBao. */
export const openPublicKey: OpenPublicKey = async (run, reference, { details, services }) => {
  const { text, label, version } = await readKvField(run, reference, services);
  return { key: publicKeyFromPem(text, label, details), where: label, version, bytes: undefined };
};
