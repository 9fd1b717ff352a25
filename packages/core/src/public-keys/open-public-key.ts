import type { Run } from '../run/index.js';
import { loadScheme } from './open-scheme.js';
import { parseKeyReference } from './parse-reference.js';
import { KEY_SCHEMES, type KeySchemeName } from './schemes.js';
import type { OpenedKey, PublicKeyOptions } from './types.js';

/**
 * The public key that a reference names. Nothing in this room can sign.
 * @param scheme where the place of the reference allows one scheme only: a `file` of a policy is a path, whatever it looks like
 * @throws CountersignError INPUT_INVALID, KEY_INVALID, KEY_UNSUPPORTED, NETWORK_FORBIDDEN, and those of reading
 */
export async function openPublicKey(
  run: Run,
  reference: string,
  options: PublicKeyOptions & { readonly scheme?: KeySchemeName | undefined },
): Promise<OpenedKey> {
  const entry = KEY_SCHEMES[options.scheme ?? parseKeyReference(reference, 'verify')];
  const opener = await loadScheme(run, entry, entry.load);
  return await opener.openPublicKey(run, reference, options);
}
