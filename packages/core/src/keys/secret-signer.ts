import type { Run } from '../run/index.js';
import { decodeBase64, encodeUtf8 } from '../wire/index.js';
import { localSigner } from './local-signer.js';
import { readPassword } from './password.js';
import { readPrivateKey } from './private-key.js';
import type { Signer, SignerOptions } from './types.js';

/**
 * A signer with a private key that was read from a file, a variable or a secret store: PEM, DER, or either of them in one line of base64,
 * which variables and secret stores can mask. Password and algorithm are those of `options`.
 * @param content bytes or text of the secret; never printed
 * @param label `what` for errors, `name` for reports
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
export async function signerOfSecret(
  run: Run,
  content: Uint8Array | string,
  { what, name }: { readonly what: string; readonly name: string },
  options: Pick<SignerOptions, 'password' | 'details'>,
): Promise<Signer> {
  const password = options.password === undefined ? undefined : await readPassword(run, options.password);
  return localSigner(run, await readPrivateKey(withoutBase64(content), what, password, options.details), name);
}

function withoutBase64(content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === 'string' ? encodeUtf8(content) : content;
  // `LS0t` is "---", `M` begins every DER sequence.
  if (bytes[0] !== 0x4c && bytes[0] !== 0x4d) return bytes;
  try {
    return decodeBase64(Buffer.from(bytes).toString('latin1').trim(), 'the key');
  } catch {
    return bytes;
  }
}
