import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { loadScheme } from './open-scheme.js';
import { parseKeyReference } from './parse-reference.js';
import { KEY_SCHEMES, type KeySchemeName } from './schemes.js';
import type { KeyScheme, OpenedKey, PublicKeyOptions } from './types.js';

/**
 * Opens the public key that a reference names. Nothing in this folder can sign.
 * @param options.scheme if the place of the reference allows only one scheme: a `file` in a policy is always a path
 * @throws CountersignError INPUT_INVALID, KEY_INVALID, KEY_UNSUPPORTED, NETWORK_FORBIDDEN, and the errors of reading
 */
export async function openPublicKey(
  run: Run,
  reference: string,
  options: PublicKeyOptions & { readonly scheme?: KeySchemeName | undefined },
): Promise<OpenedKey> {
  const entry: KeyScheme = KEY_SCHEMES[options.scheme ?? parseKeyReference(reference, 'verify')];
  if (entry.load === undefined) throw new CountersignError('INTERNAL', 'keys of this form cannot verify', { found: entry.form });
  const opener = await loadScheme(run, entry, entry.load);
  return await opener.openPublicKey(run, reference, options);
}
