import { storeSecret } from '../../../keys/index.js';
import { KEY_SCHEMES, NO_KEY_SERVICES } from '../../../public-keys/index.js';
import type { PrepareStore } from './types.js';

/** A field of a secret in the engine KV of HashiCorp Vault or OpenBao; its other fields stay. */
export const prepareStore: PrepareStore = async (run, reference, { services = NO_KEY_SERVICES }) => {
  // Shows that the login works and the engine exists, before a key is made; the secret may not exist yet.
  const { readKvSecret } = await KEY_SCHEMES['vault-kv'].load();
  await readKvSecret(run, reference, services);
  return {
    where: reference,
    async put(secret) {
      await storeSecret(run, reference, secret, services);
      return `With a login at the server: keys: ${reference}.`;
    },
  };
};
