import { parseKeyReference, type KeyServices } from '../public-keys/index.js';
import type { Run } from '../run/index.js';

/**
 * Stores the private half of a key in the engine KV of HashiCorp Vault or OpenBao.
 * @param reference `vault-kv://MOUNT/PATH#FIELD`
 * @returns the new version of the secret; undefined if the engine keeps none
 * @throws CountersignError INPUT_*, SERVICE_*, TOKEN_*
 */
export async function storeSecret(run: Run, reference: string, text: string, services: KeyServices): Promise<string | undefined> {
  parseKeyReference(reference, 'sign');
  const store = await import('./vault-kv-signer.js');
  return await store.storeSecret(run, reference, text, services);
}
