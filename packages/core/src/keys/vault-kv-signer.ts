import { CountersignError } from '../errors/index.js';
import { KEY_SCHEMES, NO_KEY_SERVICES, type KeyServices } from '../public-keys/index.js';
import type { Run } from '../run/index.js';
import type { JsonObject } from '../wire/index.js';
import { signerOfSecret } from './secret-signer.js';
import type { OpenSigner } from './types.js';

const kv = KEY_SCHEMES['vault-kv'].load;

/** Opens a private key in a field of a secret (engine KV) of HashiCorp Vault or OpenBao: the forms that files have. */
export const openSigner: OpenSigner = async (run, reference, options) => {
  const { readKvField } = await kv();
  const { text, label, version } = await readKvField(run, reference, options.services);
  run.log.secret(text);
  const signer = await signerOfSecret(run, text, { what: `the key ${label}`, name: label }, options);
  return { ...signer, version };
};

/**
 * Stores a private key in a field of a secret in the engine KV; other fields of the secret stay. In version 2 of the engine the secret gets a new
 * version, and only if no other run has changed it meanwhile.
 * @param reference `vault-kv://MOUNT/PATH#FIELD`, without a version
 * @returns the new version of the secret; undefined if the engine keeps none
 * @throws CountersignError INPUT_*, SERVICE_*, TOKEN_*
 */
export async function storeSecret(
  run: Run,
  reference: string,
  text: string,
  services: KeyServices = NO_KEY_SERVICES,
): Promise<string | undefined> {
  const { readKvSecret } = await kv();
  run.log.secret(text);
  const { session, reference: parsed, engine, path, fields = {}, version = 0 } = await readKvSecret(run, reference, services);
  const { label, field } = parsed;
  if (parsed.version !== undefined) {
    throw new CountersignError('INPUT_INVALID', 'a secret is stored without naming a version', {
      expected: label,
      found: `?version=${parsed.version}`,
    });
  }
  const data: JsonObject = { ...fields, [field]: text };
  const answer = await session.ask({
    method: 'POST',
    path,
    body: engine === 2 ? { data, options: { cas: version } } : data,
    expected: `the secret is stored in ${label}`,
    refused: `The token needs the capabilities "create" and "update" for ${path}; no other run may change the secret at the same time.`,
    secrets: [text],
  });
  const stored = answer.data?.['version'];
  return typeof stored === 'number' ? String(stored) : undefined;
}
